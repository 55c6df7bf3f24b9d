"""Protect every answer in one place: strict headers, small requests, known names, and no password without HTTPS.

Without a public address (`GEO_IJ_PUBLIC_URL`) there is no HTTPS, so `/staff`, where people sign in, opens only to a
browser on the machine that runs the service. Three signs must agree, because each alone can be forged or led astray:
the peer's address is loopback, no proxy has passed the request on, and the name that was asked for is a loopback name
(a page elsewhere could point its own name at 127.0.0.1). With one, only requests for that name are answered.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request
from werkzeug.exceptions import BadRequest, Forbidden, RequestURITooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from geo_ij.settings import Settings
from web.frozen import PRIVATE

LARGEST_REQUEST_BYTES = 64 * 1024
"""No form has a reason to be larger; what takes photographs says so itself, for its own requests alone."""

LONGEST_QUERY = 1000
"""Characters in a query string; the longest that a page's own form can make is a few hundred."""

LONGEST_ANSWER = 6000
"""The same for what the force's own sign-in answers: its code alone may have thousands of characters."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_NOT_USED = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""What browsers could do for a page and no page of ours asks for."""

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _NOT_USED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
}
"""What every answer carries, an error's and a file's as well."""

DRAFTS = "/report/draft/"
"""How the addresses begin of reports that somebody is writing: the key in them must not leave with a link."""

DRAFT_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": HEADERS["Permissions-Policy"].replace("geolocation=()", "geolocation=(self)"),
}
"""What answers at such an address carry instead: they may ask a device where it is, when its holder says so."""

CONCERN = "/staff/reports/concern"
"""Where an officer on the spot nominates an area of concern: that page may ask the device where it is, too."""

STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"
"""With a public address: browsers ask for it by HTTPS alone, for a year."""

WATCHED = ("/healthz", "/readyz")
"""What machines that watch the service ask by its address rather than its name."""

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})

_PASSED_ON = ("Forwarded", "Via", "True-Client-Ip", "Client-Ip")
_PASSED_ON_BEGINNINGS = (
    "x-forwarded",
    "x-real",
    "x-client",
    "x-cluster",
    "x-envoy",
    "x-proxy",
    "x-amzn",
    "x-original",
    "cf-",
    "fly-",
    "fastly-",
)


def protect(app: Flask, settings: Settings) -> None:
    """Put the guards before and after every request of the application."""
    if settings.trusted_proxies:
        proxies = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST_BYTES
    # Nothing answers OPTIONS: there is nothing here for another origin to ask about.
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.before_request(_refuse_long_query)
    if settings.is_production:
        own_name = urlsplit(settings.public_url).netloc.casefold()
        app.before_request(lambda: _refuse_other_names(own_name))
        app.after_request(_insist_on_https)
    else:
        app.before_request(_keep_staff_area_shut)
    app.after_request(_add_headers)


def why_shut(asked: Request) -> str | None:
    """Say why a request may not enter the staff area, or None if it may."""
    if not _is_loopback(asked.remote_addr):
        return "Your request came from another computer."
    if any(name in asked.headers for name in _PASSED_ON) or any(
        name.lower().startswith(_PASSED_ON_BEGINNINGS) for name, _ in asked.headers
    ):
        return "Your request was passed on by a proxy."
    if asked.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        # No browser speaks it, but some proxies do as they come, and those also say nothing of whom they ask for.
        return "Your request was made in a way that no browser makes, so a proxy may have passed it on."
    if _host_name(asked.headers.get("Host", "")) not in LOOPBACK_NAMES:
        return "Your request used a name other than localhost or 127.0.0.1."
    return None


def is_for_staff(asked: Request) -> bool:
    """Say whether a request is for the staff area."""
    # By address and by blueprint: a route that is not known, or that is added elsewhere by mistake, is shut as well.
    first_part = asked.path.lstrip("/").partition("/")[0].casefold()
    return first_part == "staff" or any(name.startswith("staff") for name in asked.blueprints)


def _keep_staff_area_shut() -> None:
    if not is_for_staff(request):
        return
    reason = why_shut(request)
    if reason is not None:
        raise Forbidden(
            f"{reason} Staff pages open only in a browser on the computer that runs this service, because without a "
            "public address and HTTPS passwords would travel unprotected."
        )


def _refuse_other_names(own_name: str) -> None:
    if request.path not in WATCHED and request.headers.get("Host", "").casefold() != own_name:
        raise BadRequest("This service has another name.")


def _insist_on_https(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
    return response


def _refuse_long_query() -> None:
    longest = LONGEST_ANSWER if request.endpoint == "staff_work_account.answer" else LONGEST_QUERY
    if len(request.query_string) > longest:
        raise RequestURITooLarge(f"Everything after the “?” in an address may be {longest} characters long.")


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    if request.path.startswith(DRAFTS):
        for name, value in DRAFT_HEADERS.items():
            response.headers[name] = value
    elif request.path == CONCERN:
        response.headers["Permissions-Policy"] = DRAFT_HEADERS["Permissions-Policy"]
    # A page that said nothing about keeping it is not kept: an error, a refusal.
    response.headers.setdefault("Cache-Control", "no-store")
    if is_for_staff(request):
        # Whatever a view said: nothing of the staff area is kept by a browser, still less by a cache that others share.
        response.headers["Cache-Control"] = PRIVATE
        response.vary.add("Cookie")
    return response


def _is_loopback(address: str | None) -> bool:
    try:
        parsed = ip_address(address or "")
    except ValueError:
        # A Unix socket gives no address: something else stands in front, and it did not say for whom.
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback


def _host_name(host: str) -> str:
    """Take the port off a Host header ("[::1]:8000" becomes "[::1]")."""
    name, separator, port = host.strip().casefold().rpartition(":")
    return name if separator and port.isdecimal() else host.strip().casefold()
