"""Reports of one thing are found by place, time, issue and wording, and others beside them are not."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.triage.duplicates import LEAST_SCORE, Told, likely_same
from geo_ij.vocabulary import Issue

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
BAGS = "Three black bags and an old mattress behind the garages, rats are in them"


def told(
    report_id: int = 1,
    *,
    east: float = 0,
    off: float = 20,
    days: float = 0,
    issues: tuple[Issue, ...] = (Issue.FLY_TIPPING,),
    words: str = BAGS,
    household: str | None = None,
) -> Told:
    return Told(
        report_id,
        486_000 + east,
        278_000,
        off,
        NOON + dt.timedelta(days=days),
        frozenset(issues),
        words,
        household,
    )


SAME = {
    "as it was": told(2),
    "another's words, three days on": told(
        2, east=30, days=3, words="mattress and bin bags dumped by the garages, smells and there are rats"
    ),
    "no words, same issue, same day": told(2, east=15, days=0.2, words=""),
    "litter instead of tipping, same words": told(2, east=20, days=1, issues=(Issue.LITTER,)),
    "a street only": told(2, east=120, off=250, days=2, words="old mattress and black bags behind the garages"),
    "two issues, one shared": told(2, east=25, days=6, issues=(Issue.FLY_TIPPING, Issue.NEGLECTED_SPACE)),
    "a month on, still there": told(2, east=10, days=30, words="mattress and bags still behind the garages, rats"),
}

OTHER = {
    "the next street": told(2, east=300),
    "dog mess at the same spot": told(2, issues=(Issue.DOG_FOULING,), words="dog mess all along the path to school"),
    "graffiti two streets on, same day": told(2, east=200, issues=(Issue.GRAFFITI,), words="tags on the wall"),
    "tipped a year ago": told(2, east=60, days=-365, words="fridge freezer left in the lay-by"),
    "the town only": told(2, east=900, off=3_000, words="rubbish everywhere"),
    "something else, twice": told(2, east=40, issues=(Issue.OTHER,), words="noise"),
}


@pytest.mark.parametrize("case", SAME)
def test_reports_of_one_thing_are_found(case: str) -> None:
    assert [one.report_id for one in likely_same(told(), [SAME[case]])] == [2]


@pytest.mark.parametrize("case", OTHER)
def test_reports_of_other_things_are_not(case: str) -> None:
    assert likely_same(told(), [OTHER[case]]) == []


def test_reasons_are_words_of_what_is_alike() -> None:
    near = told(2, east=42, days=-3, words="mattress and bags behind the garages, with rats", household="h")
    (one,) = likely_same(told(household="h"), [near])
    assert one.reasons == (
        "40 m away",
        "3 days earlier",
        "both fly-tipping",
        "similar words",
        "from the same household",
    )
    (one,) = likely_same(told(), [told(2, days=1.2, words="", issues=(Issue.FLY_TIPPING, Issue.LITTER))])
    assert one.reasons == ("the same spot", "1 day later", "both fly-tipping")
    (one,) = likely_same(told(), [told(2, east=100, off=400)])
    assert one.reasons[0] == "100 m away (a place may be 400 m off)"


def test_the_likeliest_comes_first_and_never_the_report_itself() -> None:
    others = [told(4, east=60), told(1), told(3, east=5), told(2, east=20)]
    found = likely_same(told(), others)
    assert [one.report_id for one in found] == [3, 2, 4]
    assert found == likely_same(told(), others[::-1])
    for twins in ([told(3), told(2)], [told(2), told(3)]):
        assert [one.report_id for one in likely_same(told(), twins)] == [2, 3]


def test_one_households_reports_are_more_alike() -> None:
    (same,) = likely_same(told(household="h", words=""), [told(2, household="h", words="")])
    (different,) = likely_same(told(household="h", words=""), [told(2, household="i", words="")])
    (unknown,) = likely_same(told(words=""), [told(2, words="")])
    assert same.score > different.score
    assert different.score == unknown.score, "that nobody is known by is no household"


REPORTS = st.builds(
    told,
    st.integers(1, 9),
    east=st.floats(-400, 400),
    off=st.floats(1, 5_000),
    days=st.floats(-400, 400),
    issues=st.sets(st.sampled_from(list(Issue)), min_size=1, max_size=3).map(lambda chosen: tuple(sorted(chosen))),
    words=st.one_of(st.text(max_size=40), st.sampled_from([BAGS, "mattress", "bags and rats behind the garages", ""])),
    household=st.sampled_from([None, "h", "i"]),
)


@given(REPORTS, REPORTS)
def test_two_reports_are_as_alike_in_either_direction(one: Told, other: Told) -> None:
    one, other = replace(one, report_id=1), replace(other, report_id=2)
    there, back = likely_same(one, [other]), likely_same(other, [one])
    assert [found.score for found in there] == [found.score for found in back]
    assert all(LEAST_SCORE <= found.score <= 1 for found in there)


@given(st.lists(REPORTS, max_size=6, unique_by=lambda one: one.report_id), st.randoms(use_true_random=False))
def test_the_order_of_the_others_does_not_matter(others: list[Told], random: object) -> None:
    mixed = sorted(others, key=lambda _: random.random())  # type: ignore[attr-defined]
    found = likely_same(told(1), others)
    assert found == likely_same(told(1), mixed)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@given(st.floats(0, 400), st.floats(0, 400))
def test_farther_is_never_likelier(one: float, other: float) -> None:
    scores = [
        next((found.score for found in likely_same(told(), [told(2, east=east)])), 0.0) for east in sorted((one, other))
    ]
    assert scores[0] >= scores[1]
