"""The methods that wait are those of the asynchronous client, all of them."""

from __future__ import annotations

import inspect

from callplane.client import api, sync


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def test_every_method_is_there_with_its_name_and_words() -> None:
    assert public(sync.Client) == public(api.Client)
    for name in public(api.Client):
        theirs, ours = getattr(api.Client, name), getattr(sync.Client, name)
        if inspect.iscoroutinefunction(theirs):
            assert ours.__name__ == name
            assert ours.__doc__ == theirs.__doc__
            assert not inspect.iscoroutinefunction(ours)
