import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from geo_ij.errors import StoreError
from geo_ij.store.database import Database, bulk_insert, open_database
from geo_ij.store.models import Base, Boundary


def test_a_new_database_has_every_table(database: Database) -> None:
    with database.read() as connection:
        counts = {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
            for table in Base.metadata.tables
        }
    assert {table for table, rows in counts.items() if rows} == {"content_version"}
    assert counts["content_version"] == 1


# SQLAlchemy does not know PostGIS types; the column is generated for QGIS and no model has it.
@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
def test_the_migrations_make_exactly_the_models(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        # PostGIS brings tables of its own, and `geom` is generated for QGIS alone.
        return not (reflected and other is None and (name == "spatial_ref_sys" or "geom" in (name or "")))

    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, Base.metadata) == []


def test_a_write_that_fails_leaves_nothing(database: Database) -> None:
    row = {"kind": ["ward"], "code": ["E1"], "name": ["A"], "source": ["test"], "geometry": [b"\x01"]}

    def write_and_fail() -> None:
        with database.write() as connection:
            if not database.is_postgresql:
                bulk_insert(connection, Boundary.__table__, row)
            connection.execute(text("INSERT INTO snapshots VALUES (1, 'x', 'y')"))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        write_and_fail()
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM boundaries")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM snapshots")).scalar_one() == 0


def test_sqlite_keeps_a_write_ahead_log_and_foreign_keys(sqlite_database: Database) -> None:
    with sqlite_database.read() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_a_database_of_a_newer_version_is_refused_and_left_alone(database: Database, database_url: str) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        open_database(database_url)
    with database.read() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "not a database URL"),
        ("mysql://localhost/x", "use SQLite or PostgreSQL"),
        ("postgresql://nobody@127.0.0.1:1/none", "does not answer"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_in_plain_words(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        open_database(url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.sqlite").write_text("these are my notes, not a database " * 40)
    with pytest.raises(StoreError, match="not a geo-ij database"):
        open_database(f"sqlite:///{tmp_path / 'notes.sqlite'}")
    assert (tmp_path / "notes.sqlite").read_text().startswith("these are my notes")


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="belongs to another program"):
        open_database(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        assert [name for (name,) in connection.execute("SELECT name FROM sqlite_master")] == ["theirs"]
    connection.close()
    assert len(before) == len(path.read_bytes())


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="--database"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'x.sqlite'}")


def test_a_password_is_never_shown() -> None:
    with pytest.raises(StoreError) as refusal:
        open_database("postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(refusal.value)


def test_the_file_of_a_new_database_is_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "test.sqlite"
    open_database(f"sqlite:///{path}").close()
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


@pytest.mark.postgres
def test_qgis_finds_geometry_columns_on_postgresql(postgresql_database: Database) -> None:
    with postgresql_database.write() as connection:
        connection.execute(text("INSERT INTO force_months VALUES (1, 'northamptonshire', 24300, 1, 0, 0, 'x')"))
        connection.execute(
            text(
                "INSERT INTO incidents (force_month_id, stream, easting, northing, cell) "
                "VALUES (1, 'asb', 487082, 277283, 1)"
            )
        )
    with postgresql_database.read() as connection:
        found = connection.execute(text("SELECT ST_SRID(geom), ST_X(geom), ST_Y(geom) FROM incidents")).one()
        views = connection.scalars(text("SELECT f_table_name FROM geometry_columns")).all()
    assert tuple(found) == (27700, 487082, 277283)
    assert {"incidents", "hotspots", "sites", "work", "boundaries"} <= set(views)


def test_a_change_of_content_counts_up_and_one_of_nothing_that_pages_show_does_not(database: Database) -> None:
    def number() -> int:
        with database.read() as connection:
            return int(connection.execute(text("SELECT number FROM content_version")).scalar_one())

    before = number()
    with database.write() as connection:
        connection.execute(text("INSERT INTO snapshots VALUES (1, 'x', 'y')"))
    assert number() == before + 1
    with database.write(content=False) as connection:
        connection.execute(text("DELETE FROM snapshots"))
    assert number() == before + 1


def test_a_database_is_opened_as_it_is_without_being_made_or_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with pytest.raises(StoreError, match="there is no database yet"):
        open_database(f"sqlite:///{path}", as_it_is=True)
    assert not path.exists()
    path.touch()
    database = open_database(f"sqlite:///{path}", as_it_is=True)
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one() == 0
    database.close()
    for url in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(StoreError, match="name a file"):
            open_database(url, as_it_is=True)
