"""Read a sheet of an Excel workbook (.xlsx) as a table of records, as a CSV file is read.

Cells become texts: dates and times in ISO 8601, whole numbers without decimals. A workbook is a zip of XML, so it is
checked before it is opened for what would fill the memory.
"""

import datetime as dt
import io
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, load_workbook

from geo_ij.errors import SourceError
from geo_ij.sources.table_files import Record, Table, column_name, column_names, read_bytes
from geo_ij.sources.workbook_check import SAVE_AS_XLSX, check_workbook

WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm"})
"""How the names of workbooks end."""

HEADER_WITHIN = 20
"""Among how many first rows the header is looked for: titles and notes often stand above it."""


def read_workbook(path: Path, *, sheet: str | None = None, wanted: Collection[str] = ()) -> Table:
    """Read a sheet (default: the first) with a header row; blank rows are left out.

    The header is the first row, or among the first twenty the one that has all the columns `wanted`.

    Raises SourceError when it is not a workbook, is too large once unpacked, or has no such sheet.
    """
    content = read_bytes(path)
    check_workbook(path, content)
    try:
        workbook = load_workbook(io.BytesIO(content))
        rows = _sheet(path, workbook, sheet).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise SourceError(f"{path}: not a whole workbook ({error}): {SAVE_AS_XLSX}") from error
    texts = [[_text(cell) for cell in row] for row in rows]
    header = _header(texts, wanted)
    if header is None:
        raise SourceError(f"{path}: the sheet is empty: name another with sheet")
    columns = column_names(path, texts[header])
    records = tuple(_records(columns, texts, first=header + 1))
    return Table(str(path), tuple(name for name in columns if name), records)


def _sheet(path: Path, workbook: CalamineWorkbook, wanted: str | None) -> CalamineSheet:
    names = workbook.sheet_names
    if not names:
        raise SourceError(f"{path}: the workbook has no sheet")
    if wanted is None:
        return workbook.get_sheet_by_index(0)
    found = [name for name in names if name.casefold().strip() == wanted.casefold().strip()]
    if not found:
        raise SourceError(f"{path}: there is no sheet {wanted!r}: it has {', '.join(names)}")
    return workbook.get_sheet_by_name(found[0])


def _header(texts: Sequence[Sequence[str]], wanted: Collection[str]) -> int | None:
    """Give the number of the header row, or None where every row is blank."""
    filled = [number for number, row in enumerate(texts[:HEADER_WITHIN]) if any(row)]
    columns = {column_name(name) for name in wanted}
    whole = [number for number in filled if columns <= {column_name(cell) for cell in texts[number]}]
    if columns and whole:
        return whole[0]
    return next((number for number, row in enumerate(texts) if any(row)), None)


def _records(columns: Sequence[str], texts: Sequence[Sequence[str]], *, first: int) -> Iterator[Record]:
    for number, row in enumerate(texts[first:], start=first + 1):
        if any(row):
            cells = {name: cell for name, cell in zip(columns, row, strict=False) if name}
            yield Record(f"row {number}", number, cells)


def _text(cell: object) -> str:
    """Write a cell as it would stand in a CSV file."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return str(cell).strip()
