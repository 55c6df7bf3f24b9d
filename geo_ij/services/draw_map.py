"""Gather what a map shows from the database, for the public or for staff, and write it as one file."""

import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.demonstration.events import FORCE_SLUG
from geo_ij.disclosure.streets import street_labels
from geo_ij.errors import NothingStoredError
from geo_ij.frames import HOTSPOTS, SITES, empty, month_number
from geo_ij.maps.content import Basemap, MapContent, period_in_words, public_content, staff_content
from geo_ij.maps.page import standalone_html
from geo_ij.projection import NATIONAL_GRID_CRS
from geo_ij.ranking.scores import order_sites
from geo_ij.services.access import allow, limit_of, within_limit
from geo_ij.services.areas import area_named, areas
from geo_ij.services.find_hotspots import find_hotspots, usual_run
from geo_ij.services.progress import Progress, Silent
from geo_ij.services.publish import (
    latest_snapshot,
    publish_completed_work,
    publish_snapshot,
    published_work,
    snapshot_months,
)
from geo_ij.services.rank_sites import NOT_RANKED
from geo_ij.settings import Settings
from geo_ij.sources.postcodes import postcode_points
from geo_ij.sources.shipped import places
from geo_ij.sources.table_files import write_bytes
from geo_ij.store import incident_rows
from geo_ij.store.database import Database
from geo_ij.store.site_rows import read_sites
from geo_ij.store.work_rows import read_work
from geo_ij.vocabulary import Audience, BoundaryKind, HotspotClass

Points = npt.NDArray[np.object_]

COUNCIL_SHARE = 0.05
"""A council is drawn when at least this share of what the map shows lies in it: a stray point adds no neighbour."""

MARGIN_M = 2_000.0
"""How far around what is shown, in metres, the ground is drawn where no boundary is known."""


def public_map_content(database: Database, *, settings: Settings, month: str | None = None) -> MapContent | None:
    """Gather the public map of a published month (default: the latest), or None where that was not published."""
    snapshot = latest_snapshot(database, month=month)
    if snapshot is None:
        return None
    work = published_work(database, settings=settings)
    periods = [(each, f"to {period_in_words(each, 1)}") for each in reversed(snapshot_months(database))]
    with database.read() as connection:
        basemap = _basemap(
            connection, [snapshot.hotspots.frame, work.frame], streets=snapshot.streets, settings=settings
        )
    return public_content(
        snapshot, work, basemap, title=settings.service_name, periods=periods, rules=[_rule(settings)]
    )


def staff_map_content(
    database: Database, *, settings: Settings, month: str | None = None, today: dt.date | None = None
) -> MapContent:
    """Gather the staff map: the hotspots found last (up to `month`), every piece of work, every ranked site.

    Hotspots with not enough data are left out and counted, unless there are no others; what lies outside the areas
    that the actor is limited to is left out.

    Raises NothingStoredError when no hotspots have been found yet, unless there are sites or work to show.
    """
    allow(database, Permission.SEE_HOTSPOTS)
    limit = limit_of(database)
    with database.read() as connection:
        hotspots = usual_run(connection, as_of=None if month is None else month_number(month))
        work = read_work(connection)
        sites = read_sites(connection, as_of=today or dt.datetime.now(dt.UTC).date())
        if hotspots is None:
            if month is not None or (work.empty and sites.empty):
                until = "" if month is None else f" up to {month}"
                raise NothingStoredError(f"No hotspots{until} have been found yet: find them with geo-ij hotspots")
            hotspots = empty(HOTSPOTS)
        hotspots, work, sites = (within_limit(frame, limit) for frame in (hotspots, work, sites))
        forces = set(incident_rows.stored_months(connection)["force"])
        shown = _with_enough_data(hotspots)
        labels = street_labels(incident_rows.street_points(connection))
        basemap = _basemap(connection, [shown, work, sites], streets=labels, settings=settings)
    return staff_content(
        shown,
        work,
        _ranked(sites, hotspots),
        basemap,
        title=settings.service_name,
        synthetic=FORCE_SLUG in forces,
        left_out=len(hotspots) - len(shown),
    )


def write_map(
    database: Database,
    path: Path,
    *,
    settings: Settings,
    audience: Audience,
    now: dt.datetime,
    month: str | None = None,
    progress: Progress | None = None,
) -> MapContent:
    """Write the map as one file that needs no network, and give what it shows.

    What is not there yet is made first, and said: for the public the month's snapshot, for staff its hotspots. Raises
    NothingStoredError without data, DisclosureError for a month that may not be published yet, OutputError when the
    file cannot be written.
    """
    progress = progress or Silent()
    if audience is Audience.PUBLIC:
        if latest_snapshot(database, month=month) is None:
            progress.say("Nothing is published for this month yet: publishing it now")
            publish_snapshot(database, settings=settings, now=now, month=month, progress=progress)
            publish_completed_work(database, settings=settings, now=now)
        content = public_map_content(database, settings=settings, month=month)
        if content is None:  # pragma: no cover  # it was just published
            raise NothingStoredError("Nothing is published yet: run geo-ij publish")
    else:
        if not _hotspots_known(database, month):
            find_hotspots(database, as_of=month, progress=progress)
        content = staff_map_content(database, settings=settings, month=month, today=now.date())
    write_bytes(path, standalone_html(content))
    return content


def _rule(settings: Settings) -> str:
    """Say in words which hotspots are published."""
    return (
        f"A hotspot is published when it is at least {settings.publish_minimum_width_m} metres across and has at least "
        f"{settings.publish_minimum_incidents} incidents over at least {settings.publish_minimum_months} months; "
        "counts are rounded to 5."
    )


def _hotspots_known(database: Database, month: str | None) -> bool:
    with database.read() as connection:
        return usual_run(connection, as_of=None if month is None else month_number(month)) is not None


def _with_enough_data(hotspots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep the hotspots whose class can be told: the others would bury them, many times over."""
    enough = hotspots[hotspots["class"] != HotspotClass.INSUFFICIENT_DATA]
    return hotspots if enough.empty else enough.reset_index(drop=True)


def _ranked(sites: gpd.GeoDataFrame, hotspots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add rank, score and reasons to the sites that are ranked; the others stand after them."""
    frame = sites[[*SITES.columns, "geometry"]].reset_index(drop=True)
    waiting = frame[~frame["status"].isin(NOT_RANKED)]
    if waiting.empty or hotspots.empty:
        return frame
    ranking = order_sites(waiting, hotspots)[["site_id", "rank", "score", "reasons"]]
    return gpd.GeoDataFrame(frame.merge(ranking, on="site_id", how="left"), crs=NATIONAL_GRID_CRS)


def _basemap(
    connection: Connection, shown: list[gpd.GeoDataFrame], *, streets: pd.DataFrame, settings: Settings
) -> Basemap:
    """Gather the ground under what is shown: outlines, places, postcodes and the street labels given."""
    points = np.concatenate([frame.geometry.representative_point().to_numpy() for frame in shown])
    outlines = _outlines(connection, points, settings=settings)
    ground = shapely.union_all(outlines.geometry.to_numpy())
    if len(points) and not shapely.intersects(ground, shapely.MultiPoint(points)):
        # Data of a force whose councils nobody imported: the ground around the data themselves.
        outlines = outlines.iloc[:0]
        ground = shapely.box(*shapely.buffer(shapely.MultiPoint(points), MARGIN_M).bounds)
    shapely.prepare(ground)
    inside = shapely.intersects_xy(ground, streets["easting"].to_numpy(), streets["northing"].to_numpy())
    return Basemap(
        outlines=outlines,
        places=places()[["name", "easting", "northing", "population"]],
        postcodes=postcode_points(ground),
        streets=streets[inside].reset_index(drop=True),
    )


def _outlines(connection: Connection, points: Points, *, settings: Settings) -> gpd.GeoDataFrame:
    """Choose the councils that what is shown lies in (else the service area), and their wards where imported."""
    councils = areas(connection, kind=BoundaryKind.COUNCIL)
    shares = [shapely.intersects(shape, points).mean() if len(points) else 0.0 for shape in councils.geometry]
    chosen = councils[np.array(shares) >= COUNCIL_SHARE]
    if chosen.empty:
        chosen = _service_area(connection, settings=settings)
    wards = areas(connection, kind=BoundaryKind.WARD)
    ground = shapely.union_all(chosen.geometry.to_numpy())
    wards = wards[wards.geometry.representative_point().intersects(ground)]
    columns = ["name", "kind", "geometry"]
    parts = [frame[columns] for frame in (chosen, wards) if len(frame)]
    joined = pd.concat(parts, ignore_index=True)
    return gpd.GeoDataFrame(joined, crs=NATIONAL_GRID_CRS)


def _service_area(connection: Connection, *, settings: Settings) -> gpd.GeoDataFrame:
    """Give the service area as one outline."""
    outline = area_named(connection, settings.service_area)
    return gpd.GeoDataFrame(
        {"name": [settings.service_area], "kind": [str(BoundaryKind.COUNTY)]},
        geometry=[outline],
        crs=NATIONAL_GRID_CRS,
    )
