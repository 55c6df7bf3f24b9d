"""Keep which e-mails came in and what became of them; the raw message only while nobody could read it."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from geo_ij.store.models import IncomingMail, Report
from geo_ij.vocabulary import MailState

REASON_LENGTH = 300


class IncomingRow(NamedTuple):
    """One message that came in; see `models.mail.IncomingMail`."""

    message_key: str
    received_at: str
    state: str
    reason: str
    report_reference: str | None
    raw: bytes | None


_COLUMNS = [getattr(IncomingMail, name) for name in IncomingRow._fields]


def add_incoming(
    connection: Connection,
    message_key: str,
    *,
    received_at: str,
    state: MailState,
    reason: str = "",
    raw: bytes | None = None,
) -> bool:
    """Note that a message came in; say whether it is new. Of two who note it at once, one waits and is told."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {
        "message_key": message_key,
        "received_at": received_at,
        "state": state.value,
        "reason": reason[:REASON_LENGTH],
        "raw": raw,
    }
    added = connection.execute(
        dialect.insert(IncomingMail).values(values).on_conflict_do_nothing().returning(IncomingMail.message_key)
    )
    return added.first() is not None


def incoming(connection: Connection, message_key: str) -> IncomingRow | None:
    """Read what became of a message, or give None where it never came in."""
    row = connection.execute(select(*_COLUMNS).where(IncomingMail.message_key == message_key)).one_or_none()
    return None if row is None else IncomingRow(*row)


def other_begins(connection: Connection, message_key: str, *, letters: int) -> bool:
    """Say whether another message came in whose key begins with as many letters of this one."""
    beginning = IncomingMail.message_key.startswith(message_key[:letters], autoescape=True)
    query = select(IncomingMail.message_key).where(beginning, IncomingMail.message_key != message_key)
    return connection.execute(query.limit(1)).first() is not None


def unreadable(connection: Connection) -> list[IncomingRow]:
    """List the messages that nobody could read and nobody decided about, the oldest first."""
    query = select(*_COLUMNS).where(IncomingMail.state == MailState.UNREADABLE.value)
    return [IncomingRow(*row) for row in connection.execute(query.order_by(IncomingMail.received_at))]


def unreadable_before(connection: Connection, moment: str) -> list[str]:
    """Give the keys of those that came in before a moment (ISO 8601, UTC), without reading the messages."""
    query = select(IncomingMail.message_key).where(
        IncomingMail.state == MailState.UNREADABLE.value, IncomingMail.received_at < moment
    )
    return list(connection.scalars(query))


def count_unreadable(connection: Connection) -> int:
    """Count the messages that nobody could read and nobody decided about."""
    query = select(func.count()).select_from(IncomingMail).where(IncomingMail.state == MailState.UNREADABLE.value)
    return int(connection.execute(query).scalar_one())


def decide(
    connection: Connection, message_key: str, *, state: MailState, reason: str = "", report_reference: str | None = None
) -> None:
    """Keep what became of a message in the end; the message itself goes."""
    connection.execute(
        update(IncomingMail)
        .where(IncomingMail.message_key == message_key)
        .values(state=state.value, reason=reason[:REASON_LENGTH], report_reference=report_reference, raw=None)
    )


def reports_by_mail_since(connection: Connection, household: str, *, moment: str) -> int:
    """Count the reports of one household that came in as messages since a moment (ISO 8601, UTC)."""
    query = (
        select(func.count())
        .select_from(IncomingMail)
        .join(Report, Report.reference == IncomingMail.report_reference)
        .where(Report.household == household, IncomingMail.received_at >= moment)
    )
    return int(connection.execute(query).scalar_one())
