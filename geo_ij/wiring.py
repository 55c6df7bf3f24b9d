"""Turn settings into the working parts, once, for the command line and the web alike."""

from functools import cached_property

from geo_ij.access.actor import OPERATOR, Actor
from geo_ij.settings import Settings
from geo_ij.store.database import Database, open_database


class Wiring:
    """The parts a service needs, made when first asked for; they serve `actor`, by default the operator."""

    def __init__(self, settings: Settings, *, actor: Actor = OPERATOR) -> None:
        self.settings = settings
        self._actor = actor

    @cached_property
    def database(self) -> Database:
        """The database of these settings, created and migrated on first use."""
        return open_database(self.settings.database_url).acting(self._actor)
