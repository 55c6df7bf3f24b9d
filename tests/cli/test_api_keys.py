"""`geo-ij api-keys`: keys for other programs from the command line, in words and as JSON."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geo_ij.cli import main
from geo_ij.services.api_keys import holder_of
from geo_ij.store.database import open_database


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'a.sqlite'}"


def run(url: str, *words: str) -> Result:
    return CliRunner().invoke(main, ["--database", url, "api-keys", *words])


def document(url: str, *words: str) -> Any:
    result = run(url, *words, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def holder(url: str, key: str) -> str | None:
    database = open_database(url)
    try:
        return holder_of(database, key)
    finally:
        database.close()


def test_a_key_is_told_once_and_listed_without_its_secret(url: str) -> None:
    assert run(url, "list").stdout == "There are no keys: geo-ij api-keys add makes one.\n"
    first, key, last = run(url, "add", "North council").stdout.splitlines()
    assert (first, last) == ("Added a key for North council.", "It is shown this once. Only its hash is kept.")
    assert re.fullmatch(r"Key: (\w{6}-){4}\w{6}", key)
    secret = key.removeprefix("Key: ")
    assert holder(url, secret) == "North council"
    listed = run(url, "list").stdout
    assert re.fullmatch(r"1 key\.\nNorth council: added on 20\d\d-\d\d-\d\d, may send reports\.\n", listed)
    assert secret not in listed
    assert run(url, "disable", "North council").stdout == "Disabled the key of North council.\n"
    assert holder(url, secret) is None
    assert ", disabled on 20" in run(url, "list").stdout


def test_as_json(url: str) -> None:
    added = document(url, "add", "a")
    assert set(added) == {"label", "added_at", "disabled_at", "api_key"}
    assert document(url, "list") == {"api_keys": [{name: added[name] for name in ("label", "added_at", "disabled_at")}]}
    assert document(url, "disable", "a")["disabled_at"] is not None


def test_what_cannot_be_done_is_refused(url: str) -> None:
    document(url, "add", "a")
    for words, said in (
        (("add", "A"), "There is a key labelled A already"),
        (("disable", "b"), "No key is labelled b"),
    ):
        result = run(url, *words)
        assert result.exit_code == 1
        assert said in result.stderr
