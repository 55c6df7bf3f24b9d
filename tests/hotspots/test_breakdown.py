"""Types and categories inside each hotspot: what is known is counted once, the most first."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.hotspots.breakdown import Breakdown, breakdowns
from geo_ij.vocabulary import AsbQualifier, AsbType

HERE, THERE = shapely.box(0, 0, 100, 100), shapely.box(500, 0, 600, 100)
COLUMNS = ["easting", "northing", "asb_type", "asb_qualifier", "incidents"]


def kinds(*rows: tuple[float, float, str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)


def counted(rows: pd.DataFrame, shapes: list[shapely.Polygon]) -> list[Breakdown]:
    return breakdowns(rows, np.array(shapes, dtype=object))


def test_each_hotspot_counts_its_own_and_the_most_come_first() -> None:
    found = counted(
        kinds(
            (50, 50, "noise", "nuisance", 2),
            (60, 50, "littering_drug_paraphernalia", "environmental", 5),
            (60, 50, "littering_drug_paraphernalia", "nuisance", 1),
            (550, 50, "fireworks", "personal", 3),
            (300, 50, "trespass", "nuisance", 9),
        ),
        [HERE, THERE],
    )
    assert found == [
        {
            "types": {"littering_drug_paraphernalia": 6, "noise": 2},
            "qualifiers": {"environmental": 5, "nuisance": 3},
        },
        {"types": {"fireworks": 3}, "qualifiers": {"personal": 3}},
    ]
    assert list(found[0]["types"]) == ["littering_drug_paraphernalia", "noise"]


def test_what_is_not_known_is_not_counted() -> None:
    found = counted(kinds((50, 50, "unspecified", "environmental", 2), (50, 50, "noise", "unknown", 1)), [HERE])
    assert found == [{"types": {"noise": 1}, "qualifiers": {"environmental": 2}}]


@pytest.mark.parametrize("shapes", [[], [HERE]])
def test_nothing_known_gives_nothing(shapes: list[shapely.Polygon]) -> None:
    assert counted(kinds(), shapes) == [{"types": {}, "qualifiers": {}}] * len(shapes)


@given(
    st.lists(
        st.tuples(
            st.floats(0, 700), st.just(50.0), st.sampled_from(list(AsbType)), st.sampled_from(list(AsbQualifier)),
            st.integers(1, 9),
        )
    ).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows)))
)  # fmt: skip
def test_the_order_of_rows_does_not_matter(both: tuple[list[tuple], list[tuple]]) -> None:  # type: ignore[type-arg]
    one, other = (
        counted(kinds(*[(e, n, t.value, q.value, c) for e, n, t, q, c in rows]), [HERE, THERE]) for rows in both
    )
    assert [list(found["types"].items()) for found in one] == [list(found["types"].items()) for found in other]
