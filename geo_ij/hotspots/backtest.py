"""Say how good hotspots are: find them in earlier months only, and count what happened inside in the months after.

The figures are those of the field: the hit rate (share of later incidents inside), the prediction accuracy index PAI
(hit rate for each share of the ground; Chainey, Tompson and Uhlig 2008) and the prediction efficiency index PEI (hit
rate for each hit rate that the best choice of the same ground would have had; Hunt 2016).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo_ij.errors import NothingStoredError
from geo_ij.hotspots.backtest_results import BackTest, BestPlaces, Curve, CurvePoint, Score
from geo_ij.hotspots.captures import best_first, hits_by_square, shared_ground, square_of, taken_within
from geo_ij.hotspots.points import Floats, Integers, WeightedPoints
from geo_ij.hotspots.resampling import Estimate, ratio, resampled
from geo_ij.hotspots.shapes import Places, Polygons

Method = Callable[[WeightedPoints], Places]

FEWEST_MONTHS = 6
"""A method needs at least so many observed months to learn from."""

TEST_MONTHS = 3
"""What is foretold is the next quarter: long enough to count, short enough to act on."""

SMALLEST_AREA_M2 = 2_000_000.0
"""The smallest police force's area, the City of London's, is somewhat larger."""

BEST_PLACES = 50
"""How many places the one line that matters is about."""

CURVE_STEPS = 25
"""On how many shares of the ground the curve of the chart is measured."""

_FORESIGHT = ""
"""The name under which the default method's choice with knowledge of the test months is kept: no method has it."""


@dataclass(frozen=True)
class Plan:
    """The cut-offs (month numbers, oldest first), the months known at each, and those passed over for a gap."""

    cutoffs: tuple[int, ...]
    known_months: tuple[int, ...]
    passed_over: tuple[int, ...]


def plan_cutoffs(present: npt.NDArray[np.bool_], *, first_month: int, months: int, cutoffs: int) -> Plan:
    """Choose the latest cut-offs whose test months are all there and that have enough months before them.

    `present` says for each month from `first_month` on whether it is stored. A cut-off without one of its test months
    is passed over; a missing month before a cut-off is one month less to learn from.
    """
    chosen: list[tuple[int, int]] = []
    passed_over = []
    for cutoff in range(len(present) - TEST_MONTHS - 1, -1, -1):
        known = int(present[max(0, cutoff - months + 1) : cutoff + 1].sum())
        if known < FEWEST_MONTHS or len(chosen) == cutoffs:
            continue
        if present[cutoff + 1 : cutoff + 1 + TEST_MONTHS].all():
            chosen.append((cutoff + first_month, known))
        else:
            passed_over.append(cutoff + first_month)
    chosen.sort()
    return Plan(tuple(month for month, _ in chosen), tuple(known for _, known in chosen), tuple(sorted(passed_over)))


def backtest(
    points: WeightedPoints,
    *,
    plan: Plan,
    first_month: int,
    months: int,
    area_m2: float,
    methods: Mapping[str, Method],
    default: str,
    shares: Sequence[float],
    finished: Callable[[int], None] = lambda runs: None,
) -> BackTest:
    """Test the methods at every cut-off of the plan and pool what they caught.

    `points` holds all months of one force from `first_month` on; `methods` contains the `default`; `shares` are
    fractions of the area. `finished` is called with 1 after each run of a method, of which there are `runs_of`.
    Places are taken best first until the share of the ground is used, the last one in part. A method that runs out of
    ground stays at what it has, and is still divided by the share that it was allowed.

    Raises NothingStoredError where no incident was recorded in the test months.
    """
    trials = [
        _try(points, cutoff - first_month, months=months, methods=methods, default=default, finished=finished)
        for cutoff in plan.cutoffs
    ]
    tested = sum(int(trial.later.incidents.sum()) for trial in trials)
    if not tested:
        raise NothingStoredError("No incident was recorded in the months to test on: there is nothing to foretell")
    asked = sorted(set(shares))
    steps = max(asked) * np.arange(1, CURVE_STEPS + 1) / CURVE_STEPS
    caught = _Caught(trials, [*methods, _FORESIGHT], np.concatenate([asked, steps]) * area_m2, default=default)
    scores = []
    for name in methods:
        stability = _stability(trials, plan.cutoffs, name, np.array(asked) * area_m2)
        scores += [
            _score(
                caught,
                trials,
                name=name,
                number=number,
                share=share,
                stability=stability[number],
                area_m2=area_m2,
                default=default,
            )
            for number, share in enumerate(asked)
        ]
    return BackTest(
        default_method=default,
        cutoffs=plan.cutoffs,
        known_months=plan.known_months,
        passed_over=plan.passed_over,
        months=months,
        test_months=TEST_MONTHS,
        area_m2=area_m2,
        incidents=tested,
        best=_best(caught, trials, default, area_m2=area_m2),
        scores=tuple(scores),
        attainable=tuple(caught.hit_rate(_FORESIGHT, number).value for number in range(len(asked))),
        curves=tuple(
            Curve(name, tuple(caught.curve_point(name, len(asked) + step, share) for step, share in enumerate(steps)))
            for name in methods
        ),
    )


def runs_of(plan: Plan, methods: Mapping[str, Method]) -> int:
    """Say how many runs of a method a back-test makes: each at each cut-off, and one that knows the future."""
    return len(plan.cutoffs) * (len(methods) + 1)


def hull_area_m2(points: WeightedPoints) -> float | None:
    """Measure the convex hull of the points without the outermost 0.1 %, for a force whose area is not known.

    None where that is too little to be a force's area: a share of it would say nothing.
    """
    positions = points.positions[points.incidents > 0]
    distance = np.hypot(*(positions - np.median(positions, axis=0)).T)
    inner = positions[np.argsort(distance, kind="stable")[: len(positions) - len(positions) // 1000]]
    area = float(shapely.area(shapely.convex_hull(shapely.multipoints(inner))))
    return area if area >= SMALLEST_AREA_M2 else None


@dataclass(frozen=True)
class _Trial:
    """One cut-off: every method's places best first, and the incidents of the months after."""

    ranked: Mapping[str, Polygons]
    later: WeightedPoints


def _try(
    points: WeightedPoints,
    cutoff: int,
    *,
    months: int,
    methods: Mapping[str, Method],
    default: str,
    finished: Callable[[int], None],
) -> _Trial:
    """Run every method on the months up to the cut-off (a column of `points.monthly`), and on nothing later."""
    known = known_after(points, cutoff + 1, months=months)
    later = known_after(points, cutoff + 1 + TEST_MONTHS, months=TEST_MONTHS)
    ranked = {}
    for name, method in methods.items():
        ranked[name] = best_first(method(known), known)
        finished(1)
    ranked[_FORESIGHT] = best_first(methods[default](later), later)
    finished(1)
    return _Trial(ranked, later.at(later.incidents > 0))


def known_after(points: WeightedPoints, end: int, *, months: int) -> WeightedPoints:
    """Give what was known after the first `end` months (columns): the latest months of it, and no later point."""
    return points.until(end).latest(min(months, end))


class _Caught:
    """What each method caught within each budget of ground, over all cut-offs together, with the same redraws."""

    def __init__(self, trials: Sequence[_Trial], names: Sequence[str], budgets_m2: Floats, *, default: str) -> None:
        self._names = {name: number for number, name in enumerate(names)}
        self._default = default
        squares = np.unique(np.concatenate([square_of(trial.later.positions) for trial in trials]))
        # The last budget is not of ground but of places.
        caught = np.zeros((len(squares), len(names), len(budgets_m2) + 1))
        total = np.zeros(len(squares))
        for trial in trials:
            total += _incidents_by_square(trial.later, squares)
            for number, name in enumerate(names):
                shapes = trial.ranked[name]
                first = np.arange(len(shapes)) < BEST_PLACES
                taken = np.vstack([taken_within(shapes, budgets_m2), first[None, :]])
                caught[:, number] += hits_by_square(shapes, taken, trial.later, squares)
        drawn = resampled(np.column_stack([total, caught.reshape(len(squares), -1)]))
        self._total, self._drawn_total = float(total.sum()), drawn[:, 0]
        self._hits, self._drawn = caught.sum(axis=0), drawn[:, 1:].reshape(-1, *caught.shape[1:])

    def hit_rate(self, name: str, budget: int) -> Estimate:
        """Give the share of the later incidents that a method caught."""
        hits, drawn = self._of(name, budget)
        return ratio(hits, self._total, drawn, self._drawn_total) or Estimate(0.0, 0.0, 0.0)

    def against(self, name: str, other: str, budget: int) -> Estimate | None:
        """Give what one method caught for each incident that another caught, in pairs of the same squares."""
        hits, drawn = self._of(name, budget)
        other_hits, other_drawn = self._of(other, budget)
        return ratio(hits, other_hits, drawn, other_drawn)

    def curve_point(self, name: str, budget: int, share: float) -> CurvePoint:
        """Give one point of a method's curve."""
        rate = self.hit_rate(name, budget)
        return CurvePoint(float(share), rate.value, rate.low, rate.high)

    def _of(self, name: str, budget: int) -> tuple[float, Floats]:
        number = self._names[name]
        return float(self._hits[number, budget]), self._drawn[:, number, budget]


def _incidents_by_square(later: WeightedPoints, squares: Integers) -> Floats:
    row = np.searchsorted(squares, square_of(later.positions))
    return np.asarray(np.bincount(row, weights=later.incidents, minlength=len(squares)), dtype=np.float64)


def _score(
    caught: _Caught,
    trials: Sequence[_Trial],
    *,
    name: str,
    number: int,
    share: float,
    stability: Estimate | None,
    area_m2: float,
    default: str,
) -> Score:
    rate = caught.hit_rate(name, number)
    taken = [taken_within(trial.ranked[name], np.array([share * area_m2]))[0] for trial in trials]
    ground = [float(part @ shapely.area(trial.ranked[name])) for part, trial in zip(taken, trials, strict=True)]
    return Score(
        method=name,
        area_share=float(share),
        ground_share=float(np.mean(ground)) / area_m2,
        places=float(np.mean([np.count_nonzero(part) for part in taken])),
        hit_rate=rate,
        pai=Estimate(rate.value / share, rate.low / share, rate.high / share),
        pei=caught.against(name, _FORESIGHT, number),
        stability=stability,
        default_against=caught.against(default, name, number),
    )


def _best(caught: _Caught, trials: Sequence[_Trial], default: str, *, area_m2: float) -> BestPlaces:
    """Say what the best places of the default method caught: the one line that matters."""
    best = [trial.ranked[default][:BEST_PLACES] for trial in trials]
    return BestPlaces(
        places=max(len(shapes) for shapes in best),
        area_share=float(np.mean([shapely.area(shapes).sum() for shapes in best])) / area_m2,
        hit_rate=caught.hit_rate(default, -1),
    )


def _stability(
    trials: Sequence[_Trial], cutoffs: Sequence[int], name: str, budgets_m2: Floats
) -> list[Estimate | None]:
    """Compare the ground chosen at each cut-off with that of the month before: the Jaccard index at each budget.

    Shared ground for each piece of ground that either chose, over all neighbouring months together; 1 where a method
    always chooses the same. None where no two cut-offs are neighbours or nothing was chosen.
    """
    grounds = []
    for (month, earlier), (next_month, later) in zip(
        zip(cutoffs, trials, strict=True), list(zip(cutoffs, trials, strict=True))[1:], strict=False
    ):
        one, other = earlier.ranked[name], later.ranked[name]
        if next_month == month + 1 and len(one) and len(other):
            grounds.append(shared_ground(one, taken_within(one, budgets_m2), other, taken_within(other, budgets_m2)))
    if not grounds:
        return [None] * len(budgets_m2)
    squares = np.unique(np.concatenate([numbers for numbers, _, _ in grounds]))
    pooled = np.zeros((len(squares), 2 * len(budgets_m2)))
    for numbers, shared, either in grounds:
        pooled[np.searchsorted(squares, numbers)] += np.hstack([shared, either])
    drawn = resampled(pooled)
    whole = pooled.sum(axis=0)
    half = len(budgets_m2)
    return [
        ratio(float(whole[budget]), float(whole[half + budget]), drawn[:, budget], drawn[:, half + budget])
        for budget in range(half)
    ]
