"""The commands for sites, work and ranking: reports, refusals and exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo_ij.cli import main
from tests.police_files import archive, row

SITES = "site_id,name,longitude,latitude\nS1,Park,-0.7219,52.38666\nS2,Lost,0,0\n"
WORK = "site_id,start,end,hours\nS1,2025-06-03T10:00,2025-06-03T14:00,8\nS9,2025-06-03T10:00,2025-06-03T14:00,8\n"


def run(folder: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["--database", f"sqlite:///{folder / 'a.sqlite'}", *map(str, arguments)])


def put(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_an_import_reports_what_it_kept_and_why_not_the_rest(tmp_path: Path) -> None:
    path = put(tmp_path / "sites.csv", SITES)
    result = run(tmp_path, "import", "sites", path, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "read": 2,
        "kept": 1,
        "rejected": {"longitude 0, latitude 0": 1},
        "rejected_rows": [
            {
                "line": 3,
                "reason": "longitude 0, latitude 0",
                "detail": "longitude 0, latitude 0 (given: 0 and 0)",
            }
        ],
    }
    assert run(tmp_path, "import", "sites", path, "--json").stdout == result.stdout
    in_words = run(tmp_path, "import", "sites", path).stdout
    assert "Kept 1 of 2 sites." in in_words
    assert "line 3" in in_words


def test_many_rejected_rows_are_summed_up(tmp_path: Path) -> None:
    rows = "".join(f"S{number},Lost,0,0\n" for number in range(30))
    result = run(tmp_path, "import", "sites", put(tmp_path / "sites.csv", SITES + rows))
    assert result.stdout.count("Left out line") == 10
    assert "31 longitude 0, latitude 0" in result.stdout


def test_work_after_sites_and_out_again(tmp_path: Path) -> None:
    run(tmp_path, "import", "sites", put(tmp_path / "sites.csv", SITES))
    result = run(tmp_path, "import", "work", put(tmp_path / "work.csv", WORK), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["rejected"] == {"site_id is not known": 1}
    for noun in ("sites", "work"):
        out = tmp_path / f"{noun}-out.csv"
        assert run(tmp_path, "export", noun, "--output", out).exit_code == 0
        again = run(tmp_path, "import", noun, out, "--json")
        assert json.loads(again.stdout)["kept"] == 1


@pytest.mark.parametrize("noun", ["sites", "work"])
@pytest.mark.parametrize("text", ["", "<html>", "a,b\n1,2\n"])
def test_a_refused_file_is_exit_1_with_one_line(tmp_path: Path, noun: str, text: str) -> None:
    result = run(tmp_path, "import", noun, put(tmp_path / "bad.csv", text))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("geo-ij: ")
    assert "bad.csv" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_ranking_is_the_same_bytes_twice_and_refused_without_data(tmp_path: Path) -> None:
    assert run(tmp_path, "rank").exit_code == 1
    assert run(tmp_path, "rank", "--top", "0").exit_code == 2
    run(tmp_path, "import", "sites", put(tmp_path / "sites.csv", SITES))
    months = {f"2025-{month:02d}": [row(month=f"2025-{month:02d}")] * 3 for month in range(1, 13)}
    run(tmp_path, "import", "police", archive(tmp_path / "police.zip", months))
    run(tmp_path, "hotspots")
    first, second = (run(tmp_path, "rank", "--json") for _ in range(2))
    assert first.exit_code == 0
    assert first.stdout == second.stdout
    (site,) = json.loads(first.stdout)["ranking"]
    assert list(site) == [
        "rank", "site_id", "name", "score", "rank_low", "rank_high", "top5_share", "reasons", "hotspot_severity",
        "hotspot_persistence",
    ]  # fmt: skip
    assert run(tmp_path, "rank", "--top", "1", "--output", tmp_path / "ranking.csv").exit_code == 0
    assert (tmp_path / "ranking.csv").read_text(encoding="utf-8").splitlines()[0].startswith("rank,site_id,name,score")
    assert run(tmp_path, "rank", "--output", tmp_path / "ranking.xlsx").exit_code == 0
    assert (tmp_path / "ranking.xlsx").read_bytes().startswith(b"PK")
    wrong = run(tmp_path, "rank", "--output", tmp_path / "ranking.txt")
    assert wrong.exit_code == 1
    assert "one of .csv, .geojson, .gpkg, .xlsx" in wrong.stderr
