"""Describe for programs the open data, in one table of its addresses, and the Open311 interface: OpenAPI 3.1."""

import json
from typing import Any, NamedTuple

from flask import Blueprint, Response, request

from geo_ij import __version__
from geo_ij.disclosure.public import PUBLIC_HOTSPOTS
from geo_ij.settings import Settings
from geo_ij.vocabulary import HotspotClass
from web.context import public_parts
from web.frozen import REVALIDATE, Frozen, answer
from web.public.data import LICENCE
from web.public.openapi_open311 import OPEN311

MEDIA_TYPE = "application/vnd.oai.openapi+json;version=3.1"
PROBLEM = "application/problem+json"

blueprint = Blueprint("openapi", __name__)

Schema = dict[str, Any]


class Operation(NamedTuple):
    """One address below `/api`: what it is called, what it gives in words, and the media type and schema of that."""

    name: str
    summary: str
    media_type: str
    schema: Schema


SAID_OF_HOTSPOTS = {
    "hotspot_id": "The same hotspot has the same id from month to month, as long as it stays in its place",
    "rank": "1 is the hotspot with the most incidents, as they are rounded here",
    "name": "The street or place that it is called by",
    "class": "How it behaves over its months: one of " + ", ".join(HotspotClass),
    "incidents": "How many were recorded, rounded to 5",
    "incidents_in_words": "The same as a page says it",
    "months_active": "In how many of the months there was any",
    "trend_in_words": "Whether it is more or less than before, and before what",
    "area_ha": "How large it is, in hectares",
    "ward": "The ward that its middle lies in",
    "council": "The council that its middle lies in",
}
"""What each property of a published hotspot means."""

_JSON_TYPES = {"integer": "integer", "number": "number", "text": "string"}
_MONTH = {"type": "string", "pattern": r"^\d{4}-\d{2}$"}
_LINE = {"type": "array", "minItems": 4, "items": {"type": "array", "minItems": 2, "items": {"type": "number"}}}
_POLYGON = {"type": "array", "minItems": 1, "items": _LINE}


def _object(properties: Schema, *, optional: tuple[str, ...] = ()) -> Schema:
    """Give the schema of an object that has these properties, the optional ones not always, and no others."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _hotspot() -> Schema:
    properties: Schema = {}
    for name, kind in PUBLIC_HOTSPOTS.columns.items():
        json_type = _JSON_TYPES[kind]
        may_be_null = name in PUBLIC_HOTSPOTS.may_be_null
        properties[name] = {
            "type": [json_type, "null"] if may_be_null else json_type,
            "description": SAID_OF_HOTSPOTS[name],
        }
    properties["class"]["enum"] = [one.value for one in HotspotClass]
    return _object(properties)


def _geometry(kind: str, coordinates: Schema) -> Schema:
    return _object({"type": {"const": kind}, "coordinates": coordinates})


def _hotspots() -> Schema:
    feature = _object(
        {
            "type": {"const": "Feature"},
            "properties": _hotspot(),
            "geometry": {
                "oneOf": [
                    _geometry("Polygon", _POLYGON),
                    _geometry("MultiPolygon", {"type": "array", "minItems": 1, "items": _POLYGON}),
                ]
            },
        }
    )
    of_a_snapshot = {
        "as_of": _MONTH | {"description": "The last month of the figures"},
        "months": {"type": "integer", "description": "How many months up to then they cover"},
        "published_on": {"type": "string", "format": "date"},
        "forces": {"type": "array", "items": {"type": "string"}, "description": "Whose records they rest on"},
        "synthetic": {"type": "boolean", "description": "True where every event is made up, for a demonstration"},
    }
    return _object(
        {
            "type": {"const": "FeatureCollection"},
            "licence": {"type": "string", "format": "uri"},
            **of_a_snapshot,
            "features": {"type": "array", "items": feature},
        },
        optional=tuple(of_a_snapshot),
    )


OPERATIONS: dict[str, Operation] = {
    "/api/v1/hotspots": Operation(
        "hotspots",
        "The hotspots published last, as GeoJSON in EPSG:4326: frozen once a month, without features before the first",
        "application/geo+json",
        _hotspots(),
    ),
    "/api/openapi.json": Operation("openapi", "This description", MEDIA_TYPE, {"type": "object"}),
}
"""Every address below `/api`; all are read with GET and take no parameters."""

PROBLEM_DETAILS = _object(
    {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The path that was asked for"},
        "request_id": {"type": "string", "description": "What to quote where the fault is ours"},
    },
    optional=("request_id",),
)
"""What every error below `/api` looks like (RFC 9457)."""


@blueprint.get("/api/openapi.json")
def openapi() -> Response:
    """Give the description of everything below `/api`, and of the Open311 interface."""
    parts = public_parts()
    frozen = parts.pages.get(("openapi",), lambda: Frozen(_document(parts.settings), MEDIA_TYPE))
    return answer(frozen, request, cache_control=REVALIDATE)


def _document(settings: Settings) -> bytes:
    document: Schema = {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.service_name}: open data",
            "version": __version__,
            "license": {"name": "Open Government Licence v3.0", "url": LICENCE},
        },
        "servers": [{"url": settings.public_url.rstrip("/") or "/"}],
        "paths": {path: {"get": _described(one)} for path, one in OPERATIONS.items()} | OPEN311,
        "components": {
            "schemas": {"Problem": PROBLEM_DETAILS},
            "responses": {
                "Problem": {
                    "description": "What is wrong, and what to do",
                    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            },
        },
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _described(one: Operation) -> Schema:
    tag = {"ETag": {"description": "Changes whenever the content does", "schema": {"type": "string"}}}
    return {
        "operationId": one.name,
        "summary": one.summary,
        "responses": {
            "200": {
                "description": "What was asked for",
                "headers": tag,
                "content": {one.media_type: {"schema": one.schema}},
            },
            "304": {"description": "Unchanged since the tag that was sent in If-None-Match"},
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }
