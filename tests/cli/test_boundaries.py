import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo_ij.cli import main

SQUARE = [[[-0.8, 52.38], [-0.7, 52.38], [-0.7, 52.42], [-0.8, 52.42], [-0.8, 52.38]]]
BOW_TIE = [[[-0.8, 52.3], [-0.7, 52.4], [-0.7, 52.3], [-0.8, 52.4], [-0.8, 52.3]]]


@pytest.fixture
def wards(tmp_path: Path) -> Path:
    path = tmp_path / "wards.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"WD22CD": code, "WD22NM": name},
            "geometry": {"type": "Polygon", "coordinates": rings},
        }
        for code, name, rings in (("W1", "All Saints", SQUARE), ("W2", "Bow", BOW_TIE), ("", "Nowhere", SQUARE))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def run(database: Path, *arguments: object) -> Result:
    words = ["--database", f"sqlite:///{database}", "import", "boundaries", *map(str, arguments)]
    return CliRunner().invoke(main, words)


def test_the_report_is_one_json_document(tmp_path: Path, wards: Path) -> None:
    options = (wards, "--kind", "ward", "--code", "WD22CD", "--name", "WD22NM", "--json")
    result = run(tmp_path / "a.sqlite", *options)
    assert result.exit_code == 0
    expected = {"read": 3, "kept": 2, "rejected": {"no code": 1}, "repaired": 1, "changed": 2}
    assert json.loads(result.stdout) == expected
    assert json.loads(run(tmp_path / "a.sqlite", *options).stdout) == expected | {"changed": 0}


def test_the_report_in_words(tmp_path: Path, wards: Path) -> None:
    result = run(tmp_path / "a.sqlite", wards, "--kind", "ward", "--code", "WD22CD", "--name", "WD22NM")
    assert result.stdout.splitlines() == [
        "Kept 2 of 3 areas of the kind ward; 2 new or different.",
        "Left out 1: no code.",
        "Repaired 1 whose outline crossed itself.",
    ]


def test_a_refusal_is_one_line_a_fault_and_exit_code_1(tmp_path: Path, wards: Path) -> None:
    result = run(tmp_path / "a.sqlite", wards, "--kind", "ward", "--code", "CODE", "--name", "NAME")
    assert result.exit_code == 1
    assert result.stdout == ""
    faults = [line for line in result.stderr.splitlines() if line.startswith("geo-ij: ")]
    assert len(faults) == 2
    assert "no field 'CODE'; it has WD22CD, WD22NM" in faults[0]


def test_an_unknown_kind_is_wrong_usage(tmp_path: Path, wards: Path) -> None:
    result = run(tmp_path / "a.sqlite", wards, "--kind", "borough", "--code", "WD22CD", "--name", "WD22NM")
    assert result.exit_code == 2
    assert "policing_area" in result.stderr
