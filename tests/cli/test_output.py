"""Texts for people, objects for programs, and progress for those who look on."""

from __future__ import annotations

import argparse
import json
import sys

import pytest

from callplane.cli.output import say, show
from callplane.cli.progress import progress

PEOPLE, PROGRAMS = argparse.Namespace(json=False), argparse.Namespace(json=True)


def test_say(capsys: pytest.CaptureFixture[str]) -> None:
    say(PEOPLE, "Added Zoë.", done="added", user="Zoë", password=None)
    say(PROGRAMS, "Added Zoë.", done="added", user="Zoë", password=None)
    text, facts = capsys.readouterr().out.splitlines()
    assert text == "Added Zoë."
    assert json.loads(facts) == {"done": "added", "user": "Zoë"}


def test_show(capsys: pytest.CaptureFixture[str]) -> None:
    def facts(number: int) -> dict[str, object]:
        return {"number": number, "even": number % 2 == 0, "list": ["a", "b"][:number]}

    columns = {"NUMBER": "number", "EVEN": "even", "LIST": "list"}
    show(PEOPLE, [0, 1], facts, columns)
    show(PROGRAMS, [2], facts, columns)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:3]] == [["NUMBER", "EVEN", "LIST"], ["0", "yes", "-"], ["1", "-", "a"]]
    assert json.loads(lines[3]) == {"number": 2, "even": True, "list": ["a", "b"]}


@pytest.mark.parametrize(("terminal", "total", "bar"), [(True, 100, True), (True, 10, False), (False, 100, False)])
def test_a_bar_for_long_work_on_a_terminal(
    terminal: bool, total: int, bar: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with progress("Reading lines", total) as advance:
        for _ in range(total):
            advance()
    shown = capsys.readouterr()
    assert shown.out == ""
    assert ("Reading lines" in shown.err) == bar
