"""What a publication is made from: the team's own hotspots while nothing in them is secret, else a run of its own."""

import datetime as dt
from pathlib import Path

import pytest

from geo_ij.errors import NothingStoredError
from geo_ij.services.find_hotspots import stored_hotspots
from geo_ij.services.hotspots_to_publish import hotspots_to_publish
from geo_ij.services.import_incidents import import_incidents
from geo_ij.services.publish import publish_snapshot
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from tests.incident_files import extract_csv, incident, mapping_file
from tests.services.test_find_and_publish import load
from tests.services.test_reports_in_hotspots import add_report

SETTINGS = read_settings({"GEO_IJ_REPORT_WEIGHT_PERCENT": "0"})
TODAY = dt.date(2026, 1, 15)
NOW = dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)


def reported(database: Database, folder: Path) -> None:
    """Bring in a year of police data, and a place that only residents name."""
    load(database, folder)
    for household in "abc":
        add_report(database, household=household)


def add_noise(database: Database, folder: Path) -> None:
    rows = [incident(f"2025-12-{day:02d}", kind="noise", X="489000", Y="288800") for day in range(1, 29)]
    path, mapping = extract_csv(folder / "e.csv", rows), mapping_file(folder / "m.toml")
    import_incidents(database, path, mapping=mapping, settings=SETTINGS, today=TODAY)


def test_the_teams_own_hotspots_are_published_and_stored(sqlite_database: Database, tmp_path: Path) -> None:
    reported(sqlite_database, tmp_path)
    found = hotspots_to_publish(sqlite_database, as_of="2025-12", report_weight=1.0)
    assert sorted(found["incidents"]) == [0, 6, 60]
    assert stored_hotspots(sqlite_database)["hotspot_id"].tolist() == found["hotspot_id"].tolist()


def test_reports_weigh_in_a_publication_what_they_weigh_for_the_team(sqlite_database: Database, tmp_path: Path) -> None:
    reported(sqlite_database, tmp_path)
    publish_snapshot(sqlite_database, settings=SETTINGS, now=NOW)
    assert sorted(stored_hotspots(sqlite_database)["incidents"]) == [6, 60]


def test_with_an_extract_nothing_of_the_run_is_kept(sqlite_database: Database, tmp_path: Path) -> None:
    reported(sqlite_database, tmp_path)
    add_noise(sqlite_database, tmp_path)
    for weight, expected in ((1.0, [0, 6, 55]), (0.0, [6, 55])):
        found = hotspots_to_publish(sqlite_database, as_of="2025-12", report_weight=weight)
        assert sorted(found["incidents"]) == expected  # without December, of which there is nothing but noise
    with pytest.raises(NothingStoredError, match="geo-ij hotspots"):
        stored_hotspots(sqlite_database)
