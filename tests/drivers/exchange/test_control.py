"""The control interface: what a person does over HTTP, and how it is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
from tests.drivers.exchange.rig import Rig

from callplane.drivers.base import ControlReply
from callplane.drivers.commands import SendDigits

Fields = dict[str, object]


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    rig = Rig(tmp_path)
    await rig.driver.start()
    yield rig
    await rig.driver.stop()


def fields(reply: ControlReply) -> Fields:
    return cast("Fields", reply.body)


async def phone(rig: Rig, extension: str) -> Fields:
    reply = await rig.control("GET", "phones")
    return next(entry for entry in cast("list[Fields]", reply.body) if entry["extension"] == extension)


async def calls(rig: Rig, extension: str) -> list[Fields]:
    return cast("list[Fields]", (await phone(rig, extension))["calls"])


async def test_an_idle_phone(rig: Rig) -> None:
    assert await phone(rig, "101") == {
        "extension": "101",
        "number": "+49815136856101",
        "name": "N101",
        "plugged": True,
        "do_not_disturb": False,
        "calls": [],
    }


async def test_a_call_between_two_phones(rig: Rig) -> None:
    dialled = await rig.control("POST", "phones/101/dial", number="102")
    assert dialled.status == 200
    (ringing,) = await calls(rig, "102")
    assert ringing == {
        "id": ringing["id"],
        "state": "offering",
        "type": "normal",
        "direction": "in",
        "remote": "+49815136856101",
        "remote_name": "N101",
        "recording": "none",
        "heard": "",
    }
    answered = await rig.control("POST", "phones/102/answer")
    assert answered.status == 200
    assert answered.body == await phone(rig, "102")
    await rig.driver.execute(SendDigits("tel:+49815136856101@demo", str(fields(dialled)["call"]), "12#"))
    assert [call["heard"] for call in await calls(rig, "102")] == ["12#"]
    assert (await rig.control("POST", "phones/102/hold")).status == 200
    assert (await rig.control("POST", "phones/102/retrieve", call=ringing["id"])).status == 200
    assert (await rig.control("POST", "phones/102/hangup")).status == 200
    assert rig.states("101") == ["DIALING", "RINGBACK", "CONNECTED", "DISCONNECTED"]
    assert rig.states("102") == ["OFFERING", "CONNECTED", "HOLD", "CONNECTED"]


async def test_plug(rig: Rig) -> None:
    assert fields(await rig.control("POST", "phones/101/unplug"))["plugged"] is False
    assert (await rig.control("POST", "phones/101/unplug")).status == 409
    assert fields(await rig.control("POST", "phones/101/plug"))["plugged"] is True


async def test_somebody_outside(rig: Rig) -> None:
    placed = await rig.control("POST", "outside", **{"from": "+49 30 123456", "to": "101"})
    assert placed.status == 201
    assert placed.body == {"id": "o1", "number": "+4930123456", "direction": "in", "state": "ringing", "heard": ""}
    assert (await rig.control("POST", "outside/o1/digits", digits="1")).status == 409
    await rig.control("POST", "phones/101/answer")
    assert fields(await rig.control("GET", "outside/o1"))["state"] == "connected"
    assert (await rig.control("POST", "outside/o1/digits", digits="12")).status == 200
    assert (await calls(rig, "101"))[0]["heard"] == "12"
    assert fields(await rig.control("POST", "outside/o1/hangup"))["state"] == "ended"
    assert (await rig.control("POST", "outside/o1/hangup")).status == 409
    assert [entry["id"] for entry in cast("list[Fields]", (await rig.control("GET", "outside")).body)] == ["o1"]


async def test_somebody_outside_finds_busy(rig: Rig) -> None:
    for _ in range(2):
        await rig.control("POST", "outside", to="101")
    assert fields(await rig.control("GET", "outside/o2"))["state"] == "busy"
    assert fields(await rig.control("GET", "outside/o1"))["number"] == ""


async def test_a_party_that_was_called(rig: Rig) -> None:
    await rig.control("POST", "phones/101/dial", number="0301230")
    party = fields(await rig.control("GET", "outside/o1"))
    assert (party["direction"], party["state"]) == ("out", "ringing")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "nothing", {}, 404),
        ("GET", "phones/101", {}, 404),
        ("GET", "phones/101/fly", {}, 404),
        ("POST", "phones", {}, 405),
        ("GET", "phones/101/answer", {}, 405),
        ("DELETE", "outside", {}, 405),
        ("POST", "outside/o1", {}, 405),
        ("GET", "outside/o1/hangup", {}, 405),
        ("GET", "outside/o1", {}, 404),
        ("POST", "outside/o1/hangup", {}, 404),
        ("POST", "phones/199/answer", {}, 404),
        ("POST", "phones/199/plug", {}, 404),
        ("POST", "phones/199/dial", {"number": "101"}, 404),
        ("POST", "phones/101/answer", {}, 409),
        ("POST", "phones/101/plug", {}, 409),
        ("POST", "phones/101/hangup", {"call": "{none}"}, 404),
        ("POST", "phones/101/hangup", {"call": 1}, 400),
        ("POST", "phones/101/dial", {}, 400),
        ("POST", "phones/101/dial", {"number": " "}, 400),
        ("POST", "phones/101/dial", {"number": "1" * 65}, 400),
        ("POST", "outside", {"from": "+4930123456"}, 400),
        ("POST", "outside", {"from": None, "to": "101"}, 400),
        ("POST", "outside", {"from": "nobody", "to": "101"}, 400),
        ("POST", "outside", {"from": "", "to": "199"}, 404),
        ("POST", "outside/o1/digits", {}, 400),
    ],
)
async def test_refusals(rig: Rig, method: str, path: str, body: Fields, status: int) -> None:
    before = len(rig.facts)
    reply = await rig.control(method, path, **body)
    assert reply.status == status
    assert set(fields(reply)) == {"error"}
    assert len(rig.facts) == before
