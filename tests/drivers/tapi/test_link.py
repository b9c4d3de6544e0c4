"""Who may come in, and what becomes of those who say what cannot be understood."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.contract.tapi_harness import TapiHarness, enrolled

from callplane.drivers.tapi import driver as driver_module
from callplane.drivers.tapi import link as link_module
from callplane.drivers.tapi import protocol
from callplane.drivers.tapi.enrolment import Enrolments
from callplane.errors import CommandFailed, ProtocolError
from callplane.testing.harness import Bench, bench_of


class Visitor:
    """A connection on which a test says what it likes."""

    address = "somewhere"

    def __init__(self) -> None:
        self.heard: list[protocol.ToBridge] = []
        self.closed = ""

    def send(self, text: str) -> None:
        self.heard += protocol.read_server(text)

    def close(self, reason: str) -> None:
        self.closed = reason


@pytest.fixture
def harness(tmp_path: Path) -> TapiHarness:
    return TapiHarness(tmp_path)


@pytest.fixture
async def bench(harness: TapiHarness) -> AsyncIterator[Bench]:
    async with bench_of(harness) as running:
        yield running


def hello(token: str, version: int = protocol.VERSION) -> str:
    return protocol.write([protocol.Hello(version, "0.1", token, "run")])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "protocol"),
        ("[]", "protocol"),
        ('[{"t":"nothing"}]', "protocol"),
        ('[{"t":"beat"}]', "protocol"),
        ('[{"t":"hello","protocol":1,"version":"","token":7,"run":""}]', "protocol"),
        (hello("wrong"), "token"),
        (hello("wrong", 0), "version"),
        (hello("wrong", 2), "version"),
        (protocol.write([protocol.Enrol(1, "0.1", "ABCD")]), "code"),
    ],
)
async def test_a_stranger_is_sent_away_with_a_reason(bench: Bench, harness: TapiHarness, text: str, reason: str) -> None:
    visitor = Visitor()
    peer = harness._driver.admit(visitor)
    peer.received(text)
    (refused,) = visitor.heard
    assert isinstance(refused, protocol.Refused)
    assert refused.reason == reason
    assert visitor.closed == refused.text
    peer.received(hello("again"))
    peer.lost()
    assert len(visitor.heard) == 1


async def test_which_side_is_to_be_updated(bench: Bench, harness: TapiHarness) -> None:
    for version, side in ((0, "update the bridge"), (9, "update callplane")):
        visitor = Visitor()
        harness._driver.admit(visitor).received(hello("", version))
        assert side in visitor.closed


async def test_those_who_say_nothing_and_those_who_are_too_many(monkeypatch: pytest.MonkeyPatch, harness: TapiHarness) -> None:
    monkeypatch.setattr(driver_module, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(driver_module, "HELLO_SECONDS", 0.02)
    monkeypatch.setattr(driver_module, "MAX_STRANGERS", 3)
    async with bench_of(harness):
        visitors = [Visitor() for _ in range(4)]
        for visitor in visitors:
            harness._driver.admit(visitor)
        assert [bool(visitor.closed) for visitor in visitors] == [False, False, False, True]
        async with asyncio.timeout(3):
            while not all(visitor.closed for visitor in visitors):  # noqa: ASYNC110 (nobody is told)
                await asyncio.sleep(0.01)
        late = Visitor()
        harness._driver.admit(late)
        assert not late.closed


async def test_a_bridge_that_says_hello_twice_or_nonsense_is_sent_away(bench: Bench, harness: TapiHarness) -> None:
    for nonsense in (hello("x"), '[{"t":"call"}]'):
        assert harness.bridge._send is not None
        harness.bridge._send(nonsense)
        await bench.until(lambda: not bench.witness.link_up, "the bridge is gone")
        assert harness.bridge.refused is not None
        await harness.restore_link()
        await bench.until(lambda: bench.witness.link_up, "the bridge is back")


async def test_the_same_bridge_connects_again(bench: Bench, harness: TapiHarness, tmp_path: Path) -> None:
    """The old connection gives way: it may be one that nobody has noticed to be dead."""
    visitor = Visitor()
    token = enrolled(tmp_path)
    peer = harness._driver.admit(visitor)
    peer.received(hello(token))
    assert isinstance(visitor.heard[0], protocol.Welcome)
    assert not bench.witness.link_up
    peer.received(protocol.write([protocol.Trouble("TAPI is not there", -1)]))
    peer.received(protocol.write([protocol.Ready(1, 0), protocol.Truth()]))
    assert bench.witness.link_up
    assert not bench.witness.lines
    peer.lost()
    assert not bench.witness.link_up


async def test_a_revoked_bridge_goes_with_its_lines(bench: Bench, harness: TapiHarness, tmp_path: Path) -> None:
    await harness._driver.refresh()
    assert bench.witness.link_up
    Enrolments(tmp_path).revoke("main")
    await harness._driver.refresh()
    assert not bench.witness.lines
    assert not bench.witness.link_up
    assert harness._driver.peers() == {}


async def test_a_bridge_that_is_enrolled_again_has_another_token(bench: Bench, harness: TapiHarness, tmp_path: Path) -> None:
    visitor = Visitor()
    code = Enrolments(tmp_path).invite("main", harness.clock())
    harness._driver.admit(visitor).received(protocol.write([protocol.Enrol(1, "0.1", code)]))
    assert isinstance(visitor.heard[0], protocol.Enrolled)
    assert not bench.witness.link_up
    await harness.restore_link()
    while harness.bridge.refused is None:  # noqa: ASYNC110 (nobody is told)
        await asyncio.sleep(0)
    assert harness.bridge.refused.reason == "token"


async def test_a_bridge_with_too_much_to_do(bench: Bench, harness: TapiHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "MAX_REQUESTS", 0)
    link = harness._driver._bridges["main"].link
    assert link is not None
    with pytest.raises(CommandFailed, match="too much to do"):
        await link.begin("lineDrop", call=1)


async def test_a_driver_that_is_stopped_lets_nobody_in(harness: TapiHarness) -> None:
    async with bench_of(harness):
        pass
    visitor = Visitor()
    harness._driver.admit(visitor)
    assert visitor.closed


def test_texts_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MAX_MESSAGES", 1)
    with pytest.raises(ProtocolError, match="messages"):
        protocol.read('[{"t":"beat"},{"t":"beat"}]')
    monkeypatch.setattr(protocol, "MAX_BYTES", 10)
    with pytest.raises(ProtocolError, match="bytes"):
        protocol.read('[{"t":"beat"}]')
