"""`geo-ij database restore`: a backup takes the place of a database whole or not at all, and what was there is kept."""

import json
import shlex
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from geo_ij.services.audit import check_audit
from geo_ij.services.sign_in import begin_session
from geo_ij.store.database import Database, open_database
from tests.cli.database_files import (
    NEWEST,
    UNSOUND,
    add,
    damage,
    document,
    faults,
    file_of,
    made_by,
    names,
    not_a_database,
    run,
)
from tests.postgres_cluster import Cluster
from tests.services.people import SETTINGS, log


def test_a_restore_brings_back_what_was_and_keeps_what_there_is(sqlite_database: Database, tmp_path: Path) -> None:
    path, copy = file_of(sqlite_database), tmp_path / "copy.sqlite"
    url = f"sqlite:///{path}"
    add(sqlite_database, "one")
    begin_session(sqlite_database, 1, settings=SETTINGS, how="password")
    run(url, "backup", copy)
    backed_up = copy.read_bytes()
    add(sqlite_database, "later")
    last = check_audit(sqlite_database)
    index = path.with_name("test.geocoder.sqlite")
    index.write_text("made from what is replaced")
    sqlite_database.close()
    path.chmod(0o640)
    result = run(url, "restore", copy)
    assert result.exit_code == 0, result.output
    (kept,) = tmp_path.glob("test.replaced-*.sqlite")
    assert f"What was there is kept as {kept}." in result.stdout
    assert names(f"sqlite:///{kept}") == ["later", "one"]
    assert names(url) == ["one"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert copy.read_bytes() == backed_up
    assert not index.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["copy.sqlite", kept.name, "test.sqlite"])
    database = open_database(url)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sessions").scalar_one() == 0
    assert json.loads(log(database)[-1].details) == {
        "what": "restored a backup", "kept": kept.name,
        "replaced_entries": last.entries, "replaced_hash": last.last_hash,
    }  # fmt: skip
    assert check_audit(database).faults == ()
    database.close()


@pytest.mark.parametrize("what", [*UNSOUND, "not there"])
def test_a_backup_that_does_not_pass_changes_nothing(tmp_path: Path, what: str) -> None:
    path, backup = tmp_path / "a.sqlite", tmp_path / "b.sqlite"
    url = f"sqlite:///{path}"
    open_database(url).close()
    if what in UNSOUND:
        UNSOUND[what][0](backup)
    before = path.read_bytes(), sorted(tmp_path.iterdir())
    said = faults(run(url, "restore", backup))
    assert all(str(backup) in fault or str(tmp_path) in fault for fault in said)
    assert (path.read_bytes(), sorted(tmp_path.iterdir())) == before


def test_an_older_backup_is_brought_up_to_date_in_a_place_where_nothing_was(tmp_path: Path) -> None:
    made_by(tmp_path / "old.sqlite", "0004")
    url = f"sqlite:///{tmp_path / 'new' / 'a.sqlite'}"
    found = document(url, "restore", tmp_path / "old.sqlite")
    assert (found["version"], found["kept"], found["audit_entries"]) == (NEWEST, None, 1)
    assert run(url, "check").exit_code == 0
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.sqlite"]


@pytest.mark.parametrize("spoil", [not_a_database, damage])
def test_a_damaged_database_is_kept_and_replaced(
    sqlite_database: Database, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    path, copy = file_of(sqlite_database), tmp_path / "copy.sqlite"
    url = f"sqlite:///{path}"
    add(sqlite_database, "one")
    run(url, "backup", copy)
    sqlite_database.close()
    spoil(path)
    spoilt = path.read_bytes()
    assert run(url, "restore", copy).exit_code == 0
    (kept,) = tmp_path.glob("test.replaced-*.sqlite")
    # Behind the first 100 bytes, where SQLite notes how the file is used, nothing is changed.
    assert kept.read_bytes()[100:] == spoilt[100:]
    assert names(url) == ["one"]
    assert run(url, "check").exit_code == 0


def test_a_database_that_somebody_has_open_is_not_replaced(sqlite_database: Database, tmp_path: Path) -> None:
    path, copy = file_of(sqlite_database), tmp_path / "copy.sqlite"
    url = f"sqlite:///{path}"
    run(url, "backup", copy)
    add(sqlite_database, "later")
    with sqlite_database.read() as connection:
        connection.exec_driver_sql("SELECT 1")
        assert "stop geo-ij serve" in faults(run(url, "restore", copy))[0]
    assert names(url) == ["later"]
    assert list(tmp_path.glob("*replaced*")) == []


@pytest.mark.postgres
def test_postgresql_is_told_the_command_that_does_it(
    postgresql_database: Database, postgres_cluster: Cluster, tmp_path: Path
) -> None:
    url = postgres_cluster.url(str(postgresql_database.engine.url.database))
    add(postgresql_database, "one")
    last = check_audit(postgresql_database).last_hash
    dump = tmp_path / "a backup.dump"
    (said,) = faults(run(url, "backup", dump))
    assert said.startswith("PostgreSQL makes its own backups: pg_dump ")
    subprocess.run(shlex.split(said.partition(": ")[2]), check=True, capture_output=True)
    add(postgresql_database, "later")
    (said,) = faults(run(url, "restore", dump))
    assert "stop geo-ij serve, then pg_restore " in said
    subprocess.run(shlex.split(said.partition(", then ")[2]), check=True, capture_output=True)
    assert names(url) == ["one"]
    assert document(url, "check")["last_hash"] == last


def test_the_password_of_a_server_is_in_no_command() -> None:
    url = "postgresql://me:hidden-word@127.0.0.1:1/none"
    for words in (("backup", "x"), ("restore", "x"), ("check",), ("upgrade",)):
        result = run(url, *words)
        assert result.exit_code == 1
        assert "hidden-word" not in result.output


def test_a_link_stays_a_link_to_the_file_that_is_replaced(sqlite_database: Database, tmp_path: Path) -> None:
    path, copy = file_of(sqlite_database), tmp_path / "copy.sqlite"
    add(sqlite_database, "one")
    run(f"sqlite:///{path}", "backup", copy)
    add(sqlite_database, "later")
    sqlite_database.close()
    link = tmp_path / "elsewhere" / "link.sqlite"
    link.parent.mkdir()
    link.symlink_to(path)
    assert run(f"sqlite:///{link}", "restore", copy).exit_code == 0
    assert link.is_symlink()
    assert names(f"sqlite:///{path}") == ["one"]
    assert len(list(tmp_path.glob("test.replaced-*.sqlite"))) == 1
