"""The link: log-in, junk, silence, TLS; lost at every block, and the truth after it."""

from __future__ import annotations

import asyncio
import ssl
import time
from pathlib import Path

import pytest
from tests.drivers.asterisk.recordings import PHONES, blocks
from tests.drivers.asterisk.rig import Rig, rig, uri

from callplane.drivers import commands as c
from callplane.drivers.asterisk import driver as driver_module
from callplane.drivers.asterisk import link as link_module
from callplane.drivers.asterisk.link import FILTERS, Link
from callplane.drivers.asterisk.options import Options
from callplane.errors import LinkDown
from callplane.gateway.tls import make_self_signed
from callplane.model.call import CallState
from callplane.model.events import LinkChanged, Synchronised
from callplane.model.line import Capability, LineStatus
from callplane.testing.ami import read_block
from callplane.testing.asterisk import AmiServer, Block, ReplayServer


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "MIN_BACKOFF", 0.005)
    monkeypatch.setattr(link_module, "MAX_BACKOFF", 0.03)


def links(r: Rig) -> list[LinkChanged]:
    return [fact for fact in r.witness.facts if isinstance(fact, LinkChanged)]


async def down(r: Rig) -> LinkChanged:
    await r.until(lambda: not r.witness.link_up, "the loss of the link")
    return links(r)[-1]


async def test_it_asks_for_the_classes_that_it_needs_and_no_more() -> None:
    async with rig() as r:
        mask = await r.pbx.until_asked("Events")
        assert "dialplan" not in mask["EventMask"]
        assert "reporting" not in mask["EventMask"]
        filters = [action["Filter"] for action in r.pbx.actions if action.name == "Filter"]
        assert filters == [f"!Event: {name}" for name in FILTERS]


async def test_a_wrong_password_is_told_as_such() -> None:
    async with ReplayServer(PHONES) as pbx:
        r = Rig(pbx, Path(), {"secret": "wrong"})
        await r.driver.start()
        await r.until(lambda: links(r))
        assert (links(r)[0].up, links(r)[0].login_failed) == (False, True)
        assert "manager.conf" in links(r)[0].reason
        with pytest.raises(LinkDown):
            await r.driver.snapshot()
        await r.driver.stop()


async def test_it_is_told_once_why_a_pbx_cannot_be_reached() -> None:
    async with ReplayServer() as pbx:
        port = pbx.port
    r = Rig(pbx, Path(), {"port": port})
    await r.driver.start()
    await r.until(lambda: links(r))
    assert "cannot be reached" in links(r)[0].reason
    await r.driver.stop()
    assert len(links(r)) == 1


@pytest.mark.parametrize(
    "junk",
    [b"Event: Hangup\r\n" + b"x" * 300_000, b"\x00" * 300_000, b"Response: Success\r\n" * 3_000 + b"\r\n"],
    ids=["endless line", "zero bytes", "too many lines"],
)
async def test_junk_on_the_socket_costs_the_link_and_no_more(junk: bytes) -> None:
    async with rig() as r:
        r.pbx.send_raw(junk)
        await down(r)
        await r.until(lambda: r.witness.link_up, "the new link")


async def test_a_silent_pbx_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "KEEP_ALIVE_SECONDS", 0.01)
    monkeypatch.setattr(link_module, "ANSWER_SECONDS", 0.05)
    async with rig() as r:
        r.pbx.deaf = True
        assert "did not answer" in (await down(r)).reason
        with pytest.raises(LinkDown):
            await r.execute(c.MakeCall(uri("101"), "{x}", "102"))
        r.pbx.deaf = False
        await r.until(lambda: r.witness.link_up, "the new link")


def test_a_dead_link_is_noticed_within_the_time_of_the_contract() -> None:
    assert link_module.KEEP_ALIVE_SECONDS + link_module.ANSWER_SECONDS <= 10


async def test_a_command_that_waits_hears_of_the_loss() -> None:
    async with rig() as r:
        making = asyncio.create_task(r.execute(c.MakeCall(uri("101"), "{x}", "102")))
        await r.pbx.until_asked("Originate")
        await asyncio.sleep(0)
        await r.pbx.drop()
        with pytest.raises(LinkDown):
            await making


async def test_a_restart_of_the_pbx_ends_all_calls() -> None:
    async with rig() as r:
        await (await r.play("18", "C: core restart", "AMI back", "ami-2"))
        await down(r)
        await r.until(lambda: r.witness.link_up, "the new link")
        assert not r.witness.calls


def channels() -> list[Block]:
    """What a real Asterisk says of a call between 101 and 102."""
    found = [block.message.fields for block in blocks("01") if b"Event: CoreShowChannel\r\n" in block.raw]
    return [[field for field in fields if field[0] != "ActionID"] for fields in found]


async def test_a_call_that_is_there_is_met() -> None:
    pbx = ReplayServer(PHONES)
    pbx.lists["CoreShowChannels"] = channels()
    async with rig(pbx=pbx) as r:
        caller, callee = r.of("101")[0], r.of("102")[0]
        assert (caller.outbound, caller.state, caller.remote.name) == (True, CallState.CONNECTED, "Bob")
        assert (callee.outbound, callee.state, callee.remote.name) == (False, CallState.CONNECTED, "Alice")
        assert caller.tracker_id == callee.tracker_id
        await pbx.drop()
        await down(r)
        await r.until(lambda: r.witness.link_up, "the new link")
        assert [call.call_id for call in r.of("101")] == [caller.call_id], "a call that goes on keeps its id"
        pbx.lists["CoreShowChannels"] = []
        await pbx.drop()
        await down(r)
        await r.until(lambda: r.witness.link_up, "the new link")
        assert not r.witness.calls


async def test_the_link_is_lost_at_every_block() -> None:
    """Wherever it breaks: no fact against the contract, and then the whole truth."""
    told = [block.raw for block in blocks("06") if not block.sent and block.raw.startswith(b"Event: ")][:70]
    async with rig() as r:
        for count in range(0, len(told), 2):
            r.pbx.send_raw(b"".join(told[:count]))
            before = len(links(r))
            await asyncio.sleep(0)
            await r.pbx.drop()
            await r.until(lambda: len(links(r)) >= before + 2, "the new link")  # noqa: B023
            assert isinstance(next(fact for fact in reversed(r.witness.facts) if isinstance(fact, Synchronised)), Synchronised)
            assert not r.witness.calls


async def test_events_during_the_snapshot_come_on_top_of_it() -> None:
    class Busy(ReplayServer):
        def items(self, action: object) -> list[Block]:
            if getattr(action, "name", "") == "ParkedCalls":  # late in the snapshot
                for block in blocks("02")[3:12]:
                    if not block.sent:
                        self.send(read_block(block.raw.decode()))
            return super().items(action)  # type: ignore[arg-type]

    async with rig(pbx=Busy(PHONES)) as r:
        assert [call.state for call in r.of("102")] == [CallState.OFFERING]


async def test_a_phone_that_goes_away_and_comes_back() -> None:
    async with rig() as r:
        for state, status in (("UNAVAILABLE", LineStatus.NO_PHONE), ("NOT_INUSE", LineStatus.OPEN)):
            r.pbx.send([("Event", "DeviceStateChange"), ("Device", "PJSIP/103"), ("State", state)])
            await r.until(lambda: r.witness.lines[uri("103")].status is status)  # noqa: B023


async def test_a_reload_brings_and_takes_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver_module, "RELOAD_SECONDS", 0.01)
    async with rig() as r:
        del r.pbx.phones["106"]
        r.pbx.phones["107"] = "Grace"
        r.pbx.contexts.discard("callplane-conference")
        r.pbx.send(*[[("Event", "Reload"), ("Module", module)] for module in ("pbx_config", "res_pjsip")])
        await r.until(lambda: uri("107") in r.witness.lines)
        assert uri("106") not in r.witness.lines
        assert Capability.CONFERENCE not in r.witness.lines[uri("101")].capabilities


async def test_a_call_that_another_driver_held_is_found() -> None:
    pbx = ReplayServer(PHONES)
    held = {"PJSIP/101-00000014": ("callplane-wait", "h1"), "PJSIP/102-00000015": ("callplane-hold", "h1")}
    for fields in channels():
        channel = dict(fields)["Channel"]
        where = dict(zip(("Context", "Exten"), held[channel], strict=True)) | {"BridgeId": "", "Application": "Wait"}
        item = [(key, where.get(key, value)) for key, value in fields]
        pbx.lists.setdefault("CoreShowChannels", []).append(item)
    async with rig(pbx=pbx) as r:
        (call,) = r.of("101")
        assert (call.state, call.remote.name) == (CallState.HOLD, "Bob")
        assert r.of("102")[0].state is CallState.CONNECTED


async def test_the_secret_does_not_travel_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "_LOOPBACK", ())
    async with rig() as r:
        login = await r.pbx.until_asked("Login")
        assert login["AuthType"] == "MD5"
        assert login["Secret"] == ""


class TlsServer(AmiServer):
    """The same behind TLS."""

    def __init__(self, certificate: Path, key: Path) -> None:
        super().__init__(PHONES)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate, key)

    async def listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]


async def test_tls_with_a_certificate_of_ones_own(tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    make_self_signed(certificate, key, ["localhost", "127.0.0.1"], time.time())
    async with rig(pbx=TlsServer(certificate, key), tls=True, tls_ca=str(certificate)) as r:
        assert r.witness.link_up
    async with TlsServer(certificate, key) as pbx:
        r = Rig(pbx, Path(), {"tls": True})
        await r.driver.start()
        await r.until(lambda: links(r))
        assert "certificate" in links(r)[0].reason
        await r.driver.stop()


async def test_a_user_who_is_not_told_of_the_boot_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "BOOT_NEWS_SECONDS", 0.01)

    class Quiet(AmiServer):
        def _log_in(self, action, writer):  # type: ignore[no-untyped-def]
            return super()._log_in(action, writer)[:1]

    async with rig(pbx=Quiet(PHONES)) as r:
        assert r.witness.link_up


async def test_nothing_is_sent_without_a_link() -> None:
    link = Link(Options(), (), lambda _: None, lambda: asyncio.sleep(0), lambda _reason, _refused: None)
    with pytest.raises(LinkDown):
        await link.ask("Ping")
