"""Keep candidates in line, the worthiest first, in two arrays that compiled code can hold."""

from geo_ij.hotspots.compiled import compiled
from geo_ij.hotspots.points import Floats, Integers


@compiled
def push(worth: Floats, disc: Integers, size: int, key: float, item: int) -> int:
    """Add to a heap whose root is the greatest worth; among equals the smaller number comes first."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if worth[above] > key or (worth[above] == key and disc[above] < item):
            break
        worth[at], disc[at] = worth[above], disc[above]
        at = above
    worth[at], disc[at] = key, item
    return size + 1


@compiled
def pop(worth: Floats, disc: Integers, size: int) -> int:
    """Take the root off a heap (the caller has read it) and give the new size."""
    size -= 1
    key, item = worth[size], disc[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        right = below + 1
        if right < size and (
            worth[right] > worth[below] or (worth[right] == worth[below] and disc[right] < disc[below])
        ):
            below = right
        if key > worth[below] or (key == worth[below] and item < disc[below]):
            break
        worth[at], disc[at] = worth[below], disc[below]
        at = below
    worth[at], disc[at] = key, item
    return size
