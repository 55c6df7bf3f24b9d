"""Ask an online geocoder for a place that the offline ones do not know: off by default, slowly, and never twice."""

import datetime as dt
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import NamedTuple, Protocol

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeopyError,
)

from geo_ij.errors import GeoIJError
from geo_ij.geocode.location import Candidate
from geo_ij.geocode.online.answers import candidates
from geo_ij.geocode.online.pace import NoTurnError, Pace
from geo_ij.geocode.online.providers import Bounds, Provider, Server
from geo_ij.geocode.online.text import place_text
from geo_ij.vocabulary import Precision

KEPT_FOR = dt.timedelta(days=90)
"""An answer older than this is asked for again: places are named and renamed."""

_FORMAT = 1
"""Raised when a kept answer would be read otherwise; those of another format are asked for again."""

_REFUSED = "it refused the question"
_TROUBLES: dict[type[GeopyError], str] = {
    GeocoderAuthenticationFailure: "it refused the key",
    GeocoderInsufficientPrivileges: "it refused the key or this service",
    GeocoderRateLimited: "it asked to be asked less often",
    GeocoderTimedOut: "it did not answer in time",
    GeocoderQueryError: _REFUSED,
    GeocoderParseError: "its answer cannot be read",
    GeocoderServiceError: "it cannot be reached or failed",
}
"""What each failure is called; the first class that fits counts."""

_FINAL = (GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges, GeocoderRateLimited, GeocoderQueryError)
"""Failures that asking again at once would not mend."""


class KeptAnswer(NamedTuple):
    """An answer as JSON, and the moment (UTC) it was given."""

    answer: str
    asked_at: dt.datetime


class AnswerCache(Protocol):
    """Where answers are kept; `text_key` is the text that was sent, at most 120 characters."""

    def get(self, text_key: str, *, provider: str) -> KeptAnswer | None:
        """Give what is kept for a text, or None."""
        ...

    def put(self, text_key: str, *, provider: str, kept: KeptAnswer) -> None:
        """Keep an answer in place of an older one."""
        ...


class OnlineReply(NamedTuple):
    """What became of a question: the places found, surest first, and one sentence where it got no answer, else ""."""

    places: tuple[Candidate, ...]
    trouble: str


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class OnlineGeocoder:
    """One provider at one server, with its cache and its pace; threads may share it."""

    def __init__(
        self,
        provider: Provider,
        *,
        server: Server,
        bounds: Bounds,
        cache: AnswerCache,
        pace: Pace,
        now: Callable[[], dt.datetime] = _now,
    ) -> None:
        self.provider = provider
        self._server = server
        self._bounds = bounds
        self._cache = cache
        self._pace = pace
        self._now = now

    def places(self, text: str) -> list[Candidate]:
        """Give the places (metres, EPSG:27700) that the words may mean, surest first; none where it did not answer."""
        return list(self.ask(text).places)

    def ask(self, text: str) -> OnlineReply:
        """Give the places that the words may mean, or say why there is no answer. Never raises for what others do.

        Only `online.text.place_text` of the text is sent; where that is nothing, nobody is asked. An answer, also that
        there is no such place, is kept for 90 days; a failure is not.
        """
        sent = place_text(text)
        if not sent:
            return OnlineReply((), "")
        kept = self._kept(sent)
        if kept is not None:
            return OnlineReply(kept, "")
        try:
            places = self._asked(sent)
        except NoTurnError as error:
            return OnlineReply((), f"The online geocoder {self.provider.label} was not asked: {error}.")
        except GeopyError as error:
            return OnlineReply((), f"The online geocoder {self.provider.label} did not answer: {_trouble(error)}.")
        self._keep(sent, places)
        return OnlineReply(places, "")

    def _asked(self, sent: str) -> tuple[Candidate, ...]:
        """Ask, and once more where that may help, and note how it went. Raises NoTurnError or GeopyError."""
        try:
            try:
                places = self._once(sent)
            except _FINAL:
                raise
            except GeopyError:
                places = self._once(sent)
        except GeopyError as error:
            self._pace.failed(rest_s=getattr(error, "retry_after", None))
            raise
        self._pace.answered()
        return places

    def _once(self, sent: str) -> tuple[Candidate, ...]:
        self._pace.take_turn()
        findings = self.provider.ask(sent, server=self._server, bounds=self._bounds)
        return tuple(candidates(findings, asked=sent, source=self.provider.name))

    def _kept(self, sent: str) -> tuple[Candidate, ...] | None:
        """Give the kept answer to a text, None where there is none that can be used."""
        # A cache that fails is no reason not to find a place.
        with suppress(GeoIJError):
            kept = self._cache.get(sent, provider=self.provider.name)
            if kept is not None and kept.asked_at > self._now() - KEPT_FOR:
                return _places_of(kept.answer)
        return None

    def _keep(self, sent: str, places: tuple[Candidate, ...]) -> None:
        answer = json.dumps({"format": _FORMAT, "places": [asdict(place) for place in places]}, ensure_ascii=False)
        with suppress(GeoIJError):
            self._cache.put(sent, provider=self.provider.name, kept=KeptAnswer(answer, self._now()))


def _places_of(answer: str) -> tuple[Candidate, ...] | None:
    """Read places from JSON; None where an older version wrote it."""
    try:
        document = json.loads(answer)
        if document["format"] != _FORMAT:
            return None
        return tuple(Candidate(**{**place, "precision": Precision(place["precision"])}) for place in document["places"])
    except (ValueError, KeyError, TypeError):
        return None


def _trouble(error: GeopyError) -> str:
    return next((words for kind, words in _TROUBLES.items() if isinstance(error, kind)), "its answer cannot be read")
