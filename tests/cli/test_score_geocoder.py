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


def test_the_words_name_each_miss_by_what_is_wrong(folder: Path) -> None:
    point = "SP 8701 7853"
    text = (
        GOOD
        + f"{point},ambiguous|matched,487015,279535.4,1500,far\n"
        + f"{point},ambiguous|not_found,487015,278535,30,unsure\n"
        + f"{point},not_found,,,,none\n"
        + f"{point},matched,487015,278555.4,30,near\n"
    )
    code, out, _ = run(folder, text, "--misses")
    assert code == 0
    assert "55.6 % right" in out
    said = out.splitlines()[-6:]
    found = f"Read from the figures {point}."
    assert said[0] == f"Wrong place, 500 m off (grid_reference): '{point}': {found}"
    assert said[1].startswith("Miss (coordinate): '51.50 -0.12' is outside_area, not matched: ")
    assert said[2] == f"Right, but 1,001 m off where 20 m was stated (far): '{point}': {found}"
    assert said[3] == f"Miss (unsure): '{point}' is matched, not ambiguous or not_found: {found}"
    assert said[4] == f"Miss (none): '{point}' is matched, not not_found: {found}"
    # Not "20 m off where 20 m was stated".
    assert said[5] == f"Right, but 21 m off where 20 m was stated (near): '{point}': {found}"


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_the_chart_is_drawn(folder: Path, ending: str) -> None:
    chart = folder / f"errors{ending}"
    code, _, _ = run(folder, GOOD, "--chart", str(chart))
    assert code == 0
    assert chart.read_bytes()[:5] in {b"<?xml", b"\x89PNG\r"}


def test_the_chart_says_of_what_it_is_and_what_its_lowest_line_means(folder: Path) -> None:
    chart = folder / "said.svg"
    assert run(folder, GOOD, "--chart", str(chart))[0] == 0
    said = chart.read_text(encoding="utf-8")
    assert "How far off the geocoder was" in said
    assert "50.0 % of 2 places lie within their stated uncertainty" in said
    assert "gazetteers" in said


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
