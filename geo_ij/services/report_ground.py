"""Find where a report is, and what lies round it: its ward, council and policing area, and what a pin is snapped to."""

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo_ij.geocode.location import Candidate, Location
from geo_ij.projection import to_metres
from geo_ij.services.areas import areas, name_at
from geo_ij.services.geocoder import PlaceFinder, open_geocoder
from geo_ij.services.service_area import service_area
from geo_ij.settings import Settings
from geo_ij.sources.record_points import ServiceArea, check_points
from geo_ij.sources.sent_report import GivenPoint
from geo_ij.sources.shipped import place_names
from geo_ij.sources.shipped_names import shipped_local_names
from geo_ij.store import gazetteer_rows, incident_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import BoundaryKind, EntryKind, LocationStatus, Precision

SNAPS_WITHIN_M = 250.0
"""How far the street or open space may be that a public pin is snapped to."""

GRID_M = 500.0
"""Without one, the pin goes to the middle of a square of this side."""

APART_M = 1_500.0
"""A pin that is farther than this from the place that the words name, beyond what both may be off, is looked at."""

REPORTER = "reporter"
"""The source of a location that whoever reports gave as a point."""

_LEAST_UNCERTAINTY_M, _MOST_UNCERTAINTY_M = 10.0, 5_000.0
_KINDS = (BoundaryKind.WARD, BoundaryKind.COUNCIL, BoundaryKind.POLICING_AREA)


class Surroundings(NamedTuple):
    """What lies round a point: names of areas (None where unknown), and where a public pin is (EPSG:27700)."""

    ward: str | None
    council: str | None
    policing_area: str | None
    public_easting: float
    public_northing: float
    public_place: str


@dataclass(frozen=True)
class Ground:
    """All that is needed to place a report; read once, for many reports. Threads may share it.

    `boundaries` are the wards, councils and policing areas, `names` what the points of `tree` (EPSG:27700) are called:
    the streets and open spaces that a public pin may be snapped to.
    """

    finder: PlaceFinder
    area: ServiceArea
    boundaries: tuple[gpd.GeoDataFrame, ...]
    names: tuple[str, ...]
    tree: cKDTree

    def locate(self, text: str, point: GivenPoint | None = None) -> Location:
        """Find a report's place by the point that was given, else by its words. Every report has an answer."""
        told = self.finder.locate(text) if text.strip() else None
        if point is None:
            return told or Location(
                text, LocationStatus.NOT_FOUND, "No place was given: a person must ask where it is."
            )
        easting, northing = (float(value) for value in to_metres(point.longitude, point.latitude))
        fault = check_points(np.array([point.longitude]), np.array([point.latitude]), area=self.area).faults[0]
        if fault is not None:
            return Location(text, LocationStatus.OUTSIDE_AREA, f"The point is {fault.reason}.")
        best = Candidate(
            easting=round(easting, 1),
            northing=round(northing, 1),
            uncertainty_m=min(_MOST_UNCERTAINTY_M, max(_LEAST_UNCERTAINTY_M, point.uncertainty_m)),
            precision=Precision.COORDINATE,
            name=point.name or self.around(easting, northing).public_place,
            source=REPORTER,
            confidence=1.0,
        )
        located = Location(text, LocationStatus.MATCHED, "Whoever reported it gave the point.", best)
        return located if told is None or told.best is None else _compared(located, best, told, told.best)

    def around(self, easting: float, northing: float) -> Surroundings:
        """Say what lies round a point (EPSG:27700)."""
        ward, council, policing_area = (_name(frame, easting, northing) for frame in self.boundaries)
        distance, nearest = self.tree.query((easting, northing), distance_upper_bound=SNAPS_WITHIN_M)
        if math.isfinite(distance):
            public_easting, public_northing = (float(value) for value in self.tree.data[nearest])
            place = self.names[nearest]
        else:
            public_easting, public_northing = ((value // GRID_M + 0.5) * GRID_M for value in (easting, northing))
            place = str(place_names([public_easting], [public_northing])[0] or "")
        return Surroundings(ward, council, policing_area, public_easting, public_northing, place)


def open_ground(database: Database, *, settings: Settings, postcodes: bool = True) -> Ground:
    """Read what is needed to place reports, by `postcodes` as well unless they are left out to be quick.

    Raises SettingsError when the service area has no boundary or an online geocoder's settings cannot be used.
    """
    finder = open_geocoder(database, settings=settings, postcodes=postcodes)
    area = service_area(database, settings=settings)
    with database.read() as connection:
        boundaries = tuple(areas(connection, kind=kind) for kind in _KINDS)
        streets = incident_rows.street_points(connection)[["name", "easting", "northing"]]
        spaces = _open_spaces(gazetteer_rows.entries(connection))
    known = pd.concat([streets, spaces, _open_spaces(shipped_local_names())], ignore_index=True)
    positions = known[["easting", "northing"]].to_numpy(dtype=float).reshape(-1, 2)
    towns = place_names(known["easting"], known["northing"])
    names = tuple(_in_town(str(name), town) for name, town in zip(known["name"], towns, strict=True))
    return Ground(finder, area, boundaries, names, cKDTree(positions))


def _open_spaces(entries: pd.DataFrame) -> pd.DataFrame:
    chosen = entries.loc[entries["kind"] == EntryKind.OPEN_SPACE.value, ["label", "easting", "northing"]]
    return chosen.rename(columns={"label": "name"}).drop_duplicates()


def _in_town(name: str, town: str | None) -> str:
    """Add the town to a name that does not end with it already."""
    return name if town is None or name.casefold().endswith(town.casefold()) else f"{name}, {town}"


def _name(frame: gpd.GeoDataFrame, easting: float, northing: float) -> str | None:
    return name_at(frame, [easting], [northing])[0] if len(frame) else None


def _compared(located: Location, best: Candidate, told: Location, named: Candidate) -> Location:
    """Have a person look where the point and the words are far apart, beyond what both may be off."""
    distance = math.hypot(best.easting - named.easting, best.northing - named.northing)
    if told.status is not LocationStatus.MATCHED or distance <= APART_M + best.uncertainty_m + named.uncertainty_m:
        return located
    reason = f"The point that was given is {distance / 1000:.1f} km from {named.name}, which the words name."
    return replace(located, reason=reason, best=replace(best, confidence=0.5), alternatives=(named,))
