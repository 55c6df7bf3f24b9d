"""Offer whoever reports the places that their words or their device may mean, each with how exact it is."""

from dataclasses import dataclass

from geo_ij.geocode.location import SURE_ENOUGH, Candidate, Location
from geo_ij.projection import to_degrees
from geo_ij.services.report_answers import PlacedPoint, PointBy
from geo_ij.vocabulary import LocationStatus, Precision

MOST_OFFERED = 6
"""Places to choose from on one page of a phone."""

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


def offered(location: Location) -> tuple[OfferedPlace, ...]:
    """Give the places inside the service area that the words may mean, the likeliest first."""
    candidates = [location.best] if location.status is LocationStatus.MATCHED and location.best is not None else []
    if location.status is not LocationStatus.OUTSIDE_AREA:
        candidates += location.alternatives
    places: dict[str, OfferedPlace] = {}
    for place in map(_place, candidates):
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
    if uncertainty_m < 1_000:
        step = 10 if uncertainty_m < 200 else 50
        return f"Accurate to about {max(10, round(uncertainty_m / step) * step)} metres"
    return f"Accurate to about {uncertainty_m / 1_000:.1f} km".replace(".0 km", " km")


def _place(candidate: Candidate) -> OfferedPlace:
    longitude, latitude = (float(value) for value in to_degrees(candidate.easting, candidate.northing))
    kind = _KINDS.get(candidate.precision)
    accuracy = accuracy_in_words(candidate.uncertainty_m)
    return OfferedPlace(
        value=f"{candidate.easting:.0f}-{candidate.northing:.0f}",
        name=candidate.name,
        hint=accuracy if kind is None else f"{kind}. {accuracy}",
        point=PlacedPoint(
            round(longitude, 6), round(latitude, 6), candidate.uncertainty_m, PointBy.MATCH, candidate.name
        ),
    )
