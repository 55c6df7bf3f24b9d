"""Give the tests of online geocoders a server on this machine, and those of the rest a geocoder of a small county."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_ij.geocode.online.geocoder import OnlineGeocoder
from geo_ij.geocode.online.pace import Pace
from geo_ij.geocode.online.providers import PROVIDERS, Server
from geo_ij.geocode.resolver import Geocoder
from geo_ij.services.geocoder import PlaceFinder, open_geocoder
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.import_gazetteer import import_gazetteer
from geo_ij.settings import Settings, read_settings
from geo_ij.store.database import Database, open_database
from geo_ij.vocabulary import GazetteerFormat
from tests.geocode import small_town
from tests.geocode.fake_geocoder import FakeGeocoder, running_fake_geocoder
from tests.geocode.online_world import AREA, Clock, Make, Memory


@pytest.fixture
def fake() -> Iterator[FakeGeocoder]:
    with running_fake_geocoder() as found:
        yield found


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(fake: FakeGeocoder, memory: Memory, clock: Clock, tmp_path: Path) -> Make:
    def made(provider: str = "nominatim", timeout_s: float = 5.0, key: str = "a-key") -> OnlineGeocoder:
        server = Server(url=fake.url, user_agent="geo-ij/test (tests@example.org)", key=key, timeout_s=timeout_s)
        pace = Pace(tmp_path / "pace.sqlite", host=server.host, seconds=0, clock=clock.seconds)
        return OnlineGeocoder(PROVIDERS[provider], server=server, bounds=AREA, cache=memory, pace=pace, now=clock)

    return made


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Geocoder:
    """Give a geocoder of the invented county in small_town.py."""
    return small_town.built(tmp_path_factory.mktemp("small_town") / "index.sqlite", small_town.layers())


@pytest.fixture(scope="session")
def county(open_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Settings]]:
    """Give a database that knows a year of police streets and the bus stops of the county."""
    url = f"sqlite:///{tmp_path_factory.mktemp('labelled')}/county.sqlite"
    settings = read_settings({}, database_url=url)
    database = open_database(url)
    archives = [open_data / "police" / "northamptonshire-2025.zip"]
    import_police_archive(database, archives, settings=settings, today=dt.date(2026, 3, 15))
    stops = open_data / "gazetteer" / "naptan-300-northamptonshire.csv"
    import_gazetteer(database, stops, file_format=GazetteerFormat.NAPTAN)
    yield database, settings
    database.close()


@pytest.fixture(scope="session")
def county_finder(county: tuple[Database, Settings]) -> PlaceFinder:
    """Give the geocoder of that database."""
    database, settings = county
    return open_geocoder(database, settings=settings)
