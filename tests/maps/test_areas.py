"""Which council, ward and town a place on the map is filtered by."""

import numpy as np
import pandas as pd
import shapely

from geo_ij.maps.areas import area_choices, areas_of
from geo_ij.maps.content import empty_basemap
from tests.maps.samples import KETTERING, basemap

EAST, NORTH = KETTERING


def points(*places: tuple[float, float]) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    """Give points as an array."""
    return np.array([shapely.Point(place) for place in places], dtype=object)


def test_a_place_belongs_to_its_council_ward_and_town() -> None:
    here = points((EAST, NORTH), (EAST - 5_300, NORTH + 2_600), (EAST + 8_000, NORTH))
    assert areas_of(here, basemap()) == [
        ("Eastshire", "Clover Hill", "Kettering"),
        ("Westshire", "Rothwell"),
        ("Eastshire",),  # 8 km from a town whose radius is 2.3 km
    ]


def test_the_town_in_its_own_name_stands() -> None:
    here = points((EAST, NORTH), (EAST, NORTH))
    names = pd.Series(["Bridge Street, Rothwell", "Bridge Street, Nowhere"])
    assert [areas[-1] for areas in areas_of(here, basemap(), names=names)] == ["Rothwell", "Kettering"]


def test_on_a_shared_border_the_first_outline_stands() -> None:
    assert areas_of(points((EAST - 1_000, NORTH - 5_000)), basemap())[0][0] == "Eastshire"


def test_without_outlines_and_places_there_are_no_areas() -> None:
    assert areas_of(points((EAST, NORTH)), empty_basemap()) == [()]
    assert areas_of(points(), basemap()) == []


def test_only_areas_with_something_in_them_are_offered() -> None:
    used = {"Eastshire", "Kettering", "Clover Hill"}
    assert area_choices(basemap(), used) == [
        ("Councils", ["Eastshire"]), ("Towns and villages", ["Kettering"]), ("Wards", ["Clover Hill"]),
    ]  # fmt: skip
    assert area_choices(basemap(), set()) == []
