"""Names are found among the words of a text, as they are known or misspelt, and what is no name is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.geocode.mention import EXACT, Mentions
from geo_ij.geocode.mentions import MOST_WORDS, find_mentions
from geo_ij.geocode.resolver import Geocoder
from geo_ij.geocode.text import clean, words
from geo_ij.vocabulary import EntryKind


def read(town: Geocoder, text: str) -> Mentions:
    return find_mentions(words(clean(text)), town.index)


def labels(town: Geocoder, text: str) -> list[str]:
    return [mention.entries[0].label for mention in read(town, text).named]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wexcombe Avenue", ["Wexcombe Avenue"]),
        ("wexcombe ave", ["Wexcombe Avenue"]),
        ("someone dumped a sofa on wexcombe avenue last night", ["Wexcombe Avenue"]),
        ("Wexcombe Avenue, Ambleford", ["Wexcombe Avenue", "Ambleford"]),
        ("Wexcombe Avenue Ambleford", ["Wexcombe Avenue", "Ambleford"]),
        ("Ambleford High Street", ["Ambleford", "High Street"]),
        ("Tolland Rd & Pewsham Rd", ["Tolland Road", "Pewsham Road"]),
        ("Tolland Rd / Pewsham Rd", ["Tolland Road", "Pewsham Road"]),
        ("Tolland Rd/Pewsham Rd", ["Tolland Road", "Pewsham Road"]),
        ("Brackenby Road, Ambleford", ["Brackenby Road", "Ambleford"]),
        ("Brackenby", ["Brackenby"]),
        ("St Elwins Cl.", ["St Elwin's Close"]),
        ("the fernies", ["Fernhill Estate"]),
        ("Red Lion pub", ["The Red Lion"]),
        ("Wexcome Avenue", ["Wexcombe Avenue"]),  # a letter lost
        ("Wexcobme Avenue", ["Wexcombe Avenue"]),  # two swapped
        ("Wexxombe Avenu", ["Wexcombe Avenue"]),  # one in the name, one in the type
        ("Wexcombeavenue", ["Wexcombe Avenue"]),
        ("Wexcomb eAvenue", ["Wexcombe Avenue"]),
        ("Jubilee Gardens", ["Jubilee Gardens"]),
        ("Jubille Gdns", ["Jubilee Gardens"]),
        ("rubbish in Amblford", ["Ambleford"]),
        ("Heron Prk", ["Heron Park"]),
        ("", []),
        ("kids kicking a ball against the wall at night", []),
    ],
)
def test_names_in_a_text(town: Geocoder, text: str, expected: list[str]) -> None:
    assert labels(town, text) == expected


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Zanzibar Crescent", "zanzibar crescent"),
        ("rubbish on Zanzibar Road by the shops", "zanzibar road"),
        ("Wexcombe Road", "wexcombe road"),
        ("near the A43", "a43"),
        ("A43 Avenue", "a43"),
        ("Mayors Walk", "mayors walk"),  # a stop is on it, but nobody knows where it is
    ],
)
def test_what_looks_like_a_street_and_is_none_is_unknown(town: Geocoder, text: str, unknown: str) -> None:
    found = read(town, text)
    assert found.named == []
    assert [one.written for one in found.unknown] == [unknown]


def test_the_streets_that_an_unknown_one_sounds_like_are_offered(town: Geocoder) -> None:
    (unknown,) = read(town, "Wexcombe Road").unknown
    assert {entry.label for entry in unknown.near} == {"Wexcombe Avenue"}


@pytest.mark.parametrize("text", ["Upper Wexcombe Avenue", "Old Tolland Road", "Great Pewsham Road"])
def test_a_longer_name_is_not_surely_its_end(town: Geocoder, text: str) -> None:
    for mention in read(town, text).named:
        assert mention.fit < EXACT


@pytest.mark.parametrize("text", ["wexcombe avenue", "WEXCOMBE AVENUE", "Wexcombe Avenue", "wExCoMbE aVeNuE!"])
def test_case_does_not_change_how_well_a_name_fits(town: Geocoder, text: str) -> None:
    assert [(mention.written, mention.fit) for mention in read(town, text).named] == [("wexcombe avenue", EXACT)]


def test_a_worse_spelling_fits_worse(town: Geocoder) -> None:
    fits = [read(town, text).named[0].fit for text in ("Larkrise Crescent", "Larkrie Crescent", "Larkwize Crescent")]
    assert fits == sorted(fits, reverse=True)
    assert len(set(fits)) == 3


@pytest.mark.parametrize("text", ["Mill Rise", "Toll Road", "Herring Park", "Lark Crescent", "Pew Road", "Cot", "Fern"])
def test_a_name_that_is_too_far_away_is_not_taken(town: Geocoder, text: str) -> None:
    assert labels(town, text) == []


@pytest.mark.parametrize("text", ["the shops", "the park", "station", "road", "close", "by the post office", "north"])
def test_a_kind_of_thing_is_no_name(town: Geocoder, text: str) -> None:
    assert labels(town, text) == []


@pytest.mark.parametrize("text", ["Heron, Park", "Heron\nPark", "Heron (Park)"])
def test_a_name_does_not_run_across_a_break(town: Geocoder, text: str) -> None:
    assert [mention.written for mention in read(town, text).named] == ["heron"]


def test_words_that_mean_something_else_are_not_read(town: Geocoder) -> None:
    found = find_mentions(words("Heron Park, Wexcombe Avenue"), town.index, taken={0, 1})
    assert [mention.written for mention in found.named] == ["wexcombe avenue"]
    assert found.taken == {2, 3}


def test_words_beyond_the_longest_report_are_not_read(town: Geocoder) -> None:
    assert labels(town, "and " * MOST_WORDS + "Heron Park") == []
    assert labels(town, "and " * (MOST_WORDS - 2) + "Heron Park") == ["Heron Park"]


def test_a_settlement_and_a_generic_name_say_so(town: Geocoder) -> None:
    ambleford, street = read(town, "Ambleford, Wexcombe Avenue").named
    assert ambleford.is_settlement
    assert not street.is_settlement
    assert not street.is_generic


SOME_WORDS = """
    wexcombe avenue tolland pewsham road high street ambleford brackenby cotley the in near / & , . corner of and heron
    park red lion rd st zanzibar old a43 12 Mayors walk 🔥 x
"""


@given(st.lists(st.sampled_from(SOME_WORDS.split()), max_size=14))
def test_names_never_overlap_and_stand_in_order(town: Geocoder, pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = read(town, text)
    read_words = words(clean(text))
    count = len(read_words)
    spans = [(one.start, one.end) for one in (*found.named, *found.unknown)]
    places = [place for start, end in spans for place in range(start, end)]
    assert len(places) == len(set(places))
    assert all(0 <= start < end <= count for start, end in spans)
    assert [one.start for one in found.named] == sorted(one.start for one in found.named)
    for mention in found.named:
        assert mention.entries
        assert 0 < mention.fit <= EXACT
        assert not any(word.broken for word in read_words[mention.start + 1 : mention.end]), "it runs across a break"


def test_a_stop_a_street_and_a_village_may_have_one_name(town: Geocoder) -> None:
    (mention,) = read(town, "Pewsham Road").named
    assert {entry.kind for entry in mention.entries} == {EntryKind.STREET, EntryKind.STOP}
