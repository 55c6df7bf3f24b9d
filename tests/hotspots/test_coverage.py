import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.hotspots.coverage import candidate_centres, find_places
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.shapes import LARGEST_AREA_M2, LARGEST_LENGTH_M, lengths, widths
from tests.hotspots.worlds import ORIGIN, points_at, towns


def incidents_in(shape: shapely.Geometry, points: WeightedPoints) -> int:
    inside = shapely.contains_xy(shape, points.positions[:, 0], points.positions[:, 1])
    return int(points.incidents[inside].sum())


@given(towns())
def test_every_place_is_what_a_hotspot_must_be(points: WeightedPoints) -> None:
    places = find_places(points).shapes
    assert all(place.geom_type == "Polygon" and place.is_valid for place in places)
    assert all(incidents_in(place, points) >= 2 for place in places)
    if len(places):
        assert (widths(places) >= 150).all()
        assert (lengths(places) <= LARGEST_LENGTH_M).all()
        assert (shapely.area(places) <= LARGEST_AREA_M2).all()
        opened = shapely.buffer(shapely.buffer(places, -50), 50)
        assert (shapely.area(opened) >= 0.95 * shapely.area(places)).all()
    first, second = shapely.STRtree(places).query(places, predicate="intersects")
    assert (first == second).all()


@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_the_points_does_not_matter(points: WeightedPoints, random: object) -> None:
    order = list(range(len(points)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = points.at(order)
    assert list(shapely.to_wkb(find_places(points).shapes)) == list(shapely.to_wkb(find_places(shuffled).shapes))


@given(towns(most=12))
def test_candidates_cover_every_pair_that_one_disc_can_cover(points: WeightedPoints) -> None:
    centres = candidate_centres(points.positions)
    reach = np.hypot(*(centres[:, None] - points.positions[None]).transpose(2, 0, 1)) <= 75 + 1e-6
    for first, second in np.argwhere(
        np.hypot(*(points.positions[:, None] - points.positions).transpose(2, 0, 1)) <= 150 - 1e-6
    ):
        assert (reach[:, first] & reach[:, second]).any()


def test_a_disc_is_put_between_points_that_no_grid_cell_would_join() -> None:
    points = points_at([(0, 0), (140, 0)], [[1], [1]])
    (place,) = find_places(points).shapes
    assert incidents_in(place, points) == 2
    assert place.centroid.distance(shapely.Point(ORIGIN[0] + 70, ORIGIN[1])) < 1


def test_points_too_far_apart_for_one_disc_make_no_place_of_single_incidents() -> None:
    assert len(find_places(points_at([(0, 0), (400, 0)], [[1], [1]])).shapes) == 0


def test_neighbouring_discs_of_like_density_join_and_thin_ones_do_not() -> None:
    like = find_places(points_at([(0, 0), (100, 0), (200, 0)], [[20], [20], [20]])).shapes
    assert len(like) == 1
    # One disc holds the two busy points; the quiet one can only be had by joining a disc of little worth.
    thin = points_at([(-100, 0), (0, 0), (130, 0)], [[200], [200], [1]])
    (dense,) = find_places(thin).shapes
    assert incidents_in(dense, thin) == 400
    assert shapely.area(dense) < 1.05 * np.pi * 75**2


def test_a_long_busy_road_is_cut_into_walkable_places() -> None:
    # Both sides of a road 1.6 km long, a little quieter with every step, so that places grow from the busy end.
    offsets = [(65.0 * step, side) for step in range(25) for side in (-65.0, 65.0)]
    places = find_places(points_at(offsets, [[60 - int(x / 40)] for x, _ in offsets])).shapes
    assert len(places) > 2
    assert (lengths(places) <= LARGEST_LENGTH_M).all()
    assert lengths(places).max() > 400


def test_the_candidates_of_a_pair_are_its_points_its_middle_and_where_its_circles_cross() -> None:
    # 45 m from the middle and 60 m aside make a right triangle with the radius of 75 m.
    found = candidate_centres(np.array([[0.0, 0.0], [90.0, 0.0]]))
    assert sorted(map(tuple, found.round(6).tolist())) == [(0, 0), (45, -60), (45, 0), (45, 60), (90, 0)]


def test_a_busy_centre_becomes_several_places_side_by_side() -> None:
    grid = [(60.0 * x, 60.0 * y) for x in range(20) for y in range(20)]
    points = points_at(grid, [[10]] * len(grid))
    places = find_places(points).shapes
    assert len(places) > 5
    assert sum(incidents_in(place, points) for place in places) >= 0.8 * points.incidents.sum()


def test_nothing_in_gives_nothing_out() -> None:
    assert len(find_places(points_at([], [])).shapes) == 0


@pytest.mark.parametrize("count", [1, 2])
def test_one_incident_is_no_pattern(count: int) -> None:
    assert len(find_places(points_at([(0, 0)], [[count]])).shapes) == count - 1
