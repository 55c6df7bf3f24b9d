"""Test on the months that followed how good the hotspots of each stored force are, and keep the result."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo_ij.access.permissions import Permission
from geo_ij.errors import NotFoundError, NothingStoredError, SettingsError
from geo_ij.frames import month_text
from geo_ij.hotspots.backtest import FEWEST_MONTHS, TEST_MONTHS, Plan, backtest, hull_area_m2, plan_cutoffs, runs_of
from geo_ij.hotspots.backtest_results import BackTest, from_plain, to_plain
from geo_ij.hotspots.history import YEAR
from geo_ij.hotspots.methods import DEFAULT_METHOD, METHODS
from geo_ij.services.access import allow
from geo_ij.services.progress import Progress, Silent
from geo_ij.services.stored_points import stored_points
from geo_ij.sources.shipped import police_force_area_km2, police_force_names
from geo_ij.store import backtest_rows, incident_rows
from geo_ij.store.backtest_rows import BackTestRow
from geo_ij.store.database import Database

USUAL_SHARES = (0.001, 0.0025, 0.005, 0.01)
"""The shares of the area, as fractions of 1, that places are compared on."""

USUAL_CUTOFFS = 4
"""How many months in turn are taken for the last one known."""


@dataclass(frozen=True)
class ForceBackTest:
    """One force's back-test; `area_known` is False where its area was guessed from its incidents.

    `up_to_date` is False where the force's data have changed since.
    """

    force: str
    force_name: str
    area_known: bool
    found: BackTest
    up_to_date: bool = True


@dataclass(frozen=True)
class BackTests:
    """The back-tests asked for; `left_out` says for each force that could not be tested why; `kept` for the pages."""

    tested: tuple[ForceBackTest, ...]
    left_out: dict[str, str] = field(default_factory=dict)
    kept: bool = True


def backtest_hotspots(
    database: Database,
    *,
    force: str | None = None,
    shares: Sequence[float] = USUAL_SHARES,
    methods: Sequence[str] | None = None,
    cutoffs: int = USUAL_CUTOFFS,
    months: int = YEAR,
    progress: Progress | None = None,
) -> BackTests:
    """Test the methods (default: all) on every stored force, or on one, given by its name or as in its files' names.

    `shares` of the area are fractions of 1. The default method is always tested, because the others are compared with
    it. Only the usual question, which changes nothing but the force, is kept for the staff pages, in place of what was
    kept before: another is somebody's own.

    Raises NothingStoredError without enough months, NotFoundError for a force that is not stored, SettingsError for a
    method or a share that cannot be used.
    """
    allow(database, Permission.SEE_HOTSPOTS)
    progress = progress or Silent()
    names = _checked_methods(methods)
    if not shares or not all(0 < share <= 1 for share in shares):
        raise SettingsError("A share of the area must be more than 0 and at most 100 per cent")
    with database.read() as connection:
        stored = incident_rows.stored_months(connection)
    forces = _forces(stored, force)
    usual = sorted(set(shares)) == sorted(USUAL_SHARES) and set(names) == set(METHODS)
    usual = usual and cutoffs == USUAL_CUTOFFS and months == YEAR
    tested, left_out = [], {}
    for slug in forces:
        plan = plan_of(stored, slug, months=months, cutoffs=cutoffs)
        if not plan.cutoffs:
            left_out[slug] = _too_few(stored, slug)
            continue
        one = _test(database, slug, stored, plan, names=names, shares=shares, months=months, progress=progress)
        if one is None:
            left_out[slug] = "its area is not known, and its incidents lie too close together to guess it"
        else:
            tested.append(one)
    if not tested:
        raise NothingStoredError(f"{slug}: {reason}" for slug, reason in left_out.items())
    if usual:
        _keep(database, tested, stored)
    return BackTests(tuple(tested), left_out, kept=usual)


def stored_backtests(database: Database) -> tuple[ForceBackTest, ...]:
    """Give the back-tests that are kept, by force; those of forces that are no longer stored are left out."""
    allow(database, Permission.SEE_HOTSPOTS)
    with database.read() as connection:
        rows = backtest_rows.read_backtests(connection)
        stored = incident_rows.stored_months(connection)
    known = set(stored["force"])
    return tuple(_thawed(row, stored) for row in rows if row.force in known)


def present_months(stored: pd.DataFrame, force: str) -> tuple[int, np.ndarray]:
    """Give the first stored month of a force and, for each month from it to its last, whether it has ASB."""
    rows = stored.loc[stored["force"] == force]
    first, last = int(rows["month"].min()), int(rows["month"].max())
    present = np.zeros(last - first + 1, dtype=bool)
    # A month in which a force published other crimes but no ASB at all is a gap in what it sent, not peace.
    present[rows.loc[rows["asb_read"] > 0, "month"].to_numpy() - first] = True
    return first, present


def plan_of(stored: pd.DataFrame, force: str, *, months: int, cutoffs: int) -> Plan:
    """Plan the cut-offs of a force by the months that are stored (as `incident_rows.stored_months` lists them)."""
    first, present = present_months(stored, force)
    return plan_cutoffs(present, first_month=first, months=months, cutoffs=cutoffs)


def area_of(force: str) -> float | None:
    """Give a force's area in square metres, or None where it is not known."""
    known = police_force_area_km2(force)
    return None if known is None else known * 1e6


def _test(
    database: Database,
    force: str,
    stored: pd.DataFrame,
    plan: Plan,
    *,
    names: Sequence[str],
    shares: Sequence[float],
    months: int,
    progress: Progress,
) -> ForceBackTest | None:
    """Test one force, or give None where no share of its area can be said."""
    first, present = present_months(stored, force)
    last = first + len(present) - 1
    with database.read() as connection:
        points = stored_points(connection, first_month=first, last_month=last, force=force)
    methods = {name: METHODS[name] for name in names}
    known = area_of(force)
    area = hull_area_m2(points) if known is None else known
    if area is None:
        return None
    label = f"Testing {force} after {', '.join(month_text(month) for month in plan.cutoffs)}"
    with progress.bar(label, total=runs_of(plan, methods), unit="run") as finished:
        found = backtest(
            points,
            plan=plan,
            first_month=first,
            months=months,
            area_m2=area,
            methods=methods,
            default=DEFAULT_METHOD,
            shares=shares,
            finished=finished,
        )
    return ForceBackTest(force, _name(force), known is not None, found)


def _checked_methods(wanted: Sequence[str] | None) -> list[str]:
    """Give the methods to test in the order of the table, the default among them."""
    unknown = [name for name in wanted or () if name not in METHODS]
    if unknown:
        raise SettingsError(f"{unknown[0]!r} is not a method: choose among {', '.join(METHODS)}")
    return [name for name in METHODS if not wanted or name in wanted or name == DEFAULT_METHOD]


def _forces(stored: pd.DataFrame, wanted: str | None) -> list[str]:
    if stored.empty:
        raise NothingStoredError("No police data are stored yet: run geo-ij import police with an archive first")
    known = sorted(stored["force"].unique().tolist())
    if wanted is None:
        return known
    for slug in known:
        if _plain(wanted) in (_plain(slug), _plain(_name(slug))):
            return [slug]
    raise NotFoundError(f"No data of a force called {wanted!r} are stored: stored are {', '.join(known)}")


def _plain(name: str) -> str:
    return " ".join(name.replace("-", " ").split()).casefold()


def _name(force: str) -> str:
    return police_force_names().get(force, force.replace("-", " ").capitalize())


def _too_few(stored: pd.DataFrame, force: str) -> str:
    first, present = present_months(stored, force)
    return (
        f"a back-test needs {FEWEST_MONTHS} months to learn from and then {TEST_MONTHS} without a gap to test on: "
        f"stored are {int(present.sum())} months from {month_text(first)} to {month_text(first + len(present) - 1)}; "
        "import more months"
    )


def _keep(database: Database, tested: Sequence[ForceBackTest], stored: pd.DataFrame) -> None:
    with database.write() as connection:
        for one in tested:
            row = BackTestRow(
                force=one.force,
                as_of=one.found.cutoffs[-1],
                test_months=one.found.test_months,
                data_fingerprint=_fingerprint(stored, one.force),
                result=json.dumps({"area_known": one.area_known} | to_plain(one.found), allow_nan=False),
            )
            backtest_rows.replace_backtest(connection, row)


def _thawed(row: BackTestRow, stored: pd.DataFrame) -> ForceBackTest:
    document = json.loads(row.result)
    return ForceBackTest(
        force=row.force,
        force_name=_name(row.force),
        area_known=document.pop("area_known"),
        found=from_plain(document),
        up_to_date=row.data_fingerprint == _fingerprint(stored, row.force),
    )


def _fingerprint(stored: pd.DataFrame, force: str) -> str:
    """Say in one line which data of a force are stored."""
    rows = stored.loc[stored["force"] == force, ["month", "fingerprint"]]
    lines = "\n".join(f"{month} {mark}" for month, mark in rows.itertuples(index=False))
    return hashlib.sha256(lines.encode()).hexdigest()
