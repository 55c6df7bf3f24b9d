"""A staff form counts only if a page of this service wrote it for this browser; public pages know no cookie."""

import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.errors import SettingsError, StoreError
from geo_ij.services.accounts import GIVEN_ROLES
from geo_ij.services.local_names import local_names
from geo_ij.settings import Settings, read_settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web.people import signed_in
from tests.web.test_local_names import ADD, LIST, TYPED, token_of
from web.app import create_app
from web.context import disconnect
from web.secret import secret_of, secret_path

REFUSED = "was not sent from a page of this service"


def test_a_form_without_its_token_is_refused(planner: FlaskClient, sqlite_database: Database) -> None:
    token = token_of(planner.get(ADD))
    for wrong in ({}, {"csrf_token": ""}, {"csrf_token": "x"}, {"csrf_token": token[:-1] + "~"}):
        response = planner.post(ADD, data=TYPED | wrong)
        assert response.status_code == 400, wrong
        assert REFUSED in response.text
    assert local_names(sqlite_database) == []


def test_a_token_counts_for_its_own_browser_alone(app: Flask, sqlite_database: Database) -> None:
    mine, other = (signed_in(app, sqlite_database, Role.PLANNER) for _ in range(2))
    token = token_of(mine.get(ADD))
    assert other.post(ADD, data=TYPED | {"csrf_token": token}).status_code == 400
    other.get(ADD)
    assert other.post(ADD, data=TYPED | {"csrf_token": token}).status_code == 400
    assert local_names(sqlite_database) == []
    assert mine.post(ADD, data=TYPED | {"csrf_token": token}).status_code == 303


def test_every_form_of_staff_is_checked(app: Flask, sqlite_database: Database) -> None:
    everybody = signed_in(app, sqlite_database, *GIVEN_ROLES)
    taking = [rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert "/staff/sign-in" in taking
    assert "/staff/sign-out" in taking
    # What anybody may send bears no token: no session stands behind it, and public pages set no cookie.
    for rule in [rule for rule in taking if rule.startswith("/staff")]:
        response = everybody.post(re.sub("<[^>]+>", "1", rule), data=TYPED)
        assert response.status_code == 400, rule
        assert REFUSED in response.text


def test_another_worker_takes_the_form(planner: FlaskClient, settings: Settings, sqlite_database: Database) -> None:
    token = token_of(planner.get(ADD))
    cookie = planner.get_cookie("staff_session", path="/staff/")
    assert cookie is not None
    again = create_app(settings)
    second = again.test_client()
    second.set_cookie("staff_session", cookie.value, path="/staff/")
    assert second.post(ADD, data=TYPED | {"csrf_token": token}).status_code == 303
    assert len(local_names(sqlite_database)) == 1
    disconnect(again)


def test_the_cookie_is_for_staff_pages_alone_and_no_script(planner: FlaskClient) -> None:
    (cookie,) = planner.get(ADD).headers.getlist("Set-Cookie")
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert parts == {"HttpOnly", "Path=/staff/", "SameSite=Lax"}


def test_public_pages_know_no_cookie_not_even_of_somebody_signed_in(filled_planner: FlaskClient) -> None:
    for path in ("/", "/map", "/static/site.css", "/api/v1/hotspots", "/nowhere"):
        response = filled_planner.get(path)
        assert response.headers.getlist("Set-Cookie") == [], path
        assert "Cookie" not in response.headers.get("Vary", ""), path


def test_staff_answers_differ_by_cookie_and_say_so(filled_planner: FlaskClient, app: Flask) -> None:
    for client in (filled_planner, app.test_client()):
        for path in ("/staff/", "/staff/sites", "/staff/hotspots.csv", "/staff/sign-in", "/staff/nowhere", LIST):
            assert "Cookie" in client.get(path).headers.get("Vary", ""), path
            # Also where nobody looked at the cookie, because the door was shut before.
            shut = client.get(path, headers={"Host": "evil.example"})
            assert "Cookie" in shut.headers.get("Vary", ""), path


def test_a_form_from_elsewhere_meets_the_shut_door_first(planner: FlaskClient) -> None:
    token = token_of(planner.get(ADD))
    form = TYPED | {"csrf_token": token}
    assert planner.post(ADD, data=form, headers={"Host": "evil.example"}).status_code == 403
    assert planner.post(ADD, data=form, environ_overrides={"REMOTE_ADDR": "203.0.113.7"}).status_code == 403


def test_a_stranger_makes_no_secret(client: FlaskClient, settings: Settings) -> None:
    client.get(ADD, headers={"Host": "evil.example"})
    client.get("/")
    assert not secret_path(settings.database_url).exists()


def test_the_secret_is_kept_for_its_owner_alone_and_stays(settings: Settings) -> None:
    path = secret_path(settings.database_url)
    first = secret_of(settings)
    assert len(first) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret_of(settings) == first
    assert sorted(entry.name for entry in path.parent.iterdir() if "secret" in entry.name) == [path.name]
    path.unlink()
    assert secret_of(settings) != first


def test_the_setting_stands_above_the_file(settings: Settings) -> None:
    given = replace(settings, secret_key="s" * 32)
    assert secret_of(given) == "s" * 32
    assert not secret_path(settings.database_url).exists()
    assert "s" * 32 not in repr(given)


def test_a_secret_that_could_be_guessed_is_refused_at_the_start() -> None:
    with pytest.raises(SettingsError, match="GEO_IJ_SECRET_KEY is too short"):
        create_app(read_settings({"GEO_IJ_SECRET_KEY": "s" * 31}))


def test_a_file_that_holds_no_secret_is_refused(settings: Settings) -> None:
    path = secret_path(settings.database_url)
    for content in (b"", b"short", "ü".encode() * 40):
        path.write_bytes(content)
        with pytest.raises(StoreError, match="delete it"):
            secret_of(settings)


def test_each_server_database_has_a_secret_of_its_own_in_the_data_folder() -> None:
    paths = {secret_path(f"postgresql://me:{word}@host/{name}") for word in ("a", "b") for name in ("one", "two")}
    assert len(paths) == 2
    assert {path.suffix for path in paths} == {".secret"}
    assert len({path.parent for path in paths}) == 1


def test_where_no_secret_can_be_kept_nobody_signs_in(filled: FlaskClient, settings: Settings) -> None:
    secret_path(settings.database_url).mkdir()
    assert filled.get("/").status_code == 200
    assert filled.get("/staff/sites").headers["Location"].startswith("/staff/sign-in")
    page = filled.get("/staff/sign-in")
    assert page.status_code == 500
    assert "Sorry, there is a problem with the service" in page.text
    assert filled.post("/staff/sign-in", data={"name": "a", "password": "b"}).status_code == 500


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="set GEO_IJ_SECRET_KEY"):
        secret_of(read_settings({}, database_url=f"sqlite:///{tmp_path / 'file' / 'a.sqlite'}"))
