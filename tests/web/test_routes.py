"""The page that lists the addresses of the service lists exactly those that it has."""

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "routes.md"


def test_the_reference_lists_exactly_the_routes(app: Flask) -> None:
    listed = re.findall(r"^\| `(/[^`]*)` \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(listed) == sorted(rule.rule for rule in app.url_map.iter_rules())
    assert len(listed) == len(set(listed))


def test_every_route_is_read_only(app: Flask) -> None:
    assert {frozenset(rule.methods or ()) for rule in app.url_map.iter_rules()} == {frozenset({"GET", "HEAD"})}


def test_the_examples_of_the_reference_work(filled: FlaskClient) -> None:
    examples = re.findall(r"`(/[a-z-]+\?[^`]*)`", PAGE.read_text(encoding="utf-8"))
    assert len(examples) >= 2
    for example in examples:
        assert filled.get(example).status_code == 200, example
