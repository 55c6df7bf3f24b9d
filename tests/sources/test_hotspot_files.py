"""Hotspots are written with figures that can be read."""

import json
from pathlib import Path

import pandas as pd
import pytest

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


def test_rows_without_q_values_are_written_as_they_are() -> None:
    public = small_county.hotspots().drop(columns="q_value")
    assert [feature["properties"]["rank"] for feature in to_features(public)] == [1, 2, 3]
