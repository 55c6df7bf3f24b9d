"""Find, name, identify and store the hotspots of a month."""

import hashlib
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.errors import NothingStoredError, SettingsError
from geo_ij.frames import HOTSPOTS, check, month_number, month_text
from geo_ij.hotspots import assembly, identity, naming
from geo_ij.hotspots.history import YEAR, hotspot_of
from geo_ij.hotspots.methods import DEFAULT_METHOD, METHODS
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.services.access import allow, limit_of, within_limit
from geo_ij.services.areas import area_named, areas, name_at
from geo_ij.services.audit import record
from geo_ij.services.progress import Progress, Silent
from geo_ij.services.stored_points import stored_points
from geo_ij.sources.shipped import place_names
from geo_ij.store import hotspot_rows, identity_rows, incident_rows
from geo_ij.store.counted_report_rows import counted_reports
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, BoundaryKind

REPORT_WEIGHT = 1.0
"""What one household's report counts for where nobody says otherwise, in incidents: a judgement, not a measurement."""


def find_hotspots(
    database: Database,
    *,
    as_of: str | None = None,
    months: int = YEAR,
    area: str | None = None,
    method: str = DEFAULT_METHOD,
    limit: int | None = None,
    report_weight: float = REPORT_WEIGHT,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Find the hotspots up to and including a month, store the whole run, and give those asked for, best first.

    The run always covers everything stored; `area` (a name among the boundaries) and `limit` only choose what is given,
    and ranks count within it. Accepted reports weigh `report_weight` incidents for each household. Without `as_of`,
    what residents have reported since the latest month of police data counts as of that month: they need not wait two
    months for the police figures. Returns frames.HOTSPOTS with `monthly` (counts by month, None where no data) and
    `breakdown`.

    Raises NothingStoredError when neither police data nor accepted reports are stored, SettingsError for a month or
    method that cannot be used.
    """
    allow(database, Permission.SEE_HOTSPOTS)
    progress = progress or Silent()
    if method not in METHODS:
        raise SettingsError(f"{method!r} is not a method: choose one of {', '.join(METHODS)}")
    with database.write() as connection:
        found = run_hotspots(
            connection, as_of=as_of, months=months, method=method, report_weight=report_weight, progress=progress
        )
        hotspots = _kept(connection, found, method=method)
        if area is not None:
            hotspots = _within(hotspots, area_named(connection, area))
    return hotspots if limit is None else hotspots.head(limit)


def find_again(database: Database, *, report_weight: float = REPORT_WEIGHT) -> gpd.GeoDataFrame:
    """Find and store anew what the team works from, note who asked, and give what lies in the areas of the actor.

    The months are the twelve up to the latest of police data, the method is the default. Raises AccessError unless the
    actor may do it, NothingStoredError when neither police data nor accepted reports are stored.
    """
    allow(database, Permission.FIND_HOTSPOTS)
    limit = limit_of(database)
    with database.write() as connection:
        found = run_hotspots(connection, as_of=None, report_weight=report_weight)
        hotspots = _kept(connection, found, method=DEFAULT_METHOD)
        record(
            connection,
            database.actor,
            AuditAction.CHANGED,
            f"hotspots of {month_text(found.window.as_of)}",
            what="found again",
            hotspots=len(hotspots),
        )
    return within_limit(hotspots, limit)


@dataclass(frozen=True)
class Run:
    """What one run found (frames.HOTSPOTS without ids, with `monthly` and `breakdown`), in which months and data."""

    hotspots: gpd.GeoDataFrame
    window: assembly.Window
    fingerprint: str


def run_hotspots(
    connection: Connection,
    *,
    as_of: str | None,
    months: int = YEAR,
    method: str = DEFAULT_METHOD,
    report_weight: float = REPORT_WEIGHT,
    publishable_only: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Find hotspots without storing anything; `publishable_only` leaves out incidents that count in nothing public.

    Raises as `find_hotspots` does.
    """
    stored = incident_rows.stored_months(connection, publishable_only=publishable_only)
    reports = counted_reports(connection, first_month=0, last_month=None if as_of is None else month_number(as_of))
    window = assembly.Window(as_of=_as_of(as_of, stored, reports), months=months)
    (progress or Silent()).say(f"Finding hotspots in {months} months up to {month_text(window.as_of)}")
    reports = _in_window(reports, window)
    points = stored_points(
        connection,
        first_month=window.first - YEAR,
        last_month=window.as_of,
        reports=reports,
        report_weight=report_weight,
        publishable_only=publishable_only,
    )
    places = assembly.find(points, window=window, method=method)
    hotspots = assembly.assemble(
        points,
        places,
        window=window,
        method=method,
        present=_present(stored, points, window),
        reports=reports,
        kinds=incident_rows.read_kinds(connection, first_month=window.first, last_month=window.as_of),
    )
    streets = incident_rows.street_points(connection, until=window.as_of)
    described = _described(connection, hotspots, points.latest(window.months), streets=streets)
    return Run(described, window, _fingerprint(stored, window, reports, report_weight))


def reports_since(database: Database, *, report_weight: float = REPORT_WEIGHT) -> bool:
    """Say whether reports were accepted, or taken back, since the hotspots that the team works from were found."""
    allow(database, Permission.SEE_HOTSPOTS)
    with database.read() as connection:
        mark = hotspot_rows.latest_mark(connection, months=YEAR, method=DEFAULT_METHOD)
        if mark is None:
            return False
        stored = incident_rows.stored_months(connection)
        window = assembly.Window(as_of=mark.as_of, months=YEAR)
        reports = _in_window(counted_reports(connection, first_month=window.first), window)
    return _fingerprint(stored, window, reports, report_weight) != mark.fingerprint


def stored_hotspots(database: Database) -> gpd.GeoDataFrame:
    """Give the hotspots of the usual run of the latest month (frames.HOTSPOTS with `monthly`), best first.

    Of those, only the ones in the areas that the actor is limited to. Raises NothingStoredError when none were found.
    """
    allow(database, Permission.SEE_HOTSPOTS)
    with database.read() as connection:
        found = usual_run(connection)
    if found is None:
        raise NothingStoredError("No hotspots were found yet: run geo-ij hotspots first")
    return within_limit(found, limit_of(database))


def usual_run(connection: Connection, *, as_of: int | None = None) -> gpd.GeoDataFrame | None:
    """Read the run over twelve months by the default method, of a month or the latest; else the last of any kind.

    A run with other months or another method is somebody's question, not what the team works from.
    """
    usual = hotspot_rows.latest_run(connection, as_of=as_of, months=YEAR, method=DEFAULT_METHOD)
    return hotspot_rows.latest_run(connection, as_of=as_of) if usual is None else usual


def _in_window(reports: pd.DataFrame, window: assembly.Window) -> pd.DataFrame:
    """Keep the reports since the window's first month; those after its last count as of that month."""
    kept = reports.loc[reports["month"] >= window.first]
    return kept.assign(month=kept["month"].clip(upper=window.as_of)).reset_index(drop=True)


def _described(
    connection: Connection,
    hotspots: gpd.GeoDataFrame,
    points: WeightedPoints,
    *,
    streets: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Add the names that the points and streets (frames.STREET_POINTS) give, and the areas that the hotspots lie in."""
    shapes = hotspots.geometry.to_numpy()
    middles = shapely.get_coordinates(shapely.point_on_surface(shapes))
    names = naming.hotspot_names(
        points,
        hotspot_of(points, shapes),
        streets,
        middles=middles,
        towns=place_names(middles[:, 0], middles[:, 1]).tolist(),
    )
    return hotspots.assign(
        name=names,
        ward=name_at(areas(connection, kind=BoundaryKind.WARD), middles[:, 0], middles[:, 1]),
        council=name_at(areas(connection, kind=BoundaryKind.COUNCIL), middles[:, 0], middles[:, 1]),
    )


def _kept(connection: Connection, found: Run, *, method: str) -> gpd.GeoDataFrame:
    """Store what a run found, with ids that last."""
    hotspots = _identified(
        connection, found.hotspots, window=found.window, method=method, fingerprint=found.fingerprint
    )
    check(hotspots, HOTSPOTS)
    hotspot_rows.store_run(
        connection,
        hotspots,
        as_of=found.window.as_of,
        months=found.window.months,
        method=method,
        fingerprint=found.fingerprint,
    )
    return hotspots


def _identified(
    connection: Connection, hotspots: gpd.GeoDataFrame, *, window: assembly.Window, method: str, fingerprint: str
) -> gpd.GeoDataFrame:
    """Add ids, and remember them; only a run over twelve months up to the latest known is followed (see identity)."""
    found = identity.identify(
        hotspots.geometry.to_numpy(),
        known=identity_rows.read_identities(connection, method=method),
        as_of=window.as_of,
        usual=window.months == YEAR,
    )
    identity_rows.write_identities(connection, found.identities, method=method)
    identity_rows.add_events(connection, found.events, method=method, as_of=window.as_of, fingerprint=fingerprint)
    return hotspots.assign(hotspot_id=found.ids)[[*HOTSPOTS.columns, "monthly", "breakdown", "geometry"]]


def _as_of(wanted: str | None, stored: pd.DataFrame, reports: pd.DataFrame) -> int:
    """Choose the month: the latest of police data (of reports where there are none), or the one asked for."""
    months = reports["month"] if stored.empty else stored["month"]
    if months.empty:
        raise NothingStoredError("No police data are stored yet: run geo-ij import police with an archive first")
    first, last = int(months.min()), int(months.max())
    if wanted is None:
        return last
    number = month_number(wanted)
    if not first <= number <= last:
        raise NothingStoredError(
            f"No data are stored for {wanted}: the months stored are {month_text(first)} to {month_text(last)}"
        )
    return number


def _present(stored: pd.DataFrame, points: WeightedPoints, window: assembly.Window) -> np.ndarray:
    """Say which months each force has published ASB for: shape (forces, months of the points)."""
    start = window.first - YEAR
    present = np.zeros((len(points.forces), window.as_of - start + 1), dtype=bool)
    for force, month, asb_read in stored[["force", "month", "asb_read"]].itertuples(index=False):
        # A month in which a force published other crimes but no ASB at all is a gap in what it sent, not peace.
        if force in points.forces and start <= month <= window.as_of and asb_read > 0:
            present[points.forces.index(force), month - start] = True
    return present


def _within(hotspots: gpd.GeoDataFrame, area: shapely.Geometry) -> gpd.GeoDataFrame:
    middles = shapely.get_coordinates(shapely.point_on_surface(hotspots.geometry.to_numpy()))
    chosen = hotspots.loc[shapely.contains_xy(area, middles[:, 0], middles[:, 1])].reset_index(drop=True)
    return chosen.assign(rank=np.arange(1, len(chosen) + 1))


def _fingerprint(stored: pd.DataFrame, window: assembly.Window, reports: pd.DataFrame, report_weight: float) -> str:
    """Say in one line which data the run read."""
    used = stored.loc[stored["month"].between(window.first - YEAR, window.as_of)]
    columns = used[["force", "month", "fingerprint"]]
    lines = "\n".join(f"{force} {month} {mark}" for force, month, mark in columns.itertuples(index=False))
    if len(reports):
        # Which reports are of one household counts, and not what it is called: with its contact that goes, too.
        known, _ = pd.factorize(reports["household"])
        lines += f"\n{report_weight} " + reports.assign(household=known).to_csv(index=False)
    return hashlib.sha256(lines.encode()).hexdigest()
