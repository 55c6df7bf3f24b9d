"""The geocoder is ready when it is opened: its index is made once, and later only what changed is made anew."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pandas as pd
import pytest

from geo_ij.errors import SettingsError, StoreError
from geo_ij.geocode.location import Location
from geo_ij.services import geocoder as service
from geo_ij.services.geocoder import PlaceFinder, index_path, open_geocoder
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.local_names import SOURCE, TypedName, add_local_name, remove_local_name
from geo_ij.services.progress import Silent
from geo_ij.settings import Settings, read_settings
from geo_ij.store.database import Database, open_database
from geo_ij.vocabulary import LocationStatus, Precision
from tests.police_files import archive, row

TODAY = dt.date(2026, 3, 15)
YARD = TypedName(
    name="Quillmaker Yard", town="Kettering", longitude=-0.7219, latitude=52.38, uncertainty_m=150,
    aliases=("The Quills",),
)  # fmt: skip


class Heard(Silent):
    """Remembers what was said."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)

    @property
    def layers(self) -> list[str]:
        return [line.strip() for line in self.lines if line.startswith("  ")]


@pytest.fixture
def few_postcodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give two postcodes in place of a county's, which take seconds to read."""

    def near(shape: object, *, margin_m: float) -> pd.DataFrame:
        assert margin_m > 0
        return pd.DataFrame(
            [("NN156DP", 487_047.0, 277_421.0, 80.0)], columns=["code", "easting", "northing", "extent_m"]
        )

    def districts() -> pd.DataFrame:
        return pd.DataFrame(
            [("SW1A", 529_600.0, 179_900.0, 900.0)], columns=["code", "easting", "northing", "extent_m"]
        )

    monkeypatch.setattr(service, "postcodes_near", near)
    monkeypatch.setattr(service, "postcode_districts", districts)


@pytest.fixture
def settings(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """Give the settings of the database; the index of PostgreSQL goes to a folder of the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return read_settings({}, database_url=database.engine.url.render_as_string(hide_password=False))


def heard_opening(database: Database, settings: Settings) -> tuple[PlaceFinder, list[str]]:
    heard = Heard()
    return open_geocoder(database, settings=settings, progress=heard), heard.layers


def found(finder: PlaceFinder, text: str) -> Location:
    location = finder.locate(text)
    assert location.status is LocationStatus.MATCHED, location
    assert location.best is not None
    return location


def test_a_sqlite_index_lies_beside_its_database(tmp_path: Path) -> None:
    path = index_path(f"sqlite:///{tmp_path}/scheme.sqlite")
    assert path == tmp_path / "scheme.geocoder.sqlite"
    assert index_path(f"sqlite:///{tmp_path}/other.sqlite") != path


def test_any_other_index_lies_in_the_cache_one_for_each_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    one = index_path("postgresql+psycopg://ann:secret@localhost/scheme")
    assert one.parent == tmp_path / "geo-ij"
    assert "secret" not in str(one)
    assert one == index_path("postgresql+psycopg://ann:changed@localhost/scheme"), "a new password is no new database"
    assert one != index_path("postgresql+psycopg://ann:secret@localhost/other")
    assert index_path("sqlite:///:memory:").parent == tmp_path / "geo-ij"


@pytest.mark.usefixtures("few_postcodes")
def test_it_knows_what_is_shipped_stored_and_imported(database: Database, settings: Settings, tmp_path: Path) -> None:
    months = {"2025-03": [row(month="2025-03", Location="On or near Quillmaker Street"), row(month="2025-03")]}
    path = archive(tmp_path / "a.zip", months)
    import_police_archive(database, [path], settings=settings, today=TODAY)
    add_local_name(database, YARD, settings=settings)
    finder, layers = heard_opening(database, settings)
    assert layers[:3] == ["shipped names", "postcodes", "postcode districts"]
    assert sorted(layers[3:]) == ["police", SOURCE]
    street = found(finder, "Quillmaker Street, Kettering").best
    assert street is not None
    assert (street.precision, street.source) == (Precision.STREET, "police")
    yard = found(finder, "The Quills").best
    assert yard is not None
    assert (yard.name, yard.precision) == ("Quillmaker Yard, Kettering", Precision.PLACE)
    assert found(finder, "Kettering").best is not None
    assert found(finder, "NN15 6DP").best is not None
    assert finder.locate("Leicester").status is LocationStatus.OUTSIDE_AREA
    assert finder.locate("SW1A").status is LocationStatus.OUTSIDE_AREA
    assert finder.locate("Quillmaker Street, Leicester").status is LocationStatus.OUTSIDE_AREA


@pytest.mark.usefixtures("few_postcodes")
def test_the_index_is_made_once_and_only_what_changed_is_made_anew(database: Database, settings: Settings) -> None:
    _, first = heard_opening(database, settings)
    assert first == ["shipped names", "postcodes", "postcode districts"]
    path = index_path(settings.database_url)
    assert path.is_file()
    heard = Heard()
    open_geocoder(database, settings=settings, progress=heard)
    assert heard.lines == []
    added = add_local_name(database, YARD, settings=settings)
    finder, second = heard_opening(database, settings)
    assert second == [SOURCE]
    assert found(finder, "Quillmaker Yard")
    assert heard_opening(database, settings)[1] == []
    remove_local_name(database, added.reference)
    finder, third = heard_opening(database, settings)
    assert third == [SOURCE]
    assert finder.locate("Quillmaker Yard").best is None


@pytest.mark.usefixtures("few_postcodes")
def test_another_service_area_needs_other_postcodes(database: Database, settings: Settings) -> None:
    heard_opening(database, settings)
    north = read_settings({}, database_url=settings.database_url, service_area="North Northamptonshire")
    finder, layers = heard_opening(database, north)
    assert layers == ["postcodes"]
    assert found(finder, "Kettering")
    assert finder.locate("Daventry").status is LocationStatus.OUTSIDE_AREA, "it lies in the west"


@pytest.mark.usefixtures("few_postcodes")
def test_an_unknown_service_area_is_refused(database: Database, settings: Settings) -> None:
    nowhere = read_settings({}, database_url=settings.database_url, service_area="Atlantis")
    with pytest.raises(SettingsError, match=r"GEO_IJ_SERVICE_AREA.*Atlantis"):
        open_geocoder(database, settings=nowhere)


@pytest.mark.usefixtures("few_postcodes")
@pytest.mark.parametrize("content", [b"", b"not a database " * 200, b"SQLite format 3\x00" + b"\x00" * 500])
def test_a_broken_index_is_made_anew(database: Database, settings: Settings, content: bytes) -> None:
    path = index_path(settings.database_url)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    finder, layers = heard_opening(database, settings)
    assert layers == ["shipped names", "postcodes", "postcode districts"]
    assert found(finder, "Kettering")


@pytest.mark.usefixtures("few_postcodes")
def test_a_folder_in_the_place_of_the_index_is_refused(database: Database, settings: Settings) -> None:
    index_path(settings.database_url).mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be written"):
        open_geocoder(database, settings=settings)


@pytest.mark.usefixtures("few_postcodes")
def test_the_index_may_be_deleted_at_any_time(database: Database, settings: Settings) -> None:
    finder, _ = heard_opening(database, settings)
    before = finder.locate("Kettering")
    index_path(settings.database_url).unlink()
    assert finder.locate("Kettering") == before, "what is open stays"
    assert heard_opening(database, settings)[0].locate("Kettering") == before


@pytest.mark.usefixtures("few_postcodes")
def test_several_threads_share_one_geocoder_and_open_their_own(database: Database, settings: Settings) -> None:
    add_local_name(database, YARD, settings=settings)
    texts = ["Kettering", "NN15 6DP", "Quillmaker Yard", "High Street", "nowhere at all", "Leicester"] * 5
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_geocoder(database, settings=settings), range(4)))
        alone = [opened[0].locate(text) for text in texts]
        assert list(pool.map(opened[0].locate, texts)) == alone
    for finder in opened[1:]:
        assert [finder.locate(text) for text in texts] == alone


OPEN_AND_ASK = """
import sys
from pathlib import Path
import pandas as pd
from geo_ij.services import geocoder
from geo_ij.settings import read_settings
from geo_ij.store.database import open_database

columns = ["code", "easting", "northing", "extent_m"]
geocoder.postcodes_near = lambda shape, margin_m: pd.DataFrame([("NN156DP", 487047.0, 277421.0, 80.0)], columns=columns)
geocoder.postcode_districts = lambda: pd.DataFrame([("SW1A", 529600.0, 179900.0, 900.0)], columns=columns)
database = open_database(sys.argv[1])
settings = read_settings({}, database_url=sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(geocoder.open_geocoder(database, settings=settings).locate("NN15 6DP").reason, flush=True)
database.close()
"""


@contextmanager
def waiting_process(database_url: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", OPEN_AND_ASK, database_url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


def test_two_processes_at_once_make_one_index(sqlite_database: Database) -> None:
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    first: AbstractContextManager[subprocess.Popen[str]] = waiting_process(url)
    with first as one, waiting_process(url) as other:
        for process in (one, other):
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        answers = {process.communicate(timeout=60)[0] for process in (one, other)}
        assert answers == {"Found the postcode NN15 6DP.\n"}
        assert (one.returncode, other.returncode) == (0, 0)


def test_the_shipped_county_is_known_without_any_import(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.sqlite"
    database = open_database(url)
    finder = open_geocoder(database, settings=read_settings({}, database_url=url))
    postcode = found(finder, "nn156dp").best
    assert postcode is not None
    assert (postcode.name, postcode.precision) == ("NN15 6DP", Precision.POSTCODE)
    assert abs(postcode.easting - 487_060) < 150, "beside Spring Rise"
    assert postcode.uncertainty_m < 150
    for text in ("Spring Rise Park, Kettering", "the Highfield Estate in Kettering"):
        place = found(finder, text).best
        assert place is not None
        assert place.precision is Precision.PLACE
    assert finder.locate("10 Downing Street, London SW1A 2AA").status is LocationStatus.OUTSIDE_AREA
    assert finder.locate("LE1 5FQ").status is LocationStatus.OUTSIDE_AREA
    assert finder.locate("High Street").best is None
    database.close()
