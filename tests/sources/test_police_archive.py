import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
import shapely

from geo_ij.errors import SourceError
from geo_ij.frames import month_number
from geo_ij.projection import to_metres
from geo_ij.sources.archive_files import ArchiveFile
from geo_ij.sources.police_archive import ForceMonthRows, force_slug, read_force_months
from geo_ij.vocabulary import Stream
from tests.police_files import ASB, DAMAGE, row, street_csv

NAMED = ArchiveFile(
    label="2025-01-northamptonshire-street.csv",
    path=Path("2025-01-northamptonshire-street.csv"),
    member=None,
    size=0,
    force="northamptonshire",
    month="2025-01",
)
UNNAMED = ArchiveFile(label="mine.csv", path=Path("mine.csv"), member=None, size=0, force=None, month=None)


def read(
    content: str | bytes, *, file: ArchiveFile = NAMED, area: shapely.Geometry | None = None
) -> list[ForceMonthRows]:
    raw = content.encode() if isinstance(content, str) else content
    return list(read_force_months(file, raw, this_month=month_number("2025-12"), area_of=lambda force: area))


def read_one(rows: list[dict[str, str]], *, area: shapely.Geometry | None = None) -> ForceMonthRows:
    (force_month,) = read(street_csv(rows), area=area)
    return force_month


def test_streams_are_kept_apart_and_other_crimes_only_counted() -> None:
    found = read_one([row(ASB), row(ASB), row(DAMAGE, Crime_ID="a"), row("Shoplifting"), row("Drugs")])
    assert found.incidents["stream"].value_counts().to_dict() == {"asb": 2, "criminal_damage": 1}
    assert found.read == {Stream.ASB: 2, Stream.CRIMINAL_DAMAGE: 1}
    assert found.other == 2


def test_points_are_in_metres_on_the_national_grid() -> None:
    (easting,), (northing,) = to_metres([-0.7219], [52.38666])
    found = read_one([row()])
    assert found.incidents["easting"].tolist() == [round(easting, 1)]
    assert found.incidents["northing"].tolist() == [round(northing, 1)]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Longitude": "", "Latitude": ""}, "no coordinates"),
        ({"Longitude": "0", "Latitude": "0"}, "longitude 0, latitude 0"),
        ({"Longitude": "52.38666", "Latitude": "-0.7219"}, "longitude and latitude swapped"),
        ({"Longitude": "2.35", "Latitude": "48.85"}, "outside Great Britain"),
        ({"Longitude": "-5.93", "Latitude": "54.6"}, "outside Great Britain"),
        ({"Longitude": "-0.1276", "Latitude": "51.5072"}, "outside the force's area"),
        ({"month": "2025-02"}, "another month than its file"),
    ],
)
def test_a_row_that_cannot_be_used_is_counted_by_reason(cells: dict[str, str], reason: str) -> None:
    kettering = shapely.box(470_000, 260_000, 500_000, 290_000)
    found = read_one([row(), row(), row(**cells)], area=kettering)
    assert dict(found.rejected) == {reason: 1}
    assert len(found.incidents) == 2
    assert found.read[Stream.ASB] == 3


def test_a_repeated_crime_id_counts_once_but_rows_without_an_id_are_all_kept() -> None:
    found = read_one([row(DAMAGE, Crime_ID="x"), row(DAMAGE, Crime_ID="x"), row(ASB), row(ASB)])
    assert dict(found.rejected) == {"repeats an earlier Crime ID": 1}
    assert len(found.incidents) == 3


def test_street_names_come_from_every_crime_type_but_kinds_of_place_do_not() -> None:
    found = read_one(
        [
            row(ASB, Location="On or near Gold Street"),
            row("Drugs", Location="On or near Gold Street"),
            row("Drugs", Location="On or near St George'S Avenue"),
            row(ASB, Location="On or near Supermarket"),
            row("Drugs", Location="No Location", Longitude="", Latitude=""),
        ]
    )
    assert dict(zip(found.streets["name"], found.streets["incidents"], strict=True)) == {
        "Gold Street": 2,
        "St George's Avenue": 1,
    }


def test_a_file_of_several_forces_and_months_is_split() -> None:
    rows = [
        row(month="2025-01"),
        row(month="2025-02"),
        row(month="2025-02", Falls_within="Leicestershire Police"),
    ]
    found = read(street_csv(rows), file=UNNAMED)
    assert [(part.force, part.month, len(part.incidents)) for part in found] == [
        ("leicestershire", month_number("2025-02"), 1),
        ("northamptonshire", month_number("2025-01"), 1),
        ("northamptonshire", month_number("2025-02"), 1),
    ]


def test_the_order_of_rows_and_columns_does_not_matter() -> None:
    rows = [row(DAMAGE, Crime_ID=str(n), Longitude=f"{-0.7 - n / 1000}") for n in range(20)]
    forwards = read_one(rows).incidents
    (shuffled,) = read(street_csv(rows[::-1], columns=sorted(rows[0])), file=NAMED)
    columns = ["stream", "easting", "northing"]
    pd.testing.assert_frame_equal(
        forwards[columns].sort_values(columns, ignore_index=True),
        shuffled.incidents[columns].sort_values(columns, ignore_index=True),
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "web page"),
        (street_csv([row()]).encode("utf-16"), "not UTF-8"),
        (street_csv([row(Location="On or near Caf\u00e9 Row")]).encode("latin-1"), "not UTF-8"),
        (b"Month,Longitude\n2025-01,0.1\n", "Latitude, Location, Crime type missing"),
        (street_csv([row(Longitude="abc")]).encode(), "not a number"),
        (street_csv([row(month="2031-01")]).encode(), "future"),
        (street_csv([row(month="January")]).encode(), "not written like 2025-03"),
        (street_csv([row(month="1999-01")]).encode(), "before the first"),
        (street_csv([row()]).replace(",", ", ").encode(), "missing"),
        (street_csv([row(month="2024-06")]).encode(), "its name says 2025-01"),
        (street_csv([row(Longitude="52.38", Latitude="-0.72")] * 3).encode(), "swapped in 3 of 3 rows"),
        (street_csv([row()]).encode() + b'"never closed, ,\n', "not a whole CSV file"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_by_name(content: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=r"2025-01-northamptonshire-street\.csv") as refusal:
        read(content)
    assert words in str(refusal.value)


def test_a_byte_order_mark_is_no_reason_to_refuse() -> None:
    (found,) = read(b"\xef\xbb\xbf" + street_csv([row()]).encode())
    assert len(found.incidents) == 1


def test_a_file_with_a_header_alone_has_no_rows() -> None:
    found = read_one([])
    assert found.incidents.empty
    assert found.streets.empty


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Northamptonshire Police", "northamptonshire"),
        ("Avon and Somerset Constabulary", "avon-and-somerset"),
        ("Devon & Cornwall Police", "devon-and-cornwall"),
        ("Metropolitan Police Service", "metropolitan"),
        ("City of London Police", "city-of-london"),
        ("British Transport Police", "btp"),
        ("Dyfed-Powys Police", "dyfed-powys"),
    ],
)
def test_force_names_become_the_slugs_of_the_download_page(name: str, slug: str) -> None:
    assert force_slug(name) == slug


def test_future_is_judged_by_the_day_of_import() -> None:
    content = street_csv([row(month="2025-01")]).encode()
    today = dt.date(2024, 12, 31)
    with pytest.raises(SourceError, match="future"):
        list(
            read_force_months(NAMED, content, this_month=today.year * 12 + today.month - 1, area_of=lambda force: None)
        )


def test_a_row_without_a_force_in_a_file_without_a_name_is_refused() -> None:
    with pytest.raises(SourceError, match="line 3: 'Falls within' is empty"):
        read(street_csv([row(), row(Falls_within="")]), file=UNNAMED)
