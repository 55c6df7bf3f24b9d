"""Loading the demonstration: twice the same, another day anew, never beside real data, labelled as synthetic."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from geo_ij.errors import SettingsError, StoreError
from geo_ij.services.accounts import GIVEN_ROLES, accounts
from geo_ij.services.find_hotspots import stored_hotspots
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.import_reports import import_reports
from geo_ij.services.import_sites import import_sites
from geo_ij.services.load_demonstration import Demonstration, load_demonstration
from geo_ij.services.publish import latest_snapshot, published_work, snapshot_months
from geo_ij.services.rank_sites import rank_sites
from geo_ij.settings import Settings, read_settings
from geo_ij.store import report_rows
from geo_ij.store.database import Database, open_database
from geo_ij.store.incident_rows import stored_months
from geo_ij.store.models import Base, OutgoingMail, ReportPhotograph
from geo_ij.store.site_rows import read_sites
from tests.police_files import archive, row
from tests.services.small_ground import small_ground

AS_OF = dt.date(2026, 3, 10)
SETTINGS = read_settings({}, database_url="sqlite:///unused.sqlite")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Demonstration]:
    """Load the demonstration once for the tests that only look at it."""
    path = tmp_path_factory.mktemp("demonstration") / "demo.sqlite"
    database = open_database(f"sqlite:///{path}")
    report = load_demonstration(database, settings=SETTINGS, as_of=AS_OF)
    database.close()
    return path, report


@pytest.fixture
def demonstration(loaded: tuple[Path, Demonstration], tmp_path: Path) -> Iterator[Database]:
    """Give a copy of the loaded demonstration."""
    path = tmp_path / "demo.sqlite"
    shutil.copyfile(loaded[0], path)
    database = open_database(f"sqlite:///{path}")
    yield database
    database.close()


WITH_MOMENTS = {"gazetteer_versions", "content_version", "accounts", "audit_entries"}
"""Tables that tell when and how often something was done, or hold salted hashes: never twice the same."""


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Give all rows of all tables, but for those that differ with every loading."""
    found = {}
    with database.read() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in WITH_MOMENTS:
                continue
            numbered = {
                column for column in table.columns if column.name.endswith("_id") and column.type.python_type is int
            }
            rows = connection.execute(select(*[column for column in table.columns if column not in numbered]))
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def test_it_reports_what_it_loaded(loaded: tuple[Path, Demonstration]) -> None:
    report = loaded[1]
    assert (report.months[0], report.months[-1], len(report.months)) == ("2024-02", "2026-01", 24)
    assert report.published_months == ["2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01"]
    assert (report.sites, report.work, report.reports) == (60, 30, 420)
    # 15,569 ASB and 4,576 criminal damage a year, two years of them
    assert report.incidents == pytest.approx(2 * (15_569 + 4_576), rel=0.05)
    assert report.hotspots > 500


def test_a_new_database_holds_the_same_and_loading_again_changes_nothing(
    demonstration: Database, sqlite_database: Database
) -> None:
    before = contents(demonstration)
    load_demonstration(sqlite_database, settings=SETTINGS, as_of=AS_OF)
    assert contents(sqlite_database) == before
    load_demonstration(demonstration, settings=SETTINGS, as_of=AS_OF)
    assert contents(demonstration) == before


def test_another_day_replaces_it(demonstration: Database) -> None:
    load_demonstration(demonstration, settings=SETTINGS, as_of=dt.date(2025, 6, 1))
    assert snapshot_months(demonstration) == ["2024-11", "2024-12", "2025-01", "2025-02", "2025-03", "2025-04"]
    with demonstration.read() as connection:
        assert stored_months(connection)["month"].max() == 2025 * 12 + 3
        assert len(read_sites(connection)) == 60
        received = [row.received_at for row in report_rows.reports(connection)]
    assert len(received) == 420
    assert "2023-06" < min(received) < max(received) < "2025-06-01"


def test_its_reports_are_as_staff_and_the_public_would_have_them(demonstration: Database) -> None:
    with demonstration.read() as connection:
        rows = report_rows.reports(connection)
        pictures = connection.execute(select(ReportPhotograph.report_id, ReportPhotograph.approved)).all()
        letters = connection.scalars(select(OutgoingMail.subject)).all()
    assert all(row.reference.startswith("DEMO-") for row in rows)
    placed = [row for row in rows if row.easting is not None]
    assert len(placed) > 395
    assert {row.council for row in placed} == {"North Northamptonshire", "West Northamptonshire"}
    public = [row for row in rows if row.public_text is not None]
    assert len(public) > 200
    assert not {row.status for row in public} & {"received", "needs_information", "duplicate", "not_suitable"}
    assert not any("01632" in str(row.public_text) or "@" in str(row.public_text) for row in rows)
    assert len(pictures) == 15
    assert any(approved for _, approved in pictures)
    assert not all(approved for _, approved in pictures)
    assert all(row.duplicate_of for row in rows if row.status == "duplicate")
    # Work is done near some, but nobody is told by e-mail of what was invented.
    assert {row.status for row in rows} >= {"work_done"}
    assert letters == []


def test_others_support_some_of_its_open_reports(demonstration: Database) -> None:
    with demonstration.read() as connection:
        rows = {row.report_id: row for row in report_rows.reports(connection)}
        supports = report_rows.supports(connection)
        told = [step.at for key in rows for step in report_rows.history(connection, key) if step.event == "supported"]
    assert 60 < len(supports) < 200
    assert sorted(told) == sorted(at for _, _, at in supports)
    assert all(rows[key].received_at < at < "2026-03-10" for key, _, at in supports)
    # Work may have been done at some since; nothing else was.
    assert {rows[key].status for key, _, _ in supports} <= {
        "accepted",
        "referred_to_council",
        "work_planned",
        "work_done",
    }
    assert "police" not in {rows[key].reporter_kind for key, _, _ in supports}


def test_residents_say_more_at_spring_rise_and_the_police_where_nobody_reports(demonstration: Database) -> None:
    hotspots = stored_hotspots(demonstration)
    here = hotspots[hotspots["name"] == "Spring Rise, Kettering"].iloc[0]
    assert here["voice"] == "residents_say_more"
    # The busiest of all is among the points around which nobody reports.
    busiest = hotspots.loc[hotspots["incidents"].idxmax()]
    assert (busiest["households"], busiest["voice"]) == (0, "police_say_more")


def test_what_somebody_tries_out_stays_when_it_is_loaded_again(demonstration: Database) -> None:
    with demonstration.write() as connection:
        first = report_rows.reports(connection)[0]
        report_rows.change_report(connection, first.report_id, {"status": "closed", "public_text": "Tried out."})
    load_demonstration(demonstration, settings=SETTINGS, as_of=AS_OF)
    with demonstration.read() as connection:
        row = report_rows.report_of(connection, first.reference)
    assert row is not None
    assert (row.status, row.public_text) == ("closed", "Tried out.")


def test_what_it_publishes_says_that_it_is_synthetic(demonstration: Database) -> None:
    snapshot = latest_snapshot(demonstration)
    assert snapshot is not None
    assert snapshot.synthetic
    assert snapshot.forces == ("demonstration",)
    work = published_work(demonstration, settings=SETTINGS, now=dt.datetime(2026, 3, 10, tzinfo=dt.UTC)).frame
    assert len(work) == 30
    here = work[work["place"] == "Spring Rise Park, Kettering"]
    assert here["hours"].tolist() == [8, 8]
    assert here["hotspot_id"].notna().all()


def test_spring_rise_is_ranked_where_its_evidence_puts_it(demonstration: Database) -> None:
    ranking = rank_sites(demonstration, today=AS_OF).set_index("name")
    assert len(ranking) == 60 - 3 - 2  # three sites are completed, two rejected
    place = ranking.loc["Spring Rise Park, Kettering"]
    assert place["reasons"][0].startswith("Inside Spring Rise, Kettering")
    assert 5 < place["rank"] < 40


def test_real_data_are_refused_and_left_alone(sqlite_database: Database, tmp_path: Path) -> None:
    real = archive(tmp_path / "real.zip", {"2025-01": [row()]})
    import_police_archive(sqlite_database, [real], settings=SETTINGS)
    before = contents(sqlite_database)
    with pytest.raises(StoreError, match="northamptonshire"):
        load_demonstration(sqlite_database, settings=SETTINGS, as_of=AS_OF)
    assert contents(sqlite_database) == before


def test_real_sites_are_refused_and_left_alone(sqlite_database: Database, tmp_path: Path) -> None:
    source = tmp_path / "sites.csv"
    source.write_text("name,longitude,latitude\nPark,-0.7219,52.38666\n", encoding="utf-8")
    import_sites(sqlite_database, source, settings=SETTINGS)
    with pytest.raises(StoreError, match="sites or completed work"):
        load_demonstration(sqlite_database, settings=SETTINGS, as_of=AS_OF)
    with sqlite_database.read() as connection:
        assert read_sites(connection)["name"].tolist() == ["Park"]


def test_real_reports_are_refused_and_left_alone(sqlite_database: Database, tmp_path: Path) -> None:
    source = tmp_path / "reports.csv"
    source.write_text("received_at,issues,place\n2025-01-05,litter,Spring Rise Park\n", encoding="utf-8")
    ground = small_ground(sqlite_database, settings=SETTINGS)
    import_reports(sqlite_database, [source], settings=SETTINGS, ground=ground)
    with pytest.raises(StoreError, match="reports that are not the demonstration's"):
        load_demonstration(sqlite_database, settings=SETTINGS, as_of=AS_OF)
    with sqlite_database.read() as connection:
        assert report_rows.count_reports(connection) == 1


@pytest.mark.parametrize("day", [dt.date(2011, 12, 31), dt.date(9999, 1, 1)])
def test_days_that_cannot_be_used(sqlite_database: Database, day: dt.date) -> None:
    with pytest.raises(SettingsError, match="to today"):
        load_demonstration(sqlite_database, settings=SETTINGS, as_of=day)


def test_a_service_area_elsewhere_does_not_matter(sqlite_database: Database) -> None:
    elsewhere = read_settings({"GEO_IJ_SERVICE_AREA": "Kent"}, database_url="sqlite:///unused.sqlite")
    assert isinstance(elsewhere, Settings)
    assert load_demonstration(sqlite_database, settings=elsewhere, as_of=AS_OF).sites == 60


def test_each_role_has_one_account_however_often_it_is_loaded(demonstration: Database) -> None:
    before = accounts(demonstration)
    assert [account.name for account in before] == sorted(role.value for role in GIVEN_ROLES)
    assert all(account.is_demonstration for account in before)
    load_demonstration(demonstration, settings=SETTINGS, as_of=AS_OF)
    assert accounts(demonstration) == before
