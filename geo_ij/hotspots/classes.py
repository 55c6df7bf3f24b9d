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
SURPRISE = 0.05
"""A third is "far more" or "far less" when chance would do that in at most one steady hotspot in twenty."""

DISPERSION = 2.0
"""How many times as variable as Poisson the months of a steady place are taken to be."""

EVEN_INCIDENTS_A_MONTH = 10
"""This many, the same in each month, are added to what the force recorded elsewhere, which may be next to nothing."""

SEASON_MONTHS = 3
SEASON_SHARE = 0.6
BURST_SHARE = 0.75
PERSISTENT_SHARE = 0.5


@dataclass(frozen=True)
class _Months:
    """One hotspot's observed months, oldest first, and two whole calendar years as two rows where both are known.

    Of `all_compared` incidents, `late` fell in the latest third of the months; `expected_share` of them would have, had
    the hotspot changed as the rest of its force did.
    """

    observed: Integers
    two_years: Integers | None
    late: int
    all_compared: int
    expected_share: float

    @property
    def total(self) -> int:
        return int(self.observed.sum())


RULES: tuple[tuple[HotspotClass, str, Callable[[_Months], bool]], ...] = (
    (
        HotspotClass.INSUFFICIENT_DATA,
        "fewer than 6 months observed, or fewer than 6 incidents",
        lambda months: len(months.observed) < FEWEST_MONTHS or months.total < FEWEST_INCIDENTS,
    ),
    (
        HotspotClass.EMERGING,
        "the latest third of the months holds far more than was to be expected",
        lambda months: _chance(months.late, months.all_compared, months.expected_share) < SURPRISE,
    ),
    (
        HotspotClass.COOLING,
        "the latest third of the months holds far less than was to be expected",
        lambda months: (
            _chance(months.all_compared - months.late, months.all_compared, 1 - months.expected_share) < SURPRISE
        ),
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
    for row in range(len(history.monthly)):
        months = _months(history, row)
        found.append(next(name for name, _words, fits in RULES if fits(months)))
    return found


def _months(history: Histories, row: int) -> _Months:
    """Set a hotspot's latest third against the same months a year earlier where they are known, else its own window.

    Either way the force's months elsewhere say what was to be expected: anti-social behaviour is higher in summer
    everywhere, and more or less of it is recorded from year to year.
    """
    (seen,) = np.nonzero(history.observed[row])
    now, elsewhere = history.monthly[row], history.elsewhere[row] + EVEN_INCIDENTS_A_MONTH
    late = seen[len(seen) - max(1, len(seen) // 3) :]
    if history.earlier.shape[1] == len(now) and history.earlier_observed[row][late].all():
        before = history.earlier[row][late].sum()
        elsewhere_before = (history.earlier_elsewhere[row] + EVEN_INCIDENTS_A_MONTH)[late].sum()
    else:
        early = np.setdiff1d(seen, late)
        before, elsewhere_before = now[early].sum(), elsewhere[early].sum()
    elsewhere_late = elsewhere[late].sum()
    return _Months(
        observed=now[seen],
        two_years=_two_years(history, row),
        late=int(now[late].sum()),
        all_compared=int(now[late].sum() + before),
        expected_share=float(elsewhere_late / max(1, elsewhere_late + elsewhere_before)),
    )


def _chance(count: int, total: int, share: float) -> float:
    """Give the chance of at least `count` among `total` incidents of which each falls there with the chance `share`.

    The binomial tail, written as the incomplete beta function so that counts can be divided by DISPERSION: incidents
    that come in clusters of two say as much as half as many that come alone.
    """
    if count <= 0:
        return 1.0
    return float(special.betainc(count / DISPERSION, (total - count) / DISPERSION + 1, share))


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
