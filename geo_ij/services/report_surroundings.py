"""Say which hotspot and which sites lie near a report, so that a moderator sees what it adds to."""

import datetime as dt
from dataclasses import dataclass

import geopandas as gpd
import shapely

from geo_ij.access.permissions import Permission
from geo_ij.services.access import allow, limit_of, within_limit
from geo_ij.services.find_hotspots import usual_run
from geo_ij.store.database import Database
from geo_ij.store.site_rows import read_sites

REACH_M = 1_000.0
"""How far away a hotspot or a site may be to be named, in metres."""

MOST_SITES = 3


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


def _nearest(frame: gpd.GeoDataFrame, point: shapely.Point, *, most: int, ref: str) -> tuple[Near, ...]:
    distances = shapely.distance(frame.geometry.to_numpy(), point)
    rows = sorted(zip(distances, frame[ref], frame["name"], strict=True))[:most]
    return tuple(Near(str(key), str(name), float(far)) for far, key, name in rows if far <= REACH_M)
