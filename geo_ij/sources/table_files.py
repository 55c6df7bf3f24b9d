"""Read and write tables of records as CSV files, saying which line is wrong, so that they open safely in a spreadsheet.

A cell that a spreadsheet would run as a formula is written with an apostrophe before it, and read without it again.
"""

import csv
import io
import math
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from geo_ij.errors import OutputError, SourceError

_DELIMITERS = ",;\t|"
_LARGEST_FILE = 200_000_000
_LARGEST_CELL = 1_000_000
_MOST_COLUMNS = 1_000
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_SAVE_AS_UTF8 = "save it as 'CSV UTF-8' and import it again"


@dataclass(frozen=True)
class Record:
    """One row of a file: `where` is what a person calls it ("line 5"), `cells` its texts by column name."""

    where: str
    line: int
    cells: Mapping[str, str]
    has_spare_cells: bool = False


@dataclass(frozen=True)
class Table:
    """A file's column names, in lower case with underscores, and its rows in order, blank lines left out."""

    label: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]


def read_table(path: Path) -> Table:
    """Read a CSV file with a header row; commas, semicolons, tabs and bars are told apart by the header.

    Raises SourceError when it is not there, not a table, not UTF-8, has the same column twice or more than 1,000.
    """
    text = decode(path, read_bytes(path))
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: tuple[str, ...] = ()
    records = []
    line = 1
    try:
        for cells in reader:
            stripped = [unguard(cell).strip() for cell in cells]
            if not columns and any(stripped):
                columns = column_names(path, stripped)
            elif any(stripped):
                # A row that was cut short lacks its last cells; a longer one has no column to put them in.
                padded = [*stripped, *[""] * (len(columns) - len(stripped))]
                named = {name: cell for name, cell in zip(columns, padded, strict=False) if name}
                records.append(Record(f"line {line}", line, named, any(stripped[len(columns) :])))
            line = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(f"{path}: line {line}: not a whole CSV file ({error}): check the quotation marks") from error
    return Table(str(path), tuple(name for name in columns if name), tuple(records))


def require_columns(table: Table, groups: Sequence[Sequence[str]], *, what: str) -> None:
    """Refuse a table that has the columns of none of the groups, naming what the nearest group lacks."""
    lacking = [[name for name in group if name not in table.columns] for group in groups]
    least = min(lacking, key=len)
    if least:
        raise SourceError(
            f"{table.label}: not a file of {what}: column{'s' if len(least) > 1 else ''} {', '.join(least)} missing: "
            f"the first line must name the columns (it has: {', '.join(table.columns) or 'none'})"
        )


def read_bytes(path: Path) -> bytes:
    """Read a whole file, or refuse it in plain words."""
    try:
        if path.is_dir():
            raise SourceError(f"{path}: this is a folder: name one file")
        if path.exists() and not path.is_file():
            raise SourceError(f"{path}: this is no ordinary file: name one")
        if path.stat().st_size > _LARGEST_FILE:
            raise SourceError(f"{path}: larger than {_LARGEST_FILE // 1_000_000} MB: split it into several files")
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"{path}: there is no such file") from None
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error})") from error


def decode(path: Path, content: bytes) -> str:
    """Decode UTF-8, with or without a byte order mark, or say what the file is instead."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise SourceError(f"{path}: the file is empty")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise SourceError(f"{path}: this is a workbook or a zip, not text: {_SAVE_AS_UTF8}")
    if start.startswith(b"<"):
        raise SourceError(f"{path}: this is a web page or XML, not a table: download the data themselves")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content:
        raise SourceError(f"{path}: not UTF-8 text: {_SAVE_AS_UTF8}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(f"{path}: line {line}: not UTF-8 text: {_SAVE_AS_UTF8}") from None


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV in UTF-8, texts guarded against being run as formulas; None becomes an empty cell.

    Raises OutputError when the file cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([written_cell(name) for name in columns])
    writer.writerows([written_cell(value) for value in row] for row in rows)
    write_bytes(path, text.getvalue().encode())


def check_folder(path: Path) -> None:
    """Refuse an output file whose folder is not there, before any work is done for it."""
    if not path.parent.is_dir():
        raise OutputError(f"{path}: there is no folder {path.parent}: make it first, or choose another place")


def write_bytes(path: Path, content: bytes) -> None:
    """Write a whole file, or refuse in plain words: what was there before stays until the new file is whole."""
    with whole_file(path) as file:
        file.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file to be written piece by piece; what was there before stays until the new file is whole.

    When the work inside fails, nothing is left of it. Raises OutputError when the file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        try:
            with unfinished.open("wb") as file:
                yield file
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error}): choose another place") from error


def written_cell(value: object) -> str:
    """Give a value as it stands in a CSV file: a text guarded, a whole number without decimals, None as nothing."""
    if is_nothing(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return guard(value) if isinstance(value, str) else str(value)


def guard(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    >>> guard("=1+1"), guard("Gold Street")
    ("'=1+1", 'Gold Street')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Take the apostrophe off that `guard` put on.

    >>> unguard("'=1+1"), unguard("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if _GUARDED.match(text) else text


def is_nothing(value: object) -> bool:
    """Say whether a value stands for an empty cell: None, a number that is not one, or a missing date."""
    return bool(value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)))


def column_name(heading: str) -> str:
    """Write a heading in the form by which columns are told apart.

    >>> column_name(" Site-Type")
    'site_type'
    """
    return "_".join(heading.casefold().replace("-", " ").split())


def column_names(path: Path, cells: Sequence[str]) -> tuple[str, ...]:
    """Name the columns of a header row. Raises SourceError when one appears twice or they are too many."""
    names = tuple(column_name(cell) for cell in cells)
    if (named := sum(map(bool, names))) > _MOST_COLUMNS:
        raise SourceError(
            f"{path}: {named:,} columns, more than the {_MOST_COLUMNS:,} that can be read: "
            "delete those that are not needed"
        )
    if twice := sorted(name for name, count in Counter(names).items() if name and count > 1):
        raise SourceError(f"{path}: column {', '.join(twice)} appears more than once: rename or remove one")
    return names
