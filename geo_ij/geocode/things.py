"""Make one thing of all that gazetteers say of it: one street in one town, both stops of a pair, a park twice named."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo_ij.geocode.index import Entry, Index
from geo_ij.geocode.mention import Mention
from geo_ij.geocode.names import name_of
from geo_ij.geocode.rows_of_words import is_road_number
from geo_ij.geocode.streets import LINK_IN_TOWN_M, LINK_TO_A_TOWN_M, circle_centres
from geo_ij.geocode.uncertainty import NUMBERED_ROAD_M, entry_uncertainty, street_uncertainty
from geo_ij.vocabulary import EntryKind, GazetteerFormat

NEAR_M = 400.0
"""Things of one name at most this far apart, edge to edge, are one thing."""

SETTLEMENTS_APART_M = 3_500.0
"""Towns and villages of one name at most this far apart are one, placed differently by two gazetteers."""

MOST_THINGS = 200
"""Things of one name that are looked at; "High Street" has thousands in the country."""


@dataclass(frozen=True)
class Thing:
    """Something that a mention may mean: its kind, what to call it, where it is, and all its recorded points."""

    mention: Mention
    kind: EntryKind
    label: str
    locality: str | None
    easting: float
    northing: float
    extent_m: float
    source: str
    weight: float
    name_ids: frozenset[int]
    street_ids: frozenset[int]
    points: npt.NDArray[np.float64]
    stops_known: bool = False
    has_stops: bool = False

    @property
    def full_name(self) -> str:
        """Give the name with its town, unless the name says it."""
        if self.locality and self.locality.casefold() not in self.label.casefold():
            return f"{self.label}, {self.locality}"
        return self.label

    @cached_property
    def uncertainty_m(self) -> float:
        """Give the radius that holds the place meant if this thing is meant."""
        if self.kind is not EntryKind.STREET:
            return entry_uncertainty(self.kind, self.extent_m)
        if is_road_number(name_of(self.label).core):
            return NUMBERED_ROAD_M + self.extent_m
        return street_uncertainty(
            self.extent_m,
            street_type=name_of(self.label).type,
            points=len(self.points),
            leads_to_town=self.weight > 0,
            stops_known=self.stops_known,
            has_stops=self.has_stops,
        )

    def distance_to(self, easting: float, northing: float) -> float:
        """Give the distance from its middle to a point."""
        return math.hypot(self.easting - easting, self.northing - northing)


def things_of(mention: Mention, index: Index) -> list[Thing]:
    """Give the things that a mention may mean; entries of one sort and name that touch are one."""
    entries = mention.entries[:MOST_THINGS]
    if not entries:
        return []
    points = index.points(entry.entry_id for entry in entries if entry.kind is EntryKind.STREET)
    if len(entries) == 1:
        return [_thing(mention, entries, points, stops_known=index.knows_stops)]
    return [_thing(mention, group, points, stops_known=index.knows_stops) for group in _groups(entries)]


def _groups(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Gather the entries that are one thing, in the order of their first entries."""
    pairs = [
        (here, there)
        for here, there in zip(*np.nonzero(_near_each_other(entries)), strict=True)
        if here < there and _is_same(entries[here], entries[there])
    ]
    here, there = np.array(pairs, dtype=int).reshape(-1, 2).T
    graph = coo_array((np.ones(len(pairs), dtype=bool), (here, there)), shape=(len(entries), len(entries)))
    groups: dict[int, list[Entry]] = {}
    for entry, group in zip(entries, connected_components(graph, directed=False)[1].tolist(), strict=True):
        groups.setdefault(group, []).append(entry)
    return list(groups.values())


def _near_each_other(entries: Sequence[Entry]) -> npt.NDArray[np.bool_]:
    """Say for every two entries whether they are near enough to be one thing, whatever their kinds."""
    figures = np.array([(entry.easting, entry.northing, entry.extent_m) for entry in entries])
    apart = np.hypot(figures[:, None, 0] - figures[:, 0], figures[:, None, 1] - figures[:, 1])
    return np.asarray(apart <= figures[:, None, 2] + figures[:, 2] + LINK_TO_A_TOWN_M)


def _is_same(one: Entry, other: Entry) -> bool:
    if _sort(one.kind) != _sort(other.kind):
        return False
    apart = math.hypot(one.easting - other.easting, one.northing - other.northing)
    if one.kind is EntryKind.SETTLEMENT:
        return apart <= SETTLEMENTS_APART_M
    if one.kind is EntryKind.STREET:
        if one.name_id != other.name_id:
            return False
        if one.locality is not None and one.locality == other.locality:
            reach = LINK_TO_A_TOWN_M if one.weight and other.weight else LINK_IN_TOWN_M
            return apart - one.extent_m - other.extent_m <= reach
    return apart - one.extent_m - other.extent_m <= NEAR_M


def _sort(kind: EntryKind) -> str:
    """Say what may be one thing: a park may be listed as open space and as a local place."""
    return "place" if kind in {EntryKind.OPEN_SPACE, EntryKind.LOCAL_PLACE} else kind.value


def _thing(
    mention: Mention, group: Sequence[Entry], points_of: dict[int, list[tuple[float, float]]], *, stops_known: bool
) -> Thing:
    ordered = sorted(group, key=lambda entry: (entry.place, entry.entry_id))
    first = ordered[0]
    points = np.array([point for entry in ordered for point in points_of.get(entry.entry_id, [])]).reshape(-1, 2)
    if first.kind is EntryKind.STREET:
        easting, northing, extent = _circle(ordered, points)
    elif first.kind is EntryKind.STOP:
        easting, northing, extent = _circle(ordered, np.array([(e.easting, e.northing) for e in ordered]))
    else:
        # The finest description stands: a hand-kept place above a town of the same name.
        best = min(ordered, key=lambda entry: entry.extent_m if entry.extent_m > 0 else math.inf)
        if first.kind is EntryKind.SETTLEMENT:
            best = max(ordered, key=lambda entry: (entry.weight > 0, entry.extent_m))
        easting, northing, extent = best.easting, best.northing, best.extent_m
    if not len(points):
        points = np.array([(entry.easting, entry.northing) for entry in ordered])
    return Thing(
        mention=mention,
        kind=first.kind,
        label=first.label,
        locality=next((entry.locality for entry in ordered if entry.locality), None),
        easting=easting,
        northing=northing,
        extent_m=extent,
        source=", ".join(dict.fromkeys(entry.layer for entry in ordered)),
        weight=max(entry.weight for entry in ordered),
        name_ids=frozenset(entry.name_id for entry in ordered),
        street_ids=frozenset(entry.street_id for entry in ordered if entry.street_id is not None),
        points=points,
        stops_known=stops_known,
        has_stops=any(entry.layer == GazetteerFormat.NAPTAN.value for entry in ordered),
    )


def _circle(entries: Sequence[Entry], points: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """Give the smallest circle that holds the points, or that of the widest entry where none has points."""
    if not len(points):
        widest = max(entries, key=lambda entry: entry.extent_m)
        return widest.easting, widest.northing, widest.extent_m
    if len(points) == 1:
        return float(points[0, 0]), float(points[0, 1]), 0.0
    shape = shapely.multipoints(points)
    easting, northing = circle_centres(np.array([shape], dtype=object))[0]
    return float(easting), float(northing), float(shapely.minimum_bounding_radius(shape))


def nearest_points(one: Thing, other: Thing) -> tuple[float, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give the least distance between recorded points of two things, and the two points."""
    found = cKDTree(other.points).query(one.points)
    distances, nearest = np.atleast_1d(found[0]), np.atleast_1d(found[1])
    best = int(np.argmin(distances))
    return float(distances[best]), one.points[best], other.points[int(nearest[best])]
