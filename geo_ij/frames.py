"""Name the shape of every frame that one stage hands to the next, and check it at the door.

A shape lists the columns with their kinds and, for a GeoDataFrame, its geometry and CRS. `check` gathers every fault
and raises once. Frames inside are in EPSG:27700; only files and browsers see EPSG:4326.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import geopandas as gpd
import pandas as pd
import shapely
from pandas.api import types

from geo_ij.errors import FrameError
from geo_ij.projection import NATIONAL_GRID_CRS

Kind = Literal["integer", "number", "text", "flag", "instant"]

_IS_KIND = {
    "integer": types.is_integer_dtype,
    "number": types.is_numeric_dtype,
    "text": lambda dtype: types.is_string_dtype(dtype) or types.is_object_dtype(dtype),
    "flag": types.is_bool_dtype,
    "instant": types.is_datetime64_any_dtype,
}


@dataclass(frozen=True)
class Shape:
    """What a frame must look like: `columns` by kind, those that may hold nulls, and what its geometry is."""

    name: str
    columns: Mapping[str, Kind]
    may_be_null: frozenset[str] = field(default_factory=frozenset)
    geometry: Literal["Point", "Polygon", None] = None
    crs: str = NATIONAL_GRID_CRS


INCIDENT_COUNTS = Shape(
    "incident counts",
    {
        "easting": "number",
        "northing": "number",
        "uncertainty_m": "number",
        "month": "integer",
        "force": "text",
        "incidents": "integer",
    },
)
"""One row for each point, uncertainty, month and force: how many incidents of one stream were recorded there.

`uncertainty_m` is the radius within which they happened in 95 of 100 cases, 0 for a police point, which says none.

`month` counts from the year 0 (`year * 12 + month - 1`), so that months can be subtracted; see `month_number`.
"""

COUNTED_REPORTS = Shape(
    "counted reports",
    {
        "report_id": "integer",
        "easting": "number",
        "northing": "number",
        "uncertainty_m": "number",
        "month": "integer",
        "received_at": "text",
        "reporter_kind": "text",
        "household": "text",
        "issues": "text",
        "is_support": "flag",
    },
    may_be_null=frozenset({"household"}),
)
"""One row for each report that a moderator accepted, and for each household that supports one (`is_support`).

`received_at` is ISO 8601 in UTC and `month` its month number; `uncertainty_m` is the radius that holds the place in 95
of 100 cases; `household` is what reports of one household have in common, null where that is not known; `issues` are
values joined by semicolons, empty for a support.
"""

STREET_POINTS = Shape(
    "street points",
    {"name": "text", "easting": "number", "northing": "number", "incidents": "integer"},
)
"""One row for each street name and point, weighted by how many rows of any crime type named it."""

KNOWN_POINTS = Shape(
    "known points", {"easting": "number", "northing": "number", "force": "text", "first_month": "integer"}
)
"""One row for each force and point at which any crime was ever recorded, and the month number of the first."""

STREET_LABELS = Shape("street labels", {"name": "text", "easting": "number", "northing": "number"})
"""One row for each place where a map writes a street's name: near the street, on no recorded point, without a count."""

GAZETTEER = Shape(
    "gazetteer",
    {
        "reference": "text",
        "name": "text",
        "label": "text",
        "kind": "text",
        "easting": "number",
        "northing": "number",
        "extent_m": "number",
        "locality": "text",
        "street": "text",
        "weight": "number",
    },
    may_be_null=frozenset({"locality", "street"}),
)
"""One row for each name under which a gazetteer's thing can be found, in metres of EPSG:27700.

`reference` is the thing's own id in its source; with `name` it is unique. `name` is what people may write, `label` how
an answer calls the thing (an alias has the label of what it means). `kind` is a vocabulary.EntryKind. `extent_m` is the
radius about the point within which the thing lies, 0 where the source gives a bare point. `locality` is the town or
village that the source says it is in, `street` the street that a stop or place stands on. `weight` is the population of
a settlement, else 0.
"""

HOTSPOTS = Shape(
    "hotspots",
    {
        "hotspot_id": "text",
        "rank": "integer",
        "name": "text",
        "score": "number",
        "incidents": "integer",
        "reports": "integer",
        "households": "integer",
        "officer_reports": "integer",
        "voice": "text",
        "months_active": "integer",
        "class": "text",
        "trend": "number",
        "q_value": "number",
        "area_ha": "number",
        "width_m": "number",
        "length_m": "number",
        "ward": "text",
        "council": "text",
        "as_of": "text",
        "months": "integer",
        "method": "text",
        "compared_with": "text",
        "uncertain_share": "number",
    },
    may_be_null=frozenset({"trend", "ward", "council", "compared_with", "voice"}),
    geometry="Polygon",
)
"""Ranked hotspots, best first: the properties that `docs/reference/hotspots.md` explains one by one."""

SITES = Shape(
    "sites",
    {
        "site_id": "text",
        "name": "text",
        "site_type": "text",
        "status": "text",
        "condition": "number",
        "landowner": "text",
        "permission_status": "text",
        "permission_until": "text",
        "risk_assessment_status": "text",
        "risk_assessment_review_due": "text",
        "activities": "text",
        "capacity": "number",
        "supervisors_needed": "number",
        "estimated_hours": "number",
        "under_18_suitable": "text",
        "equipment": "text",
        "toilets": "text",
        "notes": "text",
    },
    may_be_null=frozenset(
        {
            "condition",
            "landowner",
            "permission_until",
            "risk_assessment_review_due",
            "capacity",
            "supervisors_needed",
            "estimated_hours",
            "under_18_suitable",
            "toilets",
            "notes",
        }
    ),
    geometry="Point",
)
"""Candidate sites; the geometry is the entry point. Lists (activities, equipment) are values joined by semicolons;
dates are ISO 8601 text; yes-or-no values are "yes", "no" or null (not known)."""

WORK = Shape(
    "completed work",
    {
        "work_id": "text",
        "site_id": "text",
        "place": "text",
        "start": "text",
        "end": "text",
        "activities": "text",
        "hours": "number",
        "people": "number",
        "bags": "number",
        "area_m2": "number",
        "partners": "text",
        "notes": "text",
        "published_at": "text",
    },
    may_be_null=frozenset({"site_id", "people", "bags", "area_m2", "partners", "notes", "published_at"}),
    geometry="Point",
)
"""Completed work, one row a work session; `start`, `end` and `published_at` are ISO 8601 with an offset."""


def empty(shape: Shape) -> gpd.GeoDataFrame:
    """Give a frame of the shape with a geometry and no rows."""
    return gpd.GeoDataFrame(no_rows(shape), geometry=[], crs=shape.crs)


def no_rows(shape: Shape) -> pd.DataFrame:
    """Give a frame of the shape without rows, and without a geometry."""
    kinds = {"integer": "int64", "number": "float64", "text": "object", "flag": "bool", "instant": "datetime64[ns]"}
    return pd.DataFrame({name: pd.Series(dtype=kinds[kind]) for name, kind in shape.columns.items()})


def check(frame: pd.DataFrame, shape: Shape) -> None:
    """Refuse a frame that does not have the shape, naming every fault at once."""
    faults = [f"column {name!r} is missing" for name in shape.columns if name not in frame.columns]
    for name, kind in shape.columns.items():
        if name not in frame.columns or frame.empty:
            continue
        column = frame[name]
        if name in shape.may_be_null:
            column = column.dropna()
        elif column.isna().any():
            faults.append(f"column {name!r} has {int(column.isna().sum())} empty values")
        if len(column) and not _IS_KIND[kind](column.dtype):
            faults.append(f"column {name!r} holds {column.dtype}, not {kind}")
    if shape.geometry is not None:
        faults += _geometry_faults(frame, shape)
    if faults:
        raise FrameError(f"{shape.name}: {fault}" for fault in faults)


def _geometry_faults(frame: pd.DataFrame, shape: Shape) -> list[str]:
    if not isinstance(frame, gpd.GeoDataFrame):
        return ["it has no geometry"]
    if frame.crs is None or frame.crs.to_string() != shape.crs:
        return [f"its coordinate reference system is {frame.crs}, not {shape.crs}"]
    faults = []
    if wrong := int((frame.geom_type != shape.geometry).sum()):
        faults.append(f"{wrong} geometries are not a {shape.geometry}")
    if invalid := int((~shapely.is_valid(frame.geometry.to_numpy())).sum()):
        faults.append(f"{invalid} geometries are not valid")
    return faults


def month_number(month: str) -> int:
    """Turn "2025-03" into months since the year 0, so that months subtract."""
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def month_text(number: int) -> str:
    """Turn months since the year 0 back into "2025-03"."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
