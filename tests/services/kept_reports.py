"""Put reports into a database as the services would have, with whatever columns a test is about."""

from typing import Any

from geo_ij.sources.sent_report import Contact
from geo_ij.store import mail_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.mail_rows import MailRow
from geo_ij.store.report_rows import HistoryRow, ReportRow
from geo_ij.vocabulary import ReportEvent

KETTERING = (486_500.0, 278_600.0)
REFERENCE = "7HJM2-PQRVW"
SECRET = "the blue door of number 7, ask for the caretaker"  # noqa: S105  # what somebody wrote

PLAIN: dict[str, Any] = {
    "reference": REFERENCE,
    "received_key": None,
    "source": "web",
    "received_at": "2026-03-05T10:00:00+00:00",
    "status": "accepted",
    "issues": "litter;graffiti",
    "description": SECRET,
    "how_often": "weekly",
    "activities": "litter_picking",
    "activity_text": "",
    "reporter_kind": "resident",
    "wants_updates": False,
    "place_text": "behind the blue door",
    "easting": KETTERING[0] + 31,
    "northing": KETTERING[1] + 17,
    "uncertainty_m": 20.0,
    "cell": 1,
    "public_easting": KETTERING[0],
    "public_northing": KETTERING[1],
    "public_place": "Gold Street, Kettering",
    "ward": "All Saints",
    "council": "North Northamptonshire",
    "policing_area": None,
    "alarms": "",
    "public_text": None,
    "household": None,
    "duplicate_of": None,
    "ended_at": None,
}


def keep(database: Database, *, email: str | None = None, phone: str | None = None, **columns: Any) -> ReportRow:
    """Keep a report with these columns, how to reach whoever sent it, and its first step."""
    contact = Contact(None, email, phone)
    with database.write(content=False) as connection:
        report_id = report_rows.add_report(connection, PLAIN | columns)
        report_rows.set_contact(connection, report_id, name=contact.name, email=contact.email, phone=contact.phone)
        at = str((PLAIN | columns)["received_at"])
        report_rows.add_step(connection, report_id, at=at, actor="reporter", event=ReportEvent.RECEIVED)
    return read(database, report_id)


def step(database: Database, row: ReportRow, event: ReportEvent, **more: Any) -> None:
    """Add a step to the history of a report."""
    values = {"at": "2026-03-06T10:00:00+00:00", "actor": "moderator 9"} | more
    with database.write(content=False) as connection:
        report_rows.add_step(connection, row.report_id, event=event, **values)


def change(database: Database, row: ReportRow, **columns: Any) -> ReportRow:
    """Change columns of a report."""
    with database.write(content=False) as connection:
        report_rows.change_report(connection, row.report_id, columns)
    return read(database, row.report_id)


def queue(database: Database, row: ReportRow, recipient: str, subject: str = "Your report", body: str = "Hello") -> int:
    """Queue an e-mail about a report."""
    with database.write(content=False) as connection:
        return mail_rows.queue(
            connection,
            recipient=recipient,
            subject=subject,
            body=body,
            report_reference=row.reference,
            at="2026-03-05T10:00:00+00:00",
        )


def read(database: Database, report_id: int) -> ReportRow:
    """Read a report."""
    with database.read() as connection:
        row = report_rows.report(connection, report_id)
    assert row is not None
    return row


def history(database: Database, row: ReportRow) -> list[HistoryRow]:
    """Read the history of a report."""
    with database.read() as connection:
        return report_rows.history(connection, row.report_id)


def queued(database: Database) -> list[MailRow]:
    """Read every e-mail, sent or not, the first one first."""
    with database.read() as connection:
        return list(reversed(mail_rows.mails(connection)))
