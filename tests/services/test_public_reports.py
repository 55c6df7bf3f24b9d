"""Anybody may see accepted reports, and can neither find out more by asking again nor count twice."""

import datetime as dt
import math
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo_ij.access.actor import STRANGER
from geo_ij.errors import NotFoundError
from geo_ij.services.public_reports import public_reports, similar_reports, support_report
from geo_ij.store.database import Database
from geo_ij.vocabulary import Issue, ReportEvent
from tests.services.kept_reports import KETTERING, SECRET, change, history, keep, read, step
from tests.web import small_county

EAST, NORTH = KETTERING
NOW = dt.datetime(2026, 7, 20, 12, 0, tzinfo=dt.UTC)


def similar(database: Database, *, easting: float = EAST, northing: float = NORTH, issues=(Issue.LITTER,)):  # type: ignore[no-untyped-def]
    return similar_reports(
        database.acting(STRANGER), easting=easting, northing=northing, uncertainty_m=0.0, issues=issues, now=NOW
    )


def test_similar_are_the_open_accepted_ones_near_by(database: Database) -> None:
    row = keep(database)
    for number, columns in enumerate(
        (
            {"status": "received"},
            {"status": "withdrawn"},
            {"status": "closed"},
            {"status": "work_done"},
            {"status": "referred_to_council"},
            {"reporter_kind": "police"},
            {"issues": "dog_fouling"},
            {"public_easting": EAST + 151.0},
            {"public_easting": None, "public_northing": None},
        )
    ):
        keep(database, reference=f"OTHER-{number}", **columns)
    assert [one.public_id for one in similar(database)] == [row.public_id]
    assert len(similar(database, issues=())) == 2


def test_the_newest_months_come_first_and_five_at_most(database: Database) -> None:
    for month in (1, 7, 3, 5, 2, 6, 4):
        keep(database, reference=f"ONE-{month}", received_at=f"2026-{month:02}-05T10:00:00+00:00")
    assert [one.month for one in similar(database)] == ["2026-07", "2026-06", "2026-05", "2026-04", "2026-03"]


def test_what_is_older_than_a_year_is_not_similar(database: Database) -> None:
    for day in ("2025-06-30", "2025-07-01"):
        keep(database, reference=f"ONE-{day}", received_at=f"{day}T10:00:00+00:00")
    assert [one.month for one in similar(database)] == ["2025-07"]


def test_nearness_is_that_of_the_public_point_so_that_asking_finds_no_other(database: Database) -> None:
    keep(database, easting=EAST + 140, northing=NORTH + 140)
    for angle in range(0, 360, 15):
        for distance, found in ((149.9, 1), (150.1, 0)):
            easting = EAST + distance * math.sin(math.radians(angle))
            northing = NORTH + distance * math.cos(math.radians(angle))
            assert len(similar(database, easting=easting, northing=northing)) == found, (angle, distance)


def test_how_far_off_the_asker_is_counts_up_to_a_limit(database: Database) -> None:
    keep(database, public_easting=EAST + 600)

    def found(uncertainty_m: float) -> int:
        return len(
            similar_reports(
                database,
                easting=EAST,
                northing=NORTH,
                uncertainty_m=uncertainty_m,
                issues=[Issue.LITTER],
                now=NOW,
            )
        )

    assert (found(449.0), found(451.0)) == (0, 1)
    change(database, read(database, 1), public_easting=EAST + 651)
    assert found(100_000.0) == 0


def test_what_is_public_of_a_report_holds_nothing_of_its_words_or_sender(database: Database) -> None:
    row = keep(database, email="resident@example.org", household="a" * 64, public_text="Cans by the gate")
    (public,) = public_reports(database.acting(STRANGER))
    said = repr(public)
    assert public.text == "Cans by the gate"
    for secret in (SECRET, "blue door", "resident@", "aaaa", row.reference, str(row.easting), "2026-03-05"):
        assert secret not in said


def test_the_public_id_hides_the_reference_and_differs(database: Database) -> None:
    rows = [keep(database, reference=f"ONE-{number}") for number in range(50)]
    names = {row.public_id for row in rows}
    assert len(names) == 50
    assert [one.public_id for one in public_reports(database)] == sorted(names)


def test_days_choose_by_their_months_alone(database: Database) -> None:
    keep(database, received_at="2026-03-31T10:00:00+00:00")
    keep(database, reference="ONE-1", received_at="2026-04-01T10:00:00+00:00")

    def months(since: str | None, until: str | None) -> list[str]:
        days = [None if day is None else dt.date.fromisoformat(day) for day in (since, until)]
        return [one.month for one in public_reports(database, since=days[0], until=days[1])]

    assert months(None, None) == ["2026-04", "2026-03"]
    assert months("2026-03-31", None) == months("2026-03-01", None) == ["2026-04", "2026-03"]
    assert months("2026-04-30", None) == ["2026-04"]
    assert months(None, "2026-03-01") == ["2026-03"]


def test_lists_are_chosen_by_id_state_and_issue_and_cut(database: Database) -> None:
    first = keep(database)
    second = keep(database, reference="ONE-1", status="closed", issues="dog_fouling")
    keep(database, reference="ONE-2", status="received")
    waiting = keep(database, reference="ONE-3", status="under_review")

    def ids(**wanted: object) -> set[str]:
        return {one.public_id for one in public_reports(database, **wanted)}  # type: ignore[arg-type]

    assert ids() == {first.public_id, second.public_id}
    assert ids(is_open=True) == {first.public_id}
    assert ids(is_open=False) == {second.public_id}
    assert ids(issue=Issue.DOG_FOULING) == {second.public_id}
    assert ids(ids=[second.public_id, waiting.public_id, "R0", first.reference]) == {second.public_id}
    assert ids(ids=[second.public_id], issue=Issue.GRAFFITI) == set()
    assert len(ids(first=1)) == len(ids(most=1)) == 1
    assert ids(first=1) | ids(most=1) == ids()


def test_a_household_counts_once_and_one_s_own_not_again(database: Database) -> None:
    row = keep(database, household="own")
    stranger = database.acting(STRANGER)
    name = row.public_id
    assert support_report(stranger, name, household="own").households == "1"
    assert support_report(stranger, name, household="b").households == "2 to 4"
    for household in ("b", "b", "c", "d"):
        support_report(stranger, name, household=household)
    assert support_report(stranger, name, household="e").households == "5 or more"
    assert [one.event for one in history(database, row)] == ["received", *["supported"] * 4]
    # A moderator who looks at the report meanwhile is not disturbed.
    assert read(database, row.report_id).version == row.version


def test_a_report_whose_household_is_not_known_counts_as_one_besides_its_supporters(database: Database) -> None:
    row = keep(database, household=None)
    for household, said in (("a", "2 to 4"), ("b", "2 to 4"), ("c", "2 to 4"), ("d", "5 or more")):
        assert support_report(database, row.public_id, household=household).households == said


def test_one_household_that_presses_many_times_at_once_counts_once(database: Database) -> None:
    row = keep(database)
    start = threading.Barrier(4)

    def press() -> str:
        start.wait()
        return support_report(database, row.public_id, household="a").households

    with ThreadPoolExecutor(4) as pool:
        said = {future.result() for future in [pool.submit(press) for _ in range(4)]}
    assert said == {"2 to 4"}
    assert [one.event for one in history(database, row)] == ["received", "supported"]


@pytest.mark.parametrize("columns", [{"status": "closed"}, {"status": "received"}, {"reporter_kind": "police"}])
def test_only_an_open_public_report_can_be_supported(database: Database, columns: dict[str, str]) -> None:
    row = keep(database, **columns)
    for name in (row.public_id, row.reference, "", "R0"):
        with pytest.raises(NotFoundError):
            support_report(database, name, household="b")
    assert [one.event for one in history(database, row)] == ["received"]


def test_what_was_done_is_told_while_that_work_is_public(database: Database) -> None:
    small_county.record(database, small_county.work("one"))
    row = keep(database, status="work_done")
    step(database, row, ReportEvent.WORK_DONE, details={"work_id": "one", "work_reference": "WTEST"})
    (public,) = public_reports(database)
    assert (public.done, public.work_reference) == ("Work was done here", "WTEST")
    small_county.record(database, small_county.work("one", hours=9, approved=False))
    (public,) = public_reports(database)
    assert (public.done, public.work_reference) == ("Work was done here", None)
