"""Let moderators read the e-mails that nobody could take as reports, and make reports of them or set them aside."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from geo_ij.errors import InputError, NotFoundError
from geo_ij.services.unread_mail import mail_message, report_from_mail, set_aside_mail, unread_mail
from geo_ij.vocabulary import Issue, from_text, label
from web.context import public_parts, staff_parts
from web.sessions import staff_database
from web.staff.reports import is_synthetic

_REFUSED = 422
"""The status of a form that comes back with what is wrong with it."""

blueprint = Blueprint("staff_report_mail", __name__)


@blueprint.get("/staff/reports/mail")
def mail() -> str:
    """List the e-mails that wait for somebody, the oldest first."""
    return render_template("staff/report_mail.html", messages=unread_mail(staff_database()), synthetic=is_synthetic())


@blueprint.route("/staff/reports/mail/<key>", methods=["GET", "POST"])
def message(key: str) -> Response | tuple[str, int]:
    """Show one of them; take the report that a moderator makes of it."""
    _check(key)
    if request.method != "POST":
        return _shown(key), 200
    known = [from_text(Issue, text) for text in request.form.getlist("issues")]
    try:
        receipt = report_from_mail(
            staff_database(),
            key,
            issues=[issue for issue in Issue if issue in known],
            description=request.form.get("description", ""),
            place_text=request.form.get("place", ""),
            settings=staff_parts().wiring.settings,
            ground=public_parts().reporting.ground(),
        )
    except InputError as error:
        return _shown(key, faults=error.fields), _REFUSED
    flash(f"The e-mail became report {receipt.reference}.")
    return redirect(url_for("staff_reports.report", reference=receipt.reference), code=303)


@blueprint.post("/staff/reports/mail/<key>/set-aside")
def set_aside(key: str) -> Response | tuple[str, int]:
    """Take the decision that one of them is no report."""
    _check(key)
    try:
        set_aside_mail(staff_database(), key, reason=request.form.get("reason", ""))
    except InputError as error:
        return _shown(key, faults=error.fields), _REFUSED
    flash("The e-mail was set aside, and deleted.")
    return redirect(url_for("staff_report_mail.mail"), code=303)


def _check(key: str) -> None:
    if not key.isalnum():
        raise NotFoundError("There is no such e-mail waiting. Look for it in the list")


def _shown(key: str, *, faults: Mapping[str, str] | None = None) -> str:
    found = mail_message(staff_database(), key)
    return render_template(
        "staff/report_mail_message.html",
        message=found,
        faults=faults or {},
        typed=request.form,
        chosen=request.form.getlist("issues"),
        issues=[(one.value, label(one)) for one in Issue],
        synthetic=is_synthetic(),
    )
