"""Write force-months whole and read them back as weighted points."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select

from geo_ij.store.database import Merge, bulk_insert
from geo_ij.store.gazetteer_rows import POLICE_LAYER, touch
from geo_ij.store.models import ForceMonth, Incident, StreetPoint


def cell_key(easting: npt.NDArray[np.float64], northing: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Give the key of the 1 km cell that each point (metres, EPSG:27700) lies in."""
    return (easting // 1000).astype(np.int64) * 10_000 + (northing // 1000).astype(np.int64)


def stored_fingerprint(connection: Connection, *, force: str, month: int) -> str | None:
    """Give the fingerprint of a stored force-month, or None where it is not stored."""
    return connection.scalar(select(ForceMonth.fingerprint).where(ForceMonth.force == force, ForceMonth.month == month))


def replace_force_month(
    connection: Connection,
    *,
    force: str,
    month: int,
    incidents: pd.DataFrame,
    asb_read: int,
    criminal_damage_read: int,
    other_read: int,
    fingerprint: str,
) -> None:
    """Put one force-month in place of what was stored for it.

    `incidents` has a row each: stream, easting, northing, lsoa_code and, where the points are only roughly known,
    uncertainty_m (the radius in metres within which 95 of 100 such incidents happened).
    """
    connection.execute(delete(ForceMonth).where(ForceMonth.force == force, ForceMonth.month == month))
    force_month_id = connection.execute(
        insert(ForceMonth)
        .values(
            force=force,
            month=month,
            asb_read=asb_read,
            criminal_damage_read=criminal_damage_read,
            other_read=other_read,
            fingerprint=fingerprint,
        )
        .returning(ForceMonth.force_month_id)
    ).scalar_one()
    easting, northing = incidents["easting"].to_numpy(), incidents["northing"].to_numpy()
    bulk_insert(
        connection,
        Incident.__table__,
        {
            "force_month_id": [force_month_id] * len(incidents),
            "stream": incidents["stream"].tolist(),
            "easting": easting,
            "northing": northing,
            "cell": cell_key(easting, northing),
            "lsoa_code": incidents["lsoa_code"].tolist(),
            # A police point says nothing of how far off it is; methods know that it was snapped.
            "uncertainty_m": incidents["uncertainty_m"].to_numpy(dtype=float)
            if "uncertainty_m" in incidents
            else np.zeros(len(incidents)),
        },
    )


def add_street_points(connection: Connection, streets: pd.DataFrame, *, force: str) -> None:
    """Add the street names of a force at their points (frames.STREET_POINTS, and `month`).

    Kept are the largest count of a month and the earliest month: the same however often and in whatever order months
    are imported. Where that changes anything, the layer of these names gets a new version.
    """
    before = _street_totals(connection, force=force)
    points = streets.groupby(["name", "easting", "northing"], sort=True).agg({"incidents": "max", "month": "min"})
    points = points.reset_index()
    bulk_insert(
        connection,
        StreetPoint.__table__,
        {
            "force": [force] * len(points),
            "name": points["name"].tolist(),
            "easting": points["easting"].to_numpy(),
            "northing": points["northing"].to_numpy(),
            "incidents": points["incidents"].to_numpy(),
            "first_month": points["month"].to_numpy(),
        },
        merge=Merge(keys=("force", "name", "easting", "northing"), larger="incidents", smaller="first_month"),
    )
    if _street_totals(connection, force=force) != before:
        touch(connection, POLICE_LAYER)


def _street_totals(connection: Connection, *, force: str) -> tuple[int, ...]:
    """Give figures that differ whenever points were added: counts only grow there, and months only come earlier."""
    totals = select(func.count(), func.sum(StreetPoint.incidents), func.sum(StreetPoint.first_month))
    row = connection.execute(totals.where(StreetPoint.force == force)).one()
    return tuple(int(value or 0) for value in row)


def stored_months(connection: Connection) -> pd.DataFrame:
    """List the stored force-months: force, month (a month number), asb_read, criminal_damage_read, fingerprint."""
    rows = connection.execute(
        select(
            ForceMonth.force,
            ForceMonth.month,
            ForceMonth.asb_read,
            ForceMonth.criminal_damage_read,
            ForceMonth.fingerprint,
        ).order_by(ForceMonth.force, ForceMonth.month)
    ).all()
    return pd.DataFrame(rows, columns=["force", "month", "asb_read", "criminal_damage_read", "fingerprint"])


def read_counts(connection: Connection, *, stream: str, first_month: int, last_month: int) -> pd.DataFrame:
    """Read one stream as weighted unique points a month (frames.INCIDENT_COUNTS), months inclusive."""
    key = (Incident.easting, Incident.northing, Incident.uncertainty_m, ForceMonth.month, ForceMonth.force)
    rows = connection.execute(
        select(*key, func.count())
        .join(ForceMonth, ForceMonth.force_month_id == Incident.force_month_id)
        .where(Incident.stream == stream, ForceMonth.month.between(first_month, last_month))
        .group_by(*key)
        .order_by(*key)
    ).all()
    kinds = {"easting": float, "northing": float, "uncertainty_m": float, "month": np.int64, "force": object}
    return _typed(rows, {**kinds, "incidents": np.int64})


def street_points(connection: Connection, *, until: int | None = None) -> pd.DataFrame:
    """Read every street name at each of its points (frames.STREET_POINTS), or those known by the month `until`."""
    query = select(StreetPoint.name, StreetPoint.easting, StreetPoint.northing, func.max(StreetPoint.incidents))
    if until is not None:
        query = query.where(StreetPoint.first_month <= until)
    rows = connection.execute(
        query.group_by(StreetPoint.name, StreetPoint.easting, StreetPoint.northing).order_by(
            StreetPoint.name, StreetPoint.easting, StreetPoint.northing
        )
    ).all()
    return _typed(rows, {"name": object, "easting": float, "northing": float, "incidents": np.int64})


def _typed(rows: Iterable[Any], columns: dict[str, type]) -> pd.DataFrame:
    """Make a frame column by column, which is several times quicker than row by row."""
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {name: np.array(value, dtype=kind) for (name, kind), value in zip(columns.items(), values, strict=True)}
    )
