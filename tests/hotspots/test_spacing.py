import numpy as np
from hypothesis import given

from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.spacing import corners, spaced
from tests.hotspots.worlds import towns

POSITIONS = np.array([[0.0, 0.0], [5.0, 5.0], [19.0, 1.0], [21.0, 1.0], [500.0, 0.0], [505.0, 1.0]])
WEIGHTS = np.array([1.0, 7.0, 7.0, 2.0, 3.0, 4.0])


def test_the_heaviest_of_each_square_is_kept_and_the_first_of_equals() -> None:
    assert spaced(POSITIONS, WEIGHTS, np.zeros(6, dtype=np.int64)).tolist() == [1, 3, 5]


def test_squares_are_counted_from_the_corner_of_each_group() -> None:
    # From their own corner the points at 19 and 21 m lie in one square.
    groups = np.array([0, 0, 1, 1, 2, 2])
    assert corners(POSITIONS, groups).tolist() == [[0, 0], [0, 0], [19, 1], [19, 1], [500, 0], [500, 0]]
    assert spaced(POSITIONS, WEIGHTS, groups).tolist() == [1, 2, 5]


@given(towns())
def test_every_point_lies_near_one_that_is_kept(points: WeightedPoints) -> None:
    kept = spaced(points.positions, points.incidents, np.zeros(len(points), dtype=np.int64))
    away = np.hypot(*(points.positions[:, None] - points.positions[kept]).transpose(2, 0, 1)).min(axis=1)
    assert away.max() < 20 * np.sqrt(2)
