"""Read what is stored of some months as the weighted points that methods work on."""

from typing import Any

import pandas as pd
from scipy.spatial import cKDTree
from sqlalchemy import Connection

from geo_ij.hotspots.points import WeightedPoints, weighted_points
from geo_ij.hotspots.reports import voices
from geo_ij.store import incident_rows
from geo_ij.store.known_point_rows import known_points
from geo_ij.vocabulary import Stream


def stored_points(
    connection: Connection,
    *,
    first_month: int,
    last_month: int,
    force: str | None = None,
    reports: pd.DataFrame | None = None,
    report_weight: float = 0.0,
    publishable_only: bool = False,
) -> WeightedPoints:
    """Read the months given (month numbers, inclusive), of all forces or one.

    The points bear anti-social behaviour, criminal damage as a second stream, and since when each is known; and of
    `reports` (frames.COUNTED_REPORTS) each household's first, at `report_weight` incidents. With `publishable_only`
    incidents that count in nothing public are left out.
    """
    streams = [
        incident_rows.read_counts(
            connection,
            stream=stream,
            first_month=first_month,
            last_month=last_month,
            publishable_only=publishable_only,
        )
        for stream in (Stream.ASB, Stream.CRIMINAL_DAMAGE)
    ]
    known = known_points(connection, until=last_month)
    asb, damage, known = (_of(frame, force) for frame in (*streams, known))
    return weighted_points(
        asb,
        first_month=first_month,
        last_month=last_month,
        criminal_damage=damage,
        known=known,
        reports=_weighted(reports, asb, last_month=last_month, weight=report_weight) if report_weight else None,
    )


def _weighted(
    reports: pd.DataFrame | None, incidents: pd.DataFrame, *, last_month: int, weight: float
) -> pd.DataFrame | None:
    """Weigh what counts of the reports, each as if the force had recorded it that recorded the nearest incident."""
    if reports is None or reports.empty:
        return None
    heard = voices(reports, last_month=last_month)
    force: Any = ""
    if len(incidents):
        _, nearest = cKDTree(incidents[_POINT].to_numpy(float)).query(heard[_POINT].to_numpy(float))
        force = incidents["force"].to_numpy(dtype=object)[nearest]
    return heard.assign(force=force, weight=weight)


_POINT = ["easting", "northing"]


def _of(frame: pd.DataFrame, force: str | None) -> pd.DataFrame:
    return frame if force is None else frame.loc[frame["force"] == force]
