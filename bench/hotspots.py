"""Measure the default method: on a county against DBSCAN with hulls, and on a country for time, memory and growth."""

import multiprocessing
import resource
import time

import numpy as np
import pandas as pd
import shapely

from bench.country import COUNTRY_POINTS, country
from bench.import_police import read_with_pandas
from bench.open_data import ASB, archive
from bench.timing import compare
from geo_ij.hotspots.coverage import find_places
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.projection import to_metres

SIZES = (8_000, 50_000, 200_000, COUNTRY_POINTS)
GOAL_SECONDS, LIMIT_SECONDS, LIMIT_GIGABYTES = 30, 120, 1.5


def main() -> None:
    """Print the figures, and stop if tiles or workers change a result."""
    _compare_with_dbscan()
    _grow()
    points = country(points=50_000)
    usual = _as_set(points)
    for tile_m, workers in ((5_000.0, 1), (100_000.0, 2), (2_000_000.0, 1)):
        if _as_set(points, tile_m=tile_m, workers=workers) != usual:
            raise SystemExit(f"hotspots: tiles of {tile_m:g} m with {workers} workers change the result")
    print("hotspots: the same places, byte for byte, for tiles of 5, 20, 100 and 2,000 km and for 1 and 2 workers")


def _compare_with_dbscan() -> None:
    path = archive()
    if path is None:
        print("hotspots: the comparison with DBSCAN is skipped, the open data are not here")
        return
    rows = read_with_pandas(path)
    rows = rows[(rows["Crime type"] == ASB) & rows["Longitude"].notna()]
    metres = np.column_stack(to_metres(rows["Longitude"], rows["Latitude"])).round(1)
    compared = compare(lambda: find_places(collapse(metres)), lambda: dbscan_hulls(metres))
    print(
        compared.line("hotspots: coverage from rows to polygons", "scikit-learn DBSCAN and hulls"), "(goal 1 or less)"
    )


def _grow() -> None:
    """Find the places of ever larger countries, each in a process of its own, so that its memory is its own."""
    fresh = multiprocessing.get_context("spawn")
    for size in SIZES:
        with fresh.Pool(1) as pool:
            incidents, places, seconds, gigabytes = pool.apply(_measure, (size,))
        goal = f" (goal {GOAL_SECONDS} s, at most {LIMIT_SECONDS} s and {LIMIT_GIGABYTES} GB)"
        print(
            f"hotspots: coverage of {incidents:,} incidents on {size:,} points: {places:,} places in {seconds:.1f} s, "
            f"{1e6 * seconds / size:.0f} microseconds a point, {gigabytes:.2f} GB"
            + (goal if size == COUNTRY_POINTS else "")
        )


def _measure(size: int) -> tuple[int, int, float, float]:
    find_places(country(points=100))  # compiled code is loaded
    points = country(points=size)
    started = time.perf_counter()
    places = find_places(points)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return int(points.incidents.sum()), len(places), seconds, peak


def _as_set(points: WeightedPoints, *, tile_m: float = 20_000.0, workers: int | None = None) -> set[bytes]:
    return set(shapely.to_wkb(find_places(points, tile_m=tile_m, workers=workers).shapes).tolist())


def collapse(metres: np.ndarray) -> WeightedPoints:
    """Collapse rows to weighted unique points."""
    positions, counts = np.unique(metres, axis=0, return_counts=True)
    return WeightedPoints(
        positions,
        counts[:, None],
        np.zeros(len(positions), dtype=np.int64),
        ("northamptonshire",),
        np.zeros(len(positions)),
    )


def dbscan_hulls(metres: np.ndarray) -> np.ndarray:
    """Cluster rows with the usual 75 m and 5 points, and draw each cluster's hull, at least a 75 m disc."""
    from sklearn.cluster import DBSCAN  # not at the top: the memory of the country is measured without it

    labels = DBSCAN(eps=75, min_samples=5).fit_predict(metres)
    clusters = pd.Series(range(len(metres))).groupby(labels).indices
    hulls = [shapely.convex_hull(shapely.multipoints(metres[rows])) for label, rows in clusters.items() if label >= 0]
    return np.asarray(shapely.union(shapely.buffer(shapely.centroid(hulls), 75), hulls))


if __name__ == "__main__":
    main()
