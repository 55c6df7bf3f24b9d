import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from geo_ij.hotspots.cells import (
    PITCH_M,
    count_cells,
    draw_cells,
    find_counts,
    find_gistar,
    local_statistics,
    local_statistics_of_grid,
)
from geo_ij.hotspots.points import WeightedPoints
from geo_ij.hotspots.shapes import is_lawful
from tests.hotspots.worlds import ORIGIN, points_at, towns

grids = arrays.arrays(np.float64, st.tuples(st.integers(2, 9), st.integers(2, 9)), elements=st.integers(0, 40))


def by_the_formula(counts: np.ndarray) -> np.ndarray:
    """Write out Gi* cell by cell as Ord and Getis (1995) print it, with weights of one in the neighbourhood."""
    n, mean = counts.size, counts.mean()
    deviation = np.sqrt((counts**2).mean() - mean**2)
    found = np.zeros(counts.shape)
    for east, north in np.ndindex(counts.shape):
        near = counts[max(0, east - 1) : east + 2, max(0, north - 1) : north + 2]
        size = near.size
        below = deviation * np.sqrt((n * size - size**2) / (n - 1))
        found[east, north] = (near.sum() - mean * size) / below if below > 1e-9 else 0.0
    return found


@given(grids)
def test_gi_star_is_the_printed_formula(counts: np.ndarray) -> None:
    assert local_statistics_of_grid(counts) == pytest.approx(by_the_formula(counts), rel=1e-9, abs=1e-9)


def test_gi_star_of_a_grid_worked_out_by_hand() -> None:
    # Nine cells with one 9 in a corner: mean 1, variance 8. The corner's four cells hold 9 where chance gives 4.
    counts = np.zeros((3, 3))
    counts[0, 0] = 9
    expected = (9 - 4) / np.sqrt(8 * (9 * 4 - 16) / 8)
    assert local_statistics_of_grid(counts)[0, 0] == pytest.approx(expected, rel=1e-12)
    assert local_statistics_of_grid(counts)[1, 1] == 0  # its neighbourhood is everything


@given(grids)
def test_gi_star_of_scattered_cells_is_that_of_the_whole_grid(counts: np.ndarray) -> None:
    whole = np.pad(counts, 1)
    cells = np.argwhere(whole > 0)
    if len(cells):
        ours = local_statistics(cells, whole[whole > 0], area_cells=whole.size)
        assert ours == pytest.approx(local_statistics_of_grid(whole)[whole > 0], rel=1e-9, abs=1e-9)
    else:
        assert not local_statistics_of_grid(whole).any()


@given(towns())
def test_gi_star_of_an_area_counts_its_empty_cells_and_a_margin(points: WeightedPoints) -> None:
    cells, counts = count_cells(points)
    low = cells.min(axis=0) - 1
    grid = np.zeros(cells.max(axis=0) + 2 - low)
    grid[tuple((cells - low).T)] = counts
    expected = local_statistics_of_grid(grid)
    found = find_gistar(points)
    middles = shapely.get_coordinates(shapely.centroid(found.shapes))
    column, row = (np.floor(middles / PITCH_M).astype(int) - low).T
    assert found.scores == pytest.approx(expected[column, row], rel=1e-9, abs=1e-9)


def test_equal_counts_everywhere_stand_out_nowhere() -> None:
    assert (local_statistics_of_grid(np.full((4, 5), 3.0)) == 0).all()


def test_cells_are_lawful_neighbours() -> None:
    cells = np.argwhere(np.ones((3, 3))) + np.array([3_000, 1_800])
    shapes = draw_cells(cells)
    assert all(is_lawful(shape) for shape in shapes)
    assert shapely.distance(shapes[0], shapes[1]) == pytest.approx(0.5)
    assert shapely.get_coordinates(shapely.centroid(shapes)) == pytest.approx((cells + 0.5) * PITCH_M, rel=0, abs=1e-6)


@given(towns())
def test_every_incident_is_in_the_cell_that_its_place_says(points: WeightedPoints) -> None:
    cells, counts = count_cells(points)
    assert counts.sum() == points.incidents.sum()
    own = np.floor(points.positions / 151)
    for cell, count in zip(cells, counts, strict=True):
        assert count == points.incidents[(own == cell).all(axis=1)].sum()


def test_the_fullest_cell_is_first_by_counts_and_the_fullest_surroundings_by_gi_star() -> None:
    first = (np.floor(ORIGIN / 151) + 0.5) * 151 - ORIGIN  # the middle of a cell
    lonely = first + np.array([20 * 151, 0])
    block = [first + 151 * np.array([east, north]) for east in range(3) for north in range(3)]
    points = points_at([tuple(lonely), *map(tuple, block)], [[20], *[[12]] * 9])
    counts, gistar = find_counts(points), find_gistar(points)
    assert len(counts) == len(gistar) == 10
    fullest = shapely.centroid(counts.shapes[counts.scores.argmax()])
    assert (fullest.x, fullest.y) == pytest.approx(ORIGIN + lonely)
    surrounded = shapely.centroid(gistar.shapes[gistar.scores.argmax()])
    assert (surrounded.x, surrounded.y) == pytest.approx(ORIGIN + first + 151)


def test_the_score_of_a_cell_is_its_incidents_per_hectare() -> None:
    first = (np.floor(ORIGIN / 151) + 0.5) * 151 - ORIGIN
    (score,) = find_counts(points_at([tuple(first)], [[7]])).scores
    # A square of 150.5 m without the four corners outside circles of 38 m, which are drawn with a few straight edges.
    assert score == pytest.approx(7 / (150.5**2 - (4 - np.pi) * 38**2) * 10_000, rel=6e-3)
