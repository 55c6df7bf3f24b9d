"""Compare serving the published map page with rendering the same hotspots by Folium for every request, in one run."""

import datetime as dt
import http.client
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import folium
import geopandas as gpd
from flask import Flask
from werkzeug.test import Client

from bench.open_data import archive
from geo_ij.projection import GEOGRAPHIC_CRS
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.publish import latest_snapshot, publish_snapshot
from geo_ij.settings import Settings, read_settings
from geo_ij.store.database import open_database
from web.app import create_app
from web.context import disconnect

SLICE_SECONDS = 1.0
SLICES = 5
READERS = 4
COUNTY_CENTRE = (52.3, -0.8)

Ask = Callable[[], int]


def main() -> None:
    """Print the figures."""
    path = archive()
    if path is None:
        print("map page: skipped, the open data are not here")
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({}, database_url=f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        hotspots = _prepare(settings, path)
        page, usual, empty = create_app(settings), _folium_each_time(hotspots), _folium_each_time(None)
        tag = Client(page).get("/map").headers["ETag"]
        folium_page, folium_empty = _call(usual), _call(empty)
        _report("page, plain", _call(page), folium_page)
        _report("page, gzip", _call(page, {"Accept-Encoding": "gzip"}), folium_page)
        _report("page, unchanged (304)", _call(page, {"If-None-Match": tag}), folium_page)
        _report("page, against an empty Folium map", _call(page), folium_empty, goal="")
        with _served(page) as fetch_page, _served(usual) as fetch_usual:
            _report(f"page, {READERS} readers over loopback", fetch_page, fetch_usual, readers=READERS)
        disconnect(page)


def _prepare(settings: Settings, path: Path) -> gpd.GeoDataFrame:
    """Import and publish a year, and give the published hotspots in degrees."""
    database = open_database(settings.database_url)
    import_police_archive(database, [path], settings=settings)
    publish_snapshot(database, settings=settings, now=dt.datetime.now(dt.UTC))
    snapshot = latest_snapshot(database)
    database.close()
    if snapshot is None:
        raise RuntimeError("nothing was published")
    return snapshot.hotspots.frame.to_crs(GEOGRAPHIC_CRS)


def _folium_each_time(hotspots: gpd.GeoDataFrame | None) -> Flask:
    """Make the application that most tutorials make: a new Folium map for each request."""
    app = Flask("usual")

    @app.get("/map")
    def map_page() -> str:
        shown = folium.Map(location=COUNTY_CENTRE, zoom_start=9)
        if hotspots is not None:
            popup = folium.GeoJsonPopup(["name", "class", "incidents_in_words"])
            folium.GeoJson(hotspots, popup=popup).add_to(shown)
        return str(shown.get_root().render())

    return app


def _call(app: Flask, headers: dict[str, str] | None = None) -> Ask:
    """Give what asks for the map page in this process and says the status."""
    client = Client(app)
    return lambda: client.get("/map", headers=headers or {}).status_code


def _report(what: str, ours: Ask, usual: Ask, *, readers: int = 1, goal: str = " (goal 50)") -> None:
    """Measure both in turn, slice by slice, so that a machine that slows down slows both, and print the medians."""
    pairs = [(_rate(ours, readers), _rate(usual, readers)) for _ in range(SLICES)]
    first, second = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    print(f"map {what}: {first:,.0f} requests/s, Folium for each request {second:,.1f}: {ratio:,.0f} times{goal}")


def _rate(ask: Ask, readers: int) -> float:
    """Give the requests a second of so many readers together."""
    rates: list[float] = []

    def read() -> None:
        done, start = 0, time.perf_counter()
        while time.perf_counter() - start < SLICE_SECONDS or done == 0:
            if ask() not in (200, 304):
                raise RuntimeError("the page cannot be had")
            done += 1
        rates.append(done / (time.perf_counter() - start))

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(rates)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def _served(app: Flask) -> Iterator[Ask]:
    """Serve an application on the same plain server as the other; give what fetches its map page."""
    server = make_server("127.0.0.1", 0, app, server_class=_Server, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def fetch() -> int:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
        connection.request("GET", "/map", headers={"Connection": "close", "Accept-Encoding": "gzip"})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status

    yield fetch
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    main()
