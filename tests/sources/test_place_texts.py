"""A file of places comes back as it was written, with cells added; what cannot be told apart is refused."""

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.errors import OutputError, SourceError
from geo_ij.sources.place_texts import PlaceTexts, check_output, read_places

ADDED = ("status", "note")


def places_of(folder: Path, content: bytes | str, column: str = "where", reference: str | None = None) -> PlaceTexts:
    path = folder / "places.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_places(path, column=column, added=ADDED, reference=reference)


def rewritten(places: PlaceTexts, *cells: object) -> bytes:
    return places.heading + b"".join(places.with_cells(row, cells or ("ok", "n")) for row in places)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("id,where\n1,Corby\n2,Leeds\n", "id,where,status,note\n1,Corby,ok,n\n2,Leeds,ok,n\n"),
        ("id,where\r\n1,Corby\r\n", "id,where,status,note\r\n1,Corby,ok,n\r\n"),
        ("id,where\r1,Corby\r", "id,where,status,note\r1,Corby,ok,n\r"),
        ("\ufeffwhere\nCorby", "\ufeffwhere,status,note\nCorby,ok,n"),
        ("id;where\n1;a, b\n", "id;where;status;note\n1;a, b;ok;n\n"),
        ('"where, in words";where\n1;a\n', '"where, in words";where;status;note\n1;a;ok;n\n'),
        ("id\twhere\n1\tCorby\n", "id\twhere\tstatus\tnote\n1\tCorby\tok\tn\n"),
        ('id,where\n"1","a\nb"\n', 'id,where,status,note\n"1","a\nb",ok,n\n'),
        ('where,id\n"say ""x"", y",\n', 'where,id,status,note\n"say ""x"", y",,ok,n\n'),
        (" where , =1+1 \n 007 ,=1+1\n", " where , =1+1 ,status,note\n 007 ,=1+1,ok,n\n"),
        ("where,x,x,\na,1,2,3\n", "where,x,x,,status,note\na,1,2,3,ok,n\n"),
        ("\n,,\nid,where\n\n1,a\n\n\n", "id,where,status,note\n1,a,ok,n\n"),
        ("where\n", "where,status,note\n"),
        ("where", "where,status,note"),
    ],
)
def test_every_cell_comes_back_as_it_was_written(tmp_path: Path, content: str, expected: str) -> None:
    assert rewritten(places_of(tmp_path, content)).decode() == expected


def test_a_short_row_is_filled_and_a_long_one_keeps_its_spare_cells_at_the_end(tmp_path: Path) -> None:
    places = places_of(tmp_path, 'id,where,by\n1\n2,a,b\n3,High Street, Corby,"c,d"\n4,a,b,,\n')
    assert [(row.line, row.text, row.spare) for row in places] == [
        (2, "", ""),
        (3, "a", ""),
        (4, "High Street", '"c,d"'),
        (5, "a", ""),
    ]
    lines = rewritten(places).decode().splitlines()
    assert lines[1:] == ["1,,,ok,n", "2,a,b,ok,n", '3,High Street, Corby,ok,n,"c,d"', "4,a,b,ok,n"]


def test_the_columns_of_an_earlier_run_are_replaced_whatever_a_spreadsheet_made_of_them(tmp_path: Path) -> None:
    content = 'id,where,status,note\n1,"a,""b""",ok,"x,y"\n2,b\n3,c,ok\n4,"d",ok,n,spare\n'
    places = places_of(tmp_path, content)
    assert places.rows == 4
    expected = 'id,where,status,note\n1,"a,""b""",new,m\n2,b,new,m\n3,c,new,m\n4,"d",new,m,spare\n'
    assert rewritten(places, "new", "m").decode() == expected


def test_a_second_run_gives_the_same_bytes(tmp_path: Path) -> None:
    first = rewritten(places_of(tmp_path, '\ufeffwhere;id\r\n"a;b";1\r\n\r\nc\r\nd;2;spare;"s;t"\r\n'))
    assert rewritten(places_of(tmp_path, first)) == first


def test_what_is_added_is_guarded_quoted_and_in_plain_figures(tmp_path: Path) -> None:
    places = places_of(tmp_path, "where\na\n")
    assert rewritten(places, "-1+1", 'a,"b"\nc').decode().split("\n", 1)[1] == 'a,\'-1+1,"a,""b""\nc"\n'
    assert rewritten(places, -0.7219, 488_700.0).decode().splitlines()[1] == "a,-0.7219,488700"
    assert rewritten(places, None, "=x").decode().splitlines()[1] == "a,,'=x"


@pytest.mark.parametrize("column", ["The_Place", "the place", " THE-PLACE "])
def test_a_column_is_found_whatever_its_case_and_spaces(tmp_path: Path, column: str) -> None:
    assert [row.text for row in places_of(tmp_path, "id,The Place\n1,a\n", column)] == ["a"]


def test_a_column_as_it_is_written_goes_before_others_like_it(tmp_path: Path) -> None:
    assert [row.text for row in places_of(tmp_path, "Where,where\na,b\n")] == ["b"]


def test_the_guard_of_an_export_and_nuls_are_no_part_of_the_words(tmp_path: Path) -> None:
    places = places_of(tmp_path, "where,id\n'=Corby,1\nCor\x00by,2\n'tis,3\n")
    assert [row.text for row in places] == ["=Corby", "Corby", "'tis"]
    assert rewritten(places).decode().splitlines()[1:] == ["'=Corby,1,ok,n", "Cor\x00by,2,ok,n", "'tis,3,ok,n"]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    places = places_of(tmp_path, 'where,id\n\n"a\nb",1\n"c\u2028\x0bd",2\ne,3\n')
    assert [(row.line, row.text) for row in places] == [(3, "a\nb"), (5, "c\u2028\x0bd"), (6, "e")]


def test_a_cell_may_be_long(tmp_path: Path) -> None:
    (row,) = places_of(tmp_path, f"where\n{'x' * 2_000_000}\n")
    assert len(row.text) == 2_000_000


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf\r\n", "the file is empty"),
        (b",,\n,\n", "the file is empty"),
        (b"id,place\n1,a\n", "there is no column 'where': it has id, place"),
        (b"where,id,Where\na,1,b\n", None),
        (b"where,id,where\na,1,b\n", "column where appears more than once"),
        (b"Where,id,WHERE\na,1,b\n", "column where appears more than once"),
        ("where\nCafé\n".encode("latin-1"), "line 2: not UTF-8"),
        ("where\na\n".encode("utf-16"), "not UTF-8"),
        ("where\na\n".encode("utf-16-le"), "not UTF-8"),
        (b"PK\x03\x04 a workbook", "workbook"),
        (b"<html>", "web page"),
        (b'where\na\n"b\nc\n', "line 3: not a whole CSV file"),
        (b'where\na\n"b"c\n', "line 3: not a whole CSV file"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(tmp_path: Path, content: bytes, says: str | None) -> None:
    if says is None:
        assert [row.text for row in places_of(tmp_path, content)] == ["a"]
        return
    with pytest.raises(SourceError) as refused:
        places_of(tmp_path, content)
    assert says in str(refused.value)
    assert "places.csv" in str(refused.value)


@pytest.mark.parametrize(
    ("heading", "becomes"),
    [
        ("where,note", "where,input_note,status,note"),
        ("note,where,status,x", "input_note,where,input_status,x,status,note"),
        ("status,note,where", "input_status,input_note,where,status,note"),
        ("status,where,status,note", "input_status,where,status,note"),  # the last two are an earlier run's
        ("status,where,status,x", "input_status,where,input_status_2,x,status,note"),
        ("input_status,where,status,x", "input_status,where,input_status_2,x,status,note"),
        ('"a ""b""",where,note,x', '"a ""b""",where,input_note,x,status,note'),
    ],
)
def test_a_column_with_the_name_of_an_added_one_gets_another_name(tmp_path: Path, heading: str, becomes: str) -> None:
    cells = heading.count(",") + 1
    places = places_of(tmp_path, f"{heading}\n{','.join('1' * cells)}\n")
    first = rewritten(places).decode().splitlines()[0]
    assert first == becomes
    kept = [name for name in heading.split(",") if name in {"status", "note"}]
    dropped = 2 if heading.endswith("status,note") else 0
    assert [old for old, _ in places.renamed] == kept[: len(kept) - dropped]


def test_an_empty_name_is_no_column(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no column ''"):
        places_of(tmp_path, "where,\na,b\n", "")


def test_references_are_read_and_each_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    assert [row.reference for row in places_of(tmp_path, "id,where\n A1 ,a\n'-2,b\n", reference="ID")] == ["A1", "-2"]
    assert [row.reference for row in places_of(tmp_path, "id,where\n,a\n,b\n")] == ["", ""]
    with pytest.raises(SourceError) as refused:
        places_of(tmp_path, f"id,where\nA1,a\n ,b\nA1,c\n{'x' * 121},d\n", reference="id")
    assert [fault.partition(": ")[2] for fault in refused.value.faults] == [
        "line 3: there is no reference: give every row one of its own",
        "line 4: reference A1 is on line 2 already",
        "line 5: the reference is longer than 120 characters",
    ]
    with pytest.raises(SourceError) as refused:
        places_of(tmp_path, "id,where\n" + ",a\n" * 30, reference="id")
    assert len(refused.value.faults) == 21
    assert refused.value.faults[-1].endswith("10 more references cannot be used")


def test_the_input_is_never_the_output_under_any_name(tmp_path: Path) -> None:
    given_file = tmp_path / "in.csv"
    given_file.write_text("where\n")
    (tmp_path / "folder").mkdir()
    symbolic, hard = tmp_path / "symbolic.csv", tmp_path / "hard.csv"
    symbolic.symlink_to(given_file)
    os.link(given_file, hard)
    for path in (given_file, symbolic, hard, tmp_path / "folder" / ".." / "in.csv"):
        with pytest.raises(OutputError, match="this is the input itself"):
            check_output(path, input_path=given_file)
    with pytest.raises(OutputError, match="this is the input itself"):
        check_output(given_file, input_path=symbolic)
    other = tmp_path / "out.csv"
    check_output(other, input_path=given_file)
    other.write_text("where\n")  # the same content is another file
    check_output(other, input_path=given_file)


@pytest.mark.parametrize("name", ["out.xlsx", "out.geojson", "out", "out.csv.gz"])
def test_the_output_is_csv(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match=r"ends in \.csv"):
        check_output(tmp_path / name, input_path=tmp_path / "in.csv")


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_any_table_comes_back_with_its_rows_in_order_and_a_second_run_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], quoting: int, delimiter: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]  # one of the constants
    writer.writerows([["id", "where", "by"], *rows])
    places = places_of(folder, text.getvalue())
    assert places.rows == len(rows)
    written = rewritten(places)
    found = list(csv.reader(io.StringIO(written.decode(), newline=""), delimiter=delimiter))
    assert found[0] == ["id", "where", "by", *ADDED]
    for row, expected in zip(found[1:], rows, strict=True):
        spare = expected[3:] if any(cell.strip() for cell in expected[3:]) else []
        assert row == [*[*expected, "", ""][:3], "ok", "n", *spare]
    assert rewritten(places_of(folder, written)) == written
