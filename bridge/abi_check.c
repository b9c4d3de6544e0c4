/* Compares our structures with those of the Windows compiler's tapi.h. Compiled only; a difference is a compile-time error. */
#define TAPI_CURRENT_VERSION 0x00020002
#include <windows.h>
/* tapi.h after windows.h */
#include <tapi.h>

#define TAPI_TYPES_ONLY
#include "tapi_abi.h"

#define SAME(theirs, ours, field) \
	_Static_assert(offsetof(theirs, field) == offsetof(ours, field), #theirs "." #field " is elsewhere")
#define PARTY(name) \
	_Static_assert(offsetof(LINECALLINFO, dw##name##Flags) == offsetof(TapiCallInfo, name), #name " is elsewhere"); \
	_Static_assert(offsetof(LINECALLINFO, dw##name##NameOffset) == offsetof(TapiCallInfo, name) + 16, #name " has another shape")
#define SIZE(theirs, ours) _Static_assert(sizeof(theirs) == sizeof(ours), #theirs " has another size")

SIZE(HCALL, TapiHandle);
SIZE(HLINE, TapiHandle);
SIZE(HLINEAPP, TapiHandle);
SIZE(LINEINITIALIZEEXPARAMS, TapiInitializeParams);
_Static_assert(offsetof(LINEINITIALIZEEXPARAMS, Handles) == offsetof(TapiInitializeParams, hEvent), "hEvent is elsewhere");
SIZE(LINEMESSAGE, TapiMessage);
SAME(LINEMESSAGE, TapiMessage, dwCallbackInstance);
SAME(LINEMESSAGE, TapiMessage, dwParam3);
SIZE(LINEEXTENSIONID, TapiExtensionId);
SIZE(LINEDIALPARAMS, TapiDialParams);
SAME(LINEDEVCAPS, TapiDevCaps, dwProviderInfoOffset);
SAME(LINEDEVCAPS, TapiDevCaps, dwPermanentLineID);
SAME(LINEDEVCAPS, TapiDevCaps, dwLineNameOffset);
SAME(LINEDEVCAPS, TapiDevCaps, dwNumAddresses);
SAME(LINEDEVCAPS, TapiDevCaps, dwMediaModes);
SAME(LINEDEVCAPS, TapiDevCaps, dwLineStates);
SAME(LINEDEVCAPS, TapiDevCaps, dwLineFeatures);
SAME(LINEDEVCAPS, TapiDevCaps, PermanentLineGuid);
SIZE(LINEADDRESSCAPS, TapiAddressCaps);
SAME(LINEADDRESSCAPS, TapiAddressCaps, dwAddressOffset);
SAME(LINEADDRESSCAPS, TapiAddressCaps, dwAddrCapFlags);
SAME(LINEADDRESSCAPS, TapiAddressCaps, dwCallFeatures);
SAME(LINEADDRESSCAPS, TapiAddressCaps, dwTransferModes);
SAME(LINEADDRESSCAPS, TapiAddressCaps, dwForwardModes);
SAME(LINEADDRESSCAPS, TapiAddressCaps, dwMaxFwdNumRings);
SAME(LINEADDRESSCAPS, TapiAddressCaps, dwCallCompletionModes);
SAME(LINEADDRESSCAPS, TapiAddressCaps, dwAddressFeatures);
SIZE(LINEDEVSTATUS, TapiDevStatus);
SAME(LINEDEVSTATUS, TapiDevStatus, dwDevStatusFlags);
SIZE(LINEADDRESSSTATUS, TapiAddressStatus);
SAME(LINEADDRESSSTATUS, TapiAddressStatus, dwNumRingsNoAnswer);
SAME(LINEADDRESSSTATUS, TapiAddressStatus, dwForwardOffset);
SAME(LINEFORWARD, TapiForward, dwForwardMode);
SAME(LINEFORWARD, TapiForward, dwDestAddressOffset);
_Static_assert(offsetof(LINEFORWARDLIST, ForwardList) == sizeof(TapiForwardList), "LINEFORWARDLIST begins otherwise");
SIZE(LINECALLSTATUS, TapiCallStatus);
SAME(LINECALLSTATUS, TapiCallStatus, dwCallFeatures2);
SAME(LINECALLSTATUS, TapiCallStatus, tStateEntryTime);
SAME(LINECALLINFO, TapiCallInfo, dwCallID);
SAME(LINECALLINFO, TapiCallInfo, dwOrigin);
SAME(LINECALLINFO, TapiCallInfo, dwTrunk);
PARTY(CallerID);
PARTY(CalledID);
PARTY(ConnectedID);
PARTY(RedirectionID);
PARTY(RedirectingID);
SAME(LINECALLINFO, TapiCallInfo, dwReceivingFlowspecOffset);
SIZE(LINECALLLIST, TapiCallList);
SAME(LINECALLPARAMS, TapiCallParams, dwAddressID);
SAME(LINECALLPARAMS, TapiCallParams, dwCallingPartyIDOffset);
