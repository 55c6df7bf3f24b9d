"""Compare finding hotspots with scikit-learn's DBSCAN and convex hulls on the same rows: time, and what they catch."""

import numpy as np
import pandas as pd
import shapely
from sklearn.cluster import DBSCAN

from bench.import_police import read_with_pandas
from bench.open_data import archive
from bench.timing import compare
from geo_ij.hotspots.coverage import find_places
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.projection import to_metres

COUNTY_M2 = 2_364e6
TRAINING_MONTHS = 9


def main() -> None:
    """Print the figures."""
    path = archive()
    if path is None:
        print("hotspots: skipped, the open data are not here")
        return
    rows = read_with_pandas(path)
    rows = rows[(rows["Crime type"] == "Anti-social behaviour") & rows["Longitude"].notna()]
    metres = np.column_stack(to_metres(rows["Longitude"], rows["Latitude"])).round(1)
    compared = compare(lambda: find_places(collapse(metres)), lambda: dbscan_hulls(metres))
    print(
        compared.line("hotspots: coverage from rows to polygons", "scikit-learn DBSCAN and hulls"), "(goal 1 or less)"
    )
    months = np.sort(rows["Month"].unique())
    known = rows["Month"].isin(months[:TRAINING_MONTHS]).to_numpy()
    for name, places in (
        ("coverage", find_places(collapse(metres[known])).shapes),
        ("DBSCAN hulls", dbscan_hulls(metres[known])),
    ):
        shares = ", ".join(f"{100 * caught(places, metres[known], metres[~known], share):.1f} % at {100 * share:g} %"
                           for share in (0.001, 0.0025, 0.005, 0.01))  # fmt: skip
        print(f"hotspots: next quarter's ASB inside the best {name} by share of the county's ground: {shares}")


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
    labels = DBSCAN(eps=75, min_samples=5).fit_predict(metres)
    clusters = pd.Series(range(len(metres))).groupby(labels).indices
    hulls = [shapely.convex_hull(shapely.multipoints(metres[rows])) for label, rows in clusters.items() if label >= 0]
    return np.asarray(shapely.union(shapely.buffer(shapely.centroid(hulls), 75), hulls))


def caught(places: np.ndarray, known: np.ndarray, later: np.ndarray, share: float) -> float:
    """Give the share of later incidents inside the densest places that together cover `share` of the county."""
    order = np.argsort(-counts_in(places, known) / shapely.area(places), kind="stable")
    ground = np.cumsum(shapely.area(places)[order]) / COUNTY_M2
    inside = np.cumsum(counts_in(places, later)[order]) / len(later)
    return float(np.interp(share, np.r_[0, ground], np.r_[0, inside]))


def counts_in(places: np.ndarray, metres: np.ndarray) -> np.ndarray:
    """Count rows in each place; a row in two overlapping hulls counts in both, which favours the hulls."""
    _, hit = shapely.STRtree(places).query(shapely.points(metres), predicate="intersects")
    return np.bincount(hit, minlength=len(places))


if __name__ == "__main__":
    main()
