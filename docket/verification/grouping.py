from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def groups(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """So many at a time, in their order."""
    rest = iter(items)
    while group := list(islice(rest, size)):
        yield group
