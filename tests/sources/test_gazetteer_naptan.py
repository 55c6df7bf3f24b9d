"""NaPTAN: stops in use and their names, localities from their stops, rows that are left out."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.errors import SourceError
from geo_ij.frames import GAZETTEER, check
from geo_ij.projection import to_degrees
from geo_ij.sources.gazetteer_file import GazetteerFile
from geo_ij.sources.gazetteer_naptan import (
    LEAST_RADIUS_M,
    LEAST_RADIUS_OF_FEW_STOPS_M,
    RADIUS_SHARE,
    read_naptan,
)

COLUMNS = [
    "ATCOCode", "CommonName", "ShortCommonName", "Landmark", "Street", "Indicator", "NptgLocalityCode", "LocalityName",
    "ParentLocalityName", "GridType", "Easting", "Northing", "Longitude", "Latitude", "StopType", "BusStopType",
    "Modification", "Status",
]  # fmt: skip


def stop(code: str = "1", *, at: tuple[float, float] = (478_000, 261_000), **cells: str) -> dict[str, str]:
    longitude, latitude = to_degrees(*at)
    return {
        "ATCOCode": code,
        "CommonName": "Landcross Drive",
        "Street": "Billing Road East",
        "NptgLocalityCode": "N1",
        "LocalityName": "Abington Vale",
        "ParentLocalityName": "Northampton",
        "GridType": "UKOS",
        "Easting": str(at[0]),
        "Northing": str(at[1]),
        "Longitude": f"{float(longitude):.7f}",
        "Latitude": f"{float(latitude):.7f}",
        "StopType": "BCT",
        "Status": "active",
        **cells,
    }


def write(path: Path, *rows: dict[str, str]) -> Path:
    pd.DataFrame(rows, columns=COLUMNS).to_csv(path, index=False)
    return path


@pytest.fixture
def read(tmp_path: Path):
    return lambda *rows: read_naptan(write(tmp_path / "stops.csv", *rows))


def names(found: GazetteerFile, kind: str = "stop") -> list[str]:
    return sorted(found.entries.loc[found.entries["kind"] == kind, "name"])


def test_a_stop_is_found_by_its_name_and_said_in_full(read) -> None:
    found = read(stop())
    row = found.entries[found.entries["kind"] == "stop"].iloc[0]
    assert row["label"] == "Landcross Drive (bus stop), Billing Road East, Abington Vale, Northampton"
    assert (row["reference"], row["street"], row["locality"]) == ("1", "Billing Road East", "Abington Vale")
    assert (row["easting"], row["northing"], row["extent_m"]) == (478_000, 261_000, 0)


def test_a_station_is_not_called_a_station_twice(read) -> None:
    found = read(stop(CommonName="Corby Rail Station", StopType="RSE", Street=""))
    assert found.entries["label"].iloc[0] == "Corby Rail Station, Abington Vale, Northampton"


@pytest.mark.parametrize(
    ("landmark", "more"),
    [
        ("The Red Lion PH", ["The Red Lion PH"]),
        ("o/s Boxing Club", ["Boxing Club"]),
        ("landcross drive", []),
        ("o/s 241", []),
        ("o/s No 15", []),
        ("Number 136", []),
        ("17 Ringway", []),
        ("Hail & Ride", []),
        ("Bus Shelter", []),
        ("Demand Responsive Area", []),
        ("---", []),
        ("Clover Street", []),
        ("<b>Pub</b>", []),
    ],
)
def test_a_landmark_is_a_name_only_where_it_names_a_place(read, landmark: str, more: list[str]) -> None:
    assert names(read(stop(Landmark=landmark))) == sorted(["Landcross Drive", *more])


def test_a_short_name_is_a_name_too_and_a_side_is_not_part_of_one(read) -> None:
    assert names(read(stop(CommonName="Race Course adj", ShortCommonName="Racetrack"))) == ["Race Course", "Racetrack"]


def test_a_street_is_taken_from_the_landmark_where_its_own_column_is_empty(read) -> None:
    found = read(stop(Street="", Landmark="Billing Road East"))
    assert found.entries["street"].iloc[0] == "Billing Road East"
    assert names(found) == ["Landcross Drive"]


def test_points_come_from_degrees_where_metres_are_missing_or_irish(read) -> None:
    at = (478_000.0, 261_000.0)
    found = read(
        stop("1", at=at, Easting="", Northing=""),
        stop("2", at=at, Easting="0", Northing="0"),
        stop("3", at=at, GridType="IrishOS", Easting="333000", Northing="374000"),
        stop("4", at=at, Easting="0"),
    )
    stops = found.entries[found.entries["kind"] == "stop"]
    assert stops[["easting", "northing"]].to_numpy() == pytest.approx(np.array([at] * 4), abs=0.1)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Status": "inactive"}, "not in use"),
        ({"Status": "deleted"}, "not in use"),
        ({"Modification": "delete"}, "not in use"),
        ({"CommonName": ""}, "no name"),
        ({"CommonName": "x" * 121}, "name longer than 120 characters"),
        ({"CommonName": "<script>alert(1)</script>"}, "name holds markup"),
        ({"Easting": "", "Northing": "", "Longitude": "", "Latitude": ""}, "no coordinates"),
        ({"Easting": "", "Northing": "", "Longitude": "0", "Latitude": "0"}, "no coordinates"),
        ({"Easting": "", "Northing": "", "Longitude": "52.24", "Latitude": "-0.85"}, "longitude and latitude swapped"),
        ({"Easting": "", "Northing": "", "Longitude": "-5.93", "Latitude": "54.6"}, "outside Great Britain"),
        ({"Easting": "", "Northing": "", "Longitude": "200", "Latitude": "95"}, "outside Great Britain"),
        ({"Longitude": "-0.7", "Latitude": "52.5"}, "its two positions lie more than 1 km apart"),
        ({"ATCOCode": ""}, "no ATCOCode"),
        ({"ATCOCode": "0"}, "repeats an earlier ATCOCode"),
    ],
)
def test_a_row_is_left_out_with_its_reason_and_line(read, cells: dict[str, str], reason: str) -> None:
    found = read(stop("0"), stop("1", **cells))
    assert (found.tally.read, found.tally.kept, dict(found.tally.rejected)) == (2, 1, {reason: 1})
    assert found.tally.rejected_rows[0].line == 3
    assert names(found) == ["Landcross Drive"]


def test_a_demand_responsive_area_is_no_stop_but_places_its_locality(read) -> None:
    area = stop(
        "1", CommonName="Demand Responsive Area", BusStopType="FLX", LocalityName="Eydon", ParentLocalityName=""
    )
    found = read(area)
    assert found.tally.kept == 1
    assert found.entries["kind"].tolist() == ["settlement"]
    assert found.entries.iloc[0][["reference", "name", "label"]].tolist() == ["N1", "Eydon", "Eydon"]
    assert found.entries["extent_m"].iloc[0] == LEAST_RADIUS_OF_FEW_STOPS_M


def test_a_locality_stands_in_the_middle_of_its_stops_in_use_whatever_a_stray_does(read) -> None:
    rows = [stop(str(number), at=(478_000 + 100 * number, 261_000)) for number in range(5)]
    rows += [stop("8", at=(500_000, 261_000)), stop("9", at=(478_000, 280_000), Status="inactive")]
    place = read(*rows).entries.set_index("reference").loc["N1"]
    assert (place["easting"], place["northing"]) == (478_250, 261_000)
    # Distances are 250, 150, 50, 50, 150 and 21,750: their 90 % quantile lies half way between the last two.
    assert place["extent_m"] == pytest.approx((250 + 21_750) / 2)
    assert place["label"] == "Abington Vale, Northampton"
    assert (place["locality"], place["weight"]) == ("Northampton", 0)


def test_a_locality_without_a_stop_in_use_keeps_its_name(read) -> None:
    found = read(stop("1", Status="inactive"), stop("2", NptgLocalityCode="N2", LocalityName="Eydon"))
    assert names(found, "settlement") == ["Abington Vale", "Eydon"]


@given(st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 3_000)), min_size=3, max_size=12), st.randoms())
def test_the_order_of_rows_does_not_matter_and_most_stops_lie_within_the_radius(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[int, int]], random
) -> None:
    rows = [stop(str(i), at=(478_000 + x, 261_000 + y)) for i, (x, y) in enumerate(places)]
    folder = tmp_path_factory.mktemp("stops")
    first = read_naptan(write(folder / "a.csv", *rows)).entries
    random.shuffle(rows)
    second = read_naptan(write(folder / "b.csv", *rows)).entries
    order = ["reference", "name"]
    pd.testing.assert_frame_equal(
        first.sort_values(order, ignore_index=True), second.sort_values(order, ignore_index=True)
    )
    town = first[first["kind"] == "settlement"].iloc[0]
    away = [np.hypot(478_000 + x - town["easting"], 261_000 + y - town["northing"]) for x, y in places]
    assert town["extent_m"] >= LEAST_RADIUS_M
    # A quantile between two values may leave one more stop outside.
    assert sum(distance > town["extent_m"] + 0.1 for distance in away) <= len(places) * (1 - RADIUS_SHARE) + 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "no column ATCOCode, CommonName"),
        (",".join(COLUMNS) + "\n", "holds no stop"),
        ("<html>", "web page"),
        (",".join(COLUMNS) + '\n1,"cut short', "not a whole CSV file"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "stops.csv"
    path.write_text(text)
    with pytest.raises(SourceError, match=reason):
        read_naptan(path)


def test_a_file_without_positions_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stops.csv"
    pd.DataFrame([stop()]).drop(columns=["Easting", "Longitude"]).to_csv(path, index=False)
    with pytest.raises(SourceError, match="no column Longitude and Latitude"):
        read_naptan(path)


def test_the_real_county(open_data: Path) -> None:
    found = read_naptan(open_data / "gazetteer" / "naptan-300-northamptonshire.csv")
    check(found.entries, GAZETTEER)
    assert (found.tally.read, found.tally.kept, dict(found.tally.rejected)) == (3132, 2887, {"not in use": 245})
    assert len(found.tally.rejected_rows) == 20
    by_name = found.entries.set_index("name")
    assert {"Abington Park", "Northampton Rail Station", "Woodford Halse"} <= set(by_name.index)
    assert "Demand Responsive Area" not in by_name.index
    assert by_name.loc["Kingsley", "locality"] == "Northampton"
