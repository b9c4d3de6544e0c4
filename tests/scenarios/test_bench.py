"""The measurements still run; what they find is not looked at."""

from __future__ import annotations

import pytest
from bench import codec, media, websocket


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
