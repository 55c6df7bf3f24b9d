"""Say how surprising each hotspot's count is against the ground around it, with false discoveries under control."""

import numpy as np
import shapely
from scipy import special
from scipy.spatial import cKDTree

from geo_ij.hotspots.points import Floats, Integers, WeightedPoints
from geo_ij.hotspots.shapes import Polygons

SURROUNDINGS_M = 1_000.0
"""The surroundings of a hotspot are the ground within this distance of its middle."""


def q_values(points: WeightedPoints, shapes: Polygons, incidents: Integers) -> Floats:
    """Give each hotspot's q-value: the false discovery rate at which its count stands out from its surroundings.

    The test is Poisson, one-sided: at least this many incidents where the surroundings' rate per hectare says how many
    to expect (one incident is added to the surroundings, so that empty ground is not infinitely surprising). Then
    Benjamini and Hochberg (1995). Shapes were drawn where incidents are, so the test flatters every hotspot: it is a
    label, never the order.
    """
    if len(shapes) == 0:
        return np.empty(0)
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    near = cKDTree(middles).sparse_distance_matrix(cKDTree(points.positions), SURROUNDINGS_M, output_type="ndarray")
    around = np.bincount(near["i"], weights=points.incidents[near["j"]], minlength=len(shapes)) - incidents
    area = shapely.area(shapes)
    rate = (np.maximum(around, 0) + 1) / (np.pi * SURROUNDINGS_M**2 - area)
    return false_discovery_rates(np.asarray(special.pdtrc(incidents - 1, rate * area)))


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
