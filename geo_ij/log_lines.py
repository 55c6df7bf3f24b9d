"""Write the log in lines that nobody outside can forge and that open nothing: plain for people, JSON for programs."""

import logging
import re
import sys

from pythonjsonlogger.json import JsonFormatter

from geo_ij.settings import Settings

HANDLER = "geo-ij"
"""What the handler is called by which a later set-up finds and replaces it."""

_FORMAT = "%(asctime)s %(levelname)s %(message)s"
_TIME = "%Y-%m-%dT%H:%M:%S%z"
_CONTINUED = "\n  | "

_LONGEST_PATH = 200

_OPENS = (
    # Whoever has the key can read and send that report.
    re.compile(r"^(/report/draft/)[^/]+", re.IGNORECASE),
    # Whoever has the reference sees where a report stands, may answer for whoever sent it, and take it back.
    re.compile(r"^(/report/)(?!draft/|find$|map/|photographs/).+?(?=/withdraw$|$)", re.IGNORECASE | re.DOTALL),
    re.compile(r"^(/staff/reports/)(?!mail$|mail/)[^/]+", re.IGNORECASE),
    re.compile(r"^(/open311/v2/tokens/)[^/]+", re.IGNORECASE),
    # Mistyped, an address is as good a hint.
    re.compile(
        r"()(?<![a-z0-9])[2-9CFGHJMPQRVWX]{5}(?:[\s\u2010-\u2015-]|%20)*[2-9CFGHJMPQRVWX]{5}(?![a-z0-9])", re.IGNORECASE
    ),
)
"""What in an address opens a page to whoever reads it, each with what stands before it."""

_ADDRESS = re.compile(r"/[^\s'\"]+")


class PlainFormatter(logging.Formatter):
    """Write a record as a line, and a traceback below it with a mark before each of its lines.

    What came from outside may hold line breaks or signs that steer a terminal: they are written as their codes.
    """

    def __init__(self) -> None:
        super().__init__(_FORMAT, _TIME)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's own name
        """Give the line of a record, with nothing in it that is not printed."""
        record.message = printable(record.message)
        known_by = getattr(record, "request_id", None)
        return super().formatMessage(record) + (f" [{known_by}]" if known_by else "")

    def formatException(self, ei: object) -> str:  # noqa: N802  # logging's own name
        """Give a traceback that cannot be taken for lines of the log."""
        lines = super().formatException(ei).split("\n")  # type: ignore[arg-type]  # whatever logging hands over
        return _CONTINUED.lstrip("\n") + _CONTINUED.join(printable(line) for line in lines)


class ErrorStream(logging.Handler):
    """Write to whatever standard error is at the moment, a record at once."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; a fault in doing so never reaches whoever asked for a page."""
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except Exception:
            self.handleError(record)


class Unopened(logging.Filter):
    """Take from a line that another program words what would open a page to whoever reads it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take it out of every address in the line, and let the record through."""
        record.msg = _ADDRESS.sub(lambda found: loggable(found.group()), record.getMessage())
        record.args = ()
        return True


def loggable(path: str) -> str:
    """Give a path as it may stand in the log: without a key or reference that opens something, and not too long."""
    for opens in _OPENS:
        path = opens.sub(r"\1...", path)
    return path[:_LONGEST_PATH]


def printable(text: str) -> str:
    """Give a text with every character that is not printed as its code."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape", "replace").decode("ascii") for sign in text
    )


def formatter(settings: Settings) -> logging.Formatter:
    """Give what writes the log in the form that the settings ask for."""
    if (settings.log_format or ("json" if settings.is_production else "plain")) == "json":
        names = {"levelname": "level", "name": "logger", "asctime": "at"}
        return JsonFormatter("%(asctime)s %(levelname)s %(name)s %(message)s", _TIME, rename_fields=names)
    return PlainFormatter()


def write_log(settings: Settings, logger: logging.Logger, *filters: logging.Filter, level: int = logging.INFO) -> None:
    """Write what a logger and those below it say to standard error, once, however often this is called."""
    for known in [one for one in logger.handlers if one.get_name() == HANDLER]:
        logger.removeHandler(known)
    handler = ErrorStream()
    handler.set_name(HANDLER)
    handler.setFormatter(formatter(settings))
    for one in filters:
        handler.addFilter(one)
    logger.addHandler(handler)
    logger.setLevel(level)
