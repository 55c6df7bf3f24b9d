"""Import sites and take them out again, in files that the import reads."""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo_ij.access.permissions import Permission
from geo_ij.errors import NothingStoredError
from geo_ij.projection import to_degrees
from geo_ij.services.access import allow, limit_of, within_limit
from geo_ij.services.audit import record
from geo_ij.services.service_area import service_area
from geo_ij.settings import Settings
from geo_ij.sources.export_files import write_records
from geo_ij.sources.record_cells import Tally
from geo_ij.sources.site_files import SITE_COLUMNS, read_site_file
from geo_ij.store import site_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction


def import_sites(database: Database, path: Path, *, settings: Settings, today: dt.date | None = None) -> Tally:
    """Import a file of sites; those with ids that are stored already are replaced, so twice changes nothing.

    Raises SourceError when the file as a whole cannot be used; the database is then as it was.
    """
    allow(database, Permission.IMPORT_DATA)
    found = read_site_file(
        path, as_of=today or dt.datetime.now(dt.UTC).date(), area=service_area(database, settings=settings)
    )
    if found.tally.kept:
        with database.write() as connection:
            site_rows.write_sites(connection, found.sites)
            record(connection, database.actor, AuditAction.IMPORTED, "sites", file=path.name, kept=found.tally.kept)
    return found.tally


def export_sites(database: Database, path: Path, *, today: dt.date | None = None) -> int:
    """Write every site to a file (.csv, .xlsx, .geojson, .gpkg); give how many there are.

    Statuses are those of today. Raises NothingStoredError without sites, OutputError when the file cannot be written.
    """
    allow(database, Permission.EXPORT_SITES)
    with database.read() as connection:
        sites = site_rows.read_sites(connection, as_of=today or dt.datetime.now(dt.UTC).date())
    sites = within_limit(sites, limit_of(database))
    if sites.empty:
        raise NothingStoredError("There are no sites yet: bring some in with geo-ij import sites PATH")
    write_records(path, exported(sites, SITE_COLUMNS), layer="sites")
    return len(sites)


def exported(places: gpd.GeoDataFrame, columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Give places the columns of their file format, with the further columns that they came with after them.

    The geometry is the boundary where there is one, else the entry point, in EPSG:27700.
    """
    longitude, latitude = to_degrees(places.geometry.x, places.geometry.y)
    located = places.assign(longitude=longitude.round(7), latitude=latitude.round(7))
    extras: list[Mapping[str, Any]] = [json.loads(text) if text else {} for text in places["extra"]]
    names = sorted({name for extra in extras for name in extra} - {*columns, "geometry"})
    further = pd.DataFrame(
        {name: [extra.get(name) for extra in extras] for name in names}, index=places.index, dtype=object
    )
    frame = gpd.GeoDataFrame(located[[*columns, "geometry"]].join(further), crs=places.crs)
    if "boundary" in places.columns:
        frame["geometry"] = [
            point if boundary is None else boundary
            for point, boundary in zip(places.geometry, places["boundary"], strict=True)
        ]
    return frame
