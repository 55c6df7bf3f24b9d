"""`geo-ij serve` as a real process: it says where it serves, stops when asked, and refuses in words."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from geo_ij.cli.serve import address
from geo_ij.settings import Settings
from tests.web.service import GEO_IJ, free_port, serving


def ask(port: int, path: str, host: str = "127.0.0.1", **headers: str) -> http.client.HTTPResponse:
    """Send one GET and read its answer."""
    connection = http.client.HTTPConnection(host, port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_it_serves_until_it_is_interrupted(settings: Settings) -> None:
    port, log = free_port(), []
    with serving(settings.database_url, "--port", str(port), "--workers", "2", log=log) as (process, said):
        assert f"Serving at http://127.0.0.1:{port}/" in said
        assert ask(port, "/readyz").status == 200
        assert ask(port, "/staff/").status == 302
        assert ask(port, "/staff/sign-in").status == 200
        assert ask(port, "/staff/", Host="evil.example").status == 403
        assert ask(port, "/nowhere").status == 404
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    assert "Traceback" not in "".join(log)
    assert "GET /staff/sign-in 200" in "".join(log)
    with pytest.raises(ConnectionRefusedError):
        ask(port, "/healthz")


def test_it_says_when_the_port_is_taken(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = subprocess.run(
            [GEO_IJ, "--database", settings.database_url, "serve", "--port", str(port)],
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == (
        f"geo-ij: port {port} of 127.0.0.1 is in use by another program: stop it, or choose another with --port"
    )


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--host", "192.0.2.1"), 1, "192.0.2.1 is not an address of this computer"),
        (("--host", "no such name"), 1, "is not an address of this computer"),
        (("--port", "0"), 2, "--port"),
        (("--port", "99999"), 2, "--port"),
        (("--workers", "0"), 2, "--workers"),
    ],
)
def test_it_refuses_what_cannot_be(settings: Settings, options: tuple[str, ...], status: int, said: str) -> None:
    result = subprocess.run(
        [GEO_IJ, "--database", settings.database_url, "serve", *options],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert result.returncode == status
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_cannot_be_opened_is_refused_before_anything_listens(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a database at all, " * 100)
    result = subprocess.run(
        [GEO_IJ, "--database", f"sqlite:///{broken}", "serve", "--port", str(free_port())],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert result.returncode == 1
    assert "this is not a geo-ij database" in result.stderr
    assert "Serving" not in result.stderr


def test_on_all_addresses_staff_pages_stay_closed_to_others(settings: Settings) -> None:
    port = free_port()
    with serving(settings.database_url, "--host", "0.0.0.0", "--port", str(port), "--workers", "1") as (_process, said):  # noqa: S104
        assert "Staff pages stay closed to them" in said
        assert f"Serving at http://127.0.0.1:{port}/" in said
        assert ask(port, "/staff/").status == 302
        assert ask(port, "/staff/sign-in").status == 200
        assert ask(port, "/staff/", **{"X-Forwarded-For": "127.0.0.1"}).status == 403
        assert ask(port, "/staff/", Host=f"rebound.example:{port}").status == 403


def test_a_worker_that_dies_is_replaced(settings: Settings) -> None:
    port = free_port()
    with serving(settings.database_url, "--port", str(port), "--workers", "1") as (process, _said):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if not children.exists():
            pytest.skip("this system does not list a process's children under /proc")
        (worker,) = children.read_text(encoding="utf-8").split()
        os.kill(int(worker), signal.SIGKILL)
        assert ask(port, "/healthz").status == 200


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),  # noqa: S104
        ("::", "http://[::1]:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("localhost", "http://localhost:8000/"),
    ],
)
def test_the_address_that_it_says_opens_in_a_browser(host: str, shown: str) -> None:
    assert address(host, 8000) == shown
    assert re.fullmatch(r"http://[^/]+/", shown)


PUBLIC = {"GEO_IJ_PUBLIC_URL": "https://map.example.org", "GEO_IJ_SECRET_KEY": "kR7vXw2LqPz9NfBd4HtGy6ScJm3EaVu8"}


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"GEO_IJ_SECRET_KEY": ""}, ["GEO_IJ_PUBLIC_URL needs GEO_IJ_SECRET_KEY"]),
        ({"GEO_IJ_SECRET_KEY": "x" * 31}, ["GEO_IJ_SECRET_KEY is too short"]),
        ({"GEO_IJ_SECRET_KEY": "changeme" * 8}, ["GEO_IJ_SECRET_KEY can be guessed"]),
        ({"GEO_IJ_PUBLIC_URL": "http://map.example.org"}, ["GEO_IJ_PUBLIC_URL is 'http://map.example.org'"]),
        (
            {"GEO_IJ_PUBLIC_URL": "https://map.example.org/ij", "GEO_IJ_SECRET_KEY": "", "GEO_IJ_LOG_FORMAT": "xml"},
            ["GEO_IJ_PUBLIC_URL needs", "GEO_IJ_PUBLIC_URL is", "GEO_IJ_LOG_FORMAT is 'xml'"],
        ),
        ({"GEO_IJ_SECURITY_CONTACT": "me@example.org"}, ["GEO_IJ_SECURITY_CONTACT is 'me@example.org'"]),
        ({"GEO_IJ_RATE_LIMIT_STORAGE": "memcached://there"}, ["GEO_IJ_RATE_LIMIT_STORAGE begins with 'memcached'"]),
    ],
)
def test_what_would_be_unsafe_is_refused_before_anything_listens(
    settings: Settings, changes: dict[str, str], faults: list[str]
) -> None:
    port = free_port()
    result = subprocess.run(
        [GEO_IJ, "--database", settings.database_url, "serve", "--port", str(port)],
        capture_output=True, text=True, check=False, timeout=120, env={**os.environ, **PUBLIC, **changes},
    )  # fmt: skip
    assert result.returncode == 1
    lines = result.stderr.splitlines()
    assert len(lines) == len(faults), result.stderr
    for line, fault in zip(lines, faults, strict=True):
        assert fault in line
    assert "x" * 31 not in result.stderr
    with pytest.raises(ConnectionRefusedError):
        ask(port, "/healthz")


def test_with_a_public_address_only_that_name_is_served_and_the_log_is_json(settings: Settings) -> None:
    port, log = free_port(), []
    options = ("--port", str(port), "--workers", "1")
    with serving(settings.database_url, *options, environment=PUBLIC, log=log):
        ours = ask(port, "/staff/sign-in?next=/staff/sites", Host="map.example.org")
        assert ours.status == 200
        assert ours.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert "Secure" in ours.headers["Set-Cookie"]
        assert ask(port, "/", Host="evil.example").status == 400
        assert ask(port, "/healthz", Host="10.0.0.7").status == 200
    lines = [json.loads(line) for line in log]
    asked = [line for line in lines if line["logger"] == "web.logs"]
    assert [(line["path"], line["status"]) for line in asked] == [
        ("/staff/sign-in", 200),
        ("/", 400),
        ("/healthz", 200),
    ]
    assert asked[0]["request_id"] == ours.headers["X-Request-Id"]
