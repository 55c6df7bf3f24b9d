"""Apply the rules of what may be published about incidents, each a function with its threshold a parameter.

The numbers are those of rules 1 to 4 of the scheme's publication policy (docs/explanation/disclosure.md).
"""

import datetime as dt
import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo_ij.disclosure.outlines import public_outlines
from geo_ij.disclosure.public import _MADE_HERE, PublicHotspots, PublicQuality, PublicSnapshot, PublicWork
from geo_ij.disclosure.streets import street_labels
from geo_ij.errors import DisclosureError
from geo_ij.frames import HOTSPOTS, WORK, check, month_number, month_text
from geo_ij.vocabulary import AsbQualifier, AsbType, Comparison

NEVER_PUBLIC_TYPES = frozenset(
    {
        AsbType.NUISANCE_COMMUNICATIONS,
        AsbType.ROWDY_NUISANCE_NEIGHBOURS,
        AsbType.NOISE,
        AsbType.BEGGING_VAGRANCY,
        AsbType.PROSTITUTION_RELATED,
    }
)
"""Incidents of these types point to a home or to a person in need: they count in nothing that is public."""

NEVER_PUBLIC_QUALIFIERS = frozenset({AsbQualifier.PERSONAL})
"""Incidents that were aimed at somebody count in nothing that is public either, whatever their type."""

ROUNDED_TO = 5
"""Counts are rounded to this, and a count below it is only said to be fewer."""

SQUARE_METRES_PER_HECTARE = 10_000

ARREARS_MONTHS = 2
"""Figures up to a month may be published from the second month after it: a whole month lies between."""

FEWEST_FOR_PERCENT = 100 * ROUNDED_TO
"""A percentage is published of at least so many incidents: a whole per cent then says no more than a rounded count."""

RISES_AT, FALLS_AT = 1.25, 0.8
"""From which ratio on a change is called higher or lower; between them it is about the same."""


@dataclass(frozen=True)
class Thresholds:
    """What a hotspot needs before it may be published, and how long completed work waits."""

    minimum_incidents: int = 10
    minimum_months: int = 3
    minimum_width_m: float = 150
    delay_hours: int = 24


def publish_hotspots(
    hotspots: gpd.GeoDataFrame,
    *,
    streets: pd.DataFrame,
    thresholds: Thresholds,
    today: dt.date,
    forces: tuple[str, ...],
    synthetic: bool,
    quality: PublicQuality | None = None,
) -> PublicSnapshot:
    """Make the public snapshot of one run (frames.HOTSPOTS): what is too small, too rare or too narrow stays behind.

    `streets` (frames.STREET_POINTS) are those known up to the run's month; only labels are made of them.

    Raises DisclosureError when the run's month is not at least a month in arrears.
    """
    check(hotspots, HOTSPOTS)
    if hotspots.empty:
        raise DisclosureError("There are no hotspots to publish")
    as_of = str(hotspots["as_of"].iloc[0])
    check_in_arrears(as_of, today=today)
    allowed = hotspots.loc[may_be_published(hotspots, thresholds)]
    outlines = public_outlines(allowed.geometry.to_numpy())
    public = gpd.GeoDataFrame(
        {
            "hotspot_id": allowed["hotspot_id"],
            "name": allowed["name"],
            "class": allowed["class"],
            "incidents": [rounded(count) for count in allowed["incidents"]],
            "incidents_in_words": [in_words(count) for count in allowed["incidents"]],
            "months_active": allowed["months_active"],
            "trend_in_words": [
                trend_in_words(trend, against)
                for trend, against in zip(allowed["trend"], allowed["compared_with"], strict=True)
            ],
            "area_ha": (shapely.area(outlines) / SQUARE_METRES_PER_HECTARE).round(1),
            "ward": allowed["ward"],
            "council": allowed["council"],
        },
        geometry=outlines,
        crs=hotspots.crs,
    )
    return PublicSnapshot(
        as_of=as_of,
        months=int(hotspots["months"].iloc[0]),
        published_on=today.isoformat(),
        forces=forces,
        synthetic=synthetic,
        hotspots=PublicHotspots(_ranked_by_what_is_published(public), _MADE_HERE),
        streets=street_labels(streets),
        quality=quality,
    )


def publish_quality(
    *,
    places: int,
    held: int,
    incidents: int,
    area_share: float,
    area_known: bool,
    known_to: int,
    test_months: int,
) -> PublicQuality | None:
    """Say coarsely how good the hotspots were, or None where there are too few incidents to say a percentage of.

    The `places` best hotspots, found from figures up to the month number `known_to`, `held` so many of all `incidents`
    of the test months after it, on `area_share` (a fraction of 1) of the area.
    """
    if incidents < FEWEST_FOR_PERCENT or not places:
        return None
    return PublicQuality(
        places=places,
        held_percent=round(100 * held / incidents),
        ground_percent=float(f"{100 * area_share:.2g}"),
        area_known=area_known,
        known_to=month_text(known_to),
        tested_from=month_text(known_to + 1),
        tested_to=month_text(known_to + test_months),
        key=_MADE_HERE,
    )


def _ranked_by_what_is_published(public: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rank by rounded incidents for each hectare published: an order by exact figures would give them away."""
    ranked = public.assign(density=(public["incidents"] / public["area_ha"]).round(6))
    ranked = ranked.sort_values(["density", "incidents", "hotspot_id"], ascending=[False, False, True], kind="stable")
    return ranked.drop(columns="density").assign(rank=range(1, len(ranked) + 1)).reset_index(drop=True)


def check_in_arrears(as_of: str, *, today: dt.date) -> None:
    """Refuse figures of this month or the last: they are published at least a whole month in arrears."""
    latest = latest_in_arrears(today)
    if month_number(as_of) > latest:
        raise DisclosureError(
            f"Figures up to {as_of} may not be published yet: the latest month that may is {month_text(latest)}"
        )


def latest_in_arrears(today: dt.date) -> int:
    """Give the latest month (a month number) that lies at least a whole month back."""
    return today.year * 12 + today.month - 1 - ARREARS_MONTHS


def may_be_published(hotspots: gpd.GeoDataFrame, thresholds: Thresholds) -> npt.NDArray[np.bool_]:
    """Say which hotspots are wide enough and hold enough incidents in enough months."""
    allowed = (
        (hotspots["incidents"] >= thresholds.minimum_incidents)
        & (hotspots["months_active"] >= thresholds.minimum_months)
        & (hotspots["width_m"] >= thresholds.minimum_width_m)
    )
    return np.asarray(allowed, dtype=bool)


def rounded(count: int) -> int:
    """Round a count to the nearest 5, and anything below 5 to 0.

    >>> [rounded(count) for count in (4, 5, 7, 8, 12, 13)]
    [0, 5, 5, 10, 10, 15]
    """
    return 0 if count < ROUNDED_TO else ROUNDED_TO * ((count + ROUNDED_TO // 2) // ROUNDED_TO)


def in_words(count: int) -> str:
    """Say a count as it may be published.

    >>> in_words(3), in_words(42)
    ('fewer than 5', 'about 40')
    """
    return f"fewer than {ROUNDED_TO}" if count < ROUNDED_TO else f"about {rounded(count)}"


def trend_in_words(trend: float, compared_with: str | None) -> str:
    """Say a change coarsely, and against what: exact ratios would give the counts behind them away.

    >>> trend_in_words(2.0, "year_earlier"), trend_in_words(0.9, "earlier_half")
    ('higher than a year before', 'about the same as in the earlier half of the period')
    """
    if math.isnan(trend) or compared_with is None:
        return "not known"
    then = _THEN[Comparison(compared_with)]
    if trend >= RISES_AT:
        return f"higher than {then}"
    if trend <= FALLS_AT:
        return f"lower than {then}"
    return f"about the same as {then}"


_THEN = {Comparison.YEAR_EARLIER: "a year before", Comparison.EARLIER_HALF: "in the earlier half of the period"}


def publish_work(
    work: gpd.GeoDataFrame,
    *,
    thresholds: Thresholds,
    now: dt.datetime,
    refs: dict[str, str],
    hotspots: dict[str, str],
) -> PublicWork:
    """Make the public feed of completed work (frames.WORK): approved pieces that ended long enough ago.

    `refs` gives the public reference of each work_id and `hotspots` the published hotspot it lies in or near, if any.
    How many people took part, and the notes, stay behind.
    """
    check(work, WORK)
    latest = now - dt.timedelta(hours=thresholds.delay_hours)
    may_be_seen = [
        approved is not None and not pd.isna(approved) and dt.datetime.fromisoformat(end) <= latest
        for approved, end in zip(work["published_at"], work["end"], strict=True)
    ]
    due = work.loc[may_be_seen]
    public = gpd.GeoDataFrame(
        {
            "work_ref": [refs[work_id] for work_id in due["work_id"]],
            "place": due["place"],
            "day": due["start"].str.slice(0, 10),
            "hours": due["hours"],
            "activities": due["activities"],
            "bags": due["bags"],
            "area_m2": due["area_m2"],
            "partners": due["partners"],
            "hotspot_id": [hotspots.get(work_id) for work_id in due["work_id"]],
        },
        geometry=due.geometry,
        crs=work.crs,
    )
    return PublicWork(public.sort_values(["day", "work_ref"], ascending=[False, True]), _MADE_HERE)
