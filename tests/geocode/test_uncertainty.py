"""The uncertainty of an answer grows with what it was found by, and is never nothing."""

import inspect
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.geocode import uncertainty
from geo_ij.geocode.uncertainty import (
    SHORT_TYPES,
    entry_uncertainty,
    junction_uncertainty,
    postcode_uncertainty,
    stop_junction_uncertainty,
    street_uncertainty,
)
from geo_ij.vocabulary import EntryKind

METRES = st.floats(0, 20_000)
TYPES = st.sampled_from(["", "road", "lane", "street", "avenue", *sorted(SHORT_TYPES)])


@given(st.tuples(METRES, METRES), TYPES, st.integers(1, 50), st.booleans(), st.booleans())
def test_a_wider_street_is_less_certain_and_holds_its_points(
    extents: tuple[float, float], street_type: str, points: int, leads: bool, stops: bool
) -> None:
    narrow, wide = (
        street_uncertainty(extent, street_type=street_type, points=points, leads_to_town=leads, stops_known=stops)
        for extent in sorted(extents)
    )
    assert max(extents) < wide < math.inf
    assert 50 <= narrow <= wide


@given(METRES, TYPES, st.integers(1, 49), st.booleans(), st.booleans())
def test_a_point_more_in_the_same_circle_never_makes_a_street_less_certain(
    extent: float, street_type: str, points: int, leads: bool, stops: bool
) -> None:
    # One point has no circle: with two the first circle is drawn.
    few, more = (
        street_uncertainty(extent, street_type=street_type, points=count, leads_to_town=leads, stops_known=stops)
        for count in (points + 1, points + 2)
    )
    assert more <= few


@pytest.mark.parametrize("short", sorted(SHORT_TYPES))
def test_a_close_is_more_certain_than_a_road_and_a_road_to_a_town_less(short: str) -> None:
    at = {"points": 1, "stops_known": True}
    close = street_uncertainty(0, street_type=short, leads_to_town=False, **at)
    road = street_uncertainty(0, street_type="road", leads_to_town=False, **at)
    long_road = street_uncertainty(0, street_type="road", leads_to_town=True, **at)
    assert close < road < long_road


@given(METRES, METRES)
def test_the_further_apart_the_less_certain(one: float, other: float) -> None:
    near, far = sorted((one, other))
    assert 0 < junction_uncertainty(near) <= junction_uncertainty(far) < math.inf
    assert 0 < postcode_uncertainty(near, is_part=False) <= postcode_uncertainty(far, is_part=False) < math.inf
    assert 0 < postcode_uncertainty(near, is_part=True) <= postcode_uncertainty(far, is_part=True) < math.inf
    assert far <= postcode_uncertainty(far, is_part=True), "a part holds all its postcodes"
    assert postcode_uncertainty(far, is_part=False) < postcode_uncertainty(far, is_part=True)
    for stops in (1, 3):
        assert stop_junction_uncertainty(near, stops=stops) <= stop_junction_uncertainty(far, stops=stops)
        assert 0 < stop_junction_uncertainty(near, stops=stops) < math.inf


def test_a_junction_holds_the_points_that_it_lies_between() -> None:
    for gap in (0, 50, 200, 450):
        assert junction_uncertainty(gap) > gap / 2


@given(st.sampled_from([kind for kind in EntryKind if kind is not EntryKind.STREET]), METRES)
def test_a_thing_is_as_uncertain_as_it_is_wide(kind: EntryKind, extent: float) -> None:
    assert extent <= entry_uncertainty(kind, extent)
    assert 0 < entry_uncertainty(kind, 1) <= entry_uncertainty(kind, 1 + extent) < math.inf


def test_a_bare_point_of_a_place_says_less_than_a_small_radius() -> None:
    assert entry_uncertainty(EntryKind.LOCAL_PLACE, 0) > entry_uncertainty(EntryKind.LOCAL_PLACE, 60) == 60


def test_a_stop_is_more_certain_than_a_place_and_a_place_than_a_village() -> None:
    kinds = (EntryKind.STOP, EntryKind.OPEN_SPACE, EntryKind.SETTLEMENT)
    stop, park, village = (entry_uncertainty(kind, 0) for kind in kinds)
    assert stop < park < village


def test_every_figure_is_positive() -> None:
    figures = [value for name, value in inspect.getmembers(uncertainty) if isinstance(value, float)]
    assert len(figures) > 5
    assert min(figures) > 0
