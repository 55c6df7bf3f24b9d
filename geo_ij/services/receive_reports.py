"""Take a report in: check it, find its place, notice what is urgent, and keep it before saying so."""

import datetime as dt
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError
from geo_ij.geocode.location import Location
from geo_ij.services import kept_locations, report_letters
from geo_ij.services.checked_reports import checked
from geo_ij.services.kept_locations import keep_location, moment
from geo_ij.services.letter_limit import may_write
from geo_ij.services.report_floods import require_room
from geo_ij.services.report_ground import Ground
from geo_ij.settings import Settings
from geo_ij.sources.photographs import clean_photograph
from geo_ij.sources.sent_report import SentReport
from geo_ij.store import mail_rows, photograph_rows, report_rows
from geo_ij.store.database import Database
from geo_ij.store.incident_rows import cell_key
from geo_ij.store.photograph_rows import NewPhotograph
from geo_ij.triage.alarms import alarms_in
from geo_ij.vocabulary import (
    ENDED_STATUSES,
    Alarm,
    LocationStatus,
    ReporterKind,
    ReportEvent,
    ReportStatus,
)

SUBJECT_KIND = kept_locations.REPORTS
"""What reports are called among the kept locations; their subject is the reference."""

REPORTER = "reporter"
"""Who did a step in the history that whoever reported did."""

SERVICE = "the service"
"""Who did a step that nobody asked for."""

_LETTERS = "23456789CFGHJMPQRVWX"
"""None that is mistaken for another or makes a word."""


@dataclass(frozen=True)
class Receipt:
    """What became of a report: its reference, where it was found to be, and what its words may point to.

    `is_new` is false where it had come in before: nothing was changed then.
    """

    report_id: int
    reference: str
    status: ReportStatus
    location: Location
    alarms: tuple[Alarm, ...]
    is_new: bool


def submit_report(
    database: Database,
    sent: SentReport,
    *,
    settings: Settings,
    ground: Ground,
    along: Callable[[Connection, Receipt], None] | None = None,
    now: dt.datetime | None = None,
) -> Receipt:
    """Take in a report that waits for moderation; it is on the disk when this returns.

    `along` does what must be kept with the report or not at all. Raises InputError with the fault of each field, also
    for a place outside the service area, and LimitError where too many have come about its neighbourhood.
    """
    if sent.reporter_kind is ReporterKind.POLICE:
        database.actor.require(Permission.NOMINATE_CONCERNS)
    sent = replace(checked(sent), status=ReportStatus.RECEIVED, reference=None)
    location = ground.locate(sent.place_text, sent.point)
    if location.status is LocationStatus.OUTSIDE_AREA:
        raise InputError({"place": outside(location, settings=settings)})
    photographs = clean_photographs(sent.photographs, settings=settings)
    with database.write(content=False, durable=True) as connection:
        require_room(connection, sent, location, settings=settings, now=now)
        receipt = keep_report(
            connection, sent, location=location, ground=ground, photographs=photographs, settings=settings, now=now
        )
        if along is not None:
            along(connection, receipt)
    return receipt


def keep_report(
    connection: Connection,
    sent: SentReport,
    *,
    location: Location,
    ground: Ground,
    settings: Settings,
    photographs: Sequence[NewPhotograph] = (),
    actor: str = REPORTER,
    now: dt.datetime | None = None,
) -> Receipt:
    """Keep a checked report and its place in the caller's transaction, and queue what is to be told of it.

    What has a `received_key` that is known is not taken again: the receipt of the first time is given.
    """
    if sent.received_key is not None:
        before = report_rows.report_received_as(connection, sent.received_key)
        if before is not None:
            return Receipt(
                before.report_id, before.reference, ReportStatus(before.status), location, _alarms(before), is_new=False
            )
    at = moment(now)
    received_at = at if sent.received_at is None else moment(sent.received_at.astimezone(dt.UTC))
    reference = sent.reference or new_reference(connection)
    alarms = alarms_in(sent.description, sent.place_text, sent.activity_text)
    place = placed(location, ground=ground)
    report_id = report_rows.add_report(
        connection,
        {
            "reference": reference,
            "received_key": sent.received_key,
            "source": sent.source.value,
            "received_at": received_at,
            "status": sent.status.value,
            "issues": ";".join(sent.issues),
            "description": sent.description,
            "how_often": sent.how_often.value,
            "activities": ";".join(sent.activities),
            "activity_text": sent.activity_text,
            "reporter_kind": sent.reporter_kind.value,
            "wants_updates": sent.wants_updates,
            "place_text": sent.place_text,
            "alarms": ";".join(alarms),
            "household": sent.household,
            "ended_at": received_at if sent.status in ENDED_STATUSES else None,
            "extra": json.dumps(dict(sent.extra), ensure_ascii=False, sort_keys=True),
            **place,
        },
    )
    keep_location(
        connection, location, subject_kind=SUBJECT_KIND, subject_reference=reference, unknown_waits=True, now=now
    )
    if sent.contact is not None:
        contact = sent.contact
        report_rows.set_contact(connection, report_id, name=contact.name, email=contact.email, phone=contact.phone)
    for one in photographs:
        photograph_rows.add_photograph(connection, one, report_id=report_id, draft_hash=None, at=at)
    report_rows.add_step(connection, report_id, at=received_at, actor=actor, event=ReportEvent.RECEIVED)
    if sent.status is ReportStatus.RECEIVED:
        # Nothing that was typed goes out: it would reach whoever has the address, whoever gave it.
        called = str(place["public_place"] or "")
        _queue_letters(connection, sent, reference=reference, place=called, alarms=alarms, settings=settings, at=at)
    return Receipt(report_id, reference, sent.status, location, alarms, is_new=True)


def placed(location: Location, *, ground: Ground) -> dict[str, object]:
    """Give the columns of a report that say where it is; all are empty without a place."""
    best = location.best if location.status is LocationStatus.MATCHED else None
    if best is None:
        return dict.fromkeys(_PLACE_COLUMNS)
    around = ground.around(best.easting, best.northing)
    cell = cell_key(np.array([best.easting]), np.array([best.northing]))
    return {
        "easting": float(best.easting),
        "northing": float(best.northing),
        "uncertainty_m": float(best.uncertainty_m),
        "cell": int(cell[0]),
        **around._asdict(),
    }


def outside(location: Location, *, settings: Settings) -> str:
    """Say that a place is outside the service area, and whom to tell instead, with an address to find them by."""
    return f"{tell_another(location, settings=settings)}: www.gov.uk/find-local-council says which it is"


def tell_another(location: Location, *, settings: Settings) -> str:
    """Say that a place is outside the service area, and whom to tell instead."""
    called = location.best.name if location.best is not None else "This place"
    return f"{called} is outside {settings.service_area}, where this service works. Tell the council of that place"


def new_reference(connection: Connection) -> str:
    """Make a reference that nobody can guess, to find a report again by: "7HJM2-PQRVW"."""
    while True:
        letters = "".join(secrets.choice(_LETTERS) for _ in range(10))
        reference = f"{letters[:5]}-{letters[5:]}"
        if report_rows.report_of(connection, reference) is None:
            return reference


def clean_photographs(contents: Sequence[bytes], *, settings: Settings) -> tuple[NewPhotograph, ...]:
    """Make the photographs of a report safe to keep. Raises SourceError for one that cannot be used."""
    cleaned = [clean_photograph(content, limit_megabytes=settings.photograph_limit_megabytes) for content in contents]
    return tuple(NewPhotograph(one.jpeg, one.width, one.height) for one in cleaned)


_PLACE_COLUMNS = (
    "easting",
    "northing",
    "uncertainty_m",
    "cell",
    "ward",
    "council",
    "policing_area",
    "public_easting",
    "public_northing",
    "public_place",
)


def _alarms(row: report_rows.ReportRow) -> tuple[Alarm, ...]:
    return tuple(Alarm(value) for value in row.alarms.split(";") if value)


def _queue_letters(
    connection: Connection,
    sent: SentReport,
    *,
    reference: str,
    place: str,
    alarms: tuple[Alarm, ...],
    settings: Settings,
    at: str,
) -> None:
    letters = []
    address = None if sent.contact is None else sent.contact.email
    if address is not None and may_write(connection, address, settings=settings, at=at):
        letter = report_letters.received(settings, reference=reference, place=place, alarms=alarms)
        letters.append((address, letter))
    if alarms and settings.alarm_email:
        letters.append((settings.alarm_email, report_letters.alarm(settings, reference=reference, alarms=alarms)))
    for recipient, letter in letters:
        mail_rows.queue(
            connection,
            recipient=recipient,
            subject=letter.subject,
            body=letter.body,
            report_reference=reference,
            at=at,
        )
