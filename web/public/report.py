"""Say what can be reported and what is for the police, and begin a report."""

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from web.context import public_parts
from web.public.answers import page
from web.public.report_steps import STEPS

blueprint = Blueprint("report", __name__)


@blueprint.get("/report")
def report() -> Response:
    """Say what is not for this form, and lead to it."""
    return page(("report",), lambda published: render_template("public/report.html", synthetic=published.synthetic))


@blueprint.post("/report")
def begin() -> AnyResponse:
    """Begin a report, and lead to its first page."""
    key = public_parts().reporting.drafts.begin()
    return redirect(url_for(next(iter(STEPS.values())), key=key), 303)
