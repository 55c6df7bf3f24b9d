"""Read the requests of another Open311 GeoReport v2 server, in JSON where it speaks it, else in XML."""

import datetime as dt
import io
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from geo_ij.errors import SourceError
from geo_ij.sources.guarded_http import Fetched, GuardedHttp

SPAN = dt.timedelta(days=90)
"""What the specification lets be asked for at once."""

LARGEST_XML = 5_000_000
"""How many bytes of XML are read, in which markup alone takes many times the room that it has in an answer."""

MOST_ELEMENTS = 200_000
"""How many elements of XML are read."""

DEEPEST = 8
"""How many elements of XML may stand in one another; a list of requests has three, and some add details."""

MOST_PAGES = 500
MOST_REQUESTS = 200_000


@dataclass(frozen=True)
class PulledRequest:
    """One request of another server, as that server tells it; the point in degrees, None where there is none."""

    request_id: str
    service_code: str
    service_name: str
    description: str
    address: str
    longitude: float | None
    latitude: float | None
    requested_at: dt.datetime | None
    is_closed: bool


class Open311Client:
    """Asks one server; `root` is what stands before "/services.xml", such as "https://example.org/open311/v2"."""

    def __init__(self, root: str, *, jurisdiction: str | None = None, allow_private: bool = False) -> None:
        self._http = GuardedHttp(root, allow_private=allow_private)
        self._jurisdiction = {} if jurisdiction is None else {"jurisdiction_id": jurisdiction}
        self._ending: str | None = None

    @property
    def host(self) -> str:
        """Name the server."""
        return self._http.root.netloc.casefold()

    def service_names(self) -> dict[str, str]:
        """Give what each service is called by its code. Raises SourceError when the server is not one of this kind."""
        return {one["service_code"]: one.get("service_name", "") for one in self._list("services", {}, "service_code")}

    def requests(self, *, since: dt.datetime, until: dt.datetime) -> Iterator[PulledRequest]:
        """Give the requests of a time, each once. Raises SourceError when the server cannot be understood."""
        seen: set[str] = set()
        begin = since
        while begin < until:
            end = min(begin + SPAN, until)
            for one in self._pages({"start_date": _written(begin), "end_date": _written(end)}):
                request = _request(one)
                if request.request_id not in seen:
                    seen.add(request.request_id)
                    yield request
                if len(seen) > MOST_REQUESTS:
                    raise SourceError(f"{self.host} has more than {MOST_REQUESTS:,} requests: ask for a shorter time")
            begin = end

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def _pages(self, question: dict[str, str]) -> Iterator[dict[str, str]]:
        """Give the requests of all pages. A server without pages gives the same page again, or refuses the second."""
        known: set[str] = set()
        for page in range(1, MOST_PAGES + 1):
            asked = question if page == 1 else question | {"page": str(page)}
            found = self._list("requests", asked, "service_request_id", may_fail=page > 1)
            new = [one for one in found if one["service_request_id"] not in known]
            known.update(one["service_request_id"] for one in new)
            yield from new
            if not new:
                return

    def _list(
        self, name: str, question: dict[str, str], required: str, *, may_fail: bool = False
    ) -> list[dict[str, str]]:
        """Read a list of things; those without the field that names them are left out."""
        endings = ("json", "xml") if self._ending is None else (self._ending,)
        fetched: Fetched | None = None
        for ending in endings:
            fetched = self._http.get(f"/{name}.{ending}", self._jurisdiction | question)
            if fetched.status == 200:
                members = _members(fetched.body, ending)
                if members is not None:
                    self._ending = ending
                    return [one for one in members if one.get(required)]
        if may_fail and fetched is not None and fetched.status in (400, 404):
            return []
        said = "" if fetched is None or fetched.status == 200 else f" (it answers {fetched.status})"
        raise SourceError(f"{self.host} does not answer as Open311 GeoReport v2 servers do{said}")


def _members(body: bytes, ending: str) -> list[dict[str, str]] | None:
    """Read the members of a list as words, or give None where it is none."""
    try:
        if ending == "json":
            read = json.loads(body)
            if not isinstance(read, list) or not all(isinstance(one, dict) for one in read):
                return None
            return [{str(name): _words(value) for name, value in one.items()} for one in read]
        return _members_of_xml(body)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        return None


def _members_of_xml(body: bytes) -> list[dict[str, str]] | None:
    """Read a list in XML member by member, so that none of it is kept beside the words.

    Raises ValueError for what has more markup than a list needs, and the errors of the parser.
    """
    if len(body) > LARGEST_XML:
        raise ValueError
    members: list[dict[str, str]] = []
    depth = count = 0
    for event, element in iterparse(io.BytesIO(body), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            depth, count = depth + 1, count + 1
            if depth > DEEPEST or count > MOST_ELEMENTS:
                raise ValueError
            if depth == 1 and element.tag not in ("services", "service_requests"):
                return None
        else:
            depth -= 1
            if depth == 1:
                members.append({str(child.tag): (child.text or "").strip() for child in element})
                element.clear()
    return members


def _words(value: Any) -> str:
    return "" if value is None or isinstance(value, (list, dict)) else str(value).strip()


def _request(one: dict[str, str]) -> PulledRequest:
    longitude, latitude = (_degrees(one.get(name, ""), most) for name, most in (("long", 180.0), ("lat", 90.0)))
    has_point = longitude is not None and latitude is not None and (longitude, latitude) != (0.0, 0.0)
    return PulledRequest(
        request_id=one["service_request_id"],
        service_code=one.get("service_code", ""),
        service_name=one.get("service_name", ""),
        description=one.get("description", ""),
        address=one.get("address", ""),
        longitude=longitude if has_point else None,
        latitude=latitude if has_point else None,
        requested_at=_moment(one.get("requested_datetime", "")),
        is_closed=one.get("status", "").casefold() == "closed",
    )


def _degrees(text: str, most: float) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= most else None


def _moment(text: str) -> dt.datetime | None:
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo is not None else read.replace(tzinfo=dt.UTC)


def _written(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
