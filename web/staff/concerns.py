"""Let officers nominate areas of concern: the residents' questions, in a stream of their own."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geo_ij.access.permissions import Permission
from geo_ij.errors import InputError
from geo_ij.geocode.location import Candidate
from geo_ij.projection import to_degrees
from geo_ij.services.nominate_concern import is_certain, nominate_concern
from geo_ij.services.receive_reports import Receipt
from geo_ij.services.report_ground import Ground
from geo_ij.sources.record_cells import as_number
from geo_ij.sources.sent_report import GivenPoint, SentReport
from geo_ij.vocabulary import Activity, HowOften, Issue, LocationStatus, Member, ReportStatus, from_text, label
from web.context import public_parts, staff_parts
from web.sessions import current_actor, staff_database
from web.staff.reports import is_synthetic

UNKNOWN = "none"
"""The choice that none of the places is the right one: somebody else looks at it."""

_REFUSED = 422
"""The status of a form that comes back with what is wrong with it, or with a question."""

_DEVICE_M = 100.0
"""How far off a device's position may be, in metres, where it does not say."""

blueprint = Blueprint("staff_concerns", __name__)


@blueprint.route("/staff/reports/concern", methods=["GET", "POST"])
def concern() -> Response | tuple[str, int]:
    """Show the form, ask which place is meant where the words name several, and take it."""
    if request.method != "POST":
        return _shown(), 200
    ground, settings = public_parts().reporting.ground(), staff_parts().wiring.settings
    sent = _typed()
    try:
        sent, choices = _placed(sent, ground)
        if choices:
            return _shown(choices=choices), _REFUSED
        receipt = nominate_concern(staff_database(), sent, settings=settings, ground=ground)
    except InputError as error:
        return _shown(faults=error.fields), _REFUSED
    return _onwards(receipt)


def _onwards(receipt: Receipt) -> Response:
    where = receipt.location.best.name if receipt.location.best is not None else "a place that is not known yet"
    then = "It counts from now on." if receipt.status is ReportStatus.ACCEPTED else "A moderator looks at it."
    flash(f"Your area of concern at {where} was kept as {receipt.reference}. {then}")
    if current_actor().may(Permission.SEE_REPORTS):
        return redirect(url_for("staff_reports.report", reference=receipt.reference), code=303)
    return redirect(url_for("staff_concerns.concern"), code=303)


def _placed(sent: SentReport, ground: Ground) -> tuple[SentReport, Sequence[Candidate]]:
    """Put the place that was chosen into the report, or give those to choose from where nobody has been asked yet."""
    if sent.point is not None or not sent.place_text.strip():
        return sent, ()
    location = ground.locate(sent.place_text)
    if is_certain(location) or location.status is LocationStatus.OUTSIDE_AREA:
        return sent, ()
    places = (*(() if location.best is None else (location.best,)), *location.alternatives)
    if not places or "which" not in request.form or _other_words():
        return sent, places
    number = _number(request.form["which"])
    if request.form["which"] == UNKNOWN:
        return sent, ()
    if number is None or not 1 <= number <= len(places):
        raise InputError({"place": "Select which place you mean, or that it is none of these"})
    chosen = places[int(number) - 1]
    longitude, latitude = to_degrees(chosen.easting, chosen.northing)
    point = GivenPoint(float(longitude), float(latitude), chosen.uncertainty_m, chosen.name)
    return replace(sent, point=point), ()


def _other_words() -> bool:
    """Say whether the place was typed anew after its choices were shown."""
    return request.form.get("asked", "") != request.form.get("place", "")


def _typed() -> SentReport:
    longitude, latitude = _number(request.form.get("longitude", "")), _number(request.form.get("latitude", ""))
    accuracy = _number(request.form.get("accuracy", "")) or _DEVICE_M
    return SentReport(
        issues=tuple(_members(Issue, "issues")),
        description=request.form.get("description", ""),
        place_text=request.form.get("place", ""),
        point=None if longitude is None or latitude is None else GivenPoint(longitude, latitude, accuracy),
        how_often=from_text(HowOften, request.form.get("how_often", "")) or HowOften.NOT_SAID,
        activities=tuple(_members(Activity, "activities")),
        activity_text=request.form.get("activity_text", ""),
    )


def _shown(*, faults: dict[str, str] | None = None, choices: Sequence[Candidate] = ()) -> str:
    return render_template(
        "staff/concern_form.html",
        faults={"which": "Select which place you mean"} if choices else faults or {},
        choices=choices,
        typed=request.form,
        chosen={name: request.form.getlist(name) for name in ("issues", "activities")},
        issues=[(one.value, label(one)) for one in Issue],
        activities=[(one.value, label(one)) for one in Activity],
        frequencies=[(one.value, label(one)) for one in HowOften],
        unknown=UNKNOWN,
        example=public_parts().reporting.drafts.example(),
        synthetic=is_synthetic(),
    )


def _members(kind: type[Member], name: str) -> list[Member]:
    found = [from_text(kind, text) for text in request.form.getlist(name)]
    return list(dict.fromkeys(one for one in found if one is not None))


def _number(text: str) -> float | None:
    return as_number(text.strip()) if len(text) <= 20 else None
