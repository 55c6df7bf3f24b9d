"""Give an example of the address of each route, and fill a county with something behind each."""

import re

from flask import Flask

from geo_ij.services.local_names import TypedName, add_local_name
from geo_ij.services.report_photographs import redact_photograph
from geo_ij.settings import Settings
from geo_ij.store.database import Database
from tests.photographed_reports import REFERENCE, add_photographs, add_report
from tests.services.learnt_words import remember_words
from tests.web import small_county
from tests.web.test_local_names import TYPED

PHOTOGRAPH = f"/staff/reports/{REFERENCE}/photographs/1"

EXAMPLES = {
    "<month>": "2025-12",
    "<version>": "0123456789abcdef",
    "/staff/map/<version>/<name>": "/staff/map/0123456789abcdef/hotspots.geojson",
    "/static/<path:name>": "/static/site.css",
    "/places/<path:ref>": "/places/H0TEST",
    "/staff/places/<path:ref>": "/staff/places/H0TEST",
    "/staff/reports/<reference>": f"/staff/reports/{REFERENCE}",
    "/staff/reports/<reference>/<step>": f"/staff/reports/{REFERENCE}/note",
    "/staff/reports/<reference>/photographs/<int:photograph_id>": PHOTOGRAPH,
    "/staff/reports/<reference>/photographs/<int:photograph_id>.jpg": f"{PHOTOGRAPH}.jpg",
    "/staff/reports/<reference>/photographs/<int:photograph_id>-approved.jpg": f"{PHOTOGRAPH}-approved.jpg",
    "/staff/reports/<reference>/photographs/<int:photograph_id>/remove": f"{PHOTOGRAPH}/remove",
    "<path:ref>": "nothing",
    "<any(json, xml):ending>": "json",
    "<code>": "litter",
    "<request_id>": "nothing",
    "<token>": "nothing",
    "<name>": "nothing",
    "<key>": "nothing",
    "<ending>": "csv",
    "<force>": "northamptonshire",
    "<reference>": "spring-rise-park",
    "<int:account_id>": "1",
    "<int:location_id>": "1",
    "<int:photograph_id>": "1",
    "<int:number>": "1",
}
"""What stands in an address for what varies: of what varies by the whole address first."""


def address(route: str) -> str:
    """Give an address of a route."""
    if route in EXAMPLES:
        return EXAMPLES[route]
    return re.sub("<[^>]+>", lambda match: EXAMPLES[match[0]], route)


def taken(app: Flask) -> set[tuple[str, str]]:
    """Give every method and route that the application takes; HEAD is answered as GET is."""
    rules = app.url_map.iter_rules()
    return {(method, rule.rule) for rule in rules for method in (rule.methods or ()) if method != "HEAD"}


def fill(database: Database, *, settings: Settings) -> None:
    """Add what the examples lead to."""
    small_county.fill(database)
    park = TypedName(
        name=TYPED["name"], town=TYPED["town"], longitude=-0.7219, latitude=52.38, uncertainty_m=150, aliases=(),
        note="",
    )  # fmt: skip
    assert add_local_name(database, park, settings=settings).reference == "spring-rise-park"
    add_report(database, "22222-33333", status="received")
    (photograph_id,) = add_photographs(database, add_report(database))
    redact_photograph(database, REFERENCE, photograph_id, version=1, boxes=[])
    assert remember_words(database, settings=settings) == 1
