"""Import residents' and officers' reports."""

from collections import Counter
from pathlib import Path

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import import_group
from geo_ij.cli.tallies import SHOWN_ROWS, tally_document, tally_lines
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
    document |= {
        "waiting": [{"where": where, "reason": why} for where, why in result.waiting],
        "skipped": result.skipped,
    }
    edge.report(document, _lines(result), as_json=as_json)


def _lines(result: ReportImport) -> list[str]:
    lines = tally_lines(result.tally, what="reports")
    listed = {row.reason for row in result.tally.rejected_rows}
    waiting = [f"1 waits for a moderator: {where}, {_within(why)}." for where, why in result.waiting[:SHOWN_ROWS]]
    if len(result.waiting) > SHOWN_ROWS:
        waiting.append(f"{len(result.waiting) - SHOWN_ROWS:,} more wait for a moderator: --json names them all.")
    # Of e-mails that nobody need read there are only the reasons.
    left = result.tally.rejected - Counter(why for _, why in result.waiting)
    mail = [f"Left out {count:,}: {why}." for why, count in sorted(left.items()) if why not in listed]
    skipped = [
        f"Skipped {path}: it is no e-mail. Reports in .csv or .json are named by themselves." for path in result.skipped
    ]
    return [*lines, *waiting, *mail, *skipped, f"{result.new:,} are new, {result.changed:,} changed."]


def _within(sentence: str) -> str:
    """Say a sentence within another."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")
