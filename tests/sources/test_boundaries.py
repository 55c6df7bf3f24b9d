import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from geo_ij.errors import SourceError
from geo_ij.sources.boundaries import BoundaryFile, read_boundaries
from geo_ij.vocabulary import BoundaryKind

KETTERING = (486_700, 278_600)
SQUARE = shapely.box(-0.80, 52.38, -0.70, 52.42)
OTHER_SQUARE = shapely.box(-0.70, 52.38, -0.60, 52.42)


def feature(code: Any = "W1", name: Any = "All Saints", shape: shapely.Geometry | None = SQUARE) -> dict[str, Any]:
    geometry = None if shape is None else json.loads(shapely.to_geojson(shape))
    return {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": geometry}


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., BoundaryFile]:
    def write_and_read(*features: dict[str, Any], crs: str | None = None) -> BoundaryFile:
        path = tmp_path / "wards.geojson"
        document: dict[str, Any] = {"type": "FeatureCollection", "features": list(features)}
        if crs:
            document["crs"] = {"type": "name", "properties": {"name": crs}}
        path.write_text(json.dumps(document), encoding="utf-8")
        return wards(path)

    return write_and_read


def wards(path: Path, **options: Any) -> BoundaryFile:
    return read_boundaries(path, kind=BoundaryKind.WARD, **{"code_field": "code", "name_field": "name"} | options)


def test_a_ward_is_read_in_metres(read) -> None:
    file = read(feature(), feature("W2", "  St   Peter's "), feature("W7", "Seven", OTHER_SQUARE))
    assert (file.read, file.rejected, file.repaired) == (3, {}, 0)
    frame = file.boundaries
    assert frame.crs.to_epsg() == 27700
    assert frame["code"].tolist() == ["W1", "W2", "W7"]
    assert frame["name"].tolist() == ["All Saints", "St Peter's", "Seven"]
    assert set(frame["kind"]) == {"ward"}
    assert set(frame["source"]) == {"wards.geojson"}
    assert frame.geometry.iloc[0].contains(shapely.Point(KETTERING))
    # 0.1 degrees of longitude by 0.04 of latitude at 52.4 degrees north: 6.81 km by 4.45 km.
    assert frame.geometry.iloc[0].area / 1e6 == pytest.approx(6.81 * 4.45, rel=0.01)


def test_a_code_that_is_a_number_has_no_decimals(read) -> None:
    assert read(feature(7.0), feature(8.5, "Half", OTHER_SQUARE)).boundaries["code"].tolist() == ["7", "8.5"]
    assert read(feature(7.0), feature(None)).boundaries["code"].tolist() == ["7"]


@pytest.mark.parametrize("suffix", ["gpkg", "shp.zip"])
@pytest.mark.parametrize("epsg", [27700, 4326, 3857])
def test_other_formats_and_reference_systems_give_the_same(tmp_path: Path, suffix: str, epsg: int) -> None:
    expected = gpd.GeoSeries([SQUARE], crs=4326).to_crs(27700).iloc[0]
    frame = gpd.GeoDataFrame({"code": ["W1"], "name": ["All Saints"]}, geometry=[SQUARE], crs=4326).to_crs(epsg)
    path = tmp_path / f"wards.{suffix}"
    frame.to_file(path)
    (found,) = wards(path).boundaries.geometry
    # The pinned transformation and the one PROJ picks here may differ by some metres.
    assert shapely.hausdorff_distance(found, expected) < 6


def test_real_files_are_read_whole(open_data: Path) -> None:
    folder = open_data / "boundaries"
    for name, kind, prefix, count in (
        ("wards22_northants", BoundaryKind.WARD, "ward22", 57),
        ("lsoa21_northants", BoundaryKind.LSOA, "lsoa21", 442),
        ("ltla24_northants", BoundaryKind.COUNCIL, "ltla24", 2),
        ("ltla20_northants_districts", BoundaryKind.POLICING_AREA, "ltla20", 7),
    ):
        file = read_boundaries(
            folder / f"{name}.geojson", kind=kind, code_field=f"{prefix}_code", name_field=f"{prefix}_name"
        )
        assert (file.read, len(file.boundaries), file.rejected) == (count, count, {})
        # Generalised outlines of the same county: 2,364 km2, give or take what generalising takes.
        assert file.boundaries.area.sum() / 1e6 == pytest.approx(2364, rel=0.02)


def test_bad_rows_are_left_out_with_their_reasons(read) -> None:
    file = read(
        feature(),
        feature("", "No code"),
        feature("W3", None),
        feature("W4", "No shape", None),
        feature("W5", "A point", shapely.Point(-0.7, 52.4)),
        feature("W6", "In France", shapely.box(2.3, 48.8, 2.4, 48.9)),
        feature("W7", "n" * 121),
        feature("W" * 41, "Long code"),
        feature("W9", "Flat", shapely.Polygon([(-0.7, 52.4), (-0.6, 52.4), (-0.7, 52.4)])),
    )
    assert file.read == 9
    assert file.boundaries["code"].tolist() == ["W1"]
    assert file.rejected == {
        "code longer than 40 characters": 1,
        "name longer than 120 characters": 1,
        "no area": 1,
        "no code": 1,
        "no geometry": 1,
        "no name": 1,
        "not a polygon": 1,
        "outside Great Britain": 1,
    }


def test_an_outline_that_crosses_itself_is_repaired_and_counted(read) -> None:
    bow_tie = shapely.Polygon([(-0.8, 52.3), (-0.7, 52.4), (-0.7, 52.3), (-0.8, 52.4)])
    spike = shapely.Polygon([(-0.6, 52.3), (-0.5, 52.3), (-0.5, 52.4), (-0.5, 52.5), (-0.5, 52.4), (-0.6, 52.4)])
    file = read(feature(), feature("W2", "Bow tie", bow_tie), feature("W3", "Spike", spike))
    assert file.repaired == 2
    shapes = file.boundaries.geometry
    assert shapes.is_valid.all()
    assert shapes.geom_type.tolist() == ["Polygon", "MultiPolygon", "Polygon"]
    assert (shapes.area > 1e6).all()


def test_heights_are_left_out(read) -> None:
    high = shapely.force_3d(SQUARE, 100.0)
    assert not read(feature(shape=high)).boundaries.geometry.iloc[0].has_z


@pytest.mark.parametrize(
    ("features", "fault"),
    [
        ([], "empty"),
        ([feature(), feature("W1", "Again", OTHER_SQUARE)], "code holds W1 more than once: join the parts"),
        ([feature(shape=shapely.Point(-0.7, 52.4))], "not polygons: boundaries must be areas"),
        ([feature(shape=shapely.box(52.38, -0.80, 52.42, -0.70))], "latitude and longitude are swapped"),
        ([feature(), feature("W2", "Swapped", shapely.box(52.38, -0.80, 52.42, -0.70))], "are swapped"),
        ([feature(shape=shapely.box(486_000, 278_000, 487_000, 279_000))], "metres, but it says they are degrees"),
        ([feature(shape=shapely.box(2.3, 48.8, 2.4, 48.9))], r"none of its 1 features .*outside Great Britain: 1"),
        ([feature("", ""), feature("W2", None)], r"none of its 2 features .*\(no code: 1, no name: 1\)"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_reason(read, features, fault: str) -> None:
    with pytest.raises(SourceError, match=fault) as refusal:
        read(*features)
    assert "wards.geojson" in str(refusal.value)


def test_every_missing_field_is_named_with_those_that_exist(read, tmp_path: Path) -> None:
    read(feature())
    with pytest.raises(SourceError) as refusal:
        wards(tmp_path / "wards.geojson", code_field="WD22CD", name_field="WD22NM")
    assert len(refusal.value.faults) == 2
    assert all("it has code, name" in fault for fault in refusal.value.faults)


def test_a_file_that_is_not_there_or_no_vector_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such file"):
        wards(tmp_path / "none.geojson")
    for name, content in {
        "page.geojson": b"<!doctype html><title>Not found</title>",
        "half.geojson": b'{"type": "FeatureCollection", "features": [',
        "noise.gpkg": bytes(range(256)),
        "empty.geojson": b"",
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SourceError, match=f"{name}: not a file with areas that can be read"):
            wards(tmp_path / name)
    (tmp_path / "table.csv").write_text("code,name\nW1,All Saints\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no geometry"):
        wards(tmp_path / "table.csv")


def test_a_shapefile_without_its_prj_is_refused(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"code": ["W1"], "name": ["All Saints"]}, geometry=[SQUARE], crs=4326)
    frame.to_file(tmp_path / "wards.shp")
    (tmp_path / "wards.prj").unlink()
    with pytest.raises(SourceError, match=r"does not say its coordinate reference system .*\.prj"):
        wards(tmp_path / "wards.shp")


def test_one_of_several_layers_must_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "areas.gpkg"
    for layer, shape in {"wards": SQUARE, "centres": OTHER_SQUARE}.items():
        frame = gpd.GeoDataFrame({"code": [layer], "name": [layer]}, geometry=[shape], crs=4326)
        frame.to_file(path, layer=layer)
    with pytest.raises(SourceError, match=r"several layers: choose one with --layer: .*centres"):
        wards(path)
    with pytest.raises(SourceError, match="no layer 'parks'; it has "):
        wards(path, layer="parks")
    assert wards(path, layer="centres").boundaries["code"].tolist() == ["centres"]
