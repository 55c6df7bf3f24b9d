"""Put reports into a database as they come in, with a geocoder that knows five texts, for tests of what follows."""

import datetime as dt
from typing import Any

import numpy as np
from scipy.spatial import cKDTree
from sqlalchemy import select

from geo_ij.access.actor import actor_of
from geo_ij.geocode.location import Candidate, Location
from geo_ij.services.areas import areas
from geo_ij.services.checked_reports import checked
from geo_ij.services.receive_reports import keep_report
from geo_ij.services.remembered_words import RememberedWords, remembered_words
from geo_ij.services.report_ground import Ground
from geo_ij.services.service_area import service_area
from geo_ij.settings import Settings, read_settings
from geo_ij.sources.sent_report import Contact, SentReport
from geo_ij.store import audit_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.models import OutgoingMail
from geo_ij.store.report_rows import HistoryRow, ReportRow
from geo_ij.vocabulary import BoundaryKind, Issue, LocationStatus, Precision, Role

NOW = dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC)
NORTH, WEST = "North Northamptonshire", "West Northamptonshire"
SETTINGS = read_settings({"GEO_IJ_COUNCIL_EMAILS": f"{NORTH}=cleaning@example.org"})
GOLD = Candidate(486_650.0, 278_650.0, 60.0, Precision.STREET, "Gold Street, Kettering", "police", 0.95)
ROWLETT = Candidate(488_700.0, 288_500.0, 80.0, Precision.STREET, "High Street, Corby", "police", 0.5)
LOWER = Candidate(486_700.0, 278_700.0, 90.0, Precision.STREET, "High Street, Kettering", "police", 0.4)
DRAPERY = Candidate(475_300.0, 260_500.0, 50.0, Precision.STREET, "The Drapery, Northampton", "police", 0.95)
REC = Candidate(486_700.0, 278_700.0, 200.0, Precision.PLACE, "The Rec, Kettering", "shipped names", 0.5)
LEEDS = Candidate(429_881.0, 433_447.0, 6_160.0, Precision.PLACE, "Leeds", "shipped names", 0.85)
EMAIL, PHONE = "resident@example.org", "+441632960123"
"""A number of those that are kept free for stories."""

KNOWN = {
    "Gold Street": (LocationStatus.MATCHED, "Found.", GOLD, ()),
    "High Street": (LocationStatus.AMBIGUOUS, "Which High Street?", None, (ROWLETT, LOWER)),
    "The Rec": (LocationStatus.MATCHED, "Perhaps.", REC, ()),
    "The Drapery": (LocationStatus.MATCHED, "Found.", DRAPERY, ()),
    "Leeds": (LocationStatus.OUTSIDE_AREA, "Outside.", LEEDS, ()),
}


class Finder:
    """A geocoder that knows five texts, and those that a person decided about."""

    def __init__(self, remembered: RememberedWords) -> None:
        self._remembered = remembered

    def locate(self, text: str) -> Location:
        if (found := self._remembered.locate(text)) is not None:
            return found
        status, reason, best, others = KNOWN.get(text, (LocationStatus.NOT_FOUND, "Unknown.", None, ()))
        return Location(text, status, reason, best, others)


def ground(database: Database, *, settings: Settings = SETTINGS) -> Ground:
    """Give what reports are placed with: real boundaries, and two streets for pins."""
    with database.read() as connection:
        kinds = (BoundaryKind.WARD, BoundaryKind.COUNCIL, BoundaryKind.POLICING_AREA)
        boundaries = tuple(areas(connection, kind=kind) for kind in kinds)
    points = np.array([(one.easting, one.northing) for one in (GOLD, ROWLETT, DRAPERY)])
    names = ("Gold Street", "High Street", "The Drapery")
    area = service_area(database, settings=settings)
    return Ground(Finder(remembered_words(database)), area, boundaries, names, cKDTree(points))


def send(
    database: Database,
    text: str = "Cans and boxes by the bench.",
    place: str = "Gold Street",
    *,
    email: str | None = None,
    phone: str | None = None,
    days_ago: float = 0,
    **more: Any,
) -> str:
    """Take in a report that waits; give its reference. `more` are further parts of a sent report."""
    contact = Contact("A resident", email, phone) if email or phone else None
    sent = SentReport(
        **{"issues": (Issue.LITTER,), "description": text, "place_text": place, "contact": contact, **more}
    )
    where = ground(database)
    with database.write() as connection:
        receipt = keep_report(
            connection,
            checked(sent),
            location=where.locate(sent.place_text, sent.point),
            ground=where,
            settings=SETTINGS,
            now=NOW - dt.timedelta(days=days_ago),
        )
    return receipt.reference


def row_of(database: Database, reference: str) -> ReportRow:
    """Read a report."""
    with database.read() as connection:
        row = report_rows.report_of(connection, reference)
    assert row is not None
    return row


def history_of(database: Database, reference: str) -> list[HistoryRow]:
    """Read the history of a report."""
    with database.read() as connection:
        return report_rows.history(connection, row_of(database, reference).report_id)


def letters(database: Database) -> list[tuple[str, str, str]]:
    """Give recipient, subject and text of every letter that is queued, the earliest first."""
    with database.read() as connection:
        query = select(OutgoingMail.recipient, OutgoingMail.subject, OutgoingMail.body).order_by(OutgoingMail.mail_id)
        return [(one.recipient, one.subject, one.body) for one in connection.execute(query)]


def forget_letters(database: Database) -> None:
    """Empty the queue of letters, so that a test sees those that it causes."""
    with database.write(content=False) as connection:
        connection.execute(OutgoingMail.__table__.delete())  # type: ignore[attr-defined]


def audited(database: Database) -> list[tuple[str, str, str]]:
    """Give actor, action and subject of every entry of the audit log, the latest first."""
    with database.read() as connection:
        entries = audit_rows.entries(connection, audit_rows.AuditFilter(), most=1000)
    return [(one.actor, one.action, one.subject) for one in entries]


def as_role(database: Database, role: Role = Role.MODERATOR, *, areas: tuple[str, ...] = ()) -> Database:
    """Give the database as somebody with this role, limited to these areas, asks for it."""
    return database.acting(actor_of(f"the {role.value}", [role], areas=areas))
