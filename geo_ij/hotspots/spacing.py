"""Thin points that stand closer together than any place can tell apart, so that discs round them stay few."""

import numpy as np

from geo_ij.hotspots.points import Floats, Integers

SPACING_M = 20.0
"""Of the points in one square of this side only one has discs of its own."""


def corners(positions: Floats, group: Integers) -> Floats:
    """Give each point the least easting and northing of its group: shape (points, 2)."""
    _, number = np.unique(group, return_inverse=True)
    least = np.full((number.max() + 1, 2), np.inf)
    np.minimum.at(least, number, positions)
    return np.asarray(least[number])


def spaced(positions: Floats, weights: Floats | Integers, group: Integers) -> Integers:
    """Choose the heaviest point in each small square, counted from the corner of its group; give numbers in order.

    Police points are farther apart than that. Exact addresses and the parts of rough points are not, and discs for each
    of them would be too many; the others lie well within a disc round the chosen one.
    """
    square = np.floor((positions - corners(positions, group)) / SPACING_M).astype(np.int64)
    order = np.lexsort((np.arange(len(square)), -weights, square[:, 1], square[:, 0], group))
    key = np.column_stack([group, square])[order]
    is_first = np.concatenate([[True], (key[1:] != key[:-1]).any(axis=1)])
    return np.asarray(np.sort(order[is_first]))
