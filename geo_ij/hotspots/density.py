"""Find hotspots as the peaks of a kernel density surface, each a disc of the smallest width that may be published.

The kernel is the quartic one of crime mapping (Silverman 1986, section 4.2), summed exactly at the centres of a raster.
"""

from collections.abc import Iterator

import numpy as np
from scipy.spatial import cKDTree

from geo_ij.hotspots.discs import Discs, draw_places
from geo_ij.hotspots.held import NO_PLACES, places_by_score
from geo_ij.hotspots.points import Floats, Integers, WeightedPoints
from geo_ij.hotspots.shapes import DRAWN_RADIUS_M, GAP_M, SQUARE_METRES_PER_HECTARE, Places
from geo_ij.hotspots.uncertainty import spread

BANDWIDTH_M = 150.0
"""How far the kernel reaches: the width of the smallest place."""

CELL_M = 25.0
"""The side of the raster's cells. Their edges lie at multiples of it, so that nothing far away moves them."""

_TILE_CELLS = 400
"""Tiles of 10 km are worked through one by one, so that a whole country needs no more memory than a city."""


def find_places(points: WeightedPoints, *, bandwidth_m: float = BANDWIDTH_M) -> Places:
    """Find a disc round each peak of the surface; the score is the height of the peak, in incidents per hectare.

    Of peaks too close for two discs the higher is kept.
    """
    points = points.at(points.incidents > 0)
    if len(points) == 0:
        return NO_PLACES
    positions, weights = spread(points, points.incidents.astype(np.float64))
    # A sum of floats depends on its order, so the points are put in one order whatever order they came in.
    order = np.lexsort((positions[:, 1], positions[:, 0]))
    centres, heights = peaks(positions[order], weights[order], bandwidth_m=bandwidth_m)
    kept = _highest_apart(centres, heights)
    shapes = draw_places(Discs(centres[kept], np.arange(len(kept)), is_core=np.ones(len(kept), dtype=bool)))
    return places_by_score(points, shapes, heights[kept] * SQUARE_METRES_PER_HECTARE)


def peaks(positions: Floats, weights: Floats, *, bandwidth_m: float) -> tuple[Floats, Floats]:
    """Give the centres (peaks, 2) and heights (incidents per square metre) of the cells that no neighbour overtops.

    Of neighbours of one height the most western, then the most southern is the peak.
    """
    found: list[tuple[Floats, Floats]] = []
    for corner, near in _tiles(positions, bandwidth_m):
        # One cell more on each side, so that the tile's own edge cells see all their neighbours.
        height = surface(
            positions[near], weights[near], corner=corner - 1, cells=_TILE_CELLS + 2, bandwidth_m=bandwidth_m
        )
        column, row = np.nonzero(_overtops(height))
        centres = (np.column_stack([column, row]) + corner + 0.5) * CELL_M
        found.append((np.asarray(centres, dtype=np.float64), height[column + 1, row + 1]))
    return np.vstack([centres for centres, _ in found]), np.concatenate([heights for _, heights in found])


def surface(positions: Floats, weights: Floats, *, corner: Integers, cells: int, bandwidth_m: float) -> Floats:
    """Sum the quartic kernel at the centres of a square block of cells: incidents per square metre, (columns, rows).

    `positions` (points, 2) are in metres; `corner` is the column and row of the block's first cell, counted from the
    grid's origin, and `cells` how many cells it is wide and high.
    """
    reach = int(np.ceil(bandwidth_m / CELL_M))
    steps = np.arange(-reach, reach + 1)
    own = np.floor(positions / CELL_M)
    # By axis (points, 2, steps): how far the cell centres in reach lie, and which cells of the block they are.
    away = (positions - (own + 0.5) * CELL_M)[..., None] - steps * CELL_M
    cell = (own.astype(np.int64) - corner)[..., None] + steps
    inside = (cell >= 0) & (cell < cells)
    squares = away[:, 0, :, None] ** 2 + away[:, 1, None, :] ** 2
    # (1 - d2 / b2)^2 within the bandwidth b; with 3 / (pi b2) each incident counts once over all ground.
    height = np.maximum(1 - squares / bandwidth_m**2, 0.0) ** 2
    height *= (weights * 3 / (np.pi * bandwidth_m**2))[:, None, None]
    hit = (height > 0) & inside[:, 0, :, None] & inside[:, 1, None, :]
    flat = (cell[:, 0, :, None] * cells + cell[:, 1, None, :])[hit]
    total = np.bincount(flat, height[hit], minlength=cells * cells)
    return np.asarray(total.reshape(cells, cells), dtype=np.float64)


def _tiles(positions: Floats, bandwidth_m: float) -> Iterator[tuple[Integers, Integers]]:
    """Go through the tiles that any point reaches: the tile's first cell, and the points that reach it, in order."""
    reach = np.ceil(bandwidth_m / CELL_M) + 1
    cell = np.floor(positions / CELL_M)
    sides = np.array([(east, north) for east in (-reach, reach) for north in (-reach, reach)])
    tiles = np.floor((cell[:, None] + sides) / _TILE_CELLS).astype(np.int64)
    wide = int(tiles[..., 1].max() - tiles[..., 1].min()) + 1
    key = (tiles[..., 0] * wide + tiles[..., 1] - tiles[..., 1].min()).ravel()
    order = np.argsort(key, kind="stable")
    starts = np.nonzero(np.diff(key[order], prepend=key[order[0]] - 1))[0]
    for group in np.split(order, starts[1:]):
        yield tiles.reshape(-1, 2)[group[0]] * _TILE_CELLS, np.unique(group // len(sides))


def _overtops(height: Floats) -> np.ndarray:
    """Say which inner cells no neighbour overtops, and none before it equals."""
    inner = height[1:-1, 1:-1]
    found = inner > 0
    for east in (-1, 0, 1):
        for north in (-1, 0, 1):
            other = height[1 + east : height.shape[0] - 1 + east, 1 + north : height.shape[1] - 1 + north]
            if (east, north) < (0, 0):
                found &= inner > other
            elif (east, north) > (0, 0):
                found &= inner >= other
    return found


def _highest_apart(centres: Floats, heights: Floats) -> Integers:
    """Choose peaks from the highest down, leaving out each that is too close to one chosen before."""
    order = np.lexsort((centres[:, 1], centres[:, 0], -heights))
    pairs = cKDTree(centres[order]).query_pairs(2 * DRAWN_RADIUS_M + GAP_M, output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]  # each pair has the higher peak first
    left_out = np.zeros(len(order), dtype=bool)
    for higher, lower in pairs.tolist():
        if not left_out[higher]:
            left_out[lower] = True
    return np.asarray(order[~left_out])
