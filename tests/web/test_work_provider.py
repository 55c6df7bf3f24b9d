"""What the force's own sign-in says of itself is checked, kept for a while, and its absence said in plain words."""

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo_ij.errors import SettingsError
from geo_ij.settings import Settings
from geo_ij.store.database import Database
from tests.web.people import token_of
from tests.web.service import free_port
from tests.web.test_work_account import ANSWER, BUTTON, SIGN_IN, START, begin, with_sign_in
from tests.web.test_work_account_attacks import come, nobody_came
from tests.web.work_providers import CLIENT_SECRET, TENANT, LyingProvider, lying_provider, new_key
from web import work_provider
from web.app import create_app
from web.context import disconnect
from web.staff import work_account

SECRET = "abcdefghijklmnopqrstuvwxyz0123456789"  # noqa: S105  # of no service


@pytest.fixture
def provider() -> Iterator[LyingProvider]:
    with lying_provider() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, provider: LyingProvider) -> Settings:
    return with_sign_in(settings, provider.issuer)


def press(client: FlaskClient) -> TestResponse:
    return client.post(START, data={"csrf_token": token_of(client, SIGN_IN)})


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://evil.example"},
        {"issuer": f"http://127.0.0.1/{TENANT}/v2.0"},
        {"issuer": None},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
        {"id_token_signing_alg_values_supported": None},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
def test_a_description_that_is_wrong_begins_nothing(
    client: FlaskClient, provider: LyingProvider, description: dict[str, Any]
) -> None:
    provider.description = description
    response = press(client)
    assert response.status_code == 503
    assert "not set up rightly" in response.text


def test_a_description_cannot_switch_anything_off(client: FlaskClient, provider: LyingProvider) -> None:
    """The library would take settings of its connections from there: here a proxy that is none."""
    provider.description = {
        "proxies": {"http": f"http://127.0.0.1:{free_port()}"},
        "verify": False,
        "jwks": {"keys": []},
    }
    assert come(client, provider).status_code == 303


def test_the_secret_goes_to_the_named_address_and_is_not_passed_on(
    client: FlaskClient, provider: LyingProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.description = {"token_endpoint": f"{provider.root}/moved"}
    with caplog.at_level(logging.DEBUG, logger="web"):
        response = come(client, provider)
    assert response.status_code == 503
    assert "/moved" in provider.asked
    assert "/elsewhere" not in provider.asked
    assert CLIENT_SECRET not in response.text + caplog.text


def test_a_long_code_is_taken_and_a_longer_one_is_not(client: FlaskClient, provider: LyingProvider) -> None:
    assert come(client, provider, length=7000).status_code == 414
    assert come(client, provider, length=4000).status_code == 303


def test_a_key_that_is_new_is_fetched_and_one_that_is_kept_is_not(app: Flask, provider: LyingProvider) -> None:
    for _ in range(2):
        assert come(app.test_client(), provider).status_code == 303
    assert provider.asked.count("/keys") == 1
    assert provider.asked.count(f"/{TENANT}/v2.0/.well-known/openid-configuration") == 1
    provider.key = new_key()
    provider.keys = [provider.key]
    assert come(app.test_client(), provider).status_code == 303
    assert provider.asked.count("/keys") == 2


def test_a_key_that_was_taken_back_does_not_count_for_long(
    app: Flask, provider: LyingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert come(app.test_client(), provider).status_code == 303
    provider.keys = [new_key()]
    assert come(app.test_client(), provider).status_code == 303
    monkeypatch.setattr(work_provider, "KEPT_S", -1.0)
    assert come(app.test_client(), provider).status_code == 400


def test_a_sign_in_that_is_away_is_said_so_and_asked_again(
    client: FlaskClient, provider: LyingProvider, settings: Settings, sqlite_database: Database
) -> None:
    away = create_app(with_sign_in(settings, f"http://127.0.0.1:{free_port()}"))
    response = press(away.test_client())
    assert response.status_code == 503
    assert "does not answer" in response.text
    nobody_came(client, sqlite_database)
    disconnect(away)
    address = begin(client)
    provider.token_answer = Response("<h1>Bad gateway</h1>", status=502)
    code, state = provider.code_for(address)
    assert client.get(f"{ANSWER}?code={code}&state={state}").status_code == 503
    provider.token_answer = Response("[]", status=200, content_type="application/json")
    assert come(client, provider).status_code == 400
    provider.token_answer = None
    assert come(client, provider).status_code == 303


def test_a_slow_sign_in_is_not_waited_for_long(
    client: FlaskClient, provider: LyingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert work_provider.SECONDS_TO_CONNECT + work_provider.SECONDS_TO_ANSWER <= 10
    monkeypatch.setattr(work_provider, "SECONDS_TO_ANSWER", 0.2)
    provider.delay_s = 30.0
    began = time.monotonic()
    response = press(client)
    assert response.status_code == 503
    assert "does not answer" in response.text
    assert time.monotonic() - began < 15


def test_a_wrong_secret_of_ours_is_said_to_whoever_looks_after_the_service(
    client: FlaskClient, provider: LyingProvider, caplog: pytest.LogCaptureFixture
) -> None:
    answer = Response(json.dumps({"error": "invalid_client", "error_description": "AADSTS7000215"}), status=401)
    answer.content_type = "application/json"
    provider.token_answer = answer
    with caplog.at_level(logging.WARNING, logger="web"):
        response = come(client, provider)
    assert response.status_code == 503
    assert "not set up rightly" in response.text
    assert "AADSTS7000215" not in response.text
    assert "AADSTS7000215" in caplog.text


def test_with_a_public_address_the_answer_comes_there(settings: Settings) -> None:
    public = replace(settings, oidc_issuer="https://sign-in.example.org", public_url="https://map.example.org")
    app = create_app(replace(public, secret_key=SECRET))
    with app.test_request_context(START, base_url="https://map.example.org"):
        assert work_account._answer_to() == f"https://map.example.org{ANSWER}"
    disconnect(app)


def test_without_a_sign_in_there_is_no_button_and_no_way(settings: Settings) -> None:
    app = create_app(replace(settings, oidc_issuer=""))
    client = app.test_client()
    assert BUTTON not in client.get(SIGN_IN).text
    assert client.post(START, data={"csrf_token": token_of(client, SIGN_IN)}).status_code == 404
    assert client.get(ANSWER).status_code == 404
    disconnect(app)


def test_a_group_with_a_role_that_there_is_not_stops_the_service_at_its_start(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="GEO_IJ_OIDC_ROLES has no role 'chief'"):
        create_app(replace(settings, oidc_roles="g-planners=chief"))
