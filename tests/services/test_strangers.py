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
    "api_keys.holder_of": "how a program that sends reports is known",
    "open311_tokens.public_id_of_token": "gives the id of what is public",
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
    "report_photographs.public_photograph": "gives what was approved for everybody",
    "sign_in.any_account": "says only whether anybody can sign in",
    "sign_in.check_password": "how a stranger stops being one",
    "sign_in.check_code": "how a stranger stops being one",
    "sign_in.begin_session": "how a stranger stops being one",
    "sign_in.signed_in": "how a stranger stops being one",
    "work_accounts.account_for": "how a stranger stops being one",
    "receive_reports.submit_report": "takes in what anybody may send",
    "report_ground.open_ground": "gazetteers and boundaries are open data",
    "report_map.report_map": "boundaries and place names are open data, streets as they were published",
    "report_drafts.begin_draft": "anybody may begin a report",
    "report_drafts.read_draft": "a draft is of whoever has its key",
    "report_drafts.change_draft": "a draft is of whoever has its key",
    "report_drafts.add_photograph": "a draft is of whoever has its key",
    "report_drafts.remove_photograph": "a draft is of whoever has its key",
    "report_drafts.draft_photograph": "a draft is of whoever has its key",
    "report_drafts.send_draft": "a draft is of whoever has its key",
    "report_drafts.close_draft": "a draft is of whoever has its key",
    "public_reports.public_reports": "gives what is public",
    "public_reports.similar_reports": "gives what is public",
    "public_reports.support_report": "anybody may say that they see it too",
    "own_report.report_status": "tells whoever has the reference where it stands, and nothing that it says",
    "own_report.answer_question": "whoever has the reference was asked",
    "own_report.withdraw_report": "whoever has the reference sent the report",
}
"""Services that anybody may call, with the reason."""

OWN = {
    "confirmation.fault_of_own_password",
    "my_patch.my_patch",
    "my_patch.patch_waiting",
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
