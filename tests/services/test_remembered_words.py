"""The same words are found where a person decided that they are; other words are not."""

import pytest

from geo_ij.geocode.location import Candidate, Location
from geo_ij.services.kept_locations import keep_location
from geo_ij.services.remembered_words import CONFIDENCE, remembered_words
from geo_ij.services.review_locations import decide_location, forget_decision
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import LocationStatus, Precision

WORDS = "By the big tree, near the old chippy!"
HERE = (487_000.0, 278_000.0)


def decided(database: Database, text: str, *, at: tuple[float, float] = HERE, uncertainty_m: float = 100) -> int:
    with database.write() as connection:
        location_id = keep_location(
            connection, Location(text, LocationStatus.NOT_FOUND, "Unknown."), subject_kind="report",
            subject_reference=f"{text} {at}",
        )  # fmt: skip
    decide_location(database, location_id, settings=read_settings({}), point=at, uncertainty_m=uncertainty_m)
    return location_id


def place(easting: float, northing: float, uncertainty_m: float = 100) -> Candidate:
    name = " ".join(WORDS.split())
    return Candidate(easting, northing, uncertainty_m, Precision.PLACE, name, "decisions", CONFIDENCE)


@pytest.mark.parametrize(
    "text", [WORDS, "by  the BIG tree near the old chippy", "By the big tree\nnear the old chippy."]
)
def test_the_same_words_are_found_whatever_their_case_and_commas(database: Database, text: str) -> None:
    decided(database, WORDS)
    found = remembered_words(database).locate(text)
    assert found is not None
    assert (found.status, found.text, found.best) == (LocationStatus.MATCHED, text, place(*HERE))
    assert not found.needs_review


@pytest.mark.parametrize("text", ["the old chippy", f"{WORDS} in Corby", "", "?", "by the big tree near the old chipp"])
def test_other_words_are_not(sqlite_database: Database, text: str) -> None:
    decided(sqlite_database, WORDS)
    assert remembered_words(sqlite_database).locate(text) is None


def test_what_is_forgotten_is_not_found(sqlite_database: Database) -> None:
    location_id = decided(sqlite_database, WORDS)
    forget_decision(sqlite_database, location_id)
    assert remembered_words(sqlite_database).locate(WORDS) is None


def test_decisions_that_agree_are_one_place_as_sure_as_the_least_sure(sqlite_database: Database) -> None:
    decided(sqlite_database, WORDS)
    decided(sqlite_database, WORDS.upper(), at=(487_150.0, 278_000.0), uncertainty_m=150)
    found = remembered_words(sqlite_database).locate(WORDS)
    assert found is not None
    assert found.best is not None
    assert (found.best.easting, found.best.uncertainty_m) == (487_150, 150)


def test_decisions_that_differ_are_asked_again(sqlite_database: Database) -> None:
    decided(sqlite_database, WORDS)
    decided(sqlite_database, WORDS.lower(), at=(487_101.0, 278_000.0))
    found = remembered_words(sqlite_database).locate(WORDS)
    assert found is not None
    assert (found.status, found.best, found.needs_review) == (LocationStatus.AMBIGUOUS, None, True)
    assert sorted(one.easting for one in found.alternatives) == [487_000, 487_101]
