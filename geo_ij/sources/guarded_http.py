"""Fetch from an address that somebody typed, without being led to machines that only this one can reach.

Every name is resolved and its addresses looked at before anything connects, and the peer again afterwards, so that a
name which answers otherwise the second time gains nothing. Redirects stay on the same host, answers have a size.
"""

import ipaddress
import socket
import time
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from geo_ij import __version__
from geo_ij.errors import SourceError

LARGEST_BYTES = 20 * 1024 * 1024
SECONDS_TO_CONNECT = 10.0
SECONDS_TO_READ = 30.0
SECONDS_IN_ALL = 120.0
MOST_REDIRECTS = 3

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


_HOLDING_VERSION_4 = tuple(
    ipaddress.IPv6Network(network) for network in ("::ffff:0:0/96", "::/96", "64:ff9b::/96", "::ffff:0:0:0/96")
)
"""Networks of version 6 whose addresses end in one of version 4: mapped, as once was, NAT64 and its forerunner."""

_LOCALLY_TRANSLATED = ipaddress.IPv6Network("64:ff9b:1::/48")
"""NAT64 of one network alone (RFC 8215), where nobody else can say which addresses are meant."""


class Fetched(NamedTuple):
    """What a server answered."""

    status: int
    content_type: str
    body: bytes


class GuardedHttp:
    """Fetches from one server; `allow_private` lets it be one in this network or on this machine."""

    def __init__(self, root: str, *, allow_private: bool = False) -> None:
        self.root = _checked(root)
        self._session = requests.Session()
        # No proxy, password or certificate of the environment is given to whomever the address names.
        self._session.trust_env = False
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(allow_private))

    def get(self, path: str, params: dict[str, str] | None = None) -> Fetched:
        """Fetch an address below the root. Raises SourceError when it cannot be reached or may not be."""
        url, began = f"{self.root.geturl()}{path}", time.monotonic()
        try:
            for _ in range(MOST_REDIRECTS + 1):
                with self._session.get(
                    url,
                    params=params,
                    stream=True,
                    allow_redirects=False,
                    timeout=(SECONDS_TO_CONNECT, SECONDS_TO_READ),
                    headers={"User-Agent": f"geo-ij/{__version__}", "Accept-Encoding": "identity"},
                ) as answer:
                    if not answer.is_redirect:
                        content_type = answer.headers.get("Content-Type", "")
                        return Fetched(answer.status_code, content_type, self._read(answer, began))
                    # The address that it leads to has the question in it already.
                    url, params = self._followed(url, answer.headers["Location"]), None
        except requests.RequestException as error:
            raise SourceError(f"{self.root.hostname} cannot be reached: {_why(error)}") from None
        raise SourceError(f"{self.root.hostname} leads from one address to another without end")

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def _read(self, answer: requests.Response, began: float) -> bytes:
        parts, size = [], 0
        for part in answer.iter_content(64 * 1024):
            size += len(part)
            if size > LARGEST_BYTES:
                raise SourceError(f"{self.root.hostname} answers with more than {LARGEST_BYTES // 1024**2} MB")
            if time.monotonic() - began > SECONDS_IN_ALL:
                raise SourceError(f"{self.root.hostname} takes more than {SECONDS_IN_ALL:.0f} seconds to answer")
            parts.append(part)
        return b"".join(parts)

    def _followed(self, url: str, location: str) -> str:
        there = urljoin(url, location)
        if _origin(urlsplit(there)) != _origin(self.root):
            raise SourceError(
                f"{self.root.hostname} leads to another server ({urlsplit(there).netloc}): give its address"
            )
        return there


def _checked(root: str) -> SplitResult:
    try:
        parts = urlsplit(root.strip().rstrip("/"))
        _origin(parts)
    except ValueError:
        raise SourceError(f"{root} is no address of a server") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SourceError(f"{root} is no address of a server: it begins with https:// and has no question in it")
    if parts.username is not None:
        raise SourceError("Leave the name and password out of the address: reading needs none")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK_NAMES:
        raise SourceError(f"{root} is not protected on its way: use https://")
    return parts


def _origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)


def _why(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "it does not answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate cannot be trusted"
    return "no connection"


def _refuse_private(address: str, host: str) -> None:
    found = ipaddress.ip_address(address.partition("%")[0])
    is_private = False
    if isinstance(found, ipaddress.IPv6Address):
        is_private = found in _LOCALLY_TRANSLATED
        found = _version_4_within(found) or found
    if is_private or not found.is_global or found.is_multicast:
        raise SourceError(f"{host} is a machine of this network: --allow-private lets it be asked")


def _version_4_within(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Give the address of version 4 that one of version 6 leads to, or None; Teredo's lead nowhere that is public."""
    if any(address in network for network in _HOLDING_VERSION_4):
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.sixtofour


class _CheckedHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        for *_, address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            _refuse_private(str(address[0]), self.host)
        connected = super()._new_conn()
        try:
            _refuse_private(str(connected.getpeername()[0]), self.host)
        except SourceError:
            connected.close()
            raise
        return connected


class _CheckedHTTPS(_CheckedHTTP, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _CheckedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _CheckedHTTPS


class _Adapter(HTTPAdapter):
    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        super().__init__()

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **others: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **others)
        if not self._allow_private:
            manager: PoolManager = self.poolmanager
            manager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
