"""Two streets that are named together mean the place where they meet, if they do."""

import math
from pathlib import Path

import pandas as pd
import pytest

from geo_ij.geocode.index_file import Layer, LayerContent
from geo_ij.geocode.location import Candidate
from geo_ij.geocode.resolver import Geocoder
from geo_ij.vocabulary import LocationStatus, Precision
from tests.geocode.small_town import AREA, STOPS, built, entry, layers

STOP_MIDDLE = tuple(sum(stop[axis] for stop in STOPS[:2]) / 2 for axis in (2, 3))


def best(town: Geocoder, text: str) -> Candidate:
    location = town.locate(text)
    assert location.status is LocationStatus.MATCHED, location
    assert location.best is not None
    return location.best


@pytest.mark.parametrize(
    "text",
    [
        "junction of Tolland Road and Pewsham Road",
        "jct of Tolland Rd and Pewsham Rd",
        "Tolland Rd jcn Pewsham Rd",
        "Tolland Road / Pewsham Road",
        "Tolland Road/Pewsham Road",
        "Tolland Road & Pewsham Road",
        "corner of pewsham road and tolland road",
        "cnr Pewsham Rd & Tolland Rd, Ambleford",
        "where Pewsham Road meets Tolland Road",
        "Tolland Road at Pewsham Road",
        "Tolland Rd j/w Pewsham Rd",
        "Tolland Rd x Pewsham Rd",
        "crossroads of Tolland Road and Pewsham Road in Ambleford",
        "Tolland Raod and Pewshan Road junction",
        "Fly tipping at the junction of Tolland Road and Pewsham Road, since Monday.",
    ],
)
def test_ways_to_name_a_junction(town: Geocoder, text: str) -> None:
    found = best(town, text)
    assert found.precision is Precision.JUNCTION
    assert math.dist((found.easting, found.northing), STOP_MIDDLE) < 1
    assert found.uncertainty_m <= 100
    assert "Tolland Road" in found.name
    assert "Pewsham Road" in found.name
    assert found.name.endswith("Ambleford"), "the other Tolland Road is in Brackenby"


def test_without_stops_a_junction_lies_between_the_nearest_points(tmp_path: Path) -> None:
    town = built(tmp_path / "index.sqlite", [one for one in layers() if one.name != "stops"])
    found = best(town, "corner of Tolland Road and Pewsham Road")
    assert found.precision is Precision.JUNCTION
    # (481100, 269700) and (480990, 269720) are 112 m apart; (480950, 269600) and (481020, 269500) 122 m.
    assert (found.easting, found.northing) == (481_045, 269_710)
    by_stops = best(built(tmp_path / "with.sqlite", layers()), "corner of Tolland Road and Pewsham Road")
    assert found.uncertainty_m > by_stops.uncertainty_m


def test_two_streets_side_by_side_are_less_exact_than_their_junction(town: Geocoder) -> None:
    joined = best(town, "Tolland Road and Pewsham Road")
    beside = best(town, "Tolland Road, Pewsham Road")
    assert beside.uncertainty_m > joined.uncertainty_m
    assert beside.confidence < joined.confidence


@pytest.mark.parametrize(
    "text",
    [
        "corner of Wexcombe Avenue and Larkrise Crescent",
        "junction of St Elwin's Close and Quarrymans Lane",
        "Ashgrove Terrace / Wexcombe Avenue, Brackenby",
    ],
)
def test_streets_that_do_not_meet_have_no_junction(town: Geocoder, text: str) -> None:
    location = town.locate(text)
    for candidate in (location.best, *location.alternatives):
        assert candidate is None or candidate.precision is not Precision.JUNCTION
    assert location.status is not LocationStatus.MATCHED or location.needs_review


def test_a_junction_with_an_unknown_street_is_not_surely_the_known_one(town: Geocoder) -> None:
    location = town.locate("Wexcombe Avenue jct Zanzibar Road, Ambleford")
    alone = best(town, "Wexcombe Avenue, Ambleford")
    if location.best is not None:
        assert location.best.confidence < alone.confidence
        assert location.best.uncertainty_m > alone.uncertainty_m
        assert location.needs_review


def test_two_streets_that_sound_alike_stay_two(tmp_path: Path) -> None:
    points = pd.DataFrame(
        [("Harlow Way", 490_300.0, 274_200.0), ("Harlaw Way", 490_690.0, 274_200.0)],
        columns=["name", "easting", "northing"],
    ).assign(locality="Brackenby")
    more = Layer("more", "1", lambda: LayerContent(street_points=points))
    location = built(tmp_path / "index.sqlite", [*layers(), more]).locate("Harlew Way, Brackenby")
    assert location.status is LocationStatus.AMBIGUOUS
    assert {one.name for one in location.alternatives} == {"Harlow Way, Brackenby", "Harlaw Way, Brackenby"}


def test_a_street_does_not_meet_itself(town: Geocoder) -> None:
    found = best(town, "Wexcombe Avenue, near Wexcombe Avenue, Ambleford")
    assert found.precision is Precision.STREET


def test_a_stop_on_the_street_that_is_named_with_it(town: Geocoder) -> None:
    found = best(town, "The Red Lion, High Street")
    assert found.precision is Precision.STOP
    assert (found.easting, found.northing) == (490_200, 275_100)
    assert found.confidence > best(town, "The Red Lion").confidence


def test_a_park_by_a_street_is_the_side_of_the_park_that_is_near(tmp_path: Path) -> None:
    park = entry("n", "Orchid Meadow", "open_space", 479_500, 271_300, extent_m=300.0, locality="Ambleford")
    town = built(tmp_path / "index.sqlite", [*layers(), Layer("new", "1", lambda: LayerContent(entries=park))])
    middle, by_street = best(town, "Orchid Meadow"), best(town, "Orchid Meadow by Wexcombe Avenue")
    assert by_street.precision is Precision.PLACE
    assert by_street.northing < middle.northing, "Wexcombe Avenue is south of it"
    assert math.dist((by_street.easting, by_street.northing), (479_500, 271_300)) < 300
    far = town.locate("Orchid Meadow by Larkrise Crescent")
    assert far.status is not LocationStatus.MATCHED or far.needs_review


def test_a_junction_outside_is_outside(tmp_path: Path) -> None:
    points = pd.DataFrame(
        [("Bramfold Way", 380_000.0, 401_000.0), ("Cutler Way", 380_050.0, 401_050.0)],
        columns=["name", "easting", "northing"],
    ).assign(locality="Farchester")
    far = Layer("far", "1", lambda: LayerContent(street_points=points))
    location = built(tmp_path / "index.sqlite", [*layers(), far]).locate("corner of Bramfold Way and Cutler Way")
    assert location.status is LocationStatus.OUTSIDE_AREA
    assert location.best is not None
    assert not AREA.holds(location.best.easting, location.best.northing)
