"""Which months a back-test takes for the last one known."""

import numpy as np
import pytest

from geo_ij.hotspots.backtest import Plan, plan_cutoffs


@pytest.mark.parametrize(
    ("present", "wanted", "expected"),
    [
        ("111111111111", 4, Plan((105, 106, 107, 108), (6, 7, 8, 9), ())),
        ("111111111111", 2, Plan((107, 108), (8, 9), ())),
        ("111111111", 4, Plan((105,), (6,), ())),
        ("11111111", 4, Plan((), (), ())),
        # Month 9 is missing: it is one month less to learn from, and the cut-offs before it cannot be tested.
        ("1111111110111", 4, Plan((105, 109), (6, 9), (106, 107, 108))),
        # The cut-off itself may be missing.
        ("1111110111", 4, Plan((106,), (6,), (105,))),
        # No more than twelve months are looked back on.
        ("1" * 20, 1, Plan((116,), (12,), ())),
    ],
)
def test_cutoffs_need_months_before_and_a_whole_quarter_after(present: str, wanted: int, expected: Plan) -> None:
    flags = np.array([sign == "1" for sign in present])
    assert plan_cutoffs(flags, first_month=100, months=12, cutoffs=wanted) == expected
