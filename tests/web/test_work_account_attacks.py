"""Nothing that the force's own sign-in did not sign for this service, for this sign-in, now, lets anybody in."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo_ij.services.accounts import accounts
from geo_ij.settings import Settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.services.people import log
from tests.web.test_work_account import ANSWER, begin, is_in, with_sign_in
from tests.web.work_providers import CLIENT_ID, CLIENT_SECRET, LyingProvider, lying_provider, new_key

UNTRUSTED = "cannot be trusted"
CLOCK = "from another time"


@pytest.fixture
def provider() -> Iterator[LyingProvider]:
    with lying_provider() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, provider: LyingProvider) -> Settings:
    return with_sign_in(settings, provider.issuer)


def come(client: FlaskClient, provider: LyingProvider, *, length: int = 40, **more: str) -> TestResponse:
    code, state = provider.code_for(begin(client), length=length)
    return client.get(f"{ANSWER}?{urlencode({'code': code, 'state': state} | more)}")


def nobody_came(client: FlaskClient, database: Database) -> None:
    assert not is_in(client)
    assert accounts(database) == []
    last = log(database)[-1]
    assert (last.action, last.actor) == ("sign_in_refused", "nobody")
    assert json.loads(last.details)["how"] == "work account"


def test_a_right_answer_as_entra_gives_it_lets_in(
    client: FlaskClient, provider: LyingProvider, sqlite_database: Database
) -> None:
    assert come(client, provider, session_state="x", iss=provider.issuer).status_code == 303
    assert is_in(client)
    (account,) = accounts(sqlite_database)
    assert (account.label, account.roles) == ("The First Planner", (Role.PLANNER,))


@pytest.mark.parametrize(
    "claims",
    [{"aud": [CLIENT_ID]}, {"tid": None}, {"nbf": None}, {"azp": CLIENT_ID}, {"groups": "g-planners"}],
)
def test_what_may_be_otherwise_lets_in_too(
    client: FlaskClient, provider: LyingProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert come(client, provider).status_code == 303


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"nonce": "another"}, UNTRUSTED),
        ({"nonce": None}, UNTRUSTED),
        ({"nonce": ""}, UNTRUSTED),
        ({"nonce": None, "nonce_supported": False}, UNTRUSTED),
        ({"aud": "another-service"}, UNTRUSTED),
        ({"aud": "another-service", "azp": CLIENT_ID}, UNTRUSTED),
        ({"aud": [CLIENT_ID, "another-service"], "azp": CLIENT_ID}, UNTRUSTED),
        ({"azp": "another-service"}, UNTRUSTED),
        ({"aud": None}, UNTRUSTED),
        ({"aud": []}, UNTRUSTED),
        ({"iss": "https://evil.example"}, UNTRUSTED),
        ({"iss": None}, UNTRUSTED),
        ({"sub": None}, UNTRUSTED),
        ({"sub": 1}, UNTRUSTED),
        ({"sub": ""}, "did not say who you are"),
        ({"tid": "00000000-1111-2222-3333-444444444444"}, UNTRUSTED),
        ({"tid": ""}, UNTRUSTED),
        ({"exp": None}, UNTRUSTED),
        ({"exp": "never"}, UNTRUSTED),
        ({"exp": int(time.time()) - 3600}, CLOCK),
        ({"iat": int(time.time()) + 3600}, CLOCK),
        ({"nbf": int(time.time()) + 3600}, CLOCK),
        ({"at_hash": "of another token"}, UNTRUSTED),
    ],
)
def test_a_claim_that_is_wrong_lets_nobody_in(
    client: FlaskClient, provider: LyingProvider, sqlite_database: Database, claims: dict[str, Any], said: str
) -> None:
    provider.claims = claims
    response = come(client, provider)
    assert response.status_code == (403 if said.startswith("did not") else 400)
    assert said in response.text
    nobody_came(client, sqlite_database)


def test_the_issuer_is_compared_letter_by_letter(
    client: FlaskClient, provider: LyingProvider, sqlite_database: Database
) -> None:
    for issuer in (f"{provider.issuer}/", provider.issuer.upper(), provider.root, [provider.issuer]):
        provider.claims = {"iss": issuer}
        assert come(client, provider).status_code == 400
        nobody_came(client, sqlite_database)


def _signed_by_another(provider: LyingProvider) -> None:
    provider.key = new_key()


def _signed_by_another_of_the_same_name(provider: LyingProvider) -> None:
    other = new_key()
    provider.header = {"kid": provider.key.kid}
    provider.key = other


def _unsigned(provider: LyingProvider) -> None:
    provider.make_token = provider.unsigned


def _signed_with_the_public_key(provider: LyingProvider) -> None:
    public = provider.key.as_pem(private=False)
    provider.make_token = lambda claims: provider.signed_with_secret(claims, public)


def _signed_with_our_secret(provider: LyingProvider) -> None:
    provider.make_token = lambda claims: provider.signed_with_secret(claims, CLIENT_SECRET.encode())


def _changed_afterwards(provider: LyingProvider) -> None:
    def change(claims: dict[str, Any]) -> str:
        head, _, mark = provider.signed(claims).split(".")
        return f"{head}.{provider.unsigned(claims | {'groups': ['g-admins']}).split('.')[1]}.{mark}"

    provider.make_token = change


def _with_a_key_of_its_own(provider: LyingProvider) -> None:
    other = new_key()
    provider.header = {"jwk": other.as_dict(private=False)}
    provider.key = other


def _no_token(provider: LyingProvider) -> None:
    provider.make_token = lambda _: None  # type: ignore[assignment,return-value]


def _nonsense(provider: LyingProvider) -> None:
    provider.make_token = lambda _: "a.b.c"


@pytest.mark.parametrize(
    "lie",
    [
        _signed_by_another,
        _signed_by_another_of_the_same_name,
        _unsigned,
        _signed_with_the_public_key,
        _signed_with_our_secret,
        _changed_afterwards,
        _with_a_key_of_its_own,
        _no_token,
        _nonsense,
    ],
)
@pytest.mark.parametrize("offered", [["RS256"], ["none", "HS256", "RS256"]])
def test_a_signature_that_is_wrong_lets_nobody_in(
    client: FlaskClient,
    provider: LyingProvider,
    sqlite_database: Database,
    lie: Callable[[LyingProvider], None],
    offered: list[str],
) -> None:
    provider.description = {"id_token_signing_alg_values_supported": offered}
    lie(provider)
    response = come(client, provider)
    assert response.status_code == 400
    assert UNTRUSTED in response.text
    nobody_came(client, sqlite_database)


def test_a_stolen_code_is_worth_nothing_in_another_browser(
    app: Flask, client: FlaskClient, provider: LyingProvider, sqlite_database: Database
) -> None:
    code, _ = provider.code_for(begin(client))
    thief = app.test_client()
    state = parse_qs(urlsplit(begin(thief)).query)["state"][0]
    response = thief.get(f"{ANSWER}?code={code}&state={state}")
    assert response.status_code == 400
    nobody_came(thief, sqlite_database)
    assert len(provider.token_forms[-1]["code_verifier"]) >= 43


def test_an_answer_that_names_another_sign_in_is_refused(
    client: FlaskClient, provider: LyingProvider, sqlite_database: Database
) -> None:
    assert come(client, provider, iss="https://evil.example").status_code == 400
    nobody_came(client, sqlite_database)
    assert provider.token_forms == []


def test_an_answer_without_a_code_is_refused(
    client: FlaskClient, provider: LyingProvider, sqlite_database: Database
) -> None:
    assert come(client, provider, code="").status_code == 400
    nobody_came(client, sqlite_database)


@pytest.mark.parametrize(
    "overage",
    [
        {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://graph.example.org"}}},
        {"hasgroups": True},
    ],
)
def test_too_many_groups_are_said_and_nothing_is_guessed(
    client: FlaskClient, provider: LyingProvider, sqlite_database: Database, overage: dict[str, Any]
) -> None:
    provider.claims = {"groups": None} | overage
    response = come(client, provider)
    assert response.status_code == 403
    assert "so many groups" in response.text
    nobody_came(client, sqlite_database)


@pytest.mark.parametrize("groups", [None, [], ["g-others"], [["g-planners"]], {"g-planners": True}, 7, "g-planner"])
def test_groups_that_are_none_of_ours_let_nobody_in(
    client: FlaskClient, provider: LyingProvider, sqlite_database: Database, groups: object
) -> None:
    provider.claims = {"groups": groups, "roles": ["g-planners"]}
    assert come(client, provider).status_code == 403
    nobody_came(client, sqlite_database)


def test_two_people_of_one_name_are_two_and_one_of_two_names_is_one(
    app: Flask, provider: LyingProvider, sqlite_database: Database
) -> None:
    for subject, name in (("s-1", "one@force.example"), ("s-2", "one@force.example"), ("s-1", "new@force.example")):
        provider.claims = {"sub": subject, "preferred_username": name, "email": "one@force.example"}
        assert come(app.test_client(), provider).status_code == 303
    assert [account.name for account in accounts(sqlite_database)] == [
        "one@force.example",
        "one@force.example (127.0.0.1)",
    ]
