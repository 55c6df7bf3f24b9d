"""Text of any kind becomes plain words, and two ways to write one name become one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.geocode.names import Name, folded_words, name_of, split_name
from geo_ij.geocode.text import LONGEST_TEXT, clean, fold, words

# Surrogates too: the command line gives them for bytes that are no UTF-8.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)


def texts(text: str) -> list[str]:
    return [word.text for word in words(clean(text))]


@given(ANY_TEXT)
def test_any_text_becomes_words_without_marks_that_do_not_show(text: str) -> None:
    cleaned = clean(text)
    assert all(letter == "\n" or letter.isprintable() for letter in cleaned)
    assert len(cleaned) == len(cleaned.strip())
    assert "  " not in cleaned
    for word in words(cleaned):
        assert word.text
        assert word.text.isalnum() or word.text in {"&", "+", "/", "j/w"} or "/" in word.text
        assert word.text == fold(word.text)


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once_where_there_is_no_markup(text: str) -> None:
    plain = text.replace("&", "").replace("<", "")
    once = clean(plain)
    # Normalising may bring forth an ampersand or angle bracket from a wide one.
    if "&" not in once and "<" not in once:
        assert clean(once) == once


@given(st.lists(st.sampled_from(["Mill", "Road", "St.", "Peter's", "A43", "the", "Ü"]), min_size=1, max_size=6))
def test_spaces_tabs_and_invisible_marks_between_words_say_nothing(pieces: list[str]) -> None:
    plain = words(clean(" ".join(pieces)))
    assert words(clean("\t \u00a0".join(pieces))) == plain
    assert words(clean(" \u200e".join(pieces) + "\u202c\x00\x1b")) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mill Road", ["mill", "road"]),
        ("St. Peter\u2019s Cl.", ["st", "peters", "cl"]),
        ("St Peter`s", ["st", "peters"]),
        ("Ｍｉｌｌ Ｒｏａｄ", ["mill", "road"]),  # noqa: RUF001  # wide letters, as some keyboards write
        ("Café Crème", ["cafe", "creme"]),
        ("Smith &amp; Sons", ["smith", "&", "sons"]),
        ("<b>Mill</b> <script>Road</script>", ["mill", "road"]),
        ("Mill Road / High Street", ["mill", "road", "/", "high", "street"]),
        ("jcn w/ Mill Road", ["jcn", "w", "/", "mill", "road"]),
        ("Mill-Road", ["mill", "road"]),
        ("🔥 Mill Road 🔥", ["mill", "road"]),
        ("\u202eMill\u202c Road", ["mill", "road"]),
        ("", []),
        ("🔥 … \x00", []),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_text_is_read_up_to_its_longest() -> None:
    assert len(clean("a" * 100_000)) == LONGEST_TEXT
    assert len(clean("&amp;" * 100_000)) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Mill Road, Corby", [True, False, True]),
        ("Mill Road\nCorby", [True, False, True]),
        ("Mill Road (Corby", [True, False, True]),
        ("Mill Road – Corby", [True, False, True]),  # noqa: RUF001  # a dash
        ("On Mill Crossing. Corby", [True, False, False, True]),
        ("St. Peter", [True, False]),
        ("Mill Rd. Corby", [True, False, False]),
        ("Mill-Road", [True, False]),
    ],
)
def test_a_name_does_not_run_across_a_break(text: str, broken: list[bool]) -> None:
    assert [word.broken for word in words(clean(text))] == broken


def test_capitals_are_remembered() -> None:
    assert [word.capital for word in words("Mill road 12 Éa")] == [True, False, False, True]


@pytest.mark.parametrize(
    "spellings",
    [
        ["St Peter's Close", "St. Peters Cl", "ST PETER\u2019S CLOSE", "Saint Peters Clo", "st peters close"],
        ["High Street", "High St", "HIGH ST.", "high str"],
        ["Spring Rise", "SPRING RISE", "spring  rise"],
        ["Acacia Avenue", "Acacia Ave", "Acacia Av", "acacia ave."],
        ["The Crescent", "Crescent", "The Cres"],
        ["Windmill Gardens", "Windmill Gdns", "Wind Mill Gdns"],
        ["Victoria Road North", "Victoria Rd North", "Victoria Rd. North"],
        ["Park Street North", "Park St North", "Park St. North"],
        ["Hills & Dales", "Hills and Dales", "Hills + Dales"],
        ["First Avenue", "1st Ave"],
        ["Dr Watson Lane", "Doctor Watson Ln"],
        ["Birch Drive", "Birch Dr"],
        ["Great Oak Terrace", "Gt Oak Terr", "Gt. Oak Tce"],
    ],
)
def test_ways_to_write_one_name_are_one_name(spellings: list[str]) -> None:
    assert len({name_of(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mill Road", "Mill Lane"),
        ("High Street", "High Street North"),
        ("St Peter's Close", "St Peter's Court"),
        ("Saint Street", "Street Saint"),
        ("First Avenue", "Third Avenue"),
    ],
)
def test_names_of_two_streets_stay_two(one: str, other: str) -> None:
    assert name_of(one) != name_of(other)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Studfall Avenue", Name("studfall", "avenue")),
        ("St Giles Street", Name("saintgiles", "street")),
        ("St Giles", Name("saintgiles", "")),
        ("The Green", Name("green", "")),
        ("Heron Park", Name("heron", "park")),
        ("Wellingboro", Name("wellingborough", "")),
        ("", Name("", "")),
        ("/ !", Name("", "")),
    ],
)
def test_a_name_is_parted_into_core_and_type(text: str, name: Name) -> None:
    assert name_of(text) == name


@given(st.lists(st.sampled_from(["mill", "st", "the", "/", "&", "rd", "north", "cl", "1st", "green"]), max_size=7))
def test_a_name_never_has_a_type_alone_and_loses_no_letter(parts: list[str]) -> None:
    name = split_name(parts)
    assert not (name.type and not name.core)
    joined = "".join(folded_words(" ".join(parts)))
    assert name.core + name.type in {joined, joined.removeprefix("the")}
