"""Read what online geocoders answer into places in metres, with an uncertainty that the answer itself supports."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from geo_ij.geocode.location import Candidate
from geo_ij.geocode.names import folded_words
from geo_ij.geocode.text import clean
from geo_ij.geocode.words import FEATURES, STREET_TYPES
from geo_ij.projection import GREAT_BRITAIN_DEGREES, GREAT_BRITAIN_METRES, to_metres
from geo_ij.vocabulary import Precision

HIGHEST_CONFIDENCE = 0.6
"""No online answer is surer than this, so that a person looks at every one (location.SURE_ENOUGH)."""

LEAST_UNCERTAINTY_M = {Precision.STREET: 300.0, Precision.JUNCTION: 100.0, Precision.POSTCODE: 100.0}
"""How far off an answer may be at least; a building or stop 50 m.

OpenStreetMap cuts a street into pieces, and the box of an answer is that of one piece.
"""

LARGEST_UNCERTAINTY_M = 20_000.0
"""What reaches farther (a county, a river) is no answer to where something is."""

REACH_M = {
    "city": 15_000.0, "town": 4_000.0, "district": 4_000.0, "suburban area": 2_000.0, "suburb": 2_000.0,
    "village": 2_000.0, "locality": 2_000.0, "hamlet": 1_000.0, "neighbourhood": 1_000.0, "other settlement": 1_000.0,
    "street": 500.0, "named road": 500.0, "park": 350.0, "house": 50.0, "building": 50.0, "bus stop": 50.0,
}  # fmt: skip
"""How far a thing reaches where the answer has no box.

Towns and villages as Nominatim assumes them for what is mapped as a point (its documentation, "Place ranking"); the
rest is a judgement.
"""

_REACH_OF_OTHERS_M = 500.0
_LEAST_OF_OTHERS_M = 50.0
_LONGEST_NAME = 200
_TOO_WIDE = frozenset({"country", "state", "county", "region", "state district", "sea", "tidal water"})
_TYPES = STREET_TYPES | FEATURES


@dataclass(frozen=True)
class Finding:
    """One place that an online geocoder found: the point in metres (EPSG:27700) and how far it reaches from there.

    `importance`, 0 to 1, is how well known the provider says the place is, None where it does not say.
    """

    easting: float
    northing: float
    reach_m: float
    precision: Precision
    name: str
    importance: float | None = None


def candidates(findings: Sequence[Finding], *, asked: str, source: str) -> list[Candidate]:
    """Turn what was found into candidates, surest first; what has another name than the words asked is left out.

    The confidence is 0.6 times the share of the asked words found in the answer's name, times 0.7 to 1 by importance,
    or, where the provider states none, times 1, 0.9, 0.8 ... in the order of its answers.
    """
    found = []
    for place, finding in enumerate(findings):
        share = likeness(asked, finding.name)
        if share <= 0.5:
            continue
        weight = 1 - 0.1 * place if finding.importance is None else 0.7 + 0.3 * finding.importance
        found.append(
            Candidate(
                easting=round(finding.easting, 1),
                northing=round(finding.northing, 1),
                uncertainty_m=round(max(finding.reach_m, _least(finding.precision)), 1),
                precision=finding.precision,
                name=finding.name,
                source=source,
                confidence=round(HIGHEST_CONFIDENCE * share * weight, 3),
            )
        )
    return sorted(found, key=lambda candidate: -candidate.confidence)


def likeness(asked: str, name: str) -> float:
    """Give the share, 0 to 1, of the telling words asked that the name has; 0 where it lacks the first.

    Words for kinds of thing tell nothing, unless there are no others. Geocoders give the town where they do not know
    the street, or the nearest sound-alike: neither is an answer. A word of five letters or more may differ a little.
    """
    words = folded_words(asked.replace(",", " "))
    telling = [word for word in words if word not in _TYPES] or words
    have = folded_words(name.replace(",", " "))
    hits = [any(_alike(word, other) for other in have) for word in telling]
    return sum(hits) / len(hits) if hits and hits[0] else 0.0


def _alike(word: str, other: str) -> bool:
    return word == other or (len(word) > 4 and fuzz.ratio(word, other) >= 80)


def read_nominatim(place: Mapping[str, Any]) -> Finding | None:
    """Read one place of Nominatim's JSON; None where it is not in Great Britain or too wide to be of use."""
    kind, sort = str(place.get("class", "")), str(place.get("type", "")).replace("_", " ")
    box = [float(corner) for corner in place.get("boundingbox", [])]
    south, north, west, east = box if len(box) == 4 else [math.nan] * 4
    return _finding(
        longitude=float(place["lon"]),
        latitude=float(place["lat"]),
        box=(west, south, east, north),
        kind=kind,
        sort=str(place.get("addresstype", "")).replace("_", " ") if sort == "administrative" else sort,
        name=str(place["display_name"]),
        importance=_share(place.get("importance")),
    )


def read_photon(feature: Mapping[str, Any]) -> Finding | None:
    """Read one feature of Photon's GeoJSON; None where it is not in Great Britain or too wide to be of use."""
    properties = feature["properties"]
    if properties.get("countrycode", "GB") != "GB":
        return None
    longitude, latitude = feature["geometry"]["coordinates"][:2]
    box = [float(corner) for corner in properties.get("extent", [])]
    west, north, east, south = box if len(box) == 4 else [math.nan] * 4
    parts = [properties.get(key) for key in ("name", "street", "locality", "district", "city", "county")]
    kind, sort = str(properties.get("osm_key", "")), str(properties.get("osm_value", "")).replace("_", " ")
    return _finding(
        longitude=float(longitude),
        latitude=float(latitude),
        box=(west, south, east, north),
        kind=kind,
        sort=sort if kind in {"place", "highway", "railway"} else str(properties.get("type", sort)),
        name=", ".join(dict.fromkeys(str(part) for part in parts if part)),
    )


def read_os_names(entry: Mapping[str, Any]) -> Finding | None:
    """Read one entry of the OS Names API, in metres (EPSG:27700); None where it is too wide to be of use."""
    easting, northing = float(entry["GEOMETRY_X"]), float(entry["GEOMETRY_Y"])
    west, south, east, north = GREAT_BRITAIN_METRES
    if not (west <= easting <= east and south <= northing <= north):
        return None
    box = [float(entry.get(f"MBR_{corner}", math.nan)) for corner in ("XMIN", "YMIN", "XMAX", "YMAX")]
    sort = str(entry.get("LOCAL_TYPE", "")).replace("_", " ").casefold()
    parts = [entry.get(key) for key in ("NAME1", "POPULATED_PLACE", "DISTRICT_BOROUGH", "COUNTY_UNITARY")]
    kind = "highway" if "road" in sort.split() else str(entry.get("TYPE", ""))
    return _made(
        easting, northing, corners=(box[0::2], box[1::2]), kind=kind, sort=sort,
        name=", ".join(dict.fromkeys(str(part) for part in parts if part)), importance=None,
    )  # fmt: skip


def _finding(
    *, longitude: float, latitude: float, box: tuple[float, ...], kind: str, sort: str, name: str,
    importance: float | None = None,
) -> Finding | None:  # fmt: skip
    """Make a finding of a point and a box in degrees; None outside Great Britain, as when the two are swapped."""
    west, south, east, north = GREAT_BRITAIN_DEGREES
    if not (west <= longitude <= east and south <= latitude <= north):
        return None
    easting, northing = to_metres(longitude, latitude)
    corners = to_metres([box[0], box[2]], [box[1], box[3]])
    return _made(
        float(easting), float(northing), corners=corners, kind=kind, sort=sort, name=name, importance=importance
    )


def _made(
    easting: float, northing: float, *, corners: tuple[Any, Any], kind: str, sort: str, name: str,
    importance: float | None,
) -> Finding | None:  # fmt: skip
    # Names are shown to people: markup has no place in them.
    name = clean(name).replace("\n", " ")[:_LONGEST_NAME]
    # The farthest corner of the box: the point need not be its middle.
    distances = [math.hypot(x - easting, y - northing) for x in corners[0] for y in corners[1]]
    reach = max(distances)
    if not all(map(math.isfinite, distances)):
        reach = REACH_M.get(sort, REACH_M["street"] if kind == "highway" else _REACH_OF_OTHERS_M)
    if not name or sort in _TOO_WIDE or reach > LARGEST_UNCERTAINTY_M:
        return None
    return Finding(easting, northing, reach, _precision(kind, sort), name, importance)


def _precision(kind: str, sort: str) -> Precision:
    if sort in {"bus stop", "platform", "bus station", "tram stop"} or kind == "public_transport":
        return Precision.STOP
    if sort in {"motorway junction", "crossing"}:
        return Precision.JUNCTION
    if sort == "postcode":
        return Precision.POSTCODE
    return Precision.STREET if kind == "highway" or sort == "street" else Precision.PLACE


def _least(precision: Precision) -> float:
    return LEAST_UNCERTAINTY_M.get(precision, _LEAST_OF_OTHERS_M)


def _share(value: Any) -> float:
    """Give an importance between 0 and 1; 0 where there is none."""
    number = float(value or 0)
    return min(max(number, 0.0), 1.0) if math.isfinite(number) else 0.0
