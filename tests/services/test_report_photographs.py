"""Moderators black out, approve and remove photographs; everybody else sees what was approved, and nothing more."""

import json
import math

import numpy as np
import pytest

from geo_ij.access.actor import STRANGER, actor_of
from geo_ij.errors import AccessError, InputError, NotFoundError
from geo_ij.services.report_photographs import (
    MOST_BOXES,
    photograph,
    public_photograph,
    redact_photograph,
    remove_photograph,
    report_photograph,
)
from geo_ij.sources.photographs import THUMBNAIL_SIDE, Box
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import COUNTED_STATUSES, ReportStatus, Role
from tests.photographed_reports import HEIGHT, REFERENCE, WIDTH, add_photographs, add_report, white_photograph
from tests.pictures import opened
from tests.services.people import log, number_of_content

MIDDLE: Box = (0.4, 0.4, 0.2, 0.2)


def moderator(database: Database, *, areas: tuple[str, ...] = ()) -> Database:
    return database.acting(actor_of("moderator 1", [Role.MODERATOR], areas=areas))


def planner(database: Database) -> Database:
    return database.acting(actor_of("planner 1", [Role.PLANNER]))


def version_of(database: Database, reference: str = REFERENCE) -> int:
    with database.read() as connection:
        row = report_rows.report_of(connection, reference)
    assert row is not None
    return row.version


def redact(database: Database, photograph_id: int, *boxes: Box, version: int | None = None) -> None:
    redact_photograph(database, REFERENCE, photograph_id, version=version or version_of(database), boxes=boxes)


def darkness(jpeg: bytes, box: Box) -> tuple[float, float]:
    """Give the lightest level within a box and the darkest well outside it, 0 to 255."""
    levels = np.asarray(opened(jpeg).convert("L"), dtype=float)
    height, width = levels.shape
    left, top = round(box[0] * width), round(box[1] * height)
    right, bottom = round((box[0] + box[2]) * width), round((box[1] + box[3]) * height)
    inside = levels[top + 3 : bottom - 3, left + 3 : right - 3].max()
    outside = levels.copy()
    outside[max(top - 9, 0) : bottom + 9, max(left - 9, 0) : right + 9] = 255
    return inside, outside.min()


def test_boxes_are_black_in_all_that_others_see(database: Database) -> None:
    (photograph_id,) = add_photographs(database, add_report(database))
    before = number_of_content(database)
    redact(moderator(database), photograph_id, MIDDLE)
    whole, thumbnail = (public_photograph(database, photograph_id, small=small) for small in (False, True))
    assert opened(whole).size == (WIDTH, HEIGHT)
    assert opened(thumbnail).size == (THUMBNAIL_SIDE, HEIGHT * THUMBNAIL_SIDE // WIDTH)
    for jpeg in (whole, thumbnail, photograph(planner(database), REFERENCE, photograph_id)):
        lightest, darkest = darkness(jpeg, MIDDLE)
        assert lightest < 30
        assert darkest > 225
    assert photograph(moderator(database), REFERENCE, photograph_id) == white_photograph().jpeg
    assert photograph(moderator(database), REFERENCE, photograph_id, as_others=True) == whole
    assert number_of_content(database) > before, "pages that show it are made anew"


def test_other_boxes_make_every_picture_anew_from_what_was_sent(database: Database) -> None:
    (photograph_id,) = add_photographs(database, add_report(database))
    redact(moderator(database), photograph_id, MIDDLE)
    corner: Box = (0.0, 0.0, 0.2, 0.2)
    redact(moderator(database), photograph_id, corner)
    for small in (False, True):
        jpeg = public_photograph(database, photograph_id, small=small)
        lightest, darkest = darkness(jpeg, corner)
        assert lightest < 30
        assert darkest > 225, "the box of before is gone"
    redact(moderator(database), photograph_id)
    assert darkness(public_photograph(database, photograph_id), corner)[0] > 225
    assert report_photograph(moderator(database), REFERENCE, photograph_id).boxes == ()


def test_a_removed_photograph_is_nowhere(database: Database) -> None:
    first, second = add_photographs(database, add_report(database), 2)
    own = moderator(database)
    for one in (first, second):
        redact(own, one, MIDDLE)
    remove_photograph(own, REFERENCE, first, version=version_of(own))
    assert report_photograph(own, REFERENCE, second).count == 1
    for ask in (
        lambda: public_photograph(database, first),
        lambda: public_photograph(database, first, small=True),
        lambda: photograph(own, REFERENCE, first),
        lambda: photograph(own, REFERENCE, first, as_others=True),
        lambda: report_photograph(own, REFERENCE, first),
        lambda: redact(own, first, MIDDLE),
        lambda: remove_photograph(own, REFERENCE, first, version=version_of(own)),
    ):
        with pytest.raises(NotFoundError):
            ask()
    assert public_photograph(database, second)


def test_every_step_is_in_the_history_and_in_the_log(database: Database) -> None:
    report_id = add_report(database)
    first, second = add_photographs(database, report_id, 2)
    own = moderator(database)
    redact(own, first, MIDDLE, (0.0, 0.0, 0.1, 0.1))
    redact(own, second)
    remove_photograph(own, REFERENCE, second, version=version_of(own))
    with database.read() as connection:
        steps = report_rows.history(connection, report_id)
    assert [(step.actor, step.event, json.loads(step.details)) for step in steps] == [
        ("moderator 1", "photograph_redacted", {"photograph": first, "boxes": 2}),
        ("moderator 1", "photograph_approved", {"photograph": second, "boxes": 0}),
        ("moderator 1", "photograph_removed", {"photograph": second, "boxes": 0}),
    ]
    assert all(step.message == "" for step in steps), "whoever reported is told nothing of it"
    assert [(entry.actor, entry.action, entry.subject) for entry in log(database)] == [
        ("moderator 1", "changed", f"photograph {first} of report {REFERENCE}"),
        ("moderator 1", "changed", f"photograph {second} of report {REFERENCE}"),
        ("moderator 1", "removed", f"photograph {second} of report {REFERENCE}"),
    ]
    assert version_of(database) == 4


def test_whoever_decides_second_is_told_what_happened(database: Database) -> None:
    (photograph_id,) = add_photographs(database, add_report(database))
    own = moderator(database)
    seen = report_photograph(own, REFERENCE, photograph_id)
    redact(own, photograph_id, MIDDLE, version=seen.version)
    steps = len(log(database))
    for late in (
        lambda: redact(own, photograph_id, version=seen.version),
        lambda: remove_photograph(own, REFERENCE, photograph_id, version=seen.version),
    ):
        with pytest.raises(InputError) as refused:
            late()
        assert "moderator 1 blacked out part of a photograph" in refused.value.fields["version"]
    assert darkness(public_photograph(database, photograph_id), MIDDLE)[0] < 30
    assert len(log(database)) == steps


@pytest.mark.parametrize(
    ("box", "said"),
    [
        ((0.1, 0.1, 0.0, 0.2), "width and height must be more than 0"),
        ((0.1, 0.1, 0.2, -0.2), "width and height must be more than 0"),
        ((1.0, 0.1, 0.2, 0.2), "outside the picture"),
        ((0.1, -0.3, 0.2, 0.2), "outside the picture"),
        ((math.nan, 0.1, 0.2, 0.2), "enter four numbers"),
        ((0.1, 0.1, math.inf, 0.2), "enter four numbers"),
    ],
)
def test_a_box_that_blacks_out_nothing_is_refused(sqlite_database: Database, box: Box, said: str) -> None:
    (photograph_id,) = add_photographs(sqlite_database, add_report(sqlite_database))
    with pytest.raises(InputError) as refused:
        redact(moderator(sqlite_database), photograph_id, MIDDLE, box)
    assert set(refused.value.fields) == {"box_2"}
    assert said in refused.value.fields["box_2"]
    with pytest.raises(NotFoundError):
        public_photograph(sqlite_database, photograph_id)


def test_there_is_a_most_of_boxes(sqlite_database: Database) -> None:
    (photograph_id,) = add_photographs(sqlite_database, add_report(sqlite_database))
    redact(moderator(sqlite_database), photograph_id, *[MIDDLE] * MOST_BOXES)
    with pytest.raises(InputError) as refused:
        redact(moderator(sqlite_database), photograph_id, *[MIDDLE] * (MOST_BOXES + 1))
    assert set(refused.value.fields) == {"boxes"}


@pytest.mark.parametrize("status", list(ReportStatus))
def test_the_public_sees_photographs_of_accepted_reports(sqlite_database: Database, status: ReportStatus) -> None:
    (photograph_id,) = add_photographs(sqlite_database, add_report(sqlite_database, status=status.value))
    with pytest.raises(NotFoundError):
        public_photograph(sqlite_database, photograph_id)
    redact(moderator(sqlite_database), photograph_id)
    if status in COUNTED_STATUSES:
        assert public_photograph(sqlite_database.acting(STRANGER), photograph_id)
    else:
        with pytest.raises(NotFoundError):
            public_photograph(sqlite_database, photograph_id)


def test_photographs_of_officers_and_of_no_place_are_never_public(sqlite_database: Database) -> None:
    for reference, columns in (("concern", {"kind": "police"}), ("nowhere", {"lonlat": None})):
        report_id = add_report(sqlite_database, reference, **columns)  # type: ignore[arg-type]
        (photograph_id,) = add_photographs(sqlite_database, report_id)
        own = moderator(sqlite_database)
        redact_photograph(own, reference, photograph_id, version=version_of(own, reference), boxes=[])
        with pytest.raises(NotFoundError):
            public_photograph(sqlite_database, photograph_id)


def test_the_photographs_of_a_draft_are_nobodys(sqlite_database: Database) -> None:
    from geo_ij.store import draft_rows, photograph_rows

    with sqlite_database.write() as connection:
        draft_rows.add_draft(connection, "a" * 64, at="2026-03-01T10:00:00+00:00")
        photograph_id = photograph_rows.add_photograph(
            connection, white_photograph(), report_id=None, draft_hash="a" * 64, at="2026-03-01T10:00:00+00:00"
        )
    add_report(sqlite_database)
    for ask in (
        lambda: public_photograph(sqlite_database, photograph_id),
        lambda: photograph(moderator(sqlite_database), REFERENCE, photograph_id),
        lambda: redact(moderator(sqlite_database), photograph_id),
    ):
        with pytest.raises(NotFoundError):
            ask()


def test_a_photograph_is_found_by_its_own_report_alone(sqlite_database: Database) -> None:
    add_report(sqlite_database)
    (photograph_id,) = add_photographs(sqlite_database, add_report(sqlite_database, "another"))
    own = moderator(sqlite_database)
    for ask in (
        lambda: photograph(own, REFERENCE, photograph_id),
        lambda: report_photograph(own, REFERENCE, photograph_id),
        lambda: redact(own, photograph_id),
        lambda: remove_photograph(own, REFERENCE, photograph_id, version=1),
        lambda: photograph(own, "nothing", photograph_id),
    ):
        with pytest.raises(NotFoundError):
            ask()
    assert photograph(own, "another", photograph_id)


def test_only_moderators_see_what_was_sent(sqlite_database: Database) -> None:
    (photograph_id,) = add_photographs(sqlite_database, add_report(sqlite_database))
    own = planner(sqlite_database)
    with pytest.raises(NotFoundError, match="Nobody has looked at this photograph yet"):
        photograph(own, REFERENCE, photograph_id)
    for refused in (
        lambda: report_photograph(own, REFERENCE, photograph_id),
        lambda: redact(own, photograph_id),
        lambda: remove_photograph(own, REFERENCE, photograph_id, version=1),
        lambda: photograph(sqlite_database.acting(STRANGER), REFERENCE, photograph_id),
    ):
        with pytest.raises(AccessError):
            refused()


def test_who_is_limited_to_areas_sees_the_photographs_there(sqlite_database: Database) -> None:
    (photograph_id,) = add_photographs(sqlite_database, add_report(sqlite_database))
    (nowhere,) = add_photographs(sqlite_database, add_report(sqlite_database, "nowhere", lonlat=None))
    here = moderator(sqlite_database, areas=("North Northamptonshire",))
    elsewhere = moderator(sqlite_database, areas=("West Northamptonshire",))
    assert photograph(here, REFERENCE, photograph_id)
    assert report_photograph(here, REFERENCE, photograph_id).photograph_id == photograph_id
    redact(here, photograph_id, MIDDLE, version=1)
    for ask in (
        lambda: photograph(elsewhere, REFERENCE, photograph_id),
        lambda: report_photograph(elsewhere, REFERENCE, photograph_id),
        lambda: redact(elsewhere, photograph_id, version=2),
        lambda: remove_photograph(elsewhere, REFERENCE, photograph_id, version=2),
        lambda: photograph(here, "nowhere", nowhere),
    ):
        with pytest.raises(NotFoundError):
            ask()


def test_what_waits_next_is_said(sqlite_database: Database) -> None:
    first, second, third = add_photographs(sqlite_database, add_report(sqlite_database), 3)
    own = moderator(sqlite_database)
    found = report_photograph(own, REFERENCE, second)
    assert (found.number, found.count, found.next_id, found.approved) == (2, 3, first, False)
    redact(own, first)
    assert report_photograph(own, REFERENCE, second).next_id == third
    redact(own, third)
    assert report_photograph(own, REFERENCE, second).next_id is None
    assert report_photograph(own, REFERENCE, first).next_id == second
