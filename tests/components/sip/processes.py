"""Programs that a test starts: what they say goes to a file, and they end with the test."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

WAIT = 15.0
"""Seconds of patience with a program."""


class Program:
    """A running program. `log` is the file with its output."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self.log = log

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    async def says(self, words: str, times: int = 1) -> None:
        """Wait until its output holds these words so many times."""
        try:
            async with asyncio.timeout(WAIT):
                while self.said.count(words) < times:  # noqa: ASYNC110 (a file tells nobody)
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{self.log.name} did not say {words!r}:\n{self.said[-2000:]}") from None

    async def end(self) -> int:
        """Its exit code, when it has ended by itself."""
        async with asyncio.timeout(4 * WAIT):
            return await self.process.wait()


@asynccontextmanager
async def running(log: Path, *command: str) -> AsyncIterator[Program]:
    """Start a program; it is ended with its whole group when the test goes on."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            cwd=log.parent,
            start_new_session=True,
        )
    try:
        yield Program(process, log)
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(3):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        with suppress(ProcessLookupError):  # nobody of it is left, as a rule
            os.killpg(process.pid, signal.SIGKILL)


def free_port(count: int = 1) -> int:
    """An even port of loopback that is free with those after it, for UDP; the first one for TCP, too.

    It lies below those that the kernel gives to whoever asks for any.
    """
    for _ in range(500):
        port = random.randrange(16000, 32000, 2)
        if _is_free(port, socket.SOCK_STREAM) and all(_is_free(port + n, socket.SOCK_DGRAM) for n in range(count)):
            return port
    raise AssertionError("there are no free ports")


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as one:
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
