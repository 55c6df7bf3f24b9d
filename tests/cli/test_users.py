"""`geo-ij users`: accounts from the command line, in words and as JSON."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geo_ij.cli import main
from geo_ij.services.passwords import is_right
from geo_ij.store import account_rows
from geo_ij.store.database import open_database


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'a.sqlite'}"


def run(url: str, *words: str) -> Result:
    return CliRunner().invoke(main, ["--database", url, "users", *words])


def document(url: str, *words: str) -> Any:
    result = run(url, *words, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def row_called(url: str, name: str) -> account_rows.AccountRow:
    database = open_database(url)
    with database.read() as connection:
        row = account_rows.account_called(connection, name)
    database.close()
    assert row is not None
    return row


def test_a_new_account_is_told_with_its_password_once(url: str) -> None:
    result = run(url, "add", "North Sergeant", "--role", "sergeant", "--role", "analyst", "--area", "Northamptonshire")
    assert result.exit_code == 0
    first, password, last = result.stdout.splitlines()
    assert first == "Added the account north sergeant: sergeant, analyst in Northamptonshire."
    assert re.fullmatch(r"First password: (\w{5}-){3}\w{5}", password)
    assert last == "It is shown this once. Whoever signs in with it must choose another."
    secret = password.removeprefix("First password: ")
    row = row_called(url, "north sergeant")
    assert is_right(secret, row.password_hash)
    assert row.must_change_password
    assert secret not in run(url, "list").stdout + run(url, "list", "--json").stdout


def test_accounts_are_listed_in_words_and_as_json(url: str) -> None:
    assert run(url, "list").stdout == "There are no accounts: geo-ij users add makes one.\n"
    assert document(url, "list") == {"accounts": []}
    added = document(url, "add", "planner", "--role", "planner", "--label", "The office")
    run(url, "add", "boss", "--role", "admin", "--role", "auditor")
    database = open_database(url)
    with database.write() as connection:
        account_rows.change_account(
            connection,
            added["account_id"],
            signed_in_at="2026-03-02T09:30:00+00:00",
            totp_secret="ABC",  # noqa: S106  # of an account that does not exist
            locked_until="2099-01-01T00:00:00+00:00",
            is_disabled=True,
        )
        account_rows.add_account(
            connection, name="guest", label="A\x1b[31mB", roles=("nominator",), added_at="x", is_demonstration=True
        )
    database.close()
    result = CliRunner().invoke(main, ["--database", url, "users", "list"], color=True)
    assert "\x1b" not in result.stdout
    assert result.stdout.splitlines()[:2] == ["3 accounts.", ""]
    assert result.stdout.splitlines()[2:4] == [
        "boss: admin, auditor in all areas",
        "    never signed in; no second factor.",
    ]
    assert result.stdout.splitlines()[6].endswith("signs in through the force's own sign-in; demonstration only.")
    assert result.stdout.splitlines()[8:] == [
        "planner (The office): planner in all areas",
        "    last signed in 2026-03-02 09:30 UTC; second factor; has to wait until 2099-01-01 00:00 UTC; disabled.",
    ]
    listed = document(url, "list")["accounts"]
    assert [one["name"] for one in listed] == ["boss", "guest", "planner"]
    expected = {name: value for name, value in added.items() if name != "first_password"} | {
        "has_second_factor": True,
        "is_disabled": True,
        "locked_until": "2099-01-01T00:00:00+00:00",
        "signed_in_at": "2026-03-02T09:30:00+00:00",
    }
    assert listed[2] == expected
    assert (added["roles"], added["areas"], added["label"]) == (["planner"], [], "The office")


def test_what_is_not_given_stays(url: str) -> None:
    run(url, "add", "sgt", "--role", "sergeant", "--area", "Northamptonshire", "--label", "Sergeant")
    kept = {"roles": ["sergeant"], "areas": ["Northamptonshire"], "label": "Sergeant"}
    for words, changed in (
        (("--label", "North"), {"label": "North"}),
        (("--role", "analyst", "--role", "moderator"), {"roles": ["analyst", "moderator"]}),
        (("--area", "Kent"), {"areas": ["Kent"]}),
        (("--all-areas",), {"areas": []}),
        (("--label", ""), {"label": "sgt"}),
    ):
        found = document(url, "change", "SGT", *words)
        kept |= changed
        assert {name: found[name] for name in kept} == kept
    assert run(url, "change", "sgt", "--role", "auditor").stdout == "Changed the account sgt: auditor in all areas.\n"


def test_an_account_is_disabled_and_enabled(url: str) -> None:
    run(url, "add", "sgt", "--role", "sergeant")
    assert run(url, "disable", "sgt").stdout == "Disabled the account sgt.\n"
    assert row_called(url, "sgt").is_disabled
    assert document(url, "disable", "sgt")["is_disabled"]
    assert "users enable" in run(url, "reset", "sgt").stdout
    assert run(url, "enable", "Sgt").stdout == "The account sgt can sign in.\n"
    assert not document(url, "enable", "sgt")["is_disabled"]


def test_a_reset_gives_another_first_password(url: str) -> None:
    first = document(url, "add", "sgt", "--role", "sergeant")["first_password"]
    second = document(url, "reset", "sgt")["first_password"]
    result = run(url, "reset", "sgt")
    assert result.stdout.splitlines()[0].startswith("Reset the account sgt: its second factor is gone")
    third = result.stdout.splitlines()[1].removeprefix("First password: ")
    assert len({first, second, third}) == 3
    assert is_right(third, row_called(url, "sgt").password_hash)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "sgt"), 2, "Missing option '--role'"),
        (("add", "--role", "sergeant"), 2, "Missing argument 'NAME'"),
        (("add", "sgt", "--role", "king"), 2, "'king' is not one of"),
        (("add", "sgt", "--role", "public"), 2, "'public' is not one of"),
        (("add", "boss", "--role", "sergeant"), 1, "There is an account “boss” already"),
        (("add", "sgt", "--role", "sergeant", "--area", "Atlantis"), 1, "There is no area called 'Atlantis'"),
        (("change", "boss"), 2, "Give at least one of"),
        (("change", "boss", "--area", "Kent", "--all-areas"), 2, "Give either --area or --all-areas"),
        (("change", "boss", "--role", "planner"), 1, "This is the last administrator"),
        (("change", "nobody", "--role", "planner"), 1, "There is no account 'nobody': geo-ij users list shows all"),
        (("disable", "boss"), 1, "This is the last administrator"),
        (("disable", "nobody"), 1, "There is no account 'nobody'"),
        (("enable", "nobody"), 1, "There is no account 'nobody'"),
        (("reset", "nobody"), 1, "There is no account 'nobody'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_done_is_refused_in_one_line(url: str, words: tuple[str, ...], code: int, said: str) -> None:
    database = open_database(url)
    with database.write() as connection:
        account_rows.add_account(connection, name="boss", label="Boss", roles=("admin",), added_at="x")
    database.close()
    result = run(url, *words)
    assert result.exit_code == code
    assert result.stdout == ""
    assert said in result.stderr
    assert code == 2 or (result.stderr.startswith("geo-ij: ") and result.stderr.count("\n") == 1)
    assert [one["name"] for one in document(url, "list")["accounts"]] == ["boss"]
    assert document(url, "list")["accounts"][0]["roles"] == ["admin"]


def test_every_fault_has_a_line(url: str) -> None:
    result = run(url, "add", "...", "--role", "sergeant", "--area", "Atlantis", "--label", "<b>")
    assert result.exit_code == 1
    assert len([line for line in result.stderr.splitlines() if line.startswith("geo-ij: ")]) == 3
