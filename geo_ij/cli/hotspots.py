"""Find hotspots and list them or write them to a file."""

import math
from pathlib import Path
from typing import Any

import click
import geopandas as gpd

from geo_ij.cli import edge
from geo_ij.cli.groups import export_group, main
from geo_ij.cli.months import MONTH
from geo_ij.cli.screen import shortened, terminal_width
from geo_ij.frames import HOTSPOTS
from geo_ij.hotspots.methods import DEFAULT_METHOD, METHODS
from geo_ij.maps.words import change_in_short
from geo_ij.services.find_hotspots import find_hotspots, stored_hotspots
from geo_ij.sources.hotspot_files import check_ending, to_features, write_hotspots
from geo_ij.sources.table_files import check_folder
from geo_ij.vocabulary import HotspotClass, label
from geo_ij.wiring import Wiring

_SHOWN = 20
_SHORTEST_NAME = 12


@edge.command(main, "hotspots")
@click.option("--as-of", type=MONTH, help="The latest month to look at (default: the latest stored).")
@click.option("--months", type=click.IntRange(1, 60), default=12, show_default=True, help="How many months to look at.")
@click.option("--area", metavar="NAME", help="List only hotspots in this ward, council or other stored area.")
@click.option(
    "--method",
    type=click.Choice(list(METHODS)),
    default=DEFAULT_METHOD,
    show_default=True,
    help="How to find them.",
)
@click.option("--limit", type=click.IntRange(1), help="List only the best so many.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to a .geojson, .gpkg, .csv or .xlsx file.",
)
@edge.json_option
@click.pass_obj
def hotspots(
    wiring: Wiring,
    as_of: str | None,
    months: int,
    area: str | None,
    method: str,
    limit: int | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Find, store and list the hotspots of anti-social behaviour, best first."""
    if output is not None:
        check_ending(output)
        check_folder(output)
    found = find_hotspots(
        wiring.database,
        as_of=as_of,
        months=months,
        area=area,
        method=method,
        limit=limit,
        report_weight=wiring.settings.report_weight_percent / 100,
        progress=edge.Progress(),
    )
    if output is not None:
        write_hotspots(found, output)
        edge.note_export(wiring, "hotspots", output)
    listed = found[[*HOTSPOTS.columns, "geometry"]]
    document: dict[str, Any] = {"count": len(found), "output": str(output) if output else None}
    document["hotspots"] = [feature["properties"] for feature in to_features(listed)] if as_json else []
    edge.report(document, _lines(found, output), as_json=as_json)


@edge.command(export_group, "hotspots")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A .geojson, .gpkg, .csv or .xlsx file.",
)
@edge.json_option
@click.pass_obj
def hotspots_out(wiring: Wiring, output: Path, as_json: bool) -> None:
    """Write the hotspots of the latest month, without finding them anew."""
    found = stored_hotspots(wiring.database)
    write_hotspots(found, output)
    edge.note_export(wiring, "hotspots", output)
    edge.report(
        {"written": len(found), "output": str(output)},
        [f"Wrote {edge.counted(len(found), 'hotspot')} to {output}."],
        as_json=as_json,
    )


def _lines(found: gpd.GeoDataFrame, output: Path | None) -> list[str]:
    lines = [edge.counted(len(found), "hotspot") + (f", written to {output}" if output else "") + "."]
    if len(found) and not output:
        shown = found.head(_SHOWN)
        lines += _compared(shown)
        lines += _table(shown)
    if len(found) > _SHOWN and not output:
        lines.append(f"… and {len(found) - _SHOWN:,} more: write them to a file with --output hotspots.csv")
    return lines


def _compared(found: gpd.GeoDataFrame) -> list[str]:
    """Say what changes are against."""
    against = {"year_earlier": "a year earlier", "earlier_half": "the earlier half of the months"}
    compared = found["compared_with"].dropna().mode()
    return [f"Change is against {against[compared[0]]}."] if len(compared) else []


def _table(found: gpd.GeoDataFrame) -> list[str]:
    """Set the best hotspots as a table; on a terminal, names are shortened to its width."""
    rows = [("rank", "incidents", "months", "change", "class", "name")]
    for row in found.to_dict("records"):
        change = "-" if math.isnan(row["trend"]) else change_in_short(row["trend"])
        behaviour = label(HotspotClass(row["class"]))
        figures = (str(row["rank"]), f"{row['incidents']:,}", str(row["months_active"]))
        rows.append((*figures, change, behaviour, row["name"]))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    width = terminal_width()
    room = None if width is None else max(width - sum(widths) - 2 * len(widths), _SHORTEST_NAME)
    lines = []
    for *before, behaviour, name in rows:
        cells = [cell.rjust(wide) for cell, wide in zip(before, widths, strict=False)]
        cells += [behaviour.ljust(widths[4]), name if room is None else shortened(name, room)]
        lines.append("  ".join(cells))
    return lines
