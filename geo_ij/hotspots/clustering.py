"""Find hotspots as clusters of near incidents (DBSCAN), drawn as the ground within reach of their points.

DBSCAN is by Ester, Kriegel, Sander and Xu (1996): points with enough incidents round them are cores, cores in reach of
one another are one cluster, and a point in reach of a core belongs to it.
"""

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo_ij.hotspots.discs import Discs, draw_places
from geo_ij.hotspots.held import NO_PLACES, places_by_density
from geo_ij.hotspots.points import Floats, Integers, WeightedPoints
from geo_ij.hotspots.shapes import (
    DRAWN_RADIUS_M,
    GAP_M,
    LARGEST_AREA_M2,
    LARGEST_LENGTH_M,
    RADIUS_M,
    Places,
)
from geo_ij.hotspots.spacing import spaced
from geo_ij.hotspots.uncertainty import spread

EPS_M = RADIUS_M
"""How far a cluster reaches from one point to the next: the radius of the smallest place."""

FEWEST_IN_REACH = 5.0
"""How many incidents within reach make a point a core: scikit-learn's default."""

_APART_M = 2 * DRAWN_RADIUS_M + GAP_M
"""Discs of different places with their centres this far apart leave one another whole."""

_ASIDE = np.array([(x, y) for x in (-70, -50, 0, 50, 70) for y in (-70, -50, 0, 50, 70) if 60 <= np.hypot(x, y) <= 75])
"""Steps to the side, in whole metres, by which a disc can give way and still reach the point that it was round."""


def find_places(points: WeightedPoints) -> Places:
    """Find every cluster, in parts where it is larger than a place; the score is incidents per hectare.

    A part that neighbours leave no room for a disc of its own is left out.
    """
    points = points.at(points.incidents > 0)
    if len(points) == 0:
        return NO_PLACES
    positions, weights = spread(points, points.incidents.astype(np.float64))
    # Border points go to the cluster that comes first, so the points are put in one order whatever order they came in.
    order = np.lexsort((positions[:, 1], positions[:, 0]))
    positions, weights = positions[order], weights[order]
    parts = _parts(positions, labels(positions, weights, eps_m=EPS_M, min_weight=FEWEST_IN_REACH))
    parts.sort(key=lambda part: (-float(weights[part].sum()), int(part[0])))
    thinned = [part[spaced(positions[part], weights[part], np.zeros(len(part), dtype=np.int64))] for part in parts]
    centres, places = _room(thinned, positions, weights)
    # The discs with room of their own come before all that fill up the places.
    first, rest = [discs[0] for discs in places], [disc for discs in places for disc in discs[1:]]
    of_rest = np.repeat(np.arange(len(places)), [len(discs) - 1 for discs in places])
    drawn = draw_places(
        Discs(
            centres[first + rest],
            np.concatenate([np.arange(len(places)), of_rest]),
            is_core=np.ones(len(first) + len(rest), dtype=bool),
        )
    )
    return places_by_density(points, drawn)


def labels(positions: Floats, weights: Floats, *, eps_m: float, min_weight: float) -> Integers:
    """Give the number of each point's cluster, or -1 for noise, as scikit-learn's DBSCAN with sample weights.

    `positions` (points, 2) and `eps_m` are in metres. Clusters are numbered by their first core point; a border point
    goes to the first of the clusters in its reach.
    """
    pairs = cKDTree(positions).query_pairs(eps_m, output_type="ndarray")
    first, second = pairs[:, 0], pairs[:, 1]
    in_reach = weights + np.bincount(first, weights[second], len(weights))
    in_reach += np.bincount(second, weights[first], len(weights))
    # The equal parts of a rough point must add up to a whole incident again.
    core = in_reach >= min_weight - 1e-9
    found = np.full(len(positions), len(positions), dtype=np.int64)
    found[core] = _components(np.cumsum(core)[pairs[core[first] & core[second]]] - 1, int(core.sum()))
    for border, near in ((first, second), (second, first)):
        edge = ~core[border] & core[near]
        np.minimum.at(found, border[edge], found[near[edge]])
    return np.where(found == len(positions), -1, found)


def _components(pairs: Integers, size: int) -> Integers:
    """Give the number of each node's connected part; parts are numbered in the order of their first nodes."""
    graph = coo_array((np.ones(len(pairs), dtype=bool), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _parts(positions: Floats, cluster: Integers) -> list[Integers]:
    """List the points of each cluster, in parts that can each be drawn as one lawful place."""
    order = np.argsort(cluster, kind="stable")
    order = order[np.searchsorted(cluster[order], 0) :]
    starts = np.nonzero(np.diff(cluster[order]))[0] + 1
    waiting = [group for group in np.split(order, starts) if len(group)]
    parts = []
    while waiting:
        part = waiting.pop()
        halves = _halves(positions[part])
        if halves is None:
            parts.append(part)
            continue
        for half in (part[halves], part[~halves]):
            # What was joined only through the other half is no longer one piece.
            piece = labels(positions[half], np.ones(len(half)), eps_m=EPS_M, min_weight=0.0)
            waiting += [half[piece == number] for number in range(piece.max() + 1)]
    return parts


def _halves(positions: Floats) -> np.ndarray | None:
    """Say which points lie in the first half along the longest axis, or None where the whole can be drawn."""
    if len(positions) == 1:
        return None
    corners = (
        positions
        if len(positions) < 4
        else shapely.get_coordinates(shapely.convex_hull(shapely.multipoints(positions)))
    )
    between = ((corners[:, None] - corners[None]) ** 2).sum(axis=2)
    one, other = np.unravel_index(between.argmax(), between.shape)
    if np.sqrt(between[one, other]) + 2 * DRAWN_RADIUS_M <= LARGEST_LENGTH_M and _area(positions) <= LARGEST_AREA_M2:
        return None
    start, axis = corners[one], corners[other] - corners[one]
    return np.asarray((positions - start) @ axis * 2 < axis @ axis)


def _area(positions: Floats) -> float:
    """Measure the ground within a disc of any of the points, holes included."""
    width, height = np.ptp(positions, axis=0) + 2 * DRAWN_RADIUS_M
    most = min(width * height, len(positions) * np.pi * DRAWN_RADIUS_M**2)
    if most <= LARGEST_AREA_M2:
        return float(most)
    shape = shapely.union_all(shapely.buffer(shapely.points(positions), DRAWN_RADIUS_M, quad_segs=16))
    return float(sum(shapely.Polygon(piece.exterior).area for piece in shapely.get_parts(shape)))


def _room(parts: list[Integers], positions: Floats, weights: Floats) -> tuple[Floats, list[list[int]]]:
    """Choose for each part a disc that no neighbour cuts, the heaviest parts first; give all centres and the discs.

    A place must hold one whole disc. It is centred on the point nearest the middle of the part's weight, or else on
    the nearest free one, or else to the side of its points.
    """
    taken: dict[tuple[int, int], list[list[float]]] = {}
    centres, places = [positions], []
    extra = len(positions)
    for part in parts:
        near = positions[part] - positions[part[0]]
        middle = weights[part] @ near / weights[part].sum()
        inwards = part[np.argsort(((near - middle) ** 2).sum(axis=1).round(6), kind="stable")]
        chosen = next((disc for disc in inwards.tolist() if _is_free(positions[disc], taken)), None)
        if chosen is not None:
            centre, disc = positions[chosen], chosen
        else:
            aside = (positions[inwards][:, None] + _ASIDE[None]).reshape(-1, 2)
            free = next((place for place in aside if _is_free(place, taken)), None)
            if free is None:
                continue
            centre, disc = free, extra
            centres.append(free[None])
            extra += 1
        taken.setdefault(_square(*centre.tolist()), []).append(centre.tolist())
        away = np.argsort(((positions[part] - centre) ** 2).sum(axis=1), kind="stable")
        places.append([disc, *(other for other in part[away].tolist() if other != disc)])
    return np.vstack(centres), places


def _square(east: float, north: float) -> tuple[int, int]:
    return int(east // _APART_M), int(north // _APART_M)


def _is_free(centre: Floats, taken: dict[tuple[int, int], list[list[float]]]) -> bool:
    """Say whether a disc round `centre` would leave every disc taken before, and itself, whole."""
    east, north = centre.tolist()
    column, row = _square(east, north)
    return all(
        (other[0] - east) ** 2 + (other[1] - north) ** 2 >= _APART_M**2
        for x in (column - 1, column, column + 1)
        for y in (row - 1, row, row + 1)
        for other in taken.get((x, y), ())
    )
