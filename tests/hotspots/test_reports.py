"""Reports count beside incidents, one household once, and say where residents see more than the police."""

import itertools

import numpy as np
import pandas as pd
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.frames import COUNTED_REPORTS, check, no_rows
from geo_ij.hotspots.coverage import find_places
from geo_ij.hotspots.evidence import evidence
from geo_ij.hotspots.points import WeightedPoints, weighted_points
from geo_ij.hotspots.reports import reports_held, voices, who_says_more
from geo_ij.vocabulary import Voice

JUNE = 2025 * 12 + 5
HERE, THERE = (470_000.0, 260_000.0), (480_000.0, 270_000.0)


def report(number: int, place: tuple[float, float] = HERE, **other: object) -> dict[str, object]:
    return {
        "report_id": number,
        "easting": place[0],
        "northing": place[1],
        "uncertainty_m": 0.0,
        "month": JUNE,
        "received_at": f"2025-06-{number % 28 + 1:02d}T09:00:00+00:00",
        "reporter_kind": "resident",
        "household": None,
        "issues": "litter",
        "is_support": False,
    } | other


def reports(*rows: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(COUNTED_REPORTS.columns)) if rows else no_rows(COUNTED_REPORTS)
    check(frame, COUNTED_REPORTS)
    return frame


def test_ten_reports_of_one_household_are_one_voice() -> None:
    heard = voices(reports(*(report(number, household="a") for number in range(10))), last_month=JUNE)
    assert heard["report_id"].tolist() == [0]


def test_households_that_nobody_knows_are_households_of_their_own() -> None:
    assert len(voices(reports(report(1), report(2), report(3, household="a")), last_month=JUNE)) == 3


def test_a_household_speaks_for_each_place_and_each_year() -> None:
    near, far = (HERE[0] + 150, HERE[1]), (HERE[0] + 151, HERE[1])
    heard = voices(
        reports(
            report(1, household="a"),
            report(2, near, household="a"),
            report(3, far, household="a"),
            report(4, household="a", month=JUNE - 12, received_at="2024-06-05T09:00:00+00:00"),
            report(5, household="b"),
        ),
        last_month=JUNE,
    )
    assert sorted(heard["report_id"].tolist()) == [1, 3, 4, 5]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 400), st.integers(0, 23)), max_size=12), st.randoms())
def test_order_does_not_matter_and_what_comes_later_changes_nothing_earlier(
    drawn: list[tuple[int, int, int]], random: object
) -> None:
    rows = [
        report(
            number,
            (HERE[0] + east, HERE[1]),
            household=None if house == 0 else str(house),
            month=JUNE - back,
            received_at=f"{(JUNE - back) // 12:04d}-{(JUNE - back) % 12 + 1:02d}-{number + 1:02d}T00:00:00+00:00",
        )
        for number, (house, east, back) in enumerate(drawn)
    ]
    whole = voices(reports(*rows), last_month=JUNE)
    random.shuffle(rows)  # type: ignore[attr-defined]  # a random.Random
    assert voices(reports(*rows), last_month=JUNE).equals(whole)
    earlier = [row for row in rows if int(str(row["month"])) <= JUNE - 6]
    known = voices(reports(*earlier), last_month=JUNE)["report_id"].tolist()
    assert known == whole.loc[whole["month"] <= JUNE - 6, "report_id"].tolist()


def test_shapes_hold_reports_households_and_officers_apart() -> None:
    shapes = np.array([shapely.box(0, 0, 100, 100), shapely.box(200, 0, 300, 100)], dtype=object)
    inside, beside = (50.0, 50.0), (150.0, 50.0)
    held = reports_held(
        reports(
            report(1, inside, household="a", issues="litter;graffiti"),
            report(2, inside, household="a"),
            report(3, inside, household="b", is_support=True, issues=""),
            report(4, inside, reporter_kind="police", issues="drug_litter"),
            report(5, beside),
        ),
        shapes,
        last_month=JUNE,
    )
    assert (held.reports.tolist(), held.households.tolist(), held.officer_reports.tolist()) == ([3, 0], [2, 0], [1, 0])
    assert held.issues == [{"litter": 2, "drug_litter": 1, "graffiti": 1}, {}]
    assert held.all_households == 3


def test_residents_say_more_where_chance_would_hardly_put_so_many_of_them() -> None:
    said = who_says_more(np.array([3, 60, 3, 90]), np.array([8, 3, 2, 0]), all_incidents=15_000, all_households=300)
    # Eight households beside three incidents; three beside sixty are what is to be expected; two are too few to say.
    assert said == [Voice.RESIDENTS_SAY_MORE, None, None, Voice.POLICE_SAY_MORE]


def test_silence_says_nothing_where_hardly_anybody_reports() -> None:
    busy = np.array([90, 5, 4, 3])
    assert who_says_more(busy, np.zeros(4, dtype=int), all_incidents=100, all_households=29) == [None] * 4
    assert who_says_more(busy, np.zeros(4, dtype=int), all_incidents=100, all_households=30)[0] is Voice.POLICE_SAY_MORE
    assert who_says_more(busy, np.zeros(4, dtype=int), all_incidents=100, all_households=0) == [None] * 4
    seldom = who_says_more(busy, np.zeros(4, dtype=int), all_incidents=100_000, all_households=1_000)
    assert seldom == [None] * 4, "less than one household would be expected even there"
    assert who_says_more(np.array([], dtype=int), np.array([], dtype=int), all_incidents=1, all_households=1) == []


@given(st.integers(0, 50), st.integers(0, 30), st.integers(1, 2_000), st.integers(1, 20_000))
def test_one_more_household_never_takes_the_word_from_residents(
    incidents: int, households: int, all_households: int, all_incidents: int
) -> None:
    def says(count: int) -> bool:
        (said,) = who_says_more(
            np.array([incidents]), np.array([count]), all_incidents=all_incidents, all_households=all_households
        )
        return said is Voice.RESIDENTS_SAY_MORE

    assert says(households + 1) or not says(households)


def counts(*rows: tuple[float, float, int]) -> pd.DataFrame:
    return pd.DataFrame(
        [(easting, northing, 0.0, JUNE, "kent", count) for easting, northing, count in rows],
        columns=["easting", "northing", "uncertainty_m", "month", "force", "incidents"],
    ).astype({"easting": float, "northing": float, "uncertainty_m": float, "month": int, "incidents": int})


def points(*heard: tuple[float, float, float, float], police: pd.DataFrame | None = None) -> WeightedPoints:
    frame = pd.DataFrame(
        [(*row, JUNE, "kent") for row in heard],
        columns=["easting", "northing", "uncertainty_m", "weight", "month", "force"],
    ).astype({"easting": float, "northing": float, "uncertainty_m": float, "weight": float, "month": int})
    police = counts((*HERE, 4)) if police is None else police
    return weighted_points(police, first_month=JUNE - 1, last_month=JUNE, reports=frame)


def test_reports_are_points_of_their_own_and_no_incidents() -> None:
    found = points((*HERE, 0.0, 1.0), (*THERE, 30.0, 1.0), (*THERE, 30.0, 0.5))
    assert found.positions.tolist() == [list(HERE), list(THERE)]
    assert found.incidents.tolist() == [4, 0]
    assert found.report_weight.tolist() == [1.0, 1.5]
    assert found.is_known.tolist() == [True, False]
    assert found.reported.tolist() == [[0, 1.0], [0, 1.5]]


def test_reports_add_their_weight_to_the_evidence_and_nothing_else() -> None:
    without = evidence(points())
    with_reports = evidence(points((*HERE, 0.0, 0.8), (*THERE, 0.0, 0.8)))
    assert np.isclose(with_reports[0], without[0] + 0.8, atol=1e-6)
    # A place that only residents know has not been known to police: nothing besides what was said of it.
    assert np.isclose(with_reports[1], 0.8, atol=1e-6)


def test_a_place_may_rest_on_reports_alone() -> None:
    found = find_places(points((*THERE, 20.0, 1.0)))
    held = [shape.contains(shapely.Point(THERE)) for shape in found.shapes]
    assert sum(held) == 1
    assert sum(shape.contains(shapely.Point(HERE)) for shape in found.shapes) == 1
    only = find_places(points((*THERE, 20.0, 1.0), police=counts()))
    assert [shape.contains(shapely.Point(THERE)) for shape in only.shapes] == [True]


def test_more_households_rank_a_place_higher() -> None:
    two = counts((*HERE, 3), (*THERE, 3))
    for place in (HERE, THERE):
        found = find_places(points((*place, 0.0, 2.0), police=two))
        best = found.shapes[int(np.argmax(found.scores))]
        assert best.contains(shapely.Point(place))


def test_what_is_reported_after_a_cut_off_is_not_known_before_it() -> None:
    found = points((*THERE, 0.0, 1.0))
    before = found.until(1)
    assert (len(before), before.report_weight.sum()) == (0, 0.0)
    assert len(found.until(2)) == 2
    assert found.latest(1).report_weight.sum() == 1.0
    for chosen in itertools.permutations([0, 1]):
        assert found.at(np.array(chosen)).report_weight.tolist() == found.report_weight[list(chosen)].tolist()
