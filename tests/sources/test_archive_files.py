import gzip
import zipfile
from pathlib import Path

import pytest

from geo_ij.errors import SourceError
from geo_ij.sources.archive_files import check_total_size, find_files, read_file
from tests.police_files import archive, row, street_csv

NAME = "2025-01-northamptonshire-street.csv"


def test_a_zip_a_folder_a_csv_and_a_compressed_csv_hold_the_same(tmp_path: Path) -> None:
    text = street_csv([row()])
    (tmp_path / "folder" / "2025-01").mkdir(parents=True)
    (tmp_path / "folder" / "2025-01" / NAME).write_text(text)
    (tmp_path / f"{NAME}.gz").write_bytes(gzip.compress(text.encode()))
    zipped = archive(tmp_path / "archive.zip", {"2025-01": [row()]})
    for path in (tmp_path / "folder", tmp_path / f"{NAME}.gz", zipped, tmp_path / "folder" / "2025-01" / NAME):
        (found,) = find_files([path])
        assert (found.force, found.month) == ("northamptonshire", "2025-01")
        assert read_file(found, limit=10_000_000) == text.encode()


def test_other_products_of_the_archive_are_passed_over(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as zipped:
        for product in ("street", "outcomes", "stop-and-search"):
            zipped.writestr(f"2025-01/2025-01-northamptonshire-{product}.csv", "x")
    assert [found.member for found in find_files([tmp_path / "archive.zip"])] == [f"2025-01/{NAME}"]


def test_files_come_in_one_order_whatever_the_order_of_paths(tmp_path: Path) -> None:
    first = archive(tmp_path / "b.zip", {"2025-02": [row()], "2025-01": [row()]})
    second = archive(tmp_path / "a.zip", {"2025-03": [row()]}, force="bedfordshire")
    assert find_files([first, second]) == find_files([second, first])


@pytest.mark.parametrize("damage", ["not a zip", "cut short", "empty", "no street files", "missing"])
def test_what_is_no_archive_is_refused_by_name(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "archive.zip"
    whole = archive(tmp_path / "whole.zip", {"2025-01": [row()] * 500}).read_bytes()
    contents = {"not a zip": b"hello", "cut short": whole[: len(whole) // 2], "empty": b""}
    if damage in contents:
        path.write_bytes(contents[damage])
    elif damage == "no street files":
        with zipfile.ZipFile(path, "w") as zipped:
            zipped.writestr("readme.txt", "nothing here")
    with pytest.raises(SourceError, match=r"archive\.zip"):
        find_files([path])


def test_every_bad_path_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as refusal:
        find_files([tmp_path / "one.zip", tmp_path / "two.zip"])
    assert len(refusal.value.faults) == 2


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "archive.zip", {"2025-01": [row()]})
    content = bytearray(path.read_bytes())
    # The flag's bit 0 says "encrypted", in the local header and in the central directory.
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(SourceError, match="encrypted"):
        find_files([path])


def test_damage_inside_a_zip_is_noticed(tmp_path: Path) -> None:
    path = archive(tmp_path / "archive.zip", {"2025-01": [row()] * 500})
    content = bytearray(path.read_bytes())
    content[200] ^= 0xFF
    path.write_bytes(content)
    (found,) = find_files([path])
    with pytest.raises(SourceError, match="damaged"):
        read_file(found, limit=10_000_000)


def test_a_zip_bomb_is_refused_before_and_while_reading(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(f"2025-01/{NAME}", b"0" * 5_000_000)
    files = find_files([path])
    with pytest.raises(SourceError, match="zip bomb"):
        check_total_size(files, limit=1_000_000)
    with pytest.raises(SourceError, match="zip bomb"):
        read_file(files[0], limit=1_000_000)


def test_a_compressed_csv_that_expands_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.gz"
    path.write_bytes(gzip.compress(b"0" * 5_000_000))
    (found,) = find_files([path])
    with pytest.raises(SourceError, match="zip bomb"):
        read_file(found, limit=1_000_000)
    path.write_bytes(gzip.compress(b"0" * 5_000_000)[:-20])
    with pytest.raises(SourceError, match="damaged"):
        read_file(found, limit=10_000_000)


def test_a_device_is_no_archive() -> None:
    with pytest.raises(SourceError, match="neither a file nor a folder"):
        find_files([Path("/dev/zero")])


def test_a_file_that_says_it_is_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / NAME
    path.write_text(street_csv([row()] * 100))
    (found,) = find_files([path])

    def never(*_: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(Path, "open", never)
    with pytest.raises(SourceError, match="zip bomb"):
        read_file(found, limit=100)
