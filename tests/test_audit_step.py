"""The step of `make check` that asks for known vulnerabilities, with the real tools and a service of our own."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.project_files import ROOT
from tools import audit
from tools.audit import Advisory, Answer, CouldNotAskError, read_npm_audit, read_pip_audit

PACKAGES = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
LEAFLET = PACKAGES["node_modules/leaflet"]["version"]


class Service(ThreadingHTTPServer):
    """Stands in for OSV and for npm's registry: knows of the vulnerabilities that a test gives it."""

    python: dict[str, dict[str, Any]]
    front_end: dict[str, dict[str, Any]]
    asked: list[str]
    status = 200
    waits = 0.0

    def answer(self, path: str, question: Any) -> Any:
        if path == "/osv":
            name = question["package"]["name"]
            self.asked.append(name)
            return {"vulns": [self.python[name]]} if name in self.python else {}
        if path.endswith("/security/advisories/bulk"):
            self.asked += question
            return {name: [self.front_end[name]] for name in question if name in self.front_end}
        # What versions there are: npm looks whether one of them is without the vulnerability.
        name = path.strip("/")
        versions = {
            one: {"name": name, "version": one} for one in (PACKAGES[f"node_modules/{name}"]["version"], "99.0.0")
        }
        return {"name": name, "dist-tags": {"latest": "99.0.0"}, "versions": versions}


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.reply(None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(json.loads(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body))

    def reply(self, question: Any) -> None:
        time.sleep(self.server.waits)
        body = json.dumps(self.server.answer(self.path, question)).encode() if self.server.status == 200 else b"No."
        with suppress(ConnectionError):  # whoever asked may not have waited
            self.send_response(self.server.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_anything: object) -> None:
        pass


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Give the service that both tools are led to."""
    server = Service(("127.0.0.1", 0), Handler)
    server.python, server.front_end, server.asked = {}, {}, []
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("PIP_AUDIT_OSV_URL", f"{address}/osv")
    monkeypatch.setenv("npm_config_registry", f"{address}/")
    monkeypatch.setattr(audit, "LIMIT_SECONDS", 120)  # the machine may be busy with other tests
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "PIP_AUDIT_VULNERABILITY_SERVICE"):
        monkeypatch.delenv(name, raising=False)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def osv(package: str, *, fixed: str | None, **more: Any) -> dict[str, Any]:
    """Give an advisory as OSV words it."""
    events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
    return {
        "id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "summary": "Lets anybody in.",
        "published": "2026-01-01T00:00:00Z",
        "affected": [
            {"package": {"name": package, "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
        ],
        **more,
    }  # fmt: skip


def npm(versions: str) -> dict[str, Any]:
    """Give an advisory as npm's registry words it."""
    return {
        "id": 1, "url": "https://github.com/advisories/GHSA-1", "title": "Runs a script of a popup", "severity": "high",
        "vulnerable_versions": versions, "cwe": ["CWE-79"], "cvss": {"score": 7.5, "vectorString": None},
    }  # fmt: skip


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.split("] ", 1)[1] for line in capsys.readouterr().out.splitlines()]


def test_nothing_is_said_of_packages_without_a_vulnerability(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    audit.main()
    assert said(capsys) == ["Asking whether a package has a known vulnerability (pip-audit, npm audit)"]
    # Both were really asked, about what users get: a package that is asked for and one that comes along with it.
    assert {"flask", "werkzeug", "govuk-frontend", "leaflet"} <= set(service.asked)


def test_a_vulnerability_fails_the_check_and_names_package_version_and_advice(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.python = {"flask": osv("flask", fixed="99.1"), "werkzeug": osv("werkzeug", fixed=None, id="PYSEC-2026-2")}
    service.front_end = {"leaflet": npm("<99.0.0")}
    with pytest.raises(SystemExit) as stopped:
        audit.main()
    assert stopped.value.code == 1
    _, flask, werkzeug, leaflet, advice = said(capsys)
    assert flask.startswith("flask 3.")
    assert flask.endswith("(PYSEC-2026-1, CVE-2026-1): Lets anybody in. Use 99.1.")
    assert werkzeug.endswith("Lets anybody in. No version is without it yet.")
    assert leaflet == (
        f"leaflet {LEAFLET} has a known vulnerability (GHSA-1): Runs a script of a popup. "
        "Its versions <99.0.0 are high risks."
    )
    assert "make lock UPGRADE=--upgrade" in advice


@pytest.mark.parametrize("identifier", ["PYSEC-2026-1", "CVE-2026-1"])
def test_an_accepted_vulnerability_passes_by_any_of_its_names_and_no_other_does(
    service: Service, monkeypatch: pytest.MonkeyPatch, identifier: str
) -> None:
    monkeypatch.setattr(audit, "ACCEPTED", {identifier: "pages never call it"})
    service.python = {"flask": osv("flask", fixed="99.1")}
    audit.main()
    service.front_end = {"leaflet": npm("<99.0.0")}
    with pytest.raises(SystemExit):
        audit.main()


def refusing(service: Service) -> None:
    service.status = 403


def silent(service: Service) -> None:
    service.waits = 3


@pytest.mark.parametrize(("fails", "why"), [(refusing, "403"), (silent, "no answer within 2 seconds")])
def test_a_service_that_cannot_be_asked_is_named_and_the_check_goes_on(
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fails: Callable[[Service], None],
    why: str,
) -> None:
    if fails is silent:
        monkeypatch.setattr(audit, "LIMIT_SECONDS", 2)
    fails(service)
    audit.main()
    _, python, front_end = said(capsys)
    assert python.startswith("Python packages were not checked for known vulnerabilities: ")
    assert front_end.startswith("Front-end packages were not checked for known vulnerabilities: ")
    assert why in python
    assert why in front_end


def test_a_vulnerability_that_one_tool_finds_counts_when_the_other_cannot_ask(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_AUDIT_OSV_URL", "http://127.0.0.1:9/")  # nobody listens there
    service.front_end = {"leaflet": npm("<99.0.0")}
    with pytest.raises(SystemExit):
        audit.main()
    _, python, leaflet, _ = said(capsys)
    assert "Python packages were not checked" in python
    assert leaflet.startswith(f"leaflet {LEAFLET} ")


def test_an_index_that_knows_nothing_of_vulnerabilities_was_not_asked() -> None:
    skipped = {"name": "flask", "skip_reason": "Dependency not found on PyPI and could not be audited: flask (3.1.0)"}
    with pytest.raises(CouldNotAskError, match="knows nothing of vulnerabilities"):
        read_pip_audit({"dependencies": [skipped], "fixes": []})
    known = {"name": "click", "version": "8.2.0", "vulns": []}
    assert read_pip_audit({"dependencies": [skipped, known], "fixes": []}) == Answer([], ["flask"])


def test_a_package_that_is_vulnerable_through_another_is_told_once() -> None:
    through = {"via": ["sass"], "nodes": ["node_modules/b"], "fixAvailable": False}
    itself = {
        "via": [{"title": "Slow", "url": "https://github.com/advisories/GHSA-2", "severity": "low", "range": "<2"}],
        "nodes": ["node_modules/sass"],
        "fixAvailable": False,
    }
    packages = {"node_modules/b": {"version": "1.0.0"}, "node_modules/sass": {"version": "1.5.0"}}
    assert read_npm_audit({"vulnerabilities": {"b": through, "sass": itself}}, packages=packages) == Answer(
        [Advisory("sass", "1.5.0", ("GHSA-2",), "Slow. Its versions <2 are low risks. No version is without it yet.")],
        [],
    )


def test_every_accepted_vulnerability_has_a_reason() -> None:
    assert all(len(reason.split()) > 3 for reason in audit.ACCEPTED.values())
