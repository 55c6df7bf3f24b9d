"""The base map's file: small whole numbers that come back to where they were."""

import json
from itertools import accumulate

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.maps.content import Basemap, empty_basemap
from geo_ij.maps.ground import UNIT_ZOOM, bounds_of, to_basemap_json, to_units
from geo_ij.projection import to_degrees, to_metres
from tests.maps.samples import KETTERING, basemap

METRES_PER_UNIT = 156_543.03392 * np.cos(np.radians(52.4)) / 2**UNIT_ZOOM


def undelta(steps: list[int], x: int, y: int) -> list[tuple[int, int]]:
    """Read delta-coded points as the browser does."""
    return list(zip(accumulate(steps[::2], initial=x), accumulate(steps[1::2], initial=y), strict=True))[1:]


def test_a_unit_is_a_web_mercator_pixel() -> None:
    # Longitude 0 is the middle of the world, and so is the equator: 2^(8 + 16) / 2 pixels from the corner.
    longitude, latitude = to_degrees([530_000.0], [180_000.0])
    (x, y) = to_units(np.array([[530_000.0, 180_000.0]]))[0]
    size = 2 ** (8 + UNIT_ZOOM)
    assert x == pytest.approx(size * (longitude[0] / 360 + 0.5), abs=0.51)
    back = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y / size))))
    assert back == pytest.approx(latitude[0], abs=1e-5)


def test_the_same_base_map_gives_the_same_bytes_whatever_the_order_of_its_rows() -> None:
    one = basemap()
    other = Basemap(
        one.outlines,
        one.places.iloc[::-1].reset_index(drop=True),
        one.postcodes[::-1].copy(),
        one.streets.iloc[::-1].reset_index(drop=True),
    )
    assert to_basemap_json(one) == to_basemap_json(other)


def test_every_postcode_comes_back_within_two_metres() -> None:
    ground = json.loads(to_basemap_json(basemap()))
    points = undelta(ground["fabric"], *ground["origin"])
    wanted = {tuple(point) for point in to_units(basemap().postcodes).tolist()}
    assert set(points) == wanted
    assert METRES_PER_UNIT < 2


def test_every_label_of_a_street_is_there_and_nothing_but_its_name_and_place() -> None:
    ground = json.loads(to_basemap_json(basemap()))
    at = {}
    x, y = ground["origin"]
    for name, steps in ground["streets"]:
        at[name] = undelta(steps, x, y)
        x, y = at[name][0]
    streets = basemap().streets
    assert set(at) == set(streets["name"])
    spring = streets[streets["name"] == "Spring Rise"][["easting", "northing"]].to_numpy()
    assert at["Spring Rise"] == [tuple(to_units(spring)[0].tolist())]


def test_a_long_street_is_named_at_each_of_its_points_and_the_next_follows_from_its_first() -> None:
    east, north = KETTERING
    streets = pd.DataFrame(
        {
            "name": ["Long Road", "Long Road", "Side Road", "Side Road"],
            "easting": [east, east + 900.0, east + 300.0, east + 600.0],
            "northing": [north, north + 900.0, north + 700.0, north],
        }
    )
    empty = empty_basemap()
    ground = json.loads(to_basemap_json(Basemap(empty.outlines, empty.places, empty.postcodes, streets)))
    x, y = ground["origin"]
    read = {}
    for name, steps in ground["streets"]:
        read[name] = undelta(steps, x, y)
        x, y = read[name][0]
    units = [tuple(point) for point in to_units(streets[["easting", "northing"]].to_numpy()).tolist()]
    assert set(read["Long Road"]) == set(units[:2])
    assert set(read["Side Road"]) == set(units[2:])


def test_places_far_from_the_outlines_are_left_out_and_the_largest_come_first() -> None:
    ground = json.loads(to_basemap_json(basemap()))
    assert ground["places"]["names"] == ["Kettering", "Rothwell"]


def test_outlines_keep_their_name_kind_and_a_label_inside() -> None:
    ground = json.loads(to_basemap_json(basemap()))
    assert [(each["name"], each["kind"]) for each in ground["outlines"]] == [
        ("Eastshire", "council"), ("Westshire", "council"), ("Clover Hill", "ward"),
    ]  # fmt: skip
    for each in ground["outlines"]:
        ring = shapely.Polygon(undelta(each["rings"][0], *ground["origin"]))
        x, y = each["label"]
        assert ring.contains(shapely.Point(ground["origin"][0] + x, ground["origin"][1] + y))


def test_an_empty_base_map_can_be_written() -> None:
    ground = json.loads(to_basemap_json(empty_basemap()))
    assert ground["fabric"] == ground["streets"] == ground["outlines"] == []
    assert bounds_of(empty_basemap()) is None


def test_without_outlines_the_bounds_are_those_of_the_postcodes() -> None:
    empty = empty_basemap()
    only = Basemap(empty.outlines, empty.places, np.array([[1.0, 2.0], [30.0, 40.0]]), empty.streets)
    assert bounds_of(only) == (1.0, 2.0, 30.0, 40.0)


def test_a_name_cannot_end_the_script_element_that_holds_it() -> None:
    one = basemap()
    hostile = one.streets.assign(name=["</script><script>alert(1)</script>"] * len(one.streets))
    text = to_basemap_json(Basemap(one.outlines, one.places, one.postcodes, hostile)).decode()
    assert "<" not in text
    assert json.loads(text)["streets"][0][0] == "</script><script>alert(1)</script>"


points_in_britain = st.tuples(st.floats(-5.0, 1.5), st.floats(50.5, 58.0))


@given(st.lists(points_in_britain, min_size=1, max_size=40))
def test_every_postcode_of_britain_is_drawn_within_one_square(degrees: list[tuple[float, float]]) -> None:
    metres = np.column_stack(to_metres(*np.array(degrees).T))
    empty = empty_basemap()
    ground = json.loads(to_basemap_json(Basemap(empty.outlines, empty.places, metres, empty.streets)))
    drawn = np.array(undelta(ground["fabric"], *ground["origin"]))
    for unit in to_units(metres):
        # At most the diagonal of a 15 m square away; a unit is more than a metre long everywhere.
        assert np.hypot(*(drawn - unit).T).min() <= 15 * np.sqrt(2) + 1
