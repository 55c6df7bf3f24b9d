"""Draw the hotspots of published methods as plainly as their papers have them.

Every peer takes weighted points of the months known and gives shapes with scores, the highest first in line. Cells are
150 m squares of the national grid and need not be lawful places: a peer is not handicapped by our rules.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import cKDTree
from sklearn.ensemble import RandomForestRegressor

from geo_ij.hotspots.cells import local_statistics
from geo_ij.hotspots.points import WeightedPoints

CELL_M = 150.0
DISC_M = 75.0
TARGET_MONTHS = 3

Found = tuple[np.ndarray, np.ndarray]
_QUARTIC_REACH, _GAUSSIAN_REACH = 1.0, 4.0
_SAMPLES = 6  # a side: every 25 m
_AROUND = np.array([(east, north) for east in (-1, 0, 1) for north in (-1, 0, 1)])


def counts_cells(points: WeightedPoints) -> Found:
    """Order cells by how many incidents they had (Chainey, Tompson and Uhlig 2008 call it thematic mapping)."""
    points = points.at(points.incidents > 0)
    cells, counts = np.unique(_cell_of(points), axis=0, return_inverse=True)
    return _squares(cells), np.bincount(counts.ravel(), points.incidents)


def kde_cells(points: WeightedPoints, *, bandwidth_m: float, kernel: str = "quartic", summed: bool = True) -> Found:
    """Order cells by a kernel surface: its mean over the cell every 25 m (`summed`), or its value in the middle.

    The bandwidth is where a quartic kernel ends, and the standard deviation of a Gaussian one (Chainey 2013).
    """
    side = CELL_M / _SAMPLES if summed else CELL_M
    reach = bandwidth_m * (_QUARTIC_REACH if kernel == "quartic" else _GAUSSIAN_REACH)
    steps = np.arange(-int(np.ceil(reach / side)), int(np.ceil(reach / side)) + 1)
    own = np.floor(points.positions / side)
    away = (points.positions - (own + 0.5) * side)[..., None] - steps * side
    squares = (away[:, 0, :, None] ** 2 + away[:, 1, None, :] ** 2) / bandwidth_m**2
    height = np.maximum(1 - squares, 0) ** 2 if kernel == "quartic" else np.exp(-squares / 2)
    hit = height > np.exp(-(_GAUSSIAN_REACH**2) / 2) * (kernel != "quartic")
    columns = np.broadcast_to((own[:, 0, None] + steps)[:, :, None], height.shape)[hit]
    rows = np.broadcast_to((own[:, 1, None] + steps)[:, None, :], height.shape)[hit]
    weights = (height * points.incidents[:, None, None])[hit]
    per_cell = _SAMPLES if summed else 1
    keys = (columns // per_cell).astype(np.int64) * 10_000_000 + (rows // per_cell).astype(np.int64)
    cells, cell_of = np.unique(keys, return_inverse=True)
    return _squares(np.column_stack(np.divmod(cells, 10_000_000))), np.bincount(cell_of, weights)


def gistar_cells(points: WeightedPoints) -> Found:
    """Order cells, also empty ones beside full ones, by Gi* with queen contiguity (Ord and Getis 1995)."""
    points = points.at(points.incidents > 0)
    own = _cell_of(points)
    cells, number = np.unique((own[:, None] + _AROUND).reshape(-1, 2), axis=0, return_inverse=True)
    counts = np.bincount(number.reshape(-1, len(_AROUND))[:, 4], points.incidents, minlength=len(cells))
    return _squares(cells), local_statistics(cells, counts, area_cells=int(np.prod(np.ptp(cells, axis=0) + 1)))


def greedy_discs(points: WeightedPoints) -> Found:
    """Take non-overlapping discs, each time the one that covers the most (maximal coverage, Church and ReVelle 1974).

    As discs do not overlap, what a disc covers does not change while others are taken.
    """
    points = points.at(points.incidents > 0)
    centres = _disc_centres(points.positions)
    near = cKDTree(centres).sparse_distance_matrix(cKDTree(points.positions), DISC_M + 1e-6, output_type="ndarray")
    covered = np.bincount(near["i"], points.incidents[near["j"]], minlength=len(centres))
    order = np.argsort(-covered, kind="stable")
    close = cKDTree(centres[order]).query_pairs(2 * DISC_M - 1e-6, output_type="ndarray")
    close = close[np.lexsort((close[:, 1], close[:, 0]))]
    starts = np.searchsorted(close[:, 0], np.arange(len(order) + 1))
    free = np.ones(len(order), dtype=bool)
    for disc, (start, end) in enumerate(pairwise(starts.tolist())):
        if free[disc]:
            free[close[start:end, 1]] = False
    taken = order[free]
    return shapely.buffer(shapely.points(centres[taken]), DISC_M, quad_segs=32), covered[taken]


def forest_cells(points: WeightedPoints, *, trees: int = 300, seed: int = 0) -> Found:
    """Order cells by a random forest on monthly counts of the cell and its neighbours (Wheeler and Steenbeek 2021).

    For every month that has enough before and after it, features are the latest months' counts and the mean of all
    months up to then, of the cell and of its eight neighbours; the target is the count of the three months after.
    """
    months = points.monthly.shape[1]
    lags = min(6, months - TARGET_MONTHS)
    if lags < 1:
        raise ValueError(f"a forest needs at least {TARGET_MONTHS + 1} months: give more than {months}")
    cells, own, around = _monthly_cells(points)
    ends = range(lags, months - TARGET_MONTHS + 1)
    known = np.vstack([_features(own, around, end=end, lags=lags) for end in ends])
    wanted = np.concatenate([own[:, end : end + TARGET_MONTHS].sum(axis=1) for end in ends])
    forest = RandomForestRegressor(
        n_estimators=trees, min_samples_leaf=5, max_features=0.5, n_jobs=2, random_state=seed
    )
    forest.fit(known, wanted)
    return _squares(cells), forest.predict(_features(own, around, end=months, lags=lags))


def hdbscan_places(points: WeightedPoints) -> Found:
    """Order the hulls of HDBSCAN's clusters of unique points by density, each with a disc of 75 m at its middle.

    HDBSCAN (Campello, Moulavi and Sander 2013) takes no weights here, and hulls may be of any length and overlap.
    """
    import hdbscan  # the tests read this module, and only `make bench` installs the peers' libraries

    points = points.at(points.incidents > 0)
    labels = hdbscan.HDBSCAN(min_cluster_size=5).fit_predict(points.positions)
    clusters = [points.positions[labels == label] for label in range(labels.max() + 1)]
    hulls = shapely.convex_hull([shapely.multipoints(cluster) for cluster in clusters])
    shapes = shapely.union(hulls, shapely.buffer(shapely.centroid(hulls), DISC_M))
    return shapes, _caught(shapes, points.positions, points.incidents) / shapely.area(shapes)


def _caught(shapes: np.ndarray, positions: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Count in each shape; an edge shared by two counts in both."""
    shape, point = shapely.STRtree(shapely.points(positions)).query(shapes, predicate="intersects")
    return np.bincount(shape, weights[point], minlength=len(shapes))


def _cell_of(points: WeightedPoints) -> np.ndarray:
    return np.floor(points.positions / CELL_M).astype(np.int64)


def _squares(cells: np.ndarray) -> np.ndarray:
    west, south = (cells * CELL_M).T
    return shapely.box(west, south, west + CELL_M, south + CELL_M)


def _disc_centres(positions: np.ndarray) -> np.ndarray:
    """List points, mid-points of near pairs, and where circles round each pair cross."""
    pairs = cKDTree(positions).query_pairs(2 * DISC_M, output_type="ndarray")
    one, other = positions[pairs[:, 0]], positions[pairs[:, 1]]
    across = other - one
    length = np.hypot(*across.T)
    aside = across[:, ::-1] * (-1, 1) * (np.sqrt(np.maximum(DISC_M**2 - length**2 / 4, 0)) / length)[:, None]
    middle = (one + other) / 2
    return np.vstack([positions, middle, middle + aside, middle - aside])


def _monthly_cells(points: WeightedPoints) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the cells with incidents or beside them, their monthly counts, and those of their neighbours together."""
    near = (_cell_of(points)[:, None] + _AROUND).reshape(-1, 2)
    cells, number = np.unique(near, axis=0, return_inverse=True)
    number = number.reshape(-1, len(_AROUND))
    own, around = np.zeros((2, len(cells), points.monthly.shape[1]))
    np.add.at(own, number[:, 4], points.monthly)
    for place in (0, 1, 2, 3, 5, 6, 7, 8):
        np.add.at(around, number[:, place], points.monthly)
    return cells, own, around


def _features(own: np.ndarray, around: np.ndarray, *, end: int, lags: int) -> np.ndarray:
    recent = slice(end - lags, end)
    means = (own[:, :end].mean(axis=1), around[:, :end].mean(axis=1))
    return np.column_stack([own[:, recent], around[:, recent], *means])


PEERS: dict[str, Callable[[WeightedPoints], Found]] = {
    "counts, 150 m cells": counts_cells,
    "KDE 75 m, quartic, cell mean": partial(kde_cells, bandwidth_m=75),
    "KDE 150 m, quartic, cell mean": partial(kde_cells, bandwidth_m=150),
    "KDE 75 m, Gaussian, cell mean": partial(kde_cells, bandwidth_m=75, kernel="gaussian"),
    "KDE 150 m, Gaussian, cell mean": partial(kde_cells, bandwidth_m=150, kernel="gaussian"),
    "KDE 75 m, quartic, cell middle": partial(kde_cells, bandwidth_m=75, summed=False),
    "KDE 150 m, quartic, cell middle": partial(kde_cells, bandwidth_m=150, summed=False),
    "KDE 75 m, Gaussian, cell middle": partial(kde_cells, bandwidth_m=75, kernel="gaussian", summed=False),
    "KDE 150 m, Gaussian, cell middle": partial(kde_cells, bandwidth_m=150, kernel="gaussian", summed=False),
    "Gi*, 150 m cells": gistar_cells,
    "greedy 75 m discs": greedy_discs,
    "random forest, 150 m cells": forest_cells,
    "HDBSCAN hulls": hdbscan_places,
}
"""Every published peer, by the name that `bench/capture.py` prints."""
