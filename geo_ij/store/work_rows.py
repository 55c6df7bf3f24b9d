"""Write completed work by its identifiers and read it back as a frame."""

from typing import cast

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, Table, select

from geo_ij.frames import WORK, check
from geo_ij.store.models import Work
from geo_ij.store.point_rows import to_frame, to_rows, upsert

_TABLE = cast(Table, Work.__table__)


SEEN_BY_THE_PUBLIC = (
    "place", "start", "end", "activities", "hours", "bags", "area_m2", "partners", "easting", "northing",
)  # fmt: skip
"""What becomes public of a piece of work: a change of any of it asks for approval again."""


def write_work(connection: Connection, work: gpd.GeoDataFrame) -> None:
    """Put the work (frames.WORK, with `extra` where there is any) in place of what has its ids.

    Work that was approved and comes again stays approved only if nothing that the public sees of it has changed.
    """
    check(work, WORK)
    stored = {row["work_id"]: row for row in connection.execute(select(Work.__table__)).mappings()}
    rows = to_rows(work, _TABLE)
    for row in rows:
        before = stored.get(row["work_id"])
        if before is not None and all(before[name] == row[name] for name in SEEN_BY_THE_PUBLIC):
            row["published_at"] = row["published_at"] or before["published_at"]
    upsert(connection, _TABLE, rows)


def read_work(connection: Connection) -> gpd.GeoDataFrame:
    """Read all completed work, the latest first (frames.WORK, and `extra`, JSON or None)."""
    rows = connection.execute(select(_TABLE)).mappings().all()
    work = to_frame(rows, _TABLE, WORK)
    # Offsets change with the clocks, so moments are ordered as moments, not as texts.
    work["moment"] = pd.to_datetime(work["start"], utc=True, format="ISO8601")
    ordered = work.sort_values(["moment", "work_id"], ascending=[False, True], ignore_index=True)
    return ordered.drop(columns="moment")
