"""Lists of lines, monitors, and rights that change while they are used."""

from __future__ import annotations

import pytest
from tests.scenarios.demo import Demo

from callplane.client import LineScope, OperationRefused
from callplane.model.call import CallState
from callplane.model.events import LineRemoved, LineReported
from callplane.model.features import Feature
from callplane.service.rights import COMPANY, PERSONAL, TEAM
from callplane.store.demo import line_of
from callplane.store.store import Store
from callplane.wire.types import cti
from callplane.wire.types.cti import AsnCtiLineInfo

S = CallState
A, A2, B, C, D = (line_of(extension) for extension in ("101", "111", "102", "103", "104"))
ADD_REMOVE, STOPPED, ORDER = (
    cti.AsnCtiNotifyLineAddRemoveArgument,
    cti.AsnCtiNotifyMonitorStoppedArgument,
    cti.AsnCtiNotifyLineSortOrderChangedArgument,
)
OWN, VISIBLE = LineScope.userOwnLines, LineScope.userMonitorLines


def shown(lines: list[AsnCtiLineInfo]) -> list[tuple[str, int]]:
    return [(line.u8sLinePhoneNumber, line.iType) for line in lines]


# -- 1260 to 1263


@pytest.mark.parametrize(
    ("user", "scope", "lines"),
    [
        ("alice", 0, [(A.uri, 1), (A2.uri, 2)]),
        ("alice", 1, [(A.uri, 1), (A2.uri, 2), (B.uri, 0), (C.uri, 0)]),
        ("bob", 1, [(B.uri, 1), (A.uri, 0), (A2.uri, 0)]),
        ("admin", 0, []),
        ("admin", 2, [(A.uri, 0), (B.uri, 0), (C.uri, 0), (D.uri, 0), (A2.uri, 0)]),
        ("admin", 3, [(A.uri, 0), (B.uri, 0), (C.uri, 0), (D.uri, 0), (A2.uri, 0)]),
    ],
)
async def test_lines_in_reach(demo: Demo, user: str, scope: int, lines: list[tuple[str, int]]) -> None:
    person = await demo.person(user)
    listed = await person.client.enum_phone_lines(LineScope(scope))
    assert shown(listed.seqLines) == lines
    assert listed.u8sLineMonitorCrossRefID is None


@pytest.mark.parametrize("scope", [2, 3])
async def test_all_lines_are_for_administrators(demo: Demo, scope: int) -> None:
    alice = await demo.person("alice")
    with pytest.raises(OperationRefused) as refused:
        await alice.client.enum_phone_lines(LineScope(scope))
    assert refused.value.detail == 2


async def test_a_snapshot_shows_what_is_there(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob")
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    snapshot = await bob.client.snapshot_phone_line("102")
    (call,) = snapshot.seqCalls
    assert (call.iCallState, call.u8sRemoteNumberSC) == (S.CONNECTED, A.number)
    assert snapshot.lineInfo.u8sLinePhoneNumber == B.uri
    assert (snapshot.iDoNotDisturb, snapshot.seqLineForwards) == (0, [])


async def test_a_stopped_monitor_is_silent(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    (reference,) = alice.watches
    await alice.client.line_monitor_stop(reference)
    alice.watches[reference].stopped = True
    made = (await alice.client.make_call("101", "102")).u8sConnectionID
    await bob.call("102", S.OFFERING)
    await alice.client.drop_call(made)
    await bob.until(lambda: not bob.calls("102"))
    await alice.client.check_connection()
    assert alice.told(cti.AsnCtiNotifyLineCallInformationChangedArgument) == []
    for unknown in (reference, "M99", next(iter(bob.watches))):
        with pytest.raises(OperationRefused) as refused:
            await alice.client.line_monitor_stop(unknown)
        assert refused.value.detail == 1


# -- what is seen and allowed with each preset


@pytest.mark.parametrize(
    ("flags", "number", "features"),
    [
        (int(COMPANY), "+4930555", 0),
        (int(TEAM), "+4930555", Feature.REDIRECT | Feature.PICKUP),
        (int(PERSONAL), "+4930555", Feature.REDIRECT | Feature.PICKUP),
        (4096, "+4930555", Feature.REDIRECT | Feature.PICKUP | Feature.ANSWER | Feature.HANG_UP),
        (1, "", 0),
        (512, "", Feature.REDIRECT | Feature.PICKUP),
    ],
)
async def test_each_preset_shows_and_allows_its_own(demo: Demo, flags: int, number: str, features: int) -> None:
    await demo.change(Store.grant, "bob", C.uri, flags)
    bob = await demo.person("bob", "103")
    await demo.outside("+4930555", "103")
    call = await bob.call("103", S.OFFERING)
    # Bob needs a line of his own to pick up on, and has one: 102.
    assert (call.u8sRemoteNumberSC, call.iFeatures) == (number, features)
    for allowed, ask in (
        (Feature.REDIRECT, lambda: bob.client.redirect_call(call.u8sConnectionID, "104")),
        (Feature.ANSWER, lambda: bob.client.answer_call(call.u8sConnectionID)),
    ):
        if not features & allowed:
            with pytest.raises(OperationRefused) as refused:
                await ask()
            assert refused.value.detail == 2


async def test_what_is_not_granted_does_not_exist(demo: Demo) -> None:
    carol, alice = await demo.person("carol"), await demo.person("alice", "101")
    made = await demo.talk(alice, "101", "102")
    connected = await alice.reaches(made, S.CONNECTED)
    for ask in (
        lambda: carol.client.line_monitor_start(A.uri),
        lambda: carol.client.snapshot_phone_line("101"),
        lambda: carol.client.make_call(A.uri, "104"),
        lambda: carol.client.line_drop_call(A.number),
        lambda: carol.client.line_set_do_not_disturb(A.uri, True),
        lambda: carol.client.set_forward(A.uri, "104"),
        lambda: carol.client.line_set_remote_office(A.uri, "104"),
    ):
        with pytest.raises(OperationRefused) as refused:
            await ask()
        assert refused.value.detail == 3
    with pytest.raises(OperationRefused) as unknown:
        await carol.client.drop_call(connected.u8sConnectionID)
    assert unknown.value.detail == 1
    assert alice.calls("101")[made].iCallState == S.CONNECTED


async def test_an_assistant_controls_everything(demo: Demo) -> None:
    dave, alice, bob = await demo.person("dave", "101"), await demo.person("alice", "101"), await demo.person("bob", "102")
    made = (await dave.client.make_call(A.uri, "102")).u8sConnectionID
    await alice.reaches(made, S.RINGBACK)
    offered = await bob.call("102", S.OFFERING)
    await dave.client.answer_call(offered.u8sConnectionID)
    await alice.reaches(made, S.CONNECTED)
    await dave.client.drop_call(made)
    await alice.gone(made)
    assert len(dave.told(cti.AsnCtiNotifyMakeCallResultArgument)) == 1
    assert alice.told(cti.AsnCtiNotifyMakeCallResultArgument) == []


# -- rights and lines that change


async def test_a_right_that_is_withdrawn_stops_the_monitor(demo: Demo) -> None:
    bob = await demo.person("bob", "101")
    await bob.client.enum_phone_lines(VISIBLE, subscribe=True)
    await demo.change(Store.grant, "bob", A.uri, 0)
    stopped = await bob.hears(STOPPED)
    assert stopped.u8sMonitorCrossRefID == next(iter(bob.watches))
    gone = await bob.hears(ADD_REMOVE)
    assert (gone.u8sLinePhoneNumber, gone.addremove) == (A.uri, 1)
    with pytest.raises(OperationRefused) as refused:
        await bob.client.line_monitor_start(A.uri)
    assert refused.value.detail == 3


async def test_a_right_that_is_granted_is_told_to_those_who_list_lines(demo: Demo) -> None:
    carol, other = await demo.person("carol"), await demo.person("carol")
    listed = await carol.client.enum_phone_lines(VISIBLE, subscribe=True)
    await other.client.enum_phone_lines(OWN, subscribe=True)
    await demo.change(Store.grant, "carol", A.uri, int(TEAM))
    added = await carol.hears(ADD_REMOVE)
    assert (added.u8sLinePhoneNumber, added.addremove) == (A.uri, 0)
    assert (added.u8sLineMonitorCrossRefID, added.lineInfo.iType) == (listed.u8sLineMonitorCrossRefID, 0)
    await other.client.check_connection()
    assert other.log == []


async def test_a_new_order_of_lines_is_told(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    listed = await alice.client.enum_phone_lines(OWN, subscribe=True)
    await demo.change(Store.order_lines, "alice", [A2.uri, A.uri])
    told = await alice.hears(ORDER)
    assert (told.u8sMonitorCrossRefID, told.u8sLineURISortOrder) == (listed.u8sLineMonitorCrossRefID, [A2.uri, A.uri])
    changed = await alice.hears(cti.AsnCtiNotifyLineInfoChangedArgument)
    assert changed.lineInfo.iType == 2
    assert shown((await alice.client.enum_phone_lines(OWN)).seqLines) == [(A2.uri, 1), (A.uri, 2)]


async def test_a_line_that_goes_from_the_pbx_and_comes_back(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    await alice.client.enum_phone_lines(OWN, subscribe=True)
    core = demo.app.service.core
    report = core.lines[A.uri].report
    core.report("demo", [LineRemoved(A.uri)])
    await alice.hears(STOPPED)
    await alice.hears(ADD_REMOVE, lambda event: event.addremove == 1)
    core.report("demo", [LineReported(report)])
    await alice.hears(ADD_REMOVE, lambda event: event.addremove == 0 and event.u8sLinePhoneNumber == A.uri)
    await alice.watch("101")


async def test_projects_that_change_are_told(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    config = demo.directory / "callplane.toml"
    text = config.read_text(encoding="utf-8")
    head, marker, rest = text.partition("[locations.")
    table = rest.partition("]")[0]
    project = f'\n[[locations.{table}.project_rules]]\nname = "Roof"\npin = "47"\n'
    config.write_text(f"{head}{marker}{rest}{project}", encoding="utf-8")
    await demo.app.reload()
    told = await alice.hears(cti.AsnCtiNotifyLineProjectSettingsChangedArgument)
    assert [rule.u8sProjectName for rule in told.projectList] == ["Roof"]
    made = await alice.client.make_call("101", "102", parameters={"FindAndValidateProject": 1})
    assert made.optionalParams == {"WasProjectFound": 0}
