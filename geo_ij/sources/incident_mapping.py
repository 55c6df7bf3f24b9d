"""Read the mapping file (TOML) that says what the columns and values of a force's own extract mean."""

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from geo_ij.errors import SourceError
from geo_ij.projection import GEOGRAPHIC_CRS, NATIONAL_GRID_CRS
from geo_ij.sources.shipped import police_force_names
from geo_ij.sources.table_files import column_name, decode, read_bytes
from geo_ij.vocabulary import AsbQualifier, AsbType, from_text

FIELDS = (
    "occurred_at",
    "asb_type",
    "asb_qualifier",
    "easting",
    "northing",
    "longitude",
    "latitude",
    "place",
    "reference",
)
"""What the columns of an extract can hold."""

DEFAULT = "default"
"""The key that says what a value means which no translation names."""

LARGEST_UNCERTAINTY_M = 5_000

KEYS = ("force", "sheet", "date_format", "crs", "uncertainty_m", DEFAULT, "columns", "asb_type", "asb_qualifier")
"""What a mapping can say."""

_LISTS: dict[str, type[StrEnum]] = {"asb_type": AsbType, "asb_qualifier": AsbQualifier}
_UNSAID: dict[str, StrEnum] = {"asb_type": AsbType.UNSPECIFIED, "asb_qualifier": AsbQualifier.UNKNOWN}
_GRID = ("easting", "northing")
_DEGREES = ("longitude", "latitude")


@dataclass(frozen=True)
class IncidentMapping:
    """What an extract's columns and values mean.

    `columns` gives for each of FIELDS that the extract has the heading as the mapping writes it; `values` for asb_type
    and asb_qualifier the value of the vocabulary by the extract's own, in lower case with single spaces; `otherwise`
    what stands for a value not named there, if anything does. `in_degrees` says of easting and northing that they hold
    longitude and latitude. `uncertainty_m` is the radius within which 95 of 100 incidents happened.
    """

    force: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    date_format: str | None = None
    in_degrees: bool = False
    uncertainty_m: float = 0.0

    def column(self, name: str) -> str | None:
        """Give the name under which a table has the column of one of FIELDS, or None."""
        heading = self.columns.get(name)
        return None if heading is None else column_name(heading)

    def meaning(self, name: str, text: str) -> str | None:
        """Give the value of the vocabulary that an extract's own is said to mean, or None where nothing says so."""
        if not text:
            return _UNSAID[name].value
        translated = self.values.get(name, {}).get(folded(text))
        if translated is not None:
            return translated
        known = from_text(_LISTS[name], text)
        return None if known is None else known.value


def read_mapping(path: Path) -> IncidentMapping:
    """Read a mapping file. Raises SourceError with everything that is wrong with it at once."""
    try:
        document = tomllib.loads(decode(path, read_bytes(path)))
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits is no fault of TOML to the reader, and is refused all the same.
        raise SourceError(f"{path}: not a whole TOML file ({error})") from error
    faults: list[str] = []
    if unknown := [name for name in document if name not in KEYS]:
        faults.append(f"{_quoted(unknown)} mean nothing here: use {', '.join(KEYS)}")
    columns = _columns(document.get("columns"), faults)
    values, otherwise = _translations(document, faults)
    mapping = IncidentMapping(
        force=_force(document.get("force"), faults),
        columns=columns,
        values=values,
        otherwise=otherwise,
        sheet=_words(document, "sheet", faults),
        date_format=_date_format(document, faults),
        in_degrees=_in_degrees(document, faults),
        uncertainty_m=_uncertainty(document.get("uncertainty_m", 0), faults),
    )
    if faults:
        raise SourceError(f"{path}: {fault}" for fault in faults)
    return mapping


def folded(text: str) -> str:
    """Write a value in the form by which an extract's values are told apart: lower case, single spaces."""
    return " ".join(text.casefold().split())


def _force(said: object, faults: list[str]) -> str:
    known = police_force_names()
    if isinstance(said, str) and said in known:
        return said
    if said is None:
        faults.append('the force is missing: write it as data.police.uk does, like force = "northamptonshire"')
        return ""
    wanted = "-".join(str(said).casefold().replace("police", " ").replace("constabulary", " ").split())
    near = difflib.get_close_matches(wanted, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"use one of {', '.join(sorted(known))}"
    faults.append(f"force {str(said)!r} is not known: {hint}")
    return ""


def _columns(said: object, faults: list[str]) -> dict[str, str]:
    """Read which column holds what; a point or a place is needed, and when it happened."""
    if not isinstance(said, dict) or not said:
        faults.append(f"the table [columns] is missing: it says which column holds {', '.join(FIELDS)}")
        return {}
    if unknown := [name for name in said if name not in FIELDS]:
        faults.append(f"[columns] {_quoted(unknown)} mean nothing here: use {', '.join(FIELDS)}")
    if wrong := [name for name, heading in said.items() if not isinstance(heading, str) or not heading.strip()]:
        faults.append(f"[columns] {_quoted(wrong)}: write the heading of the column between quotation marks")
        return {}
    if "occurred_at" not in said:
        faults.append("[columns] occurred_at is missing: every incident needs its day")
    for pair in (_GRID, _DEGREES):
        if len([name for name in pair if name in said]) == 1:
            faults.append(f"[columns] {pair[0]} and {pair[1]} are needed together")
    if all(name in said for name in (*_GRID, *_DEGREES)):
        faults.append("[columns] name easting and northing or longitude and latitude, not both")
    if not any(name in said for name in (*_GRID, *_DEGREES, "place")):
        faults.append("[columns] where is missing: easting and northing, longitude and latitude, or place")
    return {name: heading for name, heading in said.items() if name in FIELDS}


def _translations(document: Mapping[str, Any], faults: list[str]) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Read what the extract's own values mean, and what the others stand for."""
    values: dict[str, dict[str, str]] = {}
    otherwise: dict[str, str] = {}
    if (general := document.get(DEFAULT)) is not None:
        if general == AsbType.UNSPECIFIED:
            otherwise = {name: member.value for name, member in _UNSAID.items()}
        else:
            faults.append(f'{DEFAULT} can only be "{AsbType.UNSPECIFIED}"; leave it out to reject unknown values')
    for name, kind in _LISTS.items():
        said = document.get(name, {})
        if not isinstance(said, dict):
            faults.append(f'{name} must be a table: [{name}], then lines like "YOUTH ASB" = "rowdy_inconsiderate"')
            continue
        values[name] = {}
        for own, meant in said.items():
            found = from_text(kind, meant) if isinstance(meant, str) else None
            if found is None:
                faults.append(f"[{name}] {own!r} = {meant!r}: use one of {', '.join(member.value for member in kind)}")
            elif own == DEFAULT:
                otherwise[name] = found.value
            elif values[name].setdefault(folded(own), found.value) != found.value:
                faults.append(f"[{name}] {own!r} has two meanings")
    return values, otherwise


def _words(document: Mapping[str, Any], name: str, faults: list[str]) -> str | None:
    said = document.get(name)
    if said is None or (isinstance(said, str) and said.strip()):
        return said
    faults.append(f"{name} must be words between quotation marks")
    return None


def _date_format(document: Mapping[str, Any], faults: list[str]) -> str | None:
    """Read a format of dates, and try it: it must bring back the day."""
    said = _words(document, "date_format", faults)
    if said is None:
        return None
    day = dt.datetime(2025, 3, 31, 14, 5)  # noqa: DTZ001  # a specimen, in nobody's zone
    try:
        if dt.datetime.strptime(day.strftime(said), said).date() == day.date():  # noqa: DTZ007
            return said
    except (ValueError, re.error):
        pass  # the second where the same part of a date stands twice
    faults.append(f'date_format {said!r} does not say a day: write it like "%d/%m/%Y %H:%M"')
    return None


def _in_degrees(document: Mapping[str, Any], faults: list[str]) -> bool:
    said = document.get("crs")
    if said is None:
        return False
    known = {NATIONAL_GRID_CRS: False, GEOGRAPHIC_CRS: True}
    crs = str(said).upper().replace(" ", "")
    if crs not in known:
        faults.append(f"crs {said!r} cannot be used: {NATIONAL_GRID_CRS} (National Grid metres) or {GEOGRAPHIC_CRS}")
        return False
    columns = document.get("columns")
    if not known[crs] and isinstance(columns, dict) and "longitude" in columns:
        faults.append(f"crs {crs} is in metres: name its columns easting and northing")
    return known[crs]


def _uncertainty(said: object, faults: list[str]) -> float:
    if isinstance(said, int | float) and not isinstance(said, bool) and 0 <= said <= LARGEST_UNCERTAINTY_M:
        return float(said)
    faults.append(f"uncertainty_m must be a number of metres from 0 to {LARGEST_UNCERTAINTY_M:,}")
    return 0.0


def _quoted(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names)
