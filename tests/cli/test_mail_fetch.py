"""`geo-ij mail fetch`: what it reports of a mailbox, and what it says without one."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner, Result

from geo_ij.cli import main
from geo_ij.services import fetch_mail
from geo_ij.store.database import Database
from tests.dovecot_server import NAME, PASSWORD, running_dovecot
from tests.services.small_ground import small_ground
from tools.system_packages import find_dovecot

LITTER = b"From: resident@example.org\r\nSubject: Litter\r\nMessage-ID: <1@example.org>\r\n\r\nSpring Rise Park\r\n"
AWAY = b"From: resident@example.org\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n\r\nLitter\r\n"


@pytest.fixture
def program() -> Path:
    """Give the mail server's program, or skip where there is none."""
    found = find_dovecot()
    if found is None:
        pytest.skip("Dovecot is not installed: `make test` says which package brings it")
    return found


def run(database: Database, *words: str, url: str = "") -> Result:
    address = database.engine.url.render_as_string(hide_password=False)
    environment = {"GEO_IJ_IMAP_URL": url, "GEO_IJ_DATABASE_URL": address}
    return CliRunner().invoke(main, ["mail", "fetch", *words], env=environment)


def test_what_came_in_is_told_in_words_and_as_json(
    sqlite_database: Database, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch_mail, "open_ground", small_ground)
    with running_dovecot(program) as server:
        url = f"imap://{NAME}:{quote(PASSWORD, safe='')}@127.0.0.1:{server.port}"
        server.deliver(LITTER)
        document = json.loads(run(sqlite_database, "--json", url=url).stdout)
        (reference,) = document.pop("references")
        assert len(reference) == 11
        assert document == {"read": 1, "kept": 1, "known": 0, "rejected": {}}
        server.deliver(LITTER, AWAY)
        assert run(sqlite_database, url=url).stdout.splitlines() == [
            "Kept 0 of 2 new messages as reports.",
            "Known already: 1.",
            "  1 not taken: A program sent it, not a person",
        ]


@pytest.mark.parametrize(
    ("url", "said"), [("", "No mailbox is set"), ("pop3://name:hidden@example.org", "GEO_IJ_IMAP_URL cannot be used")]
)
def test_without_a_mailbox_it_is_refused_on_one_line(sqlite_database: Database, url: str, said: str) -> None:
    result = run(sqlite_database, url=url)
    assert result.exit_code == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"geo-ij: {said}")
    assert "hidden" not in line
