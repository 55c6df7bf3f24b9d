"""Read a JSON file that is a list of records as the table that a CSV file with the same columns would be."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo_ij.errors import SourceError
from geo_ij.sources.record_cells import Fault, shown
from geo_ij.sources.table_files import Record, Table, column_name, decode, read_bytes


@dataclass(frozen=True)
class JsonTable:
    """The records as a table, and what is wrong with some of them: the number of the record (from 1) to its fault."""

    table: Table
    faults: dict[int, Fault]


def read_json_table(path: Path, *, noun: str) -> JsonTable:
    """Read a list of objects; lists become words parted by semicolons, and null is an empty cell.

    `noun` is what one record is called ("report"), and `Record.line` its number from 1. Raises SourceError when the
    file is not such a list, is not JSON, or names a member twice.
    """
    try:
        document = json.loads(decode(path, read_bytes(path)), object_pairs_hook=_object, parse_constant=_no_number)
    except RecursionError:
        raise SourceError(f"{path}: not a list of {noun}s: it is nested too deeply") from None
    except ValueError as error:
        raise SourceError(f"{path}: not a whole JSON file ({error}): write it again") from None
    if not isinstance(document, list):
        raise SourceError(f"{path}: not a list of {noun}s: write [{{...}}, {{...}}] with one object for each {noun}")
    records, faults = [], {}
    for number, item in enumerate(document, start=1):
        cells: dict[str, str] = {}
        for name, value in (item if isinstance(item, dict) else {}).items():
            text = _cell(value)
            if text is None:
                faults[number] = Fault(f"{name} is nested", f"{name} is a list or an object inside another: write text")
            cells[name] = text or ""
        if not isinstance(item, dict):
            faults[number] = Fault("not an object", f"{shown(json.dumps(item))} is not an object with members")
        records.append(Record(f"{noun} {number}", number, cells))
    columns = dict.fromkeys(name for record in records for name in record.cells)
    return JsonTable(Table(str(path), tuple(columns), tuple(records)), faults)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        column = column_name(_plain(name))
        if column in members:
            raise ValueError(f"an object has the member {column} twice")
        members[column] = value
    return members


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is not a number")


def _cell(value: Any) -> str | None:
    """Give a value as the text of a cell, or None for one that is nested."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    if isinstance(value, list):
        parts = [_cell(part) for part in value if not isinstance(part, list | dict)]
        return ";".join(part for part in parts if part) if len(parts) == len(value) else None
    return None if isinstance(value, dict) else _plain(str(value)).strip()


def _plain(text: str) -> str:
    """Put a mark in place of half a character, which JSON can name and no file or database can hold."""
    return text.encode("utf-8", "replace").decode()
