"""The recipes of `examples/`, each run as a program of its own against the demo's server."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from examples.transfer_bot import Rule, destination
from scripts.generate_docs import ROOT
from tests.scenarios.demo import Demo
from tests.scenarios.target import Target

from callplane.model.call import CallState
from callplane.model.changes import ChangeReason
from callplane.store.demo import line_of

T = TypeVar("T")
MUNICH = "+4989123450"


async def program(demo: Demo, name: str, user: str, *arguments: object) -> asyncio.subprocess.Process:
    """A recipe that runs."""
    login = {"CALLPLANE_URL": demo.url, "CALLPLANE_USER": user, "CALLPLANE_PASSWORD": "demo"}
    command = [sys.executable, str(ROOT / "examples" / f"{name}.py"), *map(str, arguments)]
    return await asyncio.create_subprocess_exec(*command, env={**os.environ, **login})


@asynccontextmanager
async def running(demo: Demo, name: str, user: str, *arguments: object, monitors: int) -> AsyncIterator[None]:
    """Inside, a recipe has so many monitors of its own."""
    wanted = len(demo.app.service.monitors) + monitors
    process = await program(demo, name, user, *arguments)
    try:
        await until(lambda: len(demo.app.service.monitors) == wanted)
        yield
    finally:
        process.terminate()
        await process.wait()


async def until(condition: Callable[[], T | None]) -> T:
    """Look again and again, until something is so."""
    async with asyncio.timeout(30):
        while not (found := condition()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # a file tells nobody that it was written
    return found


async def test_screen_pop(demo: Demo) -> None:
    async with Target().serve() as crm, running(demo, "screen_pop", "alice", crm.url, monitors=2):
        await demo.outside(MUNICH, "101")
        (told,) = await until(lambda: crm.requests)
    popup = json.loads(told[1])
    assert popup["number"] == MUNICH
    assert popup["line"] == line_of("101").uri
    assert popup["call"]


async def test_click_to_dial(demo: Demo, tmp_path: Path) -> None:
    numbers, results = tmp_path / "numbers.csv", tmp_path / "results.csv"
    numbers.write_text("number,who\n089123451,busy\n0891234 5,short\nnobody,unreadable\n089123454,rejects\n", encoding="utf-8")
    process = await program(demo, "click_to_dial", "alice", "101", numbers, results)
    while process.returncode is None:
        demo.pass_time(1)
        await asyncio.sleep(0.02)
    assert process.returncode == 0
    with results.open(newline="", encoding="utf-8") as found:
        outcomes = {row["who"]: row["outcome"] for row in csv.DictReader(found)}
    assert outcomes.pop("unreadable") not in ("busy", "connected", "no answer", "")
    assert outcomes == {"busy": "busy", "short": "connected", "rejects": "no answer"}


async def test_call_journal(demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "calls.db"
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    before = await demo.talk(alice, "101", "102")
    (bobs,) = bob.calls("102")

    def rows() -> list[Any]:
        with closing(sqlite3.connect(file)) as journal:
            return journal.execute("select id, line, direction, number, name, seconds is null from calls").fetchall()

    async with running(demo, "call_journal", "bob", file, monitors=3):  # bob's line and the two of alice that he sees
        running_call = (before, line_of("101").uri, "out", line_of("102").number, "Bob")
        await until(lambda: (*running_call, 1) in rows())
        await alice.client.drop_call(before)
        await bob.gone(bobs)
        await until(lambda: {row[-1] for row in rows()} == {0})
        assert {row[:5] for row in rows()} == {running_call, (bobs, line_of("102").uri, "in", line_of("101").number, "Alice")}


async def test_callback_list(demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "missed.json"
    alice = await demo.person("alice", "101")

    def entries() -> dict[str, dict[str, object]]:
        return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}

    async with running(demo, "callback_list", "alice", file, monitors=2):
        for times in (1, 2):
            party = await demo.outside(MUNICH, "101")
            await alice.call("101", CallState.OFFERING)
            await demo.outside_hangs_up(party)
            await until(lambda: entries().get(MUNICH, {}).get("times") == times)  # noqa: B023
        made = await alice.client.make_call(line_of("101").uri, MUNICH)
        await alice.reaches(made.u8sConnectionID, CallState.CONNECTED)
        await until(lambda: not entries())


async def test_transfer_bot(demo: Demo, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\ncaller = "+4989"\nto = "102"\n', encoding="utf-8")
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    async with running(demo, "transfer_bot", "alice", "101", rules, monitors=1):
        party = await demo.outside("+49301234567", "101")
        rings_on = await alice.call("101", CallState.OFFERING)
        await demo.phone("101", "answer")
        await demo.outside_hangs_up(party)
        await alice.gone(rings_on.u8sConnectionID)
        assert ChangeReason.CONNECTED in alice.reasons(rings_on.u8sConnectionID)
        await demo.outside(MUNICH, "101")
        assert (await bob.call("102", CallState.OFFERING)).u8sRemoteNumberSC == MUNICH


def test_rules_of_the_bot() -> None:
    rules = [Rule("102", "+4989", "Mon Tue", (9, 17)), Rule("103", "+49")]
    monday, sunday = datetime(2026, 3, 2, 9).astimezone(), datetime(2026, 3, 1, 9).astimezone()
    assert destination(rules, MUNICH, monday) == "102"
    assert destination(rules, MUNICH, monday.replace(hour=17)) == "103"
    assert destination(rules, MUNICH, sunday) == "103"
    assert destination(rules, "+331234", monday) == ""
