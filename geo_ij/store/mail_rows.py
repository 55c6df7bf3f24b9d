"""Queue e-mails to be sent, in the transaction of what they tell of, and hand them out to one sender at a time."""

from typing import NamedTuple

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, update

from geo_ij.store.models import OutgoingMail

_TABLE: Table = OutgoingMail.__table__  # type: ignore[assignment]  # a declared class always has a Table

LONGEST_FAULT = 300


class MailRow(NamedTuple):
    """One row of the table, column by column; see `models.mail.OutgoingMail`."""

    mail_id: int
    report_reference: str | None
    recipient: str
    subject: str
    body: str
    queued_at: str
    claimed_at: str | None
    sent_at: str | None
    tries: int
    fault: str | None


def queue(
    connection: Connection, *, recipient: str, subject: str, body: str, report_reference: str | None, at: str
) -> int:
    """Add an e-mail to those that are to be sent; give its id."""
    values = {
        "recipient": recipient,
        "subject": subject,
        "body": body,
        "report_reference": report_reference,
        "queued_at": at,
        "tries": 0,
    }
    return int(connection.execute(insert(OutgoingMail).values(values).returning(OutgoingMail.mail_id)).scalar_one())


def one_at_a_time(connection: Connection, recipient: str) -> None:
    """Wait for whoever else is about to queue an e-mail to an address, so that each counts what the other queued."""
    if connection.dialect.name == "postgresql":
        # SQLite has one writer at a time by itself.
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(recipient.casefold()))))


def count_to(connection: Connection, recipient: str, *, since: str) -> int:
    """Count the e-mails to an address, in whatever case, that were queued since a moment (ISO 8601, UTC)."""
    named = (func.lower(_TABLE.c.recipient) == recipient.lower(), _TABLE.c.queued_at > since)
    return int(connection.execute(select(func.count()).select_from(_TABLE).where(*named)).scalar_one())


def due(connection: Connection, *, at: str, most_tries: int) -> list[int]:
    """List the e-mails that may be tried now: never claimed, or claimed until a moment that has passed."""
    query = (
        select(_TABLE.c.mail_id)
        .where(_TABLE.c.sent_at.is_(None), _TABLE.c.tries < most_tries)
        .where(or_(_TABLE.c.claimed_at.is_(None), _TABLE.c.claimed_at <= at))
        .order_by(_TABLE.c.mail_id)
    )
    return [int(mail_id) for mail_id in connection.scalars(query)]


def claim(connection: Connection, mail_id: int, *, at: str, until: str) -> MailRow | None:
    """Take an e-mail that is due for one sender, until a moment; give it, or None where another has it."""
    taken = connection.execute(
        update(_TABLE)
        .where(_TABLE.c.mail_id == mail_id, _TABLE.c.sent_at.is_(None))
        .where(or_(_TABLE.c.claimed_at.is_(None), _TABLE.c.claimed_at <= at))
        .values(claimed_at=until, tries=_TABLE.c.tries + 1)
        .returning(*_COLUMNS)
    ).one_or_none()
    return None if taken is None else MailRow(*taken)


def release(connection: Connection, mail_id: int) -> None:
    """Give back an e-mail that was taken and could not be tried."""
    connection.execute(
        update(_TABLE).where(_TABLE.c.mail_id == mail_id).values(claimed_at=None, tries=_TABLE.c.tries - 1)
    )


def mark_sent(connection: Connection, mail_id: int, *, at: str) -> None:
    """Keep that an e-mail was taken by a server or the outbox."""
    connection.execute(update(_TABLE).where(_TABLE.c.mail_id == mail_id).values(sent_at=at, fault=None))


def mark_failed(
    connection: Connection, mail_id: int, *, again_at: str, fault: str, most_tries: int | None = None
) -> None:
    """Keep why an e-mail was not taken and when to try again; with `most_tries` it is given up."""
    values = {"claimed_at": again_at, "fault": fault[:LONGEST_FAULT]}
    if most_tries is not None:
        values["tries"] = most_tries  # type: ignore[assignment]  # a column of whole numbers
    connection.execute(update(_TABLE).where(_TABLE.c.mail_id == mail_id).values(values))


def mails(connection: Connection, *, unsent_only: bool = False, most: int | None = None) -> list[MailRow]:
    """Read the e-mails, the latest first."""
    query = select(*_COLUMNS).order_by(_TABLE.c.mail_id.desc()).limit(most)
    if unsent_only:
        query = query.where(_TABLE.c.sent_at.is_(None))
    return [MailRow(*row) for row in connection.execute(query)]


def forget_mail(connection: Connection, report_reference: str, *, recipient: str) -> list[int]:
    """Delete every e-mail to somebody about a report, sent or not; give their ids."""
    named = (_TABLE.c.report_reference == report_reference, func.lower(_TABLE.c.recipient) == recipient.lower())
    return [int(one) for one in connection.scalars(delete(_TABLE).where(*named).returning(_TABLE.c.mail_id))]


_COLUMNS = tuple(_TABLE.c[name] for name in MailRow._fields)
