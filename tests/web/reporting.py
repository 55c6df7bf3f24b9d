"""Write reports into the public form as a browser without JavaScript does, with a geocoder that knows four texts."""

import html
import io
import re

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from geo_ij.services.report_ground import Ground
from geo_ij.settings import Settings
from geo_ij.store.database import Database
from tests.services.reports import ground

PAGES = ("photograph", "issue", "where", "place", "details", "activities", "contact")
"""The pages of the form before the answers are shown."""

ANSWERS: dict[str, dict[str, object]] = {
    "issue": {"issues": ["litter", "graffiti"]},
    "where": {"place": "Gold Street", "by": "text"},
    "place": {"choice": "486650-278650"},
    "details": {"description": "Cans by the bench", "how_often": "weekly"},
    "activities": {"activities": ["litter_picking"], "activity_text": "and a bin"},
    "contact": {"reporter_kind": "business"},
}
"""What somebody fills in, page by page, before the answers are shown."""


def know_few_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a geocoder that knows four texts in place of the real one, whose index takes seconds to make."""

    def open_known(database: Database, *, settings: Settings) -> Ground:
        return ground(database, settings=settings)

    monkeypatch.setattr("web.reporting.open_ground", open_known)


def photograph(*, position: tuple[float, float] | None = None, size: tuple[int, int] = (60, 40)) -> bytes:
    """Make a photograph, taken at a place in degrees if one is given."""
    exif = Image.Exif()
    if position is not None:
        longitude, latitude = position
        west = "W" if longitude < 0 else "E"
        exif.get_ifd(0x8825).update({1: "N", 2: (latitude, 0.0, 0.0), 3: west, 4: (abs(longitude), 0.0, 0.0)})
    file = io.BytesIO()
    Image.new("RGB", size, "green").save(file, "JPEG", exif=exif)
    return file.getvalue()


class Form:
    """One report that somebody writes; `base` is its address without the name of a page."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        begun = client.post("/report")
        assert begun.status_code == 303
        self.base, _, first = begun.headers["Location"].rpartition("/")
        assert first == "photograph"

    @property
    def key(self) -> str:
        """Give the key in the address."""
        return self.base.rpartition("/")[2]

    def get(self, page: str) -> TestResponse:
        """Open a page."""
        return self.client.get(f"{self.base}/{page}")

    def words(self, page: str) -> str:
        """Give what a page says, without its elements."""
        return words_of(self.get(page))

    def send(self, page: str, **fields: object) -> TestResponse:
        """Send a page."""
        return self.client.post(f"{self.base}/{page}", data=fields)

    def fill(self, *, until: str = "check", **changes: dict[str, object]) -> None:
        """Answer the pages up to one, with changes by page."""
        for page, fields in ANSWERS.items():
            if page == until:
                return
            answer = self.send(page, **{**fields, **changes.get(page, {})})
            assert answer.status_code == 303, page
            assert "fault" not in answer.headers["Location"], page

    def after(self, page: str, **fields: object) -> str:
        """Send a page and give the name of the one that it leads to, with its query."""
        answer = self.send(page, **fields)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"].removeprefix(f"{self.base}/")


def words_of(answer: TestResponse) -> str:
    """Give what a page says, without its elements."""
    body = re.sub(r"<(script|style).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())
