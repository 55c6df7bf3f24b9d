"""What leaves the database as a file is in the audit log, by whom and where to."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from geo_ij.cli import main
from geo_ij.store import audit_rows
from geo_ij.store.database import Database
from tests.web import small_county

EXPORTS = [
    (["export", "hotspots", "--output", "out.csv"], "hotspots"),
    (["export", "sites", "--output", "out.csv"], "sites"),
    (["export", "work", "--output", "out.csv"], "completed work"),
    (["rank", "--output", "out.csv"], "ranking"),
    (["map", "--audience", "staff", "--output", "out.html"], "map"),
]


@pytest.mark.parametrize(("arguments", "subject"), EXPORTS)
def test_an_export_is_noted(
    sqlite_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    subject: str,
) -> None:
    small_county.fill(sqlite_database)
    monkeypatch.chdir(tmp_path)
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    result = CliRunner().invoke(main, ["--database", url, *arguments])
    assert result.exit_code == 0, result.output
    with sqlite_database.read() as connection:
        last = audit_rows.entries(connection, audit_rows.AuditFilter(action="exported"))[0]
    assert (last.actor, last.subject) == ("command line", subject)
    assert arguments[-1] in last.details


def test_a_public_map_is_no_export_of_restricted_data(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_county.fill(sqlite_database)
    monkeypatch.chdir(tmp_path)
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    assert CliRunner().invoke(main, ["--database", url, "map", "--output", "out.html"]).exit_code == 0
    with sqlite_database.read() as connection:
        assert audit_rows.entries(connection, audit_rows.AuditFilter(action="exported")) == []
