"""Words that name a known town say so, a place elsewhere says that it is, and the example is always found."""

from dataclasses import replace

import pytest

from geo_ij.geocode.location import Candidate, Location
from geo_ij.services.report_answers import PlacedPoint, PointBy
from geo_ij.services.report_places import EXAMPLE_POSTCODE, example_of, offered, town_at, town_named
from geo_ij.store.database import Database
from geo_ij.vocabulary import LocationStatus, Precision
from tests.services.reports import GOLD, KNOWN, LEEDS, LOWER, ground

KETTERING = Candidate(486_600.0, 278_700.0, 2_000.0, Precision.PLACE, "Kettering", "shipped names", 0.6)
ROCKINGHAM = Candidate(486_800.0, 291_700.0, 1_300.0, Precision.PLACE, "Rockingham", "shipped names", 0.3)
POSTCODE = Candidate(486_700.0, 278_800.0, 35.0, Precision.POSTCODE, EXAMPLE_POSTCODE, "postcodes", 0.97)
TOWNS = {"kettering": KETTERING, "burton latimer": replace(KETTERING, name="Burton Latimer")}


def locate(text: str) -> Location:
    best = {**TOWNS, "gold street": GOLD}.get(text.casefold())
    status = LocationStatus.NOT_FOUND if best is None else LocationStatus.MATCHED
    return Location(text, status, "", best)


def unknown(text: str, *alternatives: Candidate) -> Location:
    return Location(text, LocationStatus.NOT_FOUND, "Unknown.", None, alternatives)


@pytest.mark.parametrize(
    ("text", "town", "missing"),
    [
        ("Silver Lane, Kettering", "Kettering", "Silver Lane"),
        ("Silver Lane Kettering", "Kettering", "Silver Lane"),
        ("Silver Lane in Kettering", "Kettering", "Silver Lane"),
        ("Silver Lane, kettering", "Kettering", "Silver Lane"),
        ("Silver Lane, Burton Latimer, Kettering", "Burton Latimer", "Silver Lane"),
        ("Silver Lane Burton Latimer", "Burton Latimer", "Silver Lane"),
    ],
)
def test_a_known_town_is_named_with_what_is_not_known_in_it(text: str, town: str, missing: str) -> None:
    found = town_named(unknown(text), locate)
    assert found is not None
    assert (found.name, found.missing) == (town, missing)


@pytest.mark.parametrize(
    "text", ["the old oak", "Kettering", ", Kettering", "by the oak, Gold Street", "", "in Kettering"]
)
def test_no_town_is_named_where_there_is_none_or_nothing_else(text: str) -> None:
    assert town_named(unknown(text), locate) is None


def test_a_place_that_was_found_or_lies_in_the_town_needs_no_such_words() -> None:
    text = "Silver Lane, Kettering"
    assert town_named(Location(text, LocationStatus.MATCHED, "", GOLD), locate) is None
    assert town_named(Location(text, LocationStatus.OUTSIDE_AREA, "", LEEDS), locate) is None
    assert town_named(unknown(text, LOWER), locate) is None


def test_a_place_that_is_not_in_the_named_town_says_so() -> None:
    location = unknown("Rockingham Road, Kettering", ROCKINGHAM)
    (place,) = offered(location, town_named(location, locate))
    assert (place.name, place.hint) == ("Rockingham", "Not in Kettering. Accurate to about 1.3 km")
    (plain,) = offered(location)
    assert plain.hint == "Accurate to about 1.3 km"


def test_a_point_belongs_to_a_town() -> None:
    assert town_at(PlacedPoint(-0.7245, 52.3987, 2_500.0, PointBy.DEVICE)) == "Kettering"
    assert town_at(PlacedPoint(-20.0, 40.0, 2_500.0, PointBy.DEVICE)) == ""


def test_the_example_is_found_for_sure(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    known = ground(sqlite_database)
    assert example_of(known) == "Gold Street"
    monkeypatch.setitem(KNOWN, EXAMPLE_POSTCODE, (LocationStatus.MATCHED, "", POSTCODE, ()))
    assert example_of(known) == f"Gold Street or {EXAMPLE_POSTCODE}"
    # A name that two streets have, and one that is not known for sure, are none.
    twice = replace(known, names=("Gold Street", "Gold Street", "High Street"))
    assert example_of(twice) == EXAMPLE_POSTCODE
    assert example_of(replace(known, names=("High Street", "The Drapery"))) == f"The Drapery or {EXAMPLE_POSTCODE}"
