"""Say in words how good hotspots are, for the terminal and the pages alike."""

import math
from collections.abc import Sequence

from geo_ij.frames import month_text
from geo_ij.hotspots.backtest_results import BackTest, Score
from geo_ij.hotspots.resampling import Estimate
from geo_ij.maps.content import period_in_words

CAUTIONS = (
    "Police figures say what was recorded at anonymised points, not everything that happened.",
    "What held in these months need not hold in others.",
    "Intervals are 95%, from redrawing 1 km squares. An incident counts once for each cut-off before it.",
)
"""What a reader must know before quoting a figure."""

MEASURES = (
    "PAI: so many times what chance would hold. PEI: the share of what knowing the future would hold. Month to month: "
    "the share of the ground that stays (Jaccard index). Last column: for each incident that the method holds."
)
"""What the columns of `details` mean."""

RAN_OUT = "* the method had less ground than that to offer"
"""What the star in `rates` means."""

_MIDDLE_SHARE = 0.005


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
    return f"{float(f'{100 * share:.2g}'):g}%"


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
    first, last = (period_in_words(month_text(month), 1) for month in (found.cutoffs[0], found.cutoffs[-1]))
    ends = f"the end of {first}" if len(found.cutoffs) == 1 else f"{len(found.cutoffs)} month ends, {first} to {last}"
    fewest, most = min(found.known_months), max(found.known_months)
    known = f"the {most} months" if fewest == most else f"the {fewest} to {most} months"
    return (
        f"Places found from {known} up to {ends}, tested on {found.incidents:,} incidents of the {found.test_months} "
        "months after"
    )


def passed_over_in_words(found: BackTest) -> str:
    """Say which cut-offs a gap in the data left out, or nothing."""
    if not found.passed_over:
        return ""
    months = ", ".join(month_text(month) for month in found.passed_over)
    return f"Left out, because a month after them is missing: {months}"


def chart_in_words(found: BackTest) -> str:
    """Say what the chart shows, for those who do not see it."""
    share = found.area_shares[-1]
    rates = ", ".join(f"{name} {percent(found.score(name, share).hit_rate.value)}" for name in found.methods)
    return (
        f"Line chart: share of the next {found.test_months} months' incidents held against the share of the area. "
        f"Every curve rises steeply at first. In {ground(share)} of the area: {rates}, chance {ground(share)}."
    )


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


def rates(found: BackTest, shares: Sequence[float]) -> list[list[str]]:
    """Set the hit rates of every method at some shares as the rows of a table, the heading first."""
    rows = [["method", *(_exact(share) for share in shares)]]
    rows += [[method, *(_rate(found.score(method, share)) for share in shares)] for method in found.methods]
    attainable = dict(zip(found.area_shares, found.attainable, strict=True))
    rows.append(["knowing the future", *(f"{attainable[share]:.1%}" for share in shares)])
    rows.append(["chance", *(_exact(share) for share in shares)])
    return rows


def details_caption(share: float) -> str:
    """Say what `details` shows."""
    return f"In {_exact(share)} of the area"


def details(found: BackTest, share: float) -> list[list[str]]:
    """Set everything else about every method at one share as the rows of a table, the heading first."""
    rows = [["method", "PAI", "PEI", "places", "month to month", f"{found.default_method} holds"]]
    for method in found.methods:
        score = found.score(method, share)
        pai = f"{score.pai.value:.0f} ({score.pai.low:.0f} to {score.pai.high:.0f})"
        times = _figure(score.default_against, unit="x")
        against = "-" if method == found.default_method else times
        rows.append([method, pai, _figure(score.pei), f"{score.places:,.0f}", _figure(score.stability), against])
    return rows


def some_ran_out(found: BackTest) -> bool:
    """Say whether `rates` has a star anywhere."""
    return any(_ran_out(score) for score in found.scores)


def _rate(score: Score) -> str:
    rate = score.hit_rate
    return f"{rate.value:.1%} ({100 * rate.low:.0f} to {100 * rate.high:.0f})" + ("*" if _ran_out(score) else "")


def _ran_out(score: Score) -> bool:
    return score.ground_share < 0.999 * score.area_share


def _figure(estimate: Estimate | None, *, unit: str = "") -> str:
    if estimate is None:
        return "-"
    return f"{estimate.value:.2f}{unit} ({estimate.low:.2f} to {estimate.high:.2f})"


def _exact(share: float) -> str:
    return f"{round(100 * share, 6):g}%"
