"""Runs a command of `callplane` in a thread of its own, as user alice, against a server on the test's event loop."""

from __future__ import annotations

import argparse
import asyncio

from callplane.cli.main import main


async def callplane(url: str, *arguments: str) -> int:
    """The exit code of `callplane ARGUMENTS`."""
    return await asyncio.to_thread(main, [*arguments, *login(url)])


def login(url: str) -> list[str]:
    return ["--url", url, "--user", "alice", "--password", "demo"]


def options(module: object, url: str, *arguments: str) -> argparse.Namespace:
    """The parsed options of one command's module."""
    parser = argparse.ArgumentParser()
    module.add_parser(parser.add_subparsers(dest="command"))  # type: ignore[attr-defined]
    return parser.parse_args([*arguments, *login(url)])
