"""Write hotspot runs and read them back as frames."""

import json
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, delete, insert, select

from geo_ij.frames import month_text
from geo_ij.projection import NATIONAL_GRID_CRS
from geo_ij.store.database import bulk_insert
from geo_ij.store.models import Hotspot, HotspotRun

_PLAIN_COLUMNS = (
    "hotspot_id", "rank", "name", "score", "incidents", "reports", "months_active", "trend", "q_value", "area_ha",
    "width_m", "length_m", "ward", "council", "compared_with", "uncertain_share",
    "households", "officer_reports", "voice",
)  # fmt: skip
"""The columns that the frame and the table call by the same name."""


def store_run(
    connection: Connection,
    hotspots: gpd.GeoDataFrame,
    *,
    as_of: int,
    months: int,
    method: str,
    fingerprint: str,
) -> int:
    """Store a run in place of an earlier one of the same month, window and method; give its id."""
    same = (HotspotRun.as_of == as_of, HotspotRun.months == months, HotspotRun.method == method)
    connection.execute(delete(HotspotRun).where(*same))
    run_id = connection.execute(
        insert(HotspotRun)
        .values(as_of=as_of, months=months, method=method, data_fingerprint=fingerprint)
        .returning(HotspotRun.run_id)
    ).scalar_one()
    middles = shapely.get_coordinates(shapely.point_on_surface(hotspots.geometry.to_numpy()))
    bulk_insert(
        connection,
        Hotspot.__table__,
        {
            "run_id": [run_id] * len(hotspots),
            **{name: _nullable(hotspots[name]) for name in _PLAIN_COLUMNS},
            "hotspot_class": hotspots["class"].tolist(),
            "monthly": [json.dumps(counts) for counts in hotspots["monthly"]],
            "breakdown": [json.dumps(counts) for counts in hotspots["breakdown"]],
            "easting": middles[:, 0],
            "northing": middles[:, 1],
            "geometry": list(shapely.to_wkb(hotspots.geometry.to_numpy())),
        },
    )
    return run_id


class RunMark(NamedTuple):
    """The month (a month number) of a run, and the fingerprint of the data that it read."""

    as_of: int
    fingerprint: str


def latest_mark(connection: Connection, *, months: int, method: str) -> RunMark | None:
    """Give the mark of the run of the latest month over so many months by a method, or None if there is none."""
    query = select(HotspotRun.as_of, HotspotRun.data_fingerprint)
    query = query.where(HotspotRun.months == months, HotspotRun.method == method).order_by(HotspotRun.as_of.desc())
    row = connection.execute(query.limit(1)).first()
    return None if row is None else RunMark(*row)


def latest_run(
    connection: Connection, *, as_of: int | None = None, months: int | None = None, method: str | None = None
) -> gpd.GeoDataFrame | None:
    """Read the run of the latest month (of those that fit) as frames.HOTSPOTS, or give None if there is none.

    It has `monthly` and `breakdown` besides. `monthly` lists the counts of the window's months, oldest first, None for
    a month without data. `breakdown` gives for "types", "qualifiers" and "issues" how many incidents or reports of each
    there are.
    """
    query = select(HotspotRun).order_by(HotspotRun.as_of.desc(), HotspotRun.run_id.desc()).limit(1)
    for column, value in (
        (HotspotRun.as_of, as_of),
        (HotspotRun.months, months),
        (HotspotRun.method, method),
    ):
        if value is not None:
            query = query.where(column == value)
    run = connection.execute(
        query.with_only_columns(HotspotRun.run_id, HotspotRun.as_of, HotspotRun.months, HotspotRun.method)
    ).first()
    if run is None:
        return None
    rows = connection.execute(select(Hotspot.__table__).where(Hotspot.run_id == run.run_id).order_by(Hotspot.rank))
    return _frame(pd.DataFrame(rows.all(), columns=list(rows.keys())), run.as_of, run.months, run.method)


def _frame(rows: pd.DataFrame, as_of: int, months: int, method: str) -> gpd.GeoDataFrame:
    columns = rows[[*_PLAIN_COLUMNS]].copy()
    columns["class"] = rows["hotspot_class"]
    columns["trend"] = rows["trend"].astype(float)
    columns["as_of"] = month_text(as_of)
    columns["months"] = months
    columns["method"] = method
    columns["monthly"] = [json.loads(text) for text in rows["monthly"]]
    columns["breakdown"] = [json.loads(text) for text in rows["breakdown"]]
    shapes = shapely.from_wkb(np.array(rows["geometry"].tolist(), dtype=object))
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=NATIONAL_GRID_CRS)


def _nullable(column: pd.Series) -> list[object]:
    return [None if pd.isna(value) else value for value in column.tolist()]
