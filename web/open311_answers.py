"""Write answers as Open311 GeoReport v2 has them: XML or JSON, and errors as a list of codes and descriptions."""

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from flask import Request, Response

PREFIX = "/open311/"
"""How the addresses begin whose errors have this shape."""

XML, JSON = "text/xml; charset=utf-8", "application/json; charset=utf-8"

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Names(NamedTuple):
    """What a list is called in XML, and what each of its members is."""

    many: str
    one: str


SERVICES = Names("services", "service")
REQUESTS = Names("service_requests", "request")
ERRORS = Names("errors", "error")
ENDPOINTS = Names("endpoints", "endpoint")
FORMATS = Names("formats", "format")
ATTRIBUTES = Names("attributes", "attribute")

_LISTS = {names.many: names for names in (SERVICES, REQUESTS, ERRORS, ENDPOINTS, FORMATS, ATTRIBUTES)}


def wants_json(asked: Request) -> bool:
    """Say whether a request asks for JSON, by the ending of its address or else by what it accepts; XML is usual."""
    if asked.path.endswith((".json", ".xml")):
        return asked.path.endswith(".json")
    return asked.accept_mimetypes.best_match(["text/xml", "application/xml", "application/json"]) == "application/json"


def listed(asked: Request, names: Names, members: Sequence[dict[str, Any]], *, status: int = 200) -> Response:
    """Answer with a list; in JSON it is a bare list, as the specification has it."""
    if wants_json(asked):
        return _json(members, status)
    root = ET.Element(names.many)
    for member in members:
        _fill(ET.SubElement(root, names.one), member)
    return _xml(root, status)


def single(asked: Request, name: str, document: dict[str, Any]) -> Response:
    """Answer with one thing."""
    if wants_json(asked):
        return _json(document, 200)
    root = ET.Element(name)
    _fill(root, document)
    return _xml(root, 200)


def refusal(asked: Request, status: int, descriptions: Sequence[str]) -> Response:
    """Answer with what was wrong, one entry for each fault."""
    errors = [{"code": status, "description": description} for description in descriptions]
    return listed(asked, ERRORS, errors, status=status)


def _json(document: Any, status: int) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), status=status, content_type=JSON)


def _xml(root: ET.Element, status: int) -> Response:
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, status=status, content_type=XML)


def _fill(element: ET.Element, members: dict[str, Any]) -> None:
    for name, value in members.items():
        child = ET.SubElement(element, name)
        if isinstance(value, list):
            for member in value:
                inner = ET.SubElement(child, _LISTS[name].one)
                if isinstance(member, dict):
                    _fill(inner, member)
                else:
                    inner.text = _text(member)
        else:
            child.text = _text(value)


def _text(value: Any) -> str | None:
    """Write a value as XML has it; what XML cannot hold is left out."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else _NOT_IN_XML.sub("", str(value))
