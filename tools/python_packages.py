"""Make the virtual environment and install the locked Python packages into it, each checked against its hash.

Runs on a bare Python 3.11 or newer. A second run finds the stamp of the first and does nothing.
"""

import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

from tools import system_packages
from tools.steps import ROOT, attempt, run, say, stop

VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
MINIMUM = (3, 11)
# A wheel is only unpacked; a source package would run its own code and fetch what it builds with, unlocked.
PIP_INSTALL = (
    "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", "--require-hashes",
    "--only-binary", ":all:",
)  # fmt: skip


def install(lock: str) -> None:
    """Install what `requirements/<lock>.txt` names, unless that was done already."""
    make_environment()
    path = LOCKS / f"{lock}.txt"
    stamp = VENV / f".installed-{lock}"
    wanted = digest(path)
    if _read(stamp) == wanted:
        say(f"Python packages for '{lock}': up to date")
        return
    count = path.read_text(encoding="utf-8").count("==")
    say(f"Installing {count} locked Python packages for '{lock}'")
    run(
        [VENV_PYTHON, *PIP_INSTALL, "-r", path],
        failure="The Python packages could not be installed: see above. Is the network reachable?",
    )
    stamp.write_text(wanted, encoding="utf-8")


def install_project() -> None:
    """Install geo-ij itself, in place, so that `.venv/bin/geo-ij` runs the code of this folder."""
    stamp = VENV / ".installed-project"
    wanted = digest(ROOT / "pyproject.toml", ROOT / "geo_ij" / "__init__.py")
    if _read(stamp) == wanted:
        return
    say("Installing geo-ij itself in place")
    run(
        [
            VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index",
            "--no-deps", "--no-build-isolation", "--editable", ".",
        ],
        failure="geo-ij itself could not be installed: see the message above.",
    )  # fmt: skip
    stamp.write_text(wanted, encoding="utf-8")


def make_environment() -> None:
    """Make `.venv` with pip in it, or again if its Python has gone; stop where this Python cannot."""
    if sys.version_info < MINIMUM:
        stop(f"Python {MINIMUM[0]}.{MINIMUM[1]} or newer is needed: this is {sys.version.split()[0]}. "
             "Name another with: make PYTHON=python3.12 ...")  # fmt: skip
    if _works("import pip"):
        return
    if importlib.util.find_spec("ensurepip") is None:
        _install_ensurepip()
    if _works("pass"):
        command: list[str | Path] = [VENV_PYTHON, "-m", "ensurepip", "--upgrade", "--default-pip"]
    else:
        say(f"Making a virtual environment in .venv with Python {sys.version.split()[0]}")
        command = [Path(sys.executable), "-m", "venv", "--clear", VENV]
    if attempt(command, quiet=True) != 0:
        stop("The virtual environment could not be made: see the message above.")


def digest(*paths: Path) -> str:
    """Give one hash over the content of some files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def _install_ensurepip() -> None:
    # Debian keeps the part of `venv` that brings pip in a package of its own.
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not system_packages.may_install() or not system_packages.install([package]):
        stop(f"This Python cannot make virtual environments with pip. Install the package {package} "
             f"(on Debian or Ubuntu: sudo apt-get install {package}) and run the command again.")  # fmt: skip


def _works(statement: str) -> bool:
    return (
        VENV_PYTHON.exists()
        and subprocess.run([VENV_PYTHON, "-c", statement], capture_output=True, check=False).returncode == 0
    )


def _read(stamp: Path) -> str:
    return stamp.read_text(encoding="utf-8") if stamp.exists() else ""


def main() -> None:
    """Install each named lock and then the project itself."""
    for lock in sys.argv[1:]:
        install(lock)
    install_project()


if __name__ == "__main__":
    main()
