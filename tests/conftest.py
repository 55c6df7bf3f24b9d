"""Give every test real things: a migrated database on SQLite and on PostgreSQL, open data, a browser."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright

from geo_ij.store.database import Database, open_database
from tests.chromium_pages import FLAGS, WatchedPages
from tests.postgres_cluster import Cluster, running_cluster
from tools.system_packages import find_atomic_library, find_chromium, find_postgresql

# The tests hide GEO_IJ_* from the program, so this is read before they do.
OPEN_DATA = Path(os.environ.get("GEO_IJ_OPEN_DATA", Path(__file__).parents[2] / "shared" / "data"))

# A slow machine is not a fault in the code, and a build must give the same answer twice.
hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def open_data() -> Path:
    """Give the folder of real open data, or skip where it is not beside the clone."""
    if not OPEN_DATA.is_dir():
        pytest.skip("the real open data are not here: GEO_IJ_OPEN_DATA names their folder")
    return OPEN_DATA


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the data and settings of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        for variable in os.environ:
            if variable.startswith("GEO_IJ_"):
                patch.delenv(variable)
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session")
def _migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def sqlite_database(tmp_path: Path, _migrated_sqlite: Path) -> Iterator[Database]:
    """Give a new SQLite database."""
    path = tmp_path / "test.sqlite"
    shutil.copyfile(_migrated_sqlite, path)
    database = open_database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """Give a throw-away PostgreSQL server with PostGIS, or skip where there is none."""
    programs = find_postgresql()
    if programs is None:
        pytest.skip("PostgreSQL with PostGIS is not installed: `make test` says which package brings it")
    with running_cluster(programs) as cluster:
        yield cluster


@pytest.fixture
def postgresql_database(postgres_cluster: Cluster) -> Iterator[Database]:
    """Give a new PostgreSQL database."""
    name = postgres_cluster.new_database()
    database = open_database(postgres_cluster.url(name))
    yield database
    database.close()
    postgres_cluster.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """Give a new database, once of each kind: a test that takes this runs on both."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def database_url(database: Database) -> str:
    """Give the URL of the new database, for what opens it itself."""
    return database.engine.url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give a real Chromium, or skip where there is none."""
    program = find_chromium()
    if program is None or find_atomic_library() is None:
        pytest.skip("Chromium or its driver's library is not installed: `make test` says which package brings it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page_at(chromium: Browser) -> Iterator[WatchedPages]:
    """Open pages by width, as in `page_at(390)`.

    The test fails if one of them wrote an error or asked for anything outside this machine.
    """
    pages = WatchedPages(chromium)
    yield pages
    pages.close()
    assert pages.faults == []
