"""Read plus codes ("9C4W97PH+M6"), whole or shortened to what a town beside them leaves to say.

After the specification of the Open Location Code: pairs of digits to the base of 20 give latitude and longitude in
turn, down to 1/8000 of a degree; each further digit picks one of 4 columns and 5 rows.
"""

from typing import NamedTuple

DIGITS = "23456789CFGHJMPQRVWX"
_PAIRS = 5
_BEFORE_PLUS = 8
_COLUMNS, _ROWS = 4, 5
_LONGEST = 15


class Cell(NamedTuple):
    """The cell that a code names: its middle and its height, all in degrees (EPSG:4326)."""

    latitude: float
    longitude: float
    height: float


def read_plus_code(code: str, *, near: tuple[float, float] | None) -> Cell | None:
    """Read a code, in capitals; `near` (latitude, longitude) completes a shortened one. None if it is no code."""
    before, plus, after = code.partition("+")
    digits = before + after
    if not plus or any(digit not in DIGITS for digit in digits) or len(after) < 2 or len(before) % 2:
        return None
    missing = _BEFORE_PLUS - len(before)
    if missing < 0 or len(digits) + missing > _LONGEST:
        return None
    if not missing:
        return _cell(digits)
    return None if near is None or missing > 4 else _nearest(digits, missing, near)


def _cell(digits: str) -> Cell:
    latitude, longitude, size = -90.0, -180.0, 400.0
    for pair in range(_PAIRS):
        size /= 20
        latitude += DIGITS.index(digits[2 * pair]) * size
        longitude += DIGITS.index(digits[2 * pair + 1]) * size
    height, width = size, size
    for digit in digits[2 * _PAIRS :]:
        row, column = divmod(DIGITS.index(digit), _COLUMNS)
        height, width = height / _ROWS, width / _COLUMNS
        latitude += row * height
        longitude += column * width
    return Cell(latitude + height / 2, longitude + width / 2, height)


def _nearest(digits: str, missing: int, near: tuple[float, float]) -> Cell:
    """Put the missing digits of a place before the others, and move by one cell of theirs if that comes nearer."""
    cell = _cell(_code_of(near, missing) + digits)
    side = 400.0 / 20 ** (missing // 2)
    return cell._replace(
        latitude=cell.latitude + side * round((near[0] - cell.latitude) / side),
        longitude=cell.longitude + side * round((near[1] - cell.longitude) / side),
    )


def _code_of(place: tuple[float, float], length: int) -> str:
    """Give the first digits of the code of a place."""
    left = [place[0] + 90, place[1] + 180]
    code, size = "", 400.0
    for _ in range(length // 2):
        size /= 20
        for axis in range(2):
            digit = int(left[axis] // size)
            left[axis] -= digit * size
            code += DIGITS[digit]
    return code
