"""Give the tests of online geocoders a server on this machine, and those of the rest a geocoder of a small county."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_ij.geocode.online.geocoder import OnlineGeocoder
from geo_ij.geocode.online.pace import Pace
from geo_ij.geocode.online.providers import PROVIDERS, Server
from geo_ij.geocode.resolver import Geocoder
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
