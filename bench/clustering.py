"""Compare clustering a country of weighted points with scikit-learn's DBSCAN on the same points, and HDBSCAN's."""

import resource
import time

import fast_hdbscan
import hdbscan
import numpy as np
from sklearn.cluster import DBSCAN

from bench.country import country
from bench.open_data import FORCES, archive, points_of
from bench.timing import compare
from geo_ij.hotspots.clustering import EPS_M, FEWEST_IN_REACH, labels
from geo_ij.hotspots.points import WeightedPoints

GOAL_SECONDS, GOAL_TIMES = 5, 8
CURVE = (10_000, 50_000, 200_000, 714_000)


def main() -> None:
    """Print the figures, and stop if a label differs."""
    growth = []
    for size in CURVE:
        points = country(points=size)
        started = time.perf_counter()
        ours(points)
        growth.append(f"{size:,} {time.perf_counter() - started:.2f} s")
    print(f"clustering: growth with unique points: {', '.join(growth)}")
    print(f"clustering: the most memory so far {_peak_mb():,.0f} MB, of which most is making the country")
    if (ours(points) != by_scikit_learn(points)).any():
        raise SystemExit("clustering: the labels differ from scikit-learn's")
    compared = compare(lambda: ours(points), lambda: by_scikit_learn(points), runs=3)
    print(
        compared.line(f"clustering: DBSCAN of {points.incidents.sum():,} incidents", "scikit-learn"),
        f"({1 / compared.ratio:.1f} times as fast; goal {GOAL_TIMES}, and {GOAL_SECONDS} s); labels identical",
    )
    for force in FORCES:
        _compare_with_hdbscan(force)


def ours(points: WeightedPoints) -> np.ndarray:
    """Cluster as `--method dbscan` does."""
    return labels(points.positions, points.incidents.astype(float), eps_m=EPS_M, min_weight=FEWEST_IN_REACH)


def by_scikit_learn(points: WeightedPoints) -> np.ndarray:
    """Cluster the same weighted points with scikit-learn."""
    found = DBSCAN(eps=EPS_M, min_samples=int(FEWEST_IN_REACH)).fit(points.positions, sample_weight=points.incidents)
    return np.asarray(found.labels_)


def _compare_with_hdbscan(force: str) -> None:
    """Print the time of the libraries that take no weights, on a force's unique points."""
    path = archive(f"police/{force}-2025.zip")
    if path is None:
        print(f"clustering: {force} skipped, the open data are not here")
        return
    points = points_of(path)
    points = points.at(points.incidents > 0)
    for name, peer in (("hdbscan", hdbscan.HDBSCAN), ("fast_hdbscan", fast_hdbscan.HDBSCAN)):
        compared = compare(lambda: ours(points), lambda peer=peer: peer(min_cluster_size=5).fit(points.positions))
        print(compared.line(f"clustering: {force}, {len(points):,} unique points", name))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
