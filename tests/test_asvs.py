"""The table of security requirements is complete, counts right and names evidence that exists."""

import ast
import importlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from geo_ij.settings import SETTINGS
from tests.project_files import ROOT

PAGE = ROOT / "docs" / "reference" / "asvs.md"
DETAILS = PAGE.with_name("security-details.md")

# The requirements of OWASP ASVS 5.0.0 by level, as ranges within a section. Level 3 is not claimed.
LEVELS = {
    1: "1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 5.2.1-2 5.3.1-2 "
    "6.1.1 6.2.1-8 6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 9.2.1 10.4.1-5 11.3.1-2 "
    "11.4.1 12.1.1 12.2.1-2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1",
    2: "1.1.1-2 1.2.6-9 1.3.3-11 1.4.1-3 1.5.2 2.1.2-3 2.2.3 2.3.2-4 2.4.1 3.3.2-4 3.4.3-6 3.5.4-5 3.7.1-2 "
    "4.1.2-3 4.2.1 4.3.1-2 4.4.2-4 5.1.1 5.2.3 5.4.1-3 6.1.2-3 6.2.9-12 6.3.3-4 6.4.3-4 6.5.1-5 6.6.1-3 "
    "6.8.1-4 7.1.1-3 7.3.1-2 7.4.3-5 7.5.1-2 7.6.1-2 8.1.2 8.2.3 8.4.1 9.2.2-4 10.1.1-2 10.2.1-2 10.3.1-4 "
    "10.4.6-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 11.3.3 11.4.2-4 11.5.1 11.6.1 12.1.2-3 "
    "12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.2-5 14.1.1-2 14.2.2-4 14.3.2-3 15.1.2-3 15.2.2-3 15.3.2-7 "
    "16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3 17.1.1 17.2.1-4 17.3.1-2",
}
STATUSES = ("met", "not applicable", "open")
MOST_WORDS = 8

PYTHON_FILES = [path for folder in ("geo_ij", "web") for path in sorted((ROOT / folder).rglob("*.py"))]
# Our own scripts and templates: what other people wrote lies in `vendor`.
PAGE_FILES = [
    path
    for folder in (ROOT / "web", ROOT / "geo_ij" / "maps")
    for path in sorted(folder.rglob("*"))
    if path.suffix in {".js", ".mjs", ".html"} and "vendor" not in path.parts
]


class Row(NamedTuple):
    """One line of the table."""

    number: str
    level: int
    asked: str
    status: str
    where: str


def numbers(level: int) -> Iterator[str]:
    """Name every requirement of a level."""
    for span in LEVELS[level].split():
        section, _, last = span.rpartition(".")
        first, _, end = last.partition("-")
        yield from (f"{section}.{number}" for number in range(int(first), int(end or first) + 1))


def rows() -> list[Row]:
    found = re.findall(r"^\| (\d+\.\d+\.\d+) \| (\d) \| (.*?) \| (.*?) \| (.*?) \|$", PAGE.read_text(), re.MULTILINE)
    return [Row(number, int(level), asked, status, where) for number, level, asked, status, where in found]


ROWS = rows()


def test_the_ranges_are_those_of_the_standard() -> None:
    # The standard has 70 requirements of level 1 and 183 of level 2.
    assert [len(list(numbers(level))) for level in (1, 2)] == [70, 183]


def test_every_requirement_of_levels_1_and_2_is_there_once_and_in_order() -> None:
    expected = {number: level for level in LEVELS for number in numbers(level)}
    in_order = sorted(expected, key=lambda number: [int(part) for part in number.split(".")])
    assert [row.number for row in ROWS] == in_order
    assert {row.number: row.level for row in ROWS} == expected


def test_no_line_that_looks_like_a_requirement_is_passed_over() -> None:
    lines = [line for line in PAGE.read_text().splitlines() if re.match(r"\|\s*V?\d", line)]
    assert len(lines) == len(ROWS)


def test_every_requirement_is_under_its_chapter() -> None:
    chapter = ""
    for line in PAGE.read_text().splitlines():
        if found := re.match(r"## V(\d+) ", line):
            chapter = found[1]
        if found := re.match(r"\| (\d+)\.\d+\.\d+ ", line):
            assert found[1] == chapter, line


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_a_requirement_has_few_words_a_status_and_evidence_or_a_reason(row: Row) -> None:
    assert 0 < len(row.asked.split()) <= MOST_WORDS
    assert row.status in STATUSES
    assert row.where.strip()
    named = re.findall(r"`((?:tests|docs|tools)/[^`]+)`", row.where)
    pages = re.findall(r"\]\(([^)#]+\.md)", row.where)
    if row.status == "met":
        assert named or pages, "what is met is shown by a test or a page"
    for name in named:
        path, _, function = name.partition("::")
        assert (ROOT / path).is_file(), name
        if function:
            text = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(rf"^def {function}\(", text, re.MULTILINE), name
    for page in pages:
        assert (PAGE.parent / page).is_file(), page


def test_the_counts_of_the_head_are_those_of_the_table() -> None:
    text = PAGE.read_text()
    counted = Counter((row.status, row.level) for row in ROWS)
    for status in STATUSES:
        expected = (counted[status, 1], counted[status, 2], counted[status, 1] + counted[status, 2])
        assert f"| {status} | {expected[0]} | {expected[1]} | {expected[2]} |" in text


def test_the_limits_of_the_details_are_those_of_the_program() -> None:
    limits = re.findall(r"^\| [^|]+ \| (\d[^|]*) \| `([\w.]+)` \|$", DETAILS.read_text(), re.MULTILINE)
    assert len(limits) > 10
    defaults = {setting.variable: setting.default for setting in SETTINGS.values()}
    for value, name in limits:
        module, _, constant = name.rpartition(".")
        found = getattr(importlib.import_module(module), constant) if module else defaults[name]
        assert str(found).removesuffix(".0") == value, name


def test_the_rules_against_dangerous_code_are_on() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in rules["select"]
    assert [rule for rule in rules["ignore"] if rule.startswith("S")] == []
    relaxed = {
        files for files, ignored in rules["per-file-ignores"].items() if any(one.startswith("S") for one in ignored)
    }
    assert [files for files in relaxed if files.startswith(("geo_ij", "web", "*"))] == []
    for path in PYTHON_FILES:
        for line in path.read_text(encoding="utf-8").splitlines():
            # An exception names its rule: a bare one would let everything through, also for a whole file.
            assert re.search(r"#\s*(ruff:\s*)?noqa(?!: [A-Z]+\d)", line) is None, f"{path}: {line}"
            assert "flake8: noqa" not in line, path


def formats_our_own(function: ast.expr) -> bool:
    """Say whether `format` is of a text that stands in the code (or a constant, by its name), or of no text at all."""
    owner = function.value if isinstance(function, ast.Attribute) else function
    return isinstance(owner, ast.Constant) or (
        isinstance(owner, ast.Name) and (owner.id.isupper() or owner.id == "self")
    )


def test_no_text_is_ever_run_as_code() -> None:
    forbidden_calls = {"eval", "exec", "compile", "__import__", "render_template_string", "from_string"}
    forbidden_modules = {"pickle", "marshal", "shelve", "subprocess", "yaml", "xml", "lxml", "telnetlib", "ftplib"}
    assert len(PYTHON_FILES) > 100
    for path in PYTHON_FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                is_of_re = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re"
                assert name not in forbidden_calls or (name == "compile" and is_of_re), f"{path}:{node.lineno} {name}"
                if name in {"format", "format_map"}:
                    # A text that somebody gave could read, as a format, what was not meant for them.
                    assert formats_our_own(node.func), f"{path}:{node.lineno} {name}"
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if names == ["xml.etree"]:
                assert_writes_xml_only(path)
                continue
            assert not {one.split(".")[0] for one in names} & forbidden_modules, f"{path}: {names}"


def assert_writes_xml_only(path: Path) -> None:
    """Let a module make XML by the standard library; reading it needs defusedxml."""
    used = {
        node.attr for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)
    }
    reading = {"parse", "iterparse", "fromstring", "fromstringlist", "XML", "XMLID", "XMLParser", "XMLPullParser"}
    assert not used & reading, f"{path}: {used & reading}"


def test_scripts_use_no_risky_part_of_the_browser() -> None:
    risky = (
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "localStorage",
        "sessionStorage", "indexedDB", "document.cookie", "postMessage", "WebSocket", "__proto__",
        "Object.assign",
    )  # fmt: skip
    # The report form is filled in where the signal comes and goes: docs/explanation/security.md says what it keeps.
    allowed = {("report.js", "localStorage"), ("report.js", "sessionStorage")}
    assert len(PAGE_FILES) > 20
    used = {(path.name, one) for path in PAGE_FILES for one in risky if one in path.read_text(encoding="utf-8")}
    assert used == allowed


def test_no_answer_lets_another_origin_in() -> None:
    for path in (*PYTHON_FILES, *PAGE_FILES):
        assert "access-control-" not in path.read_text(encoding="utf-8").casefold(), path
