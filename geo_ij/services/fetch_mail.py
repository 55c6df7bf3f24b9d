"""Fetch the reports that wait in a mailbox; each is on the disk before the mailbox is told so."""

import datetime as dt
import logging

from geo_ij.access.permissions import Permission
from geo_ij.errors import NothingStoredError
from geo_ij.services.access import allow
from geo_ij.services.receive_mail import MailImport, TakenMail, take_message, take_too_large
from geo_ij.services.report_ground import Ground, open_ground
from geo_ij.settings import SETTINGS, Settings, mailbox_server
from geo_ij.sources.mail_parts import LARGEST_MESSAGE
from geo_ij.sources.mailbox import Mailbox, open_mailbox
from geo_ij.store.database import Database

TAKEN_FOLDER = "Taken"
NOT_READ_FOLDER = "Not read"
"""Folders that messages are moved to where the mailbox has them: reports, and what was set aside or not readable."""

MOST_AT_ONCE = 500
"""Messages of one round; what is more waits for the next."""

log = logging.getLogger(__name__)


def fetch_mail(
    database: Database, *, settings: Settings, ground: Ground | None = None, now: dt.datetime | None = None
) -> MailImport:
    """Take in the messages of the settings' mailbox that nobody has opened, the oldest first.

    A message is marked as read, and moved, after it was kept: a process that dies in between leaves it to be known
    again. Raises NothingStoredError without a mailbox in the settings, SettingsError when that cannot be used,
    SourceError when the mailbox cannot be read: what was taken until then stays.
    """
    allow(database, Permission.IMPORT_DATA)
    server = mailbox_server(settings)
    if server is None:
        raise NothingStoredError(f"No mailbox is set: give its address in {SETTINGS['imap_url'].variable}")
    result = MailImport()
    with open_mailbox(server) as mailbox:
        waiting = mailbox.unseen()[:MOST_AT_ONCE]
        if waiting and ground is None:
            ground = open_ground(database, settings=settings)
        for number in waiting:
            assert ground is not None  # noqa: S101  # opened above
            taken = _take(database, mailbox, number, settings=settings, ground=ground, now=now)
            if taken is None:
                continue  # somebody deleted or moved it in the meantime
            mailbox.done(number, folder=NOT_READ_FOLDER if taken.reference is None else TAKEN_FOLDER)
            result.count(taken)
    if result.read:
        log.info("fetched %d e-mails: %d reports, %d known", result.read, result.kept, result.known)
    return result


def _take(
    database: Database, mailbox: Mailbox, number: str, *, settings: Settings, ground: Ground, now: dt.datetime | None
) -> TakenMail | None:
    found = mailbox.head(number)
    if found is None:
        return None
    head, size = found
    if size > LARGEST_MESSAGE:
        return take_too_large(database, head, now=now)
    raw = mailbox.message(number)
    if raw is None:
        return None
    return take_message(database, raw, settings=settings, ground=ground, is_limited=True, now=now)
