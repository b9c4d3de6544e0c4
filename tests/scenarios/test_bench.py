"""The measurements still run; what they find is not looked at."""

from __future__ import annotations

import pytest
from bench import codec, websocket


def test_a_websocket_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "SECONDS", 0.01)
    monkeypatch.setattr(websocket, "TURNS", 1)
    assert len(websocket.report().splitlines()) == 5


def test_a_call_event_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "microseconds", lambda work: work() and 1.0)
    assert len(codec.report().splitlines()) == 6
