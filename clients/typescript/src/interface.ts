// Generated from the JSON Schemas of the interface by scripts/generate_typescript.py. Do not edit.

export const AsnAbsentStateEnum = {
  eABSENTSTATENOTABSENT: 0,
  eABSENTSTATEOUTOFOFFICE: 1,
  eABSENTSTATEBUSY: 2,
  eABSENTSTATEDONOTDISTURB: 3,
  eABSENTSTATENOTSET: 4,
} as const;
export type AsnAbsentStateEnum = number;

export interface AsnAbsentStateV2 {
  u8sContactId: string;
  eAbsentState: AsnAbsentStateEnum;
  iPresenceState?: number;
  stTimeFrom?: AsnSystemTime;
  stTimeTo?: AsnSystemTime;
  eReachability?: AsnReachabilityEnum;
  externalPresenceStates?: AsnExternalPresenceStates;
}

export interface AsnAdminLogin {
  u8sAdminUsername: string;
  adminPassword: AsnAdminLoginChoice;
}

export interface AsnAdminLoginChoice {
  u8sAdminPassword?: string;
  u8sAdminPasswordCrypted?: string;
}

/** A calendar entry. iDuration in minutes. */
export interface AsnAppointmentEntry {
  u8sEntryID: string;
  u8sOwner: string;
  u8sDataSource: string;
  stStart: AsnSystemTime;
  stEnd: AsnSystemTime;
  iDuration: number;
  u8sSubject: string;
  u8sText: string;
  bAllDay: boolean;
  iStatus: number;
  u8sCategory: string;
  iImportance: number;
  iSensitivity: number;
  bIsValid: boolean;
  optionalParams?: AsnOptionalParameters;
}

/** credential is the base64 text of user:password. */
export interface AsnAuthBasicCredential {
  credential: string;
}

/** A JSON web token. */
export interface AsnAuthBearer {
  u8sJWT: string;
}

export interface AsnAuthDigestParams {
  nonce: string;
  opaque: string;
  qop: string;
  algorithm?: string;
  realm?: string;
}

export interface AsnAuthKerberosCredential {
  authdata: string;
}

export interface AsnAuthNTLMCredential {
  authdata: string;
}

export interface AsnAuthOpenIDC {
  u8sScope?: string;
  u8sIDToken?: string;
}

export interface AsnCheckConnectionArgument {
}

/** Versions of the server behind this connection. */
export interface AsnCheckConnectionResult {
  u8sServerVersion: string;
  u8sProductVersion: string;
  iProtocolVersion: number;
  iOEMID: number;
  u8sCookie: string;
}

/** The kind of client program. */
export const AsnClientAppID = {
  eCLIENTAPPIDUNKNOWN: 0,
  eCLIENTAPPIDPROCALL: 1,
  eCLIENTAPPIDCLNINST: 2,
  eCLIENTAPPIDENETSN: 3,
  eCLIENTAPPIDENETTSC: 4,
  eCLIENTAPPIDIVRDLL: 5,
  eCLIENTAPPIDECTISRVCMD: 6,
  eCLIENTAPPIDMOBILE: 7,
  eCLIENTAPPIDMOBILEPAD: 8,
  eCLIENTAPPIDWEBSERVICESDK: 9,
  eCLIENTAPPIDMAC: 10,
  eCLIENTAPPIDPROCALLWEB: 15,
  eCLIENTAPPIDPROCALLSIP: 16,
  eCLIENTAPPIDPROCALLXMPP: 17,
  eCLIENTAPPIDPROCALLONE: 18,
  eCLIENTAPPIDPUSHSERVICE: 19,
  eCLIENTAPPIDPROCALLANALYTICS: 20,
  eCLIENTAPPIDWEBLIVECHAT: 21,
  eCLIENTAPPIDEXCHANGECALENDARREPLICATOR: 22,
  eCLIENTAPPIDPROCALLPAC: 23,
  eCLIENTAPPIDPROCALLPCB: 24,
  eCLIENTAPPIDWEBCONFERENCING: 25,
  eCLIENTAPPIDPROCALLWEBAPP: 26,
  eCLIENTAPPIDWEBVIEW2CLIENT: 27,
  eCLIENTAPPIDMSTEAMSAPP: 28,
} as const;
export type AsnClientAppID = number;

export interface AsnConfigSTUNandTURN {
  /** EnumSTUNandTURNType: 1 eSTUN, 2 eTURN. */
  iType: number;
  u8sUsername: string;
  u8sPassword: string;
  stValidTo: AsnSystemTime;
  listURIs: UTF8StringList;
  iTTL: number;
}

export type AsnConfigSTUNandTURNList = AsnConfigSTUNandTURN[];

export interface AsnContactCallInformationV2 {
  u8sContactChangedId: string;
  iPresenceState: number;
  u8sConnectionID: string;
  u8sLinePhoneNumber: string;
  /** EnumCallState: 0 eCALLSTATEUNKNOWN, 1 eCALLSTATEDESTROYED, 2 eCALLSTATEOFFERING, 4 eCALLSTATEDIALING, 8 eCALLSTATERINGBACK, 16 eCALLSTATEBUSY, 32 eCALLSTATECONNECTED, 64 eCALLSTATECONFERENCED, 128 eCALLSTATEHOLD, 256 eCALLSTATEDISCONNECTED, 512 eCALLSTATEPREPARECALL. */
  iCallState: number;
  /** EnumCallDisconnectedReason: 0 eDISCONNECTEDREASONUNKNOWN, 1 eDISCONNECTEDREASONUNCONNECTED, 2 eDISCONNECTEDREASONBUSY, 3 eDISCONNECTEDREASONREDIRECTEDUNKNOWN, 4 eDISCONNECTEDREASONREDIRECTEDBYLINEOWNER. */
  iDisconnectedReason: number;
  /** EnumCallFeatures: 0 eCFEATURENONE, 1 eCFEATUREANSWER, 2 eCFEATUREMAKECALL, 4 eCFEATURECOMPLETECALL, 16 eCFEATUREMERGECALLS, 32 eCFEATUREHANGUP, 256 eCFEATUREBLINDTRANSFER, 512 eCFEATUREREDIRECT, 1024 eCFEATUREMAYBEPICKUPED, 4096 eCFEATURESWAPHOLD, 8192 eCFEATUREHOLD, 16384 eCFEATUREUNHOLD, 65536 eCFEATURECONFERENCESTARTEU, 131072 eCFEATURECONFERENCEADDPARTY, 262144 eCFEATURECONFERENCESTARTUSA, 1048576 eCFEATUREGENERATETONE, 2097152 eCFEATUREDIALDIGITS, 16777216 eCFEATURESTARTCALLRECORD, 33554432 eCFEATURESTOPCALLRECORD. */
  iFeatures: number;
  bOutbound: boolean;
  bInternal: boolean;
  bPrivate: boolean;
  iCallRecordingState: number;
  bConferenceCtlr: boolean;
  u8sCurrentNumberSC: string;
  u8sTrackerID: string;
  u8sLocalCurrentNumberSC: string;
  u8sRedirectingNumber?: string;
  remoteContact?: AsnNetDatabaseContact;
}

export type AsnContactCallInformationsV2 = AsnContactCallInformationV2[];

export const AsnContactPhoneLineState = {
  eLINEOFFLINE: 0,
  eLINEONLINE: 1,
} as const;
export type AsnContactPhoneLineState = number;

/** What a line is to its user. */
export const AsnContactPhoneLineType = {
  iPHONENUMBERTYPEALL: -1,
  iPHONENUMBERTYPEUNKNOWN: 0,
  iPHONENUMBERTYPEPRIMARY: 1,
  iPHONENUMBERTYPESECONDARY: 2,
  iPHONENUMBERTYPEOTHEROWNNUMBER: 3,
} as const;
export type AsnContactPhoneLineType = number;

/** A line of a user with its calls and forwards. */
export interface AsnContactPhoneLineV2 {
  /** AsnContactPhoneLineType: -1 iPHONENUMBERTYPEALL, 0 iPHONENUMBERTYPEUNKNOWN, 1 iPHONENUMBERTYPEPRIMARY, 2 iPHONENUMBERTYPESECONDARY, 3 iPHONENUMBERTYPEOTHEROWNNUMBER. */
  iType: number;
  u8sLinePhoneNumber: string;
  u8sDescriptor: string;
  u8sNumber: string;
  seqCalls: AsnContactCallInformationsV2;
  seqLineForwards: AsnLineForwards;
  iState: AsnContactPhoneLineState;
  bDoNotDisturb: boolean;
  /** EnumForwardModes: 0 eFORWARDMODEUNKNOWN, 1 eFORWARDMODEIMMEDIATE, 2 eFORWARDMODEBUSY, 4 eFORWARDMODENOANSW, 8 eFORWARDMODEBUSYINT, 16 eFORWARDMODEBUSYEXT, 32 eFORWARDMODENOANSINT, 64 eFORWARDMODENOANSEXT, 128 eFORWARDMODEIMMINT, 256 eFORWARDMODEIMMEXT, 512 eFORWARDDISC, 1024 eFORWARDDISCINT, 2048 eFORWARDDISCEXT, 4096 eFORWARDADMINDISC, 8192 eFORWARDADMINDISCINT, 16384 eFORWARDADMINDISCEXT, 32767 eFORWARDALLMODESMASK. */
  iForwardFeaturesPBX: number;
  u8sAddressNames: UTF8StringList;
  u8sAddressCaps: string;
  u8sCTIFeatureCodes: string;
  bIsPrivateLine?: boolean;
  bIsVoiceServicesLine?: boolean;
  sipLineDetails?: AsnSIPLineDetails;
}

export type AsnContactPhoneLinesV2 = AsnContactPhoneLineV2[];

/** A user as others see him. */
export interface AsnContactV2 {
  u8sContactId: string;
  /** AsnContactFeatureSetEnum. */
  iContactFeatureSet: number;
  /** AsnPresenceStateEnum: 0 eUNCONTROLLED, 1 eAVAILABLE, 2 eBUSY, 3 eABSENT, 4 eDONOTDISTURB, 7 eOUTOFORDER. */
  iPresenceState: number;
  /** AsnUserStaticRights: 1 eUSERRIGHTSSENDUSERUSER, 2 eUSERRIGHTSSENDSMS, 4 eUSERRIGHTSEMPTY, 8 eUSERRIGHTSUSEPROCALL, 32 eUSERRIGHTSSELFADMIN, 64 eUSERRIGHTSUSERCTI, 128 eDONOTUSE, 256 eUSERRIGHTSOFFLINEMAIL, 512 eUSERRIGHTSCALLRECORDING, 1024 eUSERRIGHTSUSEPHONEBOOK, 2048 eUSERRIGHTSUSERPRESENCE, 4096 eUSERRIGHTSGROUPALLINMONITOR, 8192 eUSERRIGHTSGROUPNOCHANGEMONITOR, 16384 eUSERRIGHTSGROUPVIEWJOURNAL, 32768 eUSERRIGHTSGROUPVIEWJOURNALLEADER, 65536 eUSERRIGHTSGROUPEDITJOURNAL, 131072 eDONOTUSE2, 262144 eDONOTUSE3, 524288 eUSERRIGHTSUSERVIEWJOURNAL, 1048576 eUSERRIGHTSGLOBALDELETEJOURNAL, 2097152 eUSERRIGHTSOFFLINESMS, 4194304 eUSERRIGHTSDESKSHAREACCEPT, 8388608 eUSERRIGHTSDESKSHAREFULL, 16777216 eDONOTUSE4, 33554432 eUSERRIGHTSAVAUDIO, 67108864 eUSERRIGHTSAVVIDEO, 134217728 eUSERRIGHTSFEDDESKSHARE. */
  iStaticRights: number;
  iStaticRights2: number;
  iMonitorAccessRights: number;
  asnRemoteContact: AsnNetDatabaseContact;
  seqPhoneLines: AsnContactPhoneLinesV2;
  asnAbsentState: AsnAbsentStateV2;
  asnCustomNote: AsnCustomNote;
  seqActualAppointments: SEQAppointmentList;
  asnNextAppointment: AsnAppointmentEntry;
  asnUserPropertyBag: AsnUserPropertyBag;
}

export type AsnContactsV2 = AsnContactV2[];

/** A log-in whose outcome is a session for another service. */
export interface AsnCreateAuthTokenArgument {
  login: AsnLoginV2Argument;
  u8sUCSID: string;
  role?: EAsnAuthRoles;
}

export interface AsnCreateAuthTokenResult {
  loginResult: AsnLoginV2Result;
  u8sAuthSessionID: string;
}

export interface AsnCtiAnswerCallArgument {
  u8sConnectionID: string;
}

export interface AsnCtiAnswerCallResult {
  bSuccess: boolean;
}

/** A key and its value that ride on a call. */
export interface AsnCtiCallData {
  key: string;
  value: string;
}

export type AsnCtiCallDataList = AsnCtiCallData[];

export interface AsnCtiCallFeature {
  u8sConnectionID: string;
  /** EnumCallFeatures: 0 eCFEATURENONE, 1 eCFEATUREANSWER, 2 eCFEATUREMAKECALL, 4 eCFEATURECOMPLETECALL, 16 eCFEATUREMERGECALLS, 32 eCFEATUREHANGUP, 256 eCFEATUREBLINDTRANSFER, 512 eCFEATUREREDIRECT, 1024 eCFEATUREMAYBEPICKUPED, 4096 eCFEATURESWAPHOLD, 8192 eCFEATUREHOLD, 16384 eCFEATUREUNHOLD, 65536 eCFEATURECONFERENCESTARTEU, 131072 eCFEATURECONFERENCEADDPARTY, 262144 eCFEATURECONFERENCESTARTUSA, 1048576 eCFEATUREGENERATETONE, 2097152 eCFEATUREDIALDIGITS, 16777216 eCFEATURESTARTCALLRECORD, 33554432 eCFEATURESTOPCALLRECORD. */
  iFeatures: number;
}

export type AsnCtiCallFeaturesList = AsnCtiCallFeature[];

/** Why call information is sent. 12 is the last of a call. */
export const AsnCtiCallInfoChangedReason = {
  reasonCallOffering: 0,
  reasonCallDialing: 1,
  reasonCallRingback: 2,
  reasonCallConnected: 3,
  reasonCallConferenced: 4,
  reasonCallHold: 5,
  reasonRemotePartyChanged: 6,
  reasonRemoteContactChanged: 7,
  reasonProjectOrPrivateChanged: 8,
  reasonCallMemoChanged: 9,
  reasonCallBusy: 10,
  reasonCallDisconnect: 11,
  reasonCallDestroyed: 12,
  reasonHoldContactChanged: 13,
  reasonOther: 14,
  reasonCallDataChanged: 15,
  reasonConnectionToPhoneDestroyed: 16,
} as const;
export type AsnCtiCallInfoChangedReason = number;

/** A call on a line, complete. Times are empty where it has not happened. */
export interface AsnCtiCallInformation {
  u8sLinePhoneNumber: string;
  u8sConnectionID: string;
  /** EnumCallState: 0 eCALLSTATEUNKNOWN, 1 eCALLSTATEDESTROYED, 2 eCALLSTATEOFFERING, 4 eCALLSTATEDIALING, 8 eCALLSTATERINGBACK, 16 eCALLSTATEBUSY, 32 eCALLSTATECONNECTED, 64 eCALLSTATECONFERENCED, 128 eCALLSTATEHOLD, 256 eCALLSTATEDISCONNECTED, 512 eCALLSTATEPREPARECALL. */
  iCallState: number;
  /** EAsnCallType: 0 eCALLTYPENORMAL, 1 eCALLTYPECONSULT, 2 eCALLTYPECONFERENCECONTROLER, 3 eCALLTYPECALLBACK, 4 eCALLTYPECONFERENCEMEMBER, 5 eCALLTYPECONFERENCECONTROLERPENDING, 6 eCALLTYPECONFERENCEMEMBERPENDING. */
  iCallType: number;
  /** EnumCallDisconnectedReason: 0 eDISCONNECTEDREASONUNKNOWN, 1 eDISCONNECTEDREASONUNCONNECTED, 2 eDISCONNECTEDREASONBUSY, 3 eDISCONNECTEDREASONREDIRECTEDUNKNOWN, 4 eDISCONNECTEDREASONREDIRECTEDBYLINEOWNER. */
  iDisconnectedReason: number;
  /** EnumCallFeatures: 0 eCFEATURENONE, 1 eCFEATUREANSWER, 2 eCFEATUREMAKECALL, 4 eCFEATURECOMPLETECALL, 16 eCFEATUREMERGECALLS, 32 eCFEATUREHANGUP, 256 eCFEATUREBLINDTRANSFER, 512 eCFEATUREREDIRECT, 1024 eCFEATUREMAYBEPICKUPED, 4096 eCFEATURESWAPHOLD, 8192 eCFEATUREHOLD, 16384 eCFEATUREUNHOLD, 65536 eCFEATURECONFERENCESTARTEU, 131072 eCFEATURECONFERENCEADDPARTY, 262144 eCFEATURECONFERENCESTARTUSA, 1048576 eCFEATUREGENERATETONE, 2097152 eCFEATUREDIALDIGITS, 16777216 eCFEATURESTARTCALLRECORD, 33554432 eCFEATURESTOPCALLRECORD. */
  iFeatures: number;
  bOutbound: boolean;
  bInternal: boolean;
  bCallerIDBlocked: boolean;
  /** EnumCallRecordingState: 0 eNOCALLRECODRING, 1 eCALLRECORDERCALL, 2 eCALLRECORDINGMEMBER, 3 eWASCALLRECORDERCALL, 4 eWASCALLRECORDINGMEMBER. */
  iCallRecordingState: number;
  bConferenceCtlr: boolean;
  u8sConferenceCtlrID: string;
  u8sLocalNumberSC: string;
  u8sRemoteNumberSC: string;
  /** EnumRemoteContactSource: 0 eUNKNOWN, 1 eSERVERPROVIDED, 2 eCLIENTPROVIDED, 3 eOTHERCLIENTPROVIDED. */
  iRemoteContactSource: number;
  projectPinRule: AsnProjectPinRule;
  u8sNote: string;
  u8sTrackerID: string;
  utcCallCreated: AsnSystemTime;
  utcCallConnected: AsnSystemTime;
  utcCallDisconnected: AsnSystemTime;
  bIsUnknownHoldContact: boolean;
  pLocalContact?: AsnNetDatabaseContact;
  pRemoteContact?: AsnNetDatabaseContact;
  pu8sHoldNumberSC?: string;
  pHoldContact?: AsnNetDatabaseContact;
  pu8sRedirectingNumber?: string;
  pRedirectingContact?: AsnNetDatabaseContact;
  optionalParams?: AsnOptionalParameters;
  callDataList?: AsnCtiCallDataList;
}

export type AsnCtiCallInformationList = AsnCtiCallInformation[];

export interface AsnCtiCompleteCallArgument {
  u8sConnectionID: string;
}

export interface AsnCtiCompleteCallResult {
  bSuccess: boolean;
}

export interface AsnCtiConferenceArgument {
  u8sConnectionID1: string;
  u8sConnectionID2: string;
}

export interface AsnCtiConferenceResult {
  bSuccess: boolean;
}

/** iDigitDuration in milliseconds, 0 = default. */
export interface AsnCtiDialDigitsArgument {
  u8sConnectionID: string;
  /** EnumCtiDigitMode: 0 eLINEDIGITMODESERVERDECIDE, 1 eLINEDIGITMODEPULSE, 2 eLINEDIGITMODEDTMF, 4 eLINEDIGITMODEDTMFEND. */
  iDigitMode: number;
  iDigitDuration: number;
  u8sDigitsToDial: string;
}

export interface AsnCtiDialDigitsResult {
  bSuccess: boolean;
}

export interface AsnCtiDropCallArgument {
  u8sConnectionID: string;
}

export interface AsnCtiDropCallResult {
  bSuccess: boolean;
}

/** attachChangeNotify 1 subscribes to added, removed and reordered lines. */
export interface AsnCtiEnumPhoneLinesArgument {
  typeofLines: AsnCtiEnumPhoneLinesArgumentEnum;
  attachChangeNotify: number;
}

/** Which lines to list. The last two need the administrator's right. */
export const AsnCtiEnumPhoneLinesArgumentEnum = {
  userOwnLines: 0,
  userMonitorLines: 1,
  systemLocalLines: 2,
  systemGlobalLines: 3,
} as const;
export type AsnCtiEnumPhoneLinesArgumentEnum = number;

export const AsnCtiEnumPhoneLinesErrorEnum = {
  success: 0,
  generalerror: 1,
  accessdenied: 2,
} as const;
export type AsnCtiEnumPhoneLinesErrorEnum = number;

export interface AsnCtiEnumPhoneLinesResult {
  seqLines: AsnCtiLineInfoList;
  u8sLineMonitorCrossRefID?: string;
}

export interface AsnCtiHoldArgument {
  bHold: boolean;
  u8sConnectionID: string;
}

export interface AsnCtiHoldResult {
  bSuccess: boolean;
}

/** u8sLineDescriptor is a number or a line URI. */
export interface AsnCtiLineDropCallArgument {
  u8sLineDescriptor: string;
}

export interface AsnCtiLineDropCallResult {
  bSuccess: boolean;
}

/** A line as the interface shows it. */
export interface AsnCtiLineInfo {
  /** AsnContactPhoneLineType: -1 iPHONENUMBERTYPEALL, 0 iPHONENUMBERTYPEUNKNOWN, 1 iPHONENUMBERTYPEPRIMARY, 2 iPHONENUMBERTYPESECONDARY, 3 iPHONENUMBERTYPEOTHEROWNNUMBER. */
  iType: number;
  /** AsnCtiLineOpenStatus: 0 lineStatusDisconnected, 1 lineStatusClosed, 2 lineStatusOpen, 3 lineStatusOpenNoPhoneConnected, 4 lineStatusOpenNoPBXConnection, 5 lineStatusOpenPBXLoginFailed, 6 lineStatusOpenPBXNoLicense, 7 lineStatusOpenPBXSessionCountExceeded, 8 lineStatusFailedNoLicense, 9 lineStatusFailedNoECSTALicense. */
  iLineOpenStatus: number;
  u8sLinePhoneNumber: string;
  u8sDescriptor: string;
  u8sPhoneNumber: string;
  u8sLineLocationID: string;
  /** EnumLineFeatures: 0 eCTILINEFEATURENONE, 1 eCTILINEFEATUREMAKECALL, 2 eCTILINEFEATUREDONOTDISTURB, 4 eCTILINEFEATUREPICKUP, 8 eCTILINEFEATUREBLOCKID, 16 eCTILINEFEATURENOIMMEDIATEINQUIRY, 32 eCTILINEFEATUREREMOTEOFFICE, 64 eCTILINEFEATUREINVALIDPASSWORD, 128 eCTILINEFEATUREREMOTEOFFICEEMULATION. */
  iLineFeatures: number;
  /** EnumForwardModes: 0 eFORWARDMODEUNKNOWN, 1 eFORWARDMODEIMMEDIATE, 2 eFORWARDMODEBUSY, 4 eFORWARDMODENOANSW, 8 eFORWARDMODEBUSYINT, 16 eFORWARDMODEBUSYEXT, 32 eFORWARDMODENOANSINT, 64 eFORWARDMODENOANSEXT, 128 eFORWARDMODEIMMINT, 256 eFORWARDMODEIMMEXT, 512 eFORWARDDISC, 1024 eFORWARDDISCINT, 2048 eFORWARDDISCEXT, 4096 eFORWARDADMINDISC, 8192 eFORWARDADMINDISCINT, 16384 eFORWARDADMINDISCEXT, 32767 eFORWARDALLMODESMASK. */
  iForwardFeaturesPBX: number;
  /** EnumForwardModes: 0 eFORWARDMODEUNKNOWN, 1 eFORWARDMODEIMMEDIATE, 2 eFORWARDMODEBUSY, 4 eFORWARDMODENOANSW, 8 eFORWARDMODEBUSYINT, 16 eFORWARDMODEBUSYEXT, 32 eFORWARDMODENOANSINT, 64 eFORWARDMODENOANSEXT, 128 eFORWARDMODEIMMINT, 256 eFORWARDMODEIMMEXT, 512 eFORWARDDISC, 1024 eFORWARDDISCINT, 2048 eFORWARDDISCEXT, 4096 eFORWARDADMINDISC, 8192 eFORWARDADMINDISCINT, 16384 eFORWARDADMINDISCEXT, 32767 eFORWARDALLMODESMASK. */
  iForwardFeaturesSERVER: number;
  /** EnumForwardModes: 0 eFORWARDMODEUNKNOWN, 1 eFORWARDMODEIMMEDIATE, 2 eFORWARDMODEBUSY, 4 eFORWARDMODENOANSW, 8 eFORWARDMODEBUSYINT, 16 eFORWARDMODEBUSYEXT, 32 eFORWARDMODENOANSINT, 64 eFORWARDMODENOANSEXT, 128 eFORWARDMODEIMMINT, 256 eFORWARDMODEIMMEXT, 512 eFORWARDDISC, 1024 eFORWARDDISCINT, 2048 eFORWARDDISCEXT, 4096 eFORWARDADMINDISC, 8192 eFORWARDADMINDISCINT, 16384 eFORWARDADMINDISCEXT, 32767 eFORWARDALLMODESMASK. */
  iForwardFeaturesUSER: number;
  optionalParams?: AsnOptionalParameters;
}

export type AsnCtiLineInfoList = AsnCtiLineInfo[];

export interface AsnCtiLineMonitorStartArgument {
  u8sLinePhoneNumber: string;
}

export const AsnCtiLineMonitorStartErrorEnum = {
  success: 0,
  generalerror: 1,
  accessdenied: 2,
  invalidline: 3,
} as const;
export type AsnCtiLineMonitorStartErrorEnum = number;

/** The state of a line, and the id of the subscription to all that changes. */
export interface AsnCtiLineMonitorStartResult {
  u8sMonitorCrossRefID: string;
  lineInfo: AsnCtiLineInfo;
  seqCalls: AsnCtiCallInformationList;
  iDoNotDisturb: number;
  seqLineForwards: AsnLineForwards;
  remoteOfficeState: AsnRemoteOfficeState;
  optionalParams?: AsnOptionalParameters;
}

export interface AsnCtiLineMonitorStopArgument {
  u8sMonitorCrossRefID: string;
}

export const AsnCtiLineMonitorStopErrorEnum = {
  success: 0,
  generalerror: 1,
  accessdenied: 2,
  invalidline: 3,
} as const;
export type AsnCtiLineMonitorStopErrorEnum = number;

export interface AsnCtiLineMonitorStopResult {
}

/** Whether the line is in service. */
export const AsnCtiLineOpenStatus = {
  lineStatusDisconnected: 0,
  lineStatusClosed: 1,
  lineStatusOpen: 2,
  lineStatusOpenNoPhoneConnected: 3,
  lineStatusOpenNoPBXConnection: 4,
  lineStatusOpenPBXLoginFailed: 5,
  lineStatusOpenPBXNoLicense: 6,
  lineStatusOpenPBXSessionCountExceeded: 7,
  lineStatusFailedNoLicense: 8,
  lineStatusFailedNoECSTALicense: 9,
} as const;
export type AsnCtiLineOpenStatus = number;

export interface AsnCtiLineSetDoNotDisturbArgument {
  u8sLinePhoneNumber: string;
  bDoNotDisturb: boolean;
}

export const AsnCtiLineSetDoNotDisturbErrorEnum = {
  success: 0,
  generalerror: 1,
  accessdenied: 2,
  invalidline: 3,
} as const;
export type AsnCtiLineSetDoNotDisturbErrorEnum = number;

export interface AsnCtiLineSetDoNotDisturbResult {
}

export interface AsnCtiLineSetRemoteOfficeArgument {
  u8sLinePhoneNumber: string;
  remoteOfficeState: AsnRemoteOfficeState;
}

export const AsnCtiLineSetRemoteOfficeErrorEnum = {
  success: 0,
  generalerror: 1,
  accessdenied: 2,
  invalidline: 3,
} as const;
export type AsnCtiLineSetRemoteOfficeErrorEnum = number;

export interface AsnCtiLineSetRemoteOfficeResult {
}

/** iNumberFormat 0 dials as given, else the number is formatted with the line's location. */
export interface AsnCtiMakeCallArgument {
  u8sPhoneNumberFrom: string;
  u8sPhoneNumberTo: string;
  /** AsnETAPIDialNumberFormat: 0 eTAPIDIALNUMBERFORMATNORMAL, 1 eTAPIDIALNUMBERFORMATSUPERCANONIC, 2 eTAPIDIALNUMBERFORMATPLAIN, 3 eTAPIDIALNUMBERFORMATDIALABLEPLAIN. */
  iNumberFormat: number;
  newCallParams?: AsnCtiNewCallParams;
}

export const AsnCtiMakeCallErrorEnum = {
  success: 0,
  generalerror: 1,
  accessdenied: 2,
  invalidline: 3,
} as const;
export type AsnCtiMakeCallErrorEnum = number;

export interface AsnCtiMakeCallResult {
  u8sConnectionID: string;
  optionalParams?: AsnOptionalParameters;
}

export interface AsnCtiMergeCallsArgument {
  u8sConnectionID1: string;
  u8sConnectionID2: string;
}

export interface AsnCtiMergeCallsResult {
  bSuccess: boolean;
}

/** Further wishes for a new call. Older clients send it empty. */
export interface AsnCtiNewCallParams {
  projectPinRule?: AsnProjectPinRule;
  bHideMyCallerID?: boolean;
  asnRemoteContact?: AsnNetDatabaseContact;
  optionalParams?: AsnOptionalParameters;
}

export interface AsnCtiNotifyConferenceCreatedArgument {
  u8sLineMonitorCrossRefID: string;
  u8sLinePhoneNumber: string;
  conferenceControllerCallInfo: AsnCtiCallInformation;
  conferenceMemberCallInfoList: AsnCtiCallInformationList;
}

export interface AsnCtiNotifyConferenceDestroyedArgument {
  u8sLineMonitorCrossRefID: string;
  u8sLinePhoneNumber: string;
  conferenceControllerCallInfo: AsnCtiCallInformation;
  conferenceMemberCallInfoList: AsnCtiCallInformationList;
}

export interface AsnCtiNotifyConferencePartyAddedArgument {
  u8sLineMonitorCrossRefID: string;
  u8sLinePhoneNumber: string;
  conferenceControllerCallInfo: AsnCtiCallInformation;
  conferenceMemberCallInfo: AsnCtiCallInformation;
}

export interface AsnCtiNotifyConferencePartyRemovedArgument {
  u8sLineMonitorCrossRefID: string;
  u8sLinePhoneNumber: string;
  conferenceControllerCallInfo: AsnCtiCallInformation;
  conferenceMemberCallInfo: AsnCtiCallInformation;
}

export interface AsnCtiNotifyLineAddRemoveArgument {
  u8sLineMonitorCrossRefID: string;
  u8sLinePhoneNumber: string;
  addremove: AsnCtiNotifyLineAddRemoveArgumentEnum;
  lineInfo: AsnCtiLineInfo;
}

export const AsnCtiNotifyLineAddRemoveArgumentEnum = {
  added: 0,
  removed: 1,
} as const;
export type AsnCtiNotifyLineAddRemoveArgumentEnum = number;

export interface AsnCtiNotifyLineCallFeaturesChangedArgument {
  u8sLineMonitorCrossRefID: string;
  u8sLinePhoneNumber: string;
  callFeaturesList: AsnCtiCallFeaturesList;
}

export interface AsnCtiNotifyLineCallInformationChangedArgument {
  u8sMonitorCrossRefID: string;
  u8sLinePhoneNumber: string;
  /** AsnCtiCallInfoChangedReason: 0 reasonCallOffering, 1 reasonCallDialing, 2 reasonCallRingback, 3 reasonCallConnected, 4 reasonCallConferenced, 5 reasonCallHold, 6 reasonRemotePartyChanged, 7 reasonRemoteContactChanged, 8 reasonProjectOrPrivateChanged, 9 reasonCallMemoChanged, 10 reasonCallBusy, 11 reasonCallDisconnect, 12 reasonCallDestroyed, 13 reasonHoldContactChanged, 14 reasonOther, 15 reasonCallDataChanged, 16 reasonConnectionToPhoneDestroyed. */
  reason: number;
  callinformation: AsnCtiCallInformation;
}

export interface AsnCtiNotifyLineDoNotDisturbChangedArgument {
  u8sMonitorCrossRefID: string;
  u8sLinePhoneNumber: string;
  iDoNotDisturb: number;
  optionalParams?: AsnOptionalParameters;
}

export interface AsnCtiNotifyLineForwardingChangedArgument {
  u8sMonitorCrossRefID: string;
  u8sLinePhoneNumber: string;
  seqLineForwards: AsnLineForwards;
}

export interface AsnCtiNotifyLineInfoChangedArgument {
  u8sMonitorCrossRefID: string;
  u8sLinePhoneNumber: string;
  lineInfo: AsnCtiLineInfo;
}

export interface AsnCtiNotifyLineProjectSettingsChangedArgument {
  u8sMonitorCrossRefID: string;
  u8sLinePhoneNumber: string;
  u8sLocationID: string;
  projectList: AsnProjectPinRuleList;
}

export interface AsnCtiNotifyLineRemoteOfficeChangedArgument {
  u8sMonitorCrossRefID: string;
  u8sLinePhoneNumber: string;
  remoteOfficeState: AsnRemoteOfficeState;
}

export interface AsnCtiNotifyLineSortOrderChangedArgument {
  u8sMonitorCrossRefID: string;
  u8sLineURISortOrder: UTF8StringList;
}

/** To the session that made the call: success 1, or 0. */
export interface AsnCtiNotifyMakeCallResultArgument {
  u8sLinePhoneNumber: string;
  u8sConnectionID: string;
  success: number;
}

export interface AsnCtiNotifyMonitorStoppedArgument {
  u8sMonitorCrossRefID: string;
}

/** u8sPhoneNumber is the own line that answers. */
export interface AsnCtiPickupCallArgument {
  u8sContactID: string;
  u8sConnectionID: string;
  u8sPhoneNumber: string;
  /** AsnETAPIDialNumberFormat: 0 eTAPIDIALNUMBERFORMATNORMAL, 1 eTAPIDIALNUMBERFORMATSUPERCANONIC, 2 eTAPIDIALNUMBERFORMATPLAIN, 3 eTAPIDIALNUMBERFORMATDIALABLEPLAIN. */
  iNumberFormat: number;
}

export interface AsnCtiPickupCallResult {
  bSuccess: boolean;
  optionalParams?: AsnOptionalParameters;
}

/** u8sContactID may name a user in place of u8sConnectionID. */
export interface AsnCtiRedirectCallArgument {
  u8sContactID: string;
  u8sConnectionID: string;
  u8sPhoneNumber: string;
  /** AsnETAPIDialNumberFormat: 0 eTAPIDIALNUMBERFORMATNORMAL, 1 eTAPIDIALNUMBERFORMATSUPERCANONIC, 2 eTAPIDIALNUMBERFORMATPLAIN, 3 eTAPIDIALNUMBERFORMATDIALABLEPLAIN. */
  iNumberFormat: number;
}

export interface AsnCtiRedirectCallResult {
  bSuccess: boolean;
}

export interface AsnCtiRemoveForwardArgument {
  u8sPhoneNumberFrom: string;
  optionalParams?: AsnOptionalParameters;
}

export interface AsnCtiRemoveForwardResult {
  bSuccess: boolean;
  optionalParams?: AsnOptionalParameters;
}

/** An empty connection id announces data for a call to come. */
export interface AsnCtiSetCallDataArgument {
  u8sConnectionID: string;
  callDataList: AsnCtiCallDataList;
  optionalParams?: AsnOptionalParameters;
}

export interface AsnCtiSetCallDataResult {
  bSuccess: boolean;
}

export interface AsnCtiSetForwardArgument {
  u8sPhoneNumberFrom: string;
  u8sPhoneNumberTo: string;
  optionalParams?: AsnOptionalParameters;
}

export interface AsnCtiSetForwardResult {
  bSuccess: boolean;
  bExistingForwardingChanged: boolean;
  optionalParams?: AsnOptionalParameters;
}

export interface AsnCtiSnapshotPhoneLineArgument {
  u8sLinePhoneNumber: string;
}

export const AsnCtiSnapshotPhoneLineErrorEnum = {
  success: 0,
  generalerror: 1,
  accessdenied: 2,
  invalidline: 3,
} as const;
export type AsnCtiSnapshotPhoneLineErrorEnum = number;

/** The state of a line. */
export interface AsnCtiSnapshotPhoneLineResult {
  lineInfo: AsnCtiLineInfo;
  seqCalls: AsnCtiCallInformationList;
  iDoNotDisturb: number;
  seqLineForwards: AsnLineForwards;
  remoteOfficeState: AsnRemoteOfficeState;
  optionalParams?: AsnOptionalParameters;
}

export interface AsnCtiStartCallRecordingArgument {
  u8sConnectionID: string;
}

export interface AsnCtiStartCallRecordingResult {
  bSuccess: boolean;
}

export interface AsnCtiStopCallRecordingArgument {
  u8sConnectionID: string;
}

export interface AsnCtiStopCallRecordingResult {
}

/** The call that is on hold. */
export interface AsnCtiSwapHoldArgument {
  u8sConnectionID: string;
}

export interface AsnCtiSwapHoldResult {
  bSuccess: boolean;
}

export interface AsnCustomNote {
  u8sContactID: string;
  u8sUsername: string;
  u8sNote: string;
}

/** How a number is to be read before it is dialled. */
export const AsnETAPIDialNumberFormat = {
  eTAPIDIALNUMBERFORMATNORMAL: 0,
  eTAPIDIALNUMBERFORMATSUPERCANONIC: 1,
  eTAPIDIALNUMBERFORMATPLAIN: 2,
  eTAPIDIALNUMBERFORMATDIALABLEPLAIN: 3,
} as const;
export type AsnETAPIDialNumberFormat = number;

export interface AsnExternalPresenceState {
  u8sUserName: string;
  iState: number;
  eType: AsnExternalPresenceType;
}

export type AsnExternalPresenceStates = AsnExternalPresenceState[];

export const AsnExternalPresenceType = {
  eMSTeams: 0,
} as const;
export type AsnExternalPresenceType = number;

export const AsnForwardMode = {
  iCTIFORWARDUNKNOWN: 0,
  iCTIFORWARDIMMEDIATE: 1,
  iCTIFORWARDBUSY: 2,
  iCTIFORWARDNOANSW: 3,
  iCTIFORWARDBUSYINT: 4,
  iCTIFORWARDBUSYEXT: 5,
  iCTIFORWARDNOANSINT: 6,
  iCTIFORWARDNOANSEXT: 7,
  iCTIFORWARDIMMINT: 8,
  iCTIFORWARDIMMEXT: 9,
  iCTIBACKENDSPECIFIC: 10,
} as const;
export type AsnForwardMode = number;

/** Without ids: all locations. */
export interface AsnGetLocationIDsArgument {
  locationIDs?: UTF8StringList;
}

/** Pairs of location id and checksum. */
export interface AsnGetLocationIDsResult {
  locationIDMD5ChecksumList: AsnStringPairList;
}

export interface AsnGetLocationInformation2Result {
  asnLocationData: AsnLocationInformation2;
}

export interface AsnGetLocationInformationArgument {
  u8sLocationID: string;
}

export interface AsnGetLoggedInContactArgument {
}

/** The user of this session. */
export interface AsnGetLoggedInContactV2Result {
  u8sLoggedInUser: string;
  ownContact: AsnContactV2;
}

/** Kind and lifetime (seconds) of the token that is asked for. */
export interface AsnGetUserTokenArgument {
  /** AsnUserTokenType: 0 eUserTokenExternal, 1 eUserTokenLogin. */
  iType?: number;
  iTTL?: number;
  lstServiceType?: UTF8StringList;
  lstProfileAttributes?: AsnProfileAttributeList;
  adminLogin?: AsnAdminLogin;
}

export interface AsnGetUserTokenV2Result {
  sToken: string;
}

export interface AsnIntegerPair {
  key: number;
  value: number;
}

export type AsnIntegerPairList = AsnIntegerPair[];

export interface AsnJSONWebToken {
  header: AsnJSONWebTokenHeader;
  payload: AsnJSONWebTokenPayLoad;
  signature: string;
}

export interface AsnJSONWebTokenHeader {
  u8sTYP: string;
  u8sALG: string;
  u8sCTY?: string;
  optionals?: AsnStringPairList;
}

export interface AsnJSONWebTokenPayLoad {
  u8sISS?: string;
  u8sSUB?: string;
  u8sAUD?: string;
  utcEXP?: AsnSystemTime;
  utcNBF?: AsnSystemTime;
  utcIAT?: AsnSystemTime;
  u8sJTI: string;
  iUserType?: number;
  optionals?: AsnStringPairList;
}

export interface AsnKeepAliveArgument {
  dummy?: null;
}

/** One forward of a line. iNoAnswerTime in seconds, 0 = default. */
export interface AsnLineForward {
  iInternalID: number;
  /** EnumForwardController: 1 eFORWARDCONTROLLERPBX, 2 eFORWARDCONTROLLERTAPISERVERADMIN, 4 eFORWARDCONTROLLERTAPISERVERUSER. */
  iForwardController: number;
  /** EnumForwardModes: 0 eFORWARDMODEUNKNOWN, 1 eFORWARDMODEIMMEDIATE, 2 eFORWARDMODEBUSY, 4 eFORWARDMODENOANSW, 8 eFORWARDMODEBUSYINT, 16 eFORWARDMODEBUSYEXT, 32 eFORWARDMODENOANSINT, 64 eFORWARDMODENOANSEXT, 128 eFORWARDMODEIMMINT, 256 eFORWARDMODEIMMEXT, 512 eFORWARDDISC, 1024 eFORWARDDISCINT, 2048 eFORWARDDISCEXT, 4096 eFORWARDADMINDISC, 8192 eFORWARDADMINDISCINT, 16384 eFORWARDADMINDISCEXT, 32767 eFORWARDALLMODESMASK. */
  iForwardMode: number;
  iBackEndSpecific: number;
  iNoAnswerTime: number;
  u8sDestination: string;
  u8sCallerIDList: UTF8StringList;
}

export type AsnLineForwards = AsnLineForward[];

/** All about a location: country, area, main number, prefixes, access codes, rules. */
export interface AsnLocationInformation2 {
  u8sLocationID: string;
  u8sLocationCheckSum: string;
  bUseVanity: boolean;
  bShowExtendedSettings: boolean;
  bUseTkSystem: boolean;
  bUseAdvancedLCR: boolean;
  bFixedNumberLenExtensionDTMFDialing: boolean;
  bMultiLocationSupport: boolean;
  bAutoCreateOtherLocationRules: boolean;
  bAllowNumberSearchOtherLocations: boolean;
  bShortenOtherLocationSCNumbersForDialing: boolean;
  iCountryID: number;
  iLanguage: number;
  u8sCountryCode: string;
  u8sLocalPrefix: string;
  u8sNationalPrefix: string;
  u8sInternationalPrefix: string;
  u8sLocalDialingRule: string;
  u8sNationalDialingRule: string;
  u8sInternationalDialingRule: string;
  u8sCityCodeNoPrefix: string;
  u8sVanityNumbers: string;
  u8sTKLocalAccessCode: string;
  u8sTKLongDistanceAccessCode: string;
  u8sTKInternationalAccessCode: string;
  u8sTKPrivateAccessCode: string;
  u8sTKForwardingAccessCode: string;
  u8sTKAnschlussNr: string;
  iTKMinLenInternalNumbers: number;
  iTKMaxLenInternalNumbers: number;
  numberFormatInternal: AsnNumberFormatRegExpressions2;
  numberFormatExternal: AsnNumberFormatRegExpressions2;
  numberFormatAutomaticOtherLocationsDDItoSC: AsnNumberFormatRegExpressions2;
  numberFormatAutomaticOtherLocationsSCtoDDI: AsnNumberFormatRegExpressions2;
  numberFormatRegExpressListIn: AsnNumberFormatRegExpressions2;
  numberFormatRegExpressListOut: AsnNumberFormatRegExpressions2;
  numberFormatRegExpressListDial: AsnNumberFormatRegExpressions2;
  numberFormatRegExpressListFinalDial: AsnNumberFormatRegExpressions2;
  projectPINRules: AsnProjectPinRuleList;
  u8sDDIRangeBegin: string;
  u8sDDIRangeEnd: string;
  /** AsnETAPIDialNumberFormat: 0 eTAPIDIALNUMBERFORMATNORMAL, 1 eTAPIDIALNUMBERFORMATSUPERCANONIC, 2 eTAPIDIALNUMBERFORMATPLAIN, 3 eTAPIDIALNUMBERFORMATDIALABLEPLAIN. */
  iDialingNumberFormat: number;
  bNoLocalDialing: boolean;
}

export interface AsnLocationInformationChangedArgument {
  u8sLocationID: string;
  optionalParams?: AsnOptionalParameters;
}

/** Without auth it asks for the list of methods. */
export interface AsnLoginV2Argument {
  auth?: AsnLoginV2ChoiceArgument;
}

/** One method and its credentials. */
export interface AsnLoginV2ChoiceArgument {
  authBasic?: AsnAuthBasicCredential;
  authNTLM?: AsnAuthNTLMCredential;
  authKerberos?: AsnAuthKerberosCredential;
  authBearer?: AsnAuthBearer;
  authOpenIDC?: AsnAuthOpenIDC;
}

/** The outcome of a log-in. */
export interface AsnLoginV2Result {
  supportedAuthMethods?: AsnLoginV2ResultSupportedAuthMethods;
  succceeded?: AsnLoginV2ResultSuccess;
  serverRedirect?: AsnLoginV2ResultServerRedirect;
  serverBusy?: AsnLoginV2ResultServerBusy;
  ntlmRenegotiate?: AsnLoginV2ResultRenegotiateNTLM;
}

export interface AsnLoginV2ResultRenegotiateNTLM {
  authdata: string;
}

export interface AsnLoginV2ResultServerBusy {
  iRetryInSeconds: number;
}

export interface AsnLoginV2ResultServerRedirect {
  u8sRedirectTo: string;
}

/** Logged in as this user. */
export interface AsnLoginV2ResultSuccess {
  u8sLoggedInUser?: string;
  token?: AsnLoginV2Token;
}

export interface AsnLoginV2ResultSupportedAuthMethods {
  authMethodsOrdered: AsnLoginV2SupportedAuthMethods;
  authDigest?: AsnAuthDigestParams;
}

export const AsnLoginV2SupportedAuthMethod = {
  noneOrUnknown: 0,
  basic: 1,
  digest: 2,
  ntlm: 3,
  kerberos: 4,
  bearer: 5,
  openidc: 6,
} as const;
export type AsnLoginV2SupportedAuthMethod = number;

/** In the order of preference. */
export type AsnLoginV2SupportedAuthMethods = AsnLoginV2SupportedAuthMethod[];

export interface AsnLoginV2Token {
  u8sJwt?: string;
  u8sToken?: string;
}

export interface AsnLogoffArgument {
}

/** Details of the error of a refused log-in. */
export const AsnLogonErrorEnum = {
  eNETLOGININTERNALSERVERERROR: 100,
  eNETLOGININVALUSERNAME: 101,
  eNETLOGINNOMOREUSERS: 103,
  eNETLOGININVALIDVERSION: 104,
  eNETLOGINNEGOTIATIONREQUIRED: 105,
  eNETLOGININVALIDAUTHENTICATIONMETHOD: 106,
  eNETLOGINUSERNOTENABLED: 107,
  eNETLOGININVALIDCOMPUTERNAME: 108,
  eNETLOGINDOMAINAUTHFAILED: 109,
  eNETLOGINMISSINGRIGHTS: 110,
  eNETLOGINMISSINGRIGHTSTS: 111,
  eNETLOGINSERVERNOTCOMPATIBLE: 112,
  eNETLOGINALREADYAUTHENTICATED: 113,
  eNETLOGINTLSREQUIRED: 114,
  eNETLOGINACCOUNTPASSWORDLOCKED: 129,
  eNETLOGINTOKENEXIRED: 130,
  eNETLOGINTOOMANYATTEMPTS: 131,
  eNETLOGINWRONGPACMODE: 133,
} as const;
export type AsnLogonErrorEnum = number;

export interface AsnNegotiateInterfaceVersionArgument {
  u8sMinInterfaceVer: string;
  u8sMaxInterfaceVer: string;
}

export interface AsnNegotiateInterfaceVersionResult {
  bSuccess: boolean;
  u8sServerInterfaceVer: string;
}

export interface AsnNegotiateServerConnectionAnonymousDataArgument {
  u8sHintData: string;
  u8sToken: string;
}

export interface AsnNegotiateServerConnectionAnonymousDataResult {
  u8sUsername: string;
  u8sToken: string;
}

export const AsnNegotiateServerConnectionAuthenticationMethod = {
  ePASSWORD: 0,
  eDOMAIN: 1,
  eOAUTH: 2,
} as const;
export type AsnNegotiateServerConnectionAuthenticationMethod = number;

/** Bits: what the client can do. */
export const AsnNegotiateServerConnectionClientCapabilities = {
  eNONE: 0,
  eSOFTPHONE: 1,
  eAVLINE: 2,
  eASN1V2EVENTS: 4,
} as const;
export type AsnNegotiateServerConnectionClientCapabilities = number;

export const AsnNegotiateServerConnectionServerTypeV2 = {
  ePROCALLENTERPRISE: 0,
  eTAPISERVER: 1,
  ePROCALLINFINITY: 2,
  ePROCALLNEX: 3,
} as const;
export type AsnNegotiateServerConnectionServerTypeV2 = number;

/** The range of interface versions that the client can speak, and who it is. */
export interface AsnNegotiateServerConnectionV2Argument {
  u8sMinSupportedInterfaceVersion: string;
  u8sMaxSupportedInterfaceVersion: string;
  u8sClientDeviceId: string;
  u8sClientVersion: string;
  eClientAppID: AsnClientAppID;
  u8sClientDeviceName: string;
  /** AsnNegotiateServerConnectionClientCapabilities: 0 eNONE, 1 eSOFTPHONE, 2 eAVLINE, 4 eASN1V2EVENTS. */
  iClientCapabilities: number;
  u8sConnectionGUID?: string;
  eAnonymousLogin?: AsnNegotiateServerConnectionAnonymousDataArgument;
}

/** The ranges do not overlap. */
export interface AsnNegotiateServerConnectionV2IncompatibleInterfaceVersion {
  u8sServerInterfaceVersion: string;
}

/** The version that both will speak, and what the server is. */
export interface AsnNegotiateServerConnectionV2Result {
  eServerType: AsnNegotiateServerConnectionServerTypeV2;
  u8sServerInterfaceVersion: string;
  eAuthenticationMethod: AsnNegotiateServerConnectionAuthenticationMethod;
  sServerAuthentication: string;
  stServerTime: AsnSystemTime;
  u8sServerVersion: string;
  u8sConnectionGUID: string;
  u8sPresenceDomains: UTF8StringList;
  iOEM?: number;
  u8sProductVersion?: string;
  bPresenceServicesDisabled?: boolean;
  bUserUserRightsDisabled?: boolean;
  eAnonymousDetails?: AsnNegotiateServerConnectionAnonymousDataResult;
}

/** Agreed, busy or incompatible. */
export interface AsnNegotiateServerConnectionV2ResultChoice {
  result?: AsnNegotiateServerConnectionV2Result;
  busy?: AsnNegotiateServerConnectionV2ServerBusy;
  incompatible?: AsnNegotiateServerConnectionV2IncompatibleInterfaceVersion;
}

/** Come back after so many seconds. */
export interface AsnNegotiateServerConnectionV2ServerBusy {
  iServerBusyTimeout: number;
}

/** A person or company as directories know it. */
export interface AsnNetDatabaseContact {
  u8sFound?: string;
  u8sDatabaseName?: string;
  u8sEntryIDDB?: string;
  u8sEntryIDStore?: string;
  u8sEntryID?: string;
  u8sCtiServerUserName?: string;
  u8sDisplayName?: string;
  u8sFirstName?: string;
  u8sLastName?: string;
  u8sJobTitle?: string;
  u8sCompany?: string;
  u8sDepartment?: string;
  u8sOfficeRoomNumber?: string;
  u8sCustomerID?: string;
  u8sBusinessAddressStreet?: string;
  u8sBusinessAddressPostalCode?: string;
  u8sBusinessAddressCity?: string;
  u8sBusinessAddressState?: string;
  u8sBusinessAddressCountry?: string;
  u8sPrivateAddressStreet?: string;
  u8sPrivateAddressPostalCode?: string;
  u8sPrivateAddressCity?: string;
  u8sPrivateAddressState?: string;
  u8sPrivateAddressCountry?: string;
  u8sOtherAddressStreet?: string;
  u8sOtherAddressPostalCode?: string;
  u8sOtherAddressCity?: string;
  u8sOtherAddressState?: string;
  u8sOtherAddressCountry?: string;
  u8sEMail?: string;
  u8sEMail2?: string;
  u8sEMail3?: string;
  u8sSIPAddress?: string;
  u8sWebPageURL?: string;
  u8sPhoneBusiness?: string;
  u8sPhoneBusiness2?: string;
  u8sCompanyMainTelephoneNumber?: string;
  u8sAssistantTelephoneNumber?: string;
  u8sPhoneHome?: string;
  u8sPhoneHome2?: string;
  u8sPrimaryTelephoneNumber?: string;
  u8sPhoneMobile?: string;
  u8sCarTelephoneNumber?: string;
  u8sRadioTelephoneNumber?: string;
  u8sPagerTelephoneNumber?: string;
  u8sOtherTelephoneNumber?: string;
  u8sCallbackTelephoneNumber?: string;
  u8sISDNTelephoneNumber?: string;
  u8sTTYTTDTelephoneNumber?: string;
  u8sFaxBusiness?: string;
  u8sFaxHome?: string;
  u8sBody?: string;
  u8sDirectWebLink?: string;
  customFields?: AsnStringPairList;
  bValid?: boolean;
  iPrivateContact?: number;
  iCtiServerUser?: number;
  optionalParams?: AsnOptionalParameters;
}

export interface AsnNetDatabaseContactID {
  u8sEntryID: string;
  u8sEntryIDDB: string;
  u8sEntryIDStore: string;
}

export type AsnNetDatabaseContactIDList = AsnNetDatabaseContactID[];

export type AsnNetDatabaseContactList = AsnNetDatabaseContact[];

export type AsnNumberFormatRegExpressList2 = AsnNumberFormatRegExpression2[];

/** A rule: where u8sSearch matches, u8sReplace takes its place. */
export interface AsnNumberFormatRegExpression2 {
  u8sSearch: string;
  u8sReplace: string;
  bMatchReplace: boolean;
}

/** A list of rules in the order of use. */
export interface AsnNumberFormatRegExpressions2 {
  bIsReadOnlyFromFile: boolean;
  formatRules: AsnNumberFormatRegExpressList2;
}

/** One named value. */
export interface AsnOptionalParam {
  key: string;
  value: AsnOptionalParamChoice;
}

export interface AsnOptionalParamChoice {
  stringdata?: string;
  binarydata?: string;
  integerdata?: number;
}

/** Named values beside the fixed members. In JSON an object: text, number, or {"binarydata": base64}. */
export type AsnOptionalParameters = Record<string, string | number | { binarydata: string }>;

/** The usual combinations for a primary line. */
export const AsnPhoneControlPrimaryCommonRights = {
  eBlocked: 0,
  eCompany: 7,
  eTeam: 519,
  ePersonal: 775,
} as const;
export type AsnPhoneControlPrimaryCommonRights = number;

/** Bits: what a user may do with another user's line. */
export const AsnPhoneControlRightsFlags = {
  eBlocked: 0,
  eNumbersOutbound: 1,
  eNumbersInbound: 2,
  eNumbersRedirected: 4,
  eSetForwards: 256,
  eSetPickupCalls: 512,
} as const;
export type AsnPhoneControlRightsFlags = number;

/** The usual combinations for further lines. */
export const AsnPhoneControlSecondaryCommonRights = {
  eBlocked: 0,
  eTeam: 7,
  ePersonal: 775,
} as const;
export type AsnPhoneControlSecondaryCommonRights = number;

export const AsnPresenceStateEnum = {
  eUNCONTROLLED: 0,
  eAVAILABLE: 1,
  eBUSY: 2,
  eABSENT: 3,
  eDONOTDISTURB: 4,
  eOUTOFORDER: 7,
} as const;
export type AsnPresenceStateEnum = number;

export const AsnPresenceStateFlags = {
  eWORKINGAFTERCALL: 65536,
  eCONFERENCING: 131072,
  eRINGING: 16777216,
  eAPPOINTMENT: 33554432,
  eCALL: 67108864,
  eOFFLINE: 134217728,
  eNOTESET: 268435456,
  eIDLE: 536870912,
  eMOBILEAVAILABLITY: 1073741824,
} as const;
export type AsnPresenceStateFlags = number;

export interface AsnProfileAttribute {
  u8sServiceType: string;
  u8seName: string;
  u8sValue?: string;
}

export type AsnProfileAttributeList = AsnProfileAttribute[];

/** A project that a call is booked on. Older clients send it empty. */
export interface AsnProjectPinRule {
  u8sProjectName?: string;
  u8sProjectPin?: string;
  /** EnumProjectType: 0 ePROJECTTYPEUNKNOWN, 1 ePROJECTTYPEPBX, 2 ePROJECTTYPEJOURNAL, 3 ePROJECTTYPEJOURNALPBX, 4 ePROJECTTYPEPBXPRIVATE. */
  iProjectType?: number;
  bAssociatedCallIsPrivateCall?: boolean;
  u8sLocationID?: string;
  u8sUserEnteredPin?: string;
  u8sUserEnteredUserID?: string;
}

export type AsnProjectPinRuleList = AsnProjectPinRule[];

export const AsnReachabilityEnum = {
  eREACHABILITYNORMAL: 0,
  eREACHABILITYPAUSE: 1,
  eREACHABILITYBUSINESSTRIP: 2,
  eREACHABILITYHOMEOFFICE: 3,
  eREACHABILITYVACATION: 4,
  eREACHABILITYUNREACHABLE: 5,
} as const;
export type AsnReachabilityEnum = number;

/** Whether the user's calls run over another number, and which. */
export interface AsnRemoteOfficeState {
  u8sController: string;
  iEnabled: number;
  u8sDestination: string;
}

/** Why a request was refused: a number for programs, a sentence for people. */
export interface AsnRequestError {
  iErrorDetail: number;
  u8sErrorString: string;
}

export interface AsnSIPLineDetails {
  iSIPAVMediaMode: number;
  iSIPAVAudioCodecs: SEQInteger;
  iMinPort: number;
  iMaxPort: number;
}

export interface AsnStartTLSArgument {
}

export interface AsnStartTLSResult {
}

export interface AsnStringIntegerPair {
  u8sStr: string;
  iInt: number;
}

export type AsnStringIntegerPairList = AsnStringIntegerPair[];

export interface AsnStringPair {
  key: string;
  value: string;
}

export type AsnStringPairList = AsnStringPair[];

export interface AsnSubscribeServicesArgument {
}

export interface AsnSubscribeServicesResult {
}

/** Days since 1899-12-30 00:00 UTC, 0 = empty. In JSON an ISO 8601 text, "" = empty. */
export type AsnSystemTime = string;

/** Whose token it is, how long it is valid and what its owner may do. */
export interface AsnTokenVerifyResult {
  stValidTo: AsnSystemTime;
  iType: number;
  u8sDNPath: string;
  u8sUserName: string;
  u8sSIPURI: string;
  u8sobjectGUID: string;
  u8sPhoneNumber: string;
  u8sPhoneSecondary: string;
  u8sCallRecordingNumber: string;
  u8sMailboxNumber: string;
  u8sHomeServer: string;
  iUserStaticRights: number;
  asnUserContact: AsnNetDatabaseContact;
  asnUserPropertyBag: AsnUserPropertyBag;
}

export interface AsnTokenVerifyV2Argument {
  u8sToken: string;
}

/** Says only that the client lives. */
export interface AsnTransportKeepAliveArgument {
  dummy?: null;
}

export interface AsnUserDynamicRights {
  u8sObjectID: string;
  iPresenceRights: number;
  iPhoneControlRightsPrimary: number;
  iPhoneControlRightsSecondary: number;
}

export type AsnUserDynamicRightsList = AsnUserDynamicRights[];

/** Free properties of a user. */
export interface AsnUserPropertyBag {
  asnProperties: AsnStringPairList;
}

export const AsnUserStaticRights = {
  eUSERRIGHTSSENDUSERUSER: 1,
  eUSERRIGHTSSENDSMS: 2,
  eUSERRIGHTSEMPTY: 4,
  eUSERRIGHTSUSEPROCALL: 8,
  eUSERRIGHTSSELFADMIN: 32,
  eUSERRIGHTSUSERCTI: 64,
  eDONOTUSE: 128,
  eUSERRIGHTSOFFLINEMAIL: 256,
  eUSERRIGHTSCALLRECORDING: 512,
  eUSERRIGHTSUSEPHONEBOOK: 1024,
  eUSERRIGHTSUSERPRESENCE: 2048,
  eUSERRIGHTSGROUPALLINMONITOR: 4096,
  eUSERRIGHTSGROUPNOCHANGEMONITOR: 8192,
  eUSERRIGHTSGROUPVIEWJOURNAL: 16384,
  eUSERRIGHTSGROUPVIEWJOURNALLEADER: 32768,
  eUSERRIGHTSGROUPEDITJOURNAL: 65536,
  eDONOTUSE2: 131072,
  eDONOTUSE3: 262144,
  eUSERRIGHTSUSERVIEWJOURNAL: 524288,
  eUSERRIGHTSGLOBALDELETEJOURNAL: 1048576,
  eUSERRIGHTSOFFLINESMS: 2097152,
  eUSERRIGHTSDESKSHAREACCEPT: 4194304,
  eUSERRIGHTSDESKSHAREFULL: 8388608,
  eDONOTUSE4: 16777216,
  eUSERRIGHTSAVAUDIO: 33554432,
  eUSERRIGHTSAVVIDEO: 67108864,
  eUSERRIGHTSFEDDESKSHARE: 134217728,
} as const;
export type AsnUserStaticRights = number;

export const AsnUserStaticRights2 = {
  eUSERRIGHTS2ENABLEFORANONYMOUSAPI: 1,
  eUSERRIGHTS2LOGINOVERINTERNET: 2,
  eUSERRIGHTS2LOGINBYMOBILE: 4,
  eUSERRIGHTS2ENABLEAGENTMANAGER: 8,
  eUSERRIGHTS2ISAGENTSUPERVISOR: 16,
  eUSERRIGHTS2GROUPFORPUBLICCHAT: 32,
  eUSERRIGHTS2GROUPFORPORTAL: 64,
  eUSERRIGHTS2GROUPFORMONITOR: 128,
  eUSERRIGHTS2ENABLECONTENTSHARINGFILES: 512,
  eUSERRIGHTS2ENABLECONTENTSHARINGLOCATION: 1024,
  eUSERRIGHTS2ENABLECONTENTSHARINGCONTACTS: 2048,
  eUSERRIGHTS2USECONFERENCING: 4096,
  eUSERRIGHTS2USETEAMS: 8192,
  eUSERRIGHTS2ALLOWLOGININTERNETDESKTOP: 16384,
  eUSERRIGHTS2USEWEBAPP: 32768,
} as const;
export type AsnUserStaticRights2 = number;

/** What a token is for: other services, or log-in here. */
export const AsnUserTokenType = {
  eUserTokenExternal: 0,
  eUserTokenLogin: 1,
} as const;
export type AsnUserTokenType = number;

export const EAsnAuthRoles = {
  user: 0,
  mgmt: 1,
} as const;
export type EAsnAuthRoles = number;

export const EAsnCallState = {
  unknown: 0,
  destroyed: 1,
  offering: 2,
  dialing: 4,
  ringback: 8,
  busy: 16,
  connected: 32,
  conferenced: 64,
  hold: 128,
  disconnected: 256,
  preparecall: 512,
} as const;
export type EAsnCallState = number;

/** What a call is to its line. */
export const EAsnCallType = {
  eCALLTYPENORMAL: 0,
  eCALLTYPECONSULT: 1,
  eCALLTYPECONFERENCECONTROLER: 2,
  eCALLTYPECALLBACK: 3,
  eCALLTYPECONFERENCEMEMBER: 4,
  eCALLTYPECONFERENCECONTROLERPENDING: 5,
  eCALLTYPECONFERENCEMEMBERPENDING: 6,
} as const;
export type EAsnCallType = number;

export const EAsnJournalCallType = {
  eCTICall: 0,
  eVideoChat: 1,
  eAudioChat: 2,
  eAudioVideoChat: 3,
  eIM: 4,
  eBluetoothMobile: 5,
  eBluetoothMobileUnknownDuration: 6,
  eSipAVCall: 7,
  eSMS: 8,
  eScreenSharing: 9,
  eRequestedScreenSharing: 10,
} as const;
export type EAsnJournalCallType = number;

export const EnumAppointmentImportance = {
  eAPPOINTMENTIMPORTANCELESS: 0,
  eAPPOINTMENTIMPORTANCENORMAL: 1,
  eAPPOINTMENTIMPORTANCEURGENT: 2,
} as const;
export type EnumAppointmentImportance = number;

export const EnumAppointmentSensitivity = {
  eAPPOINTMENTSENSITIVITYNORMAL: 0,
  eAPPOINTMENTSENSITIVITYPERSONAL: 1,
  eAPPOINTMENTSENSITIVITYPRIVATE: 2,
  eAPPOINTMENTSENSITIVITYCONFIDENTIAL: 3,
} as const;
export type EnumAppointmentSensitivity = number;

export const EnumAppointmentState = {
  eAPPOINTMENTSTATUSFREE: 0,
  eAPPOINTMENTSTATUSTENTATIVE: 1,
  eAPPOINTMENTSTATUSBUSY: 2,
  eAPPOINTMENTSTATUSOUTOFOFFICE: 3,
} as const;
export type EnumAppointmentState = number;

/** Why a call has ended. */
export const EnumCallDisconnectedReason = {
  eDISCONNECTEDREASONUNKNOWN: 0,
  eDISCONNECTEDREASONUNCONNECTED: 1,
  eDISCONNECTEDREASONBUSY: 2,
  eDISCONNECTEDREASONREDIRECTEDUNKNOWN: 3,
  eDISCONNECTEDREASONREDIRECTEDBYLINEOWNER: 4,
} as const;
export type EnumCallDisconnectedReason = number;

/** Bits: what can be done with a call now. */
export const EnumCallFeatures = {
  eCFEATURENONE: 0,
  eCFEATUREANSWER: 1,
  eCFEATUREMAKECALL: 2,
  eCFEATURECOMPLETECALL: 4,
  eCFEATUREMERGECALLS: 16,
  eCFEATUREHANGUP: 32,
  eCFEATUREBLINDTRANSFER: 256,
  eCFEATUREREDIRECT: 512,
  eCFEATUREMAYBEPICKUPED: 1024,
  eCFEATURESWAPHOLD: 4096,
  eCFEATUREHOLD: 8192,
  eCFEATUREUNHOLD: 16384,
  eCFEATURECONFERENCESTARTEU: 65536,
  eCFEATURECONFERENCEADDPARTY: 131072,
  eCFEATURECONFERENCESTARTUSA: 262144,
  eCFEATUREGENERATETONE: 1048576,
  eCFEATUREDIALDIGITS: 2097152,
  eCFEATURESTARTCALLRECORD: 16777216,
  eCFEATURESTOPCALLRECORD: 33554432,
} as const;
export type EnumCallFeatures = number;

/** Whether a call is or was recorded. */
export const EnumCallRecordingState = {
  eNOCALLRECODRING: 0,
  eCALLRECORDERCALL: 1,
  eCALLRECORDINGMEMBER: 2,
  eWASCALLRECORDERCALL: 3,
  eWASCALLRECORDINGMEMBER: 4,
} as const;
export type EnumCallRecordingState = number;

/** State of a call on its line. 512 is the client's own. */
export const EnumCallState = {
  eCALLSTATEUNKNOWN: 0,
  eCALLSTATEDESTROYED: 1,
  eCALLSTATEOFFERING: 2,
  eCALLSTATEDIALING: 4,
  eCALLSTATERINGBACK: 8,
  eCALLSTATEBUSY: 16,
  eCALLSTATECONNECTED: 32,
  eCALLSTATECONFERENCED: 64,
  eCALLSTATEHOLD: 128,
  eCALLSTATEDISCONNECTED: 256,
  eCALLSTATEPREPARECALL: 512,
} as const;
export type EnumCallState = number;

/** How digits are sent. */
export const EnumCtiDigitMode = {
  eLINEDIGITMODESERVERDECIDE: 0,
  eLINEDIGITMODEPULSE: 1,
  eLINEDIGITMODEDTMF: 2,
  eLINEDIGITMODEDTMFEND: 4,
} as const;
export type EnumCtiDigitMode = number;

/** Who carries a forward out. */
export const EnumForwardController = {
  eFORWARDCONTROLLERPBX: 1,
  eFORWARDCONTROLLERTAPISERVERADMIN: 2,
  eFORWARDCONTROLLERTAPISERVERUSER: 4,
} as const;
export type EnumForwardController = number;

/** Bits: when a forward applies. */
export const EnumForwardModes = {
  eFORWARDMODEUNKNOWN: 0,
  eFORWARDMODEIMMEDIATE: 1,
  eFORWARDMODEBUSY: 2,
  eFORWARDMODENOANSW: 4,
  eFORWARDMODEBUSYINT: 8,
  eFORWARDMODEBUSYEXT: 16,
  eFORWARDMODENOANSINT: 32,
  eFORWARDMODENOANSEXT: 64,
  eFORWARDMODEIMMINT: 128,
  eFORWARDMODEIMMEXT: 256,
  eFORWARDDISC: 512,
  eFORWARDDISCINT: 1024,
  eFORWARDDISCEXT: 2048,
  eFORWARDADMINDISC: 4096,
  eFORWARDADMINDISCINT: 8192,
  eFORWARDADMINDISCEXT: 16384,
  eFORWARDALLMODESMASK: 32767,
} as const;
export type EnumForwardModes = number;

/** Bits: what a line can do. */
export const EnumLineFeatures = {
  eCTILINEFEATURENONE: 0,
  eCTILINEFEATUREMAKECALL: 1,
  eCTILINEFEATUREDONOTDISTURB: 2,
  eCTILINEFEATUREPICKUP: 4,
  eCTILINEFEATUREBLOCKID: 8,
  eCTILINEFEATURENOIMMEDIATEINQUIRY: 16,
  eCTILINEFEATUREREMOTEOFFICE: 32,
  eCTILINEFEATUREINVALIDPASSWORD: 64,
  eCTILINEFEATUREREMOTEOFFICEEMULATION: 128,
} as const;
export type EnumLineFeatures = number;

export const EnumProjectType = {
  ePROJECTTYPEUNKNOWN: 0,
  ePROJECTTYPEPBX: 1,
  ePROJECTTYPEJOURNAL: 2,
  ePROJECTTYPEJOURNALPBX: 3,
  ePROJECTTYPEPBXPRIVATE: 4,
} as const;
export type EnumProjectType = number;

/** Who supplied the remote contact. */
export const EnumRemoteContactSource = {
  eUNKNOWN: 0,
  eSERVERPROVIDED: 1,
  eCLIENTPROVIDED: 2,
  eOTHERCLIENTPROVIDED: 3,
} as const;
export type EnumRemoteContactSource = number;

export const EnumSTUNandTURNType = {
  eSTUN: 1,
  eTURN: 2,
} as const;
export type EnumSTUNandTURNType = number;

/** The message could not be read at all. */
export const GeneralProblem = {
  unrecognisedAPDU: 0,
  mistypedAPDU: 1,
  badlyStructuredAPDU: 2,
} as const;
export type GeneralProblem = number;

/** An invoke could be read but not be served. */
export const InvokeProblem = {
  duplicateInvocation: 0,
  unrecognisedOperation: 1,
  mistypedArgument: 2,
  resourceLimitation: 3,
  initiatorReleasing: 4,
  unrecognisedLinkedID: 5,
  linkedResponseUnexpected: 6,
  unexpectedChildOperation: 7,
  invalidSessionID: 8,
  authenticationIncomplete: 9,
  authenticationFailed: 10,
} as const;
export type InvokeProblem = number;

/** One method of authentication and its data. */
export interface ROSEAuth {
  method: string;
  authdata: string;
}

export type ROSEAuthList = ROSEAuth[];

/** Authentication inside an invoke. Not used by the server. */
export interface ROSEAuthRequest {
  auth: ROSEAuth;
  context?: string;
}

/** What authentication a reject asks for. Not used by the server. */
export interface ROSEAuthResult {
  authList: ROSEAuthList;
  context?: string;
}

/** The refusal of an invoke; error is an AsnRequestError, error-value always 0. */
export interface ROSEError {
  sessionID?: string;
  invokedID: number;
  error_value: number;
  error?: unknown;
}

/** A request. invokeID 99999 makes it an event, which is never answered. Looked up by operationID, by operationName when that is 0. */
export interface ROSEInvoke {
  sessionID?: string;
  invokeID: number;
  linked_ID?: number;
  operationName?: string;
  authentication?: ROSEAuthRequest;
  operationID: number;
  argument?: unknown;
}

/** One message; exactly one of the four. */
export interface ROSEMessage {
  invoke?: ROSEInvoke;
  result?: ROSEResult;
  error?: ROSEError;
  reject?: ROSEReject;
}

/** The message broke the rules: unknown operation, wrong argument, no session. */
export interface ROSEReject {
  sessionID?: string;
  invokedID: ROSERejectChoice;
  reject?: RejectProblem;
  details?: string;
  authentication?: ROSEAuthResult;
}

/** The invoke that is rejected, or nothing when it could not be read. */
export interface ROSERejectChoice {
  invokedID?: number;
  invokednull?: null;
}

/** The good answer to an invoke. */
export interface ROSEResult {
  sessionID?: string;
  invokeID: number;
  result?: ROSEResultSeq;
}

/** resultValue is always 0. */
export interface ROSEResultSeq {
  resultValue: number;
  result: unknown;
}

/** What was wrong, by the kind of message that was rejected. */
export interface RejectProblem {
  generalProblem?: GeneralProblem;
  invokeProblem?: InvokeProblem;
  returnResultProblem?: ReturnResultProblem;
  returnErrorProblem?: ReturnErrorProblem;
}

/** An error does not fit. */
export const ReturnErrorProblem = {
  unrecognisedInvocation: 0,
  errorResponseUnexpected: 1,
  unrecognisedError: 2,
  unexpectedError: 3,
  mistypedParameter: 4,
} as const;
export type ReturnErrorProblem = number;

/** A result does not fit. */
export const ReturnResultProblem = {
  unrecognisedInvocation: 0,
  resultResponseUnexpected: 1,
  mistypedResult: 2,
} as const;
export type ReturnResultProblem = number;

export type SEQAppointmentList = AsnAppointmentEntry[];

export type SEQInteger = number[];

export type UTF8StringList = string[];

/** What a client can ask for, by name. */
export interface Requests {
  /** Nothing to subscribe to; always succeeds. */
  asnSubscribeServices: { argument: AsnSubscribeServicesArgument; result: AsnSubscribeServicesResult };
  /** Logs in on a TCP connection, or lists the methods. */
  asnLoginV2: { argument: AsnLoginV2Argument; result: AsnLoginV2Result };
  /** The first operation on a TCP connection. */
  asnNegotiateServerConnectionV2: { argument: AsnNegotiateServerConnectionV2Argument; result: AsnNegotiateServerConnectionV2ResultChoice };
  /** A token for the user of this session. */
  asnGetUserTokenV2: { argument: AsnGetUserTokenArgument; result: AsnGetUserTokenV2Result };
  /** The user of this session. */
  asnGetLoggedInContactV2: { argument: AsnGetLoggedInContactArgument; result: AsnGetLoggedInContactV2Result };
  /** Turns this TCP connection into a TLS connection after the result. */
  asnStartTLS: { argument: AsnStartTLSArgument; result: AsnStartTLSResult };
  /** A location with all its rules. */
  asnGetLocationInformation2: { argument: AsnGetLocationInformationArgument; result: AsnGetLocationInformation2Result };
  /** Locations and their checksums. */
  asnGetLocationIDs: { argument: AsnGetLocationIDsArgument; result: AsnGetLocationIDsResult };
  /** Dials. The result comes before any event of the call. */
  asnCtiMakeCall: { argument: AsnCtiMakeCallArgument; result: AsnCtiMakeCallResult };
  /** Hangs up or rejects a call. */
  asnCtiDropCall: { argument: AsnCtiDropCallArgument; result: AsnCtiDropCallResult };
  /** Answers an offering call. */
  asnCtiAnswerCall: { argument: AsnCtiAnswerCallArgument; result: AsnCtiAnswerCallResult };
  /** Sends an offering call to another number. */
  asnCtiRedirectCall: { argument: AsnCtiRedirectCallArgument; result: AsnCtiRedirectCallResult };
  /** Connects the other parties of an active and a held call. */
  asnCtiMergeCalls: { argument: AsnCtiMergeCallsArgument; result: AsnCtiMergeCallsResult };
  /** Active and held call change places. */
  asnCtiSwapHold: { argument: AsnCtiSwapHoldArgument; result: AsnCtiSwapHoldResult };
  /** Holds or retrieves a call. */
  asnCtiHold: { argument: AsnCtiHoldArgument; result: AsnCtiHoldResult };
  /** Adds or replaces a forward. */
  asnCtiSetForward: { argument: AsnCtiSetForwardArgument; result: AsnCtiSetForwardResult };
  /** Removes one forward, or all. */
  asnCtiRemoveForward: { argument: AsnCtiRemoveForwardArgument; result: AsnCtiRemoveForwardResult };
  /** Sends digits into a call. */
  asnCtiDialDigits: { argument: AsnCtiDialDigitsArgument; result: AsnCtiDialDigitsResult };
  /** Answers a call that rings elsewhere. */
  asnCtiPickupCall: { argument: AsnCtiPickupCallArgument; result: AsnCtiPickupCallResult };
  /** Calls back when the other line is free. */
  asnCtiCompleteCall: { argument: AsnCtiCompleteCallArgument; result: AsnCtiCompleteCallResult };
  /** Hangs up the active call of a line. */
  asnCtiLineDropCall: { argument: AsnCtiLineDropCallArgument; result: AsnCtiLineDropCallResult };
  /** Sets data that ride on a call. */
  asnCtiSetCallData: { argument: AsnCtiSetCallDataArgument; result: AsnCtiSetCallDataResult };
  /** Starts the recording of a call. */
  asnCtiStartCallRecording: { argument: AsnCtiStartCallRecordingArgument; result: AsnCtiStartCallRecordingResult };
  /** Ends the recording of a call. */
  asnCtiStopCallRecording: { argument: AsnCtiStopCallRecordingArgument; result: AsnCtiStopCallRecordingResult };
  /** Makes or extends a conference. */
  asnCtiConference: { argument: AsnCtiConferenceArgument; result: AsnCtiConferenceResult };
  /** Lists lines and may subscribe to changes of the list. */
  asnCtiEnumPhoneLines: { argument: AsnCtiEnumPhoneLinesArgument; result: AsnCtiEnumPhoneLinesResult };
  /** The state of a line, once. */
  asnCtiSnapshotPhoneLine: { argument: AsnCtiSnapshotPhoneLineArgument; result: AsnCtiSnapshotPhoneLineResult };
  /** The state of a line, and a subscription to all that changes. */
  asnCtiLineMonitorStart: { argument: AsnCtiLineMonitorStartArgument; result: AsnCtiLineMonitorStartResult };
  /** Ends a subscription. */
  asnCtiLineMonitorStop: { argument: AsnCtiLineMonitorStopArgument; result: AsnCtiLineMonitorStopResult };
  /** Sets or clears do-not-disturb. */
  asnCtiLineSetDoNotDisturb: { argument: AsnCtiLineSetDoNotDisturbArgument; result: AsnCtiLineSetDoNotDisturbResult };
  /** Lets the user's calls run over another number. */
  asnCtiLineSetRemoteOffice: { argument: AsnCtiLineSetRemoteOfficeArgument; result: AsnCtiLineSetRemoteOfficeResult };
  /** Versions of the server. */
  asnCheckConnection: { argument: AsnCheckConnectionArgument; result: AsnCheckConnectionResult };
  /** Whose token is this? */
  asnTokenVerifyV2: { argument: AsnTokenVerifyV2Argument; result: AsnTokenVerifyResult };
  /** Logs in for another service. */
  asnCreateAuthToken: { argument: AsnCreateAuthTokenArgument; result: AsnCreateAuthTokenResult };
}

/** What is told without being answered, by name. */
export interface Events {
  /** Event: the peer lives. */
  asnKeepAlive: { argument: AsnKeepAliveArgument };
  /** Event: ends the session. */
  asnLogoff: { argument: AsnLogoffArgument };
  /** Event: a location has changed. */
  asnLocationInformationChanged: { argument: AsnLocationInformationChangedArgument };
  /** Event: the line itself has changed. */
  asnCtiNotifyLineInfoChanged: { argument: AsnCtiNotifyLineInfoChangedArgument };
  /** Event: do-not-disturb. */
  asnCtiNotifyLineDoNotDisturbChanged: { argument: AsnCtiNotifyLineDoNotDisturbChangedArgument };
  /** Event: forwards. */
  asnCtiNotifyLineForwardingChanged: { argument: AsnCtiNotifyLineForwardingChangedArgument };
  /** Event: a call has changed. */
  asnCtiNotifyLineCallInformationChanged: { argument: AsnCtiNotifyLineCallInformationChangedArgument };
  /** Event: a line came into reach or left it. */
  asnCtiNotifyLineAddRemove: { argument: AsnCtiNotifyLineAddRemoveArgument };
  /** Event: what became of a made call. */
  asnCtiNotifyMakeCallResult: { argument: AsnCtiNotifyMakeCallResultArgument };
  /** Event: a conference begins. */
  asnCtiNotifyConferenceCreated: { argument: AsnCtiNotifyConferenceCreatedArgument };
  /** Event: a conference has ended. */
  asnCtiNotifyConferenceDestroyed: { argument: AsnCtiNotifyConferenceDestroyedArgument };
  /** Event: a party joined. */
  asnCtiNotifyConferencePartyAdded: { argument: AsnCtiNotifyConferencePartyAddedArgument };
  /** Event: a party left. */
  asnCtiNotifyConferencePartyRemoved: { argument: AsnCtiNotifyConferencePartyRemovedArgument };
  /** Event: nothing but features of calls has changed. */
  asnCtiNotifyLineCallFeaturesChanged: { argument: AsnCtiNotifyLineCallFeaturesChangedArgument };
  /** Event: projects of the line's location. */
  asnCtiNotifyLineProjectSettingsChanged: { argument: AsnCtiNotifyLineProjectSettingsChangedArgument };
  /** Event: remote office. */
  asnCtiNotifyLineRemoteOfficeChanged: { argument: AsnCtiNotifyLineRemoteOfficeChangedArgument };
  /** Event: the subscription has ended (line deleted, right withdrawn). */
  asnCtiNotifyMonitorStopped: { argument: AsnCtiNotifyMonitorStoppedArgument };
  /** Event: the user's order of lines. */
  asnCtiNotifyLineSortOrderChanged: { argument: AsnCtiNotifyLineSortOrderChangedArgument };
  /** Event: the peer lives. */
  asnTransportKeepAlive: { argument: AsnTransportKeepAliveArgument };
}

/** The number of every operation and event. */
export const operationID = {
  asnKeepAlive: 100,
  asnSubscribeServices: 703,
  asnLogoff: 1001,
  asnLoginV2: 1005,
  asnNegotiateServerConnectionV2: 1006,
  asnGetUserTokenV2: 1007,
  asnGetLoggedInContactV2: 1008,
  asnStartTLS: 1103,
  asnLocationInformationChanged: 1117,
  asnGetLocationInformation2: 1119,
  asnGetLocationIDs: 1120,
  asnCtiMakeCall: 1202,
  asnCtiDropCall: 1203,
  asnCtiAnswerCall: 1207,
  asnCtiRedirectCall: 1208,
  asnCtiMergeCalls: 1209,
  asnCtiSwapHold: 1210,
  asnCtiHold: 1211,
  asnCtiSetForward: 1218,
  asnCtiRemoveForward: 1219,
  asnCtiDialDigits: 1221,
  asnCtiPickupCall: 1222,
  asnCtiCompleteCall: 1223,
  asnCtiLineDropCall: 1224,
  asnCtiSetCallData: 1225,
  asnCtiStartCallRecording: 1230,
  asnCtiStopCallRecording: 1231,
  asnCtiConference: 1250,
  asnCtiEnumPhoneLines: 1260,
  asnCtiSnapshotPhoneLine: 1261,
  asnCtiLineMonitorStart: 1262,
  asnCtiLineMonitorStop: 1263,
  asnCtiLineSetDoNotDisturb: 1264,
  asnCtiLineSetRemoteOffice: 1273,
  asnCtiNotifyLineInfoChanged: 1280,
  asnCtiNotifyLineDoNotDisturbChanged: 1281,
  asnCtiNotifyLineForwardingChanged: 1282,
  asnCtiNotifyLineCallInformationChanged: 1283,
  asnCtiNotifyLineAddRemove: 1284,
  asnCtiNotifyMakeCallResult: 1285,
  asnCtiNotifyConferenceCreated: 1286,
  asnCtiNotifyConferenceDestroyed: 1287,
  asnCtiNotifyConferencePartyAdded: 1288,
  asnCtiNotifyConferencePartyRemoved: 1289,
  asnCtiNotifyLineCallFeaturesChanged: 1290,
  asnCtiNotifyLineProjectSettingsChanged: 1291,
  asnCtiNotifyLineRemoteOfficeChanged: 1292,
  asnCtiNotifyMonitorStopped: 1294,
  asnCtiNotifyLineSortOrderChanged: 1295,
  asnTransportKeepAlive: 1706,
  asnCheckConnection: 1714,
  asnTokenVerifyV2: 1719,
  asnCreateAuthToken: 1724,
} as const;
