"""Ask whether a locked package has a known vulnerability: pip-audit for the Python ones, npm for the front end.

Both ask at once and have a time limit. Where the network does not let them ask, one line says so and the check goes
on; a vulnerability fails it. `PIP_AUDIT_VULNERABILITY_SERVICE=pypi` asks the package index where OSV is out of reach.
"""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from tools import front_end, python_packages
from tools.steps import ROOT, say, stop

LIMIT_SECONDS = 20
"""How long both may take together: a check that is run many times a day must not wait for somebody's server."""

LONGEST_REASON = 120
"""Characters of what a tool says of its failure: theirs can be long."""

ACCEPTED: dict[str, str] = {}
"""Advisories that cannot harm this service, by their identifier, each with the reason. Whatever is not here counts."""

PYTHON_AUDIT = (
    "--requirement", "requirements/run.txt", "--require-hashes", "--disable-pip", "--progress-spinner", "off",
    "--format", "json", "--timeout", "10",
)  # fmt: skip
NPM_AUDIT = ("audit", "--package-lock-only", "--json", "--fetch-retries=0", "--loglevel=error")


class CouldNotAskError(Exception):
    """The advisory service gave no answer, or none that can be read; the message says why."""


class Advisory(NamedTuple):
    """A vulnerability of a package that is used: all its identifiers, and what to do about it in words."""

    package: str
    version: str
    identifiers: tuple[str, ...]
    advice: str


class Answer(NamedTuple):
    """What a tool found out; `unknown` are the packages that it could not ask about."""

    advisories: list[Advisory]
    unknown: list[str]


class Question(NamedTuple):
    """A tool at work: what it asks about, where it writes, and who reads that."""

    about: str
    process: "subprocess.Popen[bytes]"
    output: IO[bytes]
    faults: IO[bytes]
    read: Callable[[Any], Answer]


def main() -> None:
    """Ask about all packages; stop where one has a vulnerability that is not accepted."""
    say("Asking whether a package has a known vulnerability (pip-audit, npm audit)")
    found: list[Advisory] = []
    with tempfile.TemporaryDirectory() as name:
        questions = [ask_about_python(Path(name)), ask_about_front_end(Path(name))]
        deadline = time.monotonic() + LIMIT_SECONDS
        for question in questions:
            try:
                answer = answer_to(question, deadline=deadline)
            except CouldNotAskError as why:
                say(f"{question.about} were not checked for known vulnerabilities: {why}")
                continue
            if answer.unknown:
                say(f"{len(answer.unknown)} {question.about} could not be asked about: {', '.join(answer.unknown)}")
            found += [one for one in answer.advisories if ACCEPTED.keys().isdisjoint(one.identifiers)]
    for package, version, identifiers, advice in found:
        say(f"{package} {version} has a known vulnerability ({', '.join(identifiers)}): {advice}")
    if found:
        stop("Take newer versions (make lock UPGRADE=--upgrade), or say in tools/audit.py why one cannot harm us.")


def ask_about_python(folder: Path) -> Question:
    """Let pip-audit begin to ask about the locked Python packages that the program needs."""
    command: list[str | Path] = [python_packages.VENV / "bin" / "pip-audit", *PYTHON_AUDIT]
    environment = {"PIP_AUDIT_VULNERABILITY_SERVICE": "osv", **os.environ}
    return _begin(command, folder / "python", about="Python packages", environment=environment, read=read_pip_audit)


def ask_about_front_end(folder: Path) -> Question:
    """Let npm begin to ask about the locked front-end packages."""
    node = front_end.find_node()
    environment = {**os.environ, "PATH": os.pathsep.join((str(node.program.parent), os.environ.get("PATH", "")))}
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))

    def read(report: Any) -> Answer:
        return read_npm_audit(report, packages=lock["packages"])

    return _begin(
        [*node.npm, *NPM_AUDIT], folder / "npm", about="Front-end packages", environment=environment, read=read
    )


def answer_to(question: Question, *, deadline: float) -> Answer:
    """Wait for a tool and read its report; raises CouldNotAskError where it has none in time."""
    try:
        question.process.wait(timeout=max(deadline - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        question.process.kill()
        question.process.wait()
        raise CouldNotAskError(f"no answer within {LIMIT_SECONDS} seconds") from None
    finally:
        texts = [_text(file) for file in (question.output, question.faults)]
    try:
        report = json.loads(texts[0])
    except json.JSONDecodeError:
        raise CouldNotAskError(_reason(texts[1])) from None
    return question.read(report)


def read_pip_audit(report: Any) -> Answer:
    """Read pip-audit's report; raises CouldNotAskError where it could not ask about any package."""
    advisories, unknown = [], []
    for package in report["dependencies"]:
        if "skip_reason" in package:
            unknown.append(package["name"])
        for one in package.get("vulns", ()):
            newer = " or ".join(one["fix_versions"])
            advice = f"{_sentence(one['description'])} " + (
                f"Use {newer}." if newer else "No version is without it yet."
            )
            advisories.append(Advisory(package["name"], package["version"], (one["id"], *one["aliases"]), advice))
    if len(unknown) == len(report["dependencies"]):
        raise CouldNotAskError("the package index that was asked knows nothing of vulnerabilities")
    return Answer(advisories, unknown)


def read_npm_audit(report: Any, *, packages: Mapping[str, Mapping[str, Any]]) -> Answer:
    """Read npm's report, with the lock's `packages` for the versions; raises CouldNotAskError where it holds none."""
    if "vulnerabilities" not in report:
        error = report.get("error") or {}
        raise CouldNotAskError(str(report.get("message") or error.get("summary") or "no report")[:LONGEST_REASON])
    advisories = []
    for name, package in report["vulnerabilities"].items():
        version = ", ".join(sorted({str(packages[node].get("version", "?")) for node in package["nodes"]}))
        for one in package["via"]:
            if isinstance(one, str):  # vulnerable only through another package, which is listed itself
                continue
            advice = f"{_sentence(one['title'])} Its versions {one['range']} are {one['severity']} risks."
            if not package["fixAvailable"]:
                advice += " No version is without it yet."
            advisories.append(Advisory(name, version, (one["url"].rstrip("/").split("/")[-1],), advice))
    return Answer(advisories, [])


def _begin(
    command: Sequence[str | Path],
    stem: Path,
    *,
    about: str,
    environment: Mapping[str, str],
    read: Callable[[Any], Answer],
) -> Question:
    # Into files: a pipe that nobody reads for a while would fill up and hold the tool.
    output, faults = (stem.with_suffix(ending).open("w+b") for ending in (".out", ".err"))
    process = subprocess.Popen([str(part) for part in command], cwd=ROOT, env=environment, stdout=output, stderr=faults)
    return Question(about, process, output, faults, read)


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    with file:
        return file.read().decode(errors="replace").strip()


def _reason(faults: str) -> str:
    """Find the line of a tool's last words that says what failed: in a trace of errors the last with a message."""
    lines = faults.splitlines() or ["no report"]
    return next((line for line in reversed(lines) if "Error: " in line), lines[-1])[:LONGEST_REASON]


def _sentence(text: str) -> str:
    words = " ".join(text.split())
    return f"{words[:200].rstrip('. ')}."


if __name__ == "__main__":
    main()
