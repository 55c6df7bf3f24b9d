"""Build the map of a page once for each version of its content, and find its files again by their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from geo_ij.maps.content import MapContent
from geo_ij.maps.features import features_of
from geo_ij.maps.page import SCRIPT_FILE, STYLE_FILE, MapDocument, build_document, filtered_fragment
from web.assets import MEDIA_TYPES
from web.frozen import Frozen


@dataclass(frozen=True)
class PageMap:
    """One map with its list; `areas` and `classes` are the values that it can be filtered by.

    `files` are those that the fragment asks for, by their names after the prefix.
    """

    content: MapContent
    document: MapDocument
    areas: frozenset[str]
    classes: frozenset[str]
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
        classes=frozenset(feature.group for feature in features.hotspots),
        files={name: Frozen(body, MEDIA_TYPES[PurePosixPath(name).suffix]) for name, body in bodies.items()},
    )
