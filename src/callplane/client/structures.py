"""The interface's structures that a program on top meets, under their own names. Nothing is defined here but their JSON form."""

from __future__ import annotations

import msgspec

from callplane.client.events import ConnectionChanged
from callplane.wire import operations
from callplane.wire.base import write_scalar
from callplane.wire.types.common import AsnNetDatabaseContact
from callplane.wire.types.cti import (
    AsnCtiCallInformation,
    AsnCtiLineInfo,
    AsnCtiLineMonitorStartResult,
    AsnCtiNotifyConferenceCreatedArgument,
    AsnCtiNotifyConferenceDestroyedArgument,
    AsnCtiNotifyConferencePartyAddedArgument,
    AsnCtiNotifyConferencePartyRemovedArgument,
    AsnCtiNotifyLineAddRemoveArgument,
    AsnCtiNotifyLineCallFeaturesChangedArgument,
    AsnCtiNotifyLineCallInformationChangedArgument,
    AsnCtiNotifyLineDoNotDisturbChangedArgument,
    AsnCtiNotifyLineForwardingChangedArgument,
    AsnCtiNotifyLineInfoChangedArgument,
    AsnCtiNotifyLineProjectSettingsChangedArgument,
    AsnCtiNotifyLineRemoteOfficeChangedArgument,
    AsnCtiNotifyLineSortOrderChangedArgument,
    AsnCtiNotifyMakeCallResultArgument,
    AsnCtiNotifyMonitorStoppedArgument,
    AsnCtiSnapshotPhoneLineResult,
    AsnRemoteOfficeState,
)
from callplane.wire.types.main import AsnLocationInformationChangedArgument
from callplane.wire.types.sipcti_common import AsnLineForward, AsnProjectPinRule

__all__ = [
    "AsnCtiCallInformation",
    "AsnCtiLineInfo",
    "AsnCtiLineMonitorStartResult",
    "AsnCtiNotifyConferenceCreatedArgument",
    "AsnCtiNotifyConferenceDestroyedArgument",
    "AsnCtiNotifyConferencePartyAddedArgument",
    "AsnCtiNotifyConferencePartyRemovedArgument",
    "AsnCtiNotifyLineAddRemoveArgument",
    "AsnCtiNotifyLineCallFeaturesChangedArgument",
    "AsnCtiNotifyLineCallInformationChangedArgument",
    "AsnCtiNotifyLineDoNotDisturbChangedArgument",
    "AsnCtiNotifyLineForwardingChangedArgument",
    "AsnCtiNotifyLineInfoChangedArgument",
    "AsnCtiNotifyLineProjectSettingsChangedArgument",
    "AsnCtiNotifyLineRemoteOfficeChangedArgument",
    "AsnCtiNotifyLineSortOrderChangedArgument",
    "AsnCtiNotifyMakeCallResultArgument",
    "AsnCtiNotifyMonitorStoppedArgument",
    "AsnCtiSnapshotPhoneLineResult",
    "AsnLineForward",
    "AsnLocationInformationChangedArgument",
    "AsnNetDatabaseContact",
    "AsnProjectPinRule",
    "AsnRemoteOfficeState",
    "event_name",
    "to_json",
]

_EVENT_NAMES = {operation.argument: operation.name for operation in operations.ALL if operation.is_event}
_EVENT_NAMES[ConnectionChanged] = "connectionChanged"
_encoder = msgspec.json.Encoder(enc_hook=write_scalar)


def event_name(event: msgspec.Struct) -> str:
    """The interface's name of an event, e.g. `asnCtiNotifyLineCallInformationChanged`; `connectionChanged` is our own."""
    return _EVENT_NAMES[type(event)]


def to_json(value: object) -> str:
    """A structure, or a container of structures, as JSON text in one line, with the interface's names."""
    return _encoder.encode(value).decode()
