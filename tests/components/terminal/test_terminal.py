"""Live views in a real terminal, and completion in real shells."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.components import needs

from callplane.cli.completion import script

LIMIT = 60.0
COLOUR = re.compile("\x1b\\[[0-9;]*3[0-7]m")


class Terminal:
    """A terminal in tmux, on which a command line runs."""

    def __init__(self, socket: Path, line: str) -> None:
        self._tmux = [needs.program("tmux", "tmux"), "-f", "/dev/null", "-S", str(socket)]
        self._do("new-session", "-d", "-x", "100", "-y", "30", "sh", "-c", f"trap : INT; {line}; echo ended with $?; cat")

    def _do(self, *command: str) -> str:
        return subprocess.run([*self._tmux, *command], capture_output=True, text=True, check=True, timeout=LIMIT).stdout

    def waits_for(self, *texts: str) -> str:
        """What stands there as soon as it has all of these texts."""

        def found() -> str:
            screen = self._do("capture-pane", "-p", "-e")
            return screen if all(text in screen for text in texts) else ""

        return until(found, lambda: self._do("capture-pane", "-p"))

    def press(self, *keys: str) -> None:
        self._do("send-keys", *keys)

    def close(self) -> None:
        self._do("kill-server")


def until(found: Callable[[], str], otherwise: Callable[[], str]) -> str:
    last = time.monotonic() + LIMIT
    while not (text := found()):
        assert time.monotonic() < last, otherwise()
        time.sleep(0.05)  # a screen tells nobody that it has changed
    return text


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A demo's server in a process of its own."""
    ports = [option for name in ("http", "tcp", "tls") for option in (f"--{name}-port", "0")]
    command = [sys.executable, "-m", "callplane.cli.main", "demo", *ports]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[2]
        server.terminate()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[[str], Terminal]]:
    opened: list[Terminal] = []

    def start(line: str) -> Terminal:
        opened.append(Terminal(tmp_path / f"{len(opened)}", line))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def callplane(url: str, *command: str) -> list[str]:
    """A command as alice, as the words of a command line."""
    return [sys.executable, "-m", "callplane.cli.main", *command, "--url", url, "--user", "alice", "--password", "demo"]


def test_lines_and_calls_are_watched_live(terminal: Callable[[str], Terminal], url: str) -> None:
    watching = terminal(shlex.join(callplane(url, "watch")))
    watching.waits_for("2 lines, 0 calls", "free")
    call = callplane(url, "call", "101", "0891231")
    assert subprocess.run(call, check=False, timeout=LIMIT, capture_output=True).returncode == 3
    screen = watching.waits_for("call ended", "2 lines, 0 calls")
    assert COLOUR.search(screen)
    watching.press("C-c")
    watching.waits_for("ended with 130")


def test_a_server_is_watched_live_without_colours(terminal: Callable[[str], Terminal], url: str) -> None:
    top = terminal(f"NO_COLOR=1 {shlex.join(callplane(url, 'top'))}")
    screen = top.waits_for("callplane", "sessions", "demo", "link up")
    assert not COLOUR.search(screen)
    top.press("C-c")
    top.waits_for("ended with 130")


def test_fish_completes(tmp_path: Path) -> None:
    fish = needs.program("fish", "fish")
    (tmp_path / "callplane.fish").write_text(script("fish"), encoding="utf-8")
    (tmp_path / "callplane").touch(mode=0o755)
    ask = f"source {tmp_path}/callplane.fish; complete -C 'callplane webhook a'; complete -C 'callplane demo --ht'"
    env = {**os.environ, "HOME": str(tmp_path), "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run([fish, "-c", ask], capture_output=True, text=True, check=True, timeout=LIMIT, env=env)
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["add", "--http-port"]


def test_zsh_completes(tmp_path: Path, terminal: Callable[[str], Terminal]) -> None:
    (tmp_path / "_callplane").write_text(script("zsh"), encoding="utf-8")
    zsh = terminal(f"{needs.program('zsh', 'zsh')} -f -i")
    zsh.press(f"fpath=({tmp_path} $fpath); autoload -Uz compinit; compinit -u -d {tmp_path}/dump; print rea''dy", "Enter")
    zsh.waits_for("ready")
    zsh.press("callplane webhook ad", "Tab")
    zsh.waits_for("callplane webhook add")
