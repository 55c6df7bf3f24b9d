"""What staff see: every hotspot and site with exact figures, filtered, a page at a time, and as files."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from geo_ij.store.database import Database
from tests.web import small_county


def rows_of(html: str) -> int:
    """Count the rows in the body of a table."""
    return html.partition("<tbody")[2].partition("</tbody>")[0].count("<tr")


@pytest.mark.parametrize("path", ["/staff/", "/staff/hotspots", "/staff/sites"])
def test_empty_lists_say_which_command_to_run(client: FlaskClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert "geo-ij " in page.text


def test_hotspots_have_their_exact_figures(filled: FlaskClient) -> None:
    page = filled.get("/staff/hotspots").text
    assert rows_of(page) == 3
    for exact in (">83<", ">41<", ">17<", "0.012", "Up by 37%", "All Saints, North Northamptonshire", "H0TEST"):
        assert exact in page


def test_a_tiny_q_value_is_not_called_zero(client: FlaskClient, sqlite_database: Database) -> None:
    small_county.find(sqlite_database, small_county.hotspots(q_value=1e-9))
    assert "&lt;\u00a00.001" in client.get("/staff/hotspots").text


def test_hotspots_are_filtered(filled: FlaskClient) -> None:
    assert rows_of(filled.get("/staff/hotspots?class=cooling").text) == 1
    assert rows_of(filled.get("/staff/hotspots?area=All+Saints").text) == 3
    assert "No hotspot fits" in filled.get("/staff/hotspots?area=Elsewhere").text
    assert filled.get("/staff/hotspots?class=dreadful").status_code == 400


def test_long_lists_come_a_page_at_a_time(client: FlaskClient, sqlite_database: Database) -> None:
    names = [f"Street {number}, Kettering" for number in range(150)]
    small_county.find(sqlite_database, small_county.hotspots(names=names))
    first = client.get("/staff/hotspots").text
    assert rows_of(first) == 100
    assert "/staff/hotspots?page=2" in first
    second = client.get("/staff/hotspots?page=2").text
    assert rows_of(second) == 50
    assert "Street 149, Kettering" in second
    filtered = client.get("/staff/hotspots?area=All+Saints").text
    assert "area=All+Saints&amp;page=2" in filtered or "area=All+Saints&page=2" in filtered
    for wrong in ("0", "3", "-1", "x", "٢", "9" * 30):
        assert client.get(f"/staff/hotspots?page={wrong}").status_code == 400, wrong


def test_hotspots_as_files(filled: FlaskClient) -> None:
    response = filled.get("/staff/hotspots.csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["incidents"] for row in rows] == ["83", "41", "17"]
    assert response.headers["Content-Disposition"] == 'attachment; filename="hotspots.csv"'
    collection = json.loads(filled.get("/staff/hotspots.geojson").data)
    assert [feature["properties"]["incidents"] for feature in collection["features"]] == [83, 41, 17]
    assert filled.get("/staff/hotspots.exe").status_code == 404


def test_sites_with_their_readiness_and_rank(filled: FlaskClient) -> None:
    page = filled.get("/staff/sites").text
    assert rows_of(page) == 1
    for said in ("Spring Rise Park", "Requested", "Draft", "Litter picking", "S1"):
        assert said in page
    assert "No site has this status" in filled.get("/staff/sites?status=completed").text
    assert filled.get("/staff/sites?status=lost").status_code == 400


def test_sites_as_files(filled: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(filled.get("/staff/sites.csv").text)))
    assert [row["site_id"] for row in rows] == ["S1"]
    assert len(json.loads(filled.get("/staff/sites.geojson").data)["features"]) == 1
    assert filled.get("/staff/sites.xlsx").status_code == 404


def test_files_of_nothing_say_what_to_run(client: FlaskClient) -> None:
    for path in ("/staff/hotspots.csv", "/staff/sites.csv"):
        response = client.get(path)
        assert response.status_code == 404
        assert "geo-ij " in response.text


def test_the_staff_map_and_its_files(filled: FlaskClient, sqlite_database: Database) -> None:
    page = filled.get("/staff/").text
    start = page.partition('data-map-files="')[2].partition('"')[0]
    assert start.startswith("/staff/map/")
    for name in ("map.js", "map.css", "hotspots.geojson", "work.geojson", "sites.geojson", "basemap.json"):
        assert filled.get(start + name).status_code == 200, name
    assert filled.get(start + "secrets.json").status_code == 404
    small_county.record(sqlite_database, small_county.work("new", place="Corrected since"))
    assert "Corrected since" in filled.get("/staff/").text
