"""Say what shape a hotspot may have, and measure it.

A hotspot contains a disc of 75 m radius, has no thin parts, is at most 10 ha and 600 m long, is one valid polygon, and
overlaps no other. All lengths are in metres, all geometry in EPSG:27700.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ij.hotspots.points import Floats

SQUARE_METRES_PER_HECTARE = 10_000.0

RADIUS_M = 75.0
"""Radius of the disc that every hotspot contains: 150 m across is the smallest place that may be published."""

LARGEST_AREA_M2 = 100_000.0
"""Ten hectares: a place, not a town."""

LARGEST_LENGTH_M = 600.0
"""The greatest distance between two points of a hotspot."""

OPENING_RADIUS_M = 50.0
"""A shape has no thin parts if opening it with a disc of this radius keeps most of it."""

OPENING_KEEPS = 0.955
"""The share of its area that opening must keep: 95 %, and a little for those who draw arcs with fewer corners."""

GAP_M = 0.5
"""The gap left between neighbours, so that coordinates rounded for a file still do not overlap."""

SEGMENTS = 16  # a quarter circle
DRAWN_RADIUS_M = (RADIUS_M + 0.05) / np.cos(np.pi / (4 * SEGMENTS))
"""Radius of the drawn 64-gon, so that the true disc lies inside it with 5 cm to spare for rounding."""

Polygons = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Places:
    """What a method finds: lawful polygons (EPSG:27700) and the score of each, the higher the better."""

    shapes: Polygons
    scores: Floats

    def __len__(self) -> int:
        return len(self.shapes)


_DISC = shapely.Point(0, 0).buffer(DRAWN_RADIUS_M, quad_segs=SEGMENTS)


def is_lawful(shape: BaseGeometry) -> bool:
    """Say whether one shape keeps every rule except the one about neighbours."""
    return is_whole_and_compact(shape) and float(widths(np.array([shape]))[0]) >= 2 * RADIUS_M


def is_whole_and_compact(shape: BaseGeometry) -> bool:
    """Say whether a shape is one valid polygon of lawful area and length without thin parts."""
    return (
        isinstance(shape, shapely.Polygon)
        and shape.is_valid
        and shape.area <= LARGEST_AREA_M2
        and float(lengths(np.array([shape]))[0]) <= LARGEST_LENGTH_M
        and shape.buffer(-OPENING_RADIUS_M).buffer(OPENING_RADIUS_M).area >= OPENING_KEEPS * shape.area
    )


def widths(shapes: Polygons) -> Floats:
    """Measure the diameter of the largest disc inside each polygon, in metres, to about 10 cm."""
    found = np.full(len(shapes), 2 * (RADIUS_M + 0.05))
    # Most places are one disc, whose width is known; the search is slow exactly there.
    others = shapes[~_is_disc(shapes)]
    found[~_is_disc(shapes)] = 2 * shapely.length(shapely.maximum_inscribed_circle(others, tolerance=0.04))
    return found


def lengths(shapes: Polygons) -> Floats:
    """Measure the greatest distance between two points of each polygon, in metres."""
    found = np.full(len(shapes), 2 * DRAWN_RADIUS_M)
    (others,) = np.nonzero(~_is_disc(shapes))
    for position, hull in zip(others, shapely.convex_hull(shapes[others]), strict=True):
        corners = shapely.get_coordinates(hull)
        found[position] = np.sqrt(((corners[:, None] - corners[None]) ** 2).sum(axis=2).max())
    return found


def _is_disc(shapes: Polygons) -> npt.NDArray[np.bool_]:
    """Say which shapes are one whole drawn disc."""
    same_area = np.isclose(shapely.area(shapes), _DISC.area, rtol=1e-9, atol=0)
    return np.asarray(same_area & np.isclose(shapely.length(shapes), _DISC.length, rtol=1e-9, atol=0))
