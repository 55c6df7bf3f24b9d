"""Write tables of records as workbooks (.xlsx) in which nothing runs: every text is a text, no formula and no link."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import xlsxwriter

from geo_ij.errors import OutputError
from geo_ij.sources.table_files import is_nothing, write_bytes

MOST_ROWS = 1_048_575
"""What a sheet holds below its first row."""

LONGEST_CELL = 32_767
"""Characters of a text that a cell holds; the rest is left out."""

_WIDTHS = (12, 40)
_SAFE = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_sheet(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]], *, name: str) -> None:
    """Write rows to a sheet of a name, its first row frozen; the same rows give the same bytes.

    Numbers stay numbers; dates are texts in ISO 8601, so that no zone is lost. Raises OutputError when there are more
    rows than a sheet holds or the file cannot be written.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _SAFE) as workbook:
        # Without this the file would hold the time of day and differ from run to run.
        workbook.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001  # the library asks for no zone
        sheet = workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for position, column in enumerate(columns):
            sheet.set_column(position, position, min(max(len(column) + 2, _WIDTHS[0]), _WIDTHS[1]))
        _write_row(sheet, 0, columns, workbook.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            if number > MOST_ROWS:
                raise OutputError(f"{path}: a sheet holds {MOST_ROWS:,} rows at most: write a .csv file instead")
            _write_row(sheet, number, row, None)
    write_bytes(path, content.getvalue())


def _write_row(
    sheet: xlsxwriter.worksheet.Worksheet,
    number: int,
    cells: Sequence[object],
    cell_format: xlsxwriter.format.Format | None,
) -> None:
    for position, value in enumerate(cells):
        if is_nothing(value):
            continue
        if isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
            sheet.write_number(number, position, float(value), cell_format)
        else:
            sheet.write_string(number, position, str(value)[:LONGEST_CELL], cell_format)
