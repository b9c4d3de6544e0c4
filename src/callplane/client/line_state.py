"""What a program has been told of a line, or of a list of lines, kept up event by event. Pure; knows event structures."""

from __future__ import annotations

from msgspec.structs import replace

from callplane.client.events import Event
from callplane.wire.types import cti
from callplane.wire.types.main import EnumCallState as CallState

SYNTHETIC = "Synthetic"
"""The key in optionalParams of an event that tells a difference found by comparing, not something that was seen to happen."""

Calls = dict[str, cti.AsnCtiCallInformation]


class LineState:
    """A line as its monitor's result and the events since tell it. `calls` by id, in the order in which they began."""

    def __init__(self, started: cti.AsnCtiLineMonitorStartResult) -> None:
        self.line = started.lineInfo.u8sLinePhoneNumber
        self.info = plain_info(started.lineInfo)
        self.calls: Calls = {call.u8sConnectionID: plain_call(call) for call in started.seqCalls}
        self.do_not_disturb = started.iDoNotDisturb
        self.parameters = _without_mark(started.optionalParams)
        self.forwards = started.seqLineForwards
        self.remote_office = started.remoteOfficeState

    def take(self, event: Event) -> None:
        """Something was told."""
        match event:
            case cti.AsnCtiNotifyLineCallInformationChangedArgument(callinformation=call):
                if call.iCallState == CallState.eCALLSTATEDESTROYED:
                    self.calls.pop(call.u8sConnectionID, None)
                else:
                    self.calls[call.u8sConnectionID] = plain_call(call)
            case cti.AsnCtiNotifyLineCallFeaturesChangedArgument(callFeaturesList=features):
                for feature in features:
                    if before := self.calls.get(feature.u8sConnectionID):
                        self.calls[feature.u8sConnectionID] = replace(before, iFeatures=feature.iFeatures)
            case cti.AsnCtiNotifyLineInfoChangedArgument(lineInfo=info):
                self.info = plain_info(info)
            case cti.AsnCtiNotifyLineDoNotDisturbChangedArgument(iDoNotDisturb=value, optionalParams=parameters):
                self.do_not_disturb, self.parameters = value, _without_mark(parameters)
            case cti.AsnCtiNotifyLineForwardingChangedArgument(seqLineForwards=forwards):
                self.forwards = forwards
            case cti.AsnCtiNotifyLineRemoteOfficeChangedArgument(remoteOfficeState=office):
                self.remote_office = office


class ListState:
    """A list of lines as its result and the events since tell it: `lines` by URI, in order."""

    def __init__(self, listed: cti.AsnCtiEnumPhoneLinesResult) -> None:
        self.lines = {info.u8sLinePhoneNumber: plain_info(info) for info in listed.seqLines}

    @property
    def own(self) -> list[str]:
        """The URIs of the user's own lines in their order."""
        return [uri for uri, info in self.lines.items() if info.iType]

    def take(self, event: Event) -> None:
        """Something was told."""
        match event:
            case cti.AsnCtiNotifyLineAddRemoveArgument(u8sLinePhoneNumber=uri, addremove=kind, lineInfo=info):
                if kind == cti.AsnCtiNotifyLineAddRemoveArgumentEnum.added:
                    self.lines[uri] = plain_info(info)
                else:
                    self.lines.pop(uri, None)
            case cti.AsnCtiNotifyLineSortOrderChangedArgument(u8sLineURISortOrder=order):
                first = {uri: self.lines[uri] for uri in order if uri in self.lines}
                self.lines = first | self.lines


def plain_call(call: cti.AsnCtiCallInformation) -> cti.AsnCtiCallInformation:
    """A call without the mark of a synthetic event."""
    parameters = _without_mark(call.optionalParams)
    return call if parameters is call.optionalParams else replace(call, optionalParams=parameters)


def plain_info(info: cti.AsnCtiLineInfo) -> cti.AsnCtiLineInfo:
    """A line's info without the mark of a synthetic event."""
    parameters = _without_mark(info.optionalParams)
    return info if parameters is info.optionalParams else replace(info, optionalParams=parameters)


def _without_mark(parameters: dict[str, str | int | bytes] | None) -> dict[str, str | int | bytes] | None:
    if not parameters or SYNTHETIC not in parameters:
        return parameters
    return {key: value for key, value in parameters.items() if key != SYNTHETIC} or None
