"""Let moderators decide about reports, one verb for each step; every step is in the history and in the audit log."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError
from geo_ij.services import report_letters
from geo_ij.services.access import allow
from geo_ij.services.checked_reports import plain_words
from geo_ij.services.kept_locations import kept_location
from geo_ij.services.receive_reports import SUBJECT_KIND
from geo_ij.services.report_steps import Outcome, Taken, message_words, take_step
from geo_ij.settings import Settings
from geo_ij.store.database import Database
from geo_ij.store.report_rows import ReportRow
from geo_ij.triage.masking import masked_stretches
from geo_ij.triage.steps import Step
from geo_ij.vocabulary import Issue, ReportEvent, ReviewState, from_text

LONGEST_PUBLIC_TEXT = 2_000
"""Characters of what others may read: what was masked may be longer than what was sent."""


def start_review(database: Database, reference: str, *, version: int, now: dt.datetime | None = None) -> Taken:
    """Say that somebody is looking at a report. Raises as `report_steps.take_step` does, and so do all of these."""
    allow(database, Permission.MODERATE_REPORTS)

    def work(_connection: Connection, _report: ReportRow) -> Outcome:
        return Outcome(ReportEvent.REVIEW_STARTED)

    return take_step(database, reference, Step.START_REVIEW, version=version, work=work, now=now)


def accept_report(
    database: Database,
    reference: str,
    *,
    version: int,
    public_text: str,
    settings: Settings,
    now: dt.datetime | None = None,
) -> Taken:
    """Let a report count, and let others read `public_text` of it; empty means that they read none.

    Its place must be known and sure. Raises InputError with the fault of each field.
    """
    allow(database, Permission.MODERATE_REPORTS)
    text = checked_public_text(public_text)

    def work(connection: Connection, report: ReportRow) -> Outcome:
        require_sure_place(connection, report)
        return Outcome(
            ReportEvent.ACCEPTED,
            changes={"public_text": text},
            letter=report_letters.accepted(settings, reference=reference),
        )

    return take_step(database, reference, Step.ACCEPT, version=version, work=work, now=now)


def ask_reporter(
    database: Database,
    reference: str,
    *,
    version: int,
    question: str,
    settings: Settings,
    now: dt.datetime | None = None,
) -> Taken:
    """Ask whoever reported a question: they read it on the page of their report, and by e-mail if they left one."""
    allow(database, Permission.MODERATE_REPORTS)
    words = message_words("question", question, called="The question")

    def work(_connection: Connection, _report: ReportRow) -> Outcome:
        letter = report_letters.asked(settings, reference=reference, question=words)
        return Outcome(ReportEvent.ASKED, message=words, letter=letter)

    return take_step(database, reference, Step.ASK, version=version, work=work, now=now)


def redact_text(
    database: Database, reference: str, *, version: int, public_text: str, now: dt.datetime | None = None
) -> Taken:
    """Change what others read of a report; what was sent stays as it is, for moderators."""
    allow(database, Permission.MODERATE_REPORTS)
    text = checked_public_text(public_text)

    def work(_connection: Connection, _report: ReportRow) -> Outcome:
        return Outcome(ReportEvent.TEXT_REDACTED, changes={"public_text": text})

    return take_step(database, reference, Step.REDACT_TEXT, version=version, work=work, now=now)


def refer_to_police_channel(
    database: Database, reference: str, *, version: int, settings: Settings, now: dt.datetime | None = None
) -> Taken:
    """Say that a report is for the police: it no longer counts, and whoever reported is told which number to call."""
    allow(database, Permission.MODERATE_REPORTS)

    def work(_connection: Connection, _report: ReportRow) -> Outcome:
        letter = report_letters.referred_to_police(settings, reference=reference)
        return Outcome(ReportEvent.REFERRED_TO_POLICE_CHANNEL, letter=letter)

    return take_step(database, reference, Step.REFER_TO_POLICE_CHANNEL, version=version, work=work, now=now)


def not_suitable(
    database: Database,
    reference: str,
    *,
    version: int,
    reason: str,
    settings: Settings,
    now: dt.datetime | None = None,
) -> Taken:
    """Say that the scheme cannot help with a report, and why: whoever reported is told the reason."""
    allow(database, Permission.MODERATE_REPORTS)
    words = message_words("reason", reason, called="The reason")

    def work(_connection: Connection, _report: ReportRow) -> Outcome:
        letter = report_letters.not_suitable(settings, reference=reference, reason=words)
        return Outcome(ReportEvent.NOT_SUITABLE, message=words, letter=letter)

    return take_step(database, reference, Step.NOT_SUITABLE, version=version, work=work, now=now)


def reply(
    database: Database,
    reference: str,
    *,
    version: int,
    message: str,
    settings: Settings,
    now: dt.datetime | None = None,
) -> Taken:
    """Write to whoever reported: they read it on the page of their report, and by e-mail if they left one."""
    allow(database, Permission.MODERATE_REPORTS)
    words = message_words("message", message, called="The message")

    def work(_connection: Connection, _report: ReportRow) -> Outcome:
        letter = report_letters.replied(settings, reference=reference, message=words)
        return Outcome(ReportEvent.REPLIED, message=words, letter=letter)

    return take_step(database, reference, Step.REPLY, version=version, work=work, now=now)


def note(database: Database, reference: str, *, version: int, text: str, now: dt.datetime | None = None) -> Taken:
    """Note something that staff alone read."""
    allow(database, Permission.MODERATE_REPORTS)
    words = message_words("note", text, called="The note")

    def work(_connection: Connection, _report: ReportRow) -> Outcome:
        return Outcome(ReportEvent.NOTED, details={"note": words})

    return take_step(database, reference, Step.NOTE, version=version, work=work, now=now)


def plan_work(
    database: Database, reference: str, *, version: int, settings: Settings, now: dt.datetime | None = None
) -> Taken:
    """Mark that work is planned where a report is; who asked for news of it is told, and never when."""
    allow(database, Permission.MODERATE_REPORTS)

    def work(_connection: Connection, report: ReportRow) -> Outcome:
        letter = report_letters.work_planned(settings, reference=reference) if report.wants_updates else None
        return Outcome(ReportEvent.WORK_PLANNED, letter=letter)

    return take_step(database, reference, Step.PLAN_WORK, version=version, work=work, now=now)


def close_report(
    database: Database,
    reference: str,
    *,
    version: int,
    settings: Settings,
    message: str = "",
    now: dt.datetime | None = None,
) -> Taken:
    """Say that nothing more is to be done about a report, which goes on counting; who asked for news of it is told."""
    allow(database, Permission.MODERATE_REPORTS)
    words = message_words("message", message, called="The message", needed=False)

    def work(_connection: Connection, report: ReportRow) -> Outcome:
        letter = report_letters.closed(settings, reference=reference, message=words) if report.wants_updates else None
        return Outcome(ReportEvent.CLOSED, message=words, letter=letter)

    return take_step(database, reference, Step.CLOSE, version=version, work=work, now=now)


def change_issues(
    database: Database, reference: str, *, version: int, issues: Sequence[str], now: dt.datetime | None = None
) -> Taken:
    """Put right what the issue of a report is; there must be one at least."""
    allow(database, Permission.MODERATE_REPORTS)
    known = [from_text(Issue, text) for text in issues]
    chosen = [issue for issue in Issue if issue in known]
    if not chosen or None in known:
        raise InputError({"issues": "Select what the issue is"})

    def work(_connection: Connection, report: ReportRow) -> Outcome:
        return Outcome(
            ReportEvent.ISSUES_CHANGED,
            changes={"issues": ";".join(chosen)},
            details={"issues_before": report.issues.split(";"), "issues": [one.value for one in chosen]},
        )

    return take_step(database, reference, Step.CHANGE_ISSUES, version=version, work=work, now=now)


def checked_public_text(text: str) -> str | None:
    """Check what others shall read of a report; None where that is nothing. Raises InputError with the fault."""
    words = plain_words(text)
    if len(words) > LONGEST_PUBLIC_TEXT:
        raise InputError({"public_text": f"What others read must be {LONGEST_PUBLIC_TEXT:,} characters or fewer"})
    left = masked_stretches(words)
    if left:
        shown = words[left[0].start : left[0].end]
        raise InputError({"public_text": f"Others must not read “{shown}” ({left[0].what}): take it out"})
    return words or None


def require_sure_place(connection: Connection, report: ReportRow) -> None:
    """Refuse to let a report count whose place is not known, or waits for a person. Raises InputError."""
    if report.easting is None:
        raise InputError({"where": "Say where it is first, or ask whoever reported"})
    kept = kept_location(connection, subject_kind=SUBJECT_KIND, subject_reference=report.reference)
    if kept is not None and kept.state is ReviewState.WAITING:
        raise InputError({"where": "Nobody is sure where it is: choose the place first"})
