"""Read every setting once, at the edge, from the environment: one table of name, default and meaning.

`SETTINGS` is the table that the reference page prints and a test compares; `Settings` is the frozen result.
"""

from geo_ij.settings.checks import FEWEST_DIFFERENT, SHORTEST_SECRET, check_serving
from geo_ij.settings.files import default_database_url, file_of_database, shipped_data_folder
from geo_ij.settings.mail import MailServer, council_addresses, is_address, mailbox_server, sending_server
from geo_ij.settings.table import SETTINGS, Setting
from geo_ij.settings.values import Settings, read_settings

__all__ = [
    "FEWEST_DIFFERENT",
    "SETTINGS",
    "SHORTEST_SECRET",
    "MailServer",
    "Setting",
    "Settings",
    "check_serving",
    "council_addresses",
    "default_database_url",
    "file_of_database",
    "is_address",
    "mailbox_server",
    "read_settings",
    "sending_server",
    "shipped_data_folder",
]
