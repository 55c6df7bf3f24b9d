"""The build: locks that match what is asked for, a helpful Makefile, a wheel that works by itself."""

import json
import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project_files import ROOT, kept_files, named
from tools import front_end, lock

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHON_LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"^([\w.\[\]-]+)==(\S+)", re.MULTILINE)
SERVER_SECONDS = 60


def locked(name: str) -> dict[str, set[str]]:
    """Give the versions of each package in a lock: more than one where they differ by Python."""
    versions: dict[str, set[str]] = {}
    for package, version in PINNED.findall((ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")):
        versions.setdefault(canonicalize_name(package.split("[")[0]), set()).add(version)
    return versions


def asked_for(name: str) -> list[Requirement]:
    """Give what pyproject.toml asks for in a lock, read from the command that writes it."""
    options = lock.LOCKS[name]
    groups = [options[place + 1] for place, option in enumerate(options) if option == "--group"]
    extras = [options[place + 1] for place, option in enumerate(options) if option == "--extra"]
    lines = [line for group in groups for line in PROJECT["dependency-groups"][group]]
    lines += [line for extra in extras for line in PROJECT["project"]["optional-dependencies"][extra]]
    lines += PROJECT["project"]["dependencies"] if "pyproject.toml" in options else []
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("name", lock.LOCKS)
def test_a_lock_holds_what_the_project_asks_for(name: str) -> None:
    versions = locked(name)
    for requirement in asked_for(name):
        assert all(version in requirement.specifier for version in versions[canonicalize_name(requirement.name)])


def test_the_tests_run_on_the_versions_that_users_get() -> None:
    tests, users = locked("test"), locked("run")
    assert {package: tests[package] for package in users} == users


@pytest.mark.parametrize(
    "path", [*PYTHON_LOCKS, ROOT / "package-lock.json", ROOT / "package.json"], ids=lambda p: p.name
)
def test_a_lock_holds_no_address(path: Path) -> None:
    assert "://" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PYTHON_LOCKS, ids=lambda path: path.name)
def test_every_python_package_has_a_hash(path: Path) -> None:
    entries = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip())
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_front_end_package_has_a_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    del packages[""]
    assert packages
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []


def test_help_lists_every_target_that_a_person_calls() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: (\S+)", makefile, re.MULTILINE)) - {"setup-tests"}
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^make ([a-z-]+) {2,}\S", shown, re.MULTILINE)) == targets
    assert {"run", "test", "setup", "check", "bench", "dist", "help"} <= targets


def test_ci_does_what_make_test_does_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "make" in line and not line.startswith("#")] == ["exec make test"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_front_end_has_neither_the_crown_nor_a_font_nor_an_outside_address() -> None:
    style = "".join((ROOT / target).read_text(encoding="utf-8") for target in front_end.STYLES.values())
    assert ".govuk-button" in style
    assert "[aria-sort] button" in style
    targets = [target for target in front_end.FILES.values() if target.endswith(".js")]
    scripts = [(ROOT / target).read_text(encoding="utf-8") for target in targets]
    assert "sourceMappingURL" not in "".join(scripts)
    assert not re.search(r"url\((?!\"?data:)|@font-face|@import|GDS Transport|sourceMappingURL", style)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as `make dist` does."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment outside the clone, and give the folder of its programs.

    The packages it depends on come from the environment that runs the tests, so that nothing is fetched;
    the project's own folder does not come along.
    """
    environment = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    programs = environment / "bin"
    subprocess.run(
        [
            sys.executable, "-m", "pip", "--python", programs / "python", "--disable-pip-version-check",
            "install", "--quiet", "--no-index", "--no-deps", wheel,
        ],
        check=True,
    )  # fmt: skip
    (packages,) = environment.glob("lib/*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return programs


def test_the_wheel_carries_all_that_the_program_reads(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {*front_end.FILES.values(), *front_end.STYLES.values()} <= names
    for path in map(named, kept_files()):
        if path.startswith(("geo_ij/", "web/")) and not path.endswith("README.md"):
            assert path in names
        if path.startswith("data/") and not path.endswith(".py"):
            assert f"geo_ij/{path}" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith(("tests", "tools", "bench"))]


def test_the_wheel_runs_outside_the_clone(installed: Path, tmp_path: Path) -> None:
    code = "import geo_ij, web; print(geo_ij.__file__, web.__file__)"
    found = subprocess.run([installed / "python", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert str(ROOT) not in found.stdout
    shown = subprocess.run([installed / "geo-ij", "--help"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "import" in shown.stdout


def test_the_wheel_shows_the_demonstration_outside_the_clone(installed: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(tmp_path),
        "GEO_IJ_DATABASE_URL": f"sqlite:///{tmp_path}/demo.sqlite",
    }
    subprocess.run([installed / "geo-ij", "demo"], cwd=tmp_path, env=environment, check=True, capture_output=True)
    with serving(installed, tmp_path, environment) as address:
        assert answer(f"{address}/healthz")
        assert b"<h1" in answer(f"{address}/")
        assert len(answer(f"{address}/map")) > 1000


@contextmanager
def serving(programs: Path, folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Run `geo-ij serve` on a free port and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([programs / "geo-ij", "serve", "--port", str(port)], cwd=folder, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + SERVER_SECONDS
        while time.monotonic() < deadline and server.poll() is None:
            try:
                answer(f"{address}/healthz")
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=SERVER_SECONDS)


def answer(address: str) -> bytes:
    """Give what a GET of the address answers."""
    with urllib.request.urlopen(address, timeout=SERVER_SECONDS) as response:  # noqa: S310  # our own server
        content: bytes = response.read()
    return content
