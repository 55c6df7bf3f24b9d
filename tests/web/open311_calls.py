"""Speak to the Open311 interface as other programs do, and read its answers."""

import datetime as dt
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo_ij.projection import to_degrees
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from tests.services.small_ground import STREETS

V2 = "/open311/v2"

SPRING_RISE = to_degrees(*STREETS["Spring Rise, Kettering"])

NOW = dt.datetime.now(ZoneInfo("Europe/London"))

RECENT = NOW.replace(hour=12, minute=0, second=0, microsecond=0).astimezone(dt.UTC).isoformat()


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
