"""Turn the frames of a map into features that its list, its popups and its data files all speak of by one key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo_ij.maps import words
from geo_ij.maps.areas import areas_of
from geo_ij.maps.content import MapContent, day_in_words
from geo_ij.projection import to_degrees
from geo_ij.vocabulary import Audience

DISPLAY_TOLERANCE_M = 2.0
"""How far, in metres, a drawn outline may stray from the true one: half a line's width at street zoom."""

Shapes = npt.NDArray[np.object_]
Kind = Literal["hotspot", "work", "site"]


@dataclass(frozen=True)
class Feature:
    """One thing on the map and in the list.

    `key` names it in both (a hotspot by its rank: "hotspot-3"); `ref` is its own identifier; `number` its rank, or 0
    where it has none; `group` the class or status that its look says, `group_words` the same in words; `reason` says
    why it is there; `areas` are what the filter by area knows; `cells` are further columns of the list (what is shown,
    what is sorted by); `linked` are the keys of what belongs to it; `geometry` is in EPSG:27700.
    """

    key: str
    kind: Kind
    ref: str
    number: int
    name: str
    group: str
    group_words: str
    reason: str
    areas: tuple[str, ...]
    cells: tuple[tuple[str, float | str], ...]
    linked: tuple[str, ...]
    geometry: BaseGeometry


@dataclass(frozen=True)
class Features:
    """All features of one map, each kind in the order of its list."""

    hotspots: tuple[Feature, ...]
    work: tuple[Feature, ...]
    sites: tuple[Feature, ...]

    @property
    def all(self) -> tuple[Feature, ...]:
        """Give every feature."""
        return self.hotspots + self.work + self.sites

    def named(self, key: str) -> Feature:
        """Find a feature by its key."""
        return next(feature for feature in self.all if feature.key == key)


def features_of(content: MapContent) -> Features:
    """Describe everything on the map in words and tie work and sites to their hotspots, both ways."""
    hotspots = _hotspots(content)
    keys = {feature.ref: feature.key for feature in hotspots}
    work = _work(content, keys)
    sites = _sites(content, keys)
    belonging: dict[str, list[str]] = {}
    for feature in work + sites:
        for key in feature.linked:
            belonging.setdefault(key, []).append(feature.key)
    tied = [replace(feature, linked=tuple(belonging.get(feature.key, ()))) for feature in hotspots]
    return Features(hotspots=tuple(tied), work=tuple(work), sites=tuple(sites))


def to_geojson(features: tuple[Feature, ...]) -> bytes:
    """Write features as GeoJSON (EPSG:4326, 5 decimals: for display only), the same bytes for the same features.

    The characters that could end a script element are written as escapes, so that the text may stand inside a page.
    """
    rows = [_geojson_feature(feature) for feature in features]
    return to_json_bytes({"type": "FeatureCollection", "features": rows})


def to_json_bytes(value: object) -> bytes:
    """Write compact JSON that may stand inside an HTML page: no `<`, `>` or `&` as such."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8")


def _geojson_feature(feature: Feature) -> dict[str, Any]:
    shape = feature.geometry
    properties: dict[str, Any] = {
        "key": feature.key,
        "id": feature.ref,
        "name": feature.name,
        "group": feature.group,
        "label": feature.group_words,
        "reason": feature.reason,
    }
    if feature.number:
        properties["rank"] = feature.number
    if feature.linked:
        properties["linked"] = list(feature.linked)
    if not isinstance(shape, shapely.Point):
        (anchor,) = _anchors(np.array([shape], dtype=object))
        properties["at"] = _degrees(shapely.get_coordinates(anchor))[0]
        shape = shape.simplify(DISPLAY_TOLERANCE_M)
    return {"type": "Feature", "properties": properties, "geometry": _geometry(shape)}


def _anchors(shapes: Shapes) -> Shapes:
    """Give the centre of the largest disc inside each polygon: where a number sits best."""
    return np.asarray(shapely.get_point(shapely.maximum_inscribed_circle(shapes, tolerance=5.0), 0), dtype=object)


def _geometry(shape: BaseGeometry) -> dict[str, Any]:
    if isinstance(shape, shapely.Point):
        return {"type": "Point", "coordinates": _degrees(np.array(shape.coords))[0]}
    rings = [shape.exterior, *shape.interiors]  # type: ignore[attr-defined]  # frames hold points and polygons only
    return {"type": "Polygon", "coordinates": [_degrees(np.array(ring.coords)) for ring in rings]}


def _degrees(coordinates: np.ndarray[Any, Any]) -> list[list[float]]:
    longitude, latitude = to_degrees(coordinates[:, 0], coordinates[:, 1])
    return np.round(np.column_stack([longitude, latitude]), 5).tolist()  # type: ignore[no-any-return]


def _records(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    return frame.to_dict("records")  # type: ignore[no-any-return]


def _hotspots(content: MapContent) -> list[Feature]:
    frame = content.hotspots
    points = _anchors(frame.geometry.to_numpy())
    areas = areas_of(points, content.basemap, names=frame["name"])
    public = content.audience is Audience.PUBLIC
    return [
        Feature(
            key=f"hotspot-{int(row['rank'])}",
            kind="hotspot",
            ref=str(row["hotspot_id"]),
            number=int(row["rank"]),
            name=str(row["name"]),
            group=str(row["class"]),
            group_words=words.class_in_words(str(row["class"])),
            reason=words.public_reason(row) if public else words.staff_reason(row),
            areas=areas[index],
            cells=_public_cells(row) if public else _staff_cells(row),
            linked=(),
            geometry=row["geometry"],
        )
        for index, row in enumerate(_records(frame))
    ]


def _public_cells(row: Mapping[str, Any]) -> tuple[tuple[str, float | str], ...]:
    return (
        (words.sentence(row["incidents_in_words"]), float(row["incidents"])),
        (str(row["months_active"]), float(row["months_active"])),
    )


def _staff_cells(row: Mapping[str, Any]) -> tuple[tuple[str, float | str], ...]:
    trend = row["trend"]
    known = trend is not None and trend == trend  # noqa: PLR0124  # NaN is not equal to itself
    return (
        (words.number(row["incidents"]), float(row["incidents"])),
        (str(row["months_active"]), float(row["months_active"])),
        (words.change_in_short(float(trend)) if known else "Not known", float(trend) if known else -1.0),
    )


def _work(content: MapContent, keys: Mapping[str, str]) -> list[Feature]:
    frame = content.work.copy()
    if "day" not in frame:
        frame["day"] = frame["start"].str[:10]
        frame["work_ref"] = frame["work_id"]
    frame = frame.sort_values(["day", "work_ref"], ascending=[False, True], kind="stable")
    areas = areas_of(frame.geometry.to_numpy(), content.basemap)
    return [
        Feature(
            key=f"work-{index}",
            kind="work",
            ref=str(row["work_ref"]),
            number=0,
            name=str(row["place"]),
            group="work",
            group_words="Completed work",
            reason=words.work_reason(row),
            areas=areas[index - 1],
            cells=((day_in_words(str(row["day"])), str(row["day"])[:10]),),
            linked=_linked(row, keys),
            geometry=row["geometry"],
        )
        for index, row in enumerate(_records(frame), start=1)
    ]


def _sites(content: MapContent, keys: Mapping[str, str]) -> list[Feature]:
    if content.sites is None:
        return []
    frame = content.sites
    if "rank" in frame:
        frame = frame.sort_values("rank", kind="stable", na_position="last")
    areas = areas_of(frame.geometry.to_numpy(), content.basemap)
    return [
        Feature(
            key=f"site-{index}",
            kind="site",
            ref=str(row["site_id"]),
            number=_rank(row.get("rank")),
            name=str(row["name"]),
            group=str(row["status"]),
            group_words=words.status_in_words(str(row["status"])),
            reason=words.site_reason(row),
            areas=areas[index - 1],
            cells=((words.status_in_words(str(row["status"])), str(row["status"])),),
            linked=_linked(row, keys),
            geometry=row["geometry"],
        )
        for index, row in enumerate(_records(frame), start=1)
    ]


def _linked(row: Mapping[str, Any], keys: Mapping[str, str]) -> tuple[str, ...]:
    key = keys.get(str(row["hotspot_id"]))
    return () if key is None else (key,)


def _rank(value: Any) -> int:
    return int(value) if value is not None and value == value else 0  # noqa: PLR0124  # NaN is not equal to itself
