"""What staff see: every hotspot and site with exact figures, filtered, a page at a time, and as files."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from geo_ij.services.import_data import import_police_archive
from geo_ij.settings import Settings
from geo_ij.store.database import Database
from tests.police_files import archive, row
from tests.web import small_county
from web.staff.sites import assessment_in_words, permission_in_words


def rows_of(html: str) -> int:
    """Count the rows in the body of a table."""
    return html.partition("<tbody")[2].partition("</tbody>")[0].count("<tr")


@pytest.mark.parametrize("path", ["/staff/map", "/staff/hotspots", "/staff/sites"])
def test_empty_lists_say_which_command_to_run(planner: FlaskClient, path: str) -> None:
    page = planner.get(path)
    assert page.status_code == 200
    assert "geo-ij " in page.text


def test_the_start_page_says_what_is_stored_before_hotspots_are_found(
    planner: FlaskClient, sqlite_database: Database, settings: Settings, tmp_path: Path
) -> None:
    empty = planner.get("/staff/map").text
    assert "No police data are stored yet." in empty
    assert "geo-ij import police" in empty
    rows = {month: [row(month=month)] for month in ("2025-11", "2025-12")}
    import_police_archive(sqlite_database, [archive(tmp_path / "a.zip", rows)], settings=settings, today=DAY)
    page = planner.get("/staff/map").text
    assert "Police data of Northamptonshire are stored, November to December 2025." in page
    assert "<code>geo-ij hotspots</code>" in page
    assert "geo-ij import" not in page
    assert "stored yet" not in page


def test_hotspots_have_their_exact_figures(filled_planner: FlaskClient) -> None:
    page = filled_planner.get("/staff/hotspots").text
    assert rows_of(page) == 3
    for exact in (">83<", ">41<", ">17<", "Up 37% on a year earlier", "All Saints, North Northamptonshire"):
        assert exact in page
    assert "83 incidents in 11 of 12 months. Up 37% on a year earlier." in page
    assert "The public list is ordered by rounded figures, so ranks there differ a little." in page
    # One hotspot rests on such places: said in the sentence of its card, and by itself where there are columns.
    assert page.count("30% of this rests on roughly known places.") == 2
    assert page.count('class="app-table__reason app-cards__reason"') == 3
    assert page.count('class="app-table__reason app-cards__said"') == 1
    content = page.partition("<main")[2]
    for technical in ("q-value", "0.012", "coverage", "H0TEST", "Reports"):
        assert technical not in content


def test_every_hotspot_and_site_leads_to_itself_on_the_map(filled_planner: FlaskClient) -> None:
    start = filled_planner.get("/staff/map").text
    for path, name, key in (
        ("/staff/hotspots", "Mill Road, Kettering", "hotspot-2"),
        ("/staff/sites", "Spring Rise Park", "site-1"),
    ):
        assert f'<a class="govuk-link" href="/staff/map#{key}">{name}</a>' in filled_planner.get(path).text
        assert name in start.partition(f'id="{key}"')[2].partition("</tr>")[0]


def test_hotspots_with_too_few_data_are_in_the_list_and_not_on_the_map(
    planner: FlaskClient, sqlite_database: Database
) -> None:
    frame = small_county.hotspots()
    frame["class"] = ["persistent", "insufficient_data", "cooling"]
    small_county.find(sqlite_database, frame)
    page = planner.get("/staff/map").text
    assert "2 hotspots" in page
    assert "1 more place has too few incidents or months" in page
    assert 'href="/staff/hotspots"' in page
    assert 'id="hotspot-2"' not in page
    assert 'id="hotspot-3"' in page
    listed = planner.get("/staff/hotspots").text
    assert rows_of(listed) == 3
    assert 'href="/staff/map#hotspot-2"' not in listed


def test_where_no_hotspot_has_enough_data_the_map_shows_them_all(
    planner: FlaskClient, sqlite_database: Database
) -> None:
    small_county.find(sqlite_database, small_county.hotspots().assign(**{"class": "insufficient_data"}))
    page = planner.get("/staff/map").text
    assert "3 hotspots" in page
    assert "too few incidents or months to say how" not in page


def test_hotspots_are_filtered(filled_planner: FlaskClient) -> None:
    assert rows_of(filled_planner.get("/staff/hotspots?class=cooling").text) == 1
    assert rows_of(filled_planner.get("/staff/hotspots?area=All+Saints").text) == 3
    assert "No hotspot fits" in filled_planner.get("/staff/hotspots?area=Elsewhere").text
    assert filled_planner.get("/staff/hotspots?class=dreadful").status_code == 400


def test_long_lists_come_a_page_at_a_time(planner: FlaskClient, sqlite_database: Database) -> None:
    names = [f"Street {number}, Kettering" for number in range(150)]
    small_county.find(sqlite_database, small_county.hotspots(names=names))
    first = planner.get("/staff/hotspots").text
    assert rows_of(first) == 100
    assert "/staff/hotspots?page=2" in first
    second = planner.get("/staff/hotspots?page=2").text
    assert rows_of(second) == 50
    assert "Street 149, Kettering" in second
    filtered = planner.get("/staff/hotspots?area=All+Saints").text
    assert "area=All+Saints&amp;page=2" in filtered or "area=All+Saints&page=2" in filtered
    for wrong in ("0", "3", "-1", "x", "٢", "9" * 30):
        assert planner.get(f"/staff/hotspots?page={wrong}").status_code == 400, wrong


def test_hotspots_as_files(filled_planner: FlaskClient) -> None:
    response = filled_planner.get("/staff/hotspots.csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["incidents"] for row in rows] == ["83", "41", "17"]
    assert response.headers["Content-Disposition"] == 'attachment; filename="hotspots.csv"'
    collection = json.loads(filled_planner.get("/staff/hotspots.geojson").data)
    assert [feature["properties"]["incidents"] for feature in collection["features"]] == [83, 41, 17]
    assert filled_planner.get("/staff/hotspots.exe").status_code == 404


def test_sites_with_their_readiness_and_rank(filled_planner: FlaskClient) -> None:
    page = filled_planner.get("/staff/sites").text
    assert rows_of(page) == 1
    for said in ("Spring Rise Park", "Requested", "Draft", "Litter picking"):
        assert said in page
    assert "No site has this status" in filled_planner.get("/staff/sites?status=completed").text
    assert filled_planner.get("/staff/sites?status=lost").status_code == 400


DAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("status", "until", "said"),
    [
        ("granted", "2026-11-22", "Granted until 22 November 2026"),
        ("granted", "2026-11-21", "Granted, but ran out on 21 November 2026"),
        ("expired", "2026-11-21", "Expired, ran out on 21 November 2026"),
        ("not_requested", None, "Not requested"),
    ],
)
def test_a_permission_past_its_date_is_said_to_have_run_out(status: str, until: str | None, said: str) -> None:
    row = {"permission_status": status, "permission_until": until}
    assert permission_in_words(row, today=DAY) == said


@pytest.mark.parametrize(
    ("status", "due", "said"),
    [
        ("approved", "2026-11-22", "Approved, review due 22 November 2026"),
        ("approved", "2026-10-12", "Approved, but review overdue since 12 October 2026"),
        ("draft", "2026-10-12", "Draft, review due 12 October 2026"),
        ("approved", None, "Approved"),
    ],
)
def test_an_assessment_past_its_review_is_said_to_be_overdue(status: str, due: str | None, said: str) -> None:
    row = {"risk_assessment_status": status, "risk_assessment_review_due": due}
    assert assessment_in_words(row, today=DAY) == said


def test_sites_as_files(filled_planner: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(filled_planner.get("/staff/sites.csv").text)))
    assert [row["site_id"] for row in rows] == ["S1"]
    assert len(json.loads(filled_planner.get("/staff/sites.geojson").data)["features"]) == 1
    assert filled_planner.get("/staff/sites.gpkg").status_code == 404


@pytest.mark.parametrize(("path", "column"), [("/staff/hotspots.xlsx", "hotspot_id"), ("/staff/sites.xlsx", "site_id")])
def test_lists_as_workbooks(filled_planner: FlaskClient, path: str, column: str) -> None:
    response = filled_planner.get(path)
    assert response.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{path.rpartition("/")[2]}"'
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()
    plain = list(csv.DictReader(io.StringIO(filled_planner.get(path.replace(".xlsx", ".csv")).text)))
    assert column in head
    assert [row[head.index(column)] for row in rows] == [row[column] for row in plain]
    assert f'href="{path}"' in filled_planner.get(path.removesuffix(".xlsx")).text


def test_files_of_nothing_say_what_to_run(planner: FlaskClient) -> None:
    for path in ("/staff/hotspots.csv", "/staff/sites.csv"):
        response = planner.get(path)
        assert response.status_code == 404
        assert "geo-ij " in response.text


def test_the_staff_map_and_its_files(filled_planner: FlaskClient, sqlite_database: Database) -> None:
    page = filled_planner.get("/staff/map").text
    start = page.partition('data-map-files="')[2].partition('"')[0]
    assert start.startswith("/staff/map/")
    for name in ("map.js", "map.css", "hotspots.geojson", "work.geojson", "sites.geojson", "basemap.json"):
        assert filled_planner.get(start + name).status_code == 200, name
    assert filled_planner.get(start + "secrets.json").status_code == 404
    small_county.record(sqlite_database, small_county.work("new", place="Corrected since"))
    assert "Corrected since" in filled_planner.get("/staff/map").text
