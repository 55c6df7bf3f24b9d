"""Words that a decision made a name are listed for moderators, within their areas, and can be forgotten."""

import pytest

from geo_ij.errors import AccessError, NotFoundError
from geo_ij.services.learnt_names import forget_learnt_name, learnt_name, learnt_names
from geo_ij.services.remembered_words import remembered_words
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.services.learnt_words import NORTHAMPTON, WORDS, remember_words
from tests.services.reports import NORTH, WEST, as_role, audited

FAR = "By the pond, Northampton"


def test_words_are_listed_and_mean_nothing_once_they_are_forgotten(database: Database) -> None:
    location_id, moderator = remember_words(database), as_role(database)
    (one,) = learnt_names(moderator)
    assert (one.location_id, one.words, one.place, one.uncertainty_m) == (location_id, WORDS, WORDS, 100)
    assert remembered_words(database).locate(WORDS) is not None
    assert forget_learnt_name(moderator, location_id) == one
    assert learnt_names(moderator) == []
    assert remembered_words(database).locate(WORDS) is None
    assert audited(database)[0] == ("the moderator", "changed", f"location {location_id}")
    with pytest.raises(NotFoundError):
        forget_learnt_name(moderator, location_id)


def test_whoever_is_limited_sees_and_forgets_those_of_their_areas(database: Database) -> None:
    here = remember_words(database)
    there = remember_words(database, FAR, at=NORTHAMPTON, reference="WORDS-2")
    north, west = (as_role(database, areas=(area,)) for area in (NORTH, WEST))
    assert [one.location_id for one in learnt_names(north)] == [here]
    assert [one.location_id for one in learnt_names(west)] == [there]
    for refused in (learnt_name, forget_learnt_name):
        with pytest.raises(NotFoundError):
            refused(north, there)
    assert {one.location_id for one in learnt_names(as_role(database))} == {here, there}


@pytest.mark.parametrize("role", [Role.PLANNER, Role.SERGEANT, Role.ADMIN])
def test_the_words_of_reporters_are_for_moderators(sqlite_database: Database, role: Role) -> None:
    location_id = remember_words(sqlite_database)
    with pytest.raises(AccessError):
        learnt_names(as_role(sqlite_database, role))
    for refused in (learnt_name, forget_learnt_name):
        with pytest.raises(AccessError):
            refused(as_role(sqlite_database, role), location_id)
