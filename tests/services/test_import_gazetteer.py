"""Import of gazetteers: each format a source of its own, twice the same, nothing after a refusal."""

from pathlib import Path

import pytest

from geo_ij.errors import SourceError
from geo_ij.services.import_gazetteer import import_gazetteer
from geo_ij.sources.gazetteers import READERS
from geo_ij.store import gazetteer_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import GazetteerFormat

ROWS = ["name,longitude,latitude,locality,aliases", "Spring Rise Park,-0.7219,52.38666,Kettering,The Rec", "A,0,0,,"]


@pytest.fixture
def names(tmp_path: Path) -> Path:
    path = tmp_path / "names.csv"
    path.write_text("\n".join(ROWS), encoding="utf-8")
    return path


def stored(database: Database) -> list[list[object]]:
    with database.read() as connection:
        return gazetteer_rows.entries(connection)[["source", "name", "northing"]].to_numpy().tolist()


def test_importing_again_changes_nothing(database: Database, names: Path) -> None:
    first = import_gazetteer(database, names, file_format=GazetteerFormat.CSV)
    assert (first.tally.read, first.tally.kept, first.names, first.changed) == (2, 1, 2, 1)
    before = stored(database)
    assert [row[:2] for row in before] == [["csv", "Spring Rise Park"], ["csv", "The Rec"]]
    assert import_gazetteer(database, names, file_format=GazetteerFormat.CSV).changed == 0
    assert stored(database) == before


def test_a_place_that_was_mended_takes_the_place_of_the_old_one(database: Database, names: Path) -> None:
    import_gazetteer(database, names, file_format=GazetteerFormat.CSV)
    names.write_text("\n".join(ROWS).replace("52.38666", "52.48666").replace("The Rec", "The Field"), encoding="utf-8")
    assert import_gazetteer(database, names, file_format=GazetteerFormat.CSV).changed == 1
    assert [row[1] for row in stored(database)] == ["Spring Rise Park", "The Field"]


def test_a_file_without_a_usable_row_changes_nothing(sqlite_database: Database, names: Path) -> None:
    import_gazetteer(sqlite_database, names, file_format=GazetteerFormat.CSV)
    before = stored(sqlite_database)
    names.write_text("\n".join([ROWS[0], ROWS[2]]), encoding="utf-8")
    with pytest.raises(SourceError, match=r"none of its 1 rows can be used \(longitude 0, latitude 0: 1\)"):
        import_gazetteer(sqlite_database, names, file_format=GazetteerFormat.CSV)
    assert stored(sqlite_database) == before


def test_every_format_has_a_reader_that_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert set(READERS) == set(GazetteerFormat)
    for read in READERS.values():
        with pytest.raises(SourceError, match="there is no such file"):
            read(tmp_path / "none.csv")


def test_real_stops_and_greenspaces_stand_side_by_side(sqlite_database: Database, open_data: Path) -> None:
    files = {
        GazetteerFormat.NAPTAN: "gazetteer/naptan-300-northamptonshire.csv",
        GazetteerFormat.GREENSPACE: "greenspace/trafford_os_open_greenspace_sites.geojson",
    }
    for file_format, name in files.items():
        assert import_gazetteer(sqlite_database, open_data / name, file_format=file_format).changed > 0
        assert import_gazetteer(sqlite_database, open_data / name, file_format=file_format).changed == 0
    with sqlite_database.read() as connection:
        assert gazetteer_rows.entry_sources(connection) == ["greenspace", "naptan"]
