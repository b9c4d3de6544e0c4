"""How a call looks: its state and parties, worked out from its channel, who shares the bridge and whom it dials. Pure.

A state that the table of states does not allow after the last one is not shown: the state stays, until one comes that is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from callplane.drivers.asterisk.call_records import Call
from callplane.drivers.asterisk.channels import BUSY, Channel
from callplane.drivers.asterisk.lines import Lines
from callplane.model.call import CallReport, CallState, CallType, Party, RecordingState
from callplane.model.transitions import FOLLOWING
from callplane.numbers.parsing import Source

_S, _T = CallState, CallType
_UNREACHED = frozenset({"BUSY", "CONGESTION", "CHANUNAVAIL"})
BUSY_APPLICATIONS = frozenset({"Busy", "Congestion", "PlayTones", "Hangup"})
_DIALLING = frozenset(
    {"", "Dial", "Queue", "Page", "AppDial", "NoOp", "Set", "Gosub", "Macro", "Goto", "GotoIf", "Wait", "Progress"}
)

MAX_HOPS = 8
"""Local channels that are followed one after the other."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The other party as a call shows it; `withheld`: it hides its number."""

    party: Party = field(default_factory=Party)
    internal: bool = False
    withheld: bool = False


class Views:
    """`channel(uid)` and `calls(uid)` find a channel and the calls that it is part of; `tracker(call_id)` its tracker id."""

    def __init__(
        self,
        lines: Lines,
        channel: Callable[[str], Channel | None],
        calls: Callable[[str], Sequence[Call]],
        tracker: Callable[[str], str],
    ) -> None:
        self._lines = lines
        self._channel = channel
        self._calls = calls
        self._tracker = tracker

    def report(self, call: Call, now: float) -> CallReport:
        """A call as it is now."""
        own, told = self._channel(call.uid), call.told
        state, seen = self._described(call, own)
        if told is not None and state is not told.state and state not in FOLLOWING[told.state]:
            state = told.state
        if state in (_S.CONNECTED, _S.CONFERENCED, _S.HOLD) and not call.connected:
            call.connected, call.talked = now, True
        return CallReport(
            line=call.line.uri,
            call_id=call.id,
            state=state,
            outbound=call.outbound,
            remote=seen.party,
            type=call.type,
            internal=seen.internal,
            caller_id_blocked=call.hidden or seen.withheld,
            tracker_id=self._tracker(call.id),
            recording=self._recording(call, own),
            records=bool(call.recorder),
            controller_id=self._controller(call),
            redirecting=call.redirecting,
            held=self._held(own),
            created=call.created,
            connected=call.connected,
            pbx_call_id=call.uid or (told.pbx_call_id if told else ""),
        )

    def _described(self, call: Call, own: Channel | None) -> tuple[CallState, Seen]:
        away = call.member or call.parked
        if away:
            end = self._end(call, own, _real(self._channel(away)))
            return (_S.CONFERENCED if call.member else _S.HOLD), end
        if own is None:
            return call.state, self._as_told(call)
        if call.is_controller:
            return (_S.CONNECTED if own.room else _S.HOLD), Seen()
        return self._state(call, own), self._remote(call, own)

    @staticmethod
    def _controller(call: Call) -> str:
        return call.conference.controller.id if call.conference is not None else ""

    # -- states

    def _state(self, call: Call, own: Channel) -> CallState:
        told = call.told.state if call.told else None
        if own.state == BUSY:
            return _S.BUSY
        if not own.up:
            return _waiting_state(call, own)
        if own.held and (call.talked or own.bridge is not None):
            return _S.HOLD
        if own.queue or own.room or own.parking_space or own.bridge is not None:
            return _S.CONNECTED
        if own.dials:
            return _dialling_state(call, own)
        if own.dial_status in _UNREACHED and (call.made or call.talked):
            return _S.CONNECTED if own.application and own.application not in BUSY_APPLICATIONS | _DIALLING else _S.BUSY
        if own.dial_status != "ANSWER" and call.made and call.outbound and not call.talked:
            return _made_state(own, told)
        return told if call.talked and told is not None else _S.CONNECTED

    @staticmethod
    def _recording(call: Call, own: Channel | None) -> RecordingState:
        heard = [own, *own.mates()] if own is not None and not call.parked and not call.member else []
        if call.recorder or any(channel.monitors for channel in heard):
            return RecordingState.RECORDED
        was = call.told is not None and call.told.recording is not RecordingState.NONE
        return RecordingState.WAS_RECORDED if was else RecordingState.NONE

    # -- parties

    def _remote(self, call: Call, own: Channel) -> Seen:
        if own.parking_space:
            return Seen(Party(self._lines.number(own.parking_space, Source.DIALLED), "Parked"), internal=True)
        if own.room:
            return self._host(call, own)
        end = next(iter(own.talks_to()), None)
        if end is None and not (call.talked and not own.alerting):  # whoever was sent on sees the next one when that one rings
            end = next(iter(own.rings()), None) or _real(own.reached) or own.rung_by()
        if end is not None:
            return self._end(call, own, end)
        if call.told is not None and (call.talked or call.told.remote.number):
            return self._as_told(call)
        return self._dialled(call, own) if call.outbound and call.dialled else self._end(call, own, None)

    def _host(self, call: Call, own: Channel) -> Seen:
        """Whom somebody in a conference room sees: the line that controls the conference, else what was dialled."""
        for mate in own.mates():
            for other in self._calls(mate.uid):
                if other.is_controller:
                    return Seen(other.line.party, internal=True)
        return self._dialled(call, own) if call.dialled else self._as_told(call)

    def _end(self, call: Call, own: Channel | None, end: Channel | None) -> Seen:
        """How another end is shown on a call."""
        if end is None:
            if own is not None and not (call.outbound and call.dialled):
                return self._numbered(own.connected_number, own.connected_name)
            return self._as_told(call)
        line = self._lines.by_device.get(end.device)
        hides = end.withheld or any(other.hidden for other in self._calls(end.uid))
        if hides and not call.outbound:
            return Seen(internal=line is not None, withheld=True)
        if line is not None:
            return Seen(line.party, internal=True)
        if call.outbound and call.dialled and own is not None and _answers_for(own, end):
            return self._dialled(call, own)
        return self._numbered(end.number, end.caller_name)

    def _numbered(self, number: str, name: str) -> Seen:
        found = self._lines.number(number)
        line = self._lines.with_number(found)
        if line is not None:
            return Seen(line.party, internal=True)
        return Seen(Party(found, "" if name == number else name), self._lines.internal(found))

    def _dialled(self, call: Call, own: Channel) -> Seen:
        dialled = own.dialled if own.redirecting else call.dialled  # it may have been sent on
        line = self._lines.with_extension(dialled)
        if line is not None:
            return Seen(line.party, internal=True)
        name = own.connected_name if own.connected_number == dialled != own.connected_name else ""
        number = self._lines.number(dialled, Source.DIALLED) or dialled
        return Seen(Party(number, name), self._lines.internal(number))

    @staticmethod
    def _as_told(call: Call) -> Seen:
        told = call.told
        return Seen(told.remote, told.internal, told.caller_id_blocked and not call.hidden) if told is not None else Seen()

    def _held(self, own: Channel | None) -> Party | None:
        """Whom the other side keeps on hold while it consults us."""
        for end in own.talks_to() if own is not None else ():
            for other in self._calls(end.uid):
                waiting = other.consults
                if waiting is not None and waiting.state is _S.HOLD and waiting.told and waiting.told.remote.number:
                    return waiting.told.remote
        return None


def _waiting_state(call: Call, own: Channel) -> CallState:
    """The own channel is not up: a phone that dials, or one that is rung."""
    if call.outbound and not call.made:
        return _S.RINGBACK if own.alerting else _S.DIALING
    if call.outbound and call.dialled and call.type is not _T.CALLBACK:
        return _S.DIALING
    return _S.OFFERING


def _dialling_state(call: Call, own: Channel) -> CallState:
    """The own channel is up and dials: RINGBACK when somebody rings. Who has talked before was sent on, and does not dial."""
    if own.alerting:
        return _S.RINGBACK
    return call.state if call.talked else _S.DIALING


def _made_state(own: Channel, told: CallState | None) -> CallState:
    """The own phone of a made call is up, and nobody is reached: what the dialplan does with it, as far as that is known."""
    if own.application in BUSY_APPLICATIONS:
        return _S.BUSY
    if own.application not in _DIALLING:
        return _S.CONNECTED
    return told if told in (_S.RINGBACK, _S.BUSY) else _S.DIALING


def _real(channel: Channel | None, depth: int = 0) -> Channel | None:
    """The real end behind a Local channel, or the channel itself."""
    if channel is None or not channel.is_local or channel.half is None:
        return channel
    ends = [*channel.half.talks_to(), *channel.half.rings()]
    if ends or channel.half.reached is None:
        return next(iter(ends), channel)
    return _real(channel.half.reached, depth + 1) if depth < MAX_HOPS else channel


def _answers_for(own: Channel, end: Channel) -> bool:
    """Whether this end answers, or rings for, what the own channel dialled."""
    seen: set[str] = set()
    channel = own.reached
    while channel is not None and channel.uid not in seen:
        if channel is end:
            return True
        seen.add(channel.uid)
        channel = channel.half.reached if channel.is_local and channel.half is not None else None
    return any(end is rung for rung in own.rings())
