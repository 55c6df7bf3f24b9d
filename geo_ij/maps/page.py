"""Put the map and its list together: parts for a web page under a strict policy, or one file that needs no network."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from geo_ij.maps import assets
from geo_ij.maps.content import MapContent
from geo_ij.maps.features import Features, features_of, to_geojson
from geo_ij.maps.ground import to_basemap_json
from geo_ij.maps.layers import ATTRIBUTIONS, draw, view_of
from geo_ij.maps.listing import legend_html, list_html, render, render_list
from geo_ij.vocabulary import Audience

__all__ = [
    "SCRIPT_FILE",
    "STYLE_FILE",
    "MapDocument",
    "build_document",
    "filtered_fragment",
    "list_html",
    "standalone_html",
]

SCRIPT_FILE = "map.js"
STYLE_FILE = "map.css"
"""The names, after the file prefix, under which the fragment asks for the script and the style."""

PUBLIC_LEAD = "Anyone may read this map and pass it on."
STAFF_LEAD = "For staff only: do not pass it on."

PUBLIC_METHOD = (
    "It shows places where recorded anti-social behaviour clusters, found from the open figures of data.police.uk.",
    "Those figures move every incident to a nearby point on a street. Single incidents are never shown.",
    "The figures are frozen once a month, at least a month in arrears.",
    "Completed work is shown once it has been approved. Nothing is shown about the people who did it.",
)
STAFF_METHOD = (
    "It shows places where recorded anti-social behaviour clusters, with exact counts: it is for staff only.",
    "Open police figures move every incident to a nearby point on a street. Single incidents are never shown.",
    "Sites and completed work are linked to the hotspot that they lie in or within 100 metres of.",
)


@dataclass(frozen=True)
class MapDocument:
    """The parts of a map page, all bytes fixed by the content.

    `fragment` is the map and list: it holds no inline script or style and names every file it needs, that is
    `<file_prefix>map.css` and `map.js` (`style` and `script`), what `data` holds under the same prefix, and static
    files under `assets.STATIC_PREFIX`. `version` changes whenever any of it does.
    """

    fragment: str
    script: bytes
    style: bytes
    data: Mapping[str, bytes]
    version: str


def build_document(content: MapContent, *, file_prefix: str) -> MapDocument:
    """Build the parts of a map page; `{version}` in `file_prefix` becomes the version."""
    features = features_of(content)
    drawing = draw(content)
    script = drawing.script.encode("utf-8")
    style = assets.read_asset("map.css")
    data = _data(content, features)
    lists = render_list(content, features, area=None, hotspot_class=None)
    parts = [drawing.html, lists, script.decode(), *drawing.script_files, *drawing.style_files]
    version = _version([*(part.encode() for part in parts), style, *data.values()])
    prefix = file_prefix.replace("{version}", version)
    fragment = _fragment(
        content,
        features,
        canvas=drawing.html,
        lists=lists,
        file_prefix=prefix,
        styles=[*map(assets.asset_url, drawing.style_files), prefix + STYLE_FILE],
        scripts=[*map(assets.asset_url, drawing.script_files), prefix + SCRIPT_FILE],
        modules=[assets.asset_url(assets.SORT_MODULE)],
    )
    return MapDocument(fragment=fragment, script=script, style=style, data=data, version=version)


def filtered_fragment(
    document: MapDocument, content: MapContent, *, area: str | None, hotspot_class: str | None
) -> str:
    """Give the document's fragment with its list filtered, for readers without JavaScript."""
    whole = list_html(content, area=None, hotspot_class=None)
    return document.fragment.replace(whole, list_html(content, area=area, hotspot_class=hotspot_class))


def standalone_html(content: MapContent) -> bytes:
    """Write the map as one file: it opens from a memory stick, and its own policy forbids every request."""
    features = features_of(content)
    drawing = draw(content)
    scripts = [*map(assets.inline_script, drawing.script_files), drawing.script]
    module = assets.inline_sorting()
    styles = [
        *map(assets.inline_style, drawing.style_files),
        assets.inline_style("standalone.css"),
        assets.inline_style("map.css"),
    ]
    for text in (*scripts, module, *styles):
        if "</script" in text.lower() or "</style" in text.lower():  # pragma: no cover  # our own files
            raise ValueError("a script or style of the map would end its own element")
    fragment = _fragment(
        content,
        features,
        canvas=drawing.html,
        lists=render_list(content, features, area=None, hotspot_class=None),
        file_prefix="",
        styles=[],
        scripts=[],
        modules=[],
    )
    public = content.audience is Audience.PUBLIC
    return render(
        "standalone.html",
        policy=_policy([*scripts, module], styles),
        title=content.title,
        heading="Hotspots and completed work" if public else "Hotspots, sites and completed work",
        lead=f"{content.period}. " + (PUBLIC_LEAD if public else STAFF_LEAD),
        period=content.period,
        synthetic=content.synthetic,
        styles=styles,
        fragment=fragment,
        data=[(name.partition(".")[0], text.decode("utf-8")) for name, text in _data(content, features).items()],
        scripts=scripts,
        module=module,
        method=[*(PUBLIC_METHOD if public else STAFF_METHOD), *content.rules],
    ).encode("utf-8")


def _fragment(
    content: MapContent,
    features: Features,
    *,
    canvas: str,
    lists: str,
    file_prefix: str,
    styles: list[str],
    scripts: list[str],
    modules: list[str],
) -> str:
    return render(
        "fragment.html",
        canvas=canvas,
        lists=lists,
        legend=legend_html(features),
        bounds=[list(corner) for corner in view_of(content)],
        note="Incidents are never shown as points. Street names appear when you zoom in.",
        attribution=" ".join([*ATTRIBUTIONS, "Drawn with Leaflet."]),
        file_prefix=file_prefix,
        styles=styles,
        scripts=scripts,
        modules=modules,
    )


def _data(content: MapContent, features: Features) -> dict[str, bytes]:
    data = {"hotspots.geojson": to_geojson(features.hotspots), "work.geojson": to_geojson(features.work)}
    if content.sites is not None:
        data["sites.geojson"] = to_geojson(features.sites)
    data["basemap.json"] = to_basemap_json(content.basemap)
    return data


def _policy(scripts: list[str], styles: list[str]) -> str:
    """Allow exactly the scripts and styles that stand in the file, by their hashes, and nothing from anywhere else."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src " + " ".join(map(_hash_source, scripts)),
            "style-src " + " ".join(map(_hash_source, styles)),
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _hash_source(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _version(parts: list[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()[:16]
