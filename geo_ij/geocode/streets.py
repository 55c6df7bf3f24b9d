"""Gather the points of one street name into streets: one for each town in which the name occurs."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

LINK_M = 500
"""Points of one name at most this far apart are one street: gaps between recorded points are seldom longer."""

LINK_IN_TOWN_M = 1_500
"""Points of one name in the same town are one street up to this distance: a main road with few records on it."""

LINK_TO_A_TOWN_M = 4_000
"""The same for a road that is named after a town ("Wellingborough Road"): it leads there, and is long."""


def gather_streets(points: pd.DataFrame) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Give the streets that points make, and for each point the position of its street.

    `points` has name_id (whole numbers; equal for one name), label, locality (or None), leads_to_town (is it named
    after a town), easting and northing in metres (EPSG:27700). A street has name_id, label and locality (each that of
    most of its points), easting, northing and extent_m: the smallest circle that holds its points.
    """
    columns = ["name_id", "label", "locality", "easting", "northing", "extent_m"]
    if points.empty:
        return pd.DataFrame(columns=columns), np.empty(0, dtype=np.int64)
    street_of = _components(points)
    order = np.argsort(street_of, kind="stable")
    positions = points[["easting", "northing"]].to_numpy(dtype=float)[order]
    shapes = shapely.multipoints(positions, indices=street_of[order])
    centres = circle_centres(shapes)
    most = points[["name_id", "label", "locality"]].assign(street=street_of, n=1)
    counted = most.groupby(["street", "name_id", "label", "locality"], dropna=False, sort=True)["n"].sum().reset_index()
    first = counted.sort_values(["street", "n"], ascending=[True, False], kind="stable").drop_duplicates("street")
    streets = first[["name_id", "label", "locality"]].reset_index(drop=True)
    streets["easting"], streets["northing"] = centres.round(1).T
    streets["extent_m"] = shapely.minimum_bounding_radius(shapes).round(1)
    return streets[columns], street_of


def circle_centres(shapes: object) -> npt.NDArray[np.float64]:
    """Give the centre of the smallest circle around each multipoint, shape (n, 2); for one point that point."""
    given = np.atleast_1d(np.asarray(shapes, dtype=object))
    centres = shapely.centroid(shapely.minimum_bounding_circle(given))
    # GEOS draws no circle around points that coincide.
    centres = np.where(shapely.is_empty(centres), shapely.centroid(given), centres)
    return np.asarray(shapely.get_coordinates(centres))


def _components(points: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Give each point the number of its street, from 0: points of one name that are linked."""
    name = points["name_id"].to_numpy(dtype=np.int64)
    towns = pd.factorize(points["locality"])[0]
    # A third dimension keeps the names apart, so that one tree serves them all.
    layer = np.unique(name, return_inverse=True)[1] * (LINK_TO_A_TOWN_M * 10.0)
    at = np.column_stack([points["easting"].to_numpy(float), points["northing"].to_numpy(float), layer])
    pairs = cKDTree(at).query_pairs(LINK_TO_A_TOWN_M, output_type="ndarray")
    one, other = pairs.T
    apart = np.hypot(*(at[one, :2] - at[other, :2]).T)
    reach = np.where(points["leads_to_town"].to_numpy(dtype=bool)[one], LINK_TO_A_TOWN_M, LINK_IN_TOWN_M)
    linked = (apart <= LINK_M) | ((towns[one] == towns[other]) & (towns[one] >= 0) & (apart <= reach))
    one, other = one[linked], other[linked]
    graph = coo_array((np.ones(len(one), dtype=bool), (one, other)), shape=(len(at), len(at)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
