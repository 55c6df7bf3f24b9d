import numpy as np
import pandas as pd

from geo_ij.hotspots.points import WeightedPoints, weighted_points

COUNTS = pd.DataFrame(
    {
        "easting": [100.0, 100.0, 200.0, 100.0],
        "northing": [0.0, 0.0, 0.0, 0.0],
        "uncertainty_m": [0.0, 0.0, 0.0, 80.0],
        "month": [10, 12, 11, 12],
        "force": ["kent", "kent", "essex", "kent"],
        "incidents": [2, 3, 4, 1],
    }
)
DAMAGE = pd.DataFrame(
    {
        "easting": [200.0, 300.0],
        "northing": [0.0, 0.0],
        "uncertainty_m": [0.0, 0.0],
        "month": [10, 11],
        "force": ["essex", "essex"],
        "incidents": [5, 6],
    }
)
KNOWN = pd.DataFrame(
    {
        "easting": [300.0, 400.0, 500.0],
        "northing": [0.0, 0.0, 0.0],
        "force": ["essex", "kent", "kent"],
        "first_month": [4, 12, 13],
    }
)


def all_three() -> WeightedPoints:
    return weighted_points(COUNTS, first_month=10, last_month=12, criminal_damage=DAMAGE, known=KNOWN)


def test_incidents_of_one_point_and_uncertainty_are_one_row_by_month() -> None:
    points = weighted_points(COUNTS, first_month=10, last_month=12)
    assert points.positions[:, 0].tolist() == [100, 100, 200]
    assert points.uncertainty_m.tolist() == [0, 80, 0]
    assert points.monthly.tolist() == [[2, 0, 3], [0, 0, 1], [0, 4, 0]]
    assert [points.forces[number] for number in points.force_of] == ["kent", "kent", "essex"]
    assert points.criminal_damage.tolist() == [[0, 0, 0]] * 3


def test_the_second_stream_and_known_points_are_laid_beside_the_first() -> None:
    points = all_three()
    assert points.positions[:, 0].tolist() == [100, 100, 200, 300, 400]
    assert points.incidents.tolist() == [5, 1, 4, 0, 0]
    assert points.criminal_damage.sum(axis=1).tolist() == [0, 0, 5, 6, 0]
    assert points.known_since.tolist() == [0, 2, 0, -6, 2]


def test_months_outside_the_window_are_left_out() -> None:
    points = weighted_points(COUNTS, first_month=11, last_month=11)
    assert points.monthly.tolist() == [[4]]


def test_what_was_known_after_two_months_holds_nothing_of_the_third() -> None:
    then = all_three().until(2)
    assert then.positions[:, 0].tolist() == [100, 200, 300]
    assert then.monthly.tolist() == [[2, 0], [0, 4], [0, 0]]
    assert then.criminal_damage.tolist() == [[0, 0], [5, 0], [0, 6]]


def test_the_latest_months_keep_every_point() -> None:
    latest = all_three().latest(1)
    assert latest.monthly.tolist() == [[3], [1], [0], [0], [0]]
    assert latest.known_since.tolist() == [-2, 0, -2, -8, 0]
    assert all_three().latest(9).monthly.shape == (5, 3)


def test_points_are_chosen_by_number_or_mask() -> None:
    points = all_three()
    assert points.at(np.array([4, 0])).positions[:, 0].tolist() == [400, 100]
    assert len(points.at(points.incidents > 0)) == 3
