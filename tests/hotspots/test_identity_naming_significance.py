import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geo_ij.hotspots.coverage import find_places
from geo_ij.hotspots.history import hotspot_of
from geo_ij.hotspots.identity import assign_ids, new_id
from geo_ij.hotspots.naming import hotspot_names
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.significance import false_discovery_rates, q_values
from tests.hotspots.worlds import ORIGIN, points_at, towns


def disc(x: float, y: float = 0, radius: float = 75) -> shapely.Geometry:
    return shapely.Point(x, y).buffer(radius)


def shapes(*found: shapely.Geometry) -> np.ndarray:
    return np.array(found, dtype=object)


NOTHING = np.empty(0, dtype=object)


@given(towns())
def test_ids_are_unique_and_last_when_nothing_changes(points: WeightedPoints) -> None:
    places = find_places(points).shapes
    ids = assign_ids(places, NOTHING, [])
    assert len(set(ids)) == len(ids)
    assert assign_ids(places, places, ids) == ids
    assert assign_ids(places[::-1], places, ids) == ids[::-1]


def test_a_place_that_moves_a_little_keeps_its_id_and_one_elsewhere_gets_its_own() -> None:
    now = assign_ids(shapes(disc(20), disc(1_000)), shapes(disc(0)), ["OLD"])
    assert now[0] == "OLD"
    assert now[1] == new_id(disc(1_000))


def test_neighbours_that_share_a_third_are_two_places() -> None:
    (now,) = assign_ids(shapes(shapely.box(100, 0, 250, 150)), shapes(shapely.box(0, 0, 150, 150)), ["OLD"])
    assert now != "OLD"


def test_when_a_hotspot_splits_the_larger_part_keeps_the_id() -> None:
    whole = shapely.box(0, 0, 500, 160)
    parts = shapes(shapely.box(0, 0, 150, 160), shapely.box(160, 0, 500, 160))
    ids = assign_ids(parts, shapes(whole), ["OLD"])
    assert ids[1] == "OLD"
    assert ids[0] != "OLD"


def test_when_two_merge_the_larger_gives_the_id() -> None:
    before = shapes(shapely.box(0, 0, 150, 160), shapely.box(160, 0, 500, 160))
    assert assign_ids(shapes(shapely.box(0, 0, 500, 160)), before, ["SMALL", "LARGE"]) == ["LARGE"]


def test_an_id_in_use_is_never_given_to_another_place() -> None:
    taken = new_id(disc(1_000))
    ids = assign_ids(shapes(disc(0), disc(1_000)), shapes(disc(0)), [taken])
    assert ids[0] == taken
    assert ids[1] != taken


def test_the_surroundings_do_not_count_the_hotspot_itself() -> None:
    points = points_at([(0, 0)], [[4]])
    (q,) = q_values(points, shapes(shapely.Point(*ORIGIN).buffer(75)), np.array([4]))
    ground = shapely.Point(0, 0).buffer(75).area
    expected = stats.poisson.sf(3, ground / (np.pi * 1_000**2 - ground))  # one incident is added to empty ground
    assert q == pytest.approx(expected)


def streets(*rows: tuple[str, float, float, int]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=["name", "easting", "northing", "incidents"])
    return found.assign(easting=found["easting"] + ORIGIN[0], northing=found["northing"] + ORIGIN[1])


def named(points: WeightedPoints, known: pd.DataFrame, town: str | None = "Kettering") -> str:
    place = shapes(shapely.Point(*ORIGIN).buffer(150))
    (name,) = hotspot_names(points, hotspot_of(points, place), known, middles=ORIGIN[None], towns=[town])
    return name


def test_a_hotspot_is_named_after_its_busiest_streets_and_town() -> None:
    points = points_at([(0, 0), (50, 0), (100, 0)], [[10], [6], [1]])
    known = streets(("Gold Street", 0, 0, 3), ("Market Place", 50, 0, 9), ("Quiet Close", 100, 0, 99))
    assert named(points, known) == "Gold Street and Market Place, Kettering"
    lesser = points_at([(0, 0), (50, 0)], [[10], [2]])
    assert named(lesser, known) == "Gold Street, Kettering"


def test_a_hotspot_on_no_street_says_what_is_near() -> None:
    points = points_at([(0, 0)], [[10]])
    assert named(points, streets(("Spring Rise", 200, 0, 1))) == "Near Spring Rise, Kettering"
    assert named(points, streets(("Far Lane", 3_000, 0, 1))) == "Open ground, Kettering"
    assert named(points, streets(), town=None) == "Open ground"


def test_a_count_like_its_surroundings_is_not_significant_and_a_peak_is() -> None:
    even = [(100.0 * x, 100.0 * y) for x in range(-12, 13) for y in range(-12, 13)]
    counts = [[1]] * len(even)
    counts[even.index((0, 0))] = [30]
    counts[even.index((500, 500))] = [2]
    points = points_at(even, counts)
    places = shapes(shapely.Point(*ORIGIN).buffer(75), shapely.Point(*(ORIGIN + 500)).buffer(75))
    incidents = np.array([30, 2])
    peak, plain = q_values(points, places, incidents)
    assert peak < 1e-6
    assert plain > 0.1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_false_discovery_rates_are_those_of_scipy(p_values: list[float]) -> None:
    ours = false_discovery_rates(np.array(p_values))
    assert ours == pytest.approx(stats.false_discovery_control(p_values), abs=1e-12)
