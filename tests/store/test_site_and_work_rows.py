"""Sites and completed work in the store, on SQLite and on PostgreSQL: what goes in comes out."""

import datetime as dt
from typing import Any

import pytest
import shapely
from sqlalchemy import event

from geo_ij.errors import FrameError
from geo_ij.sources.site_files import site_frame
from geo_ij.sources.work_files import work_frame
from geo_ij.store.database import Database
from geo_ij.store.site_rows import read_sites, write_sites
from geo_ij.store.work_rows import read_work, write_work

SITE: dict[str, Any] = {
    "site_id": "S1",
    "name": "Spring Rise Park",
    "site_type": "park",
    "status": "ready",
    "condition": 2.0,
    "landowner": None,
    "permission_status": "granted",
    "permission_until": "2026-06-30",
    "risk_assessment_status": "approved",
    "risk_assessment_review_due": None,
    "activities": "litter_picking;painting",
    "capacity": 6.0,
    "supervisors_needed": None,
    "estimated_hours": 24.5,
    "under_18_suitable": "yes",
    "equipment": "bags",
    "toilets": None,
    "notes": "'; DROP TABLE sites; -- ünïcode",
    "easting": 487_082.0,
    "northing": 277_282.9,
    "boundary": shapely.box(487_000, 277_200, 487_100, 277_300),
    "extra": '{"beat": "4"}',
}
WORK: dict[str, Any] = {
    "work_id": "W1",
    "site_id": "S1",
    "place": "Spring Rise Park",
    "start": "2025-06-03T10:00:00+01:00",
    "end": "2025-06-03T14:00:00+01:00",
    "activities": "litter_picking",
    "hours": 8.0,
    "people": 2.0,
    "bags": None,
    "area_m2": 900.5,
    "partners": None,
    "notes": None,
    "published_at": None,
    "easting": 487_082.0,
    "northing": 277_282.9,
    "extra": None,
}


def write(
    database: Database, *, sites: list[dict[str, Any]] | None = None, work: list[dict[str, Any]] | None = None
) -> int:
    """Write, and give how many rows were inserted or updated."""
    changes = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.startswith(("INSERT", "UPDATE")) and "content_version" not in statement:
            changes.append(len(parameters) if isinstance(parameters, list) else 1)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        with database.write() as connection:
            if sites is not None:
                write_sites(connection, site_frame(sites))
            if work is not None:
                write_work(connection, work_frame(work))
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return sum(changes)


def test_what_goes_in_comes_out(database: Database) -> None:
    bare = SITE | {"site_id": "S0", "boundary": None, "extra": None, "condition": None}
    assert write(database, sites=[SITE, bare], work=[WORK]) == 3
    with database.read() as connection:
        sites, work = read_sites(connection).set_index("site_id"), read_work(connection)
    found = sites.loc["S1"]
    for name in set(SITE) - {"site_id", "easting", "northing", "boundary", "supervisors_needed"}:
        assert found[name] == SITE[name]
    assert (found["landowner"], found["toilets"]) == (None, None)
    assert found["supervisors_needed"] != found["supervisors_needed"]
    assert found["boundary"].equals(SITE["boundary"])
    assert (found.geometry.x, found.geometry.y) == (487_082.0, 277_282.9)
    assert (sites.loc["S0", "boundary"], sites.loc["S0", "extra"]) == (None, None)
    piece = work.iloc[0]
    assert (piece["hours"], piece["people"], piece["area_m2"], piece["partners"]) == (8, 2, 900.5, None)


def test_the_same_again_changes_nothing_and_a_change_changes_one_row(database: Database) -> None:
    other = SITE | {"site_id": "S2"}
    write(database, sites=[SITE, other], work=[WORK])
    assert write(database, sites=[SITE, other], work=[WORK]) == 0
    assert write(database, sites=[SITE | {"name": "Renamed"}, other], work=[WORK | {"hours": 9.0}]) == 2
    with database.read() as connection:
        assert read_sites(connection)["name"].tolist() == ["Renamed", "Spring Rise Park"]
        assert read_work(connection)["hours"].tolist() == [9]


def test_a_drawn_boundary_and_an_approval_stay(database: Database) -> None:
    write(database, sites=[SITE], work=[WORK | {"published_at": "2025-06-05T00:00:00+00:00"}])
    write(database, sites=[SITE | {"boundary": None}], work=[WORK | {"notes": "Wet day."}])
    with database.read() as connection:
        assert read_sites(connection)["boundary"].iloc[0].equals(SITE["boundary"])
        assert read_work(connection)["published_at"].tolist() == ["2025-06-05T00:00:00+00:00"]


def test_what_the_public_would_see_changed_asks_for_approval_again(database: Database) -> None:
    write(database, sites=[SITE], work=[WORK | {"published_at": "2025-06-05T00:00:00+00:00"}])
    write(database, work=[WORK | {"place": "Somewhere else"}])
    with database.read() as connection:
        assert read_work(connection)["published_at"].isna().all()


@pytest.mark.parametrize(("day", "status"), [("2026-06-30", "ready"), ("2026-07-01", "awaiting_permission")])
def test_a_status_is_that_of_the_day(sqlite_database: Database, day: str, status: str) -> None:
    write(sqlite_database, sites=[SITE, SITE | {"site_id": "S2", "status": "completed"}])
    with sqlite_database.read() as connection:
        assert read_sites(connection, as_of=dt.date.fromisoformat(day))["status"].tolist() == [status, "completed"]


def test_the_latest_work_comes_first_whatever_the_offset(sqlite_database: Database) -> None:
    summer = WORK | {"work_id": "B", "start": "2025-10-26T01:30:00+01:00", "site_id": None}
    winter = WORK | {"work_id": "A", "start": "2025-10-26T01:10:00+00:00", "site_id": None}
    write(sqlite_database, work=[summer, winter])
    with sqlite_database.read() as connection:
        assert read_work(connection)["work_id"].tolist() == ["A", "B"]


def test_an_empty_store_gives_empty_frames(sqlite_database: Database) -> None:
    with sqlite_database.read() as connection:
        assert read_sites(connection).empty
        assert read_work(connection).empty


def test_a_frame_of_another_shape_is_refused(sqlite_database: Database) -> None:
    with sqlite_database.write() as connection, pytest.raises(FrameError, match="name"):
        write_sites(connection, site_frame([SITE]).drop(columns="name"))
