"""Rows that are not sure wait for a person, whose decision stands in the next run."""

import resource
from pathlib import Path

import pytest

from geo_ij.errors import OutputError
from geo_ij.services import geocode_file as service
from geo_ij.services.kept_locations import KeptLocation, kept_location
from geo_ij.services.review_locations import decide_location
from geo_ij.store.database import Database
from geo_ij.vocabulary import ReviewState
from tests.services.known_places import CORBY, KETTERING, SETTINGS, Known, file_of, open_known_places, run, waiting


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> list[Known]:
    return open_known_places(monkeypatch)


def kept(database: Database, reference: str) -> KeptLocation:
    with database.read() as connection:
        found = kept_location(connection, subject_kind="geocode", subject_reference=reference)
    assert found is not None
    return found


@pytest.mark.usefixtures("known")
def test_a_full_disk_is_found_before_a_question_is_put(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file_of(tmp_path, "High Street")
    put: list[object] = []
    monkeypatch.setattr(service, "keep_location", lambda *_, **how: put.append(how))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))  # no file may grow beyond 100 bytes
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            run(sqlite_database, path, review=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert sorted(one.name for one in tmp_path.glob("*.csv")) == ["places.csv"]
    assert put == []


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
        ("matched", "High Street; Kettering (Café)"), ("matched", "High Street; Kettering (Café)"),
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
def test_other_words_under_the_same_identifier_are_a_new_question(sqlite_database: Database, tmp_path: Path) -> None:
    run(sqlite_database, file_of(tmp_path, "High Street", ids=["A1"]), review=True, reference="id")
    decide_location(sqlite_database, kept(sqlite_database, "A1").location_id, settings=SETTINGS, choice=1)
    mended = file_of(tmp_path, "The Rec", ids=["A1"])
    result, rows = run(sqlite_database, mended, review=True, reference="id")
    assert (rows[0]["matched_name"], result.asked, waiting(sqlite_database)) == ("The Rec", 1, {"A1": "The Rec"})


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
