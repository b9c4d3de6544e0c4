"""The outside world behaves by the last digit."""

from __future__ import annotations

import pytest

from callplane.drivers.exchange.outside import Behaviour, behaviour


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+49301230", Behaviour(answers_after=1.0)),
        ("+49301231", Behaviour(busy=True, answers_after=1.0)),
        ("+49301232", Behaviour()),
        ("+49301233", Behaviour(unobtainable=True)),
        ("+49301234", Behaviour(rejects_after=1.0)),
        ("+49301235", Behaviour(answers_after=1.0, hangs_up_after=2.0)),
        ("+49301239", Behaviour(answers_after=1.0)),
        ("", Behaviour(answers_after=1.0)),
    ],
)
def test_behaviour(number: str, expected: Behaviour) -> None:
    assert behaviour(number) == expected
