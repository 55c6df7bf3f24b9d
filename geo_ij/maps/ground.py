"""Write the base map as one small file of whole numbers, ready for `static/basemap.js` to draw at any zoom.

Positions are pixels of a Web Mercator world at zoom 16 (about 1.5 m each in Britain), relative to an origin and each
as the difference from the one before, after sorting along a space-filling curve: small numbers, few characters.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo_ij.maps.content import Basemap
from geo_ij.maps.features import to_json_bytes
from geo_ij.projection import to_degrees
from geo_ij.vocabulary import BoundaryKind

UNIT_ZOOM = 16
"""The zoom whose pixels are the units of the file."""

OUTLINE_KINDS = (BoundaryKind.COUNTY, BoundaryKind.COUNCIL, BoundaryKind.WARD)
OUTLINE_TOLERANCE_M = 20.0
"""How far, in metres, a drawn outline may stray from the one that it simplifies."""

FABRIC_STEP_M = 15.0
"""Postcodes nearer than about this, in metres, are drawn once."""

SURROUNDINGS_M = 15_000.0
"""How far beyond the outlines, in metres, places are still named."""

Points = npt.NDArray[np.float64]
Units = npt.NDArray[np.int64]


def to_units(points: Points) -> Units:
    """Project eastings and northings, (n, 2) in metres (EPSG:27700), to whole Web Mercator pixels at `UNIT_ZOOM`."""
    longitude, latitude = to_degrees(points[:, 0], points[:, 1])
    size = 256.0 * 2**UNIT_ZOOM
    x = (longitude + 180.0) / 360.0 * size
    sine = np.sin(np.radians(latitude))
    y = (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * size
    return np.asarray(np.rint(np.column_stack([x, y])), dtype=np.int64)


def to_basemap_json(basemap: Basemap) -> bytes:
    """Write the base map; the same base map gives the same bytes."""
    fabric = to_units(_thinned(np.asarray(basemap.postcodes, dtype=float), FABRIC_STEP_M))
    outlines = basemap.outlines[basemap.outlines["kind"].isin([str(kind) for kind in OUTLINE_KINDS])]
    places = _places(basemap)
    streets = basemap.streets.sort_values(["name", "easting", "northing"], kind="stable")
    place_units = to_units(places[["easting", "northing"]].to_numpy(float))
    street_units = to_units(streets[["easting", "northing"]].to_numpy(float))
    stacked = np.vstack([fabric, place_units, street_units])
    origin = stacked.min(axis=0) if len(stacked) else np.zeros(2, dtype=np.int64)
    return to_json_bytes(
        {
            "unitZoom": UNIT_ZOOM,
            "origin": origin.tolist(),
            "outlines": [
                _outline(str(name), str(kind), shape, origin)
                for name, kind, shape in zip(outlines["name"], outlines["kind"], outlines.geometry, strict=True)
            ],
            "places": {
                "names": places["name"].tolist(),
                "people": places["population"].astype(int).tolist(),
                "points": _deltas(place_units, origin),
            },
            "fabric": _deltas(fabric[_curve_order(fabric)], origin),
            "streets": _street_rows(streets, street_units, origin),
        }
    )


def bounds_of(basemap: Basemap) -> tuple[float, float, float, float] | None:
    """Give west, south, east and north in metres of the outlines, else of the postcodes, or None with neither."""
    if not basemap.outlines.empty:
        west, south, east, north = (float(value) for value in basemap.outlines.total_bounds)
        return west, south, east, north
    points = np.asarray(basemap.postcodes, dtype=float)
    if not len(points):
        return None
    low, high = points.min(axis=0), points.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _places(basemap: Basemap) -> pd.DataFrame:
    places = basemap.places
    bounds = bounds_of(basemap)
    if bounds is not None:
        west, south, east, north = bounds
        reach = SURROUNDINGS_M
        places = places[
            places["easting"].between(west - reach, east + reach)
            & places["northing"].between(south - reach, north + reach)
        ]
    return places.sort_values(["population", "name"], ascending=[False, True], kind="stable")


def _street_rows(streets: pd.DataFrame, units: Units, origin: Units) -> list[list[Any]]:
    """Give [name, [dx, dy, ...]] a street, in the order of the curve; points delta-coded throughout."""
    groups = streets.groupby("name", sort=False).indices
    firsts = np.array([members[0] for members in groups.values()], dtype=np.int64)
    names = list(groups)
    rows: list[list[Any]] = []
    previous = origin
    for position in _curve_order(units[firsts]) if len(firsts) else []:
        points = units[groups[names[position]]]
        steps = np.diff(np.vstack([previous, points]), axis=0)
        rows.append([names[position], steps.ravel().tolist()])
        previous = points[0]
    return rows


def _outline(name: str, kind: str, shape: Any, origin: Units) -> dict[str, Any]:
    simple = shape.simplify(OUTLINE_TOLERANCE_M)
    parts = shapely.get_parts(simple)
    rings = [to_units(np.array(ring.coords)) for part in parts for ring in (part.exterior, *part.interiors)]
    centre = shapely.maximum_inscribed_circle(shape, tolerance=100.0).coords[0]
    return {
        "name": name,
        "kind": kind,
        "rings": [_deltas(ring, origin) for ring in rings],
        "label": (to_units(np.array([centre]))[0] - origin).tolist(),
    }


def _thinned(points: Points, step: float) -> Points:
    """Drop all but one point of each square of `step` metres."""
    if not len(points):
        return np.empty((0, 2))
    _, first = np.unique(np.floor(points / step).astype(np.int64), axis=0, return_index=True)
    return points[np.sort(first)]


def _deltas(units: Units, origin: Units) -> list[int]:
    """Code points as [x0, y0, dx, dy, ...] from the origin."""
    if not len(units):
        return []
    whole = np.vstack([origin, units])
    steps: list[int] = (whole[1:] - whole[:-1]).ravel().tolist()
    return steps


def _curve_order(units: Units) -> npt.NDArray[np.intp]:
    """Order points along a Morton curve (bits of x and y interleaved), so that neighbours follow one another."""
    if not len(units):
        return np.empty(0, dtype=np.intp)
    offset = (units - units.min(axis=0)).astype(np.uint64)
    return np.argsort(_spread(offset[:, 0]) | (_spread(offset[:, 1]) << np.uint64(1)), kind="stable")


def _spread(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Put a zero bit between the bits of each value (below 2^32)."""
    spread = values
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread
