"""Say how much of a quarter the best places found just before it held: the quick test that goes with a publication."""

from dataclasses import dataclass

from geo_ij.access.permissions import Permission
from geo_ij.frames import month_text
from geo_ij.hotspots.backtest import BEST_PLACES, TEST_MONTHS, hull_area_m2, known_after
from geo_ij.hotspots.captures import Capture, best_first, captured_by
from geo_ij.hotspots.history import YEAR
from geo_ij.hotspots.methods import DEFAULT_METHOD, METHODS
from geo_ij.services.access import allow
from geo_ij.services.backtest_hotspots import area_of, plan_of
from geo_ij.services.progress import Progress, Silent
from geo_ij.services.stored_points import stored_points
from geo_ij.store import incident_rows
from geo_ij.store.database import Database


@dataclass(frozen=True)
class QuarterHeld:
    """What the best places held, after the month number `cutoff`, of an area in square metres.

    `area_known` is False where the area was guessed from the incidents.
    """

    cutoff: int
    best: Capture
    area_m2: float
    area_known: bool


def judge_quarter(database: Database, *, last_month: int, progress: Progress | None = None) -> QuarterHeld | None:
    """Test the default method's best places of all forces together on the quarter that ends with a month number.

    What comes of it is published, so incidents that count in nothing public are left out.

    None where a force lacks a month of the quarter, has too few months before it, or an area that cannot be guessed.
    """
    allow(database, Permission.SEE_HOTSPOTS)
    cutoff = last_month - TEST_MONTHS
    first = cutoff - YEAR + 1
    with database.read() as connection:
        stored = incident_rows.stored_months(connection, publishable_only=True)
        stored = stored.loc[stored["month"].between(first, last_month)]
        forces = sorted(stored["force"].unique().tolist())
        plans = [plan_of(stored, force, months=YEAR, cutoffs=1) for force in forces]
        if not plans or any(plan.cutoffs != (cutoff,) for plan in plans):
            return None
        (progress or Silent()).say(f"Testing the hotspots up to {month_text(cutoff)} on what followed")
        points = stored_points(connection, first_month=first, last_month=last_month, publishable_only=True)
    areas = [area for force in forces if (area := area_of(force)) is not None]
    area_known = len(areas) == len(forces)
    area = sum(areas) if area_known else hull_area_m2(points)
    if area is None:
        return None
    known, later = known_after(points, YEAR, months=YEAR), points.latest(TEST_MONTHS)
    best = best_first(METHODS[DEFAULT_METHOD](known), known)[:BEST_PLACES]
    return QuarterHeld(cutoff, captured_by(best, later), area, area_known)
