"""What the map says in words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.maps import words
from geo_ij.vocabulary import HotspotClass


@pytest.mark.parametrize(
    ("trend", "compared_with", "said"),
    [
        (1.22, "year_earlier", "up 22% on a year earlier"),
        (0.8, "earlier_half", "down 20% on the earlier half"),
        (1.04, "year_earlier", "about the same as a year earlier"),
        (0.96, "earlier_half", "about the same as in the earlier half"),
        (1.0, None, "about the same as before"),
        (1.98, "year_earlier", "up 98% on a year earlier"),
        (1.999, "year_earlier", "twice as many as a year earlier"),
        (2.0, "year_earlier", "twice as many as a year earlier"),
        (3.0, "earlier_half", "3 times as many as in the earlier half"),
        (4.3, "year_earlier", "4.3 times as many as a year earlier"),
        (12.0, "earlier_half", "12 times as many as in the earlier half"),
        (4.0, math.nan, "4 times as many as before"),
        (0.0, "year_earlier", "down 100% on a year earlier"),
        (None, None, "no earlier figures to compare with"),
        (math.nan, "year_earlier", "no earlier figures to compare with"),
    ],
)
def test_a_change_is_said_with_what_it_is_against(trend: float | None, compared_with: str | None, said: str) -> None:
    assert words.change_in_words(trend, compared_with) == said


def test_a_public_reason_has_banded_figures_only() -> None:
    row = {"incidents_in_words": "about 40", "months_active": 11, "months": 12, "trend_in_words": "higher than before"}
    assert words.public_reason(row) == "About 40 incidents, in 11 of 12 months. Higher than before."
    assert words.public_reason(row | {"trend_in_words": "not known"}) == "About 40 incidents, in 11 of 12 months."


PLACE = {
    "incidents": 41,
    "reports": 0,
    "months_active": 10,
    "months": 12,
    "trend": 1.0,
    "compared_with": "year_earlier",
}


def test_a_staff_reason_has_exact_figures_and_reports_beside_them() -> None:
    reported = {"reports": 7, "households": 5, "officer_reports": 1, "voice": "residents_say_more"}
    assert words.staff_reason(PLACE | reported) == (
        "41 incidents in 10 of 12 months. About the same as a year earlier. "
        "6 resident reports from 5 households, 1 officer's area of concern. Residents say more than police data."
    )
    assert words.staff_reason(PLACE | {"voice": "police_say_more"}).endswith(" Police data say more than residents.")
    assert words.staff_reason(PLACE | {"voice": math.nan}).endswith(" a year earlier.")


@pytest.mark.parametrize(
    ("reports", "households", "officers", "said"),
    [
        (1, 1, 0, "1 resident report from 1 household"),
        (2, 5, 0, "2 resident reports, supported by 5 households in all"),
        (0, 2, 0, "2 households supporting a report nearby"),
        (2, 0, 2, "2 officers' areas of concern"),
        (0, 0, 0, ""),
    ],
)
def test_reports_are_said_by_household(reports: int, households: int, officers: int, said: str) -> None:
    row = {"reports": reports, "households": households, "officer_reports": officers}
    assert words.reports_in_words(row) == said


def test_what_residents_name_most_is_said_with_their_reports() -> None:
    row = {"reports": 3, "households": 3, "breakdown": {"issues": {"litter": 3, "drug_litter": 2, "graffiti": 1}}}
    assert words.reports_in_words(row) == (
        "3 resident reports from 3 households (above all litter and needles or other drug litter)"
    )
    assert words.reports_in_words({"reports": 0, "breakdown": {"issues": {"litter": 3}}}) == ""


def test_kinds_are_said_where_they_are_known() -> None:
    kinds = {
        "qualifiers": {"environmental": 1_200, "personal": 3},
        "types": {"littering_drug_paraphernalia": 5, "noise": 4, "fireworks": 2, "trespass": 1},
        "issues": {"litter": 9},
    }
    assert words.kinds_in_words(kinds) == (
        "1,200 environmental, 3 personal; 5 littering or drug paraphernalia, 4 noise, 2 fireworks"
    )
    assert words.kinds_in_words({"qualifiers": {}, "types": {"noise": 2}}) == "2 noise"
    assert words.kinds_in_words(None) == words.kinds_in_words({}) == ""
    assert " 2 noise." in words.staff_reason(PLACE | {"breakdown": {"types": {"noise": 2}}})


def test_a_staff_reason_says_what_is_only_roughly_known() -> None:
    row = {"incidents": 10, "reports": 0, "months_active": 5, "months": 12, "trend": 1.0}
    assert "roughly" not in words.staff_reason(row | {"uncertain_share": 0.0})
    assert words.staff_reason(row | {"uncertain_share": 0.3}).endswith(" 30% of this rests on roughly known places.")
    assert words.staff_remarks(row) == ""


@pytest.mark.parametrize(
    ("trend", "said"),
    [
        (0.0, "\N{MINUS SIGN}100%"), (0.46, "\N{MINUS SIGN}54%"), (0.999, "+0%"), (1.0, "+0%"), (1.98, "+98%"),
        (1.996, "twice"), (2.04, "twice"), (2.06, "2.1 times"), (3.0, "3 times"), (3.3, "3.3 times"),
    ],
)  # fmt: skip
def test_a_column_says_a_change_by_the_same_rule(trend: float, said: str) -> None:
    assert words.change_in_short(trend) == said


@given(trend=st.floats(0, 100))
def test_a_change_is_a_multiple_in_a_column_where_it_is_one_in_a_sentence(trend: float) -> None:
    assert ("%" in words.change_in_short(trend)) == (not words.said_as_times(trend))
    assert ("as many as" in words.change_in_words(trend)) == words.said_as_times(trend)


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (0, "almost none"), (1, "about one in 100"), (3, "about one in 33"), (9, "about one in 11"),
        (10, "about one in ten"), (18, "about one in six"), (31, "about three in ten"), (50, "about one in two"),
        (67, "about two in three"), (75, "about three in four"),
        (94, "about nine in ten"), (95, "nearly all"), (100, "all"),
        (0.052, "about one in 1,900"), (0.41, "about one in 240"),
    ],
)  # fmt: skip
def test_a_per_cent_is_said_as_a_plain_fraction(percent: float, said: str) -> None:
    assert words.fraction_in_words(percent) == said


def fraction(said: str) -> float:
    """Read a fraction that was said, in per cent."""
    if not said.startswith("about"):
        return {"almost none": 0.0, "nearly all": 97.0, "all": 100.0}[said]
    names = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    count, of = (
        float(names.index(part)) if part in names else float(part.replace(",", ""))
        for part in said.removeprefix("about ").split(" in ")
    )
    return 100 * count / of


@given(one=st.integers(0, 100), other=st.integers(0, 100))
def test_a_fraction_is_near_its_per_cent_and_never_turns_an_order_round(one: int, other: int) -> None:
    low, high = (fraction(words.fraction_in_words(percent)) for percent in sorted((one, other)))
    assert low <= high
    assert abs(fraction(words.fraction_in_words(one)) - one) <= 5


@pytest.mark.parametrize(
    ("value", "said"),
    [(1.222, "1.2"), (0.0522, "0.052"), (9.635, "9.6"), (12.4, "12"), (125.0, "120"), (2350.0, "2,400")],
)
def test_two_digits_are_two(value: float, said: str) -> None:
    assert words.two_digits(value) == said


@pytest.mark.parametrize(("count", "said"), [(1, "once"), (2, "twice"), (4, "four times"), (12, "12 times")])
def test_how_often_is_said_in_words(count: int, said: str) -> None:
    assert words.times_in_words(count) == said


def test_work_says_when_what_how_much_and_with_whom() -> None:
    row = {
        "day": "2025-06-04",
        "activities": "litter_picking;graffiti_removal",
        "hours": 16.0,
        "bags": 12.0,
        "area_m2": math.nan,
        "partners": "Town council; Friends of the park;Scouts",
    }
    assert words.work_reason(row) == (
        "4 June 2025: litter picking and graffiti removal, 16 hours of work, 12 bags collected. "
        "With Town council, Friends of the park and Scouts."
    )
    small = row | {"activities": "painting", "hours": 1.0, "bags": None, "area_m2": 1250.5, "partners": None}
    assert words.work_reason(small) == "4 June 2025: painting, 1 hour of work, 1,250.5 square metres."


def test_a_site_says_its_type_condition_and_reasons() -> None:
    row = {"site_type": "walkway_underpass", "condition": 4.0, "reasons": ["near a hotspot", "Asked for."]}
    assert words.site_reason(row) == (
        "Walkway or underpass, condition 4 (0 is good, 4 is in disrepair). Near a hotspot. Asked for."
    )
    assert words.site_reason({"site_type": "park", "condition": math.nan}) == "Park."


def test_every_class_is_explained_in_the_legend() -> None:
    assert set(words.CLASS_MEANINGS) == set(HotspotClass)


def test_a_change_of_class_is_against_the_time_of_year() -> None:
    for value in (HotspotClass.EMERGING, HotspotClass.COOLING):
        assert words.CLASS_MEANINGS[value].endswith("in the latest months than the time of year explains")
