"""Read the reports that wait for a moderator, and take them so that nobody else changes them meanwhile."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, func, select

from geo_ij.store.models import KeptLocation, Report, ReportContact, ReportPhotograph, ReportSupport
from geo_ij.store.report_rows import ReportRow, Wanted, conditions
from geo_ij.vocabulary import ReviewState

_COLUMNS = tuple(getattr(Report, name) for name in ReportRow._fields)
_AT_ONCE = 500
"""Rows that are asked for in one query by their ids."""


class Found(NamedTuple):
    """What the order of a list and the limits of whoever asks need of one report; the point in metres or None."""

    report_id: int
    status: str
    alarms: str
    received_at: str
    easting: float | None
    northing: float | None


def found(connection: Connection, wanted: Wanted, *, unsure_of: str | None = None) -> list[Found]:
    """Read what a list asks for, the earliest first.

    With `unsure_of`, the kind of subject that reports are among the kept locations, only those whose place waits for
    a person.
    """
    columns = (getattr(Report, name) for name in Found._fields)
    query = select(*columns).where(*conditions(wanted)).order_by(Report.received_at, Report.report_id)
    if unsure_of is not None:
        waiting = select(KeptLocation.subject_reference).where(
            KeptLocation.subject_kind == unsure_of, KeptLocation.state == ReviewState.WAITING.value
        )
        query = query.where(Report.reference.in_(waiting))
    return [Found(*row) for row in connection.execute(query)]


def reports_by_id(connection: Connection, report_ids: Sequence[int]) -> list[ReportRow]:
    """Read reports in the order of the ids that are given."""
    rows: dict[int, ReportRow] = {}
    for start in range(0, len(report_ids), _AT_ONCE):
        query = select(*_COLUMNS).where(Report.report_id.in_(report_ids[start : start + _AT_ONCE]))
        rows.update({row.report_id: row for row in _read(connection, query)})
    return [rows[report_id] for report_id in report_ids if report_id in rows]


def reports_to_change(connection: Connection, references: Sequence[str]) -> list[ReportRow]:
    """Read reports by their references and keep others from changing them until the transaction ends.

    They are taken in one order by everybody, so that two transactions never wait for each other.
    """
    query = select(*_COLUMNS).where(Report.reference.in_(references)).order_by(Report.report_id)
    return _read(connection, query.with_for_update())


def photographs_of(connection: Connection, report_ids: Sequence[int]) -> dict[int, list[tuple[int, bool]]]:
    """Give the ids of the photographs of reports, and whether each is approved, by report."""
    columns = (ReportPhotograph.report_id, ReportPhotograph.photograph_id, ReportPhotograph.approved)
    query = select(*columns).where(ReportPhotograph.report_id.in_(report_ids)).order_by(ReportPhotograph.photograph_id)
    photographs: dict[int, list[tuple[int, bool]]] = {}
    for report_id, photograph_id, approved in connection.execute(query):
        photographs.setdefault(int(report_id or 0), []).append((int(photograph_id), bool(approved)))
    return photographs


def location_states(connection: Connection, references: Sequence[str], *, subject_kind: str) -> dict[str, str]:
    """Give the state of the location of each report (vocabulary.ReviewState), by its reference."""
    columns = (KeptLocation.subject_reference, KeptLocation.state)
    query = select(*columns).where(
        KeptLocation.subject_kind == subject_kind, KeptLocation.subject_reference.in_(references)
    )
    return {str(row.subject_reference): str(row.state) for row in connection.execute(query)}


def area_names(connection: Connection) -> dict[str, list[str]]:
    """Give the names of the areas that reports lie in, by their kind ("council"), in the order of the alphabet."""
    columns = {"council": Report.council, "policing_area": Report.policing_area, "ward": Report.ward}
    return {
        kind: sorted(connection.scalars(select(column).where(column.is_not(None)).distinct()))
        for kind, column in columns.items()
    }


def has_contact(connection: Connection, report_id: int) -> bool:
    """Say whether whoever reported left a way to reach them, without reading it."""
    query = select(func.count()).select_from(ReportContact).where(ReportContact.report_id == report_id)
    return bool(connection.execute(query).scalar_one())


def remove_support(connection: Connection, report_id: int, *, household: str, at: str) -> None:
    """Forget that a household supports a report, if it is what it said at that moment."""
    connection.execute(
        delete(ReportSupport).where(
            ReportSupport.report_id == report_id, ReportSupport.household == household, ReportSupport.at == at
        )
    )


def _read(connection: Connection, query: Select[Any]) -> list[ReportRow]:
    return [ReportRow(*row) for row in connection.execute(query)]
