"""From the model to the interface's structures, as one viewer sees them; nobody else does that. Knows no encoding, no session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from callplane.model import changes
from callplane.model.call import Call, ClientContact, Party, Project
from callplane.model.changes import Change, ConferenceStep
from callplane.model.line import Capability, Forward, ForwardMode, Line, RemoteOffice
from callplane.service.rights import Rights
from callplane.service.views import View
from callplane.wire import operations, times
from callplane.wire.operations import AnyOperation
from callplane.wire.types.common import AsnNetDatabaseContact
from callplane.wire.types.cti import (
    AsnCtiCallData,
    AsnCtiCallFeature,
    AsnCtiCallInformation,
    AsnCtiLineInfo,
    AsnCtiNotifyConferenceCreatedArgument,
    AsnCtiNotifyConferenceDestroyedArgument,
    AsnCtiNotifyConferencePartyAddedArgument,
    AsnCtiNotifyConferencePartyRemovedArgument,
    AsnCtiNotifyLineCallFeaturesChangedArgument,
    AsnCtiNotifyLineCallInformationChangedArgument,
    AsnCtiNotifyLineDoNotDisturbChangedArgument,
    AsnCtiNotifyLineForwardingChangedArgument,
    AsnCtiNotifyLineInfoChangedArgument,
    AsnCtiNotifyLineRemoteOfficeChangedArgument,
    AsnCtiSnapshotPhoneLineResult,
    AsnRemoteOfficeState,
)
from callplane.wire.types.sipcti_common import AsnLineForward, AsnProjectPinRule

Presented = tuple[AnyOperation, Any]
"""An event: its operation and its argument, the cross-reference id left empty."""

_BLOCK_ID, _NO_INQUIRY, _REMOTE_OFFICE, _REMOTE_OFFICE_EMULATION = 8, 16, 32, 128
_LINE_FEATURES = {
    Capability.MAKE_CALL: 1,
    Capability.DO_NOT_DISTURB: 2,
    Capability.PICKUP: 4,
    Capability.HIDE_CALLER_ID: _BLOCK_ID,
    Capability.REMOTE_OFFICE: _REMOTE_OFFICE,
}
_NOBODY = Party()


class Presenter:
    """`name_of(number)` gives the display name of the user behind a supercanonic number, empty for none;
    `owner_of(line)` the one of a line's owner, by the line's URI."""

    def __init__(self, name_of: Callable[[str], str], owner_of: Callable[[str], str]) -> None:
        self._name_of = name_of
        self._owner_of = owner_of

    # -- lines

    def line_info(self, line: Line, view: View) -> AsnCtiLineInfo:
        report = line.report
        parameters: dict[str, str | int | bytes] = {"AddressNames": ";".join(report.address_names)}
        if report.feature_codes:
            parameters["CTIFeatureCodes"] = report.feature_codes
        parameters["PrivateLine"] = int(report.private)
        own = report.forward_modes | line.emulated_forward_modes
        return AsnCtiLineInfo(
            iType=view.place,
            iLineOpenStatus=int(report.status),
            u8sLinePhoneNumber=report.uri,
            u8sDescriptor=report.descriptor,
            u8sPhoneNumber=report.number,
            u8sLineLocationID=report.location_id,
            iLineFeatures=_line_features(line),
            iForwardFeaturesPBX=int(report.forward_modes),
            iForwardFeaturesSERVER=int(line.emulated_forward_modes),
            iForwardFeaturesUSER=int(own & ~ForwardMode.ADMIN) if view.rights & Rights.SET_FORWARDS else 0,
            optionalParams=parameters,
        )

    def snapshot(self, line: Line, view: View, session: str) -> AsnCtiSnapshotPhoneLineResult:
        """The state of a line, as the session's client sees it."""
        return AsnCtiSnapshotPhoneLineResult(
            lineInfo=self.line_info(line, view),
            seqCalls=[self.call_information(call, view, session) for call in line.calls.values()],
            iDoNotDisturb=int(line.settings.do_not_disturb),
            seqLineForwards=forwards(line.settings.forwards),
            remoteOfficeState=remote_office(line.settings.remote_office),
            optionalParams=_snapshot_parameters(line),
        )

    # -- calls

    def call_information(self, call: Call, view: View, session: str, *, synthetic: bool = False) -> AsnCtiCallInformation:
        """A call as the session's client sees it. `synthetic`: told because it was found, not because it was reported."""
        facts = call.facts
        shown = view.shows_numbers(call)
        remote, redirecting, held = (facts.remote, facts.redirecting, facts.held) if shown else (_NOBODY, None, None)
        card, source = self._remote_contact(remote, call.contact if shown else None, session)
        return AsnCtiCallInformation(
            u8sLinePhoneNumber=facts.line,
            u8sConnectionID=facts.call_id,
            iCallState=int(facts.state),
            iCallType=int(facts.type),
            iDisconnectedReason=int(facts.cause),
            iFeatures=view.features(call.features),
            bOutbound=facts.outbound,
            bInternal=facts.internal,
            bCallerIDBlocked=facts.caller_id_blocked,
            iCallRecordingState=int(facts.recording),
            bConferenceCtlr=call.is_controller,
            u8sConferenceCtlrID=facts.controller_id,
            u8sLocalNumberSC=_local_number(facts.line),
            u8sRemoteNumberSC=remote.number,
            iRemoteContactSource=source,
            projectPinRule=project_rule(call.project),
            u8sNote=call.note,
            u8sTrackerID=call.tracker_id,
            utcCallCreated=times.to_text(call.created),
            utcCallConnected=times.to_text(call.connected),
            utcCallDisconnected=times.to_text(call.disconnected),
            bIsUnknownHoldContact=facts.held is not None and not (held and held.number),
            pLocalContact=self._named(self._owner_of(facts.line), _local_number(facts.line)),
            pRemoteContact=card,
            pu8sHoldNumberSC=held.number if held else None,
            pHoldContact=self._contact(held) if held else None,
            pu8sRedirectingNumber=redirecting.number if redirecting else None,
            pRedirectingContact=self._contact(redirecting) if redirecting else None,
            optionalParams=_call_parameters(call, synthetic=synthetic),
            callDataList=[AsnCtiCallData(key=key, value=value) for key, value in call.data.items()] or None,
        )

    def _remote_contact(
        self, remote: Party, given: ClientContact | None, session: str
    ) -> tuple[AsnNetDatabaseContact | None, int]:
        if given is not None and isinstance(given.card, AsnNetDatabaseContact):
            return given.card, 2 if given.provider == session else 3
        card = self._contact(remote)
        return card, 1 if card is not None else 0

    def _contact(self, party: Party) -> AsnNetDatabaseContact | None:
        name = self._name_of(party.number) if party.number else ""
        if name:
            return self._named(name, party.number)
        if party.name:
            return AsnNetDatabaseContact(u8sDisplayName=party.name, u8sPhoneBusiness=party.number, bValid=True)
        return None

    @staticmethod
    def _named(name: str, number: str) -> AsnNetDatabaseContact | None:
        if not name:
            return None
        return AsnNetDatabaseContact(u8sDisplayName=name, u8sPhoneBusiness=number, bValid=True, iCtiServerUser=1)

    # -- events

    def event(self, change: Change, view: View, session: str) -> Presented | None:
        """The event that tells a viewer of a change; None where there is nothing for him to see."""
        present = _EVENTS.get(type(change))
        return present(self, change, view, session) if present else None

    def _call_changed(self, change: changes.CallChanged, view: View, session: str) -> Presented:
        argument = AsnCtiNotifyLineCallInformationChangedArgument(
            u8sMonitorCrossRefID="",
            u8sLinePhoneNumber=change.line.uri,
            reason=int(change.reason),
            callinformation=self.call_information(change.call, view, session, synthetic=change.synthetic),
        )
        return operations.CTI_NOTIFY_LINE_CALL_INFORMATION_CHANGED, argument

    def _features_changed(self, change: changes.FeaturesChanged, view: View, _session: str) -> Presented | None:
        features = [
            AsnCtiCallFeature(u8sConnectionID=call_id, iFeatures=view.features(call.features))
            for call_id, (before, call) in change.calls.items()
            if view.features(before) != view.features(call.features)
        ]
        if not features:
            return None
        argument = AsnCtiNotifyLineCallFeaturesChangedArgument(
            u8sLineMonitorCrossRefID="", u8sLinePhoneNumber=change.line.uri, callFeaturesList=features
        )
        return operations.CTI_NOTIFY_LINE_CALL_FEATURES_CHANGED, argument

    def _conference_changed(self, change: changes.ConferenceChanged, view: View, session: str) -> Presented:
        operation, argument_type, whole = _CONFERENCES[change.step]
        controller, *members = (
            self.call_information(call, view, session, synthetic=change.synthetic)
            for call in (change.controller, *change.members)
        )
        told = {"conferenceMemberCallInfoList": members} if whole else {"conferenceMemberCallInfo": members[0]}
        argument = argument_type(
            u8sLineMonitorCrossRefID="",
            u8sLinePhoneNumber=change.line.uri,
            conferenceControllerCallInfo=controller,
            **told,
        )
        return operation, argument

    def _line_changed(self, change: changes.LineChanged, view: View, _session: str) -> Presented:
        argument = AsnCtiNotifyLineInfoChangedArgument(
            u8sMonitorCrossRefID="", u8sLinePhoneNumber=change.line.uri, lineInfo=self.line_info(change.line, view)
        )
        return operations.CTI_NOTIFY_LINE_INFO_CHANGED, argument

    def _do_not_disturb(self, change: changes.DoNotDisturbChanged, _view: View, _session: str) -> Presented:
        argument = AsnCtiNotifyLineDoNotDisturbChangedArgument(
            u8sMonitorCrossRefID="",
            u8sLinePhoneNumber=change.line.uri,
            iDoNotDisturb=int(change.line.settings.do_not_disturb),
            optionalParams=_snapshot_parameters(change.line),
        )
        return operations.CTI_NOTIFY_LINE_DO_NOT_DISTURB_CHANGED, argument

    def _forwards_changed(self, change: changes.ForwardsChanged, _view: View, _session: str) -> Presented:
        argument = AsnCtiNotifyLineForwardingChangedArgument(
            u8sMonitorCrossRefID="",
            u8sLinePhoneNumber=change.line.uri,
            seqLineForwards=forwards(change.line.settings.forwards),
        )
        return operations.CTI_NOTIFY_LINE_FORWARDING_CHANGED, argument

    def _remote_office_changed(self, change: changes.RemoteOfficeChanged, _view: View, _session: str) -> Presented:
        argument = AsnCtiNotifyLineRemoteOfficeChangedArgument(
            u8sMonitorCrossRefID="",
            u8sLinePhoneNumber=change.line.uri,
            remoteOfficeState=remote_office(change.line.settings.remote_office),
        )
        return operations.CTI_NOTIFY_LINE_REMOTE_OFFICE_CHANGED, argument


_EVENTS: Mapping[type, Callable[..., Presented | None]] = {
    changes.CallChanged: Presenter._call_changed,
    changes.FeaturesChanged: Presenter._features_changed,
    changes.ConferenceChanged: Presenter._conference_changed,
    changes.LineChanged: Presenter._line_changed,
    changes.DoNotDisturbChanged: Presenter._do_not_disturb,
    changes.ForwardsChanged: Presenter._forwards_changed,
    changes.RemoteOfficeChanged: Presenter._remote_office_changed,
}

_CONFERENCES: Mapping[ConferenceStep, tuple[AnyOperation, Any, bool]] = {
    ConferenceStep.CREATED: (operations.CTI_NOTIFY_CONFERENCE_CREATED, AsnCtiNotifyConferenceCreatedArgument, True),
    ConferenceStep.ENDED: (operations.CTI_NOTIFY_CONFERENCE_DESTROYED, AsnCtiNotifyConferenceDestroyedArgument, True),
    ConferenceStep.PARTY_ADDED: (
        operations.CTI_NOTIFY_CONFERENCE_PARTY_ADDED,
        AsnCtiNotifyConferencePartyAddedArgument,
        False,
    ),
    ConferenceStep.PARTY_REMOVED: (
        operations.CTI_NOTIFY_CONFERENCE_PARTY_REMOVED,
        AsnCtiNotifyConferencePartyRemovedArgument,
        False,
    ),
}


def forwards(rules: tuple[Forward, ...]) -> list[AsnLineForward]:
    return [
        AsnLineForward(
            iInternalID=number,
            iForwardController=int(rule.controller),
            iForwardMode=int(rule.mode),
            iBackEndSpecific=0,
            iNoAnswerTime=rule.no_answer_seconds,
            u8sDestination=rule.destination,
            u8sCallerIDList=list(rule.callers),
        )
        for number, rule in enumerate(rules, 1)
    ]


def remote_office(state: RemoteOffice) -> AsnRemoteOfficeState:
    return AsnRemoteOfficeState(u8sController=state.controller, iEnabled=int(state.enabled), u8sDestination=state.destination)


def project_rule(project: Project) -> AsnProjectPinRule:
    return AsnProjectPinRule(
        u8sProjectName=project.name,
        u8sProjectPin=project.pin,
        iProjectType=project.type,
        bAssociatedCallIsPrivateCall=project.private,
        u8sLocationID=project.location_id,
        u8sUserEnteredPin=project.entered_pin,
        u8sUserEnteredUserID=project.entered_user,
    )


def _line_features(line: Line) -> int:
    can = line.report.capabilities | line.emulated
    features = sum(bit for capability, bit in _LINE_FEATURES.items() if can & capability)
    if not can & (Capability.CONSULTATION | Capability.HOLD):
        features |= _NO_INQUIRY
    if line.emulated & Capability.REMOTE_OFFICE:
        features |= _REMOTE_OFFICE_EMULATION
    return features


def _snapshot_parameters(line: Line) -> dict[str, str | int | bytes]:
    return {"BusyOnBusy": int(line.report.busy_on_busy), "InvalidPasswordState": 0, "InvalidPasswordUser": ""}


def _call_parameters(call: Call, *, synthetic: bool) -> dict[str, str | int | bytes] | None:
    facts = call.facts
    known: dict[str, str | int | bytes] = {
        "PBXCallID": facts.pbx_call_id,
        "AddressID": facts.address_id,
        "CallLinkageID": facts.linkage_id,
        "Synthetic": int(synthetic),
    }
    return {key: value for key, value in known.items() if value} or None


def _local_number(line_uri: str) -> str:
    """The number in a line's URI `tel:NUMBER@PBX`."""
    return line_uri[4:].partition("@")[0]
