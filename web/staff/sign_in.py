"""Let people sign in with a name and a password, then with a code from their phone, and sign out again."""

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from geo_ij.errors import InputError
from geo_ij.services.demonstration_accounts import PASSWORD, demonstration_accounts
from geo_ij.services.sign_in import any_account, check_code, check_password
from web.access import safe_next
from web.context import public_parts, staff_parts
from web.sessions import leave_here, sign_in_here, sign_out_here, signed_in, staff_database

REFUSED = 422
"""The status of a form that comes back with what is wrong with it."""

HALF_SIGNED_IN_S = 300.0
"""For how long a right password waits for its code."""

STILL_SIGNED_IN = (
    "You are signed out of this service, and are still signed in to your work account. On a computer that others use, "
    "sign out of that as well."
)

_HALF = "half_signed_in"

blueprint = Blueprint("staff_sign_in", __name__)


@blueprint.route("/staff/sign-in", methods=["GET", "POST"])
def sign_in() -> Response | tuple[str, int]:
    """Ask for a name and a password, and take them."""
    wanted = safe_next(request.values.get("next", ""))
    if request.method != "POST":
        return redirect(wanted) if signed_in() else (sign_in_page(wanted), 200)
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        settings = staff_parts().wiring.settings
        account = check_password(staff_database(), name, password, settings=settings)
    except InputError as error:
        return sign_in_page(wanted, name=name, faults=error.fields), REFUSED
    if account.has_second_factor:
        leave_here()
        session[_HALF] = {"account": account.account_id, "at": _now(), "next": wanted}
        return redirect(url_for("staff_sign_in.code"), code=303)
    sign_in_here(account.account_id, how="password")
    return redirect(wanted, code=303)


@blueprint.route("/staff/sign-in/code", methods=["GET", "POST"])
def code() -> Response | tuple[str, int]:
    """Ask for the code of the second factor, and take it."""
    half = session.get(_HALF)
    if half is None or _now() - float(half["at"]) > HALF_SIGNED_IN_S:
        session.pop(_HALF, None)
        return redirect(url_for("staff_sign_in.sign_in"))
    if request.method != "POST":
        return render_template("staff/sign_in_code.html", faults={}, synthetic=_is_synthetic()), 200
    try:
        check_code(staff_database(), int(half["account"]), request.form.get("code", ""))
    except InputError as error:
        return render_template("staff/sign_in_code.html", faults=error.fields, synthetic=_is_synthetic()), REFUSED
    sign_in_here(int(half["account"]), how="password and code")
    return redirect(safe_next(str(half["next"])), code=303)


@blueprint.post("/staff/sign-out")
def sign_out() -> Response:
    """Sign out of this browser, and say what that does not end."""
    who = signed_in()
    sign_out_here()
    if who is not None and not who.account.has_password:
        flash(STILL_SIGNED_IN)
    else:
        flash("You are signed out.")
    response = redirect(url_for("staff_sign_in.sign_in"), code=303)
    # What browsers kept in spite of everything. Not "cookies": those of the whole organisation's name would go.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def sign_in_page(wanted: str, *, name: str = "", faults: dict[str, str] | None = None) -> str:
    """Show the sign-in page, which leads to the page `wanted` afterwards, with what was wrong."""
    parts = staff_parts()
    shown = demonstration_accounts(parts.wiring.database, settings=parts.wiring.settings)
    return render_template(
        "staff/sign_in.html",
        next=wanted,
        name=name,
        faults=faults or {},
        demonstration=shown,
        demonstration_password=PASSWORD if shown else None,
        work_account=bool(parts.wiring.settings.oidc_issuer),
        no_accounts=not any_account(parts.wiring.database),
        synthetic=_is_synthetic(),
    )


def _now() -> float:
    return dt.datetime.now(dt.UTC).timestamp()


def _is_synthetic() -> bool:
    return public_parts().publications.current().synthetic
