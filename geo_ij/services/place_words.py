"""Say whether the words of a report may become a name of one place for everybody."""

import re
from functools import lru_cache

import shapely

from geo_ij.geocode.text import clean, words
from geo_ij.geocode.words import ABBREVIATIONS, ALSO_WORDS, STREET_TYPES
from geo_ij.services.kept_locations import KeptLocation
from geo_ij.sources.record_points import ServiceArea
from geo_ij.sources.shipped import shipped_settlements
from geo_ij.vocabulary import LocationStatus

Name = tuple[str, ...]

_COUNTED = re.compile(r" is in (\d+) places:| may be any of (\d+) in or around ")
"""How the geocoder says in its reason how many places have the name."""


def why_no_name(kept: KeptLocation, *, area: ServiceArea) -> str | None:
    """Say why the words of a location may not be found at one place from now on, or None where they may.

    Words that fit several places, or that name no town or village, mean another place when somebody else says them.
    """
    if kept.location.status is LocationStatus.AMBIGUOUS or len(kept.choices) > 1:
        return "There is more than one place of that name, so the words cannot stand for one of them"
    if not names_town(kept.location.text, area=area):
        return "The words name no town or village, so somebody else may mean another place by them"
    return None


def places_in_all(kept: KeptLocation) -> int:
    """Give how many places the words of a location may mean, of which the likeliest are among its choices."""
    counted = _COUNTED.search(kept.location.reason)
    return max(len(kept.choices), int(counted[1] or counted[2]) if counted else 0)


def names_town(text: str, *, area: ServiceArea) -> bool:
    """Say whether a text names something and the town or village of the service area that it is in.

    A road that is called after a town ("Kettering Road") names none, and a town alone names nothing in it.
    """
    said = tuple(word.text for word in words(clean(text)))
    towns = _towns_within(area.polygon)
    longest = max((len(town) for town in towns), default=0)
    for start in range(len(said)):
        for end in range(start + 1, min(start + longest, len(said)) + 1):
            behind = said[end] if end < len(said) else ""
            is_road = ABBREVIATIONS.get(behind, behind) in STREET_TYPES
            if said[start:end] in towns and not is_road and end - start < len(said):
                return True
    return False


@lru_cache(maxsize=4)
def _towns_within(polygon: shapely.Geometry) -> frozenset[Name]:
    """Give the names of the towns and villages in an area, but for those that are everyday words ("Old")."""
    known = shipped_settlements()
    inside = shapely.intersects_xy(polygon, known["easting"].to_numpy(float), known["northing"].to_numpy(float))
    named = {tuple(word.text for word in words(clean(name))) for name in known["name"][inside]}
    return frozenset(name for name in named if name and " ".join(name) not in ALSO_WORDS)
