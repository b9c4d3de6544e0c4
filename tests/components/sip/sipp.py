"""sipp: runs scenarios of SIP messages (`scenarios/`), one call or hundreds; `[field0]` and on are of a row of a table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.components import needs
from tests.components.sip.processes import Program, free_port, running

PACKAGE = "sip-tester"
SCENARIOS = Path(__file__).with_name("scenarios")


def credentials(user: str, password: str) -> str:
    """The field of a row that answers a challenge."""
    return f"[authentication username={user} password={password}]"


@asynccontextmanager
async def sipp(
    directory: Path, scenario: str, server: int, *options: str, port: int = 0, rows: Iterable[Sequence[str]] = ()
) -> AsyncIterator[Program]:
    """Run a scenario against the server on this port of loopback; `rows` are taken in turn, one for each call."""
    program = needs.program("sipp", PACKAGE)
    directory.mkdir(parents=True, exist_ok=True)
    command = [program, f"127.0.0.1:{server}", "-sf", str(SCENARIOS / f"{scenario}.xml"), "-i", "127.0.0.1"]
    command += ["-p", str(port or free_port()), "-mi", "127.0.0.1", "-mp", str(free_port(4)), "-nostdin", "-trace_err"]
    table = [";".join(row) for row in rows]
    if table:
        (directory / f"{scenario}.csv").write_text("\n".join(["SEQUENTIAL", *table, ""]))
        command += ["-inf", str(directory / f"{scenario}.csv")]
    async with running(directory / f"{scenario}.log", *command, *options) as started:
        yield started


async def played(
    directory: Path, scenario: str, server: int, *options: str, port: int = 0, rows: Iterable[Sequence[str]] = ()
) -> None:
    """Run a scenario to its end; raises AssertionError where a call did not go as it says."""
    async with sipp(directory, scenario, server, *options, port=port, rows=rows) as program:
        code = await program.end()
        errors = "".join(file.read_text(errors="replace")[:3000] for file in directory.glob(f"{scenario}_*_errors.log"))
        assert code == 0, f"{scenario} ended with {code}:\n{errors}\n{program.said[-1500:]}"
