"""Say in words how good hotspots are, for the terminal and the pages alike."""

import math
from collections.abc import Sequence

from geo_ij.frames import month_text
from geo_ij.hotspots.backtest_results import BackTest, Score
from geo_ij.hotspots.resampling import Estimate
from geo_ij.maps.content import period_in_words
from geo_ij.maps.words import list_in_words, times_in_words, two_digits

CAUTIONS = (
    "Police figures say what was recorded at anonymised points, not everything that happened.",
    "What held in these months need not hold in others.",
    "Intervals are 95%, from redrawing 1 km squares.",
    "The other methods obey our rules of shape here. Without them they hold up to 7 points more: docs/benchmarks.md.",
    "Only the default sees criminal damage and where other crimes were recorded. The others see ASB alone.",
    (
        "Police points are snapped. If incidents really happen up to 50 m from their point, the advantage over a grid "
        "falls from about 38% to about 8%, and over a heat map there is none: docs/explanation/hotspots.md."
    ),
)
"""What a reader must know before quoting a figure."""

MEASURES = (
    "PAI: so many times what chance would hold. PEI: the share of what knowing the future would hold. Month to month: "
    "the share of the ground that stays (Jaccard index). Default holds: how many incidents the default method holds "
    "for each one that this method holds."
)
"""What the columns of `details` mean."""

METHOD_NAMES = {
    "coverage": "cores and arms",
    "dbscan": "clusters",
    "kde": "heat map",
    "gistar": "Gi* grid",
    "counts": "grid of counts",
}
"""What each method is, in words."""

RAN_OUT = "* the method had less ground than that to offer"
"""What the star in `rates` means."""

_MIDDLE_SHARE = 0.005

_MOST_NAMED = 6
"""So many cut-offs are named one by one; of more, the first and the last."""


def percent(share: float) -> str:
    """Say a share in whole per cent.

    >>> percent(0.314)
    '31%'
    """
    return f"{share:.0%}"


def ground(share: float) -> str:
    """Say a share of the ground with two significant digits: it is a small number.

    >>> ground(0.0041234), ground(0.00043), ground(0.123)
    ('0.41%', '0.043%', '12%')
    """
    return f"{two_digits(100 * share)}%"


def interval(estimate: Estimate) -> str:
    """Say the interval of a share in whole per cent: "28% to 34%"."""
    return f"{percent(estimate.low)} to {percent(estimate.high)}"


def best_in_words(found: BackTest) -> str:
    """Say the one line that matters."""
    best = found.best
    if not best.places:
        return "No place was found to test"
    places = f"The best {best.places} places hold" if best.places > 1 else "The only place holds"
    return (
        f"{places} {percent(best.hit_rate.value)} ({interval(best.hit_rate)}) of the next {found.test_months} months' "
        f"anti-social behaviour in {ground(best.area_share)} of the area"
    )


def tested_in_words(found: BackTest) -> str:
    """Say what was tested on what."""
    fewest, most = min(found.known_months), max(found.known_months)
    known = f"{most} months" if fewest == most else f"{fewest} to {most} months"
    often = times_in_words(len(found.cutoffs))
    return (
        f"Tested {often}: places found from {known} of data up to {_months(found.cutoffs)}, and tested on the "
        f"{found.test_months} months after"
    )


def counted_in_words(found: BackTest) -> str:
    """Say how many incidents were tested on, and how often one of them may count."""
    most = max(sum(0 <= other - first < found.test_months for other in found.cutoffs) for first in found.cutoffs)
    said = f"{found.incidents:,} incidents were counted"
    return said if most == 1 else f"{said}; one may count in up to {most} of the tests"


def passed_over_in_words(found: BackTest) -> str:
    """Say which cut-offs a gap in the data left out, or nothing."""
    if not found.passed_over:
        return ""
    months = ", ".join(month_text(month) for month in found.passed_over)
    return f"Left out, because a month after them is missing: {months}"


def chart_in_words(found: BackTest) -> str:
    """Say what the chart shows, for those who do not see it."""
    share = found.area_shares[-1]
    rates = ", ".join(
        f"{method_in_words(found, name)} {percent(found.score(name, share).hit_rate.value)}" for name in found.methods
    )
    return (
        f"Line chart: share of the next {found.test_months} months' incidents held against the share of the area. "
        f"Every curve rises steeply at first. In {ground(share)} of the area: {rates}, "
        f"knowing the future {percent(found.attainable[-1])}, chance {ground(share)}."
    )


def method_in_words(found: BackTest, method: str) -> str:
    """Say a method by its name on the command line and in words: "kde: heat map"."""
    said = "the default" if method == found.default_method else METHOD_NAMES.get(method, "")
    return f"{method}: {said}" if said else method


def area_in_words(found: BackTest, *, known: bool) -> str:
    """Say how large the area is, and whether that is known."""
    size = f"The area is {found.area_m2 / 1e6:,.0f} km²"
    return size if known else f"{size}: the ground between the outermost incidents, because the force's is not known"


def middle_share(found: BackTest) -> float:
    """Choose the share to say more about: enough ground to hold something, little enough to work on."""
    return min(found.area_shares, key=lambda share: abs(math.log(share / _MIDDLE_SHARE)))


def rates_caption(found: BackTest) -> str:
    """Say what `rates` shows."""
    return f"Held of the next {found.test_months} months' incidents, by share of the area taken"


def rates(found: BackTest, *, brief: bool = False) -> list[list[str]]:
    """Set the hit rates of every method at every share as the rows of a table, the heading first.

    With `brief` the figures have two digits, for a terminal.
    """
    shares = found.area_shares
    rows = [["method", *(_exact(share) for share in shares)]]
    rows += [
        [method_in_words(found, method), *(_rate(found.score(method, share), brief=brief) for share in shares)]
        for method in found.methods
    ]
    rows.append(["knowing the future", *(ground(rate) if brief else f"{rate:.1%}" for rate in found.attainable)])
    rows.append(["chance", *(_exact(share) for share in shares)])
    return rows


def details_caption(share: float) -> str:
    """Say what `details` shows."""
    return f"In {_exact(share)} of the area"


def details(found: BackTest, share: float) -> list[list[str]]:
    """Set everything else about every method at one share as the rows of a table, the heading first."""
    rows = [["method", "PAI", "PEI", "places", "month to month", "default holds"]]
    for method in found.methods:
        score = found.score(method, share)
        pai = f"{score.pai.value:.0f} ({score.pai.low:.0f} to {score.pai.high:.0f})"
        times = _figure(score.default_against, unit="x")
        against = "-" if method == found.default_method else times
        figures = [pai, _figure(score.pei), f"{score.places:,.0f}", _figure(score.stability), against]
        rows.append([method_in_words(found, method), *figures])
    return rows


def some_ran_out(found: BackTest) -> bool:
    """Say whether `rates` has a star anywhere."""
    return any(_ran_out(score) for score in found.scores)


def _months(months: Sequence[int]) -> str:
    """Say months (month numbers, ascending): "June and July 2025", or of many the first and the last."""
    named = [period_in_words(month_text(month), 1) for month in months]
    if len(named) > _MOST_NAMED:
        return f"month ends from {named[0]} to {named[-1]}"
    years = [month // 12 for month in months]
    last_of_year = [n + 1 == len(years) or years[n + 1] != year for n, year in enumerate(years)]
    return list_in_words([said if last else said.split()[0] for said, last in zip(named, last_of_year, strict=True)])


def _rate(score: Score, *, brief: bool) -> str:
    rate, star = score.hit_rate, "*" if _ran_out(score) else ""
    if brief:
        return f"{ground(rate.value)} ({100 * rate.low:.0f}-{100 * rate.high:.0f}){star}"
    return f"{rate.value:.1%} ({100 * rate.low:.0f} to {100 * rate.high:.0f}){star}"


def _ran_out(score: Score) -> bool:
    return score.ground_share < 0.999 * score.area_share


def _figure(estimate: Estimate | None, *, unit: str = "") -> str:
    if estimate is None:
        return "-"
    return f"{estimate.value:.2f}{unit} ({estimate.low:.2f} to {estimate.high:.2f})"


def _exact(share: float) -> str:
    return f"{round(100 * share, 6):g}%"
