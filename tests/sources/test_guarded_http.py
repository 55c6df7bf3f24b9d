"""An address that somebody typed leads to no machine of this network, to no other server and to no endless answer."""

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from geo_ij.errors import SourceError
from geo_ij.sources import guarded_http
from geo_ij.sources.guarded_http import GuardedHttp, _refuse_private


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        leads = {"/away": "https://example.org/", "/round": "/round", "/on": "/here", "/port": "http://127.0.0.1:1/"}
        location = leads.get(self.path.partition("?")[0])
        self.send_response(200 if location is None else 302)
        if location is not None:
            self.send_header("Location", location)
        self.end_headers()
        body = b"x" * 2_000_000 if self.path.startswith("/large") else self.path.encode()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.fixture
def http(server: str) -> Iterator[GuardedHttp]:
    guarded = GuardedHttp(server, allow_private=True)
    yield guarded
    guarded.close()


def test_what_may_be_fetched_is(http: GuardedHttp) -> None:
    assert http.get("/a", {"q": "1"}).body == b"/a?q=1"
    assert http.get("/on").body == b"/here", "within the same server"


@pytest.mark.parametrize("path", ["/away", "/port"])
def test_redirects_stay_on_the_server(http: GuardedHttp, path: str) -> None:
    with pytest.raises(SourceError, match="leads to another server"):
        http.get(path)


def test_redirects_end(http: GuardedHttp) -> None:
    with pytest.raises(SourceError, match="without end"):
        http.get("/round")


def test_answers_have_a_size(http: GuardedHttp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_http, "LARGEST_BYTES", 1024**2)
    with pytest.raises(SourceError, match="answers with more than 1 MB"):
        http.get("/large")


def test_this_computer_is_asked_only_where_that_was_allowed(server: str) -> None:
    with pytest.raises(SourceError, match=r"127\.0\.0\.1 is a machine of this network: --allow-private"):
        GuardedHttp(server).get("/a")


def test_a_name_that_leads_into_this_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolved(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        # The first address is anybody's, the second is not.
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("93.184.215.14", "10.0.0.7")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with pytest.raises(SourceError, match=r"open311\.example\.org is a machine of this network"):
        GuardedHttp("https://open311.example.org/v2").get("/services.json")


def test_a_name_that_answers_otherwise_the_second_time_gains_nothing(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = socket.getaddrinfo, []

    def resolved(host: str, port: int, *others: object, **named: object) -> object:
        asked.append(host)
        if len(asked) == 1:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))]
        return real(host, port, *others, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with pytest.raises(SourceError, match="is a machine of this network"):
        GuardedHttp(server).get("/a")
    assert len(asked) == 2, "it was connected to, and the peer was looked at"


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The connection is the one that looks at addresses; here it may go on, so that its TLS is what refuses.
    monkeypatch.setattr(guarded_http, "_refuse_private", lambda address, host: None)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.handle_error = lambda *_: None  # type: ignore[method-assign]  # that it is refused is no news
        running.socket = context.wrap_socket(running.socket, server_side=True)
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        try:
            with pytest.raises(SourceError, match="its certificate cannot be trusted"):
                GuardedHttp(f"https://127.0.0.1:{running.server_port}").get("/a")
        finally:
            running.shutdown()
            thread.join()


def own_certificate(folder: Path) -> Path:
    """Write a key and a certificate for it that only it vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "own.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "192.168.0.1", "172.16.0.1", "127.0.0.53", "169.254.169.254", "0.0.0.1", "100.64.0.1", "224.0.0.1",
     "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
     # By a translator (NAT64, its local form, its forerunner), by 6to4, by Teredo (client, then server), as once was.
     "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::5db8:d70e", "::ffff:0:10.0.0.1", "2002:a00:1::1",
     "2002:7f00:1::", "2001:0:5db8:d70e::f5ff:fffe", "2001:0:a00:1::a247:28f1", "::10.0.0.1", "ff02::1"],
)  # fmt: skip
def test_private_addresses(address: str) -> None:
    with pytest.raises(SourceError):
        _refuse_private(address, "a")


def test_public_addresses() -> None:
    for address in (
        "93.184.215.14", "::ffff:93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::93.184.215.14",
        "2002:5db8:d70e::1",
    ):  # fmt: skip
        _refuse_private(address, "a")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://open311.example.org", "is not protected on its way: use https://"),
        ("ftp://open311.example.org", "is no address of a server"),
        ("file:///etc/passwd", "is no address of a server"),
        ("open311.example.org", "is no address of a server"),
        ("https://", "is no address of a server"),
        ("https://example.org:port", "is no address of a server"),
        ("https://[::1", "is no address of a server"),
        ("https://example.org/v2?a=b", "has no question in it"),
        ("https://name:word@example.org/v2", "Leave the name and password out"),
    ],
)
def test_addresses_that_are_refused_at_once(url: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        GuardedHttp(url)


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(SourceError, match=r"127\.0\.0\.1 cannot be reached: no connection"):
        GuardedHttp(f"http://127.0.0.1:{port}", allow_private=True).get("/")
