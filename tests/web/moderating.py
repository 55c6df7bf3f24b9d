"""Open the moderators' pages and send their forms, as a browser does."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

LIST = "/staff/reports"
KNIFE = "There is a man with a knife in the park right now."
MARKED = "Ring 01632 960123 about the bags."
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


def decide(client: FlaskClient, reference: str, step: str, *, query: str = "", **fields: str) -> TestResponse:
    """Open the page of a report and send one of its forms, with the version that the page holds."""
    page = client.get(f"{LIST}/{reference}{query}")
    found = re.search(r'name="version" value="(\d+)"', page.text)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found is not None
    assert token is not None
    form = {"version": found[1], "csrf_token": token[1]} | fields
    return client.post(f"{LIST}/{reference}/{step}{query}", data=form)


def titles(page: TestResponse) -> list[str]:
    """Give the references of a list, in their order."""
    return re.findall(r'<span class="app-nowrap app-quiet">([^<]+)</span>', page.text)
