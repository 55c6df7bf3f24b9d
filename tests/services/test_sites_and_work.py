"""Importing, exporting and ranking sites and work: round trips, the documented examples, and refusals."""

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from geo_ij.errors import NothingStoredError, OutputError, SettingsError, SourceError
from geo_ij.services.import_data import import_police_archive
from geo_ij.services.import_sites import export_sites, import_sites
from geo_ij.services.import_work import export_work, import_work
from geo_ij.services.rank_sites import rank_sites, write_ranking
from geo_ij.settings import Settings, read_settings
from geo_ij.sources.table_files import read_table
from geo_ij.store.database import Database
from geo_ij.store.site_rows import read_sites
from geo_ij.store.work_rows import read_work
from tests.police_files import archive, row

FORMATS = Path(__file__).parents[2] / "docs" / "reference" / "file-formats.md"
TODAY = dt.date(2026, 1, 15)
NOW = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)


@pytest.fixture
def settings() -> Settings:
    return read_settings({}, database_url="sqlite:///unused.sqlite")


def examples() -> list[tuple[str, str]]:
    """Give the examples of sites and work on the page on file formats: (language, text)."""
    found = re.findall(r"```(csv|json)\n(.*?)```", FORMATS.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [(language, text) for language, text in found if "site_type" in text or text.startswith("work_id")]


def load_examples(database: Database, folder: Path, settings: Settings) -> list[int]:
    """Import the documented examples in their order: sites, sites, work; give how many rows of each are kept."""
    kept = []
    for number, (language, text) in enumerate(examples()):
        path = folder / f"example-{number}.{'geojson' if language == 'json' else language}"
        path.write_text(text, encoding="utf-8")
        if text.startswith("work_id"):
            tally = import_work(database, path, settings=settings, now=NOW)
        else:
            tally = import_sites(database, path, settings=settings, today=TODAY)
        assert not tally.rejected_rows
        kept.append(tally.kept)
    return kept


def test_the_documented_examples_work_on_both_databases(database: Database, tmp_path: Path, settings: Settings) -> None:
    assert load_examples(database, tmp_path, settings) == [2, 1, 2]
    with database.read() as connection:
        sites, work = read_sites(connection).set_index("site_id"), read_work(connection).set_index("work_id")
    assert sites["status"].to_dict() == {
        "SITE-1": "ready",
        "SITE-2": "awaiting_permission",
        "SITE-3": "candidate",
    }
    assert sites.loc["SITE-3", "boundary"].area > 0
    assert work.loc["WORK-1", "place"] == "Spring Rise Park, Kettering"
    assert work["published_at"].isna().all()


@pytest.mark.parametrize("ending", ["csv", "geojson", "gpkg"])
def test_sites_come_back_as_they_went_out(
    sqlite_database: Database, tmp_path: Path, settings: Settings, ending: str
) -> None:
    load_examples(sqlite_database, tmp_path, settings)
    odd = tmp_path / "odd.csv"
    odd.write_text("site_id,name,longitude,latitude,Beat\nS9,'=1+1,-0.72,52.39,'-4\n", encoding="utf-8")
    import_sites(sqlite_database, odd, settings=settings, today=TODAY)
    with sqlite_database.read() as connection:
        before = read_sites(connection)
    out = tmp_path / f"out.{ending}"
    assert export_sites(sqlite_database, out, today=TODAY) == 4
    tally = import_sites(sqlite_database, out, settings=settings, today=TODAY)
    assert (tally.kept, tally.rejected_rows) == (4, [])
    with sqlite_database.read() as connection:
        after = read_sites(connection)
    columns = [name for name in before.columns if name not in ("geometry", "boundary")]
    assert after[columns].equals(before[columns])
    assert after.geometry.geom_equals_exact(before.geometry, 0.01).all()
    assert after["boundary"].isna().tolist() == before["boundary"].isna().tolist()


def test_exports_are_the_same_bytes_and_run_no_formula(
    sqlite_database: Database, tmp_path: Path, settings: Settings
) -> None:
    source = tmp_path / "in.csv"
    source.write_text('site_id,name,longitude,latitude\nS1,"=HYPERLINK(""x"")",-0.72,52.39\n', encoding="utf-8")
    import_sites(sqlite_database, source, settings=settings, today=TODAY)
    for name in ("a.csv", "b.csv", "a.geojson", "b.geojson"):
        export_sites(sqlite_database, tmp_path / name, today=TODAY)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a.geojson").read_bytes() == (tmp_path / "b.geojson").read_bytes()
    assert """'=HYPERLINK(""x"")""" in (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert read_table(tmp_path / "a.csv").records[0].cells["name"] == '=HYPERLINK("x")'


def test_work_comes_back_as_it_went_out(sqlite_database: Database, tmp_path: Path, settings: Settings) -> None:
    load_examples(sqlite_database, tmp_path, settings)
    with sqlite_database.read() as connection:
        before = read_work(connection)
    out = tmp_path / "out.csv"
    assert export_work(sqlite_database, out) == 2
    assert import_work(sqlite_database, out, settings=settings, now=NOW).rejected_rows == []
    with sqlite_database.read() as connection:
        assert read_work(connection).equals(before)


def test_a_refused_file_changes_nothing(sqlite_database: Database, tmp_path: Path, settings: Settings) -> None:
    load_examples(sqlite_database, tmp_path, settings)
    page = tmp_path / "page.csv"
    page.write_text("<html><body>Sign in</body></html>", encoding="utf-8")
    for take in (import_sites, import_work):
        with pytest.raises(SourceError, match="web page"):
            take(sqlite_database, page, settings=settings)
    with sqlite_database.read() as connection:
        assert (len(read_sites(connection)), len(read_work(connection))) == (3, 2)


def test_a_site_outside_the_service_area_is_left_out(
    sqlite_database: Database, tmp_path: Path, settings: Settings
) -> None:
    source = tmp_path / "in.csv"
    source.write_text("name,longitude,latitude\nBedford,-0.466,52.136\n", encoding="utf-8")
    tally = import_sites(sqlite_database, source, settings=settings)
    assert dict(tally.rejected) == {"outside the service area (Northamptonshire)": 1}
    elsewhere = replace(settings, service_area="Bedfordshire")
    assert import_sites(sqlite_database, source, settings=elsewhere).kept == 1
    with pytest.raises(SettingsError, match="GEO_IJ_SERVICE_AREA"):
        import_sites(sqlite_database, source, settings=replace(settings, service_area="Atlantis"))


def test_nothing_to_export_or_rank_and_endings_that_nobody_knows(
    sqlite_database: Database, tmp_path: Path, settings: Settings
) -> None:
    for export in (export_sites, export_work):
        with pytest.raises(NothingStoredError, match="geo-ij import"):
            export(sqlite_database, tmp_path / "out.csv")
    with pytest.raises(NothingStoredError, match="no sites"):
        rank_sites(sqlite_database)
    load_examples(sqlite_database, tmp_path, settings)
    with pytest.raises(NothingStoredError, match="police"):
        rank_sites(sqlite_database)
    with pytest.raises(OutputError, match=r"\.csv, \.geojson, \.gpkg"):
        export_sites(sqlite_database, tmp_path / "out.docx")


def test_sites_that_are_done_are_not_ranked_and_all_others_are(
    sqlite_database: Database, tmp_path: Path, settings: Settings
) -> None:
    months = {f"2025-{month:02d}": [row(month=f"2025-{month:02d}")] * 3 for month in range(1, 13)}
    import_police_archive(sqlite_database, [archive(tmp_path / "police.zip", months)], settings=settings)
    source = tmp_path / "in.csv"
    lines = [f"{status},{status},-0.7219,52.38666,{status}" for status in ("completed", "rejected", "paused")]
    source.write_text(
        "\n".join(["site_id,name,longitude,latitude,status", *lines, "far,far,-1.2,52.2,", "new,new,-0.7219,52.388,"]),
        encoding="utf-8",
    )
    import_sites(sqlite_database, source, settings=settings, today=TODAY)
    ranking = rank_sites(sqlite_database, today=TODAY)
    assert ranking["site_id"].tolist() == ["paused", "new", "far"]
    assert ranking["reasons"].iloc[0][0].startswith("Inside Spring Rise, Kettering: rank 1, 36 incidents in 12 months")
    assert rank_sites(sqlite_database, top=1, today=TODAY)["site_id"].tolist() == ["paused"]
    for name in ("ranking.csv", "ranking.geojson"):
        write_ranking(ranking, tmp_path / name)
    assert read_table(tmp_path / "ranking.csv").records[0].cells["rank"] == "1"
    features = json.loads((tmp_path / "ranking.geojson").read_text(encoding="utf-8"))["features"]
    assert features[0]["geometry"]["coordinates"] == pytest.approx([-0.7219, 52.38666], abs=1e-6)
