"""Give the published hotspots as open data."""

import json
from typing import Any

from flask import Blueprint, Response

from geo_ij.sources.hotspot_files import to_features
from web.frozen import Frozen
from web.public.answers import file
from web.publications import Published

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

blueprint = Blueprint("data", __name__)


@blueprint.get("/api/v1/hotspots")
def hotspots() -> Response:
    """Give the latest frozen snapshot as GeoJSON; without one, a collection without features."""
    return file(("api", "hotspots"), _hotspots)


def _hotspots(published: Published) -> Frozen:
    document: dict[str, Any] = {"type": "FeatureCollection", "licence": LICENCE}
    snapshot = published.snapshot
    if snapshot is not None:
        document |= {
            "as_of": snapshot.as_of,
            "months": snapshot.months,
            "published_on": snapshot.published_on,
            "forces": list(snapshot.forces),
            "synthetic": snapshot.synthetic,
        }
    document["features"] = [] if snapshot is None else to_features(snapshot.hotspots.frame)
    body = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Frozen(body.encode(), "application/geo+json")
