"""Tables and names fit into the width of a terminal."""

import os
from typing import Any

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_ij.cli import screen
from geo_ij.cli.hotspots import _lines
from tests.web import small_county

CELLS = st.text("abcdefgh0123456789%", min_size=1, max_size=12)


@st.composite
def tables(draw: Any) -> list[list[str]]:
    columns = draw(st.integers(2, 6))
    return draw(st.lists(st.lists(CELLS, min_size=columns, max_size=columns), min_size=1, max_size=5))


@given(rows=tables(), width=st.integers(30, 120))
def test_a_table_fits_and_loses_nothing(rows: list[list[str]], width: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("COLUMNS", str(width))
        lines = list(screen.table(rows))
    assert max(map(len, lines)) <= width
    blocks = "\n".join(lines).split("\n\n")
    again = [block.splitlines() for block in blocks]
    assert all(len(block) == len(rows) for block in again)
    for number, row in enumerate(rows):
        shown = [cell for block in again for cell in block[number].split()[1:]]
        assert shown == row[1:]


@given(name=st.text("abc, ", min_size=1, max_size=60), width=st.integers(12, 60))
def test_a_shortened_name_fits_and_a_short_one_stays(name: str, width: int) -> None:
    short = screen.shortened(name, width)
    assert len(short) <= width
    assert (short == name) == (len(name) <= width)


@pytest.mark.parametrize(
    ("name", "width", "said"),
    [
        ("Gold Street, Kettering", 22, "Gold Street, Kettering"),
        ("Gold Street, Kettering", 21, "Gold Stre…, Kettering"),
        ("Gold Street, Kettering", 19, "Gold Street, Kette…"),  # fewer than eight letters would be left of the street
        ("Somewhere without a town", 12, "Somewhere w…"),
    ],
)
def test_the_town_stays_where_there_is_room(name: str, width: int, said: str) -> None:
    assert screen.shortened(name, width) == said


def hotspots() -> gpd.GeoDataFrame:
    names = ["The Old Tannery and Lower Rockingham Road, Kettering", "Mill Road, Kettering", "Gold Street, Kettering"]
    frame = small_county.hotspots(names=names)
    return frame.assign(trend=[0.5, 3.3, float("nan")])


@pytest.mark.parametrize(("width", "end"), [("60", "…"), ("80", "…, Kettering")])
def test_the_list_of_hotspots_fits_a_terminal(monkeypatch: pytest.MonkeyPatch, width: str, end: str) -> None:
    monkeypatch.setenv("COLUMNS", width)
    lines = _lines(hotspots(), None)
    assert max(map(len, lines)) <= int(width)
    assert lines[3].endswith(end)


def test_names_are_whole_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen.shutil, "get_terminal_size", os.terminal_size)
    lines = _lines(hotspots(), None)
    assert lines[:2] == ["3 hotspots.", "Change is against a year earlier."]
    assert lines[3].endswith("The Old Tannery and Lower Rockingham Road, Kettering")
    assert [line.split()[3] for line in lines[3:]] == ["\N{MINUS SIGN}50%", "3.3", "-"]
