"""`geo-ij locations`: list what waits, decide, forget, in words and as JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo_ij.cli import main
from geo_ij.geocode.location import Candidate, Location
from geo_ij.services.kept_locations import DECISIONS, keep_location
from geo_ij.store import gazetteer_rows
from geo_ij.store.database import open_database
from geo_ij.vocabulary import LocationStatus, Precision

CORBY = Candidate(488_700.0, 288_500.0, 150.2, Precision.STREET, "High Street, Corby", "police", 0.5)
KETTERING = Candidate(486_700.0, 278_700.0, 180.0, Precision.STREET, "High Street, Kettering", "police", 0.4)
LONG = "High Street \x1b[31mred\x1b[0m\u202e " + "x" * 400


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Give a database with two places that wait, the second with a text that means harm."""
    address = f"sqlite:///{tmp_path / 'a.sqlite'}"
    database = open_database(address)
    with database.write() as connection:
        for reference, text in (("R1", "High Street"), ("R2", LONG)):
            location = Location(text, LocationStatus.AMBIGUOUS, "Which High Street?", None, (CORBY, KETTERING))
            keep_location(connection, location, subject_kind="report", subject_reference=reference)
    database.close()
    return address


def run(url: str, *words: str) -> Result:
    return CliRunner().invoke(main, ["--database", url, "locations", *words])


def remembered(url: str) -> list[str]:
    database = open_database(url)
    with database.read() as connection:
        names = gazetteer_rows.entries(connection, source=DECISIONS)["name"].tolist()
    database.close()
    return [str(name) for name in names]


def test_what_waits_is_listed_with_its_choices(url: str) -> None:
    result = run(url)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "2 places to decide; geo-ij locations decide ID --choice N takes a choice."
    assert lines[2:6] == [
        "1  report R1: High Street",
        "    Which High Street?",
        "    1. High Street, Corby at 52.48722, -0.69516 (latitude, longitude), within 151 m",
        "    2. High Street, Kettering at 52.39946, -0.72715 (latitude, longitude), within 180 m",
    ]
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert lines[7].endswith("xxx...")
    assert len(lines[7]) < 330


def test_the_list_as_json(url: str) -> None:
    document = json.loads(run(url, "--json").stdout)
    first, second = document["waiting"]
    assert (first["location_id"], first["subject_kind"], first["subject_reference"]) == (1, "report", "R1")
    assert (first["state"], first["status"], first["location"]) == ("waiting", "ambiguous", None)
    assert [one["choice"] for one in first["choices"]] == [1, 2]
    assert first["choices"][0] == {
        "choice": 1, "name": "High Street, Corby", "longitude": pytest.approx(-0.6951585, abs=1e-6),
        "latitude": pytest.approx(52.4872170, abs=1e-6), "easting": 488_700.0, "northing": 288_500.0,
        "uncertainty_m": 150.2, "precision": "street", "source": "police", "confidence": 0.5,
    }  # fmt: skip
    assert second["text"] == LONG
    assert run(url, "--json").stdout == run(url, "--json").stdout


def test_nothing_waits_in_an_empty_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    assert run(url).stdout == "No place waits for a person.\n"
    assert json.loads(run(url, "--json").stdout) == {"waiting": []}


def test_a_choice_is_taken_and_forgotten_again(url: str) -> None:
    before = run(url, "--json").stdout
    result = run(url, "decide", "1", "--choice", "2", "--note", "Asked.")
    assert (result.exit_code, result.stdout.splitlines()) == (
        0,
        [
            "Location 1: High Street, Kettering at 52.39946, -0.72715 (latitude, longitude), within 180 m.",
            "Its words are remembered.",
        ],
    )
    assert remembered(url) == ["High Street"]
    assert len(json.loads(run(url, "--json").stdout)["waiting"]) == 1
    result = run(url, "forget", "1")
    assert (result.exit_code, result.stdout) == (0, "Location 1: the decision is forgotten; waiting again.\n")
    assert remembered(url) == []
    assert run(url, "--json").stdout == before


def test_a_point_is_taken_as_longitude_and_latitude(url: str) -> None:
    result = run(url, "decide", "1", "--at", "-0.7219,52.38", "--uncertainty", "50", "--only-this-record", "--json")
    document = json.loads(result.stdout)
    place = document["location"]
    assert (place["longitude"], place["latitude"]) == (pytest.approx(-0.7219), pytest.approx(52.38))
    assert (place["uncertainty_m"], place["precision"], place["confidence"]) == (50, "coordinate", 1)
    assert (document["state"], document["remembered"], remembered(url)) == ("decided", False, [])
    assert document["not_remembered"] == "you asked for this one record only"


def test_words_may_name_no_place(url: str) -> None:
    result = run(url, "decide", "1", "--not-a-place")
    assert result.stdout.splitlines() == [
        "Location 1: not a place.",
        "Its words are not remembered: they name no place.",
    ]
    assert json.loads(run(url, "forget", "1", "--json").stdout)["state"] == "waiting"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("decide", "1"), 2, "Give one of --choice, --at and --not-a-place."),
        (("decide", "1", "--choice", "1", "--not-a-place"), 2, "Give one of"),
        (("decide", "x", "--choice", "1"), 2, "'x' is not a valid integer"),
        (("decide", "1", "--at", "here"), 2, "'here' is not a longitude and a latitude"),
        (("decide", "1", "--at", "1,2,3"), 2, "like -0.7219,52.4010"),
        (("decide", "1", "--at", "52.38,-0.7219"), 1, "longitude and latitude swapped"),
        (("decide", "1", "--at", "nan,52"), 1, "as a number"),
        (("decide", "1", "--at", "-0.1276,51.5072"), 1, "outside the service area (Northamptonshire)"),
        (("decide", "1", "--choice", "3"), 1, "There is no choice 3 for location 1: there is from 1 to 2"),
        (("decide", "1", "--choice", "1", "--uncertainty", "1"), 1, "from 10 to 5,000"),
        (("decide", "9", "--choice", "1"), 1, "There is no location 9"),
        (("forget", "9"), 1, "There is no location 9"),
        (("forget", "1"), 1, "nothing to forget"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_done_is_refused_in_one_line(url: str, words: tuple[str, ...], code: int, said: str) -> None:
    result = run(url, *words)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""
    assert len(json.loads(run(url, "--json").stdout)["waiting"]) == 2


def test_a_service_area_that_is_not_known_is_said(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_IJ_SERVICE_AREA", "Atlantis")
    result = run(url, "decide", "1", "--choice", "1")
    assert result.exit_code == 1
    assert result.stderr.startswith("geo-ij: GEO_IJ_SERVICE_AREA: There is no area called 'Atlantis'")


def test_a_database_that_cannot_be_opened_is_refused() -> None:
    result = run("mysql://localhost/x")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "use SQLite or PostgreSQL" in result.stderr
