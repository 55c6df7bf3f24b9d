"""Hand public pages what may be shown to anyone, and nothing else.

Public views get a `Publications`, never a database: whatever they can ask it for went through the rules of
disclosure. It notices a new publication at the next request, in this or another process, without a restart.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

from geo_ij import __version__
from geo_ij.disclosure.public import PublicSnapshot, PublicWork
from geo_ij.maps.content import MapContent
from geo_ij.services import draw_map, publish
from geo_ij.settings import Settings
from geo_ij.sources.shipped import police_force_area_km2, police_force_names
from geo_ij.store.database import Database
from geo_ij.store.state import ChangeWatch, ground_fingerprint
from web.public.history import Figures, history_of

SECONDS_TRUSTED = 60.0
"""Completed work becomes public by the mere passing of time, so an unchanged database is read again after this."""


@dataclass(frozen=True)
class Published:
    """Everything public at one moment; `version` differs whenever any of it does, and is alike in every process."""

    version: str
    snapshot: PublicSnapshot | None
    months: tuple[str, ...]
    work: PublicWork

    @property
    def force_names(self) -> list[str]:
        """Name the forces whose figures are shown; one that is not known by its name, as its files call it."""
        names = police_force_names()
        return [names.get(force, force) for force in (() if self.snapshot is None else self.snapshot.forces)]

    @property
    def area_km2(self) -> float | None:
        """Give the size of the area of all these forces, or None where it is not known."""
        areas = [police_force_area_km2(force) for force in (() if self.snapshot is None else self.snapshot.forces)]
        known = [area for area in areas if area is not None]
        return sum(known) if known and len(known) == len(areas) else None

    @property
    def synthetic(self) -> bool:
        """Say whether the figures are made up for a demonstration."""
        return self.snapshot is not None and self.snapshot.synthetic


class Publications:
    """Read what is published, once for each change; `open_database` is called when it is first needed."""

    def __init__(self, open_database: Callable[[], Database], settings: Settings) -> None:
        self._open_database = open_database
        self._settings = settings
        self._lock = Lock()
        self._mark = -1
        self._read_at = 0.0
        self._published: Published | None = None
        self._history: tuple[str, Mapping[str, tuple[Figures, ...]]] = ("", {})

    @cached_property
    def _watch(self) -> ChangeWatch:
        return ChangeWatch(self._open_database())

    def close(self) -> None:
        """Let go of the database."""
        self._watch.close()

    def current(self) -> Published:
        """Give what is public now.

        Raises StoreError when the database cannot be read.
        """
        mark = self._watch.mark()
        with self._lock:
            aged = time.monotonic() - self._read_at > SECONDS_TRUSTED
            if self._published is None or mark != self._mark or aged:
                # The mark was taken before reading: a change in between is read again, never missed.
                self._published = self._read()
                self._mark, self._read_at = mark, time.monotonic()
            return self._published

    def history(self) -> Mapping[str, tuple[Figures, ...]]:
        """Give the figures of every hotspot that was ever published, month by month; see `history_of`."""
        published = self.current()
        version, history = self._history
        if version != published.version:
            database = self._open_database()
            # Months that are withdrawn meanwhile are left out.
            snapshots = (publish.latest_snapshot(database, month=month) for month in published.months)
            history = history_of(snapshot for snapshot in snapshots if snapshot is not None)
            self._history = (published.version, history)
        return history

    def map_content(self, month: str | None = None) -> MapContent | None:
        """Give the public map of a month (default: the latest), or None if nothing was published."""
        return draw_map.public_map_content(self._open_database(), settings=self._settings, month=month)

    def _read(self) -> Published:
        database = self._open_database()
        snapshot = publish.latest_snapshot(database)
        months = tuple(publish.snapshot_months(database))
        work = publish.published_work(database, settings=self._settings)
        with database.read() as connection:
            ground = ground_fingerprint(connection)
        digest = hashlib.sha256(repr((__version__, months, ground)).encode())
        if snapshot is not None:
            header = (
                snapshot.as_of,
                snapshot.months,
                snapshot.published_on,
                snapshot.forces,
                snapshot.synthetic,
                snapshot.quality,
            )
            digest.update(repr(header).encode())
            digest.update(snapshot.hotspots.frame.to_wkt().to_csv(index=False).encode())
        digest.update(work.frame.to_wkt().to_csv(index=False).encode())
        return Published(version=digest.hexdigest()[:16], snapshot=snapshot, months=months, work=work)
