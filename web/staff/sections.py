"""Name the sections of the staff area in the order of their menu, and give each person those that they may open."""

from typing import NamedTuple

from flask import request, url_for

from geo_ij.access.permissions import Permission
from geo_ij.services.sign_in import SignedIn
from web.access import RULES


class Section(NamedTuple):
    """A section by its title and the endpoint that it opens on; who may open it stands in the table of rules."""

    title: str
    endpoint: str

    @property
    def permission(self) -> Permission | None:
        """Give what the section asks of whoever opens it; None means anyone who is signed in."""
        return RULES[self.endpoint].permission


SECTIONS = (
    Section("My patch", "staff_start.start"),
    Section("Map", "staff_map.map_page"),
    Section("Hotspots", "staff_hotspots.hotspots"),
    Section("Sites", "staff_sites.sites"),
    Section("Ranking", "staff_ranking.ranking"),
    Section("Clear-Hold-Build", "staff_by_command.clear_hold_build"),
    Section("Reports", "staff_reports.reports"),
    Section("Referrals", "staff_by_command.referrals"),
    Section("Plan", "staff_by_command.plan"),
    Section("Work", "staff_by_command.work"),
    Section("Imports", "staff_by_command.imports"),
    Section("Local names", "staff_local_names.local_names_page"),
    Section("Users", "staff_users.users"),
    Section("Audit", "staff_audit.audit"),
)
"""Every section of the staff area."""


def sections_of(who: SignedIn | None) -> list[Section]:
    """Give the sections that somebody may open now; none to a stranger, or before a password of one's own is chosen."""
    if who is None or who.must_change_password or who.must_add_second_factor:
        return []
    return [one for one in SECTIONS if one.permission is None or who.actor.may(one.permission)]


def menu(who: SignedIn | None) -> list[dict[str, object]]:
    """Give the sections as the items of GOV.UK's service navigation, with the one marked that is open."""
    items: list[dict[str, object]] = []
    for one in sections_of(who):
        href = url_for(one.endpoint)
        below = not href.endswith("/") and request.path.startswith(f"{href}/")
        items.append({"text": one.title, "href": href, "current": request.path == href, "active": below})
    return items
