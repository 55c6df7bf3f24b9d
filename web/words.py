"""Offer templates the words that the map uses too, and a few that only pages need."""

from collections.abc import Sequence

from geo_ij.maps import words
from geo_ij.maps.content import day_in_words, period_in_words
from geo_ij.vocabulary import HotspotClass, from_text


def month_in_words(month: str) -> str:
    """Say "2025-12" as "December 2025"."""
    return period_in_words(month, 1)


def meaning_of_class(value: str) -> str:
    """Say what a hotspot's class means: "trouble in most months"."""
    known = from_text(HotspotClass, value)
    return "" if known is None else words.CLASS_MEANINGS[known]


def partners_in_words(text: str) -> str:
    """Turn partners that a file joined by semicolons into "a, b and c"."""
    return list_in_words([part.strip() for part in text.split(";") if part.strip()])


def list_in_words(names: Sequence[str]) -> str:
    """Join words as a sentence does: "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def ordinal(number: int) -> str:
    """Say a rank: 1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


FILTERS = {
    "activities": words.activities_in_words,
    "change": words.change_in_words,
    "class_words": words.class_in_words,
    "class_meaning": meaning_of_class,
    "plural": words.plural,
    "day": day_in_words,
    "listed": list_in_words,
    "month": month_in_words,
    "number": words.number,
    "ordinal": ordinal,
    "partners": partners_in_words,
    "sentence": words.sentence,
    "status": words.status_in_words,
}
"""What templates may call these by; none has the name of a filter that Jinja brings, whose macros use them."""
