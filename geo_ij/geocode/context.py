"""Judge how well a place fits the towns and the part of a postcode that a text names beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import shapely

from geo_ij.geocode.things import Thing

AREA_MARGIN_M = 500.0
"""How far outside the service area a place still counts as inside: shipped borders are good to about this."""

NEAR_EDGE_M = 300.0
"""Up to this far beyond a town's edge a place fits it wholly: towns are not round."""

FADING_M = 1_200.0
"""Beyond that the fit falls to a third for each of these."""

POST_TOWN_REACH_M = 9_000.0
"""How far from its edge a post town lends its name to villages ("Rothwell Road, Desborough, Kettering")."""

POST_TOWN_PEOPLE = 5_000
POST_TOWN_FIT = 0.6

SMALLEST_TOWN_WEIGHT = 0.75
"""How much the smallest of several named towns counts: a village says more than its post town."""


class _Placed(Protocol):
    @property
    def easting(self) -> float: ...
    @property
    def northing(self) -> float: ...


Place = TypeVar("Place", bound=_Placed)


@dataclass(frozen=True)
class Area:
    """The service area: its name and its polygon in metres (EPSG:27700)."""

    name: str
    polygon: shapely.Geometry

    def holds(self, easting: float, northing: float) -> bool:
        """Say whether a point lies in the area or within its margin."""
        return bool(shapely.dwithin(self.polygon, shapely.points(easting, northing), AREA_MARGIN_M))

    def inside(self, places: Sequence[Place]) -> list[Place]:
        """Give the places whose middle lies in the area or within its margin."""
        if not places:
            return []
        middles = shapely.points([(place.easting, place.northing) for place in places])
        held = shapely.dwithin(self.polygon, middles, AREA_MARGIN_M)
        return [place for place, is_held in zip(places, held, strict=True) if is_held]


@dataclass(frozen=True)
class Town:
    """A town, a village or a part of a postcode that a text names: all the things that it may be."""

    name: str
    things: tuple[Thing, ...]
    is_inside: bool

    @property
    def radius_m(self) -> float:
        """Give the radius of the smallest thing that it may be."""
        return min(max(thing.extent_m, 1.0) for thing in self.things)

    def gap_to(self, thing: Thing) -> float:
        """Give how far the nearest point of a thing lies beyond the town's edge, in metres; 0 within."""
        gaps = []
        for town in self.things:
            distance = min(
                math.hypot(town.easting - easting, town.northing - northing) for easting, northing in thing.points
            )
            gaps.append(max(0.0, distance - max(town.extent_m, 400.0)))
        return min(gaps)

    @property
    def is_post_town(self) -> bool:
        """Say whether villages around it are addressed by its name."""
        return any(thing.weight >= POST_TOWN_PEOPLE for thing in self.things)


def town_fit(thing: Thing, towns: Sequence[Town], *, only_one: bool) -> float:
    """Give how well a thing fits the named towns, 0 to 1; 1 when none is named.

    `only_one` says that no other thing of its name lies as near: then its post town will do.
    """
    if not towns:
        return 1.0
    fits = [(town.radius_m, _fit(thing, town, only_one=only_one)) for town in towns]
    fits.sort()
    if len(fits) == 1:
        return fits[0][1]
    rest = sum(fit for _, fit in fits[1:]) / (len(fits) - 1)
    fit = SMALLEST_TOWN_WEIGHT * fits[0][1] + (1 - SMALLEST_TOWN_WEIGHT) * rest
    # A long road through a suburb may have its records elsewhere in the town.
    return max(fit, POST_TOWN_FIT * rest) if only_one else fit


def _fit(thing: Thing, town: Town, *, only_one: bool) -> float:
    gap = town.gap_to(thing)
    says_so = thing.locality is not None and thing.locality.casefold() == town.name.casefold()
    fit = 1.0 if says_so else math.exp(-max(0.0, gap - NEAR_EDGE_M) / FADING_M)
    if only_one and town.is_post_town and gap <= POST_TOWN_REACH_M:
        fit = max(fit, POST_TOWN_FIT)
    return fit
