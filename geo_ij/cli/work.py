"""Import and export completed work."""

from pathlib import Path

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import export_group, import_group
from geo_ij.cli.tallies import report_tally
from geo_ij.services.import_work import export_work, import_work
from geo_ij.wiring import Wiring


@edge.command(import_group, "work")
@click.argument("path", type=edge.existing_path())
@edge.json_option
@click.pass_obj
def work_in(wiring: Wiring, path: Path, as_json: bool) -> None:
    """Import completed work from a CSV file; `geo-ij publish` approves it for the public.

    Work with an id that is known already is replaced, so importing twice changes nothing.
    """
    tally = import_work(wiring.database, path, settings=wiring.settings)
    report_tally(tally, what="pieces of work", as_json=as_json)


@edge.command(export_group, "work")
@click.option("--output", required=True, type=edge.existing_path(), help="A file: .csv, .xlsx, .geojson or .gpkg.")
@edge.json_option
@click.pass_obj
def work_out(wiring: Wiring, output: Path, as_json: bool) -> None:
    """Write all completed work to a file; the import reads its CSV."""
    count = export_work(wiring.database, output)
    edge.note_export(wiring, "completed work", output)
    edge.report(
        {"written": count, "output": str(output)},
        [f"Wrote {count:,} pieces of work to {output}."],
        as_json=as_json,
    )
