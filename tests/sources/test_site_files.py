"""Files of sites: CSV, GeoJSON and GeoPackage, rows that are left out, and identifiers that last."""

import datetime as dt
import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo_ij.errors import SourceError
from geo_ij.projection import NATIONAL_GRID_CRS, to_metres
from geo_ij.sources.record_points import ServiceArea
from geo_ij.sources.site_files import SiteFile, read_site_file

DAY = dt.date(2026, 1, 1)
AREA = ServiceArea("Somewhere", shapely.box(480_000, 270_000, 495_000, 285_000))
HEADER = "site_id,name,site_type,longitude,latitude,permission_status,permission_until,risk_assessment_status"


def read(path: Path, text: str, *, area: ServiceArea | None = None) -> SiteFile:
    path.write_text(text, encoding="utf-8")
    return read_site_file(path, as_of=DAY, area=area)


def sites_of(folder: Path, *rows: str, header: str = HEADER, area: ServiceArea | None = None) -> SiteFile:
    return read(folder / "sites.csv", "\n".join([header, *rows]) + "\n", area=area)


def test_a_row_becomes_a_site_at_its_point(tmp_path: Path) -> None:
    found = sites_of(tmp_path, "S1,Spring Rise Park,Park,-0.7219,52.38666,granted,2026-06-30,approved")
    site = found.sites.iloc[0]
    easting, northing = to_metres([-0.7219], [52.38666])
    assert (site.geometry.x, site.geometry.y) == pytest.approx((easting[0], northing[0]), abs=0.06)
    assert (site["site_id"], site["site_type"], site["status"]) == ("S1", "park", "ready")
    assert (found.tally.read, found.tally.kept, dict(found.tally.rejected)) == (1, 1, {})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("S1,A,park,52.38666,-0.7219,,,", "longitude and latitude swapped"),
        ("S1,A,park,0,0,,,", "longitude 0, latitude 0"),
        ("S1,A,park,2.35,48.85,,,", "outside Great Britain"),
        ("S1,A,park,-1.2,51.75,,,", "outside the service area (Somewhere)"),
        ("S1,A,park,,,,,", "no coordinates"),
        ("S1,A,park,-0.7219,,,,", "no coordinates"),
        ("S1,A,park,0°43'W,52.38666,,,", "longitude is not a number"),
        ("S1,,park,-0.7219,52.38666,,,", "name is empty"),
        ("S1,A,moon base,-0.7219,52.38666,,,", "site_type is not known"),
        ("S1,A,park,-0.7219,52.38666,maybe,,", "permission_status is not known"),
        ("S1,A,park,-0.7219,52.38666,granted,31/12/2030,", "permission_until is not a date"),
        ("S1,A,park,-0.7219,52.38666,granted,,approved,spare", "more cells than columns"),
    ],
)
def test_a_bad_row_is_left_out_with_its_reason_and_the_others_are_kept(tmp_path: Path, row: str, reason: str) -> None:
    found = sites_of(tmp_path, row, "S2,Good,park,-0.7219,52.38666,,,", area=AREA)
    assert found.sites["site_id"].tolist() == ["S2"]
    assert dict(found.tally.rejected) == {reason: 1}
    assert (found.tally.rejected_rows[0].line, found.tally.rejected_rows[0].where) == (2, "line 2")
    assert found.tally.read == found.tally.kept + found.tally.rejected.total()


def test_all_that_is_wrong_with_a_row_is_said_at_once(tmp_path: Path) -> None:
    found = sites_of(tmp_path, "S1,,moon base,0,0,,,")
    detail = found.tally.rejected_rows[0].detail
    assert "longitude 0, latitude 0" in detail
    assert "name is empty" in detail
    assert "'moon base'" in detail


def test_a_margin_around_the_service_area_is_allowed(tmp_path: Path) -> None:
    edge = ServiceArea("Edge", shapely.box(487_400, 277_000, 490_000, 278_000))  # Spring Rise lies 318 m west of it
    assert sites_of(tmp_path, "S1,A,park,-0.7219,52.38666,,,", area=edge).tally.kept == 1
    far = ServiceArea("Far", shapely.box(487_700, 277_000, 490_000, 278_000))
    assert sites_of(tmp_path, "S1,A,park,-0.7219,52.38666,,,", area=far).tally.kept == 0


def test_an_identifier_is_made_from_name_and_place_and_lasts(tmp_path: Path) -> None:
    rows = (",A,park,-0.7219,52.38666,,,", ",B,park,-0.7219,52.38666,,,", ",A,park,-0.7319,52.38666,,,")
    first = sites_of(tmp_path, *rows).sites["site_id"].tolist()
    again = sites_of(tmp_path, *reversed(rows)).sites["site_id"].tolist()
    assert len(set(first)) == 3
    assert sorted(first) == sorted(again)


def test_the_same_site_twice_in_a_file_is_left_out_the_second_time(tmp_path: Path) -> None:
    found = sites_of(tmp_path, *["S1,A,park,-0.7219,52.38666,,,"] * 2, *[",C,park,-0.7219,52.38666,,,"] * 2)
    assert dict(found.tally.rejected) == {"repeats a site_id": 2}
    assert [row.line for row in found.tally.rejected_rows] == [3, 5]


def test_unknown_columns_are_kept_beside_the_site(tmp_path: Path) -> None:
    found = sites_of(tmp_path, "A,-0.7219,52.38666,Beat 4,", header="name,longitude,latitude,Beat,empty")
    assert json.loads(found.sites["extra"].iloc[0]) == {"beat": "Beat 4"}


def test_a_formula_and_markup_are_kept_as_the_text_they_are(tmp_path: Path) -> None:
    found = sites_of(tmp_path, "S1,'=1+1,park,-0.7219,52.38666,,,", "S2,<b>Park</b>,park,-0.7219,52.38666,,,")
    assert found.sites["name"].tolist() == ["=1+1", "<b>Park</b>"]


def test_a_decision_stands_and_any_other_status_is_worked_out(tmp_path: Path) -> None:
    header = "name,longitude,latitude,status"
    rows = [f"{status},-0.7219,52.38666,{status}" for status in ("paused", "completed", "rejected", "ready")]
    found = sites_of(tmp_path, *rows, header=header)
    assert found.sites["status"].tolist() == ["paused", "completed", "rejected", "candidate"]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a file of sites: columns longitude, latitude missing"):
        sites_of(tmp_path, "A", header="name")


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "id": 7, "properties": {"name": "A", **properties}, "geometry": geometry}


def collection(*features: object, **members: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members})


SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-0.722, 52.386], [-0.720, 52.386], [-0.720, 52.388], [-0.722, 52.388], [-0.722, 52.386]]],
}
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[-0.722, 52.386], [-0.720, 52.388], [-0.720, 52.386], [-0.722, 52.388], [-0.722, 52.386]]],
}


def test_geojson_points_areas_lists_and_truth(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [-0.7219, 52.38666, 80]}
    text = collection(
        feature(point, site_id="P", activities=["litter_picking", "Painting"], toilets=True, capacity=4.0),
        feature(SQUARE, site_id="Q"),
        feature(SQUARE, site_id="E", longitude=-0.7225, latitude=52.387),
    )
    sites = read(tmp_path / "sites.geojson", text).sites.set_index("site_id")
    assert (sites.loc["P", "activities"], sites.loc["P", "toilets"]) == ("litter_picking;painting", "yes")
    assert sites.loc["P", "capacity"] == 4
    assert sites.loc["P", "boundary"] is None
    assert sites.loc["Q", "boundary"].contains(sites.loc["Q", "geometry"])
    assert not sites.loc["E", "boundary"].contains(sites.loc["E", "geometry"])  # its gate lies outside


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "no coordinates"),
        (BOW_TIE, "its area is not valid"),
        ({"type": "LineString", "coordinates": [[-0.722, 52.386], [-0.72, 52.386]]}, "not a point or an area"),
        ({"type": "Point", "coordinates": [52.38666, -0.7219]}, "longitude and latitude swapped"),
        ({"type": "Point", "coordinates": []}, "no coordinates"),
    ],
)
def test_a_bad_geometry_is_left_out(tmp_path: Path, geometry: object, reason: str) -> None:
    found = read(tmp_path / "sites.geojson", collection(feature(geometry), feature(SQUARE)))
    assert dict(found.tally.rejected) == {reason: 1}
    assert found.tally.rejected_rows[0].where == "feature 1"
    assert found.tally.kept == 1


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"type": "Feature"}',
        '{"type": "FeatureCollection", "features": [3]}',
        '{"type": "FeatureCollection", "features": [{"properties": {"name": "A"}, "geometry": {"type": "Blob"}}]}',
        '{"type": "FeatureCollection", "features": [], "crs": {"properties": {"name": "EPSG:3857"}}}',
    ],
)
def test_what_is_not_geojson_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match=r"sites\.geojson"):
        read(tmp_path / "sites.geojson", text)


def test_geojson_in_national_grid_says_so(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [487_082.0, 277_282.9]}
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    site = read(tmp_path / "sites.geojson", collection(feature(point), crs=crs)).sites.iloc[0]
    assert (site.geometry.x, site.geometry.y) == pytest.approx((487_082.0, 277_282.9), abs=0.06)


def test_a_geopackage_in_metres(tmp_path: Path) -> None:
    path = tmp_path / "sites.gpkg"
    gpd.GeoDataFrame(
        {"site_id": ["G"], "name": ["Glebe"], "permission_until": ["2026-06-30"], "capacity": [5]},
        geometry=[shapely.MultiPoint([(487_082.0, 277_282.9)])],
        crs=NATIONAL_GRID_CRS,
    ).to_file(path, driver="GPKG")
    site = read_site_file(path, as_of=DAY, area=AREA).sites.iloc[0]
    assert (site["site_id"], site["capacity"], site["permission_until"]) == ("G", 5, "2026-06-30")
    assert (site.geometry.x, site.geometry.y) == (487_082.0, 277_282.9)


def test_a_file_that_is_no_geopackage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sites.gpkg"
    path.write_text("not a database")
    with pytest.raises(SourceError, match=r"sites\.gpkg: not a GeoPackage"):
        read_site_file(path, as_of=DAY, area=None)
