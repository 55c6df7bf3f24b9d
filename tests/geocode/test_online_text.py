"""Only the words that name a place leave the machine."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.geocode.online.text import LONGEST_SENT, place_text

NAMED = [
    ("Studfall Avenue, Corby", "studfall avenue, corby"),
    ("behind the shops on Studfall Avenue, Corby", "studfall avenue, corby"),
    ("jct of Rockingham Rd and Britannia Rd", "rockingham road, britannia road"),
    ("Weston Favell allotments", "weston favell allotments"),
    ("A43 layby near Broughton", "a43 layby, broughton"),
    ("skate park", "skate park"),
    ("opposite McDonald's, Kettering", "mcdonalds, kettering"),
    ("There is rubbish everywhere behind the shops on Studfall Avenue, Corby.", "studfall avenue, corby"),
    ("the alley off mill road in kettering is full of needles", "mill road, kettering"),
    ("The lads keep drinking in Queensway Park Wellingborough.", "queensway park wellingborough"),
]


@pytest.mark.parametrize(("text", "expected"), NAMED, ids=[text[:30] for text, _ in NAMED])
def test_the_words_that_name_a_place_are_found(text: str, expected: str) -> None:
    assert place_text(text) == expected


PRIVATE = [
    ("14 Acacia Avenue, Kettering", "14"),
    ("Flat 3b, 14 Acacia Avenue, Kettering", "flat"),
    ("Acacia Avenue, Kettering NN15 7DP", "7dp"),
    ("Acacia Avenue, Kettering nn157dp", "nn157dp"),
    ("Acacia Avenue, Kettering NN1S 7DP", "7dp"),
    ("Acacia Avenue, Kettering, ring me on 07700 900123", "900"),
    ("Acacia Avenue, Kettering +44 (0)1632 960 001", "960"),
    ("Acacia Avenue, Kettering, tel07700900123", "900"),
    ("Acacia Avenue, Kettering, resident@example.org", "example"),
    ("Acacia Avenue, Kettering, see https://example.org/photo", "example"),
    ("Acacia Avenue, Kettering, white van AB12 CDE", "cde"),
    ("Acacia Avenue, Kettering, white van ab12cde", "ab12"),
    ("Acacia Avenue, Kettering, old Ford A123 BCD", "bcd"),
    ("Acacia Avenue, Kettering QQ 12 34 56 C", "qq"),
    ("Mrs Quillfeather, Acacia Avenue, Kettering", "quillfeather"),
    ("dr Quillfeather, Acacia Avenue, Kettering", "quillfeather"),
    ("Cllr Ada Quillfeather, Acacia Avenue, Kettering", "ada"),
    ("outside Ada Quillfeather's house on Acacia Avenue, Kettering", "quillfeather"),
    ("near quillfeather's garden, Acacia Avenue, Kettering", "quillfeather"),
    ("Ada Quillfeather is dealing drugs on Acacia Avenue, Kettering", "quillfeather"),
    ("It was Ada. She lives in Acacia Avenue, Kettering", "ada"),
    ("Acacia Avenue, Kettering. My name is Ada Quillfeather", "quillfeather"),
    ("I saw him on Acacia Avenue, Kettering, on 12/05/2024 at 10.30pm", "2024"),
    ("In Kettering on Acacia Avenue Ada keeps shouting", "ada"),
    ("I saw him on Acacia Avenue, Ada from number 4 told me. In Kettering.", "ada"),
]


@pytest.mark.parametrize(("text", "secret"), PRIVATE, ids=[text[:40] for text, _ in PRIVATE])
def test_what_tells_of_a_person_is_taken_out_and_the_place_stays(text: str, secret: str) -> None:
    sent = place_text(text)
    assert secret not in sent
    assert "acacia avenue" in sent
    assert "kettering" in sent


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "12345",
        "nn157dp",
        "07700 900123",
        "???",
        "😀😀",
        "SW1A 1AA",
        "with Ada Quillfeather",
        "they are at it again",
        "The bus shelter wrecked again",
        "He does it in secret and I saw it",
        "Ada Quillfeather Bob Jones Charlie Brown Delta Echo Foxtrot",
    ],
)
def test_where_no_place_is_named_nothing_is_sent(text: str) -> None:
    assert place_text(text) == ""


def test_a_long_report_is_not_sent_but_its_place_is() -> None:
    report = "Every night the same people come and shout at us and we cannot sleep. " * 20 + "It is on Acacia Avenue."
    assert place_text(report) == "acacia avenue"


def test_many_places_are_cut_between_two_of_them() -> None:
    sent = place_text(" ".join(f"She was seen in {name * 4}ville Road." for name in string.ascii_uppercase))
    assert len(sent) <= LONGEST_SENT
    assert all(part.endswith("ville road") for part in sent.split(", "))


@given(st.text(max_size=400))
def test_whatever_is_typed_little_is_sent_and_no_number_alone(text: str) -> None:
    sent = place_text(text)
    assert len(sent) <= LONGEST_SENT
    assert all(word[0].isalpha() for word in sent.replace(",", " ").split())


@given(st.integers(0, 999_999_999), st.sampled_from(["0{:09d}", "+44 {:09d}", "0{:09d}."]))
def test_no_telephone_number_is_ever_sent(number: int, shape: str) -> None:
    assert not any(letter.isdigit() for letter in place_text(f"Acacia Avenue {shape.format(number)} Kettering"))
