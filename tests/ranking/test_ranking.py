"""The ranking: distance, severity, persistence, reasons, stability, and what must never change it."""

import datetime as dt
import math
from random import Random

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from geo_ij.ranking.nearness import nearest_hotspots, weight_at
from geo_ij.ranking.readiness import site_status
from geo_ij.ranking.scores import RANKING_COLUMNS, order_sites
from geo_ij.ranking.stability import ranks_of, stability
from geo_ij.vocabulary import PermissionStatus, RiskAssessmentStatus, SiteStatus
from tests.ranking.worlds import hotspots_at, sites_at

coordinate = st.integers(0, 1_500).map(float)
places = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=7, unique=True)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Draw sites and hotspots in a small town."""
    spots = draw(places)
    counts = draw(st.lists(st.integers(1, 400), min_size=len(spots), max_size=len(spots)))
    months = draw(st.lists(st.integers(1, 12), min_size=len(spots), max_size=len(spots)))
    return sites_at(draw(places)), hotspots_at(spots, counts, months_active=months)


def order(sites: gpd.GeoDataFrame, hotspots: gpd.GeoDataFrame) -> pd.DataFrame:
    return order_sites(sites, hotspots, draws=50)


@given(worlds())
def test_every_ranking_keeps_its_promises(world: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]) -> None:
    sites, hotspots = world
    ranking = order(sites, hotspots)
    assert list(ranking.columns) == list(RANKING_COLUMNS)
    assert ranking["rank"].tolist() == list(range(1, len(sites) + 1))
    assert sorted(ranking["site_id"]) == sorted(sites["site_id"])
    assert ranking["score"].is_monotonic_decreasing
    for name in ("score", "hotspot_severity", "hotspot_persistence", "top5_share"):
        assert ranking[name].between(0, 1).all()
    assert (ranking["rank_low"] <= ranking["rank"]).all()
    assert (ranking["rank"] <= ranking["rank_high"]).all()
    assert all(reasons and all(text.endswith(".") for text in reasons) for reasons in ranking["reasons"])


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(
    world: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame], random: Random
) -> None:
    sites, hotspots = world
    mixed_sites, mixed_spots = list(range(len(sites))), list(range(len(hotspots)))
    random.shuffle(mixed_sites)
    random.shuffle(mixed_spots)
    assert_frame_equal(order(sites, hotspots), order(sites.iloc[mixed_sites], hotspots.iloc[mixed_spots]))


@given(worlds(), st.tuples(coordinate, coordinate))
def test_another_site_changes_no_score(
    world: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame], place: tuple[float, float]
) -> None:
    sites, hotspots = world
    more = sites_at([*zip(sites.geometry.x, sites.geometry.y, strict=True), place])
    before = order(sites, hotspots).set_index("site_id")["score"]
    after = order(more, hotspots).set_index("site_id")["score"]
    assert (after[before.index] == before).all()


@given(worlds(), st.integers(0, 6), st.integers(1, 12))
def test_a_more_lasting_hotspot_never_lowers_a_score(
    world: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame], position: int, months: int
) -> None:
    sites, hotspots = world
    raised = hotspots.copy()
    row = position % len(raised)
    raised.loc[row, "months_active"] = max(months, int(raised.loc[row, "months_active"]))
    before = order(sites, hotspots).set_index("site_id")["score"]
    after = order(sites, raised).set_index("site_id")["score"]
    assert (after[before.index] >= before).all()


@given(st.integers(1, 900), st.integers(1, 900), st.integers(5, 400))
def test_nearer_to_the_same_hotspot_is_never_worse(first: int, second: int, count: int) -> None:
    sites = sites_at([(float(first), 0.0), (0.0, float(second))])
    ranking = order(sites, hotspots_at([(0.0, 0.0)], [count])).set_index("site_id")["score"]
    assert (first <= second) == (ranking["S000"] >= ranking["S001"]) or ranking["S000"] == ranking["S001"]


def test_the_decay_is_exponential_and_ends() -> None:
    weights = weight_at(np.array([0.0, 200.0, 400.0, 1_000.0, 1_000.1]))
    assert weights.tolist() == pytest.approx([1, math.exp(-1), math.exp(-2), math.exp(-5), 0])


def test_scores_by_hand() -> None:
    # One hotspot with 100 incidents in 6 of 12 months: inside it severity is sqrt(100 / 100), and 200 m from its edge
    # sqrt(exp(-1)); persistence is half of the weight there.
    sites = sites_at([(0.0, 0.0), (280.0, 0.0), (5_000.0, 0.0)], ids=["in", "near", "far"])
    ranking = order(sites, hotspots_at([(0.0, 0.0)], [100])).set_index("site_id")
    assert ranking.loc["in", "score"] == pytest.approx(0.7 * 1 + 0.3 * 0.5)
    assert ranking.loc["near", "hotspot_severity"] == pytest.approx(math.exp(-0.5), abs=1e-4)
    assert ranking.loc["near", "hotspot_persistence"] == pytest.approx(math.exp(-1) / 2, abs=1e-4)
    assert ranking.loc["far", "score"] == 0


def test_reasons_name_the_hotspots_that_count_most_first() -> None:
    spots = hotspots_at([(0.0, 0.0), (300.0, 0.0)], [312, 20], months_active=[11, 3])
    sites = sites_at([(200.0, 0.0), (0.0, 0.0), (9_000.0, 0.0)], ids=["between", "inside", "far"])
    reasons = order(sites, spots).set_index("site_id")["reasons"]
    assert reasons["between"] == [
        "120 m from Street 0: rank 1, 312 incidents in 12 months, persistent.",
        "20 m from Street 1: rank 2, 20 incidents in 12 months, persistent.",
        "Street 0 had incidents in 11 of 12 months.",
    ]
    assert reasons["inside"][0].startswith("Inside Street 0: rank 1,")
    assert reasons["far"] == ["No hotspot lies within 1,000 m."]


def test_stability_tells_a_clear_lead_from_a_toss_up() -> None:
    # Three sites in hotspots of 400, 20 and 20 incidents, far from each other.
    points = [(0.0, 0.0), (5_000.0, 0.0), (10_000.0, 0.0)]
    ranking = order_sites(sites_at(points), hotspots_at(points, [400, 20, 20])).set_index("site_id")
    assert ranking.loc["S000", ["rank_low", "rank_high"]].tolist() == [1, 1]
    assert ranking.loc["S001", ["rank_low", "rank_high"]].tolist() == [2, 3]
    assert (ranking["top5_share"] == 1).all()


def test_the_interval_is_widened_to_include_the_rank() -> None:
    drawn = np.array([[2, 7]] * 19 + [[6, 1]])
    summary = stability(np.array([8, 1]), drawn)
    assert summary.rank_low.tolist() == [2, 1]
    assert summary.rank_high.tolist() == [8, 7]
    assert summary.top5_share.tolist() == [0.95, 0.05]


def test_the_seed_decides_the_redraws_and_nothing_else() -> None:
    points = [(float(step * 3_000), 0.0) for step in range(12)]
    spots = hotspots_at(points, list(range(20, 32)))
    sites = sites_at(points)
    first = order_sites(sites, spots, seed=1)
    assert_frame_equal(first, order_sites(sites, spots, seed=1))
    other = order_sites(sites, spots, seed=2)
    assert first["score"].tolist() == other["score"].tolist()
    assert first["top5_share"].tolist() != other["top5_share"].tolist()


def test_no_sites_and_no_hotspots() -> None:
    spots = hotspots_at([(0.0, 0.0)], [10])
    assert order(sites_at([]), spots).empty
    ranking = order(sites_at([(0.0, 0.0)]), spots.iloc[:0])
    assert ranking["score"].tolist() == [0]
    assert ranking["reasons"].tolist() == [["No hotspot lies within 1,000 m."]]


@given(st.lists(st.lists(st.integers(0, 3).map(float), min_size=4, max_size=4), min_size=1, max_size=5))
def test_ranks_follow_scores_and_equals_follow_their_order(rows: list[list[float]]) -> None:
    for scores, ranks in zip(rows, ranks_of(np.array(rows)).tolist(), strict=True):
        assert sorted(range(4), key=lambda i: (-scores[i], i)) == sorted(range(4), key=lambda i: ranks[i])


def test_points_are_linked_to_the_nearest_hotspot_within_reach() -> None:
    spots = hotspots_at([(0.0, 0.0), (400.0, 0.0)], [10, 20], radius=100.0)
    points = sites_at([(0.0, 0.0), (160.0, 0.0), (200.0, 0.0), (0.0, 251.0)])
    points.index = [7, 5, 3, 1]
    linked = nearest_hotspots(points, spots)
    assert linked.index.tolist() == [7, 5, 3, 1]
    # 200 m east is 100 m from both: the better rank is taken. 251 m north is 151 m away.
    assert linked["hotspot_id"].tolist() == ["H000", "H000", "H001", None]
    assert linked["distance_m"].tolist()[:3] == pytest.approx([0, 60, 100])
    assert math.isnan(linked["distance_m"].iloc[3])


GRANTED, APPROVED = PermissionStatus.GRANTED, RiskAssessmentStatus.APPROVED
DAY = dt.date(2026, 1, 15)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("permission", "until", "assessment", "due", "status"),
    [
        (PermissionStatus.NOT_REQUESTED, None, APPROVED, None, SiteStatus.CANDIDATE),
        (PermissionStatus.REQUESTED, None, APPROVED, None, SiteStatus.AWAITING_PERMISSION),
        (PermissionStatus.REFUSED, None, APPROVED, None, SiteStatus.AWAITING_PERMISSION),
        (PermissionStatus.EXPIRED, AFTER, APPROVED, None, SiteStatus.AWAITING_PERMISSION),
        (GRANTED, BEFORE, APPROVED, None, SiteStatus.AWAITING_PERMISSION),
        (GRANTED, DAY, APPROVED, DAY, SiteStatus.READY),
        (GRANTED, None, APPROVED, None, SiteStatus.READY),
        (GRANTED, None, APPROVED, BEFORE, SiteStatus.AWAITING_RISK_ASSESSMENT),
        (GRANTED, None, RiskAssessmentStatus.DRAFT, AFTER, SiteStatus.AWAITING_RISK_ASSESSMENT),
        (GRANTED, None, RiskAssessmentStatus.REJECTED, AFTER, SiteStatus.AWAITING_RISK_ASSESSMENT),
    ],
)
def test_what_a_site_waits_for(
    permission: PermissionStatus,
    until: dt.date | None,
    assessment: RiskAssessmentStatus,
    due: dt.date | None,
    status: SiteStatus,
) -> None:
    assert site_status(permission, assessment, permission_until=until, review_due=due, as_of=DAY) is status


@pytest.mark.parametrize("decided", [SiteStatus.PAUSED, SiteStatus.COMPLETED, SiteStatus.REJECTED])
def test_a_decision_stands_whatever_the_papers_say(decided: SiteStatus) -> None:
    status = site_status(GRANTED, APPROVED, permission_until=None, review_due=None, as_of=DAY, decided=decided)
    assert status is decided
