import numpy as np
import pytest
import shapely

from geo_ij.hotspots.shapes import is_lawful, lengths, widths


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
