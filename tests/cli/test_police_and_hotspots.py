import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner, Result

from geo_ij.cli import main
from geo_ij.frames import HOTSPOTS
from tests.police_files import DAMAGE, archive, row, street_csv

MONTHS = [f"2025-{number:02d}" for number in range(1, 13)]
NAME = "2025-01-northamptonshire-street.csv"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'cli.sqlite'}"


@pytest.fixture
def police(tmp_path: Path) -> Path:
    rows = {month: [row(month=month)] * 3 + [row(DAMAGE, month=month, Crime_ID=month)] for month in MONTHS}
    rows["2025-12"].append(row(month="2025-12", Longitude="", Latitude=""))
    return archive(tmp_path / "archive.zip", rows)


def run(*arguments: str | Path, url: str) -> Result:
    return CliRunner().invoke(main, ["--database", url, *map(str, arguments)])


def contents(url: str) -> list[str]:
    """Give everything in an SQLite database as text, to see that nothing changed."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        return list(connection.iterdump())


def test_an_import_says_what_it_kept_and_left_out(url: str, police: Path) -> None:
    result = run("import", "police", police, url=url)
    assert result.exit_code == 0
    assert "Kept 48 of 49 incidents (36 asb, 12 criminal damage)." in result.stdout
    assert "Left out 1: no coordinates." in result.stdout
    assert "12 months, 2025-01 to 2025-12" in result.stdout


def test_json_is_one_document_on_standard_output(url: str, police: Path, tmp_path: Path) -> None:
    second = archive(tmp_path / "second.zip", {"2026-02": [row(month="2026-02")]})
    result = run("import", "police", police, second, "--json", url=url)
    document = json.loads(result.stdout)
    assert (document["read"], document["kept"], document["other"]) == (50, 49, 0)
    assert document["rejected"] == {"no coordinates": 1}
    assert document["months"] == [*MONTHS, "2026-02"]
    assert document["missing_months"] == ["2026-01"]


def test_importing_twice_leaves_the_same_database(url: str, police: Path) -> None:
    first = run("import", "police", police, "--json", url=url)
    second = run("import", "police", police, "--json", url=url)
    assert first.stdout == second.stdout


BAD_FILES = {
    "missing column": (street_csv([row()], columns=["Month", "Longitude", "Latitude"]).encode(), "missing"),
    "wrong encoding": (street_csv([row()]).encode("utf-16"), "UTF-8"),
    "swapped": (street_csv([row(Longitude="52.4", Latitude="-0.7")]).encode(), "swapped"),
    "future": (street_csv([row(month="2199-01")]).encode(), "future"),
    "web page": (b"<html><head><title>Error</title></head></html>", "web page"),
    "empty": (b"", "empty"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_refused_in_one_line_and_changes_nothing(
    kind: str, url: str, police: Path, tmp_path: Path
) -> None:
    assert run("import", "police", police, url=url).exit_code == 0
    before = contents(url)
    content, words = BAD_FILES[kind]
    bad = tmp_path / ("x.csv" if kind == "future" else NAME)
    bad.write_bytes(content)
    result = run("import", "police", bad, url=url)
    assert result.exit_code == 1
    assert result.stdout == ""
    refusal = [line for line in result.stderr.splitlines() if line.startswith("geo-ij: ")]
    assert len(refusal) == 1
    assert bad.name in refusal[0]
    assert words in refusal[0]
    assert "Traceback" not in result.output
    assert contents(url) == before


def test_wrong_usage_is_told_apart_from_refusal(url: str) -> None:
    assert run("import", "police", url=url).exit_code == 2
    assert run("hotspots", "--as-of", "May", url=url).exit_code == 2
    assert run("hotspots", url=url).exit_code == 1


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "csv"])
def test_hotspots_are_written_in_each_format_and_twice_the_same(
    ending: str, url: str, police: Path, tmp_path: Path
) -> None:
    run("import", "police", police, url=url)
    first, second = tmp_path / f"first.{ending}", tmp_path / f"second.{ending}"
    assert run("hotspots", "--output", first, url=url).exit_code == 0
    assert run("hotspots", "--output", second, url=url).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    found = pd.read_csv(first) if ending == "csv" else gpd.read_file(first)
    assert list(found.columns)[: len(HOTSPOTS.columns)] == list(HOTSPOTS.columns)
    assert found.loc[0, "name"] == "Spring Rise, Kettering"
    assert found.loc[0, "incidents"] == 36
    if ending == "geojson":
        assert found.crs.to_epsg() == 4326
        west, south, east, north = found.total_bounds
        assert west < -0.7219 < east
        assert south < 52.38666 < north
        assert found.geometry.is_valid.all()
    if ending == "gpkg":
        assert found.crs.to_epsg() == 27700


def test_geojson_has_seven_decimals_and_plain_nulls(url: str, police: Path, tmp_path: Path) -> None:
    run("import", "police", police, url=url)
    run("hotspots", "--output", tmp_path / "x.geojson", url=url)
    (feature,) = json.loads((tmp_path / "x.geojson").read_text())["features"]
    assert feature["properties"]["ward"] is None
    coordinates = shapely.get_coordinates(shapely.geometry.shape(feature["geometry"]))
    assert (coordinates == coordinates.round(7)).all()
    assert feature["geometry"]["type"] == "Polygon"


def test_hotspots_as_json_hold_the_properties(url: str, police: Path) -> None:
    run("import", "police", police, url=url)
    document = json.loads(run("hotspots", "--json", url=url).stdout)
    assert document["count"] == 1
    assert list(document["hotspots"][0]) == list(HOTSPOTS.columns)


def test_an_output_that_cannot_be_written_is_refused(url: str, police: Path, tmp_path: Path) -> None:
    run("import", "police", police, url=url)
    wrong = run("hotspots", "--output", tmp_path / "x.txt", url=url)
    assert wrong.exit_code == 1
    assert ".geojson, .gpkg, .csv or .xlsx" in wrong.stderr
    for ending in ("geojson", "gpkg", "csv", "xlsx"):
        nowhere = run("hotspots", "--output", tmp_path / "no" / f"x.{ending}", url=url)
        assert nowhere.exit_code == 1
        assert "there is no folder" in nowhere.stderr
        assert "Finding" not in nowhere.stderr


def test_publish_says_what_became_public(url: str, police: Path) -> None:
    run("import", "police", police, url=url)
    document = json.loads(run("publish", "--json", url=url).stdout)
    assert document["month"] == "2025-12"
    assert document["hotspots"] == 1


def test_a_read_only_database_is_refused(url: str, police: Path, tmp_path: Path) -> None:
    """Root may write anything, so a file that is a directory's worth of trouble stands for it there."""
    assert run("import", "police", police, url=url).exit_code == 0
    path = Path(url.removeprefix("sqlite:///"))
    program = [sys.executable, "-m", "geo_ij", "--database", f"sqlite:///{path}", "import", "police", str(police)]
    if os.geteuid() == 0:
        # Leave root's powers behind: the file and its folder belong to somebody else then.
        for part in (path, *path.parents):
            if part.owner() == "root" and str(part).startswith(str(tmp_path.parents[1])):
                part.chmod(0o755 if part.is_dir() else 0o444)
        program = ["setpriv", "--reuid=65534", "--clear-groups", "--regid=65534", *program]
    else:
        path.chmod(0o444)
        path.parent.chmod(0o555)
    finished = subprocess.run(program, capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert "read-only" in finished.stderr or "permission" in finished.stderr.casefold()
    assert "Traceback" not in finished.stderr


FULL_DISK = """
set -e
mount -t tmpfs -o size=600k tmpfs "$1"
program="$2 -m geo_ij --database sqlite:///$1/x.sqlite import police"
$program "$3"
cp "$1"/x.sqlite* "$4"
if $program "$5"; then exit 99; fi
mkdir "$4/after"
cp "$1"/x.sqlite* "$4/after"
"""


def test_a_full_disk_is_refused_and_leaves_what_was_there(tmp_path: Path) -> None:
    """Import on a file system of 600 kB, which is mounted where only this test's process sees it."""
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("a small file system cannot be mounted here: that takes root")
    small = archive(tmp_path / "small.zip", {"2025-01": [row()]})
    large = archive(tmp_path / "large.zip", {month: [row(month=month)] * 4_000 for month in MONTHS})
    for name in ("disk", "kept"):
        (tmp_path / name).mkdir()
    paths = [tmp_path / "disk", sys.executable, small, tmp_path / "kept", large]
    finished = subprocess.run(
        ["unshare", "--mount", "sh", "-c", FULL_DISK, "sh", *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert "full" in finished.stderr
    assert "Traceback" not in finished.stderr
    before = contents(f"sqlite:///{tmp_path / 'kept' / 'x.sqlite'}")
    assert before == contents(f"sqlite:///{tmp_path / 'kept' / 'after' / 'x.sqlite'}")
    assert any('INSERT INTO "incidents"' in line for line in before)
