"""Find hotspots by covering the most evidence with the least ground: freely placed discs, joined into places.

This is the budgeted maximal coverage problem (Khuller, Moss and Naor 1999) solved greedily: again and again the disc
with the most new evidence for its new area is taken. Discs may lie anywhere, so that shapes follow the place rather
than a grid. The steps: weigh the evidence at each point, cut the country into towns that cannot touch, choose discs
town by town on all processors, draw the places.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo_ij.hotspots.bins import Binned, binned, covered_sets, linked
from geo_ij.hotspots.choice import CELL_M, Candidates, Ground, Limits, choose
from geo_ij.hotspots.discs import ARM_RADIUS_M, Discs, draw_places
from geo_ij.hotspots.evidence import MILLIONTHS, evidence
from geo_ij.hotspots.held import NO_PLACES, places_by_score
from geo_ij.hotspots.history import hotspot_at
from geo_ij.hotspots.points import Floats, Integers, WeightedPoints
from geo_ij.hotspots.shapes import (
    DRAWN_RADIUS_M,
    GAP_M,
    LARGEST_AREA_M2,
    LARGEST_LENGTH_M,
    RADIUS_M,
    SQUARE_METRES_PER_HECTARE,
    Places,
    Polygons,
)
from geo_ij.hotspots.spacing import corners, spaced
from geo_ij.hotspots.uncertainty import spread

JOINS_AT_DENSITY = 0.25
"""A disc joins a place only if its new ground is at least this dense, as a share of the place's own density.

Measured on four forces (docs/explanation/hotspots.md): between a sixth and a half it hardly matters; below, thin
ground dilutes the best places.
"""

OVERLAPS = 0.1
"""A disc joins a place only if at least this share of it lies on the place already, so that the two hold together."""

YIELDS = 0.1
"""A disc joins a place only if at most this share of it lies on other places: there it is cut."""

ARM_DIRECTIONS = 12
"""Each point may be reached by an arm that has it on its edge, from as many directions."""

_AREA_SLACK = 0.98
"""Cells estimate an area to about 1 %: stay that much below the largest."""

_EDGE_M = 1.0
"""How far inside the edge of an arm its point lies."""

_MARGIN_CELLS = int(2 * RADIUS_M / CELL_M) + 1
"""Cells left free round the raster: a centre lies at most a radius from a point, and reaches out another."""

_TILES_FROM_SOUTH_TO_NORTH = 1_000_003
"""More than there are, so that a tile has one number."""

_APART_M = 350.0
"""Points farther apart than this are in different towns: their discs cannot touch, nor share a cell."""


def find_places(points: WeightedPoints, *, tile_m: float = 20_000.0, workers: int | None = None) -> Places:
    """Find every place at which an incident was recorded or a report made; its score is the evidence for each hectare.

    Towns are worked through tile by tile of `tile_m`, `workers` at a time (default: as many as there are processors);
    neither changes the result.
    """
    if not points.incidents.any() and not points.report_weight.any():
        return NO_PLACES
    ground = _ground(points)
    tiles = _tiles(ground, tile_m)
    with ThreadPoolExecutor(max_workers=workers or os.cpu_count()) as pool:
        shapes = np.concatenate(list(pool.map(lambda tile: _places_of(ground.at(tile)), tiles)))
    return places_by_score(points, shapes, _density(ground, shapes))


@dataclass(frozen=True)
class _Ground:
    """What is covered: positions (parts, 2), evidence and incidents in millionths, and the town of each part.

    Among the incidents are reports at their weight: either makes a place.
    """

    positions: Floats
    evidence: Integers
    incidents: Integers
    town: Integers

    def at(self, chosen: Integers) -> "_Ground":
        return _Ground(self.positions[chosen], self.evidence[chosen], self.incidents[chosen], self.town[chosen])


def _ground(points: WeightedPoints) -> _Ground:
    """Weigh the evidence, spread rough points, and put all in one order, whatever order they came in."""
    positions, weights = spread(points, evidence(points))
    _, incidents = spread(points, points.incidents + points.report_weight)
    order = np.lexsort((positions[:, 1], positions[:, 0]))
    positions = positions[order]
    weight, count = (np.round(part[order] * MILLIONTHS).astype(np.int64) for part in (weights, incidents))
    near = binned(positions, weight, count, side_m=_APART_M)
    town = np.empty(len(positions), dtype=np.int64)
    town[near.order] = linked(near, _APART_M)
    return _Ground(positions, weight, count, town)


def _tiles(ground: _Ground, tile_m: float) -> list[Integers]:
    """List the points of each tile; a town belongs whole to the tile of its lowest corner."""
    corner = corners(ground.positions, ground.town)
    square = np.floor(corner / tile_m).astype(np.int64)
    tile = square[:, 0] * _TILES_FROM_SOUTH_TO_NORTH + square[:, 1]
    order = np.argsort(tile, kind="stable")
    _, starts = np.unique(tile[order], return_index=True)
    return [np.asarray(part) for part in np.split(order, starts[1:])]


def _places_of(ground: _Ground) -> Polygons:
    """Choose the discs of one tile and draw its places."""
    points = binned(ground.positions, ground.evidence, ground.incidents)
    discs, raster = _candidates(ground, points)
    limits = Limits(
        core_m=RADIUS_M,
        arm_m=ARM_RADIUS_M,
        apart_m=2 * DRAWN_RADIUS_M + GAP_M,
        largest_cells=LARGEST_AREA_M2 * _AREA_SLACK / CELL_M**2,
        longest_m=LARGEST_LENGTH_M - 1,
        joins_at=JOINS_AT_DENSITY,
        overlaps=OVERLAPS,
        yields=YIELDS,
    )
    taken, place = choose(points, discs, raster, limits)
    return draw_places(Discs(np.column_stack([discs.x[taken], discs.y[taken]]), place - 1, is_core=discs.core[taken]))


def _candidates(ground: _Ground, points: Binned) -> tuple[Candidates, Ground]:
    """List the discs to choose from, on an empty raster."""
    chosen = spaced(ground.positions, ground.evidence, ground.town)
    cores, of_core = _distinct_cores(ground.positions[chosen], points, len(ground.positions))
    turn = 2 * np.pi * np.arange(ARM_DIRECTIONS) / ARM_DIRECTIONS
    aside = (ARM_RADIUS_M - _EDGE_M) * np.column_stack([np.cos(turn), np.sin(turn)])
    arms = (ground.positions[chosen][:, None] + aside[None]).reshape(-1, 2)
    centres = np.vstack([cores, ground.positions[chosen], arms])
    of = np.concatenate([chosen[of_core], chosen, np.repeat(chosen, ARM_DIRECTIONS)])
    # Cells are counted from the corner of each town, so that what lies elsewhere does not shift them.
    corner = corners(ground.positions, ground.town)
    base = np.floor((corner - corner.min(axis=0)) / CELL_M).astype(np.int64) + _MARGIN_CELLS
    cell = base[of] + np.floor((centres - corner[of]) / CELL_M).astype(np.int64)
    columns, rows = (cell.max(axis=0) + _MARGIN_CELLS).tolist()
    is_core = np.arange(len(centres)) < len(cores)
    x, y = np.ascontiguousarray(centres.T)
    raster = Ground(np.zeros(columns * rows, dtype=np.int32), _stencil(RADIUS_M, rows), _stencil(ARM_RADIUS_M, rows))
    return Candidates(x, y, cell[:, 0] * rows + cell[:, 1], is_core), raster


def _distinct_cores(positions: Floats, points: Binned, count: int) -> tuple[Floats, Integers]:
    """List the cores round the positions that cover different sets of the points, and the position by each."""
    centres, of = candidate_cores(positions)
    # Two sets are taken for equal when sums of random 62-bit labels are: the chance of an error is negligible.
    labels = np.random.default_rng(0).integers(1, 2**62, size=count)
    x, y = np.ascontiguousarray(centres.T)
    sums = covered_sets(points, labels[points.order], x, y, RADIUS_M)
    _, first = np.unique(sums, return_index=True)
    first.sort()
    return centres[first], of[first]


def candidate_cores(positions: Floats) -> tuple[Floats, Integers]:
    """List where a best core can be centred: points, mid-points of near pairs, and each pair's circle intersections.

    Any set of points that some disc of the radius covers is covered by one centred at such an intersection (or at a
    point), so nothing is lost by looking only here. Gives centres (candidates, 2) and the number of a point by each.
    """
    pairs = cKDTree(positions).query_pairs(2 * RADIUS_M, output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    first, second = positions[pairs[:, 0]], positions[pairs[:, 1]]
    middle, across = (first + second) / 2, second - first
    length = np.maximum(np.hypot(across[:, 0], across[:, 1]), _EDGE_M)
    height = np.sqrt(np.maximum(RADIUS_M**2 - length**2 / 4, 0.0))
    aside = np.column_stack([-across[:, 1], across[:, 0]]) * (height / length)[:, None]
    of = np.concatenate([np.arange(len(positions)), *[pairs[:, 0]] * 3])
    return np.vstack([positions, middle, middle + aside, middle - aside]), of


def _stencil(radius_m: float, stride: int) -> Integers:
    """List the cells of a disc as steps from its middle in a raster whose columns have `stride` cells."""
    reach = np.arange(-int(radius_m / CELL_M), int(radius_m / CELL_M) + 1)
    column, row = np.meshgrid(reach, reach, indexing="ij")
    within = (column**2 + row**2) * CELL_M**2 <= radius_m**2
    return np.asarray((column * stride + row)[within], dtype=np.int64)


def _density(ground: _Ground, shapes: Polygons) -> Floats:
    """Give the evidence for each hectare of each shape, in incidents."""
    inside = hotspot_at(ground.positions, shapes)
    held = np.bincount(inside[inside >= 0], weights=ground.evidence[inside >= 0], minlength=len(shapes))
    return np.asarray(held / MILLIONTHS / shapely.area(shapes) * SQUARE_METRES_PER_HECTARE)
