"""A world of four points in which every figure of a back-test is worked out by hand."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_ij.errors import NothingStoredError
from geo_ij.hotspots import coverage
from geo_ij.hotspots.backtest import BEST_PLACES, Plan, backtest, hull_area_m2, known_after, runs_of
from geo_ij.hotspots.backtest_results import BackTest, from_plain, to_plain
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.shapes import Places
from tests.hotspots.worlds import points_at

AREA_M2 = 1_000_000.0  # a hundred boxes
FIRST = 24_300
PLAN = Plan(cutoffs=(FIRST + 5, FIRST + 6), known_months=(6, 7), passed_over=())

# A point in each of four 1 km squares. Known at the first cut-off are A 30, B 18, C 6; at the second A 31, B 18, C 26.
# Later come A 3, B 6, C 21, D 10 (40 in all) and A 3, B 8, C 1, D 10 (22 in all).
FOUR = points_at(
    [(500, 500), (1500, 500), (2500, 500), (3500, 500)],
    [
        [5] * 6 + [1, 1, 1, 1],
        [3] * 6 + [0, 4, 2, 2],
        [1] * 6 + [20, 0, 1, 0],
        [0] * 6 + [0, 0, 10, 0],
    ],
)


def boxes(points: WeightedPoints) -> Places:
    """Put a box of one hectare on every point with incidents, the more the better."""
    points = points.at(points.incidents > 0)
    east, north = points.positions.T
    return Places(shapely.box(east - 50, north - 50, east + 50, north + 50), points.incidents.astype(float))


def worst_first(points: WeightedPoints) -> Places:
    """Put the same boxes in the opposite order."""
    found = boxes(points)
    return replace(found, scores=-found.scores)


def nothing(points: WeightedPoints) -> Places:
    """Find no place at all."""
    return Places(np.empty(0, dtype=object), np.empty(0))


METHODS = {"boxes": boxes, "worst first": worst_first, "nothing": nothing}


def run(
    points: WeightedPoints = FOUR,
    *,
    shares: tuple[float, ...] = (0.02, 0.025, 0.04),
    methods: dict[str, Callable[[WeightedPoints], Places]] = METHODS,
    default: str = "boxes",
    plan: Plan = PLAN,
    area_m2: float = AREA_M2,
    months: int = 12,
) -> BackTest:
    return backtest(
        points,
        plan=plan,
        first_month=FIRST,
        months=months,
        area_m2=area_m2,
        methods=methods,
        default=default,
        shares=shares,
    )


def test_two_whole_places_catch_what_lies_in_them() -> None:
    # A and B catch 9 of 40, then A and C catch 4 of 22; C and D, then D and B would have caught 31 and 18.
    score = run().score("boxes", 0.02)
    assert score.hit_rate.value == pytest.approx(13 / 62)
    assert score.pai.value == pytest.approx(13 / 62 / 0.02)
    assert score.pai.low == pytest.approx(score.hit_rate.low / 0.02)
    assert score.pai.high == pytest.approx(score.hit_rate.high / 0.02)
    assert score.pei is not None
    assert score.pei.value == pytest.approx(13 / 49)
    assert score.places == 2
    assert score.ground_share == pytest.approx(0.02)


def test_the_last_place_counts_by_the_part_of_it_that_is_taken() -> None:
    # Half of C adds 10.5 of 21, then half of B 4 of 8. With foresight half of B adds 3, then half of A 1.5.
    found = run()
    score = found.score("boxes", 0.025)
    assert score.hit_rate.value == pytest.approx((9 + 10.5 + 4 + 4) / 62)
    assert score.pei is not None
    assert score.pei.value == pytest.approx(27.5 / 53.5)
    assert score.places == 3
    assert found.attainable == pytest.approx([49 / 62, 53.5 / 62, 1.0])


def test_stability_is_the_jaccard_index_of_the_ground() -> None:
    found = run()
    two, and_a_half = found.score("boxes", 0.02).stability, found.score("boxes", 0.025).stability
    assert two is not None
    assert and_a_half is not None
    assert two.value == pytest.approx(1 / 3)  # A, B and A, C share A
    assert and_a_half.value == pytest.approx(2 / 3)  # A 1, B 1/2, C 1/2 of A 1, B 1, C 1
    everything = found.score("boxes", 0.04).stability
    assert everything is not None
    assert everything.value == pytest.approx(1.0)


def test_a_method_that_runs_out_of_places_stays_where_it_is_and_says_so() -> None:
    score = run().score("boxes", 0.04)
    assert score.ground_share == pytest.approx(0.03)
    assert score.hit_rate.value == pytest.approx((30 + 12) / 62)
    assert score.pai.value == pytest.approx(42 / 62 / 0.04)


def test_methods_are_compared_on_the_same_ground() -> None:
    # The worst two are C and B (27), then B and C (9).
    score = run().score("worst first", 0.02)
    assert score.hit_rate.value == pytest.approx(36 / 62)
    assert score.default_against is not None
    assert score.default_against.value == pytest.approx(13 / 36)
    own = run().score("boxes", 0.02).default_against
    assert own is not None
    assert (own.value, own.low, own.high) == (1.0, 1.0, 1.0)


def test_a_method_that_finds_nothing_catches_nothing() -> None:
    score = run().score("nothing", 0.02)
    assert (score.hit_rate.value, score.places, score.ground_share) == (0.0, 0.0, 0.0)
    assert score.stability is None
    assert score.default_against is None
    assert score.pei is not None
    assert score.pei.value == 0.0


def test_the_best_places_are_counted_whole() -> None:
    best = run().best
    assert best.places == 3 < BEST_PLACES
    assert best.hit_rate.value == pytest.approx(42 / 62)
    assert best.area_share == pytest.approx(0.03)


def test_only_so_many_best_places_are_counted() -> None:
    number = BEST_PLACES + 10
    counts = [[100 - place] * 6 + [1] * 3 for place in range(number)]
    points = points_at([(300.0 * place, 0.0) for place in range(number)], counts)
    best = run(points, plan=Plan((FIRST + 5,), (6,), ())).best
    assert best.places == BEST_PLACES
    assert best.hit_rate.value == pytest.approx(BEST_PLACES / number)
    assert best.area_share == pytest.approx(BEST_PLACES / 100)


def test_the_curve_passes_through_the_figures_and_never_falls() -> None:
    found = run(shares=(0.02, 0.04))
    (curve,) = [curve for curve in found.curves if curve.method == "boxes"]
    rates = [point.hit_rate for point in curve.points]
    assert rates == sorted(rates)
    assert curve.points[-1].area_share == pytest.approx(0.04)
    assert rates[-1] == pytest.approx(found.score("boxes", 0.04).hit_rate.value)


def test_without_neighbouring_cutoffs_stability_is_not_told() -> None:
    alone = run(plan=Plan((FIRST + 5,), (6,), ()))
    assert alone.score("boxes", 0.02).stability is None
    apart = points_at([(500, 500)], [[1] * 12])
    assert run(apart, plan=Plan((FIRST + 5, FIRST + 7), (6, 8), ())).score("boxes", 0.02).stability is None


def test_nothing_to_foretell_is_refused() -> None:
    quiet = replace(FOUR, monthly=np.where(np.arange(10) < 6, FOUR.monthly, 0))
    with pytest.raises(NothingStoredError, match="nothing to foretell"):
        run(quiet)


def test_every_run_is_reported() -> None:
    finished: list[int] = []
    backtest(
        FOUR,
        plan=PLAN,
        first_month=FIRST,
        months=12,
        area_m2=AREA_M2,
        methods=METHODS,
        default="boxes",
        shares=(0.02,),
        finished=finished.append,
    )
    assert sum(finished) == runs_of(PLAN, METHODS) == 8


counts = st.lists(st.lists(st.integers(0, 20), min_size=10, max_size=10), min_size=4, max_size=4)


@given(counts)
def test_the_future_never_leaks(changed: list[list[int]]) -> None:
    """Whatever happens after a cut-off, the methods are shown the same, and so is the ground that they choose."""
    future = np.array(changed) + 1  # something happens everywhere, so that there is something to foretell
    since = np.array([-1, 0, 3, 8])
    shown: list[list[np.ndarray]] = []
    for monthly in (FOUR.monthly, np.where(np.arange(10) <= 5, FOUR.monthly, future)):
        seen: list[np.ndarray] = []

        def watching(points: WeightedPoints, seen: list[np.ndarray] = seen) -> Places:
            seen.append(np.column_stack([points.positions, points.monthly, points.criminal_damage]))
            return boxes(points)

        world = replace(FOUR, monthly=monthly, criminal_damage=monthly, known_since=since)
        run(world, methods={"boxes": watching}, plan=Plan((FIRST + 5,), (6,), ()))
        shown.append(seen)
    assert shown[0][0].tolist() == shown[1][0].tolist()
    # Three points, not the one that is known from later on; six months of both streams and none of those after.
    assert shown[0][0].shape == (3, 2 + 6 + 6)


def test_no_method_looks_back_further_than_asked() -> None:
    seen: list[int] = []

    def watching(points: WeightedPoints) -> Places:
        seen.append(points.monthly.shape[1])
        return boxes(points)

    run(methods={"boxes": watching}, months=6)
    assert seen == [6, 3, 6, 3]  # at each cut-off six months, and with foresight the three of the test


def rounded(found: BackTest) -> object:
    def coarse(value: object) -> object:
        if isinstance(value, float):
            return round(value, 9)
        if isinstance(value, dict):
            return {key: coarse(part) for key, part in value.items()}
        return [coarse(part) for part in value] if isinstance(value, list | tuple) else value

    return coarse(to_plain(found))


@settings(max_examples=15)
@given(st.data())
def test_the_order_of_points_does_not_matter(data: st.DataObject) -> None:
    offsets = data.draw(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 600)), min_size=4, unique=True))
    monthly = data.draw(
        st.lists(st.lists(st.integers(1, 9), min_size=10, max_size=10), min_size=len(offsets), max_size=len(offsets))
    )
    points = points_at([(float(east), float(north)) for east, north in offsets], monthly)
    order = np.array(data.draw(st.permutations(range(len(offsets)))))
    methods = {"coverage": coverage.find_places}
    first, second = (run(one, methods=methods, default="coverage", area_m2=4e6) for one in (points, points.at(order)))
    assert rounded(first) == rounded(second)


def test_every_interval_holds_its_figure_and_comes_out_the_same_again() -> None:
    found = run()
    assert found == run()
    for score in found.scores:
        for estimate in (score.hit_rate, score.pai, score.pei, score.stability, score.default_against):
            if estimate is not None:
                assert estimate.low <= estimate.value <= estimate.high


def test_a_result_survives_being_written_down() -> None:
    found = run()
    assert from_plain(json.loads(json.dumps(to_plain(found)))) == found


def test_a_window_has_its_months_and_no_point_that_was_known_only_later() -> None:
    since = replace(FOUR, known_since=np.array([-3, 0, 6, 8]), criminal_damage=2 * FOUR.monthly)
    window = known_after(since, 7, months=2)
    assert window.monthly.tolist() == [[5, 1], [3, 0], [1, 20]]
    assert window.criminal_damage.tolist() == [[10, 2], [6, 0], [2, 40]]
    assert known_after(since, 3, months=12).monthly.shape == (2, 3)


def test_an_area_is_guessed_without_the_outermost_points() -> None:
    grid = [(float(east), float(north)) for east in range(0, 2001, 40) for north in range(0, 2001, 40)]
    far = [(500_000.0, 0.0), (-500_000.0, 0.0)]
    counts_of_all = [[1]] * (len(grid) + len(far))
    assert hull_area_m2(points_at([*grid, *far], counts_of_all)) == pytest.approx(4_000_000, rel=0.01)
