"""Misspelt names are found as comparing with all would find them, the likeliest first; common ones by the town."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from geo_ij.geocode.context import Area
from geo_ij.geocode.index import MOST_BEARERS, Index
from geo_ij.geocode.index_file import Layer, LayerContent, update_index
from geo_ij.geocode.name_search import best_names, strange_letters, whole_of
from geo_ij.geocode.names import Name, name_of
from geo_ij.geocode.resolver import Geocoder
from geo_ij.vocabulary import LocationStatus
from tests.geocode.small_town import entry

NAMES = [
    "Studfall Avenue", "Studfall Close", "Studwell Avenue", "Stadfall Lane", "Mill Lane", "Mill Road", "Hill Lane",
    "Milne Road", "The Deep Way", "Deepway", "Marlow Road", "Marloe Road", "Marloze Road", "Rockingham Road",
    "Rockingham Mews", "Buckingham Road", "Lanesborough Road", "Roadham Drive", "Oak Drive", "Oads Drive",
    "Saint Peters Close",
]  # fmt: skip
SLIPS = st.lists(
    st.tuples(st.sampled_from("idr"), st.integers(0, 30), st.sampled_from("aelmorstwz")), min_size=1, max_size=2
)


def points(rows: list[tuple[str, float, float]]) -> pd.DataFrame:
    return pd.DataFrame(
        [(name, None, *at) for name, *at in rows], columns=["name", "locality", "easting", "northing"]
    ).astype({"easting": float, "northing": float})


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("names") / "index.sqlite"
    rows = [(name, 450_000.0, 250_000.0) for name in NAMES] + [("Marlow Road", 470_000.0, 270_000.0)]
    update_index(path, [Layer("streets", "1", lambda: LayerContent(street_points=points(rows)))])
    found = Index(path)
    yield found
    found.close()


def misspelt(whole: str, slips: list[tuple[str, int, str]]) -> str:
    for kind, place, letter in slips:
        at = place % len(whole)
        put = "" if kind == "d" else letter
        whole = whole[:at] + put + whole[at + (kind != "i") :]
    return whole


@given(st.sampled_from(NAMES), SLIPS)
def test_nothing_nearer_is_missed(index: Index, name: str, slips: list[tuple[str, int, str]]) -> None:
    typed = misspelt("".join(name_of(name)), slips)
    distances = {one: OSA.distance(typed, "".join(one)) for one in map(name_of, NAMES)}
    fewest = min(distances.values())
    found = best_names(typed, index, most=2)
    assert {near.edits for near in found} == {fewest}
    assert {near.name for near in found} <= {one for one, edits in distances.items() if edits == fewest}
    assert (name_of(name) in {near.name for near in found}) == (distances[name_of(name)] == fewest)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("marloz road", Name("marloze", "road")),  # a letter left out, where "Marlow Road" would have another replaced
        ("marlo road", Name("marlow", "road")),  # two streets of the name, and one of "Marloe Road"
        ("studfall avneue", Name("studfall", "avenue")),
        ("studfalavenue", Name("studfall", "avenue")),
        ("rockingham nwes", Name("rockingham", "mews")),  # two slips in the type
        ("the deep wya", Name("deep", "way")),
        ("th edeep way", Name("deep", "way")),
    ],
)
def test_the_likeliest_comes_first(index: Index, typed: str, first: Name) -> None:
    assert best_names(whole_of(typed.split()), index, most=2)[0].name == first


def test_a_swap_across_core_and_type_is_one_slip(index: Index) -> None:
    found = best_names("oadkrive", index, most=2)
    assert [(near.name, near.edits) for near in found] == [(Name("oak", "drive"), 1)]


def test_what_is_further_away_than_allowed_is_not_found(index: Index) -> None:
    assert best_names("studfallavneue", index, most=0) == []
    assert best_names("studfallave", index, most=2) == []
    assert best_names("zanzibarcrescent", index, most=2) == []
    assert best_names("", index, most=2) == []


def test_strange_letters_are_those_that_the_name_lacks() -> None:
    assert strange_letters("marlo", Name("marlow", "")) == 0
    assert strange_letters("marolw", Name("marlow", "")) == 0
    assert strange_letters("marlozz", Name("marlow", "")) == 2


COMMON = [
    ("High Street", 200_000.0 + 9_000.0 * (place % 20), 200_000.0 + 9_000.0 * (place // 20)) for place in range(400)
]
FAR_TOWN = (200_000.0 + 9_000.0 * 19, 200_000.0 + 9_000.0 * 19)


@pytest.fixture(scope="module")
def common_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an index in which a street name has more bearers than are looked at, and a town at the last of them."""
    path = tmp_path_factory.mktemp("common") / "index.sqlite"
    town = entry("t1", "Farchester", "settlement", *FAR_TOWN, extent_m=900.0, weight=9_000.0)
    layers = [
        Layer("streets", "1", lambda: LayerContent(street_points=points(COMMON))),
        Layer("towns", "1", lambda: LayerContent(entries=town)),
    ]
    update_index(path, layers)
    return path


@pytest.mark.parametrize("text", ["High Street, Farchester", "Hihg Street, Farchester"])
def test_the_street_of_the_town_is_found_among_very_many(common_path: Path, text: str) -> None:
    geocoder = Geocoder(Index(common_path), Area("Everywhere", shapely.box(0, 0, 700_000, 1_300_000)))
    found = geocoder.locate(text)
    assert found.status is LocationStatus.MATCHED
    assert found.best is not None
    assert (found.best.easting, found.best.northing) == FAR_TOWN


def test_very_many_bearers_are_looked_at_in_the_bounds_first(common_path: Path) -> None:
    bounds = (FAR_TOWN[0] - 10_000, FAR_TOWN[1] - 10_000, FAR_TOWN[0] + 10_000, FAR_TOWN[1] + 10_000)
    everywhere, inside = Index(common_path), Index(common_path, bounds=bounds)
    name_id = everywhere.names([name_of("High Street")])[name_of("High Street")]
    assert everywhere.bearers([name_id]) == {name_id: len(COMMON)}
    assert len(everywhere.entries([name_id])) == MOST_BEARERS
    assert sorted((entry.easting, entry.northing) for entry in inside.entries([name_id])) == sorted(
        (easting, northing) for _, easting, northing in COMMON if easting >= bounds[0] and northing >= bounds[1]
    )
