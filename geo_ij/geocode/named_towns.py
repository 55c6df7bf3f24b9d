"""Tell which names in a text are towns that say where, and which are the place itself."""

import numpy as np

from geo_ij.geocode.context import Town
from geo_ij.geocode.mention import Mention
from geo_ij.geocode.postcodes import PostcodeMention
from geo_ij.geocode.reading import PRIOR, Clues, Reading, candidate_of
from geo_ij.geocode.rows_of_words import stands_alone
from geo_ij.geocode.text import Word
from geo_ij.geocode.things import Thing
from geo_ij.geocode.words import ALSO_WORDS, COUNTIES, COUNTRIES
from geo_ij.vocabulary import EntryKind

ELSEWHERE_M = 2_000.0
"""A street this far beyond the edge of a village of its name is another place: "Headlands" may be either."""

FARTHEST_OUTSIDE_POST_TOWN_M = 20_000.0
"""A town outside the service area that lies farther than this beyond its edge is no village's post town."""

_AWAY = frozenset({"to", "towards", "toward", "from", "called", "than"})

Towns = dict[Mention, Town]


def named_counties(words: list[Word]) -> dict[int, str]:
    """Find the counties that are written behind a place, with nothing after: the position of each and its name."""
    found = {}
    for place, word in enumerate(words):
        follows = words[place + 1] if place + 1 < len(words) else None
        if word.text in COUNTIES and place and (follows is None or follows.broken or follows.text in COUNTRIES):
            found[place] = COUNTIES[word.text]
    return found


def part_names(clues: Clues, reading: Reading) -> tuple[Towns, list[Mention]]:
    """Part the names into towns, which say where, and the others, which say what; note the towns in the reading."""
    towns: Towns = {}
    others: list[Mention] = []
    for mention in clues.mentions.named:
        settlements = [thing for thing in clues.things[mention] if thing.kind is EntryKind.SETTLEMENT]
        inside = clues.area.inside(settlements)
        if settlements and mention.is_quiet and mention.written.removeprefix("the ") in ALSO_WORDS:
            continue
        if inside:
            towns[mention] = Town(inside[0].label, tuple(inside), is_inside=True)
        elif settlements and len(settlements) == len(clues.things[mention]):
            # A far town must be written just so: the nearest spelling of a local name is too often one of 5,800.
            if mention.fit == 1 and not mention.is_generic and _says_where(mention, clues):
                towns[mention] = Town(settlements[0].label, tuple(settlements), is_inside=False)
        else:
            others.append(mention)
    _also_places(towns, others, clues)
    _put_elsewhere(towns, clues, reading)
    _note_towns(towns, clues, reading)
    return towns, others


def _put_elsewhere(towns: Towns, clues: Clues, reading: Reading) -> None:
    """Take the towns away that what is written behind them puts elsewhere: "Broughton, Scunthorpe", "Moulton, Lincs".

    A far town does, unless it is near enough to be the post town; a county does where it may have a town of that name.
    """
    counties = named_counties(list(clues.words))
    for mention, town in list(towns.items()):
        if not town.is_inside:
            continue
        behind = next((far for far in towns if far.start == mention.end and not towns[far].is_inside), None)
        is_far = behind is not None and all(
            towns[behind].gap_to(thing) > FARTHEST_OUTSIDE_POST_TOWN_M for thing in town.things
        )
        county = counties.get(mention.end)
        is_other_county = county is not None and county == reading.outside_county
        if is_far or (is_other_county and len(town.things) < _settlements(clues.things[mention])):
            del towns[mention]


def _settlements(things: list[Thing]) -> int:
    return sum(thing.kind is EntryKind.SETTLEMENT for thing in things)


def _also_places(towns: Towns, others: list[Mention], clues: Clues) -> None:
    """Take a name that is a village and something else for the something else if another town is named beside it."""
    for mention in list(towns):
        more = [thing for thing in clues.things[mention] if thing.kind is not EntryKind.SETTLEMENT]
        rest = [town for other, town in towns.items() if other is not mention and town.is_inside]
        if more and not others and any(town.radius_m > towns[mention].radius_m for town in rest):
            others.append(mention)
            del towns[mention]
        elif not others and len(towns) == 1 and towns[mention].is_inside and _is_elsewhere(more, towns[mention]):
            others.append(mention)


def _is_elsewhere(things: list[Thing], town: Town) -> bool:
    """Say whether something of a small place's name, other than a stop, lies far from it."""
    return not town.is_post_town and any(
        thing.kind is not EntryKind.STOP and town.gap_to(thing) > ELSEWHERE_M for thing in things
    )


def _says_where(mention: Mention, clues: Clues) -> bool:
    """Say whether the name of a far town is written where a town is written: after a comma or "in", or last."""
    words = clues.words
    before = words[mention.start - 1].text if mention.start else ""
    if before in _AWAY:
        return False
    leads_to_name = any(other.start == mention.end for other in clues.mentions.named)
    if before != "in" and not stands_alone(words, mention.end) and not leads_to_name:
        return False
    apart = words[mention.start].broken or before == "in"
    if mention.written in ALSO_WORDS:
        return apart and stands_alone(words, mention.end) and words[mention.start].capital
    return apart or mention.end == len(words)


def _note_towns(towns: Towns, clues: Clues, reading: Reading) -> None:
    """Keep the towns in the area, the districts of postcodes among them, and the first that is outside."""
    confidence = PRIOR[EntryKind.SETTLEMENT]
    for town in (*towns.values(), *(_district(part) for part in clues.parts)):
        first = town.things[0]
        if town.is_inside and clues.area.holds(first.easting, first.northing):
            reading.towns.append(town)
        elif reading.outside_town is None:
            reading.outside_town = candidate_of(first, confidence)


def _district(part: PostcodeMention) -> Town:
    """Treat a part of a postcode as a town: it says where."""
    code, easting, northing, extent_m = part.place
    mention = Mention(part.start, part.end, part.code, (), 1.0)
    points = np.array([[easting, northing]])
    nothing: frozenset[int] = frozenset()
    kind = EntryKind.SETTLEMENT
    thing = Thing(mention, kind, code, None, easting, northing, extent_m, "postcodes", 0.0, nothing, nothing, points)
    return Town(code, (thing,), is_inside=True)
