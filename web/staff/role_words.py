"""Say in one line what each role may do, for whoever gives roles to people."""

from geo_ij.vocabulary import Role

ROLE_LINES: dict[Role, str] = {
    Role.NOMINATOR: "Suggests places for work, and sees nothing that is not public",
    Role.PLANNER: (
        "Sees hotspots, reports and referrals, looks after sites, suggests places, plans work and records it, and "
        "brings in data"
    ),
    Role.SUPERVISOR: "Records work that was done, and sees nothing else that is not public",
    Role.SERGEANT: "Sees hotspots, sites, reports and the plan, and suggests places",
    Role.ANALYST: "Sees hotspots, sites and reports, takes them away as files, and brings in data",
    Role.MODERATOR: "Sees hotspots, sites and reports, and decides on reports",
    Role.DATA_PROTECTION: "Sees hotspots, sites, reports, referrals and the audit log, and publishes",
    Role.ADMIN: "Looks after accounts, and brings in data",
    Role.AUDITOR: "Sees the audit log and nothing else that is not public",
}
"""What `access/permissions.py` allows, in words; looking after local names goes without saying."""
