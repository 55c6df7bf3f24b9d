"""Import and export sites."""

from pathlib import Path

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import export_group, import_group
from geo_ij.cli.tallies import report_tally
from geo_ij.services.import_sites import export_sites, import_sites
from geo_ij.wiring import Wiring


@edge.command(import_group, "sites")
@click.argument("path", type=edge.existing_path())
@edge.json_option
@click.pass_obj
def sites_in(wiring: Wiring, path: Path, as_json: bool) -> None:
    """Import places where work can be done: CSV, GeoJSON or GeoPackage.

    A site with an id that is known already is replaced, so importing twice changes nothing.
    """
    tally = import_sites(wiring.database, path, settings=wiring.settings)
    report_tally(tally, what="sites", as_json=as_json)


@edge.command(export_group, "sites")
@click.option("--output", required=True, type=edge.existing_path(), help="A file: .csv, .xlsx, .geojson or .gpkg.")
@edge.json_option
@click.pass_obj
def sites_out(wiring: Wiring, output: Path, as_json: bool) -> None:
    """Write every site to a file that the import reads."""
    count = export_sites(wiring.database, output)
    edge.note_export(wiring, "sites", output)
    edge.report({"written": count, "output": str(output)}, [f"Wrote {count:,} sites to {output}."], as_json=as_json)
