"""A progress bar for long work, where somebody looks on. Knows the terminal and Rich, no work."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_WORTH_IT = 50
"""Fewer steps are over before anybody has read what the bar says."""


@contextmanager
def progress(text: str, total: int) -> Iterator[Callable[[], object]]:
    """Inside, a bar on standard error, when that is a terminal; call what is given after each of the `total` steps."""
    if total < _WORTH_IT or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda: None
        return
    from rich.console import Console  # noqa: PLC0415 - what only terminals need is loaded only there
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(text, total=total)
        yield lambda: bar.advance(task)
