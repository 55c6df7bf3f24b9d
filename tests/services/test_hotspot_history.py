"""Ids from month to month, by way of the service: what is followed, what is only a question, what is told."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import text

from geo_ij.errors import NotFoundError
from geo_ij.frames import month_text
from geo_ij.services.find_hotspots import find_hotspots
from geo_ij.services.hotspot_history import hotspot_history
from geo_ij.services.import_data import import_police_archive
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from tests.police_files import archive, row

SETTINGS = read_settings({})
TODAY = dt.date(2026, 3, 15)

LASTING = {"Longitude": "-0.7219", "Latitude": "52.38666", "Location": "On or near Spring Rise"}
PASSING = {"Longitude": "-0.6900", "Latitude": "52.4900", "Location": "On or near Studfall Avenue"}

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]


@pytest.fixture
def two_years(database: Database, tmp_path: Path) -> Database:
    """Give a database with one place that lasts and one that has incidents in January of 2024 and June of 2025."""
    rows = {month: [row(month=month, **LASTING)] * 3 for month in MONTHS}
    for month in ("2024-01", "2025-06"):
        rows[month] += [row(month=month, **PASSING)] * 4
    import_police_archive(database, [archive(tmp_path / "years.zip", rows)], settings=SETTINGS, today=TODAY)
    return database


def ids(database: Database, as_of: str, months: int = 12) -> dict[str, str]:
    found = find_hotspots(database, as_of=as_of, months=months)
    return dict(zip(found["name"].str.split(",").str[0], found["hotspot_id"], strict=True))


def told(database: Database, hotspot_id: str) -> list[tuple[str, str]]:
    return [(month_text(as_of), event.event.value) for as_of, event in hotspot_history(database, hotspot_id).events]


def tables(database: Database) -> list[object]:
    with database.read() as connection:
        return [
            connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2")).all()  # noqa: S608
            for table in ("hotspot_identities", "hotspot_events")
        ]


def test_a_place_that_vanishes_and_returns_keeps_its_id_and_the_log_says_so(two_years: Database) -> None:
    first = ids(two_years, "2024-12")
    assert ids(two_years, "2025-01") == {"Spring Rise": first["Spring Rise"]}
    assert hotspot_history(two_years, first["Studfall Avenue"]).identity.state == "gone"
    assert ids(two_years, "2025-06") == first
    assert told(two_years, first["Spring Rise"]) == [("2024-12", "appeared")]
    assert told(two_years, first["Studfall Avenue"]) == [
        ("2024-12", "appeared"),
        ("2025-01", "gone"),
        ("2025-06", "returned"),
    ]


def test_running_again_logs_nothing(two_years: Database) -> None:
    ids(two_years, "2024-12")
    ids(two_years, "2025-01")
    before = tables(two_years)
    ids(two_years, "2025-01")
    assert tables(two_years) == before


@pytest.mark.parametrize(("as_of", "months"), [("2024-12", 12), ("2025-12", 24)], ids=["earlier month", "other months"])
def test_a_question_reads_ids_and_changes_nothing_that_is_followed(
    two_years: Database, as_of: str, months: int
) -> None:
    usual = ids(two_years, "2025-05")  # only the place that lasts
    asked = ids(two_years, as_of, months)
    assert asked["Spring Rise"] == usual["Spring Rise"]
    aside = hotspot_history(two_years, asked["Studfall Avenue"])
    assert (aside.identity.state, aside.events) == ("asked", [])
    before = tables(two_years)
    assert ids(two_years, as_of, months) == asked
    assert tables(two_years) == before
    assert ids(two_years, "2025-06") == asked
    assert told(two_years, asked["Studfall Avenue"]) == [("2025-06", "appeared")]


def test_an_unknown_id_is_refused_and_letters_may_be_small(two_years: Database) -> None:
    (hotspot_id,) = ids(two_years, "2025-05").values()
    assert hotspot_history(two_years, f" {hotspot_id.lower()} ").current_id == hotspot_id
    with pytest.raises(NotFoundError, match="HNONE"):
        hotspot_history(two_years, "HNONE")
    with pytest.raises(NotFoundError, match="counts"):
        hotspot_history(two_years, hotspot_id, method="counts")
