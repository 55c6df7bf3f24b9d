"""Delete what is no longer needed about reports: how to reach whoever sent one, and what nobody finished writing."""

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
from geo_ij.store import contact_rows, draft_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, ReportEvent


@dataclass(frozen=True)
class Tidied:
    """What was deleted: contacts of reports, e-mails to them, and drafts."""

    contacts: int
    emails: int
    drafts: int


def tidy_reports(database: Database, *, settings: Settings, now: dt.datetime | None = None) -> Tidied:
    """Delete the contact of every report that ended more than `contact_months` ago, and drafts that nobody continues.

    With the contact go the e-mails to it, and the hash that it could be guessed from; reports of one household are
    still known to be of one.
    """
    allow(database, Permission.SEE_CONTACTS)
    today = now or dt.datetime.now(dt.UTC)
    before = (pd.Timestamp(today) - pd.DateOffset(months=settings.contact_months)).to_pydatetime()
    deleted: list[int] = []
    with database.write(content=False) as connection:
        ended = report_rows.contacts_ended_before(connection, moment(before))
        for report_id, _ in ended:
            deleted += _forget(connection, report_id, at=moment(now))
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
    remove_files(settings.database_url, deleted)
    return Tidied(len(ended), len(deleted), drafts)


def _forget(connection: Connection, report_id: int, *, at: str) -> list[int]:
    """Delete the contact of a report; give the ids of the e-mails that went with it."""
    row = report_rows.report(connection, report_id)
    assert row is not None  # noqa: S101  # it was read in this transaction
    deleted = forget_contact(connection, row)
    if row.household is not None and not contact_rows.is_contact_of(connection, row.household):
        contact_rows.rename_household(connection, row.household, new=secrets.token_hex(32))
    report_rows.add_step(connection, report_id, at=at, actor=SERVICE, event=ReportEvent.CONTACT_DELETED)
    return deleted
