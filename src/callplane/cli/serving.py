"""Runs a server in the foreground until it is told to stop. Knows the app and signals, no configuration."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable

import uvloop

from callplane.app import App
from callplane.cli.collector import Collector
from callplane.cli.readiness import notify
from callplane.errors import ConfigurationError

log = logging.getLogger(__name__)


def serve(app: App, welcome: Callable[[], str]) -> int:
    """Serve until SIGINT or SIGTERM. Prints the line `callplane ready ...`, then what `welcome` says. SIGHUP reads the
    configuration again."""
    uvloop.run(_serve(app, welcome))
    return 0


async def _serve(app: App, welcome: Callable[[], str]) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with app:
        reloads: set[asyncio.Task[None]] = set()

        def reload() -> None:
            task = loop.create_task(_reload(app))
            reloads.add(task)
            task.add_done_callback(reloads.discard)

        loop.add_signal_handler(signal.SIGHUP, reload)
        collecting = loop.create_task(Collector().run())
        print("callplane ready", *app.urls, flush=True)
        print(welcome(), flush=True)
        notify("READY=1", f"STATUS=Serving {' '.join(app.urls)}")
        await stop.wait()
        notify("STOPPING=1")
        collecting.cancel()


async def _reload(app: App) -> None:
    try:
        await app.reload()
    except ConfigurationError as error:
        log.error("the configuration was not taken over:\n%s", error)
