"""The moderators' pages: the list, one report, every form on it, and what others see of the same."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo_ij.services.moderate_reports import note
from geo_ij.store.database import Database
from geo_ij.vocabulary import Issue, Role
from tests.services.reports import (
    EMAIL,
    NORTH,
    PHONE,
    WEST,
    as_role,
    audited,
    forget_letters,
    ground,
    history_of,
    letters,
    row_of,
    send,
)
from tests.web.people import signed_in, token_of
from tests.web.sending import faults_of, words_of

LIST = "/staff/reports"
KNIFE = "There is a man with a knife in the park right now."
MARKED = "Ring 01632 960123 about the bags."
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


@pytest.fixture
def app(app: Flask, sqlite_database: Database) -> Flask:
    """Give the application with a geocoder that knows four texts, which is ready at once."""
    reporting = app.extensions["geo_ij.public"].reporting
    reporting.ground = lambda: ground(sqlite_database)
    app.config["RATELIMIT_ENABLED"] = False
    return app


@pytest.fixture
def moderator(app: Flask, sqlite_database: Database) -> FlaskClient:
    """Give a browser at which a moderator is signed in."""
    return signed_in(app, sqlite_database, Role.MODERATOR)


def decide(client: FlaskClient, reference: str, step: str, *, query: str = "", **fields: str) -> TestResponse:
    """Open the page of a report and send one of its forms, with the version that the page holds."""
    page = client.get(f"{LIST}/{reference}{query}")
    found = re.search(r'name="version" value="(\d+)"', page.text)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found is not None
    assert token is not None
    form = {"version": found[1], "csrf_token": token[1]} | fields
    return client.post(f"{LIST}/{reference}/{step}{query}", data=form)


def titles(page: TestResponse) -> list[str]:
    """Give the references of a list, in their order."""
    return re.findall(r'<span class="app-nowrap app-quiet">([^<]+)</span>', page.text)


def test_an_empty_list_says_how_reports_come_in(moderator: FlaskClient) -> None:
    page = moderator.get(LIST)
    assert "No reports have come in yet." in page.text
    assert "geo-ij import reports" in page.text


def test_the_list_has_alarms_first_and_counts_as_links(moderator: FlaskClient, sqlite_database: Database) -> None:
    plain, alarmed = send(sqlite_database, days_ago=3), send(sqlite_database, KNIFE)
    asked = send(sqlite_database)
    decide(moderator, asked, "ask", question="Which bench?")
    page = moderator.get(LIST)
    assert titles(page) == [alarmed, plain]
    said = words_of(page)
    assert "1 report may tell of danger" in said
    assert "To decide: 2" in said
    for link in ("status=needs_information", "status=all"):
        assert link in page.text
    assert titles(moderator.get(f"{LIST}?status=needs_information")) == [asked]
    assert len(titles(moderator.get(f"{LIST}?status=all"))) == 3
    assert titles(moderator.get(f"{LIST}?alarmed=yes")) == [alarmed]


@pytest.mark.parametrize(
    "query",
    ["status=gone", "issue=burglary", "kind=robot", "source=fax", "since=yesterday",
     "since=2026-02-02&until=2026-02-01", "page=2", "page=x", "area=%00"],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_refused(moderator: FlaskClient, query: str) -> None:
    assert moderator.get(f"{LIST}?{query}").status_code == 400


def test_filters_stay_from_page_to_page(moderator: FlaskClient, sqlite_database: Database) -> None:
    here = [send(sqlite_database, days_ago=days) for days in (5, 4)]
    send(sqlite_database, place="The Drapery", days_ago=9)
    query = f"?area={NORTH.replace(' ', '+')}&since=2026-02-01&until=2026-03-02"
    page = moderator.get(LIST + query)
    assert titles(page) == here
    assert f"{LIST}/{here[0]}?area=North+Northamptonshire&amp;since=2026-02-01&amp;until=2026-03-02" in page.text
    answer = decide(moderator, here[0], "accept", query=query, public_text="Cans.")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{LIST}/{here[1]}{query}"
    assert "Accepted. 1 left." in words_of(moderator.get(answer.headers["Location"]))


def test_one_press_in_the_list_accepts_what_is_plain(moderator: FlaskClient, sqlite_database: Database) -> None:
    plain = send(sqlite_database, days_ago=1)
    marked = send(sqlite_database, MARKED)
    page = moderator.get(LIST)
    assert page.text.count("as_it_is") == 1
    form = {"csrf_token": token_of(moderator, LIST), "version": "1", "as_it_is": "yes", "back": "list"}
    answer = moderator.post(f"{LIST}/{plain}/accept", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    row = row_of(sqlite_database, plain)
    assert (row.status, row.public_text) == ("accepted", row.description)
    refused = moderator.post(f"{LIST}/{marked}/accept", data=form)
    assert refused.status_code == 422
    assert row_of(sqlite_database, marked).status == "received"


def test_what_must_be_masked_is_marked_and_left_out_beside_it(
    moderator: FlaskClient, sqlite_database: Database
) -> None:
    reference = send(sqlite_database, MARKED)
    page = moderator.get(f"{LIST}/{reference}")
    assert re.search(r'<mark class="app-masked" title="telephone number">01632 960123<', page.text)
    assert "Ring [telephone number removed] about the bags.</textarea>" in page.text
    faults = faults_of(decide(moderator, reference, "accept", public_text=MARKED))
    assert set(faults) == {"public_text"}
    assert decide(moderator, reference, "accept", public_text="Bags.").status_code == 303
    assert row_of(sqlite_database, reference).public_text == "Bags."


def test_whoever_does_not_moderate_sees_no_form_no_contact_and_masked_words(
    app: Flask, sqlite_database: Database
) -> None:
    reference = send(
        sqlite_database, MARKED, place="Gold Street", activity_text="Write to me@example.org", email=EMAIL, phone=PHONE,
        extra={"caller": "07700 900123"},
    )  # fmt: skip
    note(as_role(sqlite_database), reference, version=1, text="Said on 01632 960124")
    for role in (Role.SERGEANT, Role.PLANNER):
        client = signed_in(app, sqlite_database, role)
        for page in (client.get(f"{LIST}/{reference}"), client.get(LIST)):
            assert page.status_code == 200
            for secret in ("960123", "me@example.org", "960124", "900123", EMAIL, PHONE, "632960123"):
                assert secret not in page.text, (role, secret)
            assert f"{LIST}/{reference}/" not in page.text.replace(f"{LIST}/{reference}/photographs", "")
        assert client.get(f"{LIST}/{reference}?contact=yes").status_code == 403
        assert client.post(f"{LIST}/{reference}/note", data={"note": "x"}).status_code == 403


def test_a_contact_is_shown_when_asked_for_and_noted(moderator: FlaskClient, sqlite_database: Database) -> None:
    reference = send(sqlite_database, email=EMAIL, phone=PHONE)
    assert EMAIL not in moderator.get(f"{LIST}/{reference}").text
    assert ("person 1", "read", f"contact of report {reference}") not in audited(sqlite_database)
    page = moderator.get(f"{LIST}/{reference}?contact=yes")
    assert EMAIL in page.text
    assert PHONE in page.text
    assert ("person 1", "read", f"contact of report {reference}") in audited(sqlite_database)


def test_each_form_of_the_page_does_what_it_says(moderator: FlaskClient, sqlite_database: Database) -> None:
    kept = send(sqlite_database, "Bags of rubbish beside the bench", days_ago=2)
    steps: dict[str, tuple[dict[str, str], str]] = {
        "review": ({}, "under_review"),
        "ask": ({"question": "Which bench?"}, "needs_information"),
        "join": ({"into": kept}, "duplicate"),
        "text": ({"public_text": "Bags."}, "received"),
        "police": ({}, "referred_to_police_channel"),
        "not-suitable": ({"reason": "Private land."}, "not_suitable"),
        "reply": ({"message": "Thank you."}, "received"),
        "note": ({"note": "Seen before."}, "received"),
        "issues": ({"issues": "graffiti"}, "received"),
        "where": ({"choice": "1"}, "received"),
    }
    for step, (fields, status) in steps.items():
        reference = send(sqlite_database, email=EMAIL)
        answer = decide(moderator, reference, step, **fields)
        assert answer.status_code == 303, step
        assert row_of(sqlite_database, reference).status == status, step
        assert history_of(sqlite_database, reference)[-1].actor == "person 1"
        assert moderator.get(f"{LIST}/{reference}").status_code == 200, step
    accepted = send(sqlite_database)
    for step, status in (("accept", "accepted"), ("planned", "work_planned"), ("close", "closed")):
        decide(moderator, accepted, step)
        assert row_of(sqlite_database, accepted).status == status
    decide(moderator, accepted, "reopen")
    assert row_of(sqlite_database, accepted).status == "accepted"


def test_a_likely_double_stands_beside_it_with_why_and_is_joined_by_one_press(
    moderator: FlaskClient, sqlite_database: Database
) -> None:
    same = "Bags of rubbish dumped beside the bench"
    kept, double = send(sqlite_database, same, days_ago=2), send(sqlite_database, same)
    page = moderator.get(f"{LIST}/{double}")
    said = words_of(page)
    assert f"Join with {kept}" in said
    assert "2 days" in said
    assert f'name="into" value="{kept}"' in page.text
    assert decide(moderator, double, "join", into=kept).status_code == 303
    assert f"Joined with {kept}" in words_of(moderator.get(f"{LIST}/{double}"))
    assert double in words_of(moderator.get(f"{LIST}/{kept}"))


def test_a_place_is_chosen_looked_for_or_given(moderator: FlaskClient, sqlite_database: Database) -> None:
    first, second, third = (send(sqlite_database, place="High Street") for _ in range(3))
    page = moderator.get(f"{LIST}/{first}")
    assert "High Street, Corby" in page.text
    assert "street, within 80 m" in page.text
    assert ">Accept<" not in page.text
    decide(moderator, first, "where", choice="2")
    assert row_of(sqlite_database, first).easting == 486_700
    looked = moderator.get(f"{LIST}/{second}?look=Gold+Street")
    point = dict(re.findall(r'name="(longitude|latitude)" value="([^"]+)"', looked.text))
    decide(moderator, second, "where", how="point", uncertainty_m="60", **point)
    assert row_of(sqlite_database, second).easting == pytest.approx(486_650, abs=1)
    faults = faults_of(decide(moderator, third, "where", how="point", longitude="west", latitude=""))
    assert set(faults) == {"longitude", "latitude"}
    faults = faults_of(decide(moderator, third, "where", how="point", longitude="-1.5", latitude="53.8"))
    assert set(faults) == {"where"}
    decide(moderator, third, "where", how="no place")
    assert row_of(sqlite_database, third).easting is None
    assert "Nothing in the service area is called" in words_of(moderator.get(f"{LIST}/{third}?look=Atlantis"))


def test_the_council_is_written_to_where_its_address_is_known(
    moderator: FlaskClient, sqlite_database: Database
) -> None:
    reference = send(sqlite_database)
    page = moderator.get(f"{LIST}/{reference}")
    assert "No e-mail address of North Northamptonshire is known." in words_of(page)
    faults = faults_of(decide(moderator, reference, "council"))
    assert "GEO_IJ_COUNCIL_EMAILS" in faults["council"]
    assert row_of(sqlite_database, reference).status == "received"


def test_a_second_moderator_is_told_and_keeps_what_they_typed(
    app: Flask, moderator: FlaskClient, sqlite_database: Database
) -> None:
    reference, other = send(sqlite_database, email=EMAIL), signed_in(app, sqlite_database, Role.MODERATOR)
    token = token_of(other, f"{LIST}/{reference}")
    decide(moderator, reference, "note", note="I have it.")
    forget_letters(sqlite_database)
    typed = {"csrf_token": token, "version": "1", "reason": "This is private land."}
    answer = other.post(f"{LIST}/{reference}/not-suitable", data=typed)
    faults = faults_of(answer)
    assert set(faults) == {"version"}
    assert "person 1 noted something" in faults["version"]
    assert "This is private land." in answer.text
    row = row_of(sqlite_database, reference)
    assert (row.status, row.version, letters(sqlite_database)) == ("received", 2, [])


def test_a_form_without_its_token_changes_nothing(moderator: FlaskClient, sqlite_database: Database) -> None:
    reference = send(sqlite_database)
    moderator.get(f"{LIST}/{reference}")
    for step in ("accept", "not-suitable", "note", "where"):
        answer = moderator.post(f"{LIST}/{reference}/{step}", data={"version": "1", "note": "x", "reason": "x"})
        assert answer.status_code == 400
    assert row_of(sqlite_database, reference).version == 1


def test_scripts_in_every_field_are_shown_as_words(moderator: FlaskClient, sqlite_database: Database) -> None:
    reference = send(sqlite_database, SCRIPT, place=SCRIPT, activity_text=SCRIPT, email=EMAIL, extra={SCRIPT: SCRIPT})
    for step, fields in {
        "note": {"note": SCRIPT}, "reply": {"message": SCRIPT}, "ask": {"question": SCRIPT},
        "text": {"public_text": SCRIPT},
    }.items():  # fmt: skip
        assert decide(moderator, reference, step, **fields).status_code == 303
    pages = [
        moderator.get(f"{LIST}/{reference}?contact=yes"),
        moderator.get(f"{LIST}?status=all"),
        moderator.get(f"{LIST}/{reference}", query_string={"look": SCRIPT}),
        decide(moderator, reference, "not-suitable", reason=SCRIPT + "x" * 1_000),
        decide(moderator, reference, "join", into=SCRIPT),
    ]
    for page in pages:
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
    assert html.escape("<script>alert(1)</script>", quote=False) in pages[0].text


def test_a_moderator_of_one_area_sees_and_decides_there_alone(app: Flask, sqlite_database: Database) -> None:
    here, there, nowhere = (send(sqlite_database, place=place) for place in ("Gold Street", "The Drapery", "Nowhere"))
    client = signed_in(app, sqlite_database, Role.MODERATOR, areas=(NORTH,))
    assert titles(client.get(LIST)) == [here]
    token = token_of(client, f"{LIST}/{here}")
    for reference in (there, nowhere, "ZZZZZ-ZZZZZ"):
        assert client.get(f"{LIST}/{reference}").status_code == 404
        form = {"csrf_token": token, "version": "1", "note": "x"}
        assert client.post(f"{LIST}/{reference}/note", data=form).status_code == 404
    assert titles(client.get(f"{LIST}?area={WEST}&status=all")) == []


def test_an_unknown_step_is_not_found(moderator: FlaskClient, sqlite_database: Database) -> None:
    reference = send(sqlite_database)
    form = {"csrf_token": token_of(moderator, f"{LIST}/{reference}"), "version": "1"}
    assert moderator.post(f"{LIST}/{reference}/burn", data=form).status_code == 404


def test_my_patch_leads_to_what_waits(app: Flask, moderator: FlaskClient, sqlite_database: Database) -> None:
    assert "new report" not in moderator.get("/staff/").text
    send(sqlite_database, days_ago=4)
    alarmed = send(sqlite_database, KNIFE, place="High Street")
    page = moderator.get("/staff/")
    said = words_of(page)
    for words in ("2 new reports to moderate", "1 may tell of danger", "26 February 2026", "1 place in people"):
        assert words in said
    assert f'href="{LIST}/{alarmed}"' in page.text
    sergeant = words_of(signed_in(app, sqlite_database, Role.SERGEANT).get("/staff/"))
    assert "2 new reports" in sergeant
    assert "to moderate" not in sergeant


def test_the_file_of_a_list_is_that_list(app: Flask, sqlite_database: Database) -> None:
    here = send(sqlite_database, MARKED, email=EMAIL)
    send(sqlite_database, place="The Drapery", issues=(Issue.GRAFFITI,))
    planner = signed_in(app, sqlite_database, Role.PLANNER)
    assert "reports.csv?issue=litter" in planner.get(f"{LIST}?issue=litter").text
    answer = planner.get(f"{LIST}.csv?issue=litter")
    assert answer.status_code == 200
    lines = answer.text.strip().splitlines()
    assert len(lines) == 2
    assert here in lines[1]
    assert "960123" not in answer.text
    assert EMAIL not in answer.text
    assert planner.get(f"{LIST}.pdf").status_code == 404
