import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.project_files import ROOT

FIND_ONE_PLACE = """
import numpy as np
from geo_ij.hotspots import compiled, coverage
from geo_ij.hotspots.points import WeightedPoints
one = WeightedPoints(np.zeros((1, 2)), np.ones((1, 1), dtype=int), np.zeros(1, dtype=int), ("kent",), np.zeros(1))
print(compiled.__file__, len(coverage.find_places(one).shapes))
"""


def copy_of_the_package(folder: Path) -> Path:
    """Copy what finding places needs; data are not among it."""
    shutil.copytree(ROOT / "geo_ij", folder / "geo_ij", ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    return folder / "geo_ij" / "hotspots"


def find_one_place(folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FIND_ONE_PLACE],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_places_are_found_where_nothing_may_be_written(tmp_path: Path) -> None:
    hotspots = copy_of_the_package(tmp_path)
    # A file in the place of each folder keeps even the administrator from writing there.
    (hotspots / "__pycache__").touch()
    nowhere = tmp_path / "nowhere"
    nowhere.touch()
    shut = {"HOME": str(nowhere), "XDG_CACHE_HOME": str(nowhere), "PYTHONDONTWRITEBYTECODE": "1"}
    assert find_one_place(tmp_path, **shut) == f"{hotspots / 'compiled.py'} 1\n"


def test_compiled_code_is_kept_until_any_source_beside_it_changes(tmp_path: Path) -> None:
    hotspots = copy_of_the_package(tmp_path)
    find_one_place(tmp_path)
    find_one_place(tmp_path)
    (kept,) = (hotspots / "__pycache__").glob("compiled-*")
    assert list(kept.rglob("choice.choose*.nbc"))
    bins = hotspots / "bins.py"
    bins.write_text(bins.read_text() + "\n# another version\n")
    find_one_place(tmp_path)
    assert len(list((hotspots / "__pycache__").glob("compiled-*"))) == 2
