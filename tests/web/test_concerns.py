"""Officers nominate areas of concern in the residents' words, and are asked which place they mean."""

import pytest
from flask import Flask

from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.store.report_rows import ReportRow
from geo_ij.vocabulary import Role
from tests.services.reports import NORTH, ground
from tests.web.people import signed_in
from tests.web.sending import faults_of, send, words_of

FORM = "/staff/reports/concern"
TYPED = {
    "issues": ["graffiti", "litter"], "place": "Gold Street", "description": "Tags on the shutters.",
    "how_often": "weekly", "activities": "graffiti_removal", "activity_text": "Paint",
}  # fmt: skip
SCRIPT = "<script>alert(1)</script>\"'>"


@pytest.fixture
def app(app: Flask, sqlite_database: Database) -> Flask:
    """Give the application with a geocoder that knows five texts, which is ready at once."""
    app.extensions["geo_ij.public"].reporting.ground = lambda: ground(sqlite_database)
    return app


def kept(database: Database) -> list[ReportRow]:
    with database.read() as connection:
        return report_rows.reports(connection)


def test_a_nominator_nominates_and_stays_on_the_form(app: Flask, sqlite_database: Database) -> None:
    nominator = signed_in(app, sqlite_database, Role.NOMINATOR)
    assert f'href="{FORM}"' in nominator.get("/staff/").text
    answer = send(nominator, FORM, **TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (303, FORM)
    (row,) = kept(sqlite_database)
    assert (row.issues, row.place_text, row.description, row.how_often, row.activities, row.activity_text) == (
        "graffiti;litter", "Gold Street",
        "Tags on the shutters.", "weekly", "graffiti_removal", "Paint",
    )  # fmt: skip
    assert (row.reporter_kind, row.source, row.status) == ("police", "staff", "received")
    said = words_of(nominator.get(FORM))
    assert (
        f"Your area of concern at Gold Street, Kettering was kept as {row.reference}. A moderator looks at it." in said
    )


def test_a_moderators_own_counts_at_once(app: Flask, sqlite_database: Database) -> None:
    answer = send(signed_in(app, sqlite_database, Role.MODERATOR), FORM, **TYPED)
    (row,) = kept(sqlite_database)
    assert answer.headers["Location"] == f"/staff/reports/{row.reference}"
    assert row.status == "accepted"


def test_words_that_name_several_places_are_asked_about(app: Flask, sqlite_database: Database) -> None:
    sergeant = signed_in(app, sqlite_database, Role.SERGEANT)
    words = TYPED | {"place": "High Street"}
    asked = send(sergeant, FORM, **words)
    assert faults_of(asked) == {"which": "Select which place you mean"}
    assert "Tags on the shutters." in asked.text
    assert "High Street, Corby" in asked.text
    assert kept(sqlite_database) == []
    chosen = {"asked": "High Street", "which": "2"}
    assert set(faults_of(send(sergeant, FORM, **words, **(chosen | {"which": "9"})))) == {"place"}
    again = send(sergeant, FORM, **words, **(chosen | {"asked": "Gold Street"}))
    assert set(faults_of(again)) == {"which"}, "other words are another question"
    assert send(sergeant, FORM, **words, **chosen).status_code == 303
    (row,) = kept(sqlite_database)
    assert (row.easting, row.uncertainty_m) == (pytest.approx(486_700, abs=1), 90)


def test_none_of_them_waits_for_a_moderator(app: Flask, sqlite_database: Database) -> None:
    sergeant = signed_in(app, sqlite_database, Role.SERGEANT)
    words = TYPED | {"place": "High Street", "asked": "High Street", "which": "none"}
    assert send(sergeant, FORM, **words).status_code == 303
    (row,) = kept(sqlite_database)
    assert (row.easting, row.status) == (None, "received")


def test_the_position_of_a_device_is_taken(app: Flask, sqlite_database: Database) -> None:
    sergeant = signed_in(app, sqlite_database, Role.SERGEANT)
    position = {"place": "", "longitude": "-0.7219", "latitude": "52.4010", "accuracy": "25"}
    assert send(sergeant, FORM, **(TYPED | position)).status_code == 303
    (row,) = kept(sqlite_database)
    assert (row.uncertainty_m, row.council) == (25, NORTH)


def test_only_this_page_of_staff_asks_a_device_where_it_is(app: Flask, sqlite_database: Database) -> None:
    sergeant = signed_in(app, sqlite_database, Role.SERGEANT)
    assert "geolocation=(self)" in sergeant.get(FORM).headers["Permissions-Policy"]
    assert "geolocation=()" in sergeant.get("/staff/reports").headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"issues": []}, "issues"),
        ({"place": ""}, "place"),
        ({"place": "Leeds"}, "place"),
        ({"longitude": "-1.5", "latitude": "53.8"}, "place"),
        ({"description": "x" * 1_001}, "description"),
        ({"activity_text": "x" * 501}, "activity_text"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(
    app: Flask, sqlite_database: Database, changes: dict[str, object], field: str
) -> None:
    page = send(signed_in(app, sqlite_database, Role.SERGEANT), FORM, **(TYPED | changes))
    assert set(faults_of(page)) == {field}
    assert kept(sqlite_database) == []


def test_a_place_outside_ones_areas_is_refused_and_nothing_runs(app: Flask, sqlite_database: Database) -> None:
    sergeant = signed_in(app, sqlite_database, Role.SERGEANT, areas=(NORTH,))
    page = send(sergeant, FORM, **(TYPED | {"place": "The Drapery", "description": SCRIPT, "activity_text": SCRIPT}))
    assert "outside the areas that you look after" in faults_of(page)["place"]
    assert "<script>alert" not in page.text
