"""Look up points by square bins, from compiled code: what lies near, what a disc covers."""

from typing import NamedTuple

import numpy as np

from geo_ij.hotspots.compiled import compiled
from geo_ij.hotspots.points import Flags, Floats, Integers

BIN_M = 100.0
"""The usual side of the bins."""

TOLERANCE_M = 1e-6
"""A point on the edge of a disc is inside, whatever the last bit of its position says."""


class Binned(NamedTuple):
    """Points in the order of their bins; `starts` says where each bin begins, `order` which point each one was."""

    x: Floats
    y: Floats
    evidence: Integers
    incidents: Integers
    starts: Integers
    order: Integers
    side: float
    left: float
    bottom: float
    columns: int
    rows: int


def binned(positions: Floats, evidence: Integers, incidents: Integers, *, side_m: float = BIN_M) -> Binned:
    """Sort points into square bins; positions have the shape (points, 2).

    Every bin of the extent takes memory, so let them be large where the extent is.
    """
    left, bottom = positions.min(axis=0)
    column = ((positions[:, 0] - left) / side_m).astype(np.int64)
    row = ((positions[:, 1] - bottom) / side_m).astype(np.int64)
    columns, rows = int(column.max()) + 1, int(row.max()) + 1
    at = column * rows + row
    order = np.argsort(at, kind="stable")
    starts = np.searchsorted(at[order], np.arange(columns * rows + 1))
    return Binned(
        positions[order, 0].copy(), positions[order, 1].copy(), evidence[order], incidents[order],
        starts.astype(np.int64), order, side_m, float(left), float(bottom), columns, rows,
    )  # fmt: skip


@compiled
def bins_near(points: Binned, x: float, y: float, reach: float) -> tuple[int, int, int, int]:
    """Give the first and last column and row of the bins within reach."""
    first_column = max(0, int(np.floor((x - reach - points.left) / points.side)))
    last_column = min(points.columns - 1, int(np.floor((x + reach - points.left) / points.side)))
    first_row = max(0, int(np.floor((y - reach - points.bottom) / points.side)))
    last_row = min(points.rows - 1, int(np.floor((y + reach - points.bottom) / points.side)))
    return first_column, last_column, first_row, last_row


@compiled
def neighbourhood(points: Binned, weights: Floats, reach: float) -> Floats:
    """Sum the weights of each point's neighbours by the biweight kernel (1 - (d / reach)^2)^2, itself left out."""
    sums = np.zeros(len(points.x))
    for point in range(len(points.x)):
        x, y = points.x[point], points.y[point]
        c0, c1, r0, r1 = bins_near(points, x, y, reach)
        for column in range(c0, c1 + 1):
            for other in range(points.starts[column * points.rows + r0], points.starts[column * points.rows + r1 + 1]):
                square = ((points.x[other] - x) ** 2 + (points.y[other] - y) ** 2) / reach**2
                if square < 1.0 and other != point:
                    sums[point] += weights[other] * (1.0 - square) ** 2
    return sums


@compiled
def covered_sets(points: Binned, labels: Integers, x: Floats, y: Floats, radius: float) -> Integers:
    """Give each disc the sum of the labels of the points that it covers: equal sums, equal sets."""
    sums = np.zeros(len(x), dtype=np.int64)
    within = (radius + TOLERANCE_M) ** 2
    for disc in range(len(x)):
        c0, c1, r0, r1 = bins_near(points, x[disc], y[disc], radius)
        for column in range(c0, c1 + 1):
            for point in range(points.starts[column * points.rows + r0], points.starts[column * points.rows + r1 + 1]):
                if (points.x[point] - x[disc]) ** 2 + (points.y[point] - y[disc]) ** 2 <= within:
                    sums[disc] += labels[point]
    return sums


@compiled
def free_inside(points: Binned, free: Flags, x: float, y: float, radius: float, take: bool) -> tuple[int, int]:
    """Sum the evidence and the incidents of the points in a disc that are free; make them taken if `take`."""
    evidence = incidents = 0
    within = (radius + TOLERANCE_M) ** 2
    c0, c1, r0, r1 = bins_near(points, x, y, radius)
    for column in range(c0, c1 + 1):
        for point in range(points.starts[column * points.rows + r0], points.starts[column * points.rows + r1 + 1]):
            if free[point] and (points.x[point] - x) ** 2 + (points.y[point] - y) ** 2 <= within:
                evidence += points.evidence[point]
                incidents += points.incidents[point]
                if take:
                    free[point] = False
    return evidence, incidents


@compiled
def linked(points: Binned, reach: float) -> Integers:
    """Give each point the number of its group (the least position in it): points within reach are in one group."""
    parent = np.arange(len(points.x))
    for point in range(len(points.x)):
        x, y = points.x[point], points.y[point]
        c0, c1, r0, r1 = bins_near(points, x, y, reach)
        for column in range(c0, c1 + 1):
            for other in range(points.starts[column * points.rows + r0], points.starts[column * points.rows + r1 + 1]):
                if other < point and (points.x[other] - x) ** 2 + (points.y[other] - y) ** 2 <= reach**2:
                    a, b = _root(parent, point), _root(parent, other)
                    parent[max(a, b)] = min(a, b)
    for point in range(len(parent)):
        parent[point] = _root(parent, point)
    return parent


@compiled
def _root(parent: Integers, point: int) -> int:
    """Follow a group to its least member, shortening the way for the next who asks."""
    while parent[point] != point:
        parent[point] = parent[parent[point]]
        point = parent[point]
    return point
