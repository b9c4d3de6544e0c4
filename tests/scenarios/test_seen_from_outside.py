"""What a server tells of itself while people telephone: metrics, readiness, `callplane top`, one number from PBX to socket."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.scenarios.demo import Demo

from callplane.cli.main import main
from callplane.client import LogonRefused, OperationRefused, connect
from callplane.model.call import CallState
from callplane.model.events import LinkChanged
from callplane.store.demo import line_of

A = line_of("101").uri


async def measured(demo: Demo) -> dict[str, float]:
    """The server's metrics: by name, and by name and labels (`name{a,b}`)."""
    found: dict[str, float] = {}
    async with demo.http.get(f"{demo.url}/metrics") as reply:
        assert reply.status == 200
        text = await reply.text()
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0) + sample.value
            found[f"{sample.name}{{{','.join(sample.labels.values())}}}"] = sample.value
    return found


async def test_a_call_moves_the_figures(demo: Demo) -> None:
    before = await measured(demo)
    assert before["callplane_lines{open}"] == 5
    assert before["callplane_pbx_link_up{demo}"] == 1
    assert before["process_resident_memory_bytes"] > 1 << 20
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, CallState.CONNECTED)
    await bob.call("102", CallState.CONNECTED)
    after = await measured(demo)

    def grown(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert (after["callplane_sessions{connected}"], after["callplane_sessions{waiting}"]) == (2, 0)
    assert (after["callplane_monitors{line}"], after["callplane_calls{connected}"]) == (2, 2)
    assert grown("callplane_logons_total") == 2
    assert grown("callplane_answers_total{asnCtiMakeCall,result}") == 1
    assert grown("callplane_pbx_commands_total{demo,MakeCall,accepted}") == 1
    assert grown("callplane_pbx_command_seconds_count{demo}") == 1
    assert grown("callplane_facts_total{demo,CallReported}") >= 4
    assert grown("callplane_events_total{asnCtiNotifyMakeCallResult}") == 1
    assert grown("callplane_events_total{asnCtiNotifyLineCallInformationChanged}") == len(alice.log) - 1 + len(bob.log)
    assert grown("callplane_event_seconds_count{model}") >= 2
    assert grown("callplane_event_seconds_count{socket}") >= 2
    assert after["callplane_history_bytes"] > 0
    await alice.client.drop_call(made)
    await alice.gone(made)


async def test_what_is_refused_is_counted(demo: Demo) -> None:
    before = await measured(demo)
    alice = await demo.person("alice")
    with pytest.raises(OperationRefused):
        await alice.client.drop_call("nothing")
    with pytest.raises(LogonRefused):
        async with connect(demo.url, "alice", "wrong"):
            pass
    async with demo.http.get(f"{demo.url}/ws/client/nothing?x-ucsessionid={alice.client.session_id}") as reply:
        assert reply.status == 404
    after = await measured(demo)
    for name in (
        "callplane_answers_total{asnCtiDropCall,unknown-object}",
        "callplane_logons_refused_total{101}",
        "callplane_rejects_total",
    ):
        assert after[name] == before.get(name, 0) + 1


async def test_not_ready_without_its_pbx_or_its_store(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await readiness(demo) == (200, {"ready": True, "pbxs": {"demo": True}, "store": True, "listening": True})
    demo.app.service.core.report("demo", [LinkChanged(up=False, reason="a test")])
    assert await readiness(demo) == (503, {"ready": False, "pbxs": {"demo": False}, "store": True, "listening": True})
    assert (await measured(demo))["callplane_pbx_link_up{demo}"] == 0
    demo.app.service.core.report("demo", [LinkChanged(up=True)])

    async def silent(*_: object) -> None:
        await asyncio.Event().wait()

    condition = demo.app.service.condition
    monkeypatch.setattr("callplane.service.condition.STORE_SECONDS", 0.0)
    monkeypatch.setattr(condition._store, "run", silent)
    status, body = await readiness(demo)
    assert (status, body["store"]) == (503, False)
    monkeypatch.undo()


async def readiness(demo: Demo) -> tuple[int, dict[str, Any]]:
    async with demo.http.get(f"{demo.url}/readyz") as reply:
        return reply.status, await reply.json()


async def test_one_number_from_the_pbx_to_the_socket(demo: Demo, caplog: pytest.LogCaptureFixture) -> None:
    alice = await demo.person("alice", "101")
    caplog.set_level(logging.DEBUG, logger="callplane")
    made = (await alice.client.make_call(A, "102")).u8sConnectionID
    await alice.reaches(made, CallState.RINGBACK)
    written = [record for record in caplog.records if getattr(record, "reports", None)]
    assert written
    assert all(re.fullmatch(r"messages \d+ to \d+ of alice/\w{8} written", record.getMessage()) for record in written)
    assert alice.client.session_id not in caplog.text
    await alice.client.drop_call(made)
    await alice.gone(made)


async def test_top(demo: Demo, capsys: pytest.CaptureFixture[str]) -> None:
    await demo.person("alice", "101")
    assert await asyncio.to_thread(main, ["top", "--once", "--json", "--url", demo.url]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["sessions"]["connected"], found["lines"], found["pbxs"]) == (1, {"open": 5}, {"demo": True})
    assert await asyncio.to_thread(main, ["top", "--once", "--url", demo.url]) == 0
    assert "demo: link up" in capsys.readouterr().out
    assert await asyncio.to_thread(main, ["top", "--once", "--url", f"{demo.url}/api/"]) == 1
    assert "no metrics" in capsys.readouterr().err
