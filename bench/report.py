"""Measures all and writes the figures into bench/REPORT.md: `python -m bench.report`, about a minute."""

from __future__ import annotations

import platform
import re
from importlib.metadata import version
from os import cpu_count
from pathlib import Path

from bench import codec, websocket

REPORT = Path(__file__).resolve().parent / "REPORT.md"
LIBRARIES = ("aiohttp", "websockets", "uvloop", "msgspec")


def machine() -> str:
    """What the figures were measured on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {libraries}."


def main() -> None:
    """Measure, print, write."""
    text = REPORT.read_text(encoding="utf-8")
    for name, figures in {"machine": machine(), "websocket": websocket.report(), "codec": codec.report()}.items():
        print(figures, flush=True)
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        text = re.sub(f"{begin}.*?{end}", lambda _, b=begin, f=figures, e=end: f"{b}\n{f}\n\n{e}", text, flags=re.DOTALL)  # type: ignore[misc]
    REPORT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
