"""Rank sites."""

from pathlib import Path
from typing import Any

import click
import geopandas as gpd

from geo_ij.cli import edge
from geo_ij.cli.groups import main
from geo_ij.ranking.scores import RANKING_COLUMNS
from geo_ij.services.rank_sites import rank_sites, write_ranking
from geo_ij.wiring import Wiring


@edge.command(main, "rank")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="List only the best N sites.")
@click.option("--output", type=edge.existing_path(), help="Write to a file: .csv, .xlsx, .geojson or .gpkg.")
@edge.json_option
@click.pass_obj
def rank(wiring: Wiring, top: int | None, output: Path | None, as_json: bool) -> None:
    """Rank every site that is not completed or rejected by the hotspots near it, and say why."""
    ranking = rank_sites(wiring.database, top=top, progress=edge.Progress())
    if output is not None:
        write_ranking(ranking, output)
        edge.note_export(wiring, "ranking", output)
    edge.report({"ranking": _records(ranking)}, _lines(ranking, output), as_json=as_json)


def _records(ranking: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = ranking[list(RANKING_COLUMNS)].to_dict("records")
    return records


def _lines(ranking: gpd.GeoDataFrame, output: Path | None) -> list[str]:
    lines = []
    for site in ranking.itertuples():
        low, high = site.rank_low, site.rank_high
        stable = f"rank {low} to {high}" if low != high else "the same rank"
        stable += " in at least 9 of 10 redraws"
        lines.append(f"{site.rank}. {site.name} ({site.site_id}): score {site.score:.3f}, {stable}")
        lines += [f"   {sentence}" for sentence in site.reasons]
    if output is not None:
        lines.append(f"Wrote {len(ranking):,} sites to {output}.")
    return lines or ["Every site is completed or rejected: there is nothing to rank."]
