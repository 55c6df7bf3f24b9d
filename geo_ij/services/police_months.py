"""Say which months of police data are stored, and of which forces."""

from dataclasses import dataclass

from geo_ij.access.permissions import Permission
from geo_ij.frames import month_text
from geo_ij.services.access import allow
from geo_ij.sources.shipped import police_force_names
from geo_ij.store import incident_rows
from geo_ij.store.database import Database


@dataclass(frozen=True)
class PoliceMonths:
    """The forces by name, and the first and last month ("2025-12") of any of them."""

    forces: list[str]
    first: str
    last: str


def stored_police_months(database: Database) -> PoliceMonths | None:
    """Give the police data that are stored, or None where there are none."""
    allow(database, Permission.SEE_HOTSPOTS)
    with database.read() as connection:
        stored = incident_rows.stored_months(connection)
    if stored.empty:
        return None
    names = police_force_names()
    forces = sorted({names.get(slug, slug.replace("-", " ").capitalize()) for slug in stored["force"]})
    return PoliceMonths(forces, month_text(int(stored["month"].min())), month_text(int(stored["month"].max())))
