"""Targets outside are told of calls: managed by commands, while the server runs."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from scripts.generate_docs import ROOT
from tests.scenarios.demo import Demo
from tests.scenarios.target import Target
from tests.scenarios.test_kill import server

from callplane.app import App
from callplane.cli.control import tell_server
from callplane.cli.main import main
from callplane.drivers.registry import check_driver
from callplane.service.configuration import load_configuration
from callplane.store.demo import line_of
from callplane.store.store import Store
from callplane.store.webhooks import load_webhook_events, load_webhooks

FAST = {"webhooks": {"max_waiting": 20}}


@pytest.fixture
async def target(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Target]:
    monkeypatch.setattr("callplane.webhooks.retries.FIRST_SECONDS", 0.01)
    async with Target().serve() as serving:
        yield serving


def verify() -> Callable[..., bool]:
    """The function that docs/webhooks.md gives to receivers."""
    page = (ROOT / "docs/webhooks.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    names: dict[str, Any] = {}
    exec(compile(code, "webhooks.md", "exec"), names)
    found: Callable[..., bool] = names["verify"]
    return found


def secret_of(demo: Demo) -> str:
    store = Store(demo.app._configuration.settings.store_url)
    try:
        return load_webhooks(store)[0].secret
    finally:
        store.close()


async def test_a_call_is_told_signed_and_in_order(demo: Demo, target: Target) -> None:
    assert await demo.command("webhook", "add", "crm", target.url, "--user", "bob", "--event", "call") == 0
    alice = await demo.person("alice", "101")
    call = await demo.talk(alice, "101", "102")
    await alice.client.drop_call(call)
    await target.wait_for("call.destroyed")
    kinds = [event["kind"] for event in target.events]
    assert kinds[0] == "call.offering"
    assert kinds[-1] == "call.destroyed"
    assert "call.connected" in kinds
    assert len({event["id"] for event in target.events}) == len(kinds)
    told = target.events[0]["data"]
    assert told["u8sLinePhoneNumber"] == line_of("102").uri
    assert told["callinformation"]["u8sRemoteNumberSC"] == line_of("101").number
    check, secret = verify(), secret_of(demo)
    for headers, body in target.requests:
        assert check(secret, headers, body)
        assert headers["content-type"] == "application/json"


async def test_commands_take_effect_in_the_running_server(demo: Demo, target: Target) -> None:
    alice = await demo.person("alice", "101")
    await demo.command("webhook", "add", "crm", target.url, "--user", "alice", "--event", "do-not-disturb")
    await alice.client.line_set_do_not_disturb(line_of("101").uri, True)
    assert (await target.wait_for("do-not-disturb"))["data"]["iDoNotDisturb"] == 1
    assert await demo.command("webhook", "remove", "crm") == 0
    await demo.command("webhook", "add", "other", target.url, "--user", "alice", "--event", "do-not-disturb")
    await alice.client.line_set_do_not_disturb(line_of("101").uri, False)
    assert (await target.wait_for("do-not-disturb", 2))["hook"] == "other"


async def test_a_target_that_gives_no_answer_delays_nobody(demo: Demo, target: Target) -> None:
    target.open.clear()
    async with Target().serve() as quick:
        await demo.command("webhook", "add", "slow", target.url, "--user", "bob", "--event", "call")
        await demo.command("webhook", "add", "quick", quick.url, "--user", "bob", "--event", "call")
        alice = await demo.person("alice", "101")
        for _ in range(8):
            call = await demo.talk(alice, "101", "102")
            await alice.client.drop_call(call)
            await alice.gone(call)
        await quick.wait_for("call.destroyed", 8)
        assert len(target.requests) == 1


@pytest.mark.parametrize("demo", [FAST], indirect=True)
async def test_events_wait_for_a_target_that_fails_also_over_a_restart(demo: Demo, target: Target) -> None:
    target.status = 503
    await demo.command("webhook", "add", "crm", target.url, "--user", "bob", "--event", "call")
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    call = await demo.talk(alice, "101", "102")
    (bobs,) = bob.calls("102")
    first = await target.wait_for("call.offering", 2)
    assert first["id"] == target.events[0]["id"]
    await alice.client.drop_call(call)
    await bob.gone(bobs)
    await demo.stop()
    target.status = 200
    async with App(load_configuration(demo.config, check_driver), demo.config):
        await target.wait_for("call.destroyed")
    taken = target.events[[event["id"] for event in target.events].index(first["id"]) :]
    assert len({event["id"] for event in taken if event["kind"] == "call.offering"}) == 1


async def test_a_test_event_shows_whether_a_target_can_be_reached(
    demo: Demo, target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    await demo.command("webhook", "add", "crm", target.url, "--user", "bob")
    capsys.readouterr()
    assert await demo.command("webhook", "test", "crm") == 0
    assert "took the test event: HTTP 204" in capsys.readouterr().out
    assert target.events[0]["type"] == "callplane.test"
    assert verify()(secret_of(demo), *target.requests[0])
    target.status = 404
    assert await demo.command("webhook", "test", "crm") == 1
    assert "HTTP 404" in capsys.readouterr().err


async def test_what_waits_survives_a_kill(tmp_path: Path, populated: Path, target: Target) -> None:
    shutil.copy(populated, tmp_path / "callplane.db")
    target.status = 503
    async with server(tmp_path) as running:
        add = ("webhook", "add", "crm", target.url, "--user", "bob", "--event", "call.offering")
        assert await asyncio.to_thread(main, [*add, "--data", str(tmp_path)]) == 0
        await running.act("phones/101/dial", number="102")
        first = await target.wait_for("call.offering")
        await asyncio.to_thread(tell_server, tmp_path, "refresh")  # what is to be written comes before
        await running.kill()
    before = len(target.events)
    target.status = 204
    async with server(tmp_path):
        again = await target.wait_for("call.offering", before + 1)
    assert again == first
    store = Store(f"sqlite:///{tmp_path}/callplane.db")
    assert load_webhook_events(store) == ()
    store.close()
