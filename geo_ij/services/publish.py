"""Publish: freeze the public snapshot of a month, approve completed work, and give back what is public."""

import datetime as dt
import hashlib

import geopandas as gpd
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.demonstration.events import FORCE_SLUG
from geo_ij.disclosure.frozen import freeze, thaw
from geo_ij.disclosure.public import PublicQuality, PublicSnapshot, PublicWork
from geo_ij.disclosure.rules import (
    Thresholds,
    check_in_arrears,
    latest_in_arrears,
    publish_hotspots,
    publish_quality,
    publish_work,
)
from geo_ij.errors import DisclosureError, NothingStoredError
from geo_ij.frames import month_number, month_text
from geo_ij.hotspots.backtest import TEST_MONTHS
from geo_ij.ranking.nearness import nearest_hotspots
from geo_ij.services.access import allow
from geo_ij.services.audit import record
from geo_ij.services.hotspots_to_publish import hotspots_to_publish
from geo_ij.services.judge_quarter import judge_quarter
from geo_ij.services.kept_locations import moment
from geo_ij.services.progress import Progress, Silent
from geo_ij.services.tell_reporters import DoneWork, tell_of_work
from geo_ij.settings import Settings
from geo_ij.store import incident_rows, snapshot_rows
from geo_ij.store.database import Database
from geo_ij.store.work_rows import read_work
from geo_ij.vocabulary import AuditAction


def publish_snapshot(
    database: Database,
    *,
    settings: Settings,
    now: dt.datetime,
    month: str | None = None,
    progress: Progress | None = None,
) -> PublicSnapshot:
    """Freeze the public snapshot of a month (default: the latest stored that may be published).

    A month that was published before keeps its snapshot, whatever has been imported since: two versions of one month
    would give away, by their difference, what neither shows. Raises DisclosureError for a month not yet in arrears,
    NothingStoredError when there are no data.
    """
    allow(database, Permission.PUBLISH)
    progress = progress or Silent()
    with database.read() as connection:
        wanted = month or _latest_month(connection, today=now.date())
        if frozen := snapshot_rows.snapshot_payload(connection, month=month_number(wanted)):
            progress.say(f"The figures up to {wanted} were published before: they stay as they are")
            return thaw(frozen)
        stored = incident_rows.stored_months(connection, publishable_only=True)
        forces = tuple(sorted(stored["force"].unique().tolist()))
    check_in_arrears(wanted, today=now.date())
    weight = settings.report_weight_percent / 100
    hotspots = hotspots_to_publish(database, as_of=wanted, report_weight=weight, progress=progress)
    with database.read() as connection:
        streets = incident_rows.street_points(connection, until=month_number(wanted))
    snapshot = publish_hotspots(
        hotspots,
        streets=streets,
        thresholds=thresholds_of(settings),
        today=now.date(),
        forces=forces,
        synthetic=FORCE_SLUG in forces,
        quality=_quality(database, month=month_number(wanted), progress=progress),
    )
    with database.write() as connection:
        if frozen := snapshot_rows.snapshot_payload(connection, month=month_number(wanted)):
            return thaw(frozen)  # another process published the month in the meantime
        snapshot_rows.add_snapshot(
            connection, month=month_number(wanted), published_at=now.isoformat(), payload=freeze(snapshot)
        )
        shown = len(snapshot.hotspots)
        record(connection, database.actor, AuditAction.PUBLISHED, f"hotspots of {wanted}", hotspots=shown)
    progress.say(f"Published {len(snapshot.hotspots):,} of {len(hotspots):,} hotspots up to {wanted}")
    return snapshot


def publish_completed_work(database: Database, *, settings: Settings, now: dt.datetime) -> int:
    """Approve all completed work that ended long enough ago; give how many pieces are newly approved.

    Reports near it are marked, and whoever asked to be told is written to.
    """
    allow(database, Permission.PUBLISH)
    delay = dt.timedelta(hours=settings.publish_delay_hours)
    with database.write() as connection:
        work = read_work(connection)
        waiting = work.loc[work["published_at"].isna()]
        due = [
            work_id
            for work_id, end in zip(waiting["work_id"], waiting["end"], strict=True)
            if dt.datetime.fromisoformat(end) + delay <= now
        ]
        snapshot_rows.approve_work(connection, work_ids=due, at=now.isoformat())
        if due:
            told = tell_of_work(connection, _done(work, due), settings=settings, at=moment(now.astimezone(dt.UTC)))
            actor = database.actor
            record(connection, actor, AuditAction.PUBLISHED, "completed work", pieces=len(due), reports=told or None)
    return len(due)


def latest_snapshot(database: Database, *, month: str | None = None) -> PublicSnapshot | None:
    """Give the frozen snapshot of a month (default: the latest), or None where nothing was published."""
    with database.read() as connection:
        frozen = snapshot_rows.snapshot_payload(connection, month=month_number(month) if month else None)
    return thaw(frozen) if frozen else None


def snapshot_months(database: Database) -> list[str]:
    """List the published months, oldest first, as "2025-12"."""
    with database.read() as connection:
        return [month_text(month) for month in snapshot_rows.snapshot_months(connection)]


def published_work(database: Database, *, settings: Settings, now: dt.datetime | None = None) -> PublicWork:
    """Give the completed work that anyone may see, latest first, each linked to the published hotspot it is at."""
    snapshot = latest_snapshot(database)
    with database.read() as connection:
        work = read_work(connection)
    return publish_work(
        work,
        thresholds=thresholds_of(settings),
        now=now or dt.datetime.now(dt.UTC),
        refs={work_id: public_reference(work_id) for work_id in work["work_id"]},
        hotspots=_hotspots_at(work, snapshot),
    )


def public_reference(work_id: str) -> str:
    """Make the public reference of a piece of work, which hides the order of ids from all who do not guess them."""
    return "W" + hashlib.blake2b(work_id.encode(), digest_size=5).hexdigest().upper()


def _done(work: gpd.GeoDataFrame, work_ids: list[str]) -> list[DoneWork]:
    """Give the pieces of work with these ids as reporters are told of them."""
    return [
        DoneWork(work_id, public_reference(work_id), place, end, point.x, point.y)
        for work_id, place, end, point in zip(work["work_id"], work["place"], work["end"], work.geometry, strict=True)
        if work_id in work_ids
    ]


def _quality(database: Database, *, month: int, progress: Progress) -> PublicQuality | None:
    """Say how much of the quarter that ends with a month the best places of before it held, or None if not known."""
    tested = judge_quarter(database, last_month=month, progress=progress)
    if tested is None:
        return None
    return publish_quality(
        places=tested.best.places,
        held=tested.best.held,
        incidents=tested.best.incidents,
        area_share=tested.best.area_m2 / tested.area_m2,
        area_known=tested.area_known,
        known_to=tested.cutoff,
        test_months=TEST_MONTHS,
    )


def thresholds_of(settings: Settings) -> Thresholds:
    """Give the thresholds of publication that the settings name."""
    return Thresholds(
        minimum_incidents=settings.publish_minimum_incidents,
        minimum_months=settings.publish_minimum_months,
        minimum_width_m=settings.publish_minimum_width_m,
        delay_hours=settings.publish_delay_hours,
    )


def _latest_month(connection: Connection, *, today: dt.date) -> str:
    months = incident_rows.stored_months(connection, publishable_only=True)["month"]
    if months.empty:
        raise NothingStoredError("No police data are stored yet: run geo-ij import police with an archive first")
    due = months[months <= latest_in_arrears(today)]
    if due.empty:
        raise DisclosureError(
            f"The earliest month stored is {month_text(int(months.min()))}: it may be published two months later"
        )
    return month_text(int(due.max()))


def _hotspots_at(work: gpd.GeoDataFrame, snapshot: PublicSnapshot | None) -> dict[str, str]:
    """Give, for each piece of work in or near a published hotspot, the id of the nearest."""
    if snapshot is None:
        return {}
    linked = nearest_hotspots(work, snapshot.hotspots.frame)["hotspot_id"]
    return {
        work_id: hotspot_id
        for work_id, hotspot_id in zip(work["work_id"], linked, strict=True)
        if hotspot_id is not None
    }
