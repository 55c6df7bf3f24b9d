"""Say which hotspots lie near which places, and how much each counts at its distance."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy import sparse

DECAY_M = 200.0
"""The distance over which a hotspot's weight falls to 1/e, in metres: what people see as one place on foot."""

REACH_M = 1_000.0
"""Beyond this distance, in metres, a hotspot counts nothing: its weight would be below 1 %."""

LINK_M = 150.0
"""Completed work this near to a hotspot, in metres, was done for it."""


@dataclass(frozen=True)
class Nearness:
    """For each site (row) and hotspot (column) within reach, the distance in metres and the weight, 0 to 1."""

    distance: sparse.csr_array
    weight: sparse.csr_array


def weight_at(distance: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Weigh a hotspot by its distance in metres: exp(-d / 200 m) within 1,000 m, 1 inside it.

    The negative exponential is the usual decay of spatial interaction (Wilson 1971, "A family of spatial interaction
    models, and associated developments", Environment and Planning 3, 1-32).
    """
    return np.where(distance <= REACH_M, np.exp(-distance / DECAY_M), 0.0)


def nearness(sites: gpd.GeoDataFrame, hotspots: gpd.GeoDataFrame) -> Nearness:
    """Measure from each site's entry point to each hotspot's polygon within reach (both EPSG:27700)."""
    site, hotspot, distance = _pairs(sites.geometry, hotspots.geometry, within=REACH_M)
    shape = (len(sites), len(hotspots))
    return Nearness(
        distance=sparse.csr_array((distance, (site, hotspot)), shape=shape),
        weight=sparse.csr_array((weight_at(distance), (site, hotspot)), shape=shape),
    )


def nearest_hotspots(points: gpd.GeoDataFrame, hotspots: gpd.GeoDataFrame, *, within: float = LINK_M) -> pd.DataFrame:
    """Link each point to the nearest hotspot within a distance in metres (both EPSG:27700), if there is one.

    Gives a frame with the index of `points` and the columns `hotspot_id` (text or None) and `distance_m` (number or
    NaN). Of hotspots equally near, the one of better rank is taken, whatever the order of the rows.
    """
    point, hotspot, distance = _pairs(points.geometry, hotspots.geometry, within=within)
    found = pd.DataFrame({"point": point, "hotspot": hotspot, "distance_m": distance})
    found["rank"] = hotspots["rank"].to_numpy()[hotspot]
    found = found.sort_values(["point", "distance_m", "rank"]).drop_duplicates("point")
    ids = np.full(len(points), None, dtype=object)
    metres = np.full(len(points), np.nan)
    ids[found["point"]] = hotspots["hotspot_id"].to_numpy()[found["hotspot"]]
    metres[found["point"]] = found["distance_m"]
    # As objects: pandas would otherwise take None for a number that is not one.
    linked = pd.Series(ids, index=points.index, dtype=object)
    return pd.DataFrame({"hotspot_id": linked, "distance_m": pd.Series(metres, index=points.index)})


def _pairs(
    points: gpd.GeoSeries, polygons: gpd.GeoSeries, *, within: float
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Give the positions of every point and polygon not farther apart than `within`, and their distance."""
    tree = shapely.STRtree(polygons.to_numpy())
    point, polygon = tree.query(points.to_numpy(), predicate="dwithin", distance=within)
    distance = shapely.distance(points.to_numpy()[point], polygons.to_numpy()[polygon])
    return point, polygon, distance
