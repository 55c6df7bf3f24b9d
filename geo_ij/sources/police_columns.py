"""Read one street-level file into columns, or refuse it as a whole: not text, not CSV, not the right columns."""

from csv import reader
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

from geo_ij.errors import SourceError

_REQUIRED = ("Month", "Longitude", "Latitude", "Location", "Crime type")
_OPTIONAL = ("Crime ID", "Falls within", "LSOA code")
_WORDS = pa.dictionary(pa.int32(), pa.string())
_TEXTS = ("Month", "Falls within", "Location", "Crime type", "LSOA code")
_TYPES = dict.fromkeys(_TEXTS, _WORDS) | {
    "Longitude": pa.float64(),
    "Latitude": pa.float64(),
    "Crime ID": pa.string(),
}


@dataclass(frozen=True)
class PoliceColumns:
    """One file's columns, decoded: the texts as codes into their distinct values."""

    label: str
    text: dict[str, tuple[npt.NDArray[np.int64], list[str]]]
    crime_id: npt.NDArray[np.object_]
    longitude: npt.NDArray[np.float64]
    latitude: npt.NDArray[np.float64]


def read_columns(label: str, content: bytes) -> PoliceColumns:
    """Read a file's bytes; `label` names it in a refusal.

    Raises SourceError for an empty file, a web page, another encoding than UTF-8, a missing column or broken CSV.
    """
    header = _header(label, content)
    missing = [name for name in _REQUIRED if name not in header]
    if missing:
        raise SourceError(
            f"{label}: not a street-level crime file: column{'s' if len(missing) > 1 else ''} "
            f"{', '.join(missing)} missing: download the file again from data.police.uk/data"
        )
    wanted = [*_REQUIRED, *(name for name in _OPTIONAL if name in header)]
    options = csv.ConvertOptions(include_columns=wanted, column_types=_TYPES, strings_can_be_null=True)
    try:
        table = csv.read_csv(pa.BufferReader(content), convert_options=options)
    except pa.ArrowInvalid as error:
        raise SourceError(_csv_fault(label, str(error))) from error
    return PoliceColumns(
        label=label,
        text={name: _codes(table, name) for name in _TEXTS},
        crime_id=table["Crime ID"].to_numpy() if "Crime ID" in wanted else np.full(len(table), None),
        longitude=table["Longitude"].to_numpy(),
        latitude=table["Latitude"].to_numpy(),
    )


def _header(label: str, content: bytes) -> list[str]:
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise SourceError(f"{label}: the file is empty: download it again")
    if start.startswith(b"<"):
        raise SourceError(f"{label}: this is a web page saved as CSV: use the page's download button instead")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in start:
        raise SourceError(f"{label}: not UTF-8 text: save it as 'CSV UTF-8' and import it again")
    try:
        first = start.splitlines()[0].decode().strip()
    except UnicodeDecodeError:
        raise SourceError(f"{label}: not UTF-8 text: save it as 'CSV UTF-8' and import it again") from None
    return next(reader([first]))


def _csv_fault(label: str, message: str) -> str:
    if "UTF8" in message or "UTF-8" in message:
        return f"{label}: not UTF-8 text: save it as 'CSV UTF-8' and import it again"
    if "CSV conversion error" in message:
        return f"{label}: a longitude or latitude is not a number ({message.split(': ', 1)[-1]}): mend the row"
    return f"{label}: not a whole CSV file ({message}): download it again"


def _codes(table: pa.Table, name: str) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Give a text column as codes into its distinct values; the code -1 stands for an empty cell."""
    if name not in table.column_names:
        return np.full(len(table), -1), []
    column = table[name].combine_chunks()
    if isinstance(column, pa.ChunkedArray):  # an empty table has no chunk to combine
        return np.empty(0, dtype=np.int64), []
    codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, column.dictionary.to_pylist()
