"""Find the few words of a text that name a place: nothing else of it may leave this machine."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from geo_ij.geocode.names import full_words
from geo_ij.geocode.text import Word, clean, words
from geo_ij.geocode.words import FEATURES, FILLERS, JOINING_WORDS, STREET_TYPES

LONGEST_SENT = 120
"""The most characters that are ever sent."""

PRIVATE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "web and e-mail addresses",
        re.compile(
            r"\b(?:https?://|www\.)\S+|[^\s,;]*@[^\s,;]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|uk|eu|me)\b\S*",
            re.IGNORECASE,
        ),
    ),
    ("postcodes", re.compile(r"\b[a-z]{1,2}[\do][a-z\d]?[\s-]*[\doil][a-z]{2}\b", re.IGNORECASE)),
    ("registration plates since 2001", re.compile(r"\b[a-z]{2}\d{2}[\s-]?[a-z]{3}\b", re.IGNORECASE)),
    ("older registration plates", re.compile(r"\b(?:[A-Z]\d{1,3}[\s-]?[A-Z]{3}|[A-Z]{3}[\s-]?\d{1,3}[A-Z]?)\b")),
    ("national insurance numbers", re.compile(r"\b[a-z]{2}(?:\s?\d\d){3}\s?[a-d]\b", re.IGNORECASE)),
    (
        "people with a title",
        re.compile(
            r"\b(?i:mr|mrs|ms|miss|mx|master|pc|pcso|sgt|sergeant|inspector|cllr|councillor|rev|officer)\b\.?"
            r"\s+[\w'-]+(?:\s+[A-Z][\w'-]+)?"
        ),
    ),
    (
        "doctors",
        re.compile(
            r"(?i:^|\b(?:by|from|to|with|and|see|saw|call|called|told|near|opposite))\s*(?i:dr)\b\.?"
            r"\s+\w+(?:\s+[A-Z]\w+)?"
        ),
    ),
    (
        "somebody's home",
        re.compile(
            r"(?<!\bst )(?<!\bst\. )(?<!\bsaint )(?:(?-i:\b[A-Z][\w-]+\s+))?\b[\w-]+'s?\s+"
            r"(?:house|home|flat|garden|bungalow|drive|door|front door|back door|car|van|place|mum'?s?|dad'?s?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "numbers of houses, flats, telephones and all others",
        re.compile(
            r"\b(?:(?:flat|apartment|apt|unit|room|plot|number|no)\b\.?\s*)?\d[\w:/.-]*",
            re.IGNORECASE,
        ),
    ),
)
"""What is taken out of a text before anything else is looked at, in this order."""

_LOCATORS = frozenset({
    "in", "at", "near", "nearby", "nr", "behind", "opposite", "opp", "outside", "off", "along", "alongside", "beside",
    "between", "past", "around", "round", "inside", "within", "by", "adjacent", "adj", "facing", "towards", "onto",
    "into", "over", "under", "across", "through", "on",
})  # fmt: skip
_PLACING = _LOCATORS - {"by", "on", "round", "towards", "through", "over", "under"}
_AROUND = frozenset({"the", "a", "of", "end", "side", "top", "bottom", "back", "front", "next", "close"})
_HARMLESS = (_LOCATORS | JOINING_WORDS | _AROUND) - {"from", "to", "with"}
_TYPES = STREET_TYPES | FEATURES
_LONGEST_BARE = 8
_MOST_DIGITS = 4  # the road B4525
_WORDS_BEFORE_TYPE = 3
_WORDS_AFTER = 3


class _Run(NamedTuple):
    """Words that stand together between fillers and commas, and what stands around them.

    `after` is the word like "near" before them; `begins` and `ends` say that a comma or an end of the text is there.
    """

    words: tuple[str, ...]
    capital: bool
    after: str
    begins: bool
    ends: bool


def place_text(text: str) -> str:
    """Give the words of a text that name a place, folded and joined by commas, at most 120 characters.

    A text that is nothing but names and words like "behind" gives its names. Of any other text only a name with its
    kind ("studfall avenue"), a name after a word like "near", and a town after either are given. What is left may be
    nothing: then nothing is sent. See PRIVATE for what is taken out first.
    """
    kept = clean(text)
    for _, pattern in PRIVATE:
        kept = pattern.sub(" ; ", kept)
    found = words(kept)
    runs = list(_runs(found))
    parts = [" ".join(part) for part in (_bare_parts(runs) if _is_bare(found) else _named_parts(runs, found))]
    return _joined(list(dict.fromkeys(part for part in parts if part)))


def _runs(found: Sequence[Word]) -> Iterator[_Run]:
    """Split words into runs of those that may be part of a name."""
    start = 0
    while start < len(found):
        if not _may_name(found[start]):
            start += 1
            continue
        end = start + 1
        while end < len(found) and _may_name(found[end]) and not found[end].broken:
            end += 1
        run = found[start:end]
        broken_before = found[start].broken
        yield _Run(
            words=tuple(full_words([word.text for word in run])),
            capital=run[0].capital,
            after="" if broken_before else _placing_word(found, start),
            begins=broken_before,
            ends=end == len(found) or found[end].broken,
        )
        start = end


def _may_name(word: Word) -> bool:
    digits = sum(letter.isdigit() for letter in word.text)
    return (
        word.text[0].isalpha()
        and digits <= _MOST_DIGITS
        and (word.text not in FILLERS or word.text in _TYPES - _LOCATORS)
    )


def _placing_word(found: Sequence[Word], start: int) -> str:
    """Give the word before a run, looking past "the"."""
    before = start - 1
    if before > 0 and found[before].text == "the" and not found[before].broken:
        before -= 1
    return found[before].text


def _is_bare(found: Sequence[Word]) -> bool:
    sentence = [word for word in found if word.text in FILLERS and word.text not in _HARMLESS | _TYPES]
    return not sentence and len(found) <= _LONGEST_BARE


def _bare_parts(runs: Sequence[_Run]) -> list[tuple[str, ...]]:
    """Give every run, less those that only say what kind of thing it is, unless there is nothing else."""
    telling = [run.words for run in runs if not set(run.words) <= FEATURES]
    return telling or [run.words for run in runs if len(run.words) > 1]


def _named_parts(runs: Sequence[_Run], found: Sequence[Word]) -> list[tuple[str, ...]]:
    """Give the runs of a sentence that certainly name a place."""
    no_capitals = not any(word.capital for word in found[1:])
    parts: list[tuple[str, ...]] = []
    for run in runs:
        if set(run.words) <= FEATURES:
            continue
        written_as_name = run.capital or no_capitals
        if part := _with_type(run):
            parts.append(part)
        elif written_as_name and (run.after in _PLACING or (run.begins and run.ends and parts)):
            parts.append(run.words[:_WORDS_AFTER])
    return parts


def _with_type(run: _Run) -> tuple[str, ...]:
    """Give the words around the first word for a kind of place, or nothing where none has a name before it.

    What follows is a town only where nothing more follows: in "Mill Road Dave shouts" it is not.
    """
    names = run.words
    for place in range(1, len(names)):
        if names[place] in _TYPES and not set(names[:place]) <= FEATURES:
            return names[max(0, place - _WORDS_BEFORE_TYPE) : place + 1 + (_WORDS_AFTER if run.ends else 0)]
    return ()


def _joined(parts: Sequence[str]) -> str:
    text = ""
    for part in parts:
        longer = f"{text}, {part}" if text else part
        if len(longer) > LONGEST_SENT:
            break
        text = longer
    return text or " ".join(parts[:1])[:LONGEST_SENT].rpartition(" ")[0]
