"""Describe the Open311 interface for programs that read OpenAPI; in full it is the specification of GeoReport v2."""

from typing import Any

from geo_ij.vocabulary import Issue

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_JSON = "application/json"


def _list_of(properties: Schema, *, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    one = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return {"type": "array", "items": one}


ERRORS = _list_of({"code": {"type": "integer"}, "description": _TEXT})
"""What every error below `/open311` looks like."""

SERVICES = _list_of(
    {
        "service_code": {"enum": [issue.value for issue in Issue]},
        "service_name": _TEXT,
        "description": _TEXT,
        "metadata": {"const": False},
        "type": {"const": "batch"},
        "keywords": _TEXT,
        "group": _TEXT,
    }
)

REQUESTS = _list_of(
    {
        "service_request_id": _TEXT,
        "status": {"enum": ["open", "closed"]},
        "status_notes": _TEXT,
        "service_name": _TEXT,
        "service_code": {"enum": [issue.value for issue in Issue]},
        "description": _MAYBE,
        "agency_responsible": _TEXT,
        "service_notice": {"type": "null"},
        "requested_datetime": {"type": "string", "format": "date-time"},
        "updated_datetime": {"type": "null"},
        "expected_datetime": {"type": "null"},
        "address": _MAYBE,
        "address_id": {"type": "null"},
        "zipcode": {"type": "null"},
        "lat": {"type": "number"},
        "long": {"type": "number"},
        "media_url": _MAYBE,
    }
)

DEFINITION: Schema = {
    "type": "object",
    "properties": {"service_code": _TEXT, "attributes": {"type": "array", "maxItems": 0}},
    "required": ["service_code", "attributes"],
    "additionalProperties": False,
}

FORM: Schema = {
    "type": "object",
    "properties": {
        "api_key": _TEXT,
        "service_code": _TEXT,
        "lat": _TEXT,
        "long": _TEXT,
        "address_string": _TEXT,
        "description": _TEXT,
        "first_name": _TEXT,
        "last_name": _TEXT,
        "email": _TEXT,
        "phone": _TEXT,
        "media_url": _TEXT,
    },
    "required": ["api_key", "service_code"],
}


def _parameter(name: str, where: str, schema: Schema) -> Schema:
    return {"name": name, "in": where, "required": where == "path", "schema": schema}


def _operation(name: str, summary: str, schema: Schema, *parameters: Schema, form: Schema | None = None) -> Schema:
    described: Schema = {
        "operationId": name,
        "summary": summary,
        "parameters": list(parameters),
        "responses": {
            "200": {"description": "What was asked for", "content": {_JSON: {"schema": schema}}},
            "default": {"description": "What is wrong", "content": {_JSON: {"schema": ERRORS}}},
        },
    }
    if form is not None:
        described["requestBody"] = {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": form}},
        }
    return described


_V2 = "/open311/v2"
_DATE: Schema = {"type": "string", "format": "date-time"}

OPEN311: dict[str, Schema] = {
    f"{_V2}/services.json": {
        "get": _operation("open311_services", "What can be reported; like all of these also as .xml", SERVICES)
    },
    f"{_V2}/services/{{code}}.json": {
        "get": _operation(
            "open311_service",
            "What is asked besides of one kind of issue: nothing",
            DEFINITION,
            _parameter("code", "path", {"enum": [issue.value for issue in Issue]}),
        )
    },
    f"{_V2}/requests.json": {
        "get": _operation(
            "open311_requests",
            "Accepted reports, the newest month first; without dates those of the latest 90 days",
            REQUESTS,
            _parameter("service_request_id", "query", _TEXT),
            _parameter("service_code", "query", {"enum": [issue.value for issue in Issue]}),
            _parameter("start_date", "query", _DATE),
            _parameter("end_date", "query", _DATE),
            _parameter("status", "query", {"enum": ["open", "closed", "open,closed"]}),
            _parameter("page", "query", {"type": "integer", "minimum": 1, "maximum": 999_999}),
            _parameter("page_size", "query", {"type": "integer", "minimum": 1, "maximum": 1_000}),
        ),
        "post": _operation(
            "open311_send",
            "Send a report, with a key; it waits for a moderator",
            _list_of({"token": _TEXT, "service_notice": _TEXT, "account_id": {"type": "null"}}),
            form=FORM,
        ),
    },
    f"{_V2}/requests/{{request_id}}.json": {
        "get": _operation("open311_request", "One accepted report", REQUESTS, _parameter("request_id", "path", _TEXT))
    },
    f"{_V2}/tokens/{{token}}.json": {
        "get": _operation(
            "open311_token",
            "The id of a report that was sent, once it is accepted",
            _list_of({"service_request_id": _MAYBE, "token": _TEXT}),
            _parameter("token", "path", _TEXT),
        )
    },
}
"""Every address of the interface in JSON, as OpenAPI describes it."""
