"""Import police archives."""

from pathlib import Path
from typing import Any

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import import_group
from geo_ij.services.import_data import PoliceImport, import_police_archive
from geo_ij.wiring import Wiring


@edge.command(import_group, "police")
@click.argument("paths", nargs=-1, required=True, type=edge.existing_path(), metavar="PATH...")
@click.option("--british-transport-police", is_flag=True, help="Take the rows of British Transport Police as well.")
@edge.json_option
@click.pass_obj
def import_police(wiring: Wiring, paths: tuple[Path, ...], british_transport_police: bool, as_json: bool) -> None:
    """Import street-level crime from data.police.uk: archives (.zip), folders, .csv and .csv.gz files.

    Whole force-months are replaced, so importing twice changes nothing.
    """
    result = import_police_archive(
        wiring.database,
        paths,
        settings=wiring.settings,
        british_transport_police=british_transport_police,
        progress=edge.Progress(),
    )
    edge.report(_document(result), _lines(result), as_json=as_json)


def _document(result: PoliceImport) -> dict[str, Any]:
    return {
        "read": result.read,
        "kept": result.kept,
        "rejected": dict(sorted(result.rejected.items())),
        "other": result.other,
        "streams": dict(sorted(result.by_stream.items())),
        "forces": sorted(result.months),
        "months": sorted({month for months in result.months.values() for month in months}),
        "empty_months": sorted({month for months in result.empty.values() for month in months}),
        "own_extract_months": sorted({month for months in result.own_extract.values() for month in months}),
        "missing_months": sorted({month for months in result.missing_months.values() for month in months}),
    }


def _lines(result: PoliceImport) -> list[str]:
    kept = ", ".join(f"{count:,} {stream.replace('_', ' ')}" for stream, count in sorted(result.by_stream.items()))
    lines = [
        f"Kept {result.kept:,} of {result.read:,} incidents ({kept}).",
        f"Took street names from {result.other:,} rows of other crime types.",
    ]
    lines += [f"Left out {count:,}: {reason}." for reason, count in sorted(result.rejected.items())]
    for force, months in sorted(result.months.items()):
        lines.append(f"{force}: {len(months)} months, {months[0]} to {months[-1]}.")
    for force, months in sorted(result.own_extract.items()):
        lines.append(f"{force}: kept the force's own extract for {edge.counted(len(months), 'month')}.")
    for force, months in sorted(result.missing_months.items()):
        if months:
            lines.append(f"{force}: no data for {', '.join(months)} (treated as missing, not as zero).")
    for force, months in sorted(result.empty.items()):
        lines.append(f"{force}: no row of {', '.join(sorted(months))} can be used: left as it was.")
    return lines
