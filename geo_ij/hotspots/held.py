"""Say what places hold, and keep only those that hold enough to be listed."""

import numpy as np
import shapely

from geo_ij.hotspots.history import hotspot_of
from geo_ij.hotspots.points import Flags, Floats, Integers, WeightedPoints
from geo_ij.hotspots.shapes import SQUARE_METRES_PER_HECTARE, Places, Polygons

FEWEST_INCIDENTS = 1
"""A listed place holds at least this many incidents, or a report.

One is no pattern, and the class of such a place says so. But the list ranks the whole county's ground: where it is
sparse, places with one incident are what is left to choose from, and every method that is compared lists them.
"""

NO_PLACES = Places(np.empty(0, dtype=object), np.empty(0))


def incidents_held(points: WeightedPoints, shapes: Polygons) -> Integers:
    """Count the incidents whose own point lies in each shape; the shapes must not overlap."""
    incidents, _ = enough_held(points, shapes)
    return incidents


def enough_held(points: WeightedPoints, shapes: Polygons) -> tuple[Integers, Flags]:
    """Count the incidents in each shape, and say which hold one, or a report of any weight.

    What counts are the points' own positions. The points are looked up once: that is most of the work.
    """
    inside = hotspot_of(points, shapes)
    held = inside >= 0
    incidents = np.zeros(len(shapes), dtype=np.int64)
    np.add.at(incidents, inside[held], points.incidents[held])
    weight = np.zeros(len(shapes))
    np.add.at(weight, inside[held], points.report_weight[held])
    return incidents, np.asarray((incidents >= FEWEST_INCIDENTS) | (weight > 0))


def places_by_density(points: WeightedPoints, shapes: Polygons) -> Places:
    """Keep the shapes that hold enough; the score of each is its incidents per hectare."""
    held = incidents_held(points, shapes)
    enough = held >= FEWEST_INCIDENTS
    hectares = shapely.area(shapes[enough]) / SQUARE_METRES_PER_HECTARE
    return Places(shapes[enough], held[enough] / hectares)


def places_by_score(points: WeightedPoints, shapes: Polygons, scores: Floats) -> Places:
    """Keep the shapes that hold enough, each with the score that its method gave it."""
    _, enough = enough_held(points, shapes)
    return Places(shapes[enough], scores[enough])
