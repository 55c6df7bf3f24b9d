import numpy as np
import pytest
import shapely

from geo_ij.hotspots.shapes import draw_places, is_lawful, lengths, widths


def test_a_drawn_disc_contains_the_true_disc_of_75_metres() -> None:
    (shape,) = draw_places(np.array([[486_000.0, 278_000.0]]), [[0]], [0])
    edge = shapely.Point(486_000, 278_000).distance(shape.exterior)
    assert 75 <= edge < 75.2


def test_of_two_places_that_meet_the_first_chosen_keeps_the_ground() -> None:
    centres = np.array([[0.0, 0.0], [220.0, 0.0], [135.0, 0.0]])
    first, second = draw_places(centres, [[0], [1, 2]], [0, 1, 2])
    assert first.area > 17_600
    assert 0.4 < first.distance(second) < 0.6
    assert second.area > 20_000


def test_a_place_loses_the_disc_that_would_tear_it() -> None:
    # The last disc lies wholly behind another place: what is left of it would hang on by a thread.
    centres = np.array([[0.0, 0.0], [152.0, 0.0], [70.0, 70.0]])
    first, second = draw_places(centres, [[0], [1, 2]], [0, 1, 2])
    assert is_lawful(second)
    assert not first.intersects(second)


@pytest.mark.parametrize(
    ("shape", "lawful"),
    [
        (shapely.Point(0, 0).buffer(76), True),
        (shapely.Point(0, 0).buffer(70), False),  # too narrow
        (shapely.box(0, 0, 570, 160), True),
        (shapely.box(0, 0, 610, 160), False),  # too long
        (shapely.box(0, 0, 340, 340), False),  # too large
        (shapely.union(shapely.Point(0, 0).buffer(76), shapely.box(0, -5, 400, 5)), False),  # a thin part
        (shapely.union(shapely.Point(0, 0).buffer(76), shapely.Point(300, 0).buffer(76)), False),  # two pieces
    ],
)
def test_the_law_of_shapes(shape: shapely.Geometry, lawful: bool) -> None:
    assert is_lawful(shape) is lawful


def test_width_and_length_of_known_shapes() -> None:
    shapes = np.array([shapely.box(0, 0, 300, 160), shapely.Point(0, 0).buffer(100, quad_segs=64)], dtype=object)
    assert widths(shapes) == pytest.approx([160, 200], abs=0.3)
    assert lengths(shapes) == pytest.approx([340, 200], abs=0.1)
