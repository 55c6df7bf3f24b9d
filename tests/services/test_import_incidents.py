"""A force's own extract in the store: whole months replaced, archives kept beside it, in whatever order both come."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text

from geo_ij.demonstration.events import FORCE_SLUG
from geo_ij.errors import SourceError
from geo_ij.services import import_incidents as service
from geo_ij.services.geocoder import PlaceFinder
from geo_ij.services.import_data import PoliceImport, import_police_archive
from geo_ij.services.import_incidents import IncidentImport, import_incidents
from geo_ij.services.remembered_words import remembered_words
from geo_ij.settings import read_settings
from geo_ij.store import incident_rows
from geo_ij.store.database import Database
from tests.incident_files import COLUMNS, MAPPING, extract_csv, incident, mapping_file
from tests.police_files import DAMAGE, archive, row
from tests.services.known_places import Known

SETTINGS = read_settings({})
TODAY = dt.date(2026, 1, 15)

EXTRACT = [
    incident("2025-01-01", kind="LITTER/DRUGS", category="ENV", Log_No="1"),
    incident("2025-01-31", Log_No="2"),
    incident("2025-02-01", kind="noise", category="PERS", Log_No="3"),
    incident("2025-02-28", Log_No="4"),
    incident("2025-02-10", kind="ODD", Log_No="5"),
]


def bring(
    database: Database, folder: Path, rows: list[dict[str, str]], *, mapping: str = MAPPING, name: str = "e.csv"
) -> IncidentImport:
    columns = (*COLUMNS, "Where") if "Where" in mapping else COLUMNS
    path = extract_csv(folder / name, rows, columns=columns)
    return import_incidents(
        database, path, mapping=mapping_file(folder / "m.toml", mapping), settings=SETTINGS, today=TODAY
    )


class NobodyIsAsked:
    """An online geocoder that must not hear of an incident."""

    def ask(self, text: str) -> None:
        pytest.fail(f"asked for {text}")


def bring_archive(database: Database, folder: Path) -> PoliceImport:
    months = {month: [*[row(month=month)] * 5, row(DAMAGE, month=month)] for month in ("2025-01", "2025-03")}
    path = archive(folder / "a.zip", months)
    return import_police_archive(database, [path], settings=SETTINGS, today=TODAY)


def held(database: Database) -> list[pd.DataFrame]:
    """Give everything that is stored of incidents, in an order of its own."""
    with database.read() as connection:
        incidents = connection.execute(
            text(
                "SELECT force, month, stream, easting, northing, uncertainty_m, asb_type, asb_qualifier, occurred_on, "
                "reference, asb_read, criminal_damage_read, other_read, asb_source, fingerprint FROM incidents "
                "JOIN force_months USING (force_month_id)"
            )
        ).all()
        return [pd.DataFrame(sorted(map(str, incidents))), incident_rows.street_points(connection)]


def counts(database: Database, stream: str = "asb") -> dict[int, int]:
    with database.read() as connection:
        found = incident_rows.read_counts(connection, stream=stream, first_month=0, last_month=99_999)
    return {int(str(month)) % 12 + 1: int(many) for month, many in found.groupby("month")["incidents"].sum().items()}


def test_what_was_kept_is_said_by_month_type_and_category(database: Database, tmp_path: Path) -> None:
    result = bring(database, tmp_path, EXTRACT)
    assert (result.tally.read, result.tally.kept, dict(result.tally.rejected)) == (5, 4, {"asb_type is not known": 1})
    assert [(one.month, one.incidents, one.replaces) for one in result.months] == [("2025-01", 2, 0), ("2025-02", 2, 0)]
    assert result.types == {"rowdy_inconsiderate": 2, "littering_drug_paraphernalia": 1, "noise": 1}
    assert result.qualifiers == {"nuisance": 2, "environmental": 1, "personal": 1}
    assert not any(one.is_part for one in result.months)
    assert counts(database) == {1: 2, 2: 2}


def test_the_same_extract_again_changes_nothing_whatever_the_order_of_its_rows(
    database: Database, tmp_path: Path
) -> None:
    bring(database, tmp_path, EXTRACT)
    before = held(database)
    again = bring(database, tmp_path, EXTRACT[::-1], name="other.csv")
    assert [one.replaces for one in again.months] == [None, None]
    for was, now in zip(before, held(database), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_an_extract_takes_the_place_of_a_months_behaviour_and_leaves_the_rest(
    database: Database, tmp_path: Path
) -> None:
    bring_archive(database, tmp_path)
    result = bring(database, tmp_path, EXTRACT)
    assert [(one.month, one.replaces) for one in result.months] == [("2025-01", 5), ("2025-02", 0)]
    assert counts(database) == {1: 2, 2: 2, 3: 5}
    assert counts(database, "criminal_damage") == {1: 1, 3: 1}
    corrected = bring(database, tmp_path, EXTRACT[1:])
    assert [(one.month, one.replaces) for one in corrected.months] == [("2025-01", 2), ("2025-02", None)]
    assert counts(database) == {1: 1, 2: 2, 3: 5}


def test_a_later_archive_keeps_the_extract_and_says_so_and_the_order_does_not_matter(
    database: Database, sqlite_database: Database, tmp_path: Path
) -> None:
    bring(database, tmp_path, EXTRACT)
    result = bring_archive(database, tmp_path)
    assert result.own_extract == {"northamptonshire": ["2025-01"]}
    assert (result.kept, dict(result.by_stream)) == (7, {"asb": 5, "criminal_damage": 2})
    assert counts(database) == {1: 2, 2: 2, 3: 5}
    first = held(database)
    bring_archive(database, tmp_path)
    for was, now in zip(first, held(database), strict=True):
        pd.testing.assert_frame_equal(was, now)
    if database is not sqlite_database:
        bring_archive(sqlite_database, tmp_path)
        bring(sqlite_database, tmp_path, EXTRACT)
        for was, now in zip(first, held(sqlite_database), strict=True):
            pd.testing.assert_frame_equal(was, now)


def test_the_other_order_gives_the_same(sqlite_database: Database, tmp_path: Path) -> None:
    bring_archive(sqlite_database, tmp_path)
    bring(sqlite_database, tmp_path, EXTRACT)
    archive_first = held(sqlite_database)
    with sqlite_database.write() as connection:
        for table in ("incidents", "force_months", "street_points"):
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608  # fixed names
    bring(sqlite_database, tmp_path, EXTRACT)
    bring_archive(sqlite_database, tmp_path)
    for was, now in zip(archive_first, held(sqlite_database), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_a_month_that_is_there_only_in_part_is_kept_and_said(sqlite_database: Database, tmp_path: Path) -> None:
    result = bring(sqlite_database, tmp_path, [incident("2025-01-09"), incident("2025-01-31"), incident("2025-03-02")])
    assert [(one.month, one.is_part) for one in result.months] == [("2025-01", True), ("2025-03", True)]
    assert (result.months[0].first_day, result.months[0].last_day) == (dt.date(2025, 1, 9), dt.date(2025, 1, 31))
    assert result.missing_months == ("2025-02",)


def test_a_place_in_words_is_found_with_its_uncertainty_or_the_row_is_left_out(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered = remembered_words(sqlite_database)
    finder = PlaceFinder(remembered, Known(remembered), NobodyIsAsked())  # type: ignore[arg-type]
    monkeypatch.setattr(service, "open_geocoder", lambda *_, **__: finder)
    mapping = MAPPING.replace("[asb_type]", 'place = "Where"\n\n[asb_type]', 1)
    words = ["Spring Rise Park", "The Rec", "High Street", "Leeds", "nowhere"]
    rows = [incident(Where=said, X="", Y="") for said in words] + [incident(Where="nowhere")]
    result = bring(sqlite_database, tmp_path, rows, mapping=mapping)
    assert result.located == 1
    assert dict(result.tally.rejected) == {
        "place is not sure enough": 1,
        "place could be several": 1,
        "place is outside the service area": 1,
        "place was not found": 1,
    }
    with sqlite_database.read() as connection:
        points = connection.execute(text("SELECT easting, uncertainty_m FROM incidents ORDER BY easting")).all()
    assert [tuple(point) for point in points] == [(487_000.0, 0.0), (487_040.0, 200.0)]


def test_points_outside_great_britain_or_the_force_are_left_out(sqlite_database: Database, tmp_path: Path) -> None:
    rows = [incident(), incident(X="530000", Y="180000"), incident(X="487000", Y="9277300")]
    result = bring(sqlite_database, tmp_path, rows)
    assert dict(result.tally.rejected) == {"outside the force's area": 1, "outside Great Britain": 1}
    assert [row.line for row in result.tally.rejected_rows] == [3, 4]
    assert counts(sqlite_database) == {1: 1}


def test_a_file_without_a_usable_row_changes_nothing(sqlite_database: Database, tmp_path: Path) -> None:
    bring(sqlite_database, tmp_path, EXTRACT)
    before = held(sqlite_database)
    with pytest.raises(SourceError, match=r"no row can be used.*under \[asb_type\]: 'ODD', 'RARE'"):
        bring(sqlite_database, tmp_path, [incident(kind="RARE"), incident(kind="ODD")])
    with pytest.raises(SourceError, match="there are none"):
        bring(sqlite_database, tmp_path, [])
    for was, now in zip(before, held(sqlite_database), strict=True):
        pd.testing.assert_frame_equal(was, now)


def test_real_incidents_do_not_join_the_demonstration(sqlite_database: Database, tmp_path: Path) -> None:
    made_up = pd.DataFrame({"stream": ["asb"], "easting": [487_000.0], "northing": [277_300.0], "lsoa_code": [None]})
    with sqlite_database.write() as connection:
        incident_rows.replace_force_month(
            connection, force=FORCE_SLUG, month=24_300, incidents=made_up, asb_read=1, criminal_damage_read=0,
            other_read=0, fingerprint="x",
        )  # fmt: skip
    with pytest.raises(SourceError, match="never mixed"):
        bring(sqlite_database, tmp_path, EXTRACT)
    assert counts(sqlite_database) == {1: 1}
