"""`callplane top`: how a server is now, read from its /metrics, again and again.

Knows HTTP, the text that Prometheus reads and the terminal; nothing of the server's inside.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Final, Never

import aiohttp
from yarl import URL

from callplane.cli.connecting import add_options, run_client
from callplane.cli.narration import wants_live
from callplane.cli.sizes import size_text
from callplane.errors import CallplaneError, ConfigurationError

SECONDS: Final = 10.0
"""How long a server may take to answer."""

_LINE = re.compile(r"(\w+)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class ServerNotRead(CallplaneError):
    """The server gave no metrics."""


Sample = tuple[str, dict[str, str], float]


def samples(text: str) -> Iterator[Sample]:
    """Name, labels and value of each line of the Prometheus text format, comments left out."""
    for line in text.splitlines():
        if found := _LINE.fullmatch(line):
            yield found[1], dict(_LABEL.findall(found[2] or "")), float(found[3])


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown. `events_in` and `events_out`: since the server began; `memory` is in bytes, `cpu` in seconds.

    `pbxs`: whether the link is up; `commands`: how many each PBX was given; `refused`: how many it did not accept;
    `webhooks`: how many events wait for each.
    """

    version: str
    sessions: dict[str, int]
    monitors: int
    lines: dict[str, int]
    calls: dict[str, int]
    events_in: int
    events_out: int
    queue_bytes: int
    history_bytes: int
    memory: int
    cpu: float
    pbxs: dict[str, bool]
    commands: dict[str, int]
    refused: dict[str, int]
    webhooks: dict[str, int]


def figures(text: str) -> Figures:
    """The figures in a server's metrics."""
    totals: defaultdict[str, float] = defaultdict(float)
    by_label: defaultdict[str, Counter[str]] = defaultdict(Counter)
    version, refused = "", Counter[str]()
    for name, labels, value in samples(text):
        first = next(iter(labels.values()), "")
        totals[name] += value
        by_label[name][first] += int(value)
        if name == "callplane_info":
            version = first
        elif name == "callplane_pbx_commands_total" and labels["outcome"] != "accepted":
            refused[first] += int(value)
    of = {name.removeprefix("callplane_"): dict(values) for name, values in by_label.items()}
    return Figures(
        version=version,
        sessions=of["sessions"],
        monitors=int(totals["callplane_monitors"]),
        lines=_present(of["lines"]),
        calls=_present(of["calls"]),
        events_in=int(totals["callplane_facts_total"]),
        events_out=int(totals["callplane_events_total"]),
        queue_bytes=int(totals["callplane_queue_bytes"]),
        history_bytes=int(totals["callplane_history_bytes"]),
        memory=int(totals["process_resident_memory_bytes"]),
        cpu=totals["process_cpu_seconds_total"],
        pbxs={pbx: bool(up) for pbx, up in of["pbx_link_up"].items()},
        commands=of.get("pbx_commands_total", {}),
        refused=dict(refused),
        webhooks=of.get("webhook_waiting", {}),
    )


def _present(counts: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if number}


def rows(now: Figures, before: Figures, seconds: float) -> list[str]:
    """The view: one fact a line. `before` was so many seconds ago; without them there are no rates."""

    def rate(new: float, old: float, unit: str = "/s") -> str:
        return f"{(new - old) / seconds:,.0f}{unit}" if seconds else "-"

    totals = f"{now.events_in:,} in, {now.events_out:,} out since the start"
    return [
        f"callplane {now.version}   memory {size_text(now.memory)}   cpu {rate(100 * now.cpu, 100 * before.cpu, ' %')}",
        "",
        f"sessions  {_told(now.sessions)}   monitors {now.monitors:,}",
        f"lines     {_told(now.lines)}",
        f"calls     {_told(now.calls)}",
        f"events    in {rate(now.events_in, before.events_in)}   out {rate(now.events_out, before.events_out)}   ({totals})",
        f"waiting   {size_text(now.queue_bytes)} in queues, {size_text(now.history_bytes)} kept to be sent again",
        *(
            f"pbx       {pbx}: link {'up' if up else 'DOWN'}   commands {now.commands.get(pbx, 0):,}"
            f" (not accepted: {now.refused.get(pbx, 0):,})"
            for pbx, up in now.pbxs.items()
        ),
    ]


def _told(counts: dict[str, int]) -> str:
    parts = ", ".join(f"{number:,} {name}" for name, number in counts.items())
    return f"{sum(counts.values()):,} ({parts})" if parts else "0"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser of `callplane`."""
    parser = subparsers.add_parser(
        "top",
        help="show how a server is now",
        description="Show sessions, lines, calls, events a second, queues and links to PBXs, every second until Ctrl-C."
        " On the server's own machine nobody needs to log on; from elsewhere an administrator does.",
        epilog="Where the output is no terminal, the figures are printed one below the other. With --json: one object a"
        " view; events are counted since the server's start.",
    )
    parser.add_argument("--once", action="store_true", help="show it once and end")
    add_options(parser)


def run(options: argparse.Namespace) -> int:
    """Watch until interrupted."""
    return run_client(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as http:
        if wants_live() and not (options.json or options.once):
            await _show(http, options)
        before, then = await _read(http, options), time.monotonic()
        _print(options, before, before, 0.0)
        while not options.once:
            await asyncio.sleep(1)
            now = await _read(http, options)
            _print(options, now, before, time.monotonic() - then)
            before, then = now, time.monotonic()
    return 0


async def _show(http: aiohttp.ClientSession, options: argparse.Namespace) -> Never:
    """Draw a view on the terminal each second. A server that is away for a while is waited for."""
    from rich.live import Live  # noqa: PLC0415 - what only terminals need is loaded only there

    from callplane.cli.dashboard import Dashboard  # noqa: PLC0415

    dashboard = Dashboard()
    dashboard.take(await _read(http, options), 0.0)
    then = time.monotonic()
    with Live(dashboard, screen=True, auto_refresh=False) as live:
        while True:
            live.refresh()
            await asyncio.sleep(1)
            try:
                now = await _read(http, options)
            except ServerNotRead:
                dashboard.trouble = "the server does not answer: waiting for it"
            else:
                dashboard.take(now, time.monotonic() - then)
                then = time.monotonic()


async def _read(http: aiohttp.ClientSession, options: argparse.Namespace) -> Figures:
    url = URL(options.url.replace("ws", "http", 1) if options.url.startswith("ws") else options.url) / "metrics"
    password = options.password if options.password is not None else os.environ.get("CALLPLANE_PASSWORD", "")
    headers = {"Authorization": aiohttp.encode_basic_auth(options.user, password)} if options.user else {}
    try:
        async with http.get(url, headers=headers) as reply:
            text = await reply.text()
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ServerNotRead(f"{url} does not answer ({error or 'too slow'}): check --url, and whether the server runs") from None
    if reply.status in (401, 403):
        raise ConfigurationError("log on as an administrator with --user and --password, or run it on the server's machine")
    try:
        return figures(text)
    except (KeyError, ValueError):
        raise ServerNotRead(f"{url} shows no metrics of callplane (status {reply.status}): check --url") from None


def _print(options: argparse.Namespace, now: Figures, before: Figures, seconds: float) -> None:
    print(json.dumps(asdict(now)) if options.json else "\n".join(rows(now, before, seconds)), flush=True)
