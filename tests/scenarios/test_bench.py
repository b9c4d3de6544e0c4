"""The measurements still run; what they find is not looked at."""

from __future__ import annotations

import itertools

import pytest
from bench import asterisk, codec, media, websocket


def test_a_websocket_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "SECONDS", 0.01)
    monkeypatch.setattr(websocket, "TURNS", 1)
    assert len(websocket.report().splitlines()) == 5


def test_a_call_event_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "microseconds", lambda work: work() and 1.0)
    assert len(codec.report().splitlines()) == 6


def test_sound_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "SECONDS", 0.1)
    monkeypatch.setattr(media, "ROUNDS", 1)
    monkeypatch.setattr(media, "CALLS", 2)
    monkeypatch.setattr(media, "WAYS", {way: way for way in ("echo", "relay conference recorded")})
    assert len(media.report().splitlines()) == 4


def test_a_recorded_call_is_multiplied() -> None:
    pbx = asterisk.Pbx(2 * asterisk.PAIRS)
    events = [event for _pair, event in itertools.islice(pbx.events(), 5_000)]
    begun = [event for event in events if event.startswith(b"Event: Newchannel")]
    assert len(set(begun)) == len(begun) > asterisk.PAIRS
    assert len(asterisk.figures(1.0, 0.1, [0.001, 0.002], [0.001], 1.0, 1.0)) == 8
