"""The command for a force's own extract: its report, its refusals, and the example of the documentation."""

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from geo_ij.cli import main
from tests.incident_files import extract_csv, incident, mapping_file
from tests.police_files import DAMAGE, archive, row

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "file-formats.md"

ROWS = [
    incident("2025-01-01", kind="LITTER/DRUGS", category="ENV", Log_No="1"),
    incident("2025-01-31", kind="noise", category="PERS", Log_No="2"),
    incident("2025-02-10", Log_No="3"),
    incident("2025-02-11", kind="ODD", Log_No="4"),
    incident("2025-02-11", kind="ODD", Log_No="5"),
]


def run(folder: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["--database", f"sqlite:///{folder / 'a.sqlite'}", *map(str, arguments)])


def bring(folder: Path, *options: str) -> Result:
    path = extract_csv(folder / "e.csv", ROWS)
    return run(folder, "import", "incidents", path, "--mapping", mapping_file(folder / "m.toml"), *options)


def test_the_report_as_json_has_everything_that_was_kept_and_left_out(tmp_path: Path) -> None:
    result = bring(tmp_path, "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert (document["read"], document["kept"], document["rejected"]) == (5, 3, {"asb_type is not known": 2})
    assert [one["line"] for one in document["rejected_rows"]] == [5, 6]
    assert document["untranslated"] == {"asb_type": {"ODD": 2}}
    assert (document["months"], document["unchanged_months"]) == (["2025-01", "2025-02"], [])
    assert document["part_months"] == [{"month": "2025-02", "first_day": "2025-02-10", "last_day": "2025-02-10"}]
    assert document["types"] == {"littering_drug_paraphernalia": 1, "noise": 1, "rowdy_inconsiderate": 1}
    assert document["qualifiers"] == {"environmental": 1, "nuisance": 1, "personal": 1}
    again = json.loads(bring(tmp_path, "--json").stdout)
    assert again == document | {"unchanged_months": ["2025-01", "2025-02"]}


def test_the_report_in_words_says_what_to_translate_and_what_was_replaced(tmp_path: Path) -> None:
    run(tmp_path, "import", "police", archive(tmp_path / "a.zip", {"2025-01": [row()] * 7}))
    said = bring(tmp_path).stdout
    assert "Kept 3 of 5 incidents." in said
    assert 'Translate these types in the mapping, under [asb_type]: "ODD" (2).' in said
    assert "2025-01: 2 incidents in place of 7." in said
    assert "2025-02: kept, but only from 10 February 2025 to 10 February 2025." in said
    assert "1 littering or drug paraphernalia, 1 noise" in said
    assert "the same as before: nothing changed" in bring(tmp_path).stdout


def test_a_later_archive_says_that_the_extract_stays(tmp_path: Path) -> None:
    bring(tmp_path)
    months = {month: [row(month=month), row(DAMAGE, month=month)] for month in ("2025-01", "2025-02", "2025-03")}
    path = archive(tmp_path / "a.zip", months)
    assert (
        "northamptonshire: kept the force's own extract for 2 months." in run(tmp_path, "import", "police", path).stdout
    )
    document = json.loads(run(tmp_path, "import", "police", path, "--json").stdout)
    assert document["own_extract_months"] == ["2025-01", "2025-02"]
    assert document["streams"] == {"asb": 1, "criminal_damage": 3}


def test_what_cannot_be_used_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = extract_csv(tmp_path / "e.csv", ROWS)
    for mapping, says in (
        (tmp_path / "none.toml", "there is no such file"),
        (mapping_file(tmp_path / "bad.toml", "force = 'x'\n"), "the table [columns] is missing"),
    ):
        result = run(tmp_path, "import", "incidents", path, "--mapping", mapping)
        assert result.exit_code == 1
        assert says in result.stderr
        assert all(line.startswith(("geo-ij: ", "Reading")) for line in result.stderr.splitlines())
    assert run(tmp_path, "import", "incidents", path).exit_code == 2


def test_the_example_of_the_documentation_is_read_whole(tmp_path: Path) -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## A force's own incidents")[2].partition("\n## ")[0]
    mapping, table = re.findall(r"```(?:toml|csv)\n(.*?)```", section, re.DOTALL)
    path = tmp_path / "example.csv"
    path.write_text(table, encoding="utf-8")
    options = ("--mapping", mapping_file(tmp_path / "example.toml", mapping), "--json")
    document = json.loads(run(tmp_path, "import", "incidents", path, *options).stdout)
    assert (document["read"], document["kept"], document["months"]) == (2, 2, ["2025-03"])
    assert document["types"] == {"littering_drug_paraphernalia": 1, "rowdy_inconsiderate": 1}
    assert document["qualifiers"] == {"environmental": 1, "nuisance": 1}
