"""Hold what the words of a text give to go by, and what has been read from them so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from geo_ij.geocode.context import Area, Town
from geo_ij.geocode.index import Index
from geo_ij.geocode.location import Candidate
from geo_ij.geocode.mention import Mention, Mentions, Unknown
from geo_ij.geocode.postcodes import PostcodeMention
from geo_ij.geocode.text import Word
from geo_ij.geocode.things import Thing
from geo_ij.geocode.uncertainty import FEATURE_M
from geo_ij.vocabulary import EntryKind, Precision

PRIOR = {
    EntryKind.LOCAL_PLACE: 0.97,
    EntryKind.OPEN_SPACE: 0.95,
    EntryKind.STREET: 0.95,
    EntryKind.STOP: 0.74,
    EntryKind.SETTLEMENT: 0.85,
}
"""How likely it is that a thing of this kind is meant when its name is written just so and there is only one."""

PRECISION = {
    EntryKind.LOCAL_PLACE: Precision.PLACE,
    EntryKind.OPEN_SPACE: Precision.PLACE,
    EntryKind.STREET: Precision.STREET,
    EntryKind.STOP: Precision.STOP,
    EntryKind.SETTLEMENT: Precision.PLACE,
}

HEDGED = 0.7
"""What a name is worth when the text says that the place is not there, or some way off."""

LARGE_TOWN_M = 1_300.0
LARGE_TOWN_CONFIDENCE = 0.6
"""A whole town is no place to send anybody; a person should ask for more."""


@dataclass(frozen=True)
class Clues:
    """What a text gives to go by: its words, the names in it with the things that bear them, parts of postcodes.

    `taken` are the positions of words that are none of the names: postcodes, counties. `asks_for_stop` says that the
    text speaks of a bus stop.
    """

    words: Sequence[Word]
    index: Index
    area: Area
    mentions: Mentions
    things: Mapping[Mention, list[Thing]]
    parts: Sequence[PostcodeMention]
    taken: frozenset[int]
    asks_for_stop: bool

    def inside(self, mention: Mention) -> list[Thing]:
        """Give the things of a mention that lie in the service area."""
        return self.area.inside(self.things[mention])


@dataclass
class Reading:
    """What the names of a text may mean: guesses, the towns named, what is unknown, and what to say if nothing fits.

    `is_common` says that the name has no town beside it and many towns have one. `may_be_pieces` says that pieces of
    the street which lie apart may be one: it is named after a village, and leads there. `do_not_meet` says that two
    names are joined as if they met, and do not.
    """

    guesses: list[Candidate] = field(default_factory=list)
    towns: list[Town] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    suggestions: list[Candidate] = field(default_factory=list)
    outside_town: Candidate | None = None
    outside_county: str | None = None
    why_nothing: str = "No place is named in it that is known: give a street and a town, or a postcode."
    is_common: bool = False
    may_be_pieces: bool = False
    do_not_meet: bool = False
    one_name: str | None = None

    @property
    def inside_town(self) -> bool:
        """Say whether a town inside the service area is named."""
        return any(town.is_inside for town in self.towns)


def candidate_of(thing: Thing, confidence: float, *, at_feature: bool = False) -> Candidate:
    """Make a candidate of a thing; `at_feature` says that something at it is meant."""
    uncertainty = thing.uncertainty_m + (FEATURE_M / 2 if at_feature else 0.0)
    return Candidate(
        easting=round(thing.easting, 1),
        northing=round(thing.northing, 1),
        uncertainty_m=round(uncertainty, 1),
        precision=PRECISION[thing.kind],
        name=thing.full_name,
        source=thing.source,
        confidence=round(min(confidence, 0.99), 3),
    )


def title(mention: Mention) -> str:
    """Give a name as it was written, for a sentence."""
    return mention.written.title()
