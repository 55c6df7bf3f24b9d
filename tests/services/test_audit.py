"""The audit log: a chain in which every change shows, which the database itself guards, and which nobody can fork."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import exc, text

from geo_ij.access.actor import OPERATOR, Actor, actor_of
from geo_ij.errors import StoreError
from geo_ij.services.audit import audit_actors, audit_entries, check_audit, record, record_alone
from geo_ij.store.audit_rows import FIRST_HASH, AuditFilter, AuditRow, hash_of
from geo_ij.store.database import Database
from geo_ij.vocabulary import AuditAction, Role
from tests.services.people import log, number_of_content

COLUMNS = [name for name in AuditRow._fields if name != "number"]
SECOND_AGAIN = (
    "SELECT number, at, 'x', action, subject, details, request_id, previous_hash, entry_hash "
    "FROM audit_entries WHERE number = 2"
)
MORNING = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def fill(database: Database, entries: int = 5) -> None:
    """Write entries by two people, an hour apart."""
    with database.write(content=False) as connection:
        for number in range(entries):
            actor = replace(OPERATOR, name=f"person {number % 2}", request_id=f"r{number}")
            moment = MORNING + dt.timedelta(hours=number)
            record(connection, actor, AuditAction.CHANGED, f"site {number}", now=moment, why="Grüße", number=number)


def tamper(database: Database, *statements: str) -> None:
    """Change the log as somebody could who owns the database: after taking its guards away."""
    with database.write(content=False) as connection:
        if database.is_postgresql:
            connection.exec_driver_sql("ALTER TABLE audit_entries DISABLE TRIGGER USER")
        else:
            for change in ("update", "delete", "insert"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_entries_stay_{change}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_log_that_nobody_touched_has_no_fault(database: Database) -> None:
    empty = check_audit(database)
    assert (empty.entries, empty.last_hash, empty.faults) == (0, FIRST_HASH, ())
    fill(database)
    rows = log(database)
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert [row.previous_hash for row in rows] == [FIRST_HASH, *(row.entry_hash for row in rows[:-1])]
    check = check_audit(database)
    assert (check.entries, check.last_hash, check.faults) == (5, rows[-1].entry_hash, ())
    for row in rows:
        assert check_audit(database, known_hash=row.entry_hash).faults == ()


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_is_seen(database: Database, column: str) -> None:
    fill(database)
    tamper(database, f"UPDATE audit_entries SET {column} = 'x' WHERE number = 3")  # noqa: S608  # own names
    faults = check_audit(database).faults
    assert "entry 3 was changed after it was written" in faults
    # Only the hashes tie an entry to its neighbours.
    expected = {"previous_hash": "entry 3 does not follow", "entry_hash": "entry 4 does not follow"}
    assert [fault[: len("entry 3 does not follow")] for fault in faults if "follow" in fault] == [
        words for name, words in expected.items() if name == column
    ]


def test_a_change_with_its_hash_made_anew_is_seen_at_the_next_entry(database: Database) -> None:
    fill(database)
    changed = log(database)[2]._replace(actor="somebody else")
    values = f"actor = 'somebody else', entry_hash = '{hash_of(changed)}'"
    tamper(database, f"UPDATE audit_entries SET {values} WHERE number = 3")  # noqa: S608  # own values
    assert check_audit(database).faults == ("entry 4 does not follow from the one before it",)


def test_an_entry_taken_out_is_seen(database: Database) -> None:
    fill(database)
    tamper(database, "DELETE FROM audit_entries WHERE number = 3")
    check = check_audit(database)
    assert check.faults == ("after entry 2 comes entry 4: entries are missing",)
    assert check.entries == 4
    tamper(database, "DELETE FROM audit_entries WHERE number = 1")
    assert check_audit(database).faults[0] == "after entry 0 comes entry 2: entries are missing"


def test_an_entry_taken_out_with_the_later_ones_moved_up_is_seen(database: Database) -> None:
    fill(database)
    tamper(
        database,
        "DELETE FROM audit_entries WHERE number = 3",
        "UPDATE audit_entries SET number = 3 WHERE number = 4",
        "UPDATE audit_entries SET number = 4 WHERE number = 5",
    )
    assert "entry 3 does not follow from the one before it" in check_audit(database).faults


def test_a_tail_cut_off_is_seen_with_a_hash_that_was_noted(database: Database) -> None:
    fill(database)
    noted = check_audit(database).last_hash
    tamper(database, "DELETE FROM audit_entries WHERE number > 3")
    assert check_audit(database).faults == (), "it looks whole"
    assert check_audit(database, known_hash=noted).faults == (
        f"no entry has the hash {noted}: the log was cut off or replaced",
    )


def test_two_entries_that_change_places_are_seen(database: Database) -> None:
    fill(database)
    tamper(
        database,
        "UPDATE audit_entries SET number = 99 WHERE number = 2",
        "UPDATE audit_entries SET number = 2 WHERE number = 3",
        "UPDATE audit_entries SET number = 3 WHERE number = 99",
    )
    faults = check_audit(database).faults
    assert {f"entry {number} does not follow from the one before it" for number in (2, 3, 4)} <= set(faults)


def test_a_check_names_some_faults_and_not_a_thousand(sqlite_database: Database) -> None:
    fill(sqlite_database, 60)
    tamper(sqlite_database, "UPDATE audit_entries SET actor = 'x'")
    assert len(check_audit(sqlite_database).faults) == 20


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'x'",
        "UPDATE audit_entries SET actor = 'x' WHERE number = 2",
        "DELETE FROM audit_entries WHERE number = 2",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        f"INSERT OR REPLACE INTO audit_entries {SECOND_AGAIN}",
        f"INSERT INTO audit_entries {SECOND_AGAIN} ON CONFLICT (number) DO UPDATE SET actor = 'x'",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(database: Database, statement: str) -> None:
    fill(database)
    before = log(database)
    with pytest.raises(StoreError) as refused, database.write(content=False) as connection:
        connection.exec_driver_sql(statement)
    assert isinstance(refused.value.__cause__, exc.DBAPIError)
    is_of_the_other = ("TRUNCATE" in statement and not database.is_postgresql) or (
        "OR REPLACE" in statement and database.is_postgresql
    )
    assert is_of_the_other != ("only added to" in str(refused.value))
    assert log(database) == before


def test_many_who_write_at_once_keep_one_chain(database: Database) -> None:
    def write(writer: int) -> None:
        acting = database.acting(Actor(f"writer {writer}"))
        for number in range(6):
            record_alone(acting, AuditAction.READ, f"page {number}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))
    check = check_audit(database)
    assert (check.entries, check.faults) == (48, ())
    for writer in range(8):
        own = [row.subject for row in log(database) if row.actor == f"writer {writer}"]
        assert own == [f"page {number}" for number in range(6)]


def test_an_entry_is_kept_with_what_it_tells_of_or_not_at_all(database: Database) -> None:
    def change_and_fail() -> None:
        with database.write() as connection:
            record(connection, OPERATOR, AuditAction.CHANGED, "site 1")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        change_and_fail()
    assert log(database) == []
    fill(database, 1)
    assert check_audit(database).faults == ()


def test_the_log_is_no_content_but_what_it_tells_of_is(database: Database) -> None:
    before = number_of_content(database)
    record_alone(database, AuditAction.READ, "hotspots")
    check_audit(database)
    assert number_of_content(database) == before
    with database.write() as connection:
        record(connection, OPERATOR, AuditAction.CHANGED, "site 1")
    assert number_of_content(database) == before + 1


def test_an_entry_says_who_when_what_why_and_in_which_request(database: Database) -> None:
    actor = replace(actor_of("auditor", [Role.AUDITOR], account_id=7), request_id="r-1")
    record_alone(database.acting(actor), AuditAction.READ, "x" * 300, why="a question", area=None, rows=0, codes=[])
    (found,), total = audit_entries(database.acting(OPERATOR), AuditFilter(actor="auditor"), page=1, rows=10)
    assert total == 1
    assert (found.number, found.actor, found.action, found.request_id) == (1, "auditor", AuditAction.READ, "r-1")
    assert found.subject == "x" * 200
    assert found.details == {"why": "a question", "rows": 0}, "nothing is said of what is empty"
    assert abs(dt.datetime.now(dt.UTC) - found.at) < dt.timedelta(minutes=5)


def test_reading_the_log_is_an_entry_and_pages_go_back_in_time(database: Database) -> None:
    fill(database, 5)
    auditor = database.acting(actor_of("auditor", [Role.AUDITOR]))
    first, total = audit_entries(auditor, AuditFilter(action="changed"), page=1, rows=2)
    second, _ = audit_entries(auditor, AuditFilter(action="changed"), page=2, rows=2)
    assert ([entry.number for entry in first], [entry.number for entry in second], total) == ([5, 4], [3, 2], 5)
    last = log(database)[-1]
    assert (last.actor, last.action, last.subject) == ("auditor", "read", "audit log")
    assert last.details == '{"action": "changed", "page": 2}'
    assert audit_actors(auditor) == ["auditor", "person 0", "person 1"]


@given(
    st.builds(
        AuditRow,
        st.integers(1, 2**31 - 1),
        *(st.text(max_size=20) for _ in range(5)),
        st.none() | st.text(max_size=20),
        *(st.text(max_size=20) for _ in range(2)),
    ),
    st.sampled_from(AuditRow._fields[:-1]),
    st.text(max_size=20) | st.none(),
)
def test_the_hash_is_of_every_column_and_of_where_each_ends(row: AuditRow, column: str, other: str | None) -> None:
    changed = row._replace(**{column: other})
    assert (hash_of(changed) == hash_of(row)) == (getattr(row, column) == other)
    assert hash_of(row._replace(entry_hash="another")) == hash_of(row)
    if row.actor:
        moved = row._replace(actor=row.actor[:-1], action=row.actor[-1] + row.action)
        assert hash_of(moved) != hash_of(row)


def test_a_query_of_the_table_alone_shows_what_the_service_shows(sqlite_database: Database) -> None:
    fill(sqlite_database, 2)
    with sqlite_database.read() as connection:
        told = connection.execute(text("SELECT details FROM audit_entries ORDER BY number")).scalars().all()
    assert told == ['{"number": 0, "why": "Grüße"}', '{"number": 1, "why": "Grüße"}']
