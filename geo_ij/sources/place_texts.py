"""Read the places in one column of a CSV file, and give the file back with columns added and all else as it was.

What stood in the file is copied as it was written, quotation marks and all; only the new cells are made here.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from geo_ij.errors import OutputError, SourceError
from geo_ij.sources.table_files import decode, read_bytes, unguard, written_cell

LONGEST_REFERENCE = 120
_OUTPUT_ENDINGS = (".csv", ".tsv", ".txt")
_DELIMITERS = ",;\t|"
_MOST_FAULTS = 20
_MARK = b"\xef\xbb\xbf"


class PlaceRow(NamedTuple):
    """One row: the first line it stands on, its place and reference in plain words, and how it was written.

    `before` are the cells of the columns that were in the file, `spare` those for which the file has no column.
    """

    line: int
    text: str
    reference: str
    before: str
    spare: str
    line_end: str


class _Header(NamedTuple):
    """How many columns stay, how many cells a row may have, and which column holds the place and the reference."""

    kept: int
    width: int
    place: int
    reference: int | None


class _Record(NamedTuple):
    """What the file has for one row: its first line, its cells, and how they are written."""

    line: int
    cells: list[str]
    written: str
    line_end: str


@dataclass(frozen=True)
class PlaceTexts:
    """A checked file: iterate for its rows in order; blank lines are left out. `rows` says how many there are.

    `renamed` gives the old and the new names of columns whose name an added one takes.
    """

    label: str
    rows: int
    heading: bytes
    renamed: tuple[tuple[str, str], ...]
    _content: bytes
    _delimiter: str
    _header: _Header

    def __iter__(self) -> Iterator[PlaceRow]:
        records = _records(self.label, self._content, self._delimiter)
        next(records)
        for record in records:
            yield _row(record, self._delimiter, self._header)

    def with_cells(self, row: PlaceRow, cells: Sequence[object]) -> bytes:
        """Give a row as it was written with cells added; a text that a spreadsheet would run gets an apostrophe."""
        added = _written(cells, self._delimiter)
        return (self._delimiter.join([row.before, added, *filter(None, [row.spare])]) + row.line_end).encode()


def read_places(path: Path, *, column: str, added: Sequence[str], reference: str | None = None) -> PlaceTexts:
    """Read a CSV file whose `column` holds places; `added` names the columns that `with_cells` will add.

    Where the last columns have these names already they are taken for those of an earlier run and left out; any other
    column of such a name is called "input_" and its name. `reference` names a column with an identifier for each row.

    Raises SourceError when the file is not a CSV file in UTF-8, lacks the column, or an identifier is missing, too long
    or given twice.
    """
    content = read_bytes(path)
    # A stray NUL is one more control character in a cell; in the first line it means UTF-16, which `decode` refuses.
    first_line = content.partition(b"\n")[0]
    text = decode(path, content if b"\x00" in first_line else content.replace(b"\x00", b" "))
    unquoted = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").partition("\n")[0])
    delimiter = max(_DELIMITERS, key=unquoted.count)
    records = _records(str(path), content, delimiter)
    names = next(records, None)
    if names is None:
        raise SourceError(f"{path}: the file is empty")
    header = _header(path, names.cells, column=column, added=added, reference=reference)
    rows = _checked_rows(path, records, header)
    heading = _row(names, delimiter, header)
    own = [unguard(cell).strip() for cell in names.cells[: header.kept]]
    renamed = _renamed(own, added)
    before = heading.before
    if renamed:
        before = _written([renamed.get(place, name) for place, name in enumerate(own)], delimiter)
    written = delimiter.join([before, _written(added, delimiter)]) + heading.line_end
    mark = _MARK if content.startswith(_MARK) else b""
    changed = tuple((own[place], new) for place, new in renamed.items())
    return PlaceTexts(str(path), rows, mark + written.encode(), changed, content, delimiter, header)


def check_output(path: Path, *, input_path: Path) -> None:
    """Refuse to write over the input, under whatever name, or to anything but a CSV file."""
    try:
        is_same = path.samefile(input_path)
    except OSError:
        is_same = False  # one of them is not there; the reader says so if it is the input
    if is_same:
        raise OutputError(f"{path}: this is the input itself: give --output another name")
    if path.suffix.lower() not in _OUTPUT_ENDINGS:
        raise OutputError(f"{path}: the output is CSV text: give --output a name that ends in .csv")


def _header(path: Path, cells: Sequence[str], *, column: str, added: Sequence[str], reference: str | None) -> _Header:
    names = [unguard(cell).strip() for cell in cells]
    kept = len(names) - len(added) if names[-len(added) :] == list(added) else len(names)
    place = _find(path, names[:kept], column)
    reference_place = None if reference is None else _find(path, names[:kept], reference)
    return _Header(kept, len(names), place, reference_place)


def _renamed(names: Sequence[str], added: Sequence[str]) -> dict[int, str]:
    """Give new names to the columns that would have the name of an added one: "status" becomes "input_status"."""
    taken = {*names, *added}
    renamed: dict[int, str] = {}
    for place, name in enumerate(names):
        if name in added:
            numbers = ("", *(f"_{number}" for number in range(2, len(names) + 2)))
            renamed[place] = next(new for number in numbers if (new := f"input_{name}{number}") not in taken)
            taken.add(renamed[place])
    return renamed


def _find(path: Path, names: Sequence[str], column: str) -> int:
    """Find a column by its name as it is written, else whatever its case, spaces and underscores."""
    wanted = column.strip()
    for found in (
        [place for place, name in enumerate(names) if name == wanted],
        [place for place, name in enumerate(names) if _key(name) == _key(wanted)],
    ):
        if len(found) > 1:
            raise SourceError(f"{path}: column {wanted} appears more than once: rename or remove one")
        if found and wanted:
            return found[0]
    there_are = ", ".join(filter(None, names)) or "none"
    raise SourceError(f"{path}: there is no column {wanted!r}: it has {there_are}")


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())


def _checked_rows(path: Path, records: Iterator[_Record], header: _Header) -> int:
    """Read to the end, so that a file that is broken anywhere is refused before any work; count the rows."""
    rows = 0
    seen: dict[str, int] = {}
    faults = []
    for record in records:
        rows += 1
        if header.reference is None:
            continue
        reference = _words(record.cells, header.reference).strip()
        if not reference:
            faults.append(f"{path}: line {record.line}: there is no reference: give every row one of its own")
        elif len(reference) > LONGEST_REFERENCE:
            faults.append(f"{path}: line {record.line}: the reference is longer than {LONGEST_REFERENCE} characters")
        elif reference in seen:
            faults.append(f"{path}: line {record.line}: reference {reference} is on line {seen[reference]} already")
        seen.setdefault(reference, record.line)
    if len(faults) > _MOST_FAULTS:
        faults = [*faults[:_MOST_FAULTS], f"{path}: {len(faults) - _MOST_FAULTS:,} more references cannot be used"]
    if faults:
        raise SourceError(faults)
    return rows


def _row(record: _Record, delimiter: str, header: _Header) -> PlaceRow:
    """Part what was written into the cells that stay, those of an earlier run, and those without a column."""
    before, spare = record.written, ""
    count = len(record.cells)
    if count < header.kept:
        before += delimiter * (header.kept - count)
    elif count > header.kept:
        ends = _ends(record.written, delimiter)
        before = record.written[: ends[header.kept - 1]]
        if any(cell.strip() for cell in record.cells[header.width :]):
            spare = record.written[ends[header.width - 1] + 1 :]
    reference = "" if header.reference is None else _words(record.cells, header.reference).strip()
    return PlaceRow(record.line, _words(record.cells, header.place), reference, before, spare, record.line_end)


def _words(cells: Sequence[str], place: int) -> str:
    """Give a cell as plain words: without the apostrophe of an export, and without NULs, which no database keeps."""
    return unguard(cells[place]).replace("\x00", "") if place < len(cells) else ""


def _records(label: str, content: bytes, delimiter: str) -> Iterator[_Record]:
    """Read the rows with how they are written, from the header on; blank lines are left out."""
    lines = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    taken: list[str] = []
    # The longest cell that can be is the whole file: a text that is too long is one bad row, not a bad file.
    csv.field_size_limit(max(csv.field_size_limit(), len(content)))
    reader = csv.reader(_noted(lines, taken), delimiter=delimiter, strict=True)
    line, has_header = 1, False
    try:
        for cells in reader:
            written = "".join(taken)
            taken.clear()
            has_header = has_header or any(cell.strip() for cell in cells)
            if cells and has_header:
                bare = written.rstrip("\r\n")
                yield _Record(line, cells, bare, written[len(bare) :])
            line = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(f"{label}: line {line}: not a whole CSV file ({error}): check the quotation marks") from error


def _noted(lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    """Pass lines on and note each; only a new line ends one, as an editor counts."""
    for line in lines:
        taken.append(line)
        yield line


def _ends(written: str, delimiter: str) -> list[int]:
    """Find where each cell of a row ends; a cell that begins with a quotation mark ends after its last."""
    cell = re.compile(rf'(?:"[^"]*(?:""[^"]*)*"|[^{re.escape(delimiter)}]*)(?={re.escape(delimiter)}|\Z)')
    ends = []
    start = 0
    while (found := cell.match(written, start)) is not None:
        ends.append(found.end())
        start = found.end() + 1
        if start > len(written):
            break
    return ends


def _written(cells: Sequence[object], delimiter: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerow([written_cell(cell) for cell in cells])
    return text.getvalue().removesuffix("\r\n")
