"""Name each hotspot as people would: after its one or two busiest streets and its town."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo_ij.hotspots.points import Integers, WeightedPoints

SECOND_STREET_SHARE = 0.5
"""A second street is named when it has at least this share of the first one's incidents."""

NEAR_M = 400.0
"""A hotspot on no named street is named after the nearest one within this distance."""


def hotspot_names(
    points: WeightedPoints,
    inside: Integers,
    streets: pd.DataFrame,
    *,
    middles: np.ndarray,
    towns: Sequence[str | None],
) -> list[str]:
    """Name each hotspot: "Gold Street and Market Place, Kettering".

    `inside` gives the hotspot of each point (-1: none), `streets` is frames.STREET_POINTS, `middles` (hotspots, 2) a
    point inside each, `towns` the town of each (None where there is none near).
    """
    counted = _incidents_by_street(points, inside, streets)
    nearest = _nearest_street(middles, streets)
    names = []
    for hotspot, town in enumerate(towns):
        ranked = counted.get(hotspot, [])
        if not ranked:
            street = f"Near {nearest[hotspot]}" if nearest[hotspot] else "Open ground"
        elif len(ranked) > 1 and ranked[1][0] >= SECOND_STREET_SHARE * ranked[0][0]:
            street = f"{ranked[0][1]} and {ranked[1][1]}"
        else:
            street = ranked[0][1]
        names.append(f"{street}, {town}" if town else street)
    return names


def _incidents_by_street(
    points: WeightedPoints, inside: Integers, streets: pd.DataFrame
) -> dict[int, list[tuple[int, str]]]:
    """Give each hotspot's streets with their incidents, most first; a point bears its commonest street name."""
    if streets.empty or not len(points):
        return {}
    commonest = streets.sort_values(["incidents", "name"], ascending=[False, True], kind="stable").drop_duplicates(
        ["easting", "northing"]
    )
    held = inside >= 0
    named = pd.DataFrame(
        {
            "easting": points.positions[held, 0],
            "northing": points.positions[held, 1],
            "hotspot": inside[held],
            "count": points.incidents[held],
        }
    ).merge(commonest[["easting", "northing", "name"]], on=["easting", "northing"])
    totals = named.groupby(["hotspot", "name"])["count"].sum().reset_index()
    totals = totals.sort_values(["hotspot", "count", "name"], ascending=[True, False, True], kind="stable")
    ranked: dict[int, list[tuple[int, str]]] = {}
    for hotspot, name, count in totals.itertuples(index=False):
        ranked.setdefault(int(hotspot), []).append((int(count), str(name)))
    return ranked


def _nearest_street(middles: np.ndarray, streets: pd.DataFrame) -> list[str]:
    if streets.empty or not len(middles):
        return [""] * len(middles)
    tree = cKDTree(streets[["easting", "northing"]].to_numpy())
    distance, position = tree.query(middles, distance_upper_bound=NEAR_M)
    names = [*streets["name"].tolist(), ""]
    return [
        names[p] if np.isfinite(d) else ""
        for d, p in zip(np.atleast_1d(distance), np.atleast_1d(position), strict=True)
    ]
