"""Read every setting once, at the edge, from the environment: one table of name, default and meaning.

`SETTINGS` is the table that the reference page prints and a test compares; `Settings` is the frozen result.
"""

from geo_ij.settings.checks import FEWEST_DIFFERENT, SHORTEST_SECRET, check_serving
from geo_ij.settings.files import default_database_url, file_of_database, shipped_data_folder
from geo_ij.settings.table import SETTINGS, Setting
from geo_ij.settings.values import Settings, read_settings

__all__ = [
    "FEWEST_DIFFERENT",
    "SETTINGS",
    "SHORTEST_SECRET",
    "Setting",
    "Settings",
    "check_serving",
    "default_database_url",
    "file_of_database",
    "read_settings",
    "shipped_data_folder",
]
