"""Read the geography that comes with the program: councils, the county, police forces, towns and villages.

The files lie in `data/` with their sources, licences and accuracy (`data/boundaries/SOURCES.md`).
"""

from functools import cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo_ij.frames import GAZETTEER, check
from geo_ij.projection import NATIONAL_GRID_CRS, to_metres
from geo_ij.settings import shipped_data_folder
from geo_ij.vocabulary import BoundaryKind, EntryKind

SHIPPED_SOURCE = "Shipped: made from the ONS Postcode Directory"
"""What the `source` of every shipped boundary says."""

SHIPPED_FILES = {BoundaryKind.COUNCIL: "councils.geojson", BoundaryKind.COUNTY: "counties.geojson"}
"""Which kinds of boundary are shipped, each in its file."""

PLACE_REACH_M = 15_000
"""Beyond this distance a point belongs to no town or village."""

PEOPLE_PER_M2 = 0.0045
"""How densely people live in a built-up area: 45 a hectare, by which a population becomes a radius."""

LEAST_POPULATION = 500
"""What a place is weighed with at least; the list gives 0 where it does not know the population."""

_POINTS_AT_ONCE = 20_000


@cache
def _shipped_boundaries() -> gpd.GeoDataFrame:
    frames = []
    for kind, name in SHIPPED_FILES.items():
        frame = _read_in_metres(name)
        frames.append(frame.assign(kind=kind.value, source=SHIPPED_SOURCE))
    joined = pd.concat(frames, ignore_index=True)
    return joined[["kind", "code", "name", "source", "geometry"]]


def shipped_boundaries() -> gpd.GeoDataFrame:
    """Give a copy of the shipped boundaries: kind, code, name, source and a valid polygon (EPSG:27700)."""
    return _shipped_boundaries().copy()


@cache
def _police_forces() -> gpd.GeoDataFrame:
    return _read_in_metres("police_forces.geojson").set_index("code")


def police_force_area(slug: str) -> BaseGeometry | None:
    """Give the area of a territorial force of England and Wales (EPSG:27700), or None for a force not known.

    `slug` is what data.police.uk writes in the names of its files, for example "avon-and-somerset". The
    border is right to about 700 m (see `data/boundaries/SOURCES.md`): judge a point by it with a margin.
    """
    forces = _police_forces()
    return forces.geometry[slug] if slug in forces.index else None


def police_force_area_km2(slug: str) -> float | None:
    """Give the size of a force's area in square kilometres, right to about 1 %, or None if not known."""
    area = police_force_area(slug)
    return None if area is None else float(shapely.area(area)) / 1e6


def police_force_names() -> dict[str, str]:
    """Give the name of every force's area by its slug, for example "Avon and Somerset"."""
    return {str(slug): str(name) for slug, name in _police_forces()["name"].items()}


@cache
def _places() -> pd.DataFrame:
    table = pd.read_csv(shipped_data_folder() / "places" / "places.csv")
    easting, northing = to_metres(table["longitude"], table["latitude"])
    return pd.DataFrame(
        {
            "name": table["name"],
            "easting": easting,
            "northing": northing,
            "population": table["population"],
            "country": table["country"],
        }
    )


def places() -> pd.DataFrame:
    """Give the towns and villages of Great Britain: name, easting, northing, population, country.

    Positions are in metres (EPSG:27700). A population of 0 means that the list does not know it.
    """
    return _places().copy()


def shipped_settlements() -> pd.DataFrame:
    """Give the towns and villages of Great Britain as names that can be looked up (frames.GAZETTEER)."""
    known = _places()
    frame = pd.DataFrame(
        {
            "reference": [f"place {row}" for row in range(len(known))],
            "name": known["name"].astype(object),
            "label": known["name"].astype(object),
            "kind": EntryKind.SETTLEMENT.value,
            "easting": known["easting"].round(1),
            "northing": known["northing"].round(1),
            "extent_m": _radius_m(known["population"]).round(1),
            "locality": None,
            "street": None,
            "weight": known["population"].astype(float),
        }
    )
    check(frame, GAZETTEER)
    return frame


def _radius_m(population: pd.Series) -> pd.Series:
    """Give the radius of a built-up area of so many people."""
    people = np.maximum(population.to_numpy(float), LEAST_POPULATION)
    return pd.Series(np.sqrt(people / PEOPLE_PER_M2 / np.pi), index=population.index)


def place_names(
    easting: npt.ArrayLike, northing: npt.ArrayLike, *, settlements: pd.DataFrame | None = None
) -> npt.NDArray[np.object_]:
    """Name the town or village that each point (EPSG:27700) belongs to; None where none lies within 15 km.

    A point belongs to the place whose edge is nearest: distance less radius, an additively weighted Voronoi diagram. A
    built-up area grows with its people, so its radius is taken from the population at 45 people a hectare. A
    street in a town is the town's even beside a suburb that has a name of its own, and a village keeps its streets.

    `settlements` (name, easting, northing and the radius extent_m, all in metres) stands in place of the shipped list.
    """
    points = np.column_stack([np.ravel(easting).astype(float), np.ravel(northing).astype(float)])
    names, radius, towns = _shipped_towns() if settlements is None else _towns(settlements)
    chosen = np.full(len(points), -1)
    for start in range(0, len(points), _POINTS_AT_ONCE):
        near = cKDTree(points[start : start + _POINTS_AT_ONCE])
        pairs = near.sparse_distance_matrix(towns, PLACE_REACH_M, output_type="ndarray")
        # Worst first, so that the best of each point is written last; equals go to the earlier in the list.
        order = np.lexsort((-pairs["j"], radius[pairs["j"]] - pairs["v"]))
        chosen[start + pairs["i"][order]] = pairs["j"][order]
    return np.asarray(names[chosen], dtype=object)


def _towns(known: pd.DataFrame) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64], cKDTree]:
    """Give the names (and None after them), the radii and the points of settlements."""
    names = np.array([*known["name"], None], dtype=object)
    return names, known["extent_m"].to_numpy(float), cKDTree(known[["easting", "northing"]].to_numpy(float))


@cache
def _shipped_towns() -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64], cKDTree]:
    return _towns(shipped_settlements())


def _read_in_metres(name: str) -> gpd.GeoDataFrame:
    """Read one shipped file and project it by the pinned transformation."""
    frame = gpd.read_file(shipped_data_folder() / "boundaries" / name)
    shapes = shapely.transform(frame.geometry.to_numpy(), lambda pairs: np.column_stack(to_metres(*pairs.T)))
    return frame[["code", "name"]].set_geometry(shapes, crs=NATIONAL_GRID_CRS)
