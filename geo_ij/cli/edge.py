"""Do once what every command does at its edge: refuse in plain words, report as text or JSON, show progress."""

import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from geo_ij.errors import GeoIJError
from geo_ij.wiring import Wiring

Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON document.")


def refuse(error: GeoIJError) -> NoReturn:
    """Print one line a fault on standard error and leave with exit code 1."""
    for fault in error.faults:
        click.echo(f"geo-ij: {fault}", err=True)
    sys.exit(1)


def command(group: click.Group, name: str, **attributes: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function a command of the group that refuses without a traceback."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except GeoIJError as error:
                refuse(error)

        return group.command(name, **attributes)(run)

    return decorate


def report(result: dict[str, Any], lines: Iterable[str], *, as_json: bool) -> None:
    """Print the result: exactly one JSON document, or its lines in words."""
    if as_json:
        click.echo(json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False))
    else:
        for line in lines:
            click.echo(line)


def note_export(wiring: Wiring, what: str, path: Path) -> None:
    """Write into the audit log that restricted data left as a file."""
    from geo_ij.services.audit import record_alone
    from geo_ij.vocabulary import AuditAction

    record_alone(wiring.database, AuditAction.EXPORTED, what, file=path.name)


def counted(number: int, noun: str) -> str:
    """Say how many: "1 hotspot", "1,805 hotspots"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def existing_path() -> click.Path:
    """Give the type of an argument that names an input; whether it can be read, its reader says."""
    return click.Path(path_type=Path)


class Progress:
    """Show how far long work is: a bar on a terminal, plain lines elsewhere, always on standard error."""

    @contextmanager
    def bar(self, label: str, *, total: int, unit: str = "it") -> Iterator[Callable[[int], None]]:
        """Show one piece of work of `total` units; call what is given with the units just done."""
        if sys.stderr.isatty():
            from tqdm import tqdm

            with tqdm(total=total, desc=label, unit=unit, unit_scale=unit == "B", leave=False) as shown:
                yield lambda done: _advance(shown, done)
        else:
            click.echo(label, err=True)
            yield lambda done: None

    def say(self, line: str) -> None:
        """Say that a step began or ended."""
        click.echo(line, err=True)


def _advance(bar: Any, done: int) -> None:
    bar.update(done)
