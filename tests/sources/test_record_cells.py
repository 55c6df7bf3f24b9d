"""Cells: numbers, dates, moments, closed lists, and the sentences that say what is wrong."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.sources.record_cells import Cells, as_number
from geo_ij.vocabulary import Activity, SiteType, label


def faults(cells: Cells) -> list[str]:
    return [fault.reason for fault in cells.faults]


@pytest.mark.parametrize("text", ["nan", "inf", "1_000", "1,000", "1,5", "0x10", "", "1e999", "²", "५", "1 000"])
def test_what_is_not_a_number_is_none(text: str) -> None:
    assert as_number(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_as_itself(value: float) -> None:
    assert as_number(repr(value)) == value


@pytest.mark.parametrize("text", ["yes", "YES", "True", "1", "y"])
def test_ways_to_say_yes(text: str) -> None:
    assert Cells({"toilets": text}).yes_or_no("toilets") == "yes"


@pytest.mark.parametrize("text", ["no", "False", "0", "N"])
def test_ways_to_say_no(text: str) -> None:
    assert Cells({"toilets": text}).yes_or_no("toilets") == "no"


def test_an_empty_yes_or_no_is_not_known_and_another_word_is_a_fault() -> None:
    cells = Cells({"toilets": "", "under_18_suitable": "perhaps"})
    assert cells.yes_or_no("toilets") is None
    assert cells.faults == []
    cells.yes_or_no("under_18_suitable")
    assert faults(cells) == ["under_18_suitable is not yes or no"]


@given(st.sampled_from(list(SiteType)), st.booleans())
def test_a_value_and_its_label_mean_the_same(member: SiteType, by_label: bool) -> None:
    cells = Cells({"site_type": label(member).upper() if by_label else member.value})
    assert cells.choice("site_type", SiteType, default=SiteType.OTHER) is member
    assert cells.faults == []


def test_an_unknown_value_names_the_known_ones() -> None:
    cells = Cells({"activities": "litter_picking; juggling"})
    cells.choices("activities", Activity)
    assert faults(cells) == ["activities is not known"]
    assert "'juggling'" in cells.faults[0].detail
    assert "graffiti_removal" in cells.faults[0].detail


def test_lists_lose_blanks_and_repeats() -> None:
    cells = Cells({"activities": "Litter picking;; painting ;litter_picking", "equipment": " bags ; ;gloves"})
    assert cells.choices("activities", Activity) == "litter_picking;painting"
    assert cells.words("equipment", longest=100) == "bags;gloves"
    assert cells.faults == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-01-15T10:00", "2025-01-15T10:00:00+00:00"),
        ("2025-07-15T10:00", "2025-07-15T10:00:00+01:00"),
        ("2025-07-15 10:00", "2025-07-15T10:00:00+01:00"),
        ("2025-07-15T10:00Z", "2025-07-15T11:00:00+01:00"),
        ("2025-10-26T01:30", "2025-10-26T01:30:00+01:00"),  # the clocks go back: the first of two half past ones
    ],
)
def test_a_time_without_a_zone_is_londons(text: str, expected: str) -> None:
    cells = Cells({"start": text})
    moment = cells.moment("start")
    assert moment is not None
    assert moment.isoformat() == expected
    assert cells.faults == []


@pytest.mark.parametrize("text", ["2025-07-15", "15/07/2025 10:00", "2025-02-30T10:00", "tomorrow"])
def test_what_is_not_a_moment_is_a_fault(text: str) -> None:
    cells = Cells({"start": text})
    assert cells.moment("start") is None
    assert faults(cells) == ["start is not a date and time"]


def test_a_moment_before_all_calendars_is_a_fault() -> None:
    cells = Cells({"start": "0001-01-01T00:00+14:00"})
    assert cells.moment("start") is None
    assert faults(cells) == ["start is not a date and time"]


def test_dates() -> None:
    cells = Cells({"a": "2025-03-31", "b": "31/03/2025", "c": ""})
    assert cells.date("a") == dt.date(2025, 3, 31)
    assert cells.date("b") is None
    assert cells.date("c") is None
    assert faults(cells) == ["b is not a date"]


def test_numbers_out_of_bounds_and_fractions_of_people() -> None:
    cells = Cells({"condition": "5", "people": "2.5", "hours": "4.0", "bags": "three"})
    assert cells.number("condition", least=0, most=4, whole=True) is None
    assert cells.number("people", least=0, most=10, whole=True) is None
    assert cells.number("hours", least=0, most=10, whole=True) == 4
    assert cells.number("bags", least=0, most=10) is None
    assert faults(cells) == ["condition is out of range", "people is not a whole number", "bags is not a number"]


def test_control_characters_are_left_out_and_length_is_bounded() -> None:
    cells = Cells({"name": "Mill\x07 Road", "notes": "x" * 11})
    assert cells.text("name", longest=50) == "Mill Road"
    assert cells.text("notes", longest=10) is None
    assert faults(cells) == ["notes is too long"]
