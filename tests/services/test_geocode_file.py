"""A file comes back with where its rows are; what is not sure waits for a person, whose decision then stands."""

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from geo_ij.errors import GeoIJError, OutputError, SourceError
from geo_ij.geocode.location import Candidate, Location
from geo_ij.geocode.text import LONGEST_TEXT
from geo_ij.services import geocode_file as service
from geo_ij.services.geocode_file import GeocodedFile, RefusedRow, geocode_file
from geo_ij.services.kept_locations import KeptLocation, kept_location, waiting_locations
from geo_ij.services.location_fields import LOCATION_COLUMNS
from geo_ij.services.progress import Progress
from geo_ij.services.remembered_words import RememberedWords, remembered_words
from geo_ij.services.review_locations import decide_location
from geo_ij.settings import Settings, read_settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import LocationStatus, Precision, ReviewState

SETTINGS = read_settings({})
CORBY = Candidate(488_700.04, 288_500.0, 150.24, Precision.STREET, "High Street, Corby", "police", 0.51237)
KETTERING = Candidate(486_700.0, 278_700.0, 180.0, Precision.STREET, "High Street; Kettering (A6003)", "police", 0.4)
PARK = Candidate(487_040.0, 277_312.0, 200.0, Precision.PLACE, "-Spring Rise Park", "shipped names", 0.95)
MAYBE = Candidate(487_040.0, 277_312.0, 200.0, Precision.PLACE, "The Rec", "shipped names", 0.5)
LEEDS = Candidate(429_881.0, 433_447.0, 6_160.0, Precision.PLACE, "Leeds", "shipped names", 0.85)
NO_WORDS = "There are no words in it."
ANSWERS: dict[str, tuple[LocationStatus, str, Candidate | None, tuple[Candidate, ...]]] = {
    "Spring Rise Park": (LocationStatus.MATCHED, "Found.", PARK, ()),
    "The Rec": (LocationStatus.MATCHED, "Perhaps.", MAYBE, ()),
    "High Street": (LocationStatus.AMBIGUOUS, "Which?", None, (CORBY, KETTERING)),
    "Leeds": (LocationStatus.OUTSIDE_AREA, "Outside.", LEEDS, ()),
}


class Known:
    """A geocoder that knows four texts and counts how often it is asked for each."""

    def __init__(self, remembered: RememberedWords) -> None:
        self.remembered = remembered
        self.asked: Counter[str] = Counter()

    def locate(self, text: str) -> Location:
        self.asked[text] += 1
        if (found := self.remembered.locate(text)) is not None:
            return found
        if not any(letter.isalnum() for letter in text):
            return Location(text, LocationStatus.NOT_FOUND, NO_WORDS)
        status, reason, best, others = ANSWERS.get(text, (LocationStatus.NOT_FOUND, "Unknown.", None, ()))
        return Location(text[:200], status, reason, best, others)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> list[Known]:
    """Put the geocoder that knows four texts in place of the real one; give those that were opened."""
    opened: list[Known] = []

    def open_known(database: Database, *, settings: Settings, progress: Progress | None = None) -> Known:
        del settings, progress
        opened.append(Known(remembered_words(database)))
        return opened[-1]

    monkeypatch.setattr(service, "open_geocoder", open_known)
    return opened


def file_of(folder: Path, *texts: str, ids: Sequence[str] = (), name: str = "places.csv") -> Path:
    text = io.StringIO(newline="")
    rows = zip(ids or map(str, range(1, len(texts) + 1)), texts, strict=True)
    csv.writer(text, lineterminator="\n").writerows([("id", "where"), *rows])
    path = folder / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def run(
    database: Database, path: Path, *, review: bool = False, reference: str | None = None, prefix: str = ""
) -> tuple[GeocodedFile, list[dict[str, str]]]:
    output = path.with_name("out.csv")
    result = geocode_file(
        database, path, column="where", output=output, settings=SETTINGS, review=review, reference=reference,
        prefix=prefix,
    )  # fmt: skip
    with output.open(encoding="utf-8", newline="") as file:
        return result, list(csv.DictReader(file))


def kept(database: Database, reference: str) -> KeptLocation:
    with database.read() as connection:
        found = kept_location(connection, subject_kind="geocode", subject_reference=reference)
    assert found is not None
    return found


def waiting(database: Database) -> dict[str, str]:
    return {one.subject_reference: one.location.text for one in waiting_locations(database)}


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
    first, second = json.loads(row["alternatives"])
    assert (first["name"], second["name"]) == ("High Street, Corby", "High Street; Kettering (A6003)")
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
def test_added_columns_may_have_a_prefix(sqlite_database: Database, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("status,where\nopen,Leeds\n", encoding="utf-8")
    with pytest.raises(SourceError, match="it has column status already"):
        run(sqlite_database, path)
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


@pytest.mark.usefixtures("known")
def test_what_is_not_sure_waits_and_the_same_words_are_asked_once(database: Database, tmp_path: Path) -> None:
    path = file_of(tmp_path, "High Street", "Leeds", "The Rec", "High Street", "Nowhere", "")
    result, _ = run(database, path, review=True)
    assert (result.needs_review, result.asked) == (3, 2)
    expected = {"places.csv line 2": "High Street", "places.csv line 4": "The Rec"}
    assert waiting(database) == expected
    assert run(database, path, review=True)[0].asked == 2
    assert waiting(database) == expected
    assert kept(database, "places.csv line 2").choices == (CORBY, KETTERING)


@pytest.mark.usefixtures("known")
def test_a_decision_is_found_by_its_words_in_the_next_run(database: Database, tmp_path: Path) -> None:
    path = file_of(tmp_path, "High Street", "high street!", "The Rec")
    run(database, path, review=True)
    assert waiting(database) == {
        "places.csv line 2": "High Street", "places.csv line 4": "The Rec",
    }  # fmt: skip
    decide_location(database, kept(database, "places.csv line 2").location_id, settings=SETTINGS, choice=2)
    _, rows = run(database, path)
    assert [(row["status"], row["matched_name"]) for row in rows] == [
        ("matched", "High Street; Kettering (A6003)"), ("matched", "High Street; Kettering (A6003)"),
        ("matched", "The Rec"),
    ]  # fmt: skip
    assert [row["source"] for row in rows] == ["decisions", "decisions", "shipped names"]
    result, rows = run(database, path, review=True)
    assert (result.asked, result.needs_review) == (1, 1)
    assert rows[0]["reason"] == "A person decided where it is."


@pytest.mark.usefixtures("known")
def test_a_decision_about_one_row_only_stands_for_that_row(sqlite_database: Database, tmp_path: Path) -> None:
    path = file_of(tmp_path, "High Street", "High Street", ids=["A1", "A2"])
    assert run(sqlite_database, path, review=True, reference="id")[0].asked == 2
    assert waiting(sqlite_database) == {"A1": "High Street", "A2": "High Street"}
    for reference, how in (("A1", {"choice": 1}), ("A2", {"not_a_place": True})):
        location_id = kept(sqlite_database, reference).location_id
        decide_location(sqlite_database, location_id, settings=SETTINGS, remember=False, **how)  # type: ignore[arg-type]
    result, rows = run(sqlite_database, path, review=True, reference="id")
    assert [(row["status"], row["matched_name"]) for row in rows] == [
        ("matched", "High Street, Corby"), ("not_found", ""),
    ]  # fmt: skip
    assert (result.needs_review, result.asked, waiting(sqlite_database)) == (0, 0, {})
    # Without --review only words count, and these were not remembered.
    assert [row["status"] for row in run(sqlite_database, path)[1]] == ["ambiguous", "ambiguous"]


@pytest.mark.usefixtures("known")
def test_a_row_that_was_mended_waits_no_more(sqlite_database: Database, tmp_path: Path) -> None:
    run(sqlite_database, file_of(tmp_path, "High Street", "The Rec"), review=True)
    result, _ = run(sqlite_database, file_of(tmp_path, "Spring Rise Park", "High Street"), review=True)
    assert (result.asked, waiting(sqlite_database)) == (1, {"places.csv line 3": "High Street"})
    assert kept(sqlite_database, "places.csv line 2").state is ReviewState.ACCEPTED


@pytest.mark.usefixtures("known")
def test_rows_that_move_do_not_make_a_decision_forgotten(sqlite_database: Database, tmp_path: Path) -> None:
    run(sqlite_database, file_of(tmp_path, "High Street"), review=True)
    decide_location(
        sqlite_database, kept(sqlite_database, "places.csv line 2").location_id, settings=SETTINGS, choice=1
    )
    path = file_of(tmp_path, "The Rec", "High Street")
    for _ in range(2):
        result, rows = run(sqlite_database, path, review=True)
        assert [row["matched_name"] for row in rows] == ["The Rec", "High Street, Corby"]
        assert result.asked == 1
    (reference,) = waiting(sqlite_database)
    assert reference.startswith("places.csv line 2 (")
    assert kept(sqlite_database, "places.csv line 2").state is ReviewState.DECIDED


@pytest.mark.usefixtures("known")
def test_a_file_with_a_very_long_name_can_be_reviewed(database: Database, tmp_path: Path) -> None:
    path = file_of(tmp_path, "High Street", name=f"{'n' * 240}.csv")
    run(database, path, review=True)
    (reference,) = waiting(database)
    assert reference == f"{'n' * 90} line 2"
