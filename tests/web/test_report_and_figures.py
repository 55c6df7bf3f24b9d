"""The figures are those of the published work, and a reference that is not there leads nowhere."""

import csv
import io

from flask import Flask
from flask.testing import FlaskClient

from geo_ij.store.database import Database
from tests.web import small_county
from tests.web.test_public_pages import words


def test_no_report_has_a_reference(client: FlaskClient) -> None:
    for ref in ("R-1234", "a/b", "%3Cscript%3E"):
        page = client.get(f"/report/{ref}")
        assert page.status_code == 404, ref
        assert "No report has this reference." in page.text
        assert "<script>" not in page.text


def test_without_published_work_there_are_no_figures(client: FlaskClient) -> None:
    page = client.get("/figures")
    assert page.status_code == 200
    assert "There are no figures yet" in page.text
    assert "<table" not in page.text
    assert client.get("/figures.csv").text == "figure,of,pieces_of_work,hours,places\nall,,0,0,0\n"


def test_the_figures_add_up_the_published_work(filled: FlaskClient) -> None:
    text = words(filled.get("/figures").text)
    assert "12.5 hours of work at 2 places" in text
    assert "February 2026 8 1 1 January 2026 4.5 1 1" in text
    # Eight hours of two kinds count under each.
    assert "Litter picking 8 1 1 Vegetation clearance 8 1 1 Painting 4.5 1 1" in text


def test_two_pieces_at_one_place_are_one_place(filled: FlaskClient, sqlite_database: Database) -> None:
    small_county.record(sqlite_database, small_county.work("again", day="2026-02-20", hours=1.5, activities="painting"))
    text = words(filled.get("/figures").text)
    assert "14 hours of work at 2 places" in text
    assert "February 2026 9.5 1 2" in text
    assert "Painting 6 2 2" in text


def test_work_that_nobody_approved_counts_nowhere(client: FlaskClient, sqlite_database: Database) -> None:
    small_county.record(sqlite_database, small_county.work("secret", approved=False))
    assert "There are no figures yet" in client.get("/figures").text
    assert client.get("/figures.csv").text.endswith("all,,0,0,0\n")


def test_the_file_has_the_same_figures(filled: FlaskClient) -> None:
    response = filled.get("/figures.csv")
    assert response.mimetype == "text/csv"
    assert response.headers["Content-Disposition"] == 'attachment; filename="figures.csv"'
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [tuple(row.values()) for row in rows] == [
        ("all", "", "2", "12.5", "2"),
        ("month", "2026-02", "1", "8", "1"),
        ("month", "2026-01", "1", "4.5", "1"),
        ("activity", "litter_picking", "1", "8", "1"),
        ("activity", "vegetation_clearance", "1", "8", "1"),
        ("activity", "painting", "1", "4.5", "1"),
    ]
    tagged = filled.get("/figures.csv", headers={"If-None-Match": response.headers["ETag"]})
    assert tagged.status_code == 304


def test_home_leads_to_both(app: Flask) -> None:
    page = app.test_client().get("/").text
    assert 'href="/report"' in page
    assert 'href="/figures"' in page
