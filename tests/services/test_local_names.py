"""Names that staff add: stored so that the geocoder finds them, refused field by field when they cannot be used."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.errors import InputError, NotFoundError, SettingsError
from geo_ij.frames import GAZETTEER, check
from geo_ij.projection import to_metres
from geo_ij.services.local_names import (
    SOURCE,
    TypedName,
    add_local_name,
    change_local_name,
    local_name,
    local_names,
    remove_local_name,
)
from geo_ij.services.typed_input import TypedInput
from geo_ij.settings import read_settings
from geo_ij.store import gazetteer_rows
from geo_ij.store.database import Database

SETTINGS = read_settings({})
NOW = dt.datetime(2026, 1, 5, 10, 30, 15, 999, tzinfo=dt.UTC)
PARK = TypedName(
    name="Spring Rise Park", town="Kettering", longitude=-0.7219, latitude=52.38, uncertainty_m=150,
    aliases=("The Rec", "Springy"), note="Said by wardens.\nBoth gates.",
)  # fmt: skip


@pytest.fixture(autouse=True)
def single_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let versions grow by one, so that changes can be counted."""
    monkeypatch.setattr(gazetteer_rows, "LARGEST_STEP", 1)


def versions(database: Database) -> dict[str, int]:
    with database.read() as connection:
        return gazetteer_rows.layer_versions(connection)


def test_a_name_is_added_as_the_geocoder_reads_it(database: Database) -> None:
    added = add_local_name(database, PARK, settings=SETTINGS, now=NOW)
    assert local_names(database) == [added] == [local_name(database, "spring-rise-park")]
    assert (added.name, added.town, added.label) == ("Spring Rise Park", "Kettering", "Spring Rise Park, Kettering")
    assert (added.longitude, added.latitude, added.uncertainty_m) == (-0.7219, 52.38, 150)
    assert (added.aliases, added.note) == (("Springy", "The Rec"), "Said by wardens.\nBoth gates.")
    assert added.added_at == "2026-01-05T10:30:15+00:00"
    with database.read() as connection:
        entries = gazetteer_rows.entries(connection, source=SOURCE)
    check(entries, GAZETTEER)
    easting, northing = to_metres(-0.7219, 52.38)
    assert sorted(entries["name"]) == ["Spring Rise Park", "Springy", "The Rec"]
    assert set(entries["label"]) == {"Spring Rise Park, Kettering"}
    assert set(entries["locality"]) == {"Kettering"}
    assert set(entries["extent_m"]) == {150}
    assert entries["easting"].tolist() == pytest.approx([float(easting)] * 3, abs=0.001)
    assert entries["northing"].tolist() == pytest.approx([float(northing)] * 3, abs=0.001)


def test_a_change_keeps_the_reference_and_the_day_and_counts_a_version(database: Database) -> None:
    added = add_local_name(database, PARK, settings=SETTINGS, now=NOW)
    changed = replace(PARK, name="Spring Rise Field", aliases=(), note="", uncertainty_m=300.0)
    found = change_local_name(database, added.reference, changed, settings=SETTINGS)
    assert (found.reference, found.added_at, found.name) == (added.reference, added.added_at, "Spring Rise Field")
    assert (found.aliases, found.note, found.uncertainty_m) == ((), None, 300)
    assert local_names(database) == [found]
    assert versions(database) == {SOURCE: 2}
    assert change_local_name(database, added.reference, changed, settings=SETTINGS) == found
    assert versions(database) == {SOURCE: 2}


def test_removing_takes_every_name(database: Database) -> None:
    add_local_name(database, PARK, settings=SETTINGS)
    add_local_name(database, replace(PARK, name="Highfield"), settings=SETTINGS)
    assert remove_local_name(database, "spring-rise-park").name == "Spring Rise Park"
    assert [one.name for one in local_names(database)] == ["Highfield"]
    assert versions(database) == {SOURCE: 3}


def test_what_is_not_there_is_said_to_be_gone(sqlite_database: Database) -> None:
    for act in (
        lambda: local_name(sqlite_database, "gone"),
        lambda: remove_local_name(sqlite_database, "gone"),
        lambda: change_local_name(sqlite_database, "gone", PARK, settings=SETTINGS),
    ):
        with pytest.raises(NotFoundError, match="'gone'"):
            act()


def test_one_name_may_stand_for_places_in_several_towns(sqlite_database: Database) -> None:
    references = [
        add_local_name(sqlite_database, replace(PARK, name="The Rec", town=town), settings=SETTINGS).reference
        for town in ("Kettering", "Corby", "")
    ]
    assert references == ["the-rec", "the-rec-2", "the-rec-3"]
    assert [one.label for one in local_names(sqlite_database)] == ["The Rec", "The Rec, Corby", "The Rec, Kettering"]
    with pytest.raises(InputError, match="on the list already"):
        add_local_name(sqlite_database, replace(PARK, name="the rec", town="CORBY"), settings=SETTINGS)
    with pytest.raises(InputError, match="on the list already"):
        change_local_name(sqlite_database, "the-rec", replace(PARK, name="The Rec", town="Corby"), settings=SETTINGS)
    assert len(local_names(sqlite_database)) == 3


def test_a_name_twice_is_one_name(sqlite_database: Database) -> None:
    typed = replace(PARK, aliases=("spring rise PARK", "The Rec", " the rec ", "", "  "))
    assert add_local_name(sqlite_database, typed, settings=SETTINGS).aliases == ("The Rec",)


@pytest.mark.parametrize("name", ["Парк", "公園", "Éire ½", "9"])
def test_names_of_every_alphabet_are_kept(sqlite_database: Database, name: str) -> None:
    assert add_local_name(sqlite_database, replace(PARK, name=name), settings=SETTINGS).name == name
    assert [one.name for one in local_names(sqlite_database)] == [name]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": ""}, "name", "Enter the name"),
        ({"name": " \t "}, "name", "Enter the name"),
        ({"name": "?!"}, "name", "a letter or a digit"),
        ({"name": "x" * 121}, "name", "120 characters or fewer"),
        ({"name": "<b>Park</b>"}, "name", "without < or >"),
        ({"name": "Park\x00"}, "name", "control characters"),
        ({"name": "Pa\nrk"}, "name", "control characters"),
        ({"name": "Park\u202e"}, "name", "invisible marks"),
        ({"town": "Corby>"}, "town", "The town or village must be plain"),
        ({"town": "x" * 61}, "town", "60 characters"),
        ({"aliases": ("fine", "\u200b\u200bRec")}, "aliases", "Each other name must not contain control"),
        ({"aliases": ("--",)}, "aliases", "a letter or a digit"),
        ({"aliases": tuple(f"Name {number}" for number in range(21))}, "aliases", "20 other names at most"),
        ({"longitude": float("nan")}, "longitude", "Enter the longitude as a number"),
        ({"latitude": float("inf")}, "latitude", "Enter the latitude as a number"),
        ({"longitude": 52.38, "latitude": -0.7219}, "longitude", "longitude and latitude swapped"),
        ({"longitude": 0.0, "latitude": 0.0}, "longitude", "longitude 0, latitude 0"),
        ({"longitude": 2.35, "latitude": 48.85}, "longitude", "outside Great Britain"),
        ({"longitude": -0.1276, "latitude": 51.5072}, "longitude", "outside the service area \\(Northamptonshire\\)"),
        ({"uncertainty_m": 9.9}, "uncertainty_m", "from 10 to 5,000"),
        ({"uncertainty_m": 5000.1}, "uncertainty_m", "from 10 to 5,000"),
        ({"uncertainty_m": float("nan")}, "uncertainty_m", "from 10 to 5,000"),
        ({"note": "x" * 1001}, "note", "1000 characters"),
        ({"note": "<script>"}, "note", "without < or >"),
        ({"note": "a\x1b[31m"}, "note", "control characters"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_field(
    sqlite_database: Database, change: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(InputError, match=words) as refusal:
        add_local_name(sqlite_database, replace(PARK, **change), settings=SETTINGS)
    assert list(refusal.value.fields) == [field]
    assert (local_names(sqlite_database), versions(sqlite_database)) == ([], {})


def test_every_fault_is_said_at_once(sqlite_database: Database) -> None:
    typed = TypedName(name="", longitude=float("nan"), latitude=float("nan"), uncertainty_m=0, note="<")
    with pytest.raises(InputError) as refusal:
        add_local_name(sqlite_database, typed, settings=SETTINGS)
    assert sorted(refusal.value.fields) == ["latitude", "longitude", "name", "note", "uncertainty_m"]


@pytest.mark.parametrize("metres", [10, 5000])
def test_the_bounds_of_uncertainty_may_be_used(sqlite_database: Database, metres: float) -> None:
    stored = add_local_name(sqlite_database, replace(PARK, uncertainty_m=metres), settings=SETTINGS)
    assert stored.uncertainty_m == metres


def test_without_a_service_area_nothing_is_added(sqlite_database: Database) -> None:
    with pytest.raises(SettingsError, match="GEO_IJ_SERVICE_AREA"):
        add_local_name(sqlite_database, PARK, settings=replace(SETTINGS, service_area="Nowhere"))
    assert local_names(sqlite_database) == []


@given(st.text(max_size=200))
def test_whatever_is_typed_is_refused_or_plain(text: str) -> None:
    typed = TypedInput()
    kept = typed.name("name", text, called="The name", longest=120)
    if not typed.faults:
        assert 0 < len(kept) <= 120
        assert kept.isprintable()
        assert not {"<", ">"} & set(kept)
        assert kept == " ".join(kept.split())
        assert kept.split() == text.split()
