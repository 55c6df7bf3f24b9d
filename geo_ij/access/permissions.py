"""List what can be done with data that are not public, and which role may do it: the one table of the service."""

from enum import StrEnum

from geo_ij.vocabulary import Role


class Permission(StrEnum):
    """Something that only some may do; a page or service asks for exactly one."""

    SEE_HOTSPOTS = "see_hotspots"
    EXPORT_HOTSPOTS = "export_hotspots"
    FIND_HOTSPOTS = "find_hotspots"
    SEE_SITES = "see_sites"
    EXPORT_SITES = "export_sites"
    NOMINATE_SITES = "nominate_sites"
    MANAGE_SITES = "manage_sites"
    NOMINATE_CONCERNS = "nominate_concerns"
    MANAGE_PLACES = "manage_places"
    SEE_PROJECTS = "see_projects"
    SEE_REPORTS = "see_reports"
    MODERATE_REPORTS = "moderate_reports"
    SEE_CONTACTS = "see_contacts"
    EXPORT_REPORTS = "export_reports"
    MANAGE_API_KEYS = "manage_api_keys"
    SEE_REFERRALS = "see_referrals"
    MANAGE_REFERRALS = "manage_referrals"
    SEE_PLAN = "see_plan"
    MAKE_PLAN = "make_plan"
    RECORD_WORK = "record_work"
    IMPORT_DATA = "import_data"
    PUBLISH = "publish"
    MANAGE_USERS = "manage_users"
    SEE_AUDIT = "see_audit"


_HOTSPOTS = {Permission.SEE_HOTSPOTS, Permission.SEE_SITES, Permission.SEE_PROJECTS}
_FILES = {Permission.EXPORT_HOTSPOTS, Permission.EXPORT_SITES}

PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.PUBLIC: frozenset(),
    Role.NOMINATOR: frozenset({Permission.NOMINATE_SITES, Permission.NOMINATE_CONCERNS}),
    Role.PLANNER: frozenset(
        _HOTSPOTS
        | _FILES
        | {
            Permission.FIND_HOTSPOTS,
            Permission.NOMINATE_SITES,
            Permission.NOMINATE_CONCERNS,
            Permission.MANAGE_SITES,
            Permission.MANAGE_PLACES,
            Permission.SEE_REPORTS,
            Permission.EXPORT_REPORTS,
            Permission.SEE_REFERRALS,
            Permission.MANAGE_REFERRALS,
            Permission.SEE_PLAN,
            Permission.MAKE_PLAN,
            Permission.RECORD_WORK,
            Permission.IMPORT_DATA,
        }
    ),
    Role.SUPERVISOR: frozenset({Permission.RECORD_WORK}),
    Role.SERGEANT: frozenset(
        _HOTSPOTS
        | _FILES
        | {
            Permission.NOMINATE_SITES,
            Permission.NOMINATE_CONCERNS,
            Permission.MANAGE_PLACES,
            Permission.SEE_REPORTS,
            Permission.SEE_PLAN,
        }
    ),
    Role.ANALYST: frozenset(
        _HOTSPOTS
        | _FILES
        | {
            Permission.FIND_HOTSPOTS,
            Permission.MANAGE_PLACES,
            Permission.SEE_REPORTS,
            Permission.EXPORT_REPORTS,
            Permission.IMPORT_DATA,
        }
    ),
    Role.MODERATOR: frozenset(
        _HOTSPOTS
        | {
            Permission.SEE_REPORTS,
            Permission.MODERATE_REPORTS,
            Permission.SEE_CONTACTS,
            Permission.NOMINATE_CONCERNS,
            Permission.MANAGE_PLACES,
        }
    ),
    Role.DATA_PROTECTION: frozenset(
        _HOTSPOTS
        | {
            Permission.SEE_REPORTS,
            Permission.SEE_CONTACTS,
            Permission.SEE_REFERRALS,
            Permission.PUBLISH,
            Permission.SEE_AUDIT,
        }
    ),
    Role.ADMIN: frozenset(
        {
            Permission.MANAGE_USERS,
            Permission.MANAGE_API_KEYS,
            Permission.IMPORT_DATA,
            Permission.MANAGE_PLACES,
        }
    ),
    Role.AUDITOR: frozenset({Permission.SEE_AUDIT}),
}
"""What each role may do. Whoever manages users sees no referrals by that, and whoever audits changes nothing."""
