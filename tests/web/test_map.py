"""The public map's page and files: filters in the address, versions in file names, new figures without a restart."""

import re

import pytest
from flask.testing import FlaskClient

from geo_ij.store.database import Database
from tests.web import small_county

FILE = re.compile(r'"(/map/files/2025-12/[0-9a-f]+/)map\.js"')


def prefix(client: FlaskClient) -> str:
    """Give the address that the files of the page's map begin with."""
    found = FILE.search(client.get("/map").text)
    assert found is not None
    return found.group(1)


def shown_rows(html: str) -> int:
    """Count the rows of the lists that are not hidden."""
    return len(re.findall(r"<tr [^>]*data-map-group[^>]*>", html)) - len(
        re.findall(r"<tr [^>]*data-map-group[^>]*\bhidden>", html)
    )


def test_the_list_is_there_without_javascript(filled: FlaskClient) -> None:
    page = filled.get("/map").text
    for name in (*small_county.STREETS, "Spring Rise Park, Kettering", "Ise Valley"):
        assert name in page
    assert shown_rows(page) == 5


def test_every_place_on_the_map_leads_to_its_story(filled: FlaskClient) -> None:
    stories = re.findall(r'href="(/places/[^"]+)"', filled.get("/map").text)
    assert len(set(stories)) == 5
    assert {filled.get(address).status_code for address in stories} == {200}


def test_a_class_in_the_address_filters_the_list(filled: FlaskClient) -> None:
    page = filled.get("/map?class=persistent").text
    assert "1 of 3 hotspots" in page
    assert '<option value="persistent" selected>' in page


def test_an_area_in_the_address_filters_the_list(filled: FlaskClient) -> None:
    area = "Kettering"
    assert f'<option value="{area}">' in filled.get("/map").text
    page = filled.get("/map", query_string={"area": area}).text
    assert "1 of 2 pieces of work" in page


def test_a_month_in_the_address_shows_its_figures(filled: FlaskClient) -> None:
    page = filled.get("/map?period=2025-11").text
    assert '<option value="2025-11" selected>to November 2025</option>' in page
    assert "2 hotspots" in page
    assert "December 2024 to November 2025" in page


def test_empty_choices_are_no_choices(filled: FlaskClient) -> None:
    assert filled.get("/map?area=&class=&period=").data == filled.get("/map").data


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("period=2025-13", 400, "is not a month"),
        ("period=2025-1", 400, "is not a month"),
        ("period=%D9%A2%D9%A0%D9%A2%D9%A5-12", 400, "is not a month"),
        ("period=December", 400, "is not a month"),
        ("period=2019-01", 404, "No figures were published for January 2019"),
        ("class=dreadful", 400, "There is no kind of hotspot called"),
        ("area=Atlantis", 400, "Nothing on the map lies in an area called"),
        ("area=%3Cscript%3Ealert(1)%3C/script%3E", 400, "&lt;script&gt;"),
        ("class=%3Cscript%3Ealert(1)%3C/script%3E", 400, "&lt;script&gt;"),
        ("period=%3Cscript%3E", 400, "&lt;script&gt;"),
        ("area=" + "x" * 2000, 414, "The address is too long"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(filled: FlaskClient, query: str, status: int, said: str) -> None:
    response = filled.get(f"/map?{query}")
    assert response.status_code == status
    assert said in response.text
    assert "<script>" not in response.text


def test_refused_choices_do_not_fill_the_cache(filled: FlaskClient) -> None:
    filled.get("/map")
    pages = filled.application.extensions["geo_ij.public"].pages
    before = len(pages.kept())
    for number in range(20):
        assert filled.get(f"/map?area=Nowhere{number}").status_code == 400
        assert filled.get(f"/places/NOWHERE{number}").status_code == 404
        assert filled.get(f"/map?campaign={number}").status_code == 200
    assert len(pages.kept()) == before


def test_every_file_that_the_page_names_is_served_for_ever(filled: FlaskClient) -> None:
    start = prefix(filled)
    for name, kind in {
        "map.js": "text/javascript",
        "map.css": "text/css",
        "hotspots.geojson": "application/geo+json",
        "work.geojson": "application/geo+json",
        "basemap.json": "application/json",
    }.items():
        response = filled.get(start + name)
        assert response.status_code == 200, name
        assert response.content_type.startswith(kind), name
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable", name


@pytest.mark.parametrize("name", ["sites.geojson", "map.exe", "..", "%2e%2e%2fsecret"])
def test_other_files_are_not_found(filled: FlaskClient, name: str) -> None:
    assert filled.get(prefix(filled) + name).status_code == 404


def test_a_page_of_another_moment_still_gets_files(filled: FlaskClient, sqlite_database: Database) -> None:
    start = prefix(filled)
    old = filled.get(start + "work.geojson").data
    small_county.record(sqlite_database, small_county.work("three", place="New place"))
    assert prefix(filled) != start
    assert filled.get(start + "work.geojson").data == old
    elsewhere = filled.get("/map/files/2025-12/0123456789abcdef/work.geojson")
    assert b"New place" in elsewhere.data
    assert elsewhere.headers["Cache-Control"] == "no-cache"


def test_a_month_that_was_not_published_has_no_files(filled: FlaskClient) -> None:
    assert filled.get("/map/files/2019-01/0123456789abcdef/map.js").status_code == 404


def test_a_new_publication_is_seen_at_once(filled: FlaskClient, sqlite_database: Database) -> None:
    first = filled.get("/map")
    assert "3 hotspots" in first.text
    small_county.publish(sqlite_database, small_county.hotspots(as_of="2026-01", names=small_county.STREETS[:1]))
    second = filled.get("/map", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert "1 hotspot" in second.text
    assert "February 2025 to January 2026" in second.text


def test_corrected_work_is_seen_at_once(filled: FlaskClient, sqlite_database: Database) -> None:
    assert "12.5" in filled.get("/").text
    small_county.record(sqlite_database, small_county.work("one", hours=10.0))
    assert "14.5" in filled.get("/").text


def test_nothing_published_leads_to_the_work_that_is(client: FlaskClient, sqlite_database: Database) -> None:
    small_county.record(sqlite_database, small_county.work("one"))
    page = client.get("/map").text
    assert "Nothing has been published yet" in page
    assert 'href="/cleaned-areas"' in page


def test_a_class_that_the_month_lacks_stays_chosen_and_shows_nothing(filled: FlaskClient) -> None:
    page = filled.get("/map?period=2025-11&class=cooling").text
    assert '<option value="cooling" selected>' in page
    assert "0 of 2 hotspots" in page


def test_the_lists_begin_with_links_to_each(filled: FlaskClient) -> None:
    page = filled.get("/map").text
    for key, count in (("hotspots", "3 hotspots"), ("work", "2 pieces of work")):
        assert f'<a class="govuk-link" href="#map-heading-{key}" data-map-jump="{key}">{count}</a>' in page
        assert f'id="map-heading-{key}"' in page


def test_a_place_leads_to_itself_on_the_map(filled: FlaskClient) -> None:
    assert 'href="/map#hotspot-2"' in filled.get("/places/H1TEST").text
    row = filled.get("/map").text.partition('id="hotspot-2"')[2].partition("</tr>")[0]
    assert "/places/H1TEST" in row
