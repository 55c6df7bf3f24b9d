"""Hold what a text names: known names with all that bears them, and names that nothing bears."""

from dataclasses import dataclass, field

from geo_ij.geocode.index import Entry
from geo_ij.geocode.words import KINDS_OF_THING
from geo_ij.vocabulary import EntryKind

EXACT, TYPE_MISSPELT, ONE_EDIT, TWO_EDITS, PART_OF_NAME, TYPE_LEFT_OUT = 1.0, 0.97, 0.9, 0.72, 0.72, 0.65
"""How well the words fit the name, by how they differ from it."""


@dataclass(frozen=True, eq=False)
class Mention:
    """A name in a text: the words it takes, as it was written, what bears it, and how well it fits (0 to 1).

    `is_quiet` says that it is one word with a small letter, which may be no name at all ("the hedges").
    """

    start: int
    end: int
    written: str
    entries: tuple[Entry, ...]
    fit: float
    is_quiet: bool = False

    @property
    def is_settlement(self) -> bool:
        """Say whether it may be a town or village."""
        return any(entry.kind is EntryKind.SETTLEMENT for entry in self.entries)

    @property
    def is_generic(self) -> bool:
        """Say whether it is only a kind of thing, which some stop happens to be named for ("the shops")."""
        return all(word in KINDS_OF_THING or word == "the" for word in self.written.split())


@dataclass(frozen=True, eq=False)
class Unknown:
    """Words that look like the name of a street or place but are none; `near` are names that sound like it."""

    start: int
    end: int
    written: str
    near: tuple[Entry, ...] = ()


@dataclass
class Mentions:
    """What a text names: known names and unknown ones, in the order of the text."""

    named: list[Mention] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)

    @property
    def taken(self) -> set[int]:
        """Give the positions of the words that belong to a name, known or not."""
        names: list[Mention | Unknown] = [*self.named, *self.unknown]
        return {place for name in names for place in range(name.start, name.end)}
