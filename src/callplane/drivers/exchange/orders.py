"""What each command means here: finds the line and the call that it names, and the part that does it. Decides nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch

from callplane.drivers import commands as c
from callplane.drivers.exchange import conferences, lifting, line_settings, origination, supplementary
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.callbacks import Callbacks
from callplane.drivers.exchange.calls import hang_up
from callplane.drivers.exchange.legs import Leg, Station
from callplane.errors import CommandFailed, NotCapable
from callplane.model.line import Capability

_NEEDED: Mapping[type, Capability] = {
    c.MakeCall: Capability.MAKE_CALL,
    c.Drop: Capability.DROP,
    c.Answer: Capability.ANSWER,
    c.Hold: Capability.HOLD,
    c.Retrieve: Capability.HOLD,
    c.SwapHold: Capability.SWAP,
    c.Merge: Capability.MERGE,
    c.Conference: Capability.CONFERENCE,
    c.Redirect: Capability.REDIRECT,
    c.BlindTransfer: Capability.BLIND_TRANSFER,
    c.Pickup: Capability.PICKUP,
    c.SendDigits: Capability.DIGITS,
    c.CompleteCall: Capability.CALLBACK,
    c.StartRecording: Capability.RECORD,
    c.StopRecording: Capability.RECORD,
    c.SetDoNotDisturb: Capability.DO_NOT_DISTURB,
    c.SetRemoteOffice: Capability.REMOTE_OFFICE,
}


@dataclass(frozen=True)
class Parts:
    """What commands act on."""

    board: Board
    callbacks: Callbacks

    def line(self, uri: str) -> Station:
        station = self.board.lines.get(uri)
        if station is None:
            raise CommandFailed(f"The exchange has no line {uri}.")
        return station

    def leg(self, uri: str, call_id: str) -> Leg:
        leg = self.line(uri).legs.get(call_id)
        if leg is None:
            raise CommandFailed(f"The line {uri} has no call {call_id}; it may have ended.")
        return leg


def carry_out(order: c.Command, parts: Parts) -> None:
    """Do what the command says. Raises CommandFailed, or NotCapable for what this exchange does not do."""
    needed = _NEEDED.get(type(order), Capability.NONE)
    if needed not in parts.board.capabilities:
        raise NotCapable(f"This exchange does not do {needed.name}.")
    _do(order, parts)


@singledispatch
def _do(order: c.Command, _parts: Parts) -> None:
    raise NotCapable(f"This exchange does not know {type(order).__name__}.")


@_do.register
def _(order: c.MakeCall, parts: Parts) -> None:
    station = parts.line(order.line)
    if order.callback:
        origination.call_back(parts.board, station, order)
    else:
        origination.make_call(parts.board, station, order)


@_do.register
def _(order: c.Drop, parts: Parts) -> None:
    hang_up(parts.board, parts.leg(order.line, order.call_id))


@_do.register
def _(order: c.Answer, parts: Parts) -> None:
    leg = parts.leg(order.line, order.call_id)
    if Capability.ANSWER not in parts.board.able(leg.home):
        raise NotCapable("The phone of this line cannot be made to answer; lift it.")
    lifting.answer(parts.board, leg)


@_do.register
def _(order: c.Hold, parts: Parts) -> None:
    supplementary.hold(parts.board, parts.leg(order.line, order.call_id))


@_do.register
def _(order: c.Retrieve, parts: Parts) -> None:
    supplementary.retrieve(parts.board, parts.leg(order.line, order.call_id))


@_do.register
def _(order: c.SwapHold, parts: Parts) -> None:
    held, active = parts.leg(order.line, order.held_id), parts.leg(order.line, order.active_id)
    supplementary.swap(parts.board, held, active)


@_do.register
def _(order: c.Merge, parts: Parts) -> None:
    active, held = parts.leg(order.line, order.active_id), parts.leg(order.line, order.held_id)
    supplementary.merge(parts.board, active, held)


@_do.register
def _(order: c.Conference, parts: Parts) -> None:
    first, second = parts.leg(order.line, order.first_id), parts.leg(order.line, order.second_id)
    if first.conference is not None:
        conferences.add(parts.board, first.conference, second)
    else:
        conferences.start(parts.board, first, second)


@_do.register
def _(order: c.Redirect, parts: Parts) -> None:
    supplementary.redirect(parts.board, parts.leg(order.line, order.call_id), order.number)


@_do.register
def _(order: c.BlindTransfer, parts: Parts) -> None:
    supplementary.transfer(parts.board, parts.leg(order.line, order.call_id), order.number)


@_do.register
def _(order: c.Pickup, parts: Parts) -> None:
    ringing = parts.leg(order.ringing_line, order.ringing_id)
    supplementary.pick_up(parts.board, parts.line(order.line), order.call_id, ringing)


@_do.register
def _(order: c.SendDigits, parts: Parts) -> None:
    leg, seconds = parts.leg(order.line, order.call_id), order.duration_ms / 1000
    supplementary.send_digits(parts.board, leg, order.digits, seconds, pulse=order.pulse)


@_do.register
def _(order: c.CompleteCall, parts: Parts) -> None:
    parts.callbacks.request(parts.leg(order.line, order.call_id))


@_do.register
def _(order: c.StartRecording, parts: Parts) -> None:
    supplementary.start_recording(parts.board, parts.leg(order.line, order.call_id))


@_do.register
def _(order: c.StopRecording, parts: Parts) -> None:
    supplementary.stop_recording(parts.board, parts.leg(order.line, order.call_id))


@_do.register
def _(order: c.SetDoNotDisturb, parts: Parts) -> None:
    line_settings.set_do_not_disturb(parts.board, parts.line(order.line), on=order.on)


@_do.register
def _(order: c.SetForward, parts: Parts) -> None:
    line_settings.set_forward(parts.board, parts.line(order.line), order.forward)


@_do.register
def _(order: c.RemoveForward, parts: Parts) -> None:
    line_settings.remove_forward(parts.board, parts.line(order.line), order.mode, order.destination)


@_do.register
def _(order: c.SetRemoteOffice, parts: Parts) -> None:
    station = parts.line(order.line)
    line_settings.set_remote_office(parts.board, station, enabled=order.enabled, destination=order.destination)
