import numpy as np
import pytest
from hypothesis import given

from geo_ij.hotspots.evidence import evidence
from geo_ij.hotspots.points import WeightedPoints
from tests.hotspots.worlds import ORIGIN, points_at, towns


def with_damage(damage: list[int]) -> WeightedPoints:
    """Put points far apart, none with ASB, each with its criminal damage in one month."""
    return WeightedPoints(
        positions=ORIGIN + np.array([(5_000.0 * number, 0.0) for number in range(len(damage))]),
        monthly=np.zeros((len(damage), 1), dtype=np.int64),
        force_of=np.zeros(len(damage), dtype=np.int64),
        forces=("northamptonshire",),
        uncertainty_m=np.zeros(len(damage)),
        criminal_damage=np.array(damage).reshape(-1, 1),
    )


def test_an_incident_counts_one_and_a_known_point_begins_with_a_half() -> None:
    assert evidence(points_at([(0, 0), (5_000, 0)], [[3], [0]])).tolist() == [3.5, 0.5]


def test_months_add_up() -> None:
    assert evidence(points_at([(0, 0)], [[3, 0, 4]])).tolist() == [7.5]


def test_criminal_damage_counts_for_two_fifths() -> None:
    assert evidence(with_damage([0, 5])).tolist() == [0.5, 2.5]


def test_neighbours_lend_by_the_biweight_kernel_within_half_a_kilometre() -> None:
    # At 300 m the kernel is (1 - 0.36)^2 = 0.4096, at 600 m nothing.
    lent = evidence(points_at([(0, 0), (300, 0), (900, 0)], [[0], [100], [0]]))
    assert lent == pytest.approx([0.5 + 0.02 * 100 * 0.4096, 100.5, 0.5])


@given(towns())
def test_more_incidents_anywhere_never_lower_the_evidence(points: WeightedPoints) -> None:
    more = points_at((points.positions - ORIGIN).tolist(), (points.monthly + 1).tolist())
    assert (evidence(more) > evidence(points)).all()


@given(towns())
def test_evidence_does_not_depend_on_the_order_of_points(points: WeightedPoints) -> None:
    turned = np.arange(len(points))[::-1]
    assert evidence(points.at(turned)).tolist() == evidence(points)[turned].tolist()


def test_no_points_have_no_evidence() -> None:
    assert len(evidence(points_at([], []))) == 0
