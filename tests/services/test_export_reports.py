"""Reports taken out: a file that the import reads without changing anything, contacts only for those who may."""

import csv
import json
from pathlib import Path

import geopandas as gpd
import pytest
from python_calamine import CalamineWorkbook

from geo_ij.access.actor import actor_of
from geo_ij.errors import AccessError, NothingStoredError, OutputError
from geo_ij.services.export_reports import export_reports
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.store.report_rows import Wanted
from geo_ij.vocabulary import Role
from tests.services.people import log
from tests.services.test_import_reports import GOOD, contents, file_of, take

ROWS = (
    GOOD
    | {
        "description": "=1+1",
        "contact_name": "Resident",
        "contact_email": "a@example.org",
        "contact_phone": "01632 960001",
        "wants_updates": "yes",
        "how_often": "daily",
        "activities": "painting;litter_picking",
        "activity_text": "-paint it",
        "beat": "K4",
    },
    GOOD | {"reference": "R2", "status": "duplicate", "duplicate_of": "R1", "decided_at": "2026-01-09T10:00"},
    GOOD | {"reference": "R3", "place": "nowhere that anybody knows", "description": "two\nlines, 'quoted'"},
    GOOD | {"reference": "R4", "longitude": "-0.7219", "latitude": "52.38666", "uncertainty_m": "25", "place": ""},
)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("with_contacts", [False, True])
def test_what_went_out_comes_in_again_and_changes_nothing(
    database: Database, tmp_path: Path, with_contacts: bool
) -> None:
    take(database, file_of(tmp_path, *ROWS))
    before = contents(database)
    out = tmp_path / "out.csv"
    assert export_reports(database, out, with_contacts=with_contacts) == 4
    result = take(database, out)
    assert (result.tally.kept, result.new, result.changed, result.tally.rejected_rows) == (4, 0, 0, [])
    assert contents(database) == before


def test_another_database_becomes_the_same_by_it(
    sqlite_database: Database, postgresql_database: Database, tmp_path: Path
) -> None:
    take(sqlite_database, file_of(tmp_path, *ROWS))
    export_reports(sqlite_database, tmp_path / "one.csv", with_contacts=True)
    take(postgresql_database, tmp_path / "one.csv")
    export_reports(postgresql_database, tmp_path / "two.csv", with_contacts=True)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_the_columns_and_a_formula_that_does_not_run(sqlite_database: Database, tmp_path: Path) -> None:
    take(sqlite_database, file_of(tmp_path, *ROWS))
    export_reports(sqlite_database, tmp_path / "out.csv")
    first = rows_of(tmp_path / "out.csv")[0]
    assert (first["reference"], first["received_at"]) == ("R1", "2026-01-05T09:30:00+00:00")
    assert (first["status"], first["issues"], first["beat"]) == ("accepted", "litter", "K4")
    assert (first["description"], first["activity_text"]) == ("'=1+1", "'-paint it")
    assert not [name for name in first if name.startswith("contact") or name == "wants_updates"]
    assert b"example.org" not in (tmp_path / "out.csv").read_bytes()


def test_contacts_are_written_only_for_those_who_may_see_them(sqlite_database: Database, tmp_path: Path) -> None:
    take(sqlite_database, file_of(tmp_path, *ROWS))
    out = tmp_path / "out.csv"
    analyst = sqlite_database.acting(actor_of("analyst", [Role.ANALYST]))
    both = sqlite_database.acting(actor_of("both", [Role.ANALYST, Role.MODERATOR]))
    with pytest.raises(AccessError):
        export_reports(analyst, out, with_contacts=True)
    with pytest.raises(AccessError):
        export_reports(sqlite_database.acting(actor_of("moderator", [Role.MODERATOR])), out)
    assert not out.exists()
    export_reports(both, out, with_contacts=True)
    assert rows_of(out)[0]["contact_phone"] == "'+441632960001"  # a telephone number is no formula
    entry = log(sqlite_database)[-1]
    assert (entry.actor, entry.action, entry.subject) == ("both", "exported", "reports")
    assert json.loads(entry.details) == {"file": "out.csv", "reports": 4, "contacts": "yes"}
    export_reports(analyst, out)
    assert json.loads(log(sqlite_database)[-1].details)["contacts"] == "no"


def test_somebody_limited_to_an_area_takes_out_what_lies_in_it(sqlite_database: Database, tmp_path: Path) -> None:
    take(sqlite_database, file_of(tmp_path, *ROWS))
    here = sqlite_database.acting(actor_of("here", [Role.ANALYST], areas=["North Northamptonshire"]))
    assert export_reports(here, tmp_path / "out.csv") == 3  # nobody knows where the fourth is
    elsewhere = sqlite_database.acting(actor_of("elsewhere", [Role.ANALYST], areas=["West Northamptonshire"]))
    with pytest.raises(NothingStoredError):
        export_reports(elsewhere, tmp_path / "none.csv")


def test_a_list_can_be_asked_for(sqlite_database: Database, tmp_path: Path) -> None:
    take(sqlite_database, file_of(tmp_path, *ROWS))
    assert export_reports(sqlite_database, tmp_path / "out.csv", wanted=Wanted(statuses=("duplicate",))) == 1
    row = rows_of(tmp_path / "out.csv")[0]
    assert (row["duplicate_of"], row["decided_at"]) == ("R1", "2026-01-09T10:00:00+00:00")


def test_every_format_holds_the_same_reports(sqlite_database: Database, tmp_path: Path) -> None:
    take(sqlite_database, file_of(tmp_path, *ROWS))
    for ending in ("csv", "xlsx", "geojson", "gpkg"):
        export_reports(sqlite_database, tmp_path / f"out.{ending}")
    sheet = CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_name("reports").to_python()
    assert [row[0] for row in sheet] == ["reference", "R1", "R2", "R3", "R4"]
    for ending in ("geojson", "gpkg"):
        frame = gpd.read_file(tmp_path / f"out.{ending}")
        assert frame["reference"].tolist() == ["R1", "R2", "R3", "R4"]
        assert frame.geometry.isna().tolist() == [False, False, True, False]
    with pytest.raises(OutputError, match="choose a name"):
        export_reports(sqlite_database, tmp_path / "out.doc")


def test_without_reports_there_is_nothing_to_take_out(sqlite_database: Database, tmp_path: Path) -> None:
    with pytest.raises(NothingStoredError, match="geo-ij import reports"):
        export_reports(sqlite_database, tmp_path / "out.csv")
    with sqlite_database.read() as connection:
        assert report_rows.count_reports(connection) == 0
