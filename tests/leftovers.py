"""What is still there when it should be gone: it holds itself, so that reference counts alone do not free it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def leftovers(*kinds: type) -> Iterator[list[str]]:
    """The kinds of the objects, of these kinds, that came up in the context and still live; the list is filled at its end."""
    found: list[str] = []
    gc.collect()
    gc.disable()
    before = {id(one) for one in gc.get_objects() if isinstance(one, kinds)}
    try:
        yield found
    finally:
        found += [type(one).__name__ for one in gc.get_objects() if isinstance(one, kinds) and id(one) not in before]
        gc.enable()
