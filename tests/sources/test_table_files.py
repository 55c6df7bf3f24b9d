"""CSV tables: what is read, what is refused and how, and texts that a spreadsheet would run."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.errors import OutputError, SourceError
from geo_ij.sources.table_files import Table, guard, read_table, require_columns, unguard, whole_file, write_table


def table_of(folder: Path, content: bytes) -> Table:
    path = folder / "table.csv"
    path.write_bytes(content)
    return read_table(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_header_tells_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(["name", "notes"]) + "\n" + delimiter.join(["Park", "a"]) + "\n"
    table = table_of(tmp_path, text.encode())
    assert table.columns == ("name", "notes")
    assert dict(table.records[0].cells) == {"name": "Park", "notes": "a"}


def test_a_byte_order_mark_and_other_ways_to_write_a_heading_are_fine(tmp_path: Path) -> None:
    table = table_of(tmp_path, "\ufeffSite ID, Site-Type \r\nS1,park\r\n".encode())
    assert table.columns == ("site_id", "site_type")


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    table = table_of(tmp_path, b'name,notes\n\nA,"two\nlines"\n\nB,x\n')
    assert [(record.where, record.cells["name"]) for record in table.records] == [("line 3", "A"), ("line 6", "B")]


def test_a_short_row_lacks_its_last_cells_and_a_long_row_says_so(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"name,notes\nA\nB,x,y\n")
    assert dict(table.records[0].cells) == {"name": "A", "notes": ""}
    assert [record.has_spare_cells for record in table.records] == [False, True]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"PK\x03\x04rest of a workbook", "workbook"),
        ("name\nCafé".encode("utf-16"), "not UTF-8"),
        ("name,notes\nA,ok\nCafé,x".encode("cp1252"), "line 3: not UTF-8"),
        (b"name,notes\nA,\x00", "not UTF-8"),
        (b"name,name\nA,B", "more than once"),
        (b'name,notes\nA,"never closed\n', "line 2: not a whole CSV"),
    ],
)
def test_what_is_not_a_table_is_refused_by_name(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says) as refused:
        table_of(tmp_path, content)
    assert "table.csv" in str(refused.value)


def test_a_table_has_a_thousand_columns_at_most(tmp_path: Path) -> None:
    names = [f"c{number}" for number in range(1_001)]
    assert len(table_of(tmp_path, ",".join(names[:1_000]).encode()).columns) == 1_000
    with pytest.raises(SourceError, match="1,001 columns, more than the 1,000 that can be read: delete those"):
        table_of(tmp_path, ",".join(names).encode())
    began = time.process_time()
    with pytest.raises(SourceError, match="100,000 columns"):
        table_of(tmp_path, ",".join(f"c{number}" for number in range(100_000)).encode())
    # Comparing each with each took minutes.
    assert time.process_time() - began < 5


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(SourceError, match="folder"):
        read_table(tmp_path)


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"name,notes\nA,b\n")
    with pytest.raises(SourceError, match="columns longitude, latitude missing"):
        require_columns(table, [["name", "longitude", "latitude"]], what="sites")


@given(st.text())
def test_a_guarded_text_comes_back_and_never_begins_a_formula(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@x", "\tx", "\rx", "'=1"])
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["'tis the season", "Gold Street", "1-2", ""])
def test_other_texts_do_not(text: str) -> None:
    assert guard(text) == unguard(text) == text


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_table(path, ["name", "hours", "bags"], [["=HYPERLINK()", 2.5, None], ['a "quoted", line\nbreak', 4.0, 3]])
    assert [dict(record.cells) for record in read_table(path).records] == [
        {"name": "=HYPERLINK()", "hours": "2.5", "bags": ""},
        {"name": 'a "quoted", line\nbreak', "hours": "4", "bags": "3"},
    ]
    assert b"'=HYPERLINK()" in path.read_bytes()


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_table(tmp_path / "no" / "folder.csv", ["name"], [])


@pytest.mark.parametrize(
    ("trouble", "seen"),
    [(OSError(28, "No space left on device"), OutputError), (KeyboardInterrupt(), KeyboardInterrupt)],
)
def test_a_write_that_fails_midway_keeps_the_old_file_and_leaves_no_other(
    tmp_path: Path, trouble: BaseException, seen: type[BaseException]
) -> None:
    path = tmp_path / "table.csv"
    write_table(path, ["name"], [["old"]])
    before = path.read_bytes()

    def write_half() -> None:
        with whole_file(path) as file:
            file.write(b"half")
            raise trouble

    with pytest.raises(seen, match="No space left" if seen is OutputError else None):
        write_half()
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
