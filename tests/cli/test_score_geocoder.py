"""The command that scores the geocoder."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo_ij.cli import main

HEADER = "text,expected_status,easting,northing,tolerance_m,kind\n"
GOOD = (
    HEADER
    + "SP 8701 7853,matched,487015,278535,30,grid_reference\n"
    + "SP 8701 7853,matched,487515,278535,30,grid_reference\n"
    + "Granby Street Leicester,outside_area,,,,outside\n"
    + "nowhere at all,not_found|ambiguous,,,,garbage\n"
    + "51.50 -0.12,matched,487015,278535,30,coordinate\n"
)


def run(folder: Path, text: str, *options: str, database: str = "score.sqlite") -> tuple[int, str, str]:
    path = folder / "labelled.csv"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(
        main, ["--database", f"sqlite:///{folder / database}", "score-geocoder", str(path), *options]
    )
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # One database, because making its index takes some seconds.
    return tmp_path_factory.mktemp("score")


def test_the_score_counts_what_is_right_and_what_is_wrong_in_silence(folder: Path) -> None:
    code, out, _ = run(folder, GOOD, "--json", "--misses")
    score = json.loads(out)
    assert code == 0
    assert (score["texts"], score["matched"]) == (5, 2)
    # Three of five are right; of two matches one lies 500 m from the truth and says 20 m.
    assert (score["right"], score["wrong_in_silence"], score["wrong_though_sure"]) == (0.6, 0.2, 0.2)
    assert (score["covered"], score["covered_exact"]) == (0.5, 0.5)
    assert score["median_uncertainty_m"] == {"grid_reference": 20.0}
    assert score["by_kind"]["grid_reference"] == {"right": 0.5, "texts": 2}
    assert [(miss["kind"], miss["status"]) for miss in score["misses"]] == [
        ("grid_reference", "matched"),
        ("coordinate", "outside_area"),
    ]
    assert score["misses"][0]["error_m"] == 500


def test_the_words_name_each_miss(folder: Path) -> None:
    code, out, _ = run(folder, GOOD, "--misses")
    assert code == 0
    assert "60.0 % right" in out
    assert "Miss (grid_reference): 'SP 8701 7853' is matched, not matched, 500 m off" in out


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_the_chart_is_drawn(folder: Path, ending: str) -> None:
    chart = folder / f"errors{ending}"
    code, _, _ = run(folder, GOOD, "--chart", str(chart))
    assert code == 0
    assert chart.read_bytes()[:5] in {b"<?xml", b"\x89PNG\r"}


def test_a_chart_of_another_kind_is_refused_before_any_work(folder: Path) -> None:
    code, _, err = run(folder, GOOD, "--chart", str(folder / "errors.pdf"))
    assert (code, err.count("\n")) == (1, 1)
    assert ".svg or .png" in err


def test_nothing_to_draw_is_said(folder: Path) -> None:
    code, _, err = run(folder, HEADER + "nowhere,not_found,,,,x\n", "--chart", str(folder / "none.svg"))
    assert code == 1
    assert "nothing to draw" in err
    assert not (folder / "none.svg").exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,found,,,,k", "line 2: expected_status is"),
        ("x,matched,,,,k", "line 2: a place that may be matched needs easting, northing and tolerance_m"),
        ("x,matched,a,1,1,k", "line 2: easting is"),
        ("x,matched,1,1,0,k", "line 2: a place that may be matched needs"),
    ],
)
def test_a_row_that_cannot_be_used_refuses_the_file(folder: Path, row: str, said: str) -> None:
    code, out, err = run(folder, HEADER + row + "\n")
    assert (code, out) == (1, "")
    assert said in err


def test_an_empty_file_is_refused(folder: Path) -> None:
    code, _, err = run(folder, HEADER)
    assert code == 1
    assert "there are no rows in it" in err
