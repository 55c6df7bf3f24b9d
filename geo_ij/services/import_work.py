"""Import completed work and take it out again, in files that the import reads."""

import datetime as dt
from pathlib import Path

import geopandas as gpd

from geo_ij.access.permissions import Permission
from geo_ij.errors import NothingStoredError
from geo_ij.services.access import allow, limit_of, within_limit
from geo_ij.services.audit import record
from geo_ij.services.import_sites import exported
from geo_ij.services.service_area import service_area
from geo_ij.settings import Settings
from geo_ij.sources.export_files import write_records
from geo_ij.sources.record_cells import Tally
from geo_ij.sources.work_files import WORK_COLUMNS, KnownSite, read_work_file
from geo_ij.store import site_rows, work_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction


def import_work(
    database: Database,
    path: Path,
    *,
    settings: Settings,
    now: dt.datetime | None = None,
) -> Tally:
    """Import a file of completed work; what has a stored id is replaced, so importing twice changes nothing.

    New work waits for approval (`publish.publish_completed_work`); what was approved stays so. Raises SourceError when
    the file as a whole cannot be used; the database is then as it was.
    """
    allow(database, Permission.IMPORT_DATA)
    area = service_area(database, settings=settings)
    with database.read() as connection:
        known = _known_sites(site_rows.read_sites(connection))
    found = read_work_file(path, sites=known, now=now or dt.datetime.now(dt.UTC), area=area)
    if found.tally.kept:
        with database.write() as connection:
            work_rows.write_work(connection, found.work)
            record(
                connection,
                database.actor,
                AuditAction.IMPORTED,
                "completed work",
                file=path.name,
                kept=found.tally.kept,
            )
    return found.tally


def export_work(database: Database, path: Path) -> int:
    """Write all completed work to a file (.csv, .xlsx, .geojson, .gpkg); give how many pieces there are.

    Raises NothingStoredError without work, OutputError when the file cannot be written.
    """
    allow(database, Permission.EXPORT_SITES)
    with database.read() as connection:
        work = within_limit(work_rows.read_work(connection), limit_of(database))
    if work.empty:
        raise NothingStoredError("There is no completed work yet: bring some in with geo-ij import work PATH")
    write_records(path, exported(work, WORK_COLUMNS), layer="work")
    return len(work)


def _known_sites(sites: gpd.GeoDataFrame) -> dict[str, KnownSite]:
    return {
        site_id: KnownSite(name, point.x, point.y)
        for site_id, name, point in zip(sites["site_id"], sites["name"], sites.geometry, strict=True)
    }
