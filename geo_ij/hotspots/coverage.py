"""Find hotspots by covering the most incidents with the least ground: freely placed discs, joined into places.

This is the budgeted maximal coverage problem (Khuller, Moss and Naor 1999) solved greedily: again and again the disc
with the most new incidents for its new area is taken. Discs may lie anywhere, so that shapes follow the place rather
than a grid. A disc becomes a place of its own where the ground is free, else it joins the place that it overlaps.
"""

import heapq
from dataclasses import dataclass, field

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo_ij.hotspots.history import hotspot_of
from geo_ij.hotspots.points import Floats, Integers, WeightedPoints
from geo_ij.hotspots.shapes import (
    DRAWN_RADIUS_M,
    LARGEST_AREA_M2,
    LARGEST_LENGTH_M,
    OPENING_RADIUS_M,
    RADIUS_M,
    SQUARE_METRES_PER_HECTARE,
    Places,
    draw_places,
)

FEWEST_INCIDENTS = 2
"""One incident is not a pattern."""

JOINS_AT_DENSITY = 0.25
"""A disc joins a place only if its new ground is at least this dense, as a share of the place's own density.

Measured on four forces (docs/explanation/hotspots.md): 0.25 to 0.4 captures most of the next quarter's ASB at the
smallest area shares; below, thin ground dilutes the best places; above, their edges are lost.
"""

_CELL_M = 12.5
"""The side of the cells in which new ground is counted while choosing; final areas are exact."""

_AREA_SLACK = 0.98
"""Cells estimate an area to about 1 %: stay that much below the largest."""


def find_places(points: WeightedPoints) -> Places:
    """Find every place with at least two incidents; its score is incidents per hectare."""
    if len(points) == 0:
        return Places(np.empty(0, dtype=object), np.empty(0))
    # Ties go to the point that lies first, so the points are put in one order whatever order they came in.
    order = np.lexsort((points.positions[:, 1], points.positions[:, 0]))
    cover = _Cover(points.positions[order], points.incidents[order])
    cover.run()
    shapes = draw_places(cover.centres, [place.discs for place in cover.places], cover.order)
    shapes = np.asarray(shapes[[shape is not None for shape in shapes]])
    inside = hotspot_of(points, shapes)
    held = np.bincount(inside[inside >= 0], weights=points.incidents[inside >= 0], minlength=len(shapes))
    return Places(shapes, held / shapely.area(shapes) * SQUARE_METRES_PER_HECTARE)


def candidate_centres(positions: Floats) -> Floats:
    """List where a best disc can be centred: points, mid-points of near pairs, and each pair's circle intersections.

    Any set of points that some disc of the radius covers is covered by one centred at such an intersection (or at a
    point), so nothing is lost by looking only here. Shape (candidates, 2).
    """
    pairs = cKDTree(positions).query_pairs(2 * RADIUS_M, output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    first, second = positions[pairs[:, 0]], positions[pairs[:, 1]]
    middle, across = (first + second) / 2, second - first
    length = np.hypot(across[:, 0], across[:, 1])
    height = np.sqrt(np.maximum(RADIUS_M**2 - length**2 / 4, 0.0))
    aside = np.column_stack([-across[:, 1], across[:, 0]]) * (height / length)[:, None]
    return np.vstack([positions, middle, middle + aside, middle - aside])


@dataclass
class _Place:
    """A place in the making: its discs, and estimates of what it holds and how much ground it takes."""

    discs: list[int] = field(default_factory=list)
    incidents: float = 0.0
    cells: int = 0


class _Cover:
    """The state of the greedy choice: which ground is taken by whom, which incidents are still free."""

    def __init__(self, positions: Floats, incidents: Integers) -> None:
        self.centres, self._covered, self._starts = _distinct_candidates(positions)
        self._free_incidents = incidents.astype(np.float64)
        self.places: list[_Place] = []
        self.order: list[int] = []
        corner = positions.min(axis=0) - 3 * RADIUS_M
        size = ((positions.max(axis=0) + 3 * RADIUS_M - corner) / _CELL_M).astype(np.int64) + 1
        self._owner = np.zeros(size.prod(), dtype=np.int32)
        column, row = ((self.centres - corner) / _CELL_M).astype(np.int64).T
        self._cell = (column * size[1] + row).tolist()
        reach = np.arange(-int(RADIUS_M / _CELL_M), int(RADIUS_M / _CELL_M) + 1)
        dx, dy = np.meshgrid(reach, reach, indexing="ij")
        within = (dx**2 + dy**2) * _CELL_M**2 <= RADIUS_M**2
        self._disc = (dx * size[1] + dy)[within]
        core = (dx**2 + dy**2) * _CELL_M**2 <= OPENING_RADIUS_M**2
        self._core = (dx * size[1] + dy)[core]

    def run(self) -> None:
        """Take discs, best first, until none is left; a candidate whose worth has changed goes back in line."""
        whole = len(self._disc)
        gains = np.add.reduceat(self._free_incidents[self._covered], self._starts[:-1])
        line = list(zip((-gains / whole).tolist(), range(len(gains)), strict=True))
        heapq.heapify(line)
        while line:
            worth, disc = heapq.heappop(line)
            gain = self._new_incidents(disc)
            owners = self._owner[self._cell[disc] + self._disc]
            free = whole - int(np.count_nonzero(owners))
            if gain <= 0 or free == 0:
                continue
            if -gain / free > worth + 1e-12:
                heapq.heappush(line, (-gain / free, disc))
                continue
            place = self._place_for(disc, gain, free, owners)
            if place is not None:
                self._take(disc, place, gain, free)

    def _new_incidents(self, disc: int) -> float:
        return float(self._free_incidents[self._covered[self._starts[disc] : self._starts[disc + 1]]].sum())

    def _place_for(self, disc: int, gain: float, free: int, owners: Integers) -> int | None:
        """Say which place the disc joins: a new one on free ground, else the one it overlaps most and may join."""
        if free == len(self._disc):
            if gain < FEWEST_INCIDENTS:
                return None
            self.places.append(_Place())
            return len(self.places)
        met, cells = np.unique(owners[owners > 0], return_counts=True)
        core_owners = self._owner[self._cell[disc] + self._core]
        for place in met[np.argsort(-cells, kind="stable")].tolist():
            others_in_core = np.count_nonzero((core_owners > 0) & (core_owners != place))
            if not others_in_core and self._may_join(disc, self.places[place - 1], gain, free):
                return int(place)
        return None

    def _may_join(self, disc: int, place: _Place, gain: float, free: int) -> bool:
        if (place.cells + free) * _CELL_M**2 > LARGEST_AREA_M2 * _AREA_SLACK:
            return False
        if gain / free < JOINS_AT_DENSITY * place.incidents / place.cells:
            return False
        reach = np.sqrt(((self.centres[place.discs] - self.centres[disc]) ** 2).sum(axis=1).max())
        return bool(reach + 2 * DRAWN_RADIUS_M <= LARGEST_LENGTH_M)

    def _take(self, disc: int, place: int, gain: float, free: int) -> None:
        ground = self._cell[disc] + self._disc
        self._owner[ground] = np.where(self._owner[ground] == 0, place, self._owner[ground])
        self._free_incidents[self._covered[self._starts[disc] : self._starts[disc + 1]]] = 0.0
        taken = self.places[place - 1]
        taken.discs.append(disc)
        taken.incidents += gain
        taken.cells += free
        self.order.append(disc)


def _distinct_candidates(positions: Floats) -> tuple[Floats, Integers, list[int]]:
    """Give the candidates that cover different sets of points, and those points in one array cut by `starts`."""
    centres = candidate_centres(positions)
    near = cKDTree(centres).sparse_distance_matrix(cKDTree(positions), RADIUS_M + 1e-6, output_type="ndarray")
    near = near[np.lexsort((near["j"], near["i"]))]
    starts = np.searchsorted(near["i"], np.arange(len(centres) + 1))
    # Two sets are taken for equal when sums of random 62-bit labels are: the chance of an error is nil.
    labels = np.random.default_rng(0).integers(1, 2**62, size=len(positions))
    _, first = np.unique(np.add.reduceat(labels[near["j"]], starts[:-1]), return_index=True)
    first.sort()
    sizes = np.diff(starts)[first]
    kept = np.repeat(starts[first] - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
    return centres[first], near["j"][kept].astype(np.int64), [0, *np.cumsum(sizes).tolist()]
