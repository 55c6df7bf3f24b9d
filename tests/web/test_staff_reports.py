"""The moderators' pages: the list, one report, every form on it, and what others see of the same."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.store.database import Database
from geo_ij.vocabulary import Issue, Role
from tests.services.reports import (
    EMAIL,
    NORTH,
    ground,
    history_of,
    row_of,
    send,
)
from tests.web.moderating import KNIFE, LIST, MARKED, decide, titles
from tests.web.people import signed_in, token_of
from tests.web.sending import faults_of, words_of


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
    marked, alarmed = send(sqlite_database, MARKED), send(sqlite_database, KNIFE)
    page = moderator.get(LIST)
    assert page.text.count("as_it_is") == 1
    form = {"csrf_token": token_of(moderator, LIST), "version": "1", "as_it_is": "yes", "back": "list"}
    answer = moderator.post(f"{LIST}/{plain}/accept", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    row = row_of(sqlite_database, plain)
    assert (row.status, row.public_text) == ("accepted", row.description)
    for other in (marked, alarmed):
        assert moderator.post(f"{LIST}/{other}/accept", data=form).status_code == 422
        assert row_of(sqlite_database, other).status == "received"


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
    (found,) = re.findall(r'name="at" value="([^"]+)"', looked.text)
    decide(moderator, second, "where", at=found)
    row = row_of(sqlite_database, second)
    assert (row.easting, row.uncertainty_m) == (pytest.approx(486_650, abs=1), 60)
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
    assert "Nobody has told the service an e-mail address of North Northamptonshire." in words_of(page)
    assert "GEO_IJ" not in page.text
    faults = faults_of(decide(moderator, reference, "council"))
    assert "GEO_IJ_COUNCIL_EMAILS" in faults["council"]
    assert row_of(sqlite_database, reference).status == "received"


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
