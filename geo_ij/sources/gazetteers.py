"""List every format of gazetteer that can be read, each with its reader."""

from collections.abc import Callable
from pathlib import Path

from geo_ij.sources.gazetteer_csv import read_gazetteer_csv
from geo_ij.sources.gazetteer_file import GazetteerFile
from geo_ij.sources.gazetteer_greenspace import read_greenspace
from geo_ij.sources.gazetteer_naptan import read_naptan
from geo_ij.sources.gazetteer_opennames import read_open_names
from geo_ij.vocabulary import GazetteerFormat

READERS: dict[GazetteerFormat, Callable[[Path], GazetteerFile]] = {
    GazetteerFormat.NAPTAN: read_naptan,
    GazetteerFormat.OPENNAMES: read_open_names,
    GazetteerFormat.GREENSPACE: read_greenspace,
    GazetteerFormat.CSV: read_gazetteer_csv,
}
"""The reader of each format: it gives what the file holds, or raises SourceError if it is another kind of file."""
