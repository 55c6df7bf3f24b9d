"""An invented county that is small enough to know by heart: two towns, three villages, and what stands in them."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pandas as pd
import shapely

from geo_ij.geocode.context import Area
from geo_ij.geocode.index import Index
from geo_ij.geocode.index_file import Layer, LayerContent, update_index
from geo_ij.geocode.resolver import Geocoder

Shuffle = Callable[[pd.DataFrame], pd.DataFrame]

AREA = Area("Ambershire", shapely.box(470_000, 255_000, 500_000, 285_000))

AMBLEFORD, BRACKENBY = (480_000.0, 270_000.0), (490_000.0, 275_000.0)
COTLEY, DUNWOLD, OLD_WICKEN = (484_000.0, 262_000.0), (476_000.0, 280_000.0), (495_000.0, 260_000.0)
FARCHESTER = (380_000.0, 400_000.0)

PEOPLE = {
    "Ambleford": (AMBLEFORD, 50_000),
    "Brackenby": (BRACKENBY, 20_000),
    "Cotley": (COTLEY, 900),
    "Nether Dunwold": (DUNWOLD, 600),
    "Wicken Magna": (OLD_WICKEN, 0),
    "Farchester": (FARCHESTER, 90_000),
    "Sale": ((378_000.0, 391_000.0), 55_000),
}
"""Each town or village with its middle and its people; Farchester and Sale lie outside the county."""

STREETS: dict[tuple[str, str], list[tuple[float, float]]] = {
    ("High Street", "Ambleford"): [(480_050, 270_000), (480_150, 270_050)],
    ("High Street", "Brackenby"): [(490_020, 275_010)],
    ("High Street", "Cotley"): [(484_010, 262_020)],
    ("High Street", "Nether Dunwold"): [(476_010, 280_020)],
    ("Wexcombe Avenue", "Ambleford"): [(479_400, 270_600), (479_500, 270_700), (479_620, 270_800)],
    ("Tolland Road", "Ambleford"): [(480_800, 269_500), (480_950, 269_600), (481_100, 269_700)],
    ("Tolland Road", "Brackenby"): [(490_400, 275_600)],
    ("Pewsham Road", "Ambleford"): [(481_020, 269_500), (480_990, 269_720)],
    ("Larkrise Crescent", "Brackenby"): [(489_500, 274_700)],
    ("St Elwin's Close", "Ambleford"): [(479_000, 269_400)],
    ("Jubilee Gardens", "Ambleford"): [(480_500, 270_900)],
    ("Quarrymans Lane", "Cotley"): [(483_800, 262_300)],
    ("Brackenby Road", "Ambleford"): [(481_300, 270_600), (481_700, 270_800)],
    ("Thornaby Street", "Farchester"): [(380_200, 400_100)],
    ("Ashgrove Terrace", "Brackenby"): [(490_900, 274_600)],
    ("Ashgrove Terrace", "Ambleford"): [(479_200, 271_100)],
}
"""The recorded points of each street, by its name and town."""

STOPS = [
    # reference, name, easting, northing, town, street
    ("a1", "Pewsham Road", 481_000, 269_630, "Ambleford", "Tolland Road"),
    ("a2", "Pewsham Road", 481_030, 269_650, "Ambleford", "Tolland Road"),
    ("a4", "Signal Box", 481_080, 269_560, "Ambleford", "Tolland Road"),
    ("a3", "Civic Centre", 480_300, 270_150, "Ambleford", "Mayors Walk"),
    ("b1", "The Red Lion", 490_200, 275_100, "Brackenby", "High Street"),
]

PLACES = [
    # reference, name, label, kind, easting, northing, extent_m, town
    ("p1", "Heron Park", "Heron Park", "open_space", 479_700, 269_800, 220, "Ambleford"),
    ("p2", "Fernhill Estate", "Fernhill Estate", "local_place", 490_700, 275_300, 400, "Brackenby"),
    ("p2", "The Fernies", "Fernhill Estate", "local_place", 490_700, 275_300, 400, "Brackenby"),
    ("p4", "Cooper Field", "Cooper Field Rec", "open_space", 490_100, 276_000, 150, "Brackenby"),
    ("p5", "Cooper Field", "Cooper Field", "local_place", 490_200, 276_050, 150, "Brackenby"),
    ("p3", "Old Forge Playing Field", "Old Forge Playing Field", "open_space", 484_200, 262_100, 180, "Cotley"),
]

POSTCODES = {
    "XR56DP": (479_500, 270_650), "XR56DT": (479_560, 270_730), "XR56HS": (479_430, 270_560),
    "XR57AB": (480_100, 270_020), "XR57AD": (480_180, 270_090), "XR12QT": (490_030, 275_030),
    "XR12QW": (490_120, 275_090), "XR184EX": (484_020, 262_040), "FC11AA": (380_010, 400_020),
}  # fmt: skip
"""Postcodes without their space, and their points; FC1 1AA is in Farchester."""

PARTS = {
    "XR5": (479_800, 270_300, 700), "XR1": (490_080, 275_060, 300), "XR18": (484_020, 262_040, 800),
    "XR5 6": (479_500, 270_650, 150), "XR5 7": (480_140, 270_055, 120), "FC1": (380_010, 400_020, 900),
    "M1": (379_000, 399_000, 900),
}  # fmt: skip
"""Districts and sectors: their middle and the radius that holds their postcodes."""


def same(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave the rows as they are."""
    return frame


def settlements() -> pd.DataFrame:
    """Give the towns and villages; the radius of each is that of 45 people a hectare."""
    return _entries(
        (f"place {name}", name, name, "settlement", *at, max(people, 500) ** 0.5 * 8.41, None, None, people)
        for name, (at, people) in PEOPLE.items()
    )


def street_points() -> pd.DataFrame:
    """Give every recorded point of every street."""
    rows = [(name, town, *point) for (name, town), points in STREETS.items() for point in points]
    return pd.DataFrame(rows, columns=["name", "locality", "easting", "northing"])


def stops() -> pd.DataFrame:
    """Give the bus stops, each on its street."""
    return _entries(
        (ref, name, name, "stop", east, north, 0.0, town, street, 0.0) for ref, name, east, north, town, street in STOPS
    )


def places() -> pd.DataFrame:
    """Give parks, an estate with an alias and a playing field."""
    return _entries((ref, *rest, town, None, 0.0) for ref, *rest, town in PLACES)


def postcodes() -> pd.DataFrame:
    """Give the postcodes and the parts of them."""
    rows: list[tuple[str, float, float, float]] = [(code, *at, 90.0) for code, at in POSTCODES.items()]
    rows += [(code, *figures) for code, figures in PARTS.items()]
    return pd.DataFrame(rows, columns=["code", "easting", "northing", "extent_m"])


def layers(shuffle: Shuffle = same) -> list[Layer]:
    """Give the gazetteers of the county, the rows of each in any order."""

    def content(**frames: Callable[[], pd.DataFrame]) -> LayerContent:
        return LayerContent(**{name: shuffle(make()).reset_index(drop=True) for name, make in frames.items()})

    return [
        Layer("towns", "1", partial(content, entries=settlements)),
        Layer("postcodes", "1", partial(content, postcodes=postcodes)),
        Layer("streets", "1", partial(content, street_points=street_points)),
        Layer("stops", "1", partial(content, entries=stops)),
        Layer("places", "1", partial(content, entries=places)),
    ]


def built(path: Path, gazetteers: Sequence[Layer]) -> Geocoder:
    """Build the index of some gazetteers in a file and open it."""
    update_index(path, gazetteers)
    return Geocoder(Index(path), AREA)


def entry(reference: str, name: str, kind: str, easting: float, northing: float, **rest: object) -> pd.DataFrame:
    """Give one row of a gazetteer."""
    row = {"label": name, "extent_m": 0.0, "locality": None, "street": None, "weight": 0.0} | rest
    values = (reference, name, row["label"], kind, easting, northing)
    return _entries([(*values, row["extent_m"], row["locality"], row["street"], row["weight"])])


def _entries(rows: object) -> pd.DataFrame:
    names = ["reference", "name", "label", "kind", "easting", "northing", "extent_m", "locality", "street", "weight"]
    frame = pd.DataFrame(list(rows), columns=names)  # type: ignore[call-overload]
    numbers = ["easting", "northing", "extent_m", "weight"]
    texts = [name for name in names if name not in numbers]
    return frame.astype(dict.fromkeys(numbers, float) | dict.fromkeys(texts, object))
