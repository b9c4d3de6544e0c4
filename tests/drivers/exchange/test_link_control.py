"""The control interface's part that disturbs the link."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.drivers.exchange.rig import Rig

from callplane.drivers.commands import Hold, MakeCall, SetDoNotDisturb
from callplane.errors import LinkDown
from callplane.model.events import LinkChanged, Synchronised

ALICE = "tel:+49815136856101@demo"
NONE = {"lose": 0, "double": 0, "delay_ms": 0, "reorder": False, "seed": 0}


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    rig = Rig(tmp_path)
    await rig.driver.start()
    rig.facts.clear()
    yield rig
    await rig.driver.stop()


async def test_a_cut_link_takes_no_command_and_tells_nothing(rig: Rig) -> None:
    assert (await rig.control("GET", "link")).body == {"state": "up", "refuses_login": False}
    assert (await rig.control("POST", "link/cut")).body == {"state": "cut", "refuses_login": False}
    assert isinstance(rig.facts.pop(), LinkChanged)
    with pytest.raises(LinkDown):
        await rig.driver.execute(MakeCall(ALICE, "{a}", "102"))
    with pytest.raises(LinkDown):
        await rig.driver.snapshot()
    assert (await rig.control("POST", "phones/102/dial", number="103")).status == 200
    assert rig.facts == []
    await rig.control("POST", "link/restore")
    up, truth = rig.facts
    assert up == LinkChanged(up=True)
    assert isinstance(truth, Synchronised)
    assert [call.line[16:19] for call in truth.calls] == ["102", "103"]


async def test_the_link_comes_back_in_time(rig: Rig) -> None:
    await rig.control("POST", "link/cut", seconds=5)
    rig.now += 5
    await rig.control("GET", "phones")
    rig.driver._due()
    assert [type(fact) for fact in rig.facts] == [LinkChanged, LinkChanged, Synchronised]


async def test_faults_are_shown_and_forgotten(rig: Rig) -> None:
    counts = {"lost": 0, "doubled": 0, "resynchronised": 0}
    told = (await rig.control("GET", "faults")).body
    assert isinstance(told, dict)
    assert told == NONE | counts | {"sent": told["sent"]}
    told = (await rig.control("POST", "faults", lose=1, delay_ms=20.0, reorder=True, seed=3)).body
    assert isinstance(told, dict)
    assert (told["lose"], told["delay_ms"], told["reorder"], told["seed"]) == (1, 20, True, 3)
    await rig.control("POST", "phones/102/dial", number="103")
    assert rig.facts == []
    told = (await rig.control("DELETE", "faults")).body
    assert isinstance(told, dict)
    assert told | NONE == told
    assert told["lost"]
    await rig.control("POST", "phones/103/answer")
    assert [type(fact) for fact in rig.facts] == [Synchronised]


async def test_a_restart_loses_calls_and_keeps_settings(rig: Rig) -> None:
    await rig.driver.execute(SetDoNotDisturb("tel:+49815136856102@demo", on=True))
    await rig.driver.execute(MakeCall(ALICE, "{a}", "103"))
    await rig.control("POST", "outside", **{"from": "", "to": "104"})
    await rig.control("POST", "phones/105/unplug")
    rig.facts.clear()
    assert (await rig.control("POST", "restart")).body == {"state": "up", "refuses_login": False}
    down, up, truth = rig.facts
    assert (down, up) == (LinkChanged(up=False, reason="the exchange has restarted"), LinkChanged(up=True))
    assert isinstance(truth, Synchronised)
    assert truth.calls == ()
    assert truth.lines[1].settings.do_not_disturb
    assert [line.status.name for line in truth.lines] == ["OPEN"] * 4 + ["NO_PHONE"]
    rig.now += 1000
    rig.facts.clear()
    rig.driver._due()
    assert rig.facts == []
    await rig.driver.execute(MakeCall(ALICE, "{b}", "103"))
    await rig.control("POST", "phones/103/answer")
    await rig.driver.execute(Hold(ALICE, "{b}"))
    assert rig.states("101") == ["DIALING", "RINGBACK", "CONNECTED", "HOLD"]


async def test_a_refused_log_in_can_be_allowed_again(rig: Rig) -> None:
    await rig.control("POST", "refuse-login")
    await rig.control("POST", "restart")
    assert (await rig.control("GET", "link")).body == {"state": "refused", "refuses_login": True}
    assert (await rig.control("POST", "refuse-login", refuse=False)).body == {"state": "up", "refuses_login": False}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "link", {}, 405),
        ("GET", "link/cut", {}, 405),
        ("POST", "link/fly", {}, 404),
        ("POST", "restart/now", {}, 404),
        ("GET", "restart", {}, 405),
        ("PUT", "faults", {}, 405),
        ("POST", "link/cut", {"seconds": -1}, 400),
        ("POST", "link/cut", {"seconds": "5"}, 400),
        ("POST", "link/cut", {"seconds": True}, 400),
        ("POST", "link/cut", {"seconds": None}, 400),
        ("POST", "faults", {"lose": 1.1}, 400),
        ("POST", "faults", {"delay_ms": 0.5}, 400),
        ("POST", "faults", {"delay_ms": 60_001}, 400),
        ("POST", "faults", {"reorder": 1}, 400),
        ("POST", "refuse-login", {"refuse": "no"}, 400),
    ],
)
async def test_refusals(rig: Rig, method: str, path: str, body: dict[str, object], status: int) -> None:
    reply = await rig.control(method, path, **body)
    assert reply.status == status
    assert isinstance(reply.body, dict)
    assert set(reply.body) == {"error"}
    assert rig.facts == []
    assert (await rig.control("GET", "link")).body == {"state": "up", "refuses_login": False}
