"""List the online geocoders that can be asked: where each is, how geopy asks it and how its answers are read."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

from geopy.exc import GeopyError
from geopy.geocoders import Nominatim, Photon
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

from geo_ij.geocode.online import answers
from geo_ij.geocode.online.answers import Finding
from geo_ij.geocode.online.requests import CarefulAdapter
from geo_ij.projection import to_degrees

MOST_ANSWERS = 5
"""How many places are asked for."""

Bounds = tuple[float, float, float, float]
"""West, south, east and north in metres (EPSG:27700)."""

# geopy logs the address of every question, which holds the text and the key.
logging.getLogger("geopy").addFilter(lambda record: False)


@dataclass(frozen=True)
class Server:
    """Where to ask, as whom, with which key, and how many seconds to wait for an answer."""

    url: str
    user_agent: str
    key: str = field(default="", repr=False)
    timeout_s: float = 5.0

    @property
    def host(self) -> str:
        """The host, to which a pace is owed."""
        return urlsplit(self.url).netloc.casefold()

    def options(self) -> dict[str, Any]:
        """Give what every geocoder of geopy is made with."""
        scheme, host, path = urlsplit(self.url)[:3]
        return {
            "scheme": scheme,
            "domain": f"{host}{path}".rstrip("/"),
            "user_agent": self.user_agent,
            "timeout": self.timeout_s,
            "adapter_factory": CarefulAdapter,
        }


Ask = Callable[[str], "list[Location] | None"]


@dataclass(frozen=True)
class Provider:
    """One online geocoder: `asking` makes the question for a server and an area, `read` makes sense of one answer.

    `default_url` is the public server.
    """

    name: str
    label: str
    default_url: str
    asking: Callable[[Server, Bounds], Ask]
    read: Callable[[Mapping[str, Any]], Finding | None]
    needs_key: bool = False

    def ask(self, text: str, *, server: Server, bounds: Bounds) -> list[Finding]:
        """Ask a server once and give what it found, likeliest first; an answer that is no place is left out.

        Raises GeopyError when there is no answer, or none that can be read.
        """
        try:
            found: Sequence[Any] = self.asking(server, bounds)(text) or []
            findings = [self.read(place.raw) for place in found[:MOST_ANSWERS]]
        except GeopyError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, UserWarning):
            # geopy trusts the shape of an answer; whatever breaks in reading it means the same.
            raise GeopyError("the answer cannot be read") from None
        return [finding for finding in findings if finding is not None]


def _nominatim(server: Server, bounds: Bounds) -> Ask:
    west, south, east, north = _in_degrees(bounds)
    return partial(
        Nominatim(**server.options()).geocode,
        exactly_one=False,
        limit=MOST_ANSWERS,
        language="en",
        country_codes="gb",
        viewbox=[(south, west), (north, east)],
    )


def _photon(server: Server, bounds: Bounds) -> Ask:
    west, south, east, north = _in_degrees(bounds)
    return partial(
        Photon(**server.options()).geocode,
        exactly_one=False,
        limit=MOST_ANSWERS,
        language="en",
        # Its box would leave out what lies elsewhere, and that a place lies elsewhere is an answer.
        location_bias=((south + north) / 2, (west + east) / 2),
    )


def _os_names(server: Server, bounds: Bounds) -> Ask:
    return partial(OSNames(key=server.key, **server.options()).geocode, exactly_one=False, bounds=bounds)


class OSNames(Geocoder):  # type: ignore[misc]  # geopy has no types
    """The OS Names API of Ordnance Survey: names of places, roads and postcodes in Great Britain, by key.

    Its points are in metres (EPSG:27700). Documentation: https://osdatahub.os.uk/docs/names/technicalSpecification
    """

    def __init__(self, *, key: str, domain: str, **options: Any) -> None:
        super().__init__(**options)
        self._key = key
        self._api = f"{self.scheme}://{domain}/search/names/v1/find"

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL, bounds: Bounds | None = None
    ) -> Any:
        """Find places by name, those within `bounds` (metres, EPSG:27700) first."""
        asked: dict[str, Any] = {"query": query, "maxresults": 1 if exactly_one else MOST_ANSWERS, "format": "JSON"}
        if bounds is not None:
            asked["bounds"] = ",".join(f"{metres:.0f}" for metres in bounds)
        url = f"{self._api}?{urlencode({**asked, 'key': self._key})}"
        return self._call_geocoder(url, partial(self._parse_json, exactly_one=exactly_one), timeout=timeout)

    @staticmethod
    def _parse_json(answer: Any, *, exactly_one: bool) -> Any:
        places = [_os_location(result["GAZETTEER_ENTRY"]) for result in answer.get("results", [])]
        if exactly_one:
            return places[0] if places else None
        return places


def _os_location(entry: Mapping[str, Any]) -> Location:
    longitude, latitude = to_degrees(float(entry["GEOMETRY_X"]), float(entry["GEOMETRY_Y"]))
    return Location(str(entry["NAME1"]), (float(latitude), float(longitude)), dict(entry))


def _in_degrees(bounds: Bounds) -> Bounds:
    """Give the box in degrees around a box in metres."""
    west, south, east, north = bounds
    longitude, latitude = to_degrees([west, west, east, east], [south, north, south, north])
    return float(longitude.min()), float(latitude.min()), float(longitude.max()), float(latitude.max())


NOMINATIM = Provider(
    "nominatim", "Nominatim", "https://nominatim.openstreetmap.org", _nominatim, answers.read_nominatim
)
PHOTON = Provider("photon", "Photon", "https://photon.komoot.io", _photon, answers.read_photon)
OS_NAMES = Provider("osnames", "OS Names", "https://api.os.uk", _os_names, answers.read_os_names, needs_key=True)

PROVIDERS: dict[str, Provider] = {provider.name: provider for provider in (NOMINATIM, PHOTON, OS_NAMES)}
"""Every online geocoder by the name that the setting has for it."""
