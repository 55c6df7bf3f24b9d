"""Tell which words of a text can be the name of a place, and which are only said around one."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from geo_ij.geocode.names import full_words
from geo_ij.geocode.text import Word
from geo_ij.geocode.words import COMPASS, FILLERS, GRAMMAR, KINDS_OF_THING, STREET_TYPES, SURE_STREET_TYPES

LONGEST_NAME_WORDS = 6

LONGER_NAME_LIKELY, LONGER_NAME_SURE = 0.8, 0.55
"""What a name is worth when a word stands before it that may belong to it: "Upper Mill Road" is not Mill Road.

It is surer that it does when both are written with a capital.
"""

_NAME_BEGINNINGS = frozenset({"old", "new", "little", "great", "upper", "lower", "nether", "long", "far", *COMPASS})
"""Words around a place that begin many names as well."""

_HEDGES = frozenset({"not", "isnt", "except", "than", "mile", "miles", "yards", "metres", "away", "other"})
_DISTANCE = re.compile(r"\d+(?:m|km|yds|mi)")
_ROAD_NUMBER = re.compile(r"[abm]\d{1,4}")


def rows_of_words(words: Sequence[Word], taken: set[int]) -> Iterator[tuple[int, int]]:
    """Give every row of at most LONGEST_NAME_WORDS words without a break or a taken word in it."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_NAME_WORDS, len(words)) + 1):
            if end - 1 in taken or (end - 1 > start and words[end - 1].broken):
                break
            # What joins two names belongs to neither.
            if not _joins(words[start]) and not _joins(words[end - 1]):
                yield start, end


def _joins(word: Word) -> bool:
    return not word.text[:1].isalnum()


def says_nothing(words: Sequence[Word], start: int, end: int) -> bool:
    """Say whether words are no name by themselves: fillers, numbers, or one word for a kind of thing."""
    texts = [word.text for word in words[start:end]]
    if len(texts) == 1 and texts[0] in FILLERS:
        # The village of Old, behind a comma and with a capital.
        return not (words[start].broken and words[start].capital and stands_alone(words, end))
    if texts[0] in GRAMMAR and not (texts[0] == "the" and len(texts) == 2):
        return True
    if texts[-1] in FILLERS and texts[-1] not in STREET_TYPES:
        return True
    if all(text.isdecimal() or len(text) == 1 for text in texts):
        return True
    full = full_words(texts)
    if len(full) == 1:
        # "the green" is looked up with its "the", which makes it a name.
        return full[0] in KINDS_OF_THING or full[0] in STREET_TYPES or full[0] in COMPASS
    return full[0] == "the" and len(full) == 2 and full[1] in FILLERS and full[1] not in STREET_TYPES


def stands_alone(words: Sequence[Word], end: int) -> bool:
    """Say whether nothing follows a name that ends before the word `end`, or only after a break."""
    return end >= len(words) or words[end].broken


def worth_after(words: Sequence[Word], start: int, used: set[int]) -> float:
    """Give what a name is worth, judged by whether the word before it may belong to it."""
    if start == 0 or words[start].broken or start - 1 in used:
        return 1.0
    word, before = words[start], words[start - 1]
    known = before.text in FILLERS or before.text in KINDS_OF_THING or before.text in GRAMMAR
    if before.capital and before.text in _NAME_BEGINNINGS:
        known = False
    if known or not before.text.isalpha() or len(before.text) < 3 or before.capital != word.capital:
        return 1.0
    return LONGER_NAME_SURE if before.capital and not is_shouted(words) else LONGER_NAME_LIKELY


def is_shouted(words: Sequence[Word]) -> bool:
    """Say whether every word is in capitals, so that a capital says nothing."""
    return all(word.shouted for word in words if word.text[:1].isalpha() and len(word.text) > 1)


def type_of(word: str) -> tuple[str | None, bool, bool]:
    """Give the type of street that a word stands for, whether it is surely a street's, and whether it is misspelt."""
    full = full_words(["x", word])[-1]
    if full in STREET_TYPES:
        return full, full in SURE_STREET_TYPES, False
    if len(word) >= 3 and word not in KINDS_OF_THING and word not in FILLERS:
        for kinds, is_sure in ((SURE_STREET_TYPES, True), (STREET_TYPES, False)):
            near = [kind for kind in kinds if len(kind) > 3 and OSA.distance(word, kind, score_cutoff=1) <= 1]
            if near:
                return min(near), is_sure, True
    return None, False, False


def starts_of_name(words: Sequence[Word], last: int, used: set[int]) -> list[int]:
    """Give where a name that ends with the word `last` may begin, the longest first."""
    starts = []
    for start in range(last - 1, max(-1, last - 5), -1):
        text = words[start].text
        if start in used or text in GRAMMAR or (text.isdecimal() and start != last - 1):
            break
        if text in FILLERS and start != last - 1:
            break
        if not text.isdecimal() and not (text in FILLERS | KINDS_OF_THING and start == last - 1):
            starts.append(start)
        if words[start].broken:
            break
    return starts[::-1]


def likely_names(words: Sequence[Word], used: set[int]) -> Iterator[tuple[int, int]]:
    """Give the longest rows of words, without a break, that may be a name: at most five, none of them a filler."""
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and end not in used and not (end > start and words[end].broken):
            text = words[end].text
            if text.isdecimal() or len(text) < 2 or (text in FILLERS and not (end > start and text in GRAMMAR)):
                break
            end += 1
        row_end = end
        while row_end > start and words[row_end - 1].text in GRAMMAR:
            row_end -= 1
        telling = [
            word for word in words[start:row_end] if word.text not in KINDS_OF_THING and word.text not in GRAMMAR
        ]
        if 1 <= row_end - start <= 5 and telling:
            yield start, row_end
        start = max(end, start + 1)


def is_hedged(words: Sequence[Word], start: int, end: int) -> bool:
    """Say whether a text says that it is not there, or some way off: "not Mill Road", "500m from Mill Road"."""
    before = [word.text for word in words[max(0, start - 4) : start]]
    after = [word.text for word in words[end : end + 2]]
    return any(text in _HEDGES or _DISTANCE.fullmatch(text) for text in before) or "away" in after or "not" in after


def is_road_number(text: str) -> bool:
    """Say whether a word is the number of a road ("a43")."""
    return _ROAD_NUMBER.fullmatch(text) is not None


def written(words: Sequence[Word], start: int, end: int) -> str:
    """Give the folded words of a row, with spaces."""
    return " ".join(word.text for word in words[start:end])
