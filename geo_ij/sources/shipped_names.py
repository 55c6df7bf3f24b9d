"""Give the local names that come with the program: parks, estates, shopping centres, villages of Northamptonshire.

What each rests on and how sure it is stands in `data/places/local_names.csv` (`data/boundaries/SOURCES.md`).
"""

from functools import cache

import pandas as pd

from geo_ij.settings import shipped_data_folder
from geo_ij.sources.gazetteer_csv import read_gazetteer_csv
from geo_ij.sources.gazetteer_file import GazetteerFile


@cache
def _shipped() -> GazetteerFile:
    return read_gazetteer_csv(shipped_data_folder() / "places" / "local_names.csv")


def shipped_local_names() -> pd.DataFrame:
    """Give a copy of the shipped local names, in the shape of frames.GAZETTEER.

    Villages and suburbs (kind `settlement`) have the reference that NaPTAN gives them, so that the same village from an
    imported NaPTAN file can be known again. Their weight is 0: `sources.shipped.places` has the towns with populations.
    """
    return _shipped().entries.copy()
