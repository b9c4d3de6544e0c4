"""The phones work with each other where callplane has no part: what fails here is not its fault."""

from __future__ import annotations

from pathlib import Path

from tests.components.sip.baresip import baresip
from tests.components.sip.hearing import hears_only
from tests.components.sip.kamailio import DOMAIN, kamailio
from tests.components.sip.pjsua import pjsua


async def test_phones_of_two_makers_talk_through_a_foreign_proxy(tmp_path: Path) -> None:
    async with kamailio(tmp_path / "provider", {"101": "one", "102": "two"}) as provider:
        outbound = f'outbound="sip:127.0.0.1:{provider.port};transport=udp"'
        account = f"<sip:101@{DOMAIN};transport=udp>;auth_pass=one;{outbound};regint=60"
        async with (
            baresip(tmp_path / "one", account, tone=440) as one,
            pjsua(tmp_path / "two", "102", "two", DOMAIN, provider.port, tone=700) as two,
        ):
            await one.dial("102")
            call = await two.rings()
            await two.answer(call)
            await two.talks(call)
            await hears_only(one.sounds, 700, 440)
            await hears_only(two.sounds, 440, 700)
            await one.hang_up()
            await two.ends(call)
