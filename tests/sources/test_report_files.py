"""Files of reports: what a row says, what is left out and why, and files that are refused as a whole."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from geo_ij.errors import SourceError
from geo_ij.sources.report_files import ReportFile, read_report_file
from geo_ij.sources.sent_report import Contact, GivenPoint
from geo_ij.vocabulary import Activity, HowOften, Issue, ReporterKind, ReportSource, ReportStatus

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
GOOD = {"received_at": "2026-01-05T09:30", "issues": "litter", "place": "High Street, Kettering"}


def read_rows(folder: Path, *rows: dict[str, str]) -> ReportFile:
    """Read rows as a CSV file with the columns that any of them has."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join(columns), *(",".join(f'"{row.get(name, "")}"' for name in columns) for row in rows)]
    path = folder / "reports.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_report_file(path, now=NOW, area=None)


def read_json(folder: Path, text: str) -> ReportFile:
    path = folder / "reports.json"
    path.write_text(text, encoding="utf-8")
    return read_report_file(path, now=NOW, area=None)


def test_a_row_says_all_that_a_report_can_hold(tmp_path: Path) -> None:
    row = GOOD | {
        "reference": "OLD-7",
        "status": "Work done",
        "issues": "Litter; graffiti;litter",
        "description": "Cans and paint",
        "longitude": "-0.7219",
        "latitude": "52.38666",
        "uncertainty_m": "40",
        "reporter_kind": "business",
        "how_often": "weekly",
        "activities": "Litter picking;painting",
        "activity_text": "Paint the wall",
        "decided_at": "2026-02-01",
        "contact_name": "Shopkeeper",
        "contact_email": "shop@example.org",
        "contact_phone": "01632 960001",
        "wants_updates": "yes",
        "beat": "K4",
    }
    (found,) = read_rows(tmp_path, row).reports
    sent = found.sent
    assert sent.reference == "OLD-7"
    assert sent.received_at == dt.datetime(2026, 1, 5, 9, 30, tzinfo=dt.UTC)
    assert (sent.status, sent.source) == (ReportStatus.WORK_DONE, ReportSource.FILE)
    assert sent.issues == (Issue.LITTER, Issue.GRAFFITI)
    assert (sent.description, sent.place_text) == ("Cans and paint", "High Street, Kettering")
    assert sent.point == GivenPoint(-0.7219, 52.38666, 40)
    assert (sent.reporter_kind, sent.how_often) == (ReporterKind.BUSINESS, HowOften.WEEKLY)
    assert sent.activities == (Activity.LITTER_PICKING, Activity.PAINTING)
    assert sent.activity_text == "Paint the wall"
    assert found.decided_at == dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)
    assert sent.contact == Contact("Shopkeeper", "shop@example.org", "01632 960001")
    assert sent.wants_updates
    assert sent.extra == {"beat": "K4"}


def test_what_a_row_does_not_say(tmp_path: Path) -> None:
    (found,) = read_rows(tmp_path, GOOD).reports
    assert found.sent.status is ReportStatus.ACCEPTED
    assert (found.sent.point, found.sent.contact, found.decided_at) == (None, None, None)
    assert found.sent.reporter_kind is ReporterKind.RESIDENT


def test_a_date_alone_is_its_midday_in_london_also_today(tmp_path: Path) -> None:
    summer, today = read_rows(
        tmp_path, GOOD | {"received_at": "2025-07-01"}, GOOD | {"received_at": "2026-03-01"}
    ).reports
    assert summer.sent.received_at == dt.datetime(2025, 7, 1, 11, tzinfo=dt.UTC)
    assert today.sent.received_at == NOW


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"received_at": ""}, "received_at is empty"),
        ({"received_at": "yesterday"}, "received_at is not a date"),
        ({"received_at": "yesterday at ten"}, "received_at is not a date and time"),
        ({"received_at": "2026-03-01T12:01"}, "received_at lies in the future"),
        ({"received_at": "2026-03-02"}, "received_at lies in the future"),
        ({"received_at": "1926-01-05"}, "received_at is too long ago"),
        ({"issues": ""}, "issues is empty"),
        ({"issues": " ; "}, "issues is empty"),
        ({"issues": "litter;noise"}, "issues is not known"),
        ({"status": "done"}, "status is not known"),
        ({"place": ""}, "place is empty"),
        ({"place": "x" * 301}, "place is too long"),
        ({"description": "x" * 1001}, "description is too long"),
        ({"longitude": "-0.7219"}, "no coordinates"),
        ({"longitude": "west", "latitude": "52.4"}, "longitude is not a number"),
        ({"longitude": "52.4", "latitude": "-0.7"}, "longitude and latitude swapped"),
        ({"uncertainty_m": "far"}, "uncertainty_m is not a number"),
        ({"activities": "juggling"}, "activities is not known"),
        ({"reporter_kind": "robot"}, "reporter_kind is not known"),
        ({"wants_updates": "maybe"}, "wants_updates is not yes or no"),
        ({"duplicate_of": "OLD-1"}, "duplicate_of without the status duplicate"),
        ({"decided_at": "2026-01-04"}, "decided_at is before received_at"),
        ({"reference": "x" * 61}, "reference is too long"),
    ],
)
def test_a_bad_row_is_left_out_with_its_line_and_reason(tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    found = read_rows(tmp_path, GOOD | cells, GOOD | {"description": "kept"})
    assert [report.sent.description for report in found.reports] == ["kept"]
    assert (found.tally.read, found.tally.kept, dict(found.tally.rejected)) == (2, 1, {reason: 1})
    assert found.tally.rejected_rows[0].line == 2


def test_without_a_reference_it_is_made_from_what_is_told(tmp_path: Path) -> None:
    first, other = read_rows(tmp_path, GOOD, GOOD | {"description": "More cans"}).reports
    assert first.reference != other.reference
    decided = GOOD | {"status": "closed", "contact_email": "a@example.org", "beat": "K4", "issues": "Litter"}
    assert read_rows(tmp_path, decided).reports[0].reference == first.reference
    assert read_rows(tmp_path, decided).reports[0].sent.received_key != first.sent.received_key


def test_the_same_report_twice_in_a_file(tmp_path: Path) -> None:
    named = GOOD | {"reference": "A"}
    found = read_rows(tmp_path, GOOD, GOOD, named, named | {"description": "other"})
    assert len(found.reports) == 2
    assert [(row.line, row.reason) for row in found.tally.rejected_rows] == [
        (3, "repeats a report"),
        (5, "repeats a report"),
    ]


def test_json_is_a_list_of_the_same(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {
            "Received-At": "2026-01-05T09:30",
            "issues": ["litter", "Graffiti"],
            "place": "High Street, Kettering",
            "longitude": -0.7219,
            "latitude": 52.38666,
            "description": None,
            "wants_updates": True,
            "contact_email": "a@example.org",
            "visits": 3,
        }
    ]
    (found,) = read_json(tmp_path, json.dumps(rows)).reports
    assert found.sent.issues == (Issue.LITTER, Issue.GRAFFITI)
    assert found.sent.point == GivenPoint(-0.7219, 52.38666, 100)
    assert (found.sent.description, found.sent.wants_updates) == ("", True)
    assert found.sent.extra == {"visits": "3"}
    assert read_json(tmp_path, "[]").tally.read == 0


def test_a_bad_item_of_a_list_is_left_out_by_its_number(tmp_path: Path) -> None:
    nested = GOOD | {"place": {"street": "High Street"}}
    found = read_json(tmp_path, json.dumps([nested, 7, GOOD, GOOD | {"issues": [["litter"]]}]))
    assert [(row.where, row.reason) for row in found.tally.rejected_rows] == [
        ("report 1", "place is nested"),
        ("report 2", "not an object"),
        ("report 4", "issues is nested"),
    ]
    assert found.tally.rejected_rows[1].detail == "'7' is not an object with members"
    assert len(found.reports) == 1


def test_half_a_character_does_not_reach_the_database(tmp_path: Path) -> None:
    text = json.dumps([GOOD | {"description": "a\ud800b"}])
    assert read_json(tmp_path, text).reports[0].sent.description == "a?b"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{}", "not a list of reports"),
        ('"litter"', "not a list of reports"),
        ("[", "not a whole JSON file"),
        ('[{"place": NaN}]', "NaN is not a number"),
        ('[{"place": "a", "Place": "b"}]', "place twice"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"hours": ' + "9" * 5_000 + "}]", "not a whole JSON file"),
        ('[{"issues": "litter"}]', "received_at, place missing"),
        ("", "empty"),
    ],
)
def test_json_that_is_no_list_of_reports_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        read_json(tmp_path, text)


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a file of reports: column place missing"):
        read_rows(tmp_path, {"received_at": "2026-01-05", "issues": "litter"})
