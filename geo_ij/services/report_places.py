"""Offer whoever reports the places that their words or their device may mean, each with how exact it is."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from geo_ij.geocode.location import SURE_ENOUGH, Candidate, Location
from geo_ij.projection import to_degrees, to_metres
from geo_ij.services.report_answers import PlacedPoint, PointBy
from geo_ij.services.report_ground import Ground
from geo_ij.sources.shipped import place_names
from geo_ij.vocabulary import LocationStatus, Precision

MOST_OFFERED = 6
"""Places to choose from on one page of a phone."""

EXAMPLE_POSTCODE = "NN16 8JN"

_TRIED_FOR_EXAMPLE = 12
"""Streets that are looked up before the example goes without one."""

_LINKS = re.compile(r"(?:[\s,;]|\b(?:in|at|near|by|of)$)+$", re.IGNORECASE)
"""What stands between a place and the town that is named behind it."""

_LONGEST_TOWN = 3
"""Words that the name of a town may have."""

_KINDS = {
    Precision.POSTCODE: "Postcode",
    Precision.STREET: "Street",
    Precision.JUNCTION: "Junction",
    Precision.STOP: "Bus stop",
}


@dataclass(frozen=True)
class OfferedPlace:
    """One place to choose: `value` is what the form sends back, `hint` says what it is and how exact."""

    value: str
    name: str
    hint: str
    point: PlacedPoint


@dataclass(frozen=True)
class NamedTown:
    """A town that the words name, and what they name there that is not known: "Kettering" and "Gold Street"."""

    place: Candidate
    missing: str

    @property
    def name(self) -> str:
        """Give what the town is called."""
        return self.place.name

    def holds(self, candidate: Candidate) -> bool:
        """Say whether a place is in the town, as far as is known."""
        distance = math.hypot(candidate.easting - self.place.easting, candidate.northing - self.place.northing)
        return distance <= self.place.uncertainty_m or candidate.name.casefold().endswith(f", {self.name.casefold()}")


def town_named(location: Location, locate: Callable[[str], Location]) -> NamedTown | None:
    """Give the town that words name whose place is not known in it, or None; `locate` looks words up."""
    if location.status in {LocationStatus.MATCHED, LocationStatus.OUTSIDE_AREA}:
        return None
    for before, behind in _parted(location.text):
        found = locate(behind)
        best = found.best
        is_town = found.status is LocationStatus.MATCHED and best is not None and best.precision is Precision.PLACE
        if best is not None and is_town and best.name.casefold() == behind.casefold():
            town = NamedTown(best, before)
            return None if any(map(town.holds, location.alternatives)) else town
    return None


def town_at(point: PlacedPoint) -> str:
    """Give the town or village that a point belongs to, or an empty text."""
    easting, northing = to_metres(point.longitude, point.latitude)
    return str(place_names([float(easting)], [float(northing)])[0] or "")


def example_of(ground: Ground) -> str:
    """Give words that surely find a place, the same every time: a street and a postcode, as far as they are known."""
    often = Counter(ground.names)
    streets = sorted(name for name, count in often.items() if count == 1)
    known = (name for name in islice(streets, _TRIED_FOR_EXAMPLE) if _is_found(ground, name, Precision.STREET))
    street = next(known, "")
    postcode = EXAMPLE_POSTCODE if _is_found(ground, EXAMPLE_POSTCODE, Precision.POSTCODE) else ""
    return " or ".join(filter(None, (street, postcode)))


def offered(location: Location, town: NamedTown | None = None) -> tuple[OfferedPlace, ...]:
    """Give the places inside the service area that the words may mean, the likeliest first.

    Those that are not in the town that the words name say so.
    """
    candidates = [location.best] if location.status is LocationStatus.MATCHED and location.best is not None else []
    if location.status is not LocationStatus.OUTSIDE_AREA:
        candidates += location.alternatives
    places: dict[str, OfferedPlace] = {}
    for candidate in candidates:
        place = _place(candidate, town)
        places.setdefault(place.value, place)
    return tuple(places.values())[:MOST_OFFERED]


def is_sure(location: Location) -> bool:
    """Say whether the first place that is offered is chosen beforehand."""
    return (
        location.status is LocationStatus.MATCHED
        and location.best is not None
        and (location.best.confidence >= SURE_ENOUGH)
    )


def accuracy_in_words(uncertainty_m: float) -> str:
    """Say how exact a place is: "Accurate to about 140 metres"."""
    return f"Accurate to about {distance_in_words(uncertainty_m)}"


def distance_in_words(metres: float) -> str:
    """Say how far something may be off: "140 metres", "2.5 km"."""
    if metres < 1_000:
        step = 10 if metres < 200 else 50
        return f"{max(10, round(metres / step) * step)} metres"
    return f"{metres / 1_000:.1f} km".replace(".0 km", " km")


def _parted(text: str) -> Iterator[tuple[str, str]]:
    """Part words into what is meant and a town behind it: by commas, or else before the last words."""
    first, *parts = (part.strip() for part in text.split(","))
    if parts:
        yield from ((first, part) for part in parts if first and part)
        return
    words = first.split()
    for count in range(min(_LONGEST_TOWN, len(words) - 1), 0, -1):
        before = _LINKS.sub("", " ".join(words[:-count]))
        if before:
            yield before, " ".join(words[-count:])


def _is_found(ground: Ground, text: str, precision: Precision) -> bool:
    location = ground.locate(text)
    return is_sure(location) and location.best is not None and location.best.precision is precision


def _place(candidate: Candidate, town: NamedTown | None) -> OfferedPlace:
    longitude, latitude = (float(value) for value in to_degrees(candidate.easting, candidate.northing))
    kind = _KINDS.get(candidate.precision)
    accuracy = accuracy_in_words(candidate.uncertainty_m)
    return OfferedPlace(
        value=f"{candidate.easting:.0f}-{candidate.northing:.0f}",
        name=candidate.name,
        hint=". ".join(filter(None, (None if town is None else f"Not in {town.name}", kind, accuracy))),
        point=PlacedPoint(
            round(longitude, 6), round(latitude, 6), candidate.uncertainty_m, PointBy.MATCH, candidate.name
        ),
    )
