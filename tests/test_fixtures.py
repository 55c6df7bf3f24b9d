"""The fixtures themselves: databases are real and empty, the network is closed, a page's faults are seen."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error
from pytest_socket import SocketConnectBlockedError
from sqlalchemy import text

from geo_ij.settings import read_settings
from geo_ij.store.database import Database, open_database
from tests.chromium_pages import WatchedPages, accessibility_faults
from tests.postgres_cluster import Cluster


@pytest.mark.parametrize("repetition", [1, 2])
def test_a_database_is_migrated_and_holds_nothing_of_another_test(database: Database, repetition: int) -> None:
    with database.write() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
        # The second repetition would fail here if it saw the first one's table.
        connection.execute(text("CREATE TABLE left_behind (number INTEGER)"))


def test_a_database_can_be_opened_again_by_its_url(database: Database, database_url: str) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE noted (number INTEGER)"))
    again = open_database(database_url)
    with again.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM noted")) == 0
    again.close()


@pytest.mark.postgres
def test_postgresql_has_postgis_and_is_reached_by_its_socket(postgresql_database: Database) -> None:
    with postgresql_database.read() as connection:
        area = connection.scalar(text("SELECT ST_Area(ST_MakeEnvelope(0, 0, 2, 3, 27700))"))
        assert connection.scalar(text("SHOW listen_addresses")) == ""
    assert area == 6


@pytest.mark.postgres
def test_the_short_form_of_the_url_opens_the_same_database(postgres_cluster: Cluster) -> None:
    name = postgres_cluster.new_database(migrated=False)
    database = open_database(postgres_cluster.url(name).replace("postgresql:", "postgres:"))
    assert database.is_postgresql
    database.close()
    postgres_cluster.drop_database(name)


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_tests_cannot_reach_the_network() -> None:
    with socket.socket() as outside, pytest.raises(SocketConnectBlockedError):
        outside.connect(("192.0.2.1", 80))


def test_tests_do_not_see_the_settings_or_data_of_their_user(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    assert not [variable for variable in os.environ if variable.startswith("GEO_IJ_")]
    assert str(tmp_path_factory.getbasetemp()) in read_settings().database_url


@pytest.fixture
def unwatched(chromium: Browser) -> WatchedPages:
    """Give pages whose faults do not fail the test, to look at the faults."""
    return WatchedPages(chromium)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<script>console.error('wrong')</script>", "console error: wrong"),
        ("<script>null.x</script>", "page error:"),
        ("<img src='http://192.0.2.1/x.png' alt=''>", "outside request: http://192.0.2.1/x.png"),
        (
            "<meta http-equiv='Content-Security-Policy' content=\"script-src 'none'\"><script>1</script>",
            "console error:",
        ),
    ],
)
def test_a_fault_on_a_page_is_seen(unwatched: WatchedPages, tmp_path: Path, body: str, fault: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><html lang=en><title>Page</title>{body}", encoding="utf-8")
    unwatched(390, offline=True).goto(path.as_uri())
    unwatched.close()
    assert any(found.startswith(fault) for found in unwatched.faults), unwatched.faults


@pytest.mark.browser
def test_an_offline_page_does_not_even_reach_this_machine(unwatched: WatchedPages) -> None:
    page = unwatched(1440, offline=True)
    with pytest.raises(Error, match="ERR_FAILED"):
        page.goto("http://127.0.0.1:9/")
    unwatched.close()
    assert "outside request: http://127.0.0.1:9/" in unwatched.faults


@pytest.mark.browser
def test_a_page_without_fault_passes_and_has_the_width_asked_for(page_at: WatchedPages, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><html lang=en><title>Page</title><h1>Page</h1>", encoding="utf-8")
    page = page_at(390)
    page.goto(path.as_uri())
    assert page.evaluate("window.innerWidth") == 390
    assert accessibility_faults(page) == []


@pytest.mark.browser
def test_axe_finds_a_picture_without_words(page_at: WatchedPages, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    picture = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
    path.write_text(f"<!doctype html><html lang=en><title>Page</title><img src='{picture}'>", encoding="utf-8")
    page = page_at(1440)
    page.goto(path.as_uri())
    assert [fault.split(":")[0] for fault in accessibility_faults(page)] == ["image-alt"]


def test_a_warning_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "test_warning.py"
    path.write_text("import warnings\n\n\ndef test_it():\n    warnings.warn('old')\n", encoding="utf-8")
    configuration = Path(__file__).parents[1] / "pyproject.toml"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        configuration,
        "-p",
        "no:cacheprovider",
        "--rootdir",
        tmp_path,
        path,
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "UserWarning: old" in result.stdout
