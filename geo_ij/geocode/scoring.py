"""Score a geocoder on places whose true position somebody has written down."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from geo_ij.geocode.location import SURE_ENOUGH, Location
from geo_ij.vocabulary import LocationStatus, Precision

EXACT_PRECISIONS = frozenset(set(Precision) - {Precision.PLACE})
"""The true position of a park or village is a matter of taste; that of the others can be held against a radius."""


@dataclass(frozen=True)
class Labelled:
    """A text and what is right: the statuses that an honest geocoder may answer, and where the place truly is.

    `easting` and `northing` (EPSG:27700) are None where no place is right. A match is right within `tolerance_m`.
    """

    text: str
    statuses: frozenset[LocationStatus]
    easting: float | None
    northing: float | None
    tolerance_m: float
    kind: str


@dataclass(frozen=True)
class Scored:
    """One labelled text, what was answered, and how far off it was (None where there is no point to compare)."""

    labelled: Labelled
    location: Location
    error_m: float | None

    @property
    def is_right(self) -> bool:
        """Say whether the status is one of the right ones and a match lies within the tolerance."""
        if self.location.status not in self.labelled.statuses:
            return False
        return self.error_m is None or self.error_m <= self.labelled.tolerance_m

    @property
    def is_wrong_in_silence(self) -> bool:
        """Say whether a wrong place was accepted."""
        return self.location.status is LocationStatus.MATCHED and not self.is_right

    @property
    def is_covered(self) -> bool | None:
        """Say whether the true position lies within the answer's own uncertainty; None where it cannot be said."""
        if self.error_m is None or self.location.best is None:
            return None
        return self.error_m <= self.location.best.uncertainty_m


@dataclass(frozen=True)
class Score:
    """What a geocoder is worth on labelled texts; shares are 0 to 1, None where there is nothing to share.

    `covered` is the share of matches that lie within their own uncertainty. `medians` gives the median uncertainty in
    metres of the matches of each precision. `by_kind` gives the share right of each kind of text and how many there
    are.
    """

    texts: int
    right: float
    wrong_in_silence: float
    wrong_though_sure: float
    matched: int
    covered: float | None
    covered_exact: float | None
    medians: dict[str, float]
    by_kind: dict[str, tuple[float, int]]


def score_texts(cases: Iterable[Labelled], locate: Callable[[str], Location]) -> list[Scored]:
    """Ask for the place of every text."""
    return [_scored(case, locate(case.text)) for case in cases]


def _scored(case: Labelled, location: Location) -> Scored:
    best = location.best
    if location.status is not LocationStatus.MATCHED or best is None or case.easting is None or case.northing is None:
        return Scored(case, location, None)
    return Scored(case, location, math.hypot(best.easting - case.easting, best.northing - case.northing))


def summarise(scored: Sequence[Scored]) -> Score:
    """Sum up the answers to labelled texts."""
    matched = [one for one in scored if one.location.status is LocationStatus.MATCHED]
    wrong = [one for one in scored if one.is_wrong_in_silence]
    precisions = {one.location.best.precision for one in matched if one.location.best}
    kinds = sorted({one.labelled.kind for one in scored})
    return Score(
        texts=len(scored),
        right=_share([one.is_right for one in scored]) or 0.0,
        wrong_in_silence=len(wrong) / max(1, len(scored)),
        wrong_though_sure=sum(_is_sure(one) for one in wrong) / max(1, len(scored)),
        matched=len(matched),
        covered=_share([one.is_covered for one in matched]),
        covered_exact=_share([one.is_covered for one in matched if _precision(one) in EXACT_PRECISIONS]),
        medians={
            precision.value: float(np.median([_uncertainty(one) for one in matched if _precision(one) is precision]))
            for precision in sorted(precisions)
        },
        by_kind={
            kind: (_share([one.is_right for one in members]) or 0.0, len(members))
            for kind in kinds
            for members in [[one for one in scored if one.labelled.kind == kind]]
        },
    )


def _share(flags: Sequence[bool | None]) -> float | None:
    known = [flag for flag in flags if flag is not None]
    return sum(known) / len(known) if known else None


def _precision(one: Scored) -> Precision | None:
    return one.location.best.precision if one.location.best else None


def _uncertainty(one: Scored) -> float:
    return one.location.best.uncertainty_m if one.location.best else 0.0


def _is_sure(one: Scored) -> bool:
    return one.location.best is not None and one.location.best.confidence >= SURE_ENOUGH
