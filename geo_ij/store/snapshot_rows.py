"""Keep the frozen public snapshots, one a month, and the approval of completed work."""

from sqlalchemy import Connection, insert, select, update

from geo_ij.store.models import Snapshot, Work


def snapshot_payload(connection: Connection, *, month: int | None = None) -> str | None:
    """Read the frozen text of one month, or of the latest; None where nothing was published."""
    query = select(Snapshot.payload).order_by(Snapshot.month.desc()).limit(1)
    return connection.scalar(query if month is None else query.where(Snapshot.month == month))


def snapshot_months(connection: Connection) -> list[int]:
    """List the months with a snapshot, oldest first."""
    return list(connection.scalars(select(Snapshot.month).order_by(Snapshot.month)))


def add_snapshot(connection: Connection, *, month: int, published_at: str, payload: str) -> None:
    """Store the snapshot of a month that has none."""
    connection.execute(insert(Snapshot).values(month=month, published_at=published_at, payload=payload))


def approve_work(connection: Connection, *, work_ids: list[str], at: str) -> None:
    """Approve pieces of completed work for publication."""
    if work_ids:
        connection.execute(update(Work).where(Work.work_id.in_(work_ids)).values(published_at=at))
