"""You said, we did: mark the reports near completed work that becomes public, and tell whoever asked to be told."""

import datetime as dt
import json
import math
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from geo_ij.demonstration.reports import REFERENCE_PREFIX
from geo_ij.maps.content import day_in_words
from geo_ij.services import report_letters
from geo_ij.services.receive_reports import SERVICE
from geo_ij.settings import Settings
from geo_ij.store import mail_rows, report_rows
from geo_ij.store.report_rows import ReportRow, Wanted
from geo_ij.vocabulary import COUNTED_STATUSES, ENDED_STATUSES, ReportEvent, ReportStatus

NEAR_M = 150.0
"""How far from the work a report may be, besides what its place may be off."""

MOST_UNCERTAINTY_M = 350.0
"""The most that is allowed for that."""

TOO_VAGUE_M = 1_000.0
"""Whose place may be farther off than this is told of no work: it may be at the other end of the town."""

OPEN = tuple(sorted(COUNTED_STATUSES - ENDED_STATUSES))
"""Reports that work may still end: a closed one stays as somebody closed it."""


class DoneWork(NamedTuple):
    """A piece of completed work as it becomes public: its point in metres (EPSG:27700), its end in ISO 8601."""

    work_id: str
    reference: str
    place: str
    end: str
    easting: float
    northing: float


def tell_of_work(connection: Connection, work: Sequence[DoneWork], *, settings: Settings, at: str) -> int:
    """Mark the open accepted reports near pieces of work that become public; say how many there are.

    A report was received before the work ended, and is marked by the nearest piece. Whoever asked to be told gets one
    letter, also those whose report was joined with a marked one. Nobody is told twice of the same work.
    """
    if not work:
        return 0
    reach = NEAR_M + MOST_UNCERTAINTY_M
    box = (
        min(one.easting for one in work) - reach,
        min(one.northing for one in work) - reach,
        max(one.easting for one in work) + reach,
        max(one.northing for one in work) + reach,
    )
    marked = 0
    told: set[tuple[str, str]] = set()
    for row in report_rows.reports(connection, Wanted(statuses=OPEN, box=box), newest_first=False):
        near = [(distance, one) for one in work if (distance := _distance(row, one)) is not None]
        if near:
            _, nearest = min(near, key=lambda pair: (pair[0], pair[1].work_id))
            marked += mark_work_done(connection, row, nearest, settings=settings, at=at, told=told)
    return marked


def mark_work_done(
    connection: Connection,
    row: ReportRow,
    work: DoneWork,
    *,
    settings: Settings,
    at: str,
    actor: str = SERVICE,
    told: set[tuple[str, str]] | None = None,
) -> bool:
    """Mark one report by public work in the caller's transaction, and queue the letters; say whether that is new.

    `told` holds who was written to about which work, and grows.
    """
    told = set() if told is None else told
    if _was_told(connection, row, work):
        return False
    report_rows.change_report(
        connection, row.report_id, {"status": ReportStatus.WORK_DONE.value, "ended_at": row.ended_at or at}
    )
    for one in (row, *report_rows.doubles_of(connection, row.report_id)):
        if one is not row and _was_told(connection, one, work):
            continue
        report_rows.add_step(
            connection,
            one.report_id,
            at=at,
            actor=actor,
            event=ReportEvent.WORK_DONE,
            details={"work_id": work.work_id, "work_reference": work.reference},
        )
        _write(connection, one, work, settings=settings, at=at, told=told)
    return True


def _write(
    connection: Connection, row: ReportRow, work: DoneWork, *, settings: Settings, at: str, told: set[tuple[str, str]]
) -> None:
    if row.reference.startswith(REFERENCE_PREFIX):
        return  # nobody is told by e-mail of what was invented
    contact = report_rows.contact(connection, row.report_id) if row.wants_updates else None
    if contact is None or contact.email is None or (contact.email.lower(), work.work_id) in told:
        return
    told.add((contact.email.lower(), work.work_id))
    letter = report_letters.work_done(
        settings,
        reference=row.reference,
        place=work.place,
        day=day_in_words(work.end),
        work_reference=work.reference,
    )
    mail_rows.queue(
        connection,
        recipient=contact.email,
        subject=letter.subject,
        body=letter.body,
        report_reference=row.reference,
        at=at,
    )


def _distance(row: ReportRow, work: DoneWork) -> float | None:
    """Give how far a report is from work that may have ended it, or None where it cannot have."""
    if row.easting is None or row.northing is None or row.uncertainty_m is None or row.uncertainty_m > TOO_VAGUE_M:
        return None
    if dt.datetime.fromisoformat(row.received_at) >= dt.datetime.fromisoformat(work.end):
        return None
    distance = math.hypot(row.easting - work.easting, row.northing - work.northing)
    return distance if distance <= NEAR_M + min(row.uncertainty_m, MOST_UNCERTAINTY_M) else None


def _was_told(connection: Connection, row: ReportRow, work: DoneWork) -> bool:
    return any(
        step.event == ReportEvent.WORK_DONE and json.loads(step.details).get("work_id") == work.work_id
        for step in report_rows.history(connection, row.report_id)
    )
