"""Say what was refused and what to do about it: one class for each kind of refusal.

Every refusal is a `GeoIJError`. The command line prints `str(error)`, one fault a line, and exits with 1; the web
maps the class to an HTTP status in one table (`web/errors.py`). Foreign exceptions never reach a user.
"""

from collections.abc import Iterable, Mapping


class GeoIJError(Exception):
    """A refusal that a user can act on; `faults` holds one plain sentence for each thing that is wrong."""

    def __init__(self, faults: str | Iterable[str]) -> None:
        self.faults: tuple[str, ...] = (faults,) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(self.faults))


class SettingsError(GeoIJError):
    """A setting (`GEO_IJ_*` or an option) has a value that cannot be used."""


class FrameError(GeoIJError):
    """A frame handed from one stage to the next does not have the shape that `frames.py` names."""


class SourceError(GeoIJError):
    """An input file cannot be read as what it is said to be; nothing of it was taken."""


class InputError(GeoIJError):
    """What somebody typed cannot be used; `fields` says by the name of each field what is wrong with it."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(self.fields.values())


class StoreError(GeoIJError):
    """The database cannot be opened, written or understood; what it held is unchanged."""


class NothingStoredError(GeoIJError):
    """The question needs data that nobody has imported yet."""


class AccessError(GeoIJError):
    """Whoever asks may not do this; nothing was read or changed."""


class NotFoundError(GeoIJError):
    """There is no such record, or the asker may not know of it."""


class LimitError(GeoIJError):
    """More was sent within a time than is taken; nothing of it was, and after `wait_s` seconds it may be sent again."""

    def __init__(self, fault: str, *, wait_s: int) -> None:
        super().__init__(fault)
        self.wait_s = wait_s


class DisclosureError(GeoIJError):
    """Something was about to become public that the rules of disclosure do not allow."""


class OutputError(GeoIJError):
    """A result cannot be written where it was asked for."""
