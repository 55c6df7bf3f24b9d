"""Make the points that events are recorded at, each with an invented street name or a kind of place."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from geo_ij.demonstration.county import SPRING_RISE, TOWNS, stream
from geo_ij.projection import to_metres

APART_M = 85.0
"""No two points are nearer than this: the police's own are mostly 70 to 150 m apart."""

GENERIC_SHARE = 0.06
"""The share of points that are a kind of place rather than a street."""

CENTRE_M = 350.0
"""How far a town's centre reaches."""

_CENTRE_NAMES = ("Market Place", "High Street", "Church Lane", "Bridge Street", "Mill Lane", "Station Road")
_FIRST_WORDS = (
    "Acorn", "Alder", "Almond", "Amber", "Anchor", "Apple", "Arbour", "Ash", "Aspen", "Aster", "Avocet", "Badger",
    "Barley", "Barn", "Bay", "Beacon", "Beech", "Bellflower", "Birch", "Blackbird", "Blackthorn", "Bluebell",
    "Bracken", "Bramble", "Briar", "Brick", "Brook", "Broom", "Bullfinch", "Buttercup", "Buzzard", "Cedar", "Celandine",
    "Chaffinch", "Chalk", "Cherry", "Chestnut", "Clover", "Cobble", "Columbine", "Coppice", "Copse", "Cornflower",
    "Cowslip", "Crab Apple", "Crane", "Cricket", "Crocus", "Curlew", "Cypress", "Daffodil", "Daisy", "Dale", "Damson",
    "Deer", "Dove", "Drover", "Dunlin", "Eagle", "Elder", "Elm", "Falcon", "Fallow", "Fern", "Field", "Finch", "Fir",
    "Flax", "Forge", "Fountain", "Fox", "Foxglove", "Furlong", "Furrow", "Gale", "Garden", "Gate", "Glade", "Goldcrest",
    "Goldfinch", "Gorse", "Granary", "Grange", "Grebe", "Green", "Greenfinch", "Grove", "Hare", "Harebell", "Harrow",
    "Harvest", "Hawthorn", "Hay", "Hazel", "Heather", "Hedge", "Heron", "Hillside", "Holly", "Honeysuckle", "Hop",
    "Hornbeam", "Hyacinth", "Iris", "Ironstone", "Ivy", "Jackdaw", "Jasmine", "Juniper", "Kestrel", "Kiln",
    "Kingfisher", "Laburnum", "Lapwing", "Larch", "Lark", "Laurel", "Lavender", "Leather", "Lilac", "Lime", "Linden",
    "Linnet", "Lupin", "Magnolia", "Magpie", "Mallard", "Mallow", "Maltings", "Manor", "Maple", "Marigold", "Martin",
    "Meadow", "Medlar", "Merlin", "Mill", "Millstone", "Mistletoe", "Mulberry", "Myrtle", "Nettle", "Nightingale",
    "Nuthatch", "Oak", "Oat", "Olive", "Orchard", "Orchid", "Osier", "Osprey", "Otter", "Owl", "Paddock", "Park",
    "Partridge", "Pasture", "Peach", "Pear", "Peartree", "Pheasant", "Pine", "Pipit", "Plane", "Plough", "Plover",
    "Plum", "Pond", "Poplar", "Poppy", "Primrose", "Privet", "Quarry", "Quince", "Redstart", "Redwing", "Reed", "Robin",
    "Rook", "Rose", "Rosemary", "Rowan", "Rush", "Rye", "Saddle", "Saffron", "Sage", "Sandpiper", "Sedge", "Shepherd",
    "Silver Birch", "Siskin", "Skylark", "Snipe", "Snowdrop", "Sorrel", "Spindle", "Spinney", "Spring", "Spruce",
    "Starling", "Stile", "Stonechat", "Stream", "Swallow", "Swan", "Swift", "Sycamore", "Tannery", "Teal", "Teasel",
    "Thistle", "Thorn", "Thrush", "Thyme", "Tulip", "Valley", "Viburnum", "Vine", "Violet", "Wagtail", "Walnut",
    "Warren", "Waterside", "Weaver", "Well", "Wheat", "Wheel", "Whitethorn", "Wicker", "Willow", "Windmill", "Wisteria",
    "Woodbine", "Woodland", "Woodpecker", "Wren", "Yarrow", "Yew",
)  # fmt: skip
_SUFFIXES = {
    "Road": 19, "Close": 17, "Street": 13, "Court": 5, "Way": 5, "Lane": 4, "Avenue": 4, "Drive": 3, "Place": 2,
    "Crescent": 2, "Gardens": 2, "Walk": 1, "Grove": 1, "Terrace": 1, "Hill": 1, "Rise": 1, "View": 1, "Mews": 1,
}  # fmt: skip
"""How streets end, and of a hundred places about how many end so (data.police.uk, Northamptonshire, 2025)."""

_GENERIC = {
    "Supermarket": 25, "Parking Area": 30, "Sports/Recreation Area": 20, "Park/Open Space": 20, "Petrol Station": 12,
}  # fmt: skip
_GENERIC_IN_CENTRE = {
    "Supermarket": 15, "Parking Area": 30, "Shopping Area": 30, "Nightclub": 15, "Police Station": 3,
    "Theatre/Concert Hall": 4,
}  # fmt: skip


def make_streets(postcodes: npt.NDArray[np.float64]) -> pd.DataFrame:
    """Make the points from the positions of postcodes, shape (n, 2), in metres (EPSG:27700).

    Columns: easting, northing, location (a street's name or a kind of place), town (its name, or "" in the
    countryside), centre_m (metres from the town's middle, infinite in the countryside). The order of the postcodes
    changes nothing.
    """
    rise = np.column_stack(to_metres([SPRING_RISE[0]], [SPRING_RISE[1]])).round(1)
    points = np.concatenate([rise, _thinned(postcodes, keep_clear=rise)])
    town, centre_m = _towns_of(points)
    streets = pd.DataFrame({"easting": points[:, 0], "northing": points[:, 1], "town": town, "centre_m": centre_m})
    streets["location"] = _locations(streets)
    streets.loc[0, "location"] = "Spring Rise"
    return streets


def _thinned(postcodes: npt.NDArray[np.float64], *, keep_clear: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Keep, in a random order, every point that is not too near to one kept before."""
    candidates = np.unique(postcodes.round(1), axis=0)
    candidates = candidates[stream("thin").permutation(len(candidates))]
    tree = cKDTree(candidates)
    dropped = np.zeros(len(candidates), dtype=bool)
    dropped[tree.query_ball_point(keep_clear[0], APART_M)] = True
    neighbours = tree.query_ball_point(candidates, APART_M)
    for position, near in enumerate(neighbours):
        if not dropped[position]:
            dropped[near] = True
            dropped[position] = False
    return candidates[~dropped]


def _towns_of(
    points: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    middles = np.array([(town.easting, town.northing) for town in TOWNS])
    reach = np.array([town.reach_m for town in TOWNS])
    distance = np.hypot(points[:, :1] - middles[:, 0], points[:, 1:] - middles[:, 1])
    nearest = (distance / reach).argmin(axis=1)
    metres = distance[np.arange(len(points)), nearest]
    inside = metres <= reach[nearest]
    names = np.array([town.name for town in TOWNS], dtype=object)[nearest]
    return np.where(inside, names, ""), np.where(inside, metres, np.inf)


def _locations(streets: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Name every point; within a town, and over the whole countryside, a made-up name is used once."""
    random = stream("names")
    locations = np.full(len(streets), "", dtype=object)
    for _town, members in streets.groupby("town", sort=True):
        order = members["centre_m"].to_numpy().argsort(kind="stable")
        names = _street_names(random)
        for position in members.index.to_numpy()[order]:
            locations[position] = next(names)
        if np.isfinite(members["centre_m"]).all():
            centre = members.index.to_numpy()[order][: len(_CENTRE_NAMES)]
            locations[centre] = _CENTRE_NAMES[: len(centre)]
    generic = random.random_sample(len(streets)) < GENERIC_SHARE
    in_centre = streets["centre_m"].to_numpy() < CENTRE_M
    locations[generic & in_centre] = _drawn(random, _GENERIC_IN_CENTRE, int((generic & in_centre).sum()))
    locations[generic & ~in_centre] = _drawn(random, _GENERIC, int((generic & ~in_centre).sum()))
    return locations


def _street_names(random: np.random.RandomState) -> Iterator[str]:
    """Give names without end, the usual endings most often, each pair of words once before any comes again."""
    words = {suffix: random.permutation(_FIRST_WORDS).tolist() for suffix in _SUFFIXES}
    used = dict.fromkeys(_SUFFIXES, 0)
    while True:
        for suffix in _drawn(random, _SUFFIXES, 1_000):
            chosen = suffix
            if used[chosen] >= len(_FIRST_WORDS):
                chosen = min(_SUFFIXES, key=lambda name: used[name])
            yield f"{words[chosen][used[chosen] % len(_FIRST_WORDS)]} {chosen}"
            used[chosen] += 1


def _drawn(random: np.random.RandomState, weights: dict[str, int], count: int) -> npt.NDArray[np.object_]:
    share = np.array(list(weights.values()), dtype=float)
    return np.array(list(weights), dtype=object)[random.choice(len(weights), size=count, p=share / share.sum())]
