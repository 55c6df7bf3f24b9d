"""Take one step with a report: whoever decides second is told what happened, and everything is kept or nothing is."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import shapely
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError, NotFoundError
from geo_ij.services.access import allow, limit_of
from geo_ij.services.audit import record
from geo_ij.services.checked_reports import plain_words
from geo_ij.services.kept_locations import moment
from geo_ij.services.receive_reports import REPORTER
from geo_ij.services.report_letters import Letter
from geo_ij.store import mail_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.report_queue_rows import reports_to_change
from geo_ij.store.report_rows import HistoryRow, ReportRow
from geo_ij.triage.steps import Step, status_after
from geo_ij.vocabulary import ENDED_STATUSES, AuditAction, ReportEvent, ReportStatus, label

LONGEST_MESSAGE = 1_000
"""Characters of what a moderator writes to somebody, or notes."""

QUIET = frozenset({Step.START_REVIEW, Step.ASK, Step.REPLY, Step.NOTE})
"""Steps that alter nothing of what is public or counted."""

SAID_OF = {
    ReportEvent.RECEIVED: "sent the report",
    ReportEvent.REVIEW_STARTED: "began to look at the report",
    ReportEvent.ACCEPTED: "accepted the report",
    ReportEvent.ASKED: "asked whoever reported",
    ReportEvent.ANSWERED: "answered the question",
    ReportEvent.MERGED: "joined the report with another",
    ReportEvent.TEXT_REDACTED: "changed what the public reads",
    ReportEvent.PHOTOGRAPH_REDACTED: "blacked out part of a photograph",
    ReportEvent.PHOTOGRAPH_REMOVED: "removed a photograph",
    ReportEvent.PHOTOGRAPH_APPROVED: "approved a photograph",
    ReportEvent.REFERRED_TO_COUNCIL: "sent the report to the council",
    ReportEvent.REFERRED_TO_POLICE_CHANNEL: "said that the report is for the police",
    ReportEvent.NOT_SUITABLE: "said that the scheme cannot help",
    ReportEvent.REPLIED: "wrote to whoever reported",
    ReportEvent.NOTED: "noted something",
    ReportEvent.LOCATED: "said where it is",
    ReportEvent.ISSUES_CHANGED: "changed what the issue is",
    ReportEvent.SUPPORTED: "said that they see this too",
    ReportEvent.WORK_PLANNED: "marked that work is planned",
    ReportEvent.WORK_DONE: "marked that work was done",
    ReportEvent.CLOSED: "closed the report",
    ReportEvent.REOPENED: "opened the report again",
    ReportEvent.WITHDRAWN: "withdrew the report",
    ReportEvent.CONTACT_DELETED: "deleted the contact",
}
"""What each event is in words, after the name of who did it."""


@dataclass(frozen=True)
class Outcome:
    """What a step does besides changing the status: columns, its line in the history, and what is to be sent.

    `message` is what whoever reported is told; `details` and `audit` are for staff, and never hold a contact.
    `letter` goes to whoever reported, where they left an address.
    """

    event: ReportEvent
    changes: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    audit: Mapping[str, Any] = field(default_factory=dict)
    letter: Letter | None = None


@dataclass(frozen=True)
class Taken:
    """What a step left: the report as it is now, and whether a letter to whoever reported waits to be sent."""

    report: ReportRow
    letter_waits: bool


class Placed(Protocol):
    """What has a point (EPSG:27700), or none."""

    @property
    def easting(self) -> float | None:
        """Give how far east it is, in metres."""

    @property
    def northing(self) -> float | None:
        """Give how far north it is, in metres."""


Work = Callable[[Connection, ReportRow], Outcome]


def take_step(
    database: Database,
    reference: str,
    step: Step,
    *,
    version: int,
    work: Work,
    also: tuple[str, ...] = (),
    now: dt.datetime | None = None,
) -> Taken:
    """Take a step with a report in one transaction: its columns, history, letter and audit entry.

    `work` says what the step does, with the report as it is; `also` are the references of further reports that it
    changes. Raises NotFoundError when the actor can see no such report,
    InputError when somebody else has changed it since `version`, or it stands where this step may not be taken.
    """
    allow(database, Permission.MODERATE_REPORTS)
    for one in (reference, *also):
        check_reference(one)
    limit = limit_of(database)
    at = moment(now)
    with database.write(content=step not in QUIET) as connection:
        rows = {row.reference: row for row in reports_to_change(connection, [reference, *also])}
        report = rows.get(reference)
        if report is None or not is_visible(report, limit):
            raise NotFoundError(nothing_called(reference))
        if report.version != version:
            raise InputError({"version": _what_happened(report_rows.history(connection, report.report_id))})
        after = status_after(step, ReportStatus(report.status))
        if after is None:
            stands = label(ReportStatus(report.status)).lower()
            raise InputError({"version": f"This cannot be done with a report that stands at “{stands}”"})
        outcome = work(connection, report)
        status = {"status": after.value, "ended_at": _ended_at(report, after, at=at)}
        report_rows.change_report(connection, report.report_id, {**status, **outcome.changes})
        report_rows.add_step(
            connection,
            report.report_id,
            at=at,
            actor=database.actor.name,
            event=outcome.event,
            message=outcome.message,
            details=outcome.details,
        )
        waits = outcome.letter is not None and _queue(connection, report, outcome.letter, at=at)
        record(
            connection,
            database.actor,
            AuditAction.CHANGED,
            f"report {reference}",
            what=step.value.replace("_", " "),
            **outcome.audit,
        )
        changed = report_rows.report_of(connection, reference)
        assert changed is not None  # noqa: S101  # it was changed just now
        return Taken(changed, waits)


def is_visible(report: Placed, limit: shapely.Geometry | None) -> bool:
    """Say whether somebody with this limit (EPSG:27700) sees a report; one without a place only who has none does."""
    if limit is None:
        return True
    if report.easting is None or report.northing is None:
        return False
    return bool(shapely.intersects_xy(limit, report.easting, report.northing))


def check_reference(reference: str) -> None:
    """Refuse what no report can be called, and no database can look for. Raises NotFoundError."""
    if not reference.isprintable():
        raise NotFoundError("There is no report of that name. Look for it in the list")


def nothing_called(reference: str) -> str:
    """Say that there is no such report for whoever asks."""
    return f"There is no report {reference[:60]} among those that you may see. Look for it in the list"


def in_words(step: HistoryRow) -> str:
    """Say who did what in a step of the history: "planner 2 accepted the report"."""
    who = "whoever reported" if step.actor == REPORTER else step.actor
    return f"{who} {SAID_OF[ReportEvent(step.event)]}"


def message_words(field_name: str, text: str, *, called: str, needed: bool = True) -> str:
    """Check what a moderator wrote to somebody and give it with its lines. Raises InputError with the fault."""
    words = plain_words(text)
    if needed and not words:
        raise InputError({field_name: f"Enter {called[0].lower()}{called[1:]}"})
    if len(words) > LONGEST_MESSAGE:
        raise InputError({field_name: f"{called} must be {LONGEST_MESSAGE:,} characters or fewer"})
    return words


def _what_happened(history: list[HistoryRow]) -> str:
    """Say what somebody else did last."""
    done = in_words(history[-1]) if history else "the report was changed"
    return f"Somebody was quicker: {done}. What you wanted was not done. Look at the report as it is now"


def _ended_at(report: ReportRow, after: ReportStatus, *, at: str) -> str | None:
    if after not in ENDED_STATUSES:
        return None
    return report.ended_at if report.status == after else at


def _queue(connection: Connection, report: ReportRow, letter: Letter, *, at: str) -> bool:
    contact = report_rows.contact(connection, report.report_id)
    if contact is None or contact.email is None:
        return False
    mail_rows.queue(
        connection,
        recipient=contact.email,
        subject=letter.subject,
        body=letter.body,
        report_reference=report.reference,
        at=at,
    )
    return True
