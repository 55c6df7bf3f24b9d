"""The pages of photographs: boxes typed as numbers, what is refused comes back, nothing is shown too early."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo_ij.services.report_photographs import (
    photograph,
    public_photograph,
    redact_photograph,
    remove_photograph,
    report_photograph,
)
from geo_ij.store.audit_rows import AuditFilter, entries
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.photographed_reports import REFERENCE, add_photographs, add_report, white_photograph
from tests.pictures import opened
from tests.web.people import signed_in, token_of

FOLDER = f"/staff/reports/{REFERENCE}/photographs"
BOX = {"left": "40", "top": "40.5", "width": "20", "height": "10"}


@pytest.fixture
def moderator(app: Flask, sqlite_database: Database) -> FlaskClient:
    """Give a browser at which a moderator is signed in."""
    return signed_in(app, sqlite_database, Role.MODERATOR)


@pytest.fixture
def photograph_ids(sqlite_database: Database) -> list[int]:
    """Give the ids of two photographs of an accepted report at which nobody has looked."""
    return add_photographs(sqlite_database, add_report(sqlite_database), 2)


def send(client: FlaskClient, page: str, **fields: str | list[str]) -> TestResponse:
    """Open a page with a form and send it with these fields."""
    found = re.search(r'name="version" value="([^"]+)"', client.get(page).text)
    assert found is not None
    return client.post(page, data={"csrf_token": token_of(client, page), "version": found[1]} | fields)


def values(page: TestResponse, side: str) -> list[str]:
    """Give what the fields of one side hold, box by box, without those of the template."""
    return re.findall(rf'name="{side}"[^>]*value="([^"]*)"', page.text.split("<template")[0])


def approved(database: Database, photograph_id: int) -> tuple[bool, int]:
    """Say whether a photograph is approved, and with how many boxes."""
    found = report_photograph(database, REFERENCE, photograph_id)
    return found.approved, len(found.boxes)


def test_a_photograph_is_blacked_out_by_numbers(
    moderator: FlaskClient, sqlite_database: Database, photograph_ids: list[int]
) -> None:
    first, second = photograph_ids
    page = moderator.get(f"{FOLDER}/{first}")
    assert page.status_code == 200
    assert "Photograph 1 of 2" in page.text
    answer = send(moderator, f"{FOLDER}/{first}", do="redact", **BOX)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{FOLDER}/{second}")
    assert report_photograph(sqlite_database, REFERENCE, first).boxes == ((0.4, 0.405, 0.2, 0.1),)
    assert opened(public_photograph(sqlite_database, first)).getpixel((400, 270)) == (0, 0, 0)
    again = moderator.get(f"{FOLDER}/{first}")
    assert [values(again, side) for side in BOX] == [["40"], ["40.5"], ["20"], ["10"]]
    assert '<rect x="40.0" y="40.5" width="20.0" height="10.0">' in again.text
    answer = send(moderator, f"{FOLDER}/{second}", do="approve", **dict.fromkeys(BOX, ""))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/staff/reports/{REFERENCE}")
    assert approved(sqlite_database, second) == (True, 0)


def test_boxes_come_go_and_are_shown_without_scripts(
    moderator: FlaskClient, sqlite_database: Database, photograph_ids: list[int]
) -> None:
    page = f"{FOLDER}/{photograph_ids[0]}"
    assert values(moderator.get(page), "left") == [""]
    two = {"left": ["10", "60"], "top": ["20", "70"], "width": ["5", "5"], "height": ["5", "5"]}
    assert values(send(moderator, page, do="add", **two), "left") == ["10", "60", ""]
    dropped = send(moderator, page, do="drop-1", **two)
    assert [values(dropped, side) for side in BOX] == [["60"], ["70"], ["5"], ["5"]]
    shown = send(moderator, page, do="show", **(two | {"height": ["5", "what"]}))
    assert shown.text.count("<rect") == 1
    assert values(shown, "height") == ["5", "what"]
    assert send(moderator, page, **two).status_code == 200
    assert approved(sqlite_database, photograph_ids[0]) == (False, 0), "nothing of it was kept"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"do": "redact"} | dict.fromkeys(BOX, " "), "Draw at least one box, or approve the photograph as it is"),
        ({"do": "approve"} | BOX, "There are boxes: remove them, or black them out and approve"),
        ({"do": "redact"} | BOX | {"height": "what"}, "Box 1: enter four numbers"),
        ({"do": "redact"} | BOX | {"width": "0"}, "Box 1: width and height must be more than 0"),
        ({"do": "redact"} | BOX | {"left": "120"}, "Box 1 is outside the picture"),
    ],
)
def test_what_is_refused_comes_back_as_it_was_typed(
    moderator: FlaskClient, sqlite_database: Database, photograph_ids: list[int], fields: dict[str, str], said: str
) -> None:
    answer = send(moderator, f"{FOLDER}/{photograph_ids[0]}", **fields)
    assert answer.status_code == 422
    assert "<title>Error: Photograph 1" in answer.text
    assert f'<a href="#box_1">{said}</a>' in answer.text
    assert 'id="box_1"' in answer.text
    assert [values(answer, side) for side in BOX] == [[fields[side].strip()] for side in BOX]
    assert approved(sqlite_database, photograph_ids[0]) == (False, 0)


def test_whoever_is_second_is_told_and_can_look_again(
    moderator: FlaskClient, sqlite_database: Database, photograph_ids: list[int]
) -> None:
    first, second = photograph_ids
    token = token_of(moderator, f"{FOLDER}/{first}")
    redact_photograph(sqlite_database, REFERENCE, first, version=1, boxes=[(0.0, 0.0, 0.5, 0.5)])
    for page, do in ((f"{FOLDER}/{first}", "approve"), (f"{FOLDER}/{second}/remove", "")):
        answer = moderator.post(page, data={"csrf_token": token, "version": "1", "do": do})
        assert answer.status_code == 422
        assert "command line blacked out part of a photograph" in answer.text
        assert 'href="#version"' in answer.text
        assert 'id="version"' in answer.text
    assert approved(sqlite_database, first) == (True, 1)
    assert approved(sqlite_database, second) == (False, 0)


def test_a_form_without_its_token_changes_nothing(
    moderator: FlaskClient, sqlite_database: Database, photograph_ids: list[int]
) -> None:
    page = f"{FOLDER}/{photograph_ids[0]}"
    moderator.get(page)
    for address in (page, f"{page}/remove"):
        assert moderator.post(address, data={"version": "1", "do": "approve"}).status_code == 400
    assert approved(sqlite_database, photograph_ids[0]) == (False, 0)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "\u0661"])
def test_a_form_without_a_version_changes_nothing(
    moderator: FlaskClient, sqlite_database: Database, photograph_ids: list[int], version: str
) -> None:
    page = f"{FOLDER}/{photograph_ids[0]}"
    answer = moderator.post(page, data={"csrf_token": token_of(moderator, page), "do": "approve", "version": version})
    assert answer.status_code == 422
    assert approved(sqlite_database, photograph_ids[0]) == (False, 0)


def test_removing_asks_first(moderator: FlaskClient, sqlite_database: Database, photograph_ids: list[int]) -> None:
    first, second = photograph_ids
    page = f"{FOLDER}/{first}/remove"
    asked = moderator.get(page)
    assert "Do you want to remove photograph 1 of report" in asked.text
    assert moderator.get(f"{FOLDER}/{first}.jpg").status_code == 200
    answer = send(moderator, page)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{FOLDER}/{second}")
    for gone in (f"{FOLDER}/{first}", f"{FOLDER}/{first}.jpg", f"{FOLDER}/{first}-approved.jpg", page):
        assert moderator.get(gone).status_code == 404
    assert "Photograph 1 of 1" in moderator.get(f"{FOLDER}/{second}").text


def test_each_gets_the_picture_that_they_may_see(
    app: Flask, moderator: FlaskClient, sqlite_database: Database, photograph_ids: list[int]
) -> None:
    first, _ = photograph_ids
    planner = signed_in(app, sqlite_database, Role.PLANNER)
    assert planner.get(f"{FOLDER}/{first}.jpg").status_code == 404
    redact_photograph(sqlite_database, REFERENCE, first, version=1, boxes=[(0.1, 0.1, 0.5, 0.5)])
    painted = photograph(sqlite_database, REFERENCE, first, as_others=True)
    assert painted != white_photograph().jpeg
    assert moderator.get(f"{FOLDER}/{first}.jpg").data == white_photograph().jpeg
    assert moderator.get(f"{FOLDER}/{first}-approved.jpg").data == painted
    for name in (f"{first}.jpg", f"{first}-approved.jpg"):
        answer = planner.get(f"{FOLDER}/{name}")
        assert answer.data == painted
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with sqlite_database.read() as connection:
        last = entries(connection, AuditFilter())[0]
    assert (last.actor, last.action, last.subject) == ("person 2", "read", "photograph")
    assert f"{FOLDER}/{first}-approved.jpg" in last.details


def test_the_public_gets_approved_ones_until_they_are_removed(
    client: FlaskClient, sqlite_database: Database, photograph_ids: list[int]
) -> None:
    first, second = photograph_ids
    redact_photograph(sqlite_database, REFERENCE, first, version=1, boxes=[(0.1, 0.1, 0.5, 0.5)])
    for name, small in ((f"{first}.jpg", False), (f"{first}-small.jpg", True)):
        answer = client.get(f"/report/photographs/{name}")
        assert answer.data == public_photograph(sqlite_database, first, small=small)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "Set-Cookie" not in answer.headers
        again = client.get(f"/report/photographs/{name}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    assert client.get(f"/report/photographs/{second}.jpg").status_code == 404
    remove_photograph(sqlite_database, REFERENCE, first, version=2)
    for name in (f"{first}.jpg", f"{first}-small.jpg", "99.jpg", f"{2**80}.jpg"):
        assert client.get(f"/report/photographs/{name}").status_code == 404


def test_an_address_without_a_photograph_is_not_found(moderator: FlaskClient, photograph_ids: list[int]) -> None:
    for path in (f"{FOLDER}/99", f"{FOLDER}/99.jpg", f"{FOLDER}/{2**80}", f"{FOLDER}/99/remove",
                 f"/staff/reports/another/photographs/{photograph_ids[0]}"):  # fmt: skip
        assert moderator.get(path).status_code == 404, path
