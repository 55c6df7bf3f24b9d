"""Say where one report stands to whoever knows its reference, and let them answer a question or take it back.

Whoever finds a reference learns nothing of what the report says, nor who sent it.
"""

import datetime as dt
import re

from sqlalchemy import Connection

from geo_ij.disclosure.reports import PublicStatus, StepFacts, status_of
from geo_ij.errors import InputError, NotFoundError
from geo_ij.services import report_letters
from geo_ij.services.checked_reports import plain_words
from geo_ij.services.kept_locations import moment
from geo_ij.services.outbox import remove_files
from geo_ij.services.public_reports import facts_of
from geo_ij.services.receive_reports import REPORTER
from geo_ij.settings import Settings
from geo_ij.sources.sent_report import LONGEST_DESCRIPTION
from geo_ij.store import mail_rows, public_report_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.report_rows import ReportRow
from geo_ij.triage.alarms import alarms_in
from geo_ij.vocabulary import WAITING_STATUSES, Alarm, ReporterKind, ReportEvent, ReportStatus

NO_REPORT = "No report has this reference. Check it against the message or the page that gave it to you."

_RANDOM = re.compile(r"[2-9CFGHJMPQRVWX]{5}-[2-9CFGHJMPQRVWX]{5}")
"""A reference that the service made. One that a file brought may be guessed, so nobody learns anything by it."""


def normal_reference(text: str) -> str:
    """Give a reference as it is kept, however it was typed: "7hjm2 pqrvw" is "7HJM2-PQRVW"."""
    letters = re.sub(r"[\s\u2010-\u2015-]", "", text).upper()
    made = f"{letters[:5]}-{letters[5:]}"
    return made if _RANDOM.fullmatch(made) else text.strip()


def report_status(database: Database, reference: str) -> PublicStatus:
    """Say where a report stands. Raises NotFoundError when none has the reference."""
    with database.read() as connection:
        row = _own(connection, reference)
        steps = report_rows.history(connection, row.report_id)
        work = public_report_rows.public_work(connection, [row.report_id])
    return status_of(
        facts_of(row),
        [StepFacts(step.at, step.event, step.message) for step in steps],
        work_reference=work.get(row.report_id),
    )


def answer_question(
    database: Database, reference: str, text: str, *, settings: Settings, now: dt.datetime | None = None
) -> None:
    """Take in what whoever reported answers to a question; the report is looked at again.

    Staff find the answer in the details of the step. Raises NotFoundError when none has the reference, InputError with
    the fault of `answer`, also when nobody waits for one.
    """
    answer, at = plain_words(text), moment(now)
    if not answer:
        raise InputError({"answer": "Enter your answer"})
    if len(answer) > LONGEST_DESCRIPTION:
        raise InputError({"answer": f"Your answer must be {LONGEST_DESCRIPTION:,} characters or fewer"})
    with database.write(content=False, durable=True) as connection:
        row = _held(connection, reference)
        if row.status != ReportStatus.NEEDS_INFORMATION:
            raise InputError({"answer": "Nobody waits for an answer to this report any more"})
        alarms = alarms_in(answer)
        known = [Alarm(value) for value in row.alarms.split(";") if value]
        every = [alarm for alarm in Alarm if alarm in {*known, *alarms}]
        report_rows.change_report(
            connection, row.report_id, {"status": ReportStatus.UNDER_REVIEW.value, "alarms": ";".join(every)}
        )
        report_rows.add_step(
            connection,
            row.report_id,
            at=at,
            actor=REPORTER,
            event=ReportEvent.ANSWERED,
            details={"answer": answer},
        )
        if alarms and settings.alarm_email:
            letter = report_letters.alarm(settings, reference=row.reference, alarms=alarms)
            mail_rows.queue(
                connection,
                recipient=settings.alarm_email,
                subject=letter.subject,
                body=letter.body,
                report_reference=row.reference,
                at=at,
            )


def withdraw_report(database: Database, reference: str, *, settings: Settings, now: dt.datetime | None = None) -> None:
    """Take a report back that nobody has decided about, and delete its photographs and how to reach whoever sent it.

    Raises NotFoundError when none has the reference, InputError when somebody has decided.
    """
    at = moment(now)
    with database.write(content=False, durable=True) as connection:
        row = _held(connection, reference)
        if row.status not in WAITING_STATUSES:
            raise InputError({"withdraw": "This report cannot be withdrawn any more: somebody has decided about it"})
        report_rows.change_report(
            connection,
            row.report_id,
            {"status": ReportStatus.WITHDRAWN.value, "ended_at": at, "wants_updates": False, "household": None},
        )
        deleted = forget_contact(connection, row)
        photographs = public_report_rows.remove_photographs(connection, row.report_id)
        report_rows.add_step(
            connection,
            row.report_id,
            at=at,
            actor=REPORTER,
            event=ReportEvent.WITHDRAWN,
            details={"photographs_removed": photographs},
        )
    remove_files(settings.database_url, deleted)


def forget_contact(connection: Connection, row: ReportRow) -> list[int]:
    """Delete how to reach whoever sent a report and every e-mail to them about it; give the ids of these e-mails."""
    contact = report_rows.contact(connection, row.report_id)
    report_rows.set_contact(connection, row.report_id, name=None, email=None, phone=None)
    if contact is None or contact.email is None:
        return []
    return mail_rows.forget_mail(connection, row.reference, recipient=contact.email)


def _own(connection: Connection, reference: str) -> ReportRow:
    """Read the report of whoever knows its reference: one that the service made, and not an officer's concern."""
    made = normal_reference(reference)
    row = report_rows.report_of(connection, made) if _RANDOM.fullmatch(made) else None
    if row is None or row.reporter_kind == ReporterKind.POLICE:
        raise NotFoundError(NO_REPORT)
    return row


def _held(connection: Connection, reference: str) -> ReportRow:
    """Read a report, and keep others from changing it meanwhile."""
    public_report_rows.hold(connection, _own(connection, reference).report_id)
    return _own(connection, reference)
