"""Reports that are being written are kept by the hash of their key, and go with their photographs when they are old."""

from sqlalchemy import func, select

from geo_ij.store import draft_rows, photograph_rows
from geo_ij.store.database import Database
from geo_ij.store.models import ReportPhotograph
from geo_ij.store.photograph_rows import NewPhotograph

KEY, OTHER = "a" * 64, "b" * 64
MONDAY, TUESDAY, WEDNESDAY = (f"2026-03-0{day}T10:00:00+00:00" for day in (2, 3, 4))


def begin(database: Database, key: str, *pictures: bytes, at: str = MONDAY) -> list[int]:
    """Begin a draft with photographs; give their ids."""
    with database.write(content=False) as connection:
        draft_rows.add_draft(connection, key, at=at)
        return [
            photograph_rows.add_photograph(
                connection, NewPhotograph(picture, 40, 30), report_id=None, draft_hash=key, at=at
            )
            for picture in pictures
        ]


def kept_photographs(database: Database) -> int:
    """Count the photographs of all drafts."""
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(ReportPhotograph)).scalar_one())


def test_a_draft_is_read_by_its_hash_while_it_is_young(database: Database) -> None:
    begin(database, KEY)
    with database.read() as connection:
        row = draft_rows.draft(connection, KEY, changed_since=MONDAY)
        assert row == (KEY, "{}", MONDAY, MONDAY, None)
        assert draft_rows.draft(connection, KEY, changed_since=TUESDAY) is None
        assert draft_rows.draft(connection, OTHER, changed_since=MONDAY) is None


def test_a_change_keeps_it_young(database: Database) -> None:
    begin(database, KEY)
    with database.write(content=False) as connection:
        assert draft_rows.draft(connection, KEY, changed_since=MONDAY, locked=True) is not None
        draft_rows.change_draft(connection, KEY, answers='{"a": 1}', at=TUESDAY, sent_as="7HJM2-PQRVW")
    with database.read() as connection:
        row = draft_rows.draft(connection, KEY, changed_since=TUESDAY)
    assert row == (KEY, '{"a": 1}', MONDAY, TUESDAY, "7HJM2-PQRVW")


def test_old_drafts_go_with_their_photographs_and_young_ones_stay(database: Database) -> None:
    begin(database, KEY, b"one", b"two")
    begin(database, OTHER, b"three", at=WEDNESDAY)
    with database.write(content=False) as connection:
        assert draft_rows.remove_older(connection, before=MONDAY) == 0
        assert draft_rows.remove_older(connection, before=WEDNESDAY) == 1
    with database.read() as connection:
        assert draft_rows.draft(connection, KEY, changed_since=MONDAY) is None
        assert [one.width for one in draft_rows.photographs(connection, OTHER)] == [40]
    assert kept_photographs(database) == 1


def test_a_photograph_is_only_found_under_its_own_draft(database: Database) -> None:
    (mine,) = begin(database, KEY, b"mine")
    (yours,) = begin(database, OTHER, b"yours")
    with database.write(content=False) as connection:
        assert draft_rows.picture(connection, KEY, mine) == b"mine"
        assert draft_rows.picture(connection, KEY, yours) is None
        draft_rows.remove_photograph(connection, KEY, yours)
        assert draft_rows.picture(connection, OTHER, yours) == b"yours"
        draft_rows.remove_photographs(connection, KEY)
        assert draft_rows.photographs(connection, KEY) == []
    assert kept_photographs(database) == 1


def test_one_photograph_is_removed_and_the_others_stay_in_order(database: Database) -> None:
    first, second, third = begin(database, KEY, b"1", b"2", b"3")
    with database.write(content=False) as connection:
        draft_rows.remove_photograph(connection, KEY, second)
        assert [one.photograph_id for one in draft_rows.photographs(connection, KEY)] == [first, third]
