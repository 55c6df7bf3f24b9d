"""Points of one name are one street where they lie together, and two where two towns have one each."""

import math
from random import Random

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.geocode.streets import LINK_IN_TOWN_M, LINK_M, LINK_TO_A_TOWN_M, circle_centres, gather_streets

Row = tuple[int, str | None, float, float]


def points(*rows: Row, leads_to_town: bool = False) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["name_id", "locality", "easting", "northing"])
    labels = [f"Street {name}" for name in frame["name_id"]]
    return frame.assign(locality=frame["locality"].astype(object), label=labels, leads_to_town=leads_to_town)


def count(*rows: Row, leads_to_town: bool = False) -> int:
    return len(gather_streets(points(*rows, leads_to_town=leads_to_town))[0])


def test_no_points_are_no_streets() -> None:
    streets, street_of = gather_streets(points().astype({"easting": float}))
    assert streets.empty
    assert len(street_of) == 0
    assert list(streets.columns) == ["name_id", "label", "locality", "easting", "northing", "extent_m"]


@pytest.mark.parametrize(
    ("apart", "towns", "leads_to_town", "streets"),
    [
        (LINK_M, ("Corby", "Kettering"), False, 1),
        (LINK_M + 1, ("Corby", "Kettering"), False, 2),
        (LINK_IN_TOWN_M, ("Corby", "Corby"), False, 1),
        (LINK_IN_TOWN_M + 1, ("Corby", "Corby"), False, 2),
        (LINK_IN_TOWN_M, ("Corby", "Kettering"), False, 2),
        (LINK_IN_TOWN_M, (None, None), False, 2),
        (LINK_TO_A_TOWN_M - 1, ("Corby", "Corby"), True, 1),
        (LINK_TO_A_TOWN_M + 1, ("Corby", "Corby"), True, 2),
        (LINK_TO_A_TOWN_M - 1, ("Corby", "Kettering"), True, 2),
    ],
)
def test_how_far_apart_points_of_one_street_may_lie(
    apart: float, towns: tuple[str | None, str | None], leads_to_town: bool, streets: int
) -> None:
    one, other = towns
    assert count((1, one, 0.0, 0.0), (1, other, apart, 0.0), leads_to_town=leads_to_town) == streets


def test_a_chain_of_points_is_one_street() -> None:
    assert count(*((1, None, 400.0 * place, 0.0) for place in range(20))) == 1


def test_two_names_at_one_point_are_two_streets() -> None:
    assert count((1, "Corby", 0.0, 0.0), (2, "Corby", 0.0, 0.0)) == 2


def test_a_street_has_the_circle_of_its_points_and_the_town_of_most() -> None:
    streets, street_of = gather_streets(
        points((7, "Corby", 0.0, 0.0), (7, "Corby", 300.0, 0.0), (7, "Weldon", 150.0, 90.0), (3, None, 50.0, 60.0))
    )
    assert len(street_of) == 4
    street = streets.loc[street_of[0]]
    assert street_of[0] == street_of[1] == street_of[2] != street_of[3]
    assert (street["name_id"], street["label"], street["locality"]) == (7, "Street 7", "Corby")
    assert (street["easting"], street["northing"], street["extent_m"]) == (150.0, 0.0, 150.0)
    bare = streets.loc[street_of[3]]
    assert (bare["easting"], bare["northing"], bare["extent_m"]) == (50.0, 60.0, 0.0)
    assert pd.isna(bare["locality"])


def test_points_that_coincide_have_a_circle_of_nothing() -> None:
    streets, _ = gather_streets(points((1, "Corby", 10.0, 20.0), (1, "Corby", 10.0, 20.0)))
    assert streets[["easting", "northing", "extent_m"]].to_numpy().tolist() == [[10.0, 20.0, 0.0]]


ROWS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(["Corby", "Kettering", None]),
        st.integers(0, 60).map(lambda step: step * 100.0),
        st.integers(0, 60).map(lambda step: step * 100.0),
    ),
    min_size=1,
    max_size=30,
)


@given(ROWS, st.randoms())
def test_row_order_does_not_change_the_streets(rows: list[Row], random: Random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)

    def members(given_rows: list[Row]) -> set[frozenset[Row]]:
        _, street_of = gather_streets(points(*given_rows))
        groups: dict[int, set[Row]] = {}
        for row, street in zip(given_rows, street_of.tolist(), strict=True):
            groups.setdefault(street, set()).add(row)
        return {frozenset(group) for group in groups.values()}

    assert members(rows) == members(shuffled)


@given(ROWS)
def test_every_point_lies_in_the_circle_of_its_street_and_has_its_name(rows: list[Row]) -> None:
    streets, street_of = gather_streets(points(*rows))
    assert sorted(set(street_of.tolist())) == list(range(len(streets)))
    for (name, _, easting, northing), street in zip(rows, street_of.tolist(), strict=True):
        found = streets.loc[street]
        assert found["name_id"] == name
        # The circle is rounded to 0.1 m, its middle too.
        distance = math.hypot(found["easting"] - easting, found["northing"] - northing)
        assert distance <= found["extent_m"] + 0.2


def test_circles_of_one_and_of_several_shapes() -> None:
    one = shapely.multipoints([(3.0, 4.0)])
    two = shapely.multipoints([(0.0, 0.0), (10.0, 0.0)])
    assert np.allclose(circle_centres(np.array([one, two], dtype=object)), [[3.0, 4.0], [5.0, 0.0]])
