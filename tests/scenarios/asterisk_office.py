"""A server whose PBX is an Asterisk, and what people do there with programs and phones: run at a fake one and at a real one."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import pytest
from tests.scenarios.demo import CERTIFICATE, KEY
from tests.scenarios.hall import Hall
from tests.scenarios.person import CallInformation, Person, can

from callplane.app import App
from callplane.cli.templates import demo_toml
from callplane.client import OperationRefused
from callplane.client.caller import Parameters
from callplane.drivers.registry import check_driver
from callplane.model.call import CallState, CallType
from callplane.model.features import Feature
from callplane.service.configuration import load_configuration
from callplane.store.demo import line_of
from callplane.wire.types import cti
from callplane.wire.types.sipcti_common import AsnProjectPinRule

S = CallState
B, C = (line_of(extension) for extension in ("102", "103"))
CELL_PHONE, CELL_PHONE_DIALLED = "+4989123450", "0089123450"
PROJECTS = '\n[[locations.demo.project_rules]]\nname = "Roof"\npin = "47"\nprivate = true\n'


class Office(Hall):
    """The server of the demo's users, whose PBX is the Asterisk at this port of loopback; it has so many lines."""

    def __init__(self, directory: Path, stack: AsyncExitStack, port: int, lines: int) -> None:
        super().__init__(directory, stack)
        text = demo_toml(http_port=0, tcp_port=0, tls_port=0, tls={"certificate": CERTIFICATE, "key": KEY}) + PROJECTS
        table = f'driver = "asterisk"\nhost = "127.0.0.1"\nport = {port}\nusername = "callplane"\nsecret = "callplane"'
        self.config.write_text(text.replace('driver = "exchange"', table), encoding="utf-8")
        self.app = App(load_configuration(self.config, check_driver), self.config)
        self._lines = lines

    async def start(self) -> None:
        await super().start()
        async with asyncio.timeout(3):
            while len(self.app.service.core.lines) < self._lines:  # noqa: ASYNC110 (nobody is told)
                await asyncio.sleep(0.001)


class Phones(Protocol):
    """What people do at phones, by extension; `outside` is the trunk's."""

    async def lift(self, extension: str) -> None:
        """Answer what rings."""

    async def refuse(self, extension: str) -> None:
        """Tell a caller that one is busy."""

    async def call_in(self, extension: str) -> None:
        """Somebody outside calls."""


def data(call: CallInformation) -> dict[str, str]:
    return {pair.key: pair.value for pair in call.callDataList or ()}


class AroundCalls:
    """What the server does around the calls of an Asterisk. Whoever collects it gives the fixtures `office` and `phones`."""

    async def talk(self, office: Office, phones: Phones) -> tuple[Person, Person, str]:
        """Alice and Bob talk; the call is hers."""
        alice, bob = await office.person("alice", "101"), await office.person("bob", "102")
        made = (await alice.client.make_call("101", "102")).u8sConnectionID
        await alice.reaches(made, S.RINGBACK)
        await phones.lift("102")
        await alice.reaches(made, S.CONNECTED)
        await bob.call("102", S.CONNECTED)
        return alice, bob, made

    async def waits_for_bob(self, office: Office, phones: Phones) -> tuple[Person, Person, CallInformation]:
        """Bob talks with Carol, and is called back by Alice when he is free: her phone rings."""
        alice, bob = await office.person("alice", "101"), await office.person("bob", "102")
        talk = (await bob.client.make_call("102", "103")).u8sConnectionID
        await bob.reaches(talk, S.RINGBACK)
        await phones.lift("103")
        await bob.reaches(talk, S.CONNECTED)
        made = (await alice.client.make_call("101", "102")).u8sConnectionID
        await alice.reaches(made, S.RINGBACK)
        await phones.refuse("102")
        busy = await alice.reaches(made, S.BUSY)
        assert can(busy, Feature.COMPLETE_CALL)
        await alice.client.complete_call(made)
        await alice.gone(made)
        assert not alice.calls("101")
        await bob.client.drop_call(talk)
        rings = await alice.call("101", S.OFFERING)
        assert (rings.iCallType, rings.bOutbound, rings.u8sRemoteNumberSC) == (CallType.CALLBACK, True, B.number)
        assert rings.u8sTrackerID == busy.u8sTrackerID
        return alice, bob, rings

    async def test_a_callback_is_answered_by_program(self, office: Office, phones: Phones) -> None:
        alice, bob, rings = await self.waits_for_bob(office, phones)
        callback = rings.u8sConnectionID
        await alice.client.answer_call(callback)
        await alice.reaches(callback, S.RINGBACK)
        await bob.call("102", S.OFFERING, remote="101")
        await phones.lift("102")
        await alice.reaches(callback, S.CONNECTED)
        await alice.client.drop_call(callback)
        await alice.gone(callback)

    async def test_a_callback_is_answered_at_the_phone(self, office: Office, phones: Phones) -> None:
        alice, bob, rings = await self.waits_for_bob(office, phones)
        await phones.lift("101")
        await alice.reaches(rings.u8sConnectionID, S.RINGBACK)
        offered = await bob.call("102", S.OFFERING, remote="101")
        await bob.client.answer_call(offered.u8sConnectionID)
        await alice.reaches(rings.u8sConnectionID, S.CONNECTED)

    async def test_a_callback_is_not_wanted_any_more(self, office: Office, phones: Phones) -> None:
        alice, bob, rings = await self.waits_for_bob(office, phones)
        await alice.client.drop_call(rings.u8sConnectionID)
        await alice.gone(rings.u8sConnectionID)
        assert not alice.calls("101")
        assert not bob.calls("102")

    async def test_data_ride_on_calls(self, office: Office, phones: Phones) -> None:
        alice, bob, made = await self.talk(office, phones)
        carol = await office.person("carol", "103")
        await alice.client.set_call_data(made, {"case": "17"})
        (theirs,) = bob.calls("102")
        await bob.is_now(theirs, lambda call: data(call) == {"case": "17"})
        await alice.client.redirect_call(made, "103")
        offered = await carol.call("103", S.OFFERING)
        await carol.is_now(offered.u8sConnectionID, lambda call: data(call) == {"case": "17"})

    async def test_a_caller_who_is_sent_outside_sees_the_new_number(self, office: Office, phones: Phones) -> None:
        alice, bob, made = await self.talk(office, phones)
        (theirs,) = bob.calls("102")
        await bob.client.redirect_call(theirs, CELL_PHONE_DIALLED)
        await alice.is_now(made, lambda call: call.u8sRemoteNumberSC == CELL_PHONE)
        await phones.lift("outside")
        await alice.is_now(made, lambda call: call.iCallState == S.CONNECTED and call.u8sRemoteNumberSC == CELL_PHONE)
        await alice.client.hold(made)
        assert (await alice.reaches(made, S.HOLD)).u8sRemoteNumberSC == CELL_PHONE

    async def test_announced_data_come_with_the_call(self, office: Office, phones: Phones) -> None:
        alice = await office.person("alice", "101")
        await alice.client.set_call_data("", {"case": "18"}, parameters={"calledNumber": "101"})
        await phones.call_in("101")
        assert data(await alice.call("101", S.OFFERING)) == {"case": "18"}

    async def test_a_call_over_a_remote_office(self, office: Office, phones: Phones) -> None:
        carol, bob = await office.person("carol", "103"), await office.person("bob", "102")
        await carol.client.line_set_remote_office("103", CELL_PHONE_DIALLED)
        assert (await carol.hears(cti.AsnCtiNotifyLineRemoteOfficeChangedArgument)).remoteOfficeState.iEnabled == 1
        first = (await carol.client.make_call("103", "102")).u8sConnectionID
        assert (await carol.reaches(first, S.RINGBACK)).u8sRemoteNumberSC == CELL_PHONE
        await phones.lift("outside")
        offered = await bob.call("102", S.OFFERING)
        await phones.lift("102")
        await carol.until(lambda: not carol.calls("103"), "both calls were merged")
        await bob.is_now(offered.u8sConnectionID, lambda call: call.u8sRemoteNumberSC == CELL_PHONE)
        assert [call.iCallState for call in bob.calls("102").values()] == [S.CONNECTED]

    async def test_the_number_behind_a_remote_office_is_busy(self, office: Office, phones: Phones) -> None:
        carol, bob = await office.person("carol", "103"), await office.person("bob", "102")
        wishes: Parameters = {"DialRemoteOffice": "1", "RemoteOfficeNumber": CELL_PHONE}
        first = (await carol.client.make_call("103", "102", parameters=wishes)).u8sConnectionID
        await carol.reaches(first, S.RINGBACK)
        await phones.lift("outside")
        await bob.call("102", S.OFFERING)
        await phones.refuse("102")
        await carol.until(lambda: not carol.calls("103"), "all was given up")

    async def test_calls_for_a_remote_office_are_redirected(self, office: Office, phones: Phones) -> None:
        carol, bob = await office.person("carol", "103"), await office.person("bob", "102")
        await carol.client.line_set_remote_office("103", CELL_PHONE_DIALLED)
        made = (await bob.client.make_call("102", "103")).u8sConnectionID
        await bob.is_now(made, lambda call: call.u8sRemoteNumberSC == CELL_PHONE)
        await phones.lift("outside")
        await bob.reaches(made, S.CONNECTED)

    async def test_a_call_is_booked_on_a_project(self, office: Office, phones: Phones) -> None:
        alice, bob = await office.person("alice", "101"), await office.person("bob", "102")
        strict: Parameters = {"FindAndValidateProject": "1", "ProjectErrorHandling": "1"}
        with pytest.raises(OperationRefused, match="no project 'Cellar'"):
            await alice.client.make_call("101", "102", project=AsnProjectPinRule(u8sProjectName="Cellar"), parameters=strict)
        assert not alice.calls("101")
        booked = await alice.client.make_call("101", "102", project=AsnProjectPinRule(u8sProjectName="Roof"), parameters=strict)
        call = await alice.reaches(booked.u8sConnectionID, S.RINGBACK)
        project = call.projectPinRule
        assert (project.u8sProjectPin, project.bAssociatedCallIsPrivateCall, project.u8sLocationID) == ("47", True, "demo")
        await phones.lift("102")
        connected = await alice.reaches(booked.u8sConnectionID, S.CONNECTED)
        assert connected.projectPinRule == project
        (theirs,) = bob.calls("102").values()
        assert not theirs.projectPinRule.u8sProjectName
