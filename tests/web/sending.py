"""Open a page with a form, send the form as a browser does, and read what the page says is wrong."""

import html
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.people import token_of


def send(
    client: FlaskClient, path: str, *, page: str | None = None, base_url: str | None = None, **fields: Any
) -> TestResponse:
    """Open the page that has the form (that of `path` itself unless `page` says otherwise) and send it."""
    token = token_of(client, page or path, base_url=base_url)
    headers = {"Referer": f"{base_url}{page or path}"} if base_url else {}
    return client.post(path, data=fields | {"csrf_token": token}, base_url=base_url, headers=headers)


def faults_of(page: TestResponse) -> dict[str, str]:
    """Give the faults that the summary at the top of a refused form lists, by the field that each leads to.

    Each of these fields must be there to go to, and the title must say that something is wrong.
    """
    assert page.status_code == 422, page.text
    assert "<title>Error: " in page.text
    summary = page.text.partition('class="govuk-error-summary')[2].partition("</ul>")[0]
    faults = {field: html.unescape(said) for field, said in re.findall(r'<a href="#([\w-]+)">([^<]*)</a>', summary)}
    for field in faults:
        assert f'id="{field}"' in page.text, field
    return faults


def words_of(page: TestResponse) -> str:
    """Give what a page says in its main part, without tags and with single spaces."""
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())
