"""Names of places in the store, on SQLite and on PostgreSQL: what goes in comes out, and changes are counted."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from geo_ij.errors import FrameError
from geo_ij.frames import GAZETTEER, check
from geo_ij.store import demonstration_rows, gazetteer_rows, incident_rows
from geo_ij.store.database import Database, open_database

PARK: dict[str, Any] = {
    "reference": "P1", "name": "Spring Rise Park", "label": "Spring Rise Park, Kettering", "kind": "open_space",
    "easting": 487_082.0, "northing": 277_282.9, "extent_m": 120.0, "locality": "Kettering", "street": None,
    "weight": 0.0,
}  # fmt: skip
ALIAS = PARK | {"name": "The Rec"}
STOP = PARK | {
    "reference": "0280A", "name": "High Street", "label": "High Street (opp)", "kind": "stop", "extent_m": 0.0,
    "locality": None, "street": "High Street",
}  # fmt: skip


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(
        list(rows), columns=[*GAZETTEER.columns, *({"added_at", "note"} & set(rows[0] if rows else ()))]
    )


def put(database: Database, *rows: dict[str, Any], source: str = "greenspace") -> int:
    with database.write() as connection:
        return gazetteer_rows.replace_entries(connection, source, frame(*rows))


@pytest.fixture(autouse=True)
def single_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let versions grow by one, so that changes can be counted."""
    monkeypatch.setattr(gazetteer_rows, "LARGEST_STEP", 1)


def versions(database: Database) -> dict[str, int]:
    with database.read() as connection:
        return gazetteer_rows.layer_versions(connection)


def names(database: Database, source: str | None = None) -> list[tuple[str, str, str]]:
    with database.read() as connection:
        found = gazetteer_rows.entries(connection, source=source)
    return list(zip(found["source"], found["reference"], found["name"], strict=True))


def test_what_goes_in_comes_out_in_one_order(database: Database) -> None:
    assert put(database, PARK, STOP, ALIAS) == 2
    with database.read() as connection:
        found = gazetteer_rows.entries(connection)
        assert gazetteer_rows.entry_sources(connection) == ["greenspace"]
    check(found, GAZETTEER)
    assert found.drop(columns="source").to_dict("records") == [STOP, PARK, ALIAS]
    assert set(found["source"]) == {"greenspace"}


def test_the_order_is_that_of_bytes_on_both_databases(database: Database) -> None:
    rows = [PARK | {"name": name} for name in ("Zeta", "alpha", "Éclair", "Alpha", "a-b", "ab")]
    put(database, *rows)
    assert [name for *_, name in names(database)] == ["Alpha", "Zeta", "a-b", "ab", "alpha", "Éclair"]


def test_the_same_again_changes_nothing_whatever_the_order(database: Database) -> None:
    put(database, PARK, ALIAS, STOP)
    assert put(database, STOP, ALIAS, PARK) == 0
    assert versions(database) == {"greenspace": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"label": "Another"}, {"easting": 487_083.0}, {"locality": None}, {"street": "Spring Rise"}, {"kind": "stop"},
        {"extent_m": 121.0}, {"weight": 1.0}, {"northing": 0.0}, {"name": "Spring Park"},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_changed_value_replaces_all_names_of_its_reference_alone(
    sqlite_database: Database, change: dict[str, Any]
) -> None:
    put(sqlite_database, PARK, ALIAS, STOP)
    assert put(sqlite_database, PARK | change, STOP) == 1
    assert versions(sqlite_database) == {"greenspace": 2}
    with sqlite_database.read() as connection:
        found = gazetteer_rows.entries(connection).drop(columns="source").to_dict("records")
    assert found == [STOP, PARK | change]


def test_a_name_less_or_more_is_a_change(database: Database) -> None:
    put(database, PARK, ALIAS)
    assert put(database, PARK) == 1
    assert names(database) == [("greenspace", "P1", "Spring Rise Park")]
    assert put(database, PARK, ALIAS) == 1
    assert len(names(database)) == 2


def test_sources_do_not_touch_each_other(database: Database) -> None:
    put(database, PARK)
    put(database, PARK | {"label": "Other"}, source="staff")
    put(database, STOP, source="staff")
    assert versions(database) == {"greenspace": 1, "staff": 2}
    assert names(database, "staff") == [("staff", "0280A", "High Street"), ("staff", "P1", "Spring Rise Park")]
    assert len(names(database)) == 3


def test_removing_takes_all_names_and_counts_the_change(database: Database) -> None:
    put(database, PARK, ALIAS, STOP)
    put(database, PARK, source="staff")
    with database.write() as connection:
        assert gazetteer_rows.remove_entries(connection, source="greenspace", references=["P1", "P1", "none"]) == 1
        assert gazetteer_rows.remove_entries(connection, source="greenspace", references=["none"]) == 0
    assert versions(database) == {"greenspace": 2, "staff": 1}
    assert [row[:2] for row in names(database)] == [("greenspace", "0280A"), ("staff", "P1")]


def test_many_references_are_read_and_replaced(database: Database) -> None:
    rows = [PARK | {"reference": f"R{number:05}"} for number in range(12_000)]
    assert put(database, *rows) == 12_000
    assert put(database, *rows) == 0
    rows[3] |= {"label": "Changed"}
    assert put(database, *rows, PARK) == 2
    with database.write() as connection:
        chosen = [row["reference"] for row in rows]
        assert gazetteer_rows.remove_entries(connection, source="greenspace", references=chosen) == 12_000
    assert names(database) == [("greenspace", "P1", "Spring Rise Park")]


def test_what_a_person_wrote_comes_back(database: Database) -> None:
    written = PARK | {"added_at": "2026-01-05T10:00:00+00:00", "note": "'; DROP TABLE gazetteer_entries; -- ünïcode"}
    put(database, written, source="staff")
    put(database, STOP, source="staff")
    assert put(database, written | {"note": None}, source="staff") == 1
    with database.read() as connection:
        found = gazetteer_rows.entries_by_hand(connection, source="staff").set_index("reference")
        assert "note" not in gazetteer_rows.entries(connection)
    assert (found.loc["P1", "added_at"], found.loc["P1", "note"]) == (written["added_at"], None)
    assert (found.loc["0280A", "added_at"], found.loc["0280A", "note"]) == (None, None)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([PARK | {"name": "x" * 121}], "1 values of name have over 120 characters, first of 'P1'"),
        ([PARK | {"label": "x" * 201}, STOP], "label have over 200"),
        ([PARK, PARK], "1 names come twice, first 'Spring Rise Park' of 'P1'"),
        ([PARK | {"easting": None}], "'easting' has 1 empty"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_changes(
    sqlite_database: Database, rows: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(FrameError, match=words):
        put(sqlite_database, *rows)
    assert (names(sqlite_database), versions(sqlite_database)) == ([], {})


def test_a_name_of_the_greatest_length_is_kept(database: Database) -> None:
    put(database, PARK | {"name": "é" * 120, "label": "é" * 200})
    assert names(database) == [("greenspace", "P1", "é" * 120)]


def test_nothing_is_an_empty_frame_of_the_shape(database: Database) -> None:
    assert put(database) == 0
    with database.read() as connection:
        found = gazetteer_rows.entries(connection)
    check(found, GAZETTEER)
    assert (len(found), versions(database)) == (0, {})


def test_a_version_is_undone_with_the_write_it_counts(database: Database) -> None:
    def write_and_fail() -> None:
        with database.write() as connection:
            gazetteer_rows.replace_entries(connection, "greenspace", frame(PARK))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        write_and_fail()
    assert (names(database), versions(database)) == ([], {})


@pytest.fixture(scope="module")
def in_memory() -> Iterator[Database]:
    """Give one database for a hundred examples: to migrate each its own would take most of the time."""
    database = open_database("sqlite://")
    yield database
    database.close()


@given(
    rows=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["One", "Two"]), st.integers(0, 2)),
        max_size=8,
        unique_by=lambda row: row[:2],
    )
)
def test_order_never_makes_a_change(in_memory: Database, rows: list[tuple[str, str, int]]) -> None:
    chosen = [PARK | {"reference": ref, "name": name, "weight": float(weight)} for ref, name, weight in rows]
    with in_memory.write() as connection:
        gazetteer_rows.remove_entries(connection, source="csv", references="abc")
        first = gazetteer_rows.replace_entries(connection, "csv", frame(*chosen))
        again = gazetteer_rows.replace_entries(connection, "csv", frame(*reversed(chosen)))
        stored = len(gazetteer_rows.entries(connection))
    assert (first, again, stored) == (len({row[0] for row in rows}), 0, len(rows))


def streets(**columns: list[Any]) -> pd.DataFrame:
    usual = {"name": ["A"], "easting": [487_000.0], "northing": [277_000.0], "incidents": [2], "month": [24_300]}
    return pd.DataFrame(usual | columns)


def test_street_names_of_the_police_are_a_layer_that_changes_only_when_they_do(database: Database) -> None:
    steps = [
        (streets(), 1),
        (streets(), 1),
        (streets(incidents=[1], month=[24_305]), 1),
        (streets(month=[24_299]), 2),
        (streets(incidents=[9]), 3),
        (streets(name=["B"]), 4),
        (streets().iloc[:0], 4),
    ]
    for arriving, version in steps:
        with database.write() as connection:
            incident_rows.add_street_points(connection, arriving, force="northamptonshire")
        assert versions(database) == {"police": version}
    with database.write() as connection:
        demonstration_rows.clear_events(connection, force="elsewhere")
        assert gazetteer_rows.layer_versions(connection) == {"police": 4}
        demonstration_rows.clear_events(connection, force="northamptonshire")
    assert versions(database) == {"police": 5}


@pytest.mark.postgres
def test_qgis_finds_the_points(postgresql_database: Database) -> None:
    put(postgresql_database, PARK)
    with postgresql_database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO locations (subject_kind, subject_reference, text, status, reason, alternatives, state, "
                "located_at) VALUES ('report', 'R1', 'x', 'not_found', '', '[]', 'accepted', '')"
            )
        )
        found = connection.execute(text("SELECT ST_SRID(geom), ST_X(geom) FROM gazetteer_entries")).one()
        unknown = connection.execute(text("SELECT geom FROM locations")).one()
        views = connection.scalars(text("SELECT f_table_name FROM geometry_columns")).all()
    assert tuple(found) == (27700, 487_082)
    assert tuple(unknown) == (None,)
    assert {"gazetteer_entries", "locations"} <= set(views)
