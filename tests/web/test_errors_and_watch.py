"""Errors in plain words for people, as problem details for programs, and what the machines that watch are told."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij import errors
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from web.app import create_app
from web.context import disconnect


def test_a_page_that_is_not_there_is_said_in_words(client: FlaskClient) -> None:
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert "<h1" in response.text
    assert "Page not found" in response.text
    assert 'href="/"' in response.text


def test_programs_get_problem_details(client: FlaskClient) -> None:
    response = client.get("/api/v2/nothing")
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert response.json == {
        "type": "about:blank",
        "title": "Page not found",
        "status": 404,
        "detail": response.json["detail"],
        "instance": "/api/v2/nothing",
    }
    assert client.post("/api/v1/hotspots").json["status"] == 405


@pytest.mark.parametrize(
    ("error", "status", "shown"),
    [
        (errors.NotFoundError("no such place"), 404, True),
        (errors.NothingStoredError("nothing is stored"), 404, True),
        (errors.SourceError("not a table"), 400, True),
        (errors.StoreError("/secret/file.sqlite: locked"), 503, False),
        (errors.DisclosureError("would show a person"), 500, False),
        (errors.SettingsError("GEO_IJ_X is wrong"), 500, False),
        (errors.FrameError("column missing"), 500, False),
        (RuntimeError("password is hunter2"), 500, False),
    ],
)
def test_refusals_have_their_status_and_keep_the_machine_to_themselves(
    app: Flask, error: Exception, status: int, shown: bool
) -> None:
    def fail() -> str:
        raise error

    app.add_url_rule("/fail", view_func=fail)
    app.add_url_rule("/api/fail", endpoint="api-fail", view_func=fail)
    page = app.test_client().get("/fail")
    assert page.status_code == status
    assert (str(error) in page.text) == shown
    problem = app.test_client().get("/api/fail")
    assert problem.status_code == problem.json["status"] == status
    assert (str(error) in problem.text) == shown


def test_a_broken_error_page_is_still_an_answer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_values: object) -> str:
        raise RuntimeError("template")

    monkeypatch.setattr("web.errors.render_template", broken)
    response = app.test_client().get("/nowhere")
    assert response.status_code == 404
    assert response.text.startswith("Page not found.")
    assert "Content-Security-Policy" in response.headers


def test_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "alive\n"
    ready = client.get("/readyz")
    assert (ready.status_code, ready.text) == (200, "ready\n")


def test_not_ready_when_the_database_lacks_migrations(client: FlaskClient, sqlite_database: Database) -> None:
    assert client.get("/readyz").status_code == 200
    with sqlite_database.write() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "lacks migrations" in response.text
    assert client.get("/healthz").status_code == 200


def test_not_ready_when_the_database_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a database at all, " * 100)
    client = create_app(read_settings({}, database_url=f"sqlite:///{broken}")).test_client()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert str(tmp_path) not in response.text
    page = client.get("/")
    assert page.status_code == 503
    assert "the service is unavailable" in page.text
    assert str(tmp_path) not in page.text
    assert client.get("/healthz").status_code == 200


def test_settings_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_IJ_DATABASE_URL", f"sqlite:///{tmp_path / 'own.sqlite'}")
    monkeypatch.setenv("GEO_IJ_SERVICE_NAME", "Northamptonshire Community Justice <map>")
    app = create_app()
    page = app.test_client().get("/").text
    assert "Northamptonshire Community Justice &lt;map&gt;" in page
    assert "<map>" not in page
    disconnect(app)
