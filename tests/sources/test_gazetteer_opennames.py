"""OS Open Names: what each kind of name becomes, zips of tiles, and files that are something else."""

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from geo_ij.errors import SourceError
from geo_ij.sources import gazetteer_opennames
from geo_ij.sources.gazetteer_opennames import COLUMNS, read_open_names

ROAD = {
    "ID": "osgb1",
    "NAME1": "Gold Street",
    "TYPE": "transportNetwork",
    "LOCAL_TYPE": "Named Road",
    "GEOMETRY_X": "486700",
    "GEOMETRY_Y": "278800",
    "MBR_XMIN": "486600",
    "MBR_YMIN": "278800",
    "MBR_XMAX": "486730",
    "MBR_YMAX": "278840",
    "POPULATED_PLACE": "Kettering",
    "COUNTY_UNITARY": "North Northamptonshire",
}


def other(**cells: str) -> dict[str, str]:
    without_box = {name: text for name, text in ROAD.items() if not name.startswith("MBR")}
    return without_box | {"ID": "osgb2"} | cells


def tile(*rows: Mapping[str, str], header: bool = False) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    if header:
        writer.writerow(COLUMNS)
    writer.writerows([[row.get(name, "") for name in COLUMNS] for row in rows])
    return text.getvalue()


@pytest.fixture
def read(tmp_path: Path):
    def write_and_read(*rows: Mapping[str, str], header: bool = False):
        path = tmp_path / "SP88.csv"
        path.write_text(tile(*rows, header=header), encoding="utf-8")
        return read_open_names(path)

    return write_and_read


@pytest.mark.parametrize("header", [False, True])
def test_a_road_reaches_to_the_farthest_corner_of_its_box(read, header: bool) -> None:
    found = read(ROAD, header=header)
    row = found.entries.iloc[0]
    assert (row["reference"], row["name"], row["label"]) == ("osgb1", "Gold Street", "Gold Street, Kettering")
    assert (row["kind"], row["locality"], row["easting"], row["northing"]) == ("street", "Kettering", 486_700, 278_800)
    assert row["extent_m"] == pytest.approx((100**2 + 40**2) ** 0.5, abs=0.05)
    assert (found.tally.read, found.tally.kept) == (1, 1)
    bad = read(ROAD, other(NAME1=""), header=header)
    assert bad.tally.rejected_rows[0].line == 2 + header


@pytest.mark.parametrize(
    ("cells", "kind", "name"),
    [
        ({"LOCAL_TYPE": "Section Of Named Road"}, "street", "Gold Street"),
        ({"TYPE": "populatedPlace", "LOCAL_TYPE": "Village", "NAME1": "Geddington"}, "settlement", "Geddington"),
        ({"TYPE": "landcover", "LOCAL_TYPE": "Woodland Or Forest", "NAME1": "Hazel Wood"}, "open_space", "Hazel Wood"),
        (
            {"TYPE": "landform", "LOCAL_TYPE": "Hill Or Mountain", "NAME1": "Borough Hill"},
            "local_place",
            "Borough Hill",
        ),
        ({"TYPE": "other", "LOCAL_TYPE": "Primary Education", "NAME1": "A School"}, "local_place", "A School"),
        ({"LOCAL_TYPE": "Railway Station", "NAME1": "Kettering"}, "stop", "Kettering railway station"),
        ({"LOCAL_TYPE": "Railway Station", "NAME1": "Corby Station"}, "stop", "Corby Station"),
    ],
)
def test_a_name_becomes_what_its_type_says(read, cells: dict[str, str], kind: str, name: str) -> None:
    entries = read(other(**cells)).entries
    assert entries[["kind", "name", "extent_m"]].to_numpy().tolist() == [[kind, name, 0.0]]


def test_a_settlement_is_said_with_what_it_lies_in(read) -> None:
    village = other(TYPE="populatedPlace", LOCAL_TYPE="Village", NAME1="Geddington", POPULATED_PLACE="Geddington")
    row = read(village).entries.iloc[0]
    assert (row["label"], row["locality"]) == ("Geddington, North Northamptonshire", None)


def test_a_place_in_two_languages_has_two_names(read) -> None:
    cardiff = other(NAME1="Caerdydd", NAME2="Cardiff", TYPE="populatedPlace", LOCAL_TYPE="City", POPULATED_PLACE="")
    entries = read(cardiff).entries
    assert entries["name"].tolist() == ["Caerdydd", "Cardiff"]
    assert entries["label"].nunique() == entries["reference"].nunique() == 1


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"TYPE": "other", "LOCAL_TYPE": "Postcode", "NAME1": "NN16 8JE"}, "a postcode: they come with the program"),
        ({"LOCAL_TYPE": "Numbered Road", "NAME1": "A43"}, "a road with a number only"),
        ({"NAME1": ""}, "no name"),
        ({"ID": ""}, "no ID"),
        ({"GEOMETRY_X": ""}, "no coordinates"),
        ({"GEOMETRY_X": "1"}, "outside Great Britain"),
        (
            {"MBR_XMIN": "400000", "MBR_XMAX": "500000", "MBR_YMIN": "278000", "MBR_YMAX": "279000"},
            "reaches farther than 20 km",
        ),
    ],
)
def test_a_row_is_left_out_with_its_reason_and_line(read, cells: dict[str, str], reason: str) -> None:
    found = read(ROAD, other(**cells))
    assert (found.tally.kept, dict(found.tally.rejected)) == (1, {reason: 1})
    assert found.tally.rejected_rows[0].line == 2
    assert found.entries["reference"].tolist() == ["osgb1"]


def archive(path: Path, members: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in members.items():
            target.writestr(name, text)
    return path


def test_the_tiles_of_a_zip_are_read_together_and_its_documents_are_not(tmp_path: Path) -> None:
    members = {
        "Doc/OS_Open_Names_Header.csv": ",".join(COLUMNS),
        "Doc/licence.txt": "text",
        "Data/SP88.csv": tile(ROAD),
        "Data/SP68.csv": tile(other(), other(ID="osgb3", NAME1="")),
        "Data/HP40.csv": "",
    }
    found = read_open_names(archive(tmp_path / "opname_csv_gb.zip", members))
    assert found.entries["reference"].tolist() == ["osgb1", "osgb2"]
    assert (found.tally.read, found.tally.kept) == (3, 2)
    assert found.tally.rejected_rows[0].where == "Data/SP68.csv line 2"


def test_a_zip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = archive(tmp_path / "names.zip", {"Data/SP88.csv": tile(ROAD) * 1_000})
    monkeypatch.setattr(gazetteer_opennames, "LARGEST_ARCHIVE", 10_000)
    with pytest.raises(SourceError, match="zip bomb"):
        read_open_names(path)
    monkeypatch.undo()
    monkeypatch.setattr(gazetteer_opennames, "LARGEST_TILE", 10_000)
    with pytest.raises(SourceError, match="zip bomb"):
        read_open_names(path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("names.zip", b"not a zip", "not a whole zip archive"),
        ("names.csv", b"a,b,c\n1,2,3\n", "not a tile of OS Open Names, which has 34 columns"),
        ("names.csv", b"", "holds no names"),
        ("names.csv", (",".join("x" * 34) + "\n").encode(), "no row has an easting"),
        ("names.csv", b"\xff\xfea", "not UTF-8"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=reason):
        read_open_names(tmp_path / name)


def test_a_zip_without_tiles_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no CSV file is in it"):
        read_open_names(archive(tmp_path / "names.zip", {"readme.txt": "none"}))
    with pytest.raises(SourceError, match="there is no such file"):
        read_open_names(tmp_path / "none.csv")
