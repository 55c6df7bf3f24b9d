"""The invented reports: the same every time, like what residents send, and complete."""

import datetime as dt
import io

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from PIL import Image

from geo_ij.demonstration.county import SPRING_RISE
from geo_ij.demonstration.drawings import DRAWINGS, SIZE, drawing, pictured
from geo_ij.demonstration.events import expected_events
from geo_ij.demonstration.report_places import AT_SPRING_RISE, SILENT
from geo_ij.demonstration.report_stories import Story
from geo_ij.demonstration.report_texts import stories_of
from geo_ij.demonstration.report_words import POLICE_CHANNEL, UNSUITABLE
from geo_ij.demonstration.reports import CONCERNS_OF_OFFICERS, REPORTS, make_reports
from geo_ij.demonstration.supporters import make_supporters
from geo_ij.projection import to_metres
from geo_ij.triage.alarms import alarms_in
from geo_ij.triage.masking import masked_stretches
from geo_ij.vocabulary import Activity, Issue, ReporterKind, ReportStatus
from tests.demonstration.test_demonstration import AS_OF, LAST, streets

WAITING = {"received", "needs_information", "under_review"}


def reports(*, anchor: dt.date = AS_OF, last_month: int = LAST) -> pd.DataFrame:
    asb, _ = expected_events(streets(), last_month=last_month)
    return make_reports(streets(), asb, anchor=anchor)


def metres(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    pinned = table[table["longitude"] != ""]
    easting, northing = to_metres(pinned["longitude"].astype(float), pinned["latitude"].astype(float))
    return np.asarray(easting), np.asarray(northing)


def test_they_are_the_same_every_time_and_in_the_lists_of_values() -> None:
    found = reports()
    assert_frame_equal(found, reports())
    assert len(found) == REPORTS
    assert found["reference"].tolist() == [f"DEMO-{number:04d}" for number in range(1, REPORTS + 1)]
    assert found["received_at"].is_monotonic_increasing
    values = {issue for cell in found["issues"] for issue in cell.split(";")}
    assert values == {issue.value for issue in Issue}
    assert {name for cell in found["activities"] for name in cell.split(";") if name} <= {one.value for one in Activity}
    assert set(found["reporter_kind"]) == {kind.value for kind in ReporterKind}
    assert set(found["status"]) == {status.value for status in ReportStatus}


@pytest.mark.parametrize("as_of", ["2024-02-01", "2025-01-01", "2025-12-01", "2026-08-01"])
def test_any_month_has_its_reports(as_of: str) -> None:
    day = dt.date.fromisoformat(as_of)
    found = reports(anchor=day, last_month=day.year * 12 + day.month - 3)
    assert len(found) == REPORTS
    assert (found["received_at"].min() >= str(day - dt.timedelta(days=731))) & (found["received_at"].max() < as_of)
    decided = found[found["decided_at"] != ""]
    assert (decided["decided_at"] >= decided["received_at"]).all()
    assert decided["decided_at"].max() <= f"{as_of}T23:59:59"
    assert 25 <= found["status"].isin(WAITING).sum() <= 50


def test_most_are_accepted_and_those_of_the_last_weeks_wait() -> None:
    found = reports()
    assert (found["status"] == "accepted").sum() > REPORTS / 2
    waiting = found[found["status"].isin(WAITING)]
    assert (waiting["received_at"] > str(AS_OF - dt.timedelta(days=32))).all()
    assert ((found["status"] == "received") == (found["decided_at"] == "")).all()


def test_residents_say_more_at_spring_rise_and_nothing_around_the_busiest_points() -> None:
    found = reports()
    at_park = found["place"].str.casefold().str.contains("spring rise")
    # Some repeat another, so there may be a few more.
    assert AT_SPRING_RISE * 0.7 <= at_park.sum() <= AT_SPRING_RISE * 1.3
    assert found.loc[at_park, "contact_email"].nunique() > 5
    east, north = to_metres([SPRING_RISE[0]], [SPRING_RISE[1]])
    easting, northing = metres(found[at_park])
    assert np.hypot(easting - east[0], northing - north[0]).max() < 61
    asb, _ = expected_events(streets(), last_month=LAST)
    points = streets()[["easting", "northing"]].to_numpy()
    easting, northing = metres(found)
    for position in np.argsort(-asb.sum(axis=1))[:SILENT]:
        assert np.hypot(easting - points[position, 0], northing - points[position, 1]).min() > 400


def test_some_repeat_another_and_follow_it_within_days() -> None:
    found = reports().set_index("reference")
    again = found[found["duplicate_of"] != ""]
    assert len(again) == 16
    assert set(again["status"]) == {"duplicate"}
    for row in again.itertuples():
        first = found.loc[row.duplicate_of]
        assert first["place"] == row.place
        assert first["received_at"] < row.received_at
        assert pd.Timestamp(row.received_at) - pd.Timestamp(first["received_at"]) < pd.Timedelta(days=6)


def test_texts_differ_and_those_that_wait_hold_what_a_moderator_must_notice() -> None:
    found = reports()
    assert found["description"].nunique() > 250
    alarmed = found[[bool(alarms_in(text)) for text in found["description"]]]
    assert set(alarmed["status"]) <= {*WAITING, "referred_to_police_channel"}
    assert alarmed["status"].isin(WAITING).sum() == 4
    private = found[[bool(masked_stretches(text)) for text in found["description"]]]
    assert len(private) == 8
    assert set(private["status"]) <= WAITING


def test_those_that_repeat_another_tell_of_the_same_in_other_words() -> None:
    found = reports().set_index("reference")
    for row in found[found["duplicate_of"] != ""].itertuples():
        first = found.loc[row.duplicate_of, "description"]
        assert row.description != first
        (story,) = [story for story in stories_of(row.issues.split(";")[0]) if _tells(story, row.description)]
        assert _tells(story, first)


def _tells(story: Story, text: str) -> bool:
    said = text.casefold().replace("cannot", "cant")
    return any(way.rstrip(".").casefold().replace("cannot", "cant") in said for way in story.told)


def test_what_is_refused_does_not_ask_for_work() -> None:
    refused = reports().query("status in ['not_suitable', 'referred_to_police_channel']")
    assert len(refused) > 10
    assert set(refused["description"]) <= {*UNSUITABLE, *POLICE_CHANNEL}
    assert refused["activities"].eq("").all()
    assert refused["issues"].eq("other").all()


def test_others_support_what_is_public_and_open_after_it_was_accepted() -> None:
    table = reports()
    found = make_supporters(table, anchor=AS_OF)
    assert found == make_supporters(table, anchor=AS_OF)
    rows = table.set_index("reference")
    assert len({(one.reference, one.household) for one in found}) == len(found)
    assert 60 < len(found) < 200
    for one in found:
        assert rows.loc[one.reference, "status"] in {"accepted", "referred_to_council", "work_planned"}
        assert rows.loc[one.reference, "reporter_kind"] != "police"
        assert rows.loc[one.reference, "decided_at"] < one.at.isoformat() < f"{AS_OF}T12"


def test_nobody_in_them_can_exist() -> None:
    found = reports()
    assert found["contact_email"].str.fullmatch(r"(household-\d\d@example\.org)?").all()
    # Ofcom keeps 01632 960000 to 960999 and 07700 900000 to 900999 for plays.
    assert found["contact_phone"].str.fullmatch(r"(01632 960\d{3})?").all()
    numbers = found["description"].str.findall(r"0[\d ]{9,}").explode().dropna()
    assert len(numbers)
    assert numbers.str.match(r"01632 960\d{3}|07700 900\d{3}").all()
    assert found["demonstration"].eq("Invented").all()


def test_officers_name_areas_of_concern() -> None:
    concerns = reports().query("reporter_kind == 'police'")
    assert len(concerns) == CONCERNS_OF_OFFICERS
    assert concerns["contact_email"].eq("").all()
    assert set(concerns["status"]) <= {"accepted", *WAITING}


def test_some_are_drawn_and_say_so() -> None:
    found = reports()
    chosen = pictured(found)
    assert len(chosen) == DRAWINGS
    assert len(set(chosen.values())) >= 3
    status = found.set_index("reference").loc[list(chosen), "status"]
    assert status.isin(WAITING).any()
    assert not status.isin(WAITING).all()
    for issue in set(chosen.values()):
        content = drawing(issue, name="DEMO-0001")
        assert content == drawing(issue, name="DEMO-0001")
        assert content != drawing(issue, name="DEMO-0002")
        with Image.open(io.BytesIO(content)) as picture:
            assert (picture.format, picture.size) == ("JPEG", SIZE)
            # The caption is dark on white along the lower edge.
            edge = picture.convert("L").crop((0, SIZE[1] - 30, 200, SIZE[1]))
            assert edge.getextrema()[0] < 60
            assert edge.getpixel((199, 2)) > 240
