"""Import boundaries."""

from pathlib import Path
from typing import Any

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import import_group
from geo_ij.services.import_boundaries import BoundaryImport, import_boundaries
from geo_ij.vocabulary import BoundaryKind
from geo_ij.wiring import Wiring


@edge.command(import_group, "boundaries")
@click.argument("path", type=edge.existing_path())
@click.option(
    "--kind",
    required=True,
    type=click.Choice([kind.value for kind in BoundaryKind], case_sensitive=False),
    help="What kind of area the file holds.",
)
@click.option("--code", "code_field", required=True, metavar="FIELD", help="The field with each area's own code.")
@click.option("--name", "name_field", required=True, metavar="FIELD", help="The field with each area's name.")
@click.option("--layer", metavar="NAME", help="Which layer to read, in a file that has several.")
@edge.json_option
@click.pass_obj
def boundaries(
    wiring: Wiring, path: Path, kind: str, code_field: str, name_field: str, layer: str | None, as_json: bool
) -> None:
    """Import areas from a GeoJSON, GeoPackage or zipped Shapefile.

    An area takes the place of the one with the same kind and code, so importing twice changes nothing.
    """
    result = import_boundaries(
        wiring.database,
        path,
        kind=BoundaryKind(kind),
        code_field=code_field,
        name_field=name_field,
        layer=layer,
        progress=edge.Progress(),
    )
    edge.report(_document(result), _lines(result, kind), as_json=as_json)


def _document(result: BoundaryImport) -> dict[str, Any]:
    return {
        "read": result.read,
        "kept": result.kept,
        "rejected": result.rejected,
        "repaired": result.repaired,
        "changed": result.changed,
    }


def _lines(result: BoundaryImport, kind: str) -> list[str]:
    kept = f"Kept {result.kept:,} of {result.read:,} areas of the kind {kind}"
    lines = [f"{kept}; {result.changed:,} new or different."]
    lines += [f"Left out {count:,}: {reason}." for reason, count in result.rejected.items()]
    if result.repaired:
        lines.append(f"Repaired {result.repaired:,} whose outline crossed itself.")
    return lines
