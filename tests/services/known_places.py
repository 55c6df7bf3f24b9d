"""A geocoder that knows four texts, for tests of what is done with its answers, and files to ask it about."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from geo_ij.geocode.location import Candidate, Location
from geo_ij.services import geocode_file as service
from geo_ij.services.geocode_file import GeocodedFile, geocode_file
from geo_ij.services.kept_locations import waiting_locations
from geo_ij.services.progress import Progress
from geo_ij.services.remembered_words import RememberedWords, remembered_words
from geo_ij.settings import Settings, read_settings
from geo_ij.store.database import Database
from geo_ij.vocabulary import LocationStatus, Precision

SETTINGS = read_settings({})
CORBY = Candidate(488_700.04, 288_500.0, 150.24, Precision.STREET, "High Street, Corby", "police", 0.51237)
KETTERING = Candidate(486_700.0, 278_700.0, 180.0, Precision.STREET, "High Street; Kettering (Café)", "police", 0.4)
PARK = Candidate(487_040.0, 277_312.0, 200.0, Precision.PLACE, "-Spring Rise Park", "shipped names", 0.95)
MAYBE = Candidate(487_040.0, 277_312.0, 200.0, Precision.PLACE, "The Rec", "shipped names", 0.5)
LEEDS = Candidate(429_881.0, 433_447.0, 6_160.0, Precision.PLACE, "Leeds", "shipped names", 0.85)
NO_WORDS = "There are no words in it."
ANSWERS: dict[str, tuple[LocationStatus, str, Candidate | None, tuple[Candidate, ...]]] = {
    "Spring Rise Park": (LocationStatus.MATCHED, "Found.", PARK, ()),
    "The Rec": (LocationStatus.MATCHED, "Perhaps.", MAYBE, ()),
    "High Street": (LocationStatus.AMBIGUOUS, "Which?", None, (CORBY, KETTERING)),
    "Leeds": (LocationStatus.OUTSIDE_AREA, "Outside.", LEEDS, ()),
}


class Known:
    """A geocoder that knows four texts and counts how often it is asked for each."""

    def __init__(self, remembered: RememberedWords) -> None:
        self.remembered = remembered
        self.geocoder = self  # there is no online one behind it
        self.asked: Counter[str] = Counter()

    def locate(self, text: str) -> Location:
        self.asked[text] += 1
        if (found := self.remembered.locate(text)) is not None:
            return found
        if not any(letter.isalnum() for letter in text):
            return Location(text, LocationStatus.NOT_FOUND, NO_WORDS)
        status, reason, best, others = ANSWERS.get(text, (LocationStatus.NOT_FOUND, "Unknown.", None, ()))
        return Location(text[:200], status, reason, best, others)


def open_known_places(monkeypatch: pytest.MonkeyPatch) -> list[Known]:
    """Put this geocoder in place of the real one; give those that are opened from now on."""
    opened: list[Known] = []

    def open_known(database: Database, *, settings: Settings, progress: Progress | None = None) -> Known:
        del settings, progress
        opened.append(Known(remembered_words(database)))
        return opened[-1]

    monkeypatch.setattr(service, "open_geocoder", open_known)
    return opened


def file_of(folder: Path, *texts: str, ids: Sequence[str] = (), name: str = "places.csv") -> Path:
    text = io.StringIO(newline="")
    rows = zip(ids or map(str, range(1, len(texts) + 1)), texts, strict=True)
    csv.writer(text, lineterminator="\n").writerows([("id", "where"), *rows])
    path = folder / name
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def run(
    database: Database, path: Path, *, review: bool = False, reference: str | None = None, prefix: str = ""
) -> tuple[GeocodedFile, list[dict[str, str]]]:
    output = path.with_name("out.csv")
    result = geocode_file(
        database, path, column="where", output=output, settings=SETTINGS, review=review, reference=reference,
        prefix=prefix,
    )  # fmt: skip
    with output.open(encoding="utf-8", newline="") as file:
        return result, list(csv.DictReader(file))


def waiting(database: Database) -> dict[str, str]:
    return {one.subject_reference: one.location.text for one in waiting_locations(database)}
