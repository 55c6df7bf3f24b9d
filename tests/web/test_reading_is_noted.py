"""Whoever reads restricted data is in the audit log, by whatever way they came to it."""

import pytest
from flask import Flask

from geo_ij.store import audit_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import Role
from tests.web import small_county
from tests.web.people import signed_in

WAYS = [
    ("GET", "/staff/map", "read", "map"),
    ("GET", "/staff/map/any/hotspots.geojson", "read", "map"),
    ("GET", "/staff/hotspots?class=persistent", "read", "hotspots"),
    ("GET", "/staff/hotspots.csv", "exported", "hotspots"),
    ("HEAD", "/staff/sites.csv", "exported", "sites"),
    ("GET", "/staff/sites", "read", "sites"),
]


@pytest.mark.parametrize("way", WAYS)
def test_reading_is_noted(app: Flask, sqlite_database: Database, way: tuple[str, str, str, str]) -> None:
    method, page, action, subject = way
    small_county.fill(sqlite_database)
    planner = signed_in(app, sqlite_database, Role.PLANNER)
    assert planner.open(page, method=method).status_code == 200
    with sqlite_database.read() as connection:
        last = audit_rows.entries(connection, audit_rows.AuditFilter())[0]
    assert (last.actor, last.action, last.subject) == ("person 1", action, subject)
    assert page in last.details
