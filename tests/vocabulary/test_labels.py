"""Every value of every list has words of its own, and is found by them again."""

import enum

import pytest

from geo_ij import vocabulary
from geo_ij.vocabulary import Activity, Issue, ReporterKind, SiteType, from_text, label

LISTS = [
    one
    for one in vars(vocabulary).values()
    if isinstance(one, type) and issubclass(one, enum.StrEnum) and one is not enum.StrEnum
]


@pytest.mark.parametrize("values", LISTS, ids=lambda one: one.__name__)
def test_no_two_values_of_a_list_are_said_alike_and_each_is_found_by_its_words(values: type[enum.StrEnum]) -> None:
    words = [label(value) for value in values]
    assert len(set(words)) == len(words)
    assert [from_text(values, said) for said in words] == list(values)


def test_the_same_word_in_two_lists_may_be_said_in_two_ways() -> None:
    assert label(Issue.OTHER) == "Something else"
    assert [label(other) for other in (SiteType.OTHER, Activity.OTHER, ReporterKind.OTHER)] == ["Other"] * 3
