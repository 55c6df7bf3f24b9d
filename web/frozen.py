"""Keep finished pages and files as bytes, so that a reader gets them at once and never twice without need.

A `Frozen` is built once for each version of its content: its entity tags and its compressed form are made then, and
every later request is a look-up. A `BoundedCache` holds a limited number of them.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Generic, TypeVar

from flask import Request, Response
from werkzeug.http import quote_etag

Kept = TypeVar("Kept")

COMPRESSIBLE = ("text/", "application/json", "application/geo+json", "image/svg+xml")
"""Media types (or their beginnings) that gain from gzip."""

SMALLEST_TO_COMPRESS = 860
"""Bytes below which a compressed answer saves nothing: it fits in one network packet anyway."""

REVALIDATE = "no-cache"
"""Readers may keep the answer but must ask, with its entity tag, whether it still holds."""

FOREVER = "public, max-age=31536000, immutable"
"""For addresses that name their version: what stands there never changes."""

PRIVATE = "private, no-store"
"""For what only staff may see: nobody keeps a copy."""


@dataclass(frozen=True)
class Frozen:
    """A finished answer: its bytes and its media type (with the charset where it is text)."""

    body: bytes
    media_type: str

    @cached_property
    def digest(self) -> str:
        """Name the content: the beginning of its SHA-256 in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()[:32]

    @cached_property
    def compressed(self) -> bytes | None:
        """Give the gzip form, or None where it would not be smaller."""
        if len(self.body) < SMALLEST_TO_COMPRESS or not self.media_type.startswith(COMPRESSIBLE):
            return None
        # Without the time of day in its header, the same content gives the same bytes.
        smaller = gzip.compress(self.body, compresslevel=9, mtime=0)
        return smaller if len(smaller) < len(self.body) else None


def answer(frozen: Frozen, request: Request, *, cache_control: str) -> Response:
    """Answer a GET or HEAD with frozen bytes, compressed where the reader accepts it, or 304 where they have them.

    The two forms are different bytes and so carry different strong entity tags (RFC 9110, section 8.8.3).
    """
    compressed = frozen.compressed if request.accept_encodings["gzip"] > 0 else None
    tag = frozen.digest if compressed is None else f"{frozen.digest}-gzip"
    headers = {"ETag": quote_etag(tag), "Cache-Control": cache_control}
    if frozen.compressed is not None:
        headers["Vary"] = "Accept-Encoding"
    if cache_control == PRIVATE:
        del headers["ETag"]
    elif request.if_none_match.contains_weak(tag):
        return Response(status=304, headers=headers)
    if compressed is not None:
        headers["Content-Encoding"] = "gzip"
    return Response(frozen.body if compressed is None else compressed, content_type=frozen.media_type, headers=headers)


class BoundedCache(Generic[Kept]):
    """Hold at most `limit` things by key; the one that nobody asked for longest leaves first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, build: Callable[[], Kept]) -> Kept:
        """Give what is kept under the key, or build, keep and give it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        # Built outside the lock: two threads may build the same thing once, but nobody waits for another's.
        built = build()
        with self._lock:
            self._kept[key] = built
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)
        return built

    def kept(self) -> list[Kept]:
        """Give everything that is kept now."""
        with self._lock:
            return list(self._kept.values())
