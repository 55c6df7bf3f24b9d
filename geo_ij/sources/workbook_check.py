"""Look through an Excel workbook before it is opened, and refuse one that would fill the memory or is not whole.

A reader makes room for every cell between the first and the last, and for a text that a thousand cells share a thousand
times. So a few bytes can ask for everything, and the marks in them are what is looked at.
"""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

from defusedxml.ElementTree import ParseError, XMLParser

from geo_ij.errors import SourceError

LARGEST_WORKBOOK = 1_000_000_000
"""To how many bytes a workbook may expand, and the texts of its cells."""

MOST_CELLS = 50_000_000
"""How many cells a sheet may span: a reader makes room for all of them, empty ones too."""

MOST_MEMBERS = 5_000
"""How many files a workbook's zip may hold."""

PIECE = 1 << 20
"""In pieces of so many bytes a workbook is looked through."""

SAVE_AS_XLSX = "save it as an Excel workbook (.xlsx) or as 'CSV UTF-8' and import it again"

_SHEET = b"sheetData"
"""What stands in every sheet, whatever its file is called."""

_SHARED_TEXTS = "sharedstrings.xml"


def check_workbook(path: Path, content: bytes) -> None:
    """Refuse what is not a workbook, or one that would fill the memory: by its size, its texts or a cell far out."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError(f"{path}: an old workbook (.xls) or one with a password: {SAVE_AS_XLSX}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            _check_members(path, zipped)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError, OSError) as error:
        raise SourceError(f"{path}: not a whole workbook ({error}): {SAVE_AS_XLSX}") from error
    except ParseError as error:
        raise SourceError(f"{path}: not a whole workbook ({error}): {SAVE_AS_XLSX}") from error


def _check_members(path: Path, zipped: zipfile.ZipFile) -> None:
    members = zipped.infolist()
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise SourceError(f"{path}: not an Excel workbook: {SAVE_AS_XLSX}")
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_WORKBOOK:
        raise SourceError(_too_large(path))
    left = LARGEST_WORKBOOK
    sheets: list[zipfile.ZipInfo] = []
    texts = _SharedTexts()
    for member in members:
        size, is_sheet = _unpacked(path, zipped, member, left=left)
        left -= size
        if is_sheet:
            sheets.append(member)
        if member.filename.casefold().endswith(_SHARED_TEXTS):
            _look_through(zipped, member, texts)
    for member in sheets:
        _look_through(zipped, member, _Sheet(path, texts.lengths))


def _unpacked(path: Path, zipped: zipfile.ZipFile, member: zipfile.ZipInfo, *, left: int) -> tuple[int, bool]:
    """Unpack one file of a workbook, keeping nothing of it; give its size, and whether it is a sheet."""
    size, is_sheet, rest = 0, False, b""
    with zipped.open(member) as stream:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > left:
                raise SourceError(_too_large(path))
            # The mark may lie across two pieces.
            is_sheet = is_sheet or _SHEET in rest + piece
            rest = piece[-len(_SHEET) :]
    return size, is_sheet


def _look_through(zipped: zipfile.ZipFile, member: zipfile.ZipInfo, looker: "_SharedTexts | _Sheet") -> None:
    """Show each element and each text of a file to a looker. Raises ValueError where a document type stands."""
    parser = XMLParser(target=looker, forbid_dtd=True)
    with zipped.open(member) as stream:
        while piece := stream.read(PIECE):
            parser.feed(piece)
    parser.close()


class _SharedTexts:
    """Counts how long each of the texts is that cells share."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, name: str, _: dict[str, str]) -> None:
        if _local(name) == "si":
            self.lengths.append(0)

    def data(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)

    def close(self) -> None:
        """End: nothing is left to do."""


class _Sheet:
    """Follows where the cells of a sheet stand, as a reader does; where no place is written it is the next."""

    def __init__(self, path: Path, shared: list[int]) -> None:
        self._path = path
        self._shared = shared
        self._row = self._column = self._width = self._height = self._characters = 0
        self._is_shared = self._is_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        self._is_value = local == "v"
        if local == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif local == "c":
            self._is_shared = attributes.get("t") == "s"
            self._column += 1
            if "r" in attributes:
                self._column, self._row = _place(attributes["r"])
            self._width, self._height = max(self._width, self._column), max(self._height, self._row)
            if self._width * self._height > MOST_CELLS:
                raise SourceError(
                    f"{self._path}: a sheet reaches to column {self._width:,} and row {self._height:,}: delete what "
                    "stands far from the table, or save the table as 'CSV UTF-8'"
                )

    def data(self, text: str) -> None:
        if self._is_value and self._is_shared:
            # What is no number of a text is for the reader to refuse.
            with suppress(ValueError, IndexError):
                self._characters += self._shared[int(text)]
            if self._characters > LARGEST_WORKBOOK:
                raise SourceError(_too_large(self._path))

    def close(self) -> None:
        """End: nothing is left to do."""


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _place(written: str) -> tuple[int, int]:
    """Give the column and row of a cell's place, such as "AB12". Raises ValueError where it is none."""
    letters = written.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"{written!r} is no cell")
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(written[len(letters) :])


def _too_large(path: Path) -> str:
    return (
        f"{path}: expands to more than {LARGEST_WORKBOOK // 1_000_000:,} MB, which looks like a zip bomb: "
        "save the table as 'CSV UTF-8'"
    )
