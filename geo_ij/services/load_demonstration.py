"""Load the demonstration county: invented events, sites, work and reports on real geography, imported as real ones."""

import datetime as dt
import gc
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import shapely
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.demonstration.events import FORCE_SLUG, expected_events, make_months
from geo_ij.demonstration.reports import REFERENCE_PREFIX, make_reports
from geo_ij.demonstration.sites import ID_PREFIX, make_sites
from geo_ij.demonstration.streets import make_streets
from geo_ij.demonstration.work import make_work
from geo_ij.disclosure.rules import ARREARS_MONTHS, latest_in_arrears
from geo_ij.errors import SettingsError, StoreError
from geo_ij.frames import month_number, month_text
from geo_ij.services.access import allow
from geo_ij.services.backtest_hotspots import backtest_hotspots
from geo_ij.services.demonstration_accounts import add_demonstration_accounts
from geo_ij.services.demonstration_reports import add_demonstration_reports
from geo_ij.services.find_hotspots import find_hotspots, reports_since, stored_hotspots
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.import_sites import import_sites
from geo_ij.services.import_work import import_work
from geo_ij.services.progress import Progress, Silent
from geo_ij.services.publish import publish_completed_work, publish_snapshot
from geo_ij.settings import Settings
from geo_ij.sources.postcodes import postcode_points
from geo_ij.sources.shipped import shipped_boundaries
from geo_ij.store import demonstration_rows, incident_rows
from geo_ij.store.database import Database

COUNTY = "Northamptonshire"

SNAPSHOTS = 6
"""How many months, the latest, are published."""

_EARLIEST = dt.date(2012, 1, 1)


@dataclass(frozen=True)
class Demonstration:
    """What was loaded: counts, and the months from the first to the last."""

    months: list[str]
    incidents: int
    hotspots: int
    sites: int
    work: int
    reports: int
    published_months: list[str]


def load_demonstration(
    database: Database, *, settings: Settings, as_of: dt.date, progress: Progress | None = None
) -> Demonstration:
    """Load the demonstration as it would look on a day; loading it again changes nothing, another day replaces it.

    Events end with the month two before that of `as_of`, as real data lag. Raises StoreError, before anything is
    changed, when the database holds anything real; SettingsError for a day that cannot be used.
    """
    allow(database, Permission.IMPORT_DATA)
    progress = progress or Silent()
    _check_day(as_of)
    last_month = latest_in_arrears(as_of)
    anchor = as_of.replace(day=1)
    # Work out there and then what is public, so that the same day gives the same on every machine.
    now = dt.datetime.combine(as_of, dt.time(), dt.UTC)
    with database.read() as connection:
        _check_nothing_real(connection)
    progress.say("Inventing the demonstration county")
    streets = make_streets(postcode_points(_county()))
    with _no_search_for_garbage(), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_archive(folder / "police", make_months(streets, last_month=last_month))
        _clear_if_other(database, folder / "police")
        police = import_police_archive(database, [folder / "police"], settings=settings, today=as_of, progress=progress)
        asb, _damage = expected_events(streets, last_month=last_month)
        invented = make_sites(streets, asb, anchor=anchor)
        work = make_work(invented, last_month=last_month, anchor=anchor)
        invented.to_csv(folder / "sites.csv", index=False)
        work.to_csv(folder / "work.csv", index=False)
        sites = import_sites(database, folder / "sites.csv", settings=_in_county(settings), today=as_of)
        done = import_work(database, folder / "work.csv", settings=_in_county(settings), now=now)
        reports = add_demonstration_reports(
            database,
            make_reports(streets, asb, anchor=anchor),
            folder=folder,
            settings=_in_county(settings),
            now=now,
            progress=progress,
        )
    months = police.months[FORCE_SLUG]
    with _no_search_for_garbage():
        hotspots = _publish(database, months, settings=settings, now=now, progress=progress)
    add_demonstration_accounts(database)
    return Demonstration(
        months=months,
        incidents=police.kept,
        hotspots=hotspots,
        sites=sites.kept,
        work=done.kept,
        reports=reports,
        published_months=months[-SNAPSHOTS:],
    )


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Leave out the search for objects that refer to one another, an eighth of the time here; others go at once."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _publish(database: Database, months: list[str], *, settings: Settings, now: dt.datetime, progress: Progress) -> int:
    """Publish each of the last months as it was due, test the hotspots, and say how many the latest month has."""
    for month in months[-SNAPSHOTS:]:
        publish_snapshot(database, settings=settings, now=_due(month), month=month, progress=progress)
    publish_completed_work(database, settings=settings, now=now)
    backtest_hotspots(database, progress=progress)
    # What is published stops with its month; the team works from the reports since as well.
    weight = settings.report_weight_percent / 100
    if reports_since(database, report_weight=weight):
        find_hotspots(database, report_weight=weight, progress=progress)
    return len(stored_hotspots(database))


def _check_day(as_of: dt.date) -> None:
    if not _EARLIEST <= as_of <= dt.datetime.now(dt.UTC).date():
        raise SettingsError(f"The demonstration cannot be loaded as of {as_of}: choose a day from {_EARLIEST} to today")


def _check_nothing_real(connection: Connection) -> None:
    advice = "load the demonstration into a database of its own: leave --database out, or name a new file"
    if forces := demonstration_rows.other_forces(connection, force=FORCE_SLUG):
        raise StoreError(f"This database holds the data of real police forces ({', '.join(forces)}): {advice}")
    stored = incident_rows.stored_months(connection)
    if stored.empty and demonstration_rows.other_records(connection, prefix=ID_PREFIX):
        raise StoreError(f"This database holds sites or completed work that are not the demonstration's: {advice}")
    if stored.empty and demonstration_rows.other_reports(connection, prefix=REFERENCE_PREFIX):
        raise StoreError(f"This database holds reports that are not the demonstration's: {advice}")


def _county() -> shapely.Geometry:
    boundaries = shipped_boundaries()
    county: shapely.Geometry = boundaries.loc[boundaries["name"] == COUNTY].geometry.iloc[0]
    return county


def _in_county(settings: Settings) -> Settings:
    """Give the settings with the demonstration's county as the service area, whatever it is otherwise."""
    return replace(settings, service_area=COUNTY)


def _write_archive(folder: Path, months: dict[str, pd.DataFrame]) -> None:
    """Write the months as a police archive that was unpacked into a folder."""
    for month, rows in months.items():
        path = folder / month / f"{month}-{FORCE_SLUG}-street.csv"
        path.parent.mkdir(parents=True)
        rows.to_csv(path, index=False, lineterminator="\n")


def _clear_if_other(database: Database, archive: Path) -> None:
    """Clear away an earlier demonstration unless it is this one: its snapshots would contradict the new events."""
    wanted = {
        month_number(path.parent.name): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in archive.glob("*/*.csv")
    }
    with database.write() as connection:
        stored = incident_rows.stored_months(connection)
        if len(stored) and dict(zip(stored["month"], stored["fingerprint"], strict=True)) != wanted:
            demonstration_rows.clear_events(connection, force=FORCE_SLUG)
            demonstration_rows.clear_reports(connection, prefix=REFERENCE_PREFIX)


def _due(month: str) -> dt.datetime:
    """Give the moment from which a month's figures may be published."""
    first = month_text(month_number(month) + ARREARS_MONTHS)
    return dt.datetime.fromisoformat(f"{first}-01T00:00:00+00:00")
