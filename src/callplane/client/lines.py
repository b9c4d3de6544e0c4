"""The operations on lines, as methods. Knows the interface's structures; not how a call travels.

A `line` is its URI (`tel:+49815136856101@demo`) or a number that fits one of your lines. Every method returns the
operation's result structure and raises what `Caller.call` does; OperationRefused with detail 3 for a line that does not
exist for you, 2 where you lack the right.
"""

from __future__ import annotations

from callplane.client.caller import Caller, Parameters
from callplane.wire import operations as op
from callplane.wire.types import cti
from callplane.wire.types.cti import AsnCtiEnumPhoneLinesArgumentEnum as LineScope
from callplane.wire.types.cti import EnumForwardModes as ForwardMode


class LineOperations(Caller):
    """Lines: listing, state, monitoring, and settings."""

    async def enum_phone_lines(
        self, scope: LineScope = LineScope.userMonitorLines, *, subscribe: bool = False
    ) -> cti.AsnCtiEnumPhoneLinesResult:
        """The lines within reach, own lines first and in the user's order (1260).

        `scope`: own lines, own and additional ones (default), or all of the system (administrators only). With `subscribe`
        the result has a cross-reference id and AddRemove and SortOrderChanged events follow until the session ends.
        """
        argument = cti.AsnCtiEnumPhoneLinesArgument(typeofLines=scope, attachChangeNotify=int(subscribe))
        return await self.call(op.CTI_ENUM_PHONE_LINES, argument)

    async def snapshot_phone_line(self, line: str) -> cti.AsnCtiSnapshotPhoneLineResult:
        """The state of a line, once: calls, forwards, do-not-disturb, remote office (1261)."""
        return await self.call(op.CTI_SNAPSHOT_PHONE_LINE, cti.AsnCtiSnapshotPhoneLineArgument(u8sLinePhoneNumber=line))

    async def line_monitor_start(self, line: str) -> cti.AsnCtiLineMonitorStartResult:
        """The state of a line and a subscription to all that changes from then on (1262). `monitor()` is easier to use."""
        return await self.call(op.CTI_LINE_MONITOR_START, cti.AsnCtiLineMonitorStartArgument(u8sLinePhoneNumber=line))

    async def line_monitor_stop(self, reference: str) -> cti.AsnCtiLineMonitorStopResult:
        """End the subscription with this cross-reference id (1263)."""
        argument = cti.AsnCtiLineMonitorStopArgument(u8sMonitorCrossRefID=reference)
        return await self.call(op.CTI_LINE_MONITOR_STOP, argument)

    async def line_set_do_not_disturb(self, line: str, on: bool) -> cti.AsnCtiLineSetDoNotDisturbResult:
        """Set or clear do-not-disturb: new calls find the line busy (1264)."""
        argument = cti.AsnCtiLineSetDoNotDisturbArgument(u8sLinePhoneNumber=line, bDoNotDisturb=on)
        return await self.call(op.CTI_LINE_SET_DO_NOT_DISTURB, argument)

    async def line_set_remote_office(
        self, line: str, destination: str, *, on: bool = True
    ) -> cti.AsnCtiLineSetRemoteOfficeResult:
        """Let the line's calls run over the number `destination`, or end that with `on=False` (1273)."""
        state = cti.AsnRemoteOfficeState(u8sController="", iEnabled=int(on), u8sDestination=destination)
        argument = cti.AsnCtiLineSetRemoteOfficeArgument(u8sLinePhoneNumber=line, remoteOfficeState=state)
        return await self.call(op.CTI_LINE_SET_REMOTE_OFFICE, argument)

    async def line_drop_call(self, line: str) -> cti.AsnCtiLineDropCallResult:
        """Hang up the active call of a line, else its only call (1224)."""
        return await self.call(op.CTI_LINE_DROP_CALL, cti.AsnCtiLineDropCallArgument(u8sLineDescriptor=line))

    async def set_forward(
        self,
        line: str,
        destination: str,
        *,
        mode: ForwardMode = ForwardMode.eFORWARDMODEIMMEDIATE,
        parameters: Parameters | None = None,
    ) -> cti.AsnCtiSetForwardResult:
        """Forward the calls of a line to a number; replaces the forward of the same mode (1218).

        `mode` is one bit of EnumForwardModes; the line's info says which can be set. `parameters`: further keys.
        """
        argument = cti.AsnCtiSetForwardArgument(
            u8sPhoneNumberFrom=line,
            u8sPhoneNumberTo=destination,
            optionalParams={"ForwardMode": int(mode)} | (parameters or {}),
        )
        return await self.call(op.CTI_SET_FORWARD, argument)

    async def remove_forward(
        self, line: str, *, mode: ForwardMode | None = None, destination: str = ""
    ) -> cti.AsnCtiRemoveForwardResult:
        """Remove all forwards of a line; with `mode` and `destination` exactly that one (1219)."""
        parameters: Parameters = {} if mode is None else {"ForwardMode": int(mode)}
        if destination:
            parameters["ForwardDestination"] = destination
        argument = cti.AsnCtiRemoveForwardArgument(u8sPhoneNumberFrom=line, optionalParams=parameters or None)
        return await self.call(op.CTI_REMOVE_FORWARD, argument)
