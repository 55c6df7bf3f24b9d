"""`geo-ij database check`, `upgrade` and `backup`, on real files and a real server."""

import json
import stat
from pathlib import Path

import pytest

from geo_ij.services.audit import check_audit
from geo_ij.store.database import Database, open_database
from tests.cli.database_files import NEWEST, UNSOUND, add, document, faults, file_of, made_by, names, run
from tests.services.people import log, number_of_content


def test_a_sound_database_is_said_to_be_so_with_the_hash_to_note(database: Database, database_url: str) -> None:
    add(database, "one")
    last = check_audit(database).last_hash
    result = run(database_url, "check")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"The database is whole, and its tables are of the newest version ({NEWEST}).",
        "The audit log has 1 entry. The hash of the last one is",
        f"  {last}",
        "Note it somewhere else: only geo-ij database check --known-hash HASH sees later that the end was cut off.",
    ]
    add(database, "other")
    found = document(database_url, "check", "--known-hash", f" {last.upper()} ")
    assert found["database"] == database_url
    assert {name: value for name, value in found.items() if name != "database"} == {
        "version": NEWEST, "newest_version": NEWEST, "audit_entries": 2,
        "last_hash": check_audit(database).last_hash, "faults": [],
    }  # fmt: skip
    assert len(log(database)) == 2, "a check is no entry: two of them say the same"


def test_a_log_that_was_cut_off_or_changed_is_a_line_a_fault(database: Database, database_url: str) -> None:
    add(database, "one", "other", "third")
    noted = check_audit(database).last_hash
    with database.write() as connection:
        guard = "DISABLE TRIGGER USER" if database.is_postgresql else None
        connection.exec_driver_sql(
            f"ALTER TABLE audit_entries {guard}" if guard else "DROP TRIGGER audit_entries_stay_delete"
        )
        connection.exec_driver_sql("DELETE FROM audit_entries WHERE number = 3")
    result = run(database_url, "check", "--known-hash", noted, "--json")
    assert faults(result) == json.loads(result.stdout)["faults"]
    assert faults(result) == [
        "the database no longer refuses changes to its audit log: its triggers are not what they were",
        f"no entry has the hash {noted}: the log was cut off or replaced",
    ]
    in_words = run(database_url, "check", "--known-hash", noted)
    assert "whole" not in in_words.stdout
    assert len(faults(in_words)) == 2


@pytest.mark.parametrize("given", ["abc", "g" * 64, "0" * 65, ""])
def test_what_is_no_hash_is_wrong_usage(tmp_path: Path, given: str) -> None:
    result = run(f"sqlite:///{tmp_path / 'a.sqlite'}", "check", "--known-hash", given)
    assert result.exit_code == 2
    assert "is not a hash: 64 digits" in result.stderr


@pytest.mark.parametrize("what", UNSOUND)
def test_what_is_unsound_is_named_and_left_as_it_is(tmp_path: Path, what: str) -> None:
    make, said = UNSOUND[what]
    make(tmp_path / "a.sqlite")
    result = run(f"sqlite:///{tmp_path / 'a.sqlite'}", "check")
    assert said in "\n".join(faults(result))
    assert "Traceback" not in result.output


def test_a_database_that_is_not_there_is_not_made_by_a_check(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite'}"
    for words in (("check",), ("backup", tmp_path / "b.sqlite")):
        assert faults(run(url, *words)) == [f"{url}: there is no database yet"]
    assert list(tmp_path.iterdir()) == []


def test_an_older_database_is_told_and_brought_up_to_date(tmp_path: Path) -> None:
    url = made_by(tmp_path / "a.sqlite", "0003")
    assert faults(run(url, "check")) == [
        f"its tables are of version 0003, and the program's of {NEWEST}: run geo-ij database upgrade"
    ]
    assert run(url, "upgrade").stdout == f"Brought the tables from version 0003 to version {NEWEST}.\n"
    found = document(url, "upgrade")
    assert (found["version_before"], found["version"]) == (NEWEST, NEWEST)
    assert f"({NEWEST}) already" in run(url, "upgrade").stdout
    database = open_database(url)
    assert [(entry.action, entry.details) for entry in log(database)] == [
        ("changed", '{"version_before": "0003", "what": "upgraded"}')
    ]
    database.close()


def test_a_new_database_is_made_by_an_upgrade(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'a.sqlite'}"
    assert run(url, "upgrade").stdout == f"Made a new database with the tables of version {NEWEST}.\n"
    assert run(url, "check").exit_code == 0


def test_a_backup_is_whole_private_and_tells_of_itself_while_others_write(
    sqlite_database: Database, tmp_path: Path
) -> None:
    url, copy = f"sqlite:///{file_of(sqlite_database)}", tmp_path / "copy.sqlite"
    add(sqlite_database, "one")
    before = number_of_content(sqlite_database)
    with sqlite_database.read() as connection:
        connection.exec_driver_sql("SELECT * FROM accounts")
        result = run(url, "backup", copy)
    assert result.exit_code == 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.sqlite"], "one file, nothing beside it"
    assert f"Wrote {copy} ({copy.stat().st_size:,} bytes)" in result.stdout
    add(sqlite_database, "later")
    assert names(f"sqlite:///{copy}") == ["one"]
    own = log(sqlite_database)[1]
    assert (own.action, own.subject, own.details) == (
        "exported",
        "database",
        '{"file": "copy.sqlite", "what": "backup"}',
    )
    assert own.entry_hash in result.stdout
    assert number_of_content(sqlite_database) == before
    found = document(url, "backup", tmp_path / "second.sqlite")
    assert (found["audit_entries"], found["faults"], found["version"]) == (4, [], NEWEST)


def test_a_backup_writes_over_nothing(sqlite_database: Database, tmp_path: Path) -> None:
    url = f"sqlite:///{file_of(sqlite_database)}"
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "not there yet")
    for target, said in (
        (tmp_path / "notes.txt", "exists already"),
        (file_of(sqlite_database), "exists already"),
        (tmp_path / "link", "exists already"),
        (tmp_path / "nowhere" / "b.sqlite", "there is no folder"),
    ):
        assert said in faults(run(url, "backup", target))[0]
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert not (tmp_path / "not there yet").exists()
    assert log(sqlite_database) == [], "nothing was taken out"
    assert run(url, "check").exit_code == 0


def test_an_older_database_is_backed_up_as_it_is(tmp_path: Path) -> None:
    url, copy = made_by(tmp_path / "a.sqlite", "0004"), tmp_path / "b.sqlite"
    found = document(url, "backup", copy)
    assert (found["version"], found["audit_entries"], found["last_hash"]) == ("0004", None, None)
    assert faults(run(url, "check")), "it was not upgraded on the way"
