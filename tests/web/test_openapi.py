"""The description of the open data is true: whatever a program asks by it, the answer is as described."""

import os
import re
from typing import Any

import geopandas as gpd
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance

from geo_ij.disclosure.public import PUBLIC_HOTSPOTS
from geo_ij.sources.hotspot_files import to_features
from web.limits import SWITCH
from web.public.openapi import OPERATIONS, SAID_OF_HOTSPOTS
from web.public.openapi_open311 import OPEN311

PLAIN = {"Accept-Encoding": "identity"}
"""Schemathesis does not unpack what it gets within a process."""


def operations(app: Flask):  # type: ignore[no-untyped-def]
    """Give everything that the service says of itself can be asked."""
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    found = [one.ok() for one in described.get_all_operations()]
    # It leaves out the address of the description itself.
    assert {one.path for one in found} == set(OPERATIONS) - {"/api/openapi.json"} | set(OPEN311)
    return found


@pytest.mark.parametrize("published", [False, True])
def test_every_answer_is_as_described(published: bool, app: Flask, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("filled" if published else "client")
    app.config[SWITCH] = False
    for operation in operations(app):
        check_answers(operation)


def check_answers(operation: Any) -> None:
    """Ask an operation all that its description allows, and hold each answer against it."""
    is_open311 = operation.path in OPEN311

    @settings(max_examples=20, deadline=None, derandomize=bool(os.environ.get("CI")))
    @given(case=operation.as_strategy())
    def check(case: schemathesis.Case) -> None:
        # Two dates may each be right and together span too long; what is asked for by name may not be there.
        unchecked = [positive_data_acceptance] if is_open311 else []
        status = case.call_and_validate(headers=PLAIN, excluded_checks=unchecked).status_code
        assert status in ((200, 400, 403, 404) if is_open311 else (200,))

    check()


def test_what_is_not_public_is_not_as_described(
    filled: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_score(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
        return [one | {"properties": one["properties"] | {"score": 83.0}} for one in to_features(frame)]

    monkeypatch.setattr("web.public.data.to_features", with_score)
    (hotspots,) = (one for one in operations(app) if one.path not in OPEN311)
    with pytest.raises(FailureGroup) as refused:
        hotspots.Case().call_and_validate(headers=PLAIN)
    (failure,) = refused.value.exceptions
    assert "('score' was unexpected)" in str(failure) or '"score": 83.0' in str(failure)


def test_every_address_of_open311_is_described(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/open311/v2") and "." in rule.rule}
    as_json = {re.sub(r"<(\w+)>", r"{\1}", rule.replace("<any(json, xml):ending>", "json")) for rule in rules}
    assert as_json == set(OPEN311)


def test_every_address_below_api_is_described(app: Flask) -> None:
    assert set(OPERATIONS) == {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api")}


def test_every_public_property_is_explained(client: FlaskClient) -> None:
    assert set(SAID_OF_HOTSPOTS) == set(PUBLIC_HOTSPOTS.columns)
    document = client.get("/api/openapi.json").get_json(force=True)
    assert document["openapi"] == "3.1.0"
    answer = document["paths"]["/api/v1/hotspots"]["get"]["responses"]["200"]["content"]["application/geo+json"]
    feature = answer["schema"]["properties"]["features"]["items"]
    assert list(feature["properties"]["properties"]["properties"]) == list(PUBLIC_HOTSPOTS.columns)


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/openapi.yaml"])
def test_errors_are_problem_details(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.content_type) == (404, "application/problem+json")
    assert response.json is not None
    assert set(response.json) == {"type", "title", "status", "detail", "instance"}
