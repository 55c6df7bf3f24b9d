"""Check what a person typed, field by field, so that every fault is said at once and in plain words."""

import math
import unicodedata

import numpy as np
import numpy.typing as npt

from geo_ij.errors import InputError
from geo_ij.projection import to_metres
from geo_ij.sources.record_points import ServiceArea, check_points

LEAST_UNCERTAINTY_M = 10.0
MOST_UNCERTAINTY_M = 5_000.0
"""How well or badly a person may say that a place is known, in metres: a pin on a map, a whole estate or wood."""


class TypedInput:
    """Gathers the faults of one form or command by field; `finish` refuses if there are any."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}

    def words(self, field: str, text: str, *, called: str, longest: int, lines: bool = False) -> str:
        """Check words that may be empty and give them with single spaces; with `lines` line ends stay."""
        kept = [" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n")] if lines else [text.strip()]
        plain = "\n".join(kept).strip()
        if any(unicodedata.category(letter)[0] == "C" for letter in plain if letter != "\n" or not lines):
            self._refuse(field, f"{called} must not contain control characters or invisible marks: type it again")
        elif "<" in plain or ">" in plain:
            self._refuse(field, f"{called} must be plain words, without < or >")
        elif len(plain) > longest:
            self._refuse(field, f"{called} must be {longest} characters or fewer")
        return plain if lines else " ".join(plain.split())

    def name(self, field: str, text: str, *, called: str, longest: int) -> str:
        """Check a name, which must have a letter or a digit."""
        plain = self.words(field, text, called=called, longest=longest)
        if field not in self.faults and not plain:
            self._refuse(field, f"Enter {called[0].lower()}{called[1:]}")
        elif field not in self.faults and not any(letter.isalnum() for letter in plain):
            self._refuse(field, f"{called} must contain a letter or a digit")
        return plain

    def uncertainty(self, field: str, metres: float) -> float:
        """Check how far off a point may be, in metres."""
        if not LEAST_UNCERTAINTY_M <= metres <= MOST_UNCERTAINTY_M:
            bounds = f"from {LEAST_UNCERTAINTY_M:,.0f} to {MOST_UNCERTAINTY_M:,.0f} metres"
            self._refuse(field, f"Give as a number how far off it may be, {bounds}")
        return metres

    def point(
        self, longitude: float, latitude: float, *, area: ServiceArea, fields: tuple[str, str]
    ) -> tuple[float, float]:
        """Check a point in degrees (EPSG:4326) and give it in metres (EPSG:27700), to the millimetre.

        It must lie in Great Britain and in the service area; `fields` are those of longitude and latitude.
        """
        for field, value, name, example in zip(
            fields, (longitude, latitude), ("longitude", "latitude"), ("-0.7219", "52.4010"), strict=True
        ):
            if not math.isfinite(value):
                self._refuse(field, f"Enter the {name} as a number, for example {example}")
        if self.faults.keys() & set(fields):
            return math.nan, math.nan
        fault = check_points(_one(longitude), _one(latitude), area=area).faults[0]
        if fault is not None:
            reason = str(fault.reason)
            self._refuse(fields[0], f"Longitude {longitude} and latitude {latitude} cannot be used: {reason}")
        easting, northing = to_metres(longitude, latitude)
        return round(float(easting), 3), round(float(northing), 3)

    def finish(self) -> None:
        """Raise InputError with the fault of each field, if there is any."""
        if self.faults:
            raise InputError(self.faults)

    def _refuse(self, field: str, sentence: str) -> None:
        self.faults.setdefault(field, sentence)


def _one(value: float) -> npt.NDArray[np.float64]:
    return np.array([value], dtype=float)
