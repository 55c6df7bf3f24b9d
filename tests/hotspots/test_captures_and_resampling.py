import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.hotspots.captures import (
    SQUARE_M,
    best_first,
    captured_by,
    cut_by_square,
    hits_by_square,
    shared_ground,
    square_of,
    taken_within,
)
from geo_ij.hotspots.resampling import DRAWS, ratio, resampled
from geo_ij.hotspots.shapes import Places
from tests.hotspots.worlds import ORIGIN, points_at


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(ORIGIN[0] + west, ORIGIN[1] + south, ORIGIN[0] + east, ORIGIN[1] + north)


def shapes_of(*boxes: shapely.Polygon) -> np.ndarray:
    return np.array(boxes, dtype=object)


def test_places_are_taken_whole_then_in_part_then_not_at_all() -> None:
    shapes = shapes_of(box(0, 0, 10, 10), box(20, 0, 40, 10), box(60, 0, 70, 10))  # 100, 200 and 100 m2
    assert taken_within(shapes, np.array([50.0, 150.0, 300.0, 1000.0])).tolist() == [
        [0.5, 0.0, 0.0],
        [1.0, 0.25, 0.0],
        [1.0, 1.0, 0.0],
        [1.0, 1.0, 1.0],
    ]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=20), st.floats(1.0, 100_000.0))
def test_what_is_taken_fills_the_budget_exactly(widths: list[int], budget: float) -> None:
    shapes = shapes_of(*(box(100.0 * n, 0, 100.0 * n + width, 10) for n, width in enumerate(widths)))
    taken = taken_within(shapes, np.array([budget]))[0]
    assert taken @ shapely.area(shapes) == pytest.approx(min(budget, 10 * sum(widths)))
    assert (np.diff(taken) <= 0).all()


def test_places_stand_in_the_order_of_their_rank() -> None:
    points = points_at([(5, 5), (25, 5), (45, 5), (65, 5)], [[2], [9], [3], [0]])
    shapes = shapes_of(*(box(20 * n, 0, 20 * n + 10, 10) for n in range(4)))
    # Of the two with the same score the one with more incidents is first; one without any is not listed.
    ranked = best_first(Places(shapes, np.array([7.0, 2.0, 7.0, 9.0])), points)
    assert [shapes.tolist().index(shape) for shape in ranked] == [2, 0, 1]


def test_hits_are_counted_in_the_square_where_they_happened() -> None:
    later = points_at([(990, 5), (1010, 5), (5000, 5)], [[2], [3], [50]])
    across = shapes_of(box(980, 0, 1020, 10))
    squares = np.unique(square_of(later.positions))
    hits = hits_by_square(across, np.array([[1.0], [0.5]]), later, squares)
    assert hits.tolist() == [[2.0, 1.0], [3.0, 1.5], [0.0, 0.0]]


def test_whole_places_capture_what_lies_in_them() -> None:
    later = points_at([(5, 5), (25, 5), (500, 5)], [[2], [3], [5]])
    found = captured_by(shapes_of(box(0, 0, 10, 10), box(20, 0, 30, 10)), later)
    assert (found.places, found.held, found.incidents, found.area_m2) == (2, 5, 10, 200.0)
    assert captured_by(shapes_of(), later).held == 0


def test_a_place_across_squares_is_cut_at_their_borders() -> None:
    shapes = shapes_of(box(100, 100, 200, 200), box(950, 900, 1050, 1100))
    pieces = cut_by_square(shapes)
    assert pieces.place.tolist() == [0, 1, 1, 1, 1]
    assert len(set(pieces.square.tolist())) == 4
    assert shapely.area(pieces.shapes).tolist() == [10_000.0, 5000.0, 5000.0, 5000.0, 5000.0]
    middles = shapely.get_coordinates(shapely.centroid(pieces.shapes))
    assert square_of(middles).tolist() == pieces.square.tolist()


offsets = st.tuples(st.integers(0, 2500), st.integers(0, 2500))


@given(st.lists(offsets, min_size=1, max_size=6), st.lists(offsets, min_size=1, max_size=6))
def test_shared_ground_adds_up_over_squares(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> None:
    def apart(corners: list[tuple[int, int]]) -> np.ndarray:
        """Keep places that do not overlap, as a method gives them."""
        kept: list[shapely.Polygon] = []
        for west, south in corners:
            shape = box(west, south, west + 600, south + 600)
            if not any(shape.intersects(other) for other in kept):
                kept.append(shape)
        return shapes_of(*kept)

    earlier, later = apart(first), apart(second)
    whole = np.ones((1, len(earlier))), np.ones((1, len(later)))
    _, shared, either = shared_ground(earlier, whole[0], later, whole[1])
    one, other = shapely.union_all(earlier), shapely.union_all(later)
    assert shared.sum() == pytest.approx(one.intersection(other).area)
    assert either.sum() == pytest.approx(one.union(other).area)
    assert (either <= SQUARE_M**2 * (1 + 1e-9)).all()


def test_places_that_no_budget_reaches_are_not_measured() -> None:
    shapes = shapes_of(box(0, 0, 100, 100), box(5000, 0, 5100, 100))
    taken = np.array([[0.5, 0.0]])
    squares, shared, either = shared_ground(shapes, taken, shapes, taken)
    assert len(squares) == 1
    assert (shared.sum(), either.sum()) == pytest.approx((5000.0, 5000.0))


def test_redraws_keep_the_mean_and_vary_as_they_should() -> None:
    by_square = np.column_stack([np.arange(100.0), np.ones(100)])
    drawn = resampled(by_square)
    assert drawn.shape == (DRAWS, 2)
    assert (drawn[:, 1] == 100).all()  # as many squares are drawn as there are
    assert drawn[:, 0].mean() == pytest.approx(4950, rel=0.01)
    # The sum of n draws has n times the variance of one.
    assert drawn[:, 0].std() == pytest.approx(np.sqrt(100) * np.arange(100.0).std(), rel=0.1)
    assert (drawn == resampled(by_square)).all()


def test_an_interval_covers_the_middle_95_of_100_draws() -> None:
    drawn = np.arange(1000.0)
    found = ratio(500.0, 1.0, drawn, np.ones(1000))
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(24.975), pytest.approx(974.025))


def test_an_interval_is_widened_to_hold_its_figure() -> None:
    for value, expected in ((10.0, (3.0, 10.0, 10.0)), (1.0, (1.0, 1.0, 3.0))):
        found = ratio(value, 1.0, np.full(1000, 3.0), np.ones(1000))
        assert found is not None
        assert (found.low, found.value, found.high) == expected


def test_a_ratio_to_nothing_is_not_a_number() -> None:
    assert ratio(1.0, 0.0, np.ones(10), np.ones(10)) is None


def test_draws_without_anything_below_are_left_out() -> None:
    below = np.array([0.0] + [2.0] * 999)
    found = ratio(2.0, 2.0, np.full(1000, 2.0), below)
    assert found is not None
    assert (found.low, found.high) == (1.0, 1.0)
