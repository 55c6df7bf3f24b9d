"""Ask a web server for JSON without trusting it: not for too long, not too much, and nobody else than it."""

import ipaddress
import json
import time
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Any, NoReturn
from urllib.parse import urlsplit

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut, GeocoderUnavailable

LARGEST_ANSWER = 1_000_000
"""The most bytes of an answer that are read."""

_PIECE = 65_536


class CarefulAdapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """What geopy asks through: no redirect to another host, at most 1 MB, JSON only, within the time in all.

    It writes nothing to a log, and no message of its errors holds the address, which holds the text.
    """

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=ssl_context), _SameHost()]
        self._open = urllib.request.build_opener(*handlers).open
        self._open_here = urllib.request.build_opener(*handlers, urllib.request.ProxyHandler({})).open

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        """Give the answer as JSON. Raises a GeopyError or AdapterHTTPError for whatever else happens."""
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            return json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise GeocoderParseError("the answer is not JSON") from None

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        """Give the answer as text. Raises a GeopyError or AdapterHTTPError for whatever else happens."""
        ends = time.monotonic() + timeout
        request = urllib.request.Request(url, headers={**headers, "Accept": "application/json"})  # noqa: S310  # checked
        opened = self._open_here if is_here(urlsplit(url).hostname or "") else self._open
        try:
            with opened(request, timeout=timeout) as response:
                return _read(response, ends)
        except urllib.error.HTTPError as error:
            error.close()
            raise AdapterHTTPError(
                f"the answer has the status {error.code}",
                status_code=error.code,
                headers={name.lower(): value for name, value in error.headers.items()},
                text=None,
            ) from None
        except TimeoutError:
            raise GeocoderTimedOut("no answer in time") from None
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise GeocoderTimedOut("no answer in time") from None
            raise GeocoderUnavailable("the server cannot be reached") from None
        except (OSError, HTTPException, ValueError):
            raise GeocoderServiceError("the answer broke off or cannot be read") from None


def is_here(host: str) -> bool:
    """Say whether a host is this machine, which no proxy may stand before."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follow a redirect only to where the question was sent anyway."""

    max_redirections = 3

    def redirect_request(  # noqa: PLR0917  # urllib's own signature
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """Refuse another scheme, host or port."""
        if urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            fp.close()
            raise GeocoderServiceError("the server sends the question on to another host")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _read(response: HTTPResponse, ends: float) -> str:
    """Read an answer bit by bit: a server that sends a byte now and then never times out by itself."""
    kind = response.headers.get_content_type()
    if kind not in {"application/json", "application/geo+json", "application/vnd.geo+json", "text/json", "text/plain"}:
        raise GeocoderParseError("the answer is not JSON")
    body = bytearray()
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise GeocoderServiceError("the answer is too large")
        if time.monotonic() > ends:
            raise GeocoderTimedOut("no answer in time")
    if response.length:
        raise GeocoderServiceError("the answer broke off")
    return body.decode("utf-8")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are not JSON
