"""A demo's server in a process of its own, for tests of programs that are no Python, or no part of the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PROGRAM = (sys.executable, "-m", "callplane.cli.main")


@contextmanager
def demo_server(place: Path, program: Sequence[str] = PROGRAM, **environment: str) -> Iterator[str]:
    """Its address, while inside."""
    ports = [option for name in ("http", "tcp", "tls") for option in (f"--{name}-port", "0")]
    env = {**os.environ, **environment}
    with subprocess.Popen([*program, "demo", *ports], env=env, cwd=place, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split()[2]
        finally:
            server.terminate()
