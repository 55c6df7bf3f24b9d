"""Write the lock files anew from pyproject.toml and package.json: versions and hashes, no addresses.

`requirements/run.txt` is what the program needs, `test.txt` adds what the checks and tests need, and `bench.txt` the
peers that benchmarks measure against, all at the same versions; `node.txt` and `uv.txt` each hold one tool.
"""

import sys

from tools import front_end, python_packages
from tools.steps import run, say

COMPILE = (
    "pip", "compile", "--quiet", "--generate-hashes", "--no-header", "--no-annotate", "--universal",
    "--python-version", "3.11",
)  # fmt: skip
PROJECT = ("pyproject.toml", "--group", "build")
# File -> what goes into it.
LOCKS = {
    "run": PROJECT,
    "test": (
        *PROJECT, "--extra", "postgres", "--group", "test", "--group", "data", "--constraints", "requirements/run.txt",
    ),
    "bench": (*PROJECT, "--group", "test", "--group", "bench", "--constraints", "requirements/test.txt"),
    "node": ("--group", "node"),
    "uv": ("--group", "lock"),
}  # fmt: skip


def main() -> None:
    """Lock the Python and then the front-end packages; `--upgrade` takes the newest versions allowed."""
    options = sys.argv[1:]
    python_packages.install("uv")
    for name, content in LOCKS.items():
        say(f"Locking requirements/{name}.txt")
        file = f"requirements/{name}.txt"
        run(
            [python_packages.VENV / "bin" / "uv", *COMPILE, *content, *options, "--output-file", file],
            failure=f"{file} could not be written: see the message above.",
        )
    front_end.lock(upgrade="--upgrade" in options)


if __name__ == "__main__":
    main()
