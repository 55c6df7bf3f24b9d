"""Give views the parts that the application was made with, each audience its own."""

import logging
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from flask import Flask, current_app, g

from geo_ij.access.actor import STRANGER
from geo_ij.errors import GeoIJError
from geo_ij.services.backtest_hotspots import ForceBackTest
from geo_ij.services.my_patch import Patch
from geo_ij.settings import Settings
from geo_ij.store.state import ChangeWatch
from geo_ij.wiring import Wiring
from web.frozen import BoundedCache, Frozen
from web.maps import PageMap
from web.publications import Publications
from web.reporting import Reporting
from web.rows import Row

log = logging.getLogger(__name__)

PAGES_KEPT = 64
"""Finished pages that one worker keeps: one with a long list takes about a megabyte, and filters make hundreds."""

MAPS_KEPT = 30
"""Maps that one worker keeps: two years of months, and some of the last version for readers whose page is older."""

STAFF_MAPS_KEPT = 12
"""Staff maps and lists that one worker keeps: one for each set of areas that people are limited to."""

PATCHES_KEPT = 200
"""Patches that one worker keeps: a few kilobytes each, one for each area that somebody looks at."""


@dataclass(frozen=True)
class PublicParts:
    """What public views work with: no database among it."""

    settings: Settings
    publications: Publications
    reporting: Reporting
    pages: BoundedCache[Frozen] = field(default_factory=lambda: BoundedCache(PAGES_KEPT))
    maps: BoundedCache[PageMap] = field(default_factory=lambda: BoundedCache(MAPS_KEPT))


@dataclass(frozen=True)
class StaffParts:
    """What staff views work with."""

    wiring: Wiring
    maps: BoundedCache[PageMap] = field(default_factory=lambda: BoundedCache(STAFF_MAPS_KEPT))
    hotspots: BoundedCache[list[Row]] = field(default_factory=lambda: BoundedCache(STAFF_MAPS_KEPT))
    backtests: BoundedCache[tuple[ForceBackTest, ...]] = field(default_factory=lambda: BoundedCache(1))
    charts: BoundedCache[Frozen] = field(default_factory=lambda: BoundedCache(16))
    patches: BoundedCache[Patch] = field(default_factory=lambda: BoundedCache(PATCHES_KEPT))
    rankings: BoundedCache[list[Row]] = field(default_factory=lambda: BoundedCache(STAFF_MAPS_KEPT))

    @cached_property
    def watch(self) -> ChangeWatch:
        """Give what notices changes in the database."""
        return ChangeWatch(self.wiring.database)


def connect(app: Flask, settings: Settings) -> None:
    """Make the parts and give them to the application; the database is opened when it is first needed."""
    # Whoever asks over the web is a stranger until they have signed in.
    wiring = Wiring(settings, actor=STRANGER)
    publications = Publications(lambda: wiring.database, settings)
    app.extensions["geo_ij.public"] = PublicParts(
        settings=settings, publications=publications, reporting=Reporting(lambda: wiring.database, settings)
    )
    app.extensions["geo_ij.staff"] = StaffParts(wiring=wiring)


def get_ready(app: Flask) -> None:
    """Read beforehand what would keep the first who reports waiting for seconds: the places that words may name."""
    public: PublicParts = app.extensions["geo_ij.public"]
    try:
        public.reporting.ground()
    except GeoIJError as error:
        # Whoever reports is told so on their page.
        log.warning("reports cannot be placed yet: %s", " ".join(error.faults))


def disconnect(app: Flask) -> None:
    """Let go of the database, as a test or a tool does when it has finished with an application."""
    public: PublicParts = app.extensions["geo_ij.public"]
    staff: StaffParts = app.extensions["geo_ij.staff"]
    public.publications.close()
    public.reporting.close()
    staff.watch.close()
    staff.wiring.database.close()


def public_parts() -> PublicParts:
    """Give the parts for a public view."""
    return cast(PublicParts, current_app.extensions["geo_ij.public"])


def request_id() -> str | None:
    """Give the id by which the logs know this request, or None before it has one."""
    found: str | None = g.get("request_id")
    return found


def staff_parts() -> StaffParts:
    """Give the parts for a staff view."""
    return cast(StaffParts, current_app.extensions["geo_ij.staff"])
