"""Every word within two edits of a name is found by the numbers that they share, and no other passes for it."""

from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.geocode.spelling import LONGEST_WHOLE, edits_between, index_keys, letters_in, most_edits, query_keys

LETTERS = "abcde"  # few, so that letters repeat within a word
CORES = st.text(LETTERS, min_size=4, max_size=26)
KINDS = ("change", "add", "drop", "swap")


def one_edit(word: str, kind: str, place: int, letter: str) -> str:
    place %= len(word)
    if kind == "change":
        return word[:place] + letter + word[place + 1 :]
    if kind == "add":
        return word[:place] + letter + word[place:]
    if kind == "drop":
        return word[:place] + word[place + 1 :]
    place %= len(word) - 1
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


EDITS = st.tuples(st.sampled_from(KINDS), st.integers(0, 40), st.sampled_from(LETTERS))


@given(CORES, EDITS)
def test_a_word_one_edit_away_is_found(core: str, edit: tuple[str, int, str]) -> None:
    written = one_edit(core, *edit)
    assert index_keys(core) & query_keys(written, edits=1)


@given(CORES, EDITS, EDITS)
def test_a_word_two_edits_away_is_found(core: str, first: tuple[str, int, str], second: tuple[str, int, str]) -> None:
    written = one_edit(one_edit(core, *first), *second)
    if edits_between(core, written, most=2) <= 2:
        assert index_keys(core) & query_keys(written, edits=2)


@given(CORES, EDITS)
def test_an_edit_brings_one_letter_and_takes_one_away_at_most(core: str, edit: tuple[str, int, str]) -> None:
    assert (letters_in(core) ^ letters_in(one_edit(core, *edit))).bit_count() <= 2


def test_letters_are_told_apart_and_all_else_counts_as_one() -> None:
    assert letters_in("abba") == letters_in("ab")
    assert letters_in(ascii_lowercase).bit_count() == 26
    assert letters_in("42") == letters_in("7") != letters_in("")


@pytest.mark.parametrize("length", range(LONGEST_WHOLE - 2, LONGEST_WHOLE + 5))
def test_every_single_edit_is_found_where_whole_words_give_way_to_halves(length: int) -> None:
    core = ascii_lowercase[:length]
    for kind in KINDS:
        for place in range(length):
            assert index_keys(core) & query_keys(one_edit(core, kind, place, "z"), edits=1), (kind, place)


@pytest.mark.parametrize("length", [8, 10, 11, 14])
def test_every_pair_of_edits_is_found(length: int) -> None:
    core = ascii_lowercase[:length]
    kept = index_keys(core)
    for first in range(length):
        for kind in KINDS:
            once = one_edit(core, kind, first, "y")
            for second in range(len(once)):
                for other in KINDS:
                    twice = one_edit(once, other, second, "z")
                    if edits_between(core, twice, most=2) <= 2:
                        assert kept & query_keys(twice, edits=2), (kind, first, other, second)


def test_a_core_of_any_length_has_few_numbers() -> None:
    # A country has a million names: the numbers of each must not grow with its letters.
    assert len(index_keys("a" * 1_000)) < 100
    assert max(len(index_keys(ascii_lowercase[:length])) for length in range(1, 27)) < 100


@given(st.text(ascii_lowercase, min_size=1, max_size=12), st.text(ascii_lowercase, min_size=1, max_size=12))
def test_the_distance_is_symmetric_and_counts_at_most_one_too_many(one: str, other: str) -> None:
    for most in (1, 2):
        distance = edits_between(one, other, most=most)
        assert distance == edits_between(other, one, most=most)
        assert 0 <= distance <= most + 1
        assert (distance == 0) == (one == other)
        assert distance >= min(abs(len(one) - len(other)), most + 1)


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("mill", "mlil", 1), ("mill", "mil", 1), ("mill", "milll", 1), ("mill", "mall", 1), ("mill", "mall" + "s", 2)],
)
def test_a_swap_of_neighbours_is_one_edit(one: str, other: str, edits: int) -> None:
    assert edits_between(one, other, most=2) == edits


@pytest.mark.parametrize(("core", "most"), [("oak", 0), ("mill", 1), ("studfal", 1), ("studfall", 2)])
def test_a_short_name_may_not_be_misspelt(core: str, most: int) -> None:
    assert most_edits(core) == most
