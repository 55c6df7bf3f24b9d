import json
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner, Result

from geo_ij.cli import main
from geo_ij.hotspots.identity import Event, Identity
from geo_ij.store import identity_rows
from geo_ij.store.database import open_database
from geo_ij.vocabulary import IdentityEvent, IdentityState

JANUARY = 2025 * 12


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Give a database in which HSMALL was part of HLARGE for a while, and HLOST is now; HGONE and HASIDE are not."""
    found = f"sqlite:///{tmp_path / 'ids.sqlite'}"
    shape = shapely.box(0, 0, 150, 150)
    facts = {"shape": shape, "first_as_of": JANUARY, "last_as_of": JANUARY + 3}
    known = [
        Identity("HLARGE", state=IdentityState.FOUND, **facts),
        Identity("HSMALL", state=IdentityState.FOUND, split_from="HLARGE", **facts),
        Identity("HLOST", state=IdentityState.MERGED, merged_into="HLARGE", **facts),
        Identity("HGONE", state=IdentityState.GONE, **facts),
        Identity("HASIDE", state=IdentityState.ASKED, **facts),
    ]
    months = [
        [("HLARGE", "appeared", None), ("HLOST", "appeared", None)],
        [("HSMALL", "split_from", "HLARGE"), ("HLOST", "gone", None)],
        [("HSMALL", "merged_into", "HLARGE"), ("HLOST", "returned", None)],
        [("HSMALL", "returned", "HLARGE"), ("HLOST", "merged_into", "HLARGE")],
    ]
    database = open_database(found)
    with database.write() as connection:
        identity_rows.write_identities(connection, known, method="coverage")
        for month, happened in enumerate(months):
            events = [Event(name, IdentityEvent(kind), other) for name, kind, other in happened]
            identity_rows.add_events(
                connection, events, method="coverage", as_of=JANUARY + month, fingerprint=f"{month}"
            )
    database.close()
    return found


def run(*arguments: str, url: str) -> Result:
    return CliRunner().invoke(main, ["--database", url, "hotspot-history", *arguments])


@pytest.mark.parametrize(
    ("hotspot_id", "lines"),
    [
        (
            "HLARGE",
            [
                "HLARGE: first found for 2025-01, still found for 2025-04.",
                "2025-01  appeared",
                "2025-02  HSMALL split from it",
                "2025-03  HSMALL merged into it",
                "2025-04  HSMALL parted from it again",
                "2025-04  HLOST merged into it",
            ],
        ),
        (
            "HSMALL",
            [
                "HSMALL: first found for 2025-01, still found for 2025-04.",
                "2025-02  split from HLARGE",
                "2025-03  merged into HLARGE",
                "2025-04  parted from HLARGE again",
            ],
        ),
        (
            "HLOST",
            [
                "HLOST: first found for 2025-01, last for 2025-04; now part of HLARGE.",
                "2025-01  appeared",
                "2025-02  no longer found",
                "2025-03  found again",
                "2025-04  merged into HLARGE",
            ],
        ),
        ("HGONE", ["HGONE: first found for 2025-01, last for 2025-04; no longer a hotspot."]),
        (
            "HASIDE",
            ["HASIDE: found for 2025-01 to 2025-04, but only when asked for another window or an earlier month."],
        ),
    ],
)
def test_the_history_is_told_from_the_side_of_the_id(url: str, hotspot_id: str, lines: list[str]) -> None:
    result = run(hotspot_id, url=url)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == lines


def test_a_single_month_is_said_once(url: str) -> None:
    shape = shapely.box(0, 0, 150, 150)
    facts = {"shape": shape, "first_as_of": JANUARY, "last_as_of": JANUARY}
    known = [
        Identity("HNEW", state=IdentityState.FOUND, **facts),
        Identity("HBRIEF", state=IdentityState.GONE, **facts),
        Identity("HASKED", state=IdentityState.ASKED, **facts),
    ]
    database = open_database(url)
    with database.write() as connection:
        identity_rows.write_identities(connection, known, method="coverage")
    database.close()
    for name, said in {
        "HNEW": "HNEW: found for 2025-01.",
        "HBRIEF": "HBRIEF: found for 2025-01 only; no longer a hotspot.",
        "HASKED": "HASKED: found for 2025-01, but only when asked for another window or an earlier month.",
    }.items():
        assert run(name, url=url).stdout.splitlines()[0] == said


def test_json_holds_the_same(url: str) -> None:
    document = json.loads(run("HLOST", "--json", url=url).stdout)
    events = document.pop("events")
    assert document == {
        "hotspot_id": "HLOST",
        "method": "coverage",
        "state": "merged",
        "first_as_of": "2025-01",
        "last_as_of": "2025-04",
        "current_id": "HLARGE",
        "merged_into": "HLARGE",
        "split_from": None,
    }
    assert events[-1] == {"as_of": "2025-04", "hotspot_id": "HLOST", "event": "merged_into", "other_id": "HLARGE"}
    assert len(events) == 4


def test_an_id_nobody_gave_is_refused(url: str) -> None:
    result = run("HNONE", url=url)
    assert result.exit_code == 1
    assert "HNONE" in result.stderr
    assert run(url=url).exit_code == 2
