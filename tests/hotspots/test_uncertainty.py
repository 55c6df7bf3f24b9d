"""A roughly known point is spread over where it may be: no weight is lost, and hotspots say what they rest on."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.hotspots import assembly
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.shapes import DRAWN_RADIUS_M, Places
from geo_ij.hotspots.uncertainty import RADIUS_TO_SIGMA, SPREAD_FROM_M, spread, uncertain_shares
from tests.hotspots.worlds import ORIGIN, points_at, towns

PARTS = 19
WINDOW = assembly.Window(as_of=24_300, months=12)


def rough(points: WeightedPoints, *uncertainty_m: float) -> WeightedPoints:
    return replace(points, uncertainty_m=np.array(uncertainty_m, dtype=float))


def disc(x: float = 0, y: float = 0, radius: float = DRAWN_RADIUS_M) -> shapely.Geometry:
    return shapely.Point(ORIGIN[0] + x, ORIGIN[1] + y).buffer(radius)


def shapes(*found: shapely.Geometry) -> np.ndarray:
    return np.array(found, dtype=object)


@given(towns(), st.lists(st.floats(0, 800), min_size=60, max_size=60))
def test_no_weight_is_lost_and_nothing_is_moved(points: WeightedPoints, uncertainty: list[float]) -> None:
    points = rough(points, *uncertainty[: len(points)])
    weights = points.incidents.astype(float)
    positions, shared = spread(points, weights)
    count = np.count_nonzero(points.uncertainty_m > SPREAD_FROM_M)
    assert len(positions) == len(shared) == len(points) + (PARTS - 1) * count
    assert shared.sum() == pytest.approx(weights.sum())
    assert shared @ positions / shared.sum() == pytest.approx(weights @ points.positions / weights.sum(), abs=1e-4)
    assert (shared > 0).all()


def test_a_precise_point_stays_whole() -> None:
    points = rough(points_at([(0, 0), (900, 0)], [[3], [5]]), SPREAD_FROM_M, 0)
    positions, shared = spread(points, np.array([3.0, 5.0]))
    assert positions.tolist() == points.positions.tolist()
    assert shared.tolist() == [3.0, 5.0]


def test_the_parts_stand_where_the_point_may_be() -> None:
    points = rough(points_at([(0, 0)], [[19]]), 245.0)
    positions, shared = spread(points, np.array([19.0]))
    around = positions - points.positions
    assert shared.tolist() == [1.0] * PARTS
    mirrored = sorted(map(tuple, (-around).round(6) + 0.0))
    assert mirrored == sorted(map(tuple, around.round(6) + 0.0))  # symmetric about the middle
    drawn = np.random.default_rng(5).normal(scale=245.0 / RADIUS_TO_SIGMA, size=(200_000, 2))
    distance = np.hypot(*drawn.T)
    assert (distance <= 245).mean() == pytest.approx(0.95, abs=0.002)
    radii = np.sort(np.hypot(*around.T))
    assert radii[-1] <= 245
    # Of the draws, 1 in 19 belongs to the middle, 6 to the inner ring, 12 to the outer; each ring is at their median.
    for ring, median in ((radii[1:7], (1 + 3) / 19), (radii[7:], (7 + 6) / 19)):
        assert np.ptp(ring) < 1e-6
        assert (distance <= ring[0]).mean() == pytest.approx(median, abs=0.004)


def test_a_hotspot_says_how_much_of_it_rests_on_rough_points() -> None:
    points = rough(points_at([(0, 0), (10, 0), (2_000, 0), (4_000, 0)], [[3], [1], [7], [5]]), 0, 30, 0, 30)
    found = uncertain_shares(points, shapes(disc(), disc(2_000), disc(4_000), disc(9_000)))
    assert found == pytest.approx([1 / 4, 0.0, 1.0, 0.0])


def test_parts_count_where_they_stand() -> None:
    points = rough(points_at([(0, 0), (300, 0)], [[10], [19]]), 0, 500)
    (positions, _), around = spread(points, np.array([10.0, 19.0])), disc(radius=200)
    inside = shapely.contains_xy(around, *positions[1:].T).sum()
    assert 0 < inside < PARTS
    assert uncertain_shares(points, shapes(around)) == pytest.approx([inside / (10 + inside)])


def assembled(points: WeightedPoints, *found: shapely.Geometry) -> np.ndarray:
    places = Places(shapes(*found), np.arange(len(found), 0, -1, dtype=float))
    present = np.ones((1, points.monthly.shape[1]), dtype=bool)
    frame = assembly.assemble(points, places, window=WINDOW, method="coverage", present=present)
    return frame[["incidents", "uncertain_share"]].to_numpy()


def test_a_place_without_a_whole_incident_is_none() -> None:
    """Parts of points elsewhere may come together where nobody recorded anything."""
    latest = [[0] * 23 + [count] for count in (1, 19)]
    points = rough(points_at([(0, 0), (4_300, 0)], latest), 0, 500)
    assert assembled(points, disc(), disc(4_000, radius=100)).tolist() == [[1, 0.0]]
    assert assembled(points, disc(4_000, radius=100)).tolist() == []


def test_only_the_months_looked_at_say_what_a_place_rests_on() -> None:
    points = rough(points_at([(0, 0), (5, 0)], [[0] * 23 + [2], [4] + [0] * 23]), 0, 30)
    assert assembled(points, disc()).tolist() == [[2, 0.0]]
