"""A place is said by one press and remembered; a council is told what and where, and nothing of who."""

import json
from typing import Any

import pytest

from geo_ij.access.actor import STRANGER
from geo_ij.errors import InputError
from geo_ij.services.kept_locations import waiting_locations
from geo_ij.services.locate_report import locate_report
from geo_ij.services.merge_reports import merge_report, reopen_report
from geo_ij.services.own_report import withdraw_report
from geo_ij.services.refer_reports import refer_to_council
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from tests.services.reports import (
    EMAIL,
    NORTH,
    NOW,
    PHONE,
    SETTINGS,
    WEST,
    as_role,
    forget_letters,
    ground,
    history_of,
    letters,
    row_of,
    send,
)
from tests.services.test_moderate_reports import MADE_UP, VERBS


@pytest.mark.parametrize("place", ["Somewhere", "High Street", "The Rec"])
def test_no_report_is_accepted_or_sent_on_before_its_place_is_known(sqlite_database: Database, place: str) -> None:
    reference, moderator = send(sqlite_database, place=place), as_role(sqlite_database)
    for verb in ("accept", "council"):
        with pytest.raises(InputError) as refused:
            VERBS[verb](moderator, reference, 1)
        assert set(refused.value.fields) == {"where"}
    assert row_of(sqlite_database, reference).status == "received"


BANDSTAND = "By the bandstand, Kettering"
"""Words that the geocoder of these tests does not know; they name a town."""


def test_an_unsure_place_is_chosen_by_one_press_for_this_report_alone(database: Database) -> None:
    reference, moderator = send(database, place="High Street"), as_role(database)
    taken = locate_report(moderator, reference, version=1, ground=ground(database), choice=2, now=NOW)
    row = taken.report
    assert (row.easting, row.northing, row.uncertainty_m) == (486_700, 278_700, 90)
    assert (row.council, (row.public_place or "").split(",")[0], row.cell is not None) == (NORTH, "Gold Street", True)
    details = json.loads(history_of(database, reference)[-1].details)
    assert details == {"place": "High Street, Kettering", "how": "a choice", "remembered": False}
    assert row_of(database, send(database, place="High Street")).easting is None
    assert VERBS["accept"](moderator, reference, 2).report.status == "accepted"


def test_words_that_name_a_town_are_found_there_from_now_on_if_asked(database: Database) -> None:
    reference, moderator = send(database, place=BANDSTAND), as_role(database)
    point = (486_650.0, 278_650.0)
    locate_report(moderator, reference, version=1, ground=ground(database), point=point, remember=True)
    assert json.loads(history_of(database, reference)[-1].details)["remembered"] is True
    assert row_of(database, send(database, place=BANDSTAND)).easting == 486_650


@pytest.mark.parametrize(
    ("place", "how", "why"),
    [
        ("High Street", {"choice": 2}, "more than one place"),
        ("The Rec", {"choice": 1}, "no town"),
        ("Behind us", {"point": (486_650.0, 278_650.0)}, "no town"),
        ("Kettering Road", {"point": (486_650.0, 278_650.0)}, "no town"),
        ("Kettering", {"point": (486_650.0, 278_650.0)}, "no town"),
    ],
)
def test_words_that_may_mean_another_place_are_never_remembered(
    sqlite_database: Database, place: str, how: dict[str, Any], why: str
) -> None:
    reference, moderator = send(sqlite_database, place=place), as_role(sqlite_database)
    where = ground(sqlite_database)
    with pytest.raises(InputError, match=why) as refused:
        locate_report(moderator, reference, version=1, ground=where, remember=True, **how)
    assert set(refused.value.fields) == {"remember"}
    assert row_of(sqlite_database, reference).easting is None or place == "The Rec"
    decided = locate_report(moderator, reference, version=1, ground=where, **how).report
    # Chosen once, its words are no surer than before.
    with pytest.raises(InputError, match=why):
        locate_report(moderator, reference, version=decided.version, ground=where, remember=True, **how)


def test_nobody_is_asked_where_a_report_is_that_is_over(database: Database) -> None:
    moderator = as_role(database)
    first, withdrawn, turned_away, for_police, joined = (send(database, place="High Street") for _ in range(5))
    assert waits(database) == {first, withdrawn, turned_away, for_police, joined}
    withdraw_report(database.acting(STRANGER), withdrawn, settings=SETTINGS)
    assert waits(database) == {first, turned_away, for_police, joined}
    VERBS["not suitable"](moderator, turned_away, 1)
    VERBS["police"](moderator, for_police, 1)
    merge_report(moderator, joined, into=first, version=1, settings=SETTINGS)
    VERBS["review"](moderator, first, 1)
    assert waits(database) == {first}
    # Opened again, it matters again; what it waited for was not forgotten.
    reopen_report(moderator, turned_away, version=2)
    assert waits(database) == {first, turned_away}


def waits(database: Database) -> set[str]:
    """Give the references of the reports whose place waits for a person."""
    return {one.subject_reference for one in waiting_locations(database)}


def test_a_point_is_taken_and_its_words_only_if_asked(sqlite_database: Database) -> None:
    reference, moderator = send(sqlite_database, place="Behind us"), as_role(sqlite_database)
    where = ground(sqlite_database)
    for point in ((430_000.0, 433_000.0), (9e9, 9e9)):
        with pytest.raises(InputError):
            locate_report(moderator, reference, version=1, ground=where, point=point)
    row = locate_report(
        moderator, reference, version=1, ground=where, point=(486_650.0, 278_650.0), uncertainty_m=30
    ).report
    assert (row.easting, row.uncertainty_m) == (486_650, 30)
    assert row_of(sqlite_database, send(sqlite_database, place="Behind us")).easting is None
    gone = locate_report(moderator, reference, version=2, ground=where, not_a_place=True).report
    assert (gone.easting, gone.council, gone.public_place, gone.cell) == (None, None, None, None)
    for wrong in ({}, {"choice": 1, "not_a_place": True}, {"choice": 9}):
        with pytest.raises(InputError):
            locate_report(moderator, reference, version=3, ground=where, **wrong)  # type: ignore[arg-type]
    assert row_of(sqlite_database, reference).version == 3


def test_the_council_is_told_what_and_where_and_nothing_of_who(database: Database) -> None:
    reference = send(database, MADE_UP, email=EMAIL, phone=PHONE)
    forget_letters(database)
    VERBS["council"](as_role(database), reference, 1)
    (to, _, body), (other, _, _) = letters(database)
    assert (to, other) == ("cleaning@example.org", EMAIL)
    for said in (reference, "Litter", "SP 86650 78650", "By the gate", "[telephone number removed]"):
        assert said in body
    for secret in (EMAIL, PHONE, "960123", "me@example.org", "A resident"):
        assert secret not in body
    details = json.loads(history_of(database, reference)[-1].details)
    assert details == {"council": NORTH, "note": "By the gate"}


def test_what_a_moderator_left_out_is_not_sent_to_the_council(sqlite_database: Database) -> None:
    reference = send(sqlite_database, "The lady at number 4 does it.")
    refer_to_council(as_role(sqlite_database), reference, version=1, settings=SETTINGS, public_text="")
    assert "number 4" not in letters(sqlite_database)[-1][2]
    assert row_of(sqlite_database, reference).public_text is None


def test_a_council_without_an_address_is_said_with_what_to_do(sqlite_database: Database) -> None:
    reference = send(sqlite_database, place="The Drapery")
    before = letters(sqlite_database)
    with pytest.raises(InputError, match=f"GEO_IJ_COUNCIL_EMAILS: {WEST}=address") as refused:
        refer_to_council(as_role(sqlite_database), reference, version=1, settings=SETTINGS)
    assert set(refused.value.fields) == {"council"}
    assert letters(sqlite_database) == before
    both = read_settings({"GEO_IJ_COUNCIL_EMAILS": f"{NORTH}=n@example.org; {WEST.upper()} = w@example.org ;"})
    refer_to_council(as_role(sqlite_database), reference, version=1, settings=both)
    assert letters(sqlite_database)[-1][0] == "w@example.org"
