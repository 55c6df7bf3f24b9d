"""Hold a report as somebody sent it, by whichever way it came: before it is located, checked or stored."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from geo_ij.vocabulary import Activity, HowOften, Issue, ReporterKind, ReportSource, ReportStatus

LONGEST_DESCRIPTION = 1_000
LONGEST_PLACE = 300
LONGEST_ACTIVITY_TEXT = 500
LONGEST_NAME = 120
LONGEST_PHONE = 40
MOST_PHOTOGRAPHS = 3


@dataclass(frozen=True)
class GivenPoint:
    """A point that whoever reports gave, in degrees (EPSG:4326): a pin, a device's position, a match that they chose.

    `uncertainty_m` is how far off it may be, in metres. `name` is what the place is called, where that is known.
    """

    longitude: float
    latitude: float
    uncertainty_m: float
    name: str = ""


@dataclass(frozen=True)
class Contact:
    """How to reach whoever reports; every part may be missing."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class SentReport:
    """One report as it was sent.

    `received_at` None means now; `reference` None means that one is made. `received_key` is what a message or row of a
    file is known again by, so that it is never taken twice. `household` is a keyed hash by which reports of one
    household are known to be of one. `photographs` are files as they were sent. `extra` holds a file's further columns.
    """

    issues: tuple[Issue, ...]
    description: str = ""
    place_text: str = ""
    point: GivenPoint | None = None
    how_often: HowOften = HowOften.NOT_SAID
    activities: tuple[Activity, ...] = ()
    activity_text: str = ""
    reporter_kind: ReporterKind = ReporterKind.RESIDENT
    contact: Contact | None = None
    wants_updates: bool = False
    photographs: tuple[bytes, ...] = ()
    source: ReportSource = ReportSource.WEB
    received_at: dt.datetime | None = None
    status: ReportStatus = ReportStatus.RECEIVED
    reference: str | None = None
    received_key: str | None = None
    household: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
