"""Read one record's cells as words, numbers, dates and moments, gathering what is wrong with it.

Each fault has a reason, by which rejected rows are counted, and a sentence that says what to mend.
"""

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from geo_ij.vocabulary import from_text

Member = TypeVar("Member", bound=StrEnum)

LONDON = ZoneInfo("Europe/London")
"""The zone of every time that is written without one."""

_YES = {"yes", "y", "true", "1"}
_NO = {"no", "n", "false", "0"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Fault(NamedTuple):
    """Why a row cannot be kept: a reason to count by, and a sentence about this row."""

    reason: str
    detail: str


class RejectedRow(NamedTuple):
    """A row that was not kept: where it is in the file, the reason it is counted under, and all that is wrong."""

    where: str
    line: int
    reason: str
    detail: str


@dataclass
class Tally:
    """What became of a file's rows."""

    read: int = 0
    kept: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    rejected_rows: list[RejectedRow] = field(default_factory=list)

    def reject(self, where: str, line: int, faults: list[Fault]) -> None:
        """Count one row as rejected, under the first of its faults."""
        self.rejected[faults[0].reason] += 1
        detail = "; ".join(fault.detail for fault in faults)
        self.rejected_rows.append(RejectedRow(where, line, faults[0].reason, detail))


class Cells:
    """One record being read; `faults` fills as cells turn out wrong, and a wrong or empty cell reads as None."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.faults: list[Fault] = []

    def fault(self, reason: str, detail: str | None = None) -> None:
        """Note that something is wrong with the row."""
        self.faults.append(Fault(reason, detail or reason))

    def text(self, name: str, *, longest: int, required: bool = False) -> str | None:
        """Read words; control characters, which no keyboard writes, are left out."""
        text = _CONTROL.sub("", self.cells.get(name, "")).strip()
        if not text and required:
            self.fault(f"{name} is empty")
        if len(text) > longest:
            self.fault(f"{name} is too long", f"{name} has {len(text):,} characters: {longest} at most")
            return None
        return text or None

    def choice(self, name: str, kind: type[Member], *, default: Member) -> Member:
        """Read one value of a closed list, by its value or its label; an empty cell is the default."""
        text = self.cells.get(name, "")
        found = from_text(kind, text) if text else default
        if found is None:
            self._unknown(name, text, kind)
        return found or default

    def choices(self, name: str, kind: type[Member]) -> str:
        """Read values of a closed list, parted by semicolons, and give them in the same form, none twice."""
        found: dict[Member, None] = {}
        for text in filter(None, (part.strip() for part in self.cells.get(name, "").split(";"))):
            member = from_text(kind, text)
            if member is None:
                self._unknown(name, text, kind)
            else:
                found[member] = None
        return ";".join(found)

    def words(self, name: str, *, longest: int) -> str:
        """Read free words parted by semicolons and give them in the same form; an empty cell means none."""
        text = self.text(name, longest=longest) or ""
        return ";".join(filter(None, (part.strip() for part in text.split(";"))))

    def number(
        self, name: str, *, least: float, most: float, required: bool = False, whole: bool = False
    ) -> float | None:
        """Read a number between the bounds, both included."""
        text = self.cells.get(name, "")
        if not text:
            if required:
                self.fault(f"{name} is empty")
            return None
        value = as_number(text)
        if value is None or (whole and not value.is_integer()):
            wanted = "a whole number" if whole else "a number"
            self.fault(f"{name} is not {wanted}", f"{name} is {shown(text)}, not {wanted}")
            return None
        if not least <= value <= most:
            self.fault(f"{name} is out of range", f"{name} is {text}: it must lie between {least:g} and {most:g}")
            return None
        return value

    def yes_or_no(self, name: str) -> str | None:
        """Read yes/no, true/false or 1/0 as "yes" or "no"; an empty cell is None: not known."""
        text = self.cells.get(name, "").casefold()
        if not text:
            return None
        if text not in _YES | _NO:
            self.fault(f"{name} is not yes or no", f"{name} is {shown(text)}: write yes or no")
        return "yes" if text in _YES else "no"

    def date(self, name: str) -> dt.date | None:
        """Read an ISO 8601 date; a time after it is left out."""
        text = self.cells.get(name, "")
        if not text:
            return None
        try:
            return dt.datetime.fromisoformat(text).date()
        except ValueError:
            self.fault(f"{name} is not a date", f"{name} is {shown(text)}: write it like 2025-03-31")
            return None

    def moment(self, name: str) -> dt.datetime | None:
        """Read an ISO 8601 date and time; without a zone it is London's. A date alone is a fault."""
        text = self.cells.get(name, "")
        if not text:
            self.fault(f"{name} is empty")
            return None
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or len(text) <= len("2025-03-31"):
            self.fault(f"{name} is not a date and time", f"{name} is {shown(text)}: write it like 2025-03-31T10:00")
            return None
        try:
            return moment.replace(tzinfo=LONDON) if moment.tzinfo is None else moment.astimezone(LONDON)
        except OverflowError:
            self.fault(f"{name} is not a date and time", f"{name} is {shown(text)}: the year is out of range")
            return None

    def _unknown(self, name: str, text: str, kind: type[StrEnum]) -> None:
        self.fault(
            f"{name} is not known",
            f"{name} is {shown(text)}: use one of {', '.join(member.value for member in kind)}",
        )


def as_number(text: str) -> float | None:
    """Read a number written the usual way, or None: no words such as "nan", no thousands separators.

    >>> as_number("-0.7219"), as_number("1e3"), as_number("1_0"), as_number("nan")
    (-0.7219, 1000.0, None, None)
    """
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", text, flags=re.ASCII | re.IGNORECASE):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def shown(text: str) -> str:
    """Quote what a cell holds, cut short, so that a message stays one line."""
    return repr(text if len(text) <= 40 else text[:39] + "…")
