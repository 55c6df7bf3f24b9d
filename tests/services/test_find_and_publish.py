import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo_ij.errors import DisclosureError, NothingStoredError, SettingsError
from geo_ij.frames import HOTSPOTS, check
from geo_ij.services.find_hotspots import find_hotspots, stored_hotspots
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.publish import latest_snapshot, publish_snapshot, snapshot_months
from geo_ij.settings import read_settings
from geo_ij.store.database import Database
from tests.police_files import archive, row

SETTINGS = read_settings({})
TODAY = dt.date(2026, 3, 15)
NOW = dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)
MONTHS = [f"2025-{number:02d}" for number in range(1, 13)]

BUSY = {"Longitude": "-0.7219", "Latitude": "52.38666", "Location": "On or near Spring Rise"}
QUIET = {"Longitude": "-0.6900", "Latitude": "52.4900", "Location": "On or near Studfall Avenue"}


def load(database: Database, folder: Path, months: list[str] = MONTHS) -> None:
    """Import two places: five incidents a month at one, one every other month at the other."""
    rows = {
        month: [row(month=month, **BUSY)] * 5 + ([row(month=month, **QUIET)] if int(month[-2:]) % 2 else [])
        for month in months
    }
    import_police_archive(database, [archive(folder / f"{months[-1]}.zip", rows)], settings=SETTINGS, today=TODAY)


def test_hotspots_have_every_property_and_stand_best_first(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    found = find_hotspots(database)
    check(found, HOTSPOTS)
    assert found["name"].tolist() == ["Spring Rise, Kettering", "Studfall Avenue, Corby"]
    assert found["rank"].tolist() == [1, 2]
    assert found["incidents"].tolist() == [60, 6]
    assert found["months_active"].tolist() == [12, 6]
    assert found["class"].tolist() == ["persistent", "persistent"]
    assert found["council"].tolist() == ["North Northamptonshire"] * 2
    assert found["as_of"].tolist() == ["2025-12"] * 2
    assert found["trend"].tolist() == [1.0, 1.0]
    assert found["compared_with"].tolist() == ["earlier_half"] * 2
    assert found["score"].tolist() == sorted(found["score"], reverse=True)
    assert found.loc[0, "monthly"] == [5] * 12


def test_two_runs_on_the_same_data_are_the_same_to_the_last_byte(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    first, second = find_hotspots(database), find_hotspots(database)
    assert first.to_wkt().to_csv() == second.to_wkt().to_csv()


def test_what_is_stored_is_what_was_found(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    found = find_hotspots(database)
    stored = stored_hotspots(database)
    columns = [*HOTSPOTS.columns, "monthly", "geometry"]
    assert found[columns].to_wkt().to_csv() == stored[columns].to_wkt().to_csv()


def test_a_hotspot_keeps_its_id_when_months_are_added(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, MONTHS[:9])
    before = find_hotspots(database).set_index("name")["hotspot_id"].to_dict()
    load(database, tmp_path, MONTHS)
    assert find_hotspots(database).set_index("name")["hotspot_id"].to_dict() == before


def test_only_months_up_to_the_one_asked_for_are_used(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    assert find_hotspots(database, as_of="2025-06")["incidents"].tolist() == [30, 3]
    assert find_hotspots(database, as_of="2025-06", months=2)["incidents"].tolist() == [10, 1]


def test_an_area_and_a_limit_choose_from_the_whole_run(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    assert find_hotspots(database, area="west northamptonshire").empty
    assert len(find_hotspots(database, area="North Northamptonshire")) == 2
    assert find_hotspots(database, limit=1)["rank"].tolist() == [1]
    assert len(stored_hotspots(database)) == 2


def test_a_month_without_data_is_none_in_the_history(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path, [*MONTHS[:5], *MONTHS[6:]])
    found = find_hotspots(database)
    assert found.loc[0, "monthly"] == [5] * 5 + [None] + [5] * 6
    assert found.loc[0, "months_active"] == 11


def test_a_month_with_crimes_but_no_asb_at_all_is_a_gap_too(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    only_others = {"2025-06": [row("Drugs", month="2025-06", **BUSY)] * 5}
    import_police_archive(database, [archive(tmp_path / "june.zip", only_others)], settings=SETTINGS, today=TODAY)
    assert find_hotspots(database).loc[0, "monthly"] == [5] * 5 + [None] + [5] * 6


def test_a_question_without_data_says_what_to_do(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NothingStoredError, match="geo-ij import police"):
        find_hotspots(database)
    with pytest.raises(NothingStoredError, match="geo-ij hotspots"):
        stored_hotspots(database)
    load(database, tmp_path)
    with pytest.raises(NothingStoredError, match="2025-01 to 2025-12"):
        find_hotspots(database, as_of="2027-01")
    with pytest.raises(SettingsError, match="coverage"):
        find_hotspots(database, method="magic")


def test_places_where_only_other_crimes_happened_are_places_to_compare_with(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    alone = find_hotspots(database).loc[0, "q_value"]
    around = [
        row(
            "Drugs",
            month="2025-12",
            Longitude=f"{-0.7219 + 0.002 * east:.4f}",
            Latitude="52.38866",
            Location=f"On or near {name}",
        )
        for east, name in enumerate(("Gold Street", "Mill Road", "Market Place"))
    ]
    same = [row(month="2025-12", **BUSY)] * 5
    import_police_archive(
        database, [archive(tmp_path / "drugs.zip", {"2025-12": [*same, *around]})], settings=SETTINGS, today=TODAY
    )
    found = find_hotspots(database)
    assert found.loc[0, "incidents"] == 60
    assert alone == 1.0  # nothing else is known within a kilometre
    assert found.loc[0, "q_value"] < 0.01


def test_publishing_leaves_the_small_behind_and_is_frozen(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    assert latest_snapshot(database) is None
    snapshot = publish_snapshot(database, settings=SETTINGS, now=NOW)
    assert snapshot.as_of == "2025-12"
    assert snapshot.hotspots.frame["name"].tolist() == ["Spring Rise, Kettering"]
    assert not snapshot.synthetic
    more = {"2025-12": [row(month="2025-12", **BUSY)] * 90}
    import_police_archive(database, [archive(tmp_path / "more.zip", more)], settings=SETTINGS, today=TODAY)
    again = publish_snapshot(database, settings=SETTINGS, now=NOW + dt.timedelta(days=1))
    assert again.hotspots.frame["incidents"].tolist() == [60]
    assert again.published_on == "2026-03-15"
    kept = latest_snapshot(database)
    assert kept is not None
    assert kept.hotspots.frame["incidents"].tolist() == [60]
    assert snapshot_months(database) == ["2025-12"]


def test_a_month_not_in_arrears_is_not_published(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    january = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)
    with pytest.raises(DisclosureError, match="2025-11"):
        publish_snapshot(database, settings=SETTINGS, now=january, month="2025-12")
    assert publish_snapshot(database, settings=SETTINGS, now=january).as_of == "2025-11"


def test_the_real_county_obeys_the_law_of_shapes(sqlite_database: Database, open_data: Path) -> None:
    path = open_data / "police" / "northamptonshire-2025.zip"
    import_police_archive(sqlite_database, [path], settings=SETTINGS, today=TODAY)
    found = find_hotspots(sqlite_database)
    shapes = found.geometry.to_numpy()
    assert len(found) > 1_000
    assert found.geometry.is_valid.all()
    assert set(found.geom_type) == {"Polygon"}
    assert (found["width_m"] >= 150).all()
    assert (found["length_m"] <= 600).all()
    assert (found["area_ha"] <= 10).all()
    assert (found["incidents"] >= 1).all()
    assert (shapely.area(shapely.buffer(shapely.buffer(shapes, -50), 50)) >= 0.95 * shapely.area(shapes)).all()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert (first == second).all()
    assert found["hotspot_id"].is_unique
    assert found["name"].str.contains("Kettering").any()
    assert_catches_the_most(found)


def assert_catches_the_most(found: gpd.GeoDataFrame) -> None:
    """The best places within 0.25 % of the county's ground hold over a third of the year's own ASB.

    How well they foretell the next quarter is measured by `make bench`, not here.
    """
    ground = np.cumsum(found["area_ha"].to_numpy()) / 236_400
    share = found.loc[ground <= 0.0025, "incidents"].sum() / 15_569
    assert share > 0.35


def test_somebodys_question_does_not_take_the_place_of_the_usual_run(database: Database, tmp_path: Path) -> None:
    load(database, tmp_path)
    find_hotspots(database)
    find_hotspots(database, months=2)
    assert stored_hotspots(database)["months"].unique().tolist() == [12]
