import datetime as dt
from pathlib import Path

from geo_ij.frames import KNOWN_POINTS, check, month_number
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.stored_points import stored_points
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from geo_ij.store.known_point_rows import known_points
from tests.police_files import DAMAGE, archive, row

MARCH, MAY = month_number("2025-03"), month_number("2025-05")
ELSEWHERE = {"Longitude": "-0.6900", "Latitude": "52.4900", "Location": "On or near Studfall Avenue"}
OTHER_NAME = {"Location": "On or near Constable Road"}
BEDFORD = {"Longitude": "-0.4667", "Latitude": "52.1350", "Falls_within": "Bedfordshire Police"}


def load(database: Database, folder: Path) -> None:
    """Import ASB and damage at one place, and drugs at another that is known from April on; a second force in May."""
    months = {
        "2025-03": [row(month="2025-03"), row(DAMAGE, month="2025-03", Crime_ID="a")],
        "2025-04": [row(month="2025-04"), row("Drugs", month="2025-04", Crime_ID="b", **ELSEWHERE)],
        "2025-05": [row(month="2025-05"), row("Drugs", month="2025-05", Crime_ID="c", **ELSEWHERE | OTHER_NAME)],
    }
    paths = [
        archive(folder / "northamptonshire.zip", months),
        archive(folder / "bedfordshire.zip", {"2025-05": [row(month="2025-05", **BEDFORD)]}, force="bedfordshire"),
    ]
    import_police_archive(database, paths, settings=read_settings({}), today=dt.date(2026, 3, 15))


def test_points_bear_both_streams_and_since_when_they_are_known(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    with database.read() as connection:
        points = stored_points(connection, first_month=MARCH, last_month=MAY, force="northamptonshire")
    assert points.forces == ("northamptonshire",)
    assert points.monthly.tolist() == [[1, 1, 1], [0, 0, 0]]
    assert points.criminal_damage.tolist() == [[1, 0, 0], [0, 0, 0]]
    assert points.known_since.tolist() == [0, 1]


def test_all_forces_are_read_together(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    with database.read() as connection:
        points = stored_points(connection, first_month=MAY, last_month=MAY)
    assert points.forces == ("bedfordshire", "northamptonshire")
    assert sorted(points.known_since.tolist()) == [-2, -1, 0]
    assert points.incidents.sum() == 2


def test_points_known_only_later_are_not_given(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    with database.read() as connection:
        early = known_points(connection, until=MARCH)
        everything = known_points(connection, until=MAY)
        none = known_points(connection, until=MARCH - 1)
    check(everything, KNOWN_POINTS)
    assert early["first_month"].tolist() == [MARCH]
    assert sorted(everything["first_month"]) == [MARCH, MARCH + 1, MAY]
    assert none.empty
