"""Other programs send reports by Open311 GeoReport v2 with a key, and follow what they sent by its token."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo_ij.services.api_keys import add_api_key, disable_api_key
from geo_ij.settings import Settings
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from tests.services.kept_reports import change, keep, read
from tests.services.small_ground import STREETS, small_ground
from tests.web.open311_calls import RECENT, V2, form, json_of, members, send, sent_report, xml_of
from web.app import create_app
from web.context import disconnect


@pytest.fixture(autouse=True)
def _small_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.reporting.open_ground", small_ground)


@pytest.fixture
def key(sqlite_database: Database) -> str:
    return add_api_key(sqlite_database, "A council's app")[1]


def test_a_report_that_is_sent_waits_and_is_answered_with_a_token(
    client: FlaskClient, sqlite_database: Database, key: str
) -> None:
    response = send(
        client, key, email="resident@example.org", first_name="The", last_name="Caretaker", phone="01632 960123",
        address_string="Spring Rise Park", jurisdiction_id="example.org", device_id="d", account_id="1",
    )  # fmt: skip
    (answer,) = json_of(response)
    assert set(answer) == {"token", "service_notice", "account_id"}
    assert answer["service_notice"].startswith("A person reads every report.")
    row = sent_report(sqlite_database, response)
    assert (row.status, row.source, row.issues, row.description) == (
        "received", "open311", "litter", "Cans in the hedge",
    )  # fmt: skip
    assert (row.easting, row.northing) == pytest.approx(STREETS["Spring Rise, Kettering"], abs=0.5)
    assert (row.place_text, row.uncertainty_m, row.wants_updates) == ("Spring Rise Park", 30.0, False)
    with sqlite_database.read() as connection:
        contact = report_rows.contact(connection, row.report_id)
    assert contact is not None
    assert contact[1:] == ("The Caretaker", "resident@example.org", "+441632960123")
    assert json_of(client.get(f"{V2}/requests.json")) == [], "nobody has accepted it"
    assert json_of(client.get(f"{V2}/tokens/{row.reference}.json")) == [
        {"service_request_id": None, "token": row.reference}
    ]


def test_its_token_leads_to_it_once_it_is_accepted(client: FlaskClient, sqlite_database: Database, key: str) -> None:
    row = sent_report(sqlite_database, send(client, key))
    change(sqlite_database, row, status="accepted")
    ((found,),) = (json_of(client.get(f"{V2}/tokens/{row.reference}.json")),)
    assert found["service_request_id"] == row.public_id
    one = json_of(client.get(f"{V2}/requests/{found['service_request_id']}.json"))
    assert (one[0]["service_code"], one[0]["address"]) == ("litter", "Spring Rise, Kettering")
    assert client.get(f"{V2}/requests/{row.reference}.json").status_code == 404, "a token is no public id"
    # What repeats another report leads to that one.
    other = keep(sqlite_database, received_at=RECENT)
    change(sqlite_database, row, status="duplicate", duplicate_of=other.report_id)
    (answer,) = json_of(client.get(f"{V2}/tokens/{row.reference}.json"))
    assert answer["service_request_id"] == other.public_id


@pytest.mark.parametrize(
    "refused",
    [
        ({"api_key": ""}, 403, "api_key was not provided."),
        ({"api_key": "guess"}, 403, "api_key is not known here, or was disabled."),
        ({"service_code": ""}, 400, "service_code was not provided."),
        ({"service_code": "potholes"}, 404, "service_code potholes was not found."),
        ({"lat": "", "long": ""}, 400, "A location was not provided"),
        ({"lat": "", "long": "", "address_id": "7"}, 400, "An address_id means nothing here."),
        ({"lat": "north"}, 400, "lat must be a number"),
        ({"long": ""}, 400, "long must be a number"),
        ({"lat": "nan"}, 400, "lat must be a number"),
        ({"lat": "51.5", "long": "-0.12"}, 400, "address_string: This place is outside Northamptonshire"),
        ({"email": "nobody"}, 400, "email: Enter an e-mail address"),
        ({"description": "x" * 1001}, 400, "description: The description must be 1,000 characters or fewer."),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(
    client: FlaskClient, sqlite_database: Database, key: str, refused: tuple[dict[str, str], int, str]
) -> None:
    fields, status, said = refused
    (error,) = json_of(client.post(f"{V2}/requests.json", data=form(key) | fields), status)
    assert error["code"] == status
    assert said in error["description"]
    with sqlite_database.read() as connection:
        assert report_rows.count_reports(connection) == 0


def test_a_disabled_key_opens_nothing(client: FlaskClient, sqlite_database: Database, key: str) -> None:
    assert send(client, key).status_code == 200
    disable_api_key(sqlite_database, "a council's APP")
    root = xml_of(send(client, key, ".xml"), 403)
    assert members(root[0]) == {"code": "403", "description": "api_key is not known here, or was disabled."}


def test_words_alone_are_looked_up_and_may_hold_any_script(
    client: FlaskClient, sqlite_database: Database, key: str
) -> None:
    fields = {"lat": "", "long": "", "address_string": "Spring Rise Park", "description": "Śmieci <script> & \x00 🔥"}
    response = client.post(f"{V2}/requests.json", data=form(key) | fields)
    row = sent_report(sqlite_database, response)
    assert row.description == "Śmieci <script> & 🔥"
    assert row.easting is not None
    change(sqlite_database, row, status="accepted", public_text="Śmieci \x0b<script> & 🔥")
    root = xml_of(client.get(f"{V2}/requests.xml"))
    assert root[0].findtext("description") == "Śmieci <script> & 🔥", "what XML cannot hold is left out"


def test_whoever_writes_of_danger_is_told_the_number(client: FlaskClient, key: str) -> None:
    (answer,) = json_of(send(client, key, description="A man with a knife", media_url="http://x.example.org/a.jpg"))
    assert answer["service_notice"].startswith("If somebody is in danger or a crime is happening now, call 999")
    assert "media_url was not fetched" in answer["service_notice"]


def test_errors_of_the_service_have_the_same_shape(client: FlaskClient, key: str) -> None:
    assert json_of(client.get(f"{V2}/nothing.json"), 404)[0]["code"] == 404
    assert xml_of(client.delete(f"{V2}/requests.xml"), 405).tag == "errors"
    assert json_of(send(client, key, description="x" * 70_000), 413)[0]["description"].startswith("What you sent")


def test_a_key_has_a_limit_of_its_own(
    settings: Settings, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.limits.REPORTS_BY_KEY", 2)
    app: Flask = create_app(replace(settings, reports_an_hour=2, forms_a_minute=3))
    client = app.test_client()
    keys = [add_api_key(sqlite_database, label)[1] for label in ("one", "two")]
    assert [send(client, keys[0]).status_code for _ in range(5)] == [200] * 4 + [429]
    assert send(client, keys[1]).status_code == 200, "another key has its own"
    # Without a key that opens, the address is counted as with any form.
    assert [send(client, "guess").status_code for _ in range(4)] == [403] * 3 + [429]
    limited = send(client, "guess")
    assert "Retry-After" in limited.headers
    assert json_of(limited, 429)[0]["code"] == 429
    disconnect(app)


def test_a_neighbourhood_has_a_limit_by_whatever_program(settings: Settings, sqlite_database: Database) -> None:
    app: Flask = create_app(replace(settings, reports_a_place_an_hour=2))
    client = app.test_client()
    keys = [add_api_key(sqlite_database, label)[1] for label in ("one", "two")]
    assert [send(client, key).status_code for key in keys] == [200, 200]
    limited = send(client, keys[0])
    assert json_of(limited, 429)[0]["description"].startswith("So many reports about this neighbourhood")
    assert 3500 <= int(limited.headers["Retry-After"]) <= 3600
    disconnect(app)


def test_nothing_here_sets_a_cookie(client: FlaskClient, sqlite_database: Database, key: str) -> None:
    response = send(client, key)
    assert "Set-Cookie" not in response.headers
    assert read(sqlite_database, 1).source == "open311"
