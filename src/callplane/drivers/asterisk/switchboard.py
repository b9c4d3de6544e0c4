"""What Asterisk has now: channels, the bridges they are in, who dials whom. Pure; knows events by name, no lines and no model.

Events that are late (a snapshot was newer) change nothing that is newer, and a channel that has hung up does not come back.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import ClassVar

from callplane.drivers.asterisk.channels import BUSY, DOWN, RING, RINGING, UP, Bridge, Channel, device_of
from callplane.drivers.asterisk.protocol import Message

_REMEMBERED_GONE = 4_096
_RANK = {DOWN: 0, 1: 1, 2: 1, 3: 1, RING: 2, RINGING: 2, UP: 3, BUSY: 4}
_UNKNOWN = ("<unknown>", "<null>")
_PROHIBITED = 32  # AST_PRES_RESTRICTION: prohibited by the caller or unavailable


class Switchboard:
    """All channels by Uniqueid. `apply` takes an event and gives the channels that may look different now."""

    def __init__(self) -> None:
        self.channels: dict[str, Channel] = {}
        self.bridges: dict[str, Bridge] = {}
        self._gone: OrderedDict[str, None] = OrderedDict()

    def apply(self, event: Message) -> list[Channel]:
        """Take an event; gives the channels that may look different now, the one that it is about first."""
        rule = self._RULES.get(event.name)
        if rule is None:
            return []
        about = list(rule(self, event))
        return list(OrderedDict.fromkeys(about))

    @classmethod
    def events(cls) -> frozenset[str]:
        """The names of the events that it understands."""
        return frozenset(cls._RULES)

    # -- reading events

    def see(self, event: Message, prefix: str = "") -> Channel | None:
        """The channel that an event tells of, brought up to date; None for one that is not there (any more)."""
        known = dict(reversed(event.fields))  # the first of repeated keys wins
        uid = known.get(f"{prefix}Uniqueid", "")
        if not uid or uid in self._gone:
            return None
        channel = self.channels.get(uid)
        if channel is None:
            channel = self.channels[uid] = Channel(uid)
        _update(channel, known, prefix)
        if channel.is_local and channel.half is None:
            self._pair(channel)
        return channel

    def _pair(self, channel: Channel) -> None:
        """Find the other half of a Local channel by its name: they differ in the last sign."""
        base, _, _half = channel.name.rpartition(";")
        for other in self.channels.values():
            if other is not channel and other.is_local and other.name.rpartition(";")[0] == base:
                channel.half, other.half = other, channel

    # -- rules

    def _newchannel(self, event: Message) -> Iterator[Channel]:
        channel = self.see(event)
        if channel is not None:
            if channel.state == RING and not channel.dialled:
                channel.dialled = event["Exten"]
            yield channel

    def _changed(self, event: Message) -> Iterator[Channel]:
        channel = self.see(event)
        if channel is not None:
            if event.name == "NewCallerid":
                channel.withheld = _number(event["CID-CallingPres"].partition(" ")[0]) >= _PROHIBITED
            yield channel
            yield from channel.neighbours()

    def _renamed(self, event: Message) -> Iterator[Channel]:
        channel = self.channels.get(event["Uniqueid"])
        if channel is not None:
            channel.name = event["Newname"] or channel.name
            channel.device = device_of(channel.name)
            yield channel

    def _dial_begins(self, event: Message) -> Iterator[Channel]:
        dialler, rung = self.see(event), self.see(event, "Dest")
        if rung is None:
            return
        rung.dialler, rung.rung_alone = dialler, dialler is None
        if dialler is not None:
            dialler.dials[rung.uid] = rung
            rung.rung_from = (dialler.context, dialler.exten)
            dialler.dial_status, dialler.alerting, dialler.reached = "", False, None
            yield dialler
        yield rung
        yield from rung.neighbours()

    def _dial_goes_on(self, event: Message) -> Iterator[Channel]:
        dialler, rung = self.see(event), self.see(event, "Dest")
        for channel in (dialler, rung):
            if channel is not None:
                channel.alerting = channel.alerting or event["DialStatus"] in ("RINGING", "PROGRESS")
                yield channel
                yield from channel.neighbours()

    def _dial_ends(self, event: Message) -> Iterator[Channel]:
        dialler, rung = self.see(event), self.see(event, "Dest")
        status = event["DialStatus"]
        if rung is not None:
            yield from rung.neighbours()
            rung.alerting = False
            if status != "ANSWER":
                moved = dialler is not None and (dialler.context, dialler.exten) != rung.rung_from
                rung.sent_on = bool(event["Forward"]) or (status == "CANCEL" and moved)
            yield rung
        if dialler is not None:
            dialler.dials.pop(event["DestUniqueid"], None)
            if status == "ANSWER" or not dialler.dials:
                dialler.dial_status = status
            if status == "ANSWER":
                dialler.reached = rung
            dialler.alerting = dialler.alerting and bool(dialler.dials)
            yield dialler

    def _enters(self, event: Message) -> Iterator[Channel]:
        channel = self.see(event)
        if channel is None:
            return
        yield channel
        uid = event["BridgeUniqueid"]
        if channel.bridge is not None and channel.bridge.uid != uid:
            yield from channel.mates()
            self._leave(channel)
        self.put(channel, uid, event["BridgeType"])
        channel.queue, channel.dialler = "", None
        if event["BridgeType"] != "parking":
            channel.parking_space = ""
        yield from channel.mates()
        yield from (end for mate in channel.mates() for end in mate.neighbours())

    def put(self, channel: Channel, uid: str, kind: str = "") -> None:
        """The channel is in that bridge."""
        bridge = self.bridges.setdefault(uid, Bridge(uid))
        bridge.kind = kind or bridge.kind
        bridge.members[channel.uid] = channel
        channel.bridge = bridge

    def _leaves(self, event: Message) -> Iterator[Channel]:
        channel = self.see(event)
        if channel is None:
            return
        yield channel
        if channel.bridge is not None and channel.bridge.uid == event["BridgeUniqueid"]:
            yield from channel.mates()
            self._leave(channel)

    def _leave(self, channel: Channel) -> None:
        if channel.bridge is not None:
            channel.bridge.members.pop(channel.uid, None)
            if not channel.bridge.members:
                self.bridges.pop(channel.bridge.uid, None)
        channel.bridge = None

    def _paired(self, event: Message) -> Iterator[Channel]:
        one, other = self.see(event, "LocalOne"), self.see(event, "LocalTwo")
        if one is not None and other is not None:
            one.half, other.half = other, one
            yield from (one, other)

    def _holds(self, event: Message) -> Iterator[Channel]:
        channel = self.see(event)
        if channel is not None:
            channel.held = event.name == "Hold"
            yield channel

    def _asks_to_end(self, event: Message) -> Iterator[Channel]:
        channel = self.see(event)
        if channel is not None:
            channel.hung_up = True
            yield channel

    def _hangs_up(self, event: Message) -> Iterator[Channel]:
        channel = self.see(event)
        if channel is None:
            return
        channel.cause, channel.tech_cause = _number(event["Cause"]), _number(event["TechCause"])
        yield channel
        yield from channel.neighbours()
        self.remove(channel)

    def remove(self, channel: Channel) -> None:
        """The channel is gone; whoever was tied to it is no more."""
        channel.gone = True
        self._leave(channel)
        for rung in channel.dials.values():
            rung.dialler = None
        if channel.dialler is not None:
            channel.dialler.dials.pop(channel.uid, None)
        for other in channel.neighbours():
            other.half = None if other.half is channel else other.half
            other.reached = None if other.reached is channel else other.reached
        channel.dials = {}
        channel.half = channel.reached = None
        self.channels.pop(channel.uid, None)
        self._gone[channel.uid] = None
        if len(self._gone) > _REMEMBERED_GONE:
            self._gone.popitem(last=False)

    def _picked_up(self, event: Message) -> Iterator[Channel]:
        target, picker = self.see(event, "Target"), self.see(event)
        if picker is None:
            return
        if target is not None:
            target.picked_up = True
            picker.picked_from = target.number
            picker.dialler = target.dialler
            if target.dialler is not None:
                target.dialler.dials.pop(target.uid, None)
                target.dialler.dials[picker.uid] = picker
            yield target
        yield picker
        yield from picker.neighbours()

    def _transferred(self, event: Message) -> Iterator[Channel]:
        transferer, transferee = self.see(event, "Transferer"), self.see(event, "Transferee")
        if event["Result"] != "Success":
            return
        if transferer is not None:
            transferer.transferred = True
            yield transferer
        if transferee is not None and transferer is not None:
            transferee.redirecting, transferee.dialled = transferer.number, event["Extension"]
            yield transferee

    def _attended(self, event: Message) -> Iterator[Channel]:
        if event["Result"] != "Success":
            return
        for prefix in ("OrigTransferer", "SecondTransferer"):
            leg = self.see(event, prefix)
            if leg is not None:
                leg.transferred = True
                yield leg

    def _parks(self, event: Message) -> Iterator[Channel]:
        channel = self.see(event, "Parkee")
        if channel is not None:
            channel.parking_space = event["ParkingSpace"] if event.name == "ParkedCall" else ""
            yield channel

    def _queues(self, event: Message) -> Iterator[Channel]:
        channel = self.see(event)
        if channel is not None:
            channel.queue = event["Queue"] if event.name == "QueueCallerJoin" else ""
            yield channel

    def _confers(self, event: Message) -> Iterator[Channel]:
        channel = self.see(event)
        if channel is not None:
            channel.room = event["Conference"] if event.name == "ConfbridgeJoin" else ""
            yield channel
            yield from channel.mates()

    def _monitors(self, event: Message) -> Iterator[Channel]:
        channel = self.see(event)
        if channel is not None:
            starts = event.name == "MixMonitorStart"
            channel.monitors = max(0, channel.monitors + (1 if starts else -1))
            channel.was_monitored = True
            yield channel
            yield from channel.mates()

    _RULES: ClassVar[Mapping[str, Callable[[Switchboard, Message], Iterable[Channel]]]] = {
        "Newchannel": _newchannel,
        "Newstate": _changed,
        "NewCallerid": _changed,
        "NewConnectedLine": _changed,
        "Rename": _renamed,
        "DialBegin": _dial_begins,
        "DialState": _dial_goes_on,
        "DialEnd": _dial_ends,
        "BridgeEnter": _enters,
        "BridgeLeave": _leaves,
        "LocalBridge": _paired,
        "Hold": _holds,
        "Unhold": _holds,
        "HangupRequest": _asks_to_end,
        "Hangup": _hangs_up,
        "Pickup": _picked_up,
        "BlindTransfer": _transferred,
        "AttendedTransfer": _attended,
        "ParkedCall": _parks,
        "UnParkedCall": _parks,
        "ParkedCallTimeOut": _parks,
        "ParkedCallGiveUp": _parks,
        "QueueCallerJoin": _queues,
        "QueueCallerLeave": _queues,
        "QueueCallerAbandon": _queues,
        "ConfbridgeJoin": _confers,
        "ConfbridgeLeave": _confers,
        "MixMonitorStart": _monitors,
        "MixMonitorStop": _monitors,
    }


def _update(channel: Channel, known: Mapping[str, str], prefix: str) -> None:
    def value(key: str) -> str | None:
        found = known.get(prefix + key)
        return "" if found in _UNKNOWN else found

    name = value("Channel")
    if name and name != channel.name:
        channel.name, channel.device = name, device_of(name)
    state = _number(known.get(f"{prefix}ChannelState", "0"))
    if _RANK.get(state, 0) >= _RANK.get(channel.state, 0):  # a state that is late is older
        channel.state = state
    channel.linked = value("Linkedid") or channel.linked
    for attribute, key in _TEXTS:
        found = value(key)
        if found is not None:
            setattr(channel, attribute, found)


_TEXTS = (
    ("number", "CallerIDNum"),
    ("caller_name", "CallerIDName"),
    ("connected_number", "ConnectedLineNum"),
    ("connected_name", "ConnectedLineName"),
    ("context", "Context"),
    ("exten", "Exten"),
)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


CHANNEL_EVENTS = Switchboard.events()
