"""Find the programs that only the tests need, and install them from Debian's packages where that is allowed.

Nothing is installed that has not been named first. Where it cannot be installed, the tests that need it are
skipped by name, except on a CI machine: there a missing program is a failure, not a quieter success.
"""

import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from tools.steps import attempt, say, stop


class Program(NamedTuple):
    """Something the tests need: what it is, how it is found, and the Debian packages that bring it."""

    name: str
    find: Callable[[], Path | None]
    debian_packages: tuple[str, ...]


def find_postgresql() -> Path | None:
    """Find the folder of the server programs (`initdb`, `postgres`) of a PostgreSQL that has PostGIS."""
    for initdb in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True):
        version = initdb.parts[-3]
        if Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists():
            return initdb.parent
    config = shutil.which("pg_config")
    if config is None:
        return None
    programs, shared = (
        Path(subprocess.run([config, option], capture_output=True, text=True, check=True).stdout.strip())
        for option in ("--bindir", "--sharedir")
    )
    complete = (programs / "initdb").exists() and (shared / "extension" / "postgis.control").exists()
    return programs if complete else None


def find_chromium() -> Path | None:
    """Find a Chromium or Chrome to drive."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        found = shutil.which(name)
        if found:
            return Path(found)
    return None


def find_atomic_library() -> Path | None:
    """Find the library without which the browser's driver does not start on Linux."""
    if sys.platform != "linux":
        return Path()
    found = ctypes.util.find_library("atomic")
    return Path(found) if found else None


def find_dovecot() -> Path | None:
    """Find the mail server Dovecot, which ordinary users do not always have in their path."""
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    return Path(found) if found else None


TEST_PROGRAMS = (
    Program("PostgreSQL with PostGIS", find_postgresql, ("postgresql", "postgresql-postgis")),
    Program("Chromium", find_chromium, ("chromium", "fonts-liberation")),
    Program("The IMAP server Dovecot", find_dovecot, ("dovecot-imapd",)),
    Program("The library libatomic, for the browser's driver", find_atomic_library, ("libatomic1",)),
)


def may_install() -> bool:
    """Say whether this is Debian, or a child of it, with the administrator at the keyboard."""
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> bool:
    """Install Debian packages, naming them first; say whether it worked."""
    say(f"Installing Debian packages: {', '.join(packages)}")
    environment = {"DEBIAN_FRONTEND": "noninteractive"}
    options = ("--yes", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0")
    commands = (["apt-get", "update", "-qq"], ["apt-get", "install", *options, *packages])
    return all(attempt(command, environment=environment, quiet=True) == 0 for command in commands)


def main() -> None:
    """Install what the tests need and this machine lacks, or say what will be skipped."""
    missing = [program for program in TEST_PROGRAMS if program.find() is None]
    if not missing:
        say("What only the tests need (PostgreSQL with PostGIS, Chromium, Dovecot): found")
        return
    packages = [package for program in missing for package in program.debian_packages]
    if may_install():
        install(packages)
        missing = [program for program in missing if program.find() is None]
    for program in missing:
        say(
            f"{program.name} is missing: the tests that need it are skipped. "
            f"On Debian or Ubuntu: sudo apt-get install {' '.join(program.debian_packages)}"
        )
    if missing and os.environ.get("CI"):
        stop("On a CI machine no test may be skipped for a missing program.")


if __name__ == "__main__":
    main()
