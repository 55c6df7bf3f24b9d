"""Public views can only show what went through the rules of disclosure: they import nothing that could show more."""

import ast
from pathlib import Path

import pytest

import web.public

FOLDER = Path(web.public.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))

ALLOWED = {
    "geo_ij.disclosure.public",
    "geo_ij.disclosure.reports",
    "geo_ij.errors",
    "geo_ij.frames:month_number",
    "geo_ij.maps.content:day_in_words",
    "geo_ij.maps.content:period_in_words",
    "geo_ij.maps:words",
    "geo_ij.projection:to_degrees",
    # What somebody sends, on its way in.
    "geo_ij.sources.sent_report",
    # Takes rows and writes them: it has no rows of its own.
    "geo_ij.sources.hotspot_files:to_features",
    "geo_ij.settings:Settings",
    "geo_ij.vocabulary",
    "geo_ij:__version__",
    "web.context:public_parts",
    # Gives back what somebody typed themselves, places that are open data, and reports made public by the rules.
    "web.drafting",
    "web.frozen",
    "web.limits:address_key",
    "web.limits:come_back_in",
    "web.limits:count_photographs",
    "web.maps",
    "web.open311_answers",
    "web.public",
    "web.publications",
    "web.rows",
    "web.words",
}
"""All that a public view may import of ours; publications give public types only."""


def imported(source: str) -> set[str]:
    """Name everything of ours that a module imports, as "module:name"."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {f"{alias.name}:" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{'.' * node.level}{node.module}:{alias.name}" for alias in node.names}
    return {name for name in names if name.startswith(("geo_ij", "web", "sqlalchemy", "."))}


def forbidden(names: set[str]) -> set[str]:
    """Keep the names that no entry of `ALLOWED` covers."""
    return {
        name
        for name in names
        if name not in ALLOWED
        and name.partition(":")[0] not in ALLOWED
        and not name.partition(":")[0].startswith("web.public.")
    }


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_public_views_import_nothing_internal(module: Path) -> None:
    assert forbidden(imported(module.read_text(encoding="utf-8"))) == set()


@pytest.mark.parametrize(
    "line",
    [
        "from geo_ij.frames import HOTSPOTS",
        "from geo_ij.store import hotspot_rows",
        "from geo_ij.store.work_rows import read_work",
        "import geo_ij.store.database",
        "from geo_ij.services.find_hotspots import stored_hotspots",
        "from geo_ij.services.draw_map import staff_map_content",
        "from geo_ij.sources.hotspot_files import write_hotspots",
        "from web.context import staff_parts",
        "from web.staff.start import staff_map",
        "from ..staff.start import staff_map",
        "import sqlalchemy",
    ],
)
def test_an_internal_import_would_be_noticed(line: str) -> None:
    assert forbidden(imported(line)) != set()


def test_every_public_module_is_looked_at() -> None:
    assert {"home.py", "map.py", "places.py", "cleaned_areas.py", "data.py"} <= {path.name for path in MODULES}
