"""Find the names that misspelt words may mean, and say which words look like a name that nothing bears."""

from collections.abc import Iterator, Sequence

from geo_ij.geocode.index import Entry, Index, NearName
from geo_ij.geocode.mention import (
    EXACT,
    ONE_EDIT,
    PART_OF_NAME,
    TWO_EDITS,
    TYPE_LEFT_OUT,
    TYPE_MISSPELT,
    Mention,
    Mentions,
    Unknown,
)
from geo_ij.geocode.name_search import best_names, whole_of
from geo_ij.geocode.names import Name, full_words, split_name
from geo_ij.geocode.rows_of_words import (
    is_road_number,
    is_shouted,
    likely_names,
    starts_of_name,
    type_of,
    worth_after,
    written,
)
from geo_ij.geocode.spelling import most_edits, sounds_alike
from geo_ij.geocode.text import Word
from geo_ij.geocode.words import FILLERS, GRAMMAR, KINDS_OF_THING, STREET_TYPES, WHOLE_PLACE_TYPES
from geo_ij.vocabulary import EntryKind

SHORTEST_BY_SOUND = 5
"""Letters from which on a core may have two edits if it sounds the same."""

SHORTEST_GUESSED = 7
"""Letters that a misspelt name must have when nothing else says that it is a name."""

LONG_NAME = 11
"""Letters that a name with its type must have to be known with two slips in it."""

MOST_PARTLY_NAMED = 6
"""A part of a name that more names than this hold tells nothing."""

_FIT = {0: TYPE_MISSPELT, 1: ONE_EDIT}


def add_misspelt_streets(words: Sequence[Word], index: Index, found: Mentions, taken: set[int]) -> None:
    """Add what ends like the name of a street and is not known so: the name it is nearest to, or an unknown one."""
    used = found.taken | taken
    for last in range(len(words)):
        if last in used:
            continue
        if is_road_number(words[last].text):
            found.unknown.append(Unknown(last, last + 1, words[last].text))
            used.add(last)
            continue
        street_type, is_sure, misspelt = type_of(words[last].text)
        if street_type is None or words[last].broken or _goes_on(words, last, used):
            continue
        starts = starts_of_name(words, last, used)
        best: tuple[int, int, list[NearName]] | None = None
        for start in starts:
            names = _near_street(words, start, last, street_type, index)
            if names and (best is None or names[0].edits < best[0]):
                best = (names[0].edits, start, names)
        named_so = words[last].capital and words[last - 1].capital and not is_shouted(words)
        # "Line" is one letter from "lane": only a capital makes a street of it that nobody knows.
        is_street = bool(starts) and ((is_sure and not misspelt) or named_so)
        if best is None and starts and misspelt and (is_sure or named_so):
            whole = _near_whole(words, starts[0], last + 1, index)
            best = (whole[0].edits, starts[0], whole) if whole else None
        if best is not None:
            edits, start, names = best
            fit = EXACT if edits == 0 and not misspelt else _FIT.get(edits, TWO_EDITS)
            fit *= worth_after(words, start, used)
            beside = [entry for mention in found.named for entry in mention.entries]
            entries = tuple(index.entries((name.name_id for name in names), near=beside))
            found.named.append(Mention(start, last + 1, written(words, start, last + 1), entries, fit))
            used |= set(range(start, last + 1))
        elif is_street:
            found.unknown.append(_unknown(words, starts[0], last, index))
            used |= set(range(starts[0], last + 1))


def _goes_on(words: Sequence[Word], last: int, used: set[int]) -> bool:
    """Say whether the type of a street follows at once: "Pen Green Lnae" is no Pen Green."""
    after = last + 1
    return after < len(words) and after not in used and not words[after].broken and type_of(words[after].text)[1]


def _unknown(words: Sequence[Word], start: int, last: int, index: Index) -> Unknown:
    """Make an unknown street, with the streets that have its name and another type."""
    core = split_name([word.text for word in words[start : last + 1]]).core
    near = tuple(index.entries(name.name_id for name in index.of_core(core)))
    return Unknown(start, last + 1, written(words, start, last + 1), near)


def _near_street(words: Sequence[Word], start: int, last: int, street_type: str, index: Index) -> list[NearName]:
    """Find the names of this type that are nearest to the words before the type."""
    core = split_name([*(word.text for word in words[start:last]), street_type]).core
    near = _nearest(core, street_type, index, most=most_edits(core))
    if near or len(core) < SHORTEST_BY_SOUND:
        return near
    near = _nearest(core, street_type, index, most=2)
    # What sounds the same is as near as what differs by one letter.
    return [name._replace(edits=1) for name in near if sounds_alike(name.name.core, core)]


def _nearest(core: str, street_type: str, index: Index, *, most: int) -> list[NearName]:
    found = [name for name in index.of_core(core) if name.name.type == street_type]
    # Most names have one slip at most, and these are found in a fraction of the time.
    for allowed in range(1, most + 1):
        found = found or _fewest([name for name in index.near(core, most=allowed) if name.name.type == street_type])
    return found


def _near_whole(words: Sequence[Word], start: int, end: int, index: Index) -> list[NearName]:
    """Find the names nearest to a row of words whose spaces may be wrong ("Hig hStreet", "Alsaceclose", "Mill Rod")."""
    whole = whole_of([word.text for word in words[start:end]])
    near = best_names(whole, index, most=2 if len(whole) >= LONG_NAME else 1)
    return [name for name in near if name.name.type and _is_surely_like(whole, name)]


def _is_surely_like(whole: str, near: NearName) -> bool:
    """Say whether no more letters of a core are wrong than a core of its length can bear."""
    most = most_edits(near.name.core)
    return near.edits <= most or whole.startswith(near.name.core)


def misspelt_settlements(words: Sequence[Word], index: Index, used: set[int]) -> Iterator[Mention]:
    """Find towns and villages that are written nearly right, where one is named: last, or after a comma or "in"."""
    for start in range(len(words)):
        for end in (start + 3, start + 2, start + 1):
            if end > len(words) or used & set(range(start, end)) or any(w.broken for w in words[start + 1 : end]):
                continue
            texts = [word.text for word in words[start:end]]
            core = "".join(full_words(texts))
            position = words[start].broken or end == len(words) or (start and words[start - 1].text in {"in", "at"})
            if len(core) < 5 or not position or any(text in FILLERS or text in KINDS_OF_THING for text in texts):
                continue
            near = _fewest(index.near(core, most=most_edits(core)))
            entries = index.entries(name.name_id for name in near)
            towns = tuple(entry for entry in entries if entry.kind is EntryKind.SETTLEMENT)
            if towns:
                yield Mention(start, end, written(words, start, end), towns, _FIT.get(near[0].edits, TWO_EDITS))
                return


def anything_like(words: Sequence[Word], index: Index, used: set[int]) -> Iterator[Mention]:
    """Find whatever is near a row of words that are not fillers: a misspelt name, one without its type, a part."""
    for start, end in likely_names(words, used):
        texts = [word.text for word in words[start:end]]
        if whole := _near_whole(words, start, end, index):
            bearers = tuple(index.entries(name.name_id for name in whole))
            yield Mention(start, end, written(words, start, end), bearers, _FIT.get(whole[0].edits, TWO_EDITS))
            continue
        for fit, entries in _likenesses(split_name(texts), full_words(texts), index):
            if entries:
                yield Mention(start, end, written(words, start, end), tuple(entries), fit)
                break


def _likenesses(name: Name, parts: Sequence[str], index: Index) -> Iterator[tuple[float, list[Entry]]]:
    """Give the ways in which words may be like names, the surest first, each with what bears the names."""
    whole = "".join(parts)
    if len(whole) > 4:
        yield TYPE_LEFT_OUT, index.entries(near.name_id for near in index.of_core(whole))
    if name.type in WHOLE_PLACE_TYPES:
        yield TYPE_LEFT_OUT, index.entries(near.name_id for near in index.of_core(name.core) if not near.name.type)
    # A short word is one slip away from too many names.
    most = most_edits(name.core) if len(whole) >= SHORTEST_GUESSED else 0
    near = _fewest([near for near in index.near(name.core, most=most) if near.name.type == name.type or not name.type])
    if near:
        yield _FIT.get(near[0].edits, TWO_EDITS), index.entries(like.name_id for like in near)
    yield PART_OF_NAME, index.entries(near.name_id for near in _holding(parts, index))


def _fewest(near: list[NearName]) -> list[NearName]:
    return [name for name in near if name.edits == near[0].edits]


def _holding(parts: Sequence[str], index: Index) -> list[NearName]:
    """Find the names of which these words are a part ("Hills and Dales")."""
    common = FILLERS | KINDS_OF_THING | STREET_TYPES
    telling = [part for part in parts if part not in common and len(part) > 2]
    if not telling or (len(telling) == 1 and len(telling[0]) < 5):
        return []
    names = index.with_words([part for part in parts if part not in GRAMMAR])
    return names if len(names) <= MOST_PARTLY_NAMED else []
