from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.open_data import points_of
from geo_ij.hotspots.methods import METHODS
from geo_ij.hotspots.points import WeightedPoints, weighted_points
from geo_ij.hotspots.shapes import LARGEST_AREA_M2, LARGEST_LENGTH_M, Places, lengths, widths
from geo_ij.projection import to_degrees, to_metres
from tests.hotspots.worlds import points_at, towns

every_method = pytest.mark.parametrize("method", list(METHODS))

# By how much a method's own raster may be moved without changing what falls where: any whole metres where it has none.
STEP_M = {"counts": 151, "gistar": 151, "kde": 25}


def incidents_in(shapes: np.ndarray, points: WeightedPoints) -> np.ndarray:
    hits = shapely.STRtree(shapely.points(points.positions)).query(shapes, predicate="intersects")
    return np.bincount(hits[0], points.incidents[hits[1]], minlength=len(shapes))


def moved(points: WeightedPoints, *, east: float, north: float) -> WeightedPoints:
    monthly, zeros = points.monthly, np.zeros(len(points))
    return WeightedPoints(points.positions + np.array([east, north]), monthly, points.force_of, points.forces, zeros)


def together(one: WeightedPoints, other: WeightedPoints) -> WeightedPoints:
    return WeightedPoints(
        np.vstack([one.positions, other.positions]),
        np.vstack([one.monthly, other.monthly]),
        np.concatenate([one.force_of, other.force_of]),
        one.forces,
        np.concatenate([one.uncertainty_m, other.uncertainty_m]),
    )


def described(places: Places, *, east: float = 0.0, north: float = 0.0) -> list[tuple[float, ...]]:
    """List each place by score, bounds, area and middle, to a tenth of a millimetre, back where it was moved from."""
    back = shapely.transform(places.shapes, lambda corners: corners - (east, north))
    middle = shapely.get_coordinates(shapely.centroid(back))
    table = np.column_stack([places.scores, shapely.bounds(back).reshape(-1, 4), shapely.area(back), middle])
    return sorted(map(tuple, table.round(4).tolist()))


def assert_lawful(places: Places, points: WeightedPoints) -> None:
    shapes = places.shapes
    assert len(shapes) == len(places.scores)
    assert np.isfinite(places.scores).all()
    assert all(shape.geom_type == "Polygon" and shape.is_valid for shape in shapes)
    assert (incidents_in(shapes, points) >= 1).all()
    if len(shapes):
        assert (widths(shapes) >= 150).all()
        assert (lengths(shapes) <= LARGEST_LENGTH_M).all()
        assert (shapely.area(shapes) <= LARGEST_AREA_M2).all()
        opened = shapely.buffer(shapely.buffer(shapes, -50, quad_segs=16), 50, quad_segs=16)
        assert (shapely.area(opened) >= 0.95 * shapely.area(shapes)).all()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert (first == second).all()
    rounded = shapely.transform(shapes, as_in_a_file)
    assert shapely.is_valid(rounded).all()
    first, second = shapely.STRtree(rounded).query(rounded, predicate="intersects")
    assert (first == second).all()


def as_in_a_file(corners: np.ndarray) -> np.ndarray:
    return np.column_stack(to_metres(*(axis.round(7) for axis in to_degrees(corners[:, 0], corners[:, 1]))))


@every_method
@given(points=towns())
@settings(max_examples=40)
def test_every_place_is_what_a_hotspot_must_be(method: str, points: WeightedPoints) -> None:
    assert_lawful(METHODS[method](points), points)


@every_method
@given(points=towns(), random=st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_the_order_of_the_points_does_not_matter(method: str, points: WeightedPoints, random: object) -> None:
    order = list(range(len(points)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert described(METHODS[method](points)) == described(METHODS[method](points.at(order)))


@every_method
@given(points=towns(), east=st.integers(-300, 300), north=st.integers(-300, 300))
@settings(max_examples=25)
def test_moving_every_point_moves_every_place(method: str, points: WeightedPoints, east: int, north: int) -> None:
    step = STEP_M.get(method, 1)
    there = METHODS[method](moved(points, east=east * step, north=north * step))
    assert described(there, east=east * step, north=north * step) == described(METHODS[method](points))


@every_method
@given(points=towns(most=20))
@settings(max_examples=15)
def test_rows_said_again_weigh_as_much_as_a_count(method: str, points: WeightedPoints) -> None:
    rows = pd.DataFrame(
        {
            "easting": points.positions[:, 0],
            "northing": points.positions[:, 1],
            "uncertainty_m": 0.0,
            "month": 1,
            "force": "northamptonshire",
            "incidents": 1,
        }
    )
    again = rows.loc[np.repeat(rows.index, points.incidents)].sample(frac=1, random_state=1)
    one_by_one = weighted_points(again, first_month=1, last_month=1)
    assert described(METHODS[method](one_by_one)) == described(METHODS[method](points))


@every_method
@given(points=towns(most=40), far=towns(most=10))
@settings(max_examples=25)
def test_a_town_far_away_changes_nothing_here(method: str, points: WeightedPoints, far: WeightedPoints) -> None:
    alone = METHODS[method](points)
    both = METHODS[method](together(points, moved(far, east=21_000, north=-7_000)))
    here = shapely.bounds(both.shapes).reshape(-1, 4)[:, 0] < points.positions[:, 0].max() + 1_000
    here = Places(both.shapes[here], both.scores[here])
    if method == "gistar":
        # Gi* measures against the average of the whole area: the order stays, the figures move together.
        alone, here = (Places(found.shapes, ranks(found.scores)) for found in (alone, here))
    assert described(here) == described(alone)


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"coverage"}))
@given(points=towns(most=30), empty=towns(most=30))
@settings(max_examples=15)
def test_points_without_incidents_change_nothing(method: str, points: WeightedPoints, empty: WeightedPoints) -> None:
    quiet = replace(moved(empty, east=700, north=300), monthly=np.zeros_like(empty.monthly))
    assert described(METHODS[method](together(points, quiet))) == described(METHODS[method](points))


def ranks(scores: np.ndarray) -> np.ndarray:
    return np.unique(scores.round(9), return_inverse=True)[1].astype(float)


@every_method
@pytest.mark.parametrize("force", ["northamptonshire", "lincolnshire"])
def test_real_forces_get_lawful_places(method: str, force: str, open_data: object) -> None:
    points = points_of(open_data / "police" / f"{force}-2025.zip")  # type: ignore[operator]
    places = METHODS[method](points)
    assert len(places) > 500
    assert_lawful(places, points)


@every_method
def test_nothing_in_gives_nothing_out(method: str) -> None:
    assert len(METHODS[method](points_at([], []))) == 0


@every_method
@pytest.mark.parametrize("incidents", [1, 9])
def test_one_point_is_a_place_if_it_holds_enough_for_the_method(method: str, incidents: int) -> None:
    fewest = 5 if method == "dbscan" else 1
    assert len(METHODS[method](points_at([(13, 13)], [[incidents]]))) == (incidents >= fewest)


@every_method
def test_a_rough_point_is_spread_and_its_places_stay_lawful(method: str) -> None:
    sharp = points_at([(0, 0), (60, 20), (400, 10)], [[9], [9], [9]])
    rough = WeightedPoints(sharp.positions, sharp.monthly, sharp.force_of, sharp.forces, np.array([0.0, 0.0, 300.0]))
    found = METHODS[method](rough)
    assert_lawful(found, rough)
    assert found.scores.max() > 0
