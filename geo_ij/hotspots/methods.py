"""List the methods that find hotspots: each takes weighted points and gives polygons."""

from collections.abc import Callable

from geo_ij.hotspots import coverage
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.shapes import Polygons

METHODS: dict[str, Callable[[WeightedPoints], Polygons]] = {
    "coverage": coverage.find_places,
}
"""By the name that `--method` takes."""

DEFAULT_METHOD = "coverage"
