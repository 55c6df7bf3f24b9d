import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN

from bench.country import country
from bench.open_data import points_of
from geo_ij.hotspots.clustering import find_places, labels
from geo_ij.hotspots.held import incidents_held
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.shapes import LARGEST_LENGTH_M, is_lawful, lengths
from tests.hotspots.worlds import points_at, towns


def by_scikit_learn(points: WeightedPoints, *, eps_m: float, min_weight: float) -> list[int]:
    # With whole numbers both weigh exactly the same, so that no rounding can part them.
    found = DBSCAN(eps=eps_m, min_samples=min_weight).fit(points.positions, sample_weight=points.incidents)
    return found.labels_.tolist()


@given(towns(), st.sampled_from([30.0, 75.0, 130.0]), st.integers(1, 60))
def test_labels_are_those_of_scikit_learn(points: WeightedPoints, eps_m: float, min_weight: int) -> None:
    ours = labels(points.positions, points.incidents.astype(float), eps_m=eps_m, min_weight=min_weight)
    assert ours.tolist() == by_scikit_learn(points, eps_m=eps_m, min_weight=min_weight)


def test_labels_are_those_of_scikit_learn_where_many_borders_meet() -> None:
    random = np.random.default_rng(3)
    points = points_at([tuple(row) for row in random.integers(0, 900, (700, 2)).tolist()], [[1]] * 700)
    ours = labels(points.positions, np.ones(700), eps_m=40, min_weight=5)
    assert ours.tolist() == by_scikit_learn(points, eps_m=40, min_weight=5)
    assert len(set(ours.tolist())) > 10
    assert (ours == -1).any()


def test_labels_of_a_real_force_are_those_of_scikit_learn(open_data: object) -> None:
    points = points_of(open_data / "police" / "bedfordshire-2025.zip")  # type: ignore[operator]
    ours = labels(points.positions, points.incidents.astype(float), eps_m=75, min_weight=5)
    assert ours.tolist() == by_scikit_learn(points, eps_m=75, min_weight=5)


def test_a_border_point_between_two_clusters_goes_to_the_first() -> None:
    # The point at 75 m is in reach of a core on either side, and of too little to be a core itself.
    positions, weights = np.array([[-60.0, 0], [0, 0], [75, 0], [150, 0], [210, 0]]), np.array([18.0, 1, 1, 1, 18])
    assert labels(positions, weights, eps_m=75, min_weight=20).tolist() == [0, 0, 0, 1, 1]
    assert labels(positions[::-1], weights, eps_m=75, min_weight=20).tolist() == [0, 0, 0, 1, 1]
    assert labels(positions, weights, eps_m=75, min_weight=21).tolist() == [-1] * 5


@pytest.mark.parametrize("parts", range(2, 30))
def test_equal_parts_of_five_incidents_weigh_five_incidents(parts: int) -> None:
    # Added up as floats, eighteen parts of 5/18 are a hair less than five.
    assert labels(np.zeros((parts, 2)), np.full(parts, 5 / parts), eps_m=75, min_weight=5).tolist() == [0] * parts


def test_a_border_point_goes_to_the_same_cluster_in_any_order_of_rows() -> None:
    points = points_at([(-75, 0), (0, 0), (75, 0), (150, 0), (225, 0)], [[3], [1], [1], [1], [3]])
    one, other = find_places(points), find_places(points.at([4, 3, 2, 1, 0]))
    assert sorted(incidents_held(points, one.shapes).tolist()) == [4, 5]
    assert list(shapely.to_wkb(one.shapes)) == list(shapely.to_wkb(other.shapes))


@pytest.mark.parametrize(("steps", "places"), [(6, 1), (7, 2)])
def test_a_road_becomes_one_place_as_long_as_it_is_short_enough(steps: int, places: int) -> None:
    # Six steps of 72 m and the ground round the ends make 582 m, seven 654 m, both on less than ten hectares.
    found = find_places(points_at([(72.0 * step, 0.0) for step in range(steps + 1)], [[5]] * (steps + 1)))
    assert len(found) == places
    assert (lengths(found.shapes) <= LARGEST_LENGTH_M).all()


def test_a_long_road_is_cut_across_into_places_that_hold_it_all() -> None:
    points = points_at([(60.0 * step, 7.0 * step) for step in range(30)], [[4]] * 30)
    places = find_places(points)
    assert 4 <= len(places) <= 8
    assert (lengths(places.shapes) <= LARGEST_LENGTH_M).all()
    assert all(is_lawful(shape) for shape in places.shapes)
    assert incidents_held(points, places.shapes).sum() >= 0.95 * points.incidents.sum()


def test_two_roads_that_meet_at_one_end_keep_their_other_ends() -> None:
    arms = [(65.0 * step, side) for step in range(12) for side in (-100.0, 100.0)]
    points = points_at([*arms, (0.0, -33.0), (0.0, 33.0)], [[5]] * (len(arms) + 2))
    places = find_places(points)
    assert incidents_held(points, places.shapes).sum() == points.incidents.sum()


def test_a_large_busy_square_becomes_places_side_by_side() -> None:
    # 19 hectares, and less than 600 m long only from one side to the other.
    grid = [(60.0 * x, 60.0 * y) for x in range(7) for y in range(5)]
    points = points_at(grid, [[3]] * len(grid))
    places = find_places(points)
    assert len(places) > 1
    assert all(is_lawful(shape) for shape in places.shapes)
    # A point in a corner between three places may be left over: no lawful shape reaches it.
    assert incidents_held(points, places.shapes).sum() >= 0.95 * points.incidents.sum()


def test_a_cluster_is_the_ground_in_reach_of_its_points() -> None:
    points = points_at([(0, 0), (70, 0), (500, 0)], [[4], [3], [4]])
    (place,) = find_places(points).shapes
    discs = shapely.union_all(shapely.buffer(shapely.points(points.positions[:2]), 75, quad_segs=64))
    assert shapely.symmetric_difference(place, discs).area < 0.01 * discs.area


def test_a_cluster_hemmed_in_by_another_gives_way_to_the_side() -> None:
    # 100 m apart they are two clusters, but two discs of 75 m do not fit round the points themselves.
    points = points_at([(0, 0), (100, 0)], [[40], [10]])
    places = find_places(points)
    assert len(places) == 2
    assert sorted(incidents_held(points, places.shapes).tolist()) == [10, 40]


@pytest.mark.parametrize("incidents", [[0, 0], [3, 1]])
def test_too_few_incidents_are_no_cluster(incidents: list[int]) -> None:
    assert len(find_places(points_at([(0, 0), (30, 0)], [[count] for count in incidents]))) == 0


def test_a_made_up_country_has_the_points_and_incidents_asked_for() -> None:
    points = country(points=5_000, incidents=30_000, seed=2)
    assert len(np.unique(points.positions, axis=0)) == 5_000
    assert points.incidents.sum() == 30_000
    assert points.incidents.min() >= 1
    assert (points.positions == points.positions.round()).all()
