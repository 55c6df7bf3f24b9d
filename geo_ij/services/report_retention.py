"""Delete what is no longer needed about reports: contacts, e-mails that nobody could read, and unfinished drafts."""

import datetime as dt
import secrets
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.services.access import allow
from geo_ij.services.audit import record
from geo_ij.services.kept_locations import moment
from geo_ij.services.outbox import remove_files
from geo_ij.services.own_report import forget_contact
from geo_ij.services.receive_reports import SERVICE
from geo_ij.services.report_drafts import KEPT_FOR
from geo_ij.settings import Settings
from geo_ij.store import contact_rows, draft_rows, incoming_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, MailState, ReportEvent

TOO_OLD = "Nobody decided about it before its time was over"
"""Why an e-mail was deleted that waited for a person for too long."""


@dataclass(frozen=True)
class Tidied:
    """What was deleted: contacts of reports, e-mails to them, drafts, and e-mails that nobody could read."""

    contacts: int
    emails: int
    drafts: int
    unread: int


def tidy_reports(database: Database, *, settings: Settings, now: dt.datetime | None = None) -> Tidied:
    """Delete the contact of every report that ended more than `contact_months` ago, and drafts that nobody continues.

    With the contact go the e-mails to it, and the hash that it could be guessed from; reports of one household are
    still known to be of one. An e-mail that came in as long ago, and waits for a person since, is deleted and set
    aside: it holds a name, an address and whatever somebody wrote.
    """
    allow(database, Permission.SEE_CONTACTS)
    today = now or dt.datetime.now(dt.UTC)
    before = (pd.Timestamp(today) - pd.DateOffset(months=settings.contact_months)).to_pydatetime()
    deleted: list[int] = []
    with database.write(content=False) as connection:
        ended = report_rows.contacts_ended_before(connection, moment(before))
        for report_id, _ in ended:
            deleted += _forget(connection, report_id, at=moment(now))
        unread = _set_aside(connection, before=moment(before))
        drafts = draft_rows.remove_older(connection, before=moment(today - KEPT_FOR))
        if ended:
            record(
                connection,
                database.actor,
                AuditAction.REMOVED,
                "contacts of reports",
                why="their time was over",
                reports=[reference for _, reference in ended],
            )
        if unread:
            record(
                connection,
                database.actor,
                AuditAction.REMOVED,
                "e-mails that nobody could read",
                why="their time was over",
                emails=unread,
            )
    remove_files(settings.database_url, deleted)
    return Tidied(len(ended), len(deleted), drafts, unread)


def _set_aside(connection: Connection, *, before: str) -> int:
    """Delete the e-mails that wait since before a moment; they are still known, so that none is taken again."""
    keys = incoming_rows.unreadable_before(connection, before)
    for key in keys:
        incoming_rows.decide(connection, key, state=MailState.SET_ASIDE, reason=TOO_OLD)
    return len(keys)


def _forget(connection: Connection, report_id: int, *, at: str) -> list[int]:
    """Delete the contact of a report; give the ids of the e-mails that went with it."""
    row = report_rows.report(connection, report_id)
    assert row is not None  # noqa: S101  # it was read in this transaction
    deleted = forget_contact(connection, row)
    if row.household is not None and not contact_rows.is_contact_of(connection, row.household):
        contact_rows.rename_household(connection, row.household, new=secrets.token_hex(32))
    report_rows.add_step(connection, report_id, at=at, actor=SERVICE, event=ReportEvent.CONTACT_DELETED)
    return deleted
