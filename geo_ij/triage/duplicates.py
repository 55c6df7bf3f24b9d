"""Find the reports that may speak of the same thing: by place, time, issue and wording."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from geo_ij.vocabulary import Issue


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


def likely_same(report: Told, others: Sequence[Told]) -> list[Likeness]:
    """Give the others that may speak of the same thing, the likeliest first; `report` itself is left out."""
    raise NotImplementedError
