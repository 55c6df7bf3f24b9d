"""Whoever has not signed in is refused by every service that is not on a written list, before anything is read."""

import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from geo_ij import services
from geo_ij.access.actor import STRANGER
from geo_ij.errors import AccessError
from geo_ij.store.database import Database

OPEN = {
    "publish.latest_snapshot": "gives what was published",
    "publish.published_work": "gives what was published",
    "publish.snapshot_months": "gives what was published",
    "draw_map.public_map_content": "gives what was published",
    "service_area.service_area": "boundaries are open data",
    "geocoder.open_geocoder": "gazetteers are open data, and residents' words are looked up in them",
    "remembered_words.remembered_words": "what words mean, not who wrote them",
    "online_places.online_geocoder": "asks for the words of whoever asks",
    "access.limit_of": "says what the actor is limited to",
    "audit.record_alone": "only adds to the log",
    "demonstration_accounts.demonstration_accounts": "accounts that are shown to everybody on purpose",
    "sign_in.any_account": "says only whether anybody can sign in",
    "sign_in.check_password": "how a stranger stops being one",
    "sign_in.check_code": "how a stranger stops being one",
    "sign_in.begin_session": "how a stranger stops being one",
    "sign_in.signed_in": "how a stranger stops being one",
    "work_accounts.account_for": "how a stranger stops being one",
}
"""Services that anybody may call, with the reason."""

OWN = {
    "confirmation.fault_of_own_password",
    "my_patch.my_patch",
    "sign_in.end_session",
    "sign_in.end_other_sessions",
    "sign_in.renew_session",
    "sign_in.change_password",
    "sign_in.prefer_area",
    "second_factor.add_second_factor",
    "second_factor.remove_second_factor",
    "second_factor.recovery_codes_left",
}
"""Services about somebody's own account or page: the web calls them with the account that is signed in."""


def found() -> dict[str, Callable[..., Any]]:
    """Give every public function of the services that takes a database first."""
    functions = {}
    for module in pkgutil.iter_modules(services.__path__):
        loaded = import_module(f"geo_ij.services.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            parameters = list(inspect.signature(function).parameters)
            if function.__module__ == loaded.__name__ and not name.startswith("_") and parameters[:1] == ["database"]:
                functions[f"{module.name}.{name}"] = function
    return functions


FUNCTIONS = found()


def test_the_lists_name_services_that_there_are() -> None:
    assert (set(OPEN) | OWN) - set(FUNCTIONS) == set()
    assert not set(OPEN) & OWN


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - set(OPEN) - OWN))
def test_a_stranger_is_refused(sqlite_database: Database, name: str) -> None:
    function = FUNCTIONS[name]
    _, *others = inspect.signature(function).parameters.values()
    needed = [one for one in others if one.default is one.empty]
    positional = [None for one in needed if one.kind is one.POSITIONAL_OR_KEYWORD]
    named = {one.name: None for one in needed if one.kind is one.KEYWORD_ONLY}
    with pytest.raises(AccessError):
        function(sqlite_database.acting(STRANGER), *positional, **named)
