"""Find where a text says something is, or where each row of a file says it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import main
from geo_ij.cli.place_words import said
from geo_ij.geocode.location import Location
from geo_ij.services.geocode_file import GeocodedFile, RefusedRow, geocode_file
from geo_ij.services.geocoder import open_geocoder
from geo_ij.services.location_fields import location_fields
from geo_ij.services.review_locations import words_of
from geo_ij.vocabulary import LocationStatus, label
from geo_ij.wiring import Wiring

_LONGEST_LIST = 5
"""So many refused lines with the same fault, one after the other, are named one by one; more as "lines 9 to 3000"."""


class _TextCommand(click.Command):
    """A command whose text may begin with a minus sign, as every longitude west of Greenwich does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what begins with a minus sign and a digit for text, not for an option."""
        if "--" not in args:
            figures = [arg for arg in args if re.match(r"-[\d.]", arg)]
            args = [*(arg for arg in args if arg not in figures), *(["--", *figures] if figures else [])]
        return super().parse_args(ctx, args)


@edge.command(main, "geocode", cls=_TextCommand)
@click.argument("text", nargs=-1)
@click.option("--input", "path", type=edge.existing_path(), metavar="FILE", help="Find every row of this CSV file.")
@click.option("--column", metavar="NAME", help="The column of the file that says where.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the rows, with where they are, to this CSV file.",
)
@click.option("--prefix", default="", metavar="TEXT", help="Begin the names of the added columns with this.")
@click.option("--review", is_flag=True, help="Let what is not sure wait for a person: geo-ij locations lists it.")
@click.option("--reference", metavar="NAME", help="With --review: the column that identifies each row.")
@edge.json_option
@click.pass_obj
def geocode(
    wiring: Wiring,
    text: tuple[str, ...],
    path: Path | None,
    column: str | None,
    output: Path | None,
    prefix: str,
    review: bool,
    reference: str | None,
    as_json: bool,
) -> None:
    """Find where TEXT is, or every row of a file, and say how far off the point may be.

    Examples: geo-ij geocode "junction of Rockingham Rd and Britannia Rd, Kettering";
    geo-ij geocode --input calls.csv --column where --output placed.csv
    """
    of_files = {
        "--column": column,
        "--output": output,
        "--prefix": prefix,
        "--review": review,
        "--reference": reference,
    }
    given = [name for name, value in of_files.items() if value]
    if path is None:
        _check_text(text, given)
        location = open_geocoder(wiring.database, settings=wiring.settings, progress=edge.Progress()).locate(
            " ".join(text)
        )
        edge.report(_document(location), _lines(location), as_json=as_json)
        return
    if text:
        raise click.UsageError("Give a text or --input, not both.")
    if column is None or output is None:
        raise click.UsageError("With --input, give --column (which says where) and --output as well.")
    if reference and not review:
        raise click.UsageError("--reference goes with --review.")
    result = geocode_file(
        wiring.database,
        path,
        column=column,
        output=output,
        settings=wiring.settings,
        prefix=prefix,
        review=review,
        reference=reference,
        progress=edge.Progress(),
    )
    for line in _refused_lines(result.refused):
        click.echo(line, err=True)
    edge.report(_file_document(result, output), _file_lines(result, output), as_json=as_json)


def _check_text(text: Sequence[str], given: Sequence[str]) -> None:
    if given:
        raise click.UsageError(f"{given[0]} goes with --input.")
    if not text:
        raise click.UsageError("Give a text, or --input with --column and --output.")


def _document(location: Location) -> dict[str, Any]:
    return {"text": location.text, **location_fields(location), "needs_review": location.needs_review}


def _lines(location: Location) -> Iterator[str]:
    """Say the answer, why, and what else it could be."""
    best = location.best
    if best is None:
        yield f"{label(location.status)}."
    else:
        is_found = location.status is LocationStatus.MATCHED
        yield said(best) if is_found else f"{label(location.status)}: {said(best)}"
        yield (
            f"Easting {best.easting:.0f}, northing {best.northing:.0f}; {label(best.precision).lower()}, "
            f"from {best.source}; confidence {best.confidence:.2f}."
        )
    yield words_of(location.reason)
    if location.status is LocationStatus.MATCHED and location.needs_review:
        yield "It is not sure: a person should look."
    if location.alternatives:
        yield "It could also be:" if best is not None else "It could be:"
    for number, one in enumerate(location.alternatives, start=1):
        yield f"  {number}. {said(one)}"


def _file_document(result: GeocodedFile, output: Path) -> dict[str, Any]:
    return {
        "read": result.read,
        **{status.value: result.statuses[status] for status in LocationStatus},
        "needs_review": result.needs_review,
        "asked": result.asked,
        "renamed": result.renamed,
        "refused_rows": [row._asdict() for row in result.refused],
        "output": str(output),
    }


def _file_lines(result: GeocodedFile, output: Path) -> Iterator[str]:
    counts = ", ".join(f"{result.statuses[status]:,} {label(status).lower()}" for status in LocationStatus)
    yield f"{edge.counted(result.read, 'row')}: {counts}."
    if result.asked is not None:
        yield f"{edge.counted(result.asked, 'question')} for a person: geo-ij locations lists them."
    elif result.needs_review:
        yield f"{edge.counted(result.needs_review, 'row')} should be looked at: --review lets them wait for a person."
    yield f"Written to {output}."


def _refused_lines(refused: Sequence[RefusedRow]) -> Iterator[str]:
    """Name each line that could not be looked up; long runs of one fault (the empty end of a sheet) together."""
    ends = [place for place, (one, after) in enumerate(pairwise(refused), start=1) if not _follows(one, after)]
    for start, end in pairwise([0, *ends, len(refused)]):
        run = refused[start:end]
        if len(run) > _LONGEST_LIST:
            yield f"lines {run[0].line} to {run[-1].line}: {run[0].reason}"
        else:
            yield from (f"line {row.line}: {row.reason}" for row in run)


def _follows(one: RefusedRow, after: RefusedRow) -> bool:
    return after == RefusedRow(one.line + 1, one.reason)
