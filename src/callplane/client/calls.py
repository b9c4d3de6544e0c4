"""The operations on calls, as methods. Knows the interface's structures; not how a call travels.

A `call_id` is the connection id of a call on a line that you control (`u8sConnectionID`). Every method returns the
operation's result structure, which means that the server and the PBX accepted the command; what became of it is told by
events. Every method raises what `Caller.call` does; OperationRefused says what the call's state does not allow.
"""

from __future__ import annotations

from collections.abc import Mapping

from callplane.client.caller import Caller, Parameters
from callplane.wire import operations as op
from callplane.wire.types import cti
from callplane.wire.types.common import AsnNetDatabaseContact
from callplane.wire.types.cti import EnumCtiDigitMode as DigitMode
from callplane.wire.types.main import AsnETAPIDialNumberFormat as NumberFormat
from callplane.wire.types.sipcti_common import AsnCtiNewCallParams, AsnProjectPinRule

AS_GIVEN = NumberFormat.eTAPIDIALNUMBERFORMATNORMAL
FORMATTED = NumberFormat.eTAPIDIALNUMBERFORMATSUPERCANONIC


class CallOperations(Caller):
    """Calls: making, answering, moving, joining, recording, and their data."""

    async def make_call(
        self,
        line: str,
        number: str,
        *,
        number_format: NumberFormat = AS_GIVEN,
        hide_caller_id: bool = False,
        contact: AsnNetDatabaseContact | None = None,
        project: AsnProjectPinRule | None = None,
        parameters: Parameters | None = None,
    ) -> cti.AsnCtiMakeCallResult:
        """Dial `number` on a line (URI or number); the result has the new call's id and comes before its events (1202).

        `number_format`: as given, or formatted by the rules of the line's location. `contact` is shown as the other party.
        `project`: what the call is booked on. `parameters`: Address, FeatureCodeDialing, FindAndValidateProject,
        ProjectErrorHandling, DialRemoteOffice, RemoteOfficeNumber. A MakeCallResult event tells what became of it.
        """
        wishes = AsnCtiNewCallParams(
            projectPinRule=project or AsnProjectPinRule(),
            bHideMyCallerID=hide_caller_id,
            asnRemoteContact=contact,
            optionalParams=parameters,
        )
        argument = cti.AsnCtiMakeCallArgument(
            u8sPhoneNumberFrom=line,
            u8sPhoneNumberTo=number,
            iNumberFormat=number_format,
            newCallParams=wishes if hide_caller_id or contact or project or parameters else None,
        )
        return await self.call(op.CTI_MAKE_CALL, argument)

    async def answer_call(self, call_id: str) -> cti.AsnCtiAnswerCallResult:
        """Answer a call that is offered (1207)."""
        return await self.call(op.CTI_ANSWER_CALL, cti.AsnCtiAnswerCallArgument(u8sConnectionID=call_id))

    async def drop_call(self, call_id: str) -> cti.AsnCtiDropCallResult:
        """Hang up a call, or reject one that is offered (1203)."""
        return await self.call(op.CTI_DROP_CALL, cti.AsnCtiDropCallArgument(u8sConnectionID=call_id))

    async def redirect_call(
        self, call_id: str, number: str, *, user: str = "", number_format: NumberFormat = AS_GIVEN
    ) -> cti.AsnCtiRedirectCallResult:
        """Send an offered call to `number`, or transfer a connected one there without asking (1208).

        With an empty `call_id` the ringing call of the contact id `user` is meant.
        """
        argument = cti.AsnCtiRedirectCallArgument(
            u8sContactID=user, u8sConnectionID=call_id, u8sPhoneNumber=number, iNumberFormat=number_format
        )
        return await self.call(op.CTI_REDIRECT_CALL, argument)

    async def pickup_call(
        self, call_id: str, line: str, *, user: str = "", number_format: NumberFormat = AS_GIVEN
    ) -> cti.AsnCtiPickupCallResult:
        """Answer a call that rings elsewhere on your own `line` (1222).

        With an empty `call_id` the ringing call of the contact id `user` is meant.
        """
        argument = cti.AsnCtiPickupCallArgument(
            u8sContactID=user, u8sConnectionID=call_id, u8sPhoneNumber=line, iNumberFormat=number_format
        )
        return await self.call(op.CTI_PICKUP_CALL, argument)

    async def hold(self, call_id: str, on: bool = True) -> cti.AsnCtiHoldResult:
        """Put a connected call on hold; with `on=False` take it back (1211)."""
        return await self.call(op.CTI_HOLD, cti.AsnCtiHoldArgument(bHold=on, u8sConnectionID=call_id))

    async def swap_hold(self, held_call_id: str) -> cti.AsnCtiSwapHoldResult:
        """Let this held call and the active call of its line change places (1210)."""
        return await self.call(op.CTI_SWAP_HOLD, cti.AsnCtiSwapHoldArgument(u8sConnectionID=held_call_id))

    async def merge_calls(self, call_id: str, other_call_id: str) -> cti.AsnCtiMergeCallsResult:
        """Connect the other parties of an active and a held call of one line; both calls end here (1209)."""
        argument = cti.AsnCtiMergeCallsArgument(u8sConnectionID1=call_id, u8sConnectionID2=other_call_id)
        return await self.call(op.CTI_MERGE_CALLS, argument)

    async def conference(self, call_id: str, other_call_id: str) -> cti.AsnCtiConferenceResult:
        """Join an active and a held call of one line into a conference, or add a further call to one (1250).

        To add: `call_id` is the conference's controller call (or a member), `other_call_id` the call to add.
        """
        argument = cti.AsnCtiConferenceArgument(u8sConnectionID1=call_id, u8sConnectionID2=other_call_id)
        return await self.call(op.CTI_CONFERENCE, argument)

    async def complete_call(self, call_id: str) -> cti.AsnCtiCompleteCallResult:
        """Ask for a call back when the busy or unanswering party of this call is free (1223)."""
        return await self.call(op.CTI_COMPLETE_CALL, cti.AsnCtiCompleteCallArgument(u8sConnectionID=call_id))

    async def dial_digits(
        self,
        call_id: str,
        digits: str,
        *,
        mode: DigitMode = DigitMode.eLINEDIGITMODESERVERDECIDE,
        duration: int = 0,
    ) -> cti.AsnCtiDialDigitsResult:
        """Send at most 64 digits (0-9*#A-D, pulse 0-9) into a call; `duration` of each in ms, 0: the PBX's own (1221)."""
        argument = cti.AsnCtiDialDigitsArgument(
            u8sConnectionID=call_id, iDigitMode=mode, iDigitDuration=duration, u8sDigitsToDial=digits
        )
        return await self.call(op.CTI_DIAL_DIGITS, argument)

    async def start_call_recording(self, call_id: str) -> cti.AsnCtiStartCallRecordingResult:
        """Record a connected call (1230)."""
        argument = cti.AsnCtiStartCallRecordingArgument(u8sConnectionID=call_id)
        return await self.call(op.CTI_START_CALL_RECORDING, argument)

    async def stop_call_recording(self, call_id: str) -> cti.AsnCtiStopCallRecordingResult:
        """End the recording of a call (1231)."""
        argument = cti.AsnCtiStopCallRecordingArgument(u8sConnectionID=call_id)
        return await self.call(op.CTI_STOP_CALL_RECORDING, argument)

    async def set_call_data(
        self, call_id: str, data: Mapping[str, str], *, parameters: Parameters | None = None
    ) -> cti.AsnCtiSetCallDataResult:
        """Set data that ride on a call; an empty value removes its key (1225). At most 64 pairs and 16 KiB a call.

        With an empty `call_id` they are for a coming call (kept for 60 s), which the keys calledNumber,
        transferringNumber, callStateMask and hostCallID of `parameters` describe.
        """
        argument = cti.AsnCtiSetCallDataArgument(
            u8sConnectionID=call_id,
            callDataList=[cti.AsnCtiCallData(key=key, value=value) for key, value in data.items()],
            optionalParams=parameters,
        )
        return await self.call(op.CTI_SET_CALL_DATA, argument)
