"""Protect the forms of staff pages: a form counts only if a page of this service, in this browser, wrote it.

Whoever is signed in may be shown a page from elsewhere that sends a form here. Each form therefore holds a signed token
that belongs to a cookie which no form of another site is sent with (`SameSite=Lax`: the way back from the force's own
sign-in must bring it). Public pages have neither: no session is ever opened for them.
"""

import logging

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import BadRequest

from geo_ij.errors import StoreError
from geo_ij.settings import Settings
from web.secret import secret_of
from web.security import is_for_staff, why_shut

log = logging.getLogger(__name__)

COOKIE = {
    "SESSION_COOKIE_NAME": "staff_session",
    "SESSION_COOKIE_PATH": "/staff/",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_SECURE": False,
}
"""On this computer alone, where there is no HTTPS."""

SECURE_COOKIE = COOKIE | {"SESSION_COOKIE_NAME": "__Secure-staff_session", "SESSION_COOKIE_SECURE": True}
"""With a public address: sent over HTTPS alone, and browsers take a cookie of that name over nothing else."""

_REFUSED = (
    "This form was not sent from a page of this service, or that page was open in another browser. Go back, load the "
    "page again, and send the form once more. Cookies must be allowed for this service."
)


class StaffSessions(SecureCookieSessionInterface):
    """Opens a session for staff pages alone, and finds the secret when the first of them is asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Give the session of a staff page, or None for any other address and for whom the area is shut."""
        if not is_for_staff(request) or (not self._settings.is_production and why_shut(request) is not None):
            return None
        if app.secret_key is None:
            try:
                app.secret_key = secret_of(self._settings)
            except StoreError as error:
                # Pages without a form need none and still work; one with a form says that the service has a problem.
                log.error("staff forms do not work: %s", error)
        return super().open_session(app, request)


def protect_forms(app: Flask, settings: Settings) -> None:
    """Check the token of every form that is sent to a staff page."""
    app.config.update(SECURE_COOKIE if settings.is_production else COOKIE)
    # Over HTTPS the page that sent a form must be one of ours as well.
    app.config["WTF_CSRF_SSL_STRICT"] = True
    # A page that was left open over lunch must not lose what was typed: the token lasts as long as the browser.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    # Checked below, for staff pages alone, because others have no session.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.session_interface = StaffSessions(settings)
    tokens = CSRFProtect(app)

    def check_form() -> None:
        if request.endpoint is None or not is_for_staff(request):
            return
        try:
            tokens.protect()
        except CSRFError:
            raise BadRequest(_REFUSED) from None

    app.before_request(check_form)
