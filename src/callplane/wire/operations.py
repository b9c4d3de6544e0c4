"""The operations of the interface: number, name, types. Knows no codec and nothing of what an operation does.

The constants are generated from the ASN.1 modules. Each carries the types of its argument and result for the type
checker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Never, TypeVar

from msgspec import Struct

from callplane.wire.types import auth, auth_common, common, cti, main, transport
from callplane.wire.types.common import AsnRequestError

A = TypeVar("A", bound=Struct)
R = TypeVar("R", bound=Struct)
A_co = TypeVar("A_co", bound=Struct, covariant=True)
R_co = TypeVar("R_co", bound=Struct, covariant=True)


@dataclass(frozen=True, slots=True)
class Operation(Generic[A_co, R_co]):
    """One operation. `result` and `error` are None for an event: an invoke with invokeID 99999, never answered."""

    id: int
    name: str
    argument: type[A_co]
    result: type[R_co] | None
    error: type[AsnRequestError] | None

    @property
    def is_event(self) -> bool:
        """Whether it is never answered."""
        return self.result is None


AnyOperation = Operation[Struct, Struct]


def _request(number: int, name: str, argument: type[A], result: type[R], error: type[AsnRequestError]) -> Operation[A, R]:
    return Operation(number, name, argument, result, error)


def _event(number: int, name: str, argument: type[A]) -> Operation[A, Never]:
    return Operation(number, name, argument, None, None)


# Generated from wire/asn1: begin

KEEP_ALIVE = _event(
    100,
    "asnKeepAlive",
    main.AsnKeepAliveArgument,
)
"""Event: the peer lives."""

SUBSCRIBE_SERVICES = _request(
    703,
    "asnSubscribeServices",
    main.AsnSubscribeServicesArgument,
    main.AsnSubscribeServicesResult,
    common.AsnRequestError,
)
"""Nothing to subscribe to; always succeeds."""

LOGOFF = _event(
    1001,
    "asnLogoff",
    auth.AsnLogoffArgument,
)
"""Event: ends the session."""

LOGIN_V2 = _request(
    1005,
    "asnLoginV2",
    auth_common.AsnLoginV2Argument,
    auth_common.AsnLoginV2Result,
    common.AsnRequestError,
)
"""Logs in on a TCP connection, or lists the methods."""

NEGOTIATE_SERVER_CONNECTION_V2 = _request(
    1006,
    "asnNegotiateServerConnectionV2",
    auth.AsnNegotiateServerConnectionV2Argument,
    auth.AsnNegotiateServerConnectionV2ResultChoice,
    common.AsnRequestError,
)
"""The first operation on a TCP connection."""

GET_USER_TOKEN_V2 = _request(
    1007,
    "asnGetUserTokenV2",
    auth.AsnGetUserTokenArgument,
    auth.AsnGetUserTokenV2Result,
    common.AsnRequestError,
)
"""A token for the user of this session."""

GET_LOGGED_IN_CONTACT_V2 = _request(
    1008,
    "asnGetLoggedInContactV2",
    auth.AsnGetLoggedInContactArgument,
    auth.AsnGetLoggedInContactV2Result,
    common.AsnRequestError,
)
"""The user of this session."""

START_TLS = _request(
    1103,
    "asnStartTLS",
    transport.AsnStartTLSArgument,
    transport.AsnStartTLSResult,
    common.AsnRequestError,
)
"""Turns this TCP connection into a TLS connection after the result."""

LOCATION_INFORMATION_CHANGED = _event(
    1117,
    "asnLocationInformationChanged",
    main.AsnLocationInformationChangedArgument,
)
"""Event: a location has changed."""

GET_LOCATION_INFORMATION2 = _request(
    1119,
    "asnGetLocationInformation2",
    main.AsnGetLocationInformationArgument,
    main.AsnGetLocationInformation2Result,
    common.AsnRequestError,
)
"""A location with all its rules."""

GET_LOCATION_IDS = _request(
    1120,
    "asnGetLocationIDs",
    main.AsnGetLocationIDsArgument,
    main.AsnGetLocationIDsResult,
    common.AsnRequestError,
)
"""Locations and their checksums."""

CTI_MAKE_CALL = _request(
    1202,
    "asnCtiMakeCall",
    cti.AsnCtiMakeCallArgument,
    cti.AsnCtiMakeCallResult,
    common.AsnRequestError,
)
"""Dials. The result comes before any event of the call."""

CTI_DROP_CALL = _request(
    1203,
    "asnCtiDropCall",
    cti.AsnCtiDropCallArgument,
    cti.AsnCtiDropCallResult,
    common.AsnRequestError,
)
"""Hangs up or rejects a call."""

CTI_ANSWER_CALL = _request(
    1207,
    "asnCtiAnswerCall",
    cti.AsnCtiAnswerCallArgument,
    cti.AsnCtiAnswerCallResult,
    common.AsnRequestError,
)
"""Answers an offering call."""

CTI_REDIRECT_CALL = _request(
    1208,
    "asnCtiRedirectCall",
    cti.AsnCtiRedirectCallArgument,
    cti.AsnCtiRedirectCallResult,
    common.AsnRequestError,
)
"""Sends an offering call to another number."""

CTI_MERGE_CALLS = _request(
    1209,
    "asnCtiMergeCalls",
    cti.AsnCtiMergeCallsArgument,
    cti.AsnCtiMergeCallsResult,
    common.AsnRequestError,
)
"""Connects the other parties of an active and a held call."""

CTI_SWAP_HOLD = _request(
    1210,
    "asnCtiSwapHold",
    cti.AsnCtiSwapHoldArgument,
    cti.AsnCtiSwapHoldResult,
    common.AsnRequestError,
)
"""Active and held call change places."""

CTI_HOLD = _request(
    1211,
    "asnCtiHold",
    cti.AsnCtiHoldArgument,
    cti.AsnCtiHoldResult,
    common.AsnRequestError,
)
"""Holds or retrieves a call."""

CTI_SET_FORWARD = _request(
    1218,
    "asnCtiSetForward",
    cti.AsnCtiSetForwardArgument,
    cti.AsnCtiSetForwardResult,
    common.AsnRequestError,
)
"""Adds or replaces a forward."""

CTI_REMOVE_FORWARD = _request(
    1219,
    "asnCtiRemoveForward",
    cti.AsnCtiRemoveForwardArgument,
    cti.AsnCtiRemoveForwardResult,
    common.AsnRequestError,
)
"""Removes one forward, or all."""

CTI_DIAL_DIGITS = _request(
    1221,
    "asnCtiDialDigits",
    cti.AsnCtiDialDigitsArgument,
    cti.AsnCtiDialDigitsResult,
    common.AsnRequestError,
)
"""Sends digits into a call."""

CTI_PICKUP_CALL = _request(
    1222,
    "asnCtiPickupCall",
    cti.AsnCtiPickupCallArgument,
    cti.AsnCtiPickupCallResult,
    common.AsnRequestError,
)
"""Answers a call that rings elsewhere."""

CTI_COMPLETE_CALL = _request(
    1223,
    "asnCtiCompleteCall",
    cti.AsnCtiCompleteCallArgument,
    cti.AsnCtiCompleteCallResult,
    common.AsnRequestError,
)
"""Calls back when the other line is free."""

CTI_LINE_DROP_CALL = _request(
    1224,
    "asnCtiLineDropCall",
    cti.AsnCtiLineDropCallArgument,
    cti.AsnCtiLineDropCallResult,
    common.AsnRequestError,
)
"""Hangs up the active call of a line."""

CTI_SET_CALL_DATA = _request(
    1225,
    "asnCtiSetCallData",
    cti.AsnCtiSetCallDataArgument,
    cti.AsnCtiSetCallDataResult,
    common.AsnRequestError,
)
"""Sets data that ride on a call."""

CTI_START_CALL_RECORDING = _request(
    1230,
    "asnCtiStartCallRecording",
    cti.AsnCtiStartCallRecordingArgument,
    cti.AsnCtiStartCallRecordingResult,
    common.AsnRequestError,
)
"""Starts the recording of a call."""

CTI_STOP_CALL_RECORDING = _request(
    1231,
    "asnCtiStopCallRecording",
    cti.AsnCtiStopCallRecordingArgument,
    cti.AsnCtiStopCallRecordingResult,
    common.AsnRequestError,
)
"""Ends the recording of a call."""

CTI_CONFERENCE = _request(
    1250,
    "asnCtiConference",
    cti.AsnCtiConferenceArgument,
    cti.AsnCtiConferenceResult,
    common.AsnRequestError,
)
"""Makes or extends a conference."""

CTI_ENUM_PHONE_LINES = _request(
    1260,
    "asnCtiEnumPhoneLines",
    cti.AsnCtiEnumPhoneLinesArgument,
    cti.AsnCtiEnumPhoneLinesResult,
    common.AsnRequestError,
)
"""Lists lines and may subscribe to changes of the list."""

CTI_SNAPSHOT_PHONE_LINE = _request(
    1261,
    "asnCtiSnapshotPhoneLine",
    cti.AsnCtiSnapshotPhoneLineArgument,
    cti.AsnCtiSnapshotPhoneLineResult,
    common.AsnRequestError,
)
"""The state of a line, once."""

CTI_LINE_MONITOR_START = _request(
    1262,
    "asnCtiLineMonitorStart",
    cti.AsnCtiLineMonitorStartArgument,
    cti.AsnCtiLineMonitorStartResult,
    common.AsnRequestError,
)
"""The state of a line, and a subscription to all that changes."""

CTI_LINE_MONITOR_STOP = _request(
    1263,
    "asnCtiLineMonitorStop",
    cti.AsnCtiLineMonitorStopArgument,
    cti.AsnCtiLineMonitorStopResult,
    common.AsnRequestError,
)
"""Ends a subscription."""

CTI_LINE_SET_DO_NOT_DISTURB = _request(
    1264,
    "asnCtiLineSetDoNotDisturb",
    cti.AsnCtiLineSetDoNotDisturbArgument,
    cti.AsnCtiLineSetDoNotDisturbResult,
    common.AsnRequestError,
)
"""Sets or clears do-not-disturb."""

CTI_LINE_SET_REMOTE_OFFICE = _request(
    1273,
    "asnCtiLineSetRemoteOffice",
    cti.AsnCtiLineSetRemoteOfficeArgument,
    cti.AsnCtiLineSetRemoteOfficeResult,
    common.AsnRequestError,
)
"""Lets the user's calls run over another number."""

CTI_NOTIFY_LINE_INFO_CHANGED = _event(
    1280,
    "asnCtiNotifyLineInfoChanged",
    cti.AsnCtiNotifyLineInfoChangedArgument,
)
"""Event: the line itself has changed."""

CTI_NOTIFY_LINE_DO_NOT_DISTURB_CHANGED = _event(
    1281,
    "asnCtiNotifyLineDoNotDisturbChanged",
    cti.AsnCtiNotifyLineDoNotDisturbChangedArgument,
)
"""Event: do-not-disturb."""

CTI_NOTIFY_LINE_FORWARDING_CHANGED = _event(
    1282,
    "asnCtiNotifyLineForwardingChanged",
    cti.AsnCtiNotifyLineForwardingChangedArgument,
)
"""Event: forwards."""

CTI_NOTIFY_LINE_CALL_INFORMATION_CHANGED = _event(
    1283,
    "asnCtiNotifyLineCallInformationChanged",
    cti.AsnCtiNotifyLineCallInformationChangedArgument,
)
"""Event: a call has changed."""

CTI_NOTIFY_LINE_ADD_REMOVE = _event(
    1284,
    "asnCtiNotifyLineAddRemove",
    cti.AsnCtiNotifyLineAddRemoveArgument,
)
"""Event: a line came into reach or left it."""

CTI_NOTIFY_MAKE_CALL_RESULT = _event(
    1285,
    "asnCtiNotifyMakeCallResult",
    cti.AsnCtiNotifyMakeCallResultArgument,
)
"""Event: what became of a made call."""

CTI_NOTIFY_CONFERENCE_CREATED = _event(
    1286,
    "asnCtiNotifyConferenceCreated",
    cti.AsnCtiNotifyConferenceCreatedArgument,
)
"""Event: a conference begins."""

CTI_NOTIFY_CONFERENCE_DESTROYED = _event(
    1287,
    "asnCtiNotifyConferenceDestroyed",
    cti.AsnCtiNotifyConferenceDestroyedArgument,
)
"""Event: a conference has ended."""

CTI_NOTIFY_CONFERENCE_PARTY_ADDED = _event(
    1288,
    "asnCtiNotifyConferencePartyAdded",
    cti.AsnCtiNotifyConferencePartyAddedArgument,
)
"""Event: a party joined."""

CTI_NOTIFY_CONFERENCE_PARTY_REMOVED = _event(
    1289,
    "asnCtiNotifyConferencePartyRemoved",
    cti.AsnCtiNotifyConferencePartyRemovedArgument,
)
"""Event: a party left."""

CTI_NOTIFY_LINE_CALL_FEATURES_CHANGED = _event(
    1290,
    "asnCtiNotifyLineCallFeaturesChanged",
    cti.AsnCtiNotifyLineCallFeaturesChangedArgument,
)
"""Event: nothing but features of calls has changed."""

CTI_NOTIFY_LINE_PROJECT_SETTINGS_CHANGED = _event(
    1291,
    "asnCtiNotifyLineProjectSettingsChanged",
    cti.AsnCtiNotifyLineProjectSettingsChangedArgument,
)
"""Event: projects of the line's location."""

CTI_NOTIFY_LINE_REMOTE_OFFICE_CHANGED = _event(
    1292,
    "asnCtiNotifyLineRemoteOfficeChanged",
    cti.AsnCtiNotifyLineRemoteOfficeChangedArgument,
)
"""Event: remote office."""

CTI_NOTIFY_MONITOR_STOPPED = _event(
    1294,
    "asnCtiNotifyMonitorStopped",
    cti.AsnCtiNotifyMonitorStoppedArgument,
)
"""Event: the subscription has ended (line deleted, right withdrawn)."""

CTI_NOTIFY_LINE_SORT_ORDER_CHANGED = _event(
    1295,
    "asnCtiNotifyLineSortOrderChanged",
    cti.AsnCtiNotifyLineSortOrderChangedArgument,
)
"""Event: the user's order of lines."""

TRANSPORT_KEEP_ALIVE = _event(
    1706,
    "asnTransportKeepAlive",
    transport.AsnTransportKeepAliveArgument,
)
"""Event: the peer lives."""

CHECK_CONNECTION = _request(
    1714,
    "asnCheckConnection",
    transport.AsnCheckConnectionArgument,
    transport.AsnCheckConnectionResult,
    common.AsnRequestError,
)
"""Versions of the server."""

TOKEN_VERIFY_V2 = _request(
    1719,
    "asnTokenVerifyV2",
    transport.AsnTokenVerifyV2Argument,
    transport.AsnTokenVerifyResult,
    common.AsnRequestError,
)
"""Whose token is this?"""

CREATE_AUTH_TOKEN = _request(
    1724,
    "asnCreateAuthToken",
    transport.AsnCreateAuthTokenArgument,
    transport.AsnCreateAuthTokenResult,
    common.AsnRequestError,
)
"""Logs in for another service."""

ALL: tuple[AnyOperation, ...] = (
    KEEP_ALIVE,
    SUBSCRIBE_SERVICES,
    LOGOFF,
    LOGIN_V2,
    NEGOTIATE_SERVER_CONNECTION_V2,
    GET_USER_TOKEN_V2,
    GET_LOGGED_IN_CONTACT_V2,
    START_TLS,
    LOCATION_INFORMATION_CHANGED,
    GET_LOCATION_INFORMATION2,
    GET_LOCATION_IDS,
    CTI_MAKE_CALL,
    CTI_DROP_CALL,
    CTI_ANSWER_CALL,
    CTI_REDIRECT_CALL,
    CTI_MERGE_CALLS,
    CTI_SWAP_HOLD,
    CTI_HOLD,
    CTI_SET_FORWARD,
    CTI_REMOVE_FORWARD,
    CTI_DIAL_DIGITS,
    CTI_PICKUP_CALL,
    CTI_COMPLETE_CALL,
    CTI_LINE_DROP_CALL,
    CTI_SET_CALL_DATA,
    CTI_START_CALL_RECORDING,
    CTI_STOP_CALL_RECORDING,
    CTI_CONFERENCE,
    CTI_ENUM_PHONE_LINES,
    CTI_SNAPSHOT_PHONE_LINE,
    CTI_LINE_MONITOR_START,
    CTI_LINE_MONITOR_STOP,
    CTI_LINE_SET_DO_NOT_DISTURB,
    CTI_LINE_SET_REMOTE_OFFICE,
    CTI_NOTIFY_LINE_INFO_CHANGED,
    CTI_NOTIFY_LINE_DO_NOT_DISTURB_CHANGED,
    CTI_NOTIFY_LINE_FORWARDING_CHANGED,
    CTI_NOTIFY_LINE_CALL_INFORMATION_CHANGED,
    CTI_NOTIFY_LINE_ADD_REMOVE,
    CTI_NOTIFY_MAKE_CALL_RESULT,
    CTI_NOTIFY_CONFERENCE_CREATED,
    CTI_NOTIFY_CONFERENCE_DESTROYED,
    CTI_NOTIFY_CONFERENCE_PARTY_ADDED,
    CTI_NOTIFY_CONFERENCE_PARTY_REMOVED,
    CTI_NOTIFY_LINE_CALL_FEATURES_CHANGED,
    CTI_NOTIFY_LINE_PROJECT_SETTINGS_CHANGED,
    CTI_NOTIFY_LINE_REMOTE_OFFICE_CHANGED,
    CTI_NOTIFY_MONITOR_STOPPED,
    CTI_NOTIFY_LINE_SORT_ORDER_CHANGED,
    TRANSPORT_KEEP_ALIVE,
    CHECK_CONNECTION,
    TOKEN_VERIFY_V2,
    CREATE_AUTH_TOKEN,
)

# Generated from wire/asn1: end

BY_ID: dict[int, AnyOperation] = {operation.id: operation for operation in ALL}
DEPRECATED: dict[str, AnyOperation] = {
    "asnGetLoggedInContact": GET_LOGGED_IN_CONTACT_V2,
    "asnGetUserToken": GET_USER_TOKEN_V2,
}
"""Names that older browser clients call, and what serves them. The answer is that of the operation which stands here."""
BY_NAME: dict[str, AnyOperation] = {operation.name: operation for operation in ALL} | DEPRECATED


def find(operation_id: int, operation_name: str | None) -> AnyOperation | None:
    """The operation with this number; by its name, also a deprecated one, when the number is 0. None when there is none."""
    return BY_ID.get(operation_id) if operation_id else BY_NAME.get(operation_name or "")
