"""Find a place by words that a person decided about before: the same words, all of them and no others."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from geo_ij.geocode.location import Candidate, Location
from geo_ij.geocode.text import clean, words
from geo_ij.services.kept_locations import DECISIONS
from geo_ij.store import gazetteer_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import LocationStatus, Precision

CONFIDENCE = 0.9
"""How likely it is that the same words mean the same place when somebody else writes them."""


@dataclass(frozen=True)
class RememberedWords:
    """The places that people decided on, by the words that they decided about, whatever their case and commas."""

    places: Mapping[str, tuple[Candidate, ...]]

    def locate(self, text: str) -> Location | None:
        """Give the place of these very words, or None where nobody decided about them.

        Where people decided differently the answer is ambiguous, and a person is asked again.
        """
        found = self.places.get(_key(text), ())
        if not found:
            return None
        if any(_apart(found[0], other) for other in found[1:]):
            reason = "People decided differently about the same words: a person must say which place is meant."
            return Location(text, LocationStatus.AMBIGUOUS, reason, None, found)
        reason = "A person decided before where these words are."
        return Location(text, LocationStatus.MATCHED, reason, max(found, key=lambda one: one.uncertainty_m))


def remembered_words(database: Database) -> RememberedWords:
    """Read what is remembered, once for many texts."""
    with database.read() as connection:
        entries = gazetteer_rows.entries(connection, source=DECISIONS)
    places: dict[str, list[Candidate]] = {}
    for entry in entries.to_dict("records"):
        place = Candidate(
            easting=entry["easting"],
            northing=entry["northing"],
            uncertainty_m=entry["extent_m"],
            precision=Precision.PLACE,
            name=entry["label"],
            source=DECISIONS,
            confidence=CONFIDENCE,
        )
        places.setdefault(_key(entry["name"]), []).append(place)
    return RememberedWords({key: tuple(found) for key, found in places.items()})


def _key(text: str) -> str:
    return " ".join(word.text for word in words(clean(text)))


def _apart(one: Candidate, other: Candidate) -> bool:
    """Say whether neither place lies within the uncertainty of the other."""
    distance = math.hypot(one.easting - other.easting, one.northing - other.northing)
    return distance > max(one.uncertainty_m, other.uncertainty_m)
