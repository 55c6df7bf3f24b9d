"""Postcodes are found however they are spaced, and one slip of the fingers leads to the right one or to a question."""

import math
from string import ascii_uppercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.geocode.location import Location
from geo_ij.geocode.postcodes import PostcodeMention, find_postcodes, spaced
from geo_ij.geocode.resolver import Geocoder
from geo_ij.geocode.text import clean, words
from geo_ij.vocabulary import LocationStatus, Precision
from tests.geocode.small_town import POSTCODES

INSIDE = sorted(set(POSTCODES) - {"FC11AA"})


def found_in(town: Geocoder, text: str) -> list[PostcodeMention]:
    return find_postcodes(words(clean(text)), town.index)


def slips(code: str) -> set[str]:
    """Give everything that one wrong, lost, extra or swapped key makes of a code."""
    keys = ascii_uppercase + digits
    wrong = {code[:i] + key + code[i + 1 :] for i in range(len(code)) for key in keys}
    lost = {code[:i] + code[i + 1 :] for i in range(len(code))}
    extra = {code[:i] + key + code[i:] for i in range(len(code) + 1) for key in keys}
    swapped = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)}
    return (wrong | lost | extra | swapped) - {code}


def names(location: Location) -> set[str]:
    best = () if location.best is None else (location.best,)
    return {candidate.name.replace(" ", "") for candidate in (*best, *location.alternatives)}


@pytest.mark.parametrize(
    "text",
    [
        "XR5 6DP", "xr56dp", "XR56DP", "xr5  6dp", "XR 5 6DP", "XR5 6 DP", "(XR5 6DP)", "at XR5 6DP.", "XR5-6DP",
        "the bins behind xr5 6dp need emptying", "XR5\u00a06DP", "XR5 6DP\u200e",
    ],
)  # fmt: skip
def test_a_postcode_is_found_however_it_is_spaced(town: Geocoder, text: str) -> None:
    (mention,) = found_in(town, text)
    assert (mention.code, mention.corrected, mention.is_part) == ("XR5 6DP", False, False)
    assert mention.place[1:3] == POSTCODES["XR56DP"]
    assert town.locate(text).status is LocationStatus.MATCHED


@pytest.mark.parametrize("text", ["XRS 6DP", "XR5 GDP", "XR5 6OP", "XR5 6D9"])
def test_figures_for_letters_are_read_right_or_asked_about(town: Geocoder, text: str) -> None:
    assert "XR56DP" in names(town.locate(text))


@pytest.mark.parametrize("text", ["XRS 6DP", "XRS6DP"])
def test_what_was_put_right_is_less_certain(town: Geocoder, text: str) -> None:
    (mention,) = found_in(town, text)
    assert mention.corrected
    right, corrected = town.locate("XR5 6DP"), town.locate(text)
    assert corrected.best is not None
    assert right.best is not None
    assert corrected.best.name == "XR5 6DP"
    assert corrected.best.confidence < right.best.confidence


@pytest.mark.parametrize("code", INSIDE)
def test_every_single_slip_leads_to_the_postcode_or_to_a_question(town: Geocoder, code: str) -> None:
    easting, northing = POSTCODES[code]
    outward = len(code) - 3
    for slip in slips(code):
        for text in {slip, f"{slip[:outward]} {slip[outward:]}"}:
            location = town.locate(text)
            best = location.best
            if location.status is LocationStatus.MATCHED:
                assert best is not None
                if slip in POSTCODES:
                    assert best.name.replace(" ", "") == slip
                    continue
                off = math.hypot(best.easting - easting, best.northing - northing)
                # A part of it ("XR5 6" for "XR5 6DP") is no wrong place either: it says how wide it is.
                assert off <= max(best.uncertainty_m, 800), (text, best)
            elif location.status is LocationStatus.AMBIGUOUS:
                assert code in names(location) or slip in POSTCODES, text
            else:
                assert location.status is not LocationStatus.MATCHED
                assert best is None or location.status is LocationStatus.OUTSIDE_AREA, text


@pytest.mark.parametrize("code", INSIDE)
def test_a_wrong_swapped_or_extra_key_always_brings_the_postcode_up(town: Geocoder, code: str) -> None:
    outward = len(code) - 3
    for at in range(1, len(code) - 1):
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        for text in (swapped, f"{swapped[:outward]} {swapped[outward:]}"):
            if swapped not in POSTCODES and swapped[outward].isdigit() and swapped[outward + 1 :].isalpha():
                assert code in names(town.locate(text)), text
    for last in set("ABDEFGHJLNPQRSTUWXYZ") - {code[-1]}:
        text = f"{code[:outward]} {code[outward:-1]}{last}"
        if text.replace(" ", "") not in POSTCODES:
            assert code in names(town.locate(text)), text


@pytest.mark.parametrize("text", ["X5 6DP", "X56DP", "XR 6DP", "XR56DDP", "XXR5 6DP", "R56DP", "XR56D"])
def test_a_lost_or_extra_key_brings_the_postcode_up(town: Geocoder, text: str) -> None:
    assert "XR56DP" in names(town.locate(text))


def test_several_postcodes_one_slip_away_are_asked_about(town: Geocoder) -> None:
    location = town.locate("XR5 6DX")
    assert location.status is LocationStatus.AMBIGUOUS
    assert names(location) == {"XR56DP", "XR56DT"}


@pytest.mark.parametrize(
    ("text", "code"),
    [("XR5 6", "XR5 6"), ("XR56", "XR5 6"), ("XR5", "XR5"), ("xr18 somewhere", "XR18"), ("XR5 6D", "XR5 6")],
)
def test_parts_of_postcodes(town: Geocoder, text: str, code: str) -> None:
    (mention,) = found_in(town, text)
    assert (mention.code, mention.is_part) == (code, True)
    location = town.locate(text)
    assert location.best is not None
    assert location.best.precision is Precision.POSTCODE
    assert location.best.uncertainty_m >= mention.place.extent_m


def test_a_part_is_less_certain_than_a_whole(town: Geocoder) -> None:
    whole, sector, district = (town.locate(text).best for text in ("XR5 6DP", "XR5 6", "XR5"))
    assert whole is not None
    assert sector is not None
    assert district is not None
    assert whole.uncertainty_m < sector.uncertainty_m < district.uncertainty_m
    assert whole.confidence > sector.confidence >= district.confidence


@pytest.mark.parametrize(
    "text", ["M1", "A14", "the A6 by the M1", "B573", "at 6 pm", "flat 2b", "mp3 player", "covid19"]
)
def test_roads_and_other_figures_are_no_postcodes(town: Geocoder, text: str) -> None:
    assert found_in(town, text) == []


def test_a_postcode_outside_is_outside(town: Geocoder) -> None:
    location = town.locate("FC1 1AA")
    assert location.status is LocationStatus.OUTSIDE_AREA
    assert location.best is not None
    assert location.best.name == "FC1 1AA"
    assert town.locate("FC1 1ZZ").status is LocationStatus.OUTSIDE_AREA


def test_an_unknown_postcode_gives_way_to_the_street_beside_it(town: Geocoder) -> None:
    location = town.locate("St Elwin's Close, Ambleford XR5 9ZZ")
    assert location.best is not None
    assert location.best.name == "St Elwin's Close, Ambleford"


def test_two_postcodes_far_apart_are_ambiguous_and_two_side_by_side_are_not(town: Geocoder) -> None:
    assert town.locate("XR5 6DP or XR1 2QT").status is LocationStatus.AMBIGUOUS
    beside = town.locate("XR5 6DP / XR5 6DT")
    assert beside.status is LocationStatus.MATCHED
    assert beside.best is not None
    assert beside.best.name == "XR5 6DP"


def test_a_postcode_far_from_the_street_named_with_it_is_asked_about(town: Geocoder) -> None:
    location = town.locate("Larkrise Crescent, Brackenby XR5 6DP")
    assert location.status is LocationStatus.AMBIGUOUS
    assert {"XR56DP", "LarkriseCrescent,Brackenby"} <= names(location)
    assert town.locate("Larkrise Crescent XR5 6DP").status is LocationStatus.AMBIGUOUS
    assert town.locate("Wexcombe Avenue, Ambleford XR5 6DP").status is LocationStatus.MATCHED


@given(st.lists(st.text("XR5612DPTQ 7AB", max_size=8), max_size=12))
def test_no_word_belongs_to_two_postcodes(town: Geocoder, pieces: list[str]) -> None:
    text = " ".join(pieces)
    mentions = found_in(town, text)
    taken = [place for mention in mentions for place in range(mention.start, mention.end)]
    assert len(taken) == len(set(taken))
    assert [mention.start for mention in mentions] == sorted(mention.start for mention in mentions)


@pytest.mark.parametrize(("code", "written"), [("XR56DP", "XR5 6DP"), ("XR5 6DP", "XR5 6DP"), ("M11AA", "M1 1AA")])
def test_a_postcode_is_written_with_its_space(code: str, written: str) -> None:
    assert spaced(code) == written
