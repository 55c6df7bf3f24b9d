"""Know whoever asks for something: a person who signed in, the operator at the command line, or a stranger."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from geo_ij.access.permissions import PERMISSIONS_OF, Permission
from geo_ij.errors import AccessError
from geo_ij.vocabulary import Role


@dataclass(frozen=True)
class Actor:
    """Whoever asks: the name that the audit log shows, what they may do, and the areas that they are limited to.

    `areas` are names or codes of areas (services.areas.area_named); none means that there is no limit. `request_id`
    names the request to the web by which they ask, as the logs have it.
    """

    name: str
    permissions: frozenset[Permission] = frozenset()
    areas: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    account_id: int | None = None
    request_id: str | None = field(default=None, compare=False)

    def may(self, permission: Permission) -> bool:
        """Say whether this is allowed."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Refuse what is not allowed: raises AccessError."""
        if not self.may(permission):
            raise AccessError("Your account may not do this. If it should, ask whoever looks after accounts.")


def actor_of(name: str, roles: Iterable[Role], *, areas: Iterable[str] = (), account_id: int | None = None) -> Actor:
    """Make the actor of an account with these roles: it may do what any one of them may."""
    held = tuple(dict.fromkeys(roles))
    allowed = frozenset[Permission]().union(*(PERMISSIONS_OF.get(role, frozenset()) for role in held))
    return Actor(name, allowed, tuple(areas), held, account_id)


STRANGER = Actor("nobody")
"""Whoever has not signed in: may do nothing that needs a permission."""

OPERATOR = Actor("command line", frozenset(Permission))
"""Whoever runs commands on the machine: they hold the database itself, so nothing is kept from them."""

SERVICE_ITSELF = Actor("the service", frozenset(Permission))
"""What is done in the background while the service runs, without anybody asking."""

RESERVED_NAMES = frozenset({STRANGER.name, OPERATOR.name, SERVICE_ITSELF.name, "reporter"})
"""Names that mean somebody else in the audit log or in the history of a report: no account may have one."""
