"""Who sends too much has to wait; reading is never counted, and a counter that is away does not open the door."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits.errors import StorageError
from limits.storage import MemoryStorage
from werkzeug.test import TestResponse

from geo_ij.settings import Settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web.people import signed_in, token_of
from web.app import create_app
from web.context import disconnect
from web.limits import address_key

SIGN_IN = "/staff/sign-in"
ADD = "/staff/local-names/add"


class CounterFarAway(MemoryStorage):
    """A shared counter that can be unplugged, as a Redis server can."""

    STORAGE_SCHEME: ClassVar[list[str]] = ["far-away"]
    is_away = False

    def acquire_entry(self, *args: object, **kwargs: object) -> bool:
        if self.is_away:
            raise StorageError(ConnectionError("no route"))
        return super().acquire_entry(*args, **kwargs)  # type: ignore[arg-type]

    def check(self) -> bool:
        return not self.is_away


@pytest.fixture
def far_app(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Give an application whose counter is elsewhere."""
    monkeypatch.setattr("web.app.check_serving", lambda settings: None)
    app = create_app(replace(settings, rate_limit_storage="far-away://"))
    yield app
    disconnect(app)


def attempt(client: FlaskClient, address: str = "127.0.0.1") -> TestResponse:
    """Send the sign-in page without its token: refused for that, and counted."""
    return client.post(SIGN_IN, data={"name": "a"}, environ_overrides={"REMOTE_ADDR": address})


def test_the_eleventh_try_to_sign_in_within_a_minute_has_to_wait(client: FlaskClient) -> None:
    assert [attempt(client).status_code for _ in range(10)] == [400] * 10
    refused = attempt(client)
    assert refused.status_code == 429
    assert "You have tried too often" in refused.text
    assert "You have sent too many forms in a short time." in refused.text
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert refused.headers["Cache-Control"] == "private, no-store"
    assert not [name for name, _ in refused.headers if name.startswith("X-RateLimit")]
    assert client.post("/staff/sign-in/code").status_code == 429, "the code's page counts with it"
    assert client.get(SIGN_IN).status_code == 200


def test_other_forms_are_sixty_a_minute_in_all(app: Flask, sqlite_database: Database) -> None:
    client = signed_in(app, sqlite_database, Role.PLANNER)
    token = token_of(client, ADD)
    form = {"csrf_token": token, "name": ""}
    sent = [client.post(ADD, data=form).status_code for _ in range(58)]
    assert set(sent) == {422}
    # With the form by which they signed in these make sixty.
    assert client.post("/staff/local-names/x/remove", data=form).status_code == 404
    assert client.post(ADD, data=form).status_code == 429
    assert client.post("/staff/sign-out", data=form).status_code == 429
    assert client.get("/staff/local-names").status_code == 200


def test_what_a_stranger_sends_to_a_staff_page_is_counted_too(client: FlaskClient) -> None:
    assert [client.post(ADD).status_code for _ in range(61)] == [401] * 60 + [429]


def test_reading_is_never_counted(client: FlaskClient) -> None:
    for path in ("/healthz", "/static/site.css", "/api/v1/hotspots", SIGN_IN):
        assert {client.get(path).status_code for _ in range(130)} == {200}, path
    assert {client.head("/").status_code for _ in range(130)} == {200}
    assert {client.options("/").status_code for _ in range(130)} == {405}


def test_each_address_is_counted_by_itself(settings: Settings) -> None:
    app = create_app(replace(settings, trusted_proxies=1, public_url="https://localhost", secret_key=SECRET))
    client = app.test_client()

    def status(address: str) -> int:
        return client.post(SIGN_IN, headers={"X-Forwarded-For": address}).status_code

    assert [status("203.0.113.7") for _ in range(11)] == [400] * 10 + [429]
    assert status("203.0.113.8") == 400
    assert status("::ffff:203.0.113.7") == 429
    # What a browser claims itself stands before what the proxy says, and is not believed.
    assert status("198.51.100.1, 203.0.113.7") == 429
    assert [status(f"2001:db8:1:2::{number:x}") for number in range(11)] == [400] * 10 + [429]
    assert status("2001:db8:1:2:ffff::1") == 429
    assert status("2001:db8:1:3::1") == 400
    disconnect(app)


def test_without_a_trusted_proxy_nobody_chooses_their_address(client: FlaskClient, app: Flask) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Real-Ip": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    with app.test_request_context(SIGN_IN, headers=headers, environ_overrides={"REMOTE_ADDR": "198.51.100.4"}):
        assert address_key() == "198.51.100.4"


SECRET = "kR7vXw2LqPz9NfBd4HtGy6ScJm3EaVu8"  # noqa: S105  # of a test


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
        ("x" * 5000, "unknown"),
    ],
)
def test_an_address_is_counted_as_the_household_that_holds_it(app: Flask, address: str, key: str) -> None:
    with app.test_request_context("/", environ_overrides={"REMOTE_ADDR": address}):
        assert address_key() == key


def test_a_counter_that_is_away_does_not_open_the_door(
    far_app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = far_app.test_client()
    assert attempt(client).status_code == 400
    monkeypatch.setattr(CounterFarAway, "is_away", True)
    assert [attempt(client).status_code for _ in range(11)] == [400] * 10 + [429]
    assert [record.getMessage() for record in caplog.records if record.name == "flask-limiter"] == [
        "Rate limit storage unreachable - falling back to in-memory storage"
    ]


def test_a_counter_that_is_away_from_the_start_does_not_open_the_door_either(
    far_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CounterFarAway, "is_away", True)
    client = far_app.test_client()
    assert [attempt(client).status_code for _ in range(11)] == [400] * 10 + [429]


def test_only_the_configuration_of_a_test_takes_the_limits_away(app: Flask, settings: Settings) -> None:
    assert not [
        name
        for name in vars(settings)
        if "limit" in name
        and name not in {"archive_limit_megabytes", "photograph_limit_megabytes", "rate_limit_storage"}
    ]
    app.config["RATELIMIT_ENABLED"] = False
    client = app.test_client()
    assert {attempt(client).status_code for _ in range(15)} == {400}
