"""Phones come, go, share an extension, and strangers knock: what the lines show, and who is let in."""

from __future__ import annotations

import asyncio
from pathlib import Path
from socket import AF_INET, SOCK_DGRAM, socket

from tests.components import needs
from tests.components.sip.hearing import hears_only
from tests.components.sip.house import House, until
from tests.components.sip.processes import running

from callplane.model.call import CallState

S = CallState


async def test_all_phones_of_an_extension_ring_and_one_gets_the_call(house: House) -> None:
    bob = await house.person("bob", "102")
    async with (
        house.pjsua("101", tone=440) as caller,
        house.baresip("102", tone=600) as desk,
        house.pjsua("102", tone=900) as soft,
    ):
        call = await caller.dial(house.uri("102"))
        ringing = await soft.rings()
        await desk.hears("CALL_INCOMING")
        await desk.answer()
        await soft.ends(ringing)
        await caller.talks(call)
        await hears_only(caller.sounds, 600, 440, 900)
        offered = await bob.call("102", S.CONNECTED)
        await desk.hang_up()
        await caller.ends(call)
        await bob.gone(offered.u8sConnectionID)


async def test_phones_over_tcp(house: House) -> None:
    async with house.pjsua("101", tone=440, transport="tcp") as one, house.pjsua("102", tone=700, transport="tcp") as two:
        call = await one.dial(house.uri("102") + ";transport=tcp")
        ringing = await two.rings()
        await two.answer(ringing)
        await one.talks(call)
        await hears_only(one.sounds, 700, 440)
        await hears_only(two.sounds, 440, 700)
        await two.do("hang up", call=ringing)
        await one.ends(call)


async def test_a_wrong_password_registers_nothing(house: House) -> None:
    async with house.pjsua("103", password="guess", registers=False) as phone:
        refused = await phone.tells("registration", active=False)
        assert refused["code"] in (401, 403, 0)
        call = await phone.dial(house.uri("102"))
        assert (await phone.ends(call))["code"] in (401, 403)
    assert house.registered("103") == 0


async def test_a_phone_says_good_bye(house: House) -> None:
    async def registered() -> int:
        return house.registered("103")

    async with house.pjsua("103") as phone:
        assert await registered() == 1
        await phone.do("unregister")
        await until(registered, lambda there: there == 0)


async def test_a_program_rejects_diverts_and_picks_up(house: House) -> None:
    bob, alice = await house.person("bob", "102"), await house.person("alice", "101")
    async with house.pjsua("104", tone=440) as caller, house.pjsua("102", tone=700) as two, house.pjsua("101", tone=1000) as one:
        call = await caller.dial(house.uri("102"))
        ringing = await two.rings()
        offered = (await bob.call("102", S.OFFERING)).u8sConnectionID
        await bob.client.redirect_call(offered, "101")
        await two.ends(ringing)
        diverted = await one.rings()
        await bob.gone(offered)
        offered = (await alice.call("101", S.OFFERING)).u8sConnectionID
        await alice.client.drop_call(offered)
        await one.ends(diverted)
        assert (await caller.ends(call))["code"] in (480, 486, 603)


async def test_options_and_guessers(house: House, tmp_path: Path) -> None:
    sipsak = needs.program("sipsak", "sipsak")
    async with running(tmp_path / "options", sipsak, "-H", "127.0.0.1", "-s", f"sip:127.0.0.1:{house.sip_port}") as asking:
        assert await asking.end() == 0
    assert await is_heard(house)
    for attempt in range(10):
        command = (sipsak, "-H", "127.0.0.1", "-U", "-s", house.uri("101"), "-a", f"guess{attempt}", "-n", "-D", "1")
        async with running(tmp_path / f"guess-{attempt}", *command) as guessing:
            assert await guessing.end() != 0
    assert not await is_heard(house)
    assert house.registered("101") == 0


async def is_heard(house: House) -> bool:
    """Whether the server answers 127.0.0.1. It answers 127.0.0.2 behind that, so it has read what came before."""
    loop = asyncio.get_running_loop()
    with socket(AF_INET, SOCK_DGRAM) as first, socket(AF_INET, SOCK_DGRAM) as second:
        for number, one in enumerate((first, second), 1):
            one.setblocking(False)
            one.bind((f"127.0.0.{number}", 0))
            one.connect(("127.0.0.1", house.sip_port))
            host, port = one.getsockname()
            via = f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK-heard{number}"
            parties = "From: <sip:x@x>;tag=1", f"To: <sip:127.0.0.1:{house.sip_port}>"
            lines = (f"OPTIONS sip:127.0.0.1:{house.sip_port} SIP/2.0", via, "Max-Forwards: 1", *parties, f"Call-ID: {port}")
            one.send("\r\n".join((*lines, "CSeq: 1 OPTIONS", "Content-Length: 0", "", "")).encode())
        async with asyncio.timeout(10):
            assert (await loop.sock_recv(second, 4096)).startswith(b"SIP/2.0 200")
        try:
            return first.recv(4096).startswith(b"SIP/2.0 200")
        except BlockingIOError:
            return False
