"""Find the hotspots that a publication is made from: those of the team, unless these hold what is never public."""

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection

from geo_ij.access.permissions import Permission
from geo_ij.disclosure.frozen import thaw
from geo_ij.frames import HOTSPOTS, check, month_number
from geo_ij.hotspots import identity
from geo_ij.hotspots.history import YEAR
from geo_ij.hotspots.identity import Identity
from geo_ij.services.access import allow
from geo_ij.services.find_hotspots import find_hotspots, run_hotspots
from geo_ij.services.progress import Progress, Silent
from geo_ij.store import incident_rows, snapshot_rows
from geo_ij.store.database import Database
from geo_ij.vocabulary import HotspotClass, IdentityState


def hotspots_to_publish(
    database: Database, *, as_of: str, report_weight: float, progress: Progress | None = None
) -> gpd.GeoDataFrame:
    """Find the hotspots up to a month (frames.HOTSPOTS) without the incidents that count in nothing public.

    Reports weigh `report_weight` incidents for each household, as they do for the team.

    Where all incidents come from archives, which tell no kinds, they are the team's own hotspots, and are stored. Where
    a force's own extract is stored, a run of its own is made and not kept, and an id depends on what was published
    before alone: neither places nor ids of the team's hotspots, which rest on more, shine through.
    """
    allow(database, Permission.PUBLISH)
    with database.read() as connection:
        if incident_rows.holds_extract(connection):
            return _apart(connection, as_of=as_of, report_weight=report_weight, progress=progress or Silent())
    return find_hotspots(database, as_of=as_of, report_weight=report_weight, progress=progress)


def _apart(connection: Connection, *, as_of: str, report_weight: float, progress: Progress) -> gpd.GeoDataFrame:
    found = run_hotspots(connection, as_of=as_of, report_weight=report_weight, publishable_only=True, progress=progress)
    identified = identity.identify(
        found.hotspots.geometry.to_numpy(),
        known=_published(connection),
        as_of=month_number(as_of),
        usual=True,
    )
    hotspots = found.hotspots.assign(hotspot_id=identified.ids)[[*HOTSPOTS.columns, "geometry"]]
    stored = incident_rows.stored_months(connection, publishable_only=True)
    compared = stored.loc[stored["month"].between(found.window.first - YEAR, found.window.as_of)]
    if (compared.groupby("force")["asb_source"].nunique() > 1).any():
        progress.say("Change is not published: months of an archive and of an extract count different incidents")
        hotspots = _without_change(hotspots)
    check(hotspots, HOTSPOTS)
    return hotspots


def _without_change(hotspots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Say nothing of change where months cannot be compared.

    An archive's months hold incidents of kinds that an extract's are published without: everything would seem to fall.
    """
    changing = hotspots["class"].isin([HotspotClass.EMERGING.value, HotspotClass.COOLING.value])
    return hotspots.assign(
        **{
            "trend": np.nan,
            "compared_with": pd.Series([None] * len(hotspots), dtype=object, index=hotspots.index),
            "class": hotspots["class"].where(~changing, HotspotClass.INSUFFICIENT_DATA.value),
        }
    )


def _published(connection: Connection) -> list[Identity]:
    """Give every id that was ever published, with its latest outline."""
    known: dict[str, Identity] = {}
    months = snapshot_rows.snapshot_months(connection)
    for month in months:
        payload = snapshot_rows.snapshot_payload(connection, month=month)
        frame = thaw(payload or "").hotspots.frame
        for hotspot_id, shape in zip(frame["hotspot_id"], frame.geometry, strict=True):
            first = known[hotspot_id].first_as_of if hotspot_id in known else month
            state = IdentityState.FOUND if month == months[-1] else IdentityState.GONE
            known[hotspot_id] = Identity(hotspot_id, shape, state, first_as_of=first, last_as_of=month)
    return [known[hotspot_id] for hotspot_id in sorted(known)]
