"""Rank the sites by the hotspots near them, with reasons and stability; the ranking is not stored."""

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo_ij.access.permissions import Permission
from geo_ij.errors import NothingStoredError
from geo_ij.ranking.scores import order_sites
from geo_ij.services.access import allow, limit_of, within_limit
from geo_ij.services.find_hotspots import find_hotspots, usual_run
from geo_ij.services.progress import Progress
from geo_ij.sources.export_files import write_records
from geo_ij.store import site_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import SiteStatus

NOT_RANKED = frozenset({SiteStatus.COMPLETED.value, SiteStatus.REJECTED.value})
"""The statuses of sites where nothing is left to be done; every other site is ranked, ready or not."""


def rank_sites(
    database: Database,
    *,
    top: int | None = None,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Rank every site that is not completed or rejected by the latest hotspots (ranking.scores.RANKING_COLUMNS).

    Both only in the areas that the actor is limited to, as on their map. The geometry is each site's entry point
    (EPSG:27700). `top` keeps the best so many, ranked among all. Where police data are stored but no hotspots have been
    found yet, they are found first. Raises NothingStoredError without sites or without police data.
    """
    allow(database, Permission.SEE_SITES)
    with database.read() as connection:
        sites = site_rows.read_sites(connection, as_of=today or dt.datetime.now(dt.UTC).date())
        hotspots = usual_run(connection)
    if sites.empty:
        raise NothingStoredError("There are no sites yet: bring some in with geo-ij import sites PATH")
    if hotspots is None:
        hotspots = find_hotspots(database, progress=progress)
    limit = limit_of(database)
    sites, hotspots = within_limit(sites, limit), within_limit(hotspots, limit)
    ranked = sites[~sites["status"].isin(NOT_RANKED)]
    ranking = order_sites(ranked, hotspots)
    places = ranked.set_index("site_id").geometry
    frame = gpd.GeoDataFrame(ranking, geometry=places.reindex(ranking["site_id"]).to_numpy(), crs=sites.crs)
    return frame if top is None else frame.head(top)


def write_ranking(ranking: gpd.GeoDataFrame, path: Path) -> None:
    """Write a ranking to a file (.csv, .xlsx, .geojson, .gpkg); in a cell the reasons stand one after another.

    Raises OutputError when the file cannot be written.
    """
    reasons = pd.Series([" ".join(sentences) for sentences in ranking["reasons"]], index=ranking.index, dtype=object)
    write_records(path, ranking.assign(reasons=reasons), layer="ranking")
