"""Generated from wire/asn1/UC-Server-Access-Protocol-CTI.asn1.

Phone lines, calls and call control.
"""

from __future__ import annotations

from enum import IntEnum

from callplane.wire.base import (
    Integer,
    Sequence,
    settle_parameters,
)
from callplane.wire.types.common import (
    AsnNetDatabaseContact,
    AsnOptionalParameters,
    AsnSystemTime,
    UTF8StringList,
)
from callplane.wire.types.sipcti_common import (
    AsnCtiNewCallParams,
    AsnLineForwards,
    AsnProjectPinRule,
    AsnProjectPinRuleList,
)


class AsnCtiLineOpenStatus(IntEnum):
    """Whether the line is in service."""

    lineStatusDisconnected = 0
    lineStatusClosed = 1
    lineStatusOpen = 2
    lineStatusOpenNoPhoneConnected = 3
    lineStatusOpenNoPBXConnection = 4
    lineStatusOpenPBXLoginFailed = 5
    lineStatusOpenPBXNoLicense = 6
    lineStatusOpenPBXSessionCountExceeded = 7
    lineStatusFailedNoLicense = 8
    lineStatusFailedNoECSTALicense = 9


class EnumCallFeatures(IntEnum):
    """Bits: what can be done with a call now."""

    eCFEATURENONE = 0
    eCFEATUREANSWER = 1
    eCFEATUREMAKECALL = 2
    eCFEATURECOMPLETECALL = 4
    eCFEATUREMERGECALLS = 16
    eCFEATUREHANGUP = 32
    eCFEATUREBLINDTRANSFER = 256
    eCFEATUREREDIRECT = 512
    eCFEATUREMAYBEPICKUPED = 1024
    eCFEATURESWAPHOLD = 4096
    eCFEATUREHOLD = 8192
    eCFEATUREUNHOLD = 16384
    eCFEATURECONFERENCESTARTEU = 65536
    eCFEATURECONFERENCEADDPARTY = 131072
    eCFEATURECONFERENCESTARTUSA = 262144
    eCFEATUREGENERATETONE = 1048576
    eCFEATUREDIALDIGITS = 2097152
    eCFEATURESTARTCALLRECORD = 16777216
    eCFEATURESTOPCALLRECORD = 33554432


class EnumLineFeatures(IntEnum):
    """Bits: what a line can do."""

    eCTILINEFEATURENONE = 0
    eCTILINEFEATUREMAKECALL = 1
    eCTILINEFEATUREDONOTDISTURB = 2
    eCTILINEFEATUREPICKUP = 4
    eCTILINEFEATUREBLOCKID = 8
    eCTILINEFEATURENOIMMEDIATEINQUIRY = 16
    eCTILINEFEATUREREMOTEOFFICE = 32
    eCTILINEFEATUREINVALIDPASSWORD = 64
    eCTILINEFEATUREREMOTEOFFICEEMULATION = 128


class EnumForwardModes(IntEnum):
    """Bits: when a forward applies."""

    eFORWARDMODEUNKNOWN = 0
    eFORWARDMODEIMMEDIATE = 1
    eFORWARDMODEBUSY = 2
    eFORWARDMODENOANSW = 4
    eFORWARDMODEBUSYINT = 8
    eFORWARDMODEBUSYEXT = 16
    eFORWARDMODENOANSINT = 32
    eFORWARDMODENOANSEXT = 64
    eFORWARDMODEIMMINT = 128
    eFORWARDMODEIMMEXT = 256
    eFORWARDDISC = 512
    eFORWARDDISCINT = 1024
    eFORWARDDISCEXT = 2048
    eFORWARDADMINDISC = 4096
    eFORWARDADMINDISCINT = 8192
    eFORWARDADMINDISCEXT = 16384
    eFORWARDALLMODESMASK = 32767


class EnumForwardController(IntEnum):
    """Who carries a forward out."""

    eFORWARDCONTROLLERPBX = 1
    eFORWARDCONTROLLERTAPISERVERADMIN = 2
    eFORWARDCONTROLLERTAPISERVERUSER = 4


class AsnCtiEnumPhoneLinesArgumentEnum(IntEnum):
    """Which lines to list. The last two need the administrator's right."""

    userOwnLines = 0
    userMonitorLines = 1
    systemLocalLines = 2
    systemGlobalLines = 3


class AsnCtiEnumPhoneLinesErrorEnum(IntEnum):
    """ENUMERATED AsnCtiEnumPhoneLinesErrorEnum."""

    success = 0
    generalerror = 1
    accessdenied = 2


class AsnCtiSnapshotPhoneLineErrorEnum(IntEnum):
    """ENUMERATED AsnCtiSnapshotPhoneLineErrorEnum."""

    success = 0
    generalerror = 1
    accessdenied = 2
    invalidline = 3


class AsnCtiLineMonitorStartErrorEnum(IntEnum):
    """ENUMERATED AsnCtiLineMonitorStartErrorEnum."""

    success = 0
    generalerror = 1
    accessdenied = 2
    invalidline = 3


class AsnCtiLineMonitorStopErrorEnum(IntEnum):
    """ENUMERATED AsnCtiLineMonitorStopErrorEnum."""

    success = 0
    generalerror = 1
    accessdenied = 2
    invalidline = 3


class AsnCtiLineSetDoNotDisturbErrorEnum(IntEnum):
    """ENUMERATED AsnCtiLineSetDoNotDisturbErrorEnum."""

    success = 0
    generalerror = 1
    accessdenied = 2
    invalidline = 3


class AsnCtiLineSetRemoteOfficeErrorEnum(IntEnum):
    """ENUMERATED AsnCtiLineSetRemoteOfficeErrorEnum."""

    success = 0
    generalerror = 1
    accessdenied = 2
    invalidline = 3


class AsnCtiCallInfoChangedReason(IntEnum):
    """Why call information is sent. 12 is the last of a call."""

    reasonCallOffering = 0
    reasonCallDialing = 1
    reasonCallRingback = 2
    reasonCallConnected = 3
    reasonCallConferenced = 4
    reasonCallHold = 5
    reasonRemotePartyChanged = 6
    reasonRemoteContactChanged = 7
    reasonProjectOrPrivateChanged = 8
    reasonCallMemoChanged = 9
    reasonCallBusy = 10
    reasonCallDisconnect = 11
    reasonCallDestroyed = 12
    reasonHoldContactChanged = 13
    reasonOther = 14
    reasonCallDataChanged = 15
    reasonConnectionToPhoneDestroyed = 16


class AsnCtiNotifyLineAddRemoveArgumentEnum(IntEnum):
    """ENUMERATED AsnCtiNotifyLineAddRemoveArgumentEnum."""

    added = 0
    removed = 1


class AsnCtiMakeCallErrorEnum(IntEnum):
    """ENUMERATED AsnCtiMakeCallErrorEnum."""

    success = 0
    generalerror = 1
    accessdenied = 2
    invalidline = 3


class EnumCtiDigitMode(IntEnum):
    """How digits are sent."""

    eLINEDIGITMODESERVERDECIDE = 0
    eLINEDIGITMODEPULSE = 1
    eLINEDIGITMODEDTMF = 2
    eLINEDIGITMODEDTMFEND = 4


class AsnCtiCallData(Sequence, frozen=True, kw_only=True):
    """A key and its value that ride on a call."""

    key: str
    value: str


class AsnCtiLineInfo(Sequence, frozen=True, kw_only=True):
    """A line as the interface shows it."""

    iType: Integer  # AsnContactPhoneLineType
    iLineOpenStatus: Integer  # AsnCtiLineOpenStatus
    u8sLinePhoneNumber: str
    u8sDescriptor: str
    u8sPhoneNumber: str
    u8sLineLocationID: str
    iLineFeatures: Integer  # EnumLineFeatures
    iForwardFeaturesPBX: Integer  # EnumForwardModes
    iForwardFeaturesSERVER: Integer  # EnumForwardModes
    iForwardFeaturesUSER: Integer  # EnumForwardModes
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnCtiCallInformation(Sequence, frozen=True, kw_only=True):
    """A call on a line, complete. Times are empty where it has not happened."""

    u8sLinePhoneNumber: str
    u8sConnectionID: str
    iCallState: Integer  # EnumCallState
    iCallType: Integer  # EAsnCallType
    iDisconnectedReason: Integer  # EnumCallDisconnectedReason
    iFeatures: Integer  # EnumCallFeatures
    bOutbound: bool
    bInternal: bool
    bCallerIDBlocked: bool
    iCallRecordingState: Integer  # EnumCallRecordingState
    bConferenceCtlr: bool
    u8sConferenceCtlrID: str
    u8sLocalNumberSC: str
    u8sRemoteNumberSC: str
    iRemoteContactSource: Integer  # EnumRemoteContactSource
    projectPinRule: AsnProjectPinRule
    u8sNote: str
    u8sTrackerID: str
    utcCallCreated: AsnSystemTime
    utcCallConnected: AsnSystemTime
    utcCallDisconnected: AsnSystemTime
    bIsUnknownHoldContact: bool
    pLocalContact: AsnNetDatabaseContact | None = None
    pRemoteContact: AsnNetDatabaseContact | None = None
    pu8sHoldNumberSC: str | None = None
    pHoldContact: AsnNetDatabaseContact | None = None
    pu8sRedirectingNumber: str | None = None
    pRedirectingContact: AsnNetDatabaseContact | None = None
    optionalParams: AsnOptionalParameters | None = None
    callDataList: AsnCtiCallDataList | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnRemoteOfficeState(Sequence, frozen=True, kw_only=True):
    """Whether the user's calls run over another number, and which."""

    u8sController: str
    iEnabled: Integer
    u8sDestination: str


class AsnCtiEnumPhoneLinesArgument(Sequence, frozen=True, kw_only=True):
    """attachChangeNotify 1 subscribes to added, removed and reordered lines."""

    typeofLines: AsnCtiEnumPhoneLinesArgumentEnum
    attachChangeNotify: Integer


class AsnCtiEnumPhoneLinesResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiEnumPhoneLinesResult."""

    seqLines: AsnCtiLineInfoList
    u8sLineMonitorCrossRefID: str | None = None


class AsnCtiSnapshotPhoneLineArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiSnapshotPhoneLineArgument."""

    u8sLinePhoneNumber: str


class AsnCtiSnapshotPhoneLineResult(Sequence, frozen=True, kw_only=True):
    """The state of a line."""

    lineInfo: AsnCtiLineInfo
    seqCalls: AsnCtiCallInformationList
    iDoNotDisturb: Integer
    seqLineForwards: AsnLineForwards
    remoteOfficeState: AsnRemoteOfficeState
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnCtiLineMonitorStartArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiLineMonitorStartArgument."""

    u8sLinePhoneNumber: str


class AsnCtiLineMonitorStartResult(Sequence, frozen=True, kw_only=True):
    """The state of a line, and the id of the subscription to all that changes."""

    u8sMonitorCrossRefID: str
    lineInfo: AsnCtiLineInfo
    seqCalls: AsnCtiCallInformationList
    iDoNotDisturb: Integer
    seqLineForwards: AsnLineForwards
    remoteOfficeState: AsnRemoteOfficeState
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnCtiLineMonitorStopArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiLineMonitorStopArgument."""

    u8sMonitorCrossRefID: str


class AsnCtiLineSetDoNotDisturbArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiLineSetDoNotDisturbArgument."""

    u8sLinePhoneNumber: str
    bDoNotDisturb: bool


class AsnCtiLineSetRemoteOfficeArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiLineSetRemoteOfficeArgument."""

    u8sLinePhoneNumber: str
    remoteOfficeState: AsnRemoteOfficeState


class AsnCtiNotifyLineInfoChangedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyLineInfoChangedArgument."""

    u8sMonitorCrossRefID: str
    u8sLinePhoneNumber: str
    lineInfo: AsnCtiLineInfo


class AsnCtiNotifyLineDoNotDisturbChangedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyLineDoNotDisturbChangedArgument."""

    u8sMonitorCrossRefID: str
    u8sLinePhoneNumber: str
    iDoNotDisturb: Integer
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnCtiNotifyLineRemoteOfficeChangedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyLineRemoteOfficeChangedArgument."""

    u8sMonitorCrossRefID: str
    u8sLinePhoneNumber: str
    remoteOfficeState: AsnRemoteOfficeState


class AsnCtiNotifyMonitorStoppedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyMonitorStoppedArgument."""

    u8sMonitorCrossRefID: str


class AsnCtiNotifyLineSortOrderChangedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyLineSortOrderChangedArgument."""

    u8sMonitorCrossRefID: str
    u8sLineURISortOrder: UTF8StringList


class AsnCtiNotifyLineForwardingChangedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyLineForwardingChangedArgument."""

    u8sMonitorCrossRefID: str
    u8sLinePhoneNumber: str
    seqLineForwards: AsnLineForwards


class AsnCtiNotifyLineCallInformationChangedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyLineCallInformationChangedArgument."""

    u8sMonitorCrossRefID: str
    u8sLinePhoneNumber: str
    reason: Integer  # AsnCtiCallInfoChangedReason
    callinformation: AsnCtiCallInformation


class AsnCtiNotifyLineAddRemoveArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyLineAddRemoveArgument."""

    u8sLineMonitorCrossRefID: str
    u8sLinePhoneNumber: str
    addremove: AsnCtiNotifyLineAddRemoveArgumentEnum
    lineInfo: AsnCtiLineInfo


class AsnCtiNotifyMakeCallResultArgument(Sequence, frozen=True, kw_only=True):
    """To the session that made the call: success 1, or 0."""

    u8sLinePhoneNumber: str
    u8sConnectionID: str
    success: Integer


class AsnCtiNotifyConferenceCreatedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyConferenceCreatedArgument."""

    u8sLineMonitorCrossRefID: str
    u8sLinePhoneNumber: str
    conferenceControllerCallInfo: AsnCtiCallInformation
    conferenceMemberCallInfoList: AsnCtiCallInformationList


class AsnCtiNotifyConferenceDestroyedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyConferenceDestroyedArgument."""

    u8sLineMonitorCrossRefID: str
    u8sLinePhoneNumber: str
    conferenceControllerCallInfo: AsnCtiCallInformation
    conferenceMemberCallInfoList: AsnCtiCallInformationList


class AsnCtiNotifyConferencePartyAddedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyConferencePartyAddedArgument."""

    u8sLineMonitorCrossRefID: str
    u8sLinePhoneNumber: str
    conferenceControllerCallInfo: AsnCtiCallInformation
    conferenceMemberCallInfo: AsnCtiCallInformation


class AsnCtiNotifyConferencePartyRemovedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyConferencePartyRemovedArgument."""

    u8sLineMonitorCrossRefID: str
    u8sLinePhoneNumber: str
    conferenceControllerCallInfo: AsnCtiCallInformation
    conferenceMemberCallInfo: AsnCtiCallInformation


class AsnCtiCallFeature(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiCallFeature."""

    u8sConnectionID: str
    iFeatures: Integer  # EnumCallFeatures


class AsnCtiNotifyLineCallFeaturesChangedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyLineCallFeaturesChangedArgument."""

    u8sLineMonitorCrossRefID: str
    u8sLinePhoneNumber: str
    callFeaturesList: AsnCtiCallFeaturesList


class AsnCtiNotifyLineProjectSettingsChangedArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiNotifyLineProjectSettingsChangedArgument."""

    u8sMonitorCrossRefID: str
    u8sLinePhoneNumber: str
    u8sLocationID: str
    projectList: AsnProjectPinRuleList


class AsnCtiMakeCallArgument(Sequence, frozen=True, kw_only=True):
    """iNumberFormat 0 dials as given, else the number is formatted with the line's location."""

    u8sPhoneNumberFrom: str
    u8sPhoneNumberTo: str
    iNumberFormat: Integer  # AsnETAPIDialNumberFormat
    newCallParams: AsnCtiNewCallParams | None = None


class AsnCtiMakeCallResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiMakeCallResult."""

    u8sConnectionID: str
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnCtiDropCallArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiDropCallArgument."""

    u8sConnectionID: str


class AsnCtiDropCallResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiDropCallResult."""

    bSuccess: bool


class AsnCtiLineDropCallArgument(Sequence, frozen=True, kw_only=True):
    """u8sLineDescriptor is a number or a line URI."""

    u8sLineDescriptor: str


class AsnCtiLineDropCallResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiLineDropCallResult."""

    bSuccess: bool


class AsnCtiAnswerCallArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiAnswerCallArgument."""

    u8sConnectionID: str


class AsnCtiAnswerCallResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiAnswerCallResult."""

    bSuccess: bool


class AsnCtiRedirectCallArgument(Sequence, frozen=True, kw_only=True):
    """u8sContactID may name a user in place of u8sConnectionID."""

    u8sContactID: str
    u8sConnectionID: str
    u8sPhoneNumber: str
    iNumberFormat: Integer  # AsnETAPIDialNumberFormat


class AsnCtiRedirectCallResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiRedirectCallResult."""

    bSuccess: bool


class AsnCtiPickupCallArgument(Sequence, frozen=True, kw_only=True):
    """u8sPhoneNumber is the own line that answers."""

    u8sContactID: str
    u8sConnectionID: str
    u8sPhoneNumber: str
    iNumberFormat: Integer  # AsnETAPIDialNumberFormat


class AsnCtiPickupCallResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiPickupCallResult."""

    bSuccess: bool
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnCtiStartCallRecordingArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiStartCallRecordingArgument."""

    u8sConnectionID: str


class AsnCtiStartCallRecordingResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiStartCallRecordingResult."""

    bSuccess: bool


class AsnCtiStopCallRecordingArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiStopCallRecordingArgument."""

    u8sConnectionID: str


class AsnCtiSetCallDataArgument(Sequence, frozen=True, kw_only=True):
    """An empty connection id announces data for a call to come."""

    u8sConnectionID: str
    callDataList: AsnCtiCallDataList
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnCtiSetCallDataResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiSetCallDataResult."""

    bSuccess: bool


class AsnCtiMergeCallsArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiMergeCallsArgument."""

    u8sConnectionID1: str
    u8sConnectionID2: str


class AsnCtiMergeCallsResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiMergeCallsResult."""

    bSuccess: bool


class AsnCtiSwapHoldArgument(Sequence, frozen=True, kw_only=True):
    """The call that is on hold."""

    u8sConnectionID: str


class AsnCtiSwapHoldResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiSwapHoldResult."""

    bSuccess: bool


class AsnCtiHoldArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiHoldArgument."""

    bHold: bool
    u8sConnectionID: str


class AsnCtiHoldResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiHoldResult."""

    bSuccess: bool


class AsnCtiSetForwardArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiSetForwardArgument."""

    u8sPhoneNumberFrom: str
    u8sPhoneNumberTo: str
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnCtiSetForwardResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiSetForwardResult."""

    bSuccess: bool
    bExistingForwardingChanged: bool
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnCtiRemoveForwardArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiRemoveForwardArgument."""

    u8sPhoneNumberFrom: str
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnCtiRemoveForwardResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiRemoveForwardResult."""

    bSuccess: bool
    optionalParams: AsnOptionalParameters | None = None

    def __post_init__(self) -> None:
        settle_parameters(self.optionalParams)


class AsnCtiDialDigitsArgument(Sequence, frozen=True, kw_only=True):
    """iDigitDuration in milliseconds, 0 = default."""

    u8sConnectionID: str
    iDigitMode: Integer  # EnumCtiDigitMode
    iDigitDuration: Integer
    u8sDigitsToDial: str


class AsnCtiDialDigitsResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiDialDigitsResult."""

    bSuccess: bool


class AsnCtiCompleteCallArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiCompleteCallArgument."""

    u8sConnectionID: str


class AsnCtiCompleteCallResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiCompleteCallResult."""

    bSuccess: bool


class AsnCtiConferenceArgument(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiConferenceArgument."""

    u8sConnectionID1: str
    u8sConnectionID2: str


class AsnCtiConferenceResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiConferenceResult."""

    bSuccess: bool


class AsnCtiLineMonitorStopResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiLineMonitorStopResult."""


class AsnCtiLineSetDoNotDisturbResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiLineSetDoNotDisturbResult."""


class AsnCtiLineSetRemoteOfficeResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiLineSetRemoteOfficeResult."""


class AsnCtiStopCallRecordingResult(Sequence, frozen=True, kw_only=True):
    """SEQUENCE AsnCtiStopCallRecordingResult."""


AsnCtiCallDataList = list[AsnCtiCallData]
AsnCtiLineInfoList = list[AsnCtiLineInfo]
AsnCtiCallInformationList = list[AsnCtiCallInformation]
AsnCtiCallFeaturesList = list[AsnCtiCallFeature]
