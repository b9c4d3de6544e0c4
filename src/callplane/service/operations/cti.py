"""Handlers of the module CTI: lines, monitors and calls. Translates between the interface's structures and the use cases."""

from __future__ import annotations

from callplane.errors import Refusal, UnknownObject
from callplane.model.call import ClientContact, Project
from callplane.service.calls import CallParameters, Calls
from callplane.service.lines import Lines, Scope
from callplane.service.monitors import Monitors
from callplane.service.operations.handler import Handlers
from callplane.service.operations.parameters import flag_of, number_of, text_of
from callplane.service.present import Presenter
from callplane.service.scenarios import Announcement
from callplane.service.sessions import Session
from callplane.service.views import Views
from callplane.wire import operations
from callplane.wire.types import cti
from callplane.wire.types.common import AsnNetDatabaseContact
from callplane.wire.types.sipcti_common import AsnCtiNewCallParams, AsnProjectPinRule

_PULSE = 1
_DIGIT_MODES = frozenset({0, 1, 2, 4})


class LineHandlers(Handlers):
    """Lists, snapshots, monitors and settings of lines."""

    def __init__(self, lines: Lines, monitors: Monitors, presenter: Presenter, views: Views) -> None:
        super().__init__()
        self._lines = lines
        self._monitors = monitors
        self._presenter = presenter
        self._views = views
        self.serve(operations.CTI_ENUM_PHONE_LINES, self._enumerate)
        self.serve(operations.CTI_SNAPSHOT_PHONE_LINE, self._snapshot)
        self.serve(operations.CTI_LINE_MONITOR_START, self._monitor_start, needs_events=True)
        self.serve(operations.CTI_LINE_MONITOR_STOP, self._monitor_stop, needs_events=True)
        self.serve(operations.CTI_LINE_SET_DO_NOT_DISTURB, self._set_do_not_disturb)
        self.serve(operations.CTI_LINE_SET_REMOTE_OFFICE, self._set_remote_office)
        self.serve(operations.CTI_SET_FORWARD, self._set_forward)
        self.serve(operations.CTI_REMOVE_FORWARD, self._remove_forward)

    async def _enumerate(self, session: Session, argument: cti.AsnCtiEnumPhoneLinesArgument) -> cti.AsnCtiEnumPhoneLinesResult:
        scope = Scope(argument.typeofLines)
        lines = self._lines.listed(session.user, scope)
        reference = None
        if argument.attachChangeNotify:
            reference = self._monitors.start_list(session, self._lines.selector(session.user, scope)).id
        return cti.AsnCtiEnumPhoneLinesResult(
            seqLines=[self._presenter.line_info(line, self._views.of(session.user, line.uri)) for line in lines],
            u8sLineMonitorCrossRefID=reference,
        )

    async def _snapshot(
        self, session: Session, argument: cti.AsnCtiSnapshotPhoneLineArgument
    ) -> cti.AsnCtiSnapshotPhoneLineResult:
        line = self._lines.line(session.user, argument.u8sLinePhoneNumber)
        return self._presenter.snapshot(line, self._views.of(session.user, line.uri), session.id)

    async def _monitor_start(
        self, session: Session, argument: cti.AsnCtiLineMonitorStartArgument
    ) -> cti.AsnCtiLineMonitorStartResult:
        line = self._lines.line(session.user, argument.u8sLinePhoneNumber)
        monitor = self._monitors.start(session, line.uri)
        state = self._presenter.snapshot(line, monitor.view, session.id)
        return cti.AsnCtiLineMonitorStartResult(
            u8sMonitorCrossRefID=monitor.id,
            lineInfo=state.lineInfo,
            seqCalls=state.seqCalls,
            iDoNotDisturb=state.iDoNotDisturb,
            seqLineForwards=state.seqLineForwards,
            remoteOfficeState=state.remoteOfficeState,
            optionalParams=state.optionalParams,
        )

    async def _monitor_stop(
        self, session: Session, argument: cti.AsnCtiLineMonitorStopArgument
    ) -> cti.AsnCtiLineMonitorStopResult:
        monitor = session.monitors.get(argument.u8sMonitorCrossRefID)
        if monitor is None:
            raise UnknownObject("this session has no monitor with that id: it may have been stopped already")
        self._monitors.stop(monitor)
        return cti.AsnCtiLineMonitorStopResult()

    async def _set_do_not_disturb(
        self, session: Session, argument: cti.AsnCtiLineSetDoNotDisturbArgument
    ) -> cti.AsnCtiLineSetDoNotDisturbResult:
        await self._lines.set_do_not_disturb(session.user, argument.u8sLinePhoneNumber, on=argument.bDoNotDisturb)
        return cti.AsnCtiLineSetDoNotDisturbResult()

    async def _set_remote_office(
        self, session: Session, argument: cti.AsnCtiLineSetRemoteOfficeArgument
    ) -> cti.AsnCtiLineSetRemoteOfficeResult:
        state = argument.remoteOfficeState
        await self._lines.set_remote_office(
            session.user, argument.u8sLinePhoneNumber, enabled=bool(state.iEnabled), destination=state.u8sDestination
        )
        return cti.AsnCtiLineSetRemoteOfficeResult()

    async def _set_forward(self, session: Session, argument: cti.AsnCtiSetForwardArgument) -> cti.AsnCtiSetForwardResult:
        given = argument.optionalParams
        mode = number_of(given, "ForwardMode")
        existed = await self._lines.set_forward(
            session.user,
            argument.u8sPhoneNumberFrom,
            argument.u8sPhoneNumberTo,
            1 if mode is None else mode,
            number_of(given, "ForwardNoAnswerTime") or 0,
            tuple(caller for caller in text_of(given, "ForwardCallerIDList").split(";") if caller),
        )
        return cti.AsnCtiSetForwardResult(bSuccess=True, bExistingForwardingChanged=existed)

    async def _remove_forward(self, session: Session, argument: cti.AsnCtiRemoveForwardArgument) -> cti.AsnCtiRemoveForwardResult:
        given = argument.optionalParams
        await self._lines.remove_forward(
            session.user,
            argument.u8sPhoneNumberFrom,
            number_of(given, "ForwardMode"),
            text_of(given, "ForwardDestination"),
        )
        return cti.AsnCtiRemoveForwardResult(bSuccess=True)


class CallHandlers(Handlers):
    """Call control."""

    def __init__(self, calls: Calls) -> None:
        super().__init__()
        self._calls = calls
        self.serve(operations.CTI_MAKE_CALL, self._make_call)
        self.serve(operations.CTI_DROP_CALL, self._drop)
        self.serve(operations.CTI_LINE_DROP_CALL, self._line_drop)
        self.serve(operations.CTI_ANSWER_CALL, self._answer)
        self.serve(operations.CTI_REDIRECT_CALL, self._redirect)
        self.serve(operations.CTI_PICKUP_CALL, self._pickup)
        self.serve(operations.CTI_HOLD, self._hold)
        self.serve(operations.CTI_SWAP_HOLD, self._swap_hold)
        self.serve(operations.CTI_MERGE_CALLS, self._merge)
        self.serve(operations.CTI_CONFERENCE, self._conference)
        self.serve(operations.CTI_DIAL_DIGITS, self._dial_digits)
        self.serve(operations.CTI_COMPLETE_CALL, self._complete)
        self.serve(operations.CTI_SET_CALL_DATA, self._set_call_data)
        self.serve(operations.CTI_START_CALL_RECORDING, self._start_recording)
        self.serve(operations.CTI_STOP_CALL_RECORDING, self._stop_recording)

    async def _make_call(self, session: Session, argument: cti.AsnCtiMakeCallArgument) -> cti.AsnCtiMakeCallResult:
        made = await self._calls.make_call(
            session.user,
            argument.u8sPhoneNumberFrom,
            argument.u8sPhoneNumberTo,
            argument.iNumberFormat,
            _call_parameters(session, argument.newCallParams),
            asked_by=session.id,
        )
        if made.project_found is None:
            return cti.AsnCtiMakeCallResult(u8sConnectionID=made.call_id)
        found = int(made.project_found)
        return cti.AsnCtiMakeCallResult(u8sConnectionID=made.call_id, optionalParams={"WasProjectFound": found})

    async def _drop(self, session: Session, argument: cti.AsnCtiDropCallArgument) -> cti.AsnCtiDropCallResult:
        await self._calls.drop(session.user, argument.u8sConnectionID)
        return cti.AsnCtiDropCallResult(bSuccess=True)

    async def _line_drop(self, session: Session, argument: cti.AsnCtiLineDropCallArgument) -> cti.AsnCtiLineDropCallResult:
        await self._calls.drop_on_line(session.user, argument.u8sLineDescriptor)
        return cti.AsnCtiLineDropCallResult(bSuccess=True)

    async def _answer(self, session: Session, argument: cti.AsnCtiAnswerCallArgument) -> cti.AsnCtiAnswerCallResult:
        await self._calls.answer(session.user, argument.u8sConnectionID)
        return cti.AsnCtiAnswerCallResult(bSuccess=True)

    async def _redirect(self, session: Session, argument: cti.AsnCtiRedirectCallArgument) -> cti.AsnCtiRedirectCallResult:
        await self._calls.redirect(
            session.user,
            argument.u8sConnectionID,
            argument.u8sContactID,
            argument.u8sPhoneNumber,
            argument.iNumberFormat,
        )
        return cti.AsnCtiRedirectCallResult(bSuccess=True)

    async def _pickup(self, session: Session, argument: cti.AsnCtiPickupCallArgument) -> cti.AsnCtiPickupCallResult:
        await self._calls.pickup(session.user, argument.u8sConnectionID, argument.u8sContactID, argument.u8sPhoneNumber)
        return cti.AsnCtiPickupCallResult(bSuccess=True)

    async def _hold(self, session: Session, argument: cti.AsnCtiHoldArgument) -> cti.AsnCtiHoldResult:
        await self._calls.hold(session.user, argument.u8sConnectionID, on=argument.bHold)
        return cti.AsnCtiHoldResult(bSuccess=True)

    async def _swap_hold(self, session: Session, argument: cti.AsnCtiSwapHoldArgument) -> cti.AsnCtiSwapHoldResult:
        await self._calls.swap_hold(session.user, argument.u8sConnectionID)
        return cti.AsnCtiSwapHoldResult(bSuccess=True)

    async def _merge(self, session: Session, argument: cti.AsnCtiMergeCallsArgument) -> cti.AsnCtiMergeCallsResult:
        await self._calls.merge(session.user, argument.u8sConnectionID1, argument.u8sConnectionID2)
        return cti.AsnCtiMergeCallsResult(bSuccess=True)

    async def _conference(self, session: Session, argument: cti.AsnCtiConferenceArgument) -> cti.AsnCtiConferenceResult:
        await self._calls.conference(session.user, argument.u8sConnectionID1, argument.u8sConnectionID2)
        return cti.AsnCtiConferenceResult(bSuccess=True)

    async def _dial_digits(self, session: Session, argument: cti.AsnCtiDialDigitsArgument) -> cti.AsnCtiDialDigitsResult:
        if argument.iDigitMode not in _DIGIT_MODES:
            raise Refusal("iDigitMode must be 0 (the server decides), 1 (pulse), 2 or 4 (DTMF)")
        await self._calls.send_digits(
            session.user,
            argument.u8sConnectionID,
            argument.u8sDigitsToDial,
            pulse=argument.iDigitMode == _PULSE,
            duration_ms=argument.iDigitDuration,
        )
        return cti.AsnCtiDialDigitsResult(bSuccess=True)

    async def _complete(self, session: Session, argument: cti.AsnCtiCompleteCallArgument) -> cti.AsnCtiCompleteCallResult:
        await self._calls.complete(session.user, argument.u8sConnectionID)
        return cti.AsnCtiCompleteCallResult(bSuccess=True)

    async def _set_call_data(self, session: Session, argument: cti.AsnCtiSetCallDataArgument) -> cti.AsnCtiSetCallDataResult:
        pairs = tuple((pair.key, pair.value) for pair in argument.callDataList)
        given = argument.optionalParams
        if argument.u8sConnectionID:
            self._calls.set_data(session.user, argument.u8sConnectionID, pairs)
        else:
            announcement = Announcement(
                pairs=pairs,
                called_number=text_of(given, "calledNumber"),
                transferring_number=text_of(given, "transferringNumber"),
                states=number_of(given, "callStateMask") or 0,
                pbx_call_id=text_of(given, "hostCallID"),
            )
            self._calls.announce_data(session.user, announcement)
        return cti.AsnCtiSetCallDataResult(bSuccess=True)

    async def _start_recording(
        self, session: Session, argument: cti.AsnCtiStartCallRecordingArgument
    ) -> cti.AsnCtiStartCallRecordingResult:
        await self._calls.start_recording(session.user, argument.u8sConnectionID)
        return cti.AsnCtiStartCallRecordingResult(bSuccess=True)

    async def _stop_recording(
        self, session: Session, argument: cti.AsnCtiStopCallRecordingArgument
    ) -> cti.AsnCtiStopCallRecordingResult:
        await self._calls.stop_recording(session.user, argument.u8sConnectionID)
        return cti.AsnCtiStopCallRecordingResult()


def _call_parameters(session: Session, given: AsnCtiNewCallParams | None) -> CallParameters:
    if given is None:
        return CallParameters()
    keys = given.optionalParams
    card = given.asnRemoteContact
    remote_office = number_of(keys, "DialRemoteOffice")
    return CallParameters(
        hide_caller_id=given.bHideMyCallerID,
        contact=ClientContact(session.id, card) if card not in (None, AsnNetDatabaseContact()) else None,
        project=_project(given.projectPinRule),
        find_project=flag_of(keys, "FindAndValidateProject"),
        project_required=flag_of(keys, "ProjectErrorHandling"),
        feature_code=flag_of(keys, "FeatureCodeDialing"),
        remote_office=None if remote_office is None else bool(remote_office),
        remote_office_number=text_of(keys, "RemoteOfficeNumber"),
        address=text_of(keys, "Address"),
    )


def _project(rule: AsnProjectPinRule) -> Project:
    return Project(
        name=rule.u8sProjectName,
        pin=rule.u8sProjectPin,
        type=rule.iProjectType,
        private=rule.bAssociatedCallIsPrivateCall,
        location_id=rule.u8sLocationID,
        entered_pin=rule.u8sUserEnteredPin,
        entered_user=rule.u8sUserEnteredUserID,
    )
