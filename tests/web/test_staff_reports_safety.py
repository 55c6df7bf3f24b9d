"""What moderators alone may see or do about reports, and what somebody may try on their pages."""

import html

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.services.moderate_reports import note
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.services.reports import (
    EMAIL,
    NORTH,
    PHONE,
    WEST,
    as_role,
    audited,
    forget_letters,
    ground,
    letters,
    row_of,
    send,
)
from tests.web.moderating import LIST, MARKED, SCRIPT, decide, titles
from tests.web.people import signed_in, token_of
from tests.web.sending import faults_of
from web.staff.report_steps import DECISIONS


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
    for step in DECISIONS:
        answer = moderator.post(f"{LIST}/{reference}/{step}", data={"version": "1", "note": "x", "reason": "x"})
        assert answer.status_code == 400
    assert row_of(sqlite_database, reference).version == 1


def test_no_decision_is_taken_about_what_somebody_else_changed(
    moderator: FlaskClient, sqlite_database: Database
) -> None:
    reference, other = send(sqlite_database), send(sqlite_database)
    token = token_of(moderator, f"{LIST}/{reference}")
    decide(moderator, reference, "note", note="I have it.")
    before = row_of(sqlite_database, reference)
    fields = dict.fromkeys(("note", "reason", "question", "message", "public_text", "council"), "x")
    fields |= {"into": other, "issues": "litter", "how": "no place", "as_it_is": "yes"}
    for step in DECISIONS:
        for version in ("1", "", "nan", "1e400", "-1", "9" * 400):
            form = fields | {"csrf_token": token, "version": version}
            assert moderator.post(f"{LIST}/{reference}/{step}", data=form).status_code == 422, (step, version)
    assert row_of(sqlite_database, reference) == before


@pytest.mark.parametrize(
    "where",
    [
        {"choice": "1e400"},
        {"choice": "-1"},
        {"choice": "9" * 400},
        {"at": "nan nan nan"},
        {"at": "1e308 1e308 1"},
        {"at": "-0.7 52.4 -5"},
        {"how": "point", "longitude": "inf", "latitude": "52.4"},
        {"how": "point", "longitude": "180", "latitude": "90"},
        {"how": "point", "longitude": "-0.7", "latitude": "52.4", "uncertainty_m": "20000"},
    ],
)
def test_no_number_is_a_place_that_is_none(
    moderator: FlaskClient, sqlite_database: Database, where: dict[str, str]
) -> None:
    reference = send(sqlite_database)
    form = {"csrf_token": token_of(moderator, f"{LIST}/{reference}"), "version": "1"}
    before = row_of(sqlite_database, reference)
    assert moderator.post(f"{LIST}/{reference}/where", data=form | where).status_code == 422
    assert row_of(sqlite_database, reference) == before


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
