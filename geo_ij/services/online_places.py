"""Give the online geocoder that the settings ask for, its answers kept in the database; by default there is none."""

import datetime as dt
import ipaddress
import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import shapely
from platformdirs import user_data_path

from geo_ij import __version__
from geo_ij.errors import SettingsError
from geo_ij.geocode.online.geocoder import KEPT_FOR, KeptAnswer, OnlineGeocoder
from geo_ij.geocode.online.pace import Pace
from geo_ij.geocode.online.providers import NOMINATIM, PHOTON, PROVIDERS, Bounds, Provider, Server
from geo_ij.services.progress import Progress, Silent
from geo_ij.services.service_area import service_area
from geo_ij.settings import SETTINGS, Settings
from geo_ij.store import online_rows
from geo_ij.store.database import Database

_LONGEST_USER_AGENT = 200


class StoredAnswers:
    """The answers of online geocoders in the database (`geocode.online.AnswerCache`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, text_key: str, *, provider: str) -> KeptAnswer | None:
        """Give what is kept for a text, or None."""
        with self._database.read() as connection:
            found = online_rows.read_answer(connection, text_key, provider=provider)
        return None if found is None else KeptAnswer(found[0], dt.datetime.fromisoformat(found[1]))

    def put(self, text_key: str, *, provider: str, kept: KeptAnswer) -> None:
        """Keep an answer in place of an older one, and delete those that are too old to be used."""
        asked_at = kept.asked_at.astimezone(dt.UTC)
        with self._database.write(content=False) as connection:
            online_rows.delete_answers(connection, before=_text(asked_at - KEPT_FOR))
            online_rows.replace_answer(
                connection, text_key, provider=provider, answer=kept.answer, asked_at=_text(asked_at)
            )


def online_geocoder(
    database: Database, *, settings: Settings, pace_file: Path | None = None, progress: Progress | None = None
) -> OnlineGeocoder | None:
    """Make the online geocoder of the settings, or None where none is set. Nothing is asked yet.

    Do not ask it while a write to the same database is open: it writes its answers in a transaction of its own.
    Raises SettingsError that names every setting that cannot be used.
    """
    if not settings.online_geocoder:
        return None
    provider, server = _checked(settings)
    west, south, east, north = shapely.bounds(service_area(database, settings=settings).polygon)
    bounds: Bounds = (float(west), float(south), float(east), float(north))
    (progress or Silent()).say(f"Places that no gazetteer knows are asked of {provider.label} at {server.host}.")
    path = pace_file or user_data_path("geo-ij", appauthor=False) / "online-geocoders.sqlite"
    pace = Pace(path, host=server.host, seconds=settings.online_geocoder_seconds)
    return OnlineGeocoder(provider, server=server, bounds=bounds, cache=StoredAnswers(database), pace=pace)


def _checked(settings: Settings) -> tuple[Provider, Server]:
    """Give the provider and the server of the settings. Raises SettingsError with every fault."""
    provider = PROVIDERS.get(settings.online_geocoder.casefold())
    if provider is None:
        raise SettingsError(
            f"{_variable('online_geocoder')} is {settings.online_geocoder!r}: give one of {', '.join(PROVIDERS)}, or "
            "leave it empty"
        )
    url = settings.online_geocoder_url or provider.default_url
    faults = _url_faults(url)
    if provider.needs_key and not settings.online_geocoder_key:
        faults.append(f"{_variable('online_geocoder_key')} is empty: {provider.label} needs a key")
    if not faults and urlsplit(url).hostname in {urlsplit(each.default_url).hostname for each in (NOMINATIM, PHOTON)}:
        faults += _public_faults(settings, provider)
    if faults:
        raise SettingsError(faults)
    return provider, Server(url=url, user_agent=_user_agent(settings), key=settings.online_geocoder_key)


def _public_faults(settings: Settings, provider: Provider) -> list[str]:
    """Find what the rules of a public server that everybody shares forbid."""
    faults = []
    if settings.online_geocoder_seconds < 1:
        faults.append(
            f"{_variable('online_geocoder_seconds')} is 0: everybody shares the public {provider.label}, so give 1 or "
            "more, or use a server of your own"
        )
    if provider is NOMINATIM and not _plain(settings.contact):
        faults.append(
            f"{_variable('contact')} is empty: the public {provider.label} wants to know whom to tell when something "
            "goes wrong; give an e-mail address, or use a server of your own"
        )
    return faults


def _url_faults(url: str) -> list[str]:
    variable = _variable("online_geocoder_url")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return [f"{variable} is not a web address: write, for example, https://maps.example.org"]
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s\\%]", url):
        return [f"{variable} is not a web address: write, for example, https://maps.example.org"]
    if "@" in parts.netloc or parts.query or parts.fragment:
        return [f"{variable} holds more than a host and a folder: leave out names, passwords and what follows ? or #"]
    if parts.scheme == "http" and not _is_near(parts):
        fault = "begins with http: what residents write would cross the network readable to all"
        return [f"{variable} {fault}; use https (http is for this machine and private networks)"]
    return []


def _is_near(parts: SplitResult) -> bool:
    """Say whether a host is this machine, in a private network, or a name without a dot, which only those have."""
    host = parts.hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host
    return address.is_loopback or address.is_private


def _user_agent(settings: Settings) -> str:
    """Say which service asks and whom to reach."""
    told = "; ".join(filter(None, (_plain(settings.service_name), _plain(settings.contact))))
    return f"geo-ij/{__version__} ({told})"[:_LONGEST_USER_AGENT]


def _plain(text: str) -> str:
    """Give the part of a text that a header of a request may hold."""
    return " ".join(re.sub(r"[^ -~]|[();]", " ", text).split())


def _text(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _variable(name: str) -> str:
    return SETTINGS[name].variable
