import heapq

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_ij.hotspots.bins import Binned, binned, covered_sets, free_inside, linked
from geo_ij.hotspots.heap import pop, push
from geo_ij.hotspots.points import WeightedPoints
from tests.hotspots.worlds import towns


def in_bins(points: WeightedPoints) -> Binned:
    return binned(points.positions, points.incidents * 10, points.incidents)


def distances(points: Binned) -> np.ndarray:
    return np.hypot(points.x[:, None] - points.x[None], points.y[:, None] - points.y[None])


@given(towns(), st.floats(20, 250))
def test_what_lies_in_a_disc_is_found_through_the_bins(points: WeightedPoints, radius: float) -> None:
    near = in_bins(points)
    free = np.ones(len(points), dtype=bool)
    for point, row in enumerate(distances(near)):
        inside = row <= radius + 1e-6
        expected = (near.evidence[inside].sum(), near.incidents[inside].sum())
        assert free_inside(near, free, near.x[point], near.y[point], radius, False) == expected
    assert free.all()


@given(towns())
def test_what_is_taken_is_not_counted_again(points: WeightedPoints) -> None:
    near = in_bins(points)
    free = np.ones(len(points), dtype=bool)
    taken = sum(free_inside(near, free, x, y, 75.0, True)[1] for x, y in zip(near.x, near.y, strict=True))
    assert taken == points.incidents.sum()
    assert not free.any()


@given(towns())
def test_equal_labels_mean_equal_sets(points: WeightedPoints) -> None:
    near = in_bins(points)
    powers = 2 ** np.arange(len(points), dtype=np.int64)  # each set has its own sum, up to 62 points
    sums = covered_sets(near, powers, near.x, near.y, 75.0)
    assert sums.tolist() == [int(powers[row <= 75 + 1e-6].sum()) for row in distances(near)]


@given(towns(), st.floats(30, 400))
def test_points_linked_step_by_step_are_one_group(points: WeightedPoints, reach: float) -> None:
    near = in_bins(points)
    _, expected = connected_components(coo_array(distances(near) <= reach), directed=False)
    found = linked(near, reach)
    assert [first == second for first in found for second in found] == [
        first == second for first in expected for second in expected
    ]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 50)), unique_by=lambda pair: pair[1]))
def test_the_worthiest_comes_first_and_among_equals_the_smaller_number(pairs: list[tuple[int, int]]) -> None:
    worth, item, size = np.empty(len(pairs) + 1), np.empty(len(pairs) + 1, dtype=np.int64), 0
    for key, number in pairs:
        size = push(worth, item, size, float(key), number)
    found = []
    while size:
        found.append((worth[0], item[0]))
        size = pop(worth, item, size)
    expected = [(-key, number) for key, number in pairs]
    heapq.heapify(expected)
    assert [(-key, number) for key, number in found] == [heapq.heappop(expected) for _ in pairs]
