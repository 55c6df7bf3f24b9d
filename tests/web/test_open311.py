"""Other programs send reports and read the accepted ones by Open311 GeoReport v2, in XML and in JSON."""

import datetime as dt
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo_ij.projection import to_degrees
from geo_ij.services.api_keys import add_api_key, disable_api_key
from geo_ij.services.public_reports import public_id_of
from geo_ij.settings import Settings
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import Issue
from tests.services.kept_reports import KETTERING, REFERENCE, SECRET, change, keep, read
from tests.services.small_ground import STREETS, small_ground
from web.app import create_app
from web.context import disconnect

V2 = "/open311/v2"
SPRING_RISE = to_degrees(*STREETS["Spring Rise, Kettering"])
NOW = dt.datetime.now(ZoneInfo("Europe/London"))
RECENT = NOW.replace(hour=12, minute=0, second=0, microsecond=0).astimezone(dt.UTC).isoformat()
LONG_AGO = "2025-03-05T10:00:00+00:00"


@pytest.fixture(autouse=True)
def _small_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.reporting.open_ground", small_ground)


@pytest.fixture
def key(sqlite_database: Database) -> str:
    return add_api_key(sqlite_database, "A council's app")[1]


def json_of(response: TestResponse, status: int = 200) -> Any:
    assert (response.status_code, response.content_type) == (status, "application/json; charset=utf-8")
    return response.get_json()


def xml_of(response: TestResponse, status: int = 200) -> ET.Element:
    assert (response.status_code, response.content_type) == (status, "text/xml; charset=utf-8")
    assert response.data.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    return ET.fromstring(response.data)  # noqa: S314  # our own answer


def members(element: ET.Element) -> dict[str, str | None]:
    return {child.tag: child.text for child in element}


def form(key: str, **fields: str) -> dict[str, str]:
    where = {"lat": f"{float(SPRING_RISE[1]):.6f}", "long": f"{float(SPRING_RISE[0]):.6f}"}
    return {"api_key": key, "service_code": "litter", "description": "Cans in the hedge"} | where | fields


def send(client: FlaskClient, key: str, ending: str = ".json", **fields: str) -> TestResponse:
    return client.post(f"{V2}/requests{ending}", data=form(key, **fields))


def sent_report(database: Database, response: TestResponse) -> report_rows.ReportRow:
    with database.read() as connection:
        row = report_rows.report_of(connection, json_of(response)[0]["token"])
    assert row is not None
    return row


def test_services_are_the_issues(client: FlaskClient) -> None:
    found = json_of(client.get(f"{V2}/services.json"))
    assert [one["service_code"] for one in found] == [issue.value for issue in Issue]
    assert found[1] == {
        "service_code": "fly_tipping",
        "service_name": "Fly-tipping",
        "description": "Waste that was dumped: bags, furniture, rubble, tyres",
        "metadata": False,
        "type": "batch",
        "keywords": "fly-tipping, dumping, waste",
        "group": "Environmental anti-social behaviour",
    }
    root = xml_of(client.get(f"{V2}/services.xml"))
    assert (root.tag, {child.tag for child in root}) == ("services", {"service"})
    assert members(root[1]) == {name: "false" if value is False else value for name, value in found[1].items()}


def test_a_service_asks_for_nothing_more(client: FlaskClient) -> None:
    assert json_of(client.get(f"{V2}/services/litter.json")) == {"service_code": "litter", "attributes": []}
    root = xml_of(client.get(f"{V2}/services/litter.xml"))
    assert (root.tag, members(root)) == ("service_definition", {"service_code": "litter", "attributes": None})
    error = xml_of(client.get(f"{V2}/services/potholes.xml"), 404)
    assert (error.tag, members(error[0])) == (
        "errors",
        {"code": "404", "description": "service_code potholes was not found."},
    )


def test_the_format_is_that_of_the_ending_else_what_is_accepted_else_xml(client: FlaskClient) -> None:
    assert xml_of(client.get(f"{V2}/services")).tag == "services"
    assert json_of(client.get(f"{V2}/services", headers={"Accept": "application/json"}))
    assert xml_of(client.get(f"{V2}/services.xml", headers={"Accept": "application/json"})).tag == "services"
    assert json_of(client.get(f"{V2}/services.yaml", headers={"Accept": "application/json"}), 404)[0]["code"] == 404


def test_discovery_says_where_the_interface_is(client: FlaskClient) -> None:
    found = json_of(client.get("/open311/discovery.json"))
    assert found["endpoints"][0]["url"] == "http://localhost/open311/v2"
    assert found["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    root = xml_of(client.get("/open311/discovery.xml"))
    assert [one.text for one in root.iterfind("endpoints/endpoint/formats/format")] == ["text/xml", "application/json"]


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
    assert found["service_request_id"] == public_id_of(row)
    one = json_of(client.get(f"{V2}/requests/{found['service_request_id']}.json"))
    assert (one[0]["service_code"], one[0]["address"]) == ("litter", "Spring Rise, Kettering")
    assert client.get(f"{V2}/requests/{row.reference}.json").status_code == 404, "a token is no public id"
    # What repeats another report leads to that one.
    other = keep(sqlite_database, received_at=RECENT)
    change(sqlite_database, row, status="duplicate", duplicate_of=other.report_id)
    (answer,) = json_of(client.get(f"{V2}/tokens/{row.reference}.json"))
    assert answer["service_request_id"] == public_id_of(other)


def test_references_of_other_reports_are_no_tokens(client: FlaskClient, sqlite_database: Database) -> None:
    keep(sqlite_database, received_at=RECENT)
    assert json_of(client.get(f"{V2}/tokens/{REFERENCE}.json"), 404) == [
        {"code": 404, "description": f"token {REFERENCE} was not found."}
    ]
    keep(sqlite_database, reference="311", source="open311", received_key="open311:city.example.org:311")
    assert client.get(f"{V2}/tokens/311.json").status_code == 404, "its reference came from elsewhere"


def test_an_accepted_report_shows_what_is_public_and_nothing_else(
    client: FlaskClient, sqlite_database: Database
) -> None:
    row = keep(sqlite_database, email="resident@example.org", received_at=RECENT, public_text="Cans <b>&</b> bags")
    longitude, latitude = to_degrees(*KETTERING)
    (found,) = json_of(client.get(f"{V2}/requests.json"))
    assert found == {
        "service_request_id": public_id_of(row),
        "status": "open",
        "status_notes": "accepted",
        "service_name": "Litter",
        "service_code": "litter",
        "description": "Cans <b>&</b> bags",
        "agency_responsible": "Northamptonshire Police",
        "service_notice": None,
        # The day is not public.
        "requested_datetime": NOW.replace(day=1, hour=0, minute=0, second=0, microsecond=0).isoformat(),
        "updated_datetime": None,
        "expected_datetime": None,
        "address": "Gold Street, Kettering",
        "address_id": None,
        "zipcode": None,
        "lat": pytest.approx(float(latitude), abs=1e-6),
        "long": pytest.approx(float(longitude), abs=1e-6),
        "media_url": None,
    }
    root = xml_of(client.get(f"{V2}/requests.xml"))
    assert (root.tag, len(root), root[0].tag) == ("service_requests", 1, "request")
    assert members(root[0]) == {name: None if value is None else str(value) for name, value in found.items()}
    change(sqlite_database, row, public_text=None)
    for ending in ("json", "xml"):
        text = client.get(f"{V2}/requests.{ending}").text + client.get(f"{V2}/requests/{public_id_of(row)}.xml").text
        for secret in (SECRET, REFERENCE, "resident@example.org", str(KETTERING[0] + 31), RECENT[:16]):
            assert secret not in text


@pytest.mark.parametrize("status", ["received", "under_review", "needs_information", "not_suitable", "withdrawn"])
def test_what_is_not_accepted_is_not_there(client: FlaskClient, sqlite_database: Database, status: str) -> None:
    row = keep(sqlite_database, received_at=RECENT, status=status)
    assert json_of(client.get(f"{V2}/requests.json")) == []
    assert json_of(client.get(f"{V2}/requests.json?service_request_id={public_id_of(row)}")) == []
    assert json_of(client.get(f"{V2}/requests/{public_id_of(row)}.json"), 404)[0]["code"] == 404


def test_requests_are_chosen_by_id_service_status_and_date(client: FlaskClient, sqlite_database: Database) -> None:
    one = keep(sqlite_database, received_at=RECENT)
    done = keep(sqlite_database, reference="B", received_at=RECENT, issues="fly_tipping", status="work_done")
    old = keep(sqlite_database, reference="C", received_at=LONG_AGO, issues="dog_fouling", status="closed")
    ids = {"one": public_id_of(one), "done": public_id_of(done), "old": public_id_of(old)}
    names = {public_id: name for name, public_id in ids.items()}

    def found(query: str) -> set[str]:
        return {names[each["service_request_id"]] for each in json_of(client.get(f"{V2}/requests.json?{query}"))}

    assert found("") == {"one", "done"}, "the latest ninety days"
    assert found("status=open") == {"one"}
    assert found("status=closed") == {"done"}
    assert found("status=open,closed") == {"one", "done"}
    assert found("service_code=graffiti") == {"one"}, "a second issue counts as well"
    assert found("service_code=graffiti,fly_tipping") == {"one", "done"}
    assert found("service_code=graffiti&service_code=fly_tipping") == {"one", "done"}
    assert found("start_date=2025-02-01T00:00:00Z") == {"old"}, "ninety days from there"
    assert found("end_date=2025-04-01T00:00:00%2B01:00") == {"old"}
    assert found("start_date=2025-01-01T00:00:00Z&end_date=2025-02-28T00:00:00Z") == set()
    assert found(f"service_request_id={ids['old']},{ids['one']},R00&status=open&service_code=litter") == {"old", "one"}
    assert found("page_size=1&page=1") | found("page_size=1&page=2") == {"one", "done"}
    assert found("page_size=1&page=3") == set()


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("status=asleep", 400, "asleep is no status: ask for open or closed."),
        ("start_date=yesterday", 400, "start_date must look like 2026-01-31T00:00:00Z."),
        ("start_date=2026-03-01&end_date=2026-02-01", 400, "start_date must not be after end_date."),
        ("start_date=2025-03-01&end_date=2026-02-01", 400, "more than 90 days"),
        ("end_date=0001-01-02", 400, "The dates are too far away."),
        ("page=0", 400, "page must be a whole number from 1."),
        ("page_size=many", 400, "page_size must be a whole number from 1."),
        ("service_code=potholes", 404, "service_code potholes was not found."),
    ],
)
def test_questions_that_cannot_be_answered_say_why(client: FlaskClient, query: str, status: int, said: str) -> None:
    (error,) = json_of(client.get(f"{V2}/requests.json?{query}"), status)
    assert error["code"] == status
    assert said in error["description"]
    assert said in (xml_of(client.get(f"{V2}/requests.xml?{query}"), status)[0].findtext("description") or "")


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


def test_nothing_here_sets_a_cookie(client: FlaskClient, sqlite_database: Database, key: str) -> None:
    response = send(client, key)
    assert "Set-Cookie" not in response.headers
    assert read(sqlite_database, 1).source == "open311"
