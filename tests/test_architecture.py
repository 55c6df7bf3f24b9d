"""House rules that no linter knows: short files, telling names, imports that run one way, no address."""

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.project_files import ROOT, kept_files, named

LONGEST_FILE = 300
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}
# Written in parts, so that this file does not hold what it looks for.
REGISTRIES = ("pypi" + ".org", "python" + "hosted", "npm" + "js.", "deb." + "debian", "registry" + ".yarn")
MACHINE_PATH = re.compile(r"(?<![\w.*/{}])/(?:work|root|tmp|home/\w+)/")
NOT_TEXT = {".gz", ".parquet", ".png", ".jpg", ".ico", ".gpkg", ".zip", ".pdf", ".xlsx"}
PYTHON_FILES = [path for path in kept_files() if path.suffix == ".py"]


def test_the_rules_look_at_the_whole_project() -> None:
    assert {"geo_ij", "web", "tests", "tools"} <= {named(path).split("/")[0] for path in PYTHON_FILES}


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PYTHON_FILES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {named(path): {part.removesuffix(".py") for part in path.relative_to(ROOT).parts} for path in PYTHON_FILES}
    assert {name: parts & VAGUE_NAMES for name, parts in names.items() if parts & VAGUE_NAMES} == {}


def test_imports_run_one_way() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    assert " 0 broken" in result.stdout


def test_no_kept_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in kept_files():
        if path.suffix in NOT_TEXT:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if MACHINE_PATH.search(line) or any(registry in line for registry in REGISTRIES):
                found.append(f"{named(path)}:{number}: {line.strip()[:100]}")
    assert found == []


def test_no_third_party_code_is_kept() -> None:
    folders = {"vendor", "node_modules", ".venv"}
    assert [named(path) for path in kept_files() if folders & set(path.relative_to(ROOT).parts)] == []


def imported(path: Path) -> set[str]:
    """Give the top-level names that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


def test_the_program_imports_nothing_that_users_do_not_get() -> None:
    locked = {line.split("==")[0] for line in (ROOT / "requirements" / "run.txt").read_text().splitlines()}
    locked |= {"psycopg"}  # the extra for PostgreSQL
    bringing = packages_distributions()
    missing = {
        f"{named(path)}: {name}"
        for path in PYTHON_FILES
        if named(path).startswith(("geo_ij/", "web/"))
        for name in imported(path) - sys.stdlib_module_names - {"geo_ij", "web"}
        if not {canonicalize_name(package) for package in bringing.get(name, [])} & locked
    }
    assert missing == set()


def test_the_steps_of_make_run_before_anything_is_installed() -> None:
    first = [ROOT / "tools" / f"{name}.py" for name in ("steps", "python_packages", "front_end", "system_packages")]
    assert set.union(*map(imported, first)) <= sys.stdlib_module_names | {"tools"}


def test_the_table_for_contributors_names_what_exists() -> None:
    table = [line for line in (ROOT / "CONTRIBUTING.md").read_text().splitlines() if line.startswith("|")]
    places = {place for line in table for place in re.findall(r"`([\w./-]+)`", line) if "/" in place or "." in place}
    assert len(places) > 20
    kept = {named(path) for path in kept_files()}
    assert {place for place in places if not any(name.startswith(place) for name in kept)} == set()
