"""Import places and local names for the geocoder."""

from pathlib import Path
from typing import Any

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import import_group
from geo_ij.cli.tallies import SHOWN_ROWS
from geo_ij.services.import_gazetteer import GazetteerImport, import_gazetteer
from geo_ij.vocabulary import GazetteerFormat
from geo_ij.wiring import Wiring


@edge.command(import_group, "gazetteer")
@click.argument("path", type=edge.existing_path())
@click.option(
    "--format",
    "file_format",
    required=True,
    type=click.Choice([value.value for value in GazetteerFormat], case_sensitive=False),
    help="What the file is: NaPTAN stops, OS Open Names, OS Open Greenspace, or a CSV of local names.",
)
@edge.json_option
@click.pass_obj
def gazetteer(wiring: Wiring, path: Path, file_format: str, as_json: bool) -> None:
    """Import places for the geocoder: stops, streets, parks, local names.

    A place takes the place of the one with the same reference, so importing twice changes nothing.
    """
    result = import_gazetteer(wiring.database, path, file_format=GazetteerFormat(file_format), progress=edge.Progress())
    edge.report(_document(result), _lines(result), as_json=as_json)


def _document(result: GazetteerImport) -> dict[str, Any]:
    tally = result.tally
    return {
        "read": tally.read,
        "kept": tally.kept,
        "rejected": dict(sorted(tally.rejected.items())),
        "rejected_rows": [
            {"where": row.where, "line": row.line, "reason": row.reason, "detail": row.detail}
            for row in tally.rejected_rows
        ],
        "names": result.names,
        "changed": result.changed,
    }


def _lines(result: GazetteerImport) -> list[str]:
    tally = result.tally
    kept = f"Kept {tally.kept:,} of {tally.read:,} rows, which give {result.names:,} names"
    lines = [f"{kept}; {edge.counted(result.changed, 'place')} new or different."]
    first = {row.reason: row.where for row in reversed(tally.rejected_rows)}
    lines += [
        f"Left out {count:,}: {reason} (first: {first[reason]})." for reason, count in sorted(tally.rejected.items())
    ]
    told = [row for row in tally.rejected_rows if row.detail != row.reason]
    return [*lines, *(f"{row.where}: {row.detail}." for row in told[:SHOWN_ROWS])]
