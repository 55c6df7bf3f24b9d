"""`geo-ij import open311`: refuses what cannot be asked, before anything is asked."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo_ij.cli import main


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--database", f"sqlite:///{folder / 'a.sqlite'}", "import", "open311", *words])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("https://example.org", "--service", "007"), "007 must look like 007=litter"),
        (("https://example.org", "--service", "007=potholes"), "issues are litter, fly_tipping"),
        (("https://example.org", "--service", "=litter"), "=litter must look like 007=litter"),
        (("https://example.org", "--since", "1999-12-31"), "2000 or later"),
        (("https://example.org", "--since", "yesterday"), "does not match the format"),
        ((), "Missing argument 'URL'"),
    ],
)
def test_wrong_usage_is_said(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    result = run(tmp_path, *words)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.parametrize("url", ["http://open311.example.org/v2", "ftp://example.org", "https://a:b@example.org"])
def test_addresses_that_are_not_asked(tmp_path: Path, url: str) -> None:
    result = run(tmp_path, url)
    assert result.exit_code == 1
    assert result.stderr.startswith("geo-ij: ")
    assert "Traceback" not in result.stderr
