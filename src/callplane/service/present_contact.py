"""From a user and his lines to the interface's contact structure. Knows how lines and calls are shown; no transport."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from callplane.model.call import Call, CallState
from callplane.model.line import Line, LineStatus
from callplane.service.present import Presenter, forwards
from callplane.service.rights import Rights
from callplane.service.views import Views
from callplane.store.records import UserRecord
from callplane.wire.types.appointments_common import AsnAppointmentEntry
from callplane.wire.types.common import AsnNetDatabaseContact, AsnUserPropertyBag
from callplane.wire.types.contact_common import (
    AsnAbsentStateEnum,
    AsnAbsentStateV2,
    AsnContactCallInformationV2,
    AsnContactPhoneLineState,
    AsnContactPhoneLineV2,
    AsnContactV2,
    AsnCustomNote,
    AsnUserStaticRights,
)
from callplane.wire.types.main import AsnPresenceStateEnum, AsnPresenceStateFlags

STATIC_RIGHTS = AsnUserStaticRights.eUSERRIGHTSUSERCTI | AsnUserStaticRights.eUSERRIGHTSCALLRECORDING
_IDLE_APPOINTMENT = AsnAppointmentEntry(
    u8sEntryID="",
    u8sOwner="",
    u8sDataSource="",
    stStart="",
    stEnd="",
    iDuration=0,
    u8sSubject="",
    u8sText="",
    bAllDay=False,
    iStatus=0,
    u8sCategory="",
    iImportance=0,
    iSensitivity=0,
    bIsValid=False,
)


class ContactPresenter:
    """Shows a user as a contact, to the user himself."""

    def __init__(self, presenter: Presenter, views: Views) -> None:
        self._presenter = presenter
        self._views = views

    def own_contact(self, user: UserRecord, lines: Iterable[Line], session: str) -> AsnContactV2:
        """The contact of a user with his own lines. Its id is the user's name."""
        own = list(lines)
        presence = _presence(own)
        return AsnContactV2(
            u8sContactId=user.name,
            iContactFeatureSet=0,
            iPresenceState=presence,
            iStaticRights=int(STATIC_RIGHTS),
            iStaticRights2=0,
            iMonitorAccessRights=int(Rights.OWNER.implied() & ~Rights.OWNER),
            asnRemoteContact=self.database_contact(user, own),
            seqPhoneLines=[self._line(user, line, session, presence) for line in own],
            asnAbsentState=AsnAbsentStateV2(u8sContactId=user.name, eAbsentState=AsnAbsentStateEnum.eABSENTSTATENOTSET),
            asnCustomNote=AsnCustomNote(u8sContactID=user.name, u8sUsername=user.name, u8sNote=""),
            seqActualAppointments=[],
            asnNextAppointment=_IDLE_APPOINTMENT,
            asnUserPropertyBag=AsnUserPropertyBag(asnProperties=[]),
        )

    def database_contact(self, user: UserRecord, own: Sequence[Line]) -> AsnNetDatabaseContact:
        """A user with his own lines as an entry of a directory."""
        return AsnNetDatabaseContact(
            u8sCtiServerUserName=user.name,
            u8sDisplayName=user.display_name,
            u8sPhoneBusiness=own[0].number if own else None,
            bValid=True,
            iCtiServerUser=1,
        )

    def _line(self, user: UserRecord, line: Line, session: str, presence: int) -> AsnContactPhoneLineV2:
        info = self._presenter.line_info(line, self._views.of(user.name, line.uri))
        report = line.report
        return AsnContactPhoneLineV2(
            iType=info.iType,
            u8sLinePhoneNumber=line.uri,
            u8sDescriptor=report.descriptor,
            u8sNumber=line.number,
            seqCalls=[self._call(user, call, session, presence) for call in line.calls.values()],
            seqLineForwards=forwards(line.settings.forwards),
            iState=AsnContactPhoneLineState(int(report.status is LineStatus.OPEN)),
            bDoNotDisturb=line.settings.do_not_disturb,
            iForwardFeaturesPBX=int(report.forward_modes),
            u8sAddressNames=list(report.address_names),
            u8sAddressCaps="",
            u8sCTIFeatureCodes=report.feature_codes,
            bIsPrivateLine=report.private,
        )

    def _call(self, user: UserRecord, call: Call, session: str, presence: int) -> AsnContactCallInformationV2:
        info = self._presenter.call_information(call, self._views.of(user.name, call.line), session)
        return AsnContactCallInformationV2(
            u8sContactChangedId=user.name,
            iPresenceState=presence,
            u8sConnectionID=call.id,
            u8sLinePhoneNumber=call.line,
            iCallState=info.iCallState,
            iDisconnectedReason=info.iDisconnectedReason,
            iFeatures=info.iFeatures,
            bOutbound=info.bOutbound,
            bInternal=info.bInternal,
            bPrivate=info.projectPinRule.bAssociatedCallIsPrivateCall,
            iCallRecordingState=info.iCallRecordingState,
            bConferenceCtlr=info.bConferenceCtlr,
            u8sCurrentNumberSC=info.u8sRemoteNumberSC,
            u8sTrackerID=info.u8sTrackerID,
            u8sLocalCurrentNumberSC=info.u8sLocalNumberSC,
            u8sRedirectingNumber=info.pu8sRedirectingNumber,
            remoteContact=info.pRemoteContact,
        )


def _presence(lines: list[Line]) -> int:
    """Available, or busy with what the lines are doing."""
    states = {call.state for line in lines for call in line.calls.values() if call.state is not CallState.DISCONNECTED}
    if not states:
        return int(AsnPresenceStateEnum.eAVAILABLE)
    flags = AsnPresenceStateFlags.eRINGING if states == {CallState.OFFERING} else AsnPresenceStateFlags.eCALL
    return int(AsnPresenceStateEnum.eBUSY) | int(flags)
