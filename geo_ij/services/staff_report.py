"""Show staff what they may see of one report: its words, place, photographs, history and likely doubles."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import NotFoundError
from geo_ij.services.access import allow, limit_of
from geo_ij.services.audit import record_alone
from geo_ij.services.kept_locations import KeptLocation, kept_location
from geo_ij.services.receive_reports import SUBJECT_KIND
from geo_ij.services.report_queue import can_accept, is_sure, parted
from geo_ij.services.report_steps import check_reference, in_words, is_visible, nothing_called
from geo_ij.store import report_queue_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.report_rows import ContactRow, HistoryRow, ReportRow, Wanted
from geo_ij.triage.duplicates import Told, likely_same
from geo_ij.triage.masking import Masked, mask, masked_stretches
from geo_ij.triage.steps import Step, steps_from
from geo_ij.vocabulary import (
    COUNTED_STATUSES,
    WAITING_STATUSES,
    Activity,
    Alarm,
    AuditAction,
    HowOften,
    Issue,
    ReporterKind,
    ReportEvent,
    ReportSource,
    ReportStatus,
)

NEAR_M = 500.0
NEAR_IN_TIME = dt.timedelta(days=90)
"""How far away, and how long before or after, a report of the same thing is looked for."""

ANSWER = "answer"
"""Under which name the details of a step hold the answer of whoever reported."""

_OTHERS = ("into", "joined")
"""Under which names the details of a step hold the reference of another report."""

MOST_DOUBLES = 5
"""Likely doubles that are shown."""

_COMPARED = WAITING_STATUSES | COUNTED_STATUSES
"""Where a report stands that another can be joined with."""


@dataclass(frozen=True)
class HistoryLine:
    """One step as people read it: who did what, what whoever reported was told or answered, and what staff noted."""

    at: str
    says: str
    message: str
    details: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What whoever reported answered when, and the question before it."""

    at: str
    asked: str
    says: str


@dataclass(frozen=True)
class Double:
    """A report that may speak of the same thing, or was joined; `reasons` say why it is likely."""

    reference: str
    status: ReportStatus
    received_at: str
    issues: tuple[Issue, ...]
    says: str
    place: str
    photographs: tuple[int, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class StaffReport:
    """One report as somebody on the staff may see it: its words are masked for all but moderators.

    `masked` are the stretches of `says` that must not be shown to others, and `suggested` what is left without them;
    `steps` are those that may be taken now. `photographs` are ids with whether each is approved. `contact` is read only
    where it was asked for.
    """

    row: ReportRow
    status: ReportStatus
    source: ReportSource
    kind: ReporterKind
    issues: tuple[Issue, ...]
    activities: tuple[Activity, ...]
    how_often: HowOften
    alarms: tuple[Alarm, ...]
    says: str
    place_says: str
    activity_says: str
    extra: Mapping[str, str]
    masked: tuple[Masked, ...]
    suggested: str
    location: KeptLocation | None
    is_sure: bool
    can_accept: bool
    steps: tuple[Step, ...]
    photographs: tuple[tuple[int, bool], ...]
    households: int
    doubles: tuple[Double, ...]
    joined: tuple[Double, ...]
    joined_with: str | None
    history: tuple[HistoryLine, ...]
    answers: tuple[Answer, ...]
    has_contact: bool
    contact: ContactRow | None


def report_for_staff(database: Database, reference: str, *, with_contact: bool = False) -> StaffReport:
    """Give all of a report that the actor may see.

    `with_contact` reads how to reach whoever reported, which is an entry of the audit log each time. Raises
    NotFoundError when there is none in the areas that the actor is limited to, AccessError unless they may see reports,
    and contacts where they are asked for.
    """
    allow(database, Permission.SEE_REPORTS)
    if with_contact:
        allow(database, Permission.SEE_CONTACTS)
    check_reference(reference)
    limit = limit_of(database)
    moderates = database.actor.may(Permission.MODERATE_REPORTS)
    with database.read() as connection:
        row = report_rows.report_of(connection, reference)
        if row is None or not is_visible(row, limit):
            raise NotFoundError(nothing_called(reference))
        kept = kept_location(connection, subject_kind=SUBJECT_KIND, subject_reference=reference)
        doubles = _doubles(connection, row, limit=limit, moderates=moderates)
        joined = [one for one in report_rows.doubles_of(connection, row.report_id) if is_visible(one, limit)]
        with_it = None if row.duplicate_of is None else report_rows.report(connection, row.duplicate_of)
        history = report_rows.history(connection, row.report_id)
        hidden = _hidden(connection, history, limit=limit)
        photographs = report_queue_rows.photographs_of(connection, [row.report_id]).get(row.report_id, [])
        supports = {household for _, household, _ in report_rows.supports(connection, [row.report_id])}
        shown = _as_doubles(connection, joined, moderates=moderates)
        has_contact = report_queue_rows.has_contact(connection, row.report_id)
    contact = _contact(database, row) if with_contact and has_contact else None
    said = _plain if moderates else mask
    state = None if kept is None else kept.state
    return StaffReport(
        row=row,
        status=ReportStatus(row.status),
        source=ReportSource(row.source),
        kind=ReporterKind(row.reporter_kind),
        issues=tuple(Issue(value) for value in parted(row.issues)),
        activities=tuple(Activity(value) for value in parted(row.activities)),
        how_often=HowOften(row.how_often),
        alarms=tuple(Alarm(value) for value in parted(row.alarms)),
        says=said(row.description),
        place_says=said(row.place_text),
        activity_says=said(row.activity_text),
        extra={name: said(str(value)) for name, value in json.loads(row.extra).items()},
        masked=masked_stretches(row.description) if moderates else (),
        suggested=mask(row.description),
        location=kept,
        is_sure=is_sure(row, state),
        can_accept=moderates and can_accept(row, state),
        steps=steps_from(ReportStatus(row.status)) if moderates else (),
        photographs=tuple(photographs),
        households=len(supports | ({row.household} if row.household else {""})),
        doubles=doubles,
        joined=tuple(shown),
        joined_with=None if with_it is None or not is_visible(with_it, limit) else with_it.reference,
        history=tuple(_line(step, said=said, hidden=hidden) for step in history),
        answers=_answers(history, said=said),
        has_contact=has_contact,
        contact=contact,
    )


def _plain(text: str) -> str:
    return text


def _contact(database: Database, row: ReportRow) -> ContactRow | None:
    """Read a contact, after the log says so: nothing is ever read unseen."""
    record_alone(database, AuditAction.READ, f"contact of report {row.reference}")
    with database.read() as connection:
        return report_rows.contact(connection, row.report_id)


def _doubles(
    connection: Connection, row: ReportRow, *, limit: shapely.Geometry | None, moderates: bool
) -> tuple[Double, ...]:
    """Give the reports near by, in place and time, that may speak of the same thing, the likeliest first."""
    if row.easting is None or row.northing is None or row.status not in _COMPARED:
        return ()
    at = dt.datetime.fromisoformat(row.received_at)
    wanted = Wanted(
        statuses=tuple(_COMPARED),
        box=(row.easting - NEAR_M, row.northing - NEAR_M, row.easting + NEAR_M, row.northing + NEAR_M),
        received_from=(at - NEAR_IN_TIME).isoformat(),
        received_before=(at + NEAR_IN_TIME).isoformat(),
    )
    near = {one.report_id: one for one in report_rows.reports(connection, wanted) if is_visible(one, limit)}
    alike = likely_same(_told(row), [_told(one) for one in near.values()])[:MOST_DOUBLES]
    reasons = {one.report_id: one.reasons for one in alike}
    return tuple(_as_doubles(connection, [near[one.report_id] for one in alike], moderates=moderates, reasons=reasons))


def _told(row: ReportRow) -> Told:
    assert row.easting is not None  # noqa: S101  # only reports with a place are compared
    assert row.northing is not None  # noqa: S101
    return Told(
        report_id=row.report_id,
        easting=row.easting,
        northing=row.northing,
        uncertainty_m=row.uncertainty_m or 0.0,
        received_at=dt.datetime.fromisoformat(row.received_at),
        issues=frozenset(Issue(value) for value in parted(row.issues)),
        words=row.description,
        household=row.household,
    )


def _as_doubles(
    connection: Connection,
    rows: list[ReportRow],
    *,
    moderates: bool,
    reasons: Mapping[int, tuple[str, ...]] | None = None,
) -> list[Double]:
    photographs = report_queue_rows.photographs_of(connection, [row.report_id for row in rows])
    said = _plain if moderates else mask
    return [
        Double(
            reference=row.reference,
            status=ReportStatus(row.status),
            received_at=row.received_at,
            issues=tuple(Issue(value) for value in parted(row.issues)),
            says=said(row.description),
            place=row.public_place or said(row.place_text),
            photographs=tuple(photograph_id for photograph_id, _ in photographs.get(row.report_id, [])),
            reasons=(reasons or {}).get(row.report_id, ()),
        )
        for row in rows
    ]


def _hidden(connection: Connection, history: Sequence[HistoryRow], *, limit: shapely.Geometry | None) -> set[str]:
    """Give the references of other reports, named in a history, that somebody with this limit does not see."""
    if limit is None:
        return set()
    details = [json.loads(step.details) for step in history]
    named = {str(one[name]) for one in details for name in _OTHERS if one.get(name)}
    others = {reference: report_rows.report_of(connection, reference) for reference in named}
    return {reference for reference, row in others.items() if row is None or not is_visible(row, limit)}


def _line(step: HistoryRow, *, said: Any, hidden: set[str]) -> HistoryLine:
    told = {
        name: value for name, value in json.loads(step.details).items() if name not in _OTHERS or value not in hidden
    }
    details = {name: said(_in_words(value)) for name, value in told.items()}
    answer = details.pop(ANSWER, "") if step.event == ReportEvent.ANSWERED else ""
    return HistoryLine(step.at, in_words(step), said(step.message) or answer, details)


def _answers(history: Sequence[HistoryRow], *, said: Any) -> tuple[Answer, ...]:
    """Give each answer of whoever reported with what they were asked last before it."""
    answers, asked = [], ""
    for step in history:
        if step.event == ReportEvent.ASKED:
            asked = said(step.message)
        elif step.event == ReportEvent.ANSWERED:
            answers.append(Answer(step.at, asked, said(_in_words(json.loads(step.details).get(ANSWER)))))
    return tuple(answers)


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)
