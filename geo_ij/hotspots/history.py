"""Count what happened inside each hotspot, month by month, and say how it changes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo_ij.hotspots.points import Floats, Integers, WeightedPoints
from geo_ij.hotspots.shapes import Polygons
from geo_ij.vocabulary import Comparison

YEAR = 12

_AT_ONCE = 50_000
"""How many points are looked up in one go."""


@dataclass(frozen=True)
class Histories:
    """What each hotspot held: `monthly` (hotspots, months) and `observed`, which of those months have data at all.

    `elsewhere` is what the hotspot's force recorded outside it in the same months: how the season ran. `earlier`,
    `earlier_observed` and `earlier_elsewhere` are the same for the months a year before.
    """

    monthly: Integers
    observed: npt.NDArray[np.bool_]
    elsewhere: Integers
    earlier: Integers
    earlier_observed: npt.NDArray[np.bool_]
    earlier_elsewhere: Integers

    @property
    def incidents(self) -> Integers:
        """Incidents of each hotspot in all months together."""
        return np.asarray(self.monthly.sum(axis=1))

    @property
    def months_active(self) -> Integers:
        """In how many months each hotspot had an incident."""
        return np.asarray((self.monthly > 0).sum(axis=1))


def hotspot_of(points: WeightedPoints, shapes: Polygons) -> Integers:
    """Give, for each point, the number of the hotspot that it lies in, or -1."""
    return hotspot_at(points.positions, shapes)


def hotspot_at(positions: Floats, shapes: Polygons) -> Integers:
    """Give, for each position (positions, 2), the number of the hotspot that it lies in, or -1."""
    found = np.full(len(positions), -1, dtype=np.int64)
    if len(shapes) and len(positions):
        tree = shapely.STRtree(shapes)
        # Part by part, so that a country's points are not all objects at once.
        for start in range(0, len(positions), _AT_ONCE):
            part = shapely.points(positions[start : start + _AT_ONCE])
            inside, hotspot = tree.query(part, predicate="intersects")
            found[start + inside] = hotspot
    return found


def histories(points: WeightedPoints, shapes: Polygons, *, present: npt.NDArray[np.bool_], months: int) -> Histories:
    """Count the months of each hotspot; `points` holds the last `2 * YEAR` or more months, the newest last.

    `present` (forces, months as in points.monthly) says which force-months are stored: a month that the force of a
    hotspot did not publish is not observed, which is not the same as zero.
    """
    inside = hotspot_of(points, shapes)
    held = inside >= 0
    counts = np.zeros((len(shapes), points.monthly.shape[1]), dtype=np.int64)
    np.add.at(counts, inside[held], points.monthly[held])
    force = _main_force(points, inside, len(shapes))
    observed = present[force] if len(points.forces) else counts > 0
    recorded = np.zeros((max(1, len(points.forces)), points.monthly.shape[1]), dtype=np.int64)
    np.add.at(recorded, points.force_of, points.monthly)
    elsewhere = np.maximum(recorded[force] - counts, 0)  # a hotspot across a border holds what two forces recorded
    window, before = slice(-months, None), slice(-months - YEAR, -YEAR)
    return Histories(
        monthly=counts[:, window],
        observed=observed[:, window],
        elsewhere=elsewhere[:, window],
        earlier=counts[:, before],
        earlier_observed=observed[:, before],
        earlier_elsewhere=elsewhere[:, before],
    )


def _main_force(points: WeightedPoints, inside: Integers, hotspots: int) -> Integers:
    """Give the number of the force that recorded most of each hotspot's incidents."""
    held = inside >= 0
    votes = np.zeros((hotspots, max(1, len(points.forces))))
    np.add.at(votes, (inside[held], points.force_of[held]), points.incidents[held])
    return np.asarray(votes.argmax(axis=1))


def trends(history: Histories) -> tuple[Floats, list[Comparison | None]]:
    """Give each hotspot's change (incidents now for each incident then) and what it is compared with.

    Compared are the observed months with the same months a year earlier, where all of those are observed; else the
    later half of the observed months with the earlier half. 1.0 means no change, 2.0 twice as many; NaN and None where
    there is nothing to compare.
    """
    change = np.full(len(history.monthly), np.nan)
    compared: list[Comparison | None] = [None] * len(change)
    for row, (now, seen) in enumerate(zip(history.monthly, history.observed, strict=True)):
        if history.earlier_observed.shape[1] == len(seen) and history.earlier_observed[row][seen].all() and seen.any():
            later, before = now[seen].sum(), history.earlier[row][seen].sum()
            comparison = Comparison.YEAR_EARLIER
        else:
            observed = now[seen]
            half = len(observed) // 2
            later, before = observed[len(observed) - half :].sum(), observed[:half].sum()
            comparison = Comparison.EARLIER_HALF
        if before > 0:
            change[row], compared[row] = later / before, comparison
    return change, compared
