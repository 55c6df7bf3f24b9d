"""The map beside the reports: which pins it has, what they say and where they lead, and nothing that must be masked."""

import html
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo_ij.projection import to_degrees
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.services.reports import NORTH, ground, row_of, send
from tests.web.moderating import KNIFE, LIST, SCRIPT, decide
from tests.web.people import signed_in
from tests.web.sending import words_of


@pytest.fixture
def app(app: Flask, sqlite_database: Database) -> Flask:
    """Give the application with a geocoder that knows five texts, which is ready at once."""
    reporting = app.extensions["geo_ij.public"].reporting
    reporting.ground = lambda: ground(sqlite_database)
    app.config["RATELIMIT_ENABLED"] = False
    return app


@pytest.fixture
def moderator(app: Flask, sqlite_database: Database) -> FlaskClient:
    """Give a browser at which a moderator is signed in."""
    return signed_in(app, sqlite_database, Role.MODERATOR)


def pins_of(page: TestResponse) -> list[dict[str, Any]]:
    """Read the pins out of a page; none where it has no map."""
    found = re.search(r'data-pins="([^"]*)"', page.text)
    return [] if found is None else json.loads(html.unescape(found[1]))


def test_each_report_with_a_place_is_a_pin_that_leads_to_it_with_the_filters(
    moderator: FlaskClient, sqlite_database: Database
) -> None:
    plain, alarmed = send(sqlite_database, days_ago=2), send(sqlite_database, KNIFE)
    send(sqlite_database, place="Somewhere")
    page = moderator.get(f"{LIST}?issue=litter")
    first, second = pins_of(page)
    row = row_of(sqlite_database, plain)
    longitude, latitude = to_degrees(row.easting or 0.0, row.northing or 0.0)
    assert (first["key"], first["kind"], first["sign"]) == (alarmed, "alarm", "!")
    assert (second["key"], second["kind"], second["reach"]) == (plain, "plain", round(row.uncertainty_m or 0))
    assert second["at"] == [round(float(latitude), 6), round(float(longitude), 6)]
    assert second["href"] == f"{LIST}/{plain}?issue=litter"
    assert second["name"] == "Litter: Gold Street"
    assert re.findall(r'data-pins-key="([^"]+)"', page.text) == [alarmed, plain], "what the list shows on the map"
    assert "2 reports of 3: the rest have no place yet." in words_of(page)
    # The ground of the map is the public one, which everybody may load.
    folder = re.search(r'data-map-files="([^"]+)"', page.text)
    assert folder is not None
    assert moderator.get(f"{folder[1]}basemap.json").status_code == 200


def test_a_list_without_any_place_has_no_map(moderator: FlaskClient, sqlite_database: Database) -> None:
    reference = send(sqlite_database, place="Somewhere")
    for path in (LIST, f"{LIST}/{reference}"):
        page = moderator.get(path)
        assert pins_of(page) == []
        assert "report-pins.js" not in page.text


def test_the_map_ends_where_the_areas_of_somebody_end(app: Flask, sqlite_database: Database) -> None:
    here = send(sqlite_database)
    send(sqlite_database, place="The Drapery")
    sergeant = signed_in(app, sqlite_database, Role.SERGEANT, areas=(NORTH,))
    assert [pin["key"] for pin in pins_of(sergeant.get(f"{LIST}?status=all"))] == [here]


def test_what_somebody_wrote_cannot_leave_its_pin(moderator: FlaskClient, sqlite_database: Database) -> None:
    reference = send(sqlite_database)
    with sqlite_database.write() as connection:
        connection.exec_driver_sql("UPDATE reports SET public_place = ?", (SCRIPT,))
    for path in (LIST, f"{LIST}/{reference}"):
        page = moderator.get(path)
        (pin,) = pins_of(page)
        assert SCRIPT in pin["name"]
        assert "<script>alert" not in page.text


def test_words_of_a_place_are_masked_on_the_map_for_all_but_moderators(app: Flask, sqlite_database: Database) -> None:
    send(sqlite_database)
    with sqlite_database.write() as connection:
        connection.exec_driver_sql("UPDATE reports SET public_place = NULL, place_text = 'by 01632 960123'")
    for role, shown in ((Role.MODERATOR, True), (Role.PLANNER, False)):
        (pin,) = pins_of(signed_in(app, sqlite_database, role).get(LIST))
        assert ("960123" in pin["name"]) == shown


def test_a_report_is_one_pin_on_its_page(moderator: FlaskClient, sqlite_database: Database) -> None:
    reference = send(sqlite_database)
    (pin,) = pins_of(moderator.get(f"{LIST}/{reference}"))
    assert (pin["key"], pin["kind"], pin["href"]) == (reference, "plain", "")
    assert pin["reach"] == round(row_of(sqlite_database, reference).uncertainty_m or 0)


def test_the_places_to_choose_from_have_the_numbers_of_the_buttons(app: Flask, sqlite_database: Database) -> None:
    reference = send(sqlite_database, place="High Street")
    page = signed_in(app, sqlite_database, Role.MODERATOR).get(f"{LIST}/{reference}")
    pins = [pin for pin in pins_of(page) if pin["kind"] == "choice"]
    buttons = re.findall(r'name="choice" value="(\d+)"[^>]*>([^<]+)<', page.text)
    assert len(buttons) > 1
    assert [(pin["sign"], pin["name"]) for pin in pins] == buttons
    assert len({tuple(pin["at"]) for pin in pins_of(page)}) == len(pins_of(page)), "each place stands there once"
    planner = signed_in(app, sqlite_database, Role.PLANNER).get(f"{LIST}/{reference}")
    assert not [pin for pin in pins_of(planner) if pin["kind"] == "choice"], "only who may choose sees choices"


def test_an_answer_stands_with_what_it_says_and_in_the_history(app: Flask, sqlite_database: Database) -> None:
    moderator = signed_in(app, sqlite_database, Role.MODERATOR)
    for place in ("Gold Street", "High Street"):
        reference = send(sqlite_database, place=place, days_ago=len(place))
        decide(moderator, reference, "ask", question="Which <b>bench</b>?")
        app.extensions["geo_ij.public"].reporting.answer(reference, "Ring 01632 960123 <i>now</i>")
        page = moderator.get(f"{LIST}/{reference}")
        assert page.text.count("Ring 01632 960123 &lt;i&gt;now&lt;/i&gt;") == 2
        assert page.text.count("Which &lt;b&gt;bench&lt;/b&gt;?") == 2
        other = signed_in(app, sqlite_database, Role.SERGEANT).get(f"{LIST}/{reference}")
        assert "960123" not in other.text
        assert other.text.count("Ring [telephone number removed]") == 2
