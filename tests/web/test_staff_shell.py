"""The shell of the staff pages: a menu of what each person may open, who they are, the way out, what was just done."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.access.actor import actor_of
from geo_ij.access.permissions import PERMISSIONS_OF
from geo_ij.cli import main
from geo_ij.services.accounts import GIVEN_ROLES
from geo_ij.services.rank_sites import rank_sites
from geo_ij.store import account_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web import small_county
from tests.web.people import PASSWORD, add_person, sign_in, signed_in, token_of
from web.staff.by_command import WAITING
from web.staff.sections import SECTIONS

IN_ORDER = (
    "My patch", "Map", "Hotspots", "Sites", "Ranking", "Clear-Hold-Build", "Reports", "Referrals", "Plan", "Work",
    "Imports", "Local names", "Users", "Audit",
)  # fmt: skip
BY_COMMAND = [f"/staff/{name}" for name in WAITING]


def menu(html: str) -> dict[str, str]:
    """Give the items of the menu with their addresses."""
    found = re.findall(r'class="govuk-service-navigation__link" href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    items = {re.sub(r"<[^>]+>", "", text).strip(): address for address, text in found}
    return {text: address for text, address in items.items() if not text.endswith(": staff")}


@pytest.mark.parametrize("role", GIVEN_ROLES)
def test_the_menu_has_what_the_role_may_open_and_each_opens(app: Flask, sqlite_database: Database, role: Role) -> None:
    client = signed_in(app, sqlite_database, role)
    shown = menu(client.get("/staff/").text)
    allowed = PERMISSIONS_OF[role]
    assert list(shown) == [one.title for one in SECTIONS if one.permission is None or one.permission in allowed]
    for address in shown.values():
        assert client.get(address).status_code == 200, address
    refused = {one.title for one in SECTIONS} - set(shown)
    with app.test_request_context():
        closed = [app.url_for(one.endpoint) for one in SECTIONS if one.title in refused]
    assert [client.get(address).status_code for address in closed] == [403] * len(closed)


def test_the_sections_stand_in_their_order(app: Flask, sqlite_database: Database) -> None:
    everybody = signed_in(app, sqlite_database, *GIVEN_ROLES)
    assert tuple(menu(everybody.get("/staff/").text)) == IN_ORDER


def test_the_open_section_is_marked_and_the_one_above_it(planner: FlaskClient) -> None:
    marked = r'href="([^"]*)" aria-current="(\w+)"'
    assert re.findall(marked, planner.get("/staff/sites").text) == [("/staff/sites", "page")]
    assert re.findall(marked, planner.get("/staff/local-names/add").text) == [("/staff/local-names", "true")]


def test_strangers_see_no_section_and_get_no_session_but_for_a_form(client: FlaskClient) -> None:
    page = client.get("/staff/sign-in")
    assert menu(page.text) == {}
    assert "Sign out" not in page.text
    assert client.get("/staff/sites").headers.getlist("Set-Cookie") == []


def test_before_a_password_of_ones_own_there_is_no_section(app: Flask, sqlite_database: Database) -> None:
    name = add_person(sqlite_database, Role.PLANNER)
    with sqlite_database.write() as connection:
        row = account_rows.account_called(connection, name)
        assert row is not None
        account_rows.change_account(connection, row.account_id, must_change_password=True)
    client = app.test_client()
    sign_in(client, name, PASSWORD)
    page = client.get("/staff/account/password")
    assert page.status_code == 200
    assert menu(page.text) == {}
    assert "Sign out" in page.text


def test_the_page_says_who_is_signed_in_and_signs_them_out(planner: FlaskClient) -> None:
    page = planner.get("/staff/sites").text
    assert '<a class="govuk-link" href="/staff/account">Person 1</a>' in page
    assert 'action="/staff/sign-out"' in page
    left = planner.post("/staff/sign-out", data={"csrf_token": token_of(planner, "/staff/sites")})
    assert left.status_code == 303
    assert planner.get("/staff/sites").status_code == 302


def test_a_refusal_keeps_the_menu_of_whoever_is_signed_in_and_only_theirs(
    app: Flask, sqlite_database: Database, client: FlaskClient
) -> None:
    refused = signed_in(app, sqlite_database, Role.AUDITOR).get("/staff/sites")
    assert refused.status_code == 403
    assert menu(refused.text) == {"My patch": "/staff/", "Audit": "/staff/audit"}
    assert 'href="/staff/">start from My patch</a>' in refused.text
    assert "Sign out" not in client.get("/nowhere").text


def test_what_was_done_is_said_once(planner: FlaskClient) -> None:
    planner.post("/staff/patch", data={"csrf_token": token_of(planner, "/staff/sites"), "area": ""})
    said = "My patch now opens on everything that you may see."
    page = planner.get("/staff/local-names").text
    assert page.count(said) == 1
    assert page.count("govuk-notification-banner__content") == 1
    assert said not in planner.get("/staff/local-names").text


@pytest.mark.parametrize("path", BY_COMMAND)
def test_a_section_without_a_page_says_what_is_so_and_promises_nothing(planner: FlaskClient, path: str) -> None:
    page = planner.get(path)
    assert page.status_code == 200
    text = " ".join(re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2].partition("</main>")[0]).split())
    assert not re.search(r"\b(soon|will|coming|later|20\d\d)\b", text)


def test_every_command_that_a_section_names_is_one_of_the_programs() -> None:
    lines = [line for one in WAITING.values() for line in one.commands]
    assert len(lines) > 10
    for line in lines:
        command, words = main, line.split()[1:]
        while words and hasattr(command, "get_command") and (found := command.get_command(None, words[0])) is not None:
            command, words = found, words[1:]
        assert not hasattr(command, "get_command") or command.invoke_without_command, line
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, line


def test_the_ranking_gives_reasons_and_likely_ranks(filled_planner: FlaskClient) -> None:
    page = filled_planner.get("/staff/ranking").text
    assert '<a class="govuk-link" href="/staff/map#site-1">Spring Rise Park</a>' in page
    assert "20 m from Gold Street, Kettering: rank 1, 83 incidents in 12 months, persistent." in page
    assert re.search(r'data-label="Likely ranks">\s*1st\s*<', page)


def test_the_ranking_says_what_is_missing(planner: FlaskClient, sqlite_database: Database) -> None:
    assert "none were found yet" in planner.get("/staff/ranking").text
    small_county.find(sqlite_database, small_county.hotspots())
    assert "There are no sites to rank." in planner.get("/staff/ranking").text


def test_the_ranking_keeps_to_the_areas_of_whoever_asks(app: Flask, sqlite_database: Database) -> None:
    small_county.fill(sqlite_database)
    own = signed_in(app, sqlite_database, Role.PLANNER, areas=("North Northamptonshire",))
    other = signed_in(app, sqlite_database, Role.PLANNER, areas=("West Northamptonshire",))
    assert "Spring Rise Park" in own.get("/staff/ranking").text
    page = other.get("/staff/ranking").text
    assert "Spring Rise Park" not in page
    assert "No hotspot lies in your areas" in page
    assert "No hotspot lies in your areas." in other.get("/staff/hotspots").text


def test_sites_and_hotspots_elsewhere_have_no_part_in_somebodys_ranking(sqlite_database: Database) -> None:
    small_county.fill(sqlite_database)
    limited = [
        sqlite_database.acting(actor_of("x", [Role.PLANNER], areas=(area,)))
        for area in ("North Northamptonshire", "West Northamptonshire")
    ]
    assert [len(rank_sites(database)) for database in limited] == [1, 0]
