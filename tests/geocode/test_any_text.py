"""No text does harm: each has an answer that is consistent, whatever it holds."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_ij.geocode.location import Location
from geo_ij.geocode.resolver import Geocoder
from geo_ij.geocode.text import LONGEST_TEXT
from geo_ij.vocabulary import LocationStatus
from tests.geocode.small_town import AREA

MATCHED, AMBIGUOUS = LocationStatus.MATCHED, LocationStatus.AMBIGUOUS
NOT_FOUND, OUTSIDE = LocationStatus.NOT_FOUND, LocationStatus.OUTSIDE_AREA


def check_consistent(location: Location) -> None:
    """Hold an answer against what every answer promises."""
    assert location.reason
    assert location.reason[-1] in ".?!"
    candidates = [*([] if location.best is None else [location.best]), *location.alternatives]
    for candidate in candidates:
        assert 0 <= candidate.confidence <= 1
        assert 0 < candidate.uncertainty_m < math.inf
        assert math.isfinite(candidate.easting)
        assert math.isfinite(candidate.northing)
        assert candidate.name
        assert candidate.source
    if location.status is MATCHED:
        assert location.best is not None
        assert AREA.holds(location.best.easting, location.best.northing)
        assert location.best.confidence >= 0.4
    elif location.status is OUTSIDE:
        assert location.best is None or not AREA.holds(location.best.easting, location.best.northing)
    else:
        assert location.best is None
    if location.status is AMBIGUOUS:
        assert location.alternatives
        assert location.needs_review
        assert any(AREA.holds(candidate.easting, candidate.northing) for candidate in location.alternatives)


PIECES = st.sampled_from(
    [
        "Wexcombe Avenue", "tolland rd", "Pewsham Road", "High Street", "Ambleford", "Brackenby", "Cotley", "Sale",
        "Farchester", "XR5 6DP", "XR5", "XR5 6DX", "FC1 1AA", "junction of", "and", "/", "near", "behind the shops on",
        "opposite", "off", ",", ".", "\n", "52.2345, -0.8567", "SP 8701 7853", "487010 278530", "9C4X4499+22",
        "rubbish", "Heron Park", "the fernies", "Red Lion", "bus stop", "Zanzibar Road", "Leicestershire", "A43",
        "18.30", "no 12", "Thornaby Street", "Old", "Mayors Walk", "12", "🔥", "<b>",
        "'; DROP TABLE names; --", "\u202e", "%", "*", '"',
    ]
)  # fmt: skip


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_has_a_consistent_answer(town: Geocoder, text: str) -> None:
    location = town.locate(text)
    check_consistent(location)
    assert location.text == text


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=8).map(" ".join))
def test_any_mixture_of_places_has_a_consistent_answer(town: Geocoder, text: str) -> None:
    check_consistent(town.locate(text))


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n\n", "\x00", "\x00\x01\x1b[31m", "🔥🔥🔥", "\u202e\u202d\u200f", "....", "?!", "<>", "&&&", "+",
        "/", "\ud800", "caf\udce9", "'", '"', "%", "*", "(" * 500, "a" * 2_000, "a " * 1_000, "&amp;" * 400, "&#0;",
        "&#xD800;", "<script>alert(1)</script>", "'; DROP TABLE entries; --", '" OR 1=1 --', "NEAR(a b)",
        "name_words MATCH x",
        "x" * 100_000, "Wexcombe Avenue " * 10_000, "\u0130\u0130\u0130", "ﷺ" * 50, "١٢٣", "½ ² ⅷ", "ß", "\U000e0041",
    ],
)  # fmt: skip
def test_nothing_in_a_text_does_harm(town: Geocoder, text: str) -> None:
    location = town.locate(text)
    check_consistent(location)
    assert location.best is None
    assert town.locate("Heron Park").status is MATCHED


@pytest.mark.parametrize(
    "text",
    [
        "<b>Wexcombe Avenue</b>, Ambleford",
        "Wexcombe Avenue, Ambleford'; DROP TABLE entries; --",
        "\u200fWexcombe Avenue\u200e, \u202aAmbleford\u202c",
        "\x1bWexcombe\x07 Avenue\x7f, Ambleford",
        "🔥 Wexcombe Avenue 🔥, Ambleford 🔥",
        "Wexcombe\x00 Avenue, Ambleford\ud800",
        "Wexcombe Avenue, Ambleford\r\n",
        "Wexcombe&nbsp;Avenue, Ambleford",
    ],
)
def test_what_is_around_a_place_does_not_hide_it(town: Geocoder, text: str) -> None:
    location = town.locate(text)
    assert location.best is not None
    assert location.best.name == "Wexcombe Avenue, Ambleford"


def test_a_text_that_is_too_long_says_so(town: Geocoder) -> None:
    location = town.locate("Heron Park " * 1_000)
    assert location.status is NOT_FOUND
    assert f"longer than {LONGEST_TEXT:,} characters" in location.reason
    assert len(location.text) <= LONGEST_TEXT
