"""From the model to the interface's structures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.model.examples import call, line_report

from callplane.model import changes
from callplane.model.call import Call, CallState, CallType, ClientContact, Party, Project
from callplane.model.changes import Change, ChangeReason, ConferenceStep
from callplane.model.features import Feature
from callplane.model.line import Capability, Forward, ForwardController, ForwardMode, Line, LineSettings, RemoteOffice
from callplane.service.present import Presenter
from callplane.service.rights import PERSONAL, Rights
from callplane.service.views import View
from callplane.wire.types.common import AsnNetDatabaseContact
from callplane.wire.types.cti import AsnCtiCallData, AsnCtiCallFeature, AsnRemoteOfficeState
from callplane.wire.types.sipcti_common import AsnLineForward

NAMES = {"+49102": "Bob", "+49103": "Carol"}
OWNERS = {"tel:+49101@demo": "Alice"}
OWN = View(Rights.OWNER.implied(), 1, picks_up=False)
STRANGER = View(Rights.PICKUP, 0, picks_up=False)


@pytest.fixture
def presenter() -> Presenter:
    return Presenter(lambda number: NAMES.get(number, ""), lambda uri: OWNERS.get(uri, ""))


def with_facts(base: Call, **facts: object) -> Call:
    return replace(base, facts=replace(base.facts, **facts))  # type: ignore[arg-type]


def line(**report: object) -> Line:
    return Line(replace(line_report(), **report), "demo")  # type: ignore[arg-type]


# -- calls


def test_a_call_with_all_its_facts(presenter: Presenter) -> None:
    known = with_facts(
        call("a", CallState.HOLD, CallType.CONFERENCE_CONTROLLER),
        internal=True,
        caller_id_blocked=True,
        redirecting=Party("+49103"),
        held=Party("+4955", "Eve"),
        pbx_call_id="7",
        linkage_id="8",
    )
    known = replace(known, connected=1.5, project=Project("Roof", "47", 1, private=True), data={"k": "v"}, features=32)
    shown = presenter.call_information(known, OWN, "s")
    assert (shown.u8sConnectionID, shown.u8sLinePhoneNumber, shown.u8sTrackerID) == ("a", "tel:+49101@demo", "t")
    assert (shown.iCallState, shown.iCallType, shown.bConferenceCtlr, shown.u8sConferenceCtlrID) == (128, 2, True, "c")
    assert (shown.bOutbound, shown.bInternal, shown.bCallerIDBlocked) == (True, True, True)
    assert (shown.u8sLocalNumberSC, shown.u8sRemoteNumberSC) == ("+49101", "+49102")
    assert shown.utcCallCreated == "1970-01-01T00:00:01Z"
    assert shown.utcCallConnected == "1970-01-01T00:00:01.500Z"
    assert shown.utcCallDisconnected == ""
    assert shown.projectPinRule.u8sProjectName == "Roof"
    assert shown.projectPinRule.bAssociatedCallIsPrivateCall
    assert shown.callDataList == [AsnCtiCallData(key="k", value="v")]
    assert shown.optionalParams == {"PBXCallID": "7", "CallLinkageID": "8"}
    found = presenter.call_information(known, OWN, "s", synthetic=True)
    assert found.optionalParams == {"PBXCallID": "7", "CallLinkageID": "8", "Synthetic": 1}
    assert shown.pLocalContact is not None
    assert shown.pLocalContact.u8sDisplayName == "Alice"
    assert shown.pRedirectingContact is not None
    assert (shown.pu8sRedirectingNumber, shown.pRedirectingContact.u8sDisplayName) == ("+49103", "Carol")
    assert shown.pHoldContact is not None
    assert (shown.pu8sHoldNumberSC, shown.pHoldContact.u8sDisplayName) == ("+4955", "Eve")
    assert not shown.bIsUnknownHoldContact


def test_what_is_not_there_is_left_out(presenter: Presenter) -> None:
    shown = presenter.call_information(with_facts(call(), line="tel:+4999@demo", remote=Party("+4955")), OWN, "s")
    assert (shown.pLocalContact, shown.pRemoteContact, shown.iRemoteContactSource) == (None, None, 0)
    assert (shown.pu8sHoldNumberSC, shown.pHoldContact, shown.bIsUnknownHoldContact) == (None, None, False)
    assert (shown.pu8sRedirectingNumber, shown.pRedirectingContact) == (None, None)
    assert (shown.optionalParams, shown.callDataList) == (None, None)


def test_a_held_party_may_be_unknown(presenter: Presenter) -> None:
    shown = presenter.call_information(with_facts(call(), held=Party()), OWN, "s")
    assert shown.bIsUnknownHoldContact
    assert (shown.pu8sHoldNumberSC, shown.pHoldContact) == ("", None)


CARD = AsnNetDatabaseContact(u8sDisplayName="From the client")


@pytest.mark.parametrize(
    ("contact", "session", "remote", "name", "source"),
    [
        (None, "s", Party("+49102", "PBX name"), "Bob", 1),
        (None, "s", Party("+4955", "PBX name"), "PBX name", 1),
        (None, "s", Party("+4955"), None, 0),
        (None, "s", Party(), None, 0),
        (ClientContact("s", CARD), "s", Party("+49102"), "From the client", 2),
        (ClientContact("s", CARD), "other", Party("+49102"), "From the client", 3),
        (ClientContact("s", "not a card"), "s", Party("+49102"), "Bob", 1),
    ],
)
def test_where_the_remote_contact_comes_from(
    presenter: Presenter, contact: ClientContact | None, session: str, remote: Party, name: str | None, source: int
) -> None:
    shown = presenter.call_information(replace(with_facts(call(), remote=remote), contact=contact), OWN, session)
    assert (shown.pRemoteContact.u8sDisplayName if shown.pRemoteContact else None) == name
    assert shown.iRemoteContactSource == source


def test_who_may_not_see_numbers_sees_none(presenter: Presenter) -> None:
    hidden = replace(
        with_facts(call(), redirecting=Party("+49103"), held=Party("+49102")), contact=ClientContact("s", CARD), features=0xFFFF
    )
    shown = presenter.call_information(hidden, STRANGER, "s")
    assert shown.u8sRemoteNumberSC == ""
    assert (shown.pRemoteContact, shown.iRemoteContactSource) == (None, 0)
    assert (shown.pu8sRedirectingNumber, shown.pRedirectingContact) == (None, None)
    assert (shown.pu8sHoldNumberSC, shown.pHoldContact, shown.bIsUnknownHoldContact) == (None, None, True)
    assert shown.iFeatures == Feature.REDIRECT
    assert shown.iCallState == CallState.CONNECTED


# -- lines


@pytest.mark.parametrize(
    ("native", "emulated", "features"),
    [
        (Capability.ALL, Capability.NONE, 1 + 2 + 4 + 8 + 32),
        (Capability.NONE, Capability.NONE, 16),
        (Capability.MAKE_CALL, Capability.NONE, 1 + 16),
        (Capability.MAKE_CALL | Capability.HOLD, Capability.REMOTE_OFFICE, 1 + 32 + 128),
        (Capability.CONSULTATION, Capability.DO_NOT_DISTURB, 2),
    ],
)
def test_line_features(presenter: Presenter, native: Capability, emulated: Capability, features: int) -> None:
    able = Line(line_report(native), "demo", emulated=emulated)
    assert presenter.line_info(able, OWN).iLineFeatures == features


@pytest.mark.parametrize(
    ("rights", "user_modes"),
    [(OWN.rights, 1 | 2 | 4), (PERSONAL, 1 | 2 | 4), (Rights.PICKUP, 0)],
)
def test_a_line_s_description(presenter: Presenter, rights: Rights, user_modes: int) -> None:
    described = line(address_names=("a", "b"), feature_codes="*1", private=True, forward_modes=ForwardMode(1 | 4096))
    described.emulated_forward_modes = ForwardMode.BUSY | ForwardMode.NO_ANSWER
    info = presenter.line_info(described, View(rights, 2, picks_up=False))
    assert (info.iType, info.iLineOpenStatus, info.u8sLinePhoneNumber, info.u8sPhoneNumber) == (2, 2, "tel:+49101@demo", "+49101")
    assert (info.iForwardFeaturesPBX, info.iForwardFeaturesSERVER, info.iForwardFeaturesUSER) == (4097, 6, user_modes)
    assert info.optionalParams == {"AddressNames": "a;b", "CTIFeatureCodes": "*1", "PrivateLine": 1}


def test_a_snapshot_holds_everything(presenter: Presenter) -> None:
    known = line(busy_on_busy=True)
    rule = Forward(ForwardMode.BUSY, "+4955", 20, ("+4966",), ForwardController.SERVER_USER)
    known.settings = LineSettings(True, (rule,), RemoteOffice(True, "+4977", "server"))
    known.calls["a"] = call("a")
    shown = presenter.snapshot(known, OWN, "s")
    assert shown.lineInfo == presenter.line_info(known, OWN)
    assert shown.seqCalls == [presenter.call_information(call("a"), OWN, "s")]
    assert shown.iDoNotDisturb == 1
    assert shown.seqLineForwards == [
        AsnLineForward(
            iInternalID=1,
            iForwardController=4,
            iForwardMode=2,
            iBackEndSpecific=0,
            iNoAnswerTime=20,
            u8sDestination="+4955",
            u8sCallerIDList=["+4966"],
        )
    ]
    assert shown.remoteOfficeState == AsnRemoteOfficeState(u8sController="server", iEnabled=1, u8sDestination="+4977")
    assert shown.optionalParams == {"BusyOnBusy": 1, "InvalidPasswordState": 0, "InvalidPasswordUser": ""}


# -- events

CONTROLLER, MEMBER = call("c", kind=CallType.CONFERENCE_CONTROLLER), call("m", CallState.CONFERENCED, CallType.CONFERENCE_MEMBER)
EVENTS: list[tuple[Change, int | None]] = [
    (changes.CallChanged(line(), call(), ChangeReason.HELD), 1283),
    (changes.FeaturesChanged(line(), {"a": (0, replace(call(), features=int(Feature.HOLD)))}), 1290),
    (changes.ConferenceChanged(line(), ConferenceStep.CREATED, CONTROLLER, (MEMBER, MEMBER)), 1286),
    (changes.ConferenceChanged(line(), ConferenceStep.ENDED, CONTROLLER, (MEMBER, MEMBER)), 1287),
    (changes.ConferenceChanged(line(), ConferenceStep.PARTY_ADDED, CONTROLLER, (MEMBER,)), 1288),
    (changes.ConferenceChanged(line(), ConferenceStep.PARTY_REMOVED, CONTROLLER, (MEMBER,)), 1289),
    (changes.LineChanged(line()), 1280),
    (changes.DoNotDisturbChanged(line()), 1281),
    (changes.ForwardsChanged(line()), 1282),
    (changes.RemoteOfficeChanged(line()), 1292),
    (changes.RecordingStored(line(), "a", "f.wav", 1.0, 2.0), None),
]


@pytest.mark.parametrize(("change", "number"), EVENTS)
def test_each_change_has_its_event(presenter: Presenter, change: Change, number: int | None) -> None:
    presented = presenter.event(change, OWN, "s")
    assert (presented[0].id if presented else None) == number
    if presented is not None:
        assert isinstance(presented[1], presented[0].argument)
        assert getattr(presented[1], "u8sLinePhoneNumber") == "tel:+49101@demo"  # noqa: B009


def test_a_call_s_event_tells_why(presenter: Presenter) -> None:
    presented = presenter.event(changes.CallChanged(line(), call(), ChangeReason.HELD), OWN, "s")
    assert presented is not None
    assert presented[1].reason == 5
    assert presented[1].callinformation == presenter.call_information(call(), OWN, "s")


def test_features_are_told_to_those_who_may_use_them(presenter: Presenter) -> None:
    hold, redirect = (replace(call(name), features=int(f)) for name, f in (("h", Feature.HOLD), ("r", Feature.REDIRECT)))
    change = changes.FeaturesChanged(line(), {"h": (0, hold), "r": (0, redirect)})
    presented = presenter.event(change, STRANGER, "s")
    assert presented is not None
    assert presented[1].callFeaturesList == [AsnCtiCallFeature(u8sConnectionID="r", iFeatures=512)]
    assert presenter.event(changes.FeaturesChanged(line(), {"h": (0, hold)}), STRANGER, "s") is None
