"""Say in words what a hotspot, a site or completed work is, for the list, the popups and the legend alike."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import pandas as pd

from geo_ij.maps.content import day_in_words
from geo_ij.vocabulary import (
    Activity,
    AsbQualifier,
    AsbType,
    Comparison,
    HotspotClass,
    Issue,
    SiteStatus,
    SiteType,
    Stream,
    Voice,
    from_text,
    label,
)

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

SAID_AS_TIMES_FROM = 2.0
"""The ratio from which on a change is said as a multiple: "twice as many" is clearer than "up 100%"."""

UNCERTAIN_FROM = 0.01
"""The share of a hotspot that rests on roughly known places from which it is said."""

LEAST_PLAIN_FRACTION, NEARLY_ALL_FROM = 9.5, 95
"""Per cents below the first are one in so many; from the second on they are nearly all."""

TYPES_SAID, ISSUES_SAID = 3, 2
"""So many types of incidents and issues of reports are said in a sentence; the page of a place has them all."""

VOICES = {
    Voice.RESIDENTS_SAY_MORE: "residents say more than police data",
    Voice.POLICE_SAY_MORE: "police data say more than residents",
}
"""What staff read where one side sees more; the rule is in `hotspots/reports.py`."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PLAIN_FRACTIONS = (
    *((1, of) for of in range(2, 11)), (2, 3), (3, 4), *((count, 5) for count in (2, 3, 4)),
    *((count, 10) for count in (3, 7, 9)),
)  # fmt: skip

_AGAINST = {
    Comparison.YEAR_EARLIER: ("on a year earlier", "a year earlier"),
    Comparison.EARLIER_HALF: ("on the earlier half", "in the earlier half"),
}


def public_reason(row: Mapping[str, Any]) -> str:
    """Say why a public hotspot is on the map: banded figures only."""
    months = f"{row['months_active']} of {row['months']} months" if "months" in row else None
    months = months or plural(row["months_active"], "month")
    return f"{sentence(row['incidents_in_words'])} incidents, in {months}. {public_change(row)}".rstrip()


def public_change(row: Mapping[str, Any]) -> str:
    """Say in a sentence how a public hotspot changed, or nothing where that is not known."""
    change = str(row["trend_in_words"])
    return "" if change == "not known" else f"{sentence(change)}."


def staff_reason(row: Mapping[str, Any]) -> str:
    """Say why a hotspot is on the staff map: exact figures."""
    incidents = f"{plural(row['incidents'], 'incident')} in {row['months_active']} of {row['months']} months"
    change = sentence(change_in_words(row["trend"], row.get("compared_with")))
    return f"{incidents}. {change}. {staff_remarks(row)}".rstrip()


def staff_remarks(row: Mapping[str, Any]) -> str:
    """Say what staff should know of a hotspot besides its incidents and their change, or nothing.

    Reports stand beside the incidents and are never added to them.
    """
    voice = from_text(Voice, str(row.get("voice") or ""))
    remarks = [kinds_in_words(row.get("breakdown")), reports_in_words(row), "" if voice is None else VOICES[voice]]
    share = row.get("uncertain_share") or 0
    if share >= UNCERTAIN_FROM:
        remarks.append(f"{share:.0%} of this rests on roughly known places")
    return " ".join(f"{sentence(remark)}." for remark in remarks if remark)


def kinds_in_words(breakdown: Mapping[str, Mapping[str, int]] | None) -> str:
    """Say of which categories and types a hotspot's incidents are, the most first, or nothing where nobody says.

    >>> kinds_in_words({"qualifiers": {"environmental": 12}, "types": {"street_drinking": 5, "noise": 1}})
    '12 environmental; 5 street drinking, 1 noise'
    """
    known = breakdown or {}
    sorts = (known.get("qualifiers", {}), dict(list(known.get("types", {}).items())[:TYPES_SAID]))
    said = (", ".join(f"{number(count)} {kind_in_words(kind)}" for kind, count in counts.items()) for counts in sorts)
    return "; ".join(filter(None, said))


def kind_in_words(value: str) -> str:
    """Say a type, a category or an issue as it stands within a sentence."""
    found = next((kind for kind in (_find(value, one) for one in (AsbQualifier, AsbType, Issue)) if kind), None)
    return label(found).lower() if found is not None else value.replace("_", " ")


def reports_in_words(row: Mapping[str, Any]) -> str:
    """Say how many residents' reports there are, of how many households, and officers' areas of concern, or nothing."""
    officers, households = int(row.get("officer_reports") or 0), int(row.get("households") or 0)
    residents = int(row.get("reports") or 0) - officers
    said = []
    if residents and households > residents:
        said.append(f"{plural(residents, 'resident report')}, supported by {plural(households, 'household')} in all")
    elif residents:
        said.append(f"{plural(residents, 'resident report')} from {plural(households, 'household')}")
    elif households:
        said.append(f"{plural(households, 'household')} supporting a report nearby")
    if officers:
        said.append("1 officer's area of concern" if officers == 1 else f"{officers:,} officers' areas of concern")
    issues = (row.get("breakdown") or {}).get("issues", {})
    named = list_in_words([kind_in_words(issue) for issue in list(issues)[:ISSUES_SAID]])
    return ", ".join(said) + (f" (above all {named})" if said and named else "")


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
    if said_as_times(trend):
        return f"{_times(trend)} as many as {then}"
    return f"{'up' if trend > 1 else 'down'} {abs(trend - 1):.0%} {against}"


def change_in_short(trend: float) -> str:
    """Say a trend in the little room of a column, by the same rule as `change_in_words`.

    >>> change_in_short(1.22), change_in_short(0.8), change_in_short(2.0), change_in_short(4.3)
    ('+22%', '\N{MINUS SIGN}20%', 'twice', '4.3 times')
    """
    if said_as_times(trend):
        return _times(trend)
    return f"{round(100 * (trend - 1)):+d}%".replace("-", "\N{MINUS SIGN}")


def said_as_times(trend: float) -> bool:
    """Say whether a ratio is said as a multiple: from two on, as its per cent would be rounded."""
    return round(trend, 2) >= SAID_AS_TIMES_FROM


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


def fraction_in_words(percent: float) -> str:
    """Say a per cent as a plain fraction of nothing finer than it: "about one in six".

    >>> fraction_in_words(18), fraction_in_words(31), fraction_in_words(0.052)
    ('about one in six', 'about three in ten', 'about one in 1,900')
    """
    if percent <= 0:
        return "almost none"
    if percent < LEAST_PLAIN_FRACTION:
        return f"about one in {float(f'{100 / percent:.2g}'):,.0f}"
    if percent >= NEARLY_ALL_FROM:
        return "all" if percent >= 100 else "nearly all"
    count, of = min(_PLAIN_FRACTIONS, key=lambda plain: abs(100 * plain[0] / plain[1] - percent))
    return f"about {_NUMBERS[count]} in {_NUMBERS[of]}"


def times_in_words(count: int) -> str:
    """Say how often: "once", "twice", "four times", "12 times"."""
    often = {1: "once", 2: "twice"}
    return often.get(count) or f"{_NUMBERS[count] if count < len(_NUMBERS) else f'{count:,}'} times"


def two_digits(value: float) -> str:
    """Write a number with two significant digits: 1.222 is "1.2", 0.0522 is "0.052", 125 is "130"."""
    return f"{float(f'{value:.2g}'):,.10g}"


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


def _find(value: str, kind: type[StrEnum]) -> StrEnum | None:
    return kind(value) if value in {member.value for member in kind} else None


def _times(trend: float) -> str:
    said = number(trend)
    return "twice" if said == "2" else f"{said} times"


def _known(value: object) -> bool:
    return value is not None and not bool(pd.isna(value))  # type: ignore[call-overload]
