"""Gather the ground that the map of the report form is drawn on: the service area, its places and published streets."""

import geopandas as gpd
import pandas as pd
import shapely

from geo_ij.frames import STREET_LABELS, empty
from geo_ij.maps.content import Basemap
from geo_ij.projection import NATIONAL_GRID_CRS
from geo_ij.services.areas import areas
from geo_ij.services.publish import latest_snapshot
from geo_ij.services.service_area import service_area
from geo_ij.settings import Settings
from geo_ij.sources.postcodes import postcode_points
from geo_ij.sources.shipped import places
from geo_ij.store.database import Database
from geo_ij.vocabulary import BoundaryKind


def report_map(database: Database, *, settings: Settings) -> Basemap:
    """Gather the ground of the service area; nothing is shown on it but what a reader puts there.

    Raises SettingsError when the service area has no boundary.
    """
    area = service_area(database, settings=settings)
    snapshot = latest_snapshot(database)
    streets = empty(STREET_LABELS) if snapshot is None else snapshot.streets
    with database.read() as connection:
        parts = [areas(connection, kind=kind) for kind in (BoundaryKind.COUNCIL, BoundaryKind.WARD)]
    shapely.prepare(area.polygon)
    inside = [part[shapely.contains(area.polygon, part.geometry.representative_point())] for part in parts]
    whole = gpd.GeoDataFrame(
        {"name": [area.name], "kind": [str(BoundaryKind.COUNTY)]}, geometry=[area.polygon], crs=NATIONAL_GRID_CRS
    )
    outlines = pd.concat([part[["name", "kind", "geometry"]] for part in (whole, *inside) if len(part)])
    within = shapely.intersects_xy(area.polygon, streets["easting"].to_numpy(), streets["northing"].to_numpy())
    return Basemap(
        outlines=gpd.GeoDataFrame(outlines.reset_index(drop=True), crs=NATIONAL_GRID_CRS),
        places=places()[["name", "easting", "northing", "population"]],
        postcodes=postcode_points(area.polygon),
        streets=streets[within].reset_index(drop=True),
    )
