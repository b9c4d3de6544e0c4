"""The scenes: for each operation, one way in which it is used. Knows the demo's people and phones."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from scripts.conversations.stage import Program, Stage

OFFERING, RINGBACK, CONNECTED, CONFERENCED, HOLD, DESTROYED = 2, 8, 32, 64, 128, 1
BLOCK = 0
"""iNumberFormat: dial as given."""

Scene = Callable[[Stage], Awaitable[None]]


async def talking(stage: Stage) -> tuple[Program, Program, str, str]:
    """Alice and Bob, who talk; gives their programs and calls."""
    alice, bob, mine, theirs = await ringing(stage)
    await bob.do("asnCtiAnswerCall", u8sConnectionID=theirs)
    await alice.call(CONNECTED)
    return alice, bob, mine, theirs


async def ringing(stage: Stage) -> tuple[Program, Program, str, str]:
    """Alice calls Bob, whose phone rings; gives their programs and calls."""
    alice, bob = await stage.program("alice", "101"), await stage.program("bob", "102")
    made = await alice.do("asnCtiMakeCall", u8sPhoneNumberFrom="101", u8sPhoneNumberTo="102", iNumberFormat=BLOCK)
    return alice, bob, made["u8sConnectionID"], await bob.call(OFFERING)


async def consulting(stage: Stage) -> tuple[Program, Program, Program, str, str]:
    """Alice has Bob on hold and talks with Carol; gives the programs, the held call and the active one."""
    alice, bob, held, _ = await talking(stage)
    carol = await stage.program("carol", "103")
    made = await alice.do("asnCtiMakeCall", u8sPhoneNumberFrom="101", u8sPhoneNumberTo="103", iNumberFormat=BLOCK)
    await carol.do("asnCtiAnswerCall", u8sConnectionID=await carol.call(OFFERING))
    await alice.call(CONNECTED, but=held)
    return alice, bob, carol, held, made["u8sConnectionID"]


async def enum_phone_lines(stage: Stage) -> None:
    alice = await stage.program("alice")
    await stage.record()
    await alice.do("asnCtiEnumPhoneLines", typeofLines=1, attachChangeNotify=1)


async def snapshot(stage: Stage) -> None:
    alice, *_ = await ringing(stage)
    await stage.record()
    await alice.do("asnCtiSnapshotPhoneLine", u8sLinePhoneNumber="101")


async def monitor_start(stage: Stage) -> None:
    alice = await stage.program("alice")
    await stage.record()
    await alice.do("asnCtiLineMonitorStart", u8sLinePhoneNumber="101")
    await stage.phone("102", "dial", "Bob dials 101", number="101")
    await alice.call(OFFERING)


async def monitor_stop(stage: Stage) -> None:
    alice = await stage.program("alice", "101")
    await stage.record()
    await alice.do("asnCtiLineMonitorStop", u8sMonitorCrossRefID=alice.monitors["101"])
    await stage.phone("102", "dial", "Bob dials 101", number="101")


async def do_not_disturb(stage: Stage) -> None:
    alice = await stage.program("alice", "101")
    await stage.record()
    await alice.do("asnCtiLineSetDoNotDisturb", u8sLinePhoneNumber="101", bDoNotDisturb=True)
    await alice.hears(lambda event: "iDoNotDisturb" in event)


async def remote_office(stage: Stage) -> None:
    alice = await stage.program("alice", "101")
    await stage.record()
    state = {"u8sController": "", "iEnabled": 1, "u8sDestination": "089123450"}
    await alice.do("asnCtiLineSetRemoteOffice", u8sLinePhoneNumber="101", remoteOfficeState=state)
    await alice.hears(lambda event: "remoteOfficeState" in event)


async def make_call(stage: Stage) -> None:
    alice, bob = await stage.program("alice", "101"), await stage.program("bob", "102")
    await stage.record()
    await alice.do("asnCtiMakeCall", u8sPhoneNumberFrom="101", u8sPhoneNumberTo="+49 8151 36856-102", iNumberFormat=1)
    await alice.call(RINGBACK)
    await bob.call(OFFERING)
    await stage.phone("102", "answer", "Bob lifts his phone")
    await alice.call(CONNECTED)


async def drop_call(stage: Stage) -> None:
    alice, bob, mine, _ = await talking(stage)
    await stage.record()
    await alice.do("asnCtiDropCall", u8sConnectionID=mine)
    await alice.call(DESTROYED)
    await bob.call(DESTROYED)


async def line_drop_call(stage: Stage) -> None:
    _, bob, _, _ = await talking(stage)
    await stage.record()
    await bob.do("asnCtiLineDropCall", u8sLineDescriptor="102")
    await bob.call(DESTROYED)


async def answer_call(stage: Stage) -> None:
    _, bob, _, theirs = await ringing(stage)
    await stage.record()
    await bob.do("asnCtiAnswerCall", u8sConnectionID=theirs)
    await bob.call(CONNECTED)


async def redirect_call(stage: Stage) -> None:
    _, bob, _, theirs = await ringing(stage)
    carol = await stage.program("carol", "103")
    await stage.record()
    await bob.do("asnCtiRedirectCall", u8sContactID="", u8sConnectionID=theirs, u8sPhoneNumber="103", iNumberFormat=BLOCK)
    await carol.call(OFFERING)
    await bob.call(DESTROYED)


async def pickup_call(stage: Stage) -> None:
    alice, bob = await stage.program("alice", "101", "102"), await stage.program("bob", "102")
    await stage.phone("103", "dial", "", number="102")
    theirs = await bob.call(OFFERING)
    await alice.call(OFFERING)
    await stage.record()
    await alice.do("asnCtiPickupCall", u8sContactID="", u8sConnectionID=theirs, u8sPhoneNumber="101", iNumberFormat=BLOCK)
    await alice.call(CONNECTED)
    await bob.call(DESTROYED)


async def hold(stage: Stage) -> None:
    alice, _, mine, _ = await talking(stage)
    await stage.record()
    await alice.do("asnCtiHold", bHold=True, u8sConnectionID=mine)
    await alice.call(HOLD)


async def swap_hold(stage: Stage) -> None:
    alice, _, _, held, active = await consulting(stage)
    await stage.record()
    await alice.do("asnCtiSwapHold", u8sConnectionID=held)
    await alice.call(HOLD, but=held)
    assert active != held


async def merge_calls(stage: Stage) -> None:
    alice, bob, carol, held, active = await consulting(stage)
    await stage.record()
    await alice.do("asnCtiMergeCalls", u8sConnectionID1=active, u8sConnectionID2=held)
    for program in (bob, carol):
        await program.hears(lambda event: event.get("reason") == 6)
    await alice.call(DESTROYED, but=active)


async def conference(stage: Stage) -> None:
    alice, _, _, held, active = await consulting(stage)
    await stage.record()
    await alice.do("asnCtiConference", u8sConnectionID1=active, u8sConnectionID2=held)
    await alice.hears(lambda event: "conferenceMemberCallInfoList" in event)


async def dial_digits(stage: Stage) -> None:
    alice, _, mine, _ = await talking(stage)
    await stage.record()
    await alice.do("asnCtiDialDigits", u8sConnectionID=mine, iDigitMode=2, iDigitDuration=0, u8sDigitsToDial="0815#")


async def complete_call(stage: Stage) -> None:
    alice, bob = await stage.program("alice", "101"), await stage.program("bob", "102")
    await bob.do("asnCtiMakeCall", u8sPhoneNumberFrom="102", u8sPhoneNumberTo="103", iNumberFormat=BLOCK)
    await stage.phone("103", "answer", "")
    await bob.call(CONNECTED)
    made = await alice.do("asnCtiMakeCall", u8sPhoneNumberFrom="101", u8sPhoneNumberTo="102", iNumberFormat=BLOCK)
    await alice.call(RINGBACK)
    stage.programs.remove(bob)
    await stage.record()
    await alice.do("asnCtiCompleteCall", u8sConnectionID=made["u8sConnectionID"])
    await alice.call(DESTROYED)
    await stage.phone("102", "hangup", "Bob hangs up: he is free")
    back = await alice.call(OFFERING)
    await alice.do("asnCtiAnswerCall", u8sConnectionID=back)
    await alice.hears(
        lambda event: (
            event.get("callinformation", {}).get("iCallState") == RINGBACK and event["callinformation"]["u8sConnectionID"] == back
        )
    )


async def set_call_data(stage: Stage) -> None:
    alice, bob, mine, _ = await talking(stage)
    await stage.record()
    pairs = [{"key": "customer", "value": "4711"}, {"key": "topic", "value": "invoice"}]
    await alice.do("asnCtiSetCallData", u8sConnectionID=mine, callDataList=pairs)
    await bob.hears(lambda event: event.get("reason") == 15)


async def start_recording(stage: Stage) -> None:
    alice, _, mine, _ = await talking(stage)
    await stage.record()
    await alice.do("asnCtiStartCallRecording", u8sConnectionID=mine)
    await alice.hears(lambda event: event.get("callinformation", {}).get("iCallRecordingState") == 2)


async def stop_recording(stage: Stage) -> None:
    alice, _, mine, _ = await talking(stage)
    await alice.do("asnCtiStartCallRecording", u8sConnectionID=mine)
    await alice.hears(lambda event: event.get("callinformation", {}).get("iCallRecordingState") == 2)
    await stage.record()
    await alice.do("asnCtiStopCallRecording", u8sConnectionID=mine)
    await alice.hears(lambda event: event.get("callinformation", {}).get("iCallRecordingState") == 4)


async def set_forward(stage: Stage) -> None:
    alice = await stage.program("alice", "101")
    await stage.record()
    keys = {"ForwardMode": 4, "ForwardNoAnswerTime": 15}
    await alice.do("asnCtiSetForward", u8sPhoneNumberFrom="101", u8sPhoneNumberTo="102", optionalParams=keys)
    await alice.hears(lambda event: "seqLineForwards" in event)


async def remove_forward(stage: Stage) -> None:
    alice = await stage.program("alice", "101")
    await alice.do("asnCtiSetForward", u8sPhoneNumberFrom="101", u8sPhoneNumberTo="102")
    await alice.hears(lambda event: "seqLineForwards" in event)
    await stage.record()
    await alice.do("asnCtiRemoveForward", u8sPhoneNumberFrom="101")
    await alice.hears(lambda event: event.get("seqLineForwards") == [])


SCENES: dict[str, Scene] = {
    "asnCtiEnumPhoneLines": enum_phone_lines,
    "asnCtiSnapshotPhoneLine": snapshot,
    "asnCtiLineMonitorStart": monitor_start,
    "asnCtiLineMonitorStop": monitor_stop,
    "asnCtiLineSetDoNotDisturb": do_not_disturb,
    "asnCtiSetForward": set_forward,
    "asnCtiRemoveForward": remove_forward,
    "asnCtiLineSetRemoteOffice": remote_office,
    "asnCtiMakeCall": make_call,
    "asnCtiAnswerCall": answer_call,
    "asnCtiDropCall": drop_call,
    "asnCtiLineDropCall": line_drop_call,
    "asnCtiRedirectCall": redirect_call,
    "asnCtiPickupCall": pickup_call,
    "asnCtiHold": hold,
    "asnCtiSwapHold": swap_hold,
    "asnCtiMergeCalls": merge_calls,
    "asnCtiConference": conference,
    "asnCtiDialDigits": dial_digits,
    "asnCtiCompleteCall": complete_call,
    "asnCtiSetCallData": set_call_data,
    "asnCtiStartCallRecording": start_recording,
    "asnCtiStopCallRecording": stop_recording,
}
