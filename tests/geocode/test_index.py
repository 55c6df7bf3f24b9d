"""The search index is brought up to date layer by layer, and what comes of it does not depend on how it came about."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_ij.errors import FrameError, StoreError
from geo_ij.geocode.index import Index
from geo_ij.geocode.index_file import Layer, LayerContent, is_current, update_index
from geo_ij.geocode.index_form import FORMAT
from geo_ij.geocode.location import Location
from geo_ij.geocode.names import Name, name_of
from geo_ij.geocode.resolver import Geocoder
from geo_ij.vocabulary import EntryKind
from tests.geocode import small_town
from tests.geocode.small_town import built, entry, layers

QUESTIONS = [
    "Wexcombe Avenue, Ambleford", "wexcome av", "High Street", "High St, Cotley", "Tolland Road", "Fernhill",
    "Tolland Road / Pewsham Road", "Heron Park", "The Fernies", "red lion pub brackenby", "XR5 6DP", "XR5 6DX", "XR5",
    "Ambleford", "Farchester", "Thornaby Street", "Mayors Walk", "Zanzibar Crescent", "Ashgrove Terrace", "old forge",
    "bus stop on Pewsham Road", "Cooper Field", "corner of Wexcombe Avenue and Larkrise Crescent",
]  # fmt: skip


def answers(geocoder: Geocoder) -> list[Location]:
    return [geocoder.locate(question) for question in QUESTIONS]


def layer(name: str, content: LayerContent, *, version: str = "1") -> Layer:
    return Layer(name, version, lambda: content)


def never() -> LayerContent:
    raise AssertionError("a layer that did not change is not loaded")


def test_only_what_changed_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "new" / "index.sqlite"
    first = layers()
    assert not is_current(path, first)
    heard: list[str] = []
    assert update_index(path, first, advance=heard.append) == [one.name for one in first] == heard
    assert is_current(path, first)
    assert update_index(path, [Layer(one.name, one.version, never) for one in first]) == []
    second = [one if one.name == "stops" else Layer(one.name, one.version, never) for one in first]
    second = [replace(one, version="2") if one.name == "stops" else one for one in second]
    assert not is_current(path, second)
    assert update_index(path, second) == ["stops"]
    third = [Layer(one.name, one.version, never) for one in second if one.name != "places"]
    assert update_index(path, third) == ["places"]
    assert Index(path).layers() == ["postcodes", "stops", "streets", "towns"]


def test_a_layer_that_went_is_forgotten_with_all_that_was_in_it(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    update_index(path, layers())
    geocoder = built(path, [one for one in layers() if one.name in {"towns", "places"}])
    for gone in ("Wexcombe Avenue, Ambleford", "Wexcombe Avenue", "Wexcome Ave", "Wexcombe", "XR5 6DP", "The Red Lion"):
        assert geocoder.locate(gone).best is None, gone
    assert geocoder.index.of_core("wexcombe") == []
    assert geocoder.index.near("wexcombee", most=1) == []
    assert geocoder.index.with_words(["wexcombe"]) == []
    assert geocoder.index.names([Name("wexcombe", "avenue")]) == {}
    assert geocoder.locate("Heron Park").best is not None


def test_a_name_that_went_does_not_hide_one_that_is_like_it(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    once = layer("old", LayerContent(entries=entry("x", "Hexcombes Avenue", "local_place", 480_000, 270_000)))
    update_index(path, [*layers(), once])
    fresh = built(tmp_path / "fresh.sqlite", layers())
    later = built(path, layers())
    for text in ("Hexcombe Avenue", "Hexcombs Avenue, Ambleford"):
        assert later.locate(text) == fresh.locate(text)


def test_however_the_index_came_about_the_answers_are_the_same(tmp_path: Path) -> None:
    whole = answers(built(tmp_path / "whole.sqlite", layers()))
    path = tmp_path / "grown.sqlite"
    for count in (1, 3, 2, 5):
        update_index(path, layers()[:count])
    update_index(path, [replace(one, version="0") for one in layers()])
    assert answers(built(path, layers())) == whole
    update_index(path, [replace(one, version="9") if one.name == "streets" else one for one in layers()])
    assert answers(built(path, layers())) == whole
    again = tmp_path / "again.sqlite"
    assert answers(built(again, layers())) == whole


def test_what_stands_first_among_the_layers_is_found_first_however_it_came_about(tmp_path: Path) -> None:
    here = partial(entry, kind="local_place", easting=481_000, northing=271_000, extent_m=200)
    one = layer("one", LayerContent(entries=here("a", "Marlpit Hall", label="Marlpit Hall (one)")))
    two = layer("two", LayerContent(entries=here("a", "Marlpit Hall", label="Marlpit Hall (two)")))
    path = tmp_path / "index.sqlite"
    update_index(path, [two])
    best = built(path, [one, two]).locate("Marlpit Hall").best
    assert best is not None
    assert best.name == "Marlpit Hall (one)"
    assert best.source == "one, two"
    best = built(path, [two, one]).locate("Marlpit Hall").best
    assert best is not None
    assert best.name == "Marlpit Hall (two)"


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000))
def test_row_order_does_not_change_the_answers(town: Geocoder, tmp_path_factory, seed: int) -> None:
    def shuffle(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.iloc[np.random.default_rng(seed).permutation(len(frame))]

    path = tmp_path_factory.mktemp("shuffled") / "index.sqlite"
    assert answers(built(path, layers(shuffle))) == answers(town)


def test_an_unrelated_gazetteer_does_not_change_other_answers(town: Geocoder, tmp_path: Path) -> None:
    more = [
        *layers(),
        layer("more", LayerContent(entries=entry("z", "Quixotry Hall", "local_place", 488_000, 266_000))),
    ]
    geocoder = built(tmp_path / "index.sqlite", more)
    assert answers(geocoder) == answers(town)
    assert geocoder.locate("Quixotry Hall").best is not None


def test_a_layer_may_be_empty_and_nothing_is_found_in_nothing(tmp_path: Path) -> None:
    geocoder = built(tmp_path / "index.sqlite", [layer("nothing", LayerContent())])
    assert is_current(tmp_path / "index.sqlite", [layer("nothing", LayerContent())])
    for question in QUESTIONS:
        assert geocoder.locate(question).best is None


def test_a_name_without_a_letter_is_left_out(tmp_path: Path) -> None:
    rows = pd.concat([entry("a", "…", "stop", 480_000, 270_000), entry("b", "Kiln Yard", "stop", 480_000, 270_000)])
    index = built(tmp_path / "index.sqlite", [layer("odd", LayerContent(entries=rows))]).index
    (name_id,) = index.names([name_of("Kiln Yard")]).values()
    assert [found.label for found in index.entries([name_id])] == ["Kiln Yard"]


def test_a_layer_of_another_shape_is_refused_and_the_index_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    update_index(path, layers())
    wrong = LayerContent(entries=small_town.stops().drop(columns="label"))
    with pytest.raises(FrameError, match="label"):
        update_index(path, [layer("wrong", wrong, version="2"), *layers()])
    assert is_current(path, layers())
    assert Index(path).layers() == ["places", "postcodes", "stops", "streets", "towns"]


def write_text(path: Path) -> None:
    path.write_text("this is no database, but it is long enough to have a header " * 50, encoding="utf-8")


def write_nothing(path: Path) -> None:
    path.write_bytes(b"")


def write_other_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE entries (mine)")
        connection.execute("CREATE TABLE layers (layer, version)")
        connection.execute(f"PRAGMA user_version = {FORMAT}")


def write_old_form(path: Path) -> None:
    update_index(path, layers())
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")


def write_header_only(path: Path) -> None:
    update_index(path, layers())
    path.write_bytes(path.read_bytes()[:100])


@pytest.mark.parametrize("write", [write_text, write_nothing, write_other_program, write_old_form, write_header_only])
def test_a_broken_or_foreign_file_is_made_anew(town: Geocoder, tmp_path: Path, write: Callable[[Path], None]) -> None:
    path = tmp_path / "index.sqlite"
    write(path)
    assert not is_current(path, layers())
    assert update_index(path, layers()) == [one.name for one in layers()]
    assert is_current(path, layers())
    assert answers(Geocoder(Index(path), small_town.AREA)) == answers(town)


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "index.sqlite"
    folder.mkdir()
    with pytest.raises(StoreError, match=r"index\.sqlite cannot be written .*: make its folder writable"):
        update_index(folder, layers())
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        update_index(tmp_path / "file" / "index.sqlite", layers())


@contextmanager
def nobody() -> Iterator[None]:
    """Be a user who may write almost nowhere, where the tests are run by one who may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_folder_is_said() -> None:
    # Not in tmp_path, which only its owner may enter.
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        with nobody(), pytest.raises(StoreError, match="make its folder writable for this program"):
            update_index(folder / "index.sqlite", layers())
        assert list(folder.iterdir()) == []
        folder.chmod(0o755)


def test_an_index_that_breaks_later_is_said_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    update_index(path, layers())
    path.write_bytes(b"no longer a database" * 500)
    with pytest.raises(StoreError, match=r"index\.sqlite cannot be read .*: delete the file and ask again"):
        Geocoder(Index(path), small_town.AREA).locate("Heron Park")
    with pytest.raises(StoreError, match="cannot be read"):
        Index(tmp_path / "missing.sqlite").layers()


def test_an_open_reader_sees_the_old_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    geocoder = built(path, layers())
    before = answers(geocoder)
    seen: list[list[Location]] = []
    changed = [replace(one, version="2") for one in layers()]
    update_index(path, changed, advance=lambda name: seen.append(answers(geocoder)))
    assert seen == [before] * len(changed)
    assert answers(geocoder) == before


def test_several_threads_ask_at_once(town: Geocoder) -> None:
    alone = answers(town)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda _: answers(town), range(24))) == [alone] * 24


def test_several_threads_build_at_once(tmp_path: Path, town: Geocoder) -> None:
    path = tmp_path / "index.sqlite"
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: update_index(path, layers()), range(6)))
    assert sorted(map(len, made)) == [0, 0, 0, 0, 0, 5]
    assert answers(Geocoder(Index(path), small_town.AREA)) == answers(town)


def test_what_the_index_is_asked(town: Geocoder) -> None:
    index = town.index
    assert [near.name for near in index.of_core("tolland")] == [Name("tolland", "road")]
    assert index.near("tollandd", most=0) == []
    assert [(near.name.core, near.edits) for near in index.near("tolandd", most=2)] == [("tolland", 2)]
    assert index.near("", most=2) == []
    assert index.with_words(["forge", "playing"])[0].name.core == "oldforgeplaying"
    assert index.with_words(["forge", "castle"]) == []
    assert index.with_words(["***"]) == []
    (tolland,) = index.names([name_of("Tolland Rd")]).values()
    assert {found.label for found in index.stops_on([tolland])} == {"Pewsham Road", "Signal Box"}
    streets = index.entries([tolland])
    assert {(found.kind, found.locality) for found in streets} == {
        (EntryKind.STREET, "Ambleford"), (EntryKind.STREET, "Brackenby"),
    }  # fmt: skip
    points = index.points(found.entry_id for found in streets)
    assert sorted(map(len, points.values())) == [1, 3]
    assert set(index.postcodes(["XR56DP", "XR5", "AB12CD"])) == {"XR56DP", "XR5"}
    assert [found.code for found in index.postcodes_beginning("XR57")] == ["XR57AB", "XR57AD"]
    index.close()
    assert index.layers() == ["places", "postcodes", "stops", "streets", "towns"]


def test_a_thousand_names_at_once_are_asked_in_parts(town: Geocoder) -> None:
    wanted = [name_of(f"Street {number} Road") for number in range(1_200)] + [name_of("Tolland Road")]
    assert set(town.index.names(wanted)) == {name_of("Tolland Road")}
    assert len(town.index.postcodes({*(f"XR{number}" for number in range(1_200)), "XR56DP"})) == 4
