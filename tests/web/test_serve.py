"""`geo-ij serve` as a real process: it says where it serves, stops when asked, and refuses in words."""

import http.client
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
    port = free_port()
    with serving(settings.database_url, "--port", str(port), "--workers", "2") as (process, said):
        assert f"Serving at http://127.0.0.1:{port}/" in said
        assert ask(port, "/readyz").status == 200
        assert ask(port, "/staff/").status == 200
        assert ask(port, "/staff/", Host="evil.example").status == 403
        assert ask(port, "/nowhere").status == 404
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
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
    assert result.stderr == (
        f"geo-ij: port {port} of 127.0.0.1 is in use by another program: stop it, or choose another with --port\n"
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
        assert ask(port, "/staff/").status == 200
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
