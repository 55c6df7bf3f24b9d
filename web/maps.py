"""Build the map of a page once for each version of its content, and find its files again by their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from flask import request
from werkzeug.exceptions import BadRequest

from geo_ij.maps.content import MapContent
from geo_ij.maps.features import Feature, features_of
from geo_ij.maps.page import SCRIPT_FILE, STYLE_FILE, MapDocument, build_document, filtered_fragment
from geo_ij.vocabulary import HotspotClass, from_text
from web.assets import MEDIA_TYPES
from web.frozen import Frozen

CHOOSE = "Choose one from the list on the page of the map."


@dataclass(frozen=True)
class PageMap:
    """One map with its list; `areas` are the names that it can be filtered by.

    `places` are its features by their own identifiers (a hotspot's, a site's, a piece of work's reference). `files` are
    those that the fragment asks for, by their names after the prefix.
    """

    content: MapContent
    document: MapDocument
    areas: frozenset[str]
    places: Mapping[str, Feature]
    files: Mapping[str, Frozen]

    def fragment(self, *, area: str | None, hotspot_class: str | None) -> str:
        """Give the map and its list as HTML, with the list filtered."""
        if area is None and hotspot_class is None:
            return self.document.fragment
        return filtered_fragment(self.document, self.content, area=area, hotspot_class=hotspot_class)


def page_map(content: MapContent, *, file_prefix: str) -> PageMap:
    """Build the map of a page; `{version}` in `file_prefix` becomes the version of the map."""
    features = features_of(content)
    document = build_document(content, file_prefix=file_prefix)
    bodies = {SCRIPT_FILE: document.script, STYLE_FILE: document.style, **document.data}
    return PageMap(
        content=content,
        document=document,
        areas=frozenset(area for feature in features.all for area in feature.areas),
        places={feature.ref: feature for feature in features.all},
        files={name: Frozen(body, MEDIA_TYPES[PurePosixPath(name).suffix]) for name, body in bodies.items()},
    )


def filters_asked(shown: PageMap | None) -> tuple[str | None, str | None]:
    """Read the area and the class that the query string asks for; an area must be among those that the map offers.

    Raises BadRequest for another.
    """
    area = request.args.get("area", "").strip() or None
    text = request.args.get("class", "").strip() or None
    hotspot_class = None if text is None else from_text(HotspotClass, text)
    if text is not None and hotspot_class is None:
        raise BadRequest(f"There is no kind of hotspot called “{text[:60]}”. {CHOOSE}")
    # A name that nothing lies in would only fill the cache with empty lists.
    if area is not None and (shown is None or area not in shown.areas):
        raise BadRequest(f"Nothing on the map lies in an area called “{area[:60]}”. {CHOOSE}")
    return area, hotspot_class
