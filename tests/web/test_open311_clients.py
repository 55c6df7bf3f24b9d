"""The service as it runs is understood by a client that others wrote, and by ours, which takes its reports along."""

import datetime as dt
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from georeport import GeoReport

from geo_ij.services.api_keys import add_api_key
from geo_ij.settings import Settings
from geo_ij.store import report_rows
from geo_ij.store.database import Database, open_database
from geo_ij.store.report_rows import ReportRow
from geo_ij.vocabulary import Issue, label
from tests.services.kept_reports import KETTERING, keep
from tests.web.service import GEO_IJ, free_port, serving

RECENT = dt.datetime.now(dt.UTC).isoformat()


@pytest.fixture
def stored(sqlite_database: Database) -> list[ReportRow]:
    """Give three accepted reports, and keep one that is not."""
    keep(sqlite_database, reference="waiting", status="received", received_at=RECENT)
    return [
        keep(sqlite_database, reference="A", received_at=RECENT, public_text="Cans & glass, łąka"),
        keep(sqlite_database, reference="B", received_at=RECENT, issues="fly_tipping", status="closed"),
        keep(sqlite_database, reference="C", received_at=RECENT, issues="dog_fouling"),
    ]


@pytest.fixture
def address(settings: Settings, stored: list[ReportRow]) -> Iterator[str]:
    """Serve them, and give the address of the interface."""
    port = free_port()
    with serving(settings.database_url, "--port", str(port), "--workers", "1"):
        yield f"http://127.0.0.1:{port}/open311/v2"


def sorted_by_id(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda one: str(one["service_request_id"]))


def test_a_client_of_others_reads_everything_in_both_formats(address: str, stored: list[ReportRow]) -> None:
    ids = {row.reference: row.public_id for row in stored}
    by_format = {}
    for form in ("json", "xml"):
        theirs = GeoReport(address, output_format=form)
        services = theirs.get_service_list()
        assert [(one["service_code"], one["service_name"]) for one in services] == [
            (issue.value, label(issue)) for issue in Issue
        ]
        definition = theirs.get_service_definition("fly_tipping")
        assert definition["service_code"] == "fly_tipping"
        assert not definition["attributes"]
        found = theirs.get_service_requests()
        assert {one["service_request_id"] for one in found} == set(ids.values())
        closed = theirs.get_service_requests(status="closed")
        # Their reader of XML gives one thing as itself rather than as a list of one.
        (closed,) = closed if form == "json" else (closed,)
        assert closed["service_request_id"] == ids["B"]
        both = theirs.get_service_requests(service_request_id=f"{ids['A']},{ids['C']}")
        assert {one["service_request_id"] for one in both} == {ids["A"], ids["C"]}
        one = theirs.get_service_request(ids["A"])
        assert (one["description"], one["service_code"], one["status"]) == ("Cans & glass, łąka", "litter", "open")
        start = (dt.datetime.now(dt.UTC) - dt.timedelta(days=400)).strftime("%Y-%m-%dT00:00:00Z")
        by_format[form] = sorted_by_id(found)
        if form == "json":
            assert theirs.get_service_requests(start_date=start) == [], "ninety days from there"
    as_text = [
        {name: None if value is None else str(value) for name, value in one.items()} for one in by_format["json"]
    ]
    assert as_text == [dict(one) for one in by_format["xml"]]


def test_ours_brings_its_reports_to_another_database(address: str, stored: list[ReportRow], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    words = [GEO_IJ, "--database", url, "import", "open311", address, "--allow-private", "--accept", "--json"]
    documents = []
    for _ in range(2):
        result = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
        assert result.returncode == 0, result.stderr
        documents.append(json.loads(result.stdout))
    assert [(one["read"], one["kept"], one["new"]) for one in documents] == [(3, 3, 3), (3, 3, 0)]
    assert documents[0]["references"] == documents[1]["references"]
    other = open_database(url)
    with other.read() as connection:
        found = report_rows.reports(connection)
    other.close()
    assert sorted((row.issues, row.status) for row in found) == [
        ("dog_fouling", "accepted"), ("fly_tipping", "closed"), ("litter", "accepted"),
    ]  # fmt: skip
    for row in found:
        # What is public is the street; a metre is lost in six decimals of a degree.
        assert (row.easting, row.northing) == pytest.approx(KETTERING, abs=0.2)
        assert row.source == "open311"


def test_without_leave_it_asks_no_server_of_this_computer(address: str, tmp_path: Path) -> None:
    words = [GEO_IJ, "--database", f"sqlite:///{tmp_path / 'o.sqlite'}", "import", "open311", address]
    result = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    assert result.returncode == 1
    last = result.stderr.splitlines()[-1]
    assert last == "geo-ij: 127.0.0.1 is a machine of this network: --allow-private lets it be asked"


def test_a_report_that_a_program_sends_is_kept(address: str, sqlite_database: Database) -> None:
    _, key = add_api_key(sqlite_database, "An app")
    form = {"api_key": key, "service_code": "graffiti", "lat": "52.39", "long": "-0.73", "description": "Tags"}
    (receipt,) = requests.post(f"{address}/requests.json", data=form, timeout=300).json()
    answer = requests.get(f"{address}/tokens/{receipt['token']}.json", timeout=60)
    assert answer.json() == [{"service_request_id": None, "token": receipt["token"]}]
    with sqlite_database.read() as connection:
        row = report_rows.report_of(connection, receipt["token"])
    assert row is not None
    assert (row.status, row.source, row.issues, row.description) == ("received", "open311", "graffiti", "Tags")
    assert row.council == "North Northamptonshire"
