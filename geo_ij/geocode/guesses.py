"""Make guesses of the names in a text: each place that they may mean, and how likely it is that they do."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from geo_ij.geocode.context import POST_TOWN_PEOPLE, POST_TOWN_REACH_M, Area, Town, town_fit
from geo_ij.geocode.index import Index
from geo_ij.geocode.junctions import are_joined, meeting_places, pairs
from geo_ij.geocode.mention import ONE_EDIT, Mention
from geo_ij.geocode.mentions import find_mentions
from geo_ij.geocode.named_towns import named_counties, part_names
from geo_ij.geocode.names import split_name
from geo_ij.geocode.postcodes import PostcodeMention
from geo_ij.geocode.reading import HEDGED, PRIOR, Clues, Reading, candidate_of, title
from geo_ij.geocode.rows_of_words import is_hedged, is_road_number
from geo_ij.geocode.text import Word
from geo_ij.geocode.things import Thing, things_of
from geo_ij.geocode.town_guesses import guess_towns, say_unknown
from geo_ij.geocode.uncertainty import FEATURE_M
from geo_ij.geocode.words import COMMON_STREETS, COUNTRIES, JUNCTION_WORDS, KINDS_OF_THING, TITLES
from geo_ij.vocabulary import EntryKind, Precision

STOP_ASKED_FOR, STOP_NOT_KNOWN = 0.95, 0.7
"""What the prior becomes when a stop is asked for: of a stop, and of what else is found."""

COMMON_NAME = 0.4
"""What a name is worth that many towns have, when no town is named."""

NO_TOWN = 0.93
"""What any other name is worth without a town: another place of that name may just not be known."""

QUIET_NAME = 0.75
"""What one word with a small letter is worth beside a town: "the hedges, Kettering" may be hedges."""

ONE_EDIT_NO_TOWN, TWO_EDITS_NO_TOWN = 0.85, 0.5
"""What a misspelt name is worth besides, when no town is named."""

NUMBERED_ROAD = 0.6
"""What the number of a road is worth: it is miles long, and a person should ask where on it."""

BY_THE_EDGE = 0.4
FEW_WORDS = 3
MANY = 4
"""A name that this many places of the area bear is as common as "High Street"."""

LEAST_FIT = 0.15
"""A place that fits the named towns worse than this is no guess, only a suggestion."""

TOGETHER, SIDE_BY_SIDE = 0.97, 0.92
"""How likely two names mean the place where they come together: joined by words that say so, or only named together."""

BOTH_FIT = 0.8
"""How well both streets must fit the named towns for a side street to stand for their junction."""

HALF_KNOWN = 0.65
"""What a street is worth when its junction with an unknown one, or one that it does not meet, is asked for."""

FIRST_OF_SEVERAL, LATER_OF_SEVERAL = 0.9, 0.6
"""What names are worth that are named together and lie apart: the first is likelier the place itself."""

STOP_REACH_M = 1_200.0
"""A stop this near to a street of its name, and no nearer, is on it or at its end."""

_STOP_WORDS = frozenset({"stop", "stops", "shelter"})


def read_names(
    words: Sequence[Word],
    index: Index,
    area: Area,
    *,
    postcodes: Sequence[PostcodeMention],
    taken: Collection[int],
) -> Reading:
    """Make guesses of the names among the words; `taken` words mean something else, `postcodes` are parts of such."""
    counties = named_counties(list(words))
    countries = {place for place, word in enumerate(words) if word.text in COUNTRIES}
    people = _people(words)
    clues = _gather(words, index, area, parts=postcodes, taken=frozenset({*taken, *counties, *countries, *people}))
    reading = Reading(unknown=clues.mentions.unknown)
    reading.outside_county = next((name for name in counties.values() if name != area.name.casefold()), None)
    towns, others = part_names(clues, reading)
    if others:
        if set(others) & set(towns):
            # The same words are a village and a street elsewhere: both are guessed, and neither says where.
            reading.towns = []
        else:
            _guess_together(clues, others, reading)
        _guess_alone(clues, others, reading)
    elif reading.unknown:
        say_unknown(reading)
    else:
        guess_towns(clues, towns, reading)
    return reading


def _people(words: Sequence[Word]) -> set[int]:
    """Give the positions of titles and of the names behind them: up to two words, or an initial and a word."""
    found: set[int] = set()
    for place, word in enumerate(words):
        if word.text in TITLES and place + 1 < len(words) and not words[place + 1].broken:
            found |= {place, place + 1}
            if len(words[place + 1].text) == 1 and place + 2 < len(words):
                found.add(place + 2)
    return found


def _gather(
    words: Sequence[Word], index: Index, area: Area, *, parts: Sequence[PostcodeMention], taken: frozenset[int]
) -> Clues:
    mentions = find_mentions(words, index, taken=taken)
    asks_for_stop = any(word.text in _STOP_WORDS for word in words)
    things = {mention: _things(mention, index, asks_for_stop=asks_for_stop) for mention in mentions.named}
    return Clues(words, index, area, mentions, things, parts, taken, asks_for_stop)


def _things(mention: Mention, index: Index, *, asks_for_stop: bool) -> list[Thing]:
    """Give the things a mention may mean.

    A stop that has the name of a street stands at that street: unless a stop is asked for, the street says it better.
    """
    things = things_of(mention, index)
    if asks_for_stop:
        return things
    streets = [thing for thing in things if thing.kind is EntryKind.STREET]
    return [thing for thing in things if thing.kind is not EntryKind.STOP or not _is_at(thing, streets)]


def _is_at(stop: Thing, streets: Sequence[Thing]) -> bool:
    return any(street.distance_to(stop.easting, stop.northing) <= street.extent_m + STOP_REACH_M for street in streets)


def _guess_together(clues: Clues, others: Sequence[Mention], reading: Reading) -> None:
    """Guess where two names come together; that also says which of several places of a name is meant."""
    for one, other in pairs(others):
        if one.written == other.written:
            continue
        joined = are_joined(clues.words, one, other)
        meetings = meeting_places(clues.things[one], clues.things[other], clues.index)
        fits_of = _fits_together([(first, second) for _, first, second in meetings], reading.towns)
        for (met, _, _), fits in zip(meetings, fits_of, strict=True):
            is_side_street = met.precision is Precision.STREET
            if is_side_street and not (joined and reading.towns and min(fits) > BOTH_FIT):
                continue
            likely = met.confidence * min(1.0, one.fit * other.fit + 0.05) * max(fits)
            likely *= TOGETHER if joined or met.precision is not Precision.JUNCTION else SIDE_BY_SIDE
            # Two streets named one after the other: somewhere on the first, by the second.
            further = 0.0 if joined or met.precision is not Precision.JUNCTION else FEATURE_M / 2
            uncertainty = round(met.uncertainty_m + further, 1)
            reading.guesses.append(replace(met, confidence=round(likely, 3), uncertainty_m=uncertainty))
        if joined and not reading.guesses and all(_is_street(mention, clues) for mention in (one, other)):
            reading.do_not_meet = True
            reading.why_nothing = f"{title(one)} and {title(other)} are not known to meet: give a street and a town."


def _fits_together(meetings: Sequence[tuple[Thing, Thing]], towns: Sequence[Town]) -> list[list[float]]:
    """Give how well both things of each meeting fit the towns; by a post town only where none fits by itself."""
    strict = [[town_fit(thing, towns, only_one=False) for thing in meeting] for meeting in meetings]
    if any(max(fits) > BOTH_FIT for fits in strict):
        return strict
    return [[town_fit(thing, towns, only_one=True) for thing in meeting] for meeting in meetings]


def _is_street(mention: Mention, clues: Clues) -> bool:
    """Say whether a name is that of a street, not of a kind of thing ("the shops on Studfall Avenue")."""
    return not mention.is_generic and any(thing.kind is EntryKind.STREET for thing in clues.things[mention])


def _guess_alone(clues: Clues, others: Sequence[Mention], reading: Reading) -> None:
    """Guess each name by itself, judged by the towns that are named."""
    left = 1 - max((guess.confidence for guess in reading.guesses), default=0.0)
    named = [mention for mention in others if not mention.is_generic] or list(others)
    if not reading.towns and len(clues.words) > FEW_WORDS:
        # "Ring me": in a sentence without a town a word with a small letter is a word.
        named = [mention for mention in named if not mention.is_quiet or mention.written.startswith("the ")]
    for place, mention in enumerate(named):
        weight = left * mention.fit
        if left == 1 and len(named) > 1:
            weight *= LATER_OF_SEVERAL if place else FIRST_OF_SEVERAL
        if (left == 1 and reading.do_not_meet) or (len(named) == 1 and _is_half_known(clues, reading)):
            weight *= HALF_KNOWN
        _guess_one(clues, mention, reading, weight=weight)
    if len(named) == 1:
        reading.one_name = title(named[0])
        reading.may_be_pieces = _leads_to_village(named[0], clues)


def _guess_one(clues: Clues, mention: Mention, reading: Reading, *, weight: float) -> None:
    """Guess the things of one name; `weight` is what the name is worth in this text."""
    things = _largest_first(clues.inside(mention) or clues.things[mention][:MANY], clues)
    common = _is_common(mention, things)
    # A post town lends its name to streets of its villages, not to their pubs: every village has a Swan.
    may_be_village = not common and _is_street(mention, clues)
    only_one = may_be_village and _is_only_one(things, reading.towns) and not _is_in_other_town(things, clues, reading)
    weight *= HEDGED if is_hedged(clues.words, mention.start, mention.end) else 1.0
    if reading.towns:
        weight *= QUIET_NAME if mention.is_quiet else 1.0
    else:
        weight *= COMMON_NAME if common or mention.is_quiet else NO_TOWN
        # Without a town the nearest spelling is one of a county's: somebody may mean a street that is not known.
        weight *= 1.0 if mention.fit > ONE_EDIT else ONE_EDIT_NO_TOWN if mention.fit == ONE_EDIT else TWO_EDITS_NO_TOWN
        reading.is_common = reading.is_common or common or mention.is_quiet
    further = FEATURE_M if _is_half_known(clues, reading) else 0.0
    fits = _own_town_first(things, [town_fit(thing, reading.towns, only_one=only_one) for thing in things], reading)
    for thing, fit in zip(things, fits, strict=True):
        guess = candidate_of(thing, _prior(thing, clues) * weight * fit, at_feature=_has_feature(clues, mention, thing))
        guess = replace(guess, uncertainty_m=guess.uncertainty_m + further)
        (reading.guesses if fit >= LEAST_FIT else reading.suggestions).append(guess)
    if max(fits, default=0.0) < LEAST_FIT and reading.towns:
        reading.why_nothing = f"No {title(mention)} is known in {reading.towns[0].name}."


def _own_town_first(things: Sequence[Thing], fits: list[float], reading: Reading) -> list[float]:
    """Lower the fit of a road to a town where it lies by the edge of the named town, if a piece lies in that itself."""
    named = {town.name.casefold() for town in reading.towns}
    own = [thing.locality is not None and thing.locality.casefold() in named for thing in things]
    return [
        fit if mine or not any(own) or not thing.weight else fit * BY_THE_EDGE
        for thing, fit, mine in zip(things, fits, own, strict=True)
    ]


def _largest_first(things: list[Thing], clues: Clues) -> list[Thing]:
    """Order things by the people in their towns: where all else is equal more people mean the larger."""
    if len(things) == 1:
        return things
    return sorted(things, key=lambda thing: -clues.index.people_in(thing.locality) if thing.locality else 0.0)


def _prior(thing: Thing, clues: Clues) -> float:
    if is_road_number(thing.label.casefold()):
        return NUMBERED_ROAD
    if not clues.asks_for_stop:
        return PRIOR[thing.kind]
    return STOP_ASKED_FOR if thing.kind is EntryKind.STOP else PRIOR[thing.kind] * STOP_NOT_KNOWN


def _is_half_known(clues: Clues, reading: Reading) -> bool:
    """Say whether a junction with a street that is not known is asked for."""
    return bool(reading.unknown) and any(word.text in JUNCTION_WORDS for word in clues.words)


def _is_only_one(things: Sequence[Thing], towns: Sequence[Town]) -> bool:
    """Say whether only one thing lies within reach of the named towns."""
    return sum(any(town.gap_to(thing) <= POST_TOWN_REACH_M for town in towns) for thing in things) == 1


def _is_in_other_town(things: Sequence[Thing], clues: Clues, reading: Reading) -> bool:
    """Say whether a thing lies in a town, other than those named, that is large enough to have its own addresses."""
    named = {town.name.casefold() for town in reading.towns}
    return any(
        thing.locality is not None
        and thing.locality.casefold() not in named
        and clues.index.people_in(thing.locality) >= POST_TOWN_PEOPLE
        for thing in things
    )


def _is_common(mention: Mention, things: Sequence[Thing]) -> bool:
    name = split_name(mention.written.split())
    listed = f"{name.core}|{name.type}" if name.type else f"the|{name.core}"
    return mention.is_generic or listed in COMMON_STREETS or len(things) >= MANY


def _leads_to_village(mention: Mention, clues: Clues) -> bool:
    """Say whether a road is named after a town or village."""
    core = split_name(mention.written.split()).core
    named = clues.index.of_core(core)
    entries = clues.index.entries(name.name_id for name in named if not name.name.type)
    return any(entry.kind is EntryKind.SETTLEMENT for entry in entries)


def _has_feature(clues: Clues, mention: Mention, thing: Thing) -> bool:
    """Say whether something at a street is meant: "Mill Road park", "the shops on Mill Road"."""
    if thing.kind is not EntryKind.STREET:
        return False
    words = clues.words
    around = (*words[max(0, mention.start - 5) : mention.start], *words[mention.end : mention.end + 2])
    return any(word.text in KINDS_OF_THING for word in around)
