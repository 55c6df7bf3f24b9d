"""List the methods that find hotspots: each takes weighted points of the window and gives lawful places with scores."""

from collections.abc import Callable

from geo_ij.hotspots import cells, clustering, coverage, density
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.shapes import Places

METHODS: dict[str, Callable[[WeightedPoints], Places]] = {
    "coverage": coverage.find_places,
    "dbscan": clustering.find_places,
    "kde": density.find_places,
    "gistar": cells.find_gistar,
    "counts": cells.find_counts,
}
"""By the name that `--method` takes."""

DEFAULT_METHOD = "coverage"
