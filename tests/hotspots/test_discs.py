import numpy as np
import shapely

from geo_ij.hotspots.discs import Discs, draw_places
from geo_ij.hotspots.shapes import is_lawful, lengths, widths


def discs(*rows: tuple[float, float, int, bool]) -> Discs:
    """Make discs from (easting, northing, place, is core) in the order in which they were chosen."""
    return Discs(
        centres=np.array([row[:2] for row in rows], dtype=float),
        place=np.array([row[2] for row in rows]),
        is_core=np.array([row[3] for row in rows]),
    )


def test_a_core_alone_is_a_disc_that_holds_the_true_one() -> None:
    (place,) = draw_places(discs((0, 0, 0, True)))
    assert place.contains(shapely.Point(0, 0).buffer(75, quad_segs=64))
    assert place.area < 1.005 * np.pi * 75**2


def test_arms_are_fifty_metres_and_belong_to_their_place() -> None:
    (place,) = draw_places(discs((0, 0, 0, True), (100, 0, 0, False)))
    assert place.covers(shapely.Point(149.9, 0))
    assert not place.covers(shapely.Point(151, 0))
    assert is_lawful(place)


def test_the_earlier_disc_keeps_the_ground_where_two_places_meet() -> None:
    first, second = draw_places(discs((0, 0, 0, True), (380, 0, 1, True), (120, 0, 0, True), (255, 0, 1, True)))
    assert first.covers(shapely.Point(190, 0))
    assert second.covers(shapely.Point(200, 0))
    assert 0.4 < first.distance(second) < 0.6
    assert all(is_lawful(place) for place in (first, second))


def test_a_first_core_keeps_its_ground_even_from_an_earlier_arm() -> None:
    first, second = draw_places(discs((0, 0, 0, True), (90, 0, 0, False), (205, 0, 1, True)))
    assert widths(np.array([second]))[0] >= 150
    assert first.distance(second) > 0.4
    assert first.area < shapely.union(shapely.Point(0, 0).buffer(75), shapely.Point(90, 0).buffer(50)).area


def test_what_is_cut_off_from_the_core_is_left_out() -> None:
    # The other place's core cuts the arm of the first in two: the far end is no part of it any more.
    places = draw_places(
        discs((0, 0, 0, True), (0, 160, 1, True), (0, 110, 0, False), (0, 210, 0, False), (0, 245, 0, False))
    )
    assert places[0].geom_type == "Polygon"
    assert places[0].covers(shapely.Point(0, 0))
    assert not places[0].covers(shapely.Point(0, 250))
    assert all(is_lawful(place) for place in places)


def test_a_thin_rest_is_left_out() -> None:
    # Between two cores 90 m of room is left: an arm squeezed in there would be a thin part.
    places = draw_places(discs((0, 0, 0, True), (-120, 130, 1, True), (120, 130, 2, True), (0, 110, 0, False)))
    assert all(is_lawful(place) for place in places)
    assert shapely.area(shapely.intersection(places[0], places[1])) == 0


def test_a_small_hole_is_filled() -> None:
    ring = [(130 * np.cos(turn), 130 * np.sin(turn), 0, False) for turn in np.linspace(0, 2 * np.pi, 14)[:-1]]
    (place,) = draw_places(discs((130, 0, 0, True), *ring))
    assert len(place.interiors) == 1  # 80 m round: another place would find room
    tight = [(95 * np.cos(turn), 95 * np.sin(turn), 0, False) for turn in np.linspace(0, 2 * np.pi, 12)[:-1]]
    (place,) = draw_places(discs((95, 0, 0, True), *tight))
    assert not place.interiors


def test_a_place_that_would_be_too_large_leaves_out_what_does_not_fit() -> None:
    row = [(140.0 * step, side, 0, True) for step in range(4) for side in (0.0, 140.0)]
    (place,) = draw_places(discs(*row))
    assert place.area <= 100_000
    assert lengths(np.array([place]))[0] <= 600


def test_a_place_that_would_be_too_long_leaves_out_what_does_not_fit() -> None:
    row = [(80.0 * step, 0.0, 0, step == 0) for step in range(9)]
    (place,) = draw_places(discs(*row))
    assert 400 < lengths(np.array([place]))[0] <= 600


def test_no_discs_make_no_places() -> None:
    nothing = Discs(np.empty((0, 2)), np.empty(0, dtype=np.int64), np.empty(0, dtype=bool))
    assert len(draw_places(nothing)) == 0
