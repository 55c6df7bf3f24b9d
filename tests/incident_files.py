"""Write a force's own extracts and their mappings for tests: rows that are easy to vary."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import xlsxwriter

COLUMNS = ("Log No", "Recorded", "Incident Type", "Category", "X", "Y")

MAPPING = """\
force = "northamptonshire"

[columns]
occurred_at = "Recorded"
asb_type = "Incident Type"
asb_qualifier = "Category"
easting = "X"
northing = "Y"
reference = "Log No"

[asb_type]
"YOUTH ASB" = "rowdy_inconsiderate"
"LITTER/DRUGS" = "littering_drug_paraphernalia"

[asb_qualifier]
"ENV" = "environmental"
"NUIS" = "nuisance"
"PERS" = "personal"
"""


def incident(
    day: str = "2025-01-15", *, kind: str = "YOUTH ASB", category: str = "NUIS", **cells: str
) -> dict[str, str]:
    """Give one plausible row of Northamptonshire Police in Kettering; `cells` replaces what it says."""
    plain = {"Recorded": day, "Incident Type": kind, "Category": category, "X": "487000", "Y": "277300"}
    return plain | {name.replace("_", " "): value for name, value in cells.items()}


def extract_csv(path: Path, rows: Iterable[Mapping[str, str]], *, columns: Iterable[str] = COLUMNS) -> Path:
    """Write rows as a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def mapping_file(path: Path, text: str = MAPPING) -> Path:
    """Write a mapping."""
    path.write_text(text, encoding="utf-8")
    return path


def workbook(path: Path, sheets: Mapping[str, Iterable[Iterable[object]]]) -> Path:
    """Write a workbook; dates become cells with a date's format, as spreadsheets write them."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, list(row))
    return path
