"""Client program, server, driver, oFono, phone: what happens on one end is seen on the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.components.bluetooth.harness import service_crashes, service_returns
from tests.components.bluetooth.server import LINE, owner_at_desk

from callplane.client import LineScope, OperationRefused
from callplane.model.call import CallState as S
from callplane.model.call import CallType
from callplane.model.changes import ChangeReason as R
from callplane.testing.bluetooth.bluez import Device
from callplane.testing.bluetooth.handset import Status
from callplane.testing.bluetooth.phone import Phone
from callplane.testing.bluetooth.rig import Rig
from callplane.wire.types import cti

CALLER, OTHER = "+4989100200", "+4930300400"


async def test_a_mobile_rings_and_is_answered_held_and_hung_up_at_the_desk(rig: Rig, backend: str, tmp_path: Path) -> None:
    async with owner_at_desk(rig, tmp_path, backend) as erika:
        call_id = await erika.rung(CALLER)
        offered = await erika.reaches(call_id, S.OFFERING)
        assert (offered.u8sRemoteNumberSC, offered.bOutbound) == (CALLER, False)
        await erika.client.answer_call(call_id)
        await erika.reaches(call_id, S.CONNECTED)
        await erika.client.hold(call_id, True)
        await erika.reaches(call_id, S.HOLD)
        assert erika.phone.calls.having(Status.HELD)
        await erika.client.hold(call_id, False)
        await erika.reaches(call_id, S.CONNECTED)
        await erika.client.drop_call(call_id)
        await erika.gone(call_id)
        assert erika.phone.calls.calls == []
        assert erika.reasons(call_id) == [R.OFFERING, R.CONNECTED, R.HELD, R.CONNECTED, R.DESTROYED]


async def test_the_desk_dials_and_the_other_party_ends_the_call(rig: Rig, backend: str, tmp_path: Path) -> None:
    async with owner_at_desk(rig, tmp_path, backend) as erika:
        call_id = (await erika.client.make_call(LINE, "089 100200")).u8sConnectionID
        ringing = await erika.reaches(call_id, S.RINGBACK)
        assert ringing.u8sRemoteNumberSC == CALLER
        assert (await erika.hears(cti.AsnCtiNotifyMakeCallResultArgument)).u8sConnectionID == call_id
        erika.phone.calls.answers()
        await erika.reaches(call_id, S.CONNECTED)
        await erika.client.dial_digits(call_id, "12*#")
        assert erika.phone.tones == "12*#"
        erika.phone.calls.hangs_up()
        await erika.gone(call_id)
        assert erika.reasons(call_id)[-2:] == [R.DISCONNECTED, R.DESTROYED]


async def test_a_second_call_is_answered_swapped_and_merged(rig: Rig, backend: str, tmp_path: Path) -> None:
    async with owner_at_desk(rig, tmp_path, backend) as erika:
        first = await erika.talking(CALLER)
        second = await erika.talking(OTHER)
        await erika.reaches(first, S.HOLD)
        await erika.client.swap_hold(first)
        await erika.reaches(first, S.CONNECTED)
        await erika.reaches(second, S.HOLD)
        await erika.client.merge_calls(first, second)
        await erika.gone(first, second)
        assert erika.reasons(first)[-1] == R.DESTROYED
        assert R.DISCONNECTED not in erika.reasons(first)


async def test_a_consultation_becomes_a_conference(rig: Rig, backend: str, tmp_path: Path) -> None:
    async with owner_at_desk(rig, tmp_path, backend) as erika:
        first = await erika.talking(CALLER)
        second = await erika.called(OTHER)
        held = await erika.reaches(first, S.HOLD)
        consulting = await erika.reaches(second, S.CONNECTED)
        assert (consulting.iCallType, consulting.u8sTrackerID) == (CallType.CONSULTATION, held.u8sTrackerID)
        await erika.client.conference(first, second)
        await erika.hears(cti.AsnCtiNotifyConferenceCreatedArgument)
        await erika.reaches(first, S.CONFERENCED)
        controller = await erika.call_in(S.CONNECTED)
        assert controller.bConferenceCtlr
        await erika.client.drop_call(controller.u8sConnectionID)
        await erika.gone(first, second, controller.u8sConnectionID)
        assert erika.phone.calls.calls == []


async def test_do_not_disturb_rejects_on_the_phone(rig: Rig, backend: str, tmp_path: Path) -> None:
    async with owner_at_desk(rig, tmp_path, backend) as erika:
        await erika.client.line_set_do_not_disturb(LINE, True)
        await erika.hears(cti.AsnCtiNotifyLineDoNotDisturbChangedArgument)
        call_id = await erika.rung(CALLER)
        await erika.gone(call_id)
        assert erika.phone.calls.calls == []


async def test_data_that_were_announced_ride_on_the_call(rig: Rig, backend: str, tmp_path: Path) -> None:
    async with owner_at_desk(rig, tmp_path, backend) as erika:
        call_id = await erika.talking(CALLER)
        await erika.client.set_call_data(call_id, {"customer": "4711"})
        await erika.is_now(call_id, lambda call: any(pair.key == "customer" for pair in call.callDataList or ()))


async def test_a_call_that_nobody_answers_is_called_back(
    rig: Rig, backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callplane.service.callbacks.RETRY_SECONDS", 0.05)
    async with owner_at_desk(rig, tmp_path, backend) as erika:
        call_id = (await erika.client.make_call(LINE, CALLER)).u8sConnectionID
        ringing = await erika.reaches(call_id, S.RINGBACK)
        await erika.client.complete_call(call_id)
        await erika.gone(call_id)
        again = await erika.call_in(S.RINGBACK, but=(call_id,))
        assert (again.iCallType, again.u8sTrackerID) == (CallType.CALLBACK, ringing.u8sTrackerID)


async def test_a_phone_that_is_paired_is_a_new_line_for_the_administrator(rig: Rig, backend: str, tmp_path: Path) -> None:
    async with owner_at_desk(rig, tmp_path, backend) as erika:
        listed = await erika.client.enum_phone_lines(LineScope(2), subscribe=True)
        assert len(listed.seqLines) == 1
        rig.bluez.add(Device("00:11:22:33:44:66", Phone("Second phone")))
        added = await erika.hears(cti.AsnCtiNotifyLineAddRemoveArgument)
        assert added.lineInfo.u8sDescriptor == "Second phone"


async def test_what_the_phone_refuses_is_an_error_with_its_reason(rig: Rig, backend: str, tmp_path: Path) -> None:
    async with owner_at_desk(rig, tmp_path, backend, Phone("Old phone", hold_codes=())) as erika:
        call_id = await erika.talking(CALLER)
        for refused in (erika.client.hold(call_id, True), erika.client.redirect_call(call_id, OTHER)):
            with pytest.raises(OperationRefused, match="does not offer"):
                await refused


async def test_a_lost_phone_ends_the_call_and_comes_back(rig: Rig, backend: str, tmp_path: Path) -> None:
    async with owner_at_desk(rig, tmp_path, backend) as erika:
        call_id = await erika.talking(CALLER)
        erika.phone.drop_link()
        await erika.gone(call_id)
        assert erika.reasons(call_id)[-2:] == [R.PHONE_LOST, R.DESTROYED]
        again = await erika.call_in(S.CONNECTED, but=(call_id,))
        assert again.u8sRemoteNumberSC == CALLER
        states = [e.lineInfo.iLineOpenStatus for e in erika.told(cti.AsnCtiNotifyLineInfoChangedArgument)]
        assert states == [3, 2]


async def test_a_call_survives_a_restart_of_the_service(rig: Rig, backend: str, tmp_path: Path) -> None:
    async with owner_at_desk(rig, tmp_path, backend) as erika:
        call_id = await erika.talking(CALLER)
        await service_crashes(rig, backend)
        await erika.hears(cti.AsnCtiNotifyLineInfoChangedArgument, lambda e: e.lineInfo.iLineOpenStatus == 4)
        await service_returns(rig, backend)
        await erika.hears(cti.AsnCtiNotifyLineInfoChangedArgument, lambda e: e.lineInfo.iLineOpenStatus == 2)
        assert (await erika.reaches(call_id, S.CONNECTED)).u8sRemoteNumberSC == CALLER
        await erika.client.drop_call(call_id)
        await erika.gone(call_id)
