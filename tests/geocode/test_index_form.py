"""A search index that cannot be used is taken away, and nothing that another process has just made."""

import sqlite3
from pathlib import Path

from geo_ij.geocode import index_form
from geo_ij.geocode.index_file import is_current, update_index
from tests.geocode.small_town import layers


def test_what_another_process_has_made_meanwhile_is_not_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    update_index(path, layers())
    index_form._take_away(path)  # as a process does that saw the older file a moment earlier
    assert is_current(path, layers())
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 4")
    connection.close()
    index_form._take_away(path)
    assert path.stat().st_size == 0
