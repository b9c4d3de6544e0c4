"""Data that ride on scenarios, and data announced for coming calls."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.model.examples import call, line_report

from callplane.errors import Busy
from callplane.model.call import Call, CallState, Party
from callplane.model.line import Line
from callplane.service.scenarios import (
    ANNOUNCEMENT_SECONDS,
    MAX_BYTES,
    MAX_PAIRS,
    Announcement,
    Announcements,
    Scenarios,
    with_pairs,
)

PAIRS = (("k", "v"),)
LINE = Line(line_report(), "demo")


def test_a_scenario_lives_as_long_as_its_calls() -> None:
    scenarios = Scenarios()
    scenarios.join("t", "a")
    scenarios.join("t", "b")
    assert sorted(scenarios.calls("t")) == ["a", "b"]
    scenarios.leave("t", "a")
    assert len(scenarios) == 1
    scenarios.leave("t", "b")
    scenarios.leave("t", "b")
    assert len(scenarios) == 0
    assert scenarios.calls("t") == ()
    assert not scenarios.data("t")


def test_the_same_key_replaces_and_an_empty_value_removes() -> None:
    scenarios = Scenarios()
    scenarios.join("t", "a")
    assert scenarios.update("t", [("k", "1"), ("l", "2")])
    before = scenarios.data("t")
    assert scenarios.update("t", [("k", "3"), ("l", ""), ("m", "")])
    assert not scenarios.update("t", [("k", "3")])
    assert scenarios.data("t") == {"k": "3"}
    assert before == {"k": "1", "l": "2"}


@pytest.mark.parametrize(
    ("pairs", "fits"),
    [
        ([(str(n), "v") for n in range(MAX_PAIRS)], True),
        ([(str(n), "v") for n in range(MAX_PAIRS + 1)], False),
        ([("k", "x" * (MAX_BYTES - 1))], True),
        ([("k", "x" * MAX_BYTES)], False),
        ([("k", "ü" * (MAX_BYTES // 2))], False),
        ([("k", "x" * MAX_BYTES), ("k", "short")], True),
    ],
)
def test_limits(pairs: list[tuple[str, str]], fits: bool) -> None:
    if fits:
        assert with_pairs({}, pairs) == dict(pairs)
    else:
        with pytest.raises(Busy):
            with_pairs({}, pairs)


@pytest.mark.parametrize(
    ("brought", "kept", "merged", "news"),
    [
        ({}, {}, {}, False),
        ({}, {"k": "1"}, {"k": "1"}, False),
        ({"k": "1"}, {}, {"k": "1"}, True),
        ({"k": "1", "l": "2"}, {"k": "3"}, {"k": "3", "l": "2"}, True),
        ({"k": "1"}, {"k": "3"}, {"k": "3"}, False),
    ],
)
def test_a_call_brings_its_pairs_along(brought: dict[str, str], kept: dict[str, str], merged: dict[str, str], news: bool) -> None:
    scenarios = Scenarios()
    scenarios.join("old", "a")
    scenarios.join("new", "b")
    scenarios.update("old", brought.items())
    scenarios.update("new", kept.items())
    assert scenarios.move("a", "old", "new") is news
    assert scenarios.data("new") == merged
    assert sorted(scenarios.calls("new")) == ["a", "b"]
    assert len(scenarios) == 1


def test_two_full_scenarios_that_meet_keep_the_pairs_that_are_there() -> None:
    scenarios = Scenarios()
    for tracker_id in ("old", "new"):
        scenarios.join(tracker_id, tracker_id)
        scenarios.update(tracker_id, [(f"{tracker_id}{n}", "v") for n in range(40)])
    scenarios.move("old", "old", "new")
    data = scenarios.data("new")
    assert len(data) == MAX_PAIRS
    assert all(f"new{n}" in data for n in range(40))


OFFERED = replace(
    call("a", CallState.OFFERING, outbound=False),
    facts=replace(call("a", CallState.OFFERING, outbound=False).facts, redirecting=Party("+49103"), pbx_call_id="77"),
)


@pytest.mark.parametrize(
    ("conditions", "which", "begins", "fits"),
    [
        ({}, OFFERED, True, True),
        ({}, OFFERED, False, False),
        ({"called_number": "+49101"}, OFFERED, True, True),
        ({"called_number": "+49102"}, OFFERED, True, False),
        ({"called_number": "+49102"}, call(state=CallState.DIALING), True, True),
        ({"called_number": "+49101"}, call(state=CallState.DIALING), True, False),
        ({"transferring_number": "+49103"}, OFFERED, True, True),
        ({"transferring_number": "+49102"}, OFFERED, True, True),
        ({"transferring_number": "+49104"}, OFFERED, True, False),
        ({"transferring_number": "+49103"}, call(), True, False),
        ({"states": int(CallState.OFFERING | CallState.CONNECTED)}, OFFERED, False, True),
        ({"states": int(CallState.CONNECTED)}, OFFERED, True, False),
        ({"pbx_call_id": "77"}, OFFERED, True, True),
        ({"pbx_call_id": "78"}, OFFERED, True, False),
    ],
)
def test_which_call_an_announcement_means(conditions: dict[str, object], which: Call, begins: bool, fits: bool) -> None:
    announcement = Announcement(PAIRS, **conditions)  # type: ignore[arg-type]
    assert announcement.fits(LINE, which, begins=begins) is fits


def test_an_announcement_serves_one_call() -> None:
    waiting = Announcements()
    assert waiting.claim(LINE, OFFERED, 0.0, begins=True) == ()
    waiting.add(Announcement(PAIRS, called_number="+49999"), 0.0)
    waiting.add(Announcement(PAIRS), 0.0)
    assert waiting.claim(LINE, OFFERED, 1.0, begins=True) == PAIRS
    assert waiting.claim(LINE, OFFERED, 1.0, begins=True) == ()


def test_an_announcement_is_kept_for_a_minute() -> None:
    waiting = Announcements()
    waiting.add(Announcement(PAIRS), 0.0)
    assert waiting.claim(LINE, OFFERED, ANNOUNCEMENT_SECONDS, begins=True) == ()
    waiting.add(Announcement((("new", "v"),)), ANNOUNCEMENT_SECONDS)
    assert waiting.claim(LINE, OFFERED, ANNOUNCEMENT_SECONDS, begins=True) == (("new", "v"),)


def test_of_too_many_announcements_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callplane.service.scenarios.MAX_ANNOUNCEMENTS", 2)
    waiting = Announcements()
    for value in "123":
        waiting.add(Announcement((("k", value),)), 0.0)
    assert waiting.claim(LINE, OFFERED, 1.0, begins=True) == (("k", "2"),)
