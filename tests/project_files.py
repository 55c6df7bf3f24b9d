"""Name the files of the project that are, or would be, committed."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def kept_files() -> list[Path]:
    """Give every file that git keeps or would keep; outside a git clone there is no telling, so skip."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a git clone, so what is kept cannot be told", allow_module_level=True)
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted(ROOT / name for name in set(listed) if (ROOT / name).is_file())


def named(path: Path) -> str:
    """Give the name of a file as the tests' messages show it."""
    return path.relative_to(ROOT).as_posix()
