"""An online geocoder is asked little and only once, and what it says is taken with caution."""

import datetime as dt

import pytest

from geo_ij.geocode.location import SURE_ENOUGH, Candidate
from geo_ij.geocode.online.answers import HIGHEST_CONFIDENCE, likeness
from geo_ij.geocode.online.geocoder import KeptAnswer
from geo_ij.geocode.online.providers import PROVIDERS, Server
from geo_ij.projection import to_metres
from geo_ij.vocabulary import Precision
from tests.geocode.fake_geocoder import FAR_LANE, HILLS, LANE, FakeGeocoder, Known, photon_answer, saying
from tests.geocode.online_world import GOOD, SENT, TEXT, Clock, Make, Memory


def metres(place: Known) -> tuple[float, float]:
    easting, northing = to_metres(place.longitude, place.latitude)
    return pytest.approx(float(easting), abs=0.1), pytest.approx(float(northing), abs=0.1)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_provider_finds_a_street_with_an_honest_uncertainty(make: Make, fake: FakeGeocoder, provider: str) -> None:
    found = make(provider).places(TEXT)
    assert fake.texts() == [SENT]
    # The bus stop of that name is found as well, the lane in another town is not.
    assert [(place.easting, place.northing) for place in found if place.precision is Precision.STREET] == [metres(LANE)]
    street = next(place for place in found if place.precision is Precision.STREET)
    assert street.name.startswith("Sharpener Lane, Ketterby")
    assert street.source == provider
    # The box is about 70 m by 110 m, but it may be that of one piece of the street.
    assert street.uncertainty_m == 300
    assert 0 < street.confidence <= HIGHEST_CONFIDENCE < SURE_ENOUGH


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_box_of_a_park_is_its_uncertainty(make: Make, provider: str) -> None:
    (park,) = make(provider).places("Twelvewell Hills")
    assert (park.easting, park.northing) == metres(HILLS)
    # Half of 0.01 degrees each way: 340 m east to west (cosine of 52.39) and 556 m south to north.
    assert park.uncertainty_m == pytest.approx((340**2 + 556**2) ** 0.5, rel=0.01)
    assert park.precision is Precision.PLACE


@pytest.mark.parametrize("provider", PROVIDERS)
def test_places_elsewhere_are_given_and_counties_are_not(make: Make, provider: str) -> None:
    (far,) = make(provider).places("Sharpener Lane, Farlingham")
    assert (far.easting, far.northing) == metres(FAR_LANE)
    assert make(provider).places("Ketterbyshire") == []


def test_what_reaches_too_far_is_no_answer(make: Make, fake: FakeGeocoder) -> None:
    county = {**GOOD[0], "class": "boundary", "type": "administrative", "addresstype": "county", "boundingbox": []}
    river = {**GOOD[0], "class": "waterway", "type": "river", "boundingbox": ["52.0", "52.6", "-0.9", "-0.5"]}
    fake.tricks.append(saying([county, river]))
    assert make().places(TEXT) == []


@pytest.mark.parametrize(
    ("asked", "name", "share"),
    [
        ("sharpener lane, ketterby", "Sharpener Lane, Ketterby, England", 1),
        ("sharpner lane, ketterby", "Sharpener Lane, Ketterby", 1),
        ("high street", "High Street, Ketterby", 1),
        ("sharpener lane, ketterby", "Sharpener Lane, Farlingham", 0.5),
        ("zebulon street, ketterby, northshire", "Ketterby, Northshire", 0),
        ("mill lane", "Hill Lane, Ketterby", 0),
        ("", "Ketterby", 0),
    ],
)
def test_the_likeness_of_names(asked: str, name: str, share: float) -> None:
    assert likeness(asked, name) == share


def test_a_stop_a_town_and_a_building_reach_as_far_as_such_things_do(make: Make, fake: FakeGeocoder) -> None:
    stop = make().places("Sharpener Lane Shops")[0]
    assert (stop.precision, stop.uncertainty_m) == (Precision.STOP, 50)
    (town,) = [place for place in make().places("Ketterby") if place.name == "Ketterby, Ketterby, England"]
    assert town.uncertainty_m == 4_000
    fake.tricks += [saying([{**GOOD[0], "class": "building", "type": "house", "boundingbox": []}])]
    assert make().places("Sharpener House, Ketterby")[0].uncertainty_m == 50


def test_only_the_place_and_the_area_are_sent(make: Make, fake: FakeGeocoder) -> None:
    text = "Ada Quillfeather, 12 Mill Row, NN15 7DP, 07700 900123 saw them smoking on Sharpener Lane, Ketterby."
    for provider in PROVIDERS:
        make(provider).places(text)
    assert len(fake.questions) == 3
    for question in fake.questions:
        sent = " ".join([*question.query.values(), *question.headers.values()]).casefold()
        assert not any(word in sent for word in ("ada", "quillfeather", "12 mill", "7dp", "900123", "smoking"))
        assert question.headers["User-Agent"] == "geo-ij/test (tests@example.org)"
    nominatim, photon, os_names = (question.query for question in fake.questions)
    assert set(nominatim) == {"q", "format", "limit", "viewbox", "countrycodes", "accept-language"}
    assert set(photon) == {"q", "limit", "lang", "lon", "lat"}
    assert set(os_names) == {"query", "maxresults", "format", "bounds", "key"}
    assert os_names["bounds"] == "460000,240000,510000,300000"
    assert os_names["key"] == "a-key"
    west, south, east, north = map(float, nominatim["viewbox"].split(","))
    assert west < float(photon["lon"]) < east
    assert south < float(photon["lat"]) < north


@pytest.mark.parametrize("text", ["", "12345", "NN15 7DP", "?!", "they are at it again"])
def test_a_text_without_a_place_is_not_asked_at_all(make: Make, fake: FakeGeocoder, text: str) -> None:
    assert make().ask(text) == ((), "")
    assert fake.questions == []


def test_an_answer_is_asked_for_once_in_ninety_days(make: Make, fake: FakeGeocoder, clock: Clock) -> None:
    first = make().places(TEXT)
    clock.now += dt.timedelta(days=89)
    assert make().places("on SHARPENER Ln,  Ketterby") == first
    assert len(fake.questions) == 1
    clock.now += dt.timedelta(days=2)
    assert make().places(TEXT) == first
    assert len(fake.questions) == 2


def test_that_there_is_no_such_place_is_kept_too(make: Make, fake: FakeGeocoder) -> None:
    assert make().ask("Nowhere Lane, Ketterby") == ((), "")
    assert make().ask("Nowhere Lane, Ketterby") == ((), "")
    assert len(fake.questions) == 1


def test_each_provider_has_answers_of_its_own(make: Make, fake: FakeGeocoder) -> None:
    make("nominatim").places(TEXT)
    make("photon").places(TEXT)
    assert len(fake.questions) == 2


@pytest.mark.parametrize(
    "answer", ["", "{", "[]", "{}", '{"format": 0, "places": []}', '{"format": 1, "places": [{}]}']
)
def test_a_kept_answer_that_cannot_be_read_is_asked_for_again(
    make: Make, fake: FakeGeocoder, memory: Memory, clock: Clock, answer: str
) -> None:
    memory.kept["nominatim", SENT] = KeptAnswer(answer, clock.now)
    assert make().places(TEXT)
    assert len(fake.questions) == 1


def test_a_broken_cache_does_not_stop_an_answer(make: Make, memory: Memory) -> None:
    memory.broken = True
    assert make().places(TEXT)


def test_swapped_and_foreign_points_are_left_out(make: Make, fake: FakeGeocoder) -> None:
    swapped = {**GOOD[0], "lat": GOOD[0]["lon"], "lon": GOOD[0]["lat"]}
    abroad = {**GOOD[0], "lat": "40.4", "lon": "-3.6"}
    fake.tricks.append(saying([swapped, abroad, GOOD[0]]))
    assert [(place.easting, place.northing) for place in make().places(TEXT)] == [metres(LANE)]
    irish = photon_answer([LANE])
    irish["features"][0]["properties"]["countrycode"] = "IE"
    fake.tricks.append(saying(irish))
    assert make("photon").places(TEXT) == []


def test_a_name_is_plain_words(make: Make, fake: FakeGeocoder) -> None:
    name = "Sharpener <b onmouseover=alert(1)>Lane</b>,\n Ketterby\u202e &lt;script&gt;x()&lt;/script&gt;" + "!" * 500
    fake.tricks.append(saying([{**GOOD[0], "display_name": name}]))
    (place,) = make().places(TEXT)
    assert place.name.startswith("Sharpener Lane , Ketterby x() !!!")
    assert len(place.name) == 200


def test_an_answer_with_another_name_is_no_answer(make: Make, fake: FakeGeocoder) -> None:
    answers = [
        {**GOOD[0], "display_name": name} for name in ("Ketterby, England", "Carpenter Lane, Ketterby", "Mill Lane")
    ]
    fake.tricks.append(saying(answers))
    assert make().places(TEXT) == []


def test_the_better_known_place_is_surer(make: Make, fake: FakeGeocoder) -> None:
    fake.tricks.append(saying([{**GOOD[0], "importance": 0.0}, {**GOOD[0], "importance": 1.0, "lat": "52.5"}]))
    first, second = make().places(TEXT)
    assert (first.confidence, second.confidence) == (0.6, 0.42)
    assert first.northing > second.northing


def test_a_key_is_not_shown() -> None:
    assert "secret" not in repr(Server(url="https://example.org", user_agent="x", key="secret"))


def test_candidates_survive_being_kept(make: Make, memory: Memory) -> None:
    asked = make().places(TEXT)
    assert asked
    assert all(isinstance(place, Candidate) and isinstance(place.precision, Precision) for place in make().places(TEXT))
    assert make().places(TEXT) == asked
    assert list(memory.kept) == [("nominatim", SENT)]
