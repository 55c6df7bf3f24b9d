from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from bench import blocks, choices, snapping, trials
from bench.open_data import points_of
from geo_ij.hotspots import discs, evidence
from geo_ij.hotspots.captures import square_of
from geo_ij.hotspots.coverage import find_places
from geo_ij.hotspots.discs import Discs
from geo_ij.hotspots.shapes import DRAWN_RADIUS_M
from tests.hotspots.worlds import points_at


def figures() -> dict[str, list[float]]:
    return {name: [getattr(module, constant) for module, constant in at] for name, at in choices.FIGURES.items()}


def test_the_rule_that_is_called_fixed_is_the_rule_of_the_program() -> None:
    assert tuple(figures()[name][0] for name in choices.GRID) == choices.FIXED
    assert all(value in choices.GRID[name] for name, value in zip(choices.GRID, choices.FIXED, strict=True))
    assert not [name for name, tried in choices.RANGES.items() if figures()[name][0] in tried]


def test_a_variant_changes_its_figures_and_leaves_none_changed_even_after_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = figures()
    variant: dict[str, float] = {"known point": 3, "joins": 0.9, "arm": 75}
    with choices.rule(variant):
        during = figures()
    assert {name: values[0] for name, values in during.items()} == {
        **{name: values[0] for name, values in before.items()},
        **variant,
    }
    assert figures() == before
    monkeypatch.setitem(choices.FIGURES, "broken", ((evidence, "NO_SUCH"),))
    with pytest.raises(AttributeError, match="NO_SUCH"), choices.rule({**variant, "broken": 1}):
        pass
    monkeypatch.undo()
    assert figures() == before


def test_a_variant_reaches_the_method_and_its_drawing() -> None:
    # At 155 m an arm of 50 m reaches the second point from the first core; one of 75 m would take too much thin ground.
    points = points_at([(0, 0), (155, 0)], [[40], [20]])
    assert len(find_places(points)) == 1
    with choices.rule({"arm": 75}):
        assert discs.ARM_RADIUS_M == 75
        assert Discs(np.zeros((1, 2)), np.zeros(1, dtype=np.int64), np.zeros(1, dtype=bool)).radius == DRAWN_RADIUS_M
        assert len(find_places(points)) == 2
    with choices.rule({"known point": 10.5}):
        more = find_places(points)
    (ours,) = find_places(points).scores
    assert more.scores[0] / ours == pytest.approx((60 + 2 * 10.5) / (60 + 2 * 0.5), rel=0.01)


def test_each_force_gets_the_combination_that_is_best_on_the_others() -> None:
    # Combination 2 is by far the best for the first force only, so that the others decide against it for that force.
    table = np.array([[[1.0], [1.3], [1.2]], [[1.1], [1.2], [1.4]], [[9.0], [1.0], [1.0]]])
    assert choices.best_without(table) == [1, 2, 2]


@given(st.floats(1, 200), st.integers(0, 9))
def test_incidents_are_moved_evenly_over_the_disc(radius: float, seed: int) -> None:
    home = np.full((4_000, 2), 400_000.0)
    spots = snapping.moved(home, radius, random=np.random.default_rng(seed))
    away = np.hypot(*(spots - home).T)
    assert away.max() <= radius + 1e-6
    # A quarter of a disc's ground lies within half of its radius.
    assert (away < radius / 2).mean() == pytest.approx(1 / 4, abs=0.04)
    assert away.mean() == pytest.approx(2 / 3 * radius, rel=0.03)
    assert np.abs((spots - home).mean(axis=0)).max() < radius / 20


def test_moved_by_nothing_incidents_stay() -> None:
    home = np.array([[400_000.0, 300_000.0], [1.0, 2.0]])
    assert (snapping.moved(home, 0.0, random=np.random.default_rng(0)) == home).all()


def test_larger_squares_hold_the_smaller_ones() -> None:
    random = np.random.default_rng(0)
    positions = random.uniform(0, 100_000, (500, 2))
    small, large = square_of(positions), square_of(positions, side_m=5_000)
    assert all(len(set(large[small == square])) == 1 for square in set(small))
    assert len(set(large)) < len(set(small))
    assert (square_of(positions, side_m=1_000) == small).all()


def test_an_interval_by_larger_squares_knows_that_neighbours_go_together() -> None:
    # Each town is four squares of 1 km, and all of it is caught or nothing: only the towns are independent.
    towns = np.array([(east * 10_000.0, 0.0) for east in range(20)])
    corners = np.array([(0.0, 0.0), (1_000.0, 0.0), (0.0, 1_000.0), (1_000.0, 1_000.0)]) + 100
    positions = (towns[:, None] + corners[None]).reshape(-1, 2)
    is_caught = np.repeat(np.arange(20) % 2, 4).astype(float)
    caught = np.broadcast_to(is_caught[:, None, None], (80, len(blocks.METHODS), 4))
    widths = []
    for side in (1_000.0, 2_000.0):
        found = blocks.estimates(positions, side, np.ones(80), caught)
        assert found["hit rate"].value == 0.5
        assert found["to counts at 0.1 %"].low == found["to counts at 0.1 %"].high == 1
        widths.append(found["hit rate"].high - found["hit rate"].low)
    # Four times as few independent draws make twice the width.
    assert widths[1] / widths[0] == pytest.approx(2, rel=0.15)


def test_a_trial_takes_the_ground_allowed_and_catches_what_lies_there(open_data: Path) -> None:
    points = points_of(open_data / "police" / "northamptonshire-2025.zip")
    tried = trials.trials_of(points, area_m2=2_364e6)
    assert [trial.known.monthly.shape[1] for trial in tried] == [6, 7, 8, 9]
    for trial, cutoff in zip(tried, (6, 7, 8, 9), strict=True):
        assert trial.known.incidents.sum() == points.monthly[:, :cutoff].sum()
        assert trial.later.incidents.sum() == points.monthly[:, cutoff : cutoff + 3].sum()
    trial = tried[-1]
    taken = trials.taken_by(find_places(trial.known), trial)
    assert taken.parts @ shapely.area(taken.shapes) == pytest.approx(
        [2_364e6 * s for s in (0.001, 0.0025, 0.005, 0.01)]
    )
    caught = taken.caught(trial.later.positions, trial.later.incidents)
    best = shapely.contains_xy(taken.shapes[0], *trial.later.positions.T)
    assert caught[best].tolist() == [[count] * 4 for count in trial.later.incidents[best]]
    assert caught[best].any()
    assert (np.diff(caught.sum(axis=0)) > 0).all()
    assert caught.sum() == pytest.approx(4 * (taken.parts.mean(axis=0) @ _held(taken, trial)))


def _held(taken: trials.Taken, trial: trials.Trial) -> np.ndarray:
    """Count the later incidents in each place, one place at a time."""
    east, north = trial.later.positions.T
    return np.array([trial.later.incidents[shapely.contains_xy(place, east, north)].sum() for place in taken.shapes])
