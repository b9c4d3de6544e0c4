"""Generated from wire/asn1. Tags and order of every type, for BER."""

from callplane.wire.schema import Alternatives, ListOf, Member, Members, Numbers, Schema
from callplane.wire.types import (
    appointments_common,
    auth,
    auth_common,
    common,
    contact_common,
    cti,
    main,
    rose,
    sipcti_common,
    transport,
)

SCHEMA: dict[str, Schema] = {
    "ROSEMessage": Alternatives(
        rose.ROSEMessage,
        [
            Member("invoke", "ROSEInvoke", tag=1),
            Member("result", "ROSEResult", tag=2),
            Member("error", "ROSEError", tag=3),
            Member("reject", "ROSEReject", tag=4),
        ],
    ),
    "ROSEAuth": Members(
        rose.ROSEAuth,
        [
            Member("method", "UTF8String", explicit=True),
            Member("authdata", "OCTET STRING", explicit=True),
        ],
    ),
    "ROSEAuthList": ListOf("ROSEAuth"),
    "ROSEAuthRequest": Members(
        rose.ROSEAuthRequest,
        [
            Member("auth", "ROSEAuth", explicit=True),
            Member("context", "UTF8String", explicit=True, optional=True),
        ],
    ),
    "ROSEAuthResult": Members(
        rose.ROSEAuthResult,
        [
            Member("authList", "ROSEAuthList", explicit=True),
            Member("context", "UTF8String", explicit=True, optional=True),
        ],
    ),
    "ROSEInvoke": Members(
        rose.ROSEInvoke,
        [
            Member("sessionID", "UTF8String", tag=1, explicit=True, optional=True),
            Member("invokeID", "INTEGER", explicit=True),
            Member("linked_ID", "INTEGER", tag=0, optional=True),
            Member("operationName", "UTF8String", tag=2, explicit=True, optional=True),
            Member("authentication", "ROSEAuthRequest", tag=3, explicit=True, optional=True),
            Member("operationID", "INTEGER", explicit=True),
            Member("argument", "ANY", explicit=True, optional=True),
        ],
    ),
    "ROSEResultSeq": Members(
        rose.ROSEResultSeq,
        [
            Member("resultValue", "INTEGER", explicit=True),
            Member("result", "ANY", explicit=True),
        ],
    ),
    "ROSEResult": Members(
        rose.ROSEResult,
        [
            Member("sessionID", "UTF8String", tag=1, explicit=True, optional=True),
            Member("invokeID", "INTEGER", explicit=True),
            Member("result", "ROSEResultSeq", explicit=True, optional=True),
        ],
    ),
    "ROSEError": Members(
        rose.ROSEError,
        [
            Member("sessionID", "UTF8String", tag=1, explicit=True, optional=True),
            Member("invokedID", "INTEGER", explicit=True),
            Member("error_value", "INTEGER", explicit=True),
            Member("error", "ANY", explicit=True, optional=True),
        ],
    ),
    "ROSERejectChoice": Alternatives(
        rose.ROSERejectChoice,
        [
            Member("invokedID", "INTEGER", explicit=True),
            Member("invokednull", "NULL", explicit=True),
        ],
    ),
    "ROSEReject": Members(
        rose.ROSEReject,
        [
            Member("sessionID", "UTF8String", tag=1, explicit=True, optional=True),
            Member("invokedID", "ROSERejectChoice", explicit=True),
            Member("reject", "RejectProblem", explicit=True, optional=True),
            Member("details", "UTF8String", explicit=True, optional=True),
            Member("authentication", "ROSEAuthResult", tag=4, explicit=True, optional=True),
        ],
    ),
    "RejectProblem": Alternatives(
        rose.RejectProblem,
        [
            Member("generalProblem", "GeneralProblem", tag=0),
            Member("invokeProblem", "InvokeProblem", tag=1),
            Member("returnResultProblem", "ReturnResultProblem", tag=2),
            Member("returnErrorProblem", "ReturnErrorProblem", tag=3),
        ],
    ),
    "GeneralProblem": Numbers(
        rose.GeneralProblem,
        enumerated=False,
    ),
    "InvokeProblem": Numbers(
        rose.InvokeProblem,
        enumerated=False,
    ),
    "ReturnResultProblem": Numbers(
        rose.ReturnResultProblem,
        enumerated=False,
    ),
    "ReturnErrorProblem": Numbers(
        rose.ReturnErrorProblem,
        enumerated=False,
    ),
    "EnumAppointmentState": Numbers(
        appointments_common.EnumAppointmentState,
        enumerated=True,
    ),
    "EnumAppointmentImportance": Numbers(
        appointments_common.EnumAppointmentImportance,
        enumerated=True,
    ),
    "EnumAppointmentSensitivity": Numbers(
        appointments_common.EnumAppointmentSensitivity,
        enumerated=True,
    ),
    "AsnAppointmentEntry": Members(
        appointments_common.AsnAppointmentEntry,
        [
            Member("u8sEntryID", "UTF8String"),
            Member("u8sOwner", "UTF8String"),
            Member("u8sDataSource", "UTF8String"),
            Member("stStart", "AsnSystemTime"),
            Member("stEnd", "AsnSystemTime"),
            Member("iDuration", "INTEGER"),
            Member("u8sSubject", "UTF8String"),
            Member("u8sText", "UTF8String"),
            Member("bAllDay", "BOOLEAN"),
            Member("iStatus", "INTEGER"),
            Member("u8sCategory", "UTF8String"),
            Member("iImportance", "INTEGER"),
            Member("iSensitivity", "INTEGER"),
            Member("bIsValid", "BOOLEAN"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "SEQAppointmentList": ListOf("AsnAppointmentEntry"),
    "AsnUserStaticRights": Numbers(
        contact_common.AsnUserStaticRights,
        enumerated=True,
    ),
    "AsnUserStaticRights2": Numbers(
        contact_common.AsnUserStaticRights2,
        enumerated=True,
    ),
    "AsnUserDynamicRights": Members(
        contact_common.AsnUserDynamicRights,
        [
            Member("u8sObjectID", "UTF8String"),
            Member("iPresenceRights", "INTEGER"),
            Member("iPhoneControlRightsPrimary", "INTEGER"),
            Member("iPhoneControlRightsSecondary", "INTEGER"),
        ],
    ),
    "AsnUserDynamicRightsList": ListOf("AsnUserDynamicRights"),
    "AsnContactPhoneLineState": Numbers(
        contact_common.AsnContactPhoneLineState,
        enumerated=True,
    ),
    "AsnContactCallInformationV2": Members(
        contact_common.AsnContactCallInformationV2,
        [
            Member("u8sContactChangedId", "UTF8String"),
            Member("iPresenceState", "INTEGER"),
            Member("u8sConnectionID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("iCallState", "INTEGER"),
            Member("iDisconnectedReason", "INTEGER"),
            Member("iFeatures", "INTEGER"),
            Member("bOutbound", "BOOLEAN"),
            Member("bInternal", "BOOLEAN"),
            Member("bPrivate", "BOOLEAN"),
            Member("iCallRecordingState", "INTEGER"),
            Member("bConferenceCtlr", "BOOLEAN"),
            Member("u8sCurrentNumberSC", "UTF8String"),
            Member("u8sTrackerID", "UTF8String"),
            Member("u8sLocalCurrentNumberSC", "UTF8String"),
            Member("u8sRedirectingNumber", "UTF8String", tag=0, optional=True),
            Member("remoteContact", "AsnNetDatabaseContact", tag=1, optional=True),
        ],
    ),
    "AsnContactCallInformationsV2": ListOf("AsnContactCallInformationV2"),
    "AsnSIPLineDetails": Members(
        contact_common.AsnSIPLineDetails,
        [
            Member("iSIPAVMediaMode", "INTEGER"),
            Member("iSIPAVAudioCodecs", "SEQInteger"),
            Member("iMinPort", "INTEGER"),
            Member("iMaxPort", "INTEGER"),
        ],
    ),
    "AsnContactPhoneLineV2": Members(
        contact_common.AsnContactPhoneLineV2,
        [
            Member("iType", "INTEGER"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("u8sDescriptor", "UTF8String"),
            Member("u8sNumber", "UTF8String"),
            Member("seqCalls", "AsnContactCallInformationsV2"),
            Member("seqLineForwards", "AsnLineForwards"),
            Member("iState", "AsnContactPhoneLineState"),
            Member("bDoNotDisturb", "BOOLEAN"),
            Member("iForwardFeaturesPBX", "INTEGER"),
            Member("u8sAddressNames", "UTF8StringList"),
            Member("u8sAddressCaps", "UTF8String"),
            Member("u8sCTIFeatureCodes", "UTF8String"),
            Member("bIsPrivateLine", "BOOLEAN", tag=0, optional=True),
            Member("bIsVoiceServicesLine", "BOOLEAN", tag=1, optional=True),
            Member("sipLineDetails", "AsnSIPLineDetails", tag=2, optional=True),
        ],
    ),
    "AsnContactPhoneLinesV2": ListOf("AsnContactPhoneLineV2"),
    "AsnAbsentStateEnum": Numbers(
        contact_common.AsnAbsentStateEnum,
        enumerated=True,
    ),
    "AsnReachabilityEnum": Numbers(
        contact_common.AsnReachabilityEnum,
        enumerated=True,
    ),
    "AsnExternalPresenceType": Numbers(
        contact_common.AsnExternalPresenceType,
        enumerated=True,
    ),
    "AsnExternalPresenceState": Members(
        contact_common.AsnExternalPresenceState,
        [
            Member("u8sUserName", "UTF8String"),
            Member("iState", "INTEGER"),
            Member("eType", "AsnExternalPresenceType"),
        ],
    ),
    "AsnExternalPresenceStates": ListOf("AsnExternalPresenceState"),
    "AsnAbsentStateV2": Members(
        contact_common.AsnAbsentStateV2,
        [
            Member("u8sContactId", "UTF8String"),
            Member("eAbsentState", "AsnAbsentStateEnum"),
            Member("iPresenceState", "INTEGER", tag=0, optional=True),
            Member("stTimeFrom", "AsnSystemTime", tag=1, optional=True),
            Member("stTimeTo", "AsnSystemTime", tag=2, optional=True),
            Member("eReachability", "AsnReachabilityEnum", tag=3, optional=True),
            Member("externalPresenceStates", "AsnExternalPresenceStates", tag=4, optional=True),
        ],
    ),
    "AsnCustomNote": Members(
        contact_common.AsnCustomNote,
        [
            Member("u8sContactID", "UTF8String"),
            Member("u8sUsername", "UTF8String"),
            Member("u8sNote", "UTF8String"),
        ],
    ),
    "AsnContactV2": Members(
        contact_common.AsnContactV2,
        [
            Member("u8sContactId", "UTF8String"),
            Member("iContactFeatureSet", "INTEGER"),
            Member("iPresenceState", "INTEGER"),
            Member("iStaticRights", "INTEGER"),
            Member("iStaticRights2", "INTEGER"),
            Member("iMonitorAccessRights", "INTEGER"),
            Member("asnRemoteContact", "AsnNetDatabaseContact"),
            Member("seqPhoneLines", "AsnContactPhoneLinesV2"),
            Member("asnAbsentState", "AsnAbsentStateV2"),
            Member("asnCustomNote", "AsnCustomNote"),
            Member("seqActualAppointments", "SEQAppointmentList"),
            Member("asnNextAppointment", "AsnAppointmentEntry"),
            Member("asnUserPropertyBag", "AsnUserPropertyBag"),
        ],
    ),
    "AsnContactsV2": ListOf("AsnContactV2"),
    "AsnClientAppID": Numbers(
        auth.AsnClientAppID,
        enumerated=True,
    ),
    "AsnNegotiateServerConnectionClientCapabilities": Numbers(
        auth.AsnNegotiateServerConnectionClientCapabilities,
        enumerated=True,
    ),
    "AsnNegotiateServerConnectionAnonymousDataArgument": Members(
        auth.AsnNegotiateServerConnectionAnonymousDataArgument,
        [
            Member("u8sHintData", "UTF8String"),
            Member("u8sToken", "UTF8String"),
        ],
    ),
    "AsnNegotiateServerConnectionV2Argument": Members(
        auth.AsnNegotiateServerConnectionV2Argument,
        [
            Member("u8sMinSupportedInterfaceVersion", "UTF8String"),
            Member("u8sMaxSupportedInterfaceVersion", "UTF8String"),
            Member("u8sClientDeviceId", "UTF8String"),
            Member("u8sClientVersion", "UTF8String"),
            Member("eClientAppID", "AsnClientAppID"),
            Member("u8sClientDeviceName", "UTF8String"),
            Member("iClientCapabilities", "INTEGER"),
            Member("u8sConnectionGUID", "UTF8String", tag=0, optional=True),
            Member("eAnonymousLogin", "AsnNegotiateServerConnectionAnonymousDataArgument", tag=1, optional=True),
        ],
    ),
    "AsnNegotiateServerConnectionServerTypeV2": Numbers(
        auth.AsnNegotiateServerConnectionServerTypeV2,
        enumerated=True,
    ),
    "AsnNegotiateServerConnectionAuthenticationMethod": Numbers(
        auth.AsnNegotiateServerConnectionAuthenticationMethod,
        enumerated=True,
    ),
    "AsnNegotiateServerConnectionAnonymousDataResult": Members(
        auth.AsnNegotiateServerConnectionAnonymousDataResult,
        [
            Member("u8sUsername", "UTF8String"),
            Member("u8sToken", "UTF8String"),
        ],
    ),
    "AsnNegotiateServerConnectionV2Result": Members(
        auth.AsnNegotiateServerConnectionV2Result,
        [
            Member("eServerType", "AsnNegotiateServerConnectionServerTypeV2"),
            Member("u8sServerInterfaceVersion", "UTF8String"),
            Member("eAuthenticationMethod", "AsnNegotiateServerConnectionAuthenticationMethod"),
            Member("sServerAuthentication", "OCTET STRING"),
            Member("stServerTime", "AsnSystemTime"),
            Member("u8sServerVersion", "UTF8String"),
            Member("u8sConnectionGUID", "UTF8String"),
            Member("u8sPresenceDomains", "UTF8StringList"),
            Member("iOEM", "INTEGER", tag=0, optional=True),
            Member("u8sProductVersion", "UTF8String", tag=1, optional=True),
            Member("bPresenceServicesDisabled", "BOOLEAN", tag=2, optional=True),
            Member("bUserUserRightsDisabled", "BOOLEAN", tag=3, optional=True),
            Member("eAnonymousDetails", "AsnNegotiateServerConnectionAnonymousDataResult", tag=4, optional=True),
        ],
    ),
    "AsnNegotiateServerConnectionV2ServerBusy": Members(
        auth.AsnNegotiateServerConnectionV2ServerBusy,
        [
            Member("iServerBusyTimeout", "INTEGER"),
        ],
    ),
    "AsnNegotiateServerConnectionV2IncompatibleInterfaceVersion": Members(
        auth.AsnNegotiateServerConnectionV2IncompatibleInterfaceVersion,
        [
            Member("u8sServerInterfaceVersion", "UTF8String"),
        ],
    ),
    "AsnNegotiateServerConnectionV2ResultChoice": Alternatives(
        auth.AsnNegotiateServerConnectionV2ResultChoice,
        [
            Member("result", "AsnNegotiateServerConnectionV2Result", tag=0),
            Member("busy", "AsnNegotiateServerConnectionV2ServerBusy", tag=1),
            Member("incompatible", "AsnNegotiateServerConnectionV2IncompatibleInterfaceVersion", tag=2),
        ],
    ),
    "AsnLogonErrorEnum": Numbers(
        auth.AsnLogonErrorEnum,
        enumerated=True,
    ),
    "AsnLogoffArgument": Members(auth.AsnLogoffArgument, []),
    "AsnAdminLoginChoice": Alternatives(
        auth.AsnAdminLoginChoice,
        [
            Member("u8sAdminPassword", "UTF8String", tag=0),
            Member("u8sAdminPasswordCrypted", "UTF8String", tag=1),
        ],
    ),
    "AsnAdminLogin": Members(
        auth.AsnAdminLogin,
        [
            Member("u8sAdminUsername", "UTF8String"),
            Member("adminPassword", "AsnAdminLoginChoice"),
        ],
    ),
    "AsnUserTokenType": Numbers(
        auth.AsnUserTokenType,
        enumerated=True,
    ),
    "AsnGetUserTokenArgument": Members(
        auth.AsnGetUserTokenArgument,
        [
            Member("iType", "INTEGER", tag=0, optional=True),
            Member("iTTL", "INTEGER", tag=1, optional=True),
            Member("lstServiceType", "UTF8StringList", tag=2, optional=True),
            Member("lstProfileAttributes", "AsnProfileAttributeList", tag=3, optional=True),
            Member("adminLogin", "AsnAdminLogin", tag=4, optional=True),
        ],
    ),
    "AsnGetUserTokenV2Result": Members(
        auth.AsnGetUserTokenV2Result,
        [
            Member("sToken", "UTF8String"),
        ],
    ),
    "AsnProfileAttribute": Members(
        auth.AsnProfileAttribute,
        [
            Member("u8sServiceType", "UTF8String"),
            Member("u8seName", "UTF8String"),
            Member("u8sValue", "UTF8String", tag=0, optional=True),
        ],
    ),
    "AsnProfileAttributeList": ListOf("AsnProfileAttribute"),
    "AsnGetLoggedInContactArgument": Members(auth.AsnGetLoggedInContactArgument, []),
    "AsnGetLoggedInContactV2Result": Members(
        auth.AsnGetLoggedInContactV2Result,
        [
            Member("u8sLoggedInUser", "UTF8String"),
            Member("ownContact", "AsnContactV2"),
        ],
    ),
    "AsnAuthBasicCredential": Members(
        auth_common.AsnAuthBasicCredential,
        [
            Member("credential", "UTF8String"),
        ],
    ),
    "AsnAuthNTLMCredential": Members(
        auth_common.AsnAuthNTLMCredential,
        [
            Member("authdata", "OCTET STRING"),
        ],
    ),
    "AsnAuthKerberosCredential": Members(
        auth_common.AsnAuthKerberosCredential,
        [
            Member("authdata", "OCTET STRING"),
        ],
    ),
    "AsnAuthBearer": Members(
        auth_common.AsnAuthBearer,
        [
            Member("u8sJWT", "UTF8String"),
        ],
    ),
    "AsnAuthOpenIDC": Members(
        auth_common.AsnAuthOpenIDC,
        [
            Member("u8sScope", "UTF8String", tag=0, optional=True),
            Member("u8sIDToken", "UTF8String", tag=1, optional=True),
        ],
    ),
    "AsnLoginV2ChoiceArgument": Alternatives(
        auth_common.AsnLoginV2ChoiceArgument,
        [
            Member("authBasic", "AsnAuthBasicCredential", tag=0),
            Member("authNTLM", "AsnAuthNTLMCredential", tag=2),
            Member("authKerberos", "AsnAuthKerberosCredential", tag=3),
            Member("authBearer", "AsnAuthBearer", tag=4),
            Member("authOpenIDC", "AsnAuthOpenIDC", tag=5),
        ],
    ),
    "AsnLoginV2Argument": Members(
        auth_common.AsnLoginV2Argument,
        [
            Member("auth", "AsnLoginV2ChoiceArgument", tag=0, optional=True),
        ],
    ),
    "AsnAuthDigestParams": Members(
        auth_common.AsnAuthDigestParams,
        [
            Member("nonce", "UTF8String"),
            Member("opaque", "UTF8String"),
            Member("qop", "UTF8String"),
            Member("algorithm", "UTF8String", tag=0, optional=True),
            Member("realm", "UTF8String", tag=1, optional=True),
        ],
    ),
    "AsnLoginV2SupportedAuthMethod": Numbers(
        auth_common.AsnLoginV2SupportedAuthMethod,
        enumerated=True,
    ),
    "AsnLoginV2SupportedAuthMethods": ListOf("AsnLoginV2SupportedAuthMethod"),
    "AsnLoginV2ResultSupportedAuthMethods": Members(
        auth_common.AsnLoginV2ResultSupportedAuthMethods,
        [
            Member("authMethodsOrdered", "AsnLoginV2SupportedAuthMethods"),
            Member("authDigest", "AsnAuthDigestParams", tag=0, optional=True),
        ],
    ),
    "AsnLoginV2Token": Alternatives(
        auth_common.AsnLoginV2Token,
        [
            Member("u8sJwt", "UTF8String", tag=0),
            Member("u8sToken", "UTF8String", tag=1),
        ],
    ),
    "AsnLoginV2ResultSuccess": Members(
        auth_common.AsnLoginV2ResultSuccess,
        [
            Member("u8sLoggedInUser", "UTF8String", tag=0, optional=True),
            Member("token", "AsnLoginV2Token", tag=1, optional=True),
        ],
    ),
    "AsnLoginV2ResultServerRedirect": Members(
        auth_common.AsnLoginV2ResultServerRedirect,
        [
            Member("u8sRedirectTo", "UTF8String"),
        ],
    ),
    "AsnLoginV2ResultServerBusy": Members(
        auth_common.AsnLoginV2ResultServerBusy,
        [
            Member("iRetryInSeconds", "INTEGER"),
        ],
    ),
    "AsnLoginV2ResultRenegotiateNTLM": Members(
        auth_common.AsnLoginV2ResultRenegotiateNTLM,
        [
            Member("authdata", "OCTET STRING"),
        ],
    ),
    "AsnLoginV2Result": Alternatives(
        auth_common.AsnLoginV2Result,
        [
            Member("supportedAuthMethods", "AsnLoginV2ResultSupportedAuthMethods", tag=0),
            Member("succceeded", "AsnLoginV2ResultSuccess", tag=1),
            Member("serverRedirect", "AsnLoginV2ResultServerRedirect", tag=2),
            Member("serverBusy", "AsnLoginV2ResultServerBusy", tag=3),
            Member("ntlmRenegotiate", "AsnLoginV2ResultRenegotiateNTLM", tag=4),
        ],
    ),
    "AsnCtiCallDataList": ListOf("AsnCtiCallData"),
    "AsnCtiCallData": Members(
        cti.AsnCtiCallData,
        [
            Member("key", "UTF8String"),
            Member("value", "UTF8String"),
        ],
    ),
    "AsnCtiLineOpenStatus": Numbers(
        cti.AsnCtiLineOpenStatus,
        enumerated=True,
    ),
    "EnumCallFeatures": Numbers(
        cti.EnumCallFeatures,
        enumerated=True,
    ),
    "EnumLineFeatures": Numbers(
        cti.EnumLineFeatures,
        enumerated=True,
    ),
    "EnumForwardModes": Numbers(
        cti.EnumForwardModes,
        enumerated=True,
    ),
    "EnumForwardController": Numbers(
        cti.EnumForwardController,
        enumerated=True,
    ),
    "AsnCtiLineInfo": Members(
        cti.AsnCtiLineInfo,
        [
            Member("iType", "INTEGER"),
            Member("iLineOpenStatus", "INTEGER"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("u8sDescriptor", "UTF8String"),
            Member("u8sPhoneNumber", "UTF8String"),
            Member("u8sLineLocationID", "UTF8String"),
            Member("iLineFeatures", "INTEGER"),
            Member("iForwardFeaturesPBX", "INTEGER"),
            Member("iForwardFeaturesSERVER", "INTEGER"),
            Member("iForwardFeaturesUSER", "INTEGER"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "AsnCtiLineInfoList": ListOf("AsnCtiLineInfo"),
    "AsnCtiCallInformation": Members(
        cti.AsnCtiCallInformation,
        [
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("u8sConnectionID", "UTF8String"),
            Member("iCallState", "INTEGER"),
            Member("iCallType", "INTEGER"),
            Member("iDisconnectedReason", "INTEGER"),
            Member("iFeatures", "INTEGER"),
            Member("bOutbound", "BOOLEAN"),
            Member("bInternal", "BOOLEAN"),
            Member("bCallerIDBlocked", "BOOLEAN"),
            Member("iCallRecordingState", "INTEGER"),
            Member("bConferenceCtlr", "BOOLEAN"),
            Member("u8sConferenceCtlrID", "UTF8String"),
            Member("u8sLocalNumberSC", "UTF8String"),
            Member("u8sRemoteNumberSC", "UTF8String"),
            Member("iRemoteContactSource", "INTEGER"),
            Member("projectPinRule", "AsnProjectPinRule"),
            Member("u8sNote", "UTF8String"),
            Member("u8sTrackerID", "UTF8String"),
            Member("utcCallCreated", "AsnSystemTime"),
            Member("utcCallConnected", "AsnSystemTime"),
            Member("utcCallDisconnected", "AsnSystemTime"),
            Member("bIsUnknownHoldContact", "BOOLEAN"),
            Member("pLocalContact", "AsnNetDatabaseContact", tag=0, optional=True),
            Member("pRemoteContact", "AsnNetDatabaseContact", tag=1, optional=True),
            Member("pu8sHoldNumberSC", "UTF8String", tag=2, optional=True),
            Member("pHoldContact", "AsnNetDatabaseContact", tag=3, optional=True),
            Member("pu8sRedirectingNumber", "UTF8String", tag=5, optional=True),
            Member("pRedirectingContact", "AsnNetDatabaseContact", tag=6, optional=True),
            Member("optionalParams", "AsnOptionalParameters", tag=7, optional=True),
            Member("callDataList", "AsnCtiCallDataList", tag=8, optional=True),
        ],
    ),
    "AsnCtiCallInformationList": ListOf("AsnCtiCallInformation"),
    "AsnRemoteOfficeState": Members(
        cti.AsnRemoteOfficeState,
        [
            Member("u8sController", "UTF8String"),
            Member("iEnabled", "INTEGER"),
            Member("u8sDestination", "UTF8String"),
        ],
    ),
    "AsnCtiEnumPhoneLinesArgumentEnum": Numbers(
        cti.AsnCtiEnumPhoneLinesArgumentEnum,
        enumerated=True,
    ),
    "AsnCtiEnumPhoneLinesArgument": Members(
        cti.AsnCtiEnumPhoneLinesArgument,
        [
            Member("typeofLines", "AsnCtiEnumPhoneLinesArgumentEnum"),
            Member("attachChangeNotify", "INTEGER"),
        ],
    ),
    "AsnCtiEnumPhoneLinesResult": Members(
        cti.AsnCtiEnumPhoneLinesResult,
        [
            Member("seqLines", "AsnCtiLineInfoList"),
            Member("u8sLineMonitorCrossRefID", "UTF8String", optional=True),
        ],
    ),
    "AsnCtiEnumPhoneLinesErrorEnum": Numbers(
        cti.AsnCtiEnumPhoneLinesErrorEnum,
        enumerated=True,
    ),
    "AsnCtiSnapshotPhoneLineArgument": Members(
        cti.AsnCtiSnapshotPhoneLineArgument,
        [
            Member("u8sLinePhoneNumber", "UTF8String"),
        ],
    ),
    "AsnCtiSnapshotPhoneLineResult": Members(
        cti.AsnCtiSnapshotPhoneLineResult,
        [
            Member("lineInfo", "AsnCtiLineInfo"),
            Member("seqCalls", "AsnCtiCallInformationList"),
            Member("iDoNotDisturb", "INTEGER"),
            Member("seqLineForwards", "AsnLineForwards"),
            Member("remoteOfficeState", "AsnRemoteOfficeState"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "AsnCtiSnapshotPhoneLineErrorEnum": Numbers(
        cti.AsnCtiSnapshotPhoneLineErrorEnum,
        enumerated=True,
    ),
    "AsnCtiLineMonitorStartArgument": Members(
        cti.AsnCtiLineMonitorStartArgument,
        [
            Member("u8sLinePhoneNumber", "UTF8String"),
        ],
    ),
    "AsnCtiLineMonitorStartResult": Members(
        cti.AsnCtiLineMonitorStartResult,
        [
            Member("u8sMonitorCrossRefID", "UTF8String"),
            Member("lineInfo", "AsnCtiLineInfo"),
            Member("seqCalls", "AsnCtiCallInformationList"),
            Member("iDoNotDisturb", "INTEGER"),
            Member("seqLineForwards", "AsnLineForwards"),
            Member("remoteOfficeState", "AsnRemoteOfficeState"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "AsnCtiLineMonitorStartErrorEnum": Numbers(
        cti.AsnCtiLineMonitorStartErrorEnum,
        enumerated=True,
    ),
    "AsnCtiLineMonitorStopArgument": Members(
        cti.AsnCtiLineMonitorStopArgument,
        [
            Member("u8sMonitorCrossRefID", "UTF8String"),
        ],
    ),
    "AsnCtiLineMonitorStopResult": Members(cti.AsnCtiLineMonitorStopResult, []),
    "AsnCtiLineMonitorStopErrorEnum": Numbers(
        cti.AsnCtiLineMonitorStopErrorEnum,
        enumerated=True,
    ),
    "AsnCtiLineSetDoNotDisturbArgument": Members(
        cti.AsnCtiLineSetDoNotDisturbArgument,
        [
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("bDoNotDisturb", "BOOLEAN"),
        ],
    ),
    "AsnCtiLineSetDoNotDisturbResult": Members(cti.AsnCtiLineSetDoNotDisturbResult, []),
    "AsnCtiLineSetDoNotDisturbErrorEnum": Numbers(
        cti.AsnCtiLineSetDoNotDisturbErrorEnum,
        enumerated=True,
    ),
    "AsnCtiLineSetRemoteOfficeArgument": Members(
        cti.AsnCtiLineSetRemoteOfficeArgument,
        [
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("remoteOfficeState", "AsnRemoteOfficeState"),
        ],
    ),
    "AsnCtiLineSetRemoteOfficeResult": Members(cti.AsnCtiLineSetRemoteOfficeResult, []),
    "AsnCtiLineSetRemoteOfficeErrorEnum": Numbers(
        cti.AsnCtiLineSetRemoteOfficeErrorEnum,
        enumerated=True,
    ),
    "AsnCtiNotifyLineInfoChangedArgument": Members(
        cti.AsnCtiNotifyLineInfoChangedArgument,
        [
            Member("u8sMonitorCrossRefID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("lineInfo", "AsnCtiLineInfo"),
        ],
    ),
    "AsnCtiNotifyLineDoNotDisturbChangedArgument": Members(
        cti.AsnCtiNotifyLineDoNotDisturbChangedArgument,
        [
            Member("u8sMonitorCrossRefID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("iDoNotDisturb", "INTEGER"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "AsnCtiNotifyLineRemoteOfficeChangedArgument": Members(
        cti.AsnCtiNotifyLineRemoteOfficeChangedArgument,
        [
            Member("u8sMonitorCrossRefID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("remoteOfficeState", "AsnRemoteOfficeState"),
        ],
    ),
    "AsnCtiNotifyMonitorStoppedArgument": Members(
        cti.AsnCtiNotifyMonitorStoppedArgument,
        [
            Member("u8sMonitorCrossRefID", "UTF8String"),
        ],
    ),
    "AsnCtiNotifyLineSortOrderChangedArgument": Members(
        cti.AsnCtiNotifyLineSortOrderChangedArgument,
        [
            Member("u8sMonitorCrossRefID", "UTF8String"),
            Member("u8sLineURISortOrder", "UTF8StringList"),
        ],
    ),
    "AsnCtiNotifyLineForwardingChangedArgument": Members(
        cti.AsnCtiNotifyLineForwardingChangedArgument,
        [
            Member("u8sMonitorCrossRefID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("seqLineForwards", "AsnLineForwards"),
        ],
    ),
    "AsnCtiCallInfoChangedReason": Numbers(
        cti.AsnCtiCallInfoChangedReason,
        enumerated=True,
    ),
    "AsnCtiNotifyLineCallInformationChangedArgument": Members(
        cti.AsnCtiNotifyLineCallInformationChangedArgument,
        [
            Member("u8sMonitorCrossRefID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("reason", "INTEGER"),
            Member("callinformation", "AsnCtiCallInformation"),
        ],
    ),
    "AsnCtiNotifyLineAddRemoveArgumentEnum": Numbers(
        cti.AsnCtiNotifyLineAddRemoveArgumentEnum,
        enumerated=True,
    ),
    "AsnCtiNotifyLineAddRemoveArgument": Members(
        cti.AsnCtiNotifyLineAddRemoveArgument,
        [
            Member("u8sLineMonitorCrossRefID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("addremove", "AsnCtiNotifyLineAddRemoveArgumentEnum"),
            Member("lineInfo", "AsnCtiLineInfo"),
        ],
    ),
    "AsnCtiNotifyMakeCallResultArgument": Members(
        cti.AsnCtiNotifyMakeCallResultArgument,
        [
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("u8sConnectionID", "UTF8String"),
            Member("success", "INTEGER"),
        ],
    ),
    "AsnCtiNotifyConferenceCreatedArgument": Members(
        cti.AsnCtiNotifyConferenceCreatedArgument,
        [
            Member("u8sLineMonitorCrossRefID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("conferenceControllerCallInfo", "AsnCtiCallInformation"),
            Member("conferenceMemberCallInfoList", "AsnCtiCallInformationList"),
        ],
    ),
    "AsnCtiNotifyConferenceDestroyedArgument": Members(
        cti.AsnCtiNotifyConferenceDestroyedArgument,
        [
            Member("u8sLineMonitorCrossRefID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("conferenceControllerCallInfo", "AsnCtiCallInformation"),
            Member("conferenceMemberCallInfoList", "AsnCtiCallInformationList"),
        ],
    ),
    "AsnCtiNotifyConferencePartyAddedArgument": Members(
        cti.AsnCtiNotifyConferencePartyAddedArgument,
        [
            Member("u8sLineMonitorCrossRefID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("conferenceControllerCallInfo", "AsnCtiCallInformation"),
            Member("conferenceMemberCallInfo", "AsnCtiCallInformation"),
        ],
    ),
    "AsnCtiNotifyConferencePartyRemovedArgument": Members(
        cti.AsnCtiNotifyConferencePartyRemovedArgument,
        [
            Member("u8sLineMonitorCrossRefID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("conferenceControllerCallInfo", "AsnCtiCallInformation"),
            Member("conferenceMemberCallInfo", "AsnCtiCallInformation"),
        ],
    ),
    "AsnCtiCallFeature": Members(
        cti.AsnCtiCallFeature,
        [
            Member("u8sConnectionID", "UTF8String"),
            Member("iFeatures", "INTEGER"),
        ],
    ),
    "AsnCtiCallFeaturesList": ListOf("AsnCtiCallFeature"),
    "AsnCtiNotifyLineCallFeaturesChangedArgument": Members(
        cti.AsnCtiNotifyLineCallFeaturesChangedArgument,
        [
            Member("u8sLineMonitorCrossRefID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("callFeaturesList", "AsnCtiCallFeaturesList"),
        ],
    ),
    "AsnCtiNotifyLineProjectSettingsChangedArgument": Members(
        cti.AsnCtiNotifyLineProjectSettingsChangedArgument,
        [
            Member("u8sMonitorCrossRefID", "UTF8String"),
            Member("u8sLinePhoneNumber", "UTF8String"),
            Member("u8sLocationID", "UTF8String"),
            Member("projectList", "AsnProjectPinRuleList"),
        ],
    ),
    "AsnCtiMakeCallArgument": Members(
        cti.AsnCtiMakeCallArgument,
        [
            Member("u8sPhoneNumberFrom", "UTF8String"),
            Member("u8sPhoneNumberTo", "UTF8String"),
            Member("iNumberFormat", "INTEGER"),
            Member("newCallParams", "AsnCtiNewCallParams", optional=True),
        ],
    ),
    "AsnCtiMakeCallResult": Members(
        cti.AsnCtiMakeCallResult,
        [
            Member("u8sConnectionID", "UTF8String"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "AsnCtiMakeCallErrorEnum": Numbers(
        cti.AsnCtiMakeCallErrorEnum,
        enumerated=True,
    ),
    "AsnCtiDropCallArgument": Members(
        cti.AsnCtiDropCallArgument,
        [
            Member("u8sConnectionID", "UTF8String"),
        ],
    ),
    "AsnCtiDropCallResult": Members(
        cti.AsnCtiDropCallResult,
        [
            Member("bSuccess", "BOOLEAN"),
        ],
    ),
    "AsnCtiLineDropCallArgument": Members(
        cti.AsnCtiLineDropCallArgument,
        [
            Member("u8sLineDescriptor", "UTF8String"),
        ],
    ),
    "AsnCtiLineDropCallResult": Members(
        cti.AsnCtiLineDropCallResult,
        [
            Member("bSuccess", "BOOLEAN"),
        ],
    ),
    "AsnCtiAnswerCallArgument": Members(
        cti.AsnCtiAnswerCallArgument,
        [
            Member("u8sConnectionID", "UTF8String"),
        ],
    ),
    "AsnCtiAnswerCallResult": Members(
        cti.AsnCtiAnswerCallResult,
        [
            Member("bSuccess", "BOOLEAN"),
        ],
    ),
    "AsnCtiRedirectCallArgument": Members(
        cti.AsnCtiRedirectCallArgument,
        [
            Member("u8sContactID", "UTF8String"),
            Member("u8sConnectionID", "UTF8String"),
            Member("u8sPhoneNumber", "UTF8String"),
            Member("iNumberFormat", "INTEGER"),
        ],
    ),
    "AsnCtiRedirectCallResult": Members(
        cti.AsnCtiRedirectCallResult,
        [
            Member("bSuccess", "BOOLEAN"),
        ],
    ),
    "AsnCtiPickupCallArgument": Members(
        cti.AsnCtiPickupCallArgument,
        [
            Member("u8sContactID", "UTF8String"),
            Member("u8sConnectionID", "UTF8String"),
            Member("u8sPhoneNumber", "UTF8String"),
            Member("iNumberFormat", "INTEGER"),
        ],
    ),
    "AsnCtiPickupCallResult": Members(
        cti.AsnCtiPickupCallResult,
        [
            Member("bSuccess", "BOOLEAN"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "AsnCtiStartCallRecordingArgument": Members(
        cti.AsnCtiStartCallRecordingArgument,
        [
            Member("u8sConnectionID", "UTF8String"),
        ],
    ),
    "AsnCtiStartCallRecordingResult": Members(
        cti.AsnCtiStartCallRecordingResult,
        [
            Member("bSuccess", "BOOLEAN"),
        ],
    ),
    "AsnCtiStopCallRecordingArgument": Members(
        cti.AsnCtiStopCallRecordingArgument,
        [
            Member("u8sConnectionID", "UTF8String"),
        ],
    ),
    "AsnCtiStopCallRecordingResult": Members(cti.AsnCtiStopCallRecordingResult, []),
    "AsnCtiSetCallDataArgument": Members(
        cti.AsnCtiSetCallDataArgument,
        [
            Member("u8sConnectionID", "UTF8String"),
            Member("callDataList", "AsnCtiCallDataList"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "AsnCtiSetCallDataResult": Members(
        cti.AsnCtiSetCallDataResult,
        [
            Member("bSuccess", "BOOLEAN"),
        ],
    ),
    "AsnCtiMergeCallsArgument": Members(
        cti.AsnCtiMergeCallsArgument,
        [
            Member("u8sConnectionID1", "UTF8String"),
            Member("u8sConnectionID2", "UTF8String"),
        ],
    ),
    "AsnCtiMergeCallsResult": Members(
        cti.AsnCtiMergeCallsResult,
        [
            Member("bSuccess", "BOOLEAN"),
        ],
    ),
    "AsnCtiSwapHoldArgument": Members(
        cti.AsnCtiSwapHoldArgument,
        [
            Member("u8sConnectionID", "UTF8String"),
        ],
    ),
    "AsnCtiSwapHoldResult": Members(
        cti.AsnCtiSwapHoldResult,
        [
            Member("bSuccess", "BOOLEAN"),
        ],
    ),
    "AsnCtiHoldArgument": Members(
        cti.AsnCtiHoldArgument,
        [
            Member("bHold", "BOOLEAN"),
            Member("u8sConnectionID", "UTF8String"),
        ],
    ),
    "AsnCtiHoldResult": Members(
        cti.AsnCtiHoldResult,
        [
            Member("bSuccess", "BOOLEAN"),
        ],
    ),
    "AsnCtiSetForwardArgument": Members(
        cti.AsnCtiSetForwardArgument,
        [
            Member("u8sPhoneNumberFrom", "UTF8String"),
            Member("u8sPhoneNumberTo", "UTF8String"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "AsnCtiSetForwardResult": Members(
        cti.AsnCtiSetForwardResult,
        [
            Member("bSuccess", "BOOLEAN"),
            Member("bExistingForwardingChanged", "BOOLEAN"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "AsnCtiRemoveForwardArgument": Members(
        cti.AsnCtiRemoveForwardArgument,
        [
            Member("u8sPhoneNumberFrom", "UTF8String"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "AsnCtiRemoveForwardResult": Members(
        cti.AsnCtiRemoveForwardResult,
        [
            Member("bSuccess", "BOOLEAN"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "EnumCtiDigitMode": Numbers(
        cti.EnumCtiDigitMode,
        enumerated=True,
    ),
    "AsnCtiDialDigitsArgument": Members(
        cti.AsnCtiDialDigitsArgument,
        [
            Member("u8sConnectionID", "UTF8String"),
            Member("iDigitMode", "INTEGER"),
            Member("iDigitDuration", "INTEGER"),
            Member("u8sDigitsToDial", "UTF8String"),
        ],
    ),
    "AsnCtiDialDigitsResult": Members(
        cti.AsnCtiDialDigitsResult,
        [
            Member("bSuccess", "BOOLEAN"),
        ],
    ),
    "AsnCtiCompleteCallArgument": Members(
        cti.AsnCtiCompleteCallArgument,
        [
            Member("u8sConnectionID", "UTF8String"),
        ],
    ),
    "AsnCtiCompleteCallResult": Members(
        cti.AsnCtiCompleteCallResult,
        [
            Member("bSuccess", "BOOLEAN"),
        ],
    ),
    "AsnCtiConferenceArgument": Members(
        cti.AsnCtiConferenceArgument,
        [
            Member("u8sConnectionID1", "UTF8String"),
            Member("u8sConnectionID2", "UTF8String"),
        ],
    ),
    "AsnCtiConferenceResult": Members(
        cti.AsnCtiConferenceResult,
        [
            Member("bSuccess", "BOOLEAN"),
        ],
    ),
    "AsnOptionalParameters": ListOf("AsnOptionalParam"),
    "AsnOptionalParamChoice": Alternatives(
        common.AsnOptionalParamChoice,
        [
            Member("stringdata", "UTF8String"),
            Member("binarydata", "OCTET STRING"),
            Member("integerdata", "INTEGER"),
        ],
    ),
    "AsnOptionalParam": Members(
        common.AsnOptionalParam,
        [
            Member("key", "UTF8String"),
            Member("value", "AsnOptionalParamChoice"),
        ],
    ),
    "AsnStringPairList": ListOf("AsnStringPair"),
    "AsnStringPair": Members(
        common.AsnStringPair,
        [
            Member("key", "UTF8String"),
            Member("value", "UTF8String"),
        ],
    ),
    "AsnIntegerPairList": ListOf("AsnIntegerPair"),
    "AsnIntegerPair": Members(
        common.AsnIntegerPair,
        [
            Member("key", "INTEGER"),
            Member("value", "INTEGER"),
        ],
    ),
    "AsnStringIntegerPairList": ListOf("AsnStringIntegerPair"),
    "AsnStringIntegerPair": Members(
        common.AsnStringIntegerPair,
        [
            Member("u8sStr", "UTF8String"),
            Member("iInt", "INTEGER"),
        ],
    ),
    "AsnRequestError": Members(
        common.AsnRequestError,
        [
            Member("iErrorDetail", "INTEGER"),
            Member("u8sErrorString", "UTF8String"),
        ],
    ),
    "SEQInteger": ListOf("INTEGER"),
    "UTF8StringList": ListOf("UTF8String"),
    "AsnNetDatabaseContact": Members(
        common.AsnNetDatabaseContact,
        [
            Member("u8sFound", "UTF8String", tag=0, optional=True),
            Member("u8sDatabaseName", "UTF8String", tag=1, optional=True),
            Member("u8sEntryIDDB", "UTF8String", tag=2, optional=True),
            Member("u8sEntryIDStore", "UTF8String", tag=3, optional=True),
            Member("u8sEntryID", "UTF8String", tag=4, optional=True),
            Member("u8sCtiServerUserName", "UTF8String", tag=5, optional=True),
            Member("u8sDisplayName", "UTF8String", tag=6, optional=True),
            Member("u8sFirstName", "UTF8String", tag=7, optional=True),
            Member("u8sLastName", "UTF8String", tag=8, optional=True),
            Member("u8sJobTitle", "UTF8String", tag=9, optional=True),
            Member("u8sCompany", "UTF8String", tag=10, optional=True),
            Member("u8sDepartment", "UTF8String", tag=11, optional=True),
            Member("u8sOfficeRoomNumber", "UTF8String", tag=12, optional=True),
            Member("u8sCustomerID", "UTF8String", tag=13, optional=True),
            Member("u8sBusinessAddressStreet", "UTF8String", tag=14, optional=True),
            Member("u8sBusinessAddressPostalCode", "UTF8String", tag=15, optional=True),
            Member("u8sBusinessAddressCity", "UTF8String", tag=16, optional=True),
            Member("u8sBusinessAddressState", "UTF8String", tag=17, optional=True),
            Member("u8sBusinessAddressCountry", "UTF8String", tag=18, optional=True),
            Member("u8sPrivateAddressStreet", "UTF8String", tag=19, optional=True),
            Member("u8sPrivateAddressPostalCode", "UTF8String", tag=20, optional=True),
            Member("u8sPrivateAddressCity", "UTF8String", tag=21, optional=True),
            Member("u8sPrivateAddressState", "UTF8String", tag=22, optional=True),
            Member("u8sPrivateAddressCountry", "UTF8String", tag=23, optional=True),
            Member("u8sOtherAddressStreet", "UTF8String", tag=24, optional=True),
            Member("u8sOtherAddressPostalCode", "UTF8String", tag=25, optional=True),
            Member("u8sOtherAddressCity", "UTF8String", tag=26, optional=True),
            Member("u8sOtherAddressState", "UTF8String", tag=27, optional=True),
            Member("u8sOtherAddressCountry", "UTF8String", tag=28, optional=True),
            Member("u8sEMail", "UTF8String", tag=29, optional=True),
            Member("u8sEMail2", "UTF8String", tag=30, optional=True),
            Member("u8sEMail3", "UTF8String", tag=31, optional=True),
            Member("u8sSIPAddress", "UTF8String", tag=32, optional=True),
            Member("u8sWebPageURL", "UTF8String", tag=33, optional=True),
            Member("u8sPhoneBusiness", "UTF8String", tag=34, optional=True),
            Member("u8sPhoneBusiness2", "UTF8String", tag=35, optional=True),
            Member("u8sCompanyMainTelephoneNumber", "UTF8String", tag=36, optional=True),
            Member("u8sAssistantTelephoneNumber", "UTF8String", tag=37, optional=True),
            Member("u8sPhoneHome", "UTF8String", tag=38, optional=True),
            Member("u8sPhoneHome2", "UTF8String", tag=39, optional=True),
            Member("u8sPrimaryTelephoneNumber", "UTF8String", tag=40, optional=True),
            Member("u8sPhoneMobile", "UTF8String", tag=41, optional=True),
            Member("u8sCarTelephoneNumber", "UTF8String", tag=42, optional=True),
            Member("u8sRadioTelephoneNumber", "UTF8String", tag=43, optional=True),
            Member("u8sPagerTelephoneNumber", "UTF8String", tag=44, optional=True),
            Member("u8sOtherTelephoneNumber", "UTF8String", tag=45, optional=True),
            Member("u8sCallbackTelephoneNumber", "UTF8String", tag=46, optional=True),
            Member("u8sISDNTelephoneNumber", "UTF8String", tag=47, optional=True),
            Member("u8sTTYTTDTelephoneNumber", "UTF8String", tag=48, optional=True),
            Member("u8sFaxBusiness", "UTF8String", tag=49, optional=True),
            Member("u8sFaxHome", "UTF8String", tag=50, optional=True),
            Member("u8sBody", "UTF8String", tag=51, optional=True),
            Member("u8sDirectWebLink", "UTF8String", tag=52, optional=True),
            Member("customFields", "AsnStringPairList", tag=53, optional=True),
            Member("bValid", "BOOLEAN", tag=54, optional=True),
            Member("iPrivateContact", "INTEGER", tag=55, optional=True),
            Member("iCtiServerUser", "INTEGER", tag=56, optional=True),
            Member("optionalParams", "AsnOptionalParameters", tag=57, optional=True),
        ],
    ),
    "AsnNetDatabaseContactList": ListOf("AsnNetDatabaseContact"),
    "AsnNetDatabaseContactID": Members(
        common.AsnNetDatabaseContactID,
        [
            Member("u8sEntryID", "UTF8String"),
            Member("u8sEntryIDDB", "UTF8String"),
            Member("u8sEntryIDStore", "UTF8String"),
        ],
    ),
    "AsnNetDatabaseContactIDList": ListOf("AsnNetDatabaseContactID"),
    "AsnUserPropertyBag": Members(
        common.AsnUserPropertyBag,
        [
            Member("asnProperties", "AsnStringPairList"),
        ],
    ),
    "AsnJSONWebTokenHeader": Members(
        common.AsnJSONWebTokenHeader,
        [
            Member("u8sTYP", "UTF8String"),
            Member("u8sALG", "UTF8String"),
            Member("u8sCTY", "UTF8String", tag=0, optional=True),
            Member("optionals", "AsnStringPairList", tag=1, optional=True),
        ],
    ),
    "AsnJSONWebTokenPayLoad": Members(
        common.AsnJSONWebTokenPayLoad,
        [
            Member("u8sISS", "UTF8String", tag=0, optional=True),
            Member("u8sSUB", "UTF8String", tag=1, optional=True),
            Member("u8sAUD", "UTF8String", tag=2, optional=True),
            Member("utcEXP", "AsnSystemTime", tag=3, optional=True),
            Member("utcNBF", "AsnSystemTime", tag=4, optional=True),
            Member("utcIAT", "AsnSystemTime", tag=5, optional=True),
            Member("u8sJTI", "UTF8String"),
            Member("iUserType", "INTEGER", tag=6, optional=True),
            Member("optionals", "AsnStringPairList", tag=7, optional=True),
        ],
    ),
    "AsnJSONWebToken": Members(
        common.AsnJSONWebToken,
        [
            Member("header", "AsnJSONWebTokenHeader"),
            Member("payload", "AsnJSONWebTokenPayLoad"),
            Member("signature", "UTF8String"),
        ],
    ),
    "AsnNumberFormatRegExpression2": Members(
        main.AsnNumberFormatRegExpression2,
        [
            Member("u8sSearch", "UTF8String"),
            Member("u8sReplace", "UTF8String"),
            Member("bMatchReplace", "BOOLEAN"),
        ],
    ),
    "AsnNumberFormatRegExpressList2": ListOf("AsnNumberFormatRegExpression2"),
    "AsnNumberFormatRegExpressions2": Members(
        main.AsnNumberFormatRegExpressions2,
        [
            Member("bIsReadOnlyFromFile", "BOOLEAN"),
            Member("formatRules", "AsnNumberFormatRegExpressList2"),
        ],
    ),
    "AsnETAPIDialNumberFormat": Numbers(
        main.AsnETAPIDialNumberFormat,
        enumerated=True,
    ),
    "AsnLocationInformation2": Members(
        main.AsnLocationInformation2,
        [
            Member("u8sLocationID", "UTF8String"),
            Member("u8sLocationCheckSum", "UTF8String"),
            Member("bUseVanity", "BOOLEAN"),
            Member("bShowExtendedSettings", "BOOLEAN"),
            Member("bUseTkSystem", "BOOLEAN"),
            Member("bUseAdvancedLCR", "BOOLEAN"),
            Member("bFixedNumberLenExtensionDTMFDialing", "BOOLEAN"),
            Member("bMultiLocationSupport", "BOOLEAN"),
            Member("bAutoCreateOtherLocationRules", "BOOLEAN"),
            Member("bAllowNumberSearchOtherLocations", "BOOLEAN"),
            Member("bShortenOtherLocationSCNumbersForDialing", "BOOLEAN"),
            Member("iCountryID", "INTEGER"),
            Member("iLanguage", "INTEGER"),
            Member("u8sCountryCode", "UTF8String"),
            Member("u8sLocalPrefix", "UTF8String"),
            Member("u8sNationalPrefix", "UTF8String"),
            Member("u8sInternationalPrefix", "UTF8String"),
            Member("u8sLocalDialingRule", "UTF8String"),
            Member("u8sNationalDialingRule", "UTF8String"),
            Member("u8sInternationalDialingRule", "UTF8String"),
            Member("u8sCityCodeNoPrefix", "UTF8String"),
            Member("u8sVanityNumbers", "UTF8String"),
            Member("u8sTKLocalAccessCode", "UTF8String"),
            Member("u8sTKLongDistanceAccessCode", "UTF8String"),
            Member("u8sTKInternationalAccessCode", "UTF8String"),
            Member("u8sTKPrivateAccessCode", "UTF8String"),
            Member("u8sTKForwardingAccessCode", "UTF8String"),
            Member("u8sTKAnschlussNr", "UTF8String"),
            Member("iTKMinLenInternalNumbers", "INTEGER"),
            Member("iTKMaxLenInternalNumbers", "INTEGER"),
            Member("numberFormatInternal", "AsnNumberFormatRegExpressions2"),
            Member("numberFormatExternal", "AsnNumberFormatRegExpressions2"),
            Member("numberFormatAutomaticOtherLocationsDDItoSC", "AsnNumberFormatRegExpressions2"),
            Member("numberFormatAutomaticOtherLocationsSCtoDDI", "AsnNumberFormatRegExpressions2"),
            Member("numberFormatRegExpressListIn", "AsnNumberFormatRegExpressions2"),
            Member("numberFormatRegExpressListOut", "AsnNumberFormatRegExpressions2"),
            Member("numberFormatRegExpressListDial", "AsnNumberFormatRegExpressions2"),
            Member("numberFormatRegExpressListFinalDial", "AsnNumberFormatRegExpressions2"),
            Member("projectPINRules", "AsnProjectPinRuleList"),
            Member("u8sDDIRangeBegin", "UTF8String"),
            Member("u8sDDIRangeEnd", "UTF8String"),
            Member("iDialingNumberFormat", "INTEGER"),
            Member("bNoLocalDialing", "BOOLEAN"),
        ],
    ),
    "AsnForwardMode": Numbers(
        main.AsnForwardMode,
        enumerated=True,
    ),
    "AsnPresenceStateEnum": Numbers(
        main.AsnPresenceStateEnum,
        enumerated=True,
    ),
    "AsnPresenceStateFlags": Numbers(
        main.AsnPresenceStateFlags,
        enumerated=True,
    ),
    "EnumCallState": Numbers(
        main.EnumCallState,
        enumerated=True,
    ),
    "EnumCallDisconnectedReason": Numbers(
        main.EnumCallDisconnectedReason,
        enumerated=True,
    ),
    "EnumRemoteContactSource": Numbers(
        main.EnumRemoteContactSource,
        enumerated=True,
    ),
    "EAsnCallType": Numbers(
        main.EAsnCallType,
        enumerated=True,
    ),
    "EnumCallRecordingState": Numbers(
        main.EnumCallRecordingState,
        enumerated=True,
    ),
    "AsnKeepAliveArgument": Members(
        main.AsnKeepAliveArgument,
        [
            Member("dummy", "NULL"),
        ],
    ),
    "AsnGetLocationInformationArgument": Members(
        main.AsnGetLocationInformationArgument,
        [
            Member("u8sLocationID", "UTF8String"),
        ],
    ),
    "AsnGetLocationInformation2Result": Members(
        main.AsnGetLocationInformation2Result,
        [
            Member("asnLocationData", "AsnLocationInformation2"),
        ],
    ),
    "AsnGetLocationIDsArgument": Members(
        main.AsnGetLocationIDsArgument,
        [
            Member("locationIDs", "UTF8StringList", tag=0, optional=True),
        ],
    ),
    "AsnGetLocationIDsResult": Members(
        main.AsnGetLocationIDsResult,
        [
            Member("locationIDMD5ChecksumList", "AsnStringPairList"),
        ],
    ),
    "AsnLocationInformationChangedArgument": Members(
        main.AsnLocationInformationChangedArgument,
        [
            Member("u8sLocationID", "UTF8String"),
            Member("optionalParams", "AsnOptionalParameters", optional=True),
        ],
    ),
    "AsnPhoneControlRightsFlags": Numbers(
        main.AsnPhoneControlRightsFlags,
        enumerated=True,
    ),
    "AsnPhoneControlPrimaryCommonRights": Numbers(
        main.AsnPhoneControlPrimaryCommonRights,
        enumerated=True,
    ),
    "AsnPhoneControlSecondaryCommonRights": Numbers(
        main.AsnPhoneControlSecondaryCommonRights,
        enumerated=True,
    ),
    "AsnSubscribeServicesArgument": Members(main.AsnSubscribeServicesArgument, []),
    "AsnSubscribeServicesResult": Members(main.AsnSubscribeServicesResult, []),
    "AsnProjectPinRule": Members(
        sipcti_common.AsnProjectPinRule,
        [
            Member("u8sProjectName", "UTF8String", optional=True),
            Member("u8sProjectPin", "UTF8String", optional=True),
            Member("iProjectType", "INTEGER", optional=True),
            Member("bAssociatedCallIsPrivateCall", "BOOLEAN", optional=True),
            Member("u8sLocationID", "UTF8String", optional=True),
            Member("u8sUserEnteredPin", "UTF8String", optional=True),
            Member("u8sUserEnteredUserID", "UTF8String", optional=True),
        ],
    ),
    "EnumProjectType": Numbers(
        sipcti_common.EnumProjectType,
        enumerated=True,
    ),
    "EAsnJournalCallType": Numbers(
        sipcti_common.EAsnJournalCallType,
        enumerated=True,
    ),
    "EAsnCallState": Numbers(
        sipcti_common.EAsnCallState,
        enumerated=True,
    ),
    "AsnProjectPinRuleList": ListOf("AsnProjectPinRule"),
    "AsnCtiNewCallParams": Members(
        sipcti_common.AsnCtiNewCallParams,
        [
            Member("projectPinRule", "AsnProjectPinRule", optional=True),
            Member("bHideMyCallerID", "BOOLEAN", optional=True),
            Member("asnRemoteContact", "AsnNetDatabaseContact", tag=0, optional=True),
            Member("optionalParams", "AsnOptionalParameters", tag=1, optional=True),
        ],
    ),
    "AsnContactPhoneLineType": Numbers(
        sipcti_common.AsnContactPhoneLineType,
        enumerated=True,
    ),
    "EnumSTUNandTURNType": Numbers(
        sipcti_common.EnumSTUNandTURNType,
        enumerated=True,
    ),
    "AsnConfigSTUNandTURN": Members(
        sipcti_common.AsnConfigSTUNandTURN,
        [
            Member("iType", "INTEGER"),
            Member("u8sUsername", "UTF8String"),
            Member("u8sPassword", "UTF8String"),
            Member("stValidTo", "AsnSystemTime"),
            Member("listURIs", "UTF8StringList"),
            Member("iTTL", "INTEGER"),
        ],
    ),
    "AsnConfigSTUNandTURNList": ListOf("AsnConfigSTUNandTURN"),
    "AsnLineForward": Members(
        sipcti_common.AsnLineForward,
        [
            Member("iInternalID", "INTEGER"),
            Member("iForwardController", "INTEGER"),
            Member("iForwardMode", "INTEGER"),
            Member("iBackEndSpecific", "INTEGER"),
            Member("iNoAnswerTime", "INTEGER"),
            Member("u8sDestination", "UTF8String"),
            Member("u8sCallerIDList", "UTF8StringList"),
        ],
    ),
    "AsnLineForwards": ListOf("AsnLineForward"),
    "AsnStartTLSArgument": Members(transport.AsnStartTLSArgument, []),
    "AsnStartTLSResult": Members(transport.AsnStartTLSResult, []),
    "AsnNegotiateInterfaceVersionArgument": Members(
        transport.AsnNegotiateInterfaceVersionArgument,
        [
            Member("u8sMinInterfaceVer", "UTF8String"),
            Member("u8sMaxInterfaceVer", "UTF8String"),
        ],
    ),
    "AsnNegotiateInterfaceVersionResult": Members(
        transport.AsnNegotiateInterfaceVersionResult,
        [
            Member("bSuccess", "BOOLEAN"),
            Member("u8sServerInterfaceVer", "UTF8String"),
        ],
    ),
    "AsnTransportKeepAliveArgument": Members(
        transport.AsnTransportKeepAliveArgument,
        [
            Member("dummy", "NULL"),
        ],
    ),
    "AsnTokenVerifyResult": Members(
        transport.AsnTokenVerifyResult,
        [
            Member("stValidTo", "AsnSystemTime"),
            Member("iType", "INTEGER"),
            Member("u8sDNPath", "UTF8String"),
            Member("u8sUserName", "UTF8String"),
            Member("u8sSIPURI", "UTF8String"),
            Member("u8sobjectGUID", "UTF8String"),
            Member("u8sPhoneNumber", "UTF8String"),
            Member("u8sPhoneSecondary", "UTF8String"),
            Member("u8sCallRecordingNumber", "UTF8String"),
            Member("u8sMailboxNumber", "UTF8String"),
            Member("u8sHomeServer", "UTF8String"),
            Member("iUserStaticRights", "INTEGER"),
            Member("asnUserContact", "AsnNetDatabaseContact"),
            Member("asnUserPropertyBag", "AsnUserPropertyBag"),
        ],
    ),
    "AsnTokenVerifyV2Argument": Members(
        transport.AsnTokenVerifyV2Argument,
        [
            Member("u8sToken", "UTF8String"),
        ],
    ),
    "AsnCheckConnectionArgument": Members(transport.AsnCheckConnectionArgument, []),
    "AsnCheckConnectionResult": Members(
        transport.AsnCheckConnectionResult,
        [
            Member("u8sServerVersion", "UTF8String"),
            Member("u8sProductVersion", "UTF8String"),
            Member("iProtocolVersion", "INTEGER"),
            Member("iOEMID", "INTEGER"),
            Member("u8sCookie", "UTF8String"),
        ],
    ),
    "EAsnAuthRoles": Numbers(
        transport.EAsnAuthRoles,
        enumerated=True,
    ),
    "AsnCreateAuthTokenArgument": Members(
        transport.AsnCreateAuthTokenArgument,
        [
            Member("login", "AsnLoginV2Argument"),
            Member("u8sUCSID", "UTF8String"),
            Member("role", "EAsnAuthRoles", tag=0, optional=True),
        ],
    ),
    "AsnCreateAuthTokenResult": Members(
        transport.AsnCreateAuthTokenResult,
        [
            Member("loginResult", "AsnLoginV2Result"),
            Member("u8sAuthSessionID", "UTF8String"),
        ],
    ),
}
