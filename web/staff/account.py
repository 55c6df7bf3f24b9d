"""Let people look after their own account: what it may do, its password, its second factor, where it is signed in."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.exceptions import Forbidden, Unauthorized
from werkzeug.wrappers import Response

from geo_ij.errors import InputError
from geo_ij.maps.words import plural
from geo_ij.services.confirmation import fault_of_own_password, why_not_own
from geo_ij.services.passwords import SHORTEST
from geo_ij.services.second_factor import (
    Enrolment,
    add_second_factor,
    enrolment,
    recovery_codes_left,
    remove_second_factor,
)
from geo_ij.services.sign_in import SignedIn, change_password, end_other_sessions
from web.context import public_parts, staff_parts
from web.sessions import renew_here, signed_in, staff_database

_REFUSED = 422
"""The status of a form that comes back with what is wrong with it."""

_WAITING = "second_factor_waiting"
"""Under which the secret waits in the browser's session for its first code; signing in or out empties the session."""

blueprint = Blueprint("staff_account", __name__)


@blueprint.get("/staff/account")
def account() -> str:
    """Show whoever is signed in what the service knows of them."""
    who, database = _who(), staff_database()
    return render_template(
        "staff/account.html",
        who=who,
        account=who.account,
        codes_left=recovery_codes_left(database, who.account.account_id),
        may_remove=not staff_parts().wiring.settings.is_production,
        not_own=why_not_own(who.account),
        synthetic=_is_synthetic(),
    )


@blueprint.route("/staff/account/password", methods=["GET", "POST"])
def password() -> Response | tuple[str, int]:
    """Ask for a new password, and take it; whoever has the first one comes here before anything else."""
    who = _holder()
    if request.method != "POST":
        return _password_page(who), 200
    typed = {name: request.form.get(name, "") for name in ("old", "new", "again")}
    try:
        change_password(
            staff_database(),
            who.account.account_id,
            **typed,
            session=who.session,
            settings=staff_parts().wiring.settings,
        )
    except InputError as error:
        return _password_page(who, error.fields), _REFUSED
    renew_here()
    flash("Your password was changed. You are signed out everywhere else.")
    return redirect(url_for("staff_account.account"), code=303)


@blueprint.route("/staff/account/second-factor", methods=["GET", "POST"])
def second_factor() -> Response | tuple[str, int]:
    """Show what an app needs to know, ask for a first code, and show the recovery codes this once."""
    who, database = _holder(), staff_database()
    if who.must_change_password:
        # Whoever gave out the first password knows it too, and must not be the one who adds a phone.
        return redirect(url_for("staff_account.password"))
    if who.account.has_second_factor:
        return redirect(url_for("staff_account.account"))
    known = session.get(_WAITING)
    offered = enrolment(known, name=who.account.name, service_name=staff_parts().wiring.settings.service_name)
    if request.method != "POST" or known is None:
        session[_WAITING] = offered.secret
        return _second_factor_page(who, offered), 200
    fault = fault_of_own_password(database, who.account.account_id, request.form.get("password", ""))
    try:
        if fault is not None:
            raise InputError({"password": fault})
        codes = add_second_factor(
            database, who.account.account_id, secret=offered.secret, code=request.form.get("code", "")
        )
    except InputError as error:
        return _second_factor_page(who, offered, error.fields), _REFUSED
    renew_here()
    # Shown in the answer itself and kept nowhere: whoever loads the page again sees their account.
    return render_template(
        "staff/recovery_codes.html", codes=codes, account=who.account, synthetic=_is_synthetic()
    ), 200


@blueprint.route("/staff/account/second-factor/remove", methods=["GET", "POST"])
def remove_factor() -> Response | tuple[str, int]:
    """Ask whether codes shall really be asked for no more, and by whom."""
    who = _holder()
    if staff_parts().wiring.settings.is_production:
        raise Forbidden("Others can reach this service, so everybody who has a password keeps a second factor.")
    if not who.account.has_second_factor:
        return redirect(url_for("staff_account.account"))
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            remove_second_factor(staff_database(), who.account.account_id, password=request.form.get("password", ""))
        except InputError as error:
            faults = error.fields
        else:
            renew_here()
            flash("Your second factor was removed.")
            return redirect(url_for("staff_account.account"), code=303)
    page = render_template("staff/second_factor_remove.html", faults=faults, synthetic=_is_synthetic())
    return page, _REFUSED if faults else 200


@blueprint.post("/staff/account/sign-out-elsewhere")
def sign_out_elsewhere() -> Response:
    """Sign out of every browser but this one."""
    who = _who()
    ended = end_other_sessions(staff_database(), who.account.account_id, but=who.session)
    flash(f"You were signed out in {plural(ended, 'other browser')}." if ended else "You are signed in nowhere else.")
    return redirect(url_for("staff_account.account"), code=303)


def _who() -> SignedIn:
    who = signed_in()
    if who is None:  # the guard lets no stranger come as far as this
        raise Unauthorized
    return who


def _holder() -> SignedIn:
    """Give whoever is signed in, if how they sign in is theirs to change."""
    who = _who()
    if (why := why_not_own(who.account)) is not None:
        raise Forbidden(why)
    return who


def _password_page(who: SignedIn, faults: dict[str, str] | None = None) -> str:
    return render_template(
        "staff/password.html", who=who, shortest=SHORTEST, faults=faults or {}, synthetic=_is_synthetic()
    )


def _second_factor_page(who: SignedIn, offered: Enrolment, faults: dict[str, str] | None = None) -> str:
    secret = offered.secret
    return render_template(
        "staff/second_factor.html",
        who=who,
        picture=offered.picture,
        groups=[secret[first : first + 4] for first in range(0, len(secret), 4)],
        faults=faults or {},
        synthetic=_is_synthetic(),
    )


def _is_synthetic() -> bool:
    return public_parts().publications.current().synthetic
