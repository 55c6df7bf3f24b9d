"""Name how a hotspot behaves over its months, by rules that a sergeant can read (`RULES`: the first that fits)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from geo_ij.hotspots.history import YEAR, Histories
from geo_ij.hotspots.points import Integers
from geo_ij.vocabulary import HotspotClass

FEWEST_MONTHS = 6
FEWEST_INCIDENTS = 6
SURPRISE = 0.01
"""A third is "far more" or "far less" when chance alone would do that in fewer than one hotspot in a hundred."""

SEASON_MONTHS = 3
SEASON_SHARE = 0.6
BURST_SHARE = 0.75
PERSISTENT_SHARE = 0.5


@dataclass(frozen=True)
class _Months:
    """One hotspot's observed months, oldest first, and two whole calendar years as two rows where both are known."""

    observed: Integers
    two_years: Integers | None

    @property
    def total(self) -> int:
        return int(self.observed.sum())

    @property
    def late(self) -> int:
        """Incidents in the latest third of the months."""
        return int(self.observed[-self.third :].sum())

    @property
    def third(self) -> int:
        return max(1, len(self.observed) // 3)

    @property
    def late_share(self) -> float:
        """The share of the incidents that the latest third would hold if they were spread evenly."""
        return self.third / len(self.observed)


RULES: tuple[tuple[HotspotClass, str, Callable[[_Months], bool]], ...] = (
    (
        HotspotClass.INSUFFICIENT_DATA,
        "fewer than 6 months observed, or fewer than 6 incidents",
        lambda months: len(months.observed) < FEWEST_MONTHS or months.total < FEWEST_INCIDENTS,
    ),
    (
        HotspotClass.EMERGING,
        "the latest third of the months holds far more than its share",
        lambda months: bool(special.bdtrc(months.late - 1, months.total, months.late_share) < SURPRISE),
    ),
    (
        HotspotClass.COOLING,
        "the latest third of the months holds far less than its share",
        lambda months: bool(special.bdtr(months.late, months.total, months.late_share) < SURPRISE),
    ),
    (
        HotspotClass.SEASONAL,
        "the same three months of the year hold most incidents of two years running",
        lambda months: months.two_years is not None and _is_seasonal(months.two_years),
    ),
    (
        HotspotClass.TEMPORARY,
        "three months in a row hold three quarters of the incidents",
        lambda months: _largest_run(months.observed) >= BURST_SHARE * months.total,
    ),
    (
        HotspotClass.PERSISTENT,
        "active in at least half of the months",
        lambda months: bool((months.observed > 0).mean() >= PERSISTENT_SHARE),
    ),
    (HotspotClass.TEMPORARY, "it comes and goes", lambda months: True),
)
"""Each class with its rule in words and as a test; the first that fits gives the class."""


def classify(history: Histories) -> list[HotspotClass]:
    """Give the class of each hotspot."""
    found = []
    for row, (now, seen) in enumerate(zip(history.monthly, history.observed, strict=True)):
        months = _Months(now[seen], _two_years(history, row))
        found.append(next(name for name, _words, fits in RULES if fits(months)))
    return found


def _two_years(history: Histories, row: int) -> Integers | None:
    """Give the counts of the year before and this year as two rows, where both are observed whole."""
    whole = history.monthly.shape[1] == YEAR == history.earlier.shape[1]
    if not whole or not (history.observed[row].all() and history.earlier_observed[row].all()):
        return None
    return np.vstack([history.earlier[row], history.monthly[row]])


def _is_seasonal(two_years: Integers) -> bool:
    """Say whether one run of three months, the same in both years, holds most incidents of each."""
    if (two_years.sum(axis=1) < FEWEST_INCIDENTS).any():
        return False
    around = np.hstack([two_years, two_years[:, : SEASON_MONTHS - 1]])
    runs = sum(around[:, shift : shift + YEAR] for shift in range(SEASON_MONTHS))
    shares = np.asarray(runs) / two_years.sum(axis=1, keepdims=True)
    return bool((shares.min(axis=0) >= SEASON_SHARE).any())


def _largest_run(observed: Integers) -> int:
    return int(np.convolve(observed, np.ones(SEASON_MONTHS, dtype=np.int64), mode="valid").max())
