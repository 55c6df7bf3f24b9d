import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.disclosure.frozen import freeze, thaw
from geo_ij.disclosure.outlines import public_outlines
from geo_ij.disclosure.public import PUBLIC_HOTSPOTS, PublicHotspots, PublicWork
from geo_ij.disclosure.rules import Thresholds, in_words, publish_hotspots, publish_work, rounded
from geo_ij.disclosure.streets import street_labels
from geo_ij.errors import DisclosureError
from geo_ij.projection import NATIONAL_GRID_CRS

TODAY = dt.date(2026, 1, 15)
STREETS = pd.DataFrame({"name": ["Gold Street"], "easting": [486_712.3], "northing": [278_603.9], "incidents": [77]})


def hotspots(*cells: dict[str, object], as_of: str = "2025-11") -> gpd.GeoDataFrame:
    """Give hotspots that may be published but for what `cells` says."""
    plain = {
        "hotspot_id": "H1", "rank": 1, "name": "Gold Street, Kettering", "score": 12.34, "incidents": 42,
        "reports": 3, "households": 2, "officer_reports": 1, "voice": None, "months_active": 9,
        "class": "persistent", "trend": 1.5, "q_value": 0.001, "area_ha": 3.456,
        "width_m": 151.0, "length_m": 240.0, "ward": None, "council": "North Northamptonshire", "as_of": as_of,
        "months": 12, "method": "coverage", "compared_with": "year_earlier",
        "uncertain_share": 0.4567,
    }  # fmt: skip
    rows = [plain | {"hotspot_id": f"H{number}", "rank": number} | dict(cell) for number, cell in enumerate(cells, 1)]
    shapes = [shapely.Point(486_000 + 400 * number, 278_000).buffer(76) for number in range(len(rows))]
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=shapes, crs=NATIONAL_GRID_CRS)


def publish(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return publish_hotspots(
        frame, streets=STREETS, thresholds=Thresholds(), today=TODAY, forces=("northamptonshire",), synthetic=False
    ).hotspots.frame


@pytest.mark.parametrize(
    ("cells", "published"),
    [
        ({}, True),
        ({"incidents": 10}, True),
        ({"incidents": 9}, False),
        ({"months_active": 3}, True),
        ({"months_active": 2}, False),
        ({"width_m": 149.9}, False),
    ],
)
def test_what_is_too_few_too_rare_or_too_narrow_stays_behind(cells: dict[str, object], published: bool) -> None:
    assert len(publish(hotspots(cells))) == published


def test_ranks_close_up_so_that_a_gap_does_not_tell_of_a_hidden_hotspot() -> None:
    frame = publish(hotspots({}, {"incidents": 9}, {}))
    assert frame["rank"].tolist() == [1, 2]


def test_only_the_public_columns_leave() -> None:
    frame = publish(hotspots({}).assign(monthly="[1, 2]", hidden="x"))
    assert set(frame.columns) == {*PUBLIC_HOTSPOTS.columns, "geometry"}
    assert not {"score", "q_value", "trend", "reports", "monthly", "uncertain_share", "hidden"} & set(frame.columns)


def test_counts_are_rounded_and_areas_coarse() -> None:
    (row,) = publish(hotspots({"incidents": 42})).to_dict("records")
    assert (row["incidents"], row["incidents_in_words"]) == (40, "about 40")
    assert row["area_ha"] == round(row["geometry"].area / 10_000, 1)


def test_the_order_is_by_what_is_published_and_gives_no_exact_count_away() -> None:
    # 38 to 42 all read "about 40": whichever is which, the list is the same.
    counts = [38, 39, 40, 41, 42]
    lists = [
        publish(hotspots(*({"incidents": count, "score": float(count)} for count in order)))["hotspot_id"].tolist()
        for order in (counts, counts[::-1])
    ]
    assert lists[0] == lists[1]
    frame = publish(hotspots({"incidents": 42}, {"incidents": 120}))
    assert frame["incidents"].tolist() == [120, 40]


def test_a_public_outline_holds_the_place_and_is_not_drawn_round_its_points() -> None:
    exact = hotspots({}).set_geometry([shapely.Point(486_007.3, 278_003.1).buffer(75.1)], crs=NATIONAL_GRID_CRS)
    (public,) = publish(exact).geometry
    assert public.is_valid
    assert public.buffer(1).contains(exact.geometry.iloc[0])
    assert 2 * shapely.maximum_inscribed_circle(public, tolerance=0.01).length >= 150
    assert public.centroid.distance(exact.geometry.iloc[0].centroid) > 0.5
    # Many centres share one outline: where the disc was is narrowed down, not drawn.
    shifts = [(dx / 4, dy / 4) for dx in range(20) for dy in range(20)]
    moved = [shapely.Point(486_007.3 + dx, 278_003.1 + dy).buffer(75.1) for dx, dy in shifts]
    assert len({shape.wkb for shape in public_outlines(np.array(moved, dtype=object))}) < 40


def test_street_labels_carry_no_count_and_mark_no_recorded_point() -> None:
    streets = pd.DataFrame(
        {
            "name": ["Gold Street", "Gold Street", "Spring Rise"],
            "easting": [486_712.3, 486_740.1, 487_082.0],
            "northing": [278_603.9, 278_610.0, 277_283.0],
            "incidents": [77, 1, 3],
        }
    )
    labels = street_labels(streets)
    assert list(labels.columns) == ["name", "easting", "northing"]
    assert labels["name"].tolist() == ["Gold Street", "Spring Rise"]
    assert (labels[["easting", "northing"]] % 50 == 0).all().all()
    assert street_labels(streets.assign(incidents=[1, 500, 9])).equals(labels)


@given(st.integers(0, 10_000))
def test_rounding_moves_a_count_by_less_than_five_and_hides_fewer_than_five(count: int) -> None:
    assert rounded(count) % 5 == 0
    assert abs(rounded(count) - count) < 5
    assert (rounded(count) == 0) is (count < 5)
    assert in_words(count) == (f"about {rounded(count)}" if count >= 5 else "fewer than 5")


@given(st.integers(10, 500), st.integers(1, 12))
def test_no_exact_count_can_be_read_from_what_is_published(incidents: int, months: int) -> None:
    texts = {
        freeze(
            publish_hotspots(
                hotspots({"incidents": count, "months_active": max(3, months), "score": count / 3}),
                streets=STREETS,
                thresholds=Thresholds(),
                today=TODAY,
                forces=("x",),
                synthetic=False,
            )
        )
        for count in (5 * round(incidents / 5) - 1, 5 * round(incidents / 5), 5 * round(incidents / 5) + 1)
        if count >= 10
    }
    assert len(texts) == 1


@pytest.mark.parametrize(("as_of", "allowed"), [("2025-11", True), ("2025-12", False), ("2026-01", False)])
def test_figures_are_at_least_a_month_in_arrears(as_of: str, allowed: bool) -> None:
    frame = hotspots({}, as_of=as_of)
    if allowed:
        assert len(publish(frame)) == 1
    else:
        with pytest.raises(DisclosureError, match="2025-11"):
            publish(frame)


def test_a_public_frame_cannot_be_made_by_hand() -> None:
    for kind in (PublicHotspots, PublicWork):
        with pytest.raises(DisclosureError):
            kind(hotspots({}), object())


def test_a_copy_given_away_cannot_change_what_was_published() -> None:
    snapshot = publish_hotspots(
        hotspots({}),
        streets=STREETS,
        thresholds=Thresholds(),
        today=TODAY,
        forces=("northamptonshire",),
        synthetic=False,
    )
    copy = snapshot.hotspots.frame
    copy.loc[0, "name"] = "changed"
    assert snapshot.hotspots.frame.loc[0, "name"] == "Gold Street, Kettering"


def test_freezing_loses_nothing() -> None:
    snapshot = publish_hotspots(
        hotspots({}, {"ward": "Brickhill", "trend": np.nan}),
        streets=STREETS,
        thresholds=Thresholds(),
        today=TODAY,
        forces=("northamptonshire",),
        synthetic=True,
    )
    thawed = thaw(freeze(snapshot))
    assert (thawed.as_of, thawed.months, thawed.published_on, thawed.synthetic) == ("2025-11", 12, "2026-01-15", True)
    assert freeze(thawed) == freeze(snapshot)
    assert thawed.hotspots.frame.geometry.equals(snapshot.hotspots.frame.geometry)
    assert thawed.streets.equals(snapshot.streets)


def work(*cells: dict[str, object]) -> gpd.GeoDataFrame:
    plain = {
        "work_id": "session-1", "site_id": "S1", "place": "Spring Rise Park", "start": "2026-01-10T10:00:00+00:00",
        "end": "2026-01-10T14:00:00+00:00", "activities": "litter_picking", "hours": 8.0, "people": 2.0, "bags": 6.0,
        "area_m2": np.nan, "partners": "Kettering Town Council", "notes": "two men",
        "published_at": "2026-01-12T09:00:00+00:00",
    }  # fmt: skip
    rows = [plain | {"work_id": f"session-{number}"} | dict(cell) for number, cell in enumerate(cells, 1)]
    points = [shapely.Point(487_082, 277_283)] * len(rows)
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=points, crs=NATIONAL_GRID_CRS)


def published(
    frame: gpd.GeoDataFrame, *, now: dt.datetime = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)
) -> gpd.GeoDataFrame:
    refs = {work_id: f"REF{work_id}" for work_id in frame["work_id"]}
    return publish_work(frame, thresholds=Thresholds(), now=now, refs=refs, hotspots={}).frame


def test_completed_work_appears_when_approved_and_a_day_old() -> None:
    assert len(published(work({}))) == 1
    assert len(published(work({"published_at": None}))) == 0
    early = dt.datetime(2026, 1, 11, 13, 59, tzinfo=dt.UTC)
    assert len(published(work({}), now=early)) == 0
    assert len(published(work({}), now=early + dt.timedelta(minutes=1))) == 1


def test_nothing_about_who_took_part_is_published() -> None:
    frame = published(work({}))
    assert not {"people", "notes", "work_id", "site_id", "start", "end"} & set(frame.columns)
    assert "two men" not in frame.to_csv()
    assert frame.loc[0, "day"] == "2026-01-10"
