"""Let only so many reports about one neighbourhood come in within an hour, whoever sends them and by whatever way."""

import datetime as dt
import math

import numpy as np
from sqlalchemy import Connection

from geo_ij.errors import LimitError
from geo_ij.geocode.location import Location
from geo_ij.services.kept_locations import moment
from geo_ij.settings import Settings
from geo_ij.sources.sent_report import SentReport
from geo_ij.store import report_rows
from geo_ij.store.incident_rows import cell_key
from geo_ij.vocabulary import LocationStatus, ReportSource

WITHIN = dt.timedelta(hours=1)

BY_ANYBODY = (ReportSource.WEB, ReportSource.OPEN311)
"""The ways by which strangers send reports; what staff bring in is no flood, and e-mails have a limit of their own."""


def require_room(
    connection: Connection,
    sent: SentReport,
    location: Location,
    *,
    settings: Settings,
    now: dt.datetime | None = None,
) -> None:
    """Refuse a report where as many about the same square kilometre have come within an hour as the settings allow.

    What counts is where a report was found to be, by a point or by its words; one without a place is about none. One
    that was taken in before is not refused. Raises LimitError, which says how long to wait.
    """
    best = location.best if location.status is LocationStatus.MATCHED else None
    if best is None:
        return
    now = now or dt.datetime.now(dt.UTC)
    cell = int(cell_key(np.array([best.easting]), np.array([best.northing]))[0])
    reached = report_rows.reached_since(
        connection,
        most=settings.reports_a_place_an_hour,
        cell=cell,
        sources=BY_ANYBODY,
        moment=moment(now - WITHIN),
    )
    if reached is None:
        return
    if sent.received_key is not None and report_rows.report_received_as(connection, sent.received_key) is not None:
        return
    wait = dt.datetime.fromisoformat(reached) + WITHIN - now
    raise LimitError(
        "So many reports about this neighbourhood have come within an hour that this one has to wait.",
        wait_s=max(1, math.ceil(wait.total_seconds())),
    )
