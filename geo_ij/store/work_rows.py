"""Write completed work by its identifiers and read it back as a frame."""

from typing import cast

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, Table, select

from geo_ij.frames import WORK, check
from geo_ij.store.models import Work
from geo_ij.store.point_rows import to_frame, to_rows, upsert

_TABLE = cast(Table, Work.__table__)


def write_work(connection: Connection, work: gpd.GeoDataFrame) -> None:
    """Put the work (frames.WORK, with `extra` where there is any) in place of what has its ids.

    Work that was approved and comes again without `published_at` stays approved.
    """
    check(work, WORK)
    stored = connection.execute(select(Work.work_id, Work.published_at))
    approved = {row.work_id: row.published_at for row in stored}
    rows = to_rows(work, _TABLE)
    for row in rows:
        row["published_at"] = row["published_at"] or approved.get(row["work_id"])
    upsert(connection, _TABLE, rows)


def read_work(connection: Connection) -> gpd.GeoDataFrame:
    """Read all completed work, the latest first (frames.WORK, and `extra`, JSON or None)."""
    rows = connection.execute(select(_TABLE)).mappings().all()
    work = to_frame(rows, _TABLE, WORK)
    # Offsets change with the clocks, so moments are ordered as moments, not as texts.
    work["moment"] = pd.to_datetime(work["start"], utc=True, format="ISO8601")
    ordered = work.sort_values(["moment", "work_id"], ascending=[False, True], ignore_index=True)
    return ordered.drop(columns="moment")
