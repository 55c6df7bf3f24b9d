"""What counts in nothing public leaves no trace there: databases that differ in that alone publish the same bytes."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_ij.disclosure.rules import NEVER_PUBLIC_QUALIFIERS, NEVER_PUBLIC_TYPES
from geo_ij.services.draw_map import write_map
from geo_ij.services.find_hotspots import find_hotspots
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.import_incidents import import_incidents
from geo_ij.services.publish import publish_snapshot
from geo_ij.settings import read_settings
from geo_ij.store import snapshot_rows
from geo_ij.store.database import Database, open_database
from geo_ij.vocabulary import Audience
from tests.incident_files import MAPPING, extract_csv, incident, mapping_file
from tests.police_files import archive, row

SETTINGS = read_settings({})
TODAY = dt.date(2026, 3, 15)
NOW = dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)
MONTHS = [f"2025-{number:02d}" for number in range(1, 13)]
BUSY, OTHER, HOME, LATE = ("487082", "277283"), ("489000", "288800"), ("487400", "277300"), ("492000", "268000")


def at(point: tuple[str, str], month: str, count: int, **cells: str) -> list[dict[str, str]]:
    return [incident(f"{month}-{1 + number % 28:02d}", X=point[0], Y=point[1], **cells) for number in range(count)]


PUBLIC = [
    one
    for month in MONTHS
    for one in (
        *at(BUSY, month, 90),
        *at(OTHER, month, 60, kind="LITTER/DRUGS"),
        # A place that nobody knew of before: the hotspots of September miss part of what followed.
        *(at(LATE, month, 40) if month >= "2025-10" else []),
    )
]
PERSONAL = {"category": "PERS"}

HIDDEN: dict[str, list[dict[str, str]]] = {
    "none": [],
    "more at the same place": [one for month in MONTHS for one in at(BUSY, month, 40, **PERSONAL)],
    "a place that has nothing else": [one for month in MONTHS for one in at(HOME, month, 30, kind="noise")],
    "beside a place, so that it would grow": [
        one
        for month in MONTHS
        for one in at(("487150", "277340"), month, 9, kind="rowdy_nuisance_neighbours", category="ENV")
    ],
    "one month alone": at(OTHER, "2025-06", 60, kind="nuisance_communications"),
    "a month after the last": at(BUSY, "2026-01", 20, kind="begging_vagrancy"),
    "months before the first": [
        one for month in ("2024-03", "2024-06", "2024-12") for one in at(BUSY, month, 20, kind="prostitution_related")
    ],
}


def brought(folder: Path, name: str, hidden: list[dict[str, str]]) -> Database:
    """Give a database with an archive, and with an extract of what may be public and what may not."""
    database = open_database(f"sqlite:///{folder / name}.sqlite")
    months = {
        month: [row(month=month)] * 7 + [row("Drugs", month=month, Location="On or near Gold Street")]
        for month in MONTHS
    }
    import_police_archive(database, [archive(folder / f"{name}.zip", months)], settings=SETTINGS, today=TODAY)
    mapping = mapping_file(folder / f"{name}.toml")
    path = extract_csv(folder / f"{name}.csv", [*PUBLIC, *hidden])
    import_incidents(database, path, mapping=mapping, settings=SETTINGS, today=TODAY)
    return database


def published(database: Database, folder: Path) -> list[bytes]:
    """Publish twice, the second time three months later; give the frozen snapshots and the public map."""
    for month in ("2025-09", None):
        publish_snapshot(database, settings=SETTINGS, now=NOW, month=month)
    with database.read() as connection:
        months = snapshot_rows.snapshot_months(connection)
        frozen = [snapshot_rows.snapshot_payload(connection, month=month) or "" for month in months]
    path = folder / "map.html"
    write_map(database, path, settings=SETTINGS, audience=Audience.PUBLIC, now=NOW)
    return [str(months).encode(), *(text.encode() for text in frozen), path.read_bytes()]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[bytes]]:
    folder = tmp_path_factory.mktemp("expected")
    database = brought(folder, "plain", [])
    yield published(database, folder)
    database.close()


@pytest.mark.parametrize("hidden", list(HIDDEN))
def test_what_is_never_public_leaves_no_trace(tmp_path: Path, expected: list[bytes], hidden: str) -> None:
    database = brought(tmp_path, "other", HIDDEN[hidden])
    team = find_hotspots(database, as_of="2025-09")  # what the team looked at before must not matter either
    assert published(database, tmp_path) == expected
    database.close()
    assert b"Spring Rise" in expected[-1]
    assert b'"held_percent": 79' in expected[2]  # 450 of the last quarter's 570, and that a place was missed is told
    if hidden == "a place that has nothing else":
        assert sorted(team["incidents"]) == [9 * 30, 9 * 60, 9 * 90]  # the team sees it


def test_a_force_of_which_nothing_may_be_public_is_not_named(tmp_path: Path, expected: list[bytes]) -> None:
    database = brought(tmp_path, "other", [])
    rows = [one for month in MONTHS for one in at(("505000", "250000"), month, 20, kind="noise")]
    mapping = mapping_file(tmp_path / "b.toml", MAPPING.replace("northamptonshire", "bedfordshire"))
    import_incidents(database, extract_csv(tmp_path / "b.csv", rows), mapping=mapping, settings=SETTINGS, today=TODAY)
    assert published(database, tmp_path) == expected
    database.close()


def test_the_days_of_incidents_are_nowhere_in_what_is_published(tmp_path: Path, expected: list[bytes]) -> None:
    moved = [{**one, "Recorded": f"{one['Recorded'][:8]}{28 - int(one['Recorded'][8:]):02d}"} for one in PUBLIC]
    moved = [one if one["Recorded"][8:] != "00" else {**one, "Recorded": f"{one['Recorded'][:8]}14"} for one in moved]
    database = brought(tmp_path, "other", [])
    path = extract_csv(tmp_path / "moved.csv", moved)
    import_incidents(database, path, mapping=mapping_file(tmp_path / "m.toml"), settings=SETTINGS, today=TODAY)
    assert published(database, tmp_path) == expected
    database.close()


def test_change_is_not_published_while_months_of_both_sources_would_be_compared(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'mixed.sqlite'}")
    months = {month: [row(month=month)] * 60 for month in MONTHS}
    import_police_archive(database, [archive(tmp_path / "a.zip", months)], settings=SETTINGS, today=TODAY)
    whole = publish_snapshot(database, settings=SETTINGS, now=NOW, month="2025-09").hotspots.frame
    assert whole["trend_in_words"].tolist() == ["about the same as in the earlier half of the period"]
    half_of_them_noise = [
        one for month in MONTHS[6:] for kind in ("noise", "YOUTH ASB") for one in at(BUSY, month, 30, kind=kind)
    ]
    path = extract_csv(tmp_path / "e.csv", half_of_them_noise)
    import_incidents(database, path, mapping=mapping_file(tmp_path / "m.toml"), settings=SETTINGS, today=TODAY)
    mixed = publish_snapshot(database, settings=SETTINGS, now=NOW).hotspots.frame
    assert mixed["hotspot_id"].tolist() == whole["hotspot_id"].tolist()
    assert mixed["incidents"].tolist() == [6 * 60 + 6 * 30]
    assert mixed["trend_in_words"].tolist() == ["not known"]
    assert mixed["class"].tolist() == ["insufficient_data"]
    database.close()


def test_the_rule_names_what_the_policy_names() -> None:
    assert {kind.value for kind in NEVER_PUBLIC_TYPES} == {
        "nuisance_communications", "rowdy_nuisance_neighbours", "noise", "begging_vagrancy", "prostitution_related",
    }  # fmt: skip
    assert {kind.value for kind in NEVER_PUBLIC_QUALIFIERS} == {"personal"}
