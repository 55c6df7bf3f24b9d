"""List the reports for staff, those first that must be looked at first, and say what waits."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.services.access import allow, limit_of
from geo_ij.services.receive_reports import SUBJECT_KIND
from geo_ij.services.report_steps import is_visible
from geo_ij.store import report_queue_rows
from geo_ij.store.database import Database
from geo_ij.store.report_queue_rows import Found
from geo_ij.store.report_rows import ReportRow, Wanted
from geo_ij.triage.masking import mask, masked_stretches
from geo_ij.vocabulary import (
    WAITING_STATUSES,
    Alarm,
    BoundaryKind,
    Issue,
    ReporterKind,
    ReportSource,
    ReportStatus,
    ReviewState,
    label,
)

TO_DECIDE = (ReportStatus.RECEIVED, ReportStatus.UNDER_REVIEW)
"""Where a report stands that a moderator can decide about now: others wait for an answer."""


MOST_PINS = 1_000
"""Reports that the map beside the list shows at once: more would be one heap, and slow on a telephone."""


@dataclass(frozen=True)
class QueueLine:
    """One report in the list; its words are masked for all but moderators.

    `place` is the street or open space it was found at, else the reporter's words; `is_sure` says that no person must
    look at where it is. `can_accept` says that one press is enough: nothing in its words is masked or points to
    anything grave, and its place is sure.
    """

    reference: str
    version: int
    status: ReportStatus
    received_at: str
    source: ReportSource
    kind: ReporterKind
    issues: tuple[Issue, ...]
    says: str
    place: str
    council: str | None
    alarms: tuple[Alarm, ...]
    easting: float | None
    northing: float | None
    is_sure: bool
    photographs: int
    can_accept: bool


@dataclass(frozen=True)
class Pin:
    """One report on the map of the list: its point and how far off that may be in metres (EPSG:27700).

    `is_alarmed` is true of one that waits with words that point to something grave.
    """

    reference: str
    issues: tuple[Issue, ...]
    place: str
    easting: float
    northing: float
    uncertainty_m: float
    is_alarmed: bool
    is_sure: bool


@dataclass(frozen=True)
class Queue:
    """One page of the list, how many there are in all, and how many at each status without regard to that filter.

    `pins` are the first MOST_PINS of the `placed` reports of every page that have a place, in the order of the list.
    `alarmed` counts those in the whole list that wait with words that point to something grave.
    """

    lines: tuple[QueueLine, ...]
    pins: tuple[Pin, ...]
    placed: int
    total: int
    counts: Mapping[ReportStatus, int]
    alarmed: int


@dataclass(frozen=True)
class Waiting:
    """What waits for a moderator: how many reports, how many of them alarmed, since when the oldest, which is first."""

    reports: int
    alarmed: int
    oldest_at: str | None
    first: str | None


def queue(database: Database, wanted: Wanted, *, page: int, rows: int, unsure: bool = False) -> Queue:
    """Give one page of the reports that a list asks for, in the areas that the actor is limited to.

    Among those that wait the alarmed ones come first, then whoever waits longest; a list without any that wait begins
    with the newest. `unsure` keeps those whose place waits for a person. Raises AccessError unless the actor may see
    reports.
    """
    allow(database, Permission.SEE_REPORTS)
    every = _seen(database, wanted._replace(statuses=()), unsure=unsure)
    chosen = [one for one in every if not wanted.statuses or one.status in wanted.statuses]
    chosen = in_order(chosen)
    ids = [one.report_id for one in chosen[(page - 1) * rows : page * rows]]
    placed = [one for one in chosen if one.easting is not None]
    moderates = database.actor.may(Permission.MODERATE_REPORTS)
    with database.read() as connection:
        lines = _lines(connection, ids, moderates=moderates)
        pins = _pins(connection, placed[:MOST_PINS], moderates=moderates)
    return Queue(
        lines=tuple(lines),
        pins=tuple(pins),
        placed=len(placed),
        total=len(chosen),
        counts={ReportStatus(status): number for status, number in Counter(one.status for one in every).items()},
        alarmed=sum(_is_urgent(one) for one in every),
    )


def next_waiting(
    database: Database, wanted: Wanted, *, after: ReportRow | None = None, unsure: bool = False
) -> tuple[str | None, int]:
    """Give the reference of the next report to decide about in a list, after another, and how many there are.

    After the last comes the first again. None where nothing waits, or nothing but that one.
    """
    allow(database, Permission.SEE_REPORTS)
    waiting = in_order(_seen(database, wanted._replace(statuses=tuple(TO_DECIDE)), unsure=unsure))
    others = [one for one in waiting if after is None or one.report_id != after.report_id]
    if not others:
        return None, len(waiting)
    place = None if after is None else _key(_found(after))
    following = next((one for one in others if place is None or _key(one) > place), others[0])
    with database.read() as connection:
        (row,) = report_queue_rows.reports_by_id(connection, [following.report_id])
    return row.reference, len(waiting)


def waiting_reports(database: Database, *, area: str | None = None) -> Waiting:
    """Say what waits for a decision in an area, or in all that the actor may see."""
    allow(database, Permission.SEE_REPORTS)
    waiting = in_order(_seen(database, Wanted(statuses=tuple(TO_DECIDE), area=area)))
    first, _ = next_waiting(database, Wanted(area=area)) if waiting else (None, 0)
    return Waiting(
        reports=len(waiting),
        alarmed=sum(bool(one.alarms) for one in waiting),
        oldest_at=min((one.received_at for one in waiting), default=None),
        first=first,
    )


def report_areas(database: Database) -> list[tuple[str, list[str]]]:
    """Give the areas that reports lie in, in groups by their kind, for a list to be filtered by."""
    allow(database, Permission.SEE_REPORTS)
    with database.read() as connection:
        names = report_queue_rows.area_names(connection)
    return [(label(BoundaryKind(kind)), found) for kind, found in names.items() if found]


def in_order(found: list[Found]) -> list[Found]:
    """Put reports into the order of the list."""
    if any(one.status in WAITING_STATUSES for one in found):
        return sorted(found, key=_key)
    return sorted(found, key=lambda one: (one.received_at, one.report_id), reverse=True)


def is_sure(row: ReportRow, state: str | None) -> bool:
    """Say whether a report has a place that no person must look at, by the state of its location."""
    return row.easting is not None and state != ReviewState.WAITING


def can_accept(row: ReportRow, state: str | None) -> bool:
    """Say whether a report can be accepted as it is, without anybody changing what others read."""
    waits = row.status in WAITING_STATUSES and not row.alarms
    return waits and is_sure(row, state) and not masked_stretches(row.description)


def parted(text: str) -> list[str]:
    """Give the values of a list that is kept with semicolons."""
    return [value for value in text.split(";") if value]


def _seen(database: Database, wanted: Wanted, *, unsure: bool = False) -> list[Found]:
    limit = limit_of(database)
    with database.read() as connection:
        every = report_queue_rows.found(connection, wanted, unsure_of=SUBJECT_KIND if unsure else None)
    return [one for one in every if is_visible(one, limit)]


def _is_urgent(one: Found) -> bool:
    return bool(one.alarms) and one.status in WAITING_STATUSES


def _key(one: Found) -> tuple[bool, bool, dt.datetime, int]:
    """Order by what waits, what is alarmed, how long it has waited."""
    waits = one.status in WAITING_STATUSES
    return not waits, not (waits and one.alarms), dt.datetime.fromisoformat(one.received_at), one.report_id


def _found(row: ReportRow) -> Found:
    # Where it stood in the list of those that wait, although it may stand elsewhere by now.
    return Found(row.report_id, ReportStatus.RECEIVED, row.alarms, row.received_at, row.easting, row.northing)


def _pins(connection: Connection, placed: list[Found], *, moderates: bool) -> list[Pin]:
    rows = report_queue_rows.reports_by_id(connection, [one.report_id for one in placed])
    states = report_queue_rows.location_states(connection, [row.reference for row in rows], subject_kind=SUBJECT_KIND)
    urgent = {one.report_id for one in placed if _is_urgent(one)}
    return [
        Pin(
            reference=row.reference,
            issues=tuple(Issue(value) for value in parted(row.issues)),
            place=row.public_place or (row.place_text if moderates else mask(row.place_text)),
            easting=row.easting,
            northing=row.northing,
            uncertainty_m=row.uncertainty_m or 0.0,
            is_alarmed=row.report_id in urgent,
            is_sure=is_sure(row, states.get(row.reference)),
        )
        for row in rows
        if row.easting is not None and row.northing is not None
    ]


def _lines(connection: Connection, report_ids: list[int], *, moderates: bool) -> list[QueueLine]:
    rows = report_queue_rows.reports_by_id(connection, report_ids)
    photographs = report_queue_rows.photographs_of(connection, report_ids)
    references = [row.reference for row in rows]
    states = report_queue_rows.location_states(connection, references, subject_kind=SUBJECT_KIND)
    said = (lambda text: text) if moderates else mask
    return [
        QueueLine(
            reference=row.reference,
            version=row.version,
            status=ReportStatus(row.status),
            received_at=row.received_at,
            source=ReportSource(row.source),
            kind=ReporterKind(row.reporter_kind),
            issues=tuple(Issue(value) for value in parted(row.issues)),
            says=said(row.description),
            place=row.public_place or said(row.place_text),
            council=row.council,
            alarms=tuple(Alarm(value) for value in parted(row.alarms)),
            easting=row.easting,
            northing=row.northing,
            is_sure=is_sure(row, states.get(row.reference)),
            photographs=len(photographs.get(row.report_id, [])),
            can_accept=moderates and can_accept(row, states.get(row.reference)),
        )
        for row in rows
    ]
