"""Find where two streets that a text names together meet, and places that stand on a street that is named with them."""

import math
from collections.abc import Sequence
from itertools import combinations, product

import numpy as np

from geo_ij.geocode.index import Index
from geo_ij.geocode.location import Candidate
from geo_ij.geocode.mention import Mention
from geo_ij.geocode.text import Word
from geo_ij.geocode.things import Thing, nearest_points
from geo_ij.geocode.uncertainty import STOP_BASE_M, STOP_JUNCTION_M, junction_uncertainty, stop_junction_uncertainty
from geo_ij.geocode.words import JOINING_WORDS, JUNCTION_WORDS
from geo_ij.vocabulary import EntryKind, Precision

MOST_PAIRS = 12
"""Pairs of names that are looked at; a text that names more places means none of them."""

REACH_M = 450.0
"""Recorded points of two streets that meet are seldom further apart."""

STOPS_APART_M = 250.0
"""Stops named for one junction lie within this of each other."""

SIDE_STREET_M = 2_000.0
"""A side street may leave a long road this far from the nearest point at which the road was recorded."""

NOT_SAID_TO_BE_ON = {False: 0.8, True: 0.4}
"""How likely a place near a street is meant with it when no gazetteer says that it is on it; a stop would say so."""

SIDE_STREET = 0.75
"""How likely the side street is what is meant then."""

NEAR_STREET_M = 600.0
"""A place named with a street lies within this of a recorded point of it."""


def are_joined(words: Sequence[Word], one: Mention, other: Mention) -> bool:
    """Say whether a text names two streets as a junction: "A / B", "corner of A and B", "where A meets B"."""
    between = [word.text for word in words[one.end : other.start]]
    before = [word.text for word in words[max(0, one.start - 3) : one.start]]
    after = [word.text for word in words[other.end : other.end + 2]]
    if any(text in JUNCTION_WORDS for text in (*between, *before, *after)):
        return len(between) <= 6
    return 0 < len(between) <= 4 and all(text in JOINING_WORDS for text in between)


def meeting_places(one: Sequence[Thing], other: Sequence[Thing], index: Index) -> list[tuple[Candidate, Thing, Thing]]:
    """Find where things of two mentions come together, with the things; one for each pair that does."""
    found = []
    for first, second in product(one, other):
        apart = math.hypot(first.easting - second.easting, first.northing - second.northing)
        if apart - first.extent_m - second.extent_m > 2 * NEAR_STREET_M:
            continue
        if first.kind is EntryKind.STREET and second.kind is EntryKind.STREET:
            candidate = _junction_by_stops(first, second, index) or _junction_by_points(first, second)
        else:
            candidate = _place_on_street(first, second)
        if candidate is not None:
            found.append((candidate, first, second))
    return found


def _junction_by_stops(first: Thing, second: Thing, index: Index) -> Candidate | None:
    """Find the stops on one street that are named after the other: they stand at the junction."""
    at = [
        (stop.easting, stop.northing)
        for street, crossing in ((first, second), (second, first))
        for stop in index.stops_on(street.name_ids)
        if stop.kind is EntryKind.STOP
        and stop.name_id in crossing.name_ids
        and _is_by(stop.easting, stop.northing, first, second)
    ]
    if not at:
        return None
    stops = np.array(at)
    middle = stops.mean(axis=0)
    spread = float(np.hypot(*(stops - middle).T).max())
    if spread > STOPS_APART_M:
        return None
    return _junction(first, second, middle, stop_junction_uncertainty(spread, stops=len(stops)), "stops")


def _is_by(easting: float, northing: float, first: Thing, second: Thing) -> bool:
    return all(thing.distance_to(easting, northing) <= thing.extent_m + NEAR_STREET_M for thing in (first, second))


def _junction_by_points(first: Thing, second: Thing) -> Candidate | None:
    gap, here, there = nearest_points(first, second)
    if gap > REACH_M:
        return _side_street(first, second) if gap <= SIDE_STREET_M else None
    return _junction(first, second, (here + there) / 2, junction_uncertainty(gap), first.source)


def _side_street(first: Thing, second: Thing) -> Candidate | None:
    """Take the shorter street for the junction with a longer one that was not recorded near it."""
    side, road = sorted((first, second), key=lambda thing: thing.uncertainty_m)
    if side.uncertainty_m >= road.uncertainty_m or side.locality != road.locality:
        return None
    name = f"{side.full_name} (by {road.label})"
    uncertainty = side.uncertainty_m + STOP_JUNCTION_M
    return Candidate(side.easting, side.northing, uncertainty, Precision.STREET, name, side.source, SIDE_STREET)


def _junction(
    first: Thing, second: Thing, at: np.ndarray[tuple[int], np.dtype[np.float64]], uncertainty_m: float, source: str
) -> Candidate:
    town = f", {first.locality}" if first.locality else ""
    name = f"{first.label} and {second.label}{town}"
    return Candidate(float(at[0]), float(at[1]), uncertainty_m, Precision.JUNCTION, name, source, 1.0)


def _place_on_street(first: Thing, second: Thing) -> Candidate | None:
    """Find a stop, park or place that lies by a street named with it; the finer of the two says where."""
    place, street = sorted((first, second), key=lambda thing: (thing.kind is EntryKind.STREET, thing.uncertainty_m))
    gap, _, nearest = nearest_points(place, street)
    if gap - (place.extent_m if place.kind is not EntryKind.STREET else 0) > NEAR_STREET_M:
        return None
    if place.kind is EntryKind.STOP or street.kind is not EntryKind.STREET:
        easting, northing = place.easting, place.northing
        uncertainty = place.uncertainty_m
    else:
        # A park by a street: the side of the park that is nearest to the street.
        easting, northing = (place.easting + float(nearest[0])) / 2, (place.northing + float(nearest[1])) / 2
        uncertainty = max(place.uncertainty_m, gap / 2 + STOP_BASE_M)
    on_it = bool(place.street_ids & street.name_ids)
    precision = Precision.STOP if place.kind is EntryKind.STOP else Precision.PLACE
    return Candidate(
        easting,
        northing,
        uncertainty,
        precision,
        place.full_name,
        place.source,
        1.0 if on_it else NOT_SAID_TO_BE_ON[place.kind is EntryKind.STOP],
    )


def pairs(mentions: Sequence[Mention]) -> list[tuple[Mention, Mention]]:
    """Give every two mentions in the order of the text, those next to each other first."""
    found = list(combinations(mentions, 2))
    return sorted(found, key=lambda pair: pair[1].start - pair[0].end)[:MOST_PAIRS]
