"""Gather what one map shows, for one audience; what is for the public gets in through public types only."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo_ij.disclosure.public import PUBLIC_HOTSPOTS, PUBLIC_WORK, PublicSnapshot, PublicWork
from geo_ij.errors import DisclosureError
from geo_ij.frames import HOTSPOTS, SITES, STREET_LABELS, WORK, check, month_number
from geo_ij.projection import NATIONAL_GRID_CRS
from geo_ij.ranking.nearness import nearest_hotspots
from geo_ij.vocabulary import Audience

_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True)
class Basemap:
    """What lies beneath: everything by which a reader without a tile server knows where they are.

    `outlines` has name, kind and polygons (EPSG:27700); `places` has name, easting, northing and population;
    `postcodes` is (n, 2) eastings and northings; `streets` has the shape `frames.STREET_LABELS`.
    """

    outlines: gpd.GeoDataFrame
    places: pd.DataFrame
    postcodes: npt.NDArray[np.float64]
    streets: pd.DataFrame


@dataclass(frozen=True)
class MapContent:
    """All that one map and its list show; `period` is in words ("January to December 2025").

    `stories_at` is the address under which each hotspot and piece of work has a page of its own, or empty.
    `periods` are the months a reader may choose between (value, words), `month` the one chosen, and
    `rules` are sentences that say what is shown and what is not; all may be empty. `left_out` is how many hotspots are
    not on the map because there are not enough data on them, and `whole_list_at` the address of a list that has them.
    Public content takes exactly the public columns and no sites: anything else is refused.
    """

    audience: Audience
    title: str
    period: str
    synthetic: bool
    hotspots: gpd.GeoDataFrame
    work: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame | None
    basemap: Basemap
    periods: tuple[tuple[str, str], ...] = ()
    month: str = ""
    rules: tuple[str, ...] = ()
    stories_at: str = ""
    left_out: int = 0
    whole_list_at: str = ""

    def __post_init__(self) -> None:
        if self.audience is not Audience.PUBLIC:
            return
        faults = [] if self.sites is None else ["a public map shows no sites"]
        for frame, shape, own in (
            (self.hotspots, PUBLIC_HOTSPOTS, {"months"}),
            (self.work, PUBLIC_WORK, set[str]()),
        ):
            extra = set(frame.columns) - set(shape.columns) - own - {"geometry"}
            faults += [f"a public map shows no column {name!r}" for name in sorted(extra)]
        if faults:
            raise DisclosureError(faults)


def public_content(
    snapshot: PublicSnapshot,
    work: PublicWork,
    basemap: Basemap,
    *,
    title: str,
    periods: Sequence[tuple[str, str]] = (),
    rules: Sequence[str] = (),
) -> MapContent:
    """Gather what anyone may see: a frozen snapshot of the hotspots and the published work."""
    hotspots = snapshot.hotspots.frame
    hotspots["months"] = snapshot.months
    return MapContent(
        audience=Audience.PUBLIC,
        title=title,
        period=period_in_words(snapshot.as_of, snapshot.months),
        synthetic=snapshot.synthetic,
        hotspots=hotspots,
        work=work.frame,
        sites=None,
        basemap=basemap,
        periods=tuple(periods),
        month=snapshot.as_of,
        rules=tuple(rules),
    )


def staff_content(
    hotspots: gpd.GeoDataFrame,
    work: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    basemap: Basemap,
    *,
    title: str,
    synthetic: bool = False,
    period: str | None = None,
    left_out: int = 0,
) -> MapContent:
    """Gather what staff see: exact figures, every piece of completed work, and the sites.

    The frames have the shapes `HOTSPOTS`, `WORK` and `SITES`; sites may also carry rank, score and reasons (a list of
    sentences). Sites and work get a column `hotspot_id`: the hotspot that they lie in or near, or null.
    """
    check(hotspots, HOTSPOTS)
    check(work, WORK)
    check(sites, SITES)
    if period is None:
        first = None if hotspots.empty else hotspots.iloc[0]
        period = "" if first is None else period_in_words(str(first["as_of"]), int(first["months"]))
    return MapContent(
        audience=Audience.STAFF,
        title=title,
        period=period,
        synthetic=synthetic,
        hotspots=hotspots.sort_values("rank", kind="stable").reset_index(drop=True),
        work=_linked(work, hotspots),
        sites=_linked(sites, hotspots),
        basemap=basemap,
        left_out=left_out,
    )


def period_in_words(as_of: str, months: int) -> str:
    """Say which months a figure covers: ("2025-12", 12) is "January to December 2025"."""
    last = month_number(as_of)
    first = last - months + 1
    end = f"{_MONTH_NAMES[last % 12]} {last // 12}"
    if months <= 1:
        return end
    year = "" if first // 12 == last // 12 else f" {first // 12}"
    return f"{_MONTH_NAMES[first % 12]}{year} to {end}"


def day_in_words(day: str) -> str:
    """Say an ISO date or instant as people write it: "2025-06-04T10:00+01:00" is "4 June 2025"."""
    year, month, date = day[:10].split("-")
    return f"{int(date)} {_MONTH_NAMES[int(month) - 1]} {year}"


def empty_basemap() -> Basemap:
    """Give a base map with nothing on it."""
    return Basemap(
        outlines=gpd.GeoDataFrame({"name": [], "kind": []}, geometry=[], crs=NATIONAL_GRID_CRS),
        places=pd.DataFrame({"name": [], "easting": [], "northing": [], "population": []}),
        postcodes=np.empty((0, 2)),
        streets=pd.DataFrame({name: [] for name in STREET_LABELS.columns}),
    )


def _linked(places: gpd.GeoDataFrame, hotspots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add the nearest hotspot within reach to each point; where two are equally near, the better ranked one."""
    linked = places.reset_index(drop=True).copy()
    linked["hotspot_id"] = nearest_hotspots(linked, hotspots)["hotspot_id"]
    return linked
