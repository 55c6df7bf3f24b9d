import numpy as np
import pandas as pd
import shapely

from geo_ij.hotspots.history import hotspot_of
from geo_ij.hotspots.naming import hotspot_names
from geo_ij.hotspots.points import WeightedPoints
from tests.hotspots.worlds import ORIGIN, points_at


def streets(*rows: tuple[str, float, float, int]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=["name", "easting", "northing", "incidents"])
    return found.assign(easting=found["easting"] + ORIGIN[0], northing=found["northing"] + ORIGIN[1])


def named(points: WeightedPoints, known: pd.DataFrame, town: str | None = "Kettering") -> str:
    place = np.array([shapely.Point(*ORIGIN).buffer(150)], dtype=object)
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
