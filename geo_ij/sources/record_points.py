"""Find the point of each record of a file, and say which records have none that can be used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo_ij.projection import to_metres
from geo_ij.sources.cleaning import RULES, first_rule_broken_by_point
from geo_ij.sources.record_cells import Fault, as_number, shown

AREA_MARGIN_M = 500.0
"""How far outside the service area a site may lie, in metres: shipped borders are good to about this."""


@dataclass(frozen=True)
class ServiceArea:
    """The area that sites and work must lie in: its name and its polygon (EPSG:27700)."""

    name: str
    polygon: shapely.Geometry


@dataclass(frozen=True)
class Points:
    """One point a record in metres (EPSG:27700), and one fault or None a record; equally long."""

    easting: npt.NDArray[np.float64]
    northing: npt.NDArray[np.float64]
    faults: tuple[Fault | None, ...]


def read_points(records: Sequence[Mapping[str, str]], *, area: ServiceArea | None) -> Points:
    """Read `longitude` and `latitude` (EPSG:4326) of each record and check where they lead."""
    texts = [(cells.get("longitude", ""), cells.get("latitude", "")) for cells in records]
    longitude = _numbers(text for text, _ in texts)
    latitude = _numbers(text for _, text in texts)
    points = check_points(longitude, latitude, area=area)
    faults = [_not_a_number(*text) or _sentence(fault, text) for text, fault in zip(texts, points.faults, strict=True)]
    return Points(points.easting, points.northing, tuple(faults))


def check_points(
    longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64], *, area: ServiceArea | None
) -> Points:
    """Project degrees to metres and check that each point is in Great Britain and in the service area."""
    count = len(longitude)
    easting, northing = to_metres(longitude, latitude)
    broken = first_rule_broken_by_point(longitude, latitude, easting=easting, northing=northing)
    faults = [Fault(RULES[rule].reason, RULES[rule].reason) if rule >= 0 else None for rule in broken]
    if area is not None and count:
        outside = ~_within(area, easting, northing)
        reason = f"outside the service area ({area.name})"
        faults = [
            fault or (Fault(reason, reason) if is_outside else None)
            for fault, is_outside in zip(faults, outside, strict=True)
        ]
    return Points(easting.round(1), northing.round(1), tuple(faults))


def _within(
    area: ServiceArea, easting: npt.NDArray[np.float64], northing: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    points = shapely.points(np.nan_to_num(easting, posinf=0), np.nan_to_num(northing, posinf=0))
    return np.asarray(shapely.dwithin(area.polygon, points, AREA_MARGIN_M))


def _numbers(texts: Iterable[str]) -> npt.NDArray[np.float64]:
    values = [as_number(text) for text in texts]
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _not_a_number(longitude: str, latitude: str) -> Fault | None:
    for name, text in (("longitude", longitude), ("latitude", latitude)):
        if text and as_number(text) is None:
            return Fault(f"{name} is not a number", f"{name} is {shown(text)}, not a number like -0.7219")
    return None


def _sentence(fault: Fault | None, texts: tuple[str, str]) -> Fault | None:
    if fault is None or not any(texts):
        return fault
    return Fault(fault.reason, f"{fault.reason} (given: {texts[0] or 'nothing'} and {texts[1] or 'nothing'})")
