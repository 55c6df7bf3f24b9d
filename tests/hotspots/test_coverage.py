from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from bench.open_data import points_of
from geo_ij.hotspots.coverage import candidate_cores, find_places
from geo_ij.hotspots.history import hotspot_of
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.shapes import LARGEST_AREA_M2, LARGEST_LENGTH_M, Places, lengths, widths
from geo_ij.projection import GEOGRAPHIC_CRS, NATIONAL_GRID_CRS
from tests.hotspots.worlds import ORIGIN, points_at, towns


def incidents_in(shape: shapely.Geometry, points: WeightedPoints) -> int:
    inside = shapely.contains_xy(shape, points.positions[:, 0], points.positions[:, 1])
    return int(points.incidents[inside].sum())


@given(towns())
def test_every_place_is_what_a_hotspot_must_be(points: WeightedPoints) -> None:
    places = find_places(points).shapes
    assert all(place.geom_type == "Polygon" and place.is_valid for place in places)
    assert all(incidents_in(place, points) >= 1 for place in places)
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
    centres, _ = candidate_cores(points.positions)
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


def test_points_too_far_apart_for_one_disc_make_two_places() -> None:
    assert len(find_places(points_at([(0, 0), (400, 0)], [[1], [1]])).shapes) == 2


def test_neighbouring_discs_of_like_density_join_and_thin_ones_do_not() -> None:
    like = find_places(points_at([(0, 0), (100, 0), (200, 0)], [[20], [20], [20]])).shapes
    assert len(like) == 1
    # One core holds the two busy points; the quiet one is worth a place of its own, not a share in theirs.
    thin = points_at([(-100, 0), (0, 0), (130, 0)], [[200], [200], [1]])
    dense, quiet = find_places(thin).shapes
    assert [incidents_in(place, thin) for place in (dense, quiet)] == [400, 1]
    assert shapely.area(dense) < 1.05 * np.pi * 75**2


def test_an_arm_reaches_a_point_just_outside_the_core_at_less_ground_than_another_core() -> None:
    points = points_at([(-70, 0), (70, 0), (130, 0)], [[20], [20], [20]])
    (place,) = find_places(points).shapes
    assert incidents_in(place, points) == 60
    # The arm's disc of 50 m adds at most its own ground, of which a part lies on the core already.
    assert np.pi * 75**2 < shapely.area(place) < np.pi * (75**2 + 50**2)


def test_an_arm_that_was_worth_most_before_its_core_stood_waits_for_it() -> None:
    # Seen alone an arm round the far point is denser than any core, but only a core may start a place.
    points = points_at([(0, 0), (110, 0)], [[30], [29]])
    (place,) = find_places(points).shapes
    assert incidents_in(place, points) == 59
    lone = points_at([(0, 0)], [[30]])
    assert widths(find_places(lone).shapes)[0] >= 150


def test_a_long_busy_road_is_cut_into_walkable_places() -> None:
    # Both sides of a road 1.6 km long, a little quieter with every step, so that places grow from the busy end.
    offsets = [(65.0 * step, side) for step in range(25) for side in (-40.0, 40.0)]
    places = find_places(points_at(offsets, [[60 - int(x / 40)] for x, _ in offsets])).shapes
    assert len(places) > 2
    assert (lengths(places) <= LARGEST_LENGTH_M).all()
    assert lengths(places).max() > 500


def test_the_candidates_of_a_pair_are_its_points_its_middle_and_where_its_circles_cross() -> None:
    # 45 m from the middle and 60 m aside make a right triangle with the radius of 75 m.
    found, of = candidate_cores(np.array([[0.0, 0.0], [90.0, 0.0]]))
    assert of.tolist() == [0, 1, 0, 0, 0]
    assert sorted(map(tuple, found.round(6).tolist())) == [(0, 0), (45, -60), (45, 0), (45, 60), (90, 0)]


def test_a_busy_centre_becomes_several_places_side_by_side() -> None:
    grid = [(60.0 * x, 60.0 * y) for x in range(20) for y in range(20)]
    points = points_at(grid, [[10]] * len(grid))
    places = find_places(points).shapes
    assert len(places) > 5
    assert sum(incidents_in(place, points) for place in places) >= 0.8 * points.incidents.sum()


def test_nothing_in_gives_nothing_out() -> None:
    assert len(find_places(points_at([], [])).shapes) == 0


@given(towns(), st.integers(-5_000, 5_000), st.integers(-5_000, 5_000))
def test_moving_everything_by_whole_metres_moves_the_places(points: WeightedPoints, east: int, north: int) -> None:
    moved = replace(points, positions=points.positions + np.array([east, north]))
    here, there = find_places(points), find_places(moved)
    back = shapely.transform(there.shapes, lambda corners: corners - [east, north])
    # No two places have the same middle, so the nearest one must be the same one.
    nearest = shapely.STRtree(shapely.centroid(back)).nearest(shapely.centroid(here.shapes))
    assert sorted(nearest) == list(range(len(here)))
    assert there.scores[nearest] == pytest.approx(here.scores)
    assert shapely.equals_exact(here.shapes, back[nearest], tolerance=1e-6).all()


@given(towns())
def test_a_town_far_away_changes_nothing_here(points: WeightedPoints) -> None:
    far = points_at([(-90_000, 50_000), (-90_050, 50_020)], [[9], [4]])
    both = replace(
        points,
        positions=np.vstack([points.positions, far.positions]),
        monthly=np.vstack([points.monthly, far.monthly]),
        force_of=np.concatenate([points.force_of, far.force_of]),
        uncertainty_m=np.concatenate([points.uncertainty_m, far.uncertainty_m]),
        criminal_damage=np.vstack([points.criminal_damage, far.criminal_damage]),
        reported=np.vstack([points.reported, far.reported]),
        known_since=np.concatenate([points.known_since, far.known_since]),
    )
    alone, together = find_places(points), find_places(both)
    here = shapely.get_coordinates(shapely.centroid(together.shapes))[:, 0] > ORIGIN[0] - 10_000
    assert np.count_nonzero(~here) > 0
    assert list(shapely.to_wkb(together.shapes[here])) == list(shapely.to_wkb(alone.shapes))
    assert together.scores[here].tolist() == alone.scores.tolist()


def rows_of_towns(seed: int, count: int) -> WeightedPoints:
    """Scatter villages over 60 km."""
    random = np.random.default_rng(seed)
    villages = random.integers(0, 60_000, size=(count, 2))
    offsets = (villages[:, None] + random.normal(0, 150, size=(count, 8, 2)).round()).reshape(-1, 2)
    offsets = np.unique(offsets, axis=0)
    return points_at([(x, y) for x, y in offsets.tolist()], [[n] for n in random.poisson(2, len(offsets)).tolist()])


@pytest.mark.parametrize(("tile_m", "workers"), [(500.0, 1), (7_000.0, 2), (1_000_000.0, 1)])
def test_neither_tiles_nor_workers_change_the_result(tile_m: float, workers: int) -> None:
    points = rows_of_towns(5, 60)
    usual, other = find_places(points), find_places(points, tile_m=tile_m, workers=workers)
    assert len(usual) > 60

    def in_order(places: Places) -> list[tuple[bytes, float]]:
        return sorted(zip(shapely.to_wkb(places.shapes).tolist(), places.scores.tolist(), strict=True))

    assert in_order(usual) == in_order(other)


def test_real_places_are_what_a_hotspot_must_be_even_after_rounding_for_a_file(open_data: Path) -> None:
    points = points_of(open_data / "police" / "bedfordshire-2025.zip")
    places = find_places(points).shapes
    assert len(places) > 1_000
    assert shapely.is_valid(places).all()
    assert (widths(places) >= 150).all()
    assert (lengths(places) <= LARGEST_LENGTH_M).all()
    assert (shapely.area(places) <= LARGEST_AREA_M2).all()
    opened = shapely.buffer(shapely.buffer(places, -50), 50)
    assert (shapely.area(opened) >= 0.95 * shapely.area(places)).all()
    rounded = shapely.set_precision(gpd.GeoSeries(places, crs=NATIONAL_GRID_CRS).to_crs(GEOGRAPHIC_CRS).values, 1e-7)
    first, second = shapely.STRtree(rounded).query(rounded, predicate="intersects")
    assert (first == second).all()
    inside = hotspot_of(points, places)
    assert points.incidents[inside >= 0].sum() >= 0.99 * points.incidents.sum()
