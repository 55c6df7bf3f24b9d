"""Find the e-mails in files: one in an .eml file, many in an .mbox file, or a folder of either."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path

from geo_ij.errors import SourceError
from geo_ij.sources.mail_parts import LARGEST_MESSAGE

SUFFIXES = (".eml", ".mbox", ".mbx")

# An unmarked "From my window at 10:30 on 5 May 2026" in a text is no beginning of a message: that has an address, or
# what stands for one, and the time as programs write it; and a header follows.
_BEGINNING = re.compile(
    rb"^From (?:[^\s@]*@\S+|\S+ at \S+|MAILER-DAEMON|-)[ \t]+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?[ \t]+"
    rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ \t]+\d{1,2}[ \t]+\d{1,2}:\d{2}(?::\d{2})?"
    rb"(?:[ \t]+(?:[A-Z]{1,5}|[+-]\d{4}))?[ \t]+\d{4}(?:[ \t]+[+-]\d{4})?\s*$"
)
_HEADER = re.compile(rb"^(?:>From |[!-9;-~]{1,100}:)")
_ESCAPED = re.compile(rb"^>+From ")


def mail_files(paths: Sequence[Path]) -> list[Path]:
    """List the files of e-mail that paths name, those of folders by name. Raises SourceError for what is none."""
    found: list[Path] = []
    faults: list[str] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and one.suffix.casefold() in SUFFIXES)
            if not inside:
                faults.append(f"{path}: there is no .eml or .mbox file in this folder")
            found += inside
        elif not path.is_file():
            faults.append(f"{path}: there is no such file")
        elif path.suffix.casefold() not in SUFFIXES:
            faults.append(f"{path}: this is no file of e-mail: give .eml or .mbox")
        else:
            found.append(path)
    if faults:
        raise SourceError(faults)
    return found


def messages_of(path: Path) -> Iterator[bytes]:
    """Read the messages of a file one after another; of one that is too large, only somewhat more than may be.

    Raises SourceError when the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            if path.suffix.casefold() == ".eml":
                yield file.read(LARGEST_MESSAGE + 1)
            else:
                yield from _parted(file)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from error


def _parted(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Part an mbox at the lines that begin a message; what stands before the first one is a message as well."""
    kept: list[bytes] = []
    size, after_empty_line = 0, True
    for line, following in pairwise(chain(lines, (b"",))):
        if after_empty_line and _BEGINNING.match(line[:500]) and _HEADER.match(following[:500]):
            if any(one.strip() for one in kept):
                yield b"".join(kept)
            kept, size, after_empty_line = [], 0, False
            continue
        after_empty_line = not line.strip()
        if size <= LARGEST_MESSAGE:
            kept.append(line[1:] if _ESCAPED.match(line) else line)
            size += len(line)
    if any(one.strip() for one in kept):
        yield b"".join(kept)
