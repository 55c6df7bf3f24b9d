"""Take an officer's area of concern: a report in the same words as a resident's, in a stream of its own."""

import datetime as dt
from dataclasses import replace

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError
from geo_ij.geocode.location import Location
from geo_ij.services.access import allow, limit_of
from geo_ij.services.audit import record
from geo_ij.services.checked_reports import checked
from geo_ij.services.kept_locations import moment
from geo_ij.services.receive_reports import Receipt, keep_report, outside
from geo_ij.services.report_ground import Ground
from geo_ij.services.report_steps import is_visible
from geo_ij.settings import Settings
from geo_ij.sources.sent_report import SentReport
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, LocationStatus, ReporterKind, ReportEvent, ReportSource, ReportStatus


def nominate_concern(
    database: Database,
    sent: SentReport,
    *,
    settings: Settings,
    ground: Ground,
    now: dt.datetime | None = None,
) -> Receipt:
    """Keep an area of concern; it waits for a moderator, unless whoever nominates it is one and its place is sure.

    Raises InputError with the fault of each field, also for a place outside the service area or the actor's own areas.
    """
    allow(database, Permission.NOMINATE_CONCERNS)
    sent = checked(
        replace(
            sent, reporter_kind=ReporterKind.POLICE, source=ReportSource.STAFF, contact=None, wants_updates=False,
            household=None, reference=None, received_key=None,
        )
    )  # fmt: skip
    location = ground.locate(sent.place_text, sent.point)
    if location.status is LocationStatus.OUTSIDE_AREA:
        raise InputError({"place": outside(location, settings=settings)})
    if location.best is not None and not is_visible(location.best, limit_of(database)):
        raise InputError({"place": "This place lies outside the areas that you look after"})
    at_once = database.actor.may(Permission.MODERATE_REPORTS) and is_certain(location)
    status = ReportStatus.ACCEPTED if at_once else ReportStatus.RECEIVED
    actor = database.actor
    with database.write(content=at_once, durable=True) as connection:
        receipt = keep_report(
            connection,
            replace(sent, status=status),
            location=location,
            ground=ground,
            settings=settings,
            actor=actor.name,
            now=now,
        )
        if at_once:
            report_rows.add_step(
                connection, receipt.report_id, at=moment(now), actor=actor.name, event=ReportEvent.ACCEPTED
            )
        record(connection, actor, AuditAction.ADDED, f"report {receipt.reference}", what="area of concern")
    return receipt


def is_certain(location: Location) -> bool:
    """Say whether a place is known and no person must look at it."""
    return location.status is LocationStatus.MATCHED and not location.needs_review
