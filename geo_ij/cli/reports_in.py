"""Import residents' and officers' reports."""

from pathlib import Path

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import import_group
from geo_ij.cli.tallies import tally_document, tally_lines
from geo_ij.services.import_reports import ReportImport, import_reports
from geo_ij.wiring import Wiring


@edge.command(import_group, "reports")
@click.argument("paths", nargs=-1, required=True, type=edge.existing_path())
@edge.json_option
@click.pass_obj
def reports_in(wiring: Wiring, paths: tuple[Path, ...], as_json: bool) -> None:
    """Import reports: CSV and JSON files, e-mails (.eml, .mbox) and folders of e-mails.

    Reports of a file are accepted unless it says otherwise; those of e-mails wait for a moderator. Importing twice
    changes nothing.
    """
    result = import_reports(wiring.database, paths, settings=wiring.settings, progress=edge.Progress())
    document = tally_document(result.tally)
    document["rejected_rows"] = [
        {"where": row.where, **shown}
        for row, shown in zip(result.tally.rejected_rows, document["rejected_rows"], strict=True)
    ]
    document |= {"new": result.new, "changed": result.changed, "references": result.references}
    edge.report(document, _lines(result), as_json=as_json)


def _lines(result: ReportImport) -> list[str]:
    lines = tally_lines(result.tally, what="reports")
    listed = {row.reason for row in result.tally.rejected_rows}
    # Of e-mails there are only the reasons.
    mail = [f"Left out {count:,}: {why}." for why, count in sorted(result.tally.rejected.items()) if why not in listed]
    return [*lines, *mail, f"{result.new:,} are new, {result.changed:,} changed."]
