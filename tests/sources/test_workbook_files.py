"""Workbooks: cells become texts, the header is found, and what would fill the memory is refused unopened."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from geo_ij.errors import SourceError
from geo_ij.sources import workbook_check, workbook_files
from geo_ij.sources.workbook_files import read_workbook
from tests.incident_files import workbook

MOMENT = dt.datetime(2025, 3, 31, 14, 5)  # noqa: DTZ001  # a cell has no zone


def rewritten(path: Path, **members: bytes) -> Path:
    """Write a workbook again with other contents of some of its files."""
    with zipfile.ZipFile(path) as zipped:
        content = {name: zipped.read(name) for name in zipped.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, old in content.items():
            zipped.writestr(name, members.get(Path(name).stem, old))
    return path


def test_cells_become_texts_as_a_csv_file_has_them(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Data": [["Log No", "When", "Who"], [7, MOMENT, " Park "], [0.5, True, ""]]})
    table = read_workbook(path)
    assert table.columns == ("log_no", "when", "who")
    assert [(one.where, dict(one.cells)) for one in table.records] == [
        ("row 2", {"log_no": "7", "when": "2025-03-31T14:05:00", "who": "Park"}),
        ("row 3", {"log_no": "0.5", "when": "yes", "who": ""}),
    ]


def test_a_title_above_the_header_and_blank_rows_are_no_records(tmp_path: Path) -> None:
    rows = [["Extract of incidents"], [], ["Log No", "When"], [], ["1", "x"]]
    path = workbook(tmp_path / "a.xlsx", {"Data": rows})
    table = read_workbook(path, wanted=["when", "Log No"])
    assert table.columns == ("log_no", "when")
    assert [(one.where, one.line) for one in table.records] == [("row 5", 5)]
    assert read_workbook(path).columns == ("extract_of_incidents",)


def test_the_first_sheet_is_read_unless_one_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Notes": [["note"], ["x"]], "Data": [["when"], ["y"]]})
    assert read_workbook(path).columns == ("note",)
    assert read_workbook(path, sheet="data ").columns == ("when",)
    with pytest.raises(SourceError, match="no sheet 'Other': it has Notes, Data"):
        read_workbook(path, sheet="Other")
    with pytest.raises(SourceError, match="empty"):
        read_workbook(workbook(tmp_path / "b.xlsx", {"Data": []}))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"when,where\n1,2\n", "not a whole workbook"),
        (b"PK\x03\x04 cut off", "not a whole workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a password"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=says):
        read_workbook(path)


def test_a_zip_of_something_else_and_a_broken_workbook_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as zipped:
        zipped.writestr("word/document.xml", "<w/>")
    with pytest.raises(SourceError, match="not an Excel workbook"):
        read_workbook(tmp_path / "a.xlsx")
    broken = rewritten(workbook(tmp_path / "b.xlsx", {"Data": [["when"], ["y"]]}), sheet1=b"<worksheet><sheetData><row")
    with pytest.raises(SourceError, match=r"not a whole workbook|empty"):
        read_workbook(broken)


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = rewritten(workbook(tmp_path / "a.xlsx", {"Data": [["when"]]}), sheet1=b" " * 5_000_000)
    assert path.stat().st_size < 50_000
    monkeypatch.setattr(workbook_check, "LARGEST_WORKBOOK", 4_000_000)
    monkeypatch.setattr(workbook_files, "load_workbook", lambda _: pytest.fail("it was opened"))
    with pytest.raises(SourceError, match="zip bomb"):
        read_workbook(path)


def test_a_bomb_that_lies_about_its_size_is_refused_too(tmp_path: Path) -> None:
    path = rewritten(workbook(tmp_path / "a.xlsx", {"Data": [["when"]]}), sheet1=b" " * 5_000_000)
    content = path.read_bytes().replace((5_000_000).to_bytes(4, "little"), (500).to_bytes(4, "little"))
    path.write_bytes(content)
    with pytest.raises(SourceError, match="not a whole workbook"):
        read_workbook(path)


def test_a_cell_far_out_is_refused_because_a_reader_would_make_room_for_all_before_it(tmp_path: Path) -> None:
    start = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c'
    )
    end = b" r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"
    # The mark lies across two of the pieces in which a sheet is looked through.
    far = start + b" " * (workbook_check.PIECE - len(start) - 6) + end
    path = rewritten(workbook(tmp_path / "a.xlsx", {"Data": [["when"]]}), sheet1=far)
    with pytest.raises(SourceError, match=r"column 16,384 and row 1,048,576"):
        read_workbook(path)


ONE = b'<c r="A1"><v>1</v></c>'
WITHOUT_PLACE = b"<c><v>1</v></c>"


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1">' + ONE + b'</row><row><c r ="XFD1048576"><v>1</v></c></row>',
        b'<row r="1">' + ONE + b'</row><row><c r="xfd1048576"><v>1</v></c></row>',
        b'<row r="1">' + ONE + b'</row><row><c r="&#88;FD1048576"><v>1</v></c></row>',
        b'<row r="1">' + ONE + b'</row><row r="900000000">' + WITHOUT_PLACE + b"</row>",
        b"<row>" + WITHOUT_PLACE * 10_000 + b"</row>" + (b"<row>" + WITHOUT_PLACE + b"</row>") * 5_000,
    ],
    ids=["spaced", "small letters", "by its number", "far row", "without places"],
)
@pytest.mark.parametrize("called", ["xl/worksheets/sheet1.xml", "XL/Worksheets/Sheet1.xml", "xl/elsewhere.bin"])
def test_a_cell_far_out_is_found_however_it_is_written_and_wherever(
    tmp_path: Path, rows: bytes, called: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_files, "load_workbook", lambda _: pytest.fail("it was opened"))
    path = rewritten(workbook(tmp_path / "a.xlsx", {"Data": [["when"]]}), sheet1=b"")
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "a") as zipped:
        zipped.writestr(
            called if called != "xl/worksheets/sheet1.xml" else "xl/worksheets/sheet2.xml",
            b'<worksheet xmlns="' + namespace + b'"><sheetData>' + rows + b"</sheetData></worksheet>",
        )
    with pytest.raises(SourceError, match="a sheet reaches to column"):
        read_workbook(path)


def test_a_sheet_is_known_where_its_mark_lies_across_two_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_files, "load_workbook", lambda _: pytest.fail("it was opened"))
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    start += b" " * (workbook_check.PIECE - len(start) - len(b"<sheet"))
    sheet = start + b'<sheetData><row><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(SourceError, match="a sheet reaches to column"):
        read_workbook(rewritten(workbook(tmp_path / "a.xlsx", {"Data": [["when"]]}), sheet1=sheet))


def test_a_long_text_that_many_cells_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[list[object]] = [["when"], *([f"{'long ' * 200}"] for _ in range(50))]
    path = workbook(tmp_path / "a.xlsx", {"Data": texts})
    monkeypatch.setattr(workbook_check, "LARGEST_WORKBOOK", 50_100)
    assert len(read_workbook(path).records) == 50
    monkeypatch.setattr(workbook_check, "LARGEST_WORKBOOK", 50_000)
    with pytest.raises(SourceError, match="zip bomb"):
        read_workbook(path)


@pytest.mark.parametrize("entity", [b'"lol"', b'SYSTEM "file:///etc/hostname"'])
def test_a_sheet_with_a_document_type_is_refused(tmp_path: Path, entity: bytes) -> None:
    sheet = (
        b"<!DOCTYPE a [<!ENTITY x " + entity + b">]><worksheet><sheetData><row><c t='str'><v>&x;</v></c></row>"
        b"</sheetData></worksheet>"
    )
    path = rewritten(workbook(tmp_path / "a.xlsx", {"Data": [["when"]]}), sheet1=sheet)
    with pytest.raises(SourceError, match=r"not a whole workbook.*DTDForbidden"):
        read_workbook(path)


def test_a_workbook_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_check, "MOST_MEMBERS", 2)
    with pytest.raises(SourceError, match="zip bomb"):
        read_workbook(workbook(tmp_path / "a.xlsx", {"Data": [["when"]]}))


def test_an_ordinary_workbook_of_many_rows_is_read(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Log No", "X"]]
    rows += ([number, 487_000.5] for number in range(2_000))
    path = workbook(tmp_path / "a.xlsx", {"Data": rows})
    assert len(read_workbook(path).records) == 2_000
