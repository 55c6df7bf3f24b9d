"""Other programs read the services and the accepted reports by Open311 GeoReport v2, in XML and in JSON."""

import pytest
from flask.testing import FlaskClient

from geo_ij.projection import to_degrees
from geo_ij.store.database import Database
from geo_ij.vocabulary import Issue
from tests.services.kept_reports import KETTERING, REFERENCE, SECRET, change, keep
from tests.web.open311_calls import NOW, RECENT, V2, json_of, members, xml_of

LONG_AGO = "2025-03-05T10:00:00+00:00"


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
        "service_request_id": row.public_id,
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
        text = client.get(f"{V2}/requests.{ending}").text + client.get(f"{V2}/requests/{row.public_id}.xml").text
        for secret in (SECRET, REFERENCE, "resident@example.org", str(KETTERING[0] + 31), RECENT[:16]):
            assert secret not in text


@pytest.mark.parametrize("status", ["received", "under_review", "needs_information", "not_suitable", "withdrawn"])
def test_what_is_not_accepted_is_not_there(client: FlaskClient, sqlite_database: Database, status: str) -> None:
    row = keep(sqlite_database, received_at=RECENT, status=status)
    assert json_of(client.get(f"{V2}/requests.json")) == []
    assert json_of(client.get(f"{V2}/requests.json?service_request_id={row.public_id}")) == []
    assert json_of(client.get(f"{V2}/requests/{row.public_id}.json"), 404)[0]["code"] == 404


def test_requests_are_chosen_by_id_service_status_and_date(client: FlaskClient, sqlite_database: Database) -> None:
    one = keep(sqlite_database, received_at=RECENT)
    done = keep(sqlite_database, reference="B", received_at=RECENT, issues="fly_tipping", status="work_done")
    old = keep(sqlite_database, reference="C", received_at=LONG_AGO, issues="dog_fouling", status="closed")
    ids = {"one": one.public_id, "done": done.public_id, "old": old.public_id}
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
