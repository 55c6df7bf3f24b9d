"""Measure what the best-ranked places catch on a given share of the ground, square by square.

Everything is kept by 1 km squares, because the squares are what `resampling.py` draws anew.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from geo_ij.hotspots.assembly import rank_places
from geo_ij.hotspots.held import enough_held
from geo_ij.hotspots.history import hotspot_of
from geo_ij.hotspots.points import Floats, Integers, WeightedPoints
from geo_ij.hotspots.shapes import Places, Polygons

SQUARE_M = 1_000.0
"""The side of the squares: incidents within one are not independent of each other."""

_ROWS = 10_000
"""More squares than the National Grid has from south to north, so that a square has one number."""


def square_of(positions: Floats, *, side_m: float = SQUARE_M) -> Integers:
    """Give the number of the square, 1 km wide unless another side is given, that each position (n, 2) lies in."""
    column, row = (positions // side_m).astype(np.int64).T
    return np.asarray(column * _ROWS + row)


def best_first(places: Places, points: WeightedPoints) -> Polygons:
    """Put a method's places in the order of their rank, without those that hold too few incidents to be hotspots."""
    incidents, enough = enough_held(points, places.shapes)
    kept = Places(places.shapes[enough], places.scores[enough])
    return np.asarray(kept.shapes[rank_places(kept, incidents[enough])])


@dataclass(frozen=True)
class Capture:
    """How many of the later incidents so many places held, on how much ground."""

    places: int
    held: int
    incidents: int
    area_m2: float


def captured_by(shapes: Polygons, later: WeightedPoints) -> Capture:
    """Count the later incidents inside whole places, and all of them."""
    inside = hotspot_of(later, shapes) >= 0
    caught, whole = int(later.incidents[inside].sum()), int(later.incidents.sum())
    return Capture(places=len(shapes), held=caught, incidents=whole, area_m2=float(shapely.area(shapes).sum()))


def taken_within(shapes: Polygons, budgets_m2: Floats) -> Floats:
    """Say how much of each place is taken when places are taken best first until each budget of ground is used.

    Shape (budgets, places): 1 for a whole place, 0 for none, and a fraction by area for the last one, so that no
    method gains by a last place that fits badly.
    """
    areas = shapely.area(shapes)
    before = np.cumsum(areas) - areas
    return np.asarray(np.clip((budgets_m2[:, None] - before[None, :]) / areas[None, :], 0.0, 1.0))


def hits_by_square(shapes: Polygons, taken: Floats, later: WeightedPoints, squares: Integers) -> Floats:
    """Count later incidents inside the ground taken: shape (squares, budgets).

    `squares` are the sorted numbers of the squares that hold later incidents; a place taken in part counts in part.
    """
    inside = hotspot_of(later, shapes)
    held = np.nonzero(inside >= 0)[0]
    row = np.searchsorted(squares, square_of(later.positions[held]))
    caught = later.incidents[held] * taken[:, inside[held]]
    counted = [np.bincount(row, weights=budget, minlength=len(squares)) for budget in caught]
    return np.column_stack(counted)


@dataclass(frozen=True)
class Pieces:
    """Places cut along the borders of the squares: each piece's place, square and shape."""

    place: Integers
    square: Integers
    shapes: Polygons


def cut_by_square(shapes: Polygons) -> Pieces:
    """Cut places along the borders of the 1 km squares; most lie in one and stay whole."""
    first_column, first_row, last_column, last_row = (shapely.bounds(shapes) // SQUARE_M).astype(np.int64).T
    columns, rows = last_column - first_column + 1, last_row - first_row + 1
    place = np.repeat(np.arange(len(shapes)), columns * rows)
    turn = np.arange(len(place)) - np.repeat(np.cumsum(columns * rows) - columns * rows, columns * rows)
    column, row = first_column[place] + turn // rows[place], first_row[place] + turn % rows[place]
    pieces = shapes[place]
    cut = (columns * rows)[place] > 1
    west, south = column[cut] * SQUARE_M, row[cut] * SQUARE_M
    pieces[cut] = shapely.intersection(pieces[cut], shapely.box(west, south, west + SQUARE_M, south + SQUARE_M))
    kept = shapely.area(pieces) > 0
    return Pieces(place[kept], (column * _ROWS + row)[kept], pieces[kept])


def shared_ground(
    earlier: Polygons, earlier_taken: Floats, later: Polygons, later_taken: Floats
) -> tuple[Integers, Floats, Floats]:
    """Measure the ground that two cut-offs share and the ground of either, in square metres.

    Gives the sorted numbers of the squares, and both grounds with the shape (squares, budgets). The `taken` have the
    shape (budgets, places). Where a place is taken in part, the lesser part of two is shared and the greater is in
    either (numerator and denominator of the weighted Jaccard index).
    """
    first, second = _within_reach(earlier, earlier_taken), _within_reach(later, later_taken)
    squares = np.unique(np.concatenate([first.square, second.square]))
    one, other = shapely.STRtree(second.shapes).query(first.shapes, predicate="intersects")
    # Pieces of different squares may touch, but share no ground.
    same = first.square[one] == second.square[other]
    one, other = one[same], other[same]
    area = shapely.area(first.shapes[one])
    # From month to month most pieces stay as they are, and comparing is much quicker than intersecting.
    (changed,) = np.nonzero(~shapely.equals_exact(first.shapes[one], second.shapes[other]))
    area[changed] = shapely.area(shapely.intersection(first.shapes[one[changed]], second.shapes[other[changed]]))
    lesser = np.minimum(earlier_taken[:, first.place[one]], later_taken[:, second.place[other]])
    shared = _summed(area * lesser, first.square[one], squares)
    either = (
        _summed(shapely.area(first.shapes) * earlier_taken[:, first.place], first.square, squares)
        + _summed(shapely.area(second.shapes) * later_taken[:, second.place], second.square, squares)
        - shared
    )
    return squares, shared, either


def _within_reach(shapes: Polygons, taken: Floats) -> Pieces:
    """Cut only the places of which some budget takes a part: they stand first."""
    return cut_by_square(shapes[: int(np.count_nonzero(taken.max(axis=0, initial=0.0)))])


def _summed(values: Floats, square: Integers, squares: Integers) -> Floats:
    """Sum values (budgets, pieces) by square: shape (squares, budgets)."""
    row = np.searchsorted(squares, square)
    return np.column_stack([np.bincount(row, weights=budget, minlength=len(squares)) for budget in values])
