import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.hotspots.classes import SURPRISE, classify
from geo_ij.hotspots.history import Histories, histories, trends
from geo_ij.vocabulary import HotspotClass
from tests.hotspots.worlds import ORIGIN, points_at


def history(
    now: list[int],
    before: list[int] | None = None,
    *,
    missing: tuple[int, ...] = (),
    elsewhere: list[int] | None = None,
    elsewhere_before: list[int] | None = None,
) -> Histories:
    """Give the history of one hotspot; without a word about it, its force recorded nothing elsewhere."""
    observed = np.ones(len(now), dtype=bool)
    observed[list(missing)] = False
    nothing = [0] * len(now)
    return Histories(
        monthly=np.array([now]),
        observed=observed[None],
        elsewhere=np.array([elsewhere or nothing]),
        earlier=np.array([before or nothing]),
        earlier_observed=np.full((1, len(now)), before is not None),
        earlier_elsewhere=np.array([elsewhere_before or elsewhere or nothing]),
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ([2, 1, 2, 3, 1, 2, 2, 1, 3, 2, 1, 2], HotspotClass.PERSISTENT),
        ([0, 1, 0, 1, 0, 0, 1, 0, 8, 9, 7, 8], HotspotClass.EMERGING),
        ([8, 9, 7, 8, 6, 7, 8, 6, 1, 0, 0, 1], HotspotClass.COOLING),
        ([0, 0, 0, 5, 6, 4, 0, 0, 1, 1, 0, 0], HotspotClass.TEMPORARY),
        ([2, 0, 0, 0, 2, 0, 0, 2, 0, 0, 2, 0], HotspotClass.TEMPORARY),
        ([1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0], HotspotClass.INSUFFICIENT_DATA),
        ([9, 9, 9, 9], HotspotClass.INSUFFICIENT_DATA),
    ],
)
def test_each_behaviour_has_its_class(now: list[int], expected: HotspotClass) -> None:
    assert classify(history(now)) == [expected]


def test_the_same_summer_in_two_years_is_seasonal_and_one_summer_is_not() -> None:
    summer = [0, 0, 1, 0, 1, 1, 6, 9, 7, 1, 0, 1]
    assert classify(history(summer, summer)) == [HotspotClass.SEASONAL]
    assert classify(history(summer)) == [HotspotClass.TEMPORARY]
    autumn = summer[9:] + summer[:9]
    assert classify(history(summer, autumn)) != [HotspotClass.SEASONAL]


SUMMER = [600, 600, 900, 900, 950, 1000, 1150, 1050, 800, 850, 650, 600]
"""A county's year: there is more anti-social behaviour in summer, everywhere."""


def test_winter_does_not_make_every_place_cooling_nor_spring_emerging() -> None:
    like_the_county = [count // 20 for count in SUMMER]
    assert classify(history(like_the_county, elsewhere=SUMMER)) == [HotspotClass.PERSISTENT]
    to_summer = [*SUMMER[10:], *SUMMER[:10]][:10]
    assert classify(history([count // 20 for count in to_summer], elsewhere=to_summer)) == [HotspotClass.PERSISTENT]
    even = [100] * 12  # the county goes down by a sixth towards winter, and this place does not
    assert classify(history(even, elsewhere=SUMMER)) == [HotspotClass.EMERGING]
    assert classify(history(even)) == [HotspotClass.PERSISTENT]


def test_a_year_earlier_tells_a_summer_place_from_one_that_cools() -> None:
    summer = [1, 1, 1, 2, 9, 15, 16, 14, 3, 1, 1, 1]
    assert classify(history(summer, elsewhere=SUMMER)) == [HotspotClass.COOLING]
    assert classify(history(summer, summer, elsewhere=SUMMER)) == [HotspotClass.SEASONAL]
    steady = [8] * 12
    assert classify(history([*steady[:8], 1, 1, 1, 1], steady)) == [HotspotClass.COOLING]
    assert classify(history(steady, [*steady[:8], 1, 1, 1, 1])) == [HotspotClass.EMERGING]


def test_a_year_in_which_more_was_recorded_everywhere_makes_nothing_emerge() -> None:
    now, before = [10] * 12, [5] * 12
    doubled = {"elsewhere": [2_000] * 12, "elsewhere_before": [1_000] * 12}
    assert classify(history(now, before, **doubled)) == [HotspotClass.PERSISTENT]
    assert classify(history(now, before, elsewhere=[1_000] * 12)) == [HotspotClass.EMERGING]


@pytest.mark.parametrize("variance", [1.0, 2.0])
@pytest.mark.parametrize("year_earlier", [False, True])
@pytest.mark.parametrize("incidents", [8, 25, 100])
def test_steady_places_are_rarely_said_to_change(variance: float, year_earlier: bool, incidents: int) -> None:
    """Draw steady places, Poisson and twice as variable, that follow the county's season."""
    random = np.random.default_rng(int(incidents + 10 * variance + year_earlier))
    places = 2_000
    mean = np.tile(incidents * np.array(SUMMER) / sum(SUMMER), (places, 2))
    size = None if variance == 1 else mean / (variance - 1)
    drawn = random.poisson(mean) if size is None else random.negative_binomial(size, 1 / variance)
    county = np.tile(SUMMER, (places, 1))
    world = Histories(
        monthly=drawn[:, 12:],
        observed=np.ones((places, 12), dtype=bool),
        elsewhere=county,
        earlier=drawn[:, :12],
        earlier_observed=np.full((places, 12), year_earlier),
        earlier_elsewhere=county,
    )
    found = classify(world)
    for change in (HotspotClass.EMERGING, HotspotClass.COOLING):
        assert found.count(change) / places <= SURPRISE + 0.01  # two standard errors of 2,000 draws
    if variance == 2 and incidents == 100:  # nor is the rule so careful that it never speaks
        assert found.count(HotspotClass.EMERGING) / places >= SURPRISE / 3


@given(st.lists(st.integers(0, 20), min_size=6, max_size=12), st.integers(1, 30))
def test_more_incidents_at_the_end_never_turn_emerging_into_something_else(now: list[int], more: int) -> None:
    before = classify(history(now))
    later = [*now[:-1], now[-1] + more]
    if before == [HotspotClass.EMERGING]:
        assert classify(history(later)) == before
    assert (classify(history(later)) == [HotspotClass.COOLING]) <= (before == [HotspotClass.COOLING] or sum(now) < 6)


def test_a_missing_month_is_not_counted_as_quiet() -> None:
    # Zeros because nothing was published would make it cooling; it is persistent in every month that was.
    now = [6, 4, 6, 4, 6, 4, 6, 4, 6, 0, 0, 0]
    assert classify(history(now)) == [HotspotClass.COOLING]
    assert classify(history(now, missing=(9, 10, 11))) == [HotspotClass.PERSISTENT]


def test_the_latest_third_is_of_the_months_that_were_observed() -> None:
    now = [20, 20, 2, 2, 40, 40, 0, 0, 0, 0, 0, 0]
    assert classify(history(now, missing=(6, 7, 8, 9, 10, 11))) == [HotspotClass.EMERGING]


def change(of: Histories) -> tuple[float, str | None]:
    (ratio,), (compared,) = trends(of)
    return float(ratio), compared


def test_trend_compares_with_the_year_before_where_it_is_whole() -> None:
    assert change(history([2] * 12, [1] * 12)) == (2.0, "year_earlier")


def test_trend_compares_the_halves_where_there_is_no_year_before() -> None:
    assert change(history([1] * 6 + [3] * 6)) == (3.0, "earlier_half")
    assert change(history([1, 1, 1, 9, 3, 3, 3])) == (3.0, "earlier_half")  # the middle month is in neither half


def test_nothing_before_gives_no_trend() -> None:
    ratio, compared = change(history([0] * 6 + [3] * 6))
    assert np.isnan(ratio)
    assert compared is None


def test_trend_leaves_out_missing_months_on_both_sides() -> None:
    now = [1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 0]
    ratio, compared = change(history(now, [1] * 12, missing=(11,)))
    assert ratio == pytest.approx(51 / 11)
    assert compared == "year_earlier"


def test_incidents_are_counted_where_and_when_they_were() -> None:
    months = [[0] * 12 + [1] + [0] * 11, [0] * 23 + [5], [2] * 12 + [1] * 12]
    points = points_at([(0, 0), (10, 0), (5_000, 0)], months)
    disc = shapely.Point(*ORIGIN).buffer(75)
    found = histories(points, np.array([disc], dtype=object), present=np.ones((1, 24), dtype=bool), months=12)
    assert found.monthly.tolist() == [[1] + [0] * 10 + [5]]
    assert found.earlier.tolist() == [[0] * 12]
    assert found.incidents.tolist() == [6]
    assert found.months_active.tolist() == [2]
    assert found.elsewhere.tolist() == [[1] * 12]
    assert found.earlier_elsewhere.tolist() == [[2] * 12]
