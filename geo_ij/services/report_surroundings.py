"""Say which hotspot, sites and other reports lie near a report, so that a moderator sees what it adds to."""

import datetime as dt
import math
from dataclasses import dataclass

import geopandas as gpd
import shapely

from geo_ij.access.permissions import Permission
from geo_ij.services.access import allow, limit_of, within_limit
from geo_ij.services.find_hotspots import usual_run
from geo_ij.services.merge_reports import JOINED_WITH
from geo_ij.services.report_queue import parted
from geo_ij.services.report_steps import is_visible
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.store.report_rows import ReportRow, Wanted
from geo_ij.store.site_rows import read_sites
from geo_ij.vocabulary import ENDED_STATUSES, Issue

REACH_M = 1_000.0
"""How far away a hotspot or a site may be to be named, in metres."""

MOST_SITES = 3

JOIN_REACH_M = 250.0
"""How far away a report may be that this one may be joined with, in metres."""

MOST_TO_JOIN = 8


@dataclass(frozen=True)
class Near:
    """A hotspot or a site near a report, by its identifier and name, and how many metres away; 0 is inside."""

    ref: str
    name: str
    distance_m: float


@dataclass(frozen=True)
class Surrounding:
    """What lies near a report; nothing where the actor may not see it, or nothing is within reach."""

    hotspot: Near | None = None
    sites: tuple[Near, ...] = ()


def near_report(database: Database, *, easting: float | None, northing: float | None, today: dt.date) -> Surrounding:
    """Give the nearest hotspot of the latest run and the nearest sites; the point in metres (EPSG:27700) or None."""
    allow(database, Permission.SEE_REPORTS)
    if easting is None or northing is None:
        return Surrounding()
    point, limit = shapely.Point(easting, northing), limit_of(database)
    with database.read() as connection:
        hotspots = usual_run(connection) if database.actor.may(Permission.SEE_HOTSPOTS) else None
        sites = read_sites(connection, as_of=today) if database.actor.may(Permission.SEE_SITES) else None
    found = () if hotspots is None else _nearest(within_limit(hotspots, limit), point, most=1, ref="hotspot_id")
    return Surrounding(
        hotspot=found[0] if found else None,
        sites=() if sites is None else _nearest(within_limit(sites, limit), point, most=MOST_SITES, ref="site_id"),
    )


@dataclass(frozen=True)
class Neighbour:
    """Another report that this one may be joined with: what it is about, when it came, how many metres away it is."""

    reference: str
    issues: tuple[Issue, ...]
    place: str
    received_at: str
    distance_m: float


def reports_to_join(database: Database, report: ReportRow) -> tuple[Neighbour, ...]:
    """Give the reports within JOIN_REACH_M of a report that it may be joined with, the nearest first."""
    allow(database, Permission.MODERATE_REPORTS)
    if report.easting is None or report.northing is None:
        return ()
    east, north, limit = report.easting, report.northing, limit_of(database)
    box = (east - JOIN_REACH_M, north - JOIN_REACH_M, east + JOIN_REACH_M, north + JOIN_REACH_M)
    with database.read() as connection:
        rows = report_rows.reports(connection, Wanted(statuses=tuple(JOINED_WITH - ENDED_STATUSES), box=box))
    found = [
        Neighbour(
            reference=row.reference,
            issues=tuple(Issue(value) for value in parted(row.issues)),
            place=row.public_place or row.place_text,
            received_at=row.received_at,
            distance_m=math.hypot(row.easting - east, row.northing - north),
        )
        for row in rows
        if row.easting is not None
        and row.northing is not None
        and row.report_id != report.report_id
        and is_visible(row, limit)
    ]
    near = sorted((one for one in found if one.distance_m <= JOIN_REACH_M), key=lambda one: one.distance_m)
    return tuple(near[:MOST_TO_JOIN])


def _nearest(frame: gpd.GeoDataFrame, point: shapely.Point, *, most: int, ref: str) -> tuple[Near, ...]:
    distances = shapely.distance(frame.geometry.to_numpy(), point)
    rows = sorted(zip(distances, frame[ref], frame["name"], strict=True))[:most]
    return tuple(Near(str(key), str(name), float(far)) for far, key, name in rows if far <= REACH_M)
