"""My patch as a page: what it opens on, what it remembers, and the staff's story of a place behind it."""

import re

from flask import Flask
from flask.testing import FlaskClient

from geo_ij.services.publish import public_reference
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web import small_county
from tests.web.people import signed_in, token_of
from web.staff.places import months_of

WORK_REF = public_reference("one")


def heading(html: str) -> str:
    """Give the words of the page's heading."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found.group(1)).strip()


def choose(client: FlaskClient, area: str, *, status: int = 303) -> None:
    """Let My patch open on an area from now on."""
    token = token_of(client, "/staff/")
    assert client.post("/staff/patch", data={"csrf_token": token, "area": area}).status_code == status


def test_it_shows_hotspots_sites_and_work_with_their_links(filled_planner: FlaskClient) -> None:
    page = filled_planner.get("/staff/").text
    assert heading(page) == "My patch"
    assert "Police figures to December 2025." in page
    assert "Persistent. 83 incidents in 11 of 12 months. Up 37% on a year earlier." in page
    assert 'href="/staff/places/H0TEST">Gold Street, Kettering</a>' in page
    assert 'href="/staff/map#hotspot-1">Map<' in page
    assert "Permission was asked for but not given yet, and its risk assessment is a draft." in page
    assert 'href="/staff/places/one">Spring Rise Park, Kettering</a>' in page


def test_before_anything_is_stored_it_says_what_to_run(planner: FlaskClient) -> None:
    page = planner.get("/staff/").text
    assert "geo-ij import police" in page
    assert "Change area" not in page
    assert "<h2" not in page.partition("<main")[2].partition("</main>")[0]


def test_the_area_in_the_address_counts_and_is_not_remembered(filled_planner: FlaskClient) -> None:
    page = filled_planner.get("/staff/?area=Kettering").text
    assert heading(page) == "My patch: Kettering"
    assert "Ise Valley" not in page
    assert 'href="/staff/map?area=Kettering#hotspot-1"' in page
    assert heading(filled_planner.get("/staff/").text) == "My patch"


def test_the_chosen_area_is_remembered_in_the_account(
    app: Flask, filled_planner: FlaskClient, sqlite_database: Database
) -> None:
    choose(filled_planner, "Kettering")
    page = filled_planner.get("/staff/").text
    assert heading(page) == "My patch: Kettering"
    assert '<option value="Kettering" selected>' in page
    assert heading(filled_planner.get("/staff/?area=").text) == "My patch"
    assert heading(signed_in(app, sqlite_database, Role.PLANNER).get("/staff/").text) == "My patch"
    choose(filled_planner, "")
    assert heading(filled_planner.get("/staff/").text) == "My patch"


def test_an_area_in_which_nothing_lies_is_refused(filled_planner: FlaskClient) -> None:
    choose(filled_planner, "Atlantis", status=400)
    assert heading(filled_planner.get("/staff/").text) == "My patch"
    refused = filled_planner.get("/staff/?area=%3Cscript%3E")
    assert refused.status_code == 400
    assert "<script>" not in refused.text


def test_people_with_areas_of_their_own_open_on_them_and_see_no_other(app: Flask, sqlite_database: Database) -> None:
    small_county.fill(sqlite_database)
    own = signed_in(app, sqlite_database, Role.SERGEANT, areas=("North Northamptonshire",))
    page = own.get("/staff/").text
    assert heading(page) == "My patch: North Northamptonshire"
    assert "Gold Street" in page
    assert "Ise Valley" not in page
    other = signed_in(app, sqlite_database, Role.SERGEANT, areas=("West Northamptonshire",))
    empty = other.get("/staff/").text
    assert "No hotspot lies in your areas." in empty
    for elsewhere in ("Gold Street", "Spring Rise Park", "geo-ij import"):
        assert elsewhere not in empty
    choose(other, "Kettering", status=400)
    for ref in ("H0TEST", "one", WORK_REF):
        assert own.get(f"/staff/places/{ref}").status_code == 200, ref
        assert other.get(f"/staff/places/{ref}").status_code == 404, ref


def test_what_somebody_may_not_see_is_not_there(app: Flask, sqlite_database: Database) -> None:
    small_county.fill(sqlite_database)
    supervisor = signed_in(app, sqlite_database, Role.SUPERVISOR).get("/staff/").text
    assert "Latest completed work" in supervisor
    for word in ("Hotspots", "Sites", "Police figures", "/staff/places/", "Change area"):
        assert word not in supervisor
    admin = signed_in(app, sqlite_database, Role.ADMIN).get("/staff/").text
    assert "Your account opens:" in admin
    assert "Spring Rise Park" not in admin
    assert (
        "No other page is open to your account." in signed_in(app, sqlite_database, Role.NOMINATOR).get("/staff/").text
    )


def test_it_is_gathered_anew_when_something_changed(filled_planner: FlaskClient, sqlite_database: Database) -> None:
    assert "Corrected since" not in filled_planner.get("/staff/").text
    small_county.record(sqlite_database, small_county.work("new", place="Corrected since", day="2026-02-25"))
    assert "Corrected since" in filled_planner.get("/staff/").text


def test_the_story_of_a_hotspot_for_staff_has_its_exact_figures(filled_planner: FlaskClient) -> None:
    page = filled_planner.get("/staff/places/H0TEST").text
    assert heading(page) == "Gold Street, Kettering"
    for said in ("83 in 11 of 12 months", "Persistent: incidents in at least half", "Up 37% on a year earlier"):
        assert said in page
    assert page.count('class="govuk-table__cell govuk-table__cell--numeric">1<') == 12
    assert page.index("December 2025</th>") < page.index("January 2025</th>")
    assert 'href="/staff/places/one">Spring Rise Park, Kettering</a>' in page
    assert 'href="/staff/map#site-1">Spring Rise Park</a>' in page


def test_the_months_of_a_hotspot_come_latest_first() -> None:
    row = {"as_of": "2025-02", "monthly": [3, None, 1]}
    assert months_of(row) == [("2025-02", 1), ("2025-01", None), ("2024-12", 3)]


def test_the_story_of_a_piece_of_work_for_staff_has_what_was_recorded(filled_planner: FlaskClient) -> None:
    by_own = filled_planner.get("/staff/places/one").text
    assert by_own == filled_planner.get(f"/staff/places/{WORK_REF}").text
    for said in ("3 February 2026, 10:00 to 14:00", "Two men, known to the officer", "Approved on 3 February 2026"):
        assert said in by_own
    assert 'href="/staff/places/H0TEST">Gold Street, Kettering</a>' in by_own


def test_an_unknown_place_is_not_found(filled_planner: FlaskClient) -> None:
    for ref in ("H9NOWHERE", "W0", "a/b"):
        page = filled_planner.get(f"/staff/places/{ref}")
        assert page.status_code == 404, ref
        assert "no piece of work has this reference" in page.text
