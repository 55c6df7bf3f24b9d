"""Let the pages of the report form write a report step by step, without ever holding a database themselves."""

import datetime as dt
import hashlib
import hmac
import logging
from collections.abc import Callable
from typing import Any

import shapely

from geo_ij.disclosure.reports import PublicReport
from geo_ij.errors import StoreError
from geo_ij.geocode.location import Location
from geo_ij.maps.ground import to_basemap_json
from geo_ij.projection import to_degrees, to_metres
from geo_ij.services import report_drafts
from geo_ij.services.public_reports import public_reports, similar_reports, support_report
from geo_ij.services.receive_reports import tell_another
from geo_ij.services.report_answers import PUBLIC_KINDS, Answers, PlacedPoint, PointBy, Rejected, faults_in, with_typed
from geo_ij.services.report_drafts import KEPT_FOR, Draft, SentDraft
from geo_ij.services.report_ground import Ground
from geo_ij.services.report_map import report_map
from geo_ij.services.report_places import (
    NamedTown,
    OfferedPlace,
    accuracy_in_words,
    distance_in_words,
    example_of,
    is_sure,
    offered,
    town_at,
    town_named,
)
from geo_ij.settings import Settings
from geo_ij.store.database import Database
from geo_ij.triage.alarms import alarms_in
from geo_ij.vocabulary import Alarm
from web.secret import secret_of

__all__ = [
    "KEPT_FOR",
    "PUBLIC_KINDS",
    "Answers",
    "Draft",
    "Drafting",
    "NamedTown",
    "OfferedPlace",
    "PlacedPoint",
    "PointBy",
    "Rejected",
    "SentDraft",
    "accuracy_in_words",
    "distance_in_words",
    "faults_in",
    "is_sure",
    "offered",
    "town_at",
    "with_typed",
]

log = logging.getLogger(__name__)

Corners = tuple[tuple[float, float], tuple[float, float]]


class Drafting:
    """What the pages of the form may do; what they get back is what the person typed themselves, or public.

    `open_database` and `ground` are called when they are first needed.
    """

    def __init__(self, open_database: Callable[[], Database], settings: Settings, ground: Callable[[], Ground]) -> None:
        self._open_database = open_database
        self._settings = settings
        self._ground = ground
        self._example: tuple[Ground, str] | None = None

    def begin(self) -> str:
        """Begin a draft; give its key."""
        return report_drafts.begin_draft(self._open_database())

    def read(self, key: str) -> Draft:
        """Give a draft. Raises NotFoundError when there is none."""
        return report_drafts.read_draft(self._open_database(), key)

    def change(self, key: str, **changes: Any) -> Draft:
        """Change answers of a draft. Raises NotFoundError when there is none."""
        return report_drafts.change_draft(self._open_database(), key, **changes)

    def add_photograph(self, key: str, content: bytes) -> None:
        """Add a photograph. Raises SourceError when it cannot be used, InputError when there are enough."""
        report_drafts.add_photograph(self._open_database(), key, content, settings=self._settings)

    def remove_photograph(self, key: str, photograph_id: int) -> None:
        """Remove a photograph."""
        report_drafts.remove_photograph(self._open_database(), key, photograph_id)

    def photograph(self, key: str, photograph_id: int) -> bytes:
        """Give a photograph as JPEG. Raises NotFoundError when it is not there."""
        return report_drafts.draft_photograph(self._open_database(), key, photograph_id)

    def locate(self, text: str, point: PlacedPoint | None = None) -> Location:
        """Find a place by its words or by a point that was given."""
        return self._ground().locate(text, None if point is None else point.given)

    def outside(self, location: Location) -> str:
        """Say that a place is outside the service area, and whom to tell instead."""
        return tell_another(location, settings=self._settings)

    def town_named(self, location: Location) -> NamedTown | None:
        """Give the town that words name whose place is not known in it, or None."""
        return town_named(location, self.locate)

    def example(self) -> str:
        """Give words that surely find a place, or an empty text; the same as long as the places are."""
        ground = self._ground()
        if self._example is None or self._example[0] is not ground:
            self._example = (ground, example_of(ground))
        return self._example[1]

    def similar(self, answers: Answers) -> list[PublicReport]:
        """Give open reports near the place of a draft that tell of the same issues."""
        point = answers.point
        if point is None:
            return []
        easting, northing = (float(value) for value in to_metres(point.longitude, point.latitude))
        return similar_reports(
            self._open_database(),
            easting=easting,
            northing=northing,
            uncertainty_m=point.uncertainty_m,
            issues=answers.issues,
        )

    def support(self, key: str, public_id: str, *, address: str) -> None:
        """Count whoever asks as one more who sees what a report tells of, and end their draft.

        Raises NotFoundError when that report is no longer open.
        """
        database = self._open_database()
        household = self.household(address) or hashlib.sha256(f"draft {key}".encode()).hexdigest()
        support_report(database, public_id, household=household)
        report_drafts.close_draft(database, key, supported=public_id)

    def supported(self, sent: SentDraft) -> PublicReport | None:
        """Give the report that a draft became a voice for, as far as it is still public."""
        found = public_reports(self._open_database(), ids=[sent.supported]) if sent.supported else []
        return found[0] if found else None

    def alarms(self, answers: Answers) -> tuple[Alarm, ...]:
        """Give what the words of a draft may point to, the gravest first."""
        return alarms_in(answers.description, answers.place_text, answers.activity_text)

    def send(self, key: str, *, address: str) -> SentDraft:
        """Send a draft. Raises InputError with the fault of each field."""
        return report_drafts.send_draft(
            self._open_database(),
            key,
            settings=self._settings,
            ground=self._ground(),
            household=self.household(address),
        )

    def household(self, address: str) -> str | None:
        """Give what reports from one address within a month have in common; None where no secret can be kept.

        Nobody can work the address out of it without the secret, and next month it is another.
        """
        month = dt.datetime.now(dt.UTC).strftime("%Y-%m")
        try:
            secret = secret_of(self._settings)
        except StoreError as error:
            log.error("reports from one household are not known to be: %s", error)
            return None
        return hmac.new(secret.encode(), f"household {month} {address}".encode(), hashlib.sha256).hexdigest()

    def base_map(self) -> bytes:
        """Write the ground that the map of the form is drawn on."""
        return to_basemap_json(report_map(self._open_database(), settings=self._settings))

    def view(self, town: NamedTown | None = None) -> Corners:
        """Give the south-west and north-east corners of a town, or of the service area: latitude and longitude."""
        if town is None:
            west, south, east, north = shapely.bounds(self._ground().area.polygon)
        else:
            place, reach = town.place, town.place.uncertainty_m
            west, south = place.easting - reach, place.northing - reach
            east, north = place.easting + reach, place.northing + reach
        corners = [to_degrees(x, y) for x, y in ((west, south), (east, north))]
        (west, south), (east, north) = [(float(x), float(y)) for x, y in corners]
        return (round(south, 4), round(west, 4)), (round(north, 4), round(east, 4))
