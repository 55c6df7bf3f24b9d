"""Local names kept by hand: rows with their aliases, faults by line, and the names that come with the program."""

from pathlib import Path

import geopandas as gpd
import pytest

from geo_ij.errors import SourceError
from geo_ij.frames import GAZETTEER, check
from geo_ij.projection import to_metres
from geo_ij.sources.gazetteer_csv import DEFAULT_UNCERTAINTY_M, read_gazetteer_csv
from geo_ij.sources.gazetteer_file import GazetteerFile
from geo_ij.sources.shipped import shipped_boundaries
from geo_ij.sources.shipped_names import shipped_local_names

HEADER = "name,kind,longitude,latitude,uncertainty_m,locality,street,aliases,note"
GOOD = "Spring Rise Park,open_space,-0.7219,52.38666,200,Kettering,Spring Rise,The Rec; Spring Rise Rec;,seen"


@pytest.fixture
def read(tmp_path: Path):
    def write_and_read(*rows: str, header: str = HEADER) -> GazetteerFile:
        path = tmp_path / "names.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return read_gazetteer_csv(path)

    return write_and_read


def test_a_row_gives_its_name_and_aliases_under_one_label(read) -> None:
    found = read(GOOD)
    assert found.entries["name"].tolist() == ["Spring Rise Park", "The Rec", "Spring Rise Rec"]
    assert set(found.entries["label"]) == {"Spring Rise Park, Kettering"}
    assert found.entries["reference"].nunique() == 1
    row = found.entries.iloc[0]
    easting, northing = to_metres([-0.7219], [52.38666])
    assert (row["easting"], row["northing"]) == pytest.approx((easting[0], northing[0]), abs=0.1)
    assert (row["kind"], row["extent_m"], row["street"]) == ("open_space", 200, "Spring Rise")
    assert (found.tally.read, found.tally.kept) == (1, 1)


def test_what_is_not_written_has_a_default(read) -> None:
    found = read("The Rec,,-0.7,52.4,,,,,")
    row = found.entries.iloc[0]
    assert (row["kind"], row["extent_m"], row["label"], row["locality"]) == (
        "local_place",
        DEFAULT_UNCERTAINTY_M,
        "The Rec",
        None,
    )


def test_metres_serve_as_well_as_degrees(read) -> None:
    found = read("The Rec,487082,277283,extra", header="name,easting,northing,opened")
    assert found.entries[["easting", "northing"]].to_numpy().tolist() == [[487_082, 277_283]]


def test_the_reference_stays_when_the_position_is_mended(read) -> None:
    before = read(GOOD).entries["reference"].iloc[0]
    assert read(GOOD.replace("52.38666", "52.38700")).entries["reference"].iloc[0] == before
    assert read(GOOD.replace("Kettering", "Corby")).entries["reference"].iloc[0] != before


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",park,-0.7,52.4,,,,,", "name is empty"),
        ("12,,-0.7,52.4,,,,,", "name without a letter"),
        (f"{'x' * 121},,-0.7,52.4,,,,,", "name is too long"),
        ("<img src=x>,,-0.7,52.4,,,,,", "name holds markup"),
        ("A\x07B,,-0.7,52.4,,,,,", "name holds control characters"),
        ("A\u202eB,,-0.7,52.4,,,,,", "name holds control characters"),
        ("=HYPERLINK(A1),,-0.7,52.4,,,,,", "name begins like a formula"),
        ("@SUM(A1),,-0.7,52.4,,,,,", "name begins like a formula"),
        ("A,,-0.7,52.4,,,,<script>,", "aliases holds markup"),
        (f"A,,-0.7,52.4,,,,B;{'x' * 121},", "an alias is too long"),
        ("A,moon base,-0.7,52.4,,,,,", "kind is not known"),
        ("A,,52.4,-0.7,,,,,", "longitude and latitude swapped"),
        ("A,,0,0,,,,,", "longitude 0, latitude 0"),
        ("A,,2.35,48.85,,,,,", "outside Great Britain"),
        ("A,,,,,,,,", "no coordinates"),
        ("A,,west,52.4,,,,,", "longitude is not a number"),
        ("A,,-0.7,52.4,0,,,,", "uncertainty_m is out of range"),
        ("A,,-0.7,52.4,wide,,,,", "uncertainty_m is not a number"),
        ("A,,-0.7,52.4,,,,,,spare", "more cells than columns"),
        ("SPRING RISE PARK,,-0.7,52.4,,kettering,,,", "repeats an earlier place"),
    ],
)
def test_a_bad_row_is_left_out_with_line_and_reason(read, row: str, reason: str) -> None:
    found = read(GOOD, row)
    assert dict(found.tally.rejected) == {reason: 1}
    assert (found.tally.rejected_rows[0].where, found.tally.kept) == ("line 3", 1)
    assert "Spring Rise Park" in found.entries["name"].tolist()


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        ("east,277283", "easting or northing is not a number"),
        ("487082,", "easting or northing is not a number"),
        ("-0.7,52.4", "easting and northing are degrees"),
        ("9e99,9e99", "outside Great Britain"),
    ],
)
def test_metres_that_lead_nowhere_are_left_out(read, pair: str, reason: str) -> None:
    found = read(f"A,{pair}", "B,487082,277283", header="name,easting,northing")
    assert dict(found.tally.rejected) == {reason: 1}


def test_a_file_without_positions_is_refused(read) -> None:
    with pytest.raises(SourceError, match="not a file of names for the geocoder: columns longitude, latitude missing"):
        read("A,B", header="name,label")


def test_the_shipped_names_are_whole_and_lie_in_the_county() -> None:
    shipped = shipped_local_names()
    check(shipped, GAZETTEER)
    names = set(shipped["name"])
    assert {"Spring Rise Park", "Highfield Estate", "Wicksteed Park", "Wicky Park", "Woodford Halse"} <= names
    county = shipped_boundaries().set_index("kind").loc["county", "geometry"]
    assert county.buffer(1_001).contains(shipped_points(shipped)).all()
    assert shipped["extent_m"].between(100, 3_000).all()


def shipped_points(shipped):
    return gpd.points_from_xy(shipped["easting"], shipped["northing"])


def test_the_shipped_park_stands_where_its_street_and_postcodes_are() -> None:
    row = shipped_local_names().set_index("name").loc["Spring Rise Park"]
    # Police street point "Spring Rise", data.police.uk, as open data give it.
    easting, northing = to_metres([-0.7219], [52.38666])
    away = ((row["easting"] - easting[0]) ** 2 + (row["northing"] - northing[0]) ** 2) ** 0.5
    assert away < row["extent_m"] <= 350


def test_changing_the_shipped_frame_does_not_change_the_next() -> None:
    first = shipped_local_names()
    del first["name"]
    assert "name" in shipped_local_names().columns
