"""Write sites by their identifiers and read them back as a frame."""

import datetime as dt
from typing import Any, cast

import geopandas as gpd
import shapely
from sqlalchemy import Connection, Table, select

from geo_ij.frames import SITES, check
from geo_ij.ranking.readiness import site_status
from geo_ij.store.models import Site
from geo_ij.store.point_rows import to_frame, to_rows, upsert
from geo_ij.vocabulary import PermissionStatus, RiskAssessmentStatus, SiteStatus

_TABLE = cast(Table, Site.__table__)


def write_sites(connection: Connection, sites: gpd.GeoDataFrame) -> None:
    """Put the sites (frames.SITES; `boundary` and `extra` where there are any) in place of those with their ids.

    Work that is linked to a site stays linked, and a boundary that was drawn stays where the site comes without one.
    """
    check(sites, SITES)
    drawn = {row.site_id: row.boundary for row in connection.execute(select(Site.site_id, Site.boundary))}
    rows = to_rows(sites, _TABLE)
    for row in rows:
        row["boundary"] = row["boundary"] or drawn.get(row["site_id"])
    upsert(connection, _TABLE, rows)


def read_sites(connection: Connection, *, as_of: dt.date | None = None) -> gpd.GeoDataFrame:
    """Read every site by its id (frames.SITES, and `boundary`, a geometry or None, and `extra`, JSON or None).

    Statuses are those of the day of import, or, with `as_of`, of that day: permissions and assessments run out.
    """
    rows = connection.execute(select(_TABLE).order_by(Site.site_id)).mappings().all()
    sites = to_frame(rows, _TABLE, SITES)
    if as_of is not None:
        sites["status"] = [_status_on(row, as_of) for row in rows]
    sites["boundary"] = [None if wkb is None else shapely.from_wkb(wkb) for wkb in sites["boundary"]]
    return sites


def _status_on(row: Any, as_of: dt.date) -> str:
    until, due = row["permission_until"], row["risk_assessment_review_due"]
    return site_status(
        PermissionStatus(row["permission_status"]),
        RiskAssessmentStatus(row["risk_assessment_status"]),
        permission_until=dt.date.fromisoformat(until) if until else None,
        review_due=dt.date.fromisoformat(due) if due else None,
        as_of=as_of,
        decided=SiteStatus(row["status"]),
    ).value
