"""Write every name in one way, so that "St. Peters Cl" and "St Peter's Close" are the same."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from geo_ij.geocode.text import clean, fold, words
from geo_ij.geocode.words import ABBREVIATIONS, COMPASS, FIRST_WORD, LAST_WORD, NUMBERS, STREET_TYPES


class Name(NamedTuple):
    """A name in two parts: the `core` without spaces ("saintpeters") and the type ("close", or "" for none).

    Spaces are left out because people put and drop them ("Wind Mill Lane", "Windmill Lane").
    """

    core: str
    type: str


@lru_cache(maxsize=10_000)
def name_of(text: str) -> Name:
    """Split a whole name as a gazetteer writes it."""
    return split_name([word.text for word in words(clean(text))])


def split_name(parts: Sequence[str]) -> Name:
    """Split the folded words of a name into core and type; both are empty when nothing is left."""
    full = full_words(parts)
    if len(full) > 1 and full[0] == "the":
        full = full[1:]
    if len(full) > 1 and full[-1] in STREET_TYPES:
        return Name("".join(full[:-1]), full[-1])
    return Name("".join(full), "")


def full_words(parts: Sequence[str]) -> list[str]:
    """Write out the shortened words of a name by where they stand in it."""
    full: list[str] = []
    for position, part in enumerate(parts):
        if part in {"&", "+"}:
            full.append("and")
        elif part == "/":
            continue
        else:
            full.append(_full_word(part, position, parts))
    return full


def _full_word(part: str, position: int, parts: Sequence[str]) -> str:
    is_last = position == len(parts) - 1
    before_compass = not is_last and position > 0 and parts[position + 1] in COMPASS
    if len(parts) > 1:
        if (is_last or before_compass) and part in LAST_WORD:
            return LAST_WORD[part]
        if part in FIRST_WORD:
            return FIRST_WORD[part]
    if part.endswith("boro") and len(part) > 6:
        return part + "ugh"
    return NUMBERS.get(part) or ABBREVIATIONS.get(part) or part


def folded_words(text: str) -> list[str]:
    """Give the folded words of a text, written out."""
    return full_words([fold(word.text) for word in words(clean(text))])
