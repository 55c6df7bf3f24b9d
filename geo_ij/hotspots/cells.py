"""Find hotspots as cells of a fixed grid: the fullest ones (counts), or those with the fullest surroundings (Gi*).

Cells are as small as a place may be, with rounded corners, because a sharp corner is a thin part. The grid starts at
the national grid's origin, so that the same ground is always the same cell.
"""

import numpy as np
import shapely
from scipy.ndimage import correlate1d

from geo_ij.hotspots.held import NO_PLACES, places_by_density, places_by_score
from geo_ij.hotspots.points import Floats, Integers, WeightedPoints
from geo_ij.hotspots.shapes import GAP_M, Places, Polygons
from geo_ij.hotspots.uncertainty import spread

PITCH_M = 151.0
"""From one cell to the next: the smallest width, the gap between neighbours, and room for rounding."""

CORNER_M = 38.0
"""Radius of the corners. Opening a cell then takes 4 % of it; with 35 m it would take more than 5 %."""

QUEEN = 9
"""How many cells a neighbourhood has: the cell and the eight that touch it (queen contiguity with itself)."""


def find_counts(points: WeightedPoints) -> Places:
    """Find every cell with enough incidents; its score is incidents per hectare."""
    points = points.at(points.incidents > 0)
    if len(points) == 0:
        return NO_PLACES
    cells, _ = count_cells(points)
    return places_by_density(points, draw_cells(cells))


def find_gistar(points: WeightedPoints) -> Places:
    """Find every cell with enough incidents; its score is Gi*, how far its neighbourhood stands above the average.

    Average and variance are over the rectangle of cells that holds all points, with a cell's margin, so incidents far
    away move all scores together and leave their order as it was.
    """
    points = points.at(points.incidents > 0)
    if len(points) == 0:
        return NO_PLACES
    cells, counts = count_cells(points)
    low, high = cells.min(axis=0) - 1, cells.max(axis=0) + 1
    scores = local_statistics(cells, counts, area_cells=int(np.prod(high - low + 1)))
    return places_by_score(points, draw_cells(cells), scores)


def count_cells(points: WeightedPoints) -> tuple[Integers, Floats]:
    """Count the incidents of each cell that has any: columns and rows (cells, 2), in order, and counts (cells,)."""
    positions, weights = spread(points, points.incidents.astype(np.float64))
    # A sum of floats depends on its order, so the points are put in one order whatever order they came in.
    order = np.lexsort((positions[:, 1], positions[:, 0]))
    cell_of = np.floor(positions[order] / PITCH_M).astype(np.int64)
    cells, number = np.unique(cell_of, axis=0, return_inverse=True)
    counts = np.bincount(number.ravel(), weights[order], minlength=len(cells))
    return cells, np.asarray(counts, dtype=np.float64)


def draw_cells(cells: Integers) -> Polygons:
    """Draw cells as squares with rounded corners and a gap to their neighbours."""
    side = PITCH_M - GAP_M
    core = shapely.box(0, 0, side, side).buffer(-CORNER_M, join_style="mitre").buffer(CORNER_M, quad_segs=4)
    corners = shapely.get_coordinates(core)
    placed = corners[None] + (cells * PITCH_M + GAP_M / 2)[:, None]
    return np.asarray(shapely.polygons(placed), dtype=object).reshape(len(cells))


def local_statistics(cells: Integers, counts: Floats, *, area_cells: int) -> Floats:
    """Calculate Gi* of cells whose whole neighbourhood lies in an area of `area_cells` cells, all others empty.

    `cells` (cells, 2) are columns and rows, sorted; `counts` (cells,). This is the z value of Ord and Getis (1995)
    with weights of one. Where all counts are equal it is 0.
    """
    summed = _neighbourhood_sums(cells, counts)
    return _standardise(summed, np.full(len(cells), float(QUEEN)), counts.sum(), (counts**2).sum(), area_cells)


def local_statistics_of_grid(counts: Floats) -> Floats:
    """Calculate Gi* of every cell of a whole grid (columns, rows); at its edges a neighbourhood has fewer cells."""
    ones = np.ones(3)
    summed, size = counts.astype(np.float64), np.ones(counts.shape)
    for axis in (0, 1):
        summed = correlate1d(summed, ones, axis=axis, mode="constant")
        size = correlate1d(size, ones, axis=axis, mode="constant")
    return _standardise(summed, size, counts.sum(), (counts.astype(np.float64) ** 2).sum(), counts.size)


def _standardise(summed: Floats, size: Floats, total: float, squares: float, area_cells: int) -> Floats:
    """Say how many standard deviations a neighbourhood's sum lies above what its size would hold by chance."""
    mean = total / area_cells
    variance = squares / area_cells - mean**2
    spread_by_chance = variance * (area_cells * size - size**2) / (area_cells - 1) if area_cells > 1 else 0 * size
    safe = np.where(spread_by_chance > 0, spread_by_chance, 1.0)
    return np.where(spread_by_chance > 0, (summed - mean * size) / np.sqrt(safe), 0.0)


def _neighbourhood_sums(cells: Integers, counts: Floats) -> Floats:
    """Add up each cell and its eight neighbours, looking only at cells that are there."""
    span = int(np.ptp(cells[:, 1])) + 3
    key = (cells[:, 0] - cells[:, 0].min() + 1) * span + cells[:, 1] - cells[:, 1].min() + 1
    summed = np.zeros(len(cells))
    for column in (-1, 0, 1):
        for row in (-1, 0, 1):
            wanted = key + column * span + row
            place = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
            summed += np.where(key[place] == wanted, counts[place], 0.0)
    return summed
