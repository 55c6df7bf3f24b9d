"""The report form harms nobody: what is sent is bounded and shown as it is, and its key opens nothing for others."""

import io
import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.settings import Settings
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from tests.web import small_county
from tests.web.reporting import PAGES, Form, know_few_places, photograph, words_of

REFERENCE = re.compile(r"[2-9CFGHJMPQRVWX]{5}-[2-9CFGHJMPQRVWX]{5}")


@pytest.fixture(autouse=True)
def _few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    know_few_places(monkeypatch)


@pytest.fixture
def form(client: FlaskClient) -> Form:
    return Form(client)


def test_whatever_is_typed_is_shown_as_it_was_typed(form: Form) -> None:
    nasty = "<script>alert(1)</script>\"'{{7*7}}"
    form.fill(
        details={"description": nasty}, activities={"activity_text": nasty}, contact={"contact_name": nasty},
        where={"place": nasty}, place={"choice": "words"},
    )  # fmt: skip
    for page in ("where", "place", "details", "activities", "contact", "check"):
        text = form.get(page).text
        assert "<script>alert" not in text, page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text, page
    assert form.after("check") == "sent"


def test_what_a_program_fills_in_looks_sent_and_is_not_kept(form: Form, sqlite_database: Database) -> None:
    form.fill(details={"homepage": "https://pills.example"})
    assert form.after("check") == "sent"
    assert REFERENCE.search(form.words("sent"))
    with sqlite_database.read() as connection:
        assert report_rows.count_reports(connection) == 0


def test_the_field_for_programs_is_on_every_form_and_nobody_meets_it(form: Form) -> None:
    form.fill()
    css = form.client.get("/static/site.css").text
    assert re.search(r"\.app-decoy \{\s*display: none;", css)
    for page in (*PAGES, "check"):
        text = form.get(page).text
        assert '<div class="app-decoy">' in text, page
        assert re.search(r'name="homepage" type="text" tabindex="-1" autocomplete="off"', text), page


def test_the_key_leaves_with_no_link_and_stands_in_no_log(
    form: Form, caplog: pytest.LogCaptureFixture, app: Flask
) -> None:
    with caplog.at_level(logging.INFO, logger=app.name):
        form.fill()
        form.get("nothing-here")
        page = form.get("check")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    assert caplog.records
    assert form.key not in caplog.text
    assert "/report/draft/.../issue" in caplog.text


def test_only_the_form_may_ask_a_device_where_it_is(form: Form) -> None:
    assert "geolocation=(self)" in form.get("where").headers["Permissions-Policy"]
    for path in ("/report", "/", "/map"):
        assert "geolocation=()" in form.client.get(path).headers["Permissions-Policy"], path


def test_a_draft_that_is_gone_leads_to_a_new_one(client: FlaskClient, form: Form) -> None:
    for address in ("/report/draft/nothing/issue", f"{form.base}x/check"):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 404, address
            assert "kept for 24 hours" in words_of(answer)
            assert '<form method="post" action="/report">' in answer.text


def test_photographs_are_added_shown_and_removed(form: Form, sqlite_database: Database) -> None:
    address = f"{form.base}/photograph"
    several = [(io.BytesIO(photograph(size=(50 + i, 40))), f"{i}.jpg") for i in range(3)]
    assert form.client.post(address, data={"photographs": several}).headers["Location"].endswith("/issue")
    text = form.get("photograph").text
    numbers = re.findall(r'/photograph/(\d+)\.jpg"', text)
    assert len(numbers) == 3
    assert "as many as a report can have" in text
    picture = form.get(f"photograph/{numbers[0]}.jpg")
    assert (picture.mimetype, picture.data[:2]) == ("image/jpeg", b"\xff\xd8")
    assert Form(form.client).get(f"photograph/{numbers[0]}.jpg").status_code == 404
    assert form.after(f"photograph/{numbers[0]}/remove?then=check") == "photograph?then=check"
    assert len(re.findall(r'/photograph/(\d+)\.jpg"', form.get("photograph").text)) == 2
    form.fill()
    form.send("check")
    with sqlite_database.read() as connection:
        owned = connection.exec_driver_sql("SELECT count(*) FROM report_photographs WHERE report_id = 1").scalar_one()
    assert owned == 2


def test_a_photograph_that_cannot_be_used_is_named_and_the_others_stay(form: Form) -> None:
    files = [(io.BytesIO(photograph()), "a.jpg"), (io.BytesIO(b"MZ" * 500), "b.jpg")]
    answer = form.client.post(f"{form.base}/photograph", data={"photographs": files})
    assert answer.headers["Location"].endswith("/photograph?fault=1")
    page = form.get("photograph?fault=1")
    assert page.status_code == 422
    assert len(re.findall(r'/photograph/(\d+)\.jpg"', page.text)) == 1
    assert "govuk-error-summary" in page.text


def test_only_photographs_may_be_large(form: Form, settings: Settings) -> None:
    # What stands behind the end of the picture makes it larger than any other form may be.
    large = photograph() + b"0" * 200_000
    data = {"photographs": [(io.BytesIO(large), "a.jpg")]}
    assert form.client.post(f"{form.base}/photograph", data=data).headers["Location"].endswith("/issue")
    assert len(re.findall(r'/photograph/(\d+)\.jpg"', form.get("photograph").text)) == 1
    assert form.client.post(f"{form.base}/details", data={"description": "x" * 200_000}).status_code == 413
    most = b"0" * (3 * settings.photograph_limit_megabytes * 1024 * 1024 + 70_000)
    answer = form.client.post(
        f"{form.base}/photograph", data=most, content_type="multipart/form-data; boundary=between"
    )
    assert answer.headers["Location"].endswith("/photograph?fault=1")
    assert "Each photograph must be smaller than 15 MB" in form.words("photograph?fault=1")
    unknown = {"photographs": [(io.BytesIO(large), "a.jpg")]}
    assert form.client.post("/report/draft/unknown/photograph", data=unknown).status_code == 404


def test_the_map_of_the_form_is_the_ground_alone(client: FlaskClient, sqlite_database: Database) -> None:
    small_county.fill(sqlite_database)
    version = re.search(r'data-map-files="([^"]+)"', Form(client).get("place").text)
    assert version is not None
    answer = client.get(f"{version[1]}basemap.json")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert set(answer.json or {}) == {"unitZoom", "origin", "outlines", "places", "fabric", "streets"}
    assert "Kettering" in answer.text
    assert client.get("/report/map/old/basemap.json").headers["Cache-Control"] == "no-cache"
