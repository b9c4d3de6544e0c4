"""Everybody hears all others and never himself."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from callplane.media.mixing import MOST_PARTIES, others

FRAMES = st.lists(st.integers(-32768, 32767), min_size=3, max_size=3).map(lambda values: array("h", values))


@given(
    st.dictionaries(st.integers(0, MOST_PARTIES - 1), FRAMES, max_size=MOST_PARTIES), st.sets(st.integers(0, MOST_PARTIES - 1))
)
def test_each_hears_the_sum_of_the_others(spoken: dict[int, array[int]], silent: set[int]) -> None:
    listeners = sorted(spoken.keys() | silent)
    heard = others(spoken, listeners)
    for listener in listeners:
        frames = [frame for speaker, frame in spoken.items() if speaker != listener]
        expected = [sum(samples) for samples in zip(*frames, strict=True)]
        assert list(heard.get(listener, [])) == expected
