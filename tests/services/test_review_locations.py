"""What a person decides about a place stands, is remembered for the same words, and can be undone."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from geo_ij.errors import InputError, NotFoundError, SettingsError
from geo_ij.frames import GAZETTEER, check
from geo_ij.geocode.location import Candidate, Location
from geo_ij.services.kept_locations import DECISIONS, KeptLocation, keep_location, kept_location, waiting_locations
from geo_ij.services.review_locations import Decision, decide_location, forget_decision
from geo_ij.settings import read_settings
from geo_ij.store import gazetteer_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import LocationStatus, Precision, ReviewState

SETTINGS = read_settings({})
NOW = dt.datetime(2026, 1, 5, 10, 30, tzinfo=dt.UTC)
CORBY = Candidate(488_700.0, 288_500.0, 150.0, Precision.STREET, "High Street, Corby", "police", 0.5)
KETTERING = Candidate(486_700.0, 278_700.0, 180.0, Precision.STREET, "High Street, Kettering", "police", 0.4)
LONDON = Candidate(530_000.0, 180_000.0, 180.0, Precision.STREET, "High Street, London", "opennames", 0.1)
TEXT = "  By the shops,\nHigh\u200b Street <b>now</b> "
AMBIGUOUS = Location(TEXT, LocationStatus.AMBIGUOUS, "Which High Street?", None, (CORBY, KETTERING, LONDON))
UNSURE = Location("Rec", LocationStatus.MATCHED, "Perhaps.", replace(CORBY, confidence=0.6), (KETTERING,))
SURE = Location("NN15 6DP", LocationStatus.MATCHED, "A postcode.", replace(CORBY, confidence=0.95), ())
NOT_FOUND = Location("Nowhere", LocationStatus.NOT_FOUND, "No gazetteer knows it.")
OUTSIDE = Location("Leeds", LocationStatus.OUTSIDE_AREA, "Leeds is outside.", LONDON)


def keep(database: Database, location: Location, reference: str = "R1") -> int:
    with database.write() as connection:
        return keep_location(connection, location, subject_kind="report", subject_reference=reference, now=NOW)


def kept(database: Database, reference: str = "R1") -> KeptLocation:
    with database.read() as connection:
        found = kept_location(connection, subject_kind="report", subject_reference=reference)
    assert found is not None
    return found


def decide(database: Database, location_id: int, **how: Any) -> Decision:
    return decide_location(database, location_id, settings=SETTINGS, now=NOW, **how)


def remembered(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        entries = gazetteer_rows.entries(connection, source=DECISIONS)
    check(entries, GAZETTEER)
    return list(zip(entries["name"], entries["label"], strict=True))


@pytest.mark.parametrize("location", [AMBIGUOUS, UNSURE, SURE, NOT_FOUND, OUTSIDE], ids=lambda one: one.status.value)
def test_an_answer_comes_back_as_it_was_given(database: Database, location: Location) -> None:
    keep(database, location)
    found = kept(database)
    assert found.location == location
    assert (found.subject_kind, found.subject_reference, found.located_at) == ("report", "R1", NOW.isoformat())
    with database.read() as connection:
        assert kept_location(connection, subject_kind="referral", subject_reference="R1") is None


def test_what_is_ambiguous_or_unsure_waits_with_its_choices(sqlite_database: Database) -> None:
    for reference, location in enumerate([AMBIGUOUS, UNSURE, SURE, NOT_FOUND, OUTSIDE]):
        keep(sqlite_database, location, f"R{reference}")
    found = waiting_locations(sqlite_database)
    assert [(one.subject_reference, one.state) for one in found] == [
        ("R0", ReviewState.WAITING), ("R1", ReviewState.WAITING),
    ]  # fmt: skip
    assert found[0].choices == (CORBY, KETTERING, LONDON)
    assert found[1].choices == (replace(CORBY, confidence=0.6), KETTERING)
    assert kept(sqlite_database, "R2").state is ReviewState.ACCEPTED


def test_a_choice_is_taken_and_its_words_are_remembered(database: Database) -> None:
    location_id = keep(database, AMBIGUOUS)
    decision = decide(database, location_id, choice=2, note="The caller said so.")
    assert decision.not_remembered is None
    found = kept(database)
    assert decision.kept == found
    assert found.location.status is LocationStatus.MATCHED
    assert found.location.best == replace(KETTERING, confidence=1.0)
    assert found.location.alternatives == AMBIGUOUS.alternatives
    assert (found.state, found.decided_at, found.decided_note) == (
        ReviewState.DECIDED, NOW.isoformat(), "The caller said so.",
    )  # fmt: skip
    assert waiting_locations(database) == []
    assert remembered(database) == [("By the shops, High Street now", "High Street, Kettering")]
    with database.read() as connection:
        entry = gazetteer_rows.entries(connection).iloc[0]
        assert list(gazetteer_rows.layer_versions(connection)) == [DECISIONS]
    assert (entry["easting"], entry["northing"], entry["extent_m"]) == (486_700, 278_700, 180)


def test_a_point_is_taken_with_what_is_said_of_its_uncertainty(sqlite_database: Database) -> None:
    first, second = keep(sqlite_database, NOT_FOUND), keep(sqlite_database, UNSURE, "R2")
    decide(sqlite_database, first, point=(487_000.25, 278_000.5))
    decide(sqlite_database, second, point=(487_000.25, 278_000.5), uncertainty_m=30)
    one, other = kept(sqlite_database).location.best, kept(sqlite_database, "R2").location.best
    assert one == Candidate(487_000.25, 278_000.5, 100.0, Precision.COORDINATE, "Nowhere", DECISIONS, 1.0)
    assert other is not None
    assert (other.uncertainty_m, other.name) == (30, "Rec")


def test_a_choice_may_be_said_to_be_better_known(sqlite_database: Database) -> None:
    location_id = keep(sqlite_database, AMBIGUOUS)
    decide(sqlite_database, location_id, choice=1, uncertainty_m=40)
    best = kept(sqlite_database).location.best
    assert best == replace(CORBY, uncertainty_m=40, confidence=1.0)


def test_words_that_name_no_place_are_decided_and_not_remembered(sqlite_database: Database) -> None:
    location_id = keep(sqlite_database, AMBIGUOUS)
    decide(sqlite_database, location_id, choice=1)
    decision = decide(sqlite_database, location_id, not_a_place=True)
    assert decision.not_remembered == "they name no place"
    found = kept(sqlite_database)
    assert (found.location.status, found.location.best) == (LocationStatus.NOT_FOUND, None)
    assert found.choices == AMBIGUOUS.alternatives
    assert remembered(sqlite_database) == []


def test_a_second_decision_chooses_from_what_the_first_did(sqlite_database: Database) -> None:
    location_id = keep(sqlite_database, UNSURE)
    decide(sqlite_database, location_id, choice=2)
    assert kept(sqlite_database).choices == (UNSURE.best, KETTERING)
    decide(sqlite_database, location_id, choice=1)
    assert remembered(sqlite_database) == [("Rec", "High Street, Corby")]


@pytest.mark.parametrize(
    ("text", "how", "why"),
    [
        ("x" * 121, {}, "longer than the 120 characters"),
        ("?!", {}, "no letter or digit"),
        ("High Street", {"remember": False}, "this one record only"),
    ],
)
def test_some_words_are_decided_and_not_remembered(
    sqlite_database: Database, text: str, how: dict[str, Any], why: str
) -> None:
    location_id = keep(sqlite_database, replace(AMBIGUOUS, text=text))
    decision = decide(sqlite_database, location_id, choice=1, **how)
    assert decision.not_remembered is not None
    assert why in decision.not_remembered
    assert kept(sqlite_database).state is ReviewState.DECIDED
    assert remembered(sqlite_database) == []


def test_words_as_long_as_a_name_are_remembered(sqlite_database: Database) -> None:
    location_id = keep(sqlite_database, replace(AMBIGUOUS, text="x" * 120))
    assert decide(sqlite_database, location_id, choice=1).not_remembered is None
    assert remembered(sqlite_database) == [("x" * 120, "High Street, Corby")]


def test_a_decision_stands_against_later_answers_and_other_words_ask_again(database: Database) -> None:
    location_id = keep(database, AMBIGUOUS)
    decide(database, location_id, choice=1)
    assert keep(database, replace(SURE, text=TEXT)) == location_id
    assert kept(database).location.best == replace(CORBY, confidence=1.0)
    assert len(remembered(database)) == 1
    assert keep(database, replace(AMBIGUOUS, text="Station Road")) == location_id
    assert [one.location.text for one in waiting_locations(database)] == ["Station Road"]
    assert remembered(database) == []


def test_a_decision_is_undone(database: Database) -> None:
    location_id = keep(database, UNSURE)
    before = kept(database)
    decide(database, location_id, choice=2, note="x")
    assert forget_decision(database, location_id) == before == kept(database)
    assert remembered(database) == []
    with pytest.raises(NotFoundError, match="nothing to forget"):
        forget_decision(database, location_id)


@pytest.mark.parametrize(
    ("how", "field", "words"),
    [
        ({"choice": 0}, "choice", "no choice 0 .* from 1 to 3"),
        ({"choice": 4}, "choice", "no choice 4"),
        ({"choice": 3}, "point", "outside the service area"),
        ({"point": (530_000.0, 180_000.0)}, "point", "outside the service area \\(Northamptonshire\\)"),
        ({"point": (0.0, 0.0)}, "point", "outside"),
        ({"point": (float("inf"), float("inf"))}, "point", "as a number"),
        ({"choice": 1, "uncertainty_m": 9}, "uncertainty_m", "from 10 to 5,000"),
        ({"choice": 1, "uncertainty_m": 5001}, "uncertainty_m", "from 10 to 5,000"),
        ({"choice": 1, "note": "x" * 1001}, "note", "1000 characters"),
        ({"choice": 1, "note": "\x1b[2J"}, "note", "control characters"),
        ({}, "choice", "Say one thing"),
        ({"choice": 1, "not_a_place": True}, "choice", "Say one thing"),
        ({"choice": 1, "point": (487_000.0, 278_000.0)}, "choice", "Say one thing"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_changes_nothing(
    sqlite_database: Database, how: dict[str, Any], field: str, words: str
) -> None:
    location_id = keep(sqlite_database, AMBIGUOUS)
    before = kept(sqlite_database)
    with pytest.raises(InputError, match=words) as refusal:
        decide(sqlite_database, location_id, **how)
    assert list(refusal.value.fields) == [field]
    assert kept(sqlite_database) == before
    assert remembered(sqlite_database) == []


def test_a_choice_where_there_is_none_says_to_give_a_point(sqlite_database: Database) -> None:
    with pytest.raises(InputError, match="give a point"):
        decide(sqlite_database, keep(sqlite_database, NOT_FOUND), choice=1)


def test_what_is_not_there_is_not_found(sqlite_database: Database) -> None:
    with pytest.raises(NotFoundError, match="no location 7"):
        decide(sqlite_database, 7, choice=1)
    with pytest.raises(NotFoundError, match="no location 7"):
        forget_decision(sqlite_database, 7)


def test_without_a_service_area_nothing_is_decided(sqlite_database: Database) -> None:
    location_id = keep(sqlite_database, AMBIGUOUS)
    with pytest.raises(SettingsError, match="GEO_IJ_SERVICE_AREA"):
        decide_location(sqlite_database, location_id, settings=replace(SETTINGS, service_area="Nowhere"), choice=1)
    assert kept(sqlite_database).state is ReviewState.WAITING
