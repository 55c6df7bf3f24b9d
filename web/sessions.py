"""Know who is signed in at this browser: a random key in a signed cookie, of which the database holds the hash."""

from dataclasses import replace

from flask import Flask, current_app, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from geo_ij.access.actor import STRANGER, Actor
from geo_ij.services import sign_in
from geo_ij.services.sign_in import SignedIn
from geo_ij.store.database import Database
from web.context import request_id, staff_parts
from web.security import is_for_staff


class Visitor(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """A browser that is signed in, as flask-login wants it: its id is the session's key."""

    def __init__(self, key: str, who: SignedIn) -> None:
        self.key = key
        self.who = who

    def get_id(self) -> str:
        """Give what the cookie holds."""
        return self.key


def know_visitors(app: Flask) -> None:
    """Look up, at each staff page, who is signed in, and tell the templates (`signed_in`)."""
    manager = LoginManager()
    # A phone changes its address on the way; that somebody else has the cookie is not told by that.
    manager.session_protection = None
    manager.user_loader(_visitor)
    manager.init_app(app, add_context_processor=False)
    app.context_processor(lambda: {"signed_in": signed_in()})


def signed_in() -> SignedIn | None:
    """Give whoever is signed in at this request, or None. For public pages that is nobody: they have no session."""
    if not is_for_staff(request) or current_app.secret_key is None or not current_user.is_authenticated:
        return None
    who: SignedIn = current_user.who
    return who


def current_actor() -> Actor:
    """Give whoever asks: the account that is signed in, or a stranger; with the id of this request."""
    who = signed_in()
    return replace(STRANGER if who is None else who.actor, request_id=request_id())


def staff_database() -> Database:
    """Give the database as whoever is signed in may use it: services refuse what they may not do."""
    return staff_parts().wiring.database.acting(current_actor())


def sign_in_here(account_id: int, *, how: str) -> None:
    """Begin a session at this browser, under a new key and with nothing left of what was there before."""
    parts = staff_parts()
    leave_here()
    database = parts.wiring.database.acting(replace(STRANGER, request_id=request_id()))
    key = sign_in.begin_session(database, account_id, settings=parts.wiring.settings, how=how)
    visitor = _visitor(key)
    if visitor is not None:
        login_user(visitor)


def leave_here() -> None:
    """End the session that this browser may have, as somebody signs in: it must not live on unseen."""
    who = signed_in()
    if who is not None:
        sign_in.end_session(staff_database(), who.session)
    session.clear()


def renew_here() -> None:
    """Give the session of this browser a new key, after a change of how its holder signs in."""
    who = signed_in()
    if who is None:
        return
    key = sign_in.renew_session(staff_database(), who.session)
    session.clear()
    visitor = _visitor(key)
    if visitor is not None:
        login_user(visitor)


def sign_out_here() -> None:
    """End the session of this browser, here and in the database."""
    leave_here()
    logout_user()


def _visitor(key: object) -> Visitor | None:
    if not isinstance(key, str):
        return None
    parts = staff_parts()
    who = sign_in.signed_in(parts.wiring.database, key, settings=parts.wiring.settings)
    return None if who is None else Visitor(key, who)
