"""Say in plain words what went wrong and what to do: a page for people, problem details (RFC 9457) under `/api`."""

import logging
from typing import NamedTuple

from flask import Flask, Response, json, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, default_exceptions
from werkzeug.wrappers import Response as BaseResponse

from geo_ij.errors import (
    AccessError,
    DisclosureError,
    GeoIJError,
    InputError,
    LimitError,
    NotFoundError,
    NothingStoredError,
    SettingsError,
    SourceError,
    StoreError,
)
from geo_ij.log_lines import loggable
from web import open311_answers
from web.context import public_parts, request_id
from web.limits import come_back_in

log = logging.getLogger(__name__)

STATUS_OF: dict[type[GeoIJError], int] = {
    AccessError: 403,
    NotFoundError: 404,
    NothingStoredError: 404,
    SourceError: 400,
    InputError: 400,
    LimitError: 429,
    StoreError: 503,
    DisclosureError: 500,
    SettingsError: 500,
}
"""What each refusal is in HTTP; one that is not listed is our mistake and becomes 500."""

MAY_BE_SHOWN = (AccessError, NotFoundError, NothingStoredError, SourceError, InputError, LimitError)
"""Refusals whose sentences are about what the reader asked; the others speak of the machine and go to the log."""


class Words(NamedTuple):
    """What a person reads: a heading, and what to do next."""

    title: str
    advice: str


WORDS = {
    400: Words("There is a problem with what you asked for", "Check the address or the choices that you made."),
    401: Words("You are not signed in", "Sign in, and try again."),
    403: Words("You cannot open this page", "If you should be able to, ask the team that runs this service."),
    404: Words(
        "Page not found",
        "If you typed the address, check that it is right. If you pasted it, check that you copied all of it.",
    ),
    405: Words("This page can only be read", "Go back and follow a link instead."),
    413: Words("What you sent is too large", "Send less at a time."),
    414: Words("The address is too long", "Go back to the page that you came from and choose again."),
    429: Words("You have tried too often", "Wait a minute, and try again."),
    500: Words("Sorry, there is a problem with the service", "Try again later. The fault has been recorded."),
    503: Words("Sorry, the service is unavailable", "Try again in a few minutes."),
}

_OTHER = Words("Sorry, that did not work", "Go back and try again.")


def explain(app: Flask) -> None:
    """Answer every error of the application in plain words."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(GeoIJError, _refusal)
    app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> BaseResponse:
    if error.code is None or error.response is not None or error.code < 400:
        # A redirect is an "exception" to the framework only.
        return error.get_response()
    # The framework's own sentences are for developers; ours are told apart by not being its default.
    ours = error.description != getattr(default_exceptions.get(error.code), "description", None)
    response = _say(error.code, error.description if ours else None)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _refusal(error: GeoIJError) -> Response:
    status = next((code for kind, code in STATUS_OF.items() if isinstance(error, kind)), 500)
    if isinstance(error, LimitError):
        come_back_in(error.wait_s)
    if status >= 500:
        log.error("%s %s: %s", request.method, loggable(request.path), error, exc_info=error)
    return _say(status, " ".join(error.faults) if isinstance(error, MAY_BE_SHOWN) else None)


def _unexpected(error: Exception) -> Response:
    log.error("%s %s", request.method, loggable(request.path), exc_info=error)
    return _say(InternalServerError.code, None)


def _say(status: int, detail: str | None) -> Response:
    words = WORDS.get(status, _OTHER)
    # By it whoever runs the service finds in the log what happened.
    number = request_id() if status >= 500 else None
    if request.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": words.title,
            "status": status,
            "detail": detail or words.advice,
            "instance": request.path,
        }
        if number is not None:
            problem["request_id"] = number
        return Response(json.dumps(problem), status=status, content_type="application/problem+json")
    if request.path.startswith(open311_answers.PREFIX):
        return open311_answers.refusal(request, status, [detail or f"{words.title}. {words.advice}"])
    try:
        page = render_template(
            "errors/page.html",
            title=words.title,
            detail=detail,
            advice=words.advice,
            number=number,
            synthetic=_is_synthetic(),
        )
    except Exception as error:
        # The page may be what is broken: say it without.
        log.error("the error page", exc_info=error)
        quoted = f" Quote this number: {number}" if number else ""
        plain = f"{words.title}. {words.advice}{quoted}\n"
        return Response(plain, status=status, content_type="text/plain; charset=utf-8")
    return Response(page, status=status, content_type="text/html; charset=utf-8")


def _is_synthetic() -> bool:
    """Say whether what is published is made up; where that cannot be asked, the error alone is said."""
    try:
        return public_parts().publications.current().synthetic
    except Exception:
        # Logged already if it is why this page is shown; it must not hide that reason now.
        return False
