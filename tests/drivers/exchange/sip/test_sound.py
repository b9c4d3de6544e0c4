"""Sound of phones that cannot be found where they say, music of one's own for who waits."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.drivers.exchange.sip.pbx import Pbx, line
from tests.drivers.exchange.sip.test_phone_calls import connected, own, place
from tests.media.test_clips import wav

from callplane.drivers import commands as c
from callplane.drivers.exchange.sip.options import SipOptions
from callplane.media import rtp
from callplane.testing.sip_phone import PhoneCall


def say(call: PhoneCall) -> None:
    """Send some packets of sound."""
    assert call.target is not None
    for n in range(5):
        call.phone._rtp.sendto(rtp.build(8, n, n * 160, 7, bytes(160)), (call.target.host, call.target.port))


async def test_a_phone_behind_a_nat_is_heard_and_hears(pbx: Pbx) -> None:
    bob = await pbx.phone("102")
    alice = await pbx.phone("101")
    alice.rtp_host = "10.9.8.7"  # what only its own network knows
    for caller, callee in ((alice, bob), (bob, alice)):
        call, taken = await connected(caller, callee)
        await pbx.until("101", "CONNECTED")
        for one in (call, taken):  # the relay gets in between
            await one.until(lambda: place(one) != own(bob))  # noqa: B023
        hidden, other = (call, taken) if caller is alice else (taken, call)
        for speaker, listener in ((hidden, bob), (other, alice)):  # until it has spoken, nobody can find it
            before = sum(listener.packets.values())
            say(speaker)
            await listener.until(lambda: sum(listener.packets.values()) > before)  # noqa: B023
        call.hang_up()
        await taken.until("ended")
        await pbx.until("101")


async def test_who_waits_hears_the_music_that_was_chosen(tmp_path: Path) -> None:
    (tmp_path / "music.wav").write_bytes(wav())
    async with AsyncExitStack() as stack:
        pbx = Pbx(tmp_path, stack, hold_music=str(tmp_path / "music.wav"))
        await pbx.start()
        alice, bob = await pbx.phone("101"), await pbx.phone("102")
        await connected(alice, bob)
        await pbx.until("101", "CONNECTED")
        await pbx.execute(c.Hold(line("101"), pbx.call("101").call_id))
        await bob.until(lambda: sum(bob.packets.values()) > 3)
        assert pbx.driver.phones is not None
        assert pbx.driver.phones._studio is not None
        music = pbx.driver.phones._studio._music
        assert music is not None
        assert music.frames == 25


@pytest.mark.parametrize(
    ("name", "words"), [("nothing.wav", "cannot be read"), ("text.wav", "cannot be played. It is no WAV file")]
)
def test_music_that_cannot_be_played_is_a_fault(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "text.wav").write_text("la la la")
    faults: list[str] = []
    SipOptions.read({"sip_port": 5060, "hold_music": str(tmp_path / name)}, faults)
    assert len(faults) == 1
    assert faults[0].startswith("hold_music: ")
    assert words in faults[0]
