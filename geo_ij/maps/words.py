"""Say in words what a hotspot, a site or completed work is, for the list, the popups and the legend alike."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geo_ij.maps.content import day_in_words
from geo_ij.vocabulary import Activity, Comparison, HotspotClass, SiteStatus, SiteType, Stream, from_text, label

CLASS_MEANINGS: dict[HotspotClass, str] = {
    HotspotClass.PERSISTENT: "incidents in at least half of the months",
    HotspotClass.EMERGING: "far more in the latest months than the time of year explains",
    HotspotClass.SEASONAL: "mostly at the same time of each year",
    HotspotClass.TEMPORARY: "mostly within three months, or it comes and goes",
    HotspotClass.COOLING: "far fewer in the latest months than the time of year explains",
    HotspotClass.INSUFFICIENT_DATA: "too few months or incidents to say",
}
"""What each class means to a reader of the legend; the exact rules are in `hotspots/classes.py`."""

NO_CHANGE = 0.05
"""The change, up or down, below which a count is said to be about the same."""

TOO_MUCH_FOR_PERCENT = 3.0
"""The ratio above which a change is said as a multiple: "4.3 times as many" is clearer than "up 330%"."""

UNCERTAIN_FROM = 0.01
"""The share of a hotspot that rests on roughly known places from which it is said."""

_AGAINST = {
    Comparison.YEAR_EARLIER: ("on a year earlier", "a year earlier"),
    Comparison.EARLIER_HALF: ("on the earlier half", "in the earlier half"),
}


def public_reason(row: Mapping[str, Any]) -> str:
    """Say why a public hotspot is on the map: banded figures only."""
    months = f"{row['months_active']} of {row['months']} months" if "months" in row else None
    months = months or plural(row["months_active"], "month")
    change = str(row["trend_in_words"])
    known = "" if change == "not known" else f" {sentence(change)}."
    return f"{sentence(row['incidents_in_words'])} incidents, in {months}.{known}"


def staff_reason(row: Mapping[str, Any]) -> str:
    """Say why a hotspot is on the staff map: exact figures."""
    parts = [f"{plural(row['incidents'], 'incident')} in {row['months_active']} of {row['months']} months"]
    if row["reports"]:
        parts.append(plural(row["reports"], "report") + " from residents and officers")
    said = f"{sentence('; '.join(parts))}. {sentence(change_in_words(row['trend'], row.get('compared_with')))}."
    share = row.get("uncertain_share") or 0
    return said if share < UNCERTAIN_FROM else f"{said} {share:.0%} of this rests on roughly known places."


def change_in_words(trend: float | None, compared_with: str | None = None) -> str:
    """Say a trend (incidents now for each incident then) and what it is against, as people do.

    >>> change_in_words(1.22, "year_earlier"), change_in_words(0.8, "earlier_half"), change_in_words(4.3)
    ('up 22% on a year earlier', 'down 20% on the earlier half', '4.3 times as many as before')
    """
    if trend is None or pd.isna(trend):
        return "no earlier figures to compare with"
    known = from_text(Comparison, compared_with) if isinstance(compared_with, str) else None
    against, then = ("on what it was before", "before") if known is None else _AGAINST[known]
    if abs(trend - 1) < NO_CHANGE:
        return f"about the same as {then}"
    if trend > TOO_MUCH_FOR_PERCENT:
        return f"{number(trend)} times as many as {then}"
    return f"{'up' if trend > 1 else 'down'} {abs(trend - 1):.0%} {against}"


def work_reason(row: Mapping[str, Any]) -> str:
    """Say when work was done, what, by how much, and with whom."""
    what = f"{activities_in_words(row['activities'])}, {plural(row['hours'], 'hour')} of work"
    parts = [f"{day_in_words(str(row['day']))}: {what}"]
    extent = [
        plural(row["bags"], "bag") + " collected" if _known(row["bags"]) and row["bags"] else "",
        f"{number(row['area_m2'])} square metres" if _known(row["area_m2"]) and row["area_m2"] else "",
    ]
    parts += [text for text in extent if text]
    said = ", ".join(parts) + "."
    if _known(row["partners"]) and str(row["partners"]).strip():
        said += f" With {partners_in_words(str(row['partners']))}."
    return said


def site_reason(row: Mapping[str, Any]) -> str:
    """Say what kind of site it is and why it ranks where it does."""
    kind = from_text(SiteType, str(row["site_type"]))
    parts = [label(kind) if kind is not None else sentence(row["site_type"])]
    if _known(row.get("condition")):
        parts.append(f"condition {int(row['condition'])} (0 is good, 4 is in disrepair)")
    said = ", ".join(parts) + "."
    reasons = row.get("reasons")
    if isinstance(reasons, list | tuple):
        said += "".join(f" {sentence(reason)}." for reason in reasons)
    return said


def status_in_words(status: str) -> str:
    """Say a site's status."""
    known = from_text(SiteStatus, status)
    return label(known) if known is not None else sentence(status)


def class_in_words(value: str) -> str:
    """Say a hotspot's class."""
    known = from_text(HotspotClass, value)
    return label(known) if known is not None else sentence(value)


def activities_in_words(text: str) -> str:
    """Turn "litter_picking;graffiti_removal" into "litter picking and graffiti removal"."""
    names = []
    for part in str(text).split(";"):
        known = from_text(Activity, part)
        names.append(label(known).lower() if known is not None else part.strip())
    return list_in_words([name for name in names if name]) or "work"


def partners_in_words(text: str) -> str:
    """Turn partners that a file joined by semicolons into "A, B and C"."""
    return list_in_words([part.strip() for part in text.split(";") if part.strip()])


def list_in_words(names: Sequence[str]) -> str:
    """Join words as a sentence does: "A, B and C"."""
    return "".join(names) if len(names) < 2 else f"{', '.join(names[:-1])} and {names[-1]}"


def what_it_counts() -> str:
    """Name what incidents are, for headings and captions."""
    return label(Stream.ASB).lower()


def plural(count: float, noun: str) -> str:
    """Say a number with its noun: (1, "hour") is "1 hour", (2.5, "hour") is "2.5 hours"."""
    return f"{number(count)} {noun}" + ("" if count == 1 else "s")


def number(value: float) -> str:
    """Write a number as people read it: thousands apart, no needless decimals."""
    return f"{value:,.1f}".removesuffix(".0")


def sentence(text: object) -> str:
    """Begin with a capital letter and drop a full stop, so that sentences can be put together."""
    said = str(text).strip().rstrip(".")
    return said[:1].upper() + said[1:]


def _known(value: object) -> bool:
    return value is not None and not bool(pd.isna(value))  # type: ignore[call-overload]
