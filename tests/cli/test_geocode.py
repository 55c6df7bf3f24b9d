"""`geo-ij geocode`: one text in words and as JSON, a file with its report, and what is wrong usage."""

import csv
import json
import math
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo_ij.cli import geocode, main
from geo_ij.geocode.location import Candidate, Location
from geo_ij.services.location_fields import LOCATION_COLUMNS
from geo_ij.vocabulary import LocationStatus, Precision

DOCS = Path(__file__).parents[2] / "docs"

STREETS = """name,kind,longitude,latitude,uncertainty_m,locality
Quarrymans Walk,street,-0.7000,52.4900,120,Corby
Quarrymans Walk,street,-0.7260,52.4000,150,Kettering
Larkrise Gardens,street,-0.7219,52.3867,90,Kettering
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give one database that knows three invented streets: making the search index takes some seconds."""
    folder = tmp_path_factory.mktemp("geocode")
    address = f"sqlite:///{folder / 'a.sqlite'}"
    streets = folder / "streets.csv"
    streets.write_text(STREETS, encoding="utf-8")
    result = run(address, "import", "gazetteer", streets, "--format", "csv")
    assert result.exit_code == 0
    return address


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    rows = ["id,where,notes", '1,"Larkrise Gdns, Kettering",=1+1', "2,Quarrymans Walk,", "3,,", '4,Leeds,"a\nb"']
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def run(url: str, *words: object) -> Result:
    return CliRunner().invoke(main, ["--database", url, *map(str, words)])


def placed(url: str, calls: Path, *words: object) -> Result:
    output = calls.with_name("placed.csv")
    return run(url, "geocode", "--input", calls, "--column", "where", "--output", output, *words)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_one_place_in_words(url: str) -> None:
    result = run(url, "geocode", "near Larkrise Gdns, Kettering")
    assert result.exit_code == 0
    first, second, third = result.stdout.splitlines()
    point = r"52\.38\d{3}, -0\.7\d{4} \(latitude, longitude\)"
    assert re.fullmatch(rf"Larkrise Gardens, Kettering at {point}, within \d+ m", first)
    assert re.fullmatch(r"Easting 4870\d\d, northing 2772\d\d; street, from csv; confidence 0\.\d\d\.", second)
    assert third == "Found Larkrise Gardens, Kettering."


def test_one_place_as_json_has_the_columns_of_a_file(url: str) -> None:
    result = run(url, "geocode", "Larkrise Gardens, Kettering", "--json")
    document = json.loads(result.stdout)
    assert list(document) == ["text", *LOCATION_COLUMNS, "needs_review"]
    assert (document["status"], document["precision"], document["alternatives"]) == ("matched", "street", [])
    assert (document["matched_name"], document["source"]) == ("Larkrise Gardens, Kettering", "csv")
    assert math.isclose(document["longitude"], -0.7219, abs_tol=1e-5)
    assert math.isclose(document["latitude"], 52.3867, abs_tol=1e-5)
    assert run(url, "geocode", "Larkrise Gardens, Kettering", "--json").stdout == result.stdout


def test_what_could_be_several_places_lists_them(url: str) -> None:
    lines = run(url, "geocode", "Quarrymans Walk").stdout.splitlines()
    assert lines[0] == "Ambiguous."
    assert lines[2] == "It could be:"
    assert {line.partition(" at ")[0][5:] for line in lines[3:]} == {
        "Quarrymans Walk, Corby",
        "Quarrymans Walk, Kettering",
    }
    document = json.loads(run(url, "geocode", "Quarrymans Walk", "--json").stdout)
    assert (document["status"], document["longitude"], document["matched_name"]) == ("ambiguous", None, None)
    assert document["needs_review"] is True
    assert len(document["alternatives"]) == 2


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["Leeds"], "Outside area: Leeds at 53."),
        (["Larkrise", "Gdns,", "Kettering"], "Larkrise Gardens, Kettering at 52."),
        (["-0.7219,52.38666"], "-0.7219,52.38666 at 52.38666, -0.72190 (latitude, longitude), within "),
        (["-0.7219,", "52.38666"], "52.38666 -0.7219 at 52.38666, -0.72190 (latitude, longitude), within "),
        ([""], "Not found."),
        (["\U0001f600\x1b[31m\u202e"], "Not found."),
        (["'; DROP TABLE locations; --"], "Not found."),
        (["x" * 100_000], "Not found."),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_every_text_has_an_answer_that_harms_no_terminal(url: str, words: list[str], first: str) -> None:
    result = run(url, "geocode", *words)
    assert result.exit_code == 0
    assert result.stdout.startswith(first)
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout


@pytest.mark.parametrize("words", [["--", "-0.7,52.4"], ["-0.7,52.4"]], ids=["marked", "not marked"])
def test_a_text_may_begin_with_a_minus_sign(url: str, words: list[str]) -> None:
    assert json.loads(run(url, "geocode", "--json", *words).stdout)["text"] == "-0.7,52.4"


def test_names_from_elsewhere_harm_no_terminal(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Candidate(487_000, 278_000, 50.0, Precision.PLACE, "The \x1b[2JRec", "nominatim", 0.6)

    class Elsewhere:
        def locate(self, text: str) -> Location:
            return Location(text, LocationStatus.MATCHED, f"Found {found.name}.", found, (found,))

    monkeypatch.setattr(geocode, "open_geocoder", lambda *_, **__: Elsewhere())
    lines = run(url, "geocode", "The Rec").stdout.splitlines()
    assert lines[2:5] == ["Found The [2JRec.", "It is not sure: a person should look.", "It could also be:"]
    assert "\x1b" not in "".join(lines)


def test_a_file_comes_back_with_where_its_rows_are(url: str, calls: Path) -> None:
    before = calls.read_bytes()
    result = placed(url, calls)
    assert result.exit_code == 0
    output = calls.with_name("placed.csv")
    assert result.stdout.splitlines() == [
        "4 rows: 1 matched, 1 ambiguous, 1 not found, 1 outside area.",
        "1 row should be looked at: --review lets them wait for a person.",
        f"Written to {output}.",
    ]
    assert result.stderr.splitlines()[-2:] == [
        "Finding the places",
        "line 4: There are no words in it: say where in a few words.",
    ]
    rows = rows_of(output)
    assert [(row["id"], row["status"]) for row in rows] == [
        ("1", "matched"), ("2", "ambiguous"), ("3", "not_found"), ("4", "outside_area"),
    ]  # fmt: skip
    assert (rows[0]["notes"], rows[3]["notes"]) == ("=1+1", "a\nb")
    assert list(rows[0]) == ["id", "where", "notes", *LOCATION_COLUMNS]
    assert calls.read_bytes() == before
    written = output.read_bytes()
    assert placed(url, calls).exit_code == 0
    assert output.read_bytes() == written


def test_the_report_of_a_file_is_one_json_document(url: str, calls: Path) -> None:
    result = placed(url, calls, "--json")
    assert json.loads(result.stdout) == {
        "read": 4, "matched": 1, "ambiguous": 1, "not_found": 1, "outside_area": 1, "needs_review": 1, "asked": None,
        "renamed": {},
        "refused_rows": [{"line": 4, "reason": "There are no words in it: say where in a few words."}],
        "output": str(calls.with_name("placed.csv")),
    }  # fmt: skip


def test_added_columns_may_have_a_prefix(url: str, calls: Path) -> None:
    calls.write_text("where,source\nLeeds,phone\n", encoding="utf-8")
    assert "column source is called input_source" in placed(url, calls).stderr
    assert placed(url, calls, "--prefix", "found_").exit_code == 0
    (row,) = rows_of(calls.with_name("placed.csv"))
    assert (row["source"], row["found_status"]) == ("phone", "outside_area")


def test_long_runs_of_empty_rows_are_named_together(url: str, calls: Path) -> None:
    calls.write_text("id,where\n1,\n2,Leeds\n3,\n4,\n" + "5,Leeds\n" + ",\n" * 1_500, encoding="utf-8")
    lines = placed(url, calls).stderr.splitlines()
    assert [line.partition(":")[0] for line in lines[-4:]] == ["line 2", "line 4", "line 5", "lines 7 to 1506"]


def test_a_question_is_listed_decided_and_found_in_the_next_run(url: str, calls: Path) -> None:
    calls.write_text(
        "id,where\nA7,by the bins on Quarrymans Walk\nA8,BY THE BINS on quarrymans walk\n", encoding="utf-8"
    )
    assert placed(url, calls, "--review", "--reference", "id").stdout.splitlines()[1] == (
        "2 questions for a person: geo-ij locations lists them."
    )
    waiting = json.loads(run(url, "locations", "--json").stdout)["waiting"]
    assert [(one["subject_kind"], one["subject_reference"]) for one in waiting] == [
        ("geocode", "A7"),
        ("geocode", "A8"),
    ]
    names = [choice["name"] for choice in waiting[0]["choices"]]
    chosen = names.index("Quarrymans Walk, Kettering") + 1
    assert run(url, "locations", "decide", waiting[0]["location_id"], "--choice", chosen).exit_code == 0
    placed(url, calls)
    rows = rows_of(calls.with_name("placed.csv"))
    assert [(row["status"], row["matched_name"], row["source"]) for row in rows] == [
        ("matched", "Quarrymans Walk, Kettering", "decisions")
    ] * 2
    document = json.loads(placed(url, calls, "--review", "--reference", "id", "--json").stdout)
    assert (document["matched"], document["needs_review"], document["asked"]) == (2, 0, 0)
    assert run(url, "locations").stdout == "No place waits for a person.\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Give a text, or --input"),
        (["Corby", "--input", "a.csv"], "not both"),
        (["--input", "a.csv"], "give --column (which says where) and --output"),
        (["--input", "a.csv", "--column", "where"], "give --column (which says where) and --output"),
        (["--input", "a.csv", "--output", "b.csv"], "give --column (which says where) and --output"),
        (["--input", "a.csv", "--column", "x", "--output", "b.csv", "--reference", "id"], "--reference goes with"),
        (["Corby", "--column", "where"], "--column goes with --input"),
        (["Corby", "--review"], "--review goes with --input"),
        (["Corby", "--prefix", "x_"], "--prefix goes with --input"),
        (["--revue", "Corby"], "No such option"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_wrong_usage_is_said(tmp_path: Path, words: list[str], says: str) -> None:
    result = run(f"sqlite:///{tmp_path / 'a.sqlite'}", "geocode", *words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "there is no such file"),
        ("", "the file is empty"),
        ("id,place\n1,a\n", "there is no column 'where': it has id, place"),
        ('where\n"a\n', "line 2: not a whole CSV file"),
        ("where\nCaf\xe9\n", "line 2: not UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(
    url: str, tmp_path: Path, content: str | None, says: str
) -> None:
    path = tmp_path / "calls.csv"
    if content is not None:
        path.write_bytes(content.encode("latin-1"))
    result = placed(url, path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"geo-ij: {path}: ")
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not path.with_name("placed.csv").exists()


def test_the_input_is_never_written_over(url: str, calls: Path) -> None:
    before = calls.read_bytes()
    link = calls.with_name("link.csv")
    link.symlink_to(calls)
    for output in (calls, link):
        result = run(url, "geocode", "--input", calls, "--column", "where", "--output", output)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == f"geo-ij: {output}: this is the input itself: give --output another name\n"
    assert calls.read_bytes() == before
    assert link.is_symlink()


def test_real_places_of_the_open_data_are_found(open_data: Path, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'real.sqlite'}"
    assert run(address, "import", "police", open_data / "police" / "northamptonshire-2025.zip").exit_code == 0
    calls = tmp_path / "calls.csv"
    # True points from tests/geocode/labelled_places.csv, which were not taken from the geocoder's answers.
    known = [
        ("nn156dp", 487_070, 277_316, 100),
        ("Spring Rise Park, Kettering", 487_082, 277_283, 500),
        ("jct of Rockingham Rd and Britannia Rd", 486_626, 280_037, 250),
    ]
    calls.write_text("where\n" + "".join(f'"{text}"\n' for text, *_ in known), encoding="utf-8")
    assert placed(address, calls).exit_code == 0
    for row, (text, easting, northing, within) in zip(rows_of(calls.with_name("placed.csv")), known, strict=True):
        assert (row["where"], row["status"]) == (text, "matched")
        assert math.hypot(float(row["easting"]) - easting, float(row["northing"]) - northing) <= within


def geocoded_files_section() -> str:
    page = (DOCS / "reference" / "file-formats.md").read_text()
    return page.partition("## Geocoded files\n")[2].partition("\n## ")[0]


def test_the_page_of_file_formats_lists_the_columns_in_their_order() -> None:
    cells = re.findall(r"^\| (`.*?) \|", geocoded_files_section(), re.MULTILINE)
    assert [name for cell in cells for name in re.findall(r"`(\w+)`", cell)] == list(LOCATION_COLUMNS)


def test_the_example_of_that_page_is_what_comes_out(url: str, calls: Path) -> None:
    example = geocoded_files_section().partition("```csv\n")[2].partition("```")[0]
    calls.write_text("id,where\n1,SP 8701 7853\n", encoding="utf-8")
    assert placed(url, calls).exit_code == 0
    assert calls.with_name("placed.csv").read_text(encoding="utf-8") == example
