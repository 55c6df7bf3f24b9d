"""Find the names that a misspelt name is nearest to, wherever in it the slips are: core, type or spaces."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz.distance import OSA

from geo_ij.geocode.index import Index, NearName
from geo_ij.geocode.names import Name, full_words
from geo_ij.geocode.spelling import edits_between
from geo_ij.geocode.words import STREET_TYPES

_SHORTEST_CORE = 2


def whole_of(words: Sequence[str]) -> str:
    """Give the folded words of a name in one, as names are compared: written out, without spaces or a first "the"."""
    full = full_words(words)
    return "".join(full[1:] if len(full) > 1 and full[0] == "the" else full)


def best_names(whole: str, index: Index, *, most: int) -> list[NearName]:
    """Find the names that are the fewest edits from a whole name without spaces, if at most `most` (2 at most).

    All names of that many edits are given, because spelling alone cannot tell between them, the likeliest first: one
    that has all the letters which were typed (`strange_letters`), then one that more streets and places bear. What
    looks like a type may be part of the core and the other way round, so every way to cut the name in two is tried:
    first those that cost one edit, then, only if these find nothing, those that cost two.
    """
    for allowed in range(most + 1):
        found: dict[int, NearName] = {}
        for text in dict.fromkeys((whole, whole.removeprefix("the"))):
            for near in _candidates(text, index, most=allowed):
                edits = edits_between(text, near.name.core + near.name.type, most=allowed)
                before = found.get(near.name_id)
                if edits <= allowed and (before is None or edits < before.edits):
                    found[near.name_id] = near._replace(edits=edits)
        if found:
            fewest = min(near.edits for near in found.values())
            best = [near for near in found.values() if near.edits == fewest]
            bearers = index.bearers([near.name_id for near in best]) if len(best) > 1 else {}
            return sorted(
                best, key=lambda one: (strange_letters(whole, one.name), -bearers.get(one.name_id, 0), one.name)
            )
    return []


def strange_letters(whole: str, name: Name) -> int:
    """Count the letters of what was typed that the name does not have.

    A letter is left out, or swapped with the next, in one way; it is replaced, or another added, in 25. So of two names
    that are as near, the one without strange letters is the likelier (the noisy channel of Kernighan, Church and Gale
    1990, with all letters alike).
    """
    return (Counter(whole) - Counter(name.core + name.type)).total()


def _candidates(whole: str, index: Index, *, most: int) -> Iterator[NearName]:
    """Give the names whose core is near to what stands before a type, for each place where a type may begin."""
    yield from index.of_cores({whole[:end] for end in range(_SHORTEST_CORE, len(whole) + 1)})
    heads: dict[str, int] = {whole: most}
    for edits, head in _cuts(whole, most=most):
        heads[head] = max(heads.get(head, 0), most - edits)
    for head, left in heads.items():
        yield from index.near(head, most=left)


def _cuts(whole: str, *, most: int) -> Iterable[tuple[int, str]]:
    """Give each head before something like a type, with how many edits it is like it; fewer than `most`."""
    for kind in STREET_TYPES:
        for cut in range(len(kind) - most + 1, len(kind) + most):
            if len(whole) - cut >= _SHORTEST_CORE:
                edits = int(OSA.distance(whole[-cut:], kind, score_cutoff=most - 1))
                if edits < most:
                    yield edits, whole[:-cut]
