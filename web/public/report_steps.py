"""Lead through the report form: one thing on each page, back and on, with what was answered kept on the way."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as AnyResponse

from geo_ij.errors import LimitError, NotFoundError
from web.context import public_parts
from web.drafting import Answers, Draft, Drafting, Rejected, with_typed
from web.limits import come_back_in

STEPS: dict[str, str] = {
    "photograph": "report_pictures.photographs",
    "issue": "report_form.issue",
    "where": "report_where.where",
    "details": "report_form.details",
    "activities": "report_form.activities",
    "contact": "report_form.contact",
    "check": "report_form.check",
}
"""The pages of the form in their order, and their routes; those between two of them count with the first."""

DECOY = "homepage"
"""A field that no person sees: what fills it in is a program."""

FAULT = "fault"
"""In the query of an address: say what was wrong with the page as it was sent."""


def drafts() -> Drafting:
    """Give what writes drafts."""
    return public_parts().reporting.drafts


def draft_of(key: str) -> Draft:
    """Give a draft that is still being written; one that was sent leads to what became of it.

    Raises NotFoundError when there is none.
    """
    draft = drafts().read(key)
    if draft.sent is not None:
        abort(redirect(url_for("report_form.sent", key=key), 303))
    return draft


def keep(key: str, **changes: Any) -> Draft:
    """Keep answers of the page that was sent, and whether a program filled it in."""
    if request.form.get(DECOY):
        changes["is_decoy"] = True
    return drafts().change(key, **changes, rejected=Rejected())


def refuse(endpoint: str, key: str, *, faults: Mapping[str, str], **typed: Any) -> AnyResponse:
    """Lead back to a page that cannot be used as it was filled in, and keep what was typed until it is mended.

    A page that answered to the form itself would be a dead end for the browser's own way back.
    """
    drafts().change(key, rejected=Rejected(endpoint, dict(faults), typed))
    return redirect(url_for(endpoint, key=key, **({FAULT: "1"} | then())), 303)


def rejected(draft: Draft) -> Rejected:
    """Give what was wrong with the page that is asked for, where it was just sent; else nothing."""
    found = draft.answers.rejected
    return found if request.args.get(FAULT) and found.page == request.endpoint else Rejected()


def onwards(step: str, key: str) -> AnyResponse:
    """Lead to the page after a step, or back to the answers where somebody came from there."""
    names = list(STEPS)
    following = "check" if _returns() else names[names.index(step) + 1]
    return redirect(url_for(STEPS[following], key=key), 303)


def page(
    template: str,
    *,
    step: str,
    key: str,
    back: str | None = None,
    faults: Mapping[str, str] | None = None,
    **values: Any,
) -> Response:
    """Write a page of the form; with faults it answers 422. `back` is the address of the page before."""
    names = list(STEPS)
    number = names.index(step) + 1
    if back is None:
        before = url_for("report.report") if number == 1 else url_for(STEPS[names[number - 2]], key=key)
        back = url_for(STEPS["check"], key=key) if _returns() else before
    text = render_template(
        f"public/report/{template}.html",
        synthetic=public_parts().publications.current().synthetic,
        key=key,
        step=step,
        number=number,
        steps=len(names),
        back=back,
        faults=faults or {},
        decoy=DECOY,
        **values,
    )
    return Response(text, status=422 if faults else 200, content_type="text/html; charset=utf-8")


def then() -> dict[str, Any]:
    """Give what an address of the form must carry on so that the answers are shown next."""
    return {"then": "check"} if _returns() else {}


def answers_shown(draft: Draft) -> tuple[Answers, Mapping[str, str]]:
    """Give what a page is filled in with, and what is wrong with that."""
    wrong = rejected(draft)
    return with_typed(draft.answers, wrong.typed), wrong.faults


def one_of_a_form(name: str) -> Blueprint:
    """Make a blueprint for pages of the form: what it cannot do it says in the form's own words."""
    blueprint = Blueprint(name, __name__)
    blueprint.register_error_handler(NotFoundError, _gone)
    blueprint.register_error_handler(TooManyRequests, lambda error: _wait(error.description))
    blueprint.register_error_handler(LimitError, _wait_for_others)
    return blueprint


def _returns() -> bool:
    return request.args.get("then") == "check"


def _gone(error: NotFoundError) -> Response:
    return _say("gone", 404, said=str(error))


def _wait(said: str) -> Response:
    return _say("wait", 429, said=said, address=request.full_path.rstrip("?"))


def _wait_for_others(error: LimitError) -> Response:
    come_back_in(error.wait_s)
    return _wait(str(error))


def _say(template: str, status: int, **values: Any) -> Response:
    synthetic = public_parts().publications.current().synthetic
    text = render_template(f"public/report/{template}.html", synthetic=synthetic, **values)
    return Response(text, status=status, content_type="text/html; charset=utf-8")
