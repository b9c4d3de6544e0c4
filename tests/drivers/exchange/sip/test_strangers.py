"""Who has no password gets nothing, and who guesses, floods or sends nonsense disturbs nobody."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

from tests.drivers.exchange.sip.pbx import Pbx, line
from tests.drivers.exchange.sip.test_phone_calls import connected

from callplane import metrics
from callplane.sip.gate import MAX_FAILURES
from callplane.testing.sip_phone import SipPhone

SAMPLES = Path(__file__).parents[3] / "samples/sip"


async def test_nobody_calls_without_a_password(pbx: Pbx) -> None:
    await pbx.phone("102")
    stranger = await pbx.phone("nobody", register=False)
    for number in ("102", "0123450", "+49123450"):
        call = stranger.call(number)
        await call.until("ended")
        assert call.ending is not None
        assert call.ending.status == 401
    assert pbx.told == {}
    assert pbx.driver._switch.outside() == []


async def test_a_phone_that_is_not_registered_may_call_with_its_password(pbx: Pbx) -> None:
    bob = await pbx.phone("102")
    call = (await pbx.phone("101", register=False)).call("102")
    (await bob.rings()).answer()
    await call.until("active")


async def test_it_is_told_where_phones_are(pbx: Pbx) -> None:
    assert pbx.driver.registrations() == {}
    await pbx.phone("102")
    [(phone, [place])] = pbx.driver.registrations().items()
    assert phone == "102"
    assert place.startswith("udp:127.0.0.1:")


async def test_a_phone_registers_for_its_own_extension_only(pbx: Pbx) -> None:
    thief = SipPhone("101", "secret", pbx.address, extension="102")
    async with thief:
        assert (await thief.register()).status == 403
        assert (await thief.request("SUBSCRIBE")).status == 489
        assert (await thief.request("MESSAGE")).status == 405
        assert (await thief.request("OPTIONS")).status == 200


async def test_who_guesses_passwords_gets_no_answer(pbx: Pbx) -> None:
    bob = await pbx.phone("102")
    guesser = SipPhone("101", "guess", pbx.address)
    silenced = metrics.SIP_DROPPED.value("silenced")
    async with guesser:
        for _ in range(MAX_FAILURES):
            assert (await guesser.register()).status == 401
        call = guesser.call("102")
        await pbx.until_so(lambda: metrics.SIP_DROPPED.value("silenced") > silenced)
        assert call.state == "ringing", "no answer"
    assert bob.calls == []
    pbx.skip(61)
    assert (await bob.register()).status == 200


async def test_nonsense_disturbs_no_call(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102", "TCP")
    call, taken = await connected(alice, bob)
    messages = [path.read_bytes() for path in sorted(SAMPLES.glob("*.sip"))]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.connect(pbx.address)
        for data in (b"", b"\0" * 4, b"\xff" * 65_000, *messages, *(message[:100] for message in messages)):
            udp.send(data)
    for data in (b"\xff" * 70_000, b"GET / HTTP/1.1\r\n\r\n", *messages):
        reader, writer = await asyncio.open_connection(*pbx.address)
        writer.write(data)
        writer.write_eof()
        while await reader.read(4096):
            pass
        writer.close()
    assert (await alice.request("OPTIONS")).status == 200
    assert (call.state, taken.state) == ("active", "active")
    assert pbx.states("101") == ["CONNECTED"]
    call.hang_up()
    await taken.until("ended")


async def test_keep_alives_over_tcp_are_answered(pbx: Pbx) -> None:
    reader, writer = await asyncio.open_connection(*pbx.address)
    writer.write(b"\r\n\r\n")
    assert await reader.readexactly(2) == b"\r\n"
    writer.close()


async def test_a_flood_of_registrations_leaves_phones_alone(pbx: Pbx) -> None:
    alice, bob = await pbx.phone("101"), await pbx.phone("102")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.connect(pbx.address)
        for number in range(300):
            fields = f"f: <sip:101@h>;tag=1\r\nt: <sip:101@h>\r\ni: {number}\r\nCSeq: 1 REGISTER\r\n"
            udp.send(f"REGISTER sip:h SIP/2.0\r\nv: SIP/2.0/UDP h;branch=z9hG4bK{number}\r\n{fields}\r\n".encode())
    call, _ = await connected(alice, bob)
    assert pbx.driver.phones is not None
    assert len(pbx.driver.phones.agent.transactions) < 20, "challenges leave no trace"
    assert pbx.lines[line("101")].status.name == "OPEN"
    call.hang_up()
