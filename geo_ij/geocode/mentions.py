"""Find the names of places among the words of a text: as they are known, else as they may have been meant.

The steps, in order: names written just so, the longest first; words that end like a street's name ("... Rd") and are
not known so, by their nearest spelling; names of towns, by their nearest spelling; then, only if no place was named at
all, whatever else is near a name or a part of one. What looks like the name of a street and is none is kept as unknown,
because a place that does not exist must not become the one next to it.
"""

from collections.abc import Collection, Mapping, Sequence

from geo_ij.geocode.index import Entry, Index
from geo_ij.geocode.mention import EXACT, Mention, Mentions
from geo_ij.geocode.misspellings import add_misspelt_streets, anything_like, misspelt_settlements
from geo_ij.geocode.names import Name, split_name
from geo_ij.geocode.rows_of_words import (
    is_shouted,
    rows_of_words,
    says_nothing,
    stands_alone,
    type_of,
    worth_after,
    written,
)
from geo_ij.geocode.text import Word
from geo_ij.geocode.words import FILLERS, PUB_TYPES, STREET_TYPES, SURE_STREET_TYPES
from geo_ij.vocabulary import EntryKind

MOST_WORDS = 200
"""Words of a text that are read; a report has about as many."""


def find_mentions(words: Sequence[Word], index: Index, *, taken: Collection[int] = ()) -> Mentions:
    """Find the names in a text; `taken` are the positions of words that mean something else (a postcode)."""
    words = words[:MOST_WORDS]
    found = Mentions()
    found.named += _written_just_so(words, index, set(taken))
    add_misspelt_streets(words, index, found, set(taken))
    if not any(mention.is_settlement for mention in found.named):
        found.named += misspelt_settlements(words, index, found.taken | set(taken))
    if not any(not mention.is_settlement for mention in found.named) and not found.unknown:
        found.named += anything_like(words, index, found.taken | set(taken))
    found.named.sort(key=lambda mention: mention.start)
    return found


def _written_just_so(words: Sequence[Word], index: Index, taken: set[int]) -> list[Mention]:
    """Find names as the gazetteers have them, the longest first; none may share a word with another."""
    spans: dict[tuple[int, int], Name] = {}
    for start, end in rows_of_words(words, taken):
        if not says_nothing(words, start, end):
            name = split_name([word.text for word in words[start:end]])
            if name.core:
                spans[start, end] = name
    numbers = index.names({name for span in spans.values() for name in _alike(span)})
    by_name: dict[int, list[Entry]] = {}
    for entry in index.entries(numbers.values()):
        by_name.setdefault(entry.name_id, []).append(entry)
    mentions: list[Mention] = []
    used = set(taken)
    for (start, end), name in sorted(spans.items(), key=lambda item: _rank(words, *item[0])):
        entries = [entry for alike in _alike(name) for entry in by_name.get(numbers.get(alike, -1), [])]
        if not entries or used & set(range(start, end)):
            continue
        if _begins_a_street(words, end, name, entries) and not _is_known(words, end, spans, numbers):
            continue
        used |= set(range(start, end))
        fit = EXACT * worth_after(words, start, used)
        quiet = _is_quiet(words, start, end, name)
        mentions.append(Mention(start, end, written(words, start, end), tuple(entries), fit, is_quiet=quiet))
    return mentions


def _rank(words: Sequence[Word], start: int, end: int) -> tuple[int, int]:
    """Put the longest rows first, "the" not counted ("the Abington park" is Abington Park), then the first."""
    return start - end + (words[start].text == "the"), start


def _is_quiet(words: Sequence[Word], start: int, end: int, name: Name) -> bool:
    """Say whether a name is one word with a small letter within a sentence, which may be no name: "the hedges"."""
    if words[start].broken and stands_alone(words, end):
        return False
    telling = end - start - (words[start].text == "the")
    return telling == 1 and not name.type and not words[end - 1].capital


def _alike(name: Name) -> tuple[Name, ...]:
    """Give the names under which a gazetteer may have this one: a pub is listed with its kind or without."""
    return tuple(Name(name.core, kind) for kind in sorted(PUB_TYPES)) if name.type in PUB_TYPES else (name,)


def _begins_a_street(words: Sequence[Word], end: int, name: Name, entries: Sequence[Entry]) -> bool:
    """Say whether a name is only the beginning of a street's: "Drayton Way", "Boughton Green Road", "Elm Lnae"."""
    is_settlement = any(entry.kind is EntryKind.SETTLEMENT for entry in entries)
    for last in range(end, min(end + 2, len(words))):
        word = words[last]
        if word.broken or (word.text in FILLERS and word.text not in STREET_TYPES):
            return False
        street_type, is_sure, misspelt = type_of(word.text)
        # "Rushden Town Centre" is in Rushden.
        named_so = last == end and word.capital and words[end - 1].capital and not is_shouted(words)
        follows_at_once = last == end and is_sure
        if street_type is not None and (is_sure or named_so) and (is_settlement or misspelt or follows_at_once):
            return name.type not in SURE_STREET_TYPES or (follows_at_once and named_so)
    return False


def _is_known(
    words: Sequence[Word], end: int, spans: Mapping[tuple[int, int], Name], numbers: Mapping[Name, int]
) -> bool:
    """Say whether what follows a name is a known name by itself, as in "Market Harborough High Street"."""
    return any(spans.get((end, last)) in numbers for last in range(end + 1, min(end + 3, len(words)) + 1))
