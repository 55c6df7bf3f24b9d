"""Say how a problem can be reported, and answer for the references of reports."""

from flask import Blueprint, Response, render_template
from werkzeug.exceptions import NotFound

from web.public.answers import page

NO_REPORT = "No report has this reference. Check it against the message that gave it to you."

blueprint = Blueprint("report", __name__)


@blueprint.get("/report")
def report() -> Response:
    """Say what is not for this page, and that reports cannot be sent here."""
    return page(("report",), lambda published: render_template("public/report.html", synthetic=published.synthetic))


@blueprint.get("/report/<path:ref>")
def report_status(ref: str) -> Response:
    """Say where a report stands; none is kept, so none has this reference."""
    raise NotFound(NO_REPORT)
