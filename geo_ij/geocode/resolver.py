"""Find the place that somebody's words mean, with how far off it may be; or say why it cannot be told.

The chain, in order: figures (coordinates, grid references, plus codes), postcodes, names. What is more exact stands,
unless the rest of the text speaks against it. A wrong place that nobody notices is the worst answer, so two places that
are as likely make the text ambiguous, and a street that no gazetteer has is not found.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import replace

import shapely

from geo_ij.geocode import answers
from geo_ij.geocode.context import POST_TOWN_REACH_M, Area
from geo_ij.geocode.coordinates import Coordinate, find_coordinates
from geo_ij.geocode.guesses import read_names
from geo_ij.geocode.index import Index, Postcode
from geo_ij.geocode.location import Candidate, Location
from geo_ij.geocode.postcodes import PostcodeMention, find_postcodes, spaced
from geo_ij.geocode.reading import Reading
from geo_ij.geocode.text import LONGEST_TEXT, Word, clean, words
from geo_ij.geocode.uncertainty import postcode_uncertainty
from geo_ij.projection import to_degrees, to_metres
from geo_ij.vocabulary import LocationStatus, Precision

_THREE_WORDS = re.compile(r"(?:///|what3words|w3w)|\b[a-z]{3,}\.[a-z]{3,}\.[a-z]{3,}\b", re.IGNORECASE)

AGREEING_M = 1_500.0
"""A postcode and a street that are named together agree when they are at most this far apart."""

POSTCODE_CONFIDENCE, CORRECTED_CONFIDENCE, SLIP_CONFIDENCE = 0.97, 0.9, 0.65
COORDINATE_CONFIDENCE, MENDED_CONFIDENCE, DOUBTFUL_CONFIDENCE = 0.98, 0.65, 0.6

_SAID_OF_FIGURES = frozenset(
    {"grid", "ref", "reference", "os", "ngr", "bng", "gps", "at", "coordinates", "coords", "location", "point", "map"}
)
"""Words around figures that are a point."""


class Geocoder:
    """Find places in one service area by one index; it may be used from several threads."""

    def __init__(self, index: Index, area: Area) -> None:
        self.index = index
        self.area = area
        middle = shapely.centroid(area.polygon)
        self._middle = (float(shapely.get_x(middle)), float(shapely.get_y(middle)))

    def locate(self, text: str) -> Location:
        """Find the place that a text means. Every text has an answer; none raises an error."""
        cleaned = clean(text)
        if len(text) > LONGEST_TEXT:
            return answers.not_found(
                text[:200], f"The text is longer than {LONGEST_TEXT:,} characters: say where in a few words."
            )
        found = words(cleaned)
        if not any(letter.isalnum() for word in found for letter in word.text):
            return answers.not_found(text, "There are no words in it: say where in a few words.")
        if coordinates := find_coordinates(cleaned, middle=self._middle_of(found)):
            is_doubtful = all(figures.is_bare for figures in coordinates) and _says_more(found)
            location = self._by_figures(text, coordinates, is_doubtful=is_doubtful)
            if not is_doubtful or location.status is LocationStatus.MATCHED:
                return location
        postcodes = find_postcodes(found, self.index)
        taken = {place for postcode in postcodes for place in range(postcode.start, postcode.end)}
        reading = read_names(found, self.index, self.area, postcodes=[p for p in postcodes if p.is_part], taken=taken)
        whole = [postcode for postcode in postcodes if not postcode.is_part]
        if whole:
            return self._by_postcode(text, whole, reading)
        if not reading.guesses and not reading.unknown and _THREE_WORDS.search(cleaned):
            return answers.not_found(
                text, "what3words addresses cannot be read without its owner's service: give a street or a postcode."
            )
        return answers.decide(text, reading, self.area)

    def _middle_of(self, found: Sequence[Word]) -> tuple[float, float]:
        """Give the point from which a short plus code is read: the town that is named beside it, else the area."""
        if not any("+" in word.text for word in found):
            return self._middle
        reading = read_names(found, self.index, self.area, postcodes=[], taken=set())
        town = next((town for town in reading.towns if town.is_inside), None)
        return (town.things[0].easting, town.things[0].northing) if town else self._middle

    def _by_figures(self, text: str, coordinates: Sequence[Coordinate], *, is_doubtful: bool) -> Location:
        first = coordinates[0]
        if first.easting is None or first.northing is None:
            return answers.outside(text, f"{first.written} is not in Great Britain.")
        best = Candidate(
            first.easting,
            first.northing,
            first.uncertainty_m,
            first.precision,
            first.written,
            "the text",
            DOUBTFUL_CONFIDENCE if is_doubtful else COORDINATE_CONFIDENCE,
        )
        far = [
            c
            for c in coordinates[1:]
            if c.easting is not None
            and c.northing is not None
            and math.hypot(c.easting - first.easting, c.northing - first.northing)
            > first.uncertainty_m + c.uncertainty_m
        ]
        if far:
            others = tuple(
                replace(
                    best,
                    easting=c.easting or 0.0,
                    northing=c.northing or 0.0,
                    uncertainty_m=c.uncertainty_m,
                    name=c.written,
                )
                for c in far
            )
            return answers.ambiguous(
                text, "There is more than one point in it: give the one that is meant.", (best, *others)
            )
        if not self.area.holds(best.easting, best.northing):
            return self._mended(text, best) or answers.outside(
                text, f"{first.written} is outside {self.area.name}.", best
            )
        note = f" ({first.note})" if first.note else ""
        return answers.matched(text, f"Read from the figures {first.written}{note}.", best)

    def _mended(self, text: str, best: Candidate) -> Location | None:
        """Answer for figures that lie far off but in the area with their minus sign, or the other way round."""
        if best.precision is Precision.GRID_REFERENCE:
            easting, northing, slip = best.northing, best.easting, "the other way round"
        else:
            longitude, latitude = (float(degrees) for degrees in to_degrees(best.easting, best.northing))
            easting, northing = (float(metres) for metres in to_metres(-longitude, latitude))
            slip = "with the longitude's minus sign"
        if not self.area.holds(easting, northing):
            return None
        mended = replace(best, easting=easting, northing=northing, confidence=MENDED_CONFIDENCE)
        reason = f"{best.name} is outside {self.area.name}, but read {slip} it is inside: check it."
        return answers.matched(text, reason, mended, (best,))

    def _by_postcode(self, text: str, postcodes: Sequence[PostcodeMention], reading: Reading) -> Location:
        mention = next((postcode for postcode in postcodes if postcode.found), postcodes[0])
        named = answers.decide(text, reading, self.area)
        if mention.found is None:
            return self._by_slip(text, mention, named, reading)
        confidence = CORRECTED_CONFIDENCE if mention.corrected else POSTCODE_CONFIDENCE
        best = _postcode_candidate(mention.found, confidence)
        others = {p.found.code: p.found for p in postcodes if p.found and p.found.code != mention.found.code}
        far = [
            p for p in others.values() if math.hypot(p.easting - best.easting, p.northing - best.northing) > AGREEING_M
        ]
        if far:
            candidates = (best, *(_postcode_candidate(p, confidence) for p in far))
            return answers.ambiguous(
                text, "There is more than one postcode in it: give the one that is meant.", candidates
            )
        if not self.area.holds(best.easting, best.northing):
            return answers.outside(text, f"The postcode {best.name} is outside {self.area.name}.", best)
        if contrary := self._contrary(best, named, reading):
            return answers.ambiguous(
                text, f"{best.name} and {contrary.name} are far apart: give the one that is meant.", (best, contrary)
            )
        return answers.matched(text, f"Found the postcode {best.name}.", best, named.alternatives)

    def _contrary(self, best: Candidate, named: Location, reading: Reading) -> Candidate | None:
        """Give the place that the names in the text mean, if it cannot be at the postcode."""
        if named.status is LocationStatus.MATCHED and named.best is not None:
            apart = math.hypot(named.best.easting - best.easting, named.best.northing - best.northing)
            if apart > AGREEING_M + named.best.uncertainty_m and named.best.precision is not Precision.PLACE:
                return named.best
        if reading.outside_town is not None and not _is_by(best, reading.outside_town):
            return reading.outside_town
        far = [guess for guess in reading.guesses if not _is_by(best, guess)]
        if far and len(far) == len(reading.guesses) and reading.towns and far[0].confidence > answers.LEAST_CONFIDENCE:
            return far[0]
        return None

    def _by_slip(self, text: str, mention: PostcodeMention, named: Location, reading: Reading) -> Location:
        """Answer for a postcode that is not known: by the names beside it, else by what a slip makes of it."""
        is_town = named.best is not None and named.best.precision is Precision.PLACE and bool(reading.towns)
        if named.status is not LocationStatus.NOT_FOUND and not is_town:
            return named
        candidates = tuple(_postcode_candidate(guess, SLIP_CONFIDENCE) for guess in mention.guesses)
        inside = tuple(self.area.inside(candidates))
        if is_town and named.best is not None:
            inside = tuple(c for c in inside if _apart(c, named.best) <= named.best.uncertainty_m + AGREEING_M)
        unknown = f"The postcode {mention.code} is not known."
        if not inside:
            district = self.index.postcodes({mention.code.split(" ")[0]})
            far = [p for p in district.values() if not self.area.holds(p.easting, p.northing)]
            if (far or candidates) and not is_town:
                return answers.outside(text, f"{unknown} It would be outside {self.area.name}.")
            towns = (named.best,) if is_town and named.best is not None else ()
            return answers.not_found(text, f"{unknown} Check it, or give a street and a town.", towns)
        if len(inside) == 1:
            return answers.matched(text, f"{unknown} {inside[0].name} is one slip away.", inside[0])
        return answers.ambiguous(text, f"{unknown} {len(inside)} postcodes are one slip away.", inside)


def _says_more(found: Sequence[Word]) -> bool:
    """Say whether a text holds words that have nothing to do with a point in figures."""
    return any(len(word.text) > 2 and word.text.isalpha() and word.text not in _SAID_OF_FIGURES for word in found)


def _is_by(best: Candidate, other: Candidate) -> bool:
    """Say whether a postcode may be that of a place: a town or village lends its name to what is around it."""
    reach = POST_TOWN_REACH_M if other.precision is Precision.PLACE else AGREEING_M
    return _apart(best, other) <= reach + other.uncertainty_m


def _apart(one: Candidate, other: Candidate) -> float:
    return math.hypot(one.easting - other.easting, one.northing - other.northing)


def _postcode_candidate(postcode: Postcode, confidence: float) -> Candidate:
    code, easting, northing, extent_m = postcode
    uncertainty = postcode_uncertainty(extent_m, is_part=False)
    return Candidate(easting, northing, uncertainty, Precision.POSTCODE, spaced(code), "postcodes", confidence)
