"""Anybody can report without a name and without JavaScript; nothing is lost on the way, and nothing is a dead end."""

import io
import re

import pytest
from flask.testing import FlaskClient

from geo_ij.settings import Settings
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.store.report_rows import ReportRow
from tests.services.reports import EMAIL, letters
from tests.web.reporting import ANSWERS, PAGES, Form, know_few_places, photograph, words_of

PLACE_IN_KETTERING = {"longitude": "-0.7245", "latitude": "52.3987", "accuracy": "25"}
LEEDS = {"longitude": "-1.5", "latitude": "53.8", "accuracy": "25"}


@pytest.fixture(autouse=True)
def _few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    know_few_places(monkeypatch)


@pytest.fixture
def form(client: FlaskClient) -> Form:
    return Form(client)


def reports(database: Database) -> list[ReportRow]:
    """Read every report."""
    with database.read() as connection:
        return report_rows.reports(connection)


def test_the_start_page_sends_crime_elsewhere_first(client: FlaskClient, settings: Settings) -> None:
    page = client.get("/report")
    words = words_of(page)
    assert words.index("Do not report a crime here.") < words.index("Start now")
    assert f'href="{settings.police_url}"' in page.text
    assert 'href="tel:101"' in page.text
    assert 'href="tel:999"' in page.text
    assert "What is the issue and where?" in words
    assert "What kinds of reparative activities would you like Northamptonshire Police to consider" in words


def test_every_page_says_what_is_for_the_police_and_how_far_one_is(form: Form) -> None:
    form.fill()
    for page in (*PAGES, "check"):
        words = form.words(page)
        assert "Not for crimes: call 101 or report a crime online" in words, page
        assert re.search(r"Step [1-7] of 7", words), page


def test_a_report_is_sent_page_by_page(form: Form, sqlite_database: Database) -> None:
    assert form.after("photograph") == "issue"
    assert form.after("issue", **ANSWERS["issue"]) == "where"
    assert form.after("where", **ANSWERS["where"]) == "place"
    assert form.after("place", **ANSWERS["place"]) == "details"
    assert form.after("details", **ANSWERS["details"]) == "activities"
    assert form.after("activities", **ANSWERS["activities"]) == "contact"
    assert form.after("contact", **ANSWERS["contact"]) == "check"
    assert form.after("check") == "sent"
    (report,) = reports(sqlite_database)
    assert (report.issues, report.description, report.how_often) == ("litter;graffiti", "Cans by the bench", "weekly")
    assert (report.activities, report.activity_text) == ("litter_picking", "and a bin")
    assert (report.place_text, report.reporter_kind, report.source) == ("Gold Street", "business", "web")
    assert (report.easting, report.northing) == pytest.approx((486_650, 278_650), abs=1)
    assert report.uncertainty_m == 60
    assert report.household is not None
    assert re.fullmatch("[0-9a-f]{64}", report.household)
    words = form.words("sent")
    assert f"Report sent Your reference {report.reference}" in words
    assert f'href="/report/{report.reference}"' in form.get("sent").text
    assert form.client.get(f"/report/{report.reference}").status_code == 200


def test_issue_and_place_are_enough(form: Form, sqlite_database: Database) -> None:
    form.send("issue", issues="dog_fouling")
    form.send("where", place="behind the old mill", by="text")
    assert form.after("place", choice="words") == "details"
    for page in ("details", "activities", "contact"):
        form.send(page)
    assert form.after("check") == "sent"
    (report,) = reports(sqlite_database)
    assert (report.issues, report.place_text, report.easting) == ("dog_fouling", "behind the old mill", None)
    assert (report.reporter_kind, report.how_often, report.wants_updates) == ("resident", "not_said", False)


def test_sending_again_shows_the_same_confirmation(form: Form, sqlite_database: Database) -> None:
    form.fill()
    form.send("check")
    first = form.words("sent")
    assert form.after("check") == "sent"
    assert form.words("sent") == first
    assert len(reports(sqlite_database)) == 1
    for page in (*PAGES, "check", "similar"):
        assert form.get(page).headers["Location"].endswith("/sent"), page
        assert form.send(page).headers["Location"].endswith("/sent"), page


def test_every_answer_is_there_again_and_can_be_changed(form: Form) -> None:
    form.fill()
    assert 'value="litter" checked' in form.get("issue").text
    assert 'value="Gold Street"' in form.get("where").text
    assert re.search(r'value="486650-278650"[^>]* checked', form.get("place").text)
    assert ">Cans by the bench</textarea>" in form.get("details").text
    assert 'value="weekly" checked' in form.get("details").text
    assert ">and a bin</textarea>" in form.get("activities").text
    assert 'value="business" checked' in form.get("contact").text
    words = form.words("check")
    for said in ("Litter", "Graffiti", "Gold Street", "Cans by the bench", "Most weeks", "Litter picking", "and a bin"):
        assert said in words, said
    assert form.after("details?then=check", description="Bottles") == "check"
    assert "Bottles" in form.words("check")
    assert "Cans by the bench" not in form.words("check")


def test_a_changed_place_is_chosen_anew_before_the_answers_are_shown(form: Form) -> None:
    form.fill()
    assert form.after("where?then=check", place="High Street", by="text") == "place?then=check"
    assert " checked" not in form.get("place").text
    assert form.after("place?then=check", choice="488700-288500") == "check"
    assert "High Street, Corby" in form.words("check")


@pytest.mark.parametrize(
    ("page", "fields", "said", "kept"),
    [
        ("issue", {}, "Select what the issue is", ""),
        ("where", {"by": "text", "place": " "}, "Enter a street, park or postcode", ""),
        ("where", {"by": "text", "place": "x" * 301}, "The place must be 300 characters or fewer", "x" * 301),
        ("where", {"by": "text", "place": "Leeds"}, "Leeds is outside Northamptonshire", 'value="Leeds"'),
        ("where", {"by": "device"}, "Your device did not say where you are", ""),
        ("where", {"by": "device", **LEEDS}, "This place is outside Northamptonshire", ""),
        ("where", {"by": "photograph"}, "did not say where you are", ""),
        ("details", {"description": "y" * 1001}, "The description must be 1,000 characters or fewer", "y" * 1001),
        ("activities", {"activity_text": "z" * 501}, "must be 500 characters or fewer", "z" * 501),
        ("contact", {"contact_email": "nobody"}, "Enter an e-mail address in the correct format", 'value="nobody"'),
        ("contact", {"contact_phone": "12"}, "Enter a telephone number", 'value="12"'),
        ("contact", {"contact_name": "n" * 121}, "must be 120 characters or fewer", "n" * 121),
        (
            "contact",
            {"wants_updates": "yes"},
            "Enter an e-mail address, so that we can tell you",
            'value="yes" checked',
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    form: Form, page: str, fields: dict[str, str], said: str, kept: str
) -> None:
    back = form.after(page, **fields)
    assert back == f"{page}?fault=1", "a browser that goes back must not send the form again"
    answer = form.get(back)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert kept in answer.text
    assert "<title>Error: " in answer.text
    name = re.search(r'href="#([^"]+)"', answer.text.split("govuk-error-summary__list")[1])
    assert name is not None
    assert re.search(rf'id="{name[1]}"', answer.text), "the summary leads to the field"
    # It is no answer, and is not said again on the way back.
    again = form.get(page)
    assert again.status_code == 200
    assert said not in words_of(again)


def test_a_place_that_was_not_selected_is_asked_for(form: Form) -> None:
    form.fill(until="place")
    for fields in ({}, {"choice": "1-2"}, {"choice": "pin"}, {"choice": "pin", **LEEDS, "latitude": "nan"}):
        assert form.after("place", **fields) == "place?fault=1", fields
        assert "Select the place" in form.words("place?fault=1")
    assert form.after("place", choice="pin", **LEEDS) == "place?fault=1"
    assert "outside Northamptonshire" in form.words("place?fault=1")


def test_the_pin_the_device_and_the_photograph_say_where_it_is(form: Form, sqlite_database: Database) -> None:
    form.send("issue", issues="litter")
    assert form.after("where", by="device", **PLACE_IN_KETTERING) == "place"
    assert "Your location. Accurate to about 20 metres" in form.words("place")
    assert form.after("place", choice="here") == "details"
    assert "Your location" in form.words("check")
    assert form.after("place", choice="pin", **PLACE_IN_KETTERING) == "details"
    assert "The place on the map" in form.words("check")
    assert "Accurate to about 20 metres" in form.words("place")
    form.client.post(
        f"{form.base}/photograph",
        data={"photographs": [(io.BytesIO(photograph(position=(-0.7245, 52.3987))), "a.jpg")]},
    )
    assert "Where the photograph was taken: near Gold Street" in form.words("where")
    assert form.after("where", by="photograph") == "place"
    assert form.after("place", choice="here") == "details"
    form.send("check")
    (report,) = reports(sqlite_database)
    assert report.uncertainty_m == 30
    assert report.public_place is not None
    assert report.public_place.startswith("Gold Street")


def test_a_photograph_taken_elsewhere_is_not_offered_as_the_place(form: Form) -> None:
    form.client.post(
        f"{form.base}/photograph", data={"photographs": [(io.BytesIO(photograph(position=(-1.5, 53.8))), "a.jpg")]}
    )
    assert "Where the photograph was taken" not in form.words("where")


def test_words_that_nobody_knows_are_no_dead_end(form: Form) -> None:
    form.fill(until="where")
    assert form.after("where", place="by the <b>oak</b>", by="text") == "place"
    words = form.words("place")
    assert "We do not know that place" in words
    assert "“by the <b>oak</b>” is not in our list" in words
    assert "Use what I wrote A person will look for it" in words
    assert form.after("place", choice="words") == "details"
    assert "A person will look for this place" in form.words("check")


def test_one_of_several_places_is_chosen_with_how_exact_it_is(form: Form) -> None:
    form.fill(until="where")
    form.send("where", place="High Street", by="text")
    words = form.words("place")
    assert "Which place do you mean?" in words
    assert "High Street, Corby Street. Accurate to about 80 metres" in words
    assert "High Street, Kettering Street. Accurate to about 90 metres" in words


def test_what_is_missing_is_asked_before_the_answers_are_shown(form: Form) -> None:
    assert form.get("check").headers["Location"].endswith("/issue")
    form.send("issue", issues="litter")
    assert form.get("check").headers["Location"].endswith("/where")
    assert form.after("check") == "check?fault=1"
    assert form.get("sent").headers["Location"].endswith("/check")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("A man with a knife is here now", "Call 999"),
        ("A child is being hurt", "Call 0808 800 5000"),
    ],
)
def test_the_right_number_stands_first_before_and_after_sending(form: Form, said: str, number: str) -> None:
    form.fill(details={"description": said})
    words = form.words("check")
    assert words.index(number) < words.index("Send the report")
    form.send("check")
    words = form.words("sent")
    assert words.index(number) < words.index("Report sent Your reference")


def test_nobody_is_sent_to_a_number_without_need(form: Form) -> None:
    form.fill()
    assert "app-report-call" not in form.get("check").text


def test_who_gives_an_address_is_written_to(form: Form, sqlite_database: Database) -> None:
    form.fill(contact={"contact_email": f" {EMAIL} ", "wants_updates": "yes"})
    assert EMAIL in form.words("check")
    form.send("check")
    assert "We are sending it to your e-mail address too" in form.words("sent")
    assert EMAIL not in form.get("sent").text
    assert [recipient for recipient, _, _ in letters(sqlite_database)] == [EMAIL]
    assert reports(sqlite_database)[0].wants_updates


def test_nobody_reports_as_the_police_here(form: Form, sqlite_database: Database) -> None:
    assert 'value="police"' not in form.get("contact").text
    form.fill(contact={"reporter_kind": "police"})
    form.send("check")
    assert reports(sqlite_database)[0].reporter_kind == "resident"
