"""Name the lists that are about who uses the service, and what they do in it."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody's work is; `access/permissions.py` says what each role may do."""

    PUBLIC = "public"
    NOMINATOR = "nominator"
    PLANNER = "planner"
    SUPERVISOR = "supervisor"
    SERGEANT = "sergeant"
    ANALYST = "analyst"
    MODERATOR = "moderator"
    DATA_PROTECTION = "data_protection"
    ADMIN = "admin"
    AUDITOR = "auditor"


class AuditAction(StrEnum):
    """What an entry of the audit log says was done."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"
    READ = "read"
    EXPORTED = "exported"
    IMPORTED = "imported"
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    PUBLISHED = "published"


class Audience(StrEnum):
    """Who a map or page is for."""

    PUBLIC = "public"
    STAFF = "staff"
