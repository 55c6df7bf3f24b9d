"""The settings say whether, whom and how an online geocoder is asked, and its answers are kept in the database."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo_ij.errors import SettingsError
from geo_ij.geocode.online.geocoder import KeptAnswer, OnlineGeocoder
from geo_ij.services.online_places import StoredAnswers, online_geocoder
from geo_ij.settings import Settings, read_settings
from geo_ij.store.database import Database
from tests.geocode.fake_geocoder import FakeGeocoder, running_fake_geocoder

MOMENT = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def settings(**values: str) -> Settings:
    return read_settings({f"GEO_IJ_{name.upper()}": value for name, value in values.items()})


@pytest.fixture
def fake() -> Iterator[FakeGeocoder]:
    with running_fake_geocoder() as found:
        yield found


def made(database: Database, path: Path, **values: str) -> OnlineGeocoder:
    geocoder = online_geocoder(database, settings=settings(**values), pace_file=path / "pace.sqlite")
    assert geocoder is not None
    return geocoder


def test_by_default_there_is_none(sqlite_database: Database) -> None:
    assert online_geocoder(sqlite_database, settings=settings()) is None


def test_an_own_server_is_asked_once_and_the_answer_kept(
    database: Database, tmp_path: Path, fake: FakeGeocoder
) -> None:
    chosen = {
        "online_geocoder": "Nominatim",
        "online_geocoder_url": f"{fake.url}/",
        "online_geocoder_seconds": "0",
        "service_name": "Räumt auf (Kettering)",
        "contact": "tidy@example.org",
    }
    first = made(database, tmp_path, **chosen).places("Sharpener Lane, Ketterby")
    assert [place.name for place in first if place.precision == "street"] == ["Sharpener Lane, Ketterby, England"]
    assert made(database, tmp_path, **chosen).places("on Sharpener Lane, Ketterby") == first
    (question,) = fake.questions
    assert question.headers["User-Agent"].startswith("geo-ij/")
    assert question.headers["User-Agent"].endswith("(R umt auf Kettering; tidy@example.org)")
    west, south, east, north = map(float, question.query["viewbox"].split(","))
    # Northamptonshire, the service area by default.
    assert (west, south, east, north) == pytest.approx((-1.33, 51.98, -0.34, 52.64), abs=0.02)


def test_kept_answers_are_replaced_and_the_oldest_deleted(database: Database) -> None:
    answers = StoredAnswers(database)
    assert answers.get("mill lane", provider="nominatim") is None
    answers.put("mill lane", provider="nominatim", kept=KeptAnswer("1", MOMENT))
    answers.put("mill lane", provider="photon", kept=KeptAnswer("2", MOMENT))
    answers.put("mill lane", provider="nominatim", kept=KeptAnswer("3", MOMENT + dt.timedelta(days=80)))
    assert answers.get("mill lane", provider="nominatim") == KeptAnswer("3", MOMENT + dt.timedelta(days=80))
    assert answers.get("mill lane", provider="photon") == KeptAnswer("2", MOMENT)
    answers.put("x" * 120, provider="nominatim", kept=KeptAnswer("4", MOMENT + dt.timedelta(days=91)))
    assert answers.get("mill lane", provider="photon") is None
    assert answers.get("mill lane", provider="nominatim") is not None


REFUSED = [
    ({"online_geocoder": "google"}, "GEO_IJ_ONLINE_GEOCODER is 'google'"),
    ({"online_geocoder": "nominatim"}, "GEO_IJ_CONTACT is empty"),
    ({"online_geocoder": "nominatim", "contact": "(;)"}, "GEO_IJ_CONTACT is empty"),
    ({"online_geocoder": "photon", "online_geocoder_seconds": "0"}, "GEO_IJ_ONLINE_GEOCODER_SECONDS is 0"),
    ({"online_geocoder": "osnames"}, "GEO_IJ_ONLINE_GEOCODER_KEY is empty"),
]
ADDRESSES = [
    ("maps.example.org", "not a web address"),
    ("ftp://maps.example.org", "not a web address"),
    ("https://", "not a web address"),
    ("https://[x", "not a web address"),
    ("https://maps.example.org:port", "not a web address"),
    ("https://maps.example.org/a b", "not a web address"),
    ("https://me:secret@maps.example.org", "more than a host"),
    ("https://maps.example.org/?q=1", "more than a host"),
    ("http://maps.example.org", "begins with http"),
    ("http://8.8.8.8", "begins with http"),
]


@pytest.mark.parametrize(("values", "fault"), REFUSED, ids=[fault for _, fault in REFUSED])
def test_settings_that_cannot_be_used_are_refused(
    sqlite_database: Database, values: dict[str, str], fault: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        online_geocoder(sqlite_database, settings=settings(**values))
    assert fault in str(refusal.value)


@pytest.mark.parametrize(("url", "fault"), ADDRESSES, ids=[url for url, _ in ADDRESSES])
def test_addresses_that_cannot_be_used_are_refused(sqlite_database: Database, url: str, fault: str) -> None:
    with pytest.raises(SettingsError, match="GEO_IJ_ONLINE_GEOCODER_URL") as refusal:
        online_geocoder(sqlite_database, settings=settings(online_geocoder="photon", online_geocoder_url=url))
    assert fault in str(refusal.value)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8080", "http://[::1]/api", "http://192.168.1.5", "http://nominatim:8080", "https://a.org/n"],
)
def test_servers_of_ones_own_are_accepted(sqlite_database: Database, tmp_path: Path, url: str) -> None:
    geocoder = made(sqlite_database, tmp_path, online_geocoder="nominatim", online_geocoder_url=url)
    assert geocoder.provider.name == "nominatim"


def test_every_fault_is_named_at_once(sqlite_database: Database) -> None:
    chosen = settings(online_geocoder="osnames", online_geocoder_url="http://maps.example.org")
    with pytest.raises(SettingsError) as refusal:
        online_geocoder(sqlite_database, settings=chosen)
    assert len(refusal.value.faults) == 2


def test_the_key_is_not_shown_with_the_settings() -> None:
    assert "secret" not in repr(settings(online_geocoder_key="secret"))
