import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo_ij.cli import main
from geo_ij.cli.backtest import _lines
from geo_ij.hotspots.methods import METHODS
from geo_ij.hotspots.resampling import Estimate
from geo_ij.maps import quality
from geo_ij.services.backtest_hotspots import USUAL_SHARES, BackTests, ForceBackTest
from tests.maps.backtests import found
from tests.police_files import archive, row

MONTHS = [f"2025-{number:02d}" for number in range(1, 13)]
ELSEWHERE = {"Longitude": "-0.6900", "Latitude": "52.4900"}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'cli.sqlite'}"


@pytest.fixture
def filled(url: str, tmp_path: Path) -> str:
    rows = {month: [row(month=month)] * 3 + [row(month=month, **ELSEWHERE)] for month in MONTHS}
    assert run("import", "police", archive(tmp_path / "archive.zip", rows), url=url).exit_code == 0
    return url


def run(*arguments: str | Path, url: str) -> Result:
    return CliRunner().invoke(main, ["--database", url, *map(str, arguments)])


def test_one_screen_says_how_good_the_hotspots_are(filled: str) -> None:
    result = run("backtest", url=filled)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    first = " ".join(lines[:2])
    assert first.startswith(
        "Northamptonshire: The best 2 places hold 100% (100% to 100%) of the next 3 months' anti-social"
    )
    assert max(map(len, lines)) <= 80
    assert "chance" in result.stdout
    assert "PAI" not in result.stdout
    assert "geo-ij backtest --details" in lines[-1]
    assert "Testing northamptonshire after 2025-06, 2025-07, 2025-08, 2025-09" in result.stderr
    assert "Not kept" not in result.stdout


@pytest.fixture
def usual() -> BackTests:
    """Give the back-test of one force as it usually is: every method, four shares of the area, four cut-offs."""
    plain = found()
    scores = tuple(
        replace(score, method=method, area_share=share, default_against=Estimate(1.57, 1.44, 1.77), stability=score.pei)
        for method in METHODS
        for score, share in zip(plain.scores, USUAL_SHARES, strict=True)
    )
    cutoffs = tuple(range(2025 * 12 + 5, 2025 * 12 + 9))
    tested = replace(plain, scores=scores, cutoffs=cutoffs, attainable=(0.28, 0.47, 0.66, 0.87))
    return BackTests((ForceBackTest("northamptonshire", "Northamptonshire", area_known=True, found=tested),))


def test_it_fits_a_small_terminal(usual: BackTests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = list(_lines(usual, None, details=False))
    assert len(lines) <= 22  # of 24: one for the progress, one for the prompt
    assert max(map(len, lines)) <= 80
    for method in METHODS:
        assert sum(line.startswith(f"{method}: ") and line.count("(") == 4 for line in lines) == 1, method


def test_details_say_the_rest_and_how_to_read_it(usual: BackTests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = list(_lines(usual, None, details=True))
    assert max(map(len, lines)) <= 80
    assert sum(line.startswith("counts: ") for line in lines) == 3  # the second table is broken in two
    said = " ".join(" ".join(lines).split())
    for sentence in (quality.MEASURES, *quality.CAUTIONS):
        assert sentence in said
    assert "--details" not in said


def test_details_are_printed_when_asked_for(filled: str) -> None:
    assert "PEI" in run("backtest", "--details", "--method", "coverage", url=filled).stdout


@pytest.mark.parametrize(("width", "tables"), [("60", 2), ("80", 2), ("200", 1)])
def test_tables_of_long_figures_fit_the_terminal(
    filled: str, monkeypatch: pytest.MonkeyPatch, width: str, tables: int
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    lines = run("backtest", "--method", "coverage", url=filled).stdout.splitlines()
    assert max(map(len, lines)) <= min(int(width), 100)
    assert sum(line.startswith("coverage: ") for line in lines) == tables


def test_json_is_one_document_and_twice_the_same(filled: str) -> None:
    first, second = run("backtest", "--json", url=filled), run("backtest", "--json", url=filled)
    assert first.stdout == second.stdout
    document = json.loads(first.stdout)
    (force,) = document["forces"]
    assert force["force"] == "northamptonshire"
    assert force["cutoffs"] == ["2025-06", "2025-07", "2025-08", "2025-09"]
    assert force["incidents"] == 4 * 3 * 4
    assert force["best"] == {
        "places": 2, "area_share": force["best"]["area_share"], "hit_rate": 1.0, "hit_rate_low": 1.0,
        "hit_rate_high": 1.0,
    }  # fmt: skip
    assert [row["area_share"] for row in force["results"] if row["method"] == "coverage"] == [0.1, 0.25, 0.5, 1.0]
    result = force["results"][0]
    assert (result["hit_rate"], result["pai"], result["pei"], result["stability"]) == (1.0, 1000.0, 1.0, 1.0)
    assert force["chance"][0] == {"area_share": 0.1, "hit_rate": 0.001, "pai": 1.0, "attainable": 1.0}
    assert document["kept"] is True
    assert document["chart"] is None


def test_shares_and_methods_can_be_chosen(filled: str) -> None:
    result = run("backtest", "--area-share", "2, 0.5%", "--method", "coverage", "--json", url=filled)
    document = json.loads(result.stdout)
    assert [(row["method"], row["area_share"]) for row in document["forces"][0]["results"]] == [
        ("coverage", 0.5),
        ("coverage", 2.0),
    ]
    assert document["kept"] is False
    said = run("backtest", "--area-share", "0.1,0.2,0.3,0.4,0.5", "--method", "coverage", url=filled).stdout
    assert [line.split() for line in said.splitlines() if line.startswith("method")] == [
        ["method", "0.1%", "0.2%", "0.3%"],
        ["method", "0.4%", "0.5%"],
    ]
    assert "Not kept for the staff pages" in said


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--area-share", "0", "give 0.001 to 100 per cent"),
        ("--area-share", "101", "give 0.001 to 100 per cent"),
        ("--area-share", "1e-9", "1e-9 is not a share"),
        ("--area-share", "nan", "nan is not a share"),
        ("--area-share", "ten", "'ten' is not a number"),
        ("--area-share", "1,,2", "'' is not a number"),
        ("--area-share", "", "'' is not a number"),
        ("--method", "magic", "magic"),
        ("--cutoffs", "0", "0"),
        ("--months", "5", "5"),
    ],
)
def test_wrong_usage_is_told_in_plain_words(filled: str, option: str, value: str, words: str) -> None:
    result = run("backtest", option, value, url=filled)
    assert result.exit_code == 2
    assert words in result.stderr


def test_what_cannot_be_tested_is_refused(url: str, tmp_path: Path) -> None:
    empty = run("backtest", url=url)
    assert (empty.exit_code, empty.stdout) == (1, "")
    assert "geo-ij import police" in empty.stderr
    rows = {month: [row(month=month)] for month in MONTHS[:8]}
    run("import", "police", archive(tmp_path / "few.zip", rows), url=url)
    few = run("backtest", url=url)
    assert few.exit_code == 1
    assert "northamptonshire: a back-test needs 6 months" in few.stderr
    assert run("backtest", "--force", "Mercia", url=url).exit_code == 1


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_chart_is_drawn_and_twice_the_same(filled: str, tmp_path: Path, ending: str) -> None:
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    result = run("backtest", "--chart", first, "--method", "coverage", url=filled)
    assert f"Drew {first}." in result.stdout
    run("backtest", "--chart", second, "--method", "coverage", url=filled)
    assert first.read_bytes() == second.read_bytes()
    assert len(first.read_bytes()) > 5_000


def test_a_chart_that_cannot_be_written_is_refused(filled: str, tmp_path: Path) -> None:
    wrong = run("backtest", "--chart", tmp_path / "x.gif", url=filled)
    assert wrong.exit_code == 1
    assert ".svg or .png" in wrong.stderr
    assert "Testing" not in wrong.stderr  # refused before the long work
    nowhere = run("backtest", "--method", "coverage", "--chart", tmp_path / "no" / "x.svg", url=filled)
    assert nowhere.exit_code == 1
    assert "there is no folder" in nowhere.stderr
    assert "Testing" not in nowhere.stderr
