"""Say where a report stands to whoever has its reference, take the answer to a question, and take a report back."""

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from geo_ij.errors import InputError, NotFoundError
from web.context import public_parts

blueprint = Blueprint("report_status", __name__)


@blueprint.get("/report/find")
def find() -> AnyResponse:
    """Go to the report whose reference was typed."""
    typed = request.args.get("reference", "").strip()
    if not typed:
        return _page("not_found", status=422, typed="", faults={"reference": "Enter the reference of your report"})
    return redirect(url_for("report_status.status", ref=typed), code=303)


@blueprint.get("/report/<path:ref>")
def status(ref: str) -> AnyResponse:
    """Say where a report stands."""
    try:
        found = public_parts().reporting.status(ref)
    except NotFoundError as error:
        return _page("not_found", status=404, typed=ref, said=" ".join(error.faults))
    if found.reference != ref:
        return redirect(url_for("report_status.status", ref=found.reference), code=303)
    return _page("status", report=found, done=request.args.get("done", ""))


@blueprint.post("/report/<path:ref>")
def answer(ref: str) -> AnyResponse:
    """Take in the answer to a question."""
    text = request.form.get("answer", "")
    try:
        public_parts().reporting.answer(ref, text)
    except InputError as error:
        found = public_parts().reporting.status(ref)
        return _page("status", status=422, report=found, typed=text, faults=error.fields)
    return redirect(url_for("report_status.status", ref=ref, done="answered"), code=303)


@blueprint.get("/report/<path:ref>/withdraw")
def withdraw(ref: str) -> AnyResponse:
    """Ask whether a report shall be taken back."""
    found = public_parts().reporting.status(ref)
    if not found.can_be_withdrawn:
        return redirect(url_for("report_status.status", ref=found.reference), code=303)
    return _page("withdraw", report=found)


@blueprint.post("/report/<path:ref>/withdraw")
def take_back(ref: str) -> AnyResponse:
    """Take a report back."""
    try:
        public_parts().reporting.withdraw(ref)
    except InputError as error:
        return _page("status", status=422, report=public_parts().reporting.status(ref), faults=error.fields)
    return redirect(url_for("report_status.status", ref=ref, done="withdrawn"), code=303)


def _page(
    name: str, *, status: int = 200, faults: Mapping[str, str] | None = None, typed: str = "", **parts: object
) -> Response:
    """Answer with a page that nobody keeps and no search engine lists: only who has the reference is to read it."""
    page = render_template(
        f"public/report/{name}.html",
        synthetic=public_parts().publications.current().synthetic,
        faults=faults or {},
        typed=typed,
        **parts,
    )
    response = Response(page, status=status, content_type="text/html; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
