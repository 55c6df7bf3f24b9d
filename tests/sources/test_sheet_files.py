"""Workbooks: texts stay texts and run nothing, numbers stay numbers, and the bytes are always the same."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from python_calamine import CalamineWorkbook
from shapely import Point

from geo_ij.errors import OutputError
from geo_ij.projection import NATIONAL_GRID_CRS
from geo_ij.sources import sheet_files
from geo_ij.sources.export_files import write_records
from geo_ij.sources.sheet_files import write_sheet

ROWS = [["=1+1", 2.5, None], ["https://example.org", 4, "00123"], ["2026-01-05T09:30", float("nan"), "@now"]]


def test_what_a_workbook_holds(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_sheet(path, ["name", "hours", "code"], ROWS, name="work")
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("work")
    assert sheet.to_python() == [
        ["name", "hours", "code"],
        ["=1+1", 2.5, ""],
        ["https://example.org", 4.0, "00123"],
        ["2026-01-05T09:30", "", "@now"],
    ]


def test_nothing_in_it_runs_or_leads_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_sheet(path, ["name", "hours", "code"], ROWS, name="work")
    with zipfile.ZipFile(path) as zipped:
        content = zipped.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in content
        assert "hyperlink" not in content
        assert 'state="frozen"' in content
        assert not [name for name in zipped.namelist() if "rels" in name and "sheet" in name]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_sheet(tmp_path / name, ["name"], [["High Street"]], name="sites")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_is_too_long_for_a_cell_or_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.xlsx"
    write_sheet(path, ["text"], [["x" * 40_000]], name="reports")
    assert len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1][0]) == 32_767
    monkeypatch.setattr(sheet_files, "MOST_ROWS", 1)
    with pytest.raises(OutputError, match="1 rows at most"):
        write_sheet(tmp_path / "more.xlsx", ["text"], [["a"], ["b"]], name="reports")
    assert not (tmp_path / "more.xlsx").exists()


def test_records_without_a_place_are_written_in_every_format(tmp_path: Path) -> None:
    places = gpd.GeoSeries([Point(487_082, 277_283), None], crs=NATIONAL_GRID_CRS)
    records = gpd.GeoDataFrame({"name": ["Spring Rise", "nowhere"]}, geometry=places, crs=NATIONAL_GRID_CRS)
    for ending in ("csv", "xlsx", "geojson", "gpkg"):
        write_records(tmp_path / f"out.{ending}", records, layer="sites")
    back = gpd.read_file(tmp_path / "out.geojson")
    assert back.geometry.isna().tolist() == [False, True]
    rows = CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_name("sites").to_python()
    assert rows == [["name"], ["Spring Rise"], ["nowhere"]]
