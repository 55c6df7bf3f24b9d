"""A worker reads beforehand what the first person to report would wait for, and serves without it where it cannot."""

import logging

import pytest
from flask import Flask

from geo_ij.settings import read_settings
from web import reporting
from web.app import create_app
from web.context import get_ready


def test_the_first_person_to_report_does_not_wait(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    get_ready(app)

    def again(*_: object, **__: object) -> None:
        raise AssertionError("read a second time")

    monkeypatch.setattr(reporting, "open_ground", again)
    client = app.test_client()
    where = client.post("/report").headers["Location"].replace("/issue", "/where")
    assert client.post(where, data={"place_text": "Gold Street, Kettering"}).status_code == 303


def test_a_database_that_cannot_be_used_is_said_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    url = "sqlite:////dev/null/nowhere.sqlite"
    with caplog.at_level(logging.WARNING):
        get_ready(create_app(read_settings({}, database_url=url)))
    assert "reports cannot be placed yet" in caplog.text
