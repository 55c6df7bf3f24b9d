"""Find the names of places among the words of a text: as they are known, else as they may have been meant.

The steps, in order: names written just so, the longest first; words that end like a street's name ("... Rd") and are
not known so, by their nearest spelling; names of towns, by their nearest spelling; then, only if no place was named at
all, whatever else is near a name or a part of one. What looks like the name of a street and is none is kept as unknown,
because a place that does not exist must not become the one next to it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from geo_ij.geocode.index import Entry, Index, NearName
from geo_ij.geocode.names import Name, full_words, split_name
from geo_ij.geocode.spelling import most_edits
from geo_ij.geocode.text import Word
from geo_ij.geocode.words import (
    COMPASS,
    FEATURES,
    FILLERS,
    PUB_TYPES,
    STREET_TYPES,
    SURE_STREET_TYPES,
    WHOLE_PLACE_TYPES,
)
from geo_ij.vocabulary import EntryKind

LONGEST_NAME_WORDS = 6
SHORTEST_GUESSED = 7
"""Letters that a misspelt name must have when nothing else says that it is a name."""

MOST_WORDS = 200
"""Words of a text that are read; a report has about as many."""

EXACT, TYPE_MISSPELT, ONE_EDIT, TWO_EDITS, PART_OF_NAME, TYPE_LEFT_OUT = 1.0, 0.97, 0.9, 0.8, 0.75, 0.8
"""How well the words fit the name, by how they differ from it."""

LONGER_NAME_LIKELY, LONGER_NAME_SURE = 0.8, 0.55
"""What a name is worth when a word stands before it that may belong to it: "Upper Mill Road" is not Mill Road.

It is surer that it does when both are written with a capital.
"""


@dataclass(frozen=True, eq=False)
class Mention:
    """A name in a text: the words it takes, as it was written, what bears it, and how well it fits (0 to 1)."""

    start: int
    end: int
    written: str
    entries: tuple[Entry, ...]
    fit: float

    @property
    def is_generic(self) -> bool:
        """Say whether it is only a kind of thing, which some stop happens to be named for ("the shops")."""
        return all(word in FEATURES or word == "the" for word in self.written.split())


@dataclass(frozen=True, eq=False)
class Unknown:
    """Words that look like the name of a street or place but are none; `near` are names that sound like it."""

    start: int
    end: int
    written: str
    near: tuple[Entry, ...] = ()


@dataclass
class Mentions:
    """What a text names: known names and unknown ones, in the order of the text."""

    named: list[Mention] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)

    @property
    def taken(self) -> set[int]:
        """Give the positions of the words that belong to a known name."""
        return {place for mention in self.named for place in range(mention.start, mention.end)}


def find_mentions(words: Sequence[Word], index: Index, *, taken: Collection[int] = ()) -> Mentions:
    """Find the names in a text; `taken` are the positions of words that mean something else (a postcode)."""
    words = words[:MOST_WORDS]
    found = Mentions()
    found.named += _written_just_so(words, index, set(taken))
    _misspelt_streets(words, index, found, set(taken))
    if not any(_is_settlement(mention) for mention in found.named):
        found.named += _misspelt_settlements(words, index, found.taken | set(taken))
    if not any(not _is_settlement(mention) for mention in found.named) and not found.unknown:
        found.named += _anything_like(words, index, found.taken | set(taken))
    found.named.sort(key=lambda mention: mention.start)
    return found


def _is_settlement(mention: Mention) -> bool:
    return any(entry.kind is EntryKind.SETTLEMENT for entry in mention.entries)


def _written_just_so(words: Sequence[Word], index: Index, taken: set[int]) -> list[Mention]:
    """Find names as the gazetteers have them, the longest first; none may share a word with another."""
    spans: dict[tuple[int, int], Name] = {}
    for start, end in _spans(words, taken):
        name = split_name([word.text for word in words[start:end]])
        if name.core and not _says_nothing(words, start, end):
            spans[start, end] = name
    numbers = index.names({name for span in spans.values() for name in _alike(span)})
    by_name: dict[int, list[Entry]] = {}
    for entry in index.entries(numbers.values()):
        by_name.setdefault(entry.name_id, []).append(entry)
    mentions: list[Mention] = []
    used = set(taken)
    for (start, end), name in sorted(spans.items(), key=lambda item: (item[0][0] - item[0][1], item[0][0])):
        entries = [entry for alike in _alike(name) for entry in by_name.get(numbers.get(alike, -1), [])]
        if not entries or used & set(range(start, end)):
            continue
        if _begins_a_street(words, end, entries, spans, numbers):
            continue
        used |= set(range(start, end))
        fit = EXACT * _if_longer(words, start, used)
        mentions.append(Mention(start, end, _written(words, start, end), tuple(entries), fit))
    return mentions


def _alike(name: Name) -> tuple[Name, ...]:
    """Give the names under which a gazetteer may have this one: a pub is listed with its kind or without."""
    return tuple(Name(name.core, kind) for kind in sorted(PUB_TYPES)) if name.type in PUB_TYPES else (name,)


def _begins_a_street(
    words: Sequence[Word],
    end: int,
    entries: Sequence[Entry],
    spans: Mapping[tuple[int, int], Name],
    numbers: Mapping[Name, int],
) -> bool:
    """Say whether the name of a town is only the beginning of a street's: "Drayton Way", "Boughton Green Road"."""
    if not any(entry.kind is EntryKind.SETTLEMENT for entry in entries):
        return False
    for last in range(end, min(end + 2, len(words))):
        word = words[last]
        if word.broken or (word.text in FILLERS and word.text not in STREET_TYPES):
            return False
        if full_words(["x", word.text])[-1] in SURE_STREET_TYPES:
            # In "Market Harborough High Street" what follows the town is a street by itself.
            return spans.get((end, last + 1)) not in numbers
    return False


def _spans(words: Sequence[Word], taken: set[int]) -> Iterator[tuple[int, int]]:
    """Give every row of at most LONGEST_NAME_WORDS words without a break or a taken word in it."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_NAME_WORDS, len(words)) + 1):
            if end - 1 in taken or (end - 1 > start and words[end - 1].broken):
                break
            yield start, end


def _says_nothing(words: Sequence[Word], start: int, end: int) -> bool:
    """Say whether words are no name by themselves: fillers, numbers, or one word for a kind of thing."""
    texts = [word.text for word in words[start:end]]
    if texts[0] in FILLERS and not (texts[0] == "the" and len(texts) == 2) and not _named_like(texts):
        return True
    if texts[-1] in FILLERS or all(text.isdecimal() or len(text) == 1 for text in texts):
        return True
    full = full_words(texts)
    if len(full) == 1:
        # "the green" is looked up with its "the", which makes it a name.
        return full[0] in FEATURES or full[0] in STREET_TYPES or full[0] in COMPASS
    return full[0] == "the" and len(full) == 2 and full[1] in FILLERS


def _named_like(texts: Sequence[str]) -> bool:
    """Say whether a row that begins with a filler is a name nevertheless ("Back Lane", "New Street")."""
    return len(texts) > 1 and full_words(texts)[-1] in STREET_TYPES and texts[0] not in _GRAMMAR


_GRAMMAR = frozenset("a an and any at by for from in is near of off on or over the their this to via with was".split())  # noqa: SIM905


def _if_longer(words: Sequence[Word], start: int, used: set[int]) -> float:
    """Give what a name is worth, judged by whether the word before it may belong to it."""
    if start == 0 or words[start].broken or start - 1 in used:
        return 1.0
    word, before = words[start], words[start - 1]
    known = before.text in FILLERS or before.text in FEATURES or before.text in _GRAMMAR
    if known or not before.text.isalpha() or len(before.text) < 3 or before.capital != word.capital:
        return 1.0
    shouted = all(other.capital for other in words)
    return LONGER_NAME_SURE if before.capital and not shouted else LONGER_NAME_LIKELY


def _misspelt_streets(words: Sequence[Word], index: Index, found: Mentions, taken: set[int]) -> None:
    """Find what ends like the name of a street and is not known so: the name it is nearest to, or an unknown one."""
    used = found.taken | taken
    for last in range(1, len(words)):
        if last in used or words[last].broken:
            continue
        street_type, is_sure = _type_of(words[last].text)
        if street_type is None:
            continue
        starts = _starts_of_name(words, last, used)
        best: tuple[float, int, list[NearName]] | None = None
        for start in starts:
            names = _near_names(words, start, last, street_type, index)
            if names and (best is None or names[0].edits < best[0]):
                best = (names[0].edits, start, names)
        if best is not None:
            edits, start, names = best
            fit = {0: TYPE_MISSPELT if is_sure else EXACT, 1: ONE_EDIT}.get(int(edits), TWO_EDITS)
            entries = index.entries(name.name_id for name in names if name.edits == edits)
            if entries:
                fit *= _if_longer(words, start, used)
                found.named.append(Mention(start, last + 1, _written(words, start, last + 1), tuple(entries), fit))
                used |= set(range(start, last + 1))
                continue
        if starts and (
            is_sure or (words[last].capital and words[last - 1].capital and words[last].text not in FEATURES)
        ):
            start = starts[0]
            core = split_name([word.text for word in words[start:last]]).core
            others = [name.name_id for name in index.of_core(core)]
            near = tuple(index.entries(others)) if others else ()
            found.unknown.append(Unknown(start, last + 1, _written(words, start, last + 1), near))
            used |= set(range(start, last + 1))


def _type_of(word: str) -> tuple[str | None, bool]:
    """Give the type of street that a word stands for, and whether it is surely that of a street."""
    full = full_words(["x", word])[-1]
    if full in STREET_TYPES:
        return full, full in SURE_STREET_TYPES
    if len(word) >= 4:
        near = [kind for kind in SURE_STREET_TYPES if OSA.distance(word, kind, score_cutoff=1) <= 1]
        if near and word not in FEATURES and word not in FILLERS:
            return min(near), True
    return None, False


def _starts_of_name(words: Sequence[Word], last: int, used: set[int]) -> list[int]:
    """Give where a name that ends with the word `last` may begin, the longest first."""
    starts = []
    for start in range(last - 1, max(-1, last - 5), -1):
        text = words[start].text
        if start in used or text in _GRAMMAR or (text.isdecimal() and start != last - 1):
            break
        if text in FILLERS and start != last - 1:
            break
        if not text.isdecimal() and not (text in FILLERS | FEATURES and start == last - 1):
            starts.append(start)
        if words[start].broken:
            break
    return starts[::-1]


def _near_names(words: Sequence[Word], start: int, last: int, street_type: str, index: Index) -> list[NearName]:
    core = split_name([*(word.text for word in words[start:last]), street_type]).core
    exact = [name for name in index.of_core(core) if name.name.type == street_type]
    if exact:
        return exact
    most = most_edits(core)
    near = [name for name in index.near(core, most=most) if name.name.type == street_type]
    fewest = near[0].edits if near else 0
    return [name for name in near if name.edits == fewest]


def _misspelt_settlements(words: Sequence[Word], index: Index, used: set[int]) -> Iterator[Mention]:
    """Find towns and villages that are written nearly right, where one is named: last, or after a comma or "in"."""
    for start in range(len(words)):
        for end in (start + 3, start + 2, start + 1):
            if end > len(words) or used & set(range(start, end)) or any(w.broken for w in words[start + 1 : end]):
                continue
            texts = [word.text for word in words[start:end]]
            core = "".join(full_words(texts))
            position = words[start].broken or end == len(words) or (start and words[start - 1].text in {"in", "at"})
            if len(core) < 5 or not position or any(text in FILLERS or text in FEATURES for text in texts):
                continue
            near = index.near(core, most=most_edits(core))
            fewest = near[0].edits if near else 0
            entries = index.entries(name.name_id for name in near if name.edits == fewest)
            towns = tuple(entry for entry in entries if entry.kind is EntryKind.SETTLEMENT)
            if towns:
                yield Mention(start, end, _written(words, start, end), towns, ONE_EDIT if fewest < 2 else TWO_EDITS)
                return


def _anything_like(words: Sequence[Word], index: Index, used: set[int]) -> Iterator[Mention]:
    """Find whatever is near a row of words that are not fillers: a misspelt name, one without its type, a part."""
    for start, end in _rows_of_names(words, used):
        texts = [word.text for word in words[start:end]]
        name = split_name(texts)
        for fit, near in _likenesses(name, full_words(texts), index):
            exact = fit in {TYPE_LEFT_OUT, PART_OF_NAME}
            entries = index.entries(
                like.name_id for like in near if exact or not name.type or like.name.type == name.type
            )
            if entries:
                yield Mention(start, end, _written(words, start, end), tuple(entries), fit)
                break


def _likenesses(name: Name, parts: Sequence[str], index: Index) -> Iterator[tuple[float, list[NearName]]]:
    """Give the ways in which words may be like names, the surest first, each with the names found."""
    whole = "".join(parts)
    if len(whole) > 4:
        yield TYPE_LEFT_OUT, index.of_core(whole)
    if name.type in WHOLE_PLACE_TYPES:
        yield TYPE_LEFT_OUT, [near for near in index.of_core(name.core) if not near.name.type]
    # A short word is one slip away from too many names.
    most = most_edits(name.core) if len(whole) >= SHORTEST_GUESSED else 0
    yield ONE_EDIT, _fewest(index.near(name.core, most=min(1, most)))
    if most == 2:
        yield TWO_EDITS, _fewest(index.near(name.core, most=2))
    yield PART_OF_NAME, _holding(parts, index)


def _fewest(near: list[NearName]) -> list[NearName]:
    return [name for name in near if name.edits == near[0].edits]


def _holding(parts: Sequence[str], index: Index) -> list[NearName]:
    telling = [part for part in parts if part not in FILLERS and part not in FEATURES and len(part) > 2]
    if not telling or (len(telling) == 1 and len(telling[0]) < 5):
        return []
    names = index.with_words([part for part in parts if part not in _GRAMMAR])
    return names if len(names) <= 6 else []


def _rows_of_names(words: Sequence[Word], used: set[int]) -> Iterator[tuple[int, int]]:
    """Give the longest rows of words, without a break, that may be a name: at most four, none of them a filler."""
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and end not in used and not (end > start and words[end].broken):
            text = words[end].text
            if text.isdecimal() or len(text) < 2 or (text in FILLERS and not (end > start and text in _GRAMMAR)):
                break
            end += 1
        row_end = end
        while row_end > start and words[row_end - 1].text in _GRAMMAR:
            row_end -= 1
        telling = [w for w in words[start:row_end] if w.text not in FEATURES and w.text not in _GRAMMAR]
        if 1 <= row_end - start <= 5 and telling:
            yield start, row_end
        start = max(end, start + 1)


def _written(words: Sequence[Word], start: int, end: int) -> str:
    return " ".join(word.text for word in words[start:end])
