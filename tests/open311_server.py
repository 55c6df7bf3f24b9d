"""Run a small server of Open311 GeoReport v2 that a test fills, as another body's may be: strict, lax or broken."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape


@dataclass
class Body:
    """What the server holds and how it answers; `asked` are the questions, in their order."""

    requests: list[dict[str, object]] = field(default_factory=list)
    services: list[dict[str, object]] = field(default_factory=list)
    speaks_json: bool = True
    page_size: int | None = None
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@contextmanager
def open311_server(body: Body) -> Iterator[str]:
    """Serve a body until the block ends; give the address of its interface."""
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"body": body})) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}/v2"
        finally:
            running.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    body: Body

    def do_GET(self) -> None:
        self.body.asked.append(self.path)
        parts = urlsplit(self.path)
        if parts.path in self.body.answers:
            self._send(*self.body.answers[parts.path])
            return
        name, _, ending = parts.path.removeprefix("/v2/").partition(".")
        if ending == "json" and not self.body.speaks_json:
            self._send(404, b"<h1>nothing here</h1>")
            return
        members = self.body.services if name == "services" else self._chosen(parse_qs(parts.query))
        outer, inner = {"services": ("services", "service")}.get(name, ("service_requests", "request"))
        self._send(200, json.dumps(members).encode() if ending == "json" else _xml(outer, inner, members))

    def _chosen(self, query: dict[str, list[str]]) -> list[dict[str, object]]:
        start, end = (dt.datetime.fromisoformat(query[name][0]) for name in ("start_date", "end_date"))
        assert end - start <= dt.timedelta(days=90)
        found = [
            one
            for one in self.body.requests
            if start <= dt.datetime.fromisoformat(str(one["requested_datetime"])) <= end
        ]
        size = self.body.page_size
        if size is None:
            return found
        first = (int(query.get("page", ["1"])[0]) - 1) * size
        return found[first : first + size]

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def _xml(outer: str, inner: str, members: list[dict[str, object]]) -> bytes:
    texts = (
        "".join(f"<{name}>{'' if value is None else escape(str(value))}</{name}>" for name, value in one.items())
        for one in members
    )
    return f"<?xml version='1.0' encoding='utf-8'?><{outer}>{''.join(f'<{inner}>{one}</{inner}>' for one in texts)}</{outer}>".encode()  # noqa: E501
