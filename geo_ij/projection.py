"""Convert between longitude and latitude outside and British National Grid metres inside.

The only place that names a coordinate reference system. The transformation is pinned: left to itself PROJ picks
the best one that the machine has grids for, so two machines would put the same incident metres apart.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

GEOGRAPHIC_CRS = "EPSG:4326"
"""Longitude and latitude in degrees (WGS 84): what files and browsers speak."""

NATIONAL_GRID_CRS = "EPSG:27700"
"""British National Grid eastings and northings in metres (OSGB36): what every calculation uses."""

GREAT_BRITAIN_DEGREES = (-8.75, 49.75, 1.9, 60.95)
"""West, south, east and north of a box around Great Britain, in degrees."""

GREAT_BRITAIN_METRES = (0.0, 0.0, 700_000.0, 1_300_000.0)
"""The extent of the National Grid, in metres."""

_HELMERT = (
    "+proj=pipeline "
    "+step +proj=unitconvert +xy_in=deg +xy_out=rad "
    "+step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 "
    "+rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 +convention=position_vector "
    "+step +inv +proj=cart +ellps=airy "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)
"""OSGB36 to WGS 84 by the seven-parameter shift published by Ordnance Survey, accurate to about 5 m (3 m is usual).

Source: Ordnance Survey, "A guide to coordinate systems in Great Britain", section 6.6 (EPSG operation 1314).
"""


@cache
def _transformer() -> Transformer:
    return Transformer.from_pipeline(_HELMERT)


def to_metres(
    longitude: npt.ArrayLike, latitude: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Project degrees (EPSG:4326, longitude first) to eastings and northings in metres (EPSG:27700).

    Both arrays have the same shape, and so have the two returned. Values that cannot be projected become infinite.
    """
    easting, northing = _transformer().transform(np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float))
    return np.asarray(easting), np.asarray(northing)


def to_degrees(
    easting: npt.ArrayLike, northing: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Project eastings and northings in metres (EPSG:27700) to longitude and latitude in degrees (EPSG:4326)."""
    longitude, latitude = _transformer().transform(
        np.asarray(easting, dtype=float), np.asarray(northing, dtype=float), direction="INVERSE"
    )
    return np.asarray(longitude), np.asarray(latitude)
