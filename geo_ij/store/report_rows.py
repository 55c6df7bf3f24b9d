"""Write reports, their contacts and their history, and read them back."""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, insert, or_, select, update

from geo_ij.store.models import Report, ReportContact, ReportHistory, ReportSupport
from geo_ij.vocabulary import ReportEvent, ReportStatus

_TABLE: Table = Report.__table__  # type: ignore[assignment]  # a declared class always has a Table


class ReportRow(NamedTuple):
    """One row of the table, column by column; see `models.reports.Report`."""

    report_id: int
    reference: str
    public_id: str
    received_key: str | None
    source: str
    received_at: str
    status: str
    issues: str
    description: str
    how_often: str
    activities: str
    activity_text: str
    reporter_kind: str
    wants_updates: bool
    place_text: str
    easting: float | None
    northing: float | None
    uncertainty_m: float | None
    cell: int | None
    public_easting: float | None
    public_northing: float | None
    public_place: str | None
    ward: str | None
    council: str | None
    policing_area: str | None
    alarms: str
    public_text: str | None
    household: str | None
    duplicate_of: int | None
    ended_at: str | None
    version: int
    extra: str


class ContactRow(NamedTuple):
    """How to reach whoever sent a report."""

    report_id: int
    name: str | None
    email: str | None
    phone: str | None


class HistoryRow(NamedTuple):
    """One step in the history of a report; `details` is JSON."""

    step_id: int
    report_id: int
    at: str
    actor: str
    event: str
    message: str
    details: str


class Wanted(NamedTuple):
    """Which reports a list asks for; what is None or empty does not matter.

    `box` is west, south, east and north in metres (EPSG:27700); `area` the name of a ward, council or policing area;
    `received_from` is included and `received_before` is not (both ISO 8601 in UTC).
    """

    statuses: tuple[str, ...] = ()
    area: str | None = None
    issue: str | None = None
    activity: str | None = None
    kind: str | None = None
    source: str | None = None
    alarmed: bool = False
    received_from: str | None = None
    received_before: str | None = None
    box: tuple[float, float, float, float] | None = None


def add_report(connection: Connection, values: Mapping[str, Any]) -> int:
    """Add a report; give its id. `values` has every column but the id and, where they are empty, may leave some out."""
    filled = {"public_id": new_public_id(), "version": 1, "extra": "{}", "alarms": "", **values}
    return int(connection.execute(insert(_TABLE).returning(_TABLE.c.report_id), filled).scalar_one())


def new_public_id() -> str:
    """Make an id by which anybody may name a report: it tells nothing of it, and nobody guesses it."""
    return f"R{secrets.token_hex(6).upper()}"


def change_report(connection: Connection, report_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of a report and let its version grow."""
    connection.execute(
        update(_TABLE).where(_TABLE.c.report_id == report_id).values(**values, version=_TABLE.c.version + 1)
    )


def report(connection: Connection, report_id: int) -> ReportRow | None:
    """Read one report by its id, or give None."""
    return _one(connection, _TABLE.c.report_id == report_id)


def report_of(connection: Connection, reference: str) -> ReportRow | None:
    """Read one report by its reference, or give None."""
    return _one(connection, _TABLE.c.reference == reference)


def report_received_as(connection: Connection, received_key: str) -> ReportRow | None:
    """Read the report that a message or row became, or give None."""
    return _one(connection, _TABLE.c.received_key == received_key)


def reports(
    connection: Connection,
    wanted: Wanted | None = None,
    *,
    newest_first: bool = True,
    first: int = 0,
    most: int | None = None,
) -> list[ReportRow]:
    """Read the reports that a list asks for, by when they were received."""
    order = (
        (_TABLE.c.received_at.desc(), _TABLE.c.report_id.desc())
        if newest_first
        else (_TABLE.c.received_at, _TABLE.c.report_id)
    )
    query = ROWS.where(*conditions(wanted or Wanted())).order_by(*order).offset(first).limit(most)
    return [ReportRow(*row) for row in connection.execute(query)]


def count_reports(connection: Connection, wanted: Wanted | None = None) -> int:
    """Count the reports that a list asks for."""
    query = select(func.count()).select_from(_TABLE).where(*conditions(wanted or Wanted()))
    return int(connection.execute(query).scalar_one())


def reached_since(connection: Connection, *, most: int, cell: int, sources: Sequence[str], moment: str) -> str | None:
    """Give when the first of the `most` latest reports of a cell came in; None where fewer came since a moment."""
    query = (
        select(_TABLE.c.received_at)
        .where(_TABLE.c.cell == cell, _TABLE.c.received_at > moment, _TABLE.c.source.in_(sources))
        .order_by(_TABLE.c.received_at.desc())
        .offset(max(most, 1) - 1)
        .limit(1)
    )
    return connection.scalar(query)


def doubles_of(connection: Connection, report_id: int) -> list[ReportRow]:
    """Read the reports that were joined with one."""
    query = ROWS.where(_TABLE.c.duplicate_of == report_id).order_by(_TABLE.c.report_id)
    return [ReportRow(*row) for row in connection.execute(query)]


def set_contact(
    connection: Connection, report_id: int, *, name: str | None, email: str | None, phone: str | None
) -> None:
    """Keep how to reach whoever sent a report; with nothing to keep, what was kept goes."""
    connection.execute(ReportContact.__table__.delete().where(ReportContact.report_id == report_id))  # type: ignore[attr-defined]
    if name or email or phone:
        connection.execute(insert(ReportContact).values(report_id=report_id, name=name, email=email, phone=phone))


def contact(connection: Connection, report_id: int) -> ContactRow | None:
    """Read how to reach whoever sent a report, or give None."""
    columns = (ReportContact.report_id, ReportContact.name, ReportContact.email, ReportContact.phone)
    row = connection.execute(select(*columns).where(ReportContact.report_id == report_id)).one_or_none()
    return None if row is None else ContactRow(*row)


def contacts_ended_before(connection: Connection, moment: str) -> list[tuple[int, str]]:
    """List id and reference of the reports that ended before a moment and whose contact is still kept."""
    query = (
        select(Report.report_id, Report.reference)
        .join(ReportContact, ReportContact.report_id == Report.report_id)
        .where(Report.ended_at < moment)
        .order_by(Report.report_id)
    )
    return [(int(report_id), reference) for report_id, reference in connection.execute(query)]


def add_step(
    connection: Connection,
    report_id: int,
    *,
    at: str,
    actor: str,
    event: ReportEvent,
    message: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add a step to the history of a report."""
    connection.execute(
        insert(ReportHistory),
        {
            "report_id": report_id,
            "at": at,
            "actor": actor,
            "event": event.value,
            "message": message,
            "details": json.dumps(dict(details or {}), ensure_ascii=False),
        },
    )


def history(connection: Connection, report_id: int) -> list[HistoryRow]:
    """Read the history of a report, the first step first."""
    columns = [getattr(ReportHistory, name) for name in HistoryRow._fields]
    query = select(*columns).where(ReportHistory.report_id == report_id).order_by(ReportHistory.step_id)
    return [HistoryRow(*row) for row in connection.execute(query)]


def add_support(connection: Connection, report_id: int, *, household: str, at: str) -> bool:
    """Keep that a household supports a report; say whether that is new."""
    known = select(ReportSupport.support_id).where(
        ReportSupport.report_id == report_id, ReportSupport.household == household
    )
    if connection.execute(known).first() is not None:
        return False
    connection.execute(insert(ReportSupport).values(report_id=report_id, household=household, at=at))
    return True


def supports(connection: Connection, report_ids: Sequence[int] | None = None) -> list[tuple[int, str, str]]:
    """List report, household and moment of every support, or of those of some reports."""
    query = select(ReportSupport.report_id, ReportSupport.household, ReportSupport.at).order_by(
        ReportSupport.support_id
    )
    if report_ids is not None:
        query = query.where(ReportSupport.report_id.in_(report_ids))
    return [(int(report_id), household, at) for report_id, household, at in connection.execute(query)]


def known_references(connection: Connection, references: Iterable[str]) -> set[str]:
    """Say which of the references are taken."""
    wanted = list(references)
    found: set[str] = set()
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        found.update(connection.scalars(select(_TABLE.c.reference).where(_TABLE.c.reference.in_(part))))
    return found


AT_ONCE = 500
"""References or ids that are asked for in one query."""

ROWS: Select[Any] = select(*(_TABLE.c[name] for name in ReportRow._fields))
"""Every report, to be narrowed down."""


def _one(connection: Connection, condition: ColumnElement[bool]) -> ReportRow | None:
    row = connection.execute(ROWS.where(condition)).one_or_none()
    return None if row is None else ReportRow(*row)


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Say what a list asks for in the terms of a query."""
    found: list[ColumnElement[bool]] = []
    if wanted.statuses:
        found.append(_TABLE.c.status.in_([ReportStatus(status).value for status in wanted.statuses]))
    if wanted.area:
        found.append(or_(*(_TABLE.c[name] == wanted.area for name in ("ward", "council", "policing_area"))))
    if wanted.issue:
        found.append(_holds(_TABLE.c.issues, wanted.issue))
    if wanted.activity:
        found.append(_holds(_TABLE.c.activities, wanted.activity))
    if wanted.kind:
        found.append(_TABLE.c.reporter_kind == wanted.kind)
    if wanted.source:
        found.append(_TABLE.c.source == wanted.source)
    if wanted.alarmed:
        found.append(_TABLE.c.alarms != "")
    if wanted.received_from:
        found.append(_TABLE.c.received_at >= wanted.received_from)
    if wanted.received_before:
        found.append(_TABLE.c.received_at < wanted.received_before)
    if wanted.box:
        west, south, east, north = wanted.box
        found.append(and_(_TABLE.c.easting.between(west, east), _TABLE.c.northing.between(south, north)))
    return found


def _holds(column: ColumnElement[str], value: str) -> ColumnElement[bool]:
    """Say that a list parted by semicolons holds a value."""
    return (";" + column + ";").contains(f";{value};", autoescape=True)
