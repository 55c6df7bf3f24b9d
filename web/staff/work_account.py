"""Let people sign in with their work account: away to the force's own sign-in, and back with what it says of them."""

import datetime as dt
import logging
import secrets
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from geo_ij.errors import InputError
from geo_ij.services.audit import record_alone
from geo_ij.services.work_accounts import FIELD, account_for, roles_of_groups
from geo_ij.vocabulary import AuditAction
from web.access import safe_next
from web.context import public_parts, staff_parts
from web.sessions import sign_in_here, staff_database
from web.staff.sign_in import sign_in_page
from web.work_provider import NOT_LET_IN, STALE, UNTRUSTED, WorkProvider, WorkSignInError, failure_of

log = logging.getLogger(__name__)

ANSWERED_WITHIN_S = 600.0
"""For how long a sign-in that was begun waits for its answer: somebody may have to look for their phone."""

_BEGUN = "work_account_begun"
_PROVIDER = "geo_ij.work_provider"

blueprint = Blueprint("staff_work_account", __name__)


@blueprint.record
def _prepare(state: BlueprintSetupState) -> None:
    """Make what asks the force's own sign-in, if there is one. Raises SettingsError where a group has no known role."""
    settings = state.app.extensions["geo_ij.staff"].wiring.settings
    if settings.oidc_issuer:
        roles_of_groups(settings.oidc_roles, ())
        state.app.extensions[_PROVIDER] = WorkProvider(settings)


@blueprint.post("/staff/sign-in/work-account")
def start() -> str | tuple[str, int]:
    """Remember what the answer must prove, and send the browser to the force's own sign-in."""
    provider = _provider()
    wanted = safe_next(request.form.get("next", ""))
    answer_to = _answer_to()
    try:
        begun = provider.begin(answer_to=answer_to)
    except WorkSignInError as error:
        return _refused(error, wanted)
    # One at a time: what is in the browser's session is signed, but must stay small.
    session[_BEGUN] = {
        "state": begun.state,
        "nonce": begun.nonce,
        "code_verifier": begun.code_verifier,
        "answer_to": answer_to,
        "next": wanted,
        "at": _now(),
    }
    # A page and no redirect: browsers let a form of ours lead to no other site (`form-action`), not even on the way.
    return render_template("staff/work_account_start.html", address=begun.address, synthetic=_is_synthetic())


@blueprint.get("/staff/sign-in/work-account/answer")
def answer() -> Response | tuple[str, int]:
    """Take what the force's own sign-in answers, and begin a session for whom it names."""
    provider = _provider()
    begun = session.get(_BEGUN)
    state = request.args.get("state", "")
    if begun is None or not secrets.compare_digest(state.encode(), begun["state"].encode()):
        # Whoever is led here by somebody else's link keeps what they have begun.
        log.warning("an answer of the sign-in with a work account belongs to nothing that was begun here")
        return _page(STALE, 400, safe_next(""))
    del session[_BEGUN]
    wanted = safe_next(begun["next"])
    try:
        claims = _claims(provider, begun)
        account = account_for(
            staff_database(),
            issuer=claims["iss"],
            subject=claims["sub"],
            name=_text(claims.get("preferred_username")) or _text(claims.get("name")),
            label=_text(claims.get("name")),
            groups=provider.groups(claims),
            settings=staff_parts().wiring.settings,
        )
        sign_in_here(account.account_id, how="work account")
    except WorkSignInError as error:
        return _refused(error, wanted)
    except InputError as error:
        return _page(error.fields.get(FIELD, NOT_LET_IN), 403, wanted)
    return redirect(wanted, code=303)


def _claims(provider: WorkProvider, begun: dict[str, Any]) -> dict[str, Any]:
    """Give what the answer to what was begun says of the person. Raises WorkSignInError."""
    if _now() - float(begun["at"]) > ANSWERED_WITHIN_S:
        raise WorkSignInError(STALE, why="the answer came too late", status=400)
    issuer = staff_parts().wiring.settings.oidc_issuer
    if request.args.get("iss", issuer) != issuer:
        raise WorkSignInError(UNTRUSTED, why="the answer is of another sign-in", status=400)
    if error := request.args.get("error"):
        raise failure_of(error)
    code = request.args.get("code")
    if not code:
        raise WorkSignInError(UNTRUSTED, why="the answer has no code", status=400)
    return provider.claims(
        code, nonce=begun["nonce"], code_verifier=begun["code_verifier"], answer_to=begun["answer_to"]
    )


def _refused(error: WorkSignInError, wanted: str) -> tuple[str, int]:
    """Note that nobody was signed in, and say why in plain words on the sign-in page."""
    record_alone(staff_database(), AuditAction.SIGN_IN_REFUSED, "sign-in", why=error.why, how="work account")
    return _page(error.sentence, error.status, wanted)


def _page(sentence: str, status: int, wanted: str) -> tuple[str, int]:
    return sign_in_page(wanted, faults={FIELD: sentence}), status


def _provider() -> WorkProvider:
    found: WorkProvider | None = current_app.extensions.get(_PROVIDER)
    if found is None:
        raise NotFound("This service has no sign-in with a work account.")
    return found


def _answer_to() -> str:
    """Give the full address of `answer`: below the public one, else below the loopback name that was asked for."""
    here = staff_parts().wiring.settings.public_url or request.host_url
    return here.rstrip("/") + url_for("staff_work_account.answer")


def _text(claim: object) -> str:
    return claim if isinstance(claim, str) else ""


def _now() -> float:
    return dt.datetime.now(dt.UTC).timestamp()


def _is_synthetic() -> bool:
    return public_parts().publications.current().synthetic
