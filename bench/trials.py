"""Put variants of the default to the test of `capture`: the same forces, months, shares of the ground and peers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from bench.capture import AREA_KM2, NOT_IN_THE_GOALS
from bench.open_data import FORCES, archive, points_of
from bench.peers import PEERS
from geo_ij.hotspots.backtest import TEST_MONTHS, known_after, plan_cutoffs
from geo_ij.hotspots.captures import best_first, taken_within
from geo_ij.hotspots.history import hotspot_at
from geo_ij.hotspots.points import Floats, Integers, WeightedPoints
from geo_ij.hotspots.shapes import Places, Polygons
from geo_ij.services.backtest_hotspots import USUAL_CUTOFFS, USUAL_SHARES

MONTHS = 12
"""How far back a method looks."""

PUBLISHED = tuple(name for name in PEERS if name not in NOT_IN_THE_GOALS)
"""The peers of which the best is compared with: counts, kernel densities and Gi*."""


@dataclass(frozen=True)
class Trial:
    """One cut-off of one force: what was known, where what came after is recorded, and the ground that may be taken."""

    known: WeightedPoints
    later: WeightedPoints
    budgets_m2: Floats


def points_here() -> dict[str, WeightedPoints]:
    """Give the points of each force whose data are here."""
    paths = {force: archive(f"police/{force}-2025.zip") for force in FORCES}
    return {force: points_of(path) for force, path in paths.items() if path}


def trials_here() -> dict[str, list[Trial]]:
    """Give the trials of each force whose data are here."""
    return {force: trials_of(points, area_m2=AREA_KM2[force] * 1e6) for force, points in points_here().items()}


def trials_of(points: WeightedPoints, *, area_m2: float) -> list[Trial]:
    """Cut one force's months at the usual cut-offs."""
    stored = np.ones(points.monthly.shape[1], dtype=bool)
    plan = plan_cutoffs(stored, first_month=0, months=MONTHS, cutoffs=USUAL_CUTOFFS)
    found = []
    for cutoff in plan.cutoffs:
        later = known_after(points, cutoff + 1 + TEST_MONTHS, months=TEST_MONTHS)
        known = known_after(points, cutoff + 1, months=MONTHS)
        found.append(Trial(known, later.at(later.incidents > 0), np.array(USUAL_SHARES) * area_m2))
    return found


@dataclass(frozen=True)
class Taken:
    """The places of which some budget takes a part, best first, and how much of each: shape (budgets, places)."""

    shapes: Polygons
    parts: Floats

    def caught(self, positions: Floats, incidents: Integers) -> Floats:
        """Say how many of the incidents at each position (n, 2) are caught: shape (n, budgets)."""
        inside = hotspot_at(positions, self.shapes)
        held = inside >= 0
        caught = np.zeros((len(positions), len(self.parts)))
        caught[held] = incidents[held, None] * self.parts[:, inside[held]].T
        return caught


def taken_by(places: Places, trial: Trial) -> Taken:
    """Take a method's places best first until each budget of ground is used."""
    shapes = best_first(places, trial.known)
    parts = taken_within(shapes, trial.budgets_m2)
    first = int(np.count_nonzero(parts.max(axis=0, initial=0.0)))
    return Taken(shapes[:first], parts[:, :first])


def hits(method: Callable[[WeightedPoints], Places], trials: Iterable[Trial]) -> Floats:
    """Count what a method catches over all cut-offs of a force: shape (budgets,)."""
    caught = []
    for trial in trials:
        taken = taken_by(method(trial.known), trial)
        caught.append(taken.caught(trial.later.positions, trial.later.incidents).sum(axis=0))
    return np.asarray(np.sum(caught, axis=0))


def peer_places(name: str, known: WeightedPoints) -> Places:
    """Draw what a published peer finds; it sees anti-social behaviour only."""
    return Places(*PEERS[name](known.at(known.incidents > 0)))


def best_peer_hits(trials: Sequence[Trial]) -> Floats:
    """Count what the best published peer catches, chosen anew for each budget and after the event."""
    return np.asarray(np.max([hits(partial(peer_places, name), trials) for name in PUBLISHED], axis=0))


def tested(trials: Iterable[Trial]) -> int:
    """Count the incidents that could be caught."""
    return sum(int(trial.later.incidents.sum()) for trial in trials)


def ratios(
    method: Callable[[WeightedPoints], Places], trials: Mapping[str, Sequence[Trial]], peers: Mapping[str, Floats]
) -> Floats:
    """Give what a method catches for each incident that the best peer catches: shape (forces, budgets)."""
    return np.array([hits(method, trials[force]) / peers[force] for force in trials])
