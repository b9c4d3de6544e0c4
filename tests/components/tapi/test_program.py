"""The program as an administrator meets it, under Wine: a one-time code, TLS with a pinned certificate, a Windows service."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.components.tapi.rig import PATIENCE, Bridge, Program, under_wine
from tests.scenarios.conftest import populate_directory, populated
from tests.scenarios.hall import Hall

from callplane.cli.main import main
from callplane.model.call import CallState
from callplane.model.line import LineStatus
from callplane.store.demo import line_of

S = CallState
LINES = "101,102,103"
__all__ = ["populated"]


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with under_wine(tmp_path_factory.mktemp("program")) as program:
        yield program


@pytest.fixture
async def hall(tmp_path: Path, populated: Path) -> AsyncIterator[Hall]:
    populate_directory(tmp_path, populated)
    async with AsyncExitStack() as stack:
        server = Hall(tmp_path, stack)
        await server.start()
        yield server
        await server.stop()


@pytest.fixture
async def bridge(wine: Program, tmp_path: Path) -> AsyncIterator[Bridge]:
    program = Bridge(wine, tmp_path / "windows", LINES)
    program.directory.mkdir()
    yield program
    if program.process is not None and program.process.poll() is None:
        program.kill()


async def until(condition: Callable[[], object], what: str, bridge: Bridge) -> None:
    """Wait for what no event tells to a test."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110 (nobody tells a test)
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"{what} did not come about; the bridge's log:\n{bridge.log}") from None


async def enrol_command(hall: Hall, capsys: pytest.CaptureFixture[str], name: str = "pc-7") -> dict[str, str]:
    """The options of the command that `callplane tapi enrol` shows; the port is the one that the server really has."""
    assert await asyncio.to_thread(main, ["tapi", "enrol", name, "--config", str(hall.config)]) == 0
    shown = next(line for line in capsys.readouterr().out.splitlines() if "--url" in line).split()
    options = dict(zip(shown[2::2], shown[3::2], strict=True))
    options["--url"] = options["--url"].replace(":0/", f":{hall.url('https').rpartition(':')[2]}/")
    return options


async def run(bridge: Bridge, *arguments: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(bridge.program.run, *arguments, "--data", bridge.data)


async def enrol(bridge: Bridge, options: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return await run(bridge, "enrol", *(word for option in options.items() for word in option))


def lines_are(hall: Hall, status: LineStatus) -> bool:
    lines = hall.app.service.core.lines.values()
    return bool(lines) and all(line.report.status is status for line in lines)


async def test_from_a_code_to_a_call(hall: Hall, bridge: Bridge, capsys: pytest.CaptureFixture[str]) -> None:
    options = await enrol_command(hall, capsys)
    wrong = await enrol(bridge, {**options, "--pin": "0" * 64})
    assert (wrong.returncode, "another certificate" in wrong.stderr) == (1, True), wrong.stderr
    done = await enrol(bridge, options)
    assert (done.returncode, "Enrolled as pc-7" in done.stdout) == (0, True), done.stderr
    again = await enrol(bridge, options)
    assert (again.returncode, "not valid or was used before" in again.stderr) == (1, True), again.stderr
    bridge.start()
    await until(lambda: lines_are(hall, LineStatus.OPEN), "open lines", bridge)
    alice = await hall.person("alice", "101")
    await bridge.ask("in", "101", "0894711")
    await until(lambda: alice.calls("101"), "a call", bridge)
    rings = await alice.call("101", S.OFFERING)
    assert rings.u8sRemoteNumberSC == "+49894711"
    await alice.client.answer_call(rings.u8sConnectionID)
    await alice.reaches(rings.u8sConnectionID, S.CONNECTED)
    bridge.kill()
    await until(lambda: lines_are(hall, LineStatus.NO_PBX), "lost lines", bridge)
    assert alice.calls("101")[rings.u8sConnectionID].iCallState == S.CONNECTED
    bridge.start()  # with the bridge the fake TAPI has ended too: its PBX has no calls any more
    await until(lambda: lines_are(hall, LineStatus.OPEN), "lines that are back", bridge)
    await alice.gone(rings.u8sConnectionID)
    assert await asyncio.to_thread(main, ["tapi", "revoke", "pc-7", "--config", str(hall.config)]) == 0
    await until(lambda: not hall.app.service.core.lines, "no lines", bridge)
    await until(lambda: "not enrolled here any more" in bridge.log, "a refusal in the log", bridge)


async def test_as_a_service(hall: Hall, bridge: Bridge, capsys: pytest.CaptureFixture[str]) -> None:
    assert (await enrol(bridge, await enrol_command(hall, capsys))).returncode == 0
    installed = await run(bridge, "install")
    assert installed.returncode == 0, installed.stderr
    try:
        await until(lambda: lines_are(hall, LineStatus.OPEN), "open lines", bridge)
        assert line_of("101").uri in hall.app.service.core.lines
    finally:
        removed = await run(bridge, "uninstall")
    assert removed.returncode == 0, removed.stderr
    await until(lambda: "the bridge has stopped" in bridge.log, "an orderly end", bridge)
    assert (await run(bridge, "uninstall")).returncode == 1


async def test_wrong_usage_is_explained(bridge: Bridge) -> None:
    for arguments, code, text in (
        ((), 2, "enrol --url"),
        (("enrol", "--code", "x"), 2, "enrol --url"),
        (("enrol", "--url", "ws://192.0.2.1/x", "--code", "x"), 1, "use wss://"),
        (("enrol", "--url", "http://x", "--code", "x"), 1, "is no address"),
        (("enrol", "--url", "wss://127.0.0.1:1/x", "--code", "x", "--pin", "abc"), 2, "64 hexadecimal"),
        (("enrol", "--url", "wss://127.0.0.1:1/x", "--code", "x"), 1, "no connection"),
        (("run",), 1, "enrol first"),
    ):
        done = await run(bridge, *arguments) if arguments else await asyncio.to_thread(bridge.program.run)
        assert (done.returncode, text in done.stderr) == (code, True), (arguments, done.stderr)
