"""Another body's requests become reports: known by code or words, never twice, and waiting unless they may count."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import escape

import pytest
from sqlalchemy import select

from geo_ij.access.actor import actor_of
from geo_ij.errors import AccessError, SourceError
from geo_ij.projection import to_degrees
from geo_ij.services.pull_open311 import Pulled, pull_open311
from geo_ij.settings import read_settings
from geo_ij.sources.open311_client import Open311Client
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.store.models import AuditEntry
from geo_ij.store.report_rows import ReportRow
from geo_ij.vocabulary import Issue, ReportEvent, Role
from tests.open311_server import Body, open311_server
from tests.services.small_ground import STREETS, small_ground

SETTINGS = read_settings({})
NOW = dt.datetime(2026, 6, 1, 9, 30, tzinfo=dt.UTC)
LONGITUDE, LATITUDE = (round(float(value), 6) for value in to_degrees(*STREETS["Spring Rise, Kettering"]))
SERVICES: list[dict[str, object]] = [
    {"service_code": "007", "service_name": "Dumped rubbish and mattresses"},
    {"service_code": "8", "service_name": "Graffiti"},
    {"service_code": "9", "service_name": "Potholes"},
]


def request(number: int, **fields: object) -> dict[str, object]:
    return {
        "service_request_id": number,
        "service_code": "007",
        "status": "open",
        "description": f"Sofa {number} & <b>bags</b>",
        "requested_datetime": "2026-05-20T10:00:00+01:00",
        "lat": LATITUDE,
        "long": LONGITUDE,
        "address": None,
        **fields,
    }


@contextmanager
def client_of(body: Body) -> Iterator[Open311Client]:
    body.services = body.services or SERVICES
    with open311_server(body) as url:
        client = Open311Client(url, allow_private=True)
        yield client
        client.close()


def pull(database: Database, body: Body, **others: Any) -> Pulled:
    with client_of(body) as client:
        ground = small_ground(database, settings=SETTINGS)
        return pull_open311(database, client, settings=SETTINGS, ground=ground, **{"now": NOW, **others})


def rows(database: Database) -> list[ReportRow]:
    with database.read() as connection:
        return report_rows.reports(connection, newest_first=False)


@pytest.mark.parametrize("speaks_json", [True, False], ids=["json", "xml"])
def test_a_request_becomes_a_report_that_waits(database: Database, speaks_json: bool) -> None:
    pulled = pull(database, Body([request(1)], speaks_json=speaks_json))
    assert (pulled.tally.read, pulled.tally.kept, pulled.new, pulled.closed) == (1, 1, 1, 0)
    (row,) = rows(database)
    assert (row.status, row.source, row.issues) == ("received", "open311", "fly_tipping")
    assert row.description == "Sofa 1 & <b>bags</b>"
    assert row.received_at.startswith("2026-05-20T09:00:00")
    assert (row.easting, row.northing) == pytest.approx(STREETS["Spring Rise, Kettering"], abs=0.5)
    assert pulled.references == [row.reference]
    with database.read() as connection:
        entries = connection.execute(
            select(AuditEntry.subject, AuditEntry.details).where(AuditEntry.action == "imported")
        ).all()
    ((subject, details),) = entries
    assert subject == "reports"
    assert '"new": 1' in details or '"new":1' in details


def test_pulling_again_takes_nothing_twice(database: Database) -> None:
    body = Body([request(1), request(2, service_code="8")])
    with client_of(body) as client:
        ground = small_ground(database, settings=SETTINGS)
        for expected in (2, 0):
            again = pull_open311(database, client, settings=SETTINGS, ground=ground, now=NOW)
            assert (again.tally.kept, again.new) == (2, expected)
    assert [row.issues for row in rows(database)] == ["fly_tipping", "graffiti"]


def test_with_accept_it_counts_at_once_and_what_is_closed_there_is_closed(database: Database) -> None:
    pull(database, Body([request(1), request(2, status="closed")]), accept=True)
    assert [row.status for row in rows(database)] == ["accepted", "closed"]


def test_what_is_closed_there_later_is_closed_here_where_it_was_accepted(database: Database) -> None:
    body = Body([request(1), request(2)])
    with client_of(body) as client:
        ground = small_ground(database, settings=SETTINGS)
        pull_open311(database, client, settings=SETTINGS, ground=ground, now=NOW)
        first = rows(database)[0]
        with database.write() as connection:
            report_rows.change_report(connection, first.report_id, {"status": "accepted"})
        body.requests = [request(1, status="closed"), request(2, status="closed")]
        again = pull_open311(database, client, settings=SETTINGS, ground=ground, now=NOW)
        assert (again.new, again.closed) == (0, 1)
        assert pull_open311(database, client, settings=SETTINGS, ground=ground, now=NOW).closed == 0
    closed, waiting = rows(database)
    assert (closed.status, waiting.status) == ("closed", "received"), "a moderator still decides about the second"
    assert closed.ended_at is not None
    with database.read() as connection:
        events = [step.event for step in report_rows.history(connection, closed.report_id)]
    assert events == [ReportEvent.RECEIVED, ReportEvent.CLOSED]


def test_what_cannot_be_a_report_is_left_out_with_its_reason(database: Database) -> None:
    body = Body(
        [
            request(1, service_code="9"),
            request(2, lat=51.5, long=-0.12),
            request(3, lat=None, long=None),
            request(4, lat="north", address="Spring Rise Park"),
            request(5, description="long " * 500),
            request(6, requested_datetime="2026-05-31T10:00:00Z", lat=0, long=0, address="Spring Rise Park"),
        ]
    )
    pulled = pull(database, body)
    assert dict(pulled.tally.rejected) == {
        "service 9 (Potholes) is none of our issues": 1,
        "outside the service area (Northamptonshire)": 1,
        "place cannot be used": 1,
    }
    assert pulled.tally.rejected_rows[0].detail.endswith("--service 9=litter would make it one")
    assert [row.place_text for row in rows(database)] == ["Spring Rise Park", "", "Spring Rise Park"]
    assert len(rows(database)[1].description) == 1000


def test_a_service_may_be_named(database: Database) -> None:
    pull(database, Body([request(1, service_code="9")]), issue_of={"9": Issue.DAMAGED_PUBLIC_PROPERTY})
    assert rows(database)[0].issues == "damaged_public_property"


def test_long_times_are_asked_for_in_parts_and_pages(sqlite_database: Database) -> None:
    days = (NOW - dt.timedelta(days=each) for each in range(1, 300, 10))
    body = Body([request(n, requested_datetime=day.isoformat()) for n, day in enumerate(days)], page_size=4)
    pulled = pull(sqlite_database, body, since=NOW - dt.timedelta(days=300))
    assert (pulled.new, len(pulled.references)) == (30, 30)


def test_a_server_without_pages_is_asked_twice_and_no_more(sqlite_database: Database) -> None:
    body = Body([request(1), request(2)])
    assert pull(sqlite_database, body).new == 2
    assert sum(path.startswith("/v2/requests") for path in body.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        (500, b""),
        (404, b""),
        (200, b"<!DOCTYPE a><service_requests/>"),
        (200, b"<html>hello</html>"),
        (200, b'{"not": "a list"}'),
        (200, b"[1, 2]"),
        (200, b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><service_requests><request/></service_requests>'),
        (200, b"[" * 100_000),
        (200, b"<service_requests>" + b"<a>" * 8 + b"</a>" * 8 + b"</service_requests>"),
        (200, b"<service_requests>" + b"<a>" * 1_500_000),
        (200, b"<service_requests>" + b"<a/>" * 200_000 + b"</service_requests>"),
        (200, b"<service_requests>" + b"<request>" + b" " * 5_000_000 + b"</request></service_requests>"),
    ],
)
def test_a_server_that_cannot_be_understood_changes_nothing(
    sqlite_database: Database, answer: tuple[int, bytes]
) -> None:
    is_xml = answer[1].startswith(b"<")
    answers = {"/v2/requests.json": answer, "/v2/requests.xml": answer}
    body = Body([request(1)], answers=answers, speaks_json=not is_xml)
    with pytest.raises(SourceError, match="does not answer as Open311 GeoReport v2 servers do"):
        pull(sqlite_database, body)
    assert rows(sqlite_database) == []


def test_xml_may_say_more_than_the_specification_does(sqlite_database: Database) -> None:
    within = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in request(1).items() if value)
    more = "<notes>" * 6 + "deep" + "</notes>" * 6
    content = f"<service_requests><request>{within}{more}</request></service_requests>".encode()
    body = Body([request(1)], answers={"/v2/requests.xml": (200, content)}, speaks_json=False)
    pull(sqlite_database, body)
    assert [row.description for row in rows(sqlite_database)] == ["Sofa 1 & <b>bags</b>"]


def test_only_those_who_may_import(sqlite_database: Database) -> None:
    body = Body([request(1)])
    with pytest.raises(AccessError):
        pull(sqlite_database.acting(actor_of("somebody", [Role.MODERATOR])), body)
    assert body.asked == [], "nobody was asked"
