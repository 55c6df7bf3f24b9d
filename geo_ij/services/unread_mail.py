"""Let moderators read the e-mails that nobody could take as reports, and decide what becomes of each."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError, NotFoundError
from geo_ij.services.access import allow
from geo_ij.services.audit import record, record_alone
from geo_ij.services.checked_reports import checked, plain_words
from geo_ij.services.receive_reports import Receipt, keep_report
from geo_ij.services.report_ground import Ground
from geo_ij.settings import Settings
from geo_ij.sources.report_email import read_mail, words_of
from geo_ij.sources.sent_report import Contact, SentReport
from geo_ij.store import incoming_rows
from geo_ij.store.database import Database
from geo_ij.store.incoming_rows import IncomingRow
from geo_ij.vocabulary import Activity, AuditAction, Issue, MailState, ReportSource


@dataclass(frozen=True)
class UnreadMail:
    """One message that waits for a person: when it came in, why nobody could read it, and its subject."""

    key: str
    received_at: str
    reason: str
    subject: str


@dataclass(frozen=True)
class MailMessage:
    """A message as a moderator reads it: plain words without control characters, which pages must still escape.

    `sender` is the address that it says it is from, None for whoever may not see contacts.
    """

    key: str
    received_at: str
    reason: str
    subject: str
    sender: Contact | None
    text: str
    size: int


def count_unread_mail(database: Database) -> int:
    """Count the messages that wait for a person; none for somebody limited to areas."""
    allow(database, Permission.MODERATE_REPORTS)
    if database.actor.areas:
        return 0
    with database.read() as connection:
        return incoming_rows.count_unreadable(connection)


def unread_mail(database: Database) -> list[UnreadMail]:
    """List the messages that wait for a person, the oldest first.

    Nobody knows where they are about, so somebody limited to areas sees none.
    """
    allow(database, Permission.MODERATE_REPORTS)
    if database.actor.areas:
        return []
    with database.read() as connection:
        rows = incoming_rows.unreadable(connection)
    return [UnreadMail(row.message_key, row.received_at, row.reason, _subject(row)) for row in rows]


def mail_message(database: Database, key: str) -> MailMessage:
    """Give one of them to read; that it was read is noted. Raises NotFoundError when it waits no longer."""
    allow(database, Permission.MODERATE_REPORTS)
    row = _waiting(database, key)
    raw = row.raw or b""
    read = read_mail(raw, now=dt.datetime.fromisoformat(row.received_at))
    record_alone(database, AuditAction.READ, f"e-mail {key[:12]}")
    return MailMessage(
        key=key,
        received_at=row.received_at,
        reason=row.reason,
        subject=read.subject,
        sender=read.sender if database.actor.may(Permission.SEE_CONTACTS) else None,
        text=plain_words(words_of(raw)),
        size=len(raw),
    )


def set_aside_mail(database: Database, key: str, *, reason: str) -> None:
    """Decide that a message is no report: it is deleted, and the reason kept. Raises InputError without a reason."""
    allow(database, Permission.MODERATE_REPORTS)
    said = plain_words(reason)
    if not said:
        raise InputError({"reason": "Say why this is not a report"})
    with database.write(content=False) as connection:
        _require(incoming_rows.incoming(connection, key), database)
        incoming_rows.decide(connection, key, state=MailState.SET_ASIDE, reason=said)
        record(connection, database.actor, AuditAction.REMOVED, f"e-mail {key[:12]}", reason=said[:300])


def report_from_mail(
    database: Database,
    key: str,
    *,
    issues: Sequence[Issue],
    description: str,
    place_text: str,
    activities: Sequence[Activity] = (),
    activity_text: str = "",
    settings: Settings,
    ground: Ground,
    now: dt.datetime | None = None,
) -> Receipt:
    """Make a report of a message in a moderator's words; its sender is told as others are.

    Raises InputError with the fault of each field, NotFoundError when the message waits no longer.
    """
    allow(database, Permission.MODERATE_REPORTS)
    row = _waiting(database, key)
    read = read_mail(row.raw or b"", now=dt.datetime.fromisoformat(row.received_at))
    sent = SentReport(
        issues=tuple(issues),
        description=description,
        place_text=place_text,
        activities=tuple(activities),
        activity_text=activity_text,
        contact=_usable(read.sender),
        source=ReportSource.EMAIL,
        received_at=read.received_at,
        received_key=f"mail {key}",
    )
    sent = checked(sent)
    location = ground.locate(sent.place_text)
    with database.write(content=False, durable=True) as connection:
        _require(incoming_rows.incoming(connection, key), database)
        receipt = keep_report(
            connection, sent, location=location, ground=ground, settings=settings, actor=database.actor.name, now=now
        )
        incoming_rows.decide(connection, key, state=MailState.TAKEN, report_reference=receipt.reference)
        record(connection, database.actor, AuditAction.ADDED, f"report {receipt.reference}", from_mail=key[:12])
    return receipt


def _waiting(database: Database, key: str) -> IncomingRow:
    with database.read() as connection:
        return _require(incoming_rows.incoming(connection, key), database)


def _require(row: IncomingRow | None, database: Database) -> IncomingRow:
    if row is None or row.state != MailState.UNREADABLE.value or database.actor.areas:
        raise NotFoundError("There is no such e-mail waiting: somebody may have decided about it already.")
    return row


def _usable(sender: Contact | None) -> Contact | None:
    """Leave out an address that is none: a moderator cannot mend it."""
    try:
        checked(SentReport(issues=(Issue.OTHER,), place_text="x", contact=sender))
    except InputError:
        return None
    return sender


def _subject(row: IncomingRow) -> str:
    return read_mail(row.raw or b"", now=dt.datetime.fromisoformat(row.received_at)).subject
