"""A database says when it no longer guards its audit log, whatever its triggers are called."""

import pytest

from geo_ij.services.audit import check_audit, record_alone
from geo_ij.store.database import Database
from geo_ij.store.soundness import audit_log_stays
from geo_ij.vocabulary import AuditAction

NAMES = ("audit_entries_stay_update", "audit_entries_stay_delete", "audit_entries_stay_insert")


def stays(database: Database) -> bool:
    with database.read() as connection:
        return audit_log_stays(connection)


def run(database: Database, *statements: str) -> None:
    with database.write() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_new_database_guards_its_log(database: Database) -> None:
    assert stays(database)


@pytest.mark.parametrize("name", NAMES)
def test_a_guard_that_does_nothing_is_noticed(sqlite_database: Database, name: str) -> None:
    change = name.rpartition("_")[2].upper()
    idle = f"CREATE TRIGGER {name} BEFORE {change} ON audit_entries BEGIN SELECT 1; END"
    run(sqlite_database, f"DROP TRIGGER {name}", idle)
    assert not stays(sqlite_database)


@pytest.mark.parametrize("table", ["audit_entries", "sessions"])
def test_a_trigger_that_is_not_ours_is_noticed(sqlite_database: Database, table: str) -> None:
    run(sqlite_database, f"CREATE TRIGGER mute BEFORE INSERT ON {table} BEGIN SELECT RAISE(IGNORE); END")
    assert not stays(sqlite_database)


def test_an_entry_that_is_no_text_any_more_is_a_fault_and_no_crash(sqlite_database: Database) -> None:
    record_alone(sqlite_database, AuditAction.READ, "hotspots")
    run(sqlite_database, f"DROP TRIGGER {NAMES[0]}", "UPDATE audit_entries SET details = x'ff00'")
    assert check_audit(sqlite_database).faults == ("entry 1 was changed after it was written",)
