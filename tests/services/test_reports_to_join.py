"""Reports near by are offered to be joined with; of those elsewhere a limited moderator learns nothing."""

from pathlib import Path

import pytest

from geo_ij.errors import AccessError
from geo_ij.services.export_reports import export_reports
from geo_ij.services.merge_reports import merge_report
from geo_ij.services.moderate_reports import accept_report, not_suitable
from geo_ij.services.report_surroundings import MOST_TO_JOIN, reports_to_join
from geo_ij.services.staff_report import report_for_staff
from geo_ij.sources.sent_report import GivenPoint
from geo_ij.store.database import Database
from geo_ij.vocabulary import Issue, Role
from tests.services.reports import NORTH, SETTINGS, as_role, row_of, send

LATITUDE, LONGITUDE = 52.3983, -0.7277
"""A point in Kettering; a hundredth of a degree of latitude is 1,113 m."""


def at(metres_north: float) -> GivenPoint:
    return GivenPoint(LONGITUDE, LATITUDE + metres_north / 111_300, 20.0)


def test_the_open_reports_within_250_m_are_offered_the_nearest_first(database: Database) -> None:
    moderator = as_role(database)
    here = send(database, point=at(0))
    far = send(database, point=at(240), issues=(Issue.GRAFFITI,), days_ago=400)
    near, _beyond = send(database, point=at(100)), send(database, point=at(262))
    ended = send(database, point=at(50))
    not_suitable(moderator, ended, version=1, reason="Private land.", settings=SETTINGS)
    accept_report(moderator, near, version=1, public_text="", settings=SETTINGS)
    found = reports_to_join(moderator, row_of(database, here))
    assert [one.reference for one in found] == [near, far]
    assert found[1].issues == (Issue.GRAFFITI,)
    assert [one.distance_m for one in found] == [pytest.approx(100, abs=2), pytest.approx(240, abs=2)]


def test_only_the_nearest_are_offered_and_none_without_a_place(sqlite_database: Database) -> None:
    moderator = as_role(sqlite_database)
    references = [send(sqlite_database, point=at(10 * step)) for step in range(MOST_TO_JOIN + 2)]
    found = reports_to_join(moderator, row_of(sqlite_database, references[0]))
    assert [one.reference for one in found] == references[1 : MOST_TO_JOIN + 1]
    unknown = send(sqlite_database, place="Somewhere")
    assert reports_to_join(moderator, row_of(sqlite_database, unknown)) == ()
    with pytest.raises(AccessError):
        reports_to_join(as_role(sqlite_database, Role.SERGEANT), row_of(sqlite_database, references[0]))


def test_what_was_joined_across_a_border_names_nothing_on_the_other_side(database: Database, tmp_path: Path) -> None:
    here, there, other = send(database), send(database, place="The Drapery"), send(database, place="The Drapery")
    merge_report(as_role(database), here, into=there, version=1, settings=SETTINGS)
    kept = send(database)
    merge_report(as_role(database), other, into=kept, version=1, settings=SETTINGS)
    limited = as_role(database, areas=(NORTH,))
    for reference, hidden in ((here, there), (kept, other)):
        shown = report_for_staff(limited, reference)
        assert shown.joined_with is None
        assert hidden not in str(shown.history)
        assert hidden in str(report_for_staff(as_role(database), reference))
    assert report_for_staff(as_role(database), here).joined_with == there
    for areas, named in (((NORTH,), False), ((), True)):
        path = tmp_path / f"{named}.csv"
        export_reports(as_role(database, Role.ANALYST, areas=areas), path)
        assert (there in path.read_text(encoding="utf-8")) == named


def test_neighbours_outside_ones_areas_are_not_offered(sqlite_database: Database) -> None:
    here, near = send(sqlite_database, point=at(0)), send(sqlite_database, point=at(50))
    north, west = (as_role(sqlite_database, areas=(area,)) for area in (NORTH, "West Northamptonshire"))
    assert [one.reference for one in reports_to_join(north, row_of(sqlite_database, here))] == [near]
    assert reports_to_join(west, row_of(sqlite_database, here)) == ()
