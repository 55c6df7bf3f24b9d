"""A real web server on this machine that speaks as Nominatim, Photon and OS Names do, well or badly as told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from geo_ij.projection import to_metres


@dataclass(frozen=True)
class Known:
    """A place the server knows, in degrees; `box` is west, south, east, north or None."""

    name: str
    town: str
    longitude: float
    latitude: float
    box: tuple[float, float, float, float] | None
    key: str
    value: str
    importance: float = 0.2


# Invented places, so that nothing is claimed of real ones.
HILLS = Known("Twelvewell Hills", "Ketterby", -0.61, 52.39, (-0.615, 52.385, -0.605, 52.395), "leisure", "park", 0.5)
LANE = Known("Sharpener Lane", "Ketterby", -0.72, 52.40, (-0.7205, 52.3995, -0.7195, 52.4005), "highway", "residential")
STOP = Known("Sharpener Lane Shops", "Ketterby", -0.722, 52.401, None, "highway", "bus_stop")
TOWN = Known("Ketterby", "Ketterby", -0.73, 52.40, None, "place", "town", 0.6)
FAR_LANE = Known("Sharpener Lane", "Farlingham", -2.9, 54.0, None, "highway", "residential", 0.1)
COUNTY = Known("Ketterbyshire", "", -0.8, 52.3, (-1.4, 51.9, -0.3, 52.7), "boundary", "administrative", 0.7)
PLACES = (HILLS, LANE, STOP, TOWN, FAR_LANE, COUNTY)


@dataclass
class Question:
    """One question as the server heard it."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    at: float


@dataclass
class FakeGeocoder:
    """The server: its address, every question it heard, and what it does next instead of answering well."""

    url: str = ""
    questions: list[Question] = field(default_factory=list)
    tricks: list[Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=list)

    def texts(self) -> list[str]:
        return [question.query.get("q") or question.query["query"] for question in self.questions]


def nominatim_answer(found: list[Known]) -> Any:
    return [
        {
            "place_id": number,
            "licence": "Data © OpenStreetMap contributors, ODbL 1.0.",
            "lat": str(place.latitude),
            "lon": str(place.longitude),
            "class": place.key,
            "type": place.value,
            "addresstype": "county" if place.value == "administrative" else place.value,
            "importance": place.importance,
            "display_name": ", ".join(filter(None, (place.name, place.town, "England"))),
            **({"boundingbox": [str(place.box[i]) for i in (1, 3, 0, 2)]} if place.box else {}),
        }
        for number, place in enumerate(found)
    ]


def photon_answer(found: list[Known]) -> Any:
    kinds = {"residential": "street", "town": "city", "administrative": "county"}
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
            "properties": {
                "osm_key": place.key,
                "osm_value": place.value,
                "type": kinds.get(place.value, "house"),
                "name": place.name,
                "city": place.town,
                "countrycode": "GB",
                **({"extent": [place.box[i] for i in (0, 3, 2, 1)]} if place.box else {}),
            },
        }
        for place in found
    ]
    return {"type": "FeatureCollection", "features": features}


def os_names_answer(found: list[Known]) -> Any:
    kinds = {"residential": "Named_Road", "bus_stop": "Bus_Stop", "town": "Town", "park": "Urban_Greenspace"}
    results = []
    for place in found:
        easting, northing = to_metres(place.longitude, place.latitude)
        entry = {
            "ID": f"osgb{len(results)}",
            "NAME1": place.name,
            "TYPE": "transportNetwork" if place.key == "highway" else "other",
            "LOCAL_TYPE": kinds.get(place.value, "County"),
            "GEOMETRY_X": float(easting),
            "GEOMETRY_Y": float(northing),
            "POPULATED_PLACE": place.town,
            "COUNTY_UNITARY": "Ketterbyshire",
        }
        if place.box:
            x, y = to_metres([place.box[0], place.box[2]], [place.box[1], place.box[3]])
            entry |= {"MBR_XMIN": x[0], "MBR_YMIN": y[0], "MBR_XMAX": x[1], "MBR_YMAX": y[1]}
        results.append({"GAZETTEER_ENTRY": entry})
    return {"header": {"totalresults": len(results)}, **({"results": results} if results else {})}


ANSWERS = {"/search": nominatim_answer, "/api": photon_answer, "/search/names/v1/find": os_names_answer}


def saying(
    body: bytes | Any, *, status: int = 200, kind: str = "application/json", **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answer with this, whatever was asked."""

    def say(handler: BaseHTTPRequestHandler) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return say


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, so that no single wait is long."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def silent(handler: BaseHTTPRequestHandler) -> None:
    """Take the question and say nothing for a while."""
    del handler
    time.sleep(1)


def hanging_up(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than comes; what comes would be a good answer."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"[]")


@contextmanager
def running_fake_geocoder() -> Iterator[FakeGeocoder]:
    """Run the server for as long as it is needed."""
    fake = FakeGeocoder()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            fake.questions.append(Question(parts.path, query, dict(self.headers), time.monotonic()))
            answer = fake.tricks.pop(0) if fake.tricks else saying(_well(parts.path, query))
            with suppress(BrokenPipeError, ConnectionResetError):  # whoever asked may have gone
                answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()


def _well(path: str, query: dict[str, str]) -> Any:
    words = set((query.get("q") or query.get("query") or "").casefold().replace(",", " ").split())
    found = [place for place in PLACES if words <= set(f"{place.name} {place.town}".casefold().split())]
    return ANSWERS[path](found)
