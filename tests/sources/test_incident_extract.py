"""A force's own extract: what its mapping means, which rows are kept, and why the others are not."""

import datetime as dt
import re
from pathlib import Path

import pytest

from geo_ij.errors import SourceError
from geo_ij.projection import to_metres
from geo_ij.sources.incident_extract import Extract, check_points, read_extract
from geo_ij.sources.incident_mapping import FIELDS, KEYS, read_mapping
from geo_ij.sources.shipped import police_force_area
from geo_ij.vocabulary import AsbQualifier, AsbType
from tests.incident_files import COLUMNS, MAPPING, extract_csv, incident, mapping_file, workbook

TODAY = dt.date(2026, 1, 15)


def read(folder: Path, *rows: dict[str, str], mapping: str = MAPPING, columns: tuple[str, ...] = COLUMNS) -> Extract:
    path = extract_csv(folder / "e.csv", rows, columns=columns)
    return read_extract(path, mapping=read_mapping(mapping_file(folder / "m.toml", mapping)), today=TODAY)


def test_a_row_has_its_day_kind_point_and_reference(tmp_path: Path) -> None:
    extract = read(tmp_path, incident("2025-01-15T23:30", category="ENV", Log_No="NP-1"))
    (row,) = extract.rows
    assert (row.occurred_on, row.asb_type, row.asb_qualifier) == (
        dt.date(2025, 1, 15), "rowdy_inconsiderate", "environmental",
    )  # fmt: skip
    assert (row.easting, row.northing, row.uncertainty_m, row.reference) == (487_000.0, 277_300.0, 0.0, "NP-1")
    assert (extract.tally.read, dict(extract.tally.rejected)) == (1, {})


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        ("YOUTH ASB", "rowdy_inconsiderate"),
        ("youth  asb", "rowdy_inconsiderate"),
        ("noise", "noise"),
        ("Street drinking", "street_drinking"),
        ("", "unspecified"),
    ],
)
def test_a_type_is_translated_or_said_in_our_own_words(tmp_path: Path, kind: str, meant: str) -> None:
    assert [row.asb_type for row in read(tmp_path, incident(kind=kind)).rows] == [meant]


def test_all_values_to_translate_are_listed_at_once_and_their_rows_left_out(tmp_path: Path) -> None:
    rows = [incident(kind="ODD"), incident(kind="ODD"), incident(kind="RARE", category="??"), incident()]
    extract = read(tmp_path, *rows)
    assert {name: dict(values) for name, values in extract.untranslated.items()} == {
        "asb_type": {"ODD": 2, "RARE": 1},
        "asb_qualifier": {"??": 1},
    }
    assert dict(extract.tally.rejected) == {"asb_type is not known": 3}
    assert [one.line for one in extract.tally.rejected_rows] == [2, 3, 4]
    assert len(extract.rows) == 1


@pytest.mark.parametrize("place", ["above", "in the tables"])
def test_a_default_stands_for_what_nothing_translates_and_is_counted(tmp_path: Path, place: str) -> None:
    mapping = 'default = "unspecified"\n' + MAPPING
    if place == "in the tables":
        mapping = MAPPING.replace("[asb_type]", '[asb_type]\ndefault = "unspecified"') + 'default = "unknown"\n'
    extract = read(tmp_path, incident(kind="ODD", category="??"), incident(kind="unspecified"), mapping=mapping)
    assert [(row.asb_type, row.asb_qualifier) for row in extract.rows] == [
        ("unspecified", "unknown"), ("unspecified", "nuisance"),
    ]  # fmt: skip
    assert {name: dict(values) for name, values in extract.by_default.items()} == {
        "asb_type": {"ODD": 1},
        "asb_qualifier": {"??": 1},
    }


@pytest.mark.parametrize(
    ("said", "date_format", "day"),
    [
        ("2025-07-01", None, "2025-07-01"),
        ("2025-06-30T23:30:00Z", None, "2025-07-01"),  # it is summer time in London
        ("45839.99", None, "2025-07-01"),
        ("01/07/2025 09:15", "%d/%m/%Y %H:%M", "2025-07-01"),
        ("2025-07-01T09:15", "%d/%m/%Y %H:%M", "2025-07-01"),
    ],
)
def test_days_are_londons_however_they_are_written(
    tmp_path: Path, said: str, date_format: str | None, day: str
) -> None:
    mapping = MAPPING if date_format is None else f'date_format = "{date_format}"\n{MAPPING}'
    assert [row.occurred_on.isoformat() for row in read(tmp_path, incident(said), mapping=mapping).rows] == [day]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"day": ""}, "occurred_at is empty"),
        ({"day": "01/02/2025"}, "occurred_at is not a date"),  # which of them is the month, nobody says
        ({"day": "1234"}, "occurred_at is not a date"),
        ({"day": "2026-01-16"}, "occurred_at lies in the future"),
        ({"day": "1925-01-16"}, "occurred_at is too long ago"),
        ({"X": "east"}, "easting is not a number"),
        ({"X": ""}, "half a point"),
        ({"X": "", "Y": ""}, "no point and no place"),
        ({"X": "0", "Y": "0"}, "no point and no place"),
        ({"Log_No": "x" * 61}, "reference is too long"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    extract = read(tmp_path, incident(), incident(**cells))
    assert dict(extract.tally.rejected) == {reason: 1}
    assert extract.tally.rejected_rows[0].where == "line 3"
    assert len(extract.rows) == 1


def test_a_reference_that_comes_again_is_left_out_and_empty_ones_are_not_the_same(tmp_path: Path) -> None:
    extract = read(tmp_path, incident(Log_No="1"), incident(Log_No="1"), incident(), incident())
    assert dict(extract.tally.rejected) == {"repeats a reference": 1}
    assert "reference 1 is in line 2 already" in extract.tally.rejected_rows[0].detail
    assert len(extract.rows) == 3


def test_points_outside_great_britain_and_the_force_are_left_out(tmp_path: Path) -> None:
    rows = [incident(), incident(X="487000", Y="9277300"), incident(X="530000", Y="180000"), incident(X="1e300", Y="5")]
    extract = read(tmp_path, *rows)
    check_points(extract, force_area=police_force_area("northamptonshire"))
    assert dict(extract.tally.rejected) == {"outside Great Britain": 2, "outside the force's area": 1}
    assert len(extract.rows) == 1


def test_longitude_and_latitude_become_metres_and_are_not_swapped(tmp_path: Path) -> None:
    mapping = MAPPING.replace('easting = "X"', 'longitude = "X"').replace('northing = "Y"', 'latitude = "Y"')
    extract = read(tmp_path, incident(X="-0.7219", Y="52.38666"), incident(X="52.4", Y="-0.72"), mapping=mapping)
    (row,) = extract.rows
    easting, northing = to_metres([-0.7219], [52.38666])
    assert (row.easting, row.northing) == (round(float(easting[0]), 1), round(float(northing[0]), 1))
    assert dict(extract.tally.rejected) == {"longitude and latitude swapped": 1}
    in_degrees = 'crs = "EPSG:4326"\n' + MAPPING
    assert read(tmp_path, incident(X="-0.7219", Y="52.38666"), mapping=in_degrees).rows[0].easting == row.easting


def test_how_far_off_the_points_are_is_kept(tmp_path: Path) -> None:
    assert [row.uncertainty_m for row in read(tmp_path, incident(), mapping="uncertainty_m = 50\n" + MAPPING).rows] == [
        50
    ]


def test_a_workbook_gives_the_same_rows_as_a_csv_file(tmp_path: Path) -> None:
    mapping = read_mapping(mapping_file(tmp_path / "m.toml"))
    day = dt.datetime(2025, 1, 15, 9, 30)  # noqa: DTZ001  # a cell has no zone
    heading, rest = ["Extract"], ["YOUTH ASB", "NUIS", 487_000, 277_300.0]
    path = workbook(tmp_path / "e.xlsx", {"Sheet 1": [heading, COLUMNS, [1, day, *rest], [2, 45_672.4, *rest]]})
    extract = read_extract(path, mapping=mapping, today=TODAY)
    expected = read(tmp_path, incident(Log_No="1"), incident(Log_No="2"))
    found = [(row.occurred_on, row.asb_type, row.asb_qualifier, row.reference, row.easting) for row in extract.rows]
    assert found == [(r.occurred_on, r.asb_type, r.asb_qualifier, r.reference, r.easting) for r in expected.rows]
    assert [row.where for row in extract.rows] == ["row 3", "row 4"]


def test_columns_that_the_file_lacks_are_all_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"asb_type = 'Incident Type', reference = 'Log No'"):
        read(tmp_path, columns=("Recorded", "Category", "X", "Y", "Other"))


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("", "empty"),
        ("force = ", "not a whole TOML file"),
        (MAPPING.replace("force", "forse", 1), "'forse' mean nothing here"),
        (MAPPING.replace('"northamptonshire"', '"Northamptonshire Police"'), "did you mean northamptonshire?"),
        (MAPPING.replace('"northamptonshire"', '"xyz"'), "use one of avon-and-somerset"),
        (MAPPING.replace("occurred_at", "occured_at"), "occurred_at is missing"),
        (MAPPING.replace('easting = "X"\n', ""), "easting and northing are needed together"),
        (MAPPING.replace('easting = "X"\nnorthing = "Y"\n', ""), "where is missing"),
        (MAPPING.replace('"rowdy_inconsiderate"', '"rowdy"'), "'YOUTH ASB' = 'rowdy': use one of vehicle_abandoned"),
        (MAPPING.replace("[asb_type]", '[asb_type]\n"youth asb" = "noise"'), "has two meanings"),
        ('asb_type = "Incident Type"\n' + MAPPING.partition("[asb_type]")[0], "asb_type must be a table"),
        ('default = "noise"\n' + MAPPING, "default can only be"),
        ('date_format = "%H:%M"\n' + MAPPING, "does not say a day"),
        ('date_format = "%d/%d/%Y"\n' + MAPPING, "does not say a day"),
        (f"uncertainty_m = {'9' * 5_000}\n{MAPPING}", "not a whole TOML file"),
        ('crs = "EPSG:29903"\n' + MAPPING, "cannot be used"),
        ("uncertainty_m = -1\n" + MAPPING, "metres from 0 to 5,000"),
        ("uncertainty_m = true\n" + MAPPING, "metres from 0 to 5,000"),
        ("sheet = 3\n" + MAPPING, "sheet must be words"),
    ],
)
def test_a_mapping_that_means_nothing_is_refused(tmp_path: Path, mapping: str, says: str) -> None:
    with pytest.raises(SourceError) as refused:
        read_mapping(mapping_file(tmp_path / "m.toml", mapping))
    assert says in str(refused.value)
    assert "m.toml" in str(refused.value)


def test_everything_wrong_with_a_mapping_is_said_at_once(tmp_path: Path) -> None:
    path = mapping_file(tmp_path / "m.toml", 'force = "xyz"\nsheet = 3\n[columns]\nwhen = "Day"\n')
    with pytest.raises(SourceError) as refused:
        read_mapping(path)
    assert len(refused.value.faults) == 5


def test_the_page_of_file_formats_lists_every_key_column_and_value() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "file-formats.md"
    section = page.read_text(encoding="utf-8").partition("## A force's own incidents")[2].partition("\n## ")[0]
    said = set(re.findall(r"`\[?([a-z_]+)\]?`", section))
    assert {*FIELDS, *KEYS, *AsbType, *AsbQualifier} - said == set()
