"""Number every request and log it in one line, so that a fault that somebody saw can be found again.

The line holds the method, the path without its query, the status, how long it took and, on staff pages, the account:
never a cookie, a form, a token, the reference of a report or the key of one that somebody is writing.
"""

import logging
import re
import secrets
import time

from flask import Flask, Response, g, has_request_context, request

from geo_ij.log_lines import loggable, write_log
from geo_ij.settings import Settings
from web.context import request_id
from web.sessions import signed_in

log = logging.getLogger(__name__)

HEADER = "X-Request-Id"

_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""A number that a proxy in front gave: plain signs, so that it can stand in a log and a page as it is."""


class OfThisRequest(logging.Filter):
    """Add the request's number to whatever is logged while it is answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add it, and let the record through."""
        if has_request_context() and not hasattr(record, "request_id"):
            record.request_id = request_id()
        return True


def keep_log(app: Flask, settings: Settings) -> None:
    """Give every request of the application a number and a line in the log, written as the settings say."""
    numbered = OfThisRequest()
    for name in (app.name, "geo_ij"):
        write_log(settings, logging.getLogger(name), numbered)
    # Its lines below a warning name addresses, which are no business of this log.
    write_log(settings, logging.getLogger("flask-limiter"), numbered, level=logging.WARNING)
    app.before_request(lambda: _number(settings))
    app.after_request(_log_answer)


def _number(settings: Settings) -> None:
    given = request.headers.get(HEADER, "") if settings.trusted_proxies else ""
    g.request_id = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
    g.began_at = time.perf_counter()


def _log_answer(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    fields = {
        "method": request.method[:10],
        "path": loggable(request.path),
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.began_at) * 1000, 1),
        "account": _account(),
    }
    known = {name: value for name, value in fields.items() if value is not None}
    log.info("%s", " ".join(str(value) for value in known.values()), extra=known)
    return response


def _account() -> str | None:
    """Name whoever is signed in, if that was asked while answering: a line of the log is no reason to ask."""
    who = signed_in() if "_login_user" in g else None
    return None if who is None else who.account.name
