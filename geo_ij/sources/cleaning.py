"""List, in order, every reason for which a row of a police archive is left out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ij.projection import GREAT_BRITAIN_DEGREES

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """The columns that the rules look at, equally long: degrees, metres, and "is this Crime ID a repeat"."""

    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]
    easting: npt.NDArray[np.float64]
    northing: npt.NDArray[np.float64]
    in_named_month: Flags
    repeats_id: Flags
    force_area: BaseGeometry | None


class Rule(NamedTuple):
    """A reason in words, and which rows it leaves out."""

    reason: str
    leaves_out: Callable[[Rows], Flags]


def is_swapped(longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]) -> Flags:
    """Say which points would be in Great Britain if longitude and latitude changed places."""
    return _in_great_britain(latitude, longitude) & ~_in_great_britain(longitude, latitude)


def _in_great_britain(longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]) -> Flags:
    west, south, east, north = GREAT_BRITAIN_DEGREES
    in_box = (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
    return in_box & ~_in_ireland(longitude, latitude)


def _in_ireland(longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]) -> Flags:
    """Say which points lie in Ireland: west of the North Channel or of St George's Channel."""
    north = (longitude < -5.4) & (latitude > 54.0) & (latitude < 55.25)
    south = (longitude < -5.9) & (latitude > 51.3) & (latitude <= 54.0)
    return north | south


def _outside_force(rows: Rows) -> Flags:
    if rows.force_area is None:
        return np.zeros(len(rows.easting), dtype=bool)
    return ~shapely.contains_xy(rows.force_area, rows.easting, rows.northing)


RULES: tuple[Rule, ...] = (
    Rule("another month than its file", lambda rows: ~rows.in_named_month),
    Rule("no coordinates", lambda rows: ~(np.isfinite(rows.longitude) & np.isfinite(rows.latitude))),
    Rule("longitude 0, latitude 0", lambda rows: (rows.longitude == 0) & (rows.latitude == 0)),
    Rule("longitude and latitude swapped", lambda rows: is_swapped(rows.longitude, rows.latitude)),
    Rule("outside Great Britain", lambda rows: ~_in_great_britain(rows.longitude, rows.latitude)),
    Rule("outside the force's area", _outside_force),
    Rule("repeats an earlier Crime ID", lambda rows: rows.repeats_id),
)
"""The first rule that a row breaks is its reason."""


def first_broken_rule(rows: Rows) -> npt.NDArray[np.int8]:
    """Give, for each row, the position in RULES of the first rule that it breaks, or -1."""
    broken = np.full(len(rows.easting), -1, dtype=np.int8)
    for position, rule in reversed(list(enumerate(RULES))):
        broken[rule.leaves_out(rows)] = position
    return broken


def first_rule_broken_by_point(
    longitude: npt.NDArray[np.float64],
    latitude: npt.NDArray[np.float64],
    *,
    easting: npt.NDArray[np.float64],
    northing: npt.NDArray[np.float64],
) -> npt.NDArray[np.int8]:
    """Give the same for points that are no rows of a police archive: degrees, and metres (EPSG:27700)."""
    nothing = np.zeros(len(easting), dtype=bool)
    rows = Rows(
        longitude=longitude,
        latitude=latitude,
        easting=easting,
        northing=northing,
        in_named_month=~nothing,
        repeats_id=nothing,
        force_area=None,
    )
    return first_broken_rule(rows)
