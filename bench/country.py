"""Make up a country of incidents with the shape of the real one, to measure speed and memory at its size.

What is imitated was measured on four forces' police points of 2025 (all crime types): half of the points have their
nearest neighbour within 85 to 97 m and a twentieth within 35 m; a point has 2.2 to 2.7 others within 150 m, one in a
hundred has nine or more; one point in eleven stands alone; the busiest tenth of the points holds about half of the ASB.
"""

import numpy as np

from geo_ij.hotspots.points import Floats, Integers, WeightedPoints

COUNTRY_POINTS = 714_000
"""How many police map points had an incident in the archives of one country."""

COUNTRY_INCIDENTS = 25_000_000

COUNTRY_SIDES_M = (600_000.0, 1_000_000.0)
"""West to east and south to north, about as Great Britain."""

_ALONE = 0.09
_SMALLEST_TOWN, _LARGEST_TOWN = 3, 60_000
_TOWN_TAIL = 0.9
_SPREAD_M, _SPREAD_POWER, _SPREAD_SIGMA = 58.0, 0.53, 0.25
_JITTER_M = 36.0
_BUSY_SIGMA, _BUSY_CENTRE = 1.25, 0.8


def country(*, points: int = COUNTRY_POINTS, incidents: int | None = None, seed: int = 0) -> WeightedPoints:
    """Make unique points at whole metres, with at least one incident each, in one month.

    Fewer points make a smaller country of the same kind. Without `incidents` there are as many for each point as in
    the whole country, 25 million on 714,000 points.
    """
    random = np.random.default_rng(seed)
    total = incidents or round(points * COUNTRY_INCIDENTS / COUNTRY_POINTS)
    sides = np.array(COUNTRY_SIDES_M) * np.sqrt(points / COUNTRY_POINTS)
    wanted = round(points * 1.01) + 10  # a few fall on one another
    town_of, rank, size = _towns(random, round(wanted * (1 - _ALONE)))
    placed = random.uniform(0, 1, (town_of.max() + 1, 2)) * sides
    spread = _SPREAD_M * np.exp(random.normal(0, _SPREAD_SIGMA, len(placed)))
    alone = random.uniform(0, 1, (wanted - len(rank), 2)) * sides
    positions = np.vstack([placed[town_of] + _within_town(random, rank, spread[town_of]), alone]).round() + 100_000.0
    busy = np.concatenate([-_BUSY_CENTRE * np.sqrt(rank / size), np.full(len(alone), -_BUSY_CENTRE)])
    distinct, first = np.unique(positions, axis=0, return_index=True)
    kept = np.sort(random.permutation(len(distinct))[:points])
    counts = _incidents(random, busy[first][kept], total)
    zeros = np.zeros(points, dtype=np.int64)
    return WeightedPoints(distinct[kept], counts[:, None], zeros, ("country",), zeros.astype(np.float64))


def _towns(random: np.random.Generator, points: int) -> tuple[Integers, Integers, Integers]:
    """Share points between towns of heavy-tailed sizes: each point's town, its rank in it, and the town's size."""
    largest = max(_SMALLEST_TOWN, min(_LARGEST_TOWN, points // 8))
    sizes = np.minimum(_SMALLEST_TOWN * random.uniform(0, 1, points) ** (-1 / _TOWN_TAIL), largest).astype(np.int64)
    sizes = sizes[: np.searchsorted(sizes.cumsum(), points) + 1]
    town_of = np.repeat(np.arange(len(sizes)), sizes)[:points]
    starts = sizes.cumsum() - sizes
    return town_of, np.arange(points) - starts[town_of], sizes[town_of]


def _within_town(random: np.random.Generator, rank: Integers, spread: Floats) -> Floats:
    """Wind a town's points round its middle, evenly apart and thinner outwards, then jolt each."""
    radius = spread * (rank + 0.5) ** _SPREAD_POWER
    angle = rank * np.pi * (3 - np.sqrt(5.0))  # the golden angle: a sunflower's seeds
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]) + random.normal(
        0, _JITTER_M, (len(rank), 2)
    )


def _incidents(random: np.random.Generator, busy: Floats, total: int) -> Integers:
    """Give each point one incident and share the rest by a log-normal law, town middles first."""
    worth = np.exp(busy + random.normal(0, _BUSY_SIGMA, len(busy)))
    return np.asarray(1 + random.multinomial(total - len(busy), worth / worth.sum()))
