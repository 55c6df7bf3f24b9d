"""Entries of the audit log in the store: filtered, counted and read in order, on both databases."""

import pytest

from geo_ij.store import audit_rows
from geo_ij.store.audit_rows import FIRST_HASH, AuditFilter, AuditRow, hash_of
from geo_ij.store.database import Database

ENTRIES = (
    ("2026-03-01T23:59:59.999999+00:00", "sergeant", "read", "hotspots"),
    ("2026-03-02T00:00:00.000000+00:00", "planner", "changed", "site 100%_sure"),
    ("2026-03-02T23:59:59.999999+00:00", "sergeant", "exported", "Sites"),
    ("2026-03-03T00:00:00.000000+00:00", "auditor", "read", "audit log"),
)


def fill(database: Database) -> list[AuditRow]:
    with database.write(content=False) as connection:
        return [
            audit_rows.append(
                connection,
                at=at,
                actor=actor,
                action=action,
                subject=subject,
                details={"b": 1, "a": "ü"},
                request_id=None,
            )
            for at, actor, action, subject in ENTRIES
        ]


def test_what_goes_in_comes_out_in_order(database: Database) -> None:
    written = fill(database)
    with database.read() as connection:
        assert list(audit_rows.every_entry(connection)) == written
        assert audit_rows.entries(connection, AuditFilter()) == written[::-1]
        assert audit_rows.entries(connection, AuditFilter(), first=1, most=2) == [written[2], written[1]]
        assert audit_rows.entries(connection, AuditFilter(), first=4) == []
        assert audit_rows.actors(connection) == ["auditor", "planner", "sergeant"]
    assert [row.number for row in written] == [1, 2, 3, 4]
    assert written[0].previous_hash == FIRST_HASH
    assert written[1].previous_hash == written[0].entry_hash == hash_of(written[0])
    assert written[0].details == '{"a": "ü", "b": 1}'


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (AuditFilter(), [4, 3, 2, 1]),
        (AuditFilter(actor="sergeant"), [3, 1]),
        (AuditFilter(actor="serge"), []),
        (AuditFilter(action="read"), [4, 1]),
        (AuditFilter(subject="SITE"), [3, 2]),
        (AuditFilter(subject="%_"), [2]),
        (AuditFilter(since="2026-03-02"), [4, 3, 2]),
        (AuditFilter(until="2026-03-02"), [3, 2, 1]),
        (AuditFilter(since="2026-03-02", until="2026-03-02"), [3, 2]),
        (AuditFilter(since="2026-03-03", until="2026-03-02"), []),
        (AuditFilter(actor="sergeant", action="read", until="2026-03-01"), [1]),
    ],
    ids=str,
)
def test_a_filter_finds_what_it_says_and_counts_the_same(
    database: Database, wanted: AuditFilter, numbers: list[int]
) -> None:
    fill(database)
    with database.read() as connection:
        assert [row.number for row in audit_rows.entries(connection, wanted)] == numbers
        assert audit_rows.count(connection, wanted) == len(numbers)


@pytest.mark.parametrize(("day", "found"), [("2026-06-30", 0), ("2026-07-01", 1), ("2026-07-02", 0)])
def test_a_day_is_one_in_london(database: Database, day: str, found: int) -> None:
    with database.write(content=False) as connection:
        audit_rows.append(
            connection,
            at="2026-06-30T23:30:00.000000+00:00",
            actor="planner",
            action="read",
            subject="sites",
            details={},
            request_id=None,
        )
    with database.read() as connection:
        assert audit_rows.count(connection, AuditFilter(since=day, until=day)) == found


def test_what_is_too_long_for_its_column_is_cut_and_hashed_as_it_is_kept(database: Database) -> None:
    with database.write(content=False) as connection:
        written = audit_rows.append(
            connection, at="2026", actor="a" * 130, action="read", subject="s" * 300, details={}, request_id="r"
        )
    with database.read() as connection:
        (kept,) = audit_rows.every_entry(connection)
    assert kept == written
    assert (len(kept.actor), len(kept.subject)) == (120, 200)
    assert hash_of(kept) == kept.entry_hash
