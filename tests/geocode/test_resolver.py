"""Every text has an honest answer: a place with how far off it may be, a question, or why there is none."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from geo_ij.geocode.index_file import Layer, LayerContent
from geo_ij.geocode.location import Location
from geo_ij.geocode.resolver import Geocoder
from geo_ij.vocabulary import LocationStatus, Precision
from tests.geocode.small_town import AREA, STREETS, built, entry, layers

MATCHED, AMBIGUOUS = LocationStatus.MATCHED, LocationStatus.AMBIGUOUS
NOT_FOUND, OUTSIDE = LocationStatus.NOT_FOUND, LocationStatus.OUTSIDE_AREA


UNIQUE = sorted({name for name, _ in STREETS} - {"High Street", "Tolland Road", "Ashgrove Terrace", "Thornaby Street"})


@pytest.mark.parametrize("street", UNIQUE)
def test_a_street_is_found_and_holds_its_points(town: Geocoder, street: str) -> None:
    (where, points), = ((where, points) for (name, where), points in STREETS.items() if name == street)  # fmt: skip
    texts = [street, f"{street}, {where}", f"{street} {where}", f"{where}, {street}", f"behind {street} in {where}"]
    for text in texts:
        location = town.locate(text)
        assert location.status is MATCHED, (text, location)
        best = location.best
        assert best is not None
        assert best.precision is Precision.STREET
        assert best.name in {street, f"{street}, {where}"}
        for point in points:
            assert math.dist(point, (best.easting, best.northing)) <= best.uncertainty_m


@pytest.mark.parametrize("name", ["High Street", "Tolland Road", "Ashgrove Terrace"])
def test_a_street_that_several_towns_have_lies_where_the_town_is(town: Geocoder, name: str) -> None:
    places = {where: points for (street, where), points in STREETS.items() if street == name}
    for where, points in places.items():
        for text in (f"{name}, {where}", f"{name} in {where}", f"{name.upper()} {where.upper()}", f"{where} {name}"):
            best = town.locate(text).best
            assert best is not None, text
            assert math.dist(points[0], (best.easting, best.northing)) <= best.uncertainty_m, text
    location = town.locate(name)
    assert location.status is AMBIGUOUS
    assert {candidate.name for candidate in location.alternatives} == {f"{name}, {where}" for where in places}


def test_a_common_name_is_ambiguous_even_where_only_one_is_known(tmp_path: Path) -> None:
    def only_one() -> LayerContent:
        streets = layers()[2].load().street_points
        return LayerContent(
            street_points=streets[(streets["name"] != "High Street") | (streets["locality"] == "Cotley")]
        )

    town = built(tmp_path / "index.sqlite", [layers()[0], Layer("streets", "2", only_one)])
    location = town.locate("High Street")
    assert location.status is AMBIGUOUS
    assert [candidate.name for candidate in location.alternatives] == ["High Street, Cotley"]
    assert "say which town" in location.reason
    assert town.locate("High Street, Cotley").status is MATCHED


@pytest.mark.parametrize(
    "text",
    [
        "Zanzibar Crescent", "Zanzibar Crescent, Ambleford", "Wexcombe Road, Ambleford", "Tolman Road, Ambleford",
        "Wexcombe Avenue, Cotley", "Quarrymans Lane, Nether Dunwold", "Tolland Road, Nether Dunwold",
    ],
)  # fmt: skip
def test_a_street_that_is_nowhere_is_not_found(town: Geocoder, text: str) -> None:
    location = town.locate(text)
    assert location.status is NOT_FOUND, location
    assert location.best is None
    assert location.reason.startswith(f"No {text.split(',', maxsplit=1)[0]} is known")


def test_what_an_unknown_street_sounds_like_is_offered(town: Geocoder) -> None:
    location = town.locate("Wexcombe Road, Ambleford")
    assert [candidate.name for candidate in location.alternatives] == ["Wexcombe Avenue"]
    assert location.alternatives[0].confidence < 0.5


def test_the_town_in_the_name_of_an_unknown_street_says_nothing(town: Geocoder) -> None:
    for text in ("Tolland Road, Ambleford Avenue", "Tolland Road by Brackenby Close", "Brackenby Close, Tolland Road"):
        assert town.locate(text).status is AMBIGUOUS, text
    assert town.locate("Farchester Close, Ambleford").status is NOT_FOUND


@pytest.mark.parametrize("text", ["Larkrise Crescent, Ambleford", "Jubilee Gardens, Brackenby"])
def test_a_street_of_another_town_is_never_taken_without_a_look(town: Geocoder, text: str) -> None:
    location = town.locate(text)
    assert location.status is not MATCHED or location.needs_review


@pytest.mark.parametrize(
    "text",
    [
        "Farchester", "High Street, Farchester", "Thornaby Street", "Thornaby Street, Farchester",
        "Wexcombe Avenue, Sale", "Wexcombe Avenue, Farchester", "behind the shops in Farchester",
        "Zanzibar Road, Farchester", "FC1 1AA", "Heron Park, Farchester",
        "51.5074, -0.1278", "48.8566, 2.3522", "TQ 3000 8040", "530000 180000",
        "Wexcombe Avenue, Leicestershire",
    ],
)  # fmt: skip
def test_what_lies_elsewhere_is_outside_the_area(town: Geocoder, text: str) -> None:
    location = town.locate(text)
    assert location.status is OUTSIDE, location
    assert location.best is None or not AREA.holds(location.best.easting, location.best.northing)
    assert AREA.name in location.reason or "Great Britain" in location.reason


@pytest.mark.parametrize(
    "text",
    [
        "sofa for sale on Wexcombe Avenue, Ambleford",
        "Sale sign at Heron Park",
        "Wexcombe Avenue Sale",
        "Wexcombe Avenue, the side towards Farchester",
        "Wexcombe Avenue, coming from Farchester",
    ],
)
def test_a_word_that_is_also_a_far_town_is_only_a_word(town: Geocoder, text: str) -> None:
    assert town.locate(text).status is MATCHED


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("52.2345, -0.8567", Precision.COORDINATE), ("SP 8701 7053", Precision.GRID_REFERENCE),
        ("XR5 6DP", Precision.POSTCODE), ("Wexcombe Avenue", Precision.STREET),
        ("Tolland Road / Pewsham Road", Precision.JUNCTION), ("The Red Lion, Brackenby", Precision.STOP),
        ("Pewsham Road bus stop", Precision.STOP), ("Heron Park", Precision.PLACE), ("Cotley", Precision.PLACE),
    ],
)  # fmt: skip
def test_what_a_place_was_found_by(town: Geocoder, text: str, precision: Precision) -> None:
    location = town.locate(text)
    assert location.status is MATCHED
    assert location.best is not None
    assert location.best.precision is precision
    assert not location.needs_review


SAYINGS = [
    "Wexcombe Avenue, Ambleford", "High Street", "high st, cotley", "Tolland Road / Pewsham Road", "Heron Park",
    "XR5 6DP", "St Elwin's Close, Ambleford", "Larkrise Crescent", "Thornaby Street, Farchester", "Ambleford",
    "behind the shops on Wexcombe Avenue, Ambleford", "Fernhill Estate", "Zanzibar Crescent, Ambleford",
]  # fmt: skip


def essence(location: Location) -> tuple[object, ...]:
    return location.status, location.best, location.alternatives


@pytest.mark.parametrize("text", SAYINGS)
def test_case_spaces_and_a_full_stop_do_not_change_an_answer(town: Geocoder, text: str) -> None:
    expected = essence(town.locate(text))
    for written in (
        text.lower(), text.upper(), text.title().replace("'S", "'s"), text.replace(" ", "  "), f"  {text}\t",
        f"{text}.", f"{text}!!", f"{text} ...", f"({text})", f'"{text}"', f"{text}\n",
    ):  # fmt: skip
        assert essence(town.locate(written)) == expected, written


@pytest.mark.parametrize("text", SAYINGS)
def test_asking_twice_gives_the_same_answer(town: Geocoder, text: str) -> None:
    assert town.locate(text) == town.locate(text)


def test_an_unrelated_gazetteer_does_not_change_a_postcode(town: Geocoder, tmp_path: Path) -> None:
    more = Layer("more", "1", lambda: LayerContent(entries=entry("q", "Dp Hall", "local_place", 479_600, 270_700)))
    again = built(tmp_path / "index.sqlite", [*layers(), more])
    assert again.locate("XR5 6DP") == town.locate("XR5 6DP")


def test_the_swapped_order_of_degrees_is_said(town: Geocoder) -> None:
    assert "other way round" in town.locate("-0.8567, 52.2345").reason


def test_two_points_far_apart_are_ambiguous_and_two_of_one_place_are_not(town: Geocoder) -> None:
    location = town.locate("52.2345, -0.8567 or 52.3345, -0.7567")
    assert location.status is AMBIGUOUS
    assert len(location.alternatives) == 2
    assert town.locate("52.23450, -0.85670 (52.2345, -0.8567)").status is MATCHED


def test_what3words_are_said_to_need_their_owner(town: Geocoder) -> None:
    for text in ("///filled.count.soap", "filled.count.soap", "w3w filled count soap"):
        location = town.locate(text)
        assert location.status is NOT_FOUND
        assert "what3words" in location.reason
    assert town.locate("///filled.count.soap Heron Park").status is MATCHED


def test_a_whole_town_is_no_place_to_send_anybody_without_a_look(town: Geocoder) -> None:
    large, village = town.locate("Ambleford"), town.locate("Cotley")
    assert large.needs_review
    assert not village.needs_review
    assert large.best is not None
    assert village.best is not None
    assert large.best.uncertainty_m > village.best.uncertainty_m


def test_something_at_a_street_is_less_exact_than_the_street(town: Geocoder) -> None:
    at_shops, street = town.locate("the shops on Wexcombe Avenue, Ambleford"), town.locate("Wexcombe Avenue, Ambleford")
    assert at_shops.best is not None
    assert street.best is not None
    assert at_shops.best.uncertainty_m > street.best.uncertainty_m
    assert replace(at_shops.best, uncertainty_m=0.1) == replace(street.best, uncertainty_m=0.1)


def test_a_worse_spelling_is_less_certain(town: Geocoder) -> None:
    bests = [
        town.locate(f"{name}, Brackenby").best for name in ("Larkrise Crescent", "Larkrie Crescent", "Larkwize Cres")
    ]
    confidences = [best.confidence for best in bests if best is not None]
    assert len(confidences) == 3
    assert confidences[0] > confidences[1] > confidences[2]


def test_a_name_without_its_town_is_less_certain(town: Geocoder) -> None:
    alone, with_town = town.locate("Wexcombe Avenue").best, town.locate("Wexcombe Avenue, Ambleford").best
    assert alone is not None
    assert with_town is not None
    assert alone.confidence < with_town.confidence
