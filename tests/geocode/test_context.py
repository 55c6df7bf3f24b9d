"""A street lies where the town is that is named with it, or it is not meant."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.geocode.context import AREA_MARGIN_M, POST_TOWN_FIT, POST_TOWN_REACH_M, Area, Town, town_fit
from geo_ij.geocode.mention import Mention
from geo_ij.geocode.things import Thing
from geo_ij.vocabulary import EntryKind

NOTHING: frozenset[int] = frozenset()


def thing(
    easting: float, northing: float, *, extent_m: float = 0, people: float = 0, locality: str | None = None,
    kind: EntryKind = EntryKind.STREET,
) -> Thing:  # fmt: skip
    return Thing(
        Mention(0, 1, "x", (), 1.0), kind, "X", locality, easting, northing, extent_m, "test", people, NOTHING, NOTHING,
        np.array([[easting, northing]]),
    )  # fmt: skip


def named(name: str, *, at: float = 0, radius_m: float = 1_000, people: float = 3_000) -> Town:
    settlement = thing(at, 0, extent_m=radius_m, people=people, kind=EntryKind.SETTLEMENT)
    return Town(name, (settlement,), is_inside=True)


BIG = named("Big", radius_m=2_000, people=60_000)
VILLAGE = named("Little", at=6_000, radius_m=500, people=800)


def test_a_point_is_in_the_area_up_to_its_margin() -> None:
    area = Area("Box", shapely.box(0, 0, 1_000, 1_000))
    assert area.holds(500, 500)
    assert area.holds(1_000 + AREA_MARGIN_M - 1, 500)
    assert not area.holds(1_000 + AREA_MARGIN_M + 1, 500)


def test_of_many_places_those_are_inside_that_the_area_holds() -> None:
    area = Area("Box", shapely.box(0, 0, 1_000, 1_000))
    places = [thing(easting, 500) for easting in (500, 5_000, 1_000 + AREA_MARGIN_M - 1)]
    assert area.inside(places) == [places[0], places[2]]
    assert area.inside([]) == []


def test_without_a_town_everything_fits() -> None:
    assert town_fit(thing(99_999, 99_999), [], only_one=False) == 1


@given(st.floats(0, 60_000), st.floats(0, 60_000), st.booleans(), st.sampled_from([[BIG], [VILLAGE], [BIG, VILLAGE]]))
def test_further_away_never_fits_better(near: float, far: float, only_one: bool, towns: list[Town]) -> None:
    near, far = sorted((near, far))
    # Beyond the last of the towns, so that further from one is further from all.
    fits = [town_fit(thing(6_500 + reach, 0), towns, only_one=only_one) for reach in (near, far)]
    assert 0 <= fits[1] <= fits[0] <= 1


@given(st.floats(-900, 900), st.floats(-400, 400))
def test_within_a_town_everything_fits_wholly(easting: float, northing: float) -> None:
    assert town_fit(thing(easting, northing), [named("Town")], only_one=False) == 1


def test_a_gazetteer_that_names_the_town_is_believed() -> None:
    far = thing(9_000, 0, locality="LITTLE")
    assert town_fit(far, [VILLAGE], only_one=False) == 1
    assert town_fit(thing(9_000, 0, locality="Other"), [VILLAGE], only_one=False) < 0.5


def test_a_post_town_lends_its_name_only_to_the_only_one_within_reach() -> None:
    village_street = thing(2_000 + POST_TOWN_REACH_M - 100, 0)
    assert town_fit(village_street, [BIG], only_one=True) == POST_TOWN_FIT
    assert town_fit(village_street, [BIG], only_one=False) < 0.05
    assert town_fit(thing(2_000 + POST_TOWN_REACH_M + 100, 0), [BIG], only_one=True) < 0.05
    assert town_fit(thing(VILLAGE.things[0].easting + 8_000, 0), [VILLAGE], only_one=True) < 0.05, "no post town"


def test_the_village_says_more_than_its_post_town() -> None:
    in_village, in_town = thing(6_000, 100), thing(0, 100)
    towns = [BIG, VILLAGE]
    assert town_fit(in_village, towns, only_one=False) > 0.7
    assert town_fit(in_town, towns, only_one=False) < 0.5
    assert town_fit(in_village, towns, only_one=False) == town_fit(in_village, towns[::-1], only_one=False)


@pytest.mark.parametrize(("east", "gap"), [(0, 0), (999, 0), (1_500, 500), (-3_000, 2_000)])
def test_the_gap_to_a_town_is_counted_from_its_edge(east: float, gap: float) -> None:
    assert named("Town").gap_to(thing(east, 0)) == pytest.approx(gap)


def test_a_town_of_several_things_is_the_nearest() -> None:
    both = Town("Two", (*named("A").things, *named("B", at=20_000, radius_m=700).things), is_inside=True)
    assert both.gap_to(thing(20_000, 300)) == 0
    assert both.radius_m == 700
