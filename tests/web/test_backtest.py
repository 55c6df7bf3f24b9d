"""How good the hotspots are: one line for everyone, the whole back-test for staff."""

import xml.etree.ElementTree as ET

import pytest
from flask.testing import FlaskClient

from geo_ij.disclosure.frozen import freeze
from geo_ij.disclosure.rules import Thresholds, publish_hotspots, publish_quality
from geo_ij.frames import STREET_POINTS, empty, month_number
from geo_ij.hotspots.methods import METHODS
from geo_ij.maps import quality
from geo_ij.maps.charts import chart_size
from geo_ij.services.backtest_hotspots import backtest_hotspots
from geo_ij.store import incident_rows, snapshot_rows
from geo_ij.store.database import Database
from tests.web import small_county
from tests.web.test_public_pages import words

LINE = (
    "We checked: about three in ten (31%) of the incidents recorded in October to December 2025 fell in the 50 places "
    "ranked highest on figures to September 2025, which together cover 9.6 km² of 2,350 km². Spread evenly it would "
    "have been about one in 240."
)


def frozen(*, area_known: bool = True, forces: tuple[str, ...] = ("northamptonshire",)) -> str:
    quality = publish_quality(
        places=50,
        held=1_240,
        incidents=4_000,
        area_share=0.0041,
        area_known=area_known,
        known_to=month_number("2025-09"),
        test_months=3,
    )
    snapshot = publish_hotspots(
        small_county.hotspots(),
        streets=empty(STREET_POINTS),
        thresholds=Thresholds(),
        today=small_county.TODAY,
        forces=forces,
        synthetic=False,
        quality=quality,
    )
    return freeze(snapshot)


def publish_with_line(database: Database, *, area_known: bool = True) -> None:
    payload = frozen(area_known=area_known)
    with database.write() as connection:
        month = month_number("2025-12")
        snapshot_rows.add_snapshot(connection, month=month, published_at="2026-03-02", payload=payload)


def add_incidents(database: Database) -> None:
    """Store a year of a force with one place of five incidents a month."""
    import pandas as pd

    with database.write() as connection:
        for month in range(month_number("2025-01"), month_number("2025-12") + 1):
            rows = {"stream": "asb", "easting": 486_500.0, "northing": 278_600.0, "lsoa_code": None}
            incident_rows.replace_force_month(
                connection,
                force="northamptonshire",
                month=month,
                incidents=pd.DataFrame([rows] * 5),
                asb_read=5,
                criminal_damage_read=0,
                other_read=0,
                fingerprint=str(month),
            )


@pytest.mark.parametrize("path", ["/", "/map", "/about"])
def test_the_line_is_on_public_pages_and_leads_to_how_it_is_measured(
    client: FlaskClient, sqlite_database: Database, path: str
) -> None:
    publish_with_line(sqlite_database)
    page = client.get(path).text
    assert LINE in words(page)
    if path != "/about":
        assert 'href="/about#how-good"' in page


def test_a_guessed_area_is_not_called_the_police_area(client: FlaskClient, sqlite_database: Database) -> None:
    publish_with_line(sqlite_database, area_known=False)
    assert "which together cover 0.41% of the ground that the figures cover. Spread" in words(client.get("/").text)


@pytest.mark.parametrize(
    ("forces", "said"),
    [
        (("northamptonshire", "leicestershire"), "cover 20 km² of 4,910 km². Spread"),
        (("northamptonshire", "mercia"), "cover 0.41% of the police area. Spread"),
    ],
)
def test_the_ground_is_that_of_all_forces_or_else_a_share(
    client: FlaskClient, sqlite_database: Database, forces: tuple[str, ...], said: str
) -> None:
    with sqlite_database.write() as connection:
        snapshot_rows.add_snapshot(
            connection, month=month_number("2025-12"), published_at="2026-03-02", payload=frozen(forces=forces)
        )
    assert said in words(client.get("/").text)


def test_a_line_that_changed_in_the_database_changes_on_the_page(
    client: FlaskClient, sqlite_database: Database
) -> None:
    publish_with_line(sqlite_database)
    assert LINE in words(client.get("/").text)
    with sqlite_database.write() as connection:
        connection.exec_driver_sql("UPDATE snapshots SET payload = ?", (frozen(area_known=False),))
    assert "the ground that the figures cover" in words(client.get("/").text)


@pytest.mark.parametrize("path", ["/", "/map", "/about"])
def test_without_a_line_in_the_snapshot_there_is_none(filled: FlaskClient, path: str) -> None:
    page = filled.get(path).text
    assert "We checked" not in words(page)
    assert ('id="how-good"' in page) == (path == "/about")


def test_an_older_month_does_not_bear_the_line_of_the_latest(client: FlaskClient, sqlite_database: Database) -> None:
    publish_with_line(sqlite_database)
    small_county.publish(sqlite_database, small_county.hotspots(as_of="2025-11"))
    assert LINE in words(client.get("/map").text)
    assert LINE not in words(client.get("/map?period=2025-11").text)


def test_staff_are_told_how_to_test(filled_planner: FlaskClient) -> None:
    page = filled_planner.get("/staff/back-test").text
    assert "geo-ij backtest" in page
    assert "not tested yet" in page
    assert "about ten seconds for each force" in words(page)
    assert "docs/how-to/check-how-good-the-hotspots-are.md" in page
    listed = filled_planner.get("/staff/hotspots").text
    assert '<a class="govuk-link" href="/staff/back-test">Test how good the hotspots are</a>' in listed
    assert filled_planner.get("/staff/back-test/northamptonshire.svg").status_code == 404


def test_staff_see_the_line_the_tables_and_the_chart(planner: FlaskClient, sqlite_database: Database) -> None:
    add_incidents(sqlite_database)
    small_county.find(sqlite_database, small_county.hotspots())
    backtest_hotspots(sqlite_database)
    line = "The only place holds 100% (100% to 100%) of the next 3 months&#39; anti-social behaviour"
    assert line in planner.get("/staff/hotspots").text
    page = planner.get("/staff/back-test").text
    assert line in page
    assert page.count("<table") == 2
    for said in (
        "Northamptonshire", "Tested four times", "one may count in up to 3 of the tests", "The area is 2,350 km²",
        "chance", "knowing the future", "PAI", "Month to month", "coverage: the default", "kde: heat map",
        *quality.CAUTIONS,
    ):  # fmt: skip
        assert said in page, said
    # On a phone, where the head of the table is not seen, each figure says what it is.
    assert page.count('data-label="0.25% of the area"') == len(METHODS) + 2
    assert page.count('data-label="PEI"') == len(METHODS)
    width, height = chart_size(narrow=True)
    assert f'srcset="/staff/back-test/narrow/northamptonshire.svg" width="{width}" height="{height}"' in page
    assert 'src="/staff/back-test/northamptonshire.svg"' in page
    assert 'alt="Line chart:' in page
    assert 'href="/about#how-good"' in page
    assert "imported since" not in page
    chart = planner.get("/staff/back-test/northamptonshire.svg")
    assert chart.mimetype == "image/svg+xml"
    assert chart.headers["Cache-Control"] == "private, no-store"
    narrow = planner.get("/staff/back-test/narrow/northamptonshire.svg")
    wide_box, narrow_box = (ET.fromstring(one.data).attrib["viewBox"].split() for one in (chart, narrow))  # noqa: S314
    assert float(narrow_box[2]) < float(wide_box[2])
    assert planner.get("/staff/back-test/narrow/mercia.svg").status_code == 404
    assert planner.get("/staff/back-test/mercia.svg").status_code == 404


def test_a_back_test_of_older_data_says_so(planner: FlaskClient, sqlite_database: Database) -> None:
    add_incidents(sqlite_database)
    backtest_hotspots(sqlite_database)
    with sqlite_database.write() as connection:
        connection.exec_driver_sql("UPDATE force_months SET fingerprint = 'new' WHERE month = 24311")
    page = planner.get("/staff/back-test").text
    assert "Data were imported since" in page
    assert "geo-ij backtest --force northamptonshire" in page
