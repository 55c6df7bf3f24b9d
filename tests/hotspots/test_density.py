import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from geo_ij.hotspots.density import CELL_M, find_places, peaks, surface
from geo_ij.hotspots.points import WeightedPoints
from tests.hotspots.worlds import ORIGIN, points_at, towns

BLOCK = np.array([19_436, 11_116])  # the cell of ORIGIN is 4 east and 4 north of this corner


def by_the_formula(points: WeightedPoints, centre: np.ndarray, *, bandwidth_m: float) -> float:
    away = np.hypot(*(points.positions - centre).T)
    kernel = np.where(away < bandwidth_m, (1 - (away / bandwidth_m) ** 2) ** 2, 0.0)
    return float((points.incidents * kernel).sum() * 3 / (np.pi * bandwidth_m**2))


@pytest.mark.parametrize("bandwidth_m", [60.0, 75.0, 150.0])
def test_the_surface_is_the_quartic_kernel_at_each_cell_s_centre(bandwidth_m: float) -> None:
    points = points_at([(0, 0), (130, 40), (131, 44), (260, 260)], [[7], [2], [1], [30]])
    weights = points.incidents.astype(float)
    height = surface(points.positions, weights, corner=BLOCK, cells=20, bandwidth_m=bandwidth_m)
    expected = [
        [by_the_formula(points, (BLOCK + (east, north) + 0.5) * CELL_M, bandwidth_m=bandwidth_m) for north in range(20)]
        for east in range(20)
    ]
    assert height == pytest.approx(np.array(expected), rel=1e-12, abs=1e-18)
    assert height.max() > 0


def test_each_incident_counts_once_over_all_ground() -> None:
    points = points_at([(3, 8), (90, 101)], [[5], [2]])
    height = surface(points.positions, points.incidents.astype(float), corner=BLOCK - 6, cells=40, bandwidth_m=150)
    assert height.sum() * CELL_M**2 == pytest.approx(7, rel=1e-2)


@given(towns())
@settings(max_examples=25)
def test_no_cell_is_higher_than_the_highest_peak_and_none_beside_a_peak(points: WeightedPoints) -> None:
    weights = points.incidents.astype(float)
    centres, heights = peaks(points.positions, weights, bandwidth_m=150)
    whole = surface(points.positions, weights, corner=BLOCK - 10, cells=70, bandwidth_m=150)
    assert heights.max() == pytest.approx(whole.max(), rel=1e-12)
    for centre, height in zip(centres, heights, strict=True):
        column, row = (centre / CELL_M - 0.5).round().astype(int) - (BLOCK - 10)
        assert whole[column - 1 : column + 2, row - 1 : row + 2].max() == pytest.approx(height, rel=1e-12)


@pytest.mark.parametrize("edge_m", [489_990.0, 490_000.0, 490_010.0])
def test_a_peak_on_the_edge_of_two_tiles_is_found_once(edge_m: float) -> None:
    # Tiles are 10 km wide, so that one ends at 490 km east.
    points = WeightedPoints(
        np.array([[edge_m, 280_000.0]]), np.array([[6]]), np.zeros(1, dtype=np.int64), ("one",), np.zeros(1)
    )
    centres, _ = peaks(points.positions, points.incidents.astype(float), bandwidth_m=150)
    assert len(centres) == 1
    assert np.abs(centres[0] - points.positions[0]).max() <= CELL_M / 2
    assert len(find_places(points)) == 1


def test_of_two_near_peaks_the_higher_is_kept() -> None:
    points = points_at([(0, 0), (130, 0), (900, 0)], [[9], [12], [3]])
    places = find_places(points, bandwidth_m=60)
    middles = shapely.get_coordinates(shapely.centroid(places.shapes)) - ORIGIN
    assert places.scores.argmax() == middles[:, 0].round(-2).tolist().index(100)
    assert sorted(middles[:, 0].round(-2).tolist()) == [100, 900]


def test_a_peak_that_was_left_out_leaves_out_no_other() -> None:
    # In steps of 100 m the second is too near the first, and the third only too near the second.
    places = find_places(points_at([(12, 12), (112, 12), (212, 12)], [[9], [8], [7]]), bandwidth_m=60)
    middles = shapely.get_coordinates(shapely.centroid(places.shapes)) - ORIGIN
    assert middles[:, 0].round(-2).tolist() == [0, 200]


def test_scores_are_the_same_to_the_last_digit_in_any_order_of_rows() -> None:
    random = np.random.default_rng(4)
    points = points_at([tuple(row) for row in random.uniform(0, 600, (300, 2)).tolist()], [[3]] * 300)
    backwards = points.at(np.arange(len(points))[::-1])
    assert find_places(points).scores.tolist() == find_places(backwards).scores.tolist()


def test_the_score_is_the_height_of_the_peak_in_incidents_per_hectare() -> None:
    points = points_at([(12, 12)], [[10]])
    (score,) = find_places(points).scores
    # At the very point the quartic kernel stands 3 / (pi b2) high; the cell's centre is 0.7 m away.
    assert score == pytest.approx(10 * 3 / (np.pi * 150**2) * 10_000, rel=1e-3)


def test_a_peak_over_ground_without_incidents_is_no_place() -> None:
    # A ring of points 100 m out: the surface is highest in the empty middle.
    ring = [(round(100 * np.cos(turn)), round(100 * np.sin(turn))) for turn in np.arange(12) * np.pi / 6]
    points = points_at(ring, [[5]] * 12)
    assert all(incidents >= 2 for incidents in _held(points))
    assert not shapely.contains_xy(find_places(points, bandwidth_m=300).shapes, *ORIGIN).any()


def _held(points: WeightedPoints) -> list[int]:
    shapes = find_places(points, bandwidth_m=300).shapes
    return [
        int(points.incidents[shapely.contains_xy(shape, points.positions[:, 0], points.positions[:, 1])].sum())
        for shape in shapes
    ]
