"""Write the log in lines that nobody outside can forge: plain for people, JSON for programs that collect logs."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

from geo_ij.settings import Settings

HANDLER = "geo-ij"
"""What the handler is called by which a later set-up finds and replaces it."""

_FORMAT = "%(asctime)s %(levelname)s %(message)s"
_TIME = "%Y-%m-%dT%H:%M:%S%z"
_CONTINUED = "\n  | "


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
