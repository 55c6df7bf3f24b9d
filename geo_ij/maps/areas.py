"""Say which council, ward and town each place on the map belongs to, for the filter by area."""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo_ij.maps.content import Basemap
from geo_ij.vocabulary import BoundaryKind

AREA_KINDS = (BoundaryKind.COUNCIL, BoundaryKind.WARD)
"""The kinds of outline that a reader can filter by."""

TOWN_DENSITY = 3500.0
"""People per square kilometre in a British town: with the population it gives a town's rough radius."""

TOWN_REACH = 1.6
"""How many radii from its centre a place still counts as part of a town: towns are not round."""

TOWN_SMALLEST = 5000
"""The fewest people with which a place is offered as a town in the filter."""


def areas_of(
    points: npt.NDArray[np.object_], basemap: Basemap, *, names: pd.Series | None = None
) -> list[tuple[str, ...]]:
    """Give, for each point (EPSG:27700), the names of its council, ward and town, widest first, without repeats.

    Where a place's own name ends in a town's name ("Gold Street, Kettering"), that town stands.
    """
    found: list[list[str]] = [[] for _ in points]
    for kind in AREA_KINDS:
        outlines = basemap.outlines[basemap.outlines["kind"] == str(kind)]
        for index, name in enumerate(_containing(points, outlines)):
            if name is not None:
                found[index].append(name)
    towns = _towns(points, basemap.places)
    known = set(basemap.places["name"])
    for index, town in enumerate(towns):
        named = None if names is None else str(names.iloc[index]).rpartition(", ")[2]
        chosen = named if named in known else town
        if chosen is not None:
            found[index].append(chosen)
    return [tuple(dict.fromkeys(names_here)) for names_here in found]


def area_choices(basemap: Basemap, used: set[str]) -> list[tuple[str, list[str]]]:
    """Group the areas that something on the map lies in, for a drop-down list: councils, towns, wards."""
    groups: list[tuple[str, list[str]]] = []
    taken: set[str] = set()
    outlines = basemap.outlines
    for heading, names in (
        ("Councils", outlines.loc[outlines["kind"] == str(BoundaryKind.COUNCIL), "name"]),
        ("Towns and villages", basemap.places["name"]),
        ("Wards", outlines.loc[outlines["kind"] == str(BoundaryKind.WARD), "name"]),
    ):
        here = sorted({str(name) for name in names} & used - taken)
        taken.update(here)
        if here:
            groups.append((heading, here))
    return groups


def _containing(points: npt.NDArray[np.object_], outlines: gpd.GeoDataFrame) -> list[str | None]:
    answer: list[str | None] = [None] * len(points)
    if outlines.empty or not len(points):
        return answer
    names = outlines["name"].to_numpy()
    inside, holders = shapely.STRtree(outlines.geometry.to_numpy()).query(points, predicate="intersects")
    # On a shared border the first outline stands, so that every point has one answer.
    for point, holder in sorted(zip(inside.tolist(), holders.tolist(), strict=True), reverse=True):
        answer[point] = str(names[holder])
    return answer


def _towns(points: npt.NDArray[np.object_], places: pd.DataFrame) -> list[str | None]:
    """Find the town whose reach each point lies deepest in: distance over the radius that its people would need."""
    towns = places[places["population"] >= TOWN_SMALLEST].reset_index(drop=True)
    if towns.empty or not len(points):
        return [None] * len(points)
    radius = 1000.0 * np.sqrt(towns["population"].to_numpy(float) / TOWN_DENSITY / np.pi)
    x, y = shapely.get_x(points), shapely.get_y(points)
    east = x[:, None] - towns["easting"].to_numpy(float)[None, :]
    north = y[:, None] - towns["northing"].to_numpy(float)[None, :]
    depth = np.hypot(east, north) / radius[None, :]
    nearest = depth.argmin(axis=1)
    names = towns["name"].to_numpy()
    return [str(names[town]) if depth[row, town] <= TOWN_REACH else None for row, town in enumerate(nearest)]
