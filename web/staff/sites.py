"""List every site with its readiness and its rank, and give it as a file."""

import datetime as dt

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from geo_ij.maps import words
from geo_ij.maps.content import day_in_words
from geo_ij.services.import_sites import export_sites
from geo_ij.vocabulary import PermissionStatus, RiskAssessmentStatus, SiteStatus, from_text, label
from web.rows import Row, rows_of
from web.sessions import staff_database
from web.staff.answers import FORMATS, FORMATS_IN_WORDS, download
from web.staff.map import staff_map

blueprint = Blueprint("staff_sites", __name__)


@blueprint.get("/staff/sites")
def sites() -> str:
    """Show every site, the most needed first; `status` in the query string keeps one status."""
    status = _status(request.args.get("status", ""))
    shown = staff_map()
    every = [] if shown is None or shown.content.sites is None else rows_of(shown.content.sites)
    found = [row for row in every if status is None or row["status"] == status]
    today = dt.datetime.now(dt.UTC).date()
    return render_template(
        "staff/sites.html",
        synthetic=shown is not None and shown.content.synthetic,
        sites=sorted(found, key=lambda row: (row.get("rank") is None, row.get("rank") or 0)),
        every=len(every),
        places={} if shown is None else shown.places,
        permission=lambda row: permission_in_words(row, today=today),
        assessment=lambda row: assessment_in_words(row, today=today),
        status=status,
        statuses=[(value.value, label(value)) for value in SiteStatus],
    )


@blueprint.get("/staff/sites.<ending>")
def sites_file(ending: str) -> Response:
    """Give the whole list as CSV, XLSX or GeoJSON, in the columns that `geo-ij import sites` reads."""
    if ending not in FORMATS:
        raise NotFound(f"Sites are given as {FORMATS_IN_WORDS}.")
    database = staff_database()
    return download(lambda path: export_sites(database, path), name=f"sites.{ending}")


def permission_in_words(row: Row, *, today: dt.date) -> str:
    """Say where the landowner's permission stands on a day; its last day still counts."""
    said = words.sentence(row["permission_status"].replace("_", " "))
    until = row["permission_until"]
    if until is None:
        return said
    if dt.date.fromisoformat(until) >= today:
        return f"{said} until {day_in_words(until)}"
    but = "but " if row["permission_status"] == PermissionStatus.GRANTED else ""
    return f"{said}, {but}ran out on {day_in_words(until)}"


def assessment_in_words(row: Row, *, today: dt.date) -> str:
    """Say where the risk assessment stands on a day; it still counts on the day that its review is due."""
    said = words.sentence(row["risk_assessment_status"].replace("_", " "))
    due = row["risk_assessment_review_due"]
    if due is None:
        return said
    over = row["risk_assessment_status"] == RiskAssessmentStatus.APPROVED and dt.date.fromisoformat(due) < today
    return f"{said}, {'but review overdue since' if over else 'review due'} {day_in_words(due)}"


def _status(text: str) -> SiteStatus | None:
    found = from_text(SiteStatus, text)
    if text.strip() and found is None:
        raise BadRequest(f"There is no status “{text[:60]}”. Choose one from the list on the page.")
    return found
