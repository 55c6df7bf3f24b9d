"""Offer templates the words that the map uses too, and a few that only pages need."""

import datetime as dt
from collections.abc import Mapping

from geo_ij.frames import month_number
from geo_ij.maps import words
from geo_ij.maps.content import day_in_words, period_in_words
from geo_ij.sources.record_cells import LONDON
from geo_ij.vocabulary import HotspotClass, from_text, label

NOON = 12
"""The hour after which hours are counted anew."""


def month_in_words(month: str) -> str:
    """Say "2025-12" as "December 2025"."""
    return period_in_words(month, 1)


def months_in_words(first: str, last: str) -> str:
    """Say "2025-10" and "2025-12" as "October to December 2025"."""
    return period_in_words(last, month_number(last) - month_number(first) + 1)


def meaning_of_class(value: str) -> str:
    """Say what a hotspot's class means: "incidents in at least half of the months"."""
    known = from_text(HotspotClass, value)
    return "" if known is None else words.CLASS_MEANINGS[known]


def ordinal(number: int) -> str:
    """Say a rank: 1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def area_in_words(square_kilometres: float) -> str:
    """Say the size of a force's area as exactly as it is known: 2350.4 is "2,350 km²"."""
    return f"{float(f'{square_kilometres:.3g}'):,.10g} km²"


def moment_in_words(moment: str | dt.datetime) -> str:
    """Say a moment in British time: "2025-06-04T14:05:00+00:00" is "4 June 2025 at 3:05pm"."""
    known = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    local = known.astimezone(LONDON)
    half = "am" if local.hour < NOON else "pm"
    return f"{day_in_words(local.isoformat())} at {(local.hour - 1) % NOON + 1}:{local.minute:02}{half}"


def messages_of(faults: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Give what is wrong with each field of a form as the GOV.UK components take it."""
    return {name: {"text": sentence} for name, sentence in faults.items()}


FILTERS = {
    "area": area_in_words,
    "activities": words.activities_in_words,
    "change": words.change_in_words,
    "class_words": words.class_in_words,
    "class_meaning": meaning_of_class,
    "fraction": words.fraction_in_words,
    "plural": words.plural,
    "day": day_in_words,
    "label": label,
    "listed": words.list_in_words,
    "messages": messages_of,
    "month": month_in_words,
    "moment": moment_in_words,
    "months_to": months_in_words,
    "number": words.number,
    "ordinal": ordinal,
    "partners": words.partners_in_words,
    "public_change": words.public_change,
    "sentence": words.sentence,
    "status": words.status_in_words,
    "two_digits": words.two_digits,
}
"""What templates may call these by; none has the name of a filter that Jinja brings, whose macros use them."""
