"""People come in by the force's own sign-in as their groups allow, and nobody comes in by a forged answer of it."""

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo_ij.services.accounts import accounts, set_disabled
from geo_ij.settings import Settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.services.people import log
from tests.web.people import add_person, token_of
from tests.web.work_providers import CLIENT_ID, CLIENT_SECRET, GoodProvider, good_provider
from web.staff import work_account

SIGN_IN = "/staff/sign-in"
START = "/staff/sign-in/work-account"
ANSWER = "/staff/sign-in/work-account/answer"
BUTTON = "Sign in with your work account"
ROLES = "g-planners=planner;g-admins=admin"


@pytest.fixture(scope="module")
def provider() -> Iterator[GoodProvider]:
    with good_provider() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, provider: GoodProvider) -> Settings:
    return with_sign_in(settings, provider.issuer)


def with_sign_in(settings: Settings, issuer: str) -> Settings:
    return replace(
        settings,
        oidc_issuer=issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
        oidc_roles=ROLES,
    )


@pytest.fixture
def person(provider: GoodProvider, request: pytest.FixtureRequest) -> str:
    """Give the subject of a planner whom the sign-in knows, another one in each test."""
    subject = re.sub(r"\W+", "-", request.node.name)[:80]
    provider.put_person(subject, name="The First Planner", preferred_username="planner.one", groups=["g-planners"])
    return subject


def begin(client: FlaskClient, **form: str) -> str:
    """Press the button; give the address that the browser goes to."""
    response = client.post(START, data={"csrf_token": token_of(client, SIGN_IN)} | form)
    assert response.status_code == 200, response.text
    found = re.search(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', response.text)
    assert found is not None
    return html.unescape(found.group(1))


def come(client: FlaskClient, provider: GoodProvider, subject: str | None, **form: str) -> TestResponse:
    """Go the whole way."""
    return client.get(here(provider.answer(begin(client, **form), subject)))


def here(address: str) -> str:
    """Take the host off an address that leads back here."""
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("http", "localhost")
    return f"{parts.path}?{parts.query}"


def is_in(client: FlaskClient) -> bool:
    return client.get("/staff/").status_code == 200


def refusals(database: Database) -> list[str]:
    return [json.loads(entry.details)["why"] for entry in log(database) if entry.action == "sign_in_refused"]


def test_a_planner_comes_in_as_a_planner(
    client: FlaskClient, provider: GoodProvider, person: str, sqlite_database: Database
) -> None:
    response = come(client, provider, person)
    assert (response.status_code, response.headers["Location"]) == (303, "/staff/")
    assert client.get("/staff/hotspots").status_code == 200
    assert client.get("/staff/users").status_code == 403
    (account,) = accounts(sqlite_database)
    assert (account.name, account.label, account.roles) == ("planner.one", "The First Planner", (Role.PLANNER,))
    first, second = log(sqlite_database)[:2]
    assert (first.action, second.action) == ("added", "signed_in")
    assert json.loads(second.details) == {"how": "work account"}
    assert first.actor == second.actor == "planner.one"
    assert first.request_id is not None


def test_what_is_asked_for_is_who_somebody_is_and_nothing_more(client: FlaskClient) -> None:
    asked = parse_qs(urlsplit(begin(client)).query)
    assert asked["scope"] == ["openid profile"]
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"http://localhost{ANSWER}"]
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) >= 20
    again = parse_qs(urlsplit(begin(client)).query)
    assert all(asked[name] != again[name] for name in ("state", "nonce", "code_challenge"))


def test_the_browser_gets_a_new_session_and_no_secret(client: FlaskClient, provider: GoodProvider, person: str) -> None:
    address = begin(client)
    before = client.get_cookie("staff_session", path="/staff/")
    response = client.get(here(provider.answer(address, person)))
    (cookie,) = response.headers.getlist("Set-Cookie")
    assert before is not None
    assert before.value not in cookie
    assert "no-store" in response.headers["Cache-Control"]
    with client.session_transaction(path="/staff/", environ_base={"REMOTE_ADDR": "127.0.0.1"}) as session:
        assert [name for name in session if "work" in name] == []


def test_the_button_counts_only_on_a_page_of_ours(client: FlaskClient) -> None:
    assert BUTTON in client.get(SIGN_IN).text
    assert client.post(START, data={}).status_code == 400
    assert client.get(START).status_code in (302, 405)


def test_a_role_in_the_form_or_the_answer_changes_nothing(
    client: FlaskClient, provider: GoodProvider, person: str, sqlite_database: Database
) -> None:
    wanted = {"roles": "admin", "groups": "g-admins", "role": "admin"}
    back = here(provider.answer(begin(client, **wanted), person))
    assert client.get(back + "&roles=admin&groups=g-admins").status_code == 303
    assert accounts(sqlite_database)[0].roles == (Role.PLANNER,)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/staff/hotspots?page=2", "/staff/hotspots?page=2"),
        ("https://evil.example/staff/", "/staff/"),
        ("//evil.example/staff/", "/staff/"),
        ("/staff/\\evil.example", "/staff/"),
        ("/\t/evil.example", "/staff/"),
        ("javascript:alert(1)", "/staff/"),
        ("/", "/staff/"),
    ],
)
def test_nobody_is_led_elsewhere_afterwards(
    client: FlaskClient, provider: GoodProvider, person: str, wanted: str, led_to: str
) -> None:
    response = come(client, provider, person, next=wanted)
    assert (response.status_code, response.headers["Location"]) == (303, led_to)


def test_where_to_go_is_not_taken_from_the_answer(client: FlaskClient, provider: GoodProvider, person: str) -> None:
    back = here(provider.answer(begin(client, next="/staff/sites"), person))
    assert client.get(back + "&next=/staff/map").headers["Location"] == "/staff/sites"


def test_an_answer_counts_once(client: FlaskClient, provider: GoodProvider, person: str) -> None:
    back = here(provider.answer(begin(client), person))
    assert client.get(back).status_code == 303
    again = client.get(back)
    assert again.status_code == 400
    assert "was used already" in again.text


@pytest.mark.parametrize("change", [lambda state: "", lambda state: state[:-1], lambda state: state + "x", str.upper])
def test_an_answer_with_another_state_is_refused_and_the_right_one_still_counts(
    client: FlaskClient, provider: GoodProvider, person: str, change: Callable[[str], str]
) -> None:
    back = here(provider.answer(begin(client), person))
    state = parse_qs(urlsplit(back).query)["state"][0]
    response = client.get(back.replace(f"state={state}", f"state={change(state)}"))
    assert response.status_code == 400
    assert "start again here" in response.text
    assert not is_in(client)
    assert client.get(back).status_code == 303


def test_an_answer_counts_in_its_own_browser_alone(
    app: Flask, client: FlaskClient, provider: GoodProvider, person: str
) -> None:
    """Else somebody could have a colleague work, unknowing, in an account that is not theirs."""
    back = here(provider.answer(begin(client), person))
    victim = app.test_client()
    assert victim.get(back).status_code == 400
    begin(victim)
    assert victim.get(back).status_code == 400
    assert not is_in(victim)


def test_an_answer_that_took_too_long_is_refused(
    client: FlaskClient, provider: GoodProvider, person: str, monkeypatch: pytest.MonkeyPatch, sqlite_database: Database
) -> None:
    back = here(provider.answer(begin(client), person))
    monkeypatch.setattr(work_account, "ANSWERED_WITHIN_S", -1.0)
    assert client.get(back).status_code == 400
    assert not is_in(client)
    assert refusals(sqlite_database) == ["the answer came too late"]


def test_whoever_says_no_on_the_way_reads_so(
    client: FlaskClient, provider: GoodProvider, sqlite_database: Database
) -> None:
    response = come(client, provider, None)
    # The program forgets the state when somebody says no, so this answer belongs to nothing.
    assert response.status_code == 400
    address = begin(client)
    state = parse_qs(urlsplit(address).query)["state"][0]
    error = f"error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E&state={state}"
    response = client.get(f"{ANSWER}?{error}")
    assert response.status_code == 403
    assert "or you stopped on the way" in response.text
    assert "alert(1)" not in response.text
    assert not is_in(client)
    assert refusals(sqlite_database) == ["the sign-in said 'access_denied'"]
    # A refusal uses it up as well.
    assert client.get(f"{ANSWER}?code=any&state={state}").status_code == 400
    assert len(refusals(sqlite_database)) == 1


@pytest.mark.parametrize(
    ("error", "status"), [("temporarily_unavailable", 503), ("server_error", 503), ("unauthorized_client", 503)]
)
def test_what_the_sign_in_says_is_explained_and_not_repeated(client: FlaskClient, error: str, status: int) -> None:
    state = parse_qs(urlsplit(begin(client)).query)["state"][0]
    response = client.get(f"{ANSWER}?error={error}&state={state}")
    assert response.status_code == status
    assert error not in response.text
    assert BUTTON in response.text


def test_groups_taken_away_shut_the_door_and_the_open_sessions(
    app: Flask, client: FlaskClient, provider: GoodProvider, person: str, sqlite_database: Database
) -> None:
    assert come(client, provider, person).status_code == 303
    assert is_in(client)
    provider.put_person(person, name="The First Planner", groups=["g-others"])
    response = come(app.test_client(), provider, person)
    assert response.status_code == 403
    assert "in no group that may use this service" in response.text
    assert not is_in(client)
    assert refusals(sqlite_database) == ["in no group that has a role"]


def test_other_groups_bring_other_roles_at_the_next_sign_in(
    app: Flask, client: FlaskClient, provider: GoodProvider, person: str
) -> None:
    come(client, provider, person)
    provider.put_person(person, name="The First Planner", groups=["g-admins"])
    second = app.test_client()
    assert come(second, provider, person).status_code == 303
    for browser in (client, second):
        assert browser.get("/staff/hotspots").status_code == 403
        assert browser.get("/staff/users").status_code == 200


def test_whoever_is_disabled_here_does_not_come_in_by_there(
    app: Flask, client: FlaskClient, provider: GoodProvider, person: str, sqlite_database: Database
) -> None:
    come(client, provider, person)
    set_disabled(sqlite_database, accounts(sqlite_database)[0].account_id, disabled=True)
    assert not is_in(client)
    response = come(app.test_client(), provider, person)
    assert response.status_code == 403
    assert "was disabled" in response.text


def test_a_name_or_an_address_is_nobody(
    client: FlaskClient, provider: GoodProvider, person: str, sqlite_database: Database
) -> None:
    """Whoever can choose what the directory calls them must not become the administrator by it."""
    local = add_person(sqlite_database, Role.ADMIN)
    provider.put_person(person, preferred_username=local, email=local, name=local, groups=["g-planners"])
    assert come(client, provider, person).status_code == 303
    assert client.get("/staff/users").status_code == 403
    mine, theirs = sorted(accounts(sqlite_database), key=lambda account: account.account_id)
    assert (mine.name, mine.roles, mine.has_password) == (local, (Role.ADMIN,), True)
    assert (theirs.name, theirs.roles) == (f"{local} (127.0.0.1)", (Role.PLANNER,))


def test_signing_out_says_what_it_does_not_end(
    app: Flask, client: FlaskClient, provider: GoodProvider, person: str, sqlite_database: Database
) -> None:
    come(client, provider, person)
    client.post("/staff/sign-out", data={"csrf_token": token_of(client, "/staff/local-names/add")})
    assert not is_in(client)
    said = "still signed in to your work account"
    assert said in client.get(SIGN_IN).text
    assert said not in client.get(SIGN_IN).text
