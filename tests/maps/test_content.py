"""What a map takes in: only public types for the public, everything linked for staff."""

import dataclasses
import datetime as dt

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.errors import DisclosureError, FrameError
from geo_ij.maps.content import day_in_words, period_in_words, staff_content
from geo_ij.vocabulary import Audience
from tests.maps.samples import KETTERING, basemap, hotspots, public_map, sites, staff_map, work


def test_public_content_is_what_was_published_and_no_more() -> None:
    content = public_map()
    assert content.sites is None
    assert content.period == "January to December 2025"
    assert "score" not in content.hotspots.columns


def test_internal_columns_never_pass_as_public() -> None:
    staff = staff_map()
    with pytest.raises(DisclosureError) as refused:
        dataclasses.replace(staff, audience=Audience.PUBLIC)
    assert "a public map shows no sites" in refused.value.faults
    assert "a public map shows no column 'score'" in refused.value.faults
    assert "a public map shows no column 'people'" in refused.value.faults


def test_work_and_sites_are_linked_to_the_hotspot_within_100_metres() -> None:
    content = staff_map()
    assert content.work["hotspot_id"].tolist() == ["H0001", "H0002", None]
    assert content.sites is not None
    assert content.sites["hotspot_id"].tolist() == ["H0002", "H0001", None]


def test_between_two_equally_near_hotspots_the_better_ranked_is_linked() -> None:
    east, north = KETTERING
    between = shapely.Point(east + 200, north)
    shuffled = hotspots().iloc[[1, 0, 2, 3, 4, 5]]
    far = hotspots().assign(rank=[2, 1, 3, 4, 5, 6])
    # The discs are 220 m apart at their edges: widen them so that the point is within reach of both.
    for frame, expected in ((shuffled, "H0001"), (far, "H0002")):
        wide = frame.set_geometry(frame.geometry.buffer(20))
        content = staff_content(wide, work(between), sites(between), basemap(), title="Map")
        assert content.work["hotspot_id"].tolist() == [expected]


def test_a_frame_of_another_shape_is_refused() -> None:
    with pytest.raises(FrameError, match="hotspots: column 'score' is missing"):
        staff_content(hotspots().drop(columns="score"), work(), sites(), basemap(), title="Map")


def test_nothing_found_makes_an_empty_map() -> None:
    none = hotspots().iloc[:0]
    content = staff_content(none, work(), sites(), basemap(), title="Map")
    assert isinstance(content.work, gpd.GeoDataFrame)
    assert content.period == ""


@pytest.mark.parametrize(
    ("as_of", "months", "words"),
    [
        ("2025-12", 12, "January to December 2025"),
        ("2025-03", 12, "April 2024 to March 2025"),
        ("2025-03", 1, "March 2025"),
        ("2025-01", 2, "December 2024 to January 2025"),
        ("2025-12", 24, "January 2024 to December 2025"),
    ],
)
def test_a_period_is_said_in_words(as_of: str, months: int, words: str) -> None:
    assert period_in_words(as_of, months) == words


@given(st.dates(min_value=dt.date(1990, 1, 1)))
def test_a_day_is_said_as_people_write_it(day: dt.date) -> None:
    assert day_in_words(day.isoformat()) == f"{day.day} {day:%B} {day.year}"
