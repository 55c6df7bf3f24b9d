"""Draw the map with Folium: our own layers, Leaflet alone, every asset local, the same bytes for the same content."""

import re
from dataclasses import dataclass

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from geo_ij.maps import assets
from geo_ij.maps.content import MapContent
from geo_ij.maps.ground import bounds_of
from geo_ij.projection import to_degrees

ATTRIBUTIONS = (
    "Police data: data.police.uk, Open Government Licence v3.0.",
    "Postcodes and areas: Office for National Statistics, Open Government Licence v3.0.",
    "Contains OS data © Crown copyright and database right 2026.",
    "Contains Royal Mail data © Royal Mail copyright and database right 2026.",
    "Place names: GeoNames (CC BY 4.0).",
)
"""The sources whose licences ask to be named wherever the map, or a figure from it, is shown."""

MAP_ID = "map_of_places"
"""The element that Leaflet fills; also the name of the map in the script."""

SMALLEST_ZOOM, LARGEST_ZOOM = 8, 18

GREAT_BRITAIN_VIEW = ((50.0, -6.5), (58.7, 1.8))
"""South-west and north-east corners (latitude, longitude) that are shown when there is nothing else to go by."""

Bounds = tuple[tuple[float, float], tuple[float, float]]


class Ground(JSCSSMixin, Layer):
    """The land, the built-up fabric and the outlines, drawn by `static/basemap.js`."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = new GeoIJ.Ground({
            minZoom: {{ this.smallest_zoom }},
            maxZoom: {{ this.largest_zoom }},
            updateWhenIdle: false
        });
        {% endmacro %}
    """)

    def __init__(self) -> None:
        super().__init__(name="Background", overlay=True, control=False)
        self._name = "Ground"
        self.smallest_zoom, self.largest_zoom = SMALLEST_ZOOM, LARGEST_ZOOM


class Names(JSCSSMixin, Layer):
    """The names of towns, villages, wards and streets, above the hotspots and out of the pointer's way."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = new GeoIJ.Names({
            pane: "names", minZoom: {{ this.smallest_zoom }}, maxZoom: {{ this.largest_zoom }}, updateWhenIdle: false
        });
        {% endmacro %}
    """)

    def __init__(self) -> None:
        super().__init__(name="Place and street names", overlay=True)
        self._name = "Names"
        self.smallest_zoom, self.largest_zoom = SMALLEST_ZOOM, LARGEST_ZOOM


class Places(JSCSSMixin, Layer):
    """Features of one kind that the browser fetches from one data file, with popups of plain text."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = new GeoIJ.Places({{ this.file|tojson }}, {{ this.kind|tojson }});
        {% endmacro %}
    """)

    def __init__(self, name: str, *, file: str, kind: str) -> None:
        super().__init__(name=name, overlay=True)
        self._name = "Places"
        self.file = file
        self.kind = kind


class ListTie(JSCSSMixin):
    """The line that ties the map to the list beside it, once every layer is made."""

    _template = Template("""
        {% macro script(this, kwargs) %}
        GeoIJ.start({{ this.map.get_name() }}, [
            {%- for layer in this.layers %}{{ layer.get_name() }}{% if not loop.last %}, {% endif %}{% endfor -%}
        ], {{ this.control.get_name() }});
        {% endmacro %}
    """)

    def __init__(self, map_: folium.Map, layers: list[Places], control: folium.LayerControl) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Folium's
        self._name = "ListTie"
        self.map = map_
        self.layers = layers
        self.control = control


class LocalMap(folium.Map):
    """Folium's map with Leaflet and our own scripts from our own folder, and nothing else."""


@dataclass(frozen=True)
class Drawing:
    """What Folium made: the element to fill, the script that fills it, and the files that it needs, in order."""

    html: str
    script: str
    script_files: tuple[str, ...]
    style_files: tuple[str, ...]


def draw(content: MapContent) -> Drawing:
    """Draw the content's map with Folium and take it apart into element, script and files."""
    shown = _map(content)
    figure = shown.get_root()
    if not isinstance(figure, Figure):  # pragma: no cover  # Folium promises one
        raise TypeError("Folium gave a map without a figure")
    figure.render()
    links = list(figure.header._children.values())  # Folium has no other way to ask
    return Drawing(
        html=f'<div class="folium-map map-canvas" id="{shown.get_name()}"></div>',
        script=_tidy(figure.script.render()),
        script_files=tuple(assets.asset_name(link.url) for link in links if isinstance(link, JavascriptLink)),
        style_files=tuple(assets.asset_name(link.url) for link in links if isinstance(link, CssLink)),
    )


def view_of(content: MapContent) -> Bounds:
    """Give the corners (latitude, longitude) of what the map opens on: the area, else the hotspots."""
    bounds = bounds_of(content.basemap)
    if bounds is None and not content.hotspots.empty:
        west, south, east, north = (float(value) for value in content.hotspots.total_bounds)
        bounds = west, south, east, north
    if bounds is None:
        return GREAT_BRITAIN_VIEW
    longitude, latitude = to_degrees([bounds[0], bounds[2]], [bounds[1], bounds[3]])
    return (
        (round(float(latitude[0]), 4), round(float(longitude[0]), 4)),
        (round(float(latitude[1]), 4), round(float(longitude[1]), 4)),
    )


def _map(content: MapContent) -> LocalMap:
    (south, west), (north, east) = view_of(content)
    shown = LocalMap(
        location=(round((south + north) / 2, 4), round((west + east) / 2, 4)),
        tiles=None,
        zoom_start=10,
        control_scale=True,
        attributionControl=False,
        zoomSnap=0.25,
        zoom_control="bottomright",
        minZoom=SMALLEST_ZOOM,
        maxZoom=LARGEST_ZOOM,
        maxBounds=[
            [round(south - 0.4, 4), round(west - 0.6, 4)],
            [round(north + 0.4, 4), round(east + 0.6, 4)],
        ],
    )
    shown.default_js = [(name, assets.asset_url(name)) for name in (assets.LEAFLET_SCRIPT, *assets.OWN_SCRIPTS)]
    shown.default_css = [(assets.LEAFLET_STYLE, assets.asset_url(assets.LEAFLET_STYLE))]
    shown._name, shown._id = "map", MAP_ID.removeprefix("map_")  # Folium's own would be random
    places = [
        Places("Hotspots", file="hotspots.geojson", kind="hotspot"),
        Places("Completed work", file="work.geojson", kind="work"),
    ]
    if content.sites is not None:
        places.append(Places("Sites", file="sites.geojson", kind="site"))
    control = folium.LayerControl(collapsed=True)
    parts: list[Element] = [Ground(), *places, Names(), control]
    for number, part in enumerate(parts):
        part._id = str(number)  # Folium's own would be random
        shown.add_child(part)
    tie = ListTie(shown, places, control)
    shown.add_child(tie)
    return shown


def _tidy(script: str) -> str:
    """Drop the indentation and empty lines of Folium's templates and keep its variables out of the page's."""
    lines = [line.strip() for line in script.splitlines()]
    body = re.sub(r"\n{2,}", "\n", "\n".join(line for line in lines if line))
    return f'(function () {{\n"use strict";\n{body}\n}})();\n'
