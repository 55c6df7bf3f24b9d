"""Let other programs send reports and read the accepted ones, by Open311 GeoReport v2.

A report that is sent waits for a moderator, so what is answered is a token. The id by which others read it comes later,
is not that token, and leads to what is public alone: the street, the month, and words that a moderator allowed.
"""

import datetime as dt
import math
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request, url_for

from geo_ij.disclosure.reports import PublicReport
from geo_ij.errors import InputError, NotFoundError
from geo_ij.projection import to_degrees
from geo_ij.sources.sent_report import Contact, GivenPoint, SentReport
from geo_ij.vocabulary import Issue, ReportSource, label
from web.context import public_parts
from web.open311_answers import REQUESTS, SERVICES, listed, refusal, single
from web.public.open311_services import CHANGESET, service_of
from web.public.open311_window import Window, window_of

MOST_REQUESTS = 1_000
MOST_IDS = 200

LATEST = ("open", "closed")

POINT_UNCERTAINTY_M = 30.0
"""How far off the point of another program may be, which says nothing about it: what a telephone knows at best."""

LONDON = ZoneInfo("Europe/London")
_ENDINGS = "<any(json, xml):ending>"

blueprint = Blueprint("open311", __name__)


@blueprint.get("/open311/discovery")
@blueprint.get(f"/open311/discovery.{_ENDINGS}")
def discovery(ending: str = "") -> Response:
    """Say where the interface is, in which formats, and how to come by a key."""
    del ending
    settings = public_parts().settings
    made_up = public_parts().publications.current().synthetic
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": _address("/open311/v2"),
        "changeset": CHANGESET,
        "type": "test" if made_up else "production",
        "formats": ["text/xml", "application/json"],
    }
    contact = settings.contact or f"Ask the team that runs {settings.service_name}."
    asked = f"Reading needs no key. To send reports, ask for one: {contact}"
    return single(
        request,
        "discovery",
        {"changeset": CHANGESET, "contact": contact, "key_service": asked, "endpoints": [endpoint]},
    )


@blueprint.get("/open311/v2/services")
@blueprint.get(f"/open311/v2/services.{_ENDINGS}")
def services(ending: str = "") -> Response:
    """List what can be reported."""
    del ending
    return listed(request, SERVICES, [service_of(issue) for issue in Issue])


@blueprint.get("/open311/v2/services/<code>")
@blueprint.get(f"/open311/v2/services/<code>.{_ENDINGS}")
def definition(code: str, ending: str = "") -> Response:
    """Define what is asked besides of one kind of issue: nothing."""
    del ending
    if code not in set(Issue):
        return _unknown_service(code)
    return single(request, "service_definition", {"service_code": code, "attributes": []})


@blueprint.get("/open311/v2/requests")
@blueprint.get(f"/open311/v2/requests.{_ENDINGS}")
def requests(ending: str = "") -> Response:
    """List accepted reports, the newest month first."""
    del ending
    asked = request.args
    if asked.get("service_request_id"):
        ids = _parts("service_request_id")[:MOST_IDS]
        return _requests(public_parts().reporting.public_reports(ids=ids))
    codes, statuses, faults = _parts("service_code"), _parts("status"), []
    faults += [f"{one} is no status: ask for open or closed." for one in statuses if one not in LATEST]
    window = window_of(asked.get("start_date", ""), asked.get("end_date", ""), today=dt.datetime.now(LONDON))
    faults += window.faults
    page, size = _number("page", 1, faults), min(MOST_REQUESTS, _number("page_size", MOST_REQUESTS, faults))
    if faults:
        return refusal(request, 400, faults)
    if unknown := [code for code in codes if code not in set(Issue)]:
        return _unknown_service(unknown[0])
    return _requests(_found(window, statuses=statuses, codes=codes, first=(page - 1) * size, most=size))


@blueprint.get("/open311/v2/requests/<request_id>")
@blueprint.get(f"/open311/v2/requests/<request_id>.{_ENDINGS}")
def one_request(request_id: str, ending: str = "") -> Response:
    """Give one accepted report."""
    del ending
    found = public_parts().reporting.public_reports(ids=[request_id])
    if not found:
        return refusal(request, 404, [f"service_request_id {request_id} was not found."])
    return _requests(found)


@blueprint.get("/open311/v2/tokens/<token>")
@blueprint.get(f"/open311/v2/tokens/<token>.{_ENDINGS}")
def token(token: str, ending: str = "") -> Response:
    """Give the id of a report that was sent here; there is none until it is accepted."""
    del ending
    try:
        public_id = public_parts().reporting.public_id_of_token(token)
    except NotFoundError:
        return refusal(request, 404, [f"token {token} was not found."])
    return listed(request, REQUESTS, [{"service_request_id": public_id, "token": token}])


@blueprint.post("/open311/v2/requests")
@blueprint.post(f"/open311/v2/requests.{_ENDINGS}")
def send(ending: str = "") -> Response:
    """Take a report in from a program that has a key."""
    del ending
    reporting, form = public_parts().reporting, request.form
    if reporting.holder_of(form.get("api_key", "")) is None:
        missing = "api_key is not known here, or was disabled." if form.get("api_key") else "api_key was not provided."
        return refusal(request, 403, [missing])
    code = form.get("service_code", "").strip()
    if not code:
        return refusal(request, 400, ["service_code was not provided."])
    if code not in set(Issue):
        return _unknown_service(code)
    faults: list[str] = []
    sent = _sent(Issue(code), faults)
    if sent is None or faults:
        return refusal(request, 400, faults)
    try:
        receipt = reporting.submit(sent)
    except InputError as error:
        return refusal(request, 400, [f"{_FIELDS.get(name, name)}: {said}." for name, said in error.fields.items()])
    notice = " ".join(_notices(bool(receipt.alarms)))
    return listed(request, REQUESTS, [{"token": receipt.reference, "service_notice": notice, "account_id": None}])


_FIELDS = {
    "place": "address_string",
    "issues": "service_code",
    "contact_email": "email",
    "contact_phone": "phone",
    "contact_name": "first_name",
}
"""What this interface calls a field of a report."""


def _sent(issue: Issue, faults: list[str]) -> SentReport | None:
    """Read the report that a form holds; what is wrong with it is added to `faults`."""
    form = request.form
    words = form.get("address_string", "").strip()
    has_point = bool(form.get("lat") or form.get("long"))
    if not has_point and not words:
        only_id = " An address_id means nothing here." if form.get("address_id") else ""
        faults.append(f"A location was not provided: send lat and long, or address_string.{only_id}")
        return None
    point = _point(faults) if has_point else None
    name = " ".join(part for part in (form.get("first_name", "").strip(), form.get("last_name", "").strip()) if part)
    return SentReport(
        issues=(issue,),
        description=form.get("description", ""),
        place_text=words,
        point=point,
        contact=Contact(name=name, email=form.get("email"), phone=form.get("phone")),
        source=ReportSource.OPEN311,
    )


def _point(faults: list[str]) -> GivenPoint | None:
    read = {}
    for name, most in (("lat", 90.0), ("long", 180.0)):
        try:
            read[name] = float(request.form.get(name, ""))
        except ValueError:
            read[name] = math.nan
        if not abs(read[name]) <= most:
            faults.append(f"{name} must be a number of degrees (WGS84); lat and long are sent together.")
    return None if faults else GivenPoint(read["long"], read["lat"], POINT_UNCERTAINTY_M)


def _notices(is_alarming: bool) -> list[str]:
    notices = ["A person reads every report. Ask for the token to learn its id once it is accepted."]
    if is_alarming:
        notices.insert(0, "If somebody is in danger or a crime is happening now, call 999; otherwise 101.")
    if request.form.get("media_url"):
        notices.append("media_url was not fetched: photographs can be sent by the form of this service.")
    return notices


def _found(window: Window, *, statuses: list[str], codes: list[str], first: int, most: int) -> list[PublicReport]:
    is_open = None if len(set(statuses)) != 1 else statuses[0] == "open"
    find = partial(public_parts().reporting.public_reports, since=window.since, until=window.until, is_open=is_open)
    if len(codes) < 2:
        return find(issue=Issue(codes[0]) if codes else None, first=first, most=most)
    return [one for one in find() if not set(codes).isdisjoint(one.issues)][first : first + most]


def _requests(reports: list[PublicReport]) -> Response:
    return listed(request, REQUESTS, [_written(one) for one in reports])


def _written(report: PublicReport) -> dict[str, Any]:
    """Write a public report as the specification has it; what is not public is null."""
    longitude, latitude = (round(float(value), 6) for value in to_degrees(report.easting, report.northing))
    issue = report.issues[0]
    began = dt.datetime.fromisoformat(f"{report.month}-01").replace(tzinfo=LONDON)
    picture = (
        url_for("report_photographs.photograph", photograph_id=report.photographs[0]) if report.photographs else None
    )
    others = ", ".join(label(one) for one in report.issues[1:])
    return {
        "service_request_id": report.public_id,
        "status": "open" if report.is_open else "closed",
        "status_notes": report.status,
        "service_name": label(issue),
        "service_code": issue.value,
        "description": report.text or (f"Also: {others}" if others else None),
        "agency_responsible": public_parts().settings.force_name,
        "service_notice": None,
        "requested_datetime": began.isoformat(),
        "updated_datetime": None,
        "expected_datetime": None,
        "address": report.place or None,
        "address_id": None,
        "zipcode": None,
        "lat": latitude,
        "long": longitude,
        "media_url": None if picture is None else _address(picture),
    }


def _address(path: str) -> str:
    return (public_parts().settings.public_url or request.host_url).rstrip("/") + path


def _parts(name: str) -> list[str]:
    """Read values that may be given more than once or with commas between them."""
    values = (part.strip() for value in request.args.getlist(name) for part in value.split(","))
    return list(dict.fromkeys(value for value in values if value))


def _number(name: str, default: int, faults: list[str]) -> int:
    text = request.args.get(name, "")
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) <= 6 and int(text):
        return int(text)
    faults.append(f"{name} must be a whole number from 1.")
    return default


def _unknown_service(code: str) -> Response:
    return refusal(request, 404, [f"service_code {code} was not found."])
