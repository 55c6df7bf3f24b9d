"""Find the reports that may speak of the same thing: by place, time, issue and wording."""

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from geo_ij.vocabulary import Issue, label


@dataclass(frozen=True)
class Told:
    """What one report says, as far as likeness goes: a point in metres (EPSG:27700) and how far off it may be."""

    report_id: int
    easting: float
    northing: float
    uncertainty_m: float
    received_at: dt.datetime
    issues: frozenset[Issue]
    words: str
    household: str | None = None


@dataclass(frozen=True)
class Likeness:
    """How alike another report is, from 0 to 1, and why in words ("40 m away", "3 days earlier", "both litter")."""

    report_id: int
    score: float
    reasons: tuple[str, ...]


LEAST_SCORE = 0.4
"""Reports that are less alike are not shown; tuned on the made-up pairs of tests/triage/test_duplicates.py."""


def likely_same(report: Told, others: Sequence[Told]) -> list[Likeness]:
    """Give the others that may speak of the same thing, the likeliest first; `report` itself is left out.

    Two reports are as alike in either direction, and the order of `others` changes nothing.
    """
    found = (_likeness(report, other) for other in others if other.report_id != report.report_id)
    alike = [one for one in found if one is not None and one.score >= LEAST_SCORE]
    return sorted(alike, key=lambda one: (-one.score, one.report_id))


_SAME_SPOT_M = 60.0
"""How far apart two pins of one heap of rubbish are put, by people who both know where it is."""

_VAGUE_M = 300.0
"""With places that are together this far off, nearness says half as much."""

_FORGOTTEN_DAYS = 45.0
"""After this long, being of one time says a third of what it says at once."""

_WORDS_ENOUGH = 5
"""With fewer words that say something, likeness of wording counts for less."""


def _likeness(report: Told, other: Told) -> Likeness | None:
    distance = math.hypot(report.easting - other.easting, report.northing - other.northing)
    off = math.hypot(report.uncertainty_m, other.uncertainty_m)
    near = _nearness(distance, off)
    if near < 0.1:
        return None
    shared = report.issues & other.issues
    wording = _wording(report.words, other.words)
    household = report.household is not None and report.household == other.household
    days = abs((report.received_at - other.received_at).total_seconds()) / 86_400
    lately = 1 / 3 + 2 / 3 * math.exp(-days / _FORGOTTEN_DAYS)
    # Place comes first: without it nothing is the same. What is told of it decides the rest.
    told = min(1.0, 0.5 * _issues(report, other) + 0.5 * wording + 0.15 * household)
    score = near * (0.2 + 0.15 * lately + 0.65 * told * lately)
    reasons = [_away(distance, off), _when(report.received_at, other.received_at)]
    if shared:
        reasons.append(f"both {_joined(sorted(label(issue).lower() for issue in shared))}")
    if wording >= 0.5:
        reasons.append("similar words")
    if household:
        reasons.append("from the same household")
    return Likeness(other.report_id, round(score, 4), tuple(reasons))


def _nearness(distance: float, off: float) -> float:
    """Say from 0 to 1 how much two places, which may be `off` metres off together, point to one."""
    # Half of the radius that holds 95 of 100 is about a standard deviation.
    spread = math.hypot(_SAME_SPOT_M, off / 2)
    vague = 1 / (1 + off / _VAGUE_M)
    return math.exp(-0.5 * (distance / spread) ** 2) * (0.5 + 0.5 * vague)


def _issues(report: Told, other: Told) -> float:
    shared = report.issues & other.issues
    if not shared:
        return 0.0
    # "Something else" may be anything, so that two of them share little.
    least = 0.4 if shared == {Issue.OTHER} else 1.0
    return least * (0.6 + 0.4 * len(shared) / len(report.issues | other.issues))


def _wording(one: str, other: str) -> float:
    """Say from 0 to 1 how alike two texts are; words that stand in every report say nothing."""
    words, others = (_telling(text) for text in sorted((one, other)))
    if not words or not others:
        return 0.0
    ratio = float(fuzz.token_set_ratio(" ".join(sorted(words)), " ".join(sorted(others)))) / 100
    enough = min(1.0, min(len(words), len(others)) / _WORDS_ENOUGH)
    # Two English texts of no relation reach about 0.4.
    return max(0.0, (ratio - 0.4) / 0.6) * enough


def _telling(text: str) -> frozenset[str]:
    found = re.findall(r"[^\W_]+", text.casefold())
    return frozenset(word for word in found if word not in _EVERYWHERE and len(word) > 1)


_EVERYWHERE = frozenset(
    {
        *("about", "again", "all", "also", "an", "and", "any", "are", "around", "as", "at", "be", "been", "but", "by"),
        *("can", "could", "did", "do", "every", "for", "from", "has", "have", "here", "in", "into", "is", "it", "its"),
        *("just", "lot", "lots", "near", "no", "not", "of", "on", "or", "our", "out", "over", "people", "please"),
        *("really", "so", "some", "someone", "that", "the", "their", "them", "there", "these", "they", "this", "to"),
        *("up", "very", "was", "we", "were", "what", "when", "where", "which", "who", "will", "with", "would", "you"),
    }
)


def _away(distance: float, off: float) -> str:
    if distance < 10:
        said = "the same spot"
    else:
        said = f"{distance / 1000:.1f} km away" if distance >= 995 else f"{_round(distance)} m away"
    return f"{said} (a place may be {_round(off)} m off)" if off > 250 else said


def _round(metres: float) -> int:
    return int(round(metres, -1))


def _when(report: dt.datetime, other: dt.datetime) -> str:
    hours = (report - other).total_seconds() / 3600
    direction = "earlier" if hours > 0 else "later"
    if abs(hours) < 1:
        return "within the hour"
    if abs(hours) < 24:
        return _counted(int(abs(hours)), "hour", direction)
    days = int(abs(hours) / 24)
    return _counted(days, "day", direction) if days < 60 else _counted(days // 30, "month", direction)


def _counted(number: int, unit: str, direction: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'} {direction}"


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
