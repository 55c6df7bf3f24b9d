"""Slow down who sends too much: forms are counted by the address that they come from, and reading never is."""

import time
from ipaddress import IPv4Address, ip_address, ip_network

from flask import Flask, Response, current_app, g, request
from flask_limiter import ApplicationLimit, Limiter, RequestLimit
from limits import RateLimitItemPerHour
from limits.strategies import RateLimiter

from geo_ij.errors import LimitError
from geo_ij.settings import Settings
from web.access import RULES
from web.context import public_parts

SIGN_IN = "10 per minute; 100 per hour"
"""What one address may send to the pages by which people sign in, and to those that ask for a password again."""

SWITCH = "RATELIMIT_ENABLED"
"""The entry of the application's own configuration by which a test that sends a thousand forms may do so."""

BY_PROGRAM = "open311.send"
"""Where programs send reports: one that has a key is counted by it, because many people stand behind one."""

REPORTS_BY_KEY = 60
"""How many times what one address may send in an hour the holder of a key may."""

PHOTOGRAPHS_A_REPORT = 1.5
"""How many photographs one address may send in an hour for each report that it may: 30 with 20 reports."""

SENDING = "report_form.send"
"""The form that sends a report."""

_READING = ("GET", "HEAD", "OPTIONS")
_HALF_OF_IPV6 = 64
"""Bits of an IPv6 address that name a household or an office; the others its own computers choose as they like."""

_NOBODY_KNOWN = "unknown"
_PHOTOGRAPHS = "geo_ij.photographs"


def limit(app: Flask, settings: Settings) -> None:
    """Count what is sent to the application and refuse what is too much with 429 and when to come back.

    Where the counter that all processes share cannot be reached, each counts by itself until it can: the door neither
    stands open nor shuts out everybody who has to report something. How much may be sent about one place is counted
    where the place is found (`services/report_floods.py`).
    """
    forms, reports = settings.forms_a_minute, settings.reports_an_hour
    limiter = Limiter(
        address_key,
        application_limits=[
            ApplicationLimit(
                limit_provider=f"{forms} per minute; {10 * forms} per hour",
                scope="forms",
                error_message=_said,
                exempt_when=lambda: _is_free() or _holder() != "",
            ),
            ApplicationLimit(
                limit_provider=f"{reports * REPORTS_BY_KEY} per hour",
                key_function=_holder,
                scope="reports by key",
                error_message=_said_of_key,
                exempt_when=lambda: _is_free() or _holder() == "",
            ),
            ApplicationLimit(
                limit_provider=SIGN_IN,
                scope="sign-in",
                error_message=_said,
                exempt_when=lambda: _is_free() or not _asks_for_password(),
            ),
            ApplicationLimit(
                limit_provider=f"{reports} per hour",
                scope="reports",
                error_message=_said_of_reports,
                exempt_when=lambda: _is_free() or request.endpoint != SENDING,
            ),
        ],
        storage_uri=settings.rate_limit_storage,
        strategy="moving-window",
        in_memory_fallback_enabled=True,
        on_breach=_note_when,
    )
    limiter.init_app(app)
    app.extensions[_PHOTOGRAPHS] = (limiter, RateLimitItemPerHour(max(1, int(reports * PHOTOGRAPHS_A_REPORT))))
    app.after_request(_say_when)


def count_photographs(count: int) -> None:
    """Count photographs that this request brings: one form has up to three, so counting forms would not do.

    Raises LimitError, and counts none, where they are more than one address may send in an hour.
    """
    if count == 0 or not current_app.config[SWITCH]:
        return
    limiter, most = current_app.extensions[_PHOTOGRAPHS]
    # Forms were counted just before, so the extension knows by now whether the counter of all can be reached.
    counter: RateLimiter = limiter.limiter
    address = address_key()
    if not counter.hit(most, address, "photographs", cost=count):
        free_at = counter.get_window_stats(most, address, "photographs").reset_time
        raise LimitError(
            "So many photographs have come from your internet connection within an hour that no more are taken now. "
            "You can go on without them.",
            wait_s=max(1, int(free_at - time.time()) + 1),
        )


def address_key() -> str:
    """Name the address that a request comes from, as the limits count it: of IPv6 the half that its holder is given."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        # A Unix socket without a trusted proxy: all who come by it are counted together.
        return _NOBODY_KNOWN
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address.packed, _HALF_OF_IPV6), strict=False))


def _is_free() -> bool:
    return request.method in _READING or not current_app.config[SWITCH]


def _asks_for_password() -> bool:
    rule = RULES.get(request.endpoint or "")
    return (rule is not None and rule.is_door) or request.blueprint == "staff_account"


def _said() -> str:
    return "You have sent too many forms in a short time."


def _said_of_key() -> str:
    return "So many reports have come by this key within an hour that this one has to wait."


def _said_of_reports() -> str:
    return "So many reports have come from your internet connection within an hour that this one has to wait."


def _holder() -> str:
    """Name whose key a program shows, or give an empty text where it opens nothing."""
    if request.endpoint != BY_PROGRAM:
        return ""
    if "holder" not in g:
        g.holder = public_parts().reporting.holder_of(request.form.get("api_key", "")) or ""
    return str(g.holder)


def come_back_in(seconds: int) -> None:
    """Say with the answer to this request after how many seconds what was refused may be sent again."""
    g.come_back_in_s = max(1, seconds)


def _note_when(breached: RequestLimit) -> None:
    come_back_in(breached.reset_at - int(time.time()))


def _say_when(response: Response) -> Response:
    if response.status_code == 429 and "come_back_in_s" in g:
        response.headers["Retry-After"] = str(g.come_back_in_s)
    return response
