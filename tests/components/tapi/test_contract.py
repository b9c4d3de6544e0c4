"""The bridge program keeps the drivers' contract: built with AddressSanitizer, and under Wine as it is installed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.components.tapi.harness import LINES, ProgramHarness
from tests.components.tapi.rig import Bridge, Program, Turnstile, serve_lines, serve_websocket, under_wine, with_sanitizer
from tests.contract.tapi_harness import enrolled

from callplane.testing.contract import CHECKS, Check, check_stop, check_undeclared

NOT_DECLARED = ("a_call_is_recorded", "a_remote_office_is_set_and_cleared")


@asynccontextmanager
async def running(program: Program, directory: Path) -> AsyncIterator[ProgramHarness]:
    """A bridge that runs until the end, in which it must not have lost a handle or a byte."""
    turnstile = Turnstile()
    bridge = Bridge(program, directory, LINES)
    if program.scheme == "tcp":
        server, port = await serve_lines(turnstile)
    else:
        runner, port = await serve_websocket(turnstile)
    bridge.configure(f"{program.scheme}://127.0.0.1:{port}/drivers/hall/bridge", enrolled(directory))
    try:
        yield ProgramHarness(bridge, turnstile, directory)
        await bridge.ask("reset")
    finally:
        code = bridge.end()
        if program.scheme == "tcp":
            server.close()
        else:
            await runner.cleanup()
    assert program.scheme != "tcp" or code == 0, (directory / "output").read_text()


@pytest.mark.parametrize("check", CHECKS, ids=str)
async def test_with_sanitizer(check: Check, tmp_path: Path) -> None:
    async with running(with_sanitizer(), tmp_path) as harness:
        assert await check.run(harness) is (check.name not in NOT_DECLARED)


async def test_under_wine(tmp_path: Path) -> None:
    """All checks with one program, which connects again for each: a start of Wine takes a while."""
    with under_wine(tmp_path) as program:
        async with running(program, tmp_path) as harness:
            done = [check.name for check in CHECKS if await check.run(harness)]
            await check_undeclared(harness)
            await check_stop(harness)
    assert done == [check.name for check in CHECKS if check.name not in NOT_DECLARED]
