"""Tell whether a database may hold the demonstration, and clear away what an earlier one published."""

from sqlalchemy import Connection, delete, func, select

from geo_ij.store.gazetteer_rows import POLICE_LAYER, touch
from geo_ij.store.models import (
    ForceMonth,
    HotspotEvent,
    HotspotIdentity,
    HotspotRun,
    KeptLocation,
    OutgoingMail,
    Report,
    Site,
    Snapshot,
    StreetPoint,
    Work,
)


def other_forces(connection: Connection, *, force: str) -> list[str]:
    """Name the forces, other than this one, of which police data are stored."""
    return list(
        connection.scalars(
            select(ForceMonth.force).where(ForceMonth.force != force).distinct().order_by(ForceMonth.force)
        )
    )


def other_reports(connection: Connection, *, prefix: str) -> int:
    """Count the reports whose references do not begin with `prefix`."""
    reports = select(func.count()).where(~Report.reference.startswith(prefix, autoescape=True))
    return int(connection.scalar(reports) or 0)


def clear_reports(connection: Connection, *, prefix: str) -> None:
    """Delete the reports whose references begin with `prefix`, where they were found to be, and e-mails about them."""
    connection.execute(
        delete(KeptLocation).where(
            KeptLocation.subject_kind == "report", KeptLocation.subject_reference.startswith(prefix, autoescape=True)
        )
    )
    connection.execute(delete(OutgoingMail).where(OutgoingMail.report_reference.startswith(prefix, autoescape=True)))
    connection.execute(delete(Report).where(Report.reference.startswith(prefix, autoescape=True)))


def other_records(connection: Connection, *, prefix: str) -> int:
    """Count the sites and pieces of work whose ids do not begin with `prefix`."""
    sites = select(func.count()).where(~Site.site_id.startswith(prefix, autoescape=True))
    work = select(func.count()).where(~Work.work_id.startswith(prefix, autoescape=True))
    return int(connection.scalar(sites) or 0) + int(connection.scalar(work) or 0)


def clear_events(connection: Connection, *, force: str) -> None:
    """Delete a force's months and all that was made from events: hotspot runs, ids and public snapshots.

    Only for a database without the data of any other force.
    """
    connection.execute(delete(Snapshot))
    connection.execute(delete(HotspotRun))
    connection.execute(delete(HotspotIdentity))
    connection.execute(delete(HotspotEvent))
    connection.execute(delete(ForceMonth).where(ForceMonth.force == force))
    if connection.execute(delete(StreetPoint).where(StreetPoint.force == force)).rowcount:
        touch(connection, POLICE_LAYER)
