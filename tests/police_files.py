"""Write police archives for tests: the official column layout, rows that are easy to vary."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

COLUMNS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code",
    "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip

ASB = "Anti-social behaviour"
DAMAGE = "Criminal damage and arson"
KETTERING = {"Longitude": "-0.7219", "Latitude": "52.38666"}


def row(crime_type: str = ASB, *, month: str = "2025-01", **cells: str) -> dict[str, str]:
    """Give one plausible row of Northamptonshire Police in Kettering; `cells` replaces what it says."""
    plain = {
        "Month": month,
        "Reported by": "Northamptonshire Police",
        "Falls within": "Northamptonshire Police",
        **KETTERING,
        "Location": "On or near Spring Rise",
        "LSOA code": "E01027130",
        "LSOA name": "North Northamptonshire 022C",
        "Crime type": crime_type,
    }
    return plain | {name.replace("_", " "): value for name, value in cells.items()}


def street_csv(rows: Iterable[Mapping[str, str]], *, columns: Iterable[str] = COLUMNS) -> str:
    """Write rows as the text of a street-level file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(columns), restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def archive(path: Path, months: Mapping[str, Iterable[Mapping[str, str]]], *, force: str = "northamptonshire") -> Path:
    """Write a zip laid out like the official download: one file for each month."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for month, rows in months.items():
            zipped.writestr(f"{month}/{month}-{force}-street.csv", street_csv(rows))
    return path
