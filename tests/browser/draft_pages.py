"""Put two reports into a database that somebody is writing, one of them sent, and name the pages of both."""

import datetime as dt
import hashlib
import json

from geo_ij.services.report_answers import Answers, PlacedPoint, PointBy, to_text
from geo_ij.store import draft_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import Activity, HowOften, Issue

WRITTEN, SENT = "w" * 32, "s" * 32
"""The keys in the addresses of the two."""

STEPS = ("photograph", "issue", "where", "place", "details", "activities", "contact", "check")

PAGES = {f"/report/draft/<key>/{step}": (f"/report/draft/{WRITTEN}/{step}",) for step in STEPS}
PAGES["/report/draft/<key>/sent"] = (f"/report/draft/{SENT}/sent",)
"""The pages of the form by their routes, with an example of each."""

NO_PAGES = {
    "/report/draft/<key>/photograph/<int:number>.jpg": "a picture",
    "/report/draft/<key>/similar": "opens only where others reported the same: see test_report_form.py",
    "/report/map/<version>/basemap.json": "what the map of the form loads",
}
"""The other routes of the form that answer GET, and why they are no pages of their own."""

ANSWERS = Answers(
    issues=(Issue.LITTER, Issue.GRAFFITI),
    place_text="NN16 8JN",
    point=PlacedPoint(-0.7274, 52.3986, 35.2, PointBy.MATCH, "NN16 8JN"),
    description="A man with a knife stands beside the bins",
    how_often=HowOften.WEEKLY,
    activities=(Activity.LITTER_PICKING,),
    contact_email="resident@example.org",
)


def add_drafts(database: Database) -> None:
    """Begin both."""
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    sent = json.dumps({"alarms": ["danger_now"], "is_told": True})
    with database.write(content=False) as connection:
        for key, answers, reference in ((WRITTEN, to_text(ANSWERS), None), (SENT, sent, "22222-55555")):
            key_hash = hashlib.sha256(key.encode()).hexdigest()
            draft_rows.add_draft(connection, key_hash, at=at)
            draft_rows.change_draft(connection, key_hash, answers=answers, at=at, sent_as=reference)
