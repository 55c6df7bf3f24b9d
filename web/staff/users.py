"""Let administrators list, add, change, disable and reset the accounts by which people sign in."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from geo_ij.errors import InputError
from geo_ij.services import accounts
from geo_ij.services.accounts import GIVEN_ROLES, Account, TypedAccount
from geo_ij.vocabulary import Role, from_text, label
from web.context import public_parts
from web.sessions import signed_in, staff_database
from web.staff.role_words import ROLE_LINES

STATES: dict[str, tuple[str, Callable[[Account], bool]]] = {
    "enabled": ("Can sign in", lambda one: not one.is_disabled and not has_to_wait(one)),
    "waiting": ("Has to wait after wrong passwords", lambda one: not one.is_disabled and has_to_wait(one)),
    "disabled": ("Disabled", lambda one: one.is_disabled),
    "one-factor": ("Password without a second factor", lambda one: one.has_password and not one.has_second_factor),
    "never": ("Never signed in", lambda one: one.signed_in_at is None),
}
"""What the list can be filtered by, as the query string and as people say it."""

_REFUSED = 422
"""The status of a form that comes back with what is wrong with it."""

blueprint = Blueprint("staff_users", __name__)


@dataclass(frozen=True)
class Form:
    """The form as a person sees it: what each field holds."""

    name: str = ""
    label: str = ""
    roles: tuple[str, ...] = ()
    areas: str = ""


@blueprint.get("/staff/users")
def users() -> str:
    """List the accounts; `role` and `state` in the query string filter them."""
    role, state = _role(request.args.get("role", "")), _state(request.args.get("state", ""))
    every = accounts.accounts(staff_database())
    who = signed_in()
    return render_template(
        "staff/users.html",
        accounts=[one for one in every if _fits(one, role=role, state=state)],
        every=len(every),
        own_id=None if who is None else who.account.account_id,
        has_to_wait=has_to_wait,
        role=role,
        roles=[(value.value, label(value)) for value in GIVEN_ROLES],
        state=state,
        states=[(value, words) for value, (words, _) in STATES.items()],
        synthetic=_is_synthetic(),
    )


@blueprint.route("/staff/users/add", methods=["GET", "POST"])
def add() -> Response | tuple[str, int]:
    """Show the form for a new account and take it; then show its first password, this once."""
    if request.method != "POST":
        return _shown(Form()), 200
    form = _typed_form()
    try:
        added, password = accounts.add_account(staff_database(), _typed(form))
    except InputError as error:
        return _shown(form, faults=error.fields), _REFUSED
    return _first_password(added, password, was="added"), 200


@blueprint.route("/staff/users/<int:account_id>/change", methods=["GET", "POST"])
def change(account_id: int) -> Response | tuple[str, int]:
    """Show the form with what is stored, and take what was changed."""
    database = staff_database()
    before = accounts.account(database, account_id)
    if request.method != "POST":
        roles = tuple(role.value for role in before.roles)
        return _shown(Form(before.name, before.label, roles, "\n".join(before.areas)), before=before), 200
    form = _typed_form(name=before.name)
    try:
        accounts.change_account(database, account_id, _typed(form))
    except InputError as error:
        return _shown(form, before=before, faults=error.fields), _REFUSED
    return _to_list(f"The account {before.name} was changed.")


@blueprint.route("/staff/users/<int:account_id>/disable", methods=["GET", "POST"])
def disable(account_id: int) -> Response | tuple[str, int]:
    """Ask whether an account shall sign in no more, and see to it."""
    database = staff_database()
    return _confirmed(
        account_id,
        "disable",
        lambda: _to_list(
            f"The account {accounts.set_disabled(database, account_id, disabled=True).name} was disabled."
        ),
    )


@blueprint.route("/staff/users/<int:account_id>/enable", methods=["GET", "POST"])
def enable(account_id: int) -> Response | tuple[str, int]:
    """Ask whether an account shall sign in again, at once, and see to it."""
    database = staff_database()
    return _confirmed(
        account_id,
        "enable",
        lambda: _to_list(
            f"The account {accounts.set_disabled(database, account_id, disabled=False).name} can sign in."
        ),
    )


@blueprint.route("/staff/users/<int:account_id>/reset", methods=["GET", "POST"])
def reset(account_id: int) -> Response | tuple[str, int]:
    """Ask whether an account shall have a new first password; then show it, this once."""
    database = staff_database()

    def take() -> tuple[str, int]:
        password = accounts.reset_password(database, account_id)
        return _first_password(accounts.account(database, account_id), password, was="reset"), 200

    return _confirmed(account_id, "reset", take)


def has_to_wait(account: Account) -> bool:
    """Say whether an account has to wait now, after too many wrong passwords."""
    until = account.locked_until
    return until is not None and dt.datetime.now(dt.UTC) < dt.datetime.fromisoformat(until)


def _confirmed(
    account_id: int, what: str, take: Callable[[], Response | tuple[str, int]]
) -> Response | tuple[str, int]:
    """Ask before something is done to an account, and do it when the answer comes."""
    account = accounts.account(staff_database(), account_id)
    faults: Mapping[str, str] = {}
    if request.method == "POST":
        try:
            return take()
        except InputError as error:
            faults = error.fields
    page = render_template(
        "staff/user_confirm.html", what=what, account=account, faults=faults, synthetic=_is_synthetic()
    )
    return page, _REFUSED if faults else 200


def _to_list(said: str) -> Response:
    flash(said)
    return redirect(url_for("staff_users.users"), code=303)


def _first_password(account: Account, password: str, *, was: str) -> str:
    # In the answer itself, which nobody keeps: not in the session, not in a page of its own.
    return render_template(
        "staff/user_password.html", account=account, password=password, was=was, synthetic=_is_synthetic()
    )


def _shown(form: Form, *, before: Account | None = None, faults: Mapping[str, str] | None = None) -> str:
    return render_template(
        "staff/user_form.html",
        form=form,
        faults=faults or {},
        before=before,
        title="Add an account" if before is None else f"Change {before.name}",
        roles=[(role.value, label(role), ROLE_LINES[role]) for role in GIVEN_ROLES],
        synthetic=_is_synthetic(),
    )


def _typed_form(*, name: str | None = None) -> Form:
    return Form(
        request.form.get("name", "") if name is None else name,
        request.form.get("label", ""),
        tuple(request.form.getlist("roles")),
        request.form.get("areas", ""),
    )


def _typed(form: Form) -> TypedAccount:
    return TypedAccount(form.name, form.label, form.roles, tuple(form.areas.splitlines()))


def _fits(account: Account, *, role: Role | None, state: str) -> bool:
    return (role is None or role in account.roles) and (not state or STATES[state][1](account))


def _role(text: str) -> Role | None:
    found = from_text(Role, text)
    if text.strip() and found not in GIVEN_ROLES:
        raise BadRequest(f"There is no role “{text[:60]}”. Choose one from the list on the page.")
    return found


def _state(text: str) -> str:
    if text and text not in STATES:
        raise BadRequest(f"There is no state “{text[:60]}”. Choose one from the list on the page.")
    return text


def _is_synthetic() -> bool:
    return public_parts().publications.current().synthetic
