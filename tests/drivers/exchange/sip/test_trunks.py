"""Trunks to a provider that a test plays: calls out and in, what both sides hear, and who is let in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.drivers.exchange.sip.pbx import Pbx, line

from callplane import metrics
from callplane.drivers import commands as c
from callplane.media import rtp
from callplane.model.line import Forward, ForwardMode
from callplane.sip.message import Request, Response
from callplane.sip.transactions import Flow
from callplane.testing.sip_phone import PhoneCall, SipPhone

NUMBER, CALLER = "+4989123456", "+4989777777"
DIALLED = "0089123456"


class Provider(SipPhone):
    """The other side of a trunk. `answers` is what a REGISTER or OPTIONS gets."""

    def __init__(self) -> None:
        super().__init__(CALLER, "", ("127.0.0.1", 9))
        self.asked: list[Request] = []
        self.answers = 200

    @property
    def port(self) -> int:
        return self._transport.port

    def on_request(self, request: Request, flow: Flow, respond: Callable[[Response], None]) -> None:
        self.asked.append(request)
        self.changed.set()
        respond(self.agent.answer(request, self.answers))

    def say(self, call: PhoneCall, count: int = 5) -> None:
        """Send some packets of sound."""
        assert call.target is not None
        for n in range(count):
            self._rtp.sendto(rtp.build(8, n, n * 160, 7, bytes(160)), (call.target.host, call.target.port))


Make = Callable[..., Awaitable[tuple[Pbx, Provider]]]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    async with AsyncExitStack() as stack:

        async def made(kind: str = "both", **options: object) -> tuple[Pbx, Provider]:
            provider = await stack.enter_async_context(Provider())
            table = {"host": f"127.0.0.1:{provider.port}", "register": False, **options}
            pbx = Pbx(tmp_path, stack, kind, rtp_ports=[10000, 15999], trunks={"provider": table})
            await pbx.start()
            provider.flow = Flow("UDP", *pbx.address)
            await provider.until(lambda: bool(provider.asked))
            await pbx.until_so(lambda: metrics.TRUNK_UP.value("demo", "provider") == (provider.answers == 200))
            return pbx, provider

        yield made


async def answered(pbx: Pbx, provider: Provider, phone: SipPhone) -> tuple[PhoneCall, PhoneCall]:
    """A phone calls out, and is answered."""
    call = phone.call(DIALLED)
    taken = await provider.rings()
    await call.until("180")
    taken.answer()
    await call.until("active")
    await pbx.until("101", "CONNECTED")
    return call, taken


async def test_a_call_out(make: Make) -> None:
    pbx, provider = await make(user="49815136856", domain="provider.example", identity="preferred")
    call, taken = await answered(pbx, provider, await pbx.phone("101"))
    invite = taken.call.invite
    assert invite.uri == f"sip:{NUMBER}@provider.example"
    assert str(invite.sender.uri) == "sip:+49815136856101@provider.example"
    assert "+49815136856101" in invite.headers.get("p-preferred-identity")
    assert pbx.call("101").remote.number == NUMBER
    provider.say(taken)
    await call.phone.until(lambda: sum(call.phone.packets.values()) >= 5)
    taken.hang_up()
    await call.until("ended")
    assert pbx.told["101"] == ["DIALING", "RINGBACK", "CONNECTED", "DISCONNECTED"]


async def test_a_caller_gives_up_and_one_hangs_up(make: Make) -> None:
    pbx, provider = await make()
    phone = await pbx.phone("101")
    call = phone.call(DIALLED)
    taken = await provider.rings()
    await call.until("180")
    call.hang_up()
    await taken.until("ended")
    again = phone.call(DIALLED)
    second = await provider.rings(2)
    second.answer()
    await again.until("active")
    again.hang_up()
    await second.until("ended")


@pytest.mark.parametrize(
    ("status", "state", "seen"),
    [
        (486, "BUSY", 486),
        (404, "DISCONNECTED", 404),
        (603, "DISCONNECTED", 603),
        (480, "DISCONNECTED", 480),
        (403, "DISCONNECTED", 503),
        (302, "DISCONNECTED", 503),
    ],
)
async def test_a_call_out_is_refused(make: Make, status: int, state: str, seen: int) -> None:
    pbx, provider = await make()
    provider.on_ring = lambda call: call.reject(status)
    call = (await pbx.phone("101")).call(DIALLED)
    await call.until("ended")
    assert call.ending is not None
    assert call.ending.status == seen
    assert state in pbx.told["101"]


async def test_a_trunk_that_refuses_our_login_is_told(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    pbx, provider = await make()
    provider.on_ring = lambda call: call.reject(403)
    await pbx.execute(c.MakeCall(line("102"), "{m}", DIALLED))
    await provider.rings()
    await pbx.until("102")
    assert "refused a call: 403" in caplog.text


async def test_what_is_played_before_the_answer_is_heard(make: Make) -> None:
    pbx, provider = await make()
    phone = await pbx.phone("101")
    call = phone.call(DIALLED)
    await call.until("180")
    taken = await provider.rings()
    taken.call.ring(183, taken.sdp())
    await call.until("183")
    provider.say(taken)
    await phone.until(lambda: sum(phone.packets.values()) >= 5)
    taken.answer()
    await call.until("active")
    assert pbx.told["101"] == ["DIALING", "RINGBACK", "CONNECTED"]


async def test_digits_go_both_ways(make: Make) -> None:
    pbx, provider = await make()
    _, taken = await answered(pbx, provider, await pbx.phone("101"))
    taken.press("7")
    await taken.until("INFO 200")
    before = sum(provider.packets.values())
    await pbx.execute(c.SendDigits(line("101"), pbx.call("101").call_id, "1"))
    await provider.until(lambda: sum(provider.packets.values()) >= before + 7)
    taken.call.request("INFO", ("content-type", "text/plain"), body=b"7", on_response=taken._answered("INFO"))
    taken.call.request("MESSAGE", on_response=taken._answered("MESSAGE"))
    await taken.until("MESSAGE 501")
    assert pbx.driver._switch.phone("101").calls[0].heard == "7"


async def test_hold_is_music_and_their_hold_is_accepted(make: Make) -> None:
    pbx, provider = await make()
    _, taken = await answered(pbx, provider, await pbx.phone("101"))
    await pbx.execute(c.Hold(line("101"), pbx.call("101").call_id))
    before = sum(provider.packets.values())
    await provider.until(lambda: sum(provider.packets.values()) > before + 5)
    assert "offer" not in taken.heard
    taken.hold()
    await taken.until("agreed")
    assert taken.target is not None
    assert taken.target.direction.name == "RECVONLY"
    taken.call.offer(b"v=0\r\nm=video 9 RTP/AVP 96\r\n")
    await taken.until("refused 488")


async def test_a_call_in(make: Make) -> None:
    pbx, provider = await make()
    phone = await pbx.phone("102")
    call = provider.call("+49815136856102")
    taken = await phone.rings()
    assert taken.call.invite.sender.uri.user == "0089777777"
    await call.until("180")
    taken.answer()
    await call.until("active")
    provider.say(call)
    await phone.until(lambda: sum(phone.packets.values()) >= 5)
    call.hang_up()
    await taken.until("ended")
    assert pbx.told["102"] == ["OFFERING", "CONNECTED", "DISCONNECTED"]


async def test_a_call_in_without_an_offer_rings_the_virtual_phone(make: Make) -> None:
    pbx, provider = await make("virtual")
    call = provider.call("+49815136856102", sdp=False)
    await pbx.until("102", "OFFERING")
    await pbx.execute(c.Answer(line("102"), pbx.call("102").call_id))
    await call.until("active")
    await provider.until(lambda: sum(provider.packets.values()) > 5)
    await pbx.execute(c.StartRecording(line("102"), pbx.call("102").call_id))
    await pbx.execute(c.StopRecording(line("102"), pbx.call("102").call_id))
    await pbx.recorded()
    await pbx.execute(c.Drop(line("102"), pbx.call("102").call_id))
    await call.until("ended")


async def test_who_calls_in_finds_busy_nobody_or_no_room(make: Make) -> None:
    pbx, provider = await make(max_calls=1)
    call = provider.call("12345")
    await call.until("ended")
    await pbx.execute(c.SetDoNotDisturb(line("102"), True))
    busy = provider.call("+49815136856102")
    await busy.until("ended")
    provider.call("+49815136856101")
    await pbx.until("101", "OFFERING")
    crowd = provider.call("+49815136856103")
    await crowd.until("ended")
    broken = provider.agent.invite(
        f"sip:101@127.0.0.1:{pbx.address[1]}",
        provider.flow,
        local=call.call.invite.sender,
        remote=call.call.invite.target,
        sdp=b"v=0\r\nm=video 9 RTP/AVP 96\r\n",
        events=(refused := PhoneCall(provider)),
    )
    refused.call = broken
    await refused.until("ended")
    assert [one.ending.status for one in (call, busy, crowd, refused) if one.ending] == [404, 486, 503, 488]


async def test_who_calls_in_learns_that_he_is_not_wanted(make: Make) -> None:
    pbx, provider = await make()
    call = provider.call("+49815136856102")
    await pbx.until("102", "OFFERING")
    await pbx.execute(c.Drop(line("102"), pbx.call("102").call_id))
    await call.until("ended")
    assert call.ending is not None
    assert call.ending.status == 603


async def test_a_call_in_is_forwarded_out(make: Make) -> None:
    pbx, provider = await make(show_callers=True)
    await pbx.execute(c.SetForward(line("102"), Forward(ForwardMode.IMMEDIATE, NUMBER)))
    call = provider.call("+49815136856102")
    taken = await provider.rings(2)
    assert taken.call.invite.sender.uri.user == CALLER
    taken.answer()
    await call.until("active")
    before = sum(provider.packets.values())
    provider.say(call)
    provider.say(taken)
    await provider.until(lambda: sum(provider.packets.values()) >= before + 10)
    call.hang_up()
    await taken.until("ended")


async def test_a_registered_name_lets_calls_in_from_any_port(make: Make) -> None:
    pbx, provider = await make(register=True, user="account", inbound={"*": "103"})
    contact = provider.asked[0].contacts[0].uri
    assert (provider.asked[0].method, contact.port) == ("REGISTER", pbx.address[1])
    async with SipPhone(CALLER, "", pbx.address) as elsewhere:
        in_vain = elsewhere.call("103")
        await in_vain.until("ended")
        assert in_vain.ending is not None
        assert in_vain.ending.status == 401
        elsewhere.call(contact.user)
        await pbx.until("103", "OFFERING")


async def test_a_trunk_that_does_not_work_takes_no_call(make: Make) -> None:
    pbx, provider = await make()
    provider.answers = 503
    assert pbx.driver.phones is not None
    trunk = pbx.driver.phones._trunks[0]
    trunk.found_nobody()
    pbx.driver.phones.advance(pbx.driver.context.clock())
    await pbx.until_so(lambda: metrics.TRUNK_UP.value("demo", "provider") == 0)
    await pbx.execute(c.MakeCall(line("102"), "{m}", DIALLED))
    await pbx.until("102")
    assert pbx.told["102"][-1] == "DISCONNECTED"
    call = (await pbx.phone("101")).call(DIALLED)
    await call.until("ended")
    assert call.ending is not None
    assert call.ending.status == 503


async def test_a_registration_is_taken_back(tmp_path: Path) -> None:
    async with Provider() as provider, AsyncExitStack() as stack:
        table = {"host": f"localhost:{provider.port}", "user": "account"}
        pbx = Pbx(tmp_path, stack, "both", trunks={"provider": table})
        await pbx.start()
        await provider.until(lambda: bool(provider.asked))
        await pbx.until_so(lambda: metrics.TRUNK_UP.value("demo", "provider") == 1)
        await asyncio.gather(stack.aclose(), provider.until(lambda: len(provider.asked) > 1))
        assert [request.headers.get("expires") for request in provider.asked] == ["300", "0"]


async def test_of_several_trunks_the_longest_prefix_counts(tmp_path: Path) -> None:
    async with Provider() as one, Provider() as other, AsyncExitStack() as stack:
        tables = {
            "home": {"host": f"127.0.0.1:{one.port}", "register": False},
            "abroad": {"host": f"127.0.0.1:{other.port}", "register": False, "prefixes": ["+44"]},
        }
        pbx = Pbx(tmp_path, stack, "virtual", trunks=tables)
        await pbx.start()
        await pbx.until_so(lambda: min(metrics.TRUNK_UP.value("demo", name) for name in tables) == 1)
        await pbx.execute(c.MakeCall(line("101"), "{1}", "000442079460000"))
        await pbx.execute(c.MakeCall(line("102"), "{2}", DIALLED))
        assert (await other.rings()).call.invite.uri.startswith("sip:+442079460000@")
        assert (await one.rings()).call.invite.uri.startswith(f"sip:{NUMBER}@")
