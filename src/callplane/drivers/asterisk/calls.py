"""Calls of lines, made of channels: one call for each own leg. Pure; knows channels and the model, no sockets, no actions.

Whenever a channel may look different, its calls are described anew (see `views`); what differs from the last report is a fact.

Three things are not channels alone. A call that the driver holds (`parked`) keeps its other party in the hold context while the
own leg waits or serves another call. A conference has a controller call, which is the own leg in the room, and members, which are
the others. A call that was answered by picking it up moves to a new channel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from callplane.drivers.asterisk.call_records import Call, Conference
from callplane.drivers.asterisk.channels import BUSY, RING, Channel
from callplane.drivers.asterisk.lines import Line, Lines
from callplane.drivers.asterisk.switchboard import Switchboard
from callplane.drivers.asterisk.trackers import Trackers
from callplane.drivers.asterisk.views import Views
from callplane.model.call import CallReport, CallState, CallType, DisconnectCause, Party, RecordingState
from callplane.model.events import CallAttempted, CallCleared, CallReported, Fact

UID_PREFIX = "callplane-call-"
"""Own channels of calls that commands made: what follows is the call's id, so that they are known again after a restart."""

LIFTED = "-lifted"
"""The end of the id of an own channel that took the place of a first one, which only rang."""

_S, _T = CallState, CallType
_NORMAL, _USER_BUSY, _ANSWERED_ELSEWHERE = 16, 17, 26  # ITU-T Q.850
_REQUEST_TERMINATED = 487  # RFC 3261: the caller himself gave up


class Calls:
    """All calls of all lines. What happens gives facts; what the driver does to a call is told by its methods."""

    def __init__(self, lines: Lines, new_id: Callable[[], str]) -> None:
        self.lines = lines
        self.board = Switchboard()
        self.trackers = Trackers(new_id)
        self.calls: dict[str, Call] = {}
        self.new_id = new_id
        self._by_channel: dict[str, list[Call]] = {}
        self._ours: set[str] = set()
        self._views = Views(lines, self._channel, self.of_channel, self.trackers.tracker)

    # -- asking

    def of_line(self, line: Line) -> list[Call]:
        return [call for call in self.calls.values() if call.line is line]

    def of_channel(self, uid: str) -> list[Call]:
        """The calls that a channel is part of: as own leg, as held party or as member of a conference."""
        return list(self._by_channel.get(uid, ()))

    def on_leg(self, uid: str) -> list[Call]:
        """The calls whose own leg this channel is."""
        return [call for call in self.of_channel(uid) if call.uid == uid]

    def channel(self, call: Call) -> Channel | None:
        """The own leg of a call."""
        return self._channel(call.uid)

    def _channel(self, uid: str) -> Channel | None:
        return self.board.channels.get(uid)

    def reports(self) -> tuple[CallReport, ...]:
        return tuple(call.told for call in self.calls.values() if call.told is not None)

    # -- what the driver does

    def reserve(self, uid: str) -> None:
        """A channel with this id is an instrument of the driver, and no call."""
        self._ours.add(uid)

    def release(self, uid: str) -> None:
        self._ours.discard(uid)

    def add(self, call: Call) -> Call:
        """A call that the driver is about to make, or has found."""
        self.calls[call.id] = call
        self._index(call.uid, call)
        channel = self.channel(call)
        self.trackers.put(call.id, channel.linked if channel is not None and channel.linked else call.uid)
        return call

    def move(self, call: Call, uid: str) -> None:
        """The call goes on, on another own channel (empty: on none for now)."""
        self._unindex(call.uid, call)
        self._abandon(call.uid)
        call.uid = uid
        self._index(uid, call)

    def park(self, call: Call, peer: str) -> None:
        """The driver holds the call; its other party is that channel. Empty: it does not any more."""
        self._unindex(call.parked, call)
        call.parked = peer
        self._index(peer, call)

    def enlist(self, call: Call, conference: Conference, peer: str) -> None:
        """The call is a member of a conference now; its other party is that channel."""
        self.park(call, "")
        call.type, call.consults, call.conference, call.member = _T.CONFERENCE_MEMBER, None, conference, peer
        conference.members.append(call)
        self._index(peer, call)

    def discharge(self, call: Call) -> None:
        """The call is no member any more."""
        self._unindex(call.member, call)
        call.type, call.conference, call.member = _T.NORMAL, None, ""

    def consult(self, call: Call, held: Call) -> None:
        """The call asks somebody back while another one is held: both are one scenario."""
        call.type, call.consults = _T.CONSULTATION, held
        self.trackers.join(call.id, held.id)

    def renew(self, board: Switchboard) -> list[Call]:
        """Another board, after a new link: calls whose channels are gone are forgotten. Gives held calls without an own leg."""
        links = {channel.linked for channel in self.board.channels.values()}
        self.board = board
        for conference in {call.conference for call in self.calls.values() if call.conference is not None}:
            self._renew_conference(conference)
        legless = []
        for call in list(self.calls.values()):
            call.settled, call.leaves = True, None
            there = board.channels
            if call.member:
                continue
            if call.uid not in there and call.parked in there:
                self.move(call, "")
                legless.append(call)
            elif call.uid not in there or (call.parked and call.parked not in there):
                self.drop(call)
        for linked in links:
            self.forget_scenario(linked)
        return legless

    def _renew_conference(self, conference: Conference) -> None:
        there = self.board.channels
        controller = conference.controller
        for member in list(conference.members):
            if member.member not in there or controller.uid not in there:
                conference.members.remove(member)
                self.discharge(member)
                self.drop(member)
        if len(conference.members) < 2:
            for last in conference.members:
                self.discharge(last)
                self.move(last, controller.uid)
            self.drop(controller)

    def drop(self, call: Call) -> None:
        """Forget a call; its end was told."""
        self.calls.pop(call.id, None)
        for uid in {call.uid, call.parked, call.member}:
            self._unindex(uid, call)
        self._abandon(call.uid)
        self.trackers.leave(call.id)
        for other in self.calls.values():
            if other.consults is call:
                other.consults = None

    def _abandon(self, uid: str) -> None:
        """A leg that no call has any more begins no new one: it is about to end."""
        if uid in self.board.channels and uid not in self._by_channel:
            self.reserve(uid)

    def _index(self, uid: str, call: Call) -> None:
        if uid:
            self._by_channel.setdefault(uid, []).append(call)

    def _unindex(self, uid: str, call: Call) -> None:
        found = self._by_channel.get(uid)
        if found and call in found:
            found.remove(call)
            if not found:
                del self._by_channel[uid]

    # -- what happens

    def changed(self, channels: Iterable[Channel], now: float) -> list[Fact]:
        """These channels may look different: what follows for calls that go on, and which begin."""
        facts: list[Fact] = []
        for channel in channels:
            if channel.gone:
                continue
            if channel.uid not in self._by_channel:
                self._meet(channel, now)
            for call in self.of_channel(channel.uid):
                moved = self._link(call, channel) if channel.uid == call.uid else ()
                facts += [fact for other in moved for fact in self.refresh(self.calls[other], now)]
                facts += self.refresh(call, now)
        return facts

    def _link(self, call: Call, own: Channel) -> list[str]:
        """Put a call into its scenario: whoever talks to it belongs there. Gives the calls whose tracker id has changed."""
        if own.picked_from and call.redirecting is None:
            before = self.lines.with_extension(own.picked_from)
            call.redirecting = before.party if before is not None and before is not call.line else None
        moved = list(self.trackers.put(call.id, own.linked)) if own.linked else []
        for end in own.talks_to():
            for other in self.on_leg(end.uid):
                moved += self.trackers.join(call.id, other.id)
        return moved

    def _meet(self, channel: Channel, now: float) -> None:
        """A channel that is nobody's: a call of a line begins, once it is clear of which kind."""
        line = self.lines.by_device.get(channel.device)
        if line is None or channel.uid in self._ours or not channel.linked:
            return
        if channel.uid.startswith(UID_PREFIX):  # made by a command, before a restart or while the link was lost
            call_id = f"{{{channel.uid.removeprefix(UID_PREFIX).removesuffix(LIFTED)}}}"
            self.add(Call(call_id, line, channel.uid, outbound=True, created=now, dialled=channel.dialled, made=True))
            return
        if channel.state == RING or channel.dialled:
            self._meet_outbound(channel, line, now)
        elif channel.rung_alone:
            self.add(Call(self.new_id(), line, channel.uid, outbound=True, created=now, made=True))
        elif channel.dialler is not None or channel.bridge is not None or channel.up:
            call = self.add(Call(self.new_id(), line, channel.uid, outbound=False, created=now))
            call.redirecting = self._redirecting(channel, line)

    def _meet_outbound(self, channel: Channel, line: Line, now: float) -> None:
        states = {call.state: call for call in self.of_line(line)}
        call = self.add(Call(self.new_id(), line, channel.uid, outbound=True, created=now, dialled=channel.dialled))
        if set(states) == {_S.HOLD}:
            self.consult(call, states[_S.HOLD])

    def _redirecting(self, channel: Channel, line: Line) -> Party | None:
        """Who was called, or had the call, before it came to this line."""
        dialler = channel.rung_by()
        number = channel.picked_from or (dialler.redirecting or dialler.dialled if dialler is not None else "")
        before = self.lines.with_extension(number)
        return before.party if before is not None and before is not line else None

    def refresh(self, call: Call, now: float) -> list[Fact]:
        """Describe a call anew: its attempt is decided when its channel is there, and what differs is told."""
        if not call.settled or call.id not in self.calls:
            return []
        facts: list[Fact] = []
        if not call.attempted:
            if self.channel(call) is None:
                return []
            call.attempted = True
            facts.append(CallAttempted(call.line.uri, call.id, accepted=True))
        elif call.told is None and self.channel(call) is None:
            return []
        report = self._views.report(call, now)
        if report != call.told:
            call.told = report
            facts.append(CallReported(report))
        return facts

    def forget_scenario(self, linked: str) -> None:
        """A channel that was linked so is gone."""
        self.trackers.clear(linked, lambda: (channel.linked for channel in self.board.channels.values()))

    # -- ends

    def end(self, call: Call, cause: DisconnectCause, *, by_other: bool, phone_lost: bool = False) -> list[Fact]:
        """The call is over: the other side ended it, or it left its line."""
        facts: list[Fact] = []
        if not call.attempted:
            facts.append(CallAttempted(call.line.uri, call.id, accepted=False))
        elif call.told is not None and by_other:
            recording = RecordingState.WAS_RECORDED if call.told.recording is not RecordingState.NONE else RecordingState.NONE
            last = replace(call.told, state=_S.DISCONNECTED, cause=cause, recording=recording, records=False)
            facts.append(CallReported(last))
        elif call.told is not None:
            facts.append(CallCleared(call.line.uri, call.id, cause, phone_lost))
        self.drop(call)
        return facts

    def end_with(self, call: Call, own: Channel) -> list[Fact]:
        """The own channel of a call has hung up: how that is told."""
        if call.leaves is not None:
            return self.end(call, call.leaves, by_other=False)
        if own.picked_up or own.cause == _ANSWERED_ELSEWHERE or own.sent_on:
            return self.end(call, DisconnectCause.REDIRECTED, by_other=False)
        if own.transferred:
            return self.end(call, DisconnectCause.REDIRECTED_BY_OWNER, by_other=False)
        refused = call.outbound and not call.made and not call.talked and own.tech_cause not in (0, _REQUEST_TERMINATED)
        return self.end(call, _cause_of(call, own), by_other=own.state == BUSY or refused or not own.hung_up)


def _cause_of(call: Call, own: Channel) -> DisconnectCause:
    if call.talked and call.state is not _S.BUSY:
        return DisconnectCause.NONE
    tone = call.state is _S.BUSY and own.cause in (0, _NORMAL) and own.dial_status not in ("CONGESTION", "CHANUNAVAIL")
    busy = own.cause == _USER_BUSY or own.dial_status == "BUSY" or tone
    return DisconnectCause.BUSY if busy and call.outbound else DisconnectCause.UNCONNECTED
