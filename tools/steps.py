"""Say what is being done and how long it has taken, and run it.

The clock starts when `make` starts: the Makefile hands the time down in `GEO_IJ_MAKE_STARTED`.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
REMINDER_SECONDS = 20


def say(line: str) -> None:
    """Print one line with the seconds since `make` started."""
    started = float(os.environ.get("GEO_IJ_MAKE_STARTED") or _OWN_START)
    print(f"[{max(time.time() - started, 0):4.0f} s] {line}", flush=True)  # noqa: T201  # this is the terminal


def stop(line: str) -> NoReturn:
    """Print why the step cannot be done and what to do, and leave with exit code 1."""
    say(line)
    sys.exit(1)


def run(command: Sequence[str | Path], *, failure: str, environment: Mapping[str, str] | None = None) -> None:
    """Run a command in the project's folder; if it fails, stop with the line `failure`."""
    if attempt(command, environment=environment) != 0:
        stop(failure)


def attempt(command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None, quiet: bool = False) -> int:
    """Run a command in the project's folder, with a sign of life now and then; give its exit code.

    What a quiet command writes is shown only when it fails.
    """
    variables = {**os.environ, **(environment or {})}
    arguments = [str(part) for part in command]
    with tempfile.TemporaryFile() as kept:
        output = kept if quiet else None
        with subprocess.Popen(arguments, cwd=ROOT, env=variables, stdout=output, stderr=output) as process:
            while process.poll() is None:
                try:
                    process.wait(timeout=REMINDER_SECONDS)
                except subprocess.TimeoutExpired:
                    say("... still at it")
        if quiet and process.returncode != 0:
            kept.seek(0)
            sys.stderr.write(kept.read().decode(errors="replace"))
    return process.returncode


def main() -> None:
    """Announce the first argument and, if a command follows, become that command."""
    label, *command = sys.argv[1:]
    say(label)
    if command:
        os.execvp(command[0], command)  # noqa: S606  # the Makefile's own commands


_OWN_START = time.time()

if __name__ == "__main__":
    main()
