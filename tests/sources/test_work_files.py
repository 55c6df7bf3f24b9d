"""Files of completed work: where it was, when it was, and rows that are left out."""

import datetime as dt
from pathlib import Path

import pytest

from geo_ij.errors import SourceError
from geo_ij.sources.work_files import KnownSite, WorkFile, read_work_file

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SITES = {"S1": KnownSite("Spring Rise Park", 487_082.0, 277_282.9)}
HEADER = "work_id,site_id,place,longitude,latitude,start,end,activities,hours,people"
TIMES = "2025-06-03T10:00,2025-06-03T14:00"


def work_of(folder: Path, *rows: str, header: str = HEADER) -> WorkFile:
    path = folder / "work.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_work_file(path, sites=SITES, now=NOW, area=None)


def test_work_at_a_site_takes_its_place_and_point(tmp_path: Path) -> None:
    row = work_of(tmp_path, f"W1,S1,,,,{TIMES},Litter picking,8,2").work.iloc[0]
    assert (row["place"], row["site_id"]) == ("Spring Rise Park", "S1")
    assert (row.geometry.x, row.geometry.y) == (487_082.0, 277_282.9)
    assert (row["start"], row["end"]) == ("2025-06-03T10:00:00+01:00", "2025-06-03T14:00:00+01:00")
    assert (row["activities"], row["hours"], row["people"]) == ("litter_picking", 8, 2)
    assert row["published_at"] is None


def test_the_rows_own_place_and_point_stand_above_the_sites(tmp_path: Path) -> None:
    row = work_of(tmp_path, f"W1,S1,The north gate,-0.7319,52.38666,{TIMES},,8,").work.iloc[0]
    assert row["place"] == "The north gate"
    assert row.geometry.x == pytest.approx(487_082 - 681, abs=5)  # 0.01 degrees of longitude at this latitude


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"W1,S9,,,,{TIMES},,8,", "site_id is not known"),
        (f"W1,,The green,,,{TIMES},,8,", "no coordinates"),
        (f"W1,,,-0.7219,52.38666,{TIMES},,8,", "place is empty"),
        (f"W1,S1,,52.38666,-0.7219,{TIMES},,8,", "longitude and latitude swapped"),
        ("W1,S1,,,,2025-06-03T14:00,2025-06-03T10:00,,8,", "end is not after start"),
        ("W1,S1,,,,2025-06-03T14:00,2025-06-03T14:00,,8,", "end is not after start"),
        ("W1,S1,,,,2025-06-03T10:00,2025-07-13T14:00,,8,", "longer than a month"),
        ("W1,S1,,,,2026-06-03T10:00,2026-06-03T14:00,,8,", "has not ended yet"),
        ("W1,S1,,,,1925-06-03T10:00,1925-06-03T14:00,,8,", "start is too long ago"),
        ("W1,S1,,,,,2025-06-03T14:00,,8,", "start is empty"),
        ("W1,S1,,,,2025-06-03,2025-06-04,,8,", "start is not a date and time"),
        (f"W1,S1,,,,{TIMES},,,2", "hours is empty"),
        (f"W1,S1,,,,{TIMES},,-8,2", "hours is out of range"),
        (f"W1,S1,,,,{TIMES},juggling,8,2", "activities is not known"),
        (f"W1,S1,,,,{TIMES},,8,two", "people is not a whole number"),
    ],
)
def test_a_bad_row_is_left_out_with_its_reason_and_the_others_are_kept(tmp_path: Path, row: str, reason: str) -> None:
    found = work_of(tmp_path, row, f"W2,S1,,,,{TIMES},,8,2")
    assert found.work["work_id"].tolist() == ["W2"]
    assert dict(found.tally.rejected) == {reason: 1}
    assert found.tally.rejected_rows[0].line == 2


def test_an_identifier_is_made_from_place_and_time_and_lasts(tmp_path: Path) -> None:
    rows = (f",S1,,,,{TIMES},,8,", ",S1,,,,2025-06-04T10:00,2025-06-04T14:00,,8,")
    first = work_of(tmp_path, *rows).work["work_id"].tolist()
    assert len(set(first)) == 2
    assert work_of(tmp_path, *rows).work["work_id"].tolist() == first
    # The same moment in other words is the same piece of work.
    same = work_of(tmp_path, ",S1,,,,2025-06-03T09:00Z,2025-06-03T13:00Z,,9,").work["work_id"].tolist()
    assert same == first[:1]


def test_a_repeated_piece_is_left_out(tmp_path: Path) -> None:
    found = work_of(tmp_path, *[f"W1,S1,,,,{TIMES},,8,"] * 2)
    assert dict(found.tally.rejected) == {"repeats a work_id": 1}


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a file of completed work: column hours missing"):
        work_of(tmp_path, "S1,a,b", header="site_id,start,end")


def test_work_over_the_hour_that_clocks_repeat_is_kept(tmp_path: Path) -> None:
    # 00:45 to 01:15 in world time, when London's clocks went back from 02:00 to 01:00.
    found = work_of(tmp_path, "W1,S1,,,,2025-10-26T00:45:00+00:00,2025-10-26T01:15:00+00:00,litter_picking,1,2")
    assert found.tally.rejected == {}
    assert len(found.work) == 1
