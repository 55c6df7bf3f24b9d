"""A file comes back with where its rows are, each row and column where it was."""

import json
from pathlib import Path

import pytest

from geo_ij.errors import GeoIJError, OutputError
from geo_ij.geocode.location import Location
from geo_ij.geocode.text import LONGEST_TEXT
from geo_ij.services.geocode_file import RefusedRow, geocode_file
from geo_ij.services.location_fields import LOCATION_COLUMNS
from geo_ij.store.database import Database
from geo_ij.vocabulary import LocationStatus
from tests.services.known_places import (
    CORBY,
    KETTERING,
    NO_WORDS,
    SETTINGS,
    Known,
    file_of,
    open_known_places,
    run,
    waiting,
)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> list[Known]:
    return open_known_places(monkeypatch)


@pytest.mark.usefixtures("known")
def test_each_row_gets_its_answer_in_the_columns_of_the_contract(sqlite_database: Database, tmp_path: Path) -> None:
    path = file_of(tmp_path, "Spring Rise Park", "High Street", "Leeds", "Nowhere", "The Rec")
    result, rows = run(sqlite_database, path)
    assert [row["id"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert list(rows[0]) == ["id", "where", *LOCATION_COLUMNS]
    assert LOCATION_COLUMNS == (
        "status", "longitude", "latitude", "easting", "northing", "uncertainty_m", "precision", "matched_name",
        "source", "confidence", "alternatives", "reason",
    )  # fmt: skip
    park = rows[0]
    assert float(park["longitude"]) == pytest.approx(-0.72251, abs=1e-5)
    assert float(park["latitude"]) == pytest.approx(52.38693, abs=1e-5)
    assert {len(park[name].partition(".")[2]) for name in ("longitude", "latitude")} <= {5, 6, 7}
    assert {name: park[name] for name in LOCATION_COLUMNS if name not in {"longitude", "latitude"}} == {
        "status": "matched", "easting": "487040", "northing": "277312", "uncertainty_m": "200", "precision": "place",
        "matched_name": "'-Spring Rise Park", "source": "shipped names", "confidence": "0.95", "alternatives": "[]",
        "reason": "Found.",
    }  # fmt: skip
    assert [row["status"] for row in rows] == ["matched", "ambiguous", "outside_area", "not_found", "matched"]
    empty = dict.fromkeys(LOCATION_COLUMNS[1:-2], "")
    assert rows[3] == {"id": "4", "where": "Nowhere", "status": "not_found", **empty, "alternatives": "[]",
                       "reason": "Unknown."}  # fmt: skip
    assert (rows[1]["longitude"], rows[1]["matched_name"]) == ("", "")
    assert (rows[2]["matched_name"], rows[2]["easting"]) == ("Leeds", "429881")
    assert (result.read, result.needs_review, result.refused, result.asked) == (5, 2, [], None)
    assert result.statuses == {"matched": 2, "ambiguous": 1, "outside_area": 1, "not_found": 1}
    assert waiting(sqlite_database) == {}


@pytest.mark.usefixtures("known")
def test_alternatives_are_json_that_a_program_reads(sqlite_database: Database, tmp_path: Path) -> None:
    _, (row,) = run(sqlite_database, file_of(tmp_path, "High Street"))
    assert "Café" in row["alternatives"]
    first, second = json.loads(row["alternatives"])
    assert (first["name"], second["name"]) == ("High Street, Corby", "High Street; Kettering (Café)")
    assert (first["easting"], first["uncertainty_m"], first["precision"]) == (488_700.0, 150.2, "street")
    assert (first["source"], first["confidence"]) == ("police", 0.512)
    assert (first["longitude"], first["latitude"]) == (
        pytest.approx(-0.69516, abs=1e-5), pytest.approx(52.48722, abs=1e-5),
    )  # fmt: skip


def test_the_same_text_is_looked_up_once(sqlite_database: Database, tmp_path: Path, known: list[Known]) -> None:
    texts = ["Spring Rise Park", "Nowhere", "High Street"] * 50
    result, rows = run(sqlite_database, file_of(tmp_path, *texts))
    assert known[0].asked == {"Spring Rise Park": 1, "Nowhere": 1, "High Street": 1}
    assert [row["where"] for row in rows] == texts
    assert result.statuses == {"matched": 50, "not_found": 50, "ambiguous": 50}


@pytest.mark.usefixtures("known")
def test_what_cannot_be_looked_up_is_not_found_and_named_by_its_line(sqlite_database: Database, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    long, longest = "x" * (LONGEST_TEXT + 1), "x" * LONGEST_TEXT
    cells = ["1,", '2,"\n"', "3,??\u200f!", f"4,{long}", f"5,{longest}", "6", "7,Spring Rise Park, Kettering", "8,x,"]
    path.write_text("\n".join(["id,where", *cells]), encoding="utf-8")
    result, rows = run(sqlite_database, path)
    assert {row["status"] for row in rows} == {"not_found"}
    assert [row["where"] for row in rows] == ["", "\n", "??\u200f!", long, longest, "", "Spring Rise Park", "x"]
    too_many = "The row has more cells than there are columns: put quotation marks around a text with commas."
    assert result.refused == [
        RefusedRow(2, NO_WORDS),
        RefusedRow(3, NO_WORDS),
        RefusedRow(5, NO_WORDS),
        RefusedRow(6, "Unknown."),
        RefusedRow(8, NO_WORDS),
        RefusedRow(9, too_many),
    ]
    assert rows[6]["reason"] == too_many
    assert (result.read, result.statuses[LocationStatus.NOT_FOUND]) == (8, 8)


@pytest.mark.usefixtures("known")
def test_a_column_of_an_added_name_is_renamed_unless_the_added_ones_have_a_prefix(
    sqlite_database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "places.csv"
    path.write_text("status,where\nopen,Leeds\n", encoding="utf-8")
    result, (row,) = run(sqlite_database, path)
    assert (row["input_status"], row["status"], result.renamed) == ("open", "outside_area", {"status": "input_status"})
    _, (row,) = run(sqlite_database, path, prefix="found_")
    assert (row["status"], row["found_status"]) == ("open", "outside_area")
    assert list(row) == ["status", "where", *(f"found_{name}" for name in LOCATION_COLUMNS)]


@pytest.mark.usefixtures("known")
def test_a_second_run_on_the_output_gives_the_same_bytes(sqlite_database: Database, tmp_path: Path) -> None:
    path = file_of(tmp_path, "High Street", "=1+1", "")
    run(sqlite_database, path)
    first = (tmp_path / "out.csv").read_bytes()
    again = path.with_name("again.csv")
    (tmp_path / "out.csv").rename(again)
    run(sqlite_database, again)
    assert (tmp_path / "out.csv").read_bytes() == first
    assert b"\n2,=1+1,not_found," in first


@pytest.mark.parametrize("output", ["places.csv", "./places.csv", "no/folder.csv", "out.xlsx"])
def test_an_output_that_cannot_be_is_refused_before_anything_is_done(
    sqlite_database: Database, tmp_path: Path, known: list[Known], output: str
) -> None:
    path = file_of(tmp_path, "Leeds")
    before = path.read_bytes()
    with pytest.raises(OutputError):
        geocode_file(sqlite_database, path, column="where", output=tmp_path / output, settings=SETTINGS)
    assert path.read_bytes() == before
    assert known == []
    assert not (tmp_path / "out.xlsx").exists()


def test_a_failure_midway_leaves_no_file_and_no_question(
    sqlite_database: Database, tmp_path: Path, known: list[Known], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Known, text: str) -> Location:
        if text == "Leeds":
            raise GeoIJError("the index is gone")
        return Location(text, LocationStatus.AMBIGUOUS, "Which?", None, (CORBY, KETTERING))

    monkeypatch.setattr(Known, "locate", fail)
    path = file_of(tmp_path, "High Street", "Leeds")
    (tmp_path / "out.csv").write_text("what was there before")
    with pytest.raises(GeoIJError, match="the index is gone"):
        run(sqlite_database, path, review=True)
    assert (tmp_path / "out.csv").read_text() == "what was there before"
    assert sorted(one.name for one in tmp_path.glob("*.csv")) == ["out.csv", "places.csv"]
    assert list(tmp_path.glob(".*")) == []
    assert waiting(sqlite_database) == {}
    assert len(known) == 1
