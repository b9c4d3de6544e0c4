"""What the PBX says when it is asked for everything, put on the switchboard. Pure; knows the lists' items, no calls.

Asterisk does not say who holds a call. But a party that is kept on hold has the device state ONHOLD: the other one holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callplane.drivers.asterisk.channels import RINGING, UP, Channel
from callplane.drivers.asterisk.protocol import Message
from callplane.drivers.asterisk.switchboard import Switchboard

QUERIES = (
    "CoreShowChannels",
    "BridgeList",
    "DeviceStateList",
    "ExtensionStateList",
    "PJSIPShowEndpoints",
    "ParkedCalls",
    "ConfbridgeListRooms",
)
"""Lists that are asked for on every link. What a PBX does not have answers with an error, and counts as an empty list."""

_DIALLERS = ("Dial", "Queue", "Page")


@dataclass(frozen=True, slots=True)
class Lists:
    """The items of each list, by its action; `rooms` are the members of each conference room."""

    items: Mapping[str, Sequence[Message]]
    rooms: Mapping[str, Sequence[Message]]

    def of(self, action: str) -> Sequence[Message]:
        return self.items.get(action, ())

    @property
    def device_states(self) -> dict[str, str]:
        return {item["Device"]: item["State"] for item in self.of("DeviceStateList")}


def load(board: Switchboard, lists: Lists) -> list[Channel]:
    """Put everything on an empty board; gives its channels, those that dial before those that are dialled."""
    kinds = {item["BridgeUniqueid"]: item["BridgeType"] for item in lists.of("BridgeList")}
    for item in lists.of("CoreShowChannels"):
        channel = board.see(item)
        if channel is None:
            continue
        channel.application = item["Application"]
        if channel.application in _DIALLERS and not channel.is_local:  # it is the caller's; a subroutine runs at `s`
            channel.dialled = item["Exten"] if item["Exten"] not in ("", "s") else channel.connected_number
        if item["BridgeId"]:
            board.put(channel, item["BridgeId"], kinds.get(item["BridgeId"], ""))
    for item in lists.of("ParkedCalls"):
        parked = board.see(item, "Parkee")
        if parked is not None:
            parked.parking_space = item["ParkingSpace"]
    for room, members in lists.rooms.items():
        for member in members:
            channel = board.see(member)
            if channel is not None:
                channel.room = room
    channels = list(board.channels.values())
    _find_dials(channels)
    _find_holders(channels, lists.device_states)
    return sorted(channels, key=lambda channel: channel.application == "AppDial")


def _find_dials(channels: Sequence[Channel]) -> None:
    """Who dials whom is in no list: a ringing channel is dialled by the one of its scenario that runs Dial."""
    for rung in channels:
        if rung.application != "AppDial":
            continue
        diallers = [one for one in channels if one.linked == rung.linked and one.application in _DIALLERS]
        if rung.state == UP:
            _answered(rung, diallers)
            continue
        waiting = [one for one in diallers if one.bridge is None]
        if len(waiting) > 1:  # Local channels: the half that dials is nearer to the phone than the caller is
            waiting = [one for one in waiting if one.is_local == (not rung.is_local)] or waiting
        if waiting:
            rung.dialler = waiting[0]
            waiting[0].dials[rung.uid] = rung
            waiting[0].alerting = rung.state == RINGING


def _answered(rung: Channel, diallers: Sequence[Channel]) -> None:
    for one in diallers:
        if one.bridge is not None and one.bridge is rung.bridge:
            one.reached, one.dial_status = rung, "ANSWER"


def _find_holders(channels: Sequence[Channel], states: Mapping[str, str]) -> None:
    of_device: dict[str, list[Channel]] = {}
    for channel in channels:
        of_device.setdefault(channel.device, []).append(channel)
    for channel in channels:
        mates = channel.mates()
        alone = len(of_device.get(channel.device, ())) == 1
        if len(mates) == 1 and alone and states.get(channel.device) == "ONHOLD":
            mates[0].held = True
