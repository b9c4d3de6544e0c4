"""Who hears what in a conference: sums of samples; no parties, no packets."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Mapping, Sequence
from operator import add, sub
from typing import TypeVar

from callplane.media.g711 import SUM_LIMIT

MOST_PARTIES = SUM_LIMIT >> 15
"""More could leave the range of `g711.encode`."""

K = TypeVar("K", bound=Hashable)


def others(spoken: Mapping[K, array[int]], listeners: Sequence[K]) -> dict[K, Sequence[int]]:
    """What each listener hears: the sum of all others who speak, not clipped. Who would hear nothing is left out.

    `spoken` are frames of one length. A sum is made once, and each speaker's own voice taken out of it.
    """
    if not spoken:
        return {}
    frames = list(spoken.values())
    total: Sequence[int] = frames[0]
    for frame in frames[1:]:
        total = list(map(add, total, frame))
    heard: dict[K, Sequence[int]] = {}
    for listener in listeners:
        own = spoken.get(listener)
        if own is None:
            heard[listener] = total
        elif len(frames) == 2:
            heard[listener] = frames[1] if own is frames[0] else frames[0]
        elif len(frames) > 2:
            heard[listener] = list(map(sub, total, own))
    return heard
