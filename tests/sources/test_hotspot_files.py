"""Hotspots are written with figures that can be read."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from geo_ij.sources.hotspot_files import to_features, write_hotspots
from tests.web import small_county

Q_VALUE = 3.5526862302693227e-57


@pytest.mark.parametrize(("q_value", "written"), [(Q_VALUE, 3.55269e-57), (0.123456789, 0.123457), (1.0, 1.0)])
def test_q_values_are_written_with_six_digits_and_kept_whole(tmp_path: Path, q_value: float, written: float) -> None:
    hotspots = small_county.hotspots(q_value=q_value)
    for name in ("hotspots.csv", "hotspots.geojson"):
        write_hotspots(hotspots, tmp_path / name)
    assert pd.read_csv(tmp_path / "hotspots.csv")["q_value"].tolist() == [written] * 3
    features = json.loads((tmp_path / "hotspots.geojson").read_text(encoding="utf-8"))["features"]
    assert [feature["properties"]["q_value"] for feature in features] == [written] * 3
    assert hotspots["q_value"].tolist() == [q_value] * 3


def test_a_workbook_holds_what_the_csv_does(tmp_path: Path) -> None:
    hotspots = small_county.hotspots(q_value=Q_VALUE)
    for name in ("hotspots.csv", "hotspots.xlsx"):
        write_hotspots(hotspots, tmp_path / name)
    heading, *rows = CalamineWorkbook.from_path(tmp_path / "hotspots.xlsx").get_sheet_by_name("hotspots").to_python()
    table = pd.read_csv(tmp_path / "hotspots.csv")
    assert heading == list(table.columns)
    assert [row[heading.index("name")] for row in rows] == table["name"].tolist()
    assert [row[heading.index("q_value")] for row in rows] == [3.55269e-57] * 3


def test_rows_without_q_values_are_written_as_they_are() -> None:
    public = small_county.hotspots().drop(columns="q_value")
    assert [feature["properties"]["rank"] for feature in to_features(public)] == [1, 2, 3]


def test_kinds_are_written_as_texts_and_only_where_they_are_known(tmp_path: Path) -> None:
    known = {"types": {"noise": 4, "trespass": 1}, "qualifiers": {"personal": 5}, "issues": {"litter": 2}}
    hotspots = small_county.hotspots().assign(breakdown=[known, {}, {"issues": {}}])
    for name in ("hotspots.csv", "hotspots.geojson", "hotspots.gpkg"):
        write_hotspots(hotspots, tmp_path / name)
    table = pd.read_csv(tmp_path / "hotspots.csv", keep_default_na=False)
    assert table["types"].tolist() == ["noise:4;trespass:1", "", ""]
    assert table["qualifiers"].tolist() == ["personal:5", "", ""]
    features = json.loads((tmp_path / "hotspots.geojson").read_text(encoding="utf-8"))["features"]
    assert [feature["properties"]["issues"] for feature in features] == ["litter:2", "", ""]
    assert gpd.read_file(tmp_path / "hotspots.gpkg")["types"].tolist()[0] == "noise:4;trespass:1"
