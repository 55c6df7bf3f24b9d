"""Accepted reports make, raise and explain hotspots, beside the police counts and never among them."""

from pathlib import Path

import numpy as np
import pytest

from geo_ij.errors import NothingStoredError
from geo_ij.projection import to_metres
from geo_ij.services.find_hotspots import find_hotspots, reports_since, stored_hotspots
from geo_ij.store import report_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import ReportStatus
from tests.services.test_find_and_publish import BUSY, load

PARK = (-0.7300, 52.3930)
"""A place in Kettering where nothing was recorded."""


def add_report(
    database: Database,
    *,
    at: tuple[float, float] = PARK,
    month: str = "2025-06",
    status: ReportStatus = ReportStatus.ACCEPTED,
    uncertainty_m: float = 20.0,
    **values: object,
) -> int:
    easting, northing = (float(value) for value in to_metres(*at))
    with database.write() as connection:
        number = report_rows.count_reports(connection) + 1
        return report_rows.add_report(
            connection,
            {
                "reference": f"REF-{number}",
                "source": "web",
                "received_at": f"{month}-10T08:00:00+00:00",
                "status": status.value,
                "issues": "litter",
                "description": "",
                "how_often": "not_said",
                "activities": "",
                "activity_text": "",
                "reporter_kind": "resident",
                "wants_updates": False,
                "place_text": "the park",
                "easting": easting,
                "northing": northing,
                "uncertainty_m": uncertainty_m,
                **values,
            },
        )


def busy() -> tuple[float, float]:
    return float(BUSY["Longitude"]), float(BUSY["Latitude"])


def test_a_hotspot_may_rest_on_reports_alone(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    before = find_hotspots(database)
    for household in "abc":
        add_report(database, household=household)
    found = find_hotspots(database)
    assert len(found) == len(before) + 1
    (park,) = found.loc[found["incidents"] == 0].to_dict("records")
    assert (park["reports"], park["households"], park["officer_reports"]) == (3, 3, 0)
    assert park["voice"] == "residents_say_more"
    assert (park["class"], park["months_active"], park["q_value"]) == ("insufficient_data", 0, 1.0)
    assert park["breakdown"]["issues"] == {"litter": 3}
    assert park["width_m"] >= 150
    # Nothing else has changed: reports are counted beside incidents.
    rest = found.loc[found["incidents"] > 0]
    assert rest["incidents"].tolist() == before["incidents"].tolist()
    assert rest["score"].tolist() == before["score"].tolist()
    assert rest["hotspot_id"].tolist() == before["hotspot_id"].tolist()


def test_what_is_stored_of_reports_is_what_was_found(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    add_report(database, at=busy(), reporter_kind="police", issues="graffiti;litter")
    found, stored = find_hotspots(database), stored_hotspots(database)
    columns = ["reports", "households", "officer_reports", "voice", "breakdown"]
    assert stored[columns].to_dict("records") == found[columns].to_dict("records")
    assert found.loc[0, ["reports", "households", "officer_reports"]].tolist() == [1, 0, 1]
    assert stored.loc[0, "breakdown"]["issues"] == {"graffiti": 1, "litter": 1}


def test_ten_reports_of_one_household_weigh_like_one(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    police_alone = find_hotspots(database).loc[0, "score"]
    add_report(database, at=busy(), household="a")
    once = find_hotspots(database)
    for _ in range(9):
        add_report(database, at=busy(), household="a")
    often = find_hotspots(database)
    assert once.loc[0, "score"] > police_alone
    assert often.loc[0, "score"] == once.loc[0, "score"]
    assert often.loc[0, ["reports", "households"]].tolist() == [10, 1]
    add_report(database, at=busy(), household="b")
    assert find_hotspots(database).loc[0, "score"] > once.loc[0, "score"]


def test_a_supporter_is_a_household_and_no_report(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    report_id = add_report(database, at=busy(), household="a")
    with database.write() as connection:
        for household in ("a", "b", "b"):
            report_rows.add_support(connection, report_id, household=household, at="2025-07-01T00:00:00+00:00")
    assert find_hotspots(database).loc[0, ["reports", "households"]].tolist() == [1, 2]


@pytest.mark.parametrize("status", ReportStatus)
def test_only_what_a_moderator_accepted_counts(sqlite_database: Database, tmp_path: Path, status: ReportStatus) -> None:
    load(sqlite_database, tmp_path)
    add_report(sqlite_database, at=busy(), status=status)
    counts = status in {"accepted", "referred_to_council", "work_planned", "work_done", "closed"}
    assert find_hotspots(sqlite_database).loc[0, "reports"] == int(counts)


def test_the_weight_is_a_setting_and_without_it_reports_are_counted_all_the_same(
    sqlite_database: Database, tmp_path: Path
) -> None:
    load(sqlite_database, tmp_path)
    scores = [find_hotspots(sqlite_database).loc[0, "score"]]
    add_report(sqlite_database, at=busy())
    found = [find_hotspots(sqlite_database, report_weight=weight) for weight in (0.0, 0.5, 1.0)]
    scores += [one.loc[0, "score"] for one in found]
    assert scores[0] == scores[1] < scores[2] < scores[3]
    assert [one.loc[0, "reports"] for one in found] == [1, 1, 1]


def test_an_earlier_month_knows_nothing_of_later_reports(sqlite_database: Database, tmp_path: Path) -> None:
    load(sqlite_database, tmp_path)
    before = find_hotspots(sqlite_database, as_of="2025-11")
    add_report(sqlite_database, at=busy(), month="2025-12")
    after = find_hotspots(sqlite_database, as_of="2025-11")
    assert after.to_wkt().to_csv() == before.to_wkt().to_csv()
    assert find_hotspots(sqlite_database, as_of="2025-12").loc[0, "reports"] == 1


def test_residents_need_not_wait_for_the_police_figures(sqlite_database: Database, tmp_path: Path) -> None:
    load(sqlite_database, tmp_path)
    add_report(sqlite_database, at=busy(), month="2026-02")
    add_report(sqlite_database, at=busy(), month="2024-12")
    newest = find_hotspots(sqlite_database)
    assert (newest.loc[0, "as_of"], newest.loc[0, "reports"]) == ("2025-12", 1)
    assert find_hotspots(sqlite_database, as_of="2025-12").loc[0, "reports"] == 0


def test_a_rough_place_is_spread_and_said_to_be_rough(sqlite_database: Database, tmp_path: Path) -> None:
    load(sqlite_database, tmp_path)
    add_report(sqlite_database, at=busy(), uncertainty_m=150.0)
    found = find_hotspots(sqlite_database)
    assert 0 < found.loc[0, "uncertain_share"] < 0.05
    assert found.loc[0, "incidents"] == 60


def test_reports_are_enough_where_there_are_no_police_data(sqlite_database: Database) -> None:
    with pytest.raises(NothingStoredError):
        find_hotspots(sqlite_database)
    add_report(sqlite_database)
    found = find_hotspots(sqlite_database)
    assert found[["incidents", "reports"]].to_numpy().tolist() == [[0, 1]]
    assert found.loc[0, "as_of"] == "2025-06"
    assert np.isfinite(found.loc[0, "score"])


def test_it_is_known_that_reports_came_since(sqlite_database: Database, tmp_path: Path) -> None:
    load(sqlite_database, tmp_path)
    assert not reports_since(sqlite_database)
    find_hotspots(sqlite_database)
    assert not reports_since(sqlite_database)
    add_report(sqlite_database, status=ReportStatus.RECEIVED)
    assert not reports_since(sqlite_database)
    report_id = add_report(sqlite_database, month="2026-03")
    assert reports_since(sqlite_database)
    with sqlite_database.write() as connection:
        report_rows.change_report(connection, report_id, {"household": "a code"})
    find_hotspots(sqlite_database)
    assert not reports_since(sqlite_database)
    with sqlite_database.write() as connection:
        # As when its contact is deleted: it is still one household.
        report_rows.change_report(connection, report_id, {"household": "another code"})
    assert not reports_since(sqlite_database)
    with sqlite_database.write() as connection:
        report_rows.change_report(connection, report_id, {"status": ReportStatus.DUPLICATE.value})
    assert reports_since(sqlite_database)
