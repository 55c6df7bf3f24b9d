"""The map from the database: for the public what was published, for staff everything, and both as one file."""

import datetime as dt
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner

from geo_ij.cli import main
from geo_ij.errors import DisclosureError, NothingStoredError, OutputError
from geo_ij.services.draw_map import public_map_content, staff_map_content, write_map
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.publish import publish_snapshot
from geo_ij.settings import Settings, read_settings
from geo_ij.store.database import Database
from geo_ij.store.site_rows import write_sites
from geo_ij.store.work_rows import write_work
from geo_ij.vocabulary import Audience
from tests.maps.samples import sites, work

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n"
)
GOLD_STREET = (-0.7269, 52.3986)


@pytest.fixture
def settings() -> Settings:
    """Give the settings nobody changed."""
    return read_settings({})


def archive(folder: Path, *, place: tuple[float, float] = GOLD_STREET, month: str = "2025-{:02d}") -> Path:
    """Write a year of a police archive with two clusters, 3 and 2 incidents a month, one a village away."""
    longitude, latitude = place
    for number in range(1, 13):
        name = month.format(number)
        rows = [
            f",{name},Northamptonshire Police,Northamptonshire Police,{longitude + away},{latitude},"
            f"On or near {street},E01027130,Kettering 009C,Anti-social behaviour,,\n"
            for street, away, count in (("Gold Street", 0.0, 3), ("Spring Rise", 0.02, 2))
            for _ in range(count)
        ]
        path = folder / name / f"{name}-northamptonshire-street.csv"
        path.parent.mkdir(parents=True)
        path.write_text(HEADER + "".join(rows))
    return folder


@pytest.fixture
def filled(database: Database, tmp_path: Path, settings: Settings) -> Database:
    """Give a database with a year of incidents, on SQLite and on PostgreSQL."""
    import_police_archive(database, [archive(tmp_path / "archive")], settings=settings)
    return database


def test_the_public_map_shows_what_was_published(filled: Database, settings: Settings) -> None:
    assert public_map_content(filled, settings=settings) is None
    publish_snapshot(filled, settings=settings, now=NOW)
    content = public_map_content(filled, settings=settings)
    assert content is not None
    assert content.audience is Audience.PUBLIC
    assert content.hotspots["incidents_in_words"].tolist() == ["about 35", "about 25"]
    assert content.period == "January to December 2025"
    assert content.periods == (("2025-12", "to December 2025"),)
    (rule,) = content.rules
    assert "at least 150 metres across" in rule
    assert "at least 10 incidents over at least 3 months" in rule
    assert public_map_content(filled, settings=settings, month="2025-11") is None


def test_the_ground_is_the_council_with_its_postcodes_places_and_streets(filled: Database, settings: Settings) -> None:
    publish_snapshot(filled, settings=settings, now=NOW)
    content = public_map_content(filled, settings=settings)
    assert content is not None
    ground = content.basemap
    assert ground.outlines["name"].tolist() == ["North Northamptonshire"]
    assert set(ground.streets["name"]) == {"Gold Street", "Spring Rise"}
    assert "Kettering" in set(ground.places["name"])
    # North Northamptonshire has about 10,000 postcodes in use, and as many again that ended.
    assert 5_000 < len(ground.postcodes) < 25_000
    assert ground.outlines.intersects(shapely.Point(ground.postcodes[0])).all()


def test_the_staff_map_shows_everything_and_ranks_the_sites(
    filled: Database, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(NothingStoredError, match="geo-ij hotspots"):
        staff_map_content(filled, settings=settings)
    write_map(filled, tmp_path / "map.html", settings=settings, audience=Audience.STAFF, now=NOW)
    spot = staff_map_content(filled, settings=settings).hotspots.geometry.iloc[0].centroid
    away = shapely.Point(spot.x - 6_000, spot.y)
    with filled.write() as connection:
        write_sites(connection, sites(away, spot).drop(columns=["rank", "reasons"]))
        write_work(connection, work(spot))
    content = staff_map_content(filled, settings=settings, today=NOW.date())
    assert content.sites is not None
    ranked = content.sites.set_index("site_id")
    assert ranked["rank"].to_dict() == {"S0": 2, "S1": 1}
    assert ranked.loc["S1", "reasons"]
    first = content.hotspots["hotspot_id"].iloc[0]
    assert ranked["hotspot_id"].to_dict() == {"S0": None, "S1": first}
    assert content.work["hotspot_id"].tolist() == [first]


def test_with_nothing_stored_the_command_says_what_to_do(
    sqlite_database: Database, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "map.html"
    for audience in Audience:
        with pytest.raises(NothingStoredError, match="geo-ij import police"):
            write_map(sqlite_database, path, settings=settings, audience=audience, now=NOW)
    assert not path.exists()


def test_a_month_that_may_not_be_public_yet_is_refused(
    sqlite_database: Database, settings: Settings, tmp_path: Path
) -> None:
    import_police_archive(sqlite_database, [archive(tmp_path / "archive")], settings=settings)
    soon = dt.datetime(2026, 1, 10, tzinfo=dt.UTC)
    path = tmp_path / "map.html"
    with pytest.raises(DisclosureError):
        write_map(sqlite_database, path, settings=settings, audience=Audience.PUBLIC, now=soon, month="2025-12")
    assert not path.exists()


def test_a_place_that_cannot_be_written_is_refused(
    sqlite_database: Database, settings: Settings, tmp_path: Path
) -> None:
    import_police_archive(sqlite_database, [archive(tmp_path / "archive")], settings=settings)
    path = tmp_path / "no such folder" / "map.html"
    with pytest.raises(OutputError, match="no such folder"):
        write_map(sqlite_database, path, settings=settings, audience=Audience.PUBLIC, now=NOW)


def test_the_command_publishes_first_says_so_and_writes_the_same_bytes_twice(
    tmp_path: Path, settings: Settings
) -> None:
    runner = CliRunner()
    database = ["--database", f"sqlite:///{tmp_path / 'map.sqlite'}"]
    imported = runner.invoke(main, [*database, "import", "police", str(archive(tmp_path / "archive"))])
    assert imported.exit_code == 0, imported.output
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    result = runner.invoke(main, [*database, "map", "-o", str(first)])
    assert result.exit_code == 0, result.output
    assert "Nothing is published for this month yet" in result.stderr
    assert "2 hotspots, January to December 2025" in result.stdout
    again = runner.invoke(main, [*database, "map", "-o", str(second), "--json"])
    assert again.stderr == ""
    assert '"audience": "public"' in again.stdout
    assert first.read_bytes() == second.read_bytes()
    staff = runner.invoke(main, [*database, "map", "--audience", "staff", "-o", str(second)])
    assert "For staff only" in staff.stdout
    assert b"36 incidents" in second.read_bytes()
    assert b"36 incidents" not in first.read_bytes()


def test_the_real_county_is_a_file_below_one_and_a_half_megabytes(
    sqlite_database: Database, settings: Settings, tmp_path: Path, open_data: Path
) -> None:
    police = open_data / "police" / "northamptonshire-2025.zip"
    import_police_archive(sqlite_database, [police], settings=settings)
    path = tmp_path / "map.html"
    content = write_map(sqlite_database, path, settings=settings, audience=Audience.PUBLIC, now=NOW)
    assert sorted(content.basemap.outlines["name"]) == ["North Northamptonshire", "West Northamptonshire"]
    assert len(content.hotspots) > 300
    assert path.stat().st_size < 1_500_000


def test_data_of_another_force_are_drawn_where_they_are(
    sqlite_database: Database, settings: Settings, tmp_path: Path, open_data: Path
) -> None:
    police = open_data / "police" / "bedfordshire-2025.zip"
    import_police_archive(sqlite_database, [police], settings=settings)
    content = write_map(sqlite_database, tmp_path / "m.html", settings=settings, audience=Audience.PUBLIC, now=NOW)
    assert content.basemap.outlines.empty
    west, south, _, _ = content.hotspots.total_bounds
    assert (content.basemap.postcodes.min(axis=0) >= [west - 3_000, south - 3_000]).all()
    assert len(content.basemap.streets) > 1_000


def test_sites_are_shown_to_staff_before_any_hotspot_was_found(sqlite_database: Database, settings: Settings) -> None:
    with sqlite_database.write() as connection:
        write_sites(connection, sites(shapely.Point(486_000, 278_000), shapely.Point(488_000, 279_000)))
    content = staff_map_content(sqlite_database, settings=settings)
    assert content.hotspots.empty
    assert content.sites is not None
    assert set(content.sites["site_id"]) == {"S0", "S1"}
