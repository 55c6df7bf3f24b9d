"""What the reference pages list is what the program has."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from geo_ij.cli import main
from geo_ij.disclosure.rules import Thresholds
from geo_ij.frames import HOTSPOTS
from geo_ij.hotspots.classes import RULES
from geo_ij.services.publish import thresholds_of
from geo_ij.settings import SETTINGS, read_settings
from geo_ij.sources.cleaning import RULES as CLEANING
from geo_ij.vocabulary import HotspotClass

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def commands(group: click.Group = main, path: str = "geo-ij") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            if found.invoke_without_command:
                yield f"{path} {name}", found
            yield from commands(found, f"{path} {name}")
        else:
            yield f"{path} {name}", found


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_and_option_is_in_the_reference_and_no_other() -> None:
    described = sections((DOCS / "reference" / "commands.md").read_text())
    assert sorted(described) == sorted(path for path, _ in commands())
    for path, command in commands():
        options = {max(option.opts, key=len) for option in command.params if isinstance(option, click.Option)}
        listed = set(re.findall(r"`(--[a-z-]+)", "\n".join(re.findall(r"^- .*$", described[path], re.MULTILINE))))
        assert listed == options - {"--help"}, path


def test_every_command_refuses_json_or_says_it_has_it() -> None:
    without = {path for path, command in commands() if "as_json" not in {option.name for option in command.params}}
    assert without == {"geo-ij serve"}


def test_the_settings_page_is_the_table_in_the_code() -> None:
    rows = re.findall(
        r"^\| `(GEO_IJ_\w+)` \| (.*?) \| (.*) \|$", (DOCS / "reference" / "settings.md").read_text(), re.MULTILINE
    )
    expected = [(s.variable, f"`{s.default}`" if s.default else "(empty)", s.meaning) for s in SETTINGS.values()]
    assert rows == expected


def test_the_hotspot_page_lists_the_columns_in_their_order() -> None:
    text = (DOCS / "reference" / "hotspots.md").read_text()
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == list(HOTSPOTS.columns)


def test_the_classes_are_explained_in_the_order_of_the_rules() -> None:
    text = (DOCS / "explanation" / "hotspots.md").read_text()
    names = "|".join(HotspotClass)
    rows = re.findall(rf"^\| `({names})` \| (.*) \|$", text, re.MULTILINE)
    assert rows == [(name.value, words) for name, words, _ in RULES]


def test_every_reason_for_leaving_a_row_out_is_listed() -> None:
    text = " ".join((DOCS / "reference" / "commands.md").read_text().split()).casefold()
    assert [rule.reason for rule in CLEANING if rule.reason.casefold() not in text] == []


def test_the_thresholds_of_disclosure_are_the_defaults_of_the_settings() -> None:
    assert thresholds_of(read_settings({})) == Thresholds()


@pytest.mark.parametrize("page", sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")]), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []
