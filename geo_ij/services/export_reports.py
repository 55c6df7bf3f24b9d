"""Take residents' and officers' reports out, in files that the import reads again without changing anything."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import NothingStoredError
from geo_ij.projection import NATIONAL_GRID_CRS, to_degrees
from geo_ij.services.access import allow, limit_of
from geo_ij.services.audit import record_alone
from geo_ij.services.report_steps import is_visible
from geo_ij.sources.export_files import write_records
from geo_ij.sources.record_cells import LONDON
from geo_ij.sources.report_files import CONTACT_COLUMNS, REPORT_COLUMNS
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.store.report_rows import ReportRow, Wanted
from geo_ij.triage.masking import mask
from geo_ij.vocabulary import AuditAction


def export_reports(database: Database, path: Path, *, wanted: Wanted | None = None, with_contacts: bool = False) -> int:
    """Write the reports that are wanted to a file (.csv, .xlsx, .geojson, .gpkg), the oldest first; give how many.

    Texts are as they were sent, and masked for all but moderators. How to reach whoever sent them is written only
    `with_contacts`, and only for whoever may see contacts. That the file was made is in the audit log. Raises
    NothingStoredError without reports, OutputError when the file cannot be written.
    """
    allow(database, Permission.EXPORT_REPORTS)
    if with_contacts:
        allow(database, Permission.SEE_CONTACTS)
    limit = limit_of(database)
    with database.read() as connection:
        rows = _within(report_rows.reports(connection, wanted, newest_first=False), limit)
        if not rows:
            raise NothingStoredError("There are no reports yet: bring some in with geo-ij import reports PATH")
        if not database.actor.may(Permission.MODERATE_REPORTS):
            rows = [_masked(row) for row in rows]
        frame = _frame(connection, rows, limit=limit, with_contacts=with_contacts)
    record_alone(
        database,
        AuditAction.EXPORTED,
        "reports",
        file=path.name,
        reports=len(rows),
        contacts="yes" if with_contacts else "no",
    )
    write_records(path, frame, layer="reports")
    return len(rows)


def _within(rows: Sequence[ReportRow], limit: shapely.Geometry | None) -> list[ReportRow]:
    """Keep the reports in the areas that somebody is limited to; one without a place is in none."""
    if limit is None:
        return list(rows)
    shapely.prepare(limit)
    points = [_point(row) for row in rows]
    return [
        row for row, point in zip(rows, points, strict=True) if point is not None and shapely.intersects(limit, point)
    ]


def _masked(row: ReportRow) -> ReportRow:
    """Mask in the words of a report what only moderators read."""
    extra = {name: mask(value) if isinstance(value, str) else value for name, value in json.loads(row.extra).items()}
    return row._replace(
        description=mask(row.description),
        place_text=mask(row.place_text),
        activity_text=mask(row.activity_text),
        extra=json.dumps(extra, ensure_ascii=False),
    )


def _frame(
    connection: Connection, rows: Sequence[ReportRow], *, limit: shapely.Geometry | None, with_contacts: bool
) -> gpd.GeoDataFrame:
    """Give the reports in the columns of their file format, then the further columns that they came with."""
    written = []
    for row in rows:
        cells = _cells(row)
        if row.duplicate_of is not None:
            original = report_rows.report(connection, row.duplicate_of)
            cells["duplicate_of"] = original.reference if original and is_visible(original, limit) else None
        if with_contacts:
            contact = report_rows.contact(connection, row.report_id)
            if contact is not None:
                cells |= dict(zip(CONTACT_COLUMNS[:3], contact[1:], strict=True))
            cells["wants_updates"] = "yes" if row.wants_updates else "no"
        written.append(cells)
    columns = [*REPORT_COLUMNS, *(CONTACT_COLUMNS if with_contacts else ())]
    extras = [json.loads(row.extra) for row in rows]
    further = sorted({name for extra in extras for name in extra} - {*columns, *CONTACT_COLUMNS, "geometry"})
    table = pd.DataFrame(
        [
            {**{name: extra.get(name) for name in further}, **cells}
            for cells, extra in zip(written, extras, strict=True)
        ],
        columns=[*columns, *further],
        dtype=object,
    )
    points = [_point(row) for row in rows]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(points, crs=NATIONAL_GRID_CRS), crs=NATIONAL_GRID_CRS)


def _cells(row: ReportRow) -> dict[str, Any]:
    """Give a report in the columns of its file format, but for what other rows are needed for."""
    cells: dict[str, Any] = {
        "reference": row.reference,
        "received_at": _in_london(row.received_at),
        "status": row.status,
        "issues": row.issues,
        "description": row.description or None,
        "place": row.place_text or None,
        "uncertainty_m": row.uncertainty_m,
        "reporter_kind": row.reporter_kind,
        "how_often": row.how_often,
        "activities": row.activities or None,
        "activity_text": row.activity_text or None,
        "decided_at": None if row.ended_at is None else _in_london(row.ended_at),
    }
    if row.easting is not None and row.northing is not None:
        longitude, latitude = to_degrees(row.easting, row.northing)
        cells |= {"longitude": round(float(longitude), 7), "latitude": round(float(latitude), 7)}
    return cells


def _point(row: ReportRow) -> shapely.Point | None:
    return None if row.easting is None or row.northing is None else shapely.Point(row.easting, row.northing)


def _in_london(moment: str) -> str:
    return dt.datetime.fromisoformat(moment).astimezone(LONDON).isoformat()
