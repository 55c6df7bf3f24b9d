"""Read sites from CSV, GeoJSON or GeoPackage files; a row that cannot be used is left out with its reason.

The columns are those of `docs/reference/file-formats.md`. Columns that it does not name are kept beside the site.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ij.frames import SITES, check
from geo_ij.projection import NATIONAL_GRID_CRS, to_degrees
from geo_ij.ranking.readiness import DECIDED, site_status
from geo_ij.sources.feature_files import FEATURE_SUFFIXES, Features, read_features
from geo_ij.sources.record_cells import Cells, Fault, Tally
from geo_ij.sources.record_points import Points, ServiceArea, check_points, read_points
from geo_ij.sources.table_files import Record, read_table, require_columns
from geo_ij.vocabulary import Activity, PermissionStatus, RiskAssessmentStatus, SiteStatus, SiteType

SITE_COLUMNS = (
    "site_id",
    "name",
    "site_type",
    "longitude",
    "latitude",
    "condition",
    "landowner",
    "permission_status",
    "permission_until",
    "risk_assessment_status",
    "risk_assessment_review_due",
    "activities",
    "capacity",
    "supervisors_needed",
    "estimated_hours",
    "under_18_suitable",
    "equipment",
    "toilets",
    "notes",
    "status",
)
"""The columns of a file of sites, in the order in which they are exported."""

_LARGEST_SITE_M2 = 10_000_000


@dataclass(frozen=True)
class SiteFile:
    """What a file of sites holds: `sites` (frames.SITES with `boundary` and `extra`), and what was left out."""

    sites: gpd.GeoDataFrame
    tally: Tally


def read_site_file(path: Path, *, as_of: dt.date, area: ServiceArea | None) -> SiteFile:
    """Read a file of sites; `as_of` is the day on which permissions and reviews are judged.

    Raises SourceError when the file as a whole is not one of sites.
    """
    if path.suffix.lower() in FEATURE_SUFFIXES:
        features = read_features(path)
        require_columns(features.table, [["name"]], what="sites")
        return _read(features.table.records, features, as_of=as_of, area=area)
    table = read_table(path)
    require_columns(table, [["name", "longitude", "latitude"]], what="sites")
    return _read(table.records, None, as_of=as_of, area=area)


def derived_id(prefix: str, *parts: object) -> str:
    """Make an identifier that is the same whenever the same thing is read again.

    >>> derived_id("S", "spring rise park", 487100)
    'S-9a1ac9e4d7'
    """
    text = "\x1f".join(str(part) for part in parts)
    return f"{prefix}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def _read(
    records: Sequence[Record], features: Features | None, *, as_of: dt.date, area: ServiceArea | None
) -> SiteFile:
    tally = Tally(read=len(records))
    points, boundaries = _locate(records, features, area=area)
    rows: dict[str, dict[str, Any]] = {}
    for index, record in enumerate(records):
        cells = Cells(record.cells)
        row = _site(cells, as_of=as_of)
        if fault := points.faults[index]:
            cells.faults.insert(0, fault)
        if record.has_spare_cells:
            cells.fault("more cells than columns")
        row |= {"easting": float(points.easting[index]), "northing": float(points.northing[index])}
        row |= {"boundary": boundaries[index], "extra": extra_json(record.cells, SITE_COLUMNS)}
        row["site_id"] = row["site_id"] or derived_id("S", str(row["name"]).casefold(), row["easting"], row["northing"])
        if row["site_id"] in rows and not cells.faults:
            cells.fault("repeats a site_id", f"site_id {row['site_id']} is in the file already")
        if cells.faults:
            tally.reject(record.where, record.line, cells.faults)
        else:
            rows[row["site_id"]] = row
    tally.kept = len(rows)
    return SiteFile(site_frame(rows.values()), tally)


def site_frame(rows: Iterable[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Make the frame of sites (frames.SITES, and the columns `boundary` and `extra`) from rows in metres."""
    columns = [*SITES.columns, "easting", "northing", "boundary", "extra"]
    frame = pd.DataFrame(list(rows), columns=columns, dtype=object)
    for name, kind in SITES.columns.items():
        if kind == "number":
            frame[name] = frame[name].astype("float64")
    points = gpd.points_from_xy(frame.pop("easting").astype("float64"), frame.pop("northing").astype("float64"))
    sites = gpd.GeoDataFrame(frame, geometry=points, crs=NATIONAL_GRID_CRS)
    check(sites, SITES)
    return sites


def extra_json(cells: Mapping[str, str], known: Iterable[str]) -> str | None:
    """Give the cells of columns that the format does not name as JSON, or None where there are none."""
    named = frozenset(known)
    extra = {name: text for name, text in sorted(cells.items()) if text and name not in named}
    return json.dumps(extra, ensure_ascii=False) if extra else None


def _site(cells: Cells, *, as_of: dt.date) -> dict[str, Any]:
    """Read one site's own columns, without its place."""
    permission = cells.choice("permission_status", PermissionStatus, default=PermissionStatus.NOT_REQUESTED)
    permission_until = cells.date("permission_until")
    assessment = cells.choice("risk_assessment_status", RiskAssessmentStatus, default=RiskAssessmentStatus.DRAFT)
    review_due = cells.date("risk_assessment_review_due")
    decided = cells.choice("status", SiteStatus, default=SiteStatus.CANDIDATE)
    return {
        "site_id": cells.text("site_id", longest=60),
        "name": cells.text("name", longest=200, required=True),
        "site_type": cells.choice("site_type", SiteType, default=SiteType.OTHER).value,
        "status": site_status(
            permission,
            assessment,
            permission_until=permission_until,
            review_due=review_due,
            as_of=as_of,
            decided=decided if decided in DECIDED else None,
        ).value,
        "condition": cells.number("condition", least=0, most=4, whole=True),
        "landowner": cells.text("landowner", longest=200),
        "permission_status": permission.value,
        "permission_until": permission_until.isoformat() if permission_until else None,
        "risk_assessment_status": assessment.value,
        "risk_assessment_review_due": review_due.isoformat() if review_due else None,
        "activities": cells.choices("activities", Activity),
        "capacity": cells.number("capacity", least=0, most=1_000, whole=True),
        "supervisors_needed": cells.number("supervisors_needed", least=0, most=100, whole=True),
        "estimated_hours": cells.number("estimated_hours", least=0, most=100_000),
        "under_18_suitable": cells.yes_or_no("under_18_suitable"),
        "equipment": cells.words("equipment", longest=1_000),
        "toilets": cells.yes_or_no("toilets"),
        "notes": cells.text("notes", longest=5_000),
    }


def _locate(
    records: Sequence[Record], features: Features | None, *, area: ServiceArea | None
) -> tuple[Points, list[BaseGeometry | None]]:
    """Find each site's entry point and, where the file drew one, its boundary.

    Longitude and latitude name the entry point even where there is a geometry; without them a point is the entry,
    and an area's entry is a point inside it.
    """
    cells = [dict(record.cells) for record in records]
    if features is None:
        return read_points(cells, area=area), [None] * len(records)
    given = read_points(cells, area=area)
    drawn = [_entry_of(geometry) for geometry in features.geometries]
    longitude, latitude = to_degrees([point[0] for point in drawn], [point[1] for point in drawn])
    inside = check_points(np.asarray(longitude), np.asarray(latitude), area=area)
    wrong = [_shape_fault(geometry) for geometry in features.geometries]
    named = [bool(row.get("longitude") or row.get("latitude")) for row in cells]
    boundaries = [
        geometry if geometry is not None and geometry.area > 0 and fault is None else None
        for geometry, fault in zip(features.geometries, wrong, strict=True)
    ]
    points = Points(
        np.where(named, given.easting, inside.easting),
        np.where(named, given.northing, inside.northing),
        tuple(
            fault or (given.faults[index] if named[index] else inside.faults[index])
            for index, fault in enumerate(wrong)
        ),
    )
    return points, boundaries


def _entry_of(geometry: BaseGeometry | None) -> tuple[float, float]:
    if geometry is None or not shapely.is_valid(geometry):
        return (np.nan, np.nan)
    point = geometry if geometry.geom_type == "Point" else geometry.representative_point()
    return (float(shapely.get_x(point)), float(shapely.get_y(point)))


def _shape_fault(geometry: BaseGeometry | None) -> Fault | None:
    if geometry is None:
        return None
    if geometry.geom_type not in {"Point", "Polygon", "MultiPolygon"}:
        return Fault("not a point or an area", f"its geometry is a {geometry.geom_type}: draw a point or an area")
    if not shapely.is_valid(geometry):
        reason = shapely.is_valid_reason(geometry)
        return Fault("its area is not valid", f"its area is not valid ({reason}): draw it again")
    if geometry.area > _LARGEST_SITE_M2:
        return Fault("its area is too large", "its area is larger than 1,000 hectares: a site is one place")
    return None
