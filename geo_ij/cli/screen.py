"""Fit tables and sentences into the width of the terminal."""

import shutil
import textwrap
from collections.abc import Iterator, Sequence

USUAL_WIDTH = 80
"""How wide answers are where no terminal says: as wide as terminals have always been."""

WIDEST_SENTENCES = 100
"""Longer lines of words are hard to read."""

_GAP = "  "


def terminal_width() -> int | None:
    """Give how many characters fit on a line, or None where the answer goes to a file or another program.

    The variable COLUMNS goes before the terminal, as for other programs.
    """
    return shutil.get_terminal_size((0, 0)).columns or None


def wrapped(words: str) -> list[str]:
    """Break sentences into lines."""
    return textwrap.wrap(words, min(terminal_width() or USUAL_WIDTH, WIDEST_SENTENCES))


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Set rows, the heading first, as lines: the first column to the left, the others to the right.

    Columns that do not fit beside the others come below them, beside the first column again.
    """
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, block in enumerate(_blocks(widths, terminal_width() or USUAL_WIDTH)):
        if number:
            yield ""
        for row in rows:
            cells = [row[0].ljust(widths[0]), *(row[column].rjust(widths[column]) for column in block)]
            yield _GAP.join(cells).rstrip()


def shortened(name: str, width: int) -> str:
    """Shorten the name of a place; a town at its end stays where there is room for it and eight characters more.

    >>> shortened("Weedon Road Retail Park, Northampton", 30)
    'Weedon Road Reta…, Northampton'
    """
    if len(name) <= width:
        return name
    street, comma, town = name.rpartition(", ")
    room = width - len(comma) - len(town) - 1
    return f"{street[:room].rstrip()}…{comma}{town}" if comma and room >= 8 else f"{name[: width - 1].rstrip()}…"


def _blocks(widths: Sequence[int], width: int) -> list[list[int]]:
    """Share out the columns after the first so that each block fits beside the first, one at least in each."""
    blocks: list[list[int]] = [[]]
    used = widths[0]
    for column in range(1, len(widths)):
        needed = len(_GAP) + widths[column]
        if blocks[-1] and used + needed > width:
            blocks.append([])
            used = widths[0]
        blocks[-1].append(column)
        used += needed
    return blocks
