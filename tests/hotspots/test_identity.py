"""Ids that last: the same place keeps its id, whatever is lost, found, split or merged around it."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.hotspots.coverage import find_places
from geo_ij.hotspots.identity import Event, Identified, Identity, identify, new_id
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.vocabulary import IdentityEvent, IdentityState
from tests.hotspots.worlds import towns

LATER, EARLIER = 24_301, 24_299
NOW = 24_300
STREET_LENGTH = 24

Run = list[tuple[int, int]]


def box(start: float, end: float) -> shapely.Geometry:
    """Give a piece of a street 150 m wide, in metres along it."""
    return shapely.box(start, 0, end, 150)


def shapes(*found: shapely.Geometry) -> np.ndarray:
    return np.array(found, dtype=object)


def on_street(run: Run) -> np.ndarray:
    return shapes(*(box(start * 50, end * 50) for start, end in run))


def living(hotspot_id: str, shape: shapely.Geometry, **facts: object) -> Identity:
    return Identity(hotspot_id, shape, **{"state": IdentityState.FOUND, "first_as_of": NOW, "last_as_of": NOW, **facts})  # type: ignore[arg-type]


def found(now: np.ndarray, *known: Identity, as_of: int = LATER, usual: bool = True) -> Identified:
    return identify(now, known=known, as_of=as_of, usual=usual)


def event(hotspot_id: str, kind: str, other: str | None = None) -> Event:
    return Event(hotspot_id, IdentityEvent(kind), other)


def state_of(result: Identified, hotspot_id: str) -> Identity:
    return next(identity for identity in result.identities if identity.hotspot_id == hotspot_id)


def test_a_place_that_moves_a_little_keeps_its_id_and_one_elsewhere_gets_its_own() -> None:
    result = found(shapes(box(50, 250), box(1_000, 1_150)), living("OLD", box(0, 200)))
    own = new_id(box(1_000, 1_150))
    assert result.ids == ["OLD", own]
    assert result.events == [event(own, "appeared")]
    assert state_of(result, "OLD") == living("OLD", box(50, 250), last_as_of=LATER)


def test_neighbours_that_share_a_third_are_two_places() -> None:
    result = found(shapes(box(100, 250)), living("OLD", box(0, 150)))
    assert result.ids == [new_id(box(100, 250))]
    assert result.events == sorted(
        [event(result.ids[0], "appeared"), event("OLD", "gone")], key=lambda each: each.hotspot_id
    )


def test_when_a_hotspot_splits_the_part_with_most_of_it_keeps_the_id() -> None:
    small, large = box(0, 150), box(160, 560)  # the large part has also grown beyond the old edge
    result = found(shapes(small, large), living("OLD", box(0, 500)))
    assert result.ids == [new_id(small), "OLD"]
    assert result.events == [event(new_id(small), "split_from", "OLD")]
    assert state_of(result, new_id(small)).split_from == "OLD"


def test_when_two_merge_the_larger_gives_the_id_and_the_other_says_where_it_went() -> None:
    result = found(shapes(box(0, 500)), living("SMALL", box(0, 150)), living("LARGE", box(160, 500)))
    assert result.ids == ["LARGE"]
    assert result.events == [event("SMALL", "merged_into", "LARGE")]
    assert state_of(result, "SMALL").merged_into == "LARGE"
    assert state_of(result, "SMALL").shape.equals(box(0, 150))


def test_a_place_cut_up_among_its_neighbours_lives_on_in_the_one_with_most_of_it() -> None:
    before = (living("LEFT", box(0, 300)), living("CUT", box(300, 400)), living("RIGHT", box(400, 700)))
    for right in (354, 385):
        result = found(shapes(box(0, 349), box(right, 700)), *before)
        assert result.ids == ["LEFT", "RIGHT"]
        assert result.events == [event("CUT", "merged_into", "LEFT")]
    less_than_half = found(shapes(box(0, 320), box(375, 700)), *before)
    assert less_than_half.events == [event("CUT", "gone")]


def test_a_new_place_is_no_part_of_one_that_is_gone() -> None:
    new = box(700, 1_000)  # 135 m of it lie in what is gone, 90 m in what stays
    result = found(shapes(new, box(1_000, 1_500)), living("GONE", box(0, 835)), living("STAYS", box(910, 1_500)))
    assert result.ids == [new_id(new), "STAYS"]
    assert sorted(each.event for each in result.events) == ["appeared", "gone"]


def test_two_that_merge_and_part_again_get_their_own_ids_back() -> None:
    apart, whole = shapes(box(0, 200), box(210, 500)), shapes(box(0, 500))
    first = found(apart, as_of=NOW)
    merged = identify(whole, known=first.identities, as_of=NOW + 1, usual=True)
    again = identify(apart, known=merged.identities, as_of=NOW + 2, usual=True)
    assert again.ids == first.ids
    assert again.events == [event(first.ids[0], "returned", first.ids[1])]
    assert state_of(again, first.ids[0]).merged_into is None


def test_a_place_that_vanishes_for_a_while_gets_its_id_back() -> None:
    first = found(shapes(box(0, 150)), as_of=NOW)
    away = identify(shapes(), known=first.identities, as_of=NOW + 1, usual=True)
    back = identify(shapes(box(20, 170)), known=away.identities, as_of=NOW + 2, usual=True)
    assert away.events == [event(first.ids[0], "gone")]
    assert back.ids == first.ids
    assert back.events == [event(first.ids[0], "returned")]
    assert (state_of(back, first.ids[0]).first_as_of, state_of(back, first.ids[0]).last_as_of) == (NOW, NOW + 2)


def test_an_id_in_use_wins_over_one_that_was_at_the_very_spot_before() -> None:
    gone = living("GONE", box(0, 150), state=IdentityState.GONE)
    result = found(shapes(box(0, 150)), gone, living("LIVES", box(60, 210)))
    assert result.ids == ["LIVES"]
    assert result.events == []


def test_an_id_that_only_a_question_gave_gives_way_to_one_that_returns() -> None:
    gone = living("GONE", box(0, 200), state=IdentityState.GONE, last_as_of=EARLIER)
    asked = living("ASKED", box(105, 305), state=IdentityState.ASKED)
    result = found(shapes(box(80, 280)), gone, asked)
    assert result.ids == ["GONE"]
    assert event("GONE", "returned") in result.events


def test_a_new_place_at_the_spot_where_a_wandering_one_began_steps_aside() -> None:
    name = new_id(box(0, 150))
    result = found(shapes(box(0, 150), box(1_000, 1_150)), living(name, box(1_000, 1_150)))
    assert result.ids == [name + "2", name]


def test_a_question_about_an_earlier_month_reads_ids_and_changes_nothing_later() -> None:
    known = (living("HERE", box(0, 200)), living("NOT_THEN", box(1_000, 1_200)))
    result = found(shapes(box(40, 240), box(3_000, 3_150)), *known, as_of=EARLIER)
    own = new_id(box(3_000, 3_150))
    assert result.ids == ["HERE", own]
    assert result.events == []
    assert state_of(result, "HERE") == living("HERE", box(0, 200), first_as_of=EARLIER)
    assert state_of(result, "NOT_THEN") == known[1]
    assert state_of(result, own).state == IdentityState.ASKED


def test_a_place_first_seen_by_a_question_appears_when_a_followed_run_finds_it() -> None:
    asked = found(shapes(box(0, 150)), usual=False)
    result = identify(shapes(box(10, 160)), known=asked.identities, as_of=LATER, usual=True)
    assert result.ids == asked.ids
    assert result.events == [event(asked.ids[0], "appeared")]
    assert found(shapes(), *asked.identities).events == []  # nobody follows it, so it is not gone either


@given(towns())
def test_ids_of_real_shapes_are_unique_and_last_when_nothing_changes(points: WeightedPoints) -> None:
    places = find_places(points).shapes
    first = found(places, as_of=NOW)
    again = identify(places[::-1], known=first.identities, as_of=NOW, usual=True)
    assert len(set(first.ids)) == len(first.ids)
    assert again.ids == first.ids[::-1]
    assert again.events == []


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Draw pieces of a street that do not overlap, each at least 150 m long, in any order."""
    cuts = draw(st.lists(st.integers(0, STREET_LENGTH), unique=True, max_size=12).map(sorted))
    pieces = [(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False) if end - start >= 3]
    return draw(st.permutations(pieces))


@given(st.lists(runs(), min_size=1, max_size=6))
def test_whatever_happens_the_history_is_consistent(history: list[Run]) -> None:
    known: list[Identity] = []
    alive: set[str] = set()
    born: set[str] = set()
    for month, run in enumerate(history):
        now = on_street(run)
        result = identify(now, known=known, as_of=NOW + month, usual=True)
        assert len(set(result.ids)) == len(run)
        _check_ids(now, result, known)
        _check_events(result, alive=alive, born=born)
        alive = set(result.ids)
        born |= alive
        assert {each.hotspot_id for each in result.identities} == born
        _check_merges_end(result)
        _check_order_does_not_matter(run, result, known, month=NOW + month)
        known = result.identities
        repeated = identify(now, known=known, as_of=NOW + month, usual=True)
        assert (repeated.ids, repeated.events, repeated.identities) == (result.ids, [], result.identities)


def _check_ids(now: np.ndarray, result: Identified, known: list[Identity]) -> None:
    """Check that an id goes only to a place that overlaps its last shape, and one in use before one that is not."""
    before = {identity.hotspot_id: identity for identity in known}
    for shape, hotspot_id in zip(now, result.ids, strict=True):
        same = {each.hotspot_id for each in known if _share(shape, each.shape) >= 0.5}
        assert (hotspot_id in same) == (hotspot_id in before)
        if hotspot_id in before and before[hotspot_id].state != IdentityState.FOUND:
            in_use = {name for name in same if before[name].state == IdentityState.FOUND}
            assert in_use <= set(result.ids)


def _share(one: shapely.Geometry, other: shapely.Geometry) -> float:
    return float(one.intersection(other).area / min(one.area, other.area))


def _check_events(result: Identified, *, alive: set[str], born: set[str]) -> None:
    now = set(result.ids)
    for each in result.events:
        match each.event:
            case IdentityEvent.APPEARED:
                assert each.hotspot_id in now - born
                assert each.other_id is None
            case IdentityEvent.SPLIT_FROM:
                assert each.hotspot_id in now - born
                assert each.other_id in now & alive
            case IdentityEvent.RETURNED:
                assert each.hotspot_id in (now & born) - alive
            case IdentityEvent.MERGED_INTO:
                assert each.hotspot_id in alive - now
                assert each.other_id in now
            case IdentityEvent.GONE:
                assert each.hotspot_id in alive - now
                assert each.other_id is None
    assert sorted(each.hotspot_id for each in result.events) == sorted(now ^ alive)


def _check_merges_end(result: Identified) -> None:
    heirs = {each.hotspot_id: each.merged_into for each in result.identities}
    for heir in heirs.values():
        steps, current = 0, heir
        while current is not None:
            current, steps = heirs[current], steps + 1
            assert steps <= len(heirs)


def _check_order_does_not_matter(run: Run, result: Identified, known: list[Identity], *, month: int) -> None:
    turned = identify(on_street(run[::-1]), known=known[::-1], as_of=month, usual=True)
    assert turned.ids == result.ids[::-1]
    assert turned.events == result.events
    assert turned.identities == result.identities


@given(runs().filter(len), runs(), st.integers(1, 12), st.booleans())
def test_a_question_never_changes_what_is_followed(current: Run, asked: Run, months_ago: int, usual: bool) -> None:
    followed = identify(on_street(current), known=[], as_of=NOW, usual=True)
    as_of = NOW - months_ago if usual else NOW
    question = identify(on_street(asked), known=followed.identities, as_of=as_of, usual=usual)
    assert question.events == []
    again = identify(on_street(asked), known=question.identities, as_of=as_of, usual=usual)
    assert (again.ids, again.identities) == (question.ids, question.identities)
    after = identify(on_street(current), known=question.identities, as_of=NOW, usual=True)
    assert after.ids == followed.ids
    assert after.events == []
