"""OS Open Greenspace: named sites at a point inside them, parts that are one place, and the wrong file."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo_ij.errors import SourceError
from geo_ij.sources import gazetteer_greenspace
from geo_ij.sources.gazetteer_greenspace import read_greenspace

SQUARE = shapely.box(487_000, 277_000, 487_200, 277_200)
EAST = shapely.box(487_400, 277_000, 487_600, 277_200)
FAR = shapely.box(488_000, 277_000, 488_200, 277_200)
HORSESHOE = shapely.Polygon(
    [(0, 0), (300, 0), (300, 300), (280, 300), (280, 20), (20, 20), (20, 300), (0, 300)]
)  # its centroid lies in the gap


def frame_of(*rows: tuple[str | None, shapely.Geometry | None], field: str = "distName1", **more: list[str | None]):
    columns = {"id": [f"ID{number}" for number in range(len(rows))], field: [name for name, _ in rows], **more}
    return gpd.GeoDataFrame(columns, geometry=[shape for _, shape in rows], crs=27700)


@pytest.fixture
def read(tmp_path: Path):
    def write_and_read(frame: gpd.GeoDataFrame, name: str = "sites.gpkg"):
        frame.to_file(tmp_path / name)
        return read_greenspace(tmp_path / name)

    return write_and_read


@pytest.mark.parametrize("field", ["distName1", "distinctive_name_1", "site_name", "distinctiveName1"])
def test_a_site_stands_at_its_middle_and_reaches_its_farthest_corner(read, field: str) -> None:
    found = read(frame_of(("Spring Rise Park", SQUARE), field=field))
    row = found.entries.iloc[0]
    assert (row["reference"], row["name"], row["kind"]) == ("ID0", "Spring Rise Park", "open_space")
    assert row["label"] == "Spring Rise Park, Kettering"
    assert (row["easting"], row["northing"]) == (487_100, 277_100)
    assert row["extent_m"] == pytest.approx(100 * 2**0.5, abs=0.1)


def test_the_point_lies_inside_and_the_radius_holds_all(read) -> None:
    shape = shapely.affinity.translate(HORSESHOE, 487_000, 277_000)
    row = read(frame_of(("Horseshoe", shape))).entries.iloc[0]
    point = shapely.Point(row["easting"], row["northing"])
    assert not shape.contains(shape.centroid)
    assert shape.contains(point)
    assert point.buffer(row["extent_m"] + 0.2, quad_segs=64).contains(shape)


def test_parts_of_one_name_that_lie_near_are_one_place(read) -> None:
    found = read(frame_of(("The Park", SQUARE), ("the park", EAST), ("The Park", FAR), ("Elm Park", EAST)))
    assert sorted(found.entries["name"].str.casefold()) == ["elm park", "the park", "the park"]
    joined = found.entries.set_index("reference").loc["ID0"]
    assert (joined["extent_m"] > 290, found.tally.kept) == (True, 4)


def test_all_names_of_a_site_are_kept(read) -> None:
    frame = frame_of(("Wicksteed Park", SQUARE), distName2=["Wicky Park"], distName3=[None])
    entries = read(frame).entries
    assert entries["name"].tolist() == ["Wicksteed Park", "Wicky Park"]
    assert set(entries["label"]) == {"Wicksteed Park, Kettering"}


def test_rows_are_left_out_by_reason(read) -> None:
    rows = [
        ("Good", SQUARE),
        (None, EAST),
        ("<b>x</b>", EAST),
        ("None", None),
        ("Sea", shapely.box(-9e4, 0, -8e4, 1e4)),
    ]
    found = read(frame_of(*rows))
    assert dict(found.tally.rejected) == {
        "no name": 1,
        "name holds markup": 1,
        "no geometry": 1,
        "outside Great Britain": 1,
    }
    assert found.tally.rejected_rows[0].where.startswith("feature ")
    assert found.entries["name"].tolist() == ["Good"]


@pytest.mark.parametrize("name", ["sites.geojson", "sites.gpkg", "sites.shp"])
def test_every_format_gives_the_same(read, name: str) -> None:
    frame = frame_of(("Spring Rise Park", SQUARE))
    row = read(frame.to_crs(4326) if name.endswith("json") else frame, name).entries.iloc[0]
    # GDAL projects with other parameters than we do: a few metres.
    assert (row["easting"], row["northing"]) == pytest.approx((487_100, 277_100), abs=5)
    assert (row["name"], row["reference"]) == ("Spring Rise Park", "ID0")


def zipped_shapefiles(tmp_path: Path, *layers: str) -> Path:
    for layer in layers:
        shape = SQUARE.centroid if "Access" in layer else SQUARE
        frame_of(("Spring Rise Park", shape)).to_file(tmp_path / f"{layer}.shp")
    path = tmp_path / "opgrsp_essh_sp.zip"
    with zipfile.ZipFile(path, "w") as target:
        for file in sorted(tmp_path.glob("SP_*")):
            target.write(file, f"OS Open Greenspace/data/{file.name}")
    return path


def test_a_zip_is_read_where_it_lies_and_its_sites_are_found(tmp_path: Path) -> None:
    path = zipped_shapefiles(tmp_path, "SP_AccessPoint", "SP_GreenspaceSite")
    assert read_greenspace(path).entries["name"].tolist() == ["Spring Rise Park"]


def test_a_zip_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped_shapefiles(tmp_path, "SP_GreenspaceSite")
    monkeypatch.setattr(gazetteer_greenspace, "LARGEST_ARCHIVE", 100)
    with pytest.raises(SourceError, match="zip bomb"):
        read_greenspace(path)


def test_access_points_are_refused_with_the_file_that_is_wanted(tmp_path: Path, read) -> None:
    with pytest.raises(SourceError, match=r"access points.*give the file of sites"):
        read(frame_of(("Gate", SQUARE.centroid)))
    with pytest.raises(SourceError, match=r"access points.*give the file of sites"):
        read_greenspace(zipped_shapefiles(tmp_path, "SP_AccessPoint"))


def test_other_files_are_refused(tmp_path: Path, read) -> None:
    with pytest.raises(SourceError, match="no field with names"):
        read(frame_of(("x", SQUARE), field="colour"))
    frame_of(("x", SQUARE)).to_file(tmp_path / "none.shp")
    (tmp_path / "none.prj").unlink()
    with pytest.raises(SourceError, match="does not say its coordinate reference system"):
        read_greenspace(tmp_path / "none.shp")
    with pytest.raises(SourceError, match="it is empty"):
        read(frame_of(("x", SQUARE)).iloc[:0])
    (tmp_path / "text.geojson").write_text("hello")
    with pytest.raises(SourceError, match="not a file with areas"):
        read_greenspace(tmp_path / "text.geojson")
    swapped = shapely.transform(frame_of(("x", SQUARE)).to_crs(4326).geometry.iloc[0], lambda pairs: pairs[:, ::-1])
    with pytest.raises(SourceError, match="longitude comes before latitude"):
        read(gpd.GeoDataFrame({"site_name": ["x"]}, geometry=[swapped], crs=4326), "swapped.geojson")
    with pytest.raises(SourceError, match="there is no such file"):
        read_greenspace(tmp_path / "none.gpkg")


def test_the_real_district(open_data: Path) -> None:
    folder = open_data / "greenspace"
    found = read_greenspace(folder / "trafford_os_open_greenspace_sites.geojson")
    assert (found.tally.read, found.tally.kept, dict(found.tally.rejected)) == (427, 113, {"no name": 314})
    assert "Longford Park" in found.entries["name"].tolist()
    # Three churches of St Mary in three towns stay three places.
    assert (found.entries["name"] == "St Mary's Church").sum() == 3
    with pytest.raises(SourceError, match="access points"):
        read_greenspace(folder / "trafford_os_open_greenspace_access_points.geojson")
