"""The client library: log on to a server of the interface, control calls, hear events. Imports no part of the server.

Start with `connect`; programs without asyncio start with `callplane.client.sync.connect`. Results and events are the structures
of `callplane.wire.types`, re-exported where a program needs their names; enumerations of the interface have plain names
here.
"""

from callplane.client.api import Client, LineMonitors, Monitor, connect
from callplane.client.backoff import Backoff
from callplane.client.differences import is_synthetic
from callplane.client.errors import (
    AnswerTimeout,
    CallplaneError,
    ClientError,
    ConnectionFailed,
    ConnectionLost,
    EventsMissed,
    LogonRefused,
    OperationRefused,
    OperationRejected,
    SessionEnded,
)
from callplane.client.events import ConnectionChanged, ConnectionState, Event, EventStream, monitor_of
from callplane.wire.types.auth import AsnUserTokenType as TokenType
from callplane.wire.types.cti import AsnCtiCallInfoChangedReason as CallReason
from callplane.wire.types.cti import AsnCtiCallInformation as CallInformation
from callplane.wire.types.cti import AsnCtiEnumPhoneLinesArgumentEnum as LineScope
from callplane.wire.types.cti import AsnCtiLineOpenStatus as LineStatus
from callplane.wire.types.cti import AsnCtiNotifyLineCallInformationChangedArgument as CallChanged
from callplane.wire.types.cti import EnumCallFeatures as CallFeature
from callplane.wire.types.cti import EnumCtiDigitMode as DigitMode
from callplane.wire.types.cti import EnumForwardModes as ForwardMode
from callplane.wire.types.cti import EnumLineFeatures as LineFeature
from callplane.wire.types.main import AsnETAPIDialNumberFormat as NumberFormat
from callplane.wire.types.main import EAsnCallType as CallType
from callplane.wire.types.main import EnumCallDisconnectedReason as DisconnectReason
from callplane.wire.types.main import EnumCallState as CallState

__all__ = [
    "AnswerTimeout",
    "Backoff",
    "CallChanged",
    "CallFeature",
    "CallInformation",
    "CallReason",
    "CallState",
    "CallType",
    "CallplaneError",
    "Client",
    "ClientError",
    "ConnectionChanged",
    "ConnectionFailed",
    "ConnectionLost",
    "ConnectionState",
    "DigitMode",
    "DisconnectReason",
    "Event",
    "EventStream",
    "EventsMissed",
    "ForwardMode",
    "LineFeature",
    "LineMonitors",
    "LineScope",
    "LineStatus",
    "LogonRefused",
    "Monitor",
    "NumberFormat",
    "OperationRefused",
    "OperationRejected",
    "SessionEnded",
    "TokenType",
    "connect",
    "is_synthetic",
    "monitor_of",
]
