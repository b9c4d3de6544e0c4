"""Generated from wire/asn1/UC-Server-Access-Protocol-AsnContactCommon.asn1.

A user as others see him: lines, calls, presence, rights.
"""

from __future__ import annotations

from enum import IntEnum

from callplane.wire.base import (
    Integer,
    Sequence,
)
from callplane.wire.types.appointments_common import (
    AsnAppointmentEntry,
    SEQAppointmentList,
)
from callplane.wire.types.common import (
    AsnNetDatabaseContact,
    AsnSystemTime,
    AsnUserPropertyBag,
    SEQInteger,
    UTF8StringList,
)
from callplane.wire.types.sipcti_common import (
    AsnLineForwards,
)


class AsnUserStaticRights(IntEnum):
    """ENUMERATED AsnUserStaticRights."""

    eUSERRIGHTSSENDUSERUSER = 1
    eUSERRIGHTSSENDSMS = 2
    eUSERRIGHTSEMPTY = 4
    eUSERRIGHTSUSEPROCALL = 8
    eUSERRIGHTSSELFADMIN = 32
    eUSERRIGHTSUSERCTI = 64
    eDONOTUSE = 128
    eUSERRIGHTSOFFLINEMAIL = 256
    eUSERRIGHTSCALLRECORDING = 512
    eUSERRIGHTSUSEPHONEBOOK = 1024
    eUSERRIGHTSUSERPRESENCE = 2048
    eUSERRIGHTSGROUPALLINMONITOR = 4096
    eUSERRIGHTSGROUPNOCHANGEMONITOR = 8192
    eUSERRIGHTSGROUPVIEWJOURNAL = 16384
    eUSERRIGHTSGROUPVIEWJOURNALLEADER = 32768
    eUSERRIGHTSGROUPEDITJOURNAL = 65536
    eDONOTUSE2 = 131072
    eDONOTUSE3 = 262144
    eUSERRIGHTSUSERVIEWJOURNAL = 524288
    eUSERRIGHTSGLOBALDELETEJOURNAL = 1048576
    eUSERRIGHTSOFFLINESMS = 2097152
    eUSERRIGHTSDESKSHAREACCEPT = 4194304
    eUSERRIGHTSDESKSHAREFULL = 8388608
    eDONOTUSE4 = 16777216
    eUSERRIGHTSAVAUDIO = 33554432
    eUSERRIGHTSAVVIDEO = 67108864
    eUSERRIGHTSFEDDESKSHARE = 134217728


class AsnUserStaticRights2(IntEnum):
    """ENUMERATED AsnUserStaticRights2."""

    eUSERRIGHTS2ENABLEFORANONYMOUSAPI = 1
    eUSERRIGHTS2LOGINOVERINTERNET = 2
    eUSERRIGHTS2LOGINBYMOBILE = 4
    eUSERRIGHTS2ENABLEAGENTMANAGER = 8
    eUSERRIGHTS2ISAGENTSUPERVISOR = 16
    eUSERRIGHTS2GROUPFORPUBLICCHAT = 32
    eUSERRIGHTS2GROUPFORPORTAL = 64
    eUSERRIGHTS2GROUPFORMONITOR = 128
    eUSERRIGHTS2ENABLECONTENTSHARINGFILES = 512
    eUSERRIGHTS2ENABLECONTENTSHARINGLOCATION = 1024
    eUSERRIGHTS2ENABLECONTENTSHARINGCONTACTS = 2048
    eUSERRIGHTS2USECONFERENCING = 4096
    eUSERRIGHTS2USETEAMS = 8192
    eUSERRIGHTS2ALLOWLOGININTERNETDESKTOP = 16384
    eUSERRIGHTS2USEWEBAPP = 32768


class AsnContactPhoneLineState(IntEnum):
    """ENUMERATED AsnContactPhoneLineState."""

    eLINEOFFLINE = 0
    eLINEONLINE = 1


class AsnAbsentStateEnum(IntEnum):
    """ENUMERATED AsnAbsentStateEnum."""

    eABSENTSTATENOTABSENT = 0
    eABSENTSTATEOUTOFOFFICE = 1
    eABSENTSTATEBUSY = 2
    eABSENTSTATEDONOTDISTURB = 3
    eABSENTSTATENOTSET = 4


class AsnReachabilityEnum(IntEnum):
    """ENUMERATED AsnReachabilityEnum."""

    eREACHABILITYNORMAL = 0
    eREACHABILITYPAUSE = 1
    eREACHABILITYBUSINESSTRIP = 2
    eREACHABILITYHOMEOFFICE = 3
    eREACHABILITYVACATION = 4
    eREACHABILITYUNREACHABLE = 5


class AsnExternalPresenceType(IntEnum):
    """ENUMERATED AsnExternalPresenceType."""

    eMSTeams = 0


class AsnUserDynamicRights(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnUserDynamicRights."""

    u8sObjectID: str
    iPresenceRights: Integer
    iPhoneControlRightsPrimary: Integer
    iPhoneControlRightsSecondary: Integer


class AsnContactCallInformationV2(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnContactCallInformationV2."""

    u8sContactChangedId: str
    iPresenceState: Integer
    u8sConnectionID: str
    u8sLinePhoneNumber: str
    iCallState: Integer  # EnumCallState
    iDisconnectedReason: Integer  # EnumCallDisconnectedReason
    iFeatures: Integer  # EnumCallFeatures
    bOutbound: bool
    bInternal: bool
    bPrivate: bool
    iCallRecordingState: Integer
    bConferenceCtlr: bool
    u8sCurrentNumberSC: str
    u8sTrackerID: str
    u8sLocalCurrentNumberSC: str
    u8sRedirectingNumber: str | None = None
    remoteContact: AsnNetDatabaseContact | None = None


class AsnSIPLineDetails(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnSIPLineDetails."""

    iSIPAVMediaMode: Integer
    iSIPAVAudioCodecs: SEQInteger
    iMinPort: Integer
    iMaxPort: Integer


class AsnContactPhoneLineV2(Sequence, frozen=True, kw_only=True):
    """A line of a user with its calls and forwards."""

    iType: Integer  # AsnContactPhoneLineType
    u8sLinePhoneNumber: str
    u8sDescriptor: str
    u8sNumber: str
    seqCalls: AsnContactCallInformationsV2
    seqLineForwards: AsnLineForwards
    iState: AsnContactPhoneLineState
    bDoNotDisturb: bool
    iForwardFeaturesPBX: Integer  # EnumForwardModes
    u8sAddressNames: UTF8StringList
    u8sAddressCaps: str
    u8sCTIFeatureCodes: str
    bIsPrivateLine: bool | None = None
    bIsVoiceServicesLine: bool | None = None
    sipLineDetails: AsnSIPLineDetails | None = None


class AsnExternalPresenceState(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnExternalPresenceState."""

    u8sUserName: str
    iState: Integer
    eType: AsnExternalPresenceType


class AsnAbsentStateV2(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnAbsentStateV2."""

    u8sContactId: str
    eAbsentState: AsnAbsentStateEnum
    iPresenceState: Integer | None = None
    stTimeFrom: AsnSystemTime | None = None
    stTimeTo: AsnSystemTime | None = None
    eReachability: AsnReachabilityEnum | None = None
    externalPresenceStates: AsnExternalPresenceStates | None = None


class AsnCustomNote(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCustomNote."""

    u8sContactID: str
    u8sUsername: str
    u8sNote: str


class AsnContactV2(Sequence, frozen=True, kw_only=True):
    """A user as others see him."""

    u8sContactId: str
    iContactFeatureSet: Integer  # AsnContactFeatureSetEnum
    iPresenceState: Integer  # AsnPresenceStateEnum
    iStaticRights: Integer  # AsnUserStaticRights
    iStaticRights2: Integer
    iMonitorAccessRights: Integer
    asnRemoteContact: AsnNetDatabaseContact
    seqPhoneLines: AsnContactPhoneLinesV2
    asnAbsentState: AsnAbsentStateV2
    asnCustomNote: AsnCustomNote
    seqActualAppointments: SEQAppointmentList
    asnNextAppointment: AsnAppointmentEntry
    asnUserPropertyBag: AsnUserPropertyBag


AsnUserDynamicRightsList = list[AsnUserDynamicRights]
AsnContactCallInformationsV2 = list[AsnContactCallInformationV2]
AsnContactPhoneLinesV2 = list[AsnContactPhoneLineV2]
AsnExternalPresenceStates = list[AsnExternalPresenceState]
AsnContactsV2 = list[AsnContactV2]
