"""Find the places in one column of a CSV file and write the file again with where they are."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from geo_ij.access.permissions import Permission
from geo_ij.geocode.location import Location
from geo_ij.geocode.text import LONGEST_TEXT, clean
from geo_ij.services.access import allow
from geo_ij.services.geocoder import open_geocoder
from geo_ij.services.kept_locations import KeptLocation, from_row, keep_location
from geo_ij.services.location_fields import LOCATION_COLUMNS, location_fields
from geo_ij.services.progress import Progress, Silent
from geo_ij.settings import Settings
from geo_ij.sources.place_texts import PlaceRow, PlaceTexts, check_output, read_places
from geo_ij.sources.table_files import check_folder, whole_file
from geo_ij.store import location_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import LocationStatus, ReviewState

SUBJECT_KIND = "geocode"
"""What the rows of a file are called among the records whose location waits for a person."""

_REMEMBERED_ANSWERS = 20_000
_LONGEST_NAME = 90


class RefusedRow(NamedTuple):
    """A row whose place could not even be looked up: its line and why."""

    line: int
    reason: str


@dataclass
class GeocodedFile:
    """What became of a file's rows; `asked` counts the questions that wait for a person, None where none was put.

    `renamed` gives the new names of columns whose name an added one has.
    """

    read: int
    statuses: Counter[LocationStatus] = field(default_factory=Counter)
    needs_review: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    asked: int | None = None
    renamed: dict[str, str] = field(default_factory=dict)


def geocode_file(
    database: Database,
    path: Path,
    *,
    column: str,
    output: Path,
    settings: Settings,
    prefix: str = "",
    review: bool = False,
    reference: str | None = None,
    progress: Progress | None = None,
) -> GeocodedFile:
    """Write `path` to `output` with `LOCATION_COLUMNS`, each name after `prefix`, found from the texts of `column`.

    Rows keep their order and their cells. With `review`, rows that a person must look at are put into the review
    queue, under the identifier in the column `reference` or the file's name and line, and what was decided about a row
    before stands.

    Raises SourceError when the file cannot be read, OutputError when the output cannot be written or is the input,
    SettingsError when the service area is not known. Then nothing is written.
    """
    allow(database, Permission.MANAGE_PLACES)
    progress = progress or Silent()
    check_output(output, input_path=path)
    check_folder(output)
    added = [f"{prefix}{name}" for name in LOCATION_COLUMNS]
    places = read_places(path, column=column, added=added, reference=reference if review else None)
    locate = open_geocoder(database, settings=settings, progress=progress).locate
    questions = _Questions(database, path) if review else None
    result = GeocodedFile(places.rows, renamed=dict(places.renamed))
    for old, new in places.renamed:
        progress.say(f"Your column {old} is called {new} in the output, because an added column has its name")
    with whole_file(output) as file:
        file.write(places.heading)
        with progress.bar("Finding the places", total=places.rows, unit="row") as advance:
            for written in _answered(places, locate, questions, result):
                file.write(written)
                advance(1)
        file.flush()  # a full disk is found before the questions are put
        if questions is not None:
            result.asked = questions.put()
    return result


class _Answer(NamedTuple):
    """What is known of a text, as it is written; `is_refused` says that the text could not even be looked up."""

    location: Location
    cells: list[Any]
    is_refused: bool = False


class _Questions:
    """The rows of a file that a person must look at, and what a person decided about them in earlier runs."""

    def __init__(self, database: Database, path: Path) -> None:
        self._database = database
        # A file's name need not be text; what is stored must be.
        self._name = path.name.encode(errors="replace").decode()[:_LONGEST_NAME]
        with database.read() as connection:
            rows = location_rows.locations(connection, subject_kind=SUBJECT_KIND)
        self._kept: dict[str, KeptLocation] = {row.subject_reference: from_row(row) for row in rows}
        self._texts: set[str] = set()
        self._to_keep: list[tuple[str, Location]] = []

    def decided(self, row: PlaceRow) -> Location | None:
        """Give what a person decided about this very row, or None."""
        kept = self._kept.get(self._reference(row))
        if kept is None or kept.state is not ReviewState.DECIDED or kept.location.text != row.text:
            return None
        return kept.location

    def note(self, row: PlaceRow, location: Location) -> None:
        """Note a row that a person must look at, and one that waited and need not any more.

        Without references, the same words are asked once.
        """
        reference = self._reference(row)
        is_new = location.needs_review and (bool(row.reference) or row.text not in self._texts)
        if location.needs_review:
            self._texts.add(row.text)
        if is_new or reference in self._kept:
            self._to_keep.append((reference, location))

    def put(self) -> int:
        """Put the questions into the queue, all or none; say how many wait."""
        with self._database.write() as connection:
            for reference, location in self._to_keep:
                keep_location(connection, location, subject_kind=SUBJECT_KIND, subject_reference=reference)
        return sum(location.needs_review for _, location in self._to_keep)

    def _reference(self, row: PlaceRow) -> str:
        if row.reference:
            return row.reference
        reference = f"{self._name} line {row.line}"
        kept = self._kept.get(reference)
        if kept is None or kept.state is not ReviewState.DECIDED or kept.location.text == row.text:
            return reference
        # Rows have moved since a person decided about this line: other words must not make us forget it.
        return f"{reference} ({hashlib.sha256(row.text.encode()).hexdigest()[:8]})"


def _answered(
    places: PlaceTexts, locate: Callable[[str], Location], questions: _Questions | None, result: GeocodedFile
) -> Iterator[bytes]:
    """Give every row as it is written to the output, counting in `result`; the same text is looked up once."""

    @lru_cache(_REMEMBERED_ANSWERS)
    def look_up(text: str) -> _Answer:
        has_words = any(letter.isalnum() for letter in clean(text))
        return _answer(locate(text), is_refused=not has_words)

    for row in places:
        decided = questions.decided(row) if questions is not None else None
        if decided is not None:
            answer = _answer(decided)
        elif row.spare:
            answer = _answer(Location(row.text, LocationStatus.NOT_FOUND, _TOO_MANY_CELLS), is_refused=True)
        elif len(row.text) > LONGEST_TEXT:
            answer = _answer(locate(row.text), is_refused=True)  # not remembered: it may be as long as the file
        else:
            answer = look_up(row.text)
        if answer.is_refused:
            result.refused.append(RefusedRow(row.line, answer.location.reason))
        result.statuses[answer.location.status] += 1
        result.needs_review += answer.location.needs_review
        if questions is not None and decided is None:
            questions.note(row, answer.location)
        yield places.with_cells(row, answer.cells)


_TOO_MANY_CELLS = "The row has more cells than there are columns: put quotation marks around a text with commas."


def _answer(location: Location, *, is_refused: bool = False) -> _Answer:
    fields = location_fields(location)
    # JSON, because the names of places hold every mark that could part them.
    fields["alternatives"] = json.dumps(fields["alternatives"], ensure_ascii=False)
    return _Answer(location, [fields[name] for name in LOCATION_COLUMNS], is_refused)
