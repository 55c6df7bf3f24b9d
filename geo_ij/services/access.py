"""Ask, at the edge of every service, whether whoever asks may do this, and which areas they are limited to."""

import geopandas as gpd
import shapely

from geo_ij.access.permissions import Permission
from geo_ij.services.areas import area_named
from geo_ij.store.database import Database


def allow(database: Database, permission: Permission) -> None:
    """Refuse what the database's actor may not do: raises AccessError before anything is read or changed."""
    database.actor.require(permission)


def limit_of(database: Database) -> shapely.Geometry | None:
    """Give what the actor is limited to as one polygon (EPSG:27700), or None where they have no limit.

    Raises NotFoundError when an area of theirs is no longer known: then nothing is shown rather than everything.
    """
    if not database.actor.areas:
        return None
    with database.read() as connection:
        return shapely.union_all([area_named(connection, name) for name in database.actor.areas])


def within_limit(frame: gpd.GeoDataFrame, limit: shapely.Geometry | None) -> gpd.GeoDataFrame:
    """Keep the rows whose geometry (EPSG:27700) touches what the actor is limited to."""
    if limit is None or frame.empty:
        return frame
    return frame[shapely.intersects(frame.geometry.to_numpy(), limit)].reset_index(drop=True)
