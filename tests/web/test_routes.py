"""The page that lists the addresses of the service lists exactly those that it has."""

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "routes.md"


def test_the_reference_lists_exactly_the_routes(app: Flask) -> None:
    listed = re.findall(r"^\| `(/[^`]*)` \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(listed) == sorted({rule.rule for rule in app.url_map.iter_rules()})
    assert len(listed) == len(set(listed))


def test_every_route_is_read_only_but_the_forms_of_staff_and_of_reports(app: Flask) -> None:
    read = {"GET", "HEAD"}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(("/staff/", "/report", "/open311/v2/requests")):
            assert set(rule.methods or ()) in (read, read | {"POST"}, {"POST"}), rule.rule
        else:
            assert rule.methods == read, rule.rule


def test_the_reference_says_which_addresses_take_a_form(app: Flask) -> None:
    rows = re.findall(r"^\| `(/[^`]*)` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    said = {address for address, words in rows if "`POST`" in words}
    assert said == {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}


def test_the_examples_of_the_reference_work(filled: FlaskClient) -> None:
    examples = re.findall(r"`(/[a-z-]+\?[^`]*)`", PAGE.read_text(encoding="utf-8"))
    assert len(examples) >= 2
    for example in examples:
        assert filled.get(example).status_code == 200, example
