import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.frames import GAZETTEER, check
from geo_ij.projection import to_metres
from geo_ij.settings import shipped_data_folder
from geo_ij.sources.shipped import (
    LEAST_POPULATION,
    PEOPLE_PER_M2,
    PLACE_REACH_M,
    place_names,
    places,
    police_force_area,
    police_force_area_km2,
    police_force_names,
    shipped_boundaries,
    shipped_settlements,
)
from geo_ij.vocabulary import EntryKind

GOLD_STREET_KETTERING = (486_700, 278_600)


def council(name: str) -> shapely.Geometry:
    shipped = shipped_boundaries()
    return shipped[shipped["name"] == name].geometry.iloc[0]


def test_the_councils_share_one_border_and_make_up_the_county() -> None:
    shipped = shipped_boundaries()
    assert shipped["name"].tolist() == ["North Northamptonshire", "West Northamptonshire", "Northamptonshire"]
    assert shipped["kind"].tolist() == ["council", "council", "county"]
    assert shapely.is_valid(shipped.geometry.to_numpy()).all()
    north, west = council("North Northamptonshire"), council("West Northamptonshire")
    assert shapely.area(shapely.intersection(north, west)) == pytest.approx(0, abs=1)
    county = shapely.union(north, west)
    assert shapely.area(shapely.symmetric_difference(county, council("Northamptonshire"))) == pytest.approx(0, abs=1)
    assert len(shapely.get_parts(county)) == 1
    assert len(shapely.get_rings(county)) == 1, "a gap between the councils would be a hole"


def test_the_county_has_its_true_size_to_one_percent() -> None:
    assert council("Northamptonshire").area / 1e6 == pytest.approx(2364, rel=0.01)


def test_shipped_boundaries_are_the_callers_own() -> None:
    shipped_boundaries()["name"] = "changed"
    assert "changed" not in set(shipped_boundaries()["name"])


def test_official_councils_differ_by_what_the_sources_page_says(open_data) -> None:
    official = gpd.read_file(open_data / "boundaries" / "ltla24_northants.geojson")
    for name, shape in zip(official["ltla24_name"], official.geometry, strict=True):
        true = shapely.transform(shape, lambda pairs: np.column_stack(to_metres(*pairs.T)))
        assert shapely.area(shapely.symmetric_difference(true, council(name))) / shapely.area(true) < 0.06


def test_every_force_of_england_and_wales_has_an_area() -> None:
    table = pd.read_csv(shipped_data_folder() / "boundaries" / "police_force_authorities.csv")
    assert table["code"].is_unique
    assert set(table["slug"]) == set(police_force_names())
    assert len(police_force_names()) == 43
    for slug in police_force_names():
        area = police_force_area(slug)
        assert shapely.is_valid(area)
        largest = shapely.area(shapely.get_parts(area)).max() / area.area
        assert largest > 0.9, f"{slug} is in pieces"


def test_force_areas_do_not_overlap() -> None:
    shapes = np.array([police_force_area(slug) for slug in police_force_names()])
    assert shapely.area(shapely.union_all(shapes)) == pytest.approx(shapely.area(shapes).sum(), rel=1e-6)


@pytest.mark.parametrize(
    ("slug", "km2"),
    [("northamptonshire", 2364), ("leicestershire", 2538), ("bedfordshire", 1235), ("lincolnshire", 5921)],
)
def test_force_areas_have_their_known_size(slug: str, km2: int) -> None:
    assert police_force_area_km2(slug) == pytest.approx(km2, rel=0.015)


@pytest.mark.parametrize(
    ("slug", "easting", "northing"),
    [
        ("northamptonshire", *GOLD_STREET_KETTERING),
        ("city-of-london", 532_700, 181_100),  # the Bank of England
        ("metropolitan", 530_000, 180_400),  # Trafalgar Square
        ("dyfed-powys", 258_100, 281_500),  # Aberystwyth
        ("sussex", 531_300, 104_100),  # Brighton, close to the sea
        ("devon-and-cornwall", 90_300, 10_600),  # St Mary's, Isles of Scilly
        ("northumbria", 399_800, 652_900),  # Berwick-upon-Tweed, close to the border
    ],
)
def test_well_known_points_lie_in_their_force_only(slug: str, easting: float, northing: float) -> None:
    point = shapely.Point(easting, northing)
    assert [name for name in police_force_names() if shapely.intersects(police_force_area(name), point)] == [slug]


def test_a_force_without_a_territory_has_no_area() -> None:
    assert police_force_area("btp") is None
    assert police_force_area_km2("btp") is None


def test_shipped_files_are_small_and_in_degrees() -> None:
    folder = shipped_data_folder() / "boundaries"
    for path in folder.glob("*.geojson"):
        assert path.stat().st_size < 600_000
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            west, south, east, north = shapely.from_geojson(json.dumps(feature["geometry"])).bounds
            assert -6.5 < west < east < 1.8
            assert 49.8 < south < north < 55.9


def test_places_are_british_and_hold_the_county_s_towns() -> None:
    known = places()
    assert {"England", "Scotland", "Wales"} == set(known["country"])
    assert known["easting"].between(0, 660_000).all()
    assert known["northing"].between(0, 1_220_000).all()
    assert not known.duplicated(["name", "easting", "northing"]).any()
    towns = (
        "Kettering Corby Wellingborough Northampton Daventry Rushden Towcester Brackley Rothwell Desborough Thrapston "
        "Oundle Raunds Irthlingborough"
    )
    assert {*towns.split(), "Burton Latimer", "Higham Ferrers"} <= set(known["name"])


@pytest.mark.parametrize(
    ("easting", "northing", "name"),
    [
        (*GOLD_STREET_KETTERING, "Kettering"),
        (489_000, 289_000, "Corby"),  # Studfall Avenue
        (475_400, 260_500, "Northampton"),  # Market Square
        (472_500, 262_700, "Northampton"),  # Kings Heath, on the edge of the town
        (481_700, 281_200, "Rothwell"),  # a small town 6 km from a bigger one
        (457_200, 262_500, "Daventry"),
        (503_900, 288_400, "Oundle"),
        (530_000, 180_400, "London"),
        (406_800, 286_700, "Birmingham"),
        (325_800, 673_800, "Edinburgh"),
    ],
)
def test_points_belong_to_the_town_that_people_say(easting: float, northing: float, name: str) -> None:
    assert place_names([easting], [northing]).tolist() == [name]


def test_a_point_in_the_sea_belongs_to_no_place_and_no_point_to_none() -> None:
    assert place_names([0.0, 486_700], [0.0, 278_600]).tolist() == [None, "Kettering"]
    assert place_names([], []).tolist() == []


def test_many_points_are_named_as_if_each_were_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    easting, northing = np.linspace(450_000, 520_000, 11), np.linspace(250_000, 290_000, 11)
    alone = [place_names([east], [north])[0] for east, north in zip(easting, northing, strict=True)]
    monkeypatch.setattr("geo_ij.sources.shipped._POINTS_AT_ONCE", 3)
    assert place_names(easting, northing).tolist() == alone


@given(st.floats(150_000, 650_000), st.floats(20_000, 900_000))
def test_the_place_is_the_one_whose_edge_is_nearest(easting: float, northing: float) -> None:
    known = places()
    distance = np.hypot(known["easting"] - easting, known["northing"] - northing)
    people = known["population"].clip(lower=LEAST_POPULATION)
    weighed = distance - np.sqrt(people / PEOPLE_PER_M2 / np.pi)
    within = weighed[distance <= PLACE_REACH_M]
    (found,) = place_names([easting], [northing])
    if within.empty:
        assert found is None
    else:
        assert weighed[(known["name"] == found) & (distance <= PLACE_REACH_M)].min() == pytest.approx(within.min())


def test_towns_and_villages_can_be_looked_up() -> None:
    settlements = shipped_settlements()
    check(settlements, GAZETTEER)
    assert len(settlements) == len(places())
    assert settlements["reference"].is_unique
    assert set(settlements["kind"]) == {EntryKind.SETTLEMENT.value}
    assert (settlements["label"] == settlements["name"]).all()
    assert settlements["weight"].tolist() == places()["population"].tolist()
    assert settlements["locality"].isna().all()


def test_a_town_is_as_wide_as_its_people_need_and_no_place_is_a_point() -> None:
    settlements = shipped_settlements()
    # 45 people a hectare.
    people = settlements["weight"].clip(lower=LEAST_POPULATION)
    hectares = np.pi * settlements["extent_m"] ** 2 / 10_000
    assert (people / hectares).to_numpy() == pytest.approx(45, rel=0.01)
    kettering = settlements[settlements["name"] == "Kettering"].iloc[0]
    assert 1_500 < kettering["extent_m"] < 3_000, "57,000 people"
    assert np.hypot(kettering["easting"] - 486_700, kettering["northing"] - 278_600) < 1_500


def test_other_towns_stand_in_place_of_the_shipped_ones() -> None:
    own = pd.DataFrame(
        {"name": ["Here", "There"], "easting": [0.0, 5_000.0], "northing": 0.0, "extent_m": [100.0, 3e3]}
    )
    # 900 m from the edge of Here and 1,000 m from that of There; then 1,500 m and 400 m.
    named = place_names([1_000.0, 1_600.0, 40_000.0], [0.0, 0.0, 0.0], settlements=own)
    assert named.tolist() == ["Here", "There", None]
