"""Decide between the places that a text may mean, and say in one sentence why."""

import math
from collections.abc import Sequence

from geo_ij.geocode.context import Area
from geo_ij.geocode.guesses import Reading
from geo_ij.geocode.location import Candidate, Location
from geo_ij.vocabulary import LocationStatus

LEAST_CONFIDENCE = 0.45
"""A guess below this is no answer, only an alternative."""

CLEAR_SHARE = 0.7
"""The best guess must hold this share of its own and its strongest rival's confidence together."""

MOST_ALTERNATIVES = 12


def decide(text: str, reading: Reading, area: Area) -> Location:
    """Choose the answer from what the names of a text may mean."""
    guesses = sorted(reading.guesses, key=lambda guess: -guess.confidence)
    inside = [guess for guess in guesses if area.holds(guess.easting, guess.northing)]
    if reading.outside_town and not (reading.inside_town and inside):
        town = reading.outside_town
        return outside(text, f"{town.name} is outside {area.name}.", town, tuple(inside))
    if not inside:
        if guesses:
            return outside(text, f"{guesses[0].name} is outside {area.name}.", guesses[0], tuple(guesses[1:]))
        return not_found(text, reading.why_nothing, tuple(reading.suggestions))
    best, rivals = inside[0], _rivals(inside)
    if best.confidence < LEAST_CONFIDENCE and not rivals:
        return _too_weak(text, best, reading)
    if rivals and best.confidence / (best.confidence + rivals[0].confidence) < CLEAR_SHARE:
        return ambiguous(text, _which(best, rivals, reading), (best, *rivals))
    if best.confidence < LEAST_CONFIDENCE:
        return _too_weak(text, best, reading)
    return matched(text, f"Found {best.name}.", best, tuple(guess for guess in inside[1:] if guess in rivals))


def _rivals(guesses: Sequence[Candidate]) -> list[Candidate]:
    """Give the guesses that mean another place than the best: those outside its uncertainty and their own."""
    best = guesses[0]
    return [
        guess
        for guess in guesses[1:]
        if math.hypot(guess.easting - best.easting, guess.northing - best.northing)
        > max(best.uncertainty_m, min(guess.uncertainty_m, 1_000.0))
    ]


def _too_weak(text: str, best: Candidate, reading: Reading) -> Location:
    if reading.is_common:
        return ambiguous(
            text, f"There is a {best.name.split(',')[0]} in many towns: say which town or village.", (best,)
        )
    return not_found(text, f"The nearest is {best.name}, but it is not certain that it is meant.", (best,))


def _which(best: Candidate, rivals: Sequence[Candidate], reading: Reading) -> str:
    count = 1 + len(rivals)
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
