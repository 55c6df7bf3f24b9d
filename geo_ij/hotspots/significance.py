"""Say how surprising each hotspot's count is against the places around it, with false discoveries under control."""

import numpy as np
import shapely
from scipy import special
from scipy.spatial import cKDTree

from geo_ij.hotspots.history import hotspot_at
from geo_ij.hotspots.points import Floats, Integers, WeightedPoints
from geo_ij.hotspots.shapes import Polygons

SURROUNDINGS_M = 1_000.0
"""The surroundings of a hotspot are the known places within this distance of its middle, outside it."""

KNOWN_PLACE_M = 25.0
"""Points in one square of this width are one known place: snap points are further apart, exact addresses are not."""

_AT_ONCE = 2_000  # hotspots: what is near them all must fit into memory for a whole country too


def q_values(points: WeightedPoints, shapes: Polygons, incidents: Integers, *, known: Floats) -> Floats:
    """Give each hotspot's q-value: the false discovery rate at which its count stands out from its surroundings.

    The p-values of `p_values` after Benjamini and Hochberg (1995). Shapes were drawn where incidents are, so the test
    flatters every hotspot: it is a label, never the order.
    """
    return false_discovery_rates(p_values(points, shapes, incidents, known=known))


def p_values(points: WeightedPoints, shapes: Polygons, incidents: Integers, *, known: Floats) -> Floats:
    """Give each shape's chance of at least its `incidents` if it were like the known places around it.

    `known` (places, 2) are all points at which anything was ever recorded. Nothing can be recorded in a field, so what
    is compared is incidents for each known place, not for each hectare. Under the null hypothesis the counts inside and
    outside are Poisson with one rate for each known place; given their sum, the count inside is binomial, with the
    share of the known places that lie inside as its chance (Przyborowski and Wilenski, 1940). The test is one-sided and
    exact; where there are no known places around, nothing can stand out and the chance is 1.
    """
    total, share = exposures(points, shapes, incidents, known=known)
    return np.asarray(special.bdtrc(incidents - 1, total, share))


def exposures(
    points: WeightedPoints, shapes: Polygons, incidents: Integers, *, known: Floats
) -> tuple[Integers, Floats]:
    """Give for each shape its incidents with all around it, and which share of the known places there lies inside."""
    places = known_places(known)
    ones = np.ones(len(places))
    places_inside = _inside(places, ones, shapes)
    places_around = _around(places, ones, shapes) - places_inside
    around = np.maximum(_around(points.positions, points.incidents, shapes) - incidents, 0).astype(np.int64)
    share = np.where(places_around > 0, places_inside / np.maximum(places_inside + places_around, 1), 1.0)
    return incidents + around, share


def known_places(positions: Floats) -> Floats:
    """Give one of the positions (positions, 2) in each 25 m square that has any: where things can be recorded."""
    ordered = positions[np.lexsort((positions[:, 1], positions[:, 0]))]
    _squares, first = np.unique(np.floor(ordered / KNOWN_PLACE_M), axis=0, return_index=True)
    return np.asarray(ordered[np.sort(first)])


def _inside(positions: Floats, weights: Floats, shapes: Polygons) -> Floats:
    """Add up the weights that lie in each shape."""
    hotspot = hotspot_at(positions, shapes)
    held = hotspot >= 0
    return np.asarray(np.bincount(hotspot[held], weights=weights[held], minlength=len(shapes)), dtype=np.float64)


def _around(positions: Floats, weights: Floats | Integers, shapes: Polygons) -> Floats:
    """Add up the weights within the surroundings of each shape, with those inside it."""
    total = np.zeros(len(shapes))
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    tree = cKDTree(positions)
    for start in range(0, len(shapes), _AT_ONCE):
        some = cKDTree(middles[start : start + _AT_ONCE])
        near = some.sparse_distance_matrix(tree, SURROUNDINGS_M, output_type="ndarray")
        total[start : start + some.n] = np.bincount(near["i"], weights=weights[near["j"]], minlength=some.n)
    return total


def false_discovery_rates(p_values: Floats) -> Floats:
    """Adjust p-values by Benjamini and Hochberg (1995): each becomes the least rate at which it is a discovery.

    scipy.stats has the same, but loading it would take longer than finding the hotspots; a test compares the two.
    """
    order = np.argsort(p_values, kind="stable")
    count = len(p_values)
    scaled = p_values[order] * count / np.arange(1, count + 1)
    adjusted = np.empty(count)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return adjusted
