"""Hotspot ids and roughly known incidents in the store, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text

from geo_ij.frames import INCIDENT_COUNTS, check
from geo_ij.hotspots.identity import Event, Identity
from geo_ij.store import identity_rows, incident_rows, migrations
from geo_ij.store.database import Database, open_database
from geo_ij.vocabulary import IdentityEvent, IdentityState
from tests.postgres_cluster import Cluster

MONTH = 24_300


def identity(hotspot_id: str, *, merged_into: str | None = None, **facts: object) -> Identity:
    state = IdentityState.FOUND if merged_into is None else IdentityState.MERGED
    shape = shapely.box(487_000, 277_000, 487_200, 277_200)
    plain = {"shape": shape, "state": state, "first_as_of": MONTH, "last_as_of": MONTH, "merged_into": merged_into}
    return Identity(hotspot_id, **plain | facts)  # type: ignore[arg-type]


def stored(database: Database, *identities: Identity, method: str = "coverage") -> None:
    with database.write() as connection:
        identity_rows.write_identities(connection, list(identities), method=method)


def test_ids_come_back_as_they_were_written_and_methods_do_not_mix(database: Database) -> None:
    known = [identity("HA", split_from="HB", first_as_of=MONTH - 3), identity("HB", merged_into="HA")]
    stored(database, identity("OLD"))
    stored(database, *known)
    stored(database, identity("HA", state=IdentityState.GONE), method="counts")
    with database.read() as connection:
        assert identity_rows.read_identities(connection, method="coverage") == known
        assert identity_rows.read_identity(connection, "HB", method="coverage") == known[1]
        assert identity_rows.read_identity(connection, "HB", method="counts") is None
        (other,) = identity_rows.read_identities(connection, method="counts")
    assert other.state == IdentityState.GONE


def test_the_log_lists_what_happened_to_an_id_and_through_it(database: Database) -> None:
    first = [Event("HA", IdentityEvent.APPEARED), Event("HC", IdentityEvent.APPEARED)]
    second = [Event("HB", IdentityEvent.MERGED_INTO, "HA"), Event("HD", IdentityEvent.GONE)]
    with database.write() as connection:
        identity_rows.add_events(connection, first, method="coverage", as_of=MONTH, fingerprint="one")
        identity_rows.add_events(connection, second, method="coverage", as_of=MONTH + 1, fingerprint="two")
        identity_rows.add_events(connection, first, method="counts", as_of=MONTH, fingerprint="one")
        identity_rows.add_events(connection, [], method="coverage", as_of=MONTH + 2, fingerprint="three")
    with database.read() as connection:
        found = identity_rows.events_of(connection, "HA", method="coverage")
        marks = connection.scalars(text("SELECT data_fingerprint FROM hotspot_events WHERE hotspot_id = 'HB'")).all()
    assert found == [(MONTH, first[0]), (MONTH + 1, second[0])]
    assert marks == ["two"]


def test_an_id_leads_through_every_merge_to_the_one_its_place_bears(database: Database) -> None:
    chain = [identity("HA", merged_into="HB"), identity("HB", merged_into="HC"), identity("HC")]
    gone = identity("HG", state=IdentityState.GONE)
    stored(database, *chain, gone, identity("HX", merged_into="HY"), identity("HY", merged_into="HX"))
    with database.read() as connection:
        for asked, expected in (("HA", "HC"), ("HC", "HC"), ("HG", "HG"), ("UNKNOWN", "UNKNOWN")):
            assert identity_rows.resolve_id(connection, asked) == expected
        assert identity_rows.resolve_id(connection, "HA", method="counts") == "HA"
        assert identity_rows.resolve_id(connection, "HX") in {"HX", "HY"}  # a loop made by hand ends


def arriving(**columns: list[float]) -> pd.DataFrame:
    rows = {"stream": ["asb"] * 3, "easting": [487_000.0] * 3, "northing": [277_000.0] * 3, "lsoa_code": [None] * 3}
    return pd.DataFrame(rows | columns)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [({}, {0.0: 3}), ({"uncertainty_m": [0.0, 80.5, 80.5]}, {0.0: 1, 80.5: 2})],
    ids=["police", "geocoded"],
)
def test_incidents_keep_how_well_they_are_known(
    database: Database, columns: dict[str, list[float]], expected: dict[float, int]
) -> None:
    with database.write() as connection:
        incident_rows.replace_force_month(
            connection, force="northamptonshire", month=MONTH, incidents=arriving(**columns),
            asb_read=3, criminal_damage_read=0, other_read=0, fingerprint="x",
        )  # fmt: skip
    with database.read() as connection:
        counts = incident_rows.read_counts(connection, stream="asb", first_month=MONTH, last_month=MONTH)
        nothing = incident_rows.read_counts(connection, stream="asb", first_month=1, last_month=2)
    check(counts, INCIDENT_COUNTS)
    assert dict(zip(counts["uncertainty_m"], counts["incidents"], strict=True)) == expected
    check(nothing, INCIDENT_COUNTS)
    assert len(nothing) == 0


def upgraded_to_the_first(engine: Engine) -> None:
    """Make the tables that the first version had."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    environment = EnvironmentContext(config, scripts, fn=lambda revision, _: scripts._upgrade_revs("0001", revision))
    with environment, engine.connect() as connection, connection.begin():
        environment.configure(connection=connection)
        environment.run_migrations()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'first.sqlite'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    name = cluster.new_database(migrated=False)
    yield cluster.url(name)
    cluster.drop_database(name)


HOTSPOT = (
    "INSERT INTO hotspots (run_id, hotspot_id, rank, name, score, incidents, reports, months_active, hotspot_class, "
    "q_value, area_ha, width_m, length_m, monthly, geometry, easting, northing) VALUES "
    "(:run, :id, :rank, 'Gold Street', 1, 2, 0, 1, 'temporary', 1, 1.8, 150, 150, '[]', :shape, 0, 0)"
)


def test_ids_given_by_the_first_version_are_remembered(empty_url: str) -> None:
    engine = create_engine(empty_url.replace("postgresql:", "postgresql+psycopg:"))
    upgraded_to_the_first(engine)
    shape = shapely.box(487_000, 277_000, 487_200, 277_200)
    with engine.begin() as connection:
        for run, as_of, months in ((1, MONTH - 1, 12), (2, MONTH, 12), (3, MONTH, 2)):
            values = {"run": run, "as_of": as_of, "months": months}
            connection.execute(text("INSERT INTO hotspot_runs VALUES (:run, :as_of, :months, 'coverage', 'x')"), values)
        for run, rank, hotspot_id in ((1, 1, "BEFORE"), (2, 1, "HB"), (2, 2, "HA"), (3, 1, "ASIDE")):
            values = {"run": run, "rank": rank, "id": hotspot_id, "shape": shapely.to_wkb(shape)}
            connection.execute(text(HOTSPOT), values)
    engine.dispose()
    database = open_database(empty_url)
    with database.read() as connection:
        known = identity_rows.read_identities(connection, method="coverage")
        events = [identity_rows.events_of(connection, name, method="coverage") for name in ("HA", "BEFORE")]
        shares = connection.scalars(text("SELECT uncertain_share FROM hotspots")).all()
    database.close()
    assert known == [identity("HA", shape=shape), identity("HB", shape=shape)]
    assert events == [[(MONTH, Event("HA", IdentityEvent.APPEARED))], []]
    assert np.all(np.array(shares) == 0)


@pytest.mark.postgres
def test_qgis_finds_the_last_known_shapes(postgresql_database: Database) -> None:
    stored(postgresql_database, identity("HA"))
    with postgresql_database.read() as connection:
        found = connection.execute(text("SELECT ST_SRID(geom), ST_Area(geom) FROM hotspot_identities")).one()
    assert tuple(found) == (27700, 40_000)
