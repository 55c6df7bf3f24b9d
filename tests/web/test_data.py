"""Open data: the published hotspots as GeoJSON that others can rely on, and nothing beyond what is public."""

from flask.testing import FlaskClient
from shapely.geometry import shape

from geo_ij.disclosure.public import PUBLIC_HOTSPOTS
from geo_ij.store.database import Database
from tests.web import small_county


def test_hotspots_are_valid_geojson_in_degrees(filled: FlaskClient) -> None:
    response = filled.get("/api/v1/hotspots")
    assert response.content_type == "application/geo+json"
    collection = response.get_json(force=True)
    assert collection["type"] == "FeatureCollection"
    assert collection["as_of"] == "2025-12"
    assert collection["months"] == 12
    assert collection["synthetic"] is True
    assert collection["licence"].endswith("/open-government-licence/version/3/")
    assert [feature["properties"]["rank"] for feature in collection["features"]] == [1, 2, 3]
    for feature in collection["features"]:
        polygon = shape(feature["geometry"])
        assert polygon.is_valid
        assert polygon.exterior.is_ccw
        west, south, east, north = polygon.bounds
        # Kettering, by any atlas, to within a few kilometres.
        assert -0.75 < west < east < -0.65
        assert 52.35 < south < north < 52.45


def test_hotspots_have_the_public_columns_and_no_other(filled: FlaskClient) -> None:
    features = filled.get("/api/v1/hotspots").get_json(force=True)["features"]
    assert {tuple(feature["properties"]) for feature in features} == {tuple(PUBLIC_HOTSPOTS.columns)}
    assert [feature["properties"]["incidents"] for feature in features] == [85, 40, 15]


def test_nothing_published_is_an_empty_collection(client: FlaskClient) -> None:
    collection = client.get("/api/v1/hotspots").get_json(force=True)
    assert collection["features"] == []
    assert "as_of" not in collection


def test_the_latest_month_stands(filled: FlaskClient, sqlite_database: Database) -> None:
    before = filled.get("/api/v1/hotspots").headers["ETag"]
    small_county.publish(sqlite_database, small_county.hotspots(as_of="2026-01", names=small_county.STREETS[:1]))
    after = filled.get("/api/v1/hotspots", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.get_json(force=True)["as_of"] == "2026-01"
