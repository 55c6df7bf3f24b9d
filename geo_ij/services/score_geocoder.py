"""Score the geocoder on a file of labelled places: how often it is right, and how sure is sure."""

from dataclasses import dataclass
from pathlib import Path

from geo_ij.access.permissions import Permission
from geo_ij.errors import OutputError
from geo_ij.geocode.location import Location
from geo_ij.geocode.scoring import Labelled, Score, Scored, score_texts, summarise
from geo_ij.maps.charts import check_chart_ending
from geo_ij.maps.geocoder_chart import geocoder_chart
from geo_ij.services.access import allow
from geo_ij.services.geocoder import open_geocoder
from geo_ij.services.progress import Progress, Silent
from geo_ij.settings import Settings
from geo_ij.sources.labelled_places import read_labelled_places
from geo_ij.sources.table_files import check_folder, write_bytes
from geo_ij.store.database import Database


@dataclass(frozen=True)
class GeocoderScore:
    """The score, and every text with its answer in the order of the file."""

    score: Score
    scored: list[Scored]


def score_geocoder(
    database: Database, path: Path, *, settings: Settings, progress: Progress | None = None
) -> GeocoderScore:
    """Ask for the place of every text of a file of labelled places (`docs/reference/file-formats.md`).

    Raises SourceError for a file that cannot be used as such, naming each row.
    """
    allow(database, Permission.MANAGE_PLACES)
    progress = progress or Silent()
    cases = [Labelled(**row) for row in read_labelled_places(path)]
    finder = open_geocoder(database, settings=settings, progress=progress)
    with progress.bar(f"Locating {len(cases):,} texts", total=len(cases), unit="texts") as advance:

        def located(text: str) -> Location:
            advance(1)
            return finder.locate(text)

        scored = score_texts(cases, located)
    return GeocoderScore(summarise(scored), scored)


def draw_score(found: GeocoderScore, path: Path) -> None:
    """Write a chart of how far off the matches were against what they said; raises OutputError if it cannot be."""
    answers = [
        (one.location.best.precision.value.replace("_", " "), one.location.best.uncertainty_m, one.error_m)
        for one in found.scored
        if one.error_m is not None and one.location.best is not None
    ]
    if not answers:
        raise OutputError(f"{path}: nothing was matched that has a true place, so there is nothing to draw")
    write_bytes(path, geocoder_chart(answers, ending=path.suffix))


def check_chart(path: Path) -> None:
    """Refuse, before any work, a file that a chart cannot be written to."""
    check_chart_ending(path)
    check_folder(path)
