import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo_ij.cli import main


@pytest.fixture
def names(tmp_path: Path) -> Path:
    path = tmp_path / "names.csv"
    rows = ["name,longitude,latitude,aliases", "Spring Rise Park,-0.7219,52.38666,The Rec", "Nowhere,0,0,"]
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def run(tmp_path: Path, *arguments: object) -> Result:
    words = ["--database", f"sqlite:///{tmp_path / 'a.sqlite'}", "import", "gazetteer", *map(str, arguments)]
    return CliRunner().invoke(main, words)


def test_the_report_is_one_json_document(tmp_path: Path, names: Path) -> None:
    result = run(tmp_path, names, "--format", "csv", "--json")
    assert result.exit_code == 0
    reason = "longitude 0, latitude 0"
    row = {"where": "line 3", "line": 3, "reason": reason, "detail": f"{reason} (given: 0 and 0)"}
    expected = {"read": 2, "kept": 1, "rejected": {reason: 1}, "rejected_rows": [row], "names": 2, "changed": 1}
    assert json.loads(result.stdout) == expected
    assert json.loads(run(tmp_path, names, "--format", "csv", "--json").stdout) == expected | {"changed": 0}


def test_the_report_in_words(tmp_path: Path, names: Path) -> None:
    assert run(tmp_path, names, "--format", "CSV").stdout.splitlines() == [
        "Kept 1 of 2 rows, which give 2 names; 1 place new or different.",
        "Left out 1: longitude 0, latitude 0 (first: line 3).",
        "line 3: longitude 0, latitude 0 (given: 0 and 0).",
    ]


def test_a_file_of_another_format_is_refused_in_one_line(tmp_path: Path, names: Path) -> None:
    result = run(tmp_path, names, "--format", "naptan")
    assert (result.exit_code, result.stdout) == (1, "")
    faults = [line for line in result.stderr.splitlines() if line.startswith("geo-ij: ")]
    assert len(faults) == 1
    assert f"{names}: not NaPTAN's list of stops: no column ATCOCode, CommonName, NptgLocalityCode" in faults[0]


@pytest.mark.parametrize("arguments", [[], ["--format", "kml"]])
def test_a_missing_or_unknown_format_is_wrong_usage(tmp_path: Path, names: Path, arguments: list[str]) -> None:
    result = run(tmp_path, names, *arguments)
    assert result.exit_code == 2
    assert "opennames" in result.stderr
