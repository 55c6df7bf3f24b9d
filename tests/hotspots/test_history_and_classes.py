import numpy as np
import pytest
import shapely

from geo_ij.hotspots.classes import classify
from geo_ij.hotspots.history import Histories, histories, trends
from geo_ij.vocabulary import HotspotClass
from tests.hotspots.worlds import ORIGIN, points_at


def history(now: list[int], before: list[int] | None = None, *, missing: tuple[int, ...] = ()) -> Histories:
    observed = np.ones(len(now), dtype=bool)
    observed[list(missing)] = False
    return Histories(
        monthly=np.array([now]),
        observed=observed[None],
        earlier=np.array([before or [0] * len(now)]),
        earlier_observed=np.full((1, len(now)), before is not None),
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
    winter = summer[6:] + summer[:6]
    assert classify(history(summer, winter)) == [HotspotClass.TEMPORARY]


def test_a_missing_month_is_not_counted_as_quiet() -> None:
    # Zeros because nothing was published would make it cooling; it is persistent in every month that was.
    now = [6, 4, 6, 4, 6, 4, 6, 4, 6, 0, 0, 0]
    assert classify(history(now)) == [HotspotClass.COOLING]
    assert classify(history(now, missing=(9, 10, 11))) == [HotspotClass.PERSISTENT]


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
    months = [[0] * 12 + [1] + [0] * 11, [0] * 23 + [5], [1] * 24]
    points = points_at([(0, 0), (10, 0), (5_000, 0)], months)
    disc = shapely.Point(*ORIGIN).buffer(75)
    found = histories(points, np.array([disc], dtype=object), present=np.ones((1, 24), dtype=bool), months=12)
    assert found.monthly.tolist() == [[1] + [0] * 10 + [5]]
    assert found.earlier.tolist() == [[0] * 12]
    assert found.incidents.tolist() == [6]
    assert found.months_active.tolist() == [2]
