"""The label "significant" is what it says: exact, blind to fields, and rarely wrong where there is nothing to find."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geo_ij.hotspots.coverage import find_places
from geo_ij.hotspots.history import hotspot_of
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.significance import false_discovery_rates, known_places, p_values, q_values
from geo_ij.services.import_data import import_police_archive
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from geo_ij.store.incident_rows import street_points
from tests.hotspots.worlds import ORIGIN, points_at

Places = list[tuple[float, float]]

GRID: Places = [(100.0 * x, 100.0 * y) for x in range(-12, 13) for y in range(-12, 13)]


def discs(*middles: tuple[float, float]) -> np.ndarray:
    return shapely.buffer(shapely.points(ORIGIN + np.array(middles, dtype=float)), 75)


def counted(points: WeightedPoints, shapes: np.ndarray) -> np.ndarray:
    inside = hotspot_of(points, shapes)
    return np.bincount(inside[inside >= 0], weights=points.incidents[inside >= 0], minlength=len(shapes)).astype(int)


def p_of(points: WeightedPoints, shapes: np.ndarray, known: np.ndarray | None = None) -> np.ndarray:
    return p_values(points, shapes, counted(points, shapes), known=points.positions if known is None else known)


def test_the_test_is_the_exact_binomial_one() -> None:
    points = points_at(GRID[:5], [[2], [0], [7], [1], [0]])  # 100 m apart on one line
    (p,) = p_of(points, discs(GRID[2]))
    assert p == pytest.approx(stats.binomtest(7, 10, 1 / 5, alternative="greater").pvalue)


def test_only_what_lies_within_a_kilometre_is_compared() -> None:
    near = points_at([(0, 0), (500, 0)], [[4], [4]])
    far = points_at([(0, 0), (500, 0), (1_001, 0)], [[4], [4], [900]])
    assert p_of(near, discs((0, 0))) == pytest.approx(p_of(far, discs((0, 0))))


def test_a_place_with_nothing_around_it_cannot_stand_out() -> None:
    assert p_of(points_at([(0, 0), (30, 0)], [[40], [40]]), discs((0, 0))).tolist() == [1.0]
    nothing = points_at([], [])
    assert q_values(nothing, np.empty(0, dtype=object), np.empty(0, dtype=int), known=nothing.positions).tolist() == []


def test_a_count_like_its_surroundings_is_not_significant_and_a_peak_is() -> None:
    counts = [[1]] * len(GRID)
    counts[GRID.index((0, 0))] = [30]
    counts[GRID.index((500, 500))] = [2]
    points = points_at(GRID, counts)
    shapes = discs((0, 0), (500, 500))
    peak, plain = q_values(points, shapes, counted(points, shapes), known=points.positions)
    assert peak < 1e-6
    assert plain > 0.1


def test_fields_do_not_make_a_village_significant() -> None:
    village: Places = [(50.0 * x, 50.0 * y) for x in range(-4, 5) for y in range(-4, 5)]
    points = points_at(village, [[3]] * len(village))
    middle = discs((0, 0))
    expected_by_hectares = points.incidents.sum() * 75**2 / 1_000**2
    assert stats.poisson.sf(counted(points, middle)[0] - 1, expected_by_hectares) < 1e-9  # fields and all
    assert p_of(points, middle) > 0.3


def test_a_dense_street_is_expected_to_hold_more() -> None:
    dense: Places = [(30.0 * x, 0.0) for x in range(-2, 3)]
    points = points_at([*GRID[: len(GRID) // 3], *dense], [[2]] * (len(GRID) // 3 + len(dense)))
    (p,) = p_of(points, discs((0, 0)))
    assert p > 0.3


def test_places_where_nothing_happened_this_year_count_as_quiet() -> None:
    points = points_at([(0, 0), (200, 0)], [[5], [5]])
    quiet = ORIGIN + np.array([(0.0, 300.0 + 50 * number) for number in range(10)])
    (without,) = p_of(points, discs((0, 0)))
    (known,) = p_of(points, discs((0, 0)), np.vstack([points.positions, quiet]))
    assert known < without


def test_addresses_a_few_metres_apart_are_one_known_place() -> None:
    addresses = ORIGIN + np.array([(1.0, 1.0), (3.0, 2.0), (24.0, 24.0), (26.0, 1.0), (-1.0, 1.0)])
    assert (known_places(addresses) - ORIGIN).tolist() == [[-1.0, 1.0], [1.0, 1.0], [26.0, 1.0]]
    assert known_places(addresses[::-1]).tolist() == known_places(addresses).tolist()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_false_discovery_rates_are_those_of_scipy(p_list: list[float]) -> None:
    ours = false_discovery_rates(np.array(p_list))
    assert ours == pytest.approx(stats.false_discovery_control(p_list), abs=1e-12)


@pytest.fixture
def real_places(sqlite_database: Database, open_data: Path) -> np.ndarray:
    """Give every point that the archive of a county names a street at."""
    path = open_data / "police" / "northamptonshire-2025.zip"
    import_police_archive(sqlite_database, [path], settings=read_settings({}), today=dt.date(2026, 3, 15))
    with sqlite_database.read() as connection:
        streets = street_points(connection)
    return np.unique(streets[["easting", "northing"]].to_numpy(), axis=0)


def test_on_real_places_without_hotspots_hardly_anything_is_significant(real_places: np.ndarray) -> None:
    """Draw worlds in which every real place has the same rate; see how often the label would be wrong."""
    random = np.random.default_rng(20)
    world = points_at([(0, 0)] * len(real_places), [[0]] * len(real_places))
    chosen = real_places[random.choice(len(real_places), 1_000, replace=False)]
    fixed = shapely.buffer(shapely.points(chosen + random.uniform(-60, 60, chosen.shape)), 75)
    wrong = []
    for _world in range(5):
        counts = random.poisson(2.0, (len(real_places), 1))
        points = replace(world, positions=real_places, monthly=counts)
        wrong.append((p_of(points, fixed) < 0.05).mean())
    assert 0.005 < np.mean(wrong) <= 0.05  # 5,000 places: the standard error is 0.003
    found = find_places(points.at(points.incidents > 0)).shapes
    q = q_values(points, found, counted(points, found), known=real_places)
    assert (q < 0.05).mean() <= 0.05  # even though these were drawn where the incidents are
