"""Export residents' and officers' reports."""

from pathlib import Path

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import export_group
from geo_ij.services.export_reports import export_reports
from geo_ij.wiring import Wiring


@edge.command(export_group, "reports")
@click.option("--output", required=True, type=edge.existing_path(), help="A file: .csv, .xlsx, .geojson or .gpkg.")
@click.option("--with-contacts", is_flag=True, help="Write how to reach whoever sent each report as well.")
@edge.json_option
@click.pass_obj
def reports_out(wiring: Wiring, output: Path, with_contacts: bool, as_json: bool) -> None:
    """Write every report to a file; the import reads its CSV. Texts are whole: nothing in them is masked."""
    count = export_reports(wiring.database, output, with_contacts=with_contacts)
    edge.report(
        {"written": count, "output": str(output), "contacts": with_contacts},
        [f"Wrote {edge.counted(count, 'report')} to {output}."],
        as_json=as_json,
    )
