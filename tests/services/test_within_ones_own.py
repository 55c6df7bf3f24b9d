"""Whoever looks after some areas, or after accounts, cannot give themselves more."""

import pytest

from geo_ij.access.actor import RESERVED_NAMES, Actor, actor_of
from geo_ij.errors import AccessError, InputError
from geo_ij.services.accounts import TypedAccount, add_account, change_account
from geo_ij.services.local_names import TypedName, add_local_name, change_local_name, remove_local_name
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role

NORTH, WEST = "North Northamptonshire", "West Northamptonshire"
SETTINGS = read_settings({})
IN_KETTERING = TypedName("The Rec", longitude=-0.7219, latitude=52.4010, uncertainty_m=100)
IN_NORTHAMPTON = TypedName("The Field", longitude=-0.8962, latitude=52.2405, uncertainty_m=100)


def limited(role: Role, account_id: int | None = None) -> Actor:
    return actor_of("somebody", [role], areas=[NORTH], account_id=account_id)


def test_nobody_changes_their_own_roles_or_areas(database: Database) -> None:
    add_account(database, TypedAccount("another", "Another", ("admin",)))
    account, _ = add_account(database, TypedAccount("somebody", "Somebody", ("admin",), (NORTH,)))
    own = database.acting(limited(Role.ADMIN, account.account_id))
    for roles, areas in ((("admin", "planner"), (NORTH,)), (("admin",), ())):
        with pytest.raises(InputError):
            change_account(own, account.account_id, TypedAccount("somebody", "Somebody", roles, areas))
    renamed = change_account(own, account.account_id, TypedAccount("somebody", "Else", ("admin",), (NORTH,)))
    assert (renamed.label, renamed.roles, renamed.areas) == ("Else", (Role.ADMIN,), (NORTH,))


@pytest.mark.parametrize("areas", [(), (WEST,), (NORTH, WEST)])
def test_who_looks_after_some_areas_gives_no_others(database: Database, areas: tuple[str, ...]) -> None:
    own = database.acting(limited(Role.ADMIN))
    with pytest.raises(InputError) as refused:
        add_account(own, TypedAccount("new", "New", ("planner",), areas))
    assert "some areas only" in refused.value.fields["areas"]
    account, _ = add_account(own, TypedAccount("new", "New", ("planner",), (NORTH.lower(),)))
    assert account.areas == (NORTH,), "as its boundary is called, however it was typed"


@pytest.mark.parametrize("name", [*sorted(RESERVED_NAMES), "Command Line", "r\u043eot"])
def test_no_account_has_a_name_that_means_or_looks_like_another(database: Database, name: str) -> None:
    with pytest.raises(InputError) as refused:
        add_account(database, TypedAccount(name, "Somebody", ("planner",)))
    assert set(refused.value.fields) == {"name"}


def test_local_names_are_kept_within_ones_areas(database: Database) -> None:
    theirs = add_local_name(database, IN_NORTHAMPTON, settings=SETTINGS)
    own = database.acting(limited(Role.SERGEANT))
    mine = add_local_name(own, IN_KETTERING, settings=SETTINGS)
    with pytest.raises(InputError) as refused:
        add_local_name(own, IN_NORTHAMPTON, settings=SETTINGS)
    assert "outside the areas" in refused.value.fields["longitude"]
    with pytest.raises(InputError):
        change_local_name(own, mine.reference, IN_NORTHAMPTON, settings=SETTINGS)
    for change in (
        lambda: change_local_name(own, theirs.reference, IN_KETTERING, settings=SETTINGS),
        lambda: remove_local_name(own, theirs.reference),
    ):
        with pytest.raises(AccessError):
            change()
    assert remove_local_name(own, mine.reference).name == "The Rec"
