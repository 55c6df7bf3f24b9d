"""Find the monthly CSV files in whatever was downloaded: zips, folders, single files, compressed or not.

Nothing is ever unpacked to disk, so a hostile path inside a zip does nothing.
"""

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from geo_ij.errors import SourceError

STREET_FILE = re.compile(r"(?P<month>\d{4}-\d{2})-(?P<force>[a-z][a-z-]*)-street\.csv(\.gz)?$")
"""How data.police.uk names a month of street-level rows: `2025-01-northamptonshire-street.csv`."""

_OTHER_PRODUCT = re.compile(r"-(outcomes|stop-and-search)\.csv(\.gz)?$")
LARGEST_FILE = 1_000_000_000
"""No force's month comes near this many bytes; it bounds the memory that one file can take."""


@dataclass(frozen=True)
class ArchiveFile:
    """One CSV file: `label` is what a person calls it; force and month are None unless its name says them."""

    label: str
    path: Path
    member: str | None
    size: int
    force: str | None
    month: str | None


def find_files(paths: Iterable[Path]) -> list[ArchiveFile]:
    """List the street-level CSV files in the paths, in a fixed order.

    Raises SourceError that names every path that cannot be used: not there, not readable, not an archive, truncated,
    encrypted, or without a single street-level file.
    """
    found: list[ArchiveFile] = []
    faults: list[str] = []
    for path in paths:
        try:
            here = _files_at(path)
        except SourceError as error:
            faults += error.faults
            continue
        if not here:
            faults.append(
                f"{path}: no street-level CSV file (named like 2025-01-northamptonshire-street.csv) is in it: "
                "download an archive from data.police.uk/data with the box for street crime ticked"
            )
        found += here
    if faults:
        raise SourceError(faults)
    return sorted(found, key=lambda file: (file.month or "", file.force or "", file.label))


def read_file(file: ArchiveFile, *, limit: int) -> bytes:
    """Read one file whole, unpacked; refuse it when it expands beyond `limit` bytes or is damaged."""
    if file.size > limit:
        raise SourceError(too_large(file.label, limit))
    try:
        with _open(file) as stream:
            content = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise SourceError(f"{file.label}: damaged or cut short ({error}): download it again") from error
    except (NotImplementedError, RuntimeError) as error:
        raise SourceError(f"{file.label}: compressed in a way that cannot be read ({error})") from error
    except OSError as error:
        raise SourceError(f"{file.label}: cannot be read ({error.strerror or error})") from error
    if len(content) > limit:
        raise SourceError(too_large(file.label, limit))
    return content


def too_large(label: str, limit: int) -> str:
    """Say that something expands beyond the limit, and which setting allows more."""
    return (
        f"{label}: expands to more than {limit // 1_000_000:,} MB, which looks like a zip bomb: "
        f"GEO_IJ_ARCHIVE_LIMIT_MB says how much an archive may hold; a single file, {LARGEST_FILE // 1_000_000:,} MB"
    )


def _files_at(path: Path) -> list[ArchiveFile]:
    if not path.exists():
        raise SourceError(f"{path}: there is no such file or folder")
    if not (path.is_dir() or path.is_file()):
        raise SourceError(f"{path}: neither a file nor a folder")
    if path.is_dir():
        inside = sorted(p for p in path.rglob("*") if p.is_file() and p.name.endswith((".csv", ".csv.gz", ".zip")))
        return [file for p in inside for file in (_zip_files(p) if p.suffix == ".zip" else _plain_file(p))]
    if path.name.lower().endswith((".csv", ".csv.gz")):
        return _plain_file(path, named=True)
    return _zip_files(path)


def _plain_file(path: Path, *, named: bool = False) -> list[ArchiveFile]:
    """Take one CSV file; inside a folder (not `named` by the user) only those that are street-level by name."""
    if _OTHER_PRODUCT.search(path.name) or (not named and not STREET_FILE.search(path.name)):
        return []
    try:
        size = path.stat().st_size
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror})") from error
    return [_described(str(path), path, None, size)]


def _zip_files(path: Path) -> list[ArchiveFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if STREET_FILE.search(entry.filename)]
    except zipfile.BadZipFile:
        raise SourceError(
            f"{path}: not a zip archive, or cut short while downloading: download it again from data.police.uk/data"
        ) from None
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror or error})") from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise SourceError(f"{path}: encrypted: unpack it with its password first and import the folder")
    return [_described(f"{path}:{entry.filename}", path, entry.filename, entry.file_size) for entry in entries]


def _described(label: str, path: Path, member: str | None, size: int) -> ArchiveFile:
    name = STREET_FILE.search(member or path.name)
    force, month = (name["force"], name["month"]) if name else (None, None)
    return ArchiveFile(label=label, path=path, member=member, size=size, force=force, month=month)


@contextmanager
def _open(file: ArchiveFile) -> Iterator[IO[bytes]]:
    if file.member is not None:
        with zipfile.ZipFile(file.path) as archive, archive.open(file.member) as stream:
            yield stream
    elif file.path.name.lower().endswith(".gz"):
        with gzip.open(file.path) as stream:
            yield cast(IO[bytes], stream)
    else:
        with file.path.open("rb") as stream:
            yield stream


def check_total_size(files: Sequence[ArchiveFile], *, limit: int) -> None:
    """Refuse archives whose files say that together they expand beyond `limit` bytes."""
    sizes: dict[Path, int] = {}
    for file in files:
        sizes[file.path] = sizes.get(file.path, 0) + file.size
    if faults := [too_large(str(path), limit) for path, size in sizes.items() if size > limit]:
        raise SourceError(faults)
