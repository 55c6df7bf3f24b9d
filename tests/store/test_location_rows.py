"""Where records were found to be in the store, on SQLite and on PostgreSQL: decisions stay, changed words ask again."""

from typing import Any

import pytest

from geo_ij.store import location_rows
from geo_ij.store.database import Database
from geo_ij.store.location_rows import ANSWER_FIELDS, DECIDED_FIELDS

WAITING: dict[str, Any] = {
    "text": "High Street'; DROP TABLE locations; --", "status": "ambiguous", "reason": "Which High Street?",
    "easting": None, "northing": None, "uncertainty_m": None, "precision": None, "matched_name": None, "source": None,
    "confidence": None, "alternatives": '[{"name": "High Street, Corby"}]', "state": "waiting",
    "located_at": "2026-01-05T10:00:00+00:00",
}  # fmt: skip
MATCHED: dict[str, Any] = {
    "text": "NN15 6DP", "status": "matched", "reason": "Understood as a postcode.", "easting": 487_082.0,
    "northing": 277_282.9, "uncertainty_m": 60.0, "precision": "postcode", "matched_name": "NN15 6DP",
    "source": "postcodes", "confidence": 0.99, "alternatives": "[]", "state": "accepted",
    "located_at": "2026-01-06T10:00:00+00:00",
}  # fmt: skip
DECISION: dict[str, Any] = {
    "status": "matched", "reason": "A person chose it.", "easting": 489_000.0, "northing": 288_000.0,
    "uncertainty_m": 100.0, "precision": "street", "matched_name": "High Street, Corby", "source": "decisions",
    "confidence": 1.0, "state": "decided",
}  # fmt: skip


def keep(database: Database, reference: str, fields: dict[str, Any]) -> int:
    with database.write() as connection:
        return location_rows.keep(connection, subject_kind="report", subject_reference=reference, fields=fields)


def decide(database: Database, location_id: int, **changes: Any) -> None:
    with database.write() as connection:
        location_rows.decide(
            connection, location_id, fields=DECISION | changes, decided_at="2026-01-07T10:00:00+00:00", note="By map."
        )


def fields_of(database: Database, location_id: int) -> dict[str, Any]:
    with database.read() as connection:
        row = location_rows.location(connection, location_id)
    assert row is not None
    return row._asdict()


def waiting(database: Database) -> list[str]:
    with database.read() as connection:
        return [row.subject_reference for row in location_rows.waiting(connection, reports_kind="report")]


def test_what_goes_in_comes_out(database: Database) -> None:
    first, second = keep(database, "R1", WAITING), keep(database, "R2", MATCHED)
    for location_id, expected in ((first, WAITING), (second, MATCHED)):
        found = fields_of(database, location_id)
        assert {name: found[name] for name in ANSWER_FIELDS} == expected
        assert (found["decided_at"], found["decided_note"], found["before_decision"]) == (None, None, None)
    with database.read() as connection:
        assert [row.text for row in location_rows.locations(connection, subject_kind="report")] == [
            WAITING["text"], "NN15 6DP",
        ]  # fmt: skip
        assert location_rows.locations(connection, subject_kind="referral") == []
        assert location_rows.location_of(connection, subject_kind="referral", subject_reference="R1") is None
        assert location_rows.location(connection, 9_999) is None


def test_the_longest_waiting_comes_first(database: Database) -> None:
    for reference, day in (("R1", "09"), ("R2", "07"), ("R3", "08")):
        keep(database, reference, WAITING | {"located_at": f"2026-01-{day}T10:00:00+00:00"})
    keep(database, "R4", MATCHED)
    assert waiting(database) == ["R2", "R3", "R1"]


def test_the_same_answer_again_changes_nothing_and_another_takes_its_place(database: Database) -> None:
    location_id = keep(database, "R1", WAITING)
    assert keep(database, "R1", WAITING | {"located_at": "2026-02-01T00:00:00+00:00"}) == location_id
    assert fields_of(database, location_id)["located_at"] == WAITING["located_at"]
    assert keep(database, "R1", MATCHED | {"text": WAITING["text"]}) == location_id
    assert fields_of(database, location_id)["matched_name"] == "NN15 6DP"
    assert waiting(database) == []


def test_a_decision_stands_against_every_later_answer_to_the_same_words(database: Database) -> None:
    location_id = keep(database, "R1", WAITING)
    decide(database, location_id)
    assert waiting(database) == []
    keep(database, "R1", MATCHED | {"text": WAITING["text"]})
    found = fields_of(database, location_id)
    assert {name: found[name] for name in DECIDED_FIELDS} == DECISION
    assert (found["decided_at"], found["decided_note"]) == ("2026-01-07T10:00:00+00:00", "By map.")
    assert found["alternatives"] == WAITING["alternatives"]


def test_other_words_are_a_new_question(database: Database) -> None:
    location_id = keep(database, "R1", WAITING)
    decide(database, location_id)
    assert keep(database, "R1", WAITING | {"text": "Station Road"}) == location_id
    found = fields_of(database, location_id)
    assert {name: found[name] for name in ANSWER_FIELDS} == WAITING | {"text": "Station Road"}
    assert (found["decided_at"], found["before_decision"]) == (None, None)
    assert waiting(database) == ["R1"]


def test_a_decision_forgotten_gives_the_first_answer_back(database: Database) -> None:
    location_id = keep(database, "R1", WAITING)
    decide(database, location_id)
    decide(database, location_id, matched_name="High Street, Kettering")
    with database.write() as connection:
        assert location_rows.forget(connection, location_id) is True
        assert location_rows.forget(connection, location_id) is False
    found = fields_of(database, location_id)
    assert {name: found[name] for name in ANSWER_FIELDS} == WAITING
    assert (found["decided_at"], found["decided_note"], found["before_decision"]) == (None, None, None)


def test_nothing_is_decided_about_what_is_not_there(sqlite_database: Database) -> None:
    with pytest.raises(LookupError, match="9"):
        decide(sqlite_database, 9)
