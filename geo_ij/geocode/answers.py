"""Decide between the places that a text may mean, and say in one sentence why."""

import math
from collections.abc import Sequence
from dataclasses import replace

from geo_ij.geocode.context import Area
from geo_ij.geocode.location import Candidate, Location
from geo_ij.geocode.reading import Reading
from geo_ij.vocabulary import LocationStatus, Precision

LEAST_CONFIDENCE = 0.45
"""A guess below this is no answer, only an alternative."""

CLEAR_SHARE = 0.7
"""The best guess must hold this share of its own and its strongest rival's confidence together."""

LONGEST_STREET_M = 3_000.0
"""Pieces of a street with a rare name that lie within this of each other are one street."""

PIECES_CONFIDENCE = 0.75

OTHER_COUNTY_CONFIDENCE = 0.65

MOST_ALTERNATIVES = 12


def decide(text: str, reading: Reading, area: Area) -> Location:
    """Choose the answer from what the names of a text may mean."""
    guesses = sorted(reading.guesses, key=lambda guess: -guess.confidence)
    inside = area.inside(guesses)
    if away := _away(text, reading, area, inside):
        return away
    if not inside:
        if guesses:
            return outside(text, f"{guesses[0].name} is outside {area.name}.", guesses[0], tuple(guesses[1:]))
        return not_found(text, reading.why_nothing, tuple(reading.suggestions))
    best, rivals = _as_one_street(inside[0], _rivals(inside), reading)
    if rivals and best.confidence < CLEAR_SHARE * (best.confidence + rivals[0].confidence):
        return ambiguous(text, _which(best, rivals, reading), (best, *rivals))
    if reading.outside_county is not None:
        # People by the border take one county for the other; nobody should be sent there unseen.
        best = replace(best, confidence=min(best.confidence, OTHER_COUNTY_CONFIDENCE))
    if best.confidence < LEAST_CONFIDENCE:
        return _too_weak(text, best, reading)
    return matched(text, f"Found {best.name}.", best, rivals)


def _away(text: str, reading: Reading, area: Area, inside: Sequence[Candidate]) -> Location | None:
    """Answer that the text names a town or county outside the area, unless it also names one inside."""
    if reading.inside_town and (inside or reading.outside_town is None):
        return None
    if reading.outside_town is not None:
        town = reading.outside_town
        return outside(text, f"{town.name} is outside {area.name}.", town, inside)
    if reading.outside_county is not None:
        return outside(text, f"{reading.outside_county.title()} is outside {area.name}.", None, inside)
    return None


def _as_one_street(best: Candidate, rivals: list[Candidate], reading: Reading) -> tuple[Candidate, list[Candidate]]:
    """Take pieces of one street, between the villages that it joins, for the whole: one place, as long as it is."""
    pieces = [
        rival
        for rival in rivals
        if rival.precision is Precision.STREET
        and rival.name.split(",")[0] == best.name.split(",")[0]
        and rival.name != best.name  # two streets of one name in one town are two
        and rival.confidence >= LEAST_CONFIDENCE
        and _apart(best, rival) <= LONGEST_STREET_M
    ]
    if not pieces or best.precision is not Precision.STREET or not (reading.towns and reading.may_be_pieces):
        return best, rivals
    all_pieces = [best, *pieces]
    easting, northing = (
        sum(values) / len(values) for values in zip(*((p.easting, p.northing) for p in all_pieces), strict=True)
    )
    reach = max(math.hypot(p.easting - easting, p.northing - northing) + p.uncertainty_m for p in all_pieces)
    whole = replace(
        best,
        easting=round(easting, 1),
        northing=round(northing, 1),
        uncertainty_m=round(reach, 1),
        confidence=min(best.confidence, PIECES_CONFIDENCE),
    )
    return whole, [rival for rival in rivals if rival not in pieces]


def _apart(one: Candidate, other: Candidate) -> float:
    return math.hypot(one.easting - other.easting, one.northing - other.northing)


def _rivals(guesses: Sequence[Candidate]) -> list[Candidate]:
    """Give the guesses that mean another place than the best: those outside its uncertainty and their own."""
    best = guesses[0]
    return [
        guess
        for guess in guesses[1:]
        if _apart(best, guess) > max(best.uncertainty_m, min(guess.uncertainty_m, 1_000.0))
    ]


def _too_weak(text: str, best: Candidate, reading: Reading) -> Location:
    if reading.is_common:
        return ambiguous(text, f"It may be {best.name} or another: say which town or village.", (best,))
    return not_found(text, f"The nearest is {best.name}, but it is not certain that it is meant.", (best,))


def _which(best: Candidate, rivals: Sequence[Candidate], reading: Reading) -> str:
    count = 1 + len(rivals)
    if reading.one_name and reading.towns:
        town = reading.towns[0].name
        return f"{reading.one_name} may be any of {count} in or around {town}: give a postcode or a street beside it."
    if reading.one_name:
        return f"{reading.one_name} is in {count} places: say which town or village."
    return f"It may be {best.name} or {rivals[0].name}: say which is meant."


def matched(text: str, reason: str, best: Candidate, alternatives: Sequence[Candidate] = ()) -> Location:
    """Give a place that is certain enough to be used."""
    return Location(text, LocationStatus.MATCHED, reason, best, tuple(alternatives[:MOST_ALTERNATIVES]))


def ambiguous(text: str, reason: str, candidates: Sequence[Candidate]) -> Location:
    """Give the places between which a person must choose."""
    return Location(text, LocationStatus.AMBIGUOUS, reason, None, tuple(candidates[:MOST_ALTERNATIVES]))


def not_found(text: str, reason: str, alternatives: Sequence[Candidate] = ()) -> Location:
    """Say that no place is known, with what sounds like it."""
    return Location(text, LocationStatus.NOT_FOUND, reason, None, tuple(alternatives[:MOST_ALTERNATIVES]))


def outside(text: str, reason: str, best: Candidate | None = None, alternatives: Sequence[Candidate] = ()) -> Location:
    """Say that the place lies outside the service area."""
    return Location(text, LocationStatus.OUTSIDE_AREA, reason, best, tuple(alternatives[:MOST_ALTERNATIVES]))
