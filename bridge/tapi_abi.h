/*
 * TAPI 2.2 as the bridge and the fake TAPI use it: structures, numbers and functions, declared by ourselves, so that both can be
 * built where there is no Windows. `abi_check.c` compares the structures with the headers of the Windows compiler.
 *
 * Structures are packed to one byte (tapi.h: #pragma pack(1)). Handles are 32 bits on 64-bit Windows too. Texts are UTF-16LE.
 */
#ifndef TAPI_ABI_H
#define TAPI_ABI_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define TAPI_CALL __stdcall
#else
#define TAPI_CALL
#endif
#if defined(_WIN32) && defined(FAKE_TAPI)
#define TAPI_FUNCTION __declspec(dllexport) int32_t TAPI_CALL
#else
#define TAPI_FUNCTION int32_t TAPI_CALL
#endif

typedef uint32_t TapiHandle; /* HLINEAPP, HLINE, HCALL */
typedef uint16_t TapiChar;

#pragma pack(push, 1)

typedef struct {
	uint32_t dwTotalSize, dwNeededSize, dwUsedSize, dwOptions;
	void *hEvent;
	uint32_t dwCompletionKey;
} TapiInitializeParams;

typedef struct {
	uint32_t hDevice, dwMessageID;
	uintptr_t dwCallbackInstance, dwParam1, dwParam2, dwParam3;
} TapiMessage;

typedef struct {
	uint32_t dwExtensionID0, dwExtensionID1, dwExtensionID2, dwExtensionID3;
} TapiExtensionId;

typedef struct {
	uint32_t dwDialPause, dwDialSpeed, dwDigitDuration, dwWaitForDialtone;
} TapiDialParams;

/* What every variable structure begins with. */
typedef struct {
	uint32_t dwTotalSize, dwNeededSize, dwUsedSize;
} TapiSizes;

typedef struct {
	uint32_t dwTotalSize, dwNeededSize, dwUsedSize;
	uint32_t dwProviderInfoSize, dwProviderInfoOffset;
	uint32_t dwSwitchInfoSize, dwSwitchInfoOffset;
	uint32_t dwPermanentLineID;
	uint32_t dwLineNameSize, dwLineNameOffset;
	uint32_t dwStringFormat, dwAddressModes, dwNumAddresses, dwBearerModes, dwMaxRate, dwMediaModes;
	uint32_t dwGenerateToneModes, dwGenerateToneMaxNumFreq, dwGenerateDigitModes;
	uint32_t dwMonitorToneMaxNumFreq, dwMonitorToneMaxNumEntries, dwMonitorDigitModes;
	uint32_t dwGatherDigitsMinTimeout, dwGatherDigitsMaxTimeout;
	uint32_t dwMedCtlDigitMaxListSize, dwMedCtlMediaMaxListSize, dwMedCtlToneMaxListSize, dwMedCtlCallStateMaxListSize;
	uint32_t dwDevCapFlags, dwMaxNumActiveCalls, dwAnswerMode, dwRingModes, dwLineStates;
	uint32_t dwUUIAcceptSize, dwUUIAnswerSize, dwUUIMakeCallSize, dwUUIDropSize, dwUUISendUserUserInfoSize, dwUUICallInfoSize;
	TapiDialParams MinDialParams, MaxDialParams, DefaultDialParams;
	uint32_t dwNumTerminals, dwTerminalCapsSize, dwTerminalCapsOffset;
	uint32_t dwTerminalTextEntrySize, dwTerminalTextSize, dwTerminalTextOffset;
	uint32_t dwDevSpecificSize, dwDevSpecificOffset;
	uint32_t dwLineFeatures, dwSettableDevStatus, dwDeviceClassesSize, dwDeviceClassesOffset;
	uint8_t PermanentLineGuid[16];
} TapiDevCaps;

typedef struct {
	uint32_t dwTotalSize, dwNeededSize, dwUsedSize;
	uint32_t dwLineDeviceID, dwAddressSize, dwAddressOffset, dwDevSpecificSize, dwDevSpecificOffset;
	uint32_t dwAddressSharing, dwAddressStates, dwCallInfoStates;
	uint32_t dwCallerIDFlags, dwCalledIDFlags, dwConnectedIDFlags, dwRedirectionIDFlags, dwRedirectingIDFlags;
	uint32_t dwCallStates, dwDialToneModes, dwBusyModes, dwSpecialInfo, dwDisconnectModes;
	uint32_t dwMaxNumActiveCalls, dwMaxNumOnHoldCalls, dwMaxNumOnHoldPendingCalls, dwMaxNumConference, dwMaxNumTransConf;
	uint32_t dwAddrCapFlags, dwCallFeatures, dwRemoveFromConfCaps, dwRemoveFromConfState, dwTransferModes, dwParkModes;
	uint32_t dwForwardModes, dwMaxForwardEntries, dwMaxSpecificEntries, dwMinFwdNumRings, dwMaxFwdNumRings;
	uint32_t dwMaxCallCompletions, dwCallCompletionConds, dwCallCompletionModes;
	uint32_t dwNumCompletionMessages, dwCompletionMsgTextEntrySize, dwCompletionMsgTextSize, dwCompletionMsgTextOffset;
	uint32_t dwAddressFeatures, dwPredictiveAutoTransferStates;
	uint32_t dwNumCallTreatments, dwCallTreatmentListSize, dwCallTreatmentListOffset;
	uint32_t dwDeviceClassesSize, dwDeviceClassesOffset, dwMaxCallDataSize, dwCallFeatures2;
	uint32_t dwMaxNoAnswerTimeout, dwConnectedModes, dwOfferingModes, dwAvailableMediaModes;
} TapiAddressCaps;

typedef struct {
	uint32_t dwTotalSize, dwNeededSize, dwUsedSize;
	uint32_t dwNumOpens, dwOpenMediaModes, dwNumActiveCalls, dwNumOnHoldCalls, dwNumOnHoldPendCalls;
	uint32_t dwLineFeatures, dwNumCallCompletions, dwRingMode, dwSignalLevel, dwBatteryLevel, dwRoamMode, dwDevStatusFlags;
	uint32_t dwTerminalModesSize, dwTerminalModesOffset, dwDevSpecificSize, dwDevSpecificOffset;
	uint32_t dwAvailableMediaModes, dwAppInfoSize, dwAppInfoOffset;
} TapiDevStatus;

typedef struct {
	uint32_t dwTotalSize, dwNeededSize, dwUsedSize;
	uint32_t dwNumInUse, dwNumActiveCalls, dwNumOnHoldCalls, dwNumOnHoldPendCalls, dwAddressFeatures;
	uint32_t dwNumRingsNoAnswer, dwForwardNumEntries, dwForwardSize, dwForwardOffset;
	uint32_t dwTerminalModesSize, dwTerminalModesOffset, dwDevSpecificSize, dwDevSpecificOffset;
} TapiAddressStatus;

typedef struct {
	uint32_t dwForwardMode, dwCallerAddressSize, dwCallerAddressOffset;
	uint32_t dwDestCountryCode, dwDestAddressSize, dwDestAddressOffset;
} TapiForward; /* 3.1 appends two address types: 32 bytes there */

typedef struct {
	uint32_t dwTotalSize, dwNumEntries;
} TapiForwardList; /* followed by the entries */

typedef struct {
	uint16_t wYear, wMonth, wDayOfWeek, wDay, wHour, wMinute, wSecond, wMilliseconds;
} TapiTime;

typedef struct {
	uint32_t dwTotalSize, dwNeededSize, dwUsedSize;
	uint32_t dwCallState, dwCallStateMode, dwCallPrivilege, dwCallFeatures, dwDevSpecificSize, dwDevSpecificOffset, dwCallFeatures2;
	TapiTime tStateEntryTime;
} TapiCallStatus;

/* One of the five parties in LINECALLINFO. */
typedef struct {
	uint32_t dwFlags, dwSize, dwOffset, dwNameSize, dwNameOffset;
} TapiParty;

typedef struct {
	uint32_t dwTotalSize, dwNeededSize, dwUsedSize;
	uint32_t hLine, dwLineDeviceID, dwAddressID, dwBearerMode, dwRate, dwMediaMode, dwAppSpecific, dwCallID, dwRelatedCallID;
	uint32_t dwCallParamFlags, dwCallStates, dwMonitorDigitModes, dwMonitorMediaModes;
	TapiDialParams DialParams;
	uint32_t dwOrigin, dwReason, dwCompletionID, dwNumOwners, dwNumMonitors, dwCountryCode, dwTrunk;
	TapiParty CallerID, CalledID, ConnectedID, RedirectionID, RedirectingID;
	uint32_t dwAppNameSize, dwAppNameOffset, dwDisplayableAddressSize, dwDisplayableAddressOffset;
	uint32_t dwCalledPartySize, dwCalledPartyOffset, dwCommentSize, dwCommentOffset, dwDisplaySize, dwDisplayOffset;
	uint32_t dwUserUserInfoSize, dwUserUserInfoOffset, dwHighLevelCompSize, dwHighLevelCompOffset;
	uint32_t dwLowLevelCompSize, dwLowLevelCompOffset, dwChargingInfoSize, dwChargingInfoOffset;
	uint32_t dwTerminalModesSize, dwTerminalModesOffset, dwDevSpecificSize, dwDevSpecificOffset;
	uint32_t dwCallTreatment, dwCallDataSize, dwCallDataOffset;
	uint32_t dwSendingFlowspecSize, dwSendingFlowspecOffset, dwReceivingFlowspecSize, dwReceivingFlowspecOffset;
} TapiCallInfo;

typedef struct {
	uint32_t dwTotalSize, dwNeededSize, dwUsedSize, dwCallsNumEntries, dwCallsSize, dwCallsOffset;
} TapiCallList;

typedef struct {
	uint32_t dwTotalSize, dwBearerMode, dwMinRate, dwMaxRate, dwMediaMode, dwCallParamFlags, dwAddressMode, dwAddressID;
	TapiDialParams DialParams;
	uint32_t dwOrigAddressSize, dwOrigAddressOffset, dwDisplayableAddressSize, dwDisplayableAddressOffset;
	uint32_t dwCalledPartySize, dwCalledPartyOffset, dwCommentSize, dwCommentOffset;
	uint32_t dwUserUserInfoSize, dwUserUserInfoOffset, dwHighLevelCompSize, dwHighLevelCompOffset;
	uint32_t dwLowLevelCompSize, dwLowLevelCompOffset, dwDevSpecificSize, dwDevSpecificOffset;
	uint32_t dwPredictiveAutoTransferStates, dwTargetAddressSize, dwTargetAddressOffset;
	uint32_t dwSendingFlowspecSize, dwSendingFlowspecOffset, dwReceivingFlowspecSize, dwReceivingFlowspecOffset;
	uint32_t dwDeviceClassSize, dwDeviceClassOffset, dwDeviceConfigSize, dwDeviceConfigOffset;
	uint32_t dwCallDataSize, dwCallDataOffset, dwNoAnswerTimeout, dwCallingPartyIDSize, dwCallingPartyIDOffset;
} TapiCallParams;

#pragma pack(pop)

enum {
	TAPI_VERSION_LOW = 0x00010004,
	TAPI_VERSION_HIGH = 0x00020002,

	INITIALIZE_USE_EVENT = 2,

	MESSAGE_ADDRESSSTATE = 0,
	MESSAGE_CALLINFO = 1,
	MESSAGE_CALLSTATE = 2,
	MESSAGE_CLOSE = 3,
	MESSAGE_DEVSPECIFIC = 4,
	MESSAGE_LINEDEVSTATE = 8,
	MESSAGE_REPLY = 12,
	MESSAGE_CREATE = 19,
	MESSAGE_APPNEWCALL = 23,
	MESSAGE_REMOVE = 25,

	CALLSTATE_IDLE = 0x1,
	CALLSTATE_OFFERING = 0x2,
	CALLSTATE_DIALTONE = 0x8,
	CALLSTATE_DIALING = 0x10,
	CALLSTATE_RINGBACK = 0x20,
	CALLSTATE_BUSY = 0x40,
	CALLSTATE_CONNECTED = 0x100,
	CALLSTATE_ONHOLD = 0x400,
	CALLSTATE_CONFERENCED = 0x800,
	CALLSTATE_ONHOLDPENDCONF = 0x1000,
	CALLSTATE_ONHOLDPENDTRANSFER = 0x2000,
	CALLSTATE_DISCONNECTED = 0x4000,

	PRIVILEGE_MONITOR = 2,
	PRIVILEGE_OWNER = 4,

	DEVSTATE_CONNECTED = 0x4,
	DEVSTATE_DISCONNECTED = 0x8,
	DEVSTATE_INSERVICE = 0x40,
	DEVSTATE_OUTOFSERVICE = 0x80,
	DEVSTATE_MAINTENANCE = 0x100,
	DEVSTATE_REINIT = 0x40000,
	DEVSTATE_CAPSCHANGE = 0x100000,
	DEVSTATE_REMOVED = 0x1000000,

	ADDRESSSTATE_FORWARD = 0x40,
	ADDRESSSTATE_CAPSCHANGE = 0x100,

	CALLSELECT_LINE = 1,
	BEARERMODE_VOICE = 1,
	MEDIAMODE_INTERACTIVEVOICE = 4,
	ADDRESSMODE_ADDRESSID = 1,
};

#define TAPI_ERROR(number) ((int32_t)(0x80000000u | (number)))
#define ERROR_CALLUNAVAIL TAPI_ERROR(0x05)
#define ERROR_INVALADDRESS TAPI_ERROR(0x10)
#define ERROR_INVALADDRESSID TAPI_ERROR(0x11)
#define ERROR_INVALAPPHANDLE TAPI_ERROR(0x14)
#define ERROR_INVALCALLHANDLE TAPI_ERROR(0x18)
#define ERROR_INVALCALLSTATE TAPI_ERROR(0x1C)
#define ERROR_INVALLINEHANDLE TAPI_ERROR(0x2B)
#define ERROR_INVALLINESTATE TAPI_ERROR(0x2C)
#define ERROR_INVALPARAM TAPI_ERROR(0x32)
#define ERROR_NODEVICE TAPI_ERROR(0x42)
#define ERROR_NOMEM TAPI_ERROR(0x44)
#define ERROR_NOTOWNER TAPI_ERROR(0x46)
#define ERROR_OPERATIONFAILED TAPI_ERROR(0x48)
#define ERROR_OPERATIONUNAVAIL TAPI_ERROR(0x49)
#define ERROR_STRUCTURETOOSMALL TAPI_ERROR(0x4D)
#define ERROR_TARGETNOTFOUND TAPI_ERROR(0x4E)
#define ERROR_REINIT TAPI_ERROR(0x52)

#ifndef TAPI_TYPES_ONLY
TAPI_FUNCTION lineInitializeExW(TapiHandle *app, void *instance, void *callback, const TapiChar *name, uint32_t *devices,
				uint32_t *version, TapiInitializeParams *params);
TAPI_FUNCTION lineShutdown(TapiHandle app);
TAPI_FUNCTION lineGetMessage(TapiHandle app, TapiMessage *message, uint32_t timeout);
TAPI_FUNCTION lineNegotiateAPIVersion(TapiHandle app, uint32_t device, uint32_t low, uint32_t high, uint32_t *version,
				      TapiExtensionId *extension);
TAPI_FUNCTION lineGetDevCapsW(TapiHandle app, uint32_t device, uint32_t version, uint32_t ext, TapiDevCaps *caps);
TAPI_FUNCTION lineGetAddressCapsW(TapiHandle app, uint32_t device, uint32_t address, uint32_t version, uint32_t ext,
				  TapiAddressCaps *caps);
TAPI_FUNCTION lineOpenW(TapiHandle app, uint32_t device, TapiHandle *line, uint32_t version, uint32_t ext, uintptr_t instance,
			uint32_t privileges, uint32_t media, const TapiCallParams *params);
TAPI_FUNCTION lineClose(TapiHandle line);
TAPI_FUNCTION lineSetStatusMessages(TapiHandle line, uint32_t states, uint32_t address_states);
TAPI_FUNCTION lineGetLineDevStatusW(TapiHandle line, TapiDevStatus *status);
TAPI_FUNCTION lineGetAddressStatusW(TapiHandle line, uint32_t address, TapiAddressStatus *status);
TAPI_FUNCTION lineGetNewCalls(TapiHandle line, uint32_t address, uint32_t select, TapiCallList *list);
TAPI_FUNCTION lineGetConfRelatedCalls(TapiHandle call, TapiCallList *list);
TAPI_FUNCTION lineGetCallInfoW(TapiHandle call, TapiCallInfo *info);
TAPI_FUNCTION lineGetCallStatus(TapiHandle call, TapiCallStatus *status);
TAPI_FUNCTION lineSetCallPrivilege(TapiHandle call, uint32_t privilege);
TAPI_FUNCTION lineDeallocateCall(TapiHandle call);
TAPI_FUNCTION lineMakeCallW(TapiHandle line, TapiHandle *call, const TapiChar *to, uint32_t country, const TapiCallParams *params);
TAPI_FUNCTION lineDialW(TapiHandle call, const TapiChar *to, uint32_t country);
TAPI_FUNCTION lineDrop(TapiHandle call, const char *info, uint32_t size);
TAPI_FUNCTION lineAnswer(TapiHandle call, const char *info, uint32_t size);
TAPI_FUNCTION lineHold(TapiHandle call);
TAPI_FUNCTION lineUnhold(TapiHandle call);
TAPI_FUNCTION lineSwapHold(TapiHandle active, TapiHandle held);
TAPI_FUNCTION lineSetupTransferW(TapiHandle call, TapiHandle *consult, const TapiCallParams *params);
TAPI_FUNCTION lineCompleteTransfer(TapiHandle call, TapiHandle consult, TapiHandle *conference, uint32_t mode);
TAPI_FUNCTION lineSetupConferenceW(TapiHandle call, TapiHandle line, TapiHandle *conference, TapiHandle *consult, uint32_t parties,
				   const TapiCallParams *params);
TAPI_FUNCTION lineAddToConference(TapiHandle conference, TapiHandle consult);
TAPI_FUNCTION lineRemoveFromConference(TapiHandle call);
TAPI_FUNCTION lineRedirectW(TapiHandle call, const TapiChar *to, uint32_t country);
TAPI_FUNCTION lineBlindTransferW(TapiHandle call, const TapiChar *to, uint32_t country);
TAPI_FUNCTION linePickupW(TapiHandle line, uint32_t address, TapiHandle *call, const TapiChar *to, const TapiChar *group);
TAPI_FUNCTION lineForwardW(TapiHandle line, uint32_t all, uint32_t address, const TapiForwardList *list, uint32_t rings,
			   TapiHandle *consult, const TapiCallParams *params);
TAPI_FUNCTION lineGenerateDigitsW(TapiHandle call, uint32_t mode, const TapiChar *digits, uint32_t duration);
TAPI_FUNCTION lineCompleteCall(TapiHandle call, uint32_t *completion, uint32_t mode, uint32_t message);
TAPI_FUNCTION lineDevSpecific(TapiHandle line, uint32_t address, TapiHandle call, void *params, uint32_t size);
#endif

#endif
