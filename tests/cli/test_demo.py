"""`geo-ij demo`: a database of its own, one JSON document, and what to do next."""

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo_ij.cli import main


def test_it_has_a_database_of_its_own_and_is_quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    began = time.process_time()
    result = CliRunner().invoke(main, ["demo", "--as-of", "2026-03-10", "--json"])
    took = time.process_time() - began
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["database"] == f"sqlite:///{tmp_path / 'geo-ij' / 'demonstration.sqlite'}"
    assert report["synthetic"] is True
    assert (report["sites"], report["work"], report["reports"]) == (60, 30, 420)
    assert report["months"][-1] == "2026-01"
    # 30 s is what we promise on a machine of its own. The processor's time hardly depends on what runs beside this.
    assert took < 45
    assert not (tmp_path / "geo-ij" / "geo-ij.sqlite").exists()
    ranked = CliRunner().invoke(main, ["--database", report["database"], "rank", "--top", "3", "--json"])
    assert [site["rank"] for site in json.loads(ranked.stdout)["ranking"]] == [1, 2, 3]


def test_a_given_database_is_used_and_a_day_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    given = ["--database", f"sqlite:///{tmp_path / 'mine.sqlite'}"]
    assert CliRunner().invoke(main, [*given, "demo", "--as-of", "soon"]).exit_code == 2
    refused = CliRunner().invoke(main, [*given, "demo", "--as-of", "2999-01-01"])
    assert refused.exit_code == 1
    assert "to today" in refused.stderr
    assert (tmp_path / "mine.sqlite").exists()
