"""Hold what may be shown to anyone, in types that only this package can make.

Public pages, maps and files take a `PublicSnapshot` and `PublicWork`, never an internal frame, so that mypy refuses a
view that would show one.
"""

from dataclasses import InitVar, dataclass

import geopandas as gpd
import pandas as pd

from geo_ij.errors import DisclosureError
from geo_ij.frames import Shape, check

PUBLIC_HOTSPOTS = Shape(
    "public hotspots",
    {
        "hotspot_id": "text",
        "rank": "integer",
        "name": "text",
        "class": "text",
        "incidents": "integer",
        "incidents_in_words": "text",
        "months_active": "integer",
        "trend_in_words": "text",
        "area_ha": "number",
        "ward": "text",
        "council": "text",
    },
    may_be_null=frozenset({"ward", "council"}),
    geometry="Polygon",
)
"""Hotspots that may be published: `incidents` is rounded to 5, `area_ha` to 0.1; no score, no exact count."""

PUBLIC_WORK = Shape(
    "public work",
    {
        "work_ref": "text",
        "place": "text",
        "day": "text",
        "hours": "number",
        "activities": "text",
        "bags": "number",
        "area_m2": "number",
        "partners": "text",
        "hotspot_id": "text",
    },
    may_be_null=frozenset({"bags", "area_m2", "partners", "hotspot_id"}),
    geometry="Point",
)
"""Completed work that may be published; `hotspot_id` is the published hotspot that it lies in or near, or null."""

_MADE_HERE = object()


class _PublicFrame:
    """A frame that went through the rules; only this package holds the key to make one."""

    shape: Shape

    def __init__(self, frame: gpd.GeoDataFrame, key: object) -> None:
        if key is not _MADE_HERE:
            raise DisclosureError("a public frame is made by the rules of disclosure, not by hand")
        check(frame, self.shape)
        # Whatever else the frame carries stays behind.
        self._frame = frame[[*self.shape.columns, "geometry"]].reset_index(drop=True)

    @property
    def frame(self) -> gpd.GeoDataFrame:
        """Give a copy of the rows, with exactly the columns of the shape and the geometry in EPSG:27700."""
        return self._frame.copy()

    def __len__(self) -> int:
        return len(self._frame)


class PublicHotspots(_PublicFrame):
    """Hotspots that anyone may see."""

    shape = PUBLIC_HOTSPOTS


class PublicWork(_PublicFrame):
    """Completed work that anyone may see."""

    shape = PUBLIC_WORK


@dataclass(frozen=True)
class PublicQuality:
    """How good the hotspots were: so many best ones, found from figures up to `known_to`, on what followed.

    They held `held_percent` (whole) of the incidents of `tested_from` to `tested_to` (months as "2025-12") on
    `ground_percent` (two significant digits) of the area. `area_known` is False where that is the ground between the
    outermost incidents.
    """

    places: int
    held_percent: int
    ground_percent: float
    area_known: bool
    known_to: str
    tested_from: str
    tested_to: str
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        if key is not _MADE_HERE:
            raise DisclosureError("a public figure is made by the rules of disclosure, not by hand")


@dataclass(frozen=True)
class PublicSnapshot:
    """The public figures about incidents for one month, frozen: `as_of` and `published_on` are "2025-12" and a date.

    `streets` (frames.STREET_LABELS) are the names that the map writes under them, frozen too: a name that appeared
    later would tell of a month that is not published. `quality` is None where it cannot be told or may not be.
    """

    as_of: str
    months: int
    published_on: str
    forces: tuple[str, ...]
    synthetic: bool
    hotspots: PublicHotspots
    streets: pd.DataFrame
    quality: PublicQuality | None = None
