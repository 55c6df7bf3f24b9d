"""Tell the machines that watch the service whether it is alive, and whoever finds a weakness whom to tell."""

import datetime as dt

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from geo_ij.errors import StoreError
from geo_ij.store.state import is_current
from web.context import public_parts, staff_parts

CONTACT_HOLDS = dt.timedelta(days=180)
"""How long what is said about whom to tell holds from today; RFC 9116 asks for less than a year."""

blueprint = Blueprint("operation", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say that the process answers."""
    return _plain("alive\n")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Say whether the database opens and has this version's tables; 503 if not."""
    try:
        ready = is_current(staff_parts().wiring.database)
    except StoreError:
        # The sentence names the machine's files, and anyone may ask here: the log of the next page has it.
        return _plain("not ready: the database cannot be read\n", status=503)
    return _plain("ready\n") if ready else _plain("not ready: the database lacks migrations\n", status=503)


@blueprint.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Say whom to tell of a weakness (RFC 9116), where the service has said so."""
    settings = public_parts().settings
    if not settings.security_contact:
        raise NotFound
    # From the beginning of the day, so that the file is the same all day.
    today = dt.datetime.now(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {(today + CONTACT_HOLDS).isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: en",
    ]
    if settings.is_production:
        lines.append(f"Canonical: {settings.public_url.rstrip('/')}/.well-known/security.txt")
    return _plain("\n".join(lines) + "\n")


def _plain(text: str, *, status: int = 200) -> Response:
    return Response(text, status=status, content_type="text/plain; charset=utf-8")
