import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from geo_ij.errors import SourceError
from geo_ij.frames import month_number
from geo_ij.services.import_data import import_police_archive, missing_months
from geo_ij.settings import read_settings
from geo_ij.store import incident_rows
from geo_ij.store.database import Database, open_database
from tests.police_files import DAMAGE, archive, row

SETTINGS = read_settings({})
TODAY = dt.date(2026, 1, 15)


def counts(database: Database, stream: str = "asb") -> pd.DataFrame:
    with database.read() as connection:
        return incident_rows.read_counts(connection, stream=stream, first_month=0, last_month=99_999)


def held(database: Database) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    with database.read() as connection:
        return (
            counts(database),
            incident_rows.street_points(connection),
            incident_rows.stored_months(connection),
        )


def test_importing_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    path = archive(
        tmp_path / "a.zip", {"2025-01": [row(), row(), row(DAMAGE, Crime_ID="1")], "2025-02": [row(month="2025-02")]}
    )
    first = import_police_archive(database, [path], settings=SETTINGS, today=TODAY)
    before = held(database)
    second = import_police_archive(database, [path], settings=SETTINGS, today=TODAY)
    assert first == second
    assert (first.read, first.kept) == (4, 4)
    for was, now in zip(before, held(database), strict=True):
        pd.testing.assert_frame_equal(was, now)
    assert counts(database)["incidents"].sum() == 3
    assert counts(database, "criminal_damage")["incidents"].sum() == 1


def test_a_force_month_is_replaced_as_a_whole(database: Database, tmp_path: Path) -> None:
    import_police_archive(
        database, [archive(tmp_path / "a.zip", {"2025-01": [row()] * 5})], settings=SETTINGS, today=TODAY
    )
    revised = archive(tmp_path / "b.zip", {"2025-01": [row()] * 2})
    import_police_archive(database, [revised], settings=SETTINGS, today=TODAY)
    assert counts(database)["incidents"].sum() == 2


def test_a_gap_is_a_missing_month_not_a_zero(database: Database, tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {m: [row(month=m)] for m in ("2024-11", "2025-02")})
    result = import_police_archive(database, [path], settings=SETTINGS, today=TODAY)
    assert result.missing_months == {"northamptonshire": ["2024-12", "2025-01"]}


def test_missing_months_lie_between_the_first_and_the_last() -> None:
    assert missing_months([]) == []
    assert missing_months([24_300, 24_302]) == ["2025-02"]


def test_british_transport_police_are_left_out_unless_asked_for(database: Database, tmp_path: Path) -> None:
    rows = [row(Falls_within="British Transport Police")]
    path = archive(tmp_path / "a.zip", {"2025-01": rows}, force="btp")
    with pytest.raises(SourceError, match="British Transport Police"):
        import_police_archive(database, [path], settings=SETTINGS, today=TODAY)
    both = [path, archive(tmp_path / "b.zip", {"2025-01": [row()]})]
    result = import_police_archive(database, both, settings=SETTINGS, today=TODAY)
    assert (result.kept, result.skipped_files) == (1, 1)
    asked = import_police_archive(database, [path], settings=SETTINGS, british_transport_police=True, today=TODAY)
    assert list(asked.months) == ["btp"]


def test_one_bad_file_among_good_ones_changes_nothing(database: Database, tmp_path: Path) -> None:
    good = archive(tmp_path / "good.zip", {"2025-01": [row()]})
    bad = archive(tmp_path / "bad.zip", {"2025-02": [row(month="2025-02", Longitude="x")]})
    with pytest.raises(SourceError, match=r"bad\.zip"):
        import_police_archive(database, [good, bad], settings=SETTINGS, today=TODAY)
    assert counts(database).empty


def test_the_same_file_twice_counts_once_but_two_versions_are_refused(database: Database, tmp_path: Path) -> None:
    one = archive(tmp_path / "one.zip", {"2025-01": [row()]})
    copy = archive(tmp_path / "copy.zip", {"2025-01": [row()]})
    assert import_police_archive(database, [one, copy], settings=SETTINGS, today=TODAY).kept == 1
    other = archive(tmp_path / "other.zip", {"2025-01": [row(), row()]})
    with pytest.raises(SourceError, match="other content"):
        import_police_archive(database, [one, other], settings=SETTINGS, today=TODAY)


def test_points_far_from_the_force_are_rejected(database: Database, tmp_path: Path) -> None:
    london = row(Longitude="-0.1276", Latitude="51.5072")
    over_the_border = row(Longitude="-0.9365", Latitude="52.4765")  # Market Harborough, 1 km into Leicestershire
    path = archive(tmp_path / "a.zip", {"2025-01": [row(), london, over_the_border]})
    result = import_police_archive(database, [path], settings=SETTINGS, today=TODAY)
    assert dict(result.rejected) == {"outside the force's area": 1}
    assert result.kept == 2


def test_the_real_archive_is_read_whole(database: Database, open_data: Path) -> None:
    path = open_data / "police" / "northamptonshire-2025.zip"
    result = import_police_archive(database, [path], settings=SETTINGS, today=TODAY)
    # The figures of the archive's own description: 74,962 rows, 15,569 of them ASB, 12 months.
    assert result.read + result.other == 74_962
    with database.read() as connection:
        months = incident_rows.stored_months(connection)
    assert months["asb_read"].sum() == 15_569
    assert len(months) == 12
    assert result.kept + sum(result.rejected.values()) == result.read
    assert result.by_stream["asb"] > 0.99 * 15_569
    assert result.missing_months == {"northamptonshire": []}
    with database.read() as connection:
        streets = incident_rows.street_points(connection)
    assert 6_000 < streets["name"].nunique() < 7_000  # 6,768 names, of which about twenty are kinds of place
    assert "Supermarket" not in set(streets["name"])


KILLED = """
import sys, datetime as dt
from pathlib import Path
from geo_ij.store.database import open_database
from geo_ij.services.import_data import import_police_archive
from geo_ij.settings import read_settings
database = open_database(sys.argv[1])
print("ready", flush=True)
import_police_archive(database, [Path(sys.argv[2])], settings=read_settings({}), today=dt.date(2026, 1, 15))
print("done", flush=True)
"""


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.1, 0.2, 0.3])
def test_a_killed_import_leaves_what_was_there(database_url: str, tmp_path: Path, delay: float) -> None:
    """Kill -9 in the middle: the old month stands whole, or the new one does; never a part of one."""
    months = [f"2025-{number:02d}" for number in range(1, 13)]
    old = archive(tmp_path / "old.zip", {month: [row(month=month)] * 3 for month in months})
    new = archive(tmp_path / "new.zip", {month: [row(month=month)] * 4_000 for month in months})
    database = open_database(database_url)
    import_police_archive(database, [old], settings=SETTINGS, today=TODAY)
    program = [sys.executable, "-c", KILLED, database_url, str(new)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        done = "done" in process.stdout.read()
    found = counts(database).groupby("month")["incidents"].sum().unique().tolist()
    assert found in ([3], [4_000])
    assert found == [4_000] or not done
    import_police_archive(database, [new], settings=SETTINGS, today=TODAY)
    assert counts(database)["incidents"].sum() == 48_000
    database.close()


def test_an_empty_month_does_not_take_the_place_of_a_good_one(database: Database, tmp_path: Path) -> None:
    good = archive(tmp_path / "good.zip", {"2025-01": [row()] * 3})
    import_police_archive(database, [good], settings=SETTINGS, today=TODAY)
    empty = archive(tmp_path / "empty.zip", {"2025-01": []})
    with pytest.raises(SourceError, match="no row can be used"):
        import_police_archive(database, [empty], settings=SETTINGS, today=TODAY)
    both = archive(
        tmp_path / "both.zip", {"2025-01": [row(Longitude="", Latitude="")], "2025-02": [row(month="2025-02")]}
    )
    result = import_police_archive(database, [both], settings=SETTINGS, today=TODAY)
    assert result.empty == {"northamptonshire": ["2025-01"]}
    assert counts(database)["incidents"].sum() == 4


def test_a_file_of_another_force_than_its_name_says_is_refused(database: Database, tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"2025-01": [row(Falls_within="Bedfordshire Police")]})
    with pytest.raises(SourceError, match="its name says northamptonshire but its rows say bedfordshire"):
        import_police_archive(database, [path], settings=SETTINGS, today=TODAY)


def test_real_and_invented_incidents_are_never_mixed(database: Database, tmp_path: Path) -> None:
    invented = archive(tmp_path / "d.zip", {"2025-01": [row(Falls_within="Demonstration")]}, force="demonstration")
    real = archive(tmp_path / "r.zip", {"2025-01": [row()]})
    import_police_archive(database, [invented], settings=SETTINGS, today=TODAY)
    with pytest.raises(SourceError, match="never mixed"):
        import_police_archive(database, [real], settings=SETTINGS, today=TODAY)
    assert counts(database)["force"].unique().tolist() == ["demonstration"]


def test_real_and_invented_incidents_are_not_mixed_by_one_import_either(database: Database, tmp_path: Path) -> None:
    invented = archive(tmp_path / "d.zip", {"2025-01": [row(Falls_within="Demonstration")]}, force="demonstration")
    real = archive(tmp_path / "r.zip", {"2025-01": [row()]})
    with pytest.raises(SourceError, match="never mixed"):
        import_police_archive(database, [invented, real], settings=SETTINGS, today=TODAY)
    assert counts(database).empty


def test_street_names_know_their_first_month_in_whatever_order_months_come(database: Database, tmp_path: Path) -> None:
    for month in ("2025-03", "2025-01", "2025-02"):
        path = archive(tmp_path / f"{month}.zip", {month: [row(month=month)] * int(month[-1])})
        import_police_archive(database, [path], settings=SETTINGS, today=TODAY)
    with database.read() as connection:
        assert incident_rows.street_points(connection, until=month_number("2024-12")).empty
        found = incident_rows.street_points(connection, until=month_number("2025-01"))
    assert found[["name", "incidents"]].to_numpy().tolist() == [["Spring Rise", 3]]
