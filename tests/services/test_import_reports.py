"""Reports from files: good rows kept, bad ones told, the same file twice changes nothing, and what is decided stays."""

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from geo_ij.access.actor import STRANGER
from geo_ij.errors import AccessError, SourceError
from geo_ij.projection import to_degrees
from geo_ij.services import import_reports as module
from geo_ij.services.import_reports import ReportImport, import_reports
from geo_ij.services.kept_locations import kept_location, waiting_locations
from geo_ij.settings import read_settings
from geo_ij.sources.report_files import CONTACT_COLUMNS, REPORT_COLUMNS
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.store.models import Base, OutgoingMail
from geo_ij.store.report_rows import ReportRow
from geo_ij.vocabulary import ReviewState
from tests.services.people import log
from tests.services.small_ground import STREETS, small_ground

SETTINGS = read_settings({}, database_url="sqlite:///unused.sqlite")
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
GOOD = {"reference": "R1", "received_at": "2026-01-05T09:30", "issues": "litter", "place": "Spring Rise Park"}


def file_of(folder: Path, *rows: dict[str, str], name: str = "reports.csv") -> Path:
    """Write rows to a CSV file with the columns that any of them has."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [",".join(columns), *(",".join(f'"{row.get(column, "")}"' for column in columns) for row in rows)]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def take(database: Database, *paths: Path, now: dt.datetime = NOW, **settings: Any) -> ReportImport:
    given = replace(SETTINGS, **settings)
    return import_reports(database, paths, settings=given, ground=small_ground(database, settings=given), now=now)


def kept(database: Database, reference: str = "R1") -> ReportRow:
    with database.read() as connection:
        row = report_rows.report_of(connection, reference)
    assert row is not None
    return row


def steps(database: Database, reference: str = "R1") -> list[tuple[str, str, str]]:
    with database.read() as connection:
        found = report_rows.history(connection, kept(database, reference).report_id)
    return [(step.event, step.at, step.actor) for step in found]


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Give all rows of all tables but the audit log and the count of changes."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in {"audit_entries", "content_version"}]
    with database.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr) for table in tables
        }


def degrees(street: str) -> dict[str, str]:
    longitude, latitude = to_degrees(*STREETS[street])
    return {"longitude": f"{float(longitude):.7f}", "latitude": f"{float(latitude):.7f}"}


def test_a_row_becomes_an_accepted_report_with_its_place(database: Database, tmp_path: Path) -> None:
    result = take(database, file_of(tmp_path, GOOD | {"description": "Cans", "beat": "K4"}))
    assert (result.tally.read, result.tally.kept, result.new, result.references) == (1, 1, 1, ["R1"])
    row = kept(database)
    assert (row.status, row.source, row.description) == ("accepted", "file", "Cans")
    assert row.received_at == "2026-01-05T09:30:00+00:00"
    assert (row.easting, row.northing, row.council) == (487_040.0, 277_312.0, "North Northamptonshire")
    assert json.loads(row.extra) == {"beat": "K4"}
    assert steps(database) == [
        ("received", "2026-01-05T09:30:00+00:00", "reporter"),
        ("accepted", "2026-03-01T12:00:00+00:00", "command line"),
    ]
    entry = log(database)[-1]
    assert (entry.action, entry.subject, json.loads(entry.details)) == (
        "imported",
        "reports",
        {"file": "reports.csv", "new": 1, "changed": 0},
    )


def test_good_rows_are_kept_and_bad_ones_named_in_the_order_of_the_file(database: Database, tmp_path: Path) -> None:
    rows = [
        GOOD,
        GOOD | {"reference": "R2", "place": "Leeds"},
        GOOD | {"reference": "R3", "issues": "noise"},
        GOOD | {"reference": "R4", "contact_email": "nobody at home"},
        GOOD | {"reference": "R5", "longitude": "-0.466", "latitude": "52.136"},
        GOOD | {"reference": "R6", "status": "duplicate", "duplicate_of": "R99"},
        GOOD | {"reference": "R7", "place": "nowhere that anybody knows"},
    ]
    result = take(database, file_of(tmp_path, *rows))
    assert result.references == ["R1", "R7"]
    assert [(row.line, row.reason) for row in result.tally.rejected_rows] == [
        (3, "outside the service area (Northamptonshire)"),
        (4, "issues is not known"),
        (5, "contact_email cannot be used"),
        (6, "outside the service area (Northamptonshire)"),
        (7, "duplicate_of is not known"),
    ]
    assert (result.tally.read, result.tally.kept) == (7, 2)
    # Nobody knows where it is, so a person is asked.
    assert kept(database, "R7").easting is None
    assert [one.subject_reference for one in waiting_locations(database)] == ["R7"]


def test_the_same_file_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    unnamed = {name: text for name, text in GOOD.items() if name != "reference"} | {"description": "Cans"}
    path = file_of(tmp_path, GOOD, unnamed, GOOD | {"reference": "R2", "status": "duplicate", "duplicate_of": "R1"})
    first = take(database, path)
    before = contents(database)
    again = take(database, path, now=NOW + dt.timedelta(days=3))
    assert contents(database) == before
    assert again.references == first.references
    assert (again.tally.kept, again.new, again.changed) == (3, 0, 0)
    assert len(log(database)) == 1


def test_what_was_decided_since_stays_when_the_same_file_comes_again(sqlite_database: Database, tmp_path: Path) -> None:
    path = file_of(tmp_path, GOOD | {"status": "accepted"})
    take(sqlite_database, path)
    with sqlite_database.write() as connection:
        report_rows.change_report(connection, 1, {"status": "closed", "public_text": "Cans", "easting": 1.0})
    take(sqlite_database, path)
    row = kept(sqlite_database)
    assert (row.status, row.public_text, row.easting) == ("closed", "Cans", 1.0)


def test_a_changed_row_changes_what_it_says_and_nothing_else(database: Database, tmp_path: Path) -> None:
    full = GOOD | {"description": "Cans", "activities": "painting", "beat": "K4", "contact_email": "a@example.org"}
    take(database, file_of(tmp_path, full))
    household = kept(database).household
    with database.write() as connection:
        report_rows.change_report(connection, 1, {"status": "referred_to_council", "public_text": "Cans"})
    changed = take(
        database, file_of(tmp_path, GOOD | {"description": "Cans. There is a fire right now.", "visits": "2"})
    )
    assert (changed.new, changed.changed) == (0, 1)
    row = kept(database)
    assert (row.description, row.alarms) == ("Cans. There is a fire right now.", "danger_now")
    assert (row.status, row.activities, row.public_text) == ("referred_to_council", "painting", "Cans")
    assert (json.loads(row.extra), row.household) == ({"beat": "K4", "visits": "2"}, household)
    assert steps(database)[-1] == ("noted", "2026-03-01T12:00:00+00:00", "command line")
    emptied = take(database, file_of(tmp_path, GOOD | {"activities": "", "status": "", "reporter_kind": ""}))
    assert emptied.changed == 1
    assert (kept(database).activities, kept(database).status) == ("", "referred_to_council")
    with database.read() as connection:
        contact = report_rows.contact(connection, 1)
    assert contact is not None
    assert contact.email == "a@example.org"


def test_a_status_that_the_file_says_is_taken(database: Database, tmp_path: Path) -> None:
    take(database, file_of(tmp_path, GOOD))
    take(database, file_of(tmp_path, GOOD | {"status": "closed", "decided_at": "2026-02-03T10:00"}))
    assert (kept(database).status, kept(database).ended_at) == ("closed", "2026-02-03T10:00:00+00:00")
    assert steps(database)[-1] == ("closed", "2026-02-03T10:00:00+00:00", "command line")
    take(database, file_of(tmp_path, GOOD | {"status": "accepted"}))
    assert (kept(database).status, kept(database).ended_at) == ("accepted", None)


def test_another_place_or_point_is_looked_up_anew(database: Database, tmp_path: Path) -> None:
    take(database, file_of(tmp_path, GOOD))
    take(database, file_of(tmp_path, GOOD | degrees("Highfield Road, Kettering") | {"uncertainty_m": "30"}))
    row = kept(database)
    assert (row.easting, row.northing, row.uncertainty_m) == (487_140.0, 277_312.0, 30.0)
    take(database, file_of(tmp_path, GOOD | {"place": "The Rec"}))
    with database.read() as connection:
        where = kept_location(connection, subject_kind="report", subject_reference="R1")
    assert where is not None
    assert (where.location.text, where.state) == ("The Rec", ReviewState.WAITING)
    assert (kept(database).easting, kept(database).place_text) == (487_040.0, "The Rec")


def test_how_to_reach_somebody_is_kept_apart_and_nobody_is_written_to(database: Database, tmp_path: Path) -> None:
    contact = {"contact_name": "Resident", "contact_email": "a@example.org", "contact_phone": "01632 960001"}
    take(database, file_of(tmp_path, GOOD | contact | {"status": "received", "wants_updates": "yes"}))
    with database.read() as connection:
        row = report_rows.contact(connection, kept(database).report_id)
        assert connection.scalar(select(func.count()).select_from(OutgoingMail)) == 0
    assert row is not None
    assert row[1:] == ("Resident", "a@example.org", "+441632960001")
    assert kept(database).wants_updates
    take(database, file_of(tmp_path, GOOD | contact | {"contact_email": "b@example.org"}))
    with database.read() as connection:
        row = report_rows.contact(connection, kept(database).report_id)
    assert row is not None
    assert row.email == "b@example.org"


def test_staff_are_told_of_a_waiting_row_that_is_urgent(sqlite_database: Database, tmp_path: Path) -> None:
    urgent = GOOD | {
        "status": "received",
        "description": "There is a fire right now.",
        "contact_email": "a@example.org",
    }
    take(sqlite_database, file_of(tmp_path, urgent), alarm_email="control@example.org")
    with sqlite_database.read() as connection:
        assert connection.scalars(select(OutgoingMail.recipient)).all() == ["control@example.org"]


def test_a_repeated_report_points_to_the_first_wherever_it_stands(database: Database, tmp_path: Path) -> None:
    again = GOOD | {"reference": "R2", "status": "duplicate", "duplicate_of": "R1"}
    take(database, file_of(tmp_path, again, GOOD))
    assert kept(database, "R2").duplicate_of == kept(database, "R1").report_id
    take(database, file_of(tmp_path, again | {"status": "accepted", "duplicate_of": ""}))
    assert (kept(database, "R2").duplicate_of, kept(database, "R2").status) == (None, "accepted")


def test_several_files_and_e_mails_make_one_report(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo_ij.services.receive_mail.open_ground", small_ground)
    letter = tmp_path / "one.eml"
    letter.write_text(
        "From: resident@example.org\nSubject: Litter\nDate: Mon, 02 Feb 2026 10:00:00 +0000\n"
        "Message-ID: <1@example.org>\n\nLitter everywhere.\nSpring Rise Park\n",
        encoding="utf-8",
    )
    rows = tmp_path / "rows.json"
    rows.write_text(json.dumps([GOOD | {"reference": "R2"}, GOOD, {"issues": "litter"}]), encoding="utf-8")
    result = take(sqlite_database, letter, file_of(tmp_path, GOOD), rows)
    assert result.references[:2] == ["R1", "R2"]
    assert (result.tally.read, result.tally.kept, result.new, len(result.references)) == (5, 3, 3, 3)
    assert kept(sqlite_database, result.references[2]).status == "received"
    assert [(row.where, row.reason) for row in result.tally.rejected_rows] == [
        ("rows.json report 2", "repeats a report"),
        ("rows.json report 3", "received_at is empty"),
    ]
    again = take(sqlite_database, letter, file_of(tmp_path, GOOD), rows)
    assert (again.tally.kept, again.new, again.references) == (3, 0, result.references)


def test_one_file_that_cannot_be_used_refuses_all(sqlite_database: Database, tmp_path: Path) -> None:
    page = tmp_path / "page.csv"
    page.write_text("<html></html>", encoding="utf-8")
    with pytest.raises(SourceError, match="web page"):
        take(sqlite_database, file_of(tmp_path, GOOD), page)
    with sqlite_database.read() as connection:
        assert report_rows.count_reports(connection) == 0


def test_a_failure_in_the_middle_keeps_nothing(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(module, "point_to_originals", fail)
    with pytest.raises(RuntimeError):
        take(sqlite_database, file_of(tmp_path, GOOD))
    with sqlite_database.read() as connection:
        assert report_rows.count_reports(connection) == 0


def test_who_may_not_import_is_refused_before_a_file_is_read(sqlite_database: Database, tmp_path: Path) -> None:
    with pytest.raises(AccessError):
        take(sqlite_database.acting(STRANGER), tmp_path / "not there.csv")


def test_the_documented_examples_are_kept(sqlite_database: Database, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "file-formats.md").read_text(encoding="utf-8")
    table, document = (
        re.search(rf"```{language}\n({start}.*?)```", page, flags=re.DOTALL)
        for language, start in (("csv", "reference,received_at"), ("json", r'\[\{"reference"'))
    )
    assert table is not None
    assert document is not None
    for name, text in (("example.csv", table[1]), ("example.json", document[1])):
        (tmp_path / name).write_text(text, encoding="utf-8")
    result = take(sqlite_database, tmp_path / "example.csv", tmp_path / "example.json")
    assert (result.references, result.tally.rejected_rows) == (["OLD-1", "OLD-2", "OLD-3"], [])


def test_the_documented_columns_are_those_that_are_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "file-formats.md").read_text(encoding="utf-8")
    section = page.split("\n## Reports\n")[1].split("\n## ")[0]
    first = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert [name for cell in first for name in re.findall(r"`(\w+)`", cell)] == [*REPORT_COLUMNS, *CONTACT_COLUMNS]
