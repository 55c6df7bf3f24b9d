"""Tell the history of one hotspot id: when it was found, what became of it, and which id its place bears now."""

from dataclasses import dataclass

from geo_ij.access.permissions import Permission
from geo_ij.errors import NotFoundError
from geo_ij.hotspots.identity import Event, Identity
from geo_ij.hotspots.methods import DEFAULT_METHOD
from geo_ij.services.access import allow
from geo_ij.store import identity_rows
from geo_ij.store.database import Database


@dataclass(frozen=True)
class HotspotHistory:
    """What is known of an id, the id that its place bears now, and each thing that happened with its month number."""

    identity: Identity
    current_id: str
    events: list[tuple[int, Event]]


def hotspot_history(database: Database, hotspot_id: str, *, method: str = DEFAULT_METHOD) -> HotspotHistory:
    """Give the history of an id that a method gave; events of other ids that name it belong to it.

    Raises NotFoundError for an id that this method never gave.
    """
    allow(database, Permission.SEE_HOTSPOTS)
    wanted = hotspot_id.strip().upper()
    with database.read() as connection:
        found = identity_rows.read_identity(connection, wanted, method=method)
        if found is None:
            raise NotFoundError(
                f"No hotspot was ever called {hotspot_id!r} by the method {method}: "
                "geo-ij hotspots --json lists the ids of today"
            )
        return HotspotHistory(
            identity=found,
            current_id=identity_rows.resolve_id(connection, wanted, method=method),
            events=identity_rows.events_of(connection, wanted, method=method),
        )
