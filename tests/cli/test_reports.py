"""`geo-ij import reports` and `geo-ij export reports`: one document, exit codes, and round trips by the commands."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo_ij.cli import main
from geo_ij.services import import_reports as service
from tests.services.small_ground import small_ground

HEADING = "reference,received_at,issues,place,contact_email\n"
GOOD = "R1,2026-01-05T09:30,litter,Spring Rise Park,a@example.org\n"


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "open_ground", small_ground)


def run(folder: Path, *arguments: object) -> Result:
    url = f"sqlite:///{folder / 'reports.sqlite'}"
    return CliRunner().invoke(main, ["--database", url, *(str(argument) for argument in arguments)])


def file_of(folder: Path, text: str, *, name: str = "reports.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_several_files_make_one_document_and_the_same_bytes_again(tmp_path: Path) -> None:
    first = file_of(tmp_path, HEADING + GOOD + "R2,2026-01-05T09:30,noise,Spring Rise Park,\n")
    second = file_of(
        tmp_path, '[{"received_at": "2026-01-06", "issues": ["litter"], "place": "The Rec"}]', name="b.json"
    )
    result = run(tmp_path, "import", "reports", first, second, "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert (document["read"], document["kept"], document["new"], document["changed"]) == (3, 2, 2, 0)
    assert document["rejected"] == {"issues is not known": 1}
    assert [(row["where"], row["line"]) for row in document["rejected_rows"]] == [("reports.csv line 3", 3)]
    assert document["references"][0] == "R1"
    assert len(document["references"]) == 2
    again = json.loads(run(tmp_path, "import", "reports", first, second, "--json").stdout)
    assert again == document | {"new": 0}


def test_in_words(tmp_path: Path) -> None:
    path = file_of(tmp_path, HEADING + GOOD + "R2,2026-01-05T09:30,noise,Spring Rise Park,\n")
    lines = run(tmp_path, "import", "reports", path).stdout.splitlines()
    assert lines[0] == "Kept 1 of 2 reports."
    assert lines[1].startswith("Left out line 3: issues is 'noise'")
    assert lines[2] == "1 are new, 0 changed."


def test_out_and_in_again(tmp_path: Path) -> None:
    run(tmp_path, "import", "reports", file_of(tmp_path, HEADING + GOOD))
    out = tmp_path / "out.csv"
    result = run(tmp_path, "export", "reports", "--output", out, "--json")
    assert json.loads(result.stdout) == {"written": 1, "output": str(out), "contacts": False}
    assert "example.org" not in out.read_text(encoding="utf-8")
    assert json.loads(run(tmp_path, "import", "reports", out, "--json").stdout)["changed"] == 0
    assert run(tmp_path, "export", "reports", "--output", out, "--with-contacts").exit_code == 0
    assert "a@example.org" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["not-there.csv", "not-there.eml", "page.csv"])
def test_a_file_that_cannot_be_used_is_refused_with_one_line(tmp_path: Path, name: str) -> None:
    file_of(tmp_path, "<html></html>", name="page.csv")
    good = file_of(tmp_path, HEADING + GOOD)
    result = run(tmp_path, "import", "reports", good, tmp_path / name)
    assert result.exit_code == 1
    faults = [line for line in result.stderr.splitlines() if line.startswith("geo-ij:")]
    assert len(faults) == 1
    assert name in faults[0]
    assert run(tmp_path, "export", "reports", "--output", tmp_path / "out.csv").exit_code == 1


def test_a_command_without_a_file_is_wrong_usage(tmp_path: Path) -> None:
    assert run(tmp_path, "import", "reports").exit_code == 2
    assert run(tmp_path, "export", "reports").exit_code == 2


LETTER = (
    "From: somebody@example.org\nDate: Mon, 5 Jan 2026 09:30:00 +0000\n"
    "Subject: {}\nMessage-ID: <{}@example.org>\n\n{}\n"
)


def test_each_letter_that_waits_is_named_with_why(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    empty = file_of(folder, LETTER.format("", "a", ""), name="letter.eml")
    file_of(folder, "Nothing.", name="notes.docx")
    file_of(folder, "", name=".hidden")
    lines = run(tmp_path, "import", "reports", folder).stdout.splitlines()
    assert lines == [
        "Kept 0 of 1 reports.",
        "1 waits for a moderator: letter.eml, there are no words in it.",
        f"Skipped {folder / 'notes.docx'}: it is no e-mail. Reports in .csv or .json are named by themselves.",
        "0 are new, 0 changed.",
    ]
    separator = "From somebody@example.org Mon Jan  5 09:30:00 2026\n"
    box = file_of(
        tmp_path, separator + LETTER.format("", "b", "") + "\n" + separator + empty.read_text(), name="a.mbox"
    )
    document = json.loads(run(tmp_path, "import", "reports", box, "--json").stdout)
    assert [one["where"] for one in document["waiting"]] == ["a.mbox message 1", "a.mbox message 2"]
    assert document["skipped"] == []


def test_a_file_of_another_kind_is_told_every_kind_that_there_is(tmp_path: Path) -> None:
    result = run(tmp_path, "import", "reports", file_of(tmp_path, "x", name="reports.docx"))
    assert result.exit_code == 1
    for suffix in (".csv", ".json", ".eml", ".mbox"):
        assert suffix in result.stderr
