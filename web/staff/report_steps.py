"""Take what moderators decide about a report, one form for each step, and lead on to the next that waits."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from geo_ij.errors import InputError
from geo_ij.projection import to_metres
from geo_ij.services import moderate_reports as moderate
from geo_ij.services.locate_report import locate_report
from geo_ij.services.merge_reports import merge_report, reopen_report
from geo_ij.services.refer_reports import refer_to_council
from geo_ij.services.report_queue import next_waiting
from geo_ij.services.report_steps import Taken
from geo_ij.services.staff_report import report_for_staff
from geo_ij.settings import Settings
from geo_ij.sources.record_cells import as_number
from geo_ij.store.database import Database
from web.context import public_parts, staff_parts
from web.sessions import staff_database
from web.staff.report_filters import asked
from web.staff.reports import report_page

_REFUSED = 422
"""The status of a form that comes back with what is wrong with it."""

_ANOTHER = "another"
"""The choice that none of the reports near by is meant, but the one whose reference is typed."""

_LONGEST_NUMBER, _LARGEST_NUMBER = 20, 1e6

blueprint = Blueprint("staff_report_steps", __name__)


class Form(NamedTuple):
    """What came with a form: which report, as it was when its page was made, and the fields."""

    database: Database
    settings: Settings
    reference: str
    version: int
    fields: MultiDict[str, str]

    def text(self, name: str) -> str:
        """Give a field; empty where it was not sent."""
        return self.fields.get(name, "")


class Decision(NamedTuple):
    """What a form does, what is said when it is done, and whether the next report that waits comes then."""

    take: Callable[[Form], Taken]
    said: str
    leads_on: bool = False


def _accept(form: Form) -> Taken:
    text = form.text("public_text")
    if form.text("as_it_is"):
        one = report_for_staff(form.database, form.reference)
        if not one.can_accept:
            raise InputError({"version": "Look at this report before you accept it: it cannot be accepted as it is"})
        text = one.says
    return moderate.accept_report(
        form.database, form.reference, version=form.version, public_text=text, settings=form.settings
    )


def _ask(form: Form) -> Taken:
    return moderate.ask_reporter(
        form.database, form.reference, version=form.version, question=form.text("question"), settings=form.settings
    )


def _join(form: Form) -> Taken:
    near = form.text("near")
    into = near if near and near != _ANOTHER else form.text("into")
    return merge_report(form.database, form.reference, version=form.version, into=into, settings=form.settings)


def _council(form: Form) -> Taken:
    return refer_to_council(
        form.database,
        form.reference,
        version=form.version,
        settings=form.settings,
        note=form.text("council_note"),
        public_text=form.fields.get("public_text"),
    )


def _police(form: Form) -> Taken:
    return moderate.refer_to_police_channel(form.database, form.reference, version=form.version, settings=form.settings)


def _not_suitable(form: Form) -> Taken:
    return moderate.not_suitable(
        form.database, form.reference, version=form.version, reason=form.text("reason"), settings=form.settings
    )


def _reply(form: Form) -> Taken:
    return moderate.reply(
        form.database, form.reference, version=form.version, message=form.text("message"), settings=form.settings
    )


def _close(form: Form) -> Taken:
    return moderate.close_report(
        form.database,
        form.reference,
        version=form.version,
        message=form.text("closing_message"),
        settings=form.settings,
    )


def _where(form: Form) -> Taken:
    """Take one of the choices, a point in degrees that was found or typed, or that the words name no place."""
    point, faults = None, {}
    if found := form.text("at"):
        typed = dict(zip(_POINT, found.split(), strict=False))
    else:
        typed = {name: form.text(name) for name in _POINT}
    if found or form.text("how") == "point":
        degrees = [_number(typed.get(name, "")) for name in ("longitude", "latitude")]
        for name, value in zip(("longitude", "latitude"), degrees, strict=True):
            if value is None:
                faults[name] = f"Enter the {name} in degrees, for example {_EXAMPLES[name]}"
        if faults:
            raise InputError(faults)
        longitude, latitude = (value or 0.0 for value in degrees)
        easting, northing = to_metres(longitude, latitude)
        point = (round(float(easting), 1), round(float(northing), 1))
    choice = _number(form.text("choice"))
    reach = _number(typed.get("uncertainty_m", "")) if point is not None else None
    return locate_report(
        form.database,
        form.reference,
        version=form.version,
        ground=public_parts().reporting.ground(),
        choice=None if choice is None else int(choice),
        point=point,
        not_a_place=form.text("how") == "no place",
        uncertainty_m=reach,
        remember=bool(form.text("remember")),
    )


DECISIONS = {
    "review": Decision(
        lambda form: moderate.start_review(form.database, form.reference, version=form.version),
        "Others see that you are looking at it.",
    ),
    "accept": Decision(_accept, "Accepted.", leads_on=True),
    "ask": Decision(_ask, "Your question was kept.", leads_on=True),
    "join": Decision(_join, "Joined.", leads_on=True),
    "text": Decision(
        lambda form: moderate.redact_text(
            form.database, form.reference, version=form.version, public_text=form.text("public_text")
        ),
        "What others read was changed.",
    ),
    "council": Decision(_council, "Sent to the council.", leads_on=True),
    "police": Decision(_police, "Marked as one for the police.", leads_on=True),
    "not-suitable": Decision(_not_suitable, "Marked as not for this scheme.", leads_on=True),
    "reply": Decision(_reply, "Your message was kept."),
    "note": Decision(
        lambda form: moderate.note(form.database, form.reference, version=form.version, text=form.text("note")),
        "Noted.",
    ),
    "planned": Decision(
        lambda form: moderate.plan_work(form.database, form.reference, version=form.version, settings=form.settings),
        "Marked: work is planned.",
    ),
    "close": Decision(_close, "Closed."),
    "reopen": Decision(
        lambda form: reopen_report(form.database, form.reference, version=form.version), "Opened again."
    ),
    "issues": Decision(
        lambda form: moderate.change_issues(
            form.database, form.reference, version=form.version, issues=form.fields.getlist("issues")
        ),
        "The issue was changed.",
    ),
    "where": Decision(_where, "The place was kept."),
}
"""What can be decided, by the last part of the address that its form is sent to."""

_POINT = ("longitude", "latitude", "uncertainty_m")
"""What says a point; one that was looked for comes as the three in one value, each by a space."""

_EXAMPLES = {"longitude": "-0.7219", "latitude": "52.4010"}

_TO_WRITE = frozenset({"ask", "reply"})
"""Decisions that somebody is written to by: it is said whether a letter goes."""


@blueprint.post("/staff/reports/<reference>/<step>")
def take(reference: str, step: str) -> Response | tuple[str, int]:
    """Take a decision; then go on to the next report that waits, back to the list, or stay."""
    decision = DECISIONS.get(step)
    if decision is None:
        raise NotFound("Nothing of that name can be done with a report.")
    database, settings = staff_database(), staff_parts().wiring.settings
    version = _number(request.form.get("version", ""))
    form = Form(database, settings, reference, int(version or 0), request.form)
    try:
        taken = decision.take(form)
    except InputError as error:
        page = report_page(reference, faults=_on_the_page(error.fields), typed=request.form)
        return page, _REFUSED
    return _onwards(database, taken, decision, said=_said(step, decision, taken))


def _onwards(database: Database, taken: Taken, decision: Decision, *, said: str) -> Response:
    wanted = asked()
    following, left = next_waiting(database, wanted.wanted, after=taken.report, unsure=wanted.unsure)
    if request.form.get("back") == "list":
        flash(said if not decision.leads_on else f"{said} {_left(left)}")
        return redirect(url_for("staff_reports.reports", **wanted.choices), code=303)
    if not decision.leads_on:
        flash(said)
        here = url_for("staff_reports.report", reference=taken.report.reference, **wanted.choices)
        return redirect(here, code=303)
    flash(f"{said} {_left(left)}")
    if following is None:
        return redirect(url_for("staff_reports.reports", **wanted.choices), code=303)
    return redirect(url_for("staff_reports.report", reference=following, **wanted.choices), code=303)


def _said(step: str, decision: Decision, taken: Taken) -> str:
    if step not in _TO_WRITE:
        return decision.said
    way = "It goes out by e-mail, too." if taken.letter_waits else "They left no e-mail address."
    return f"{decision.said} Whoever reported reads it on the page of their report. {way}"


def _left(number: int) -> str:
    return f"{number} left." if number else "Nothing is left to decide."


def _on_the_page(faults: dict[str, str]) -> dict[str, str]:
    """Lead each fault to what is on the page: those of a place to where it is chosen."""
    return {_FIELDS.get(name, name): said for name, said in faults.items()}


_FIELDS = {"choice": "where", "point": "where", "remember": "where"}


def _number(text: str) -> float | None:
    # Copied from a page, a minus sign is often the one that printers use.
    value = as_number(text.strip().replace("\u2212", "-")) if len(text) <= _LONGEST_NUMBER else None
    return None if value is None or not abs(value) < _LARGEST_NUMBER else value
