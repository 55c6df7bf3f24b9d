"""Search a table of names for a misspelt one in the ways that people usually do."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from time import perf_counter

import numpy as np
import psycopg
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from geo_ij.geocode.index import Index
from geo_ij.geocode.name_search import best_names, whole_of
from geo_ij.geocode.names import name_of
from geo_ij.geocode.text import clean, words
from tests.postgres_cluster import running_cluster
from tools.system_packages import find_postgresql

Search = Callable[[str], Sequence[str]]
"""Give the best names for a misspelt one, in folded letters, the first first; those after it are as near."""


def folded(name: str) -> str:
    """Write a name as all searches compare it."""
    return "".join(name_of(name))


def ours(index: Index) -> Search:
    """Search the index, as the geocoder does for a name that it does not know."""

    def search(text: str) -> list[str]:
        whole = whole_of([word.text for word in words(clean(text))])
        return ["".join(near.name) for near in best_names(whole, index, most=2)]

    return search


def whole_table(names: Sequence[str]) -> Search:
    """Compare with every name by `rapidfuzz.process.extractOne`, its usual ratio, in small letters."""
    small = [name.casefold() for name in names]

    def search(text: str) -> list[str]:
        found = process.extractOne(text.casefold(), small, scorer=fuzz.ratio)
        return [folded(found[0])]

    return search


def every_distance(names: Sequence[str]) -> Search:
    """Count the edits to every name: the best that spelling alone can do."""
    wholes = [folded(name) for name in names]

    def search(text: str) -> list[str]:
        whole = whole_of([word.text for word in words(clean(text))])
        edits = process.cdist([whole], wholes, scorer=OSA.distance, dtype=np.uint8, score_cutoff=3)[0]
        return [wholes[place] for place in np.flatnonzero(edits == edits.min())]

    return search


@contextmanager
def sqlite_trigrams(names: Sequence[str]) -> Iterator[Search]:
    """Search SQLite's FTS5 with its trigram tokeniser: any of the trigrams, the best by BM25."""
    with closing(sqlite3.connect(":memory:")) as connection:
        started = perf_counter()
        connection.execute("CREATE VIRTUAL TABLE names USING fts5(name, tokenize='trigram')")
        connection.executemany("INSERT INTO names VALUES (?)", ((name,) for name in names))
        print(f"  FTS5 trigram: made in {perf_counter() - started:.0f} s")

        def search(text: str) -> list[str]:
            small = text.casefold()
            trigrams = {small[at : at + 3].replace('"', '""') for at in range(len(small) - 2)}
            question = " OR ".join(f'"{trigram}"' for trigram in sorted(trigrams))
            query = "SELECT name FROM names WHERE names MATCH ? ORDER BY rank LIMIT 1"
            return [folded(row[0]) for row in connection.execute(query, (question,))]

        yield search


@contextmanager
def postgresql_trigrams(names: Sequence[str], *, kind: str) -> Iterator[Search | None]:
    """Search PostgreSQL's pg_trgm: by GiST the nearest of all, by GIN the best of those similar enough (0.3)."""
    programs = find_postgresql()
    if programs is None:
        print("  pg_trgm: skipped, PostgreSQL is not installed")
        yield None
        return
    with running_cluster(programs) as cluster, psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE TABLE names (name text NOT NULL)")
        started = perf_counter()
        with connection.cursor().copy("COPY names FROM STDIN") as copy:
            for name in names:
                copy.write_row((name,))
        connection.execute(f"CREATE INDEX ON names USING {kind} (name {kind}_trgm_ops)".encode())
        connection.execute("ANALYZE names")
        size = connection.execute("SELECT pg_total_relation_size('names')").fetchone()
        megabytes = size[0] / 1e6 if size else 0
        print(f"  pg_trgm by {kind}: made in {perf_counter() - started:.0f} s, {megabytes:,.0f} MB")
        query = {
            "gist": "SELECT name FROM names ORDER BY name <-> %(text)s LIMIT 1",
            "gin": "SELECT name FROM names WHERE name %% %(text)s ORDER BY similarity(name, %(text)s) DESC LIMIT 1",
        }[kind].encode()

        def search(text: str) -> list[str]:
            return [folded(row[0]) for row in connection.execute(query, {"text": text})]

        yield search
