"""Make e-mails and take them in, for the tests of reports by e-mail."""

import datetime as dt
from email.message import EmailMessage

from sqlalchemy import select

from geo_ij.services.receive_mail import TakenMail, take_message
from geo_ij.settings import read_settings
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.store.models import OutgoingMail
from geo_ij.store.report_rows import ReportRow
from tests.services.small_ground import small_ground

SETTINGS = read_settings({}, database_url="sqlite:///unused.sqlite")
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def message(text: str = "Litter everywhere.\nSpring Rise Park", *, number: int = 1, **headers: str) -> EmailMessage:
    made = EmailMessage()
    given = {
        "From": "A resident <resident@example.org>",
        "Subject": "Community Justice",
        "Message-ID": f"<{number}@example.org>",
        "Date": "Mon, 02 Nov 2026 10:00:00 +0000",
    }
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        made[name] = value
    made.set_content(text)
    return made


def take(database: Database, raw: bytes | EmailMessage, **more: bool) -> TakenMail:
    ground = small_ground(database, settings=SETTINGS)
    content = raw if isinstance(raw, bytes) else raw.as_bytes()
    return take_message(database, content, settings=SETTINGS, ground=ground, now=NOW, **more)


def reports(database: Database) -> list[ReportRow]:
    with database.read() as connection:
        return report_rows.reports(connection, newest_first=False)


def recipients(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(select(OutgoingMail.recipient)))
