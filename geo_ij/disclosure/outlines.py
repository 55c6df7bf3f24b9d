"""Draw the outlines that may be published: rounded to a grid, so that they show a place and not how it was found.

An exact outline is a union of discs. Its arcs give away the points that the discs were centred on, and where it was cut
by a neighbour that is not published.
"""

import numpy as np
import numpy.typing as npt
import shapely

GRID_M = 25.0
"""The side of the cells that a public outline is made of before its corners are rounded."""


def public_outlines(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Give, for each polygon (EPSG:27700), one that holds it whole on a 25 m grid, without holes, its corners rounded.

    What was wide enough stays wide enough. Outlines of neighbours may overlap by a cell.
    """
    return np.array([_outline(shape) for shape in shapes], dtype=object)


def _outline(shape: shapely.Geometry) -> shapely.Geometry:
    # Every point of the shape lies in a cell whose middle is at most half a diagonal away.
    reach = shapely.buffer(shape, GRID_M / np.sqrt(2))
    west, south, east, north = np.floor(np.array(shapely.bounds(reach)) / GRID_M) * GRID_M
    columns = np.arange(west, east + GRID_M, GRID_M)
    rows = np.arange(south, north + GRID_M, GRID_M)
    x, y = (axis.ravel() for axis in np.meshgrid(columns, rows))
    chosen = shapely.contains_xy(reach, x + GRID_M / 2, y + GRID_M / 2)
    cells = shapely.box(x[chosen], y[chosen], x[chosen] + GRID_M, y[chosen] + GRID_M)
    whole = shapely.coverage_union_all(cells)
    rounded = shapely.buffer(shapely.buffer(whole, -GRID_M), GRID_M, quad_segs=4)
    largest = max(shapely.get_parts(rounded), key=shapely.area)
    return shapely.Polygon(largest.exterior)
