"""Write the map as one file that can be sent to anyone."""

import datetime as dt
from pathlib import Path

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import main
from geo_ij.cli.months import MONTH
from geo_ij.services.draw_map import write_map
from geo_ij.vocabulary import Audience
from geo_ij.wiring import Wiring


@edge.command(main, "map")
@click.option(
    "--audience",
    type=click.Choice([str(audience) for audience in Audience]),
    default=str(Audience.PUBLIC),
    show_default=True,
    help="Who may see it: the public map shows only what the rules of disclosure allow.",
)
@click.option("--month", type=MONTH, help="The last month of the figures (default: the latest).")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write, for example map.html.",
)
@edge.json_option
@click.pass_obj
def map_command(wiring: Wiring, audience: str, month: str | None, output: Path, as_json: bool) -> None:
    """Write the map and its list as one HTML file that works without a network."""
    content = write_map(
        wiring.database,
        output,
        settings=wiring.settings,
        audience=Audience(audience),
        now=dt.datetime.now(dt.UTC),
        month=month,
        progress=edge.Progress(),
    )
    if Audience(audience) is Audience.STAFF:
        edge.note_export(wiring, "map", output)
    sites = 0 if content.sites is None else len(content.sites)
    edge.report(
        {
            "file": str(output),
            "audience": audience,
            "period": content.period,
            "hotspots": len(content.hotspots),
            "work": len(content.work),
            "sites": sites,
            "bytes": output.stat().st_size,
        },
        [
            f"Wrote {output}: {edge.counted(len(content.hotspots), 'hotspot')}, {content.period}, "
            f"{edge.counted(len(content.work), 'piece')} of completed work"
            + (f" and {edge.counted(sites, 'site')}. For staff only." if content.sites is not None else ".")
        ],
        as_json=as_json,
    )
