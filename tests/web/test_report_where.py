"""The form says what it knows of a place, asks to zoom in, and tells the reports of others apart."""

import datetime as dt
import io
import re

import pytest
from flask.testing import FlaskClient

from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import LocationStatus
from tests.services.reports import KNOWN
from tests.services.test_report_places import KETTERING, POSTCODE, ROCKINGHAM
from tests.web.reporting import Form, know_few_places, photograph, words_of

POINT = {"longitude": "-0.7245", "latitude": "52.3987"}


@pytest.fixture(autouse=True)
def _few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    know_few_places(monkeypatch)
    monkeypatch.setitem(KNOWN, "Kettering", (LocationStatus.MATCHED, "", KETTERING, ()))
    away = (LocationStatus.NOT_FOUND, "", None, (ROCKINGHAM,))
    monkeypatch.setitem(KNOWN, "Rockingham Road, Kettering", away)


@pytest.fixture
def form(client: FlaskClient) -> Form:
    begun = Form(client)
    begun.fill(until="where")
    return begun


def test_the_example_is_one_that_is_known(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "For example, Gold Street Find" in form.words("where").replace("  ", " ")


def test_the_example_has_a_postcode_where_it_is_known(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KNOWN, POSTCODE.name, (LocationStatus.MATCHED, "", POSTCODE, ()))
    assert f"For example, Gold Street or {POSTCODE.name}" in form.words("where")


def test_a_street_that_the_named_town_does_not_have(form: Form) -> None:
    assert form.after("where", place="Silver Lane, Kettering", by="text") == "place"
    page = form.get("place")
    assert "We do not know that place" in words_of(page)
    assert "We know Kettering, but no “Silver Lane” there." in words_of(page)
    # The map opens at the town: some kilometres, not the county.
    south, west, north, east = (
        float(one) for one in re.findall(r"-?\d+\.\d+", page.text.split("data-report-view=")[1])[:4]
    )
    assert 52.37 < south < 52.3987 < north < 52.43
    assert -0.77 < west < -0.7245 < east < -0.68
    assert "data-report-town" in page.text


def test_a_place_elsewhere_is_not_offered_as_if_it_were_in_the_town(form: Form) -> None:
    form.send("where", place="Rockingham Road, Kettering", by="text")
    words = form.words("place")
    assert "We know Kettering, but no “Rockingham Road” there." in words
    assert "Rockingham Not in Kettering. Accurate to about 1.3 km" in words
    assert " checked" not in form.get("place").text


@pytest.mark.parametrize(
    ("accuracy", "led_to"), [("60", "details"), ("60.5", "place?fault=1"), ("1e9", "place?fault=1")]
)
def test_a_pin_on_a_map_of_the_county_does_not_count(form: Form, accuracy: str, led_to: str) -> None:
    form.send("where", place="Gold Street", by="text")
    assert form.after("place", choice="pin", **POINT, accuracy=accuracy) == led_to
    if "fault" in led_to:
        page = form.get(led_to)
        assert words_of(page).count("Zoom in until you can see streets, then move the pin") == 2
        assert 'name="latitude" value="52.3987"' in page.text
        assert re.search(r'value="pin"[^>]* checked', page.text)


def test_the_scale_of_the_map_stays_with_the_pin(form: Form, sqlite_database: Database) -> None:
    form.send("where", place="Gold Street", by="text")
    form.send("place", choice="pin", **POINT, accuracy="43.2")
    form.send("check")
    with sqlite_database.read() as connection:
        (report,) = report_rows.reports(connection)
    assert report.uncertainty_m == 43.2


@pytest.mark.parametrize(("accuracy", "is_rough"), [("250", False), ("251", True), ("2500", True)])
def test_a_device_that_knows_only_the_town_is_not_taken_for_the_place(
    form: Form, accuracy: str, is_rough: bool
) -> None:
    form.send("where", by="device", **POINT, accuracy=accuracy)
    page = form.get("place")
    words = words_of(page)
    assert ("Is this the place?" in words) is not is_rough
    assert (" checked" in page.text) is not is_rough
    assert ("Where in Kettering is it?" in words) is is_rough
    assert ("Somewhere in Kettering, to within" in words) is is_rough
    assert ("Near Gold Street" in words) is not is_rough
    if accuracy == "2500":
        assert "Somewhere in Kettering, to within 2.5 km Your location" in words
        assert "Give a street or a postcode" in words


def test_who_wrote_nothing_is_not_asked_for_other_words(form: Form) -> None:
    assert "Choose another way" in form.words("place")
    assert "ther words" not in form.words("place")
    form.send("where", place="Gold Street", by="text")
    assert "Try other words" in form.words("place")


def test_the_council_of_another_place_is_found_by_a_link(form: Form) -> None:
    link = 'href="https://www.gov.uk/find-local-council"'
    assert link not in form.get("where").text
    form.send("where", place="Leeds", by="text")
    page = form.get("where?fault=1")
    assert link in page.text
    assert "gov.uk/find-local-council" not in words_of(page)
    form.send("place", choice="pin", longitude="-1.5", latitude="53.8", accuracy="25")
    assert link in form.get("place?fault=1").text


def test_a_file_that_is_no_photograph_is_named(form: Form) -> None:
    files = [(io.BytesIO(b"notes"), "<b>notes.jpg"), (io.BytesIO(photograph()), "a.jpg"), (io.BytesIO(b""), "b.jpg")]
    form.client.post(f"{form.base}/photograph", data={"photographs": files})
    page = form.get("photograph?fault=1")
    assert "notes.jpg must be a JPEG, PNG, WebP or HEIC photograph. b.jpg is empty" in words_of(page)
    assert "<b>notes" not in page.text
    assert "Your photograph 1" in page.text


def test_crimes_are_not_promised_to_be_passed_on(form: Form) -> None:
    form.fill()
    form.send("check")
    words = form.words("sent")
    assert (
        "If it is for the council, they pass it on. We do not pass on crimes: call 101 , or 999 in an emergency"
        in words
    )
    assert "or the police, they" not in words


def test_reports_of_others_are_told_apart_and_the_supported_one_is_named(
    client: FlaskClient, sqlite_database: Database
) -> None:
    for _ in range(2):
        first = Form(client)
        first.fill()
        first.send("check")
    with sqlite_database.write() as connection:
        for row in report_rows.reports(connection):
            report_rows.change_report(connection, row.report_id, {"status": "accepted"})
    form = Form(client)
    form.fill(until="place")
    assert form.after("place", choice="486650-278650") == "similar"
    page = form.get("similar")
    month = f"{dt.datetime.now(dt.UTC):%B %Y}"
    said = f"litter and graffiti, Gold Street, {month}"
    assert f"Yes: {said} (1 of 2)" in words_of(page)
    assert f"Yes: {said} (2 of 2)" in words_of(page)
    chosen = re.findall(r'name="similar" type="radio" value="([^"]+)"', page.text)[0]
    assert form.after("similar", similar=chosen) == "sent"
    assert f"You added your voice to this report: {said}" in form.words("sent")
