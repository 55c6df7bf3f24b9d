"""Staff list, add, change and remove local names in plain pages; what is refused comes back as it was typed."""

import html
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo_ij.services.local_names import LocalName, local_names
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web.people import signed_in
from web.app import create_app
from web.context import disconnect

LIST = "/staff/local-names"
ADD = "/staff/local-names/add"
TYPED = {
    "name": "Spring Rise Park", "town": "Kettering", "aliases": "The Rec\r\n\r\nSpringy", "latitude": "52.38",
    "longitude": " \u22120.7219 ", "uncertainty_m": "150", "note": "Said by wardens.\r\nBoth gates.",
}  # fmt: skip


def token_of(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Open the form of a page and send it with these fields."""
    return client.post(path, data=fields | {"csrf_token": token_of(client.get(path))})


def added(client: FlaskClient, **changes: str) -> None:
    assert send(client, ADD, **(TYPED | changes)).status_code == 303


def stored(database: Database) -> list[LocalName]:
    return local_names(database)


def value_of(page: TestResponse, field: str) -> str:
    """Give what a field of the form holds."""
    found = re.search(rf'<input[^>]*id="{field}"[^>]*?value="([^"]*)"', page.text) or re.search(
        rf'<textarea[^>]*id="{field}"[^>]*>([^<]*)</textarea>', page.text
    )
    return html.unescape(found[1]) if found else ""


def test_an_empty_list_says_what_to_do(planner: FlaskClient) -> None:
    page = planner.get(LIST)
    assert page.status_code == 200
    assert "Nobody has added a local name yet." in page.text
    assert f'href="{ADD}"' in page.text


def test_the_staff_pages_lead_to_the_list(filled_planner: FlaskClient) -> None:
    for path in ("/staff/map", "/staff/sites", LIST):
        assert f'href="{LIST}"' in filled_planner.get(path).text
    assert LIST not in filled_planner.get("/").text


def test_a_name_is_added_and_listed(planner: FlaskClient, sqlite_database: Database) -> None:
    response = send(planner, ADD, **TYPED)
    assert (response.status_code, response.headers["Location"]) == (303, LIST)
    (one,) = stored(sqlite_database)
    assert (one.label, one.aliases, one.longitude, one.latitude) == (
        "Spring Rise Park, Kettering", ("Springy", "The Rec"), -0.7219, 52.38,
    )  # fmt: skip
    page = planner.get(LIST).text
    for said in ("Spring Rise Park, Kettering was added.", "Springy, The Rec", "52.38, -0.7219", "150 m", "1 place."):
        assert said in page
    assert "was added" not in planner.get(LIST).text


def test_a_name_is_changed(planner: FlaskClient, sqlite_database: Database) -> None:
    added(planner)
    path = f"{LIST}/spring-rise-park/change"
    form = planner.get(path)
    assert {name: value_of(form, name) for name in TYPED} == {
        "name": "Spring Rise Park", "town": "Kettering", "aliases": "Springy\nThe Rec", "latitude": "52.38",
        "longitude": "-0.7219", "uncertainty_m": "150", "note": "Said by wardens.\nBoth gates.",
    }  # fmt: skip
    response = send(planner, path, **(TYPED | {"name": "Spring Rise Field", "aliases": ""}))
    assert response.status_code == 303
    (one,) = stored(sqlite_database)
    assert (one.reference, one.name, one.aliases) == ("spring-rise-park", "Spring Rise Field", ())
    assert "Spring Rise Field, Kettering was changed." in planner.get(LIST).text


def test_a_name_is_removed_only_when_that_is_confirmed(planner: FlaskClient, sqlite_database: Database) -> None:
    added(planner)
    path = f"{LIST}/spring-rise-park/remove"
    question = planner.get(path)
    assert "Do you want to remove Spring Rise Park, Kettering?" in question.text
    assert "(Springy, The Rec)" in question.text
    assert len(stored(sqlite_database)) == 1
    assert send(planner, path).headers["Location"] == LIST
    assert stored(sqlite_database) == []
    assert "Spring Rise Park, Kettering was removed." in planner.get(LIST).text


@pytest.mark.parametrize("what", ["change", "remove"])
def test_a_name_that_is_gone_is_not_found(planner: FlaskClient, what: str) -> None:
    page = planner.get(f"{LIST}/gone/{what}")
    assert page.status_code == 404
    assert "it may have been removed" in page.text


def test_what_is_refused_comes_back_with_its_faults(planner: FlaskClient, sqlite_database: Database) -> None:
    wrong = TYPED | {"name": "<i>Park</i>", "latitude": "fifty", "uncertainty_m": "", "note": '"><script>alert(1)'}
    page = send(planner, ADD, **wrong)
    assert page.status_code == 422
    assert "<title>Error: Add a local name" in page.text
    assert stored(sqlite_database) == []
    summary = page.text.partition('class="govuk-error-summary')[2].partition("</ul>")[0]
    links = re.findall(r'<a href="#(\w+)">([^<]*)</a>', summary)
    assert [field for field, _ in links] == ["name", "latitude", "uncertainty_m", "note"]
    for field, sentence in links:
        assert f'id="{field}-error"' in page.text
        assert page.text.count(sentence) == 2
    for field, text in wrong.items():
        assert value_of(page, field).split() == text.split()
    assert "<script>alert" not in page.text
    assert "<i>Park" not in page.text


def test_a_form_with_nothing_in_it_is_refused_field_by_field(planner: FlaskClient) -> None:
    page = send(planner, ADD)
    assert page.status_code == 422
    for sentence in ("Enter the name", "Enter the longitude as a number", "Enter the latitude as a number"):
        assert sentence in page.text


def test_swapped_coordinates_are_said_to_be_swapped(planner: FlaskClient) -> None:
    page = send(planner, ADD, **(TYPED | {"latitude": "-0.7219", "longitude": "52.38"}))
    assert "longitude and latitude swapped" in page.text


def test_the_same_place_twice_is_refused(planner: FlaskClient) -> None:
    added(planner)
    page = send(planner, ADD, **TYPED)
    assert page.status_code == 422
    assert "is on the list already" in page.text


def test_a_text_that_is_too_large_is_refused_whole(planner: FlaskClient, sqlite_database: Database) -> None:
    assert send(planner, ADD, **(TYPED | {"note": "x" * 100_000})).status_code == 413
    assert stored(sqlite_database) == []


def test_where_the_service_area_is_not_known_the_form_says_so(sqlite_database: Database) -> None:
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    app = create_app(read_settings({"GEO_IJ_SERVICE_AREA": "Atlantis"}, database_url=url))
    planner = signed_in(app, sqlite_database, Role.PLANNER)
    said = "GEO_IJ_SERVICE_AREA: There is no area called &#39;Atlantis&#39;"
    assert said in planner.get(ADD).text
    page = send(planner, ADD, **TYPED)
    assert page.status_code == 422
    assert said in page.text
    assert value_of(page, "name") == "Spring Rise Park"
    assert stored(sqlite_database) == []
    disconnect(app)


def test_words_of_staff_are_shown_as_words(planner: FlaskClient) -> None:
    added(planner, name='Tom & Jerry\'s "Rec"', note="a & b")
    page = planner.get(LIST).text
    assert "Tom &amp; Jerry&#39;s &#34;Rec&#34;" in page
    assert "a &amp; b" in page
