"""Guess the town or the part of a postcode where a text names nothing finer."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from geo_ij.geocode.context import POST_TOWN_REACH_M, Town, town_fit
from geo_ij.geocode.location import Candidate
from geo_ij.geocode.mention import Mention
from geo_ij.geocode.named_towns import Towns
from geo_ij.geocode.postcodes import PostcodeMention
from geo_ij.geocode.reading import (
    HEDGED,
    LARGE_TOWN_CONFIDENCE,
    LARGE_TOWN_M,
    PRECISION,
    PRIOR,
    Clues,
    Reading,
    candidate_of,
)
from geo_ij.geocode.rows_of_words import is_hedged, stands_alone, written
from geo_ij.geocode.text import Word
from geo_ij.geocode.things import Thing
from geo_ij.geocode.uncertainty import postcode_uncertainty
from geo_ij.geocode.words import FILLERS, KINDS_OF_THING
from geo_ij.vocabulary import EntryKind, Precision

NAMED_AFTER_M = 500.0
"""How much further than its own radius from a suburb things stand that are named after it."""

FARTHEST_POST_TOWN_M = 25_000.0
_CHOICE = frozenset({"and", "or", "to", "/", "&", "+", "from", "until"})

NEAR_VILLAGE_FIT, ONLY_VILLAGE_FIT = 0.95, 0.8
"""What a village is worth with its post town near, and with one far off: then a person should look."""

SUGGESTED_CONFIDENCE = 0.3
MOST_SUGGESTED = 5


def guess_towns(clues: Clues, towns: Towns, reading: Reading) -> None:
    """Guess the town itself; an unknown name beside it speaks against that."""
    inside = {mention: town for mention, town in towns.items() if town.is_inside}
    if unknown := _unknown_name(clues.words, _sure(clues, towns), clues.taken):
        reading.why_nothing = f"“{unknown}” is not known: give a street and a town, or a postcode."
        reading.suggestions += [candidate_of(town.things[0], LARGE_TOWN_CONFIDENCE) for town in inside.values()]
    elif clues.parts and reading.outside_town is None:
        reading.guesses += [_part_candidate(part) for part in clues.parts]
    elif inside:
        mention, smallest = min(inside.items(), key=lambda item: item[1].radius_m)
        others = {other: town for other, town in inside.items() if town is not smallest}
        beside = [town for other, town in others.items() if not _is_choice(clues.words, mention, other)]
        is_doubtful = is_hedged(clues.words, mention.start, mention.end) or _may_be_surname(mention, clues)
        hedged = HEDGED if is_doubtful else 1.0
        names_feature = _names_a_feature(clues.words, mention)
        reading.guesses += _town_candidates(smallest, beside, fit=mention.fit * hedged, names_feature=names_feature)
        for other, town in others.items():
            if town not in beside:
                # "Between Rothwell and Desborough" is in neither.
                reading.guesses += _town_candidates(town, [], fit=other.fit, names_feature=False)
        reading.one_name = smallest.name


def _sure(clues: Clues, towns: Towns) -> list[Mention]:
    """Give the names that are surely names: those written just so, and the towns that were taken for such."""
    return [mention for mention in clues.mentions.named if mention in towns or mention.fit == 1]


def say_unknown(reading: Reading) -> None:
    """Say which street is not known, and suggest those that have its name and another type."""
    first = reading.unknown[0]
    where = f" in {reading.towns[0].name}" if reading.towns else ""
    reading.why_nothing = f"No {first.written.title()} is known{where}: check the name, or give a postcode."
    reading.suggestions += [
        Candidate(
            easting=entry.easting,
            northing=entry.northing,
            uncertainty_m=max(LARGE_TOWN_M, entry.extent_m),
            precision=PRECISION[entry.kind],
            name=entry.label,
            source=entry.layer,
            confidence=SUGGESTED_CONFIDENCE,
        )
        for entry in first.near[:MOST_SUGGESTED]
    ]


def _is_choice(words: Sequence[Word], mention: Mention, other: Mention) -> bool:
    """Say whether two towns are named as two places: "between Rothwell and Desborough", "Raunds / Stanwick"."""
    first, second = sorted((mention, other), key=lambda one: one.start)
    between = [word.text for word in words[first.end : second.start]]
    return 0 < len(between) <= 2 and all(text in _CHOICE for text in between)


def _town_candidates(smallest: Town, rest: Sequence[Town], *, fit: float, names_feature: bool) -> list[Candidate]:
    found = []
    for thing in smallest.things:
        within = town_fit(thing, rest, only_one=True)
        is_suburb = "," in thing.label
        if len(smallest.things) == 1 and not is_suburb and all(_may_be_post_town(town, thing) for town in rest):
            # A post town may lie far off ("Naseby, Northampton"); there is only one such village.
            is_near = all(town.gap_to(thing) <= POST_TOWN_REACH_M for town in rest)
            within = max(within, NEAR_VILLAGE_FIT if is_near else ONLY_VILLAGE_FIT)
        guess = candidate_of(thing, PRIOR[EntryKind.SETTLEMENT] * fit * within)
        is_large = thing.extent_m > LARGE_TOWN_M
        if is_large or names_feature:
            further = 0.0 if is_large else NAMED_AFTER_M
            confidence = min(guess.confidence, LARGE_TOWN_CONFIDENCE)
            guess = replace(guess, confidence=confidence, uncertainty_m=guess.uncertainty_m + further)
        found.append(guess)
    return found


def _may_be_surname(mention: Mention, clues: Clues) -> bool:
    """Say whether another town's name stands right before a town's, as a first name does: "Chester Moulton"."""
    if clues.words[mention.start].broken:
        return False
    return any(
        other.end == mention.start and any(thing.kind is EntryKind.SETTLEMENT for thing in clues.things[other])
        for other in clues.mentions.named
    )


def _may_be_post_town(town: Town, thing: Thing) -> bool:
    return town.is_post_town and town.gap_to(thing) <= FARTHEST_POST_TOWN_M


def _names_a_feature(words: Sequence[Word], mention: Mention) -> bool:
    """Say whether a town's name is that of something in it which is not known: "Kingsthorpe College"."""
    if stands_alone(words, mention.end):
        return False
    return any(word.text in KINDS_OF_THING and not word.broken for word in words[mention.end : mention.end + 2])


def _part_candidate(part: PostcodeMention) -> Candidate:
    code, easting, northing, extent_m = part.place
    uncertainty = round(postcode_uncertainty(extent_m, is_part=True), 1)
    return Candidate(easting, northing, uncertainty, Precision.POSTCODE, code, "postcodes", LARGE_TOWN_CONFIDENCE)


def _unknown_name(words: Sequence[Word], named: Collection[Mention], taken: Collection[int]) -> str | None:
    """Give a short row of words, set apart by commas, that is neither filler nor a kind of thing: an unknown name."""
    used = {place for mention in named for place in range(mention.start, mention.end)} | set(taken)
    start = 0
    while start < len(words):
        end = start + 1
        while end < len(words) and not words[end].broken:
            end += 1
        chunk = [place for place in range(start, end) if place not in used]
        telling = [place for place in chunk if _is_telling(words[place].text)]
        # A capital within a sentence makes a name; at its beginning it says nothing.
        capitals = any(words[place].capital for place in telling if place != chunk[0])
        if telling and len(chunk) <= 4 and (capitals or len(chunk) <= 2 or len(chunk) == len(telling)):
            return written([words[place] for place in chunk], 0, len(chunk))
        start = end
    return None


def _is_telling(text: str) -> bool:
    return text not in FILLERS and text not in KINDS_OF_THING and text.isalpha() and len(text) > 2
