"""Send the e-mails that wait, each once, and say which still wait and why."""

import datetime as dt
import logging
from dataclasses import dataclass

from geo_ij.access.permissions import Permission
from geo_ij.errors import OutputError
from geo_ij.services.access import allow
from geo_ij.services.audit import record_alone
from geo_ij.services.kept_locations import moment
from geo_ij.services.outbox import Refused, open_carrier, written
from geo_ij.settings import Settings, sending_server
from geo_ij.store import mail_rows
from geo_ij.store.database import Database
from geo_ij.store.mail_rows import MailRow
from geo_ij.vocabulary import AuditAction

HELD_FOR = dt.timedelta(minutes=10)
"""How long an e-mail is one sender's: then another may take it to have died."""

TRY_AGAIN_AFTER = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 720, 1440))
"""How long to wait after each refusal; after the last of them the e-mail is given up, and kept."""

MOST_TRIES = len(TRY_AGAIN_AFTER) + 1

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    """What a round of sending came to: e-mails sent, refused for now, given up, and where they were sent."""

    sent: int
    refused: int
    given_up: int
    to: str


def deliver_mail(database: Database, *, settings: Settings, now: dt.datetime | None = None) -> Delivery:
    """Send every e-mail that is due; several processes may do so at the same time.

    Each is taken for one sender first. A process that dies before it could say what became of one leaves it to be sent
    ten minutes later, under the same Message-ID. Raises OutputError when the server or the folder cannot be used:
    everything waits then; SettingsError when the setting of the server cannot be read.
    """
    allow(database, Permission.SEE_CONTACTS)
    server = sending_server(settings)
    with database.read() as connection:
        due = mail_rows.due(connection, at=moment(now), most_tries=MOST_TRIES)
    counts = {"sent": 0, "refused": 0, "given_up": 0}
    if not due:
        return Delivery(**counts, to="")
    carrier = open_carrier(server, database_url=settings.database_url)
    try:
        for mail_id in due:
            at = now or dt.datetime.now(dt.UTC)
            with database.write(content=False, durable=True) as connection:
                row = mail_rows.claim(connection, mail_id, at=moment(at), until=moment(at + HELD_FOR))
            if row is None:
                continue
            try:
                carrier.carry(row, written(row, settings=settings, now=at))
            except Refused as refusal:
                counts[_keep_refusal(database, row, refusal, at=at)] += 1
                continue
            except OutputError:
                # It is not this e-mail's fault: the next round takes it up as if it had not been tried.
                with database.write(content=False) as connection:
                    mail_rows.release(connection, row.mail_id)
                raise
            with database.write(content=False, durable=True) as connection:
                mail_rows.mark_sent(connection, row.mail_id, at=moment(at))
            counts["sent"] += 1
    finally:
        carrier.close()
    return Delivery(**counts, to=carrier.called)


def waiting_mail(database: Database, *, most: int | None = None) -> list[MailRow]:
    """Give the e-mails that are not sent, the latest first; reading their addresses is noted in the audit log."""
    allow(database, Permission.SEE_CONTACTS)
    record_alone(database, AuditAction.READ, "outgoing e-mails")
    with database.read() as connection:
        return mail_rows.mails(connection, unsent_only=True, most=most)


def _keep_refusal(database: Database, row: MailRow, refusal: Refused, *, at: dt.datetime) -> str:
    """Keep why an e-mail was not taken and when to try again; say under what it counts."""
    is_last = refusal.is_final or row.tries >= MOST_TRIES
    again_at = at if is_last else at + TRY_AGAIN_AFTER[row.tries - 1]
    with database.write(content=False) as connection:
        mail_rows.mark_failed(
            connection,
            row.mail_id,
            again_at=moment(again_at),
            fault=refusal.fault,
            most_tries=MOST_TRIES if is_last else None,
        )
    # Never the address: the log is read by others than the contacts are.
    what = "is given up" if is_last else f"is tried again from {moment(again_at)}"
    log.warning("e-mail %s was not taken and %s: %s", row.mail_id, what, _without(row.recipient, refusal.fault))
    return "given_up" if is_last else "refused"


def _without(recipient: str, fault: str) -> str:
    return fault.replace(recipient, "the address")
