"""A simulated PBX as TAPI tells of it: lines, calls with their states, features and parties. Pure: functions in, reports out.

Outside parties are whatever number is called that is no line: they ring until `answer`, those in `busy` are busy. Knows the
bridge's protocol and TAPI's numbers only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count

from callplane.drivers.tapi import protocol
from callplane.drivers.tapi.constants import (
    AddressCap,
    AddressFeature,
    CallFeature,
    CallParam,
    CallState,
    CompletionMode,
    DeviceStatus,
    DisconnectMode,
    Error,
    ForwardMode,
    Origin,
    PartyId,
    Privilege,
    Reason,
    TransferMode,
)

_S = CallState
_HELD = (_S.ONHOLD, _S.ONHOLDPENDTRANSFER, _S.ONHOLDPENDCONF)
_ALL_FORWARDS = ForwardMode(0xFFF)
CALL_FEATURES = CallFeature(sum(CallFeature))
ADDRESS_FEATURES = AddressFeature(sum(AddressFeature))


_TALK = CallFeature.DROP | CallFeature.SWAPHOLD | CallFeature.COMPLETETRANSF | CallFeature.ADDTOCONF
_FEATURES = {
    _S.OFFERING: CallFeature.DROP | CallFeature.ANSWER | CallFeature.REDIRECT,
    _S.DIALTONE: CallFeature.DROP | CallFeature.DIAL,
    _S.RINGBACK: CallFeature.DROP | CallFeature.COMPLETECALL | CallFeature.COMPLETETRANSF,
    _S.BUSY: CallFeature.DROP | CallFeature.COMPLETECALL,
    _S.CONNECTED: _TALK
    | CallFeature.HOLD
    | CallFeature.SETUPTRANSFER
    | CallFeature.SETUPCONF
    | CallFeature.BLINDTRANSFER
    | CallFeature.GENERATEDIGITS,
    **dict.fromkeys(_HELD, _TALK | CallFeature.UNHOLD),
    _S.CONFERENCED: CallFeature.DROP | CallFeature.REMOVEFROMCONF,
}
"""What can be done with a call, as far as its line can do it."""


class Refusal(Exception):
    """A function returns this error."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.name)
        self.error = error


@dataclass
class End:
    """One end of a call: on a line of the PBX, or outside (`line` is None)."""

    line: FakeLine | None
    number: str
    handle: int = 0
    state: CallState = _S.IDLE
    mode: int = 0
    origin: Origin = Origin.OUTBOUND
    callid: int = 0
    related: int = 0
    reason: Reason = Reason.DIRECT
    completion: int = 0
    params: int = 0
    peer: End | None = None
    other: str = ""
    conference: End | None = None
    heard: str = ""
    privilege: Privilege = Privilege.MONITOR


@dataclass
class FakeLine:
    """A line. `features` and the rest are what LINEADDRESSCAPS says of it."""

    number: str
    dev: int
    permanent: int
    name: str
    ends: dict[int, End] = field(default_factory=dict)
    flags: int = DeviceStatus.CONNECTED | DeviceStatus.INSERVICE
    open: bool = True
    callfeatures: int = CALL_FEATURES
    features: int = ADDRESS_FEATURES
    transfermodes: int = TransferMode.TRANSFER | TransferMode.CONFERENCE
    capflags: int = AddressCap.FWDSTATUSVALID | AddressCap.BLOCKIDOVERRIDE
    forwardmodes: int = _ALL_FORWARDS
    forwards: tuple[protocol.Forward, ...] = ()
    rings: int = 0


class FakePbx:
    """The lines by their numbers. `tell` is given every report."""

    def __init__(self, numbers: Iterable[str], provider: str = "Fake TSP") -> None:
        self.provider = provider
        self._handles = count(0x10000)
        self._callids = count(1)
        self._devices = count()
        self.tell: Callable[[protocol.FromBridge], None] = lambda _: None
        self.lines: dict[str, FakeLine] = {}
        self.busy: set[str] = set()
        self.outside: list[End] = []
        self._callbacks: list[tuple[FakeLine, str, int, int]] = []
        for number in numbers:
            self.lines[number] = self._line(number)

    def _line(self, number: str) -> FakeLine:
        dev = next(self._devices)
        return FakeLine(number, dev, 1000 + dev, f"Line {number}")

    # -- what TAPI tells

    def described(self, line: FakeLine) -> protocol.Line:
        """A line as the bridge reports it."""
        address = protocol.Address(
            address=line.number,
            capflags=line.capflags,
            callfeatures=line.callfeatures,
            features=line.features,
            transfermodes=line.transfermodes,
            forwardmodes=line.forwardmodes,
            completionmodes=CompletionMode.CALLBACK,
            minrings=1,
            maxrings=12,
            rings=line.rings,
            forwards=line.forwards if line.capflags & AddressCap.FWDSTATUSVALID else (),
        )
        return protocol.Line(
            line.dev, line.permanent, self.provider, line.name, int(line.open), flags=line.flags, addresses=(address,)
        )

    def call_of(self, end: End, said: CallState | None = None, *, new: bool = False) -> protocol.Call:
        """A call as the bridge reports it."""
        assert end.line is not None
        outbound = bool(end.origin & (Origin.OUTBOUND | Origin.CONFERENCE))
        other = protocol.Party(PartyId.ADDRESS, end.other) if end.other else protocol.Party()
        own = protocol.Party(PartyId.ADDRESS, end.number)
        connected = end.state in (_S.CONNECTED, _S.CONFERENCED, *_HELD) and bool(end.other)
        return protocol.Call(
            call=end.handle,
            dev=end.line.dev,
            state=end.state,
            mode=end.mode,
            said=said or end.state,
            saidmode=end.mode,
            features=_FEATURES.get(end.state, CallFeature.DROP) & end.line.callfeatures if end.privilege & Privilege.OWNER else 0,
            privilege=end.privilege,
            callid=end.callid,
            related=end.related,
            origin=end.origin,
            reason=end.reason,
            completion=end.completion,
            params=end.params,
            conf=end.conference.handle if end.conference else 0,
            new=int(new),
            caller=own if outbound else other,
            called=other if outbound else own,
            connected=other if connected else protocol.Party(),
        )

    def enter(self, end: End, state: CallState, mode: int = 0, *, new: bool = False) -> None:
        """The end is now in this state, and that is told; an idle one is gone."""
        end.state, end.mode = state, mode
        if end.line is None:
            if state is _S.IDLE and end in self.outside:
                self.outside.remove(end)
            return
        self.tell(self.call_of(end, new=new))
        if state is _S.IDLE:
            del end.line.ends[end.handle]
            self.tell(protocol.CallGone(end.handle))

    def changed(self, line: FakeLine) -> None:
        """The description of a line has changed."""
        self.tell(self.described(line))

    # -- what people and the PBX do

    def call_in(self, number: str, caller: str) -> End:
        """Somebody outside calls a line. A line that does not want to be disturbed does not ring."""
        party = End(None, caller, next(self._handles), callid=next(self._callids), other=number)
        self.outside.append(party)
        self._ring(party, number)
        return party

    def answer(self, number: str) -> None:
        """The party with that number answers: a line, or somebody outside."""
        self.connect(next(end for end in self.ends_of(number) if end.state is _S.OFFERING))

    def hang_up(self, number: str) -> None:
        """The party with that number hangs up what it has."""
        for end in self.ends_of(number):
            self.drop(end)

    def ends_of(self, number: str) -> list[End]:
        if number in self.lines:
            return list(self.lines[number].ends.values())
        return [end for end in self.outside if end.number == number]

    def set_free(self, number: str) -> None:
        """A busy party is free: callbacks ring."""
        self.busy.discard(number)
        for order in [order for order in self._callbacks if order[1] == number]:
            self._callbacks.remove(order)
            line, other, callid, completion = order
            end = self._new_end(line, Origin.INBOUND | Origin.EXTERNAL, other)
            end.reason, end.completion, end.callid = Reason.CALLCOMPLETION, completion, callid
            self.enter(end, _S.OFFERING, new=True)

    def serve(self, number: str, flags: int) -> None:
        """A line is in service and connected, or not."""
        self.lines[number].flags = flags
        self.changed(self.lines[number])

    def close(self, number: str) -> None:
        """LINE_CLOSE: the line's handles are void; its calls go on in the PBX."""
        line = self.lines[number]
        line.open = False
        self.changed(line)

    def reopen(self, number: str) -> None:
        """The bridge could open the line again, and tells its calls."""
        line = self.lines[number]
        line.open = True
        self._renumber(line)
        self.changed(line)
        for end in line.ends.values():
            self.tell(self.call_of(end))
        self.tell(protocol.Truth(line.dev))

    def remove(self, number: str) -> None:
        """LINE_REMOVE: the line is gone, and with it its calls."""
        line = self.lines.pop(number)
        for end in line.ends.values():
            if end.peer is not None:
                end.peer.peer = None
                self._leave(end.peer)
        self.tell(protocol.LineGone(line.dev))

    def create(self, number: str, permanent: int = 0) -> FakeLine:
        """LINE_CREATE: a line with a new device id."""
        line = self.lines[number] = self._line(number)
        line.permanent = permanent or line.permanent
        self.changed(line)
        self.tell(protocol.Truth(line.dev))
        return line

    def renumber(self) -> None:
        """All handles are void: lines and calls get new ones."""
        for line in self.lines.values():
            self._renumber(line)

    def _renumber(self, line: FakeLine) -> None:
        ends, line.ends = list(line.ends.values()), {}
        for end in ends:
            end.handle = next(self._handles)
            line.ends[end.handle] = end
            end.privilege = Privilege.MONITOR

    # -- what functions do

    def connect(self, end: End) -> None:
        """An offered call is answered; both ends talk."""
        self.enter(end, _S.CONNECTED)
        if end.peer is not None:
            self.enter(end.peer, _S.CONNECTED)

    def drop(self, end: End) -> None:
        """An end hangs up; the other one is told. A conference that hangs up ends its members' calls."""
        members = [other for other in self._of(end) if other.conference is end]
        conference, end.conference = end.conference, None
        peer, end.peer = end.peer, None
        self.enter(end, _S.IDLE)
        for member in members:
            member.conference = None
            self.drop(member)
        if conference is not None:
            self.shrink(conference)
        if peer is not None:
            peer.peer = None
            self._leave(peer)

    def shrink(self, conference: End) -> None:
        """A conference with fewer than two members is over."""
        left = [end for end in self._of(conference) if end.conference is conference]
        if len(left) < 2:
            self.enter(conference, _S.IDLE)
            for end in left:
                end.conference = None
                self.enter(end, _S.CONNECTED)

    def _leave(self, end: End) -> None:
        """The other side of this end has gone."""
        mode = DisconnectMode.NORMAL
        conference, end.conference = end.conference, None
        if end.line is not None:
            self.enter(end, _S.DISCONNECTED, mode)
        self.enter(end, _S.IDLE)
        if conference is not None:
            self.shrink(conference)

    @staticmethod
    def _of(end: End) -> list[End]:
        return list(end.line.ends.values()) if end.line is not None else []

    def reach(self, end: End, number: str) -> None:
        """A call dials a number and gets somewhere."""
        end.other = number
        self.enter(end, _S.DIALING)
        if number in self.busy:
            self.enter(end, _S.BUSY)
        elif self._ring(end, number):
            self.enter(end, _S.RINGBACK)

    def _ring(self, end: End, number: str) -> bool:
        """Make somebody ring with this call; gives whether he does."""
        line = self.lines.get(number)
        if line is None:
            party = End(None, number, state=_S.OFFERING, peer=end, other=end.number)
            self.outside.append(party)
            end.peer = party
            return True
        if any(forward.mode == ForwardMode.UNCOND and not forward.to for forward in line.forwards):
            self.enter(end, _S.BUSY)
            return False
        origin = Origin.INTERNAL if end.line else Origin.EXTERNAL
        rings = self._new_end(line, origin | Origin.INBOUND, end.number)
        rings.callid, rings.peer, end.peer = end.callid, end, rings
        self.enter(rings, _S.OFFERING, new=True)
        return True

    def made(self, line: FakeLine, params: int = 0, related: int = 0) -> End:
        """A new outgoing call of a line; it is owned by whoever makes it."""
        end = self._new_end(line, Origin.OUTBOUND, "")
        end.params, end.privilege, end.related = params & CallParam.BLOCKID, Privilege.OWNER, related
        return end

    def _new_end(self, line: FakeLine, origin: Origin, other: str) -> End:
        end = End(line, line.number, next(self._handles), origin=origin, callid=next(self._callids), other=other)
        line.ends[end.handle] = end
        return end

    def order_callback(self, line: FakeLine, end: End) -> int:
        """Call back when the other party is free; gives the completion id."""
        completion = next(self._callids)
        self._callbacks.append((line, end.other, end.callid, completion))
        return completion
