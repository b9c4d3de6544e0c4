"""What `callplane top` reads and shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callplane import metrics
from callplane.cli.top import figures, rows, samples
from callplane.metrics import exposition

TEXT = exposition(
    {
        metrics.INFO: {("1.2",): 1},
        metrics.SESSIONS: {("connected",): 2, ("waiting",): 1},
        metrics.MONITORS: {("line",): 4, ("list",): 1},
        metrics.LINES: {("open",): 1500, ("no_pbx",): 0},
        metrics.CALLS: {("connected",): 0},
        metrics.QUEUE_BYTES: {(): 2048},
        metrics.HISTORY_BYTES: {(): 5 << 30},
        metrics.PBX_LINK_UP: {("main",): 1, ("branch",): 0},
        metrics.PBX_COMMANDS: {("main", "MakeCall", "accepted"): 5, ("main", "Drop", "wrong-state"): 2},
        metrics.FACTS: {("main", "CallReported"): 100, ("branch", "LinkChanged"): 1},
        metrics.MEMORY: {(): 10 << 20},
        metrics.CPU: {(): 1.5},
    },
    [metric for metric in metrics.METRICS if metric is not metrics.EVENTS],
)


def test_samples() -> None:
    text = '# HELP a b\na 1\nb{x="1",y="a, \\"b\\""} 2.5\nnot a sample at all\n'
    assert list(samples(text)) == [("a", {}, 1.0), ("b", {"x": "1", "y": 'a, \\"b\\"'}, 2.5)]


def test_figures() -> None:
    found = figures(TEXT)
    assert (found.version, found.sessions, found.monitors) == ("1.2", {"connected": 2, "waiting": 1}, 5)
    assert (found.lines, found.calls) == ({"open": 1500}, {})
    assert (found.pbxs, found.commands, found.refused) == ({"main": True, "branch": False}, {"main": 7}, {"main": 2})
    assert found.events_out == 0


def test_no_figures_in_another_text() -> None:
    with pytest.raises(KeyError):
        figures("some 1\n")


def test_rows() -> None:
    before = figures(TEXT)
    text = "\n".join(rows(replace(before, events_in=before.events_in + 30, cpu=before.cpu + 0.5), before, 2.0))
    assert "memory 10 MiB   cpu 25 %" in text
    assert "1,500 (1,500 open)" in text
    assert "calls     0\n" in text
    assert "in 15/s   out 0/s" in text
    assert "2 KiB in queues, 5.0 GiB kept" in text
    assert "main: link up   commands 7 (not accepted: 2)" in text
    assert "branch: link DOWN   commands 0" in text
    assert "cpu -" in rows(before, before, 0.0)[0]
