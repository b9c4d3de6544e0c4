"""What happens on the PBX, as facts: events in, facts out, and errands for the driver. Pure; knows all that is known of the PBX.

An errand is something that has to be done because of what happened: the own leg of a held call is gone and its phone must be
rung, a leg has nobody left to talk to, a recording is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from callplane.drivers.asterisk.call_records import Call, Conference
from callplane.drivers.asterisk.calls import Calls
from callplane.drivers.asterisk.channels import Channel
from callplane.drivers.asterisk.lines import Lines
from callplane.drivers.asterisk.protocol import Message
from callplane.drivers.asterisk.switchboard import Switchboard
from callplane.model.call import CallState, CallType, DisconnectCause
from callplane.model.events import CallCleared, ConferenceEnded, ConferencePartyRemoved, Fact

_NONE = DisconnectCause.NONE


class Need(Enum):
    """What an errand is for."""

    HANG_UP = "hang up"  # the leg `uid` has nobody left
    RECALL = "recall"  # the held call `call` has lost its own leg: ring its phone
    GIVE_UP = "give up"  # the consultation `call` reaches nobody: go back to the held call
    RECORDED = "recorded"  # the leg of `call` is gone, and with it its recording is complete


@dataclass(frozen=True, slots=True)
class Errand:
    need: Need
    call: Call | None = None
    uid: str = ""


class Tracker:
    """Facts of calls, conferences included."""

    def __init__(self, lines: Lines, new_id: Callable[[], str]) -> None:
        self.calls = Calls(lines, new_id)
        self.answering: dict[str, Call] = {}
        self.digits: dict[str, int] = {}
        self._errands: list[Errand] = []

    def errands(self) -> list[Errand]:
        """What is to be done since this was asked last."""
        errands, self._errands = self._errands, []
        return errands

    def renew(self, board: Switchboard, channels: Sequence[Channel], now: float) -> None:
        """The whole truth after a new link; what differs is not told one by one."""
        self._errands = [Errand(Need.RECALL, call) for call in self.calls.renew(board)]
        self.answering.clear()
        self.calls.changed(channels, now)
        for call in list(self.calls.calls.values()):
            self.calls.refresh(call, now)

    def find_held(self, waiting: str, music: str, now: float) -> None:
        """Calls that a driver has held before this one began: their legs are in these contexts, with the same extension."""
        channels = self.calls.board.channels.values()
        own_legs = {channel.exten: channel for channel in channels if channel.context == waiting}
        for peer in channels:
            own = own_legs.get(peer.exten) if peer.context == music else None
            for call in self.calls.on_leg(own.uid) if own is not None else ():
                if not call.parked:
                    self.calls.park(call, peer.uid)
                    call.connected, call.talked = call.connected or now, True
                    self.calls.refresh(call, now)

    def handle(self, event: Message, now: float) -> list[Fact]:
        """What follows from an event."""
        if event.name == "OriginateResponse":
            return self._decided(event)
        if event.name == "DTMFEnd":
            self._digit(event)
            return []
        channels = self.calls.board.apply(event)
        if event.name == "Pickup":
            self._answered(event)
        facts: list[Fact] = []
        for channel in channels:
            if channel.gone:
                facts += self._gone(channel, now)
        facts += self.calls.changed(channels, now)
        if event.name == "ConfbridgeLeave" and channels:
            facts += self._left_room(channels[0], now)
        for channel in channels:
            if channel.gone:
                self.calls.forget_scenario(channel.linked)
            for call in self.calls.on_leg(channel.uid):
                self.check_consultation(call)
        return facts

    def _decided(self, event: Message) -> list[Fact]:
        """The originate has failed, and there is no channel: the only word of it."""
        uid = event["Uniqueid"]
        if event["Response"] == "Success" or uid in self.calls.board.channels:
            return []
        facts: list[Fact] = []
        for call in self.calls.on_leg(uid):
            facts += self.calls.end(call, DisconnectCause.UNCONNECTED, by_other=True)
        self.answering.pop(uid, None)
        return facts

    def _digit(self, event: Message) -> None:
        uid = event["Uniqueid"]
        if uid in self.digits and event["Direction"] == "Received":
            self.digits[uid] += 1

    def _answered(self, event: Message) -> None:
        """A call that is answered by picking it up goes on, on the new channel."""
        uid = event["Uniqueid"]
        call = self.answering.pop(uid, None)
        if call is not None and call.uid == event["TargetUniqueid"]:
            self.calls.release(uid)
            self.calls.move(call, uid)

    def check_consultation(self, call: Call) -> None:
        """A consultation that meets a busy party goes back to the held call after a while."""
        if call.state is CallState.BUSY and call.consults is not None and call.made:
            self._errands.append(Errand(Need.GIVE_UP, call))

    # -- channels that are gone

    def _gone(self, channel: Channel, now: float) -> list[Fact]:
        facts: list[Fact] = []
        self.digits.pop(channel.uid, None)
        self.answering.pop(channel.uid, None)
        self.calls.release(channel.uid)
        for call in self.calls.of_channel(channel.uid):
            if call.uid != channel.uid:
                facts += self._other_gone(call, now)
            elif call.parked:
                self.calls.move(call, "")
                self._errands.append(Errand(Need.RECALL, call))
            elif call.is_controller and call.conference is not None:
                facts += self._controller_gone(call.conference)
            elif not call.member:
                if call.recorder:
                    self._errands.append(Errand(Need.RECORDED, call))
                facts += self.calls.end_with(call, channel)
        return facts

    def _other_gone(self, call: Call, now: float) -> list[Fact]:
        """The party that the driver holds, or a member of a conference, has hung up."""
        if call.member:
            return self._member_gone(call, now)
        own = call.uid
        facts = self.calls.end(call, call.leaves or _NONE, by_other=call.leaves is None)
        if own and not self.calls.on_leg(own):
            self._errands.append(Errand(Need.HANG_UP, uid=own))
        return facts

    # -- conferences

    def _left_room(self, channel: Channel, now: float) -> list[Fact]:
        """A member has been moved out of the room."""
        facts: list[Fact] = []
        for call in self.calls.of_channel(channel.uid):
            if call.member == channel.uid:
                facts += self._member_gone(call, now)
        return facts

    def _member_gone(self, call: Call, now: float) -> list[Fact]:
        conference = call.conference
        assert conference is not None
        controller = conference.controller
        conference.members.remove(call)
        facts: list[Fact] = [ConferencePartyRemoved(call.line.uri, controller.id, call.id)]
        facts += self.calls.end(call, call.leaves or _NONE, by_other=call.leaves is None)
        if len(conference.members) < 2:
            facts += self._end_conference(conference, now)
        return facts

    def _end_conference(self, conference: Conference, now: float) -> list[Fact]:
        """One member is left, or none: it is a call between two again, though still in the room."""
        controller, uid = conference.controller, conference.controller.uid
        facts: list[Fact] = [ConferenceEnded(controller.line.uri, controller.id, tuple(c.id for c in conference.members))]
        active = controller.state is CallState.CONNECTED
        facts += self.calls.end(controller, _NONE, by_other=False)
        for last in conference.members:
            peer = last.member
            self.calls.discharge(last)
            self.calls.move(last, uid)
            if not active:
                self.calls.park(last, peer)
            facts += self.calls.refresh(last, now)
            for other in self.calls.on_leg(peer):
                facts += self.calls.refresh(other, now)
        if not conference.members and uid and not self.calls.on_leg(uid):
            self._errands.append(Errand(Need.HANG_UP, uid=uid))
        return facts

    def _controller_gone(self, conference: Conference) -> list[Fact]:
        """The own leg has hung up: the conference is over for this line; the others go on."""
        controller, members = conference.controller, list(conference.members)
        facts: list[Fact] = [ConferenceEnded(controller.line.uri, controller.id, tuple(call.id for call in members))]
        for call in members:
            call.type = CallType.NORMAL
            self.calls.drop(call)
            facts.append(CallCleared(call.line.uri, call.id))
        return facts + self.calls.end(controller, _NONE, by_other=False)
