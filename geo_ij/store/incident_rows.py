"""Write force-months whole and read them back as weighted points."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Row, and_, case, delete, func, insert, or_, select, true, update

from geo_ij.disclosure.rules import NEVER_PUBLIC_QUALIFIERS, NEVER_PUBLIC_TYPES
from geo_ij.store.database import Merge, bulk_insert
from geo_ij.store.gazetteer_rows import POLICE_LAYER, touch
from geo_ij.store.models import ForceMonth, Incident, StreetPoint
from geo_ij.vocabulary import AsbQualifier, AsbType, MonthSource, Stream


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
) -> bool:
    """Put one force-month of an archive in place of what was stored for it; say whether a force's extract stays.

    The anti-social behaviour of a month that the force's own extract gave is kept, and the archive's left out.

    `incidents` has a row each: stream, easting, northing, lsoa_code and, where the points are only roughly known,
    uncertainty_m (the radius in metres within which 95 of 100 such incidents happened); where they are known also
    asb_type, asb_qualifier, occurred_on and reference.
    """
    read = {"criminal_damage_read": criminal_damage_read, "other_read": other_read}
    before = _stored(connection, force=force, month=month)
    if before is not None and before.asb_source == MonthSource.EXTRACT:
        mark = fingerprint[:_HALF].ljust(_HALF, "0") + before.fingerprint[_HALF:]
        _refill(connection, before.force_month_id, keep=Stream.ASB, **read, fingerprint=mark)
        _insert(connection, before.force_month_id, incidents.loc[incidents["stream"] != Stream.ASB.value])
        return True
    if before is not None:
        connection.execute(delete(ForceMonth).where(ForceMonth.force_month_id == before.force_month_id))
    values = {"force": force, "month": month, "asb_read": asb_read, "fingerprint": fingerprint, **read}
    _insert(connection, _new_month(connection, **values), incidents)
    return False


def put_extract_month(
    connection: Connection, *, force: str, month: int, incidents: pd.DataFrame, fingerprint: str
) -> int | None:
    """Put a force's own extract in place of a month's anti-social behaviour; give how many incidents it replaces.

    `incidents` has a row each: easting, northing, uncertainty_m, asb_type, asb_qualifier, occurred_on, reference.
    What else an archive gave for the month stays. None says that the same extract is stored already: nothing changes.
    """
    mark = fingerprint[:_HALF]
    values = {"asb_read": len(incidents), "asb_source": MonthSource.EXTRACT.value}
    rows = incidents.assign(stream=Stream.ASB.value, lsoa_code=None)
    before = _stored(connection, force=force, month=month)
    if before is None:
        read = {"criminal_damage_read": 0, "other_read": 0, "fingerprint": _NO_ARCHIVE + mark}
        _insert(connection, _new_month(connection, force=force, month=month, **values, **read), rows)
        return 0
    if before.asb_source == MonthSource.EXTRACT and before.fingerprint[_HALF:] == mark:
        return None
    replaced = connection.scalar(
        select(func.count()).where(Incident.force_month_id == before.force_month_id, _is_asb())
    )
    archive = before.fingerprint[:_HALF].ljust(_HALF, "0")
    _refill(connection, before.force_month_id, keep=Stream.CRIMINAL_DAMAGE, **values, fingerprint=archive + mark)
    _insert(connection, before.force_month_id, rows)
    return replaced or 0


_HALF = 32
"""A month with an extract has two origins: the fingerprint's first half is the archive's, its second the extract's."""

_NO_ARCHIVE = "0" * _HALF


def _stored(connection: Connection, *, force: str, month: int) -> Row[int, str, str] | None:
    columns = (ForceMonth.force_month_id, ForceMonth.asb_source, ForceMonth.fingerprint)
    return connection.execute(select(*columns).where(ForceMonth.force == force, ForceMonth.month == month)).first()


def _new_month(connection: Connection, **values: Any) -> int:
    return connection.execute(insert(ForceMonth).values(**values).returning(ForceMonth.force_month_id)).scalar_one()


def _refill(connection: Connection, force_month_id: int, *, keep: Stream, **values: Any) -> None:
    """Take away the incidents of a month that are not of the stream to keep, and change what its row says."""
    connection.execute(delete(Incident).where(Incident.force_month_id == force_month_id, Incident.stream != keep.value))
    connection.execute(update(ForceMonth).where(ForceMonth.force_month_id == force_month_id).values(**values))


def _insert(connection: Connection, force_month_id: int, incidents: pd.DataFrame) -> None:
    easting, northing = incidents["easting"].to_numpy(), incidents["northing"].to_numpy()
    columns = {name: _column(incidents, name, otherwise) for name, otherwise in _MAY_BE_SAID.items()}
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
            **columns,
        },
    )


_MAY_BE_SAID: dict[str, object] = {
    # A police point says nothing of how far off it is; methods know that it was snapped.
    "uncertainty_m": 0.0,
    "asb_type": AsbType.UNSPECIFIED.value,
    "asb_qualifier": AsbQualifier.UNKNOWN.value,
    "occurred_on": None,
    "reference": None,
}
"""What an archive does not say of its incidents, and what is stored where nobody does."""


def _column(incidents: pd.DataFrame, name: str, otherwise: object) -> list[object]:
    return incidents[name].tolist() if name in incidents else [otherwise] * len(incidents)


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


def stored_months(connection: Connection, *, publishable_only: bool = False) -> pd.DataFrame:
    """List the stored force-months: month is a month number, asb_source a vocabulary.MonthSource.

    Columns: force, month, asb_read, criminal_damage_read, fingerprint, asb_source. With `publishable_only`, an
    extract's incidents that count in nothing public are not there: `asb_read` is without them, and a month that holds
    nothing else is not listed.
    """
    asb_read: ColumnElement[int] = ForceMonth.asb_read.expression
    others = (ForceMonth.criminal_damage_read, ForceMonth.fingerprint, ForceMonth.asb_source)
    kept: ColumnElement[bool] = true()
    if publishable_only:
        publishable = (
            select(func.count())
            .where(Incident.force_month_id == ForceMonth.force_month_id, _is_asb(), ~_never_public())
            .correlate(ForceMonth)
            .scalar_subquery()
        )
        is_extract = ForceMonth.asb_source == MonthSource.EXTRACT.value
        asb_read = case((is_extract, publishable), else_=ForceMonth.asb_read)
        from_archive = ForceMonth.fingerprint.not_like(f"{_NO_ARCHIVE}%")
        kept = or_(~is_extract, from_archive, publishable > 0)
    query = select(ForceMonth.force, ForceMonth.month, asb_read, *others).where(kept)
    rows = connection.execute(query.order_by(ForceMonth.force, ForceMonth.month)).all()
    columns = ["force", "month", "asb_read", "criminal_damage_read", "fingerprint", "asb_source"]
    return pd.DataFrame(rows, columns=columns)


def holds_extract(connection: Connection) -> bool:
    """Say whether any month's anti-social behaviour comes from a force's own extract."""
    months = select(ForceMonth.force_month_id).where(ForceMonth.asb_source == MonthSource.EXTRACT.value)
    return connection.scalar(months.limit(1)) is not None


def read_counts(
    connection: Connection, *, stream: str, first_month: int, last_month: int, publishable_only: bool = False
) -> pd.DataFrame:
    """Read one stream as weighted unique points a month (frames.INCIDENT_COUNTS), months inclusive.

    With `publishable_only`, leave out the incidents that count in nothing public (disclosure.rules).
    """
    key = (Incident.easting, Incident.northing, Incident.uncertainty_m, ForceMonth.month, ForceMonth.force)
    query = (
        select(*key, func.count())
        .join(ForceMonth, ForceMonth.force_month_id == Incident.force_month_id)
        .where(Incident.stream == stream, ForceMonth.month.between(first_month, last_month))
    )
    if publishable_only:
        query = query.where(~_never_public())
    rows = connection.execute(query.group_by(*key).order_by(*key)).all()
    kinds = {"easting": float, "northing": float, "uncertainty_m": float, "month": np.int64, "force": object}
    return _typed(rows, {**kinds, "incidents": np.int64})


def read_kinds(connection: Connection, *, first_month: int, last_month: int) -> pd.DataFrame:
    """Read how many incidents of each kind each point had in the months given, inclusive, where a kind is known.

    Columns: easting, northing, asb_type, asb_qualifier, incidents. Incidents of neither type nor category are left out.
    """
    key = (Incident.easting, Incident.northing, Incident.asb_type, Incident.asb_qualifier)
    rows = connection.execute(
        select(*key, func.count())
        .join(ForceMonth, ForceMonth.force_month_id == Incident.force_month_id)
        .where(
            _is_asb(),
            ForceMonth.month.between(first_month, last_month),
            or_(
                Incident.asb_type != AsbType.UNSPECIFIED.value,
                Incident.asb_qualifier != AsbQualifier.UNKNOWN.value,
            ),
        )
        .group_by(*key)
        .order_by(*key)
    ).all()
    names = {"asb_type": object, "asb_qualifier": object}
    return _typed(rows, {"easting": float, "northing": float, **names, "incidents": np.int64})


def _is_asb() -> ColumnElement[bool]:
    return Incident.stream == Stream.ASB.value


def _never_public() -> ColumnElement[bool]:
    return and_(
        _is_asb(),
        or_(
            Incident.asb_type.in_([kind.value for kind in NEVER_PUBLIC_TYPES]),
            Incident.asb_qualifier.in_([kind.value for kind in NEVER_PUBLIC_QUALIFIERS]),
        ),
    )


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
