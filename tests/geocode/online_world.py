"""Stand-ins for what an online geocoder needs around it: a cache, a clock, the area that is served."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from geo_ij.errors import StoreError
from geo_ij.geocode.online.geocoder import KeptAnswer, OnlineGeocoder
from geo_ij.geocode.online.providers import Bounds
from tests.geocode.fake_geocoder import LANE, nominatim_answer

AREA: Bounds = (460_000.0, 240_000.0, 510_000.0, 300_000.0)
TEXT = "behind the shops on Sharpener Lane, Ketterby"
SENT = "sharpener lane, ketterby"
GOOD = nominatim_answer([LANE])

Make = Callable[..., OnlineGeocoder]


@dataclass
class Memory:
    """A cache in memory that can be made to fail."""

    kept: dict[tuple[str, str], KeptAnswer] = field(default_factory=dict)
    broken: bool = False

    def get(self, text_key: str, *, provider: str) -> KeptAnswer | None:
        self._check()
        return self.kept.get((provider, text_key))

    def put(self, text_key: str, *, provider: str, kept: KeptAnswer) -> None:
        self._check()
        self.kept[provider, text_key] = kept

    def _check(self) -> None:
        if self.broken:
            raise StoreError("the disk is full")


@dataclass
class Clock:
    """The time of day, which a test can move."""

    now: dt.datetime = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()
