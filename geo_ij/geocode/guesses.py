"""Make guesses of the names in a text: each place that they may mean, and how likely it is that they do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from geo_ij.geocode.context import Area, Town, town_fit
from geo_ij.geocode.index import Index
from geo_ij.geocode.junctions import are_joined, meeting_places, pairs
from geo_ij.geocode.location import Candidate
from geo_ij.geocode.mentions import Mention, Mentions, Unknown, find_mentions
from geo_ij.geocode.names import split_name
from geo_ij.geocode.postcodes import PostcodeMention
from geo_ij.geocode.text import Word
from geo_ij.geocode.things import Thing, things_of
from geo_ij.geocode.uncertainty import FEATURE_M, postcode_uncertainty
from geo_ij.geocode.words import ALSO_WORDS, COMMON_STREETS, FEATURES, FILLERS
from geo_ij.vocabulary import EntryKind, Precision

PRIOR = {
    EntryKind.LOCAL_PLACE: 0.97,
    EntryKind.OPEN_SPACE: 0.95,
    EntryKind.STREET: 0.95,
    EntryKind.STOP: 0.8,
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

STOP_ASKED_FOR = 0.95
COMMON_NAME = 0.4
"""What a name is worth that many towns have, when no town is named."""

NO_TOWN = 0.93
"""What any other name is worth without a town: another place of that name may just not be known."""

LEAST_FIT = 0.15
TOGETHER = 0.97
"""How likely two names mean the place where they come together, rather than two places."""

UNJOINED = 0.6
STOP_REACH_M = 1_200.0
"""A stop this near to a street of its name, and no nearer, is on it or at its end."""

LARGE_TOWN_M = 1_500.0
LARGE_TOWN_CONFIDENCE = 0.6
"""A whole town is no place to send anybody; a person should ask for more."""

_AWAY = frozenset({"to", "towards", "toward", "from", "called", "than"})


@dataclass
class Reading:
    """What the names of a text may mean: guesses, the towns named, what is unknown, and what to say if nothing fits."""

    guesses: list[Candidate] = field(default_factory=list)
    towns: list[Town] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    suggestions: list[Candidate] = field(default_factory=list)
    outside_town: Candidate | None = None
    why_nothing: str = "No place is named in it that is known: give a street and a town, or a postcode."
    is_common: bool = False
    one_name: str | None = None

    @property
    def inside_town(self) -> bool:
        """Say whether a town inside the service area is named."""
        return any(town.is_inside for town in self.towns)


def read_names(
    words: Sequence[Word],
    index: Index,
    area: Area,
    *,
    postcodes: Sequence[PostcodeMention],
    taken: Collection[int],
) -> Reading:
    """Make guesses of the names among the words; `taken` words mean something else, `postcodes` are parts of such."""
    mentions = find_mentions(words, index, taken=taken)
    reading = Reading(unknown=mentions.unknown)
    asks_for_stop = any(word.text in {"stop", "stops", "shelter"} for word in words)
    things = {mention: _wanted_things(mention, index, area, asks_for_stop=asks_for_stop) for mention in mentions.named}
    towns, primary = _towns_and_others(words, mentions, things, area)
    reading.towns = [*towns.values(), *(_district(postcode) for postcode in postcodes)]
    _note_outside_town(words, reading, towns, area)
    if primary:
        _guess_together(words, primary, things, index, reading)
        _guess_alone(words, primary, things, reading, area)
    elif mentions.unknown:
        _say_unknown(reading)
    else:
        _guess_towns(words, reading, towns, postcodes, taken)
    return reading


def _wanted_things(mention: Mention, index: Index, area: Area, *, asks_for_stop: bool) -> list[Thing]:
    """Give the things a mention may mean, those inside the area first.

    A stop that has the name of a street stands at that street: unless a stop is asked for, the street says it better.
    """
    things = things_of(mention, index)
    if not asks_for_stop:
        streets = [thing for thing in things if thing.kind is EntryKind.STREET]
        things = [thing for thing in things if thing.kind is not EntryKind.STOP or not _is_at(thing, streets)]
    inside = [thing for thing in things if area.holds(thing.easting, thing.northing)]
    outside = [thing for thing in things if thing not in inside]
    return inside + outside


def _is_at(stop: Thing, streets: Sequence[Thing]) -> bool:
    return any(street.distance_to(stop.easting, stop.northing) <= street.extent_m + STOP_REACH_M for street in streets)


def _towns_and_others(
    words: Sequence[Word], mentions: Mentions, things: dict[Mention, list[Thing]], area: Area
) -> tuple[dict[Mention, Town], list[Mention]]:
    """Part the mentions into towns, which say where, and the others, which say what."""
    towns: dict[Mention, Town] = {}
    others: list[Mention] = []
    for mention in mentions.named:
        settlements = [thing for thing in things[mention] if thing.kind is EntryKind.SETTLEMENT]
        inside = [thing for thing in settlements if area.holds(thing.easting, thing.northing)]
        if inside:
            towns[mention] = Town(inside[0].label, tuple(inside), is_inside=True)
        elif settlements and len(settlements) == len(things[mention]):
            # A far town must be written just so: the nearest spelling of a local name is too often one of 5,800.
            if mention.fit == 1 and not mention.is_generic and _says_where(words, mention):
                towns[mention] = Town(settlements[0].label, tuple(settlements), is_inside=False)
        else:
            others.append(mention)
    return _also_places(towns, others, things)


def _also_places(
    towns: dict[Mention, Town], others: list[Mention], things: dict[Mention, list[Thing]]
) -> tuple[dict[Mention, Town], list[Mention]]:
    """Take a name that is a village and something else for the something else if another town is named beside it."""
    for mention in list(towns):
        more = [thing for thing in things[mention] if thing.kind is not EntryKind.SETTLEMENT]
        rest = [town for other, town in towns.items() if other is not mention and town.is_inside]
        if more and not others and any(town.radius_m > towns[mention].radius_m for town in rest):
            others.append(mention)
            del towns[mention]
    return towns, others


def _says_where(words: Sequence[Word], mention: Mention) -> bool:
    """Say whether the name of a far town is written where a town is written: after a comma or "in", or last."""
    before = words[mention.start - 1].text if mention.start else ""
    if before in _AWAY:
        return False
    apart = words[mention.start].broken or before == "in"
    if mention.written in ALSO_WORDS or mention.fit < 1:
        return apart and (mention.end == len(words) or words[mention.end].broken) and words[mention.start].capital
    return apart or mention.end == len(words)


def _district(postcode: PostcodeMention) -> Town:
    assert postcode.found is not None  # noqa: S101  # a part is only found when it is known
    found = postcode.found
    mention = Mention(postcode.start, postcode.end, postcode.code, (), 1.0)
    thing = Thing(
        mention, EntryKind.SETTLEMENT, postcode.code, None, found.easting, found.northing, found.extent_m, "postcodes",
        0.0, frozenset(), frozenset(), np.array([[found.easting, found.northing]]),
    )  # fmt: skip
    return Town(postcode.code, (thing,), is_inside=True)


def _note_outside_town(words: Sequence[Word], reading: Reading, towns: dict[Mention, Town], area: Area) -> None:
    del words
    far = [town for town in towns.values() if not town.is_inside]
    if far:
        reading.outside_town = candidate_of(far[0].things[0], PRIOR[EntryKind.SETTLEMENT])
    for town in list(reading.towns):
        thing = town.things[0]
        if town.is_inside and not area.holds(thing.easting, thing.northing):
            reading.towns.remove(town)
            reading.outside_town = candidate_of(thing, PRIOR[EntryKind.SETTLEMENT])


def _guess_together(
    words: Sequence[Word], primary: list[Mention], things: dict[Mention, list[Thing]], index: Index, reading: Reading
) -> None:
    """Guess where two names come together; that also says which of several places of a name is meant."""
    for one, other in pairs(primary):
        if one.written == other.written:
            continue
        joined = are_joined(words, one, other)
        streets = [all(thing.kind is EntryKind.STREET for thing in things[mention][:1]) for mention in (one, other)]
        for candidate, first, second in meeting_places(things[one], things[other], index):
            towns = [*reading.towns]
            fit = max(town_fit(first, towns, only_one=True), town_fit(second, towns, only_one=True))
            confidence = TOGETHER * min(1.0, one.fit * other.fit + 0.05) * fit
            if candidate.precision is Precision.JUNCTION and not joined:
                # Two streets named one after the other: somewhere on the first, by the second.
                confidence *= 0.95
                candidate = replace(candidate, uncertainty_m=candidate.uncertainty_m + FEATURE_M / 2)
            reading.guesses.append(replace(candidate, confidence=round(confidence, 3)))
        if all(streets) and joined and not reading.guesses:
            reading.why_nothing = f"{_title(one)} and {_title(other)} are not known to meet: give a street and a town."


def _guess_alone(
    words: Sequence[Word], primary: list[Mention], things: dict[Mention, list[Thing]], reading: Reading, area: Area
) -> None:
    """Guess each name by itself, judged by the towns that are named."""
    together = list(reading.guesses)
    asks_for_stop = any(word.text in {"stop", "stops", "shelter"} for word in words)
    specific = [mention for mention in primary if not mention.is_generic]
    for mention in specific or primary:
        inside = [thing for thing in things[mention] if area.holds(thing.easting, thing.northing)]
        judged = inside or things[mention][:3]
        only_one = _are_few(judged, reading.towns)
        common = _is_common(mention, judged) or mention.is_generic
        reading.is_common = reading.is_common or (common and not reading.towns)
        best_fit = 0.0
        for thing in judged:
            fit = town_fit(thing, reading.towns, only_one=only_one and not common)
            best_fit = max(best_fit, fit)
            prior = STOP_ASKED_FOR if asks_for_stop and thing.kind is EntryKind.STOP else PRIOR[thing.kind]
            confidence = prior * mention.fit * fit
            if not reading.towns:
                confidence *= COMMON_NAME if common else NO_TOWN
            if together:
                confidence *= 1 - max(guess.confidence for guess in together)
            elif len(specific) > 1:
                confidence *= UNJOINED if mention is not specific[0] else 0.9
            guess = candidate_of(thing, confidence, at_feature=_has_feature(words, mention, thing))
            (reading.guesses if fit >= LEAST_FIT else reading.suggestions).append(guess)
        if best_fit < LEAST_FIT and reading.towns:
            reading.why_nothing = f"No {_title(mention)} is known in {reading.towns[0].name}."
    if len(specific or primary) == 1:
        reading.one_name = _title((specific or primary)[0])


def _are_few(things: Sequence[Thing], towns: Sequence[Town]) -> bool:
    """Say whether only one thing lies within reach of the named towns."""
    near = [thing for thing in things if any(town.gap_to(thing) <= 9_000 for town in towns)]
    return len(near) == 1


def _is_common(mention: Mention, things: Sequence[Thing]) -> bool:
    name = split_name(mention.written.split())
    full = f"{name.core}|{name.type}" if name.type else f"the|{name.core}"
    return full in COMMON_STREETS or len(things) >= 4


def _has_feature(words: Sequence[Word], mention: Mention, thing: Thing) -> bool:
    """Say whether something at a street is meant: "Mill Road park", "the shops on Mill Road"."""
    if thing.kind is not EntryKind.STREET:
        return False
    near = words[max(0, mention.start - 5) : mention.start]
    following = words[mention.end : mention.end + 2]
    return any(word.text in FEATURES for word in (*near, *following))


def _guess_towns(
    words: Sequence[Word],
    reading: Reading,
    towns: dict[Mention, Town],
    postcodes: Sequence[PostcodeMention],
    taken: Collection[int],
) -> None:
    """Guess the town itself where a text names nothing finer; an unknown name beside it speaks against that."""
    inside = [town for town in towns.values() if town.is_inside]
    if unknown := _unknown_name(words, towns, taken):
        reading.why_nothing = f"“{unknown}” is not known: give a street and a town, or a postcode."
        reading.suggestions += [candidate_of(town.things[0], LARGE_TOWN_CONFIDENCE) for town in inside]
        return
    if inside:
        smallest = min(inside, key=lambda town: town.radius_m)
        for thing in smallest.things:
            fit = town_fit(thing, [town for town in inside if town is not smallest], only_one=True)
            confidence = PRIOR[EntryKind.SETTLEMENT] * fit
            if thing.extent_m > LARGE_TOWN_M:
                confidence = min(confidence, LARGE_TOWN_CONFIDENCE)
            reading.guesses.append(candidate_of(thing, confidence))
        reading.one_name = smallest.name
        return
    for postcode in postcodes:
        if postcode.found is not None and reading.outside_town is None:
            found = postcode.found
            uncertainty = postcode_uncertainty(found.extent_m, is_part=True)
            reading.guesses.append(
                Candidate(
                    found.easting,
                    found.northing,
                    uncertainty,
                    Precision.POSTCODE,
                    postcode.code,
                    "postcodes",
                    LARGE_TOWN_CONFIDENCE,
                )  # fmt: skip
            )


def _unknown_name(words: Sequence[Word], towns: dict[Mention, Town], taken: Collection[int]) -> str | None:
    """Give a short row of words, set apart by commas, that is neither a filler nor a kind of thing: a name not known."""
    used = {place for mention in towns for place in range(mention.start, mention.end)} | set(taken)
    start = 0
    while start < len(words):
        end = start + 1
        while end < len(words) and not words[end].broken:
            end += 1
        chunk = [place for place in range(start, end) if place not in used]
        telling = [words[place].text for place in chunk if words[place].text not in FILLERS | FEATURES]
        telling = [text for text in telling if text.isalpha() and len(text) > 2]
        if telling and len(chunk) <= 4 and (words[chunk[0]].capital or len(chunk) == len(telling)):
            return " ".join(words[place].text for place in chunk)
        start = end
    return None


def _say_unknown(reading: Reading) -> None:
    first = reading.unknown[0]
    where = f" in {reading.towns[0].name}" if reading.towns else ""
    reading.why_nothing = f"No {first.written.title()} is known{where}: check the name, or give a postcode."
    mention = Mention(first.start, first.end, first.written, first.near, 0.5)
    reading.suggestions += [
        Candidate(entry.easting, entry.northing, 500.0, PRECISION[entry.kind], entry.label, entry.layer, 0.3)
        for entry in mention.entries[:5]
    ]


def candidate_of(thing: Thing, confidence: float, *, at_feature: bool = False) -> Candidate:
    """Make a candidate of a thing; `at_feature` says that something at it is meant."""
    uncertainty = thing.uncertainty_m + (FEATURE_M / 2 if at_feature else 0.0)
    return Candidate(
        round(thing.easting, 1), round(thing.northing, 1), round(uncertainty, 1), PRECISION[thing.kind],
        thing.full_name, thing.source, round(min(confidence, 0.99), 3),
    )  # fmt: skip


def _title(mention: Mention) -> str:
    return mention.written.title()
