from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo_ij.errors import NotFoundError, SourceError
from geo_ij.services.areas import area_named, areas, name_at
from geo_ij.services.import_boundaries import BoundaryImport, import_boundaries
from geo_ij.sources.shipped import police_force_area, shipped_boundaries
from geo_ij.store import boundary_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import BoundaryKind

LEFT = shapely.box(486_000, 278_000, 487_000, 279_000)
RIGHT = shapely.box(487_000, 278_000, 488_000, 279_000)


def frame_of(rows: dict[str, tuple[str, shapely.Geometry]]) -> gpd.GeoDataFrame:
    names, shapes = [name for name, _ in rows.values()], [shape for _, shape in rows.values()]
    return gpd.GeoDataFrame({"code": list(rows), "name": names}, geometry=shapes, crs=27700)


@pytest.fixture
def load(database: Database, tmp_path: Path):
    def write_and_import(
        rows: dict[str, tuple[str, shapely.Geometry]], kind: BoundaryKind = BoundaryKind.WARD
    ) -> BoundaryImport:
        path = tmp_path / "areas.gpkg"
        frame_of(rows).to_file(path)
        return import_boundaries(database, path, kind=kind, code_field="code", name_field="name")

    return write_and_import


def stored_rows(database: Database) -> list[tuple[object, ...]]:
    with database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM boundaries ORDER BY boundary_id").all()
    return [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in rows]


def test_importing_again_changes_nothing(database: Database, load) -> None:
    rows = {"W1": ("Left", LEFT), "W2": ("Right", RIGHT)}
    assert load(rows) == BoundaryImport(read=2, kept=2, rejected={}, repaired=0, changed=2)
    before = stored_rows(database)
    assert load(rows).changed == 0
    assert stored_rows(database) == before


def test_an_area_replaces_the_one_with_its_kind_and_code_only(database: Database, load) -> None:
    load({"W1": ("Left", LEFT), "W2": ("Right", RIGHT)})
    load({"W1": ("Centre", LEFT)}, kind=BoundaryKind.TOWN_CENTRE)
    assert load({"W1": ("Left, renamed", RIGHT)}).changed == 1
    with database.read() as connection:
        stored = boundary_rows.boundaries(connection)
    assert stored[["kind", "code", "name"]].to_numpy().tolist() == [
        ["town_centre", "W1", "Centre"],
        ["ward", "W1", "Left, renamed"],
        ["ward", "W2", "Right"],
    ]
    assert shapely.equals(stored.geometry.iloc[1], RIGHT)
    assert stored.crs.to_epsg() == 27700


def test_a_refused_file_leaves_what_was_stored(database: Database, load, tmp_path: Path) -> None:
    load({"W1": ("Left", LEFT)})
    before = stored_rows(database)
    path = tmp_path / "twice.gpkg"
    frame_of({"W1": ("One", RIGHT), "W2": ("Two", LEFT)}).assign(code="W1").to_file(path)
    with pytest.raises(SourceError, match="more than once"):
        import_boundaries(database, path, kind=BoundaryKind.WARD, code_field="code", name_field="name")
    assert stored_rows(database) == before


def test_shipped_areas_serve_until_that_kind_is_imported(database: Database, load) -> None:
    with database.read() as connection:
        assert areas(connection, kind=BoundaryKind.COUNCIL)["name"].tolist() == [
            "North Northamptonshire",
            "West Northamptonshire",
        ]
        assert areas(connection, kind=BoundaryKind.WARD).empty
    load({"E06000061": ("North Northamptonshire", LEFT)}, kind=BoundaryKind.COUNCIL)
    with database.read() as connection:
        assert areas(connection, kind=BoundaryKind.COUNCIL)["code"].tolist() == ["E06000061"]
        assert shapely.equals(area_named(connection, "North Northamptonshire"), LEFT)
        with pytest.raises(NotFoundError):
            area_named(connection, "West Northamptonshire")
        assert areas(connection, kind=BoundaryKind.COUNTY)["name"].tolist() == ["Northamptonshire"]


def test_an_area_is_found_by_name_or_code_whatever_the_case(database: Database, load) -> None:
    load({"W1": ("All Saints", LEFT), "W2": ("Right", RIGHT)})
    with database.read() as connection:
        assert shapely.equals(area_named(connection, " all  SAINTS"), LEFT)
        assert shapely.equals(area_named(connection, "w2"), RIGHT)
        shipped = shipped_boundaries()
        county = shipped[shipped["kind"] == "county"].geometry.iloc[0]
        assert shapely.equals(area_named(connection, "northamptonshire"), county)


def test_the_wider_kind_comes_first_and_police_forces_last(database: Database, load) -> None:
    load({"W1": ("Daventry", LEFT)})
    load({"P1": ("Daventry", RIGHT)}, kind=BoundaryKind.POLICING_AREA)
    with database.read() as connection:
        assert shapely.equals(area_named(connection, "Daventry"), RIGHT)
        force = police_force_area("thames-valley")
        assert shapely.equals(area_named(connection, "Thames Valley"), force)
        assert shapely.equals(area_named(connection, "thames-valley"), force)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("Abbey", "2 areas of the kind ward are called 'Abbey': give a code, one of W1, W2"),
        ("Spring Rize", "Did you mean Spring Rise"),
        ("Kettering", "'Kettering' is a town or village, .* it lies in North Northamptonshire"),
        ("Xyzzy", "no area called 'Xyzzy' among those known .*ward"),
    ],
)
def test_a_name_without_an_area_is_refused_with_advice(sqlite_database, tmp_path, name: str, advice: str) -> None:
    rows = {"W1": ("Abbey", LEFT), "W2": ("Abbey", RIGHT), "W3": ("Spring Rise", LEFT)}
    frame_of(rows).to_file(tmp_path / "areas.gpkg")
    import_boundaries(
        sqlite_database, tmp_path / "areas.gpkg", kind=BoundaryKind.WARD, code_field="code", name_field="name"
    )
    with sqlite_database.read() as connection, pytest.raises(NotFoundError, match=advice):
        area_named(connection, name)


def test_points_are_named_after_the_area_they_lie_in() -> None:
    frame = frame_of({"W1": ("Left", LEFT), "W2": ("Right", RIGHT)})
    easting, northing = [486_500, 487_500, 487_000, 489_000], [278_500] * 4
    assert name_at(frame, easting, northing).tolist() == ["Left", "Right", "Left", None]
    assert name_at(frame.iloc[::-1], [487_000], [278_500]).tolist() == ["Right"]
    assert name_at(frame.iloc[:0], easting, northing).tolist() == [None] * 4
    assert name_at(frame, [], []).tolist() == []


def test_more_areas_than_one_statement_takes(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundary_rows, "_KEYS_AT_ONCE", 2)
    rows = {f"W{number}": (f"Ward {number}", LEFT) for number in range(5)}
    frame = frame_of(rows).assign(kind="ward", source="test")
    for shapes, changed in ((frame, 5), (frame.assign(name="Renamed"), 5), (frame.assign(name="Renamed"), 0)):
        with sqlite_database.write() as connection:
            assert boundary_rows.replace_boundaries(connection, shapes) == changed
    with sqlite_database.read() as connection:
        assert boundary_rows.boundaries(connection)["name"].tolist() == ["Renamed"] * 5
