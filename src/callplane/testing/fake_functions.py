"""What TAPI's functions do in the simulated PBX, by their names. Knows the PBX and TAPI's numbers only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import UNSET

from callplane.drivers.tapi import protocol
from callplane.drivers.tapi.constants import CallState, Error, Origin, Privilege, TransferMode
from callplane.testing.fake_pbx import End, FakeLine, FakePbx, Refusal

_S = CallState
_HELD = (_S.ONHOLD, _S.ONHOLDPENDTRANSFER, _S.ONHOLDPENDCONF)
_TALKING = (_S.CONNECTED, *_HELD)


def _line(pbx: FakePbx, message: protocol.Do) -> FakeLine:
    for line in pbx.lines.values():
        if line.dev == message.dev:
            return line
    raise Refusal(Error.INVALLINEHANDLE)


def _end(pbx: FakePbx, message: protocol.Do, *states: CallState, other: bool = False) -> End:
    """The call that a message names, owned and in one of these states (any, where none is given)."""
    handle = message.other if other else message.call
    for line in pbx.lines.values():
        end = line.ends.get(handle) if handle is not UNSET else None
        if end is not None:
            if not end.privilege & Privilege.OWNER:
                raise Refusal(Error.NOTOWNER)
            if states and end.state not in states:
                raise Refusal(Error.INVALCALLSTATE)
            return end
    raise Refusal(Error.INVALCALLHANDLE)


def _to(message: protocol.Do) -> str:
    if not isinstance(message.to, str) or not message.to:
        raise Refusal(Error.INVALADDRESS)
    return message.to


def _done(message: protocol.Do, call: int = 0, value: int = 0) -> protocol.Reply:
    return protocol.Reply(message.id, 0, call, value)


def _set_privilege(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    for line in pbx.lines.values():
        if (end := line.ends.get(message.call if message.call is not UNSET else 0)) is not None:
            end.privilege = Privilege(message.mode if message.mode is not UNSET else 0)
            return _done(message)
    raise Refusal(Error.INVALCALLHANDLE)


def _make_call(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    line, number = _line(pbx, message), _to(message)
    if any(end.state is _S.CONNECTED for end in line.ends.values()):
        raise Refusal(Error.CALLUNAVAIL)
    end = pbx.made(line, message.flags if message.flags is not UNSET else 0)
    pbx.reach(end, number)
    return _done(message, end.handle)


def _setup_transfer(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    end = _end(pbx, message, _S.CONNECTED)
    assert end.line is not None
    pbx.enter(end, _S.ONHOLDPENDTRANSFER)
    consult = pbx.made(end.line, related=end.callid)
    pbx.enter(consult, _S.DIALTONE)
    return _done(message, consult.handle)


def _dial(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    pbx.reach(_end(pbx, message, _S.DIALTONE), _to(message))
    return _done(message)


def _answer(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    end = _end(pbx, message, _S.OFFERING)
    if end.peer is None:  # a callback: answering it calls the other party
        end.origin = Origin.OUTBOUND
        pbx.reach(end, end.other)
    else:
        pbx.connect(end)
    return _done(message)


def _drop(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    pbx.drop(_end(pbx, message))
    return _done(message)


def _hold(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    pbx.enter(_end(pbx, message, _S.CONNECTED), _S.ONHOLD)
    return _done(message)


def _unhold(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    pbx.enter(_end(pbx, message, *_HELD), _S.CONNECTED)
    return _done(message)


def _swap(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    active, held = _end(pbx, message, _S.CONNECTED), _end(pbx, message, *_HELD, other=True)
    pbx.enter(active, _S.ONHOLD)
    pbx.enter(held, _S.CONNECTED)
    return _done(message)


def _complete_transfer(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    held, active = _end(pbx, message, *_HELD), _end(pbx, message, *_TALKING, _S.RINGBACK, other=True)
    if message.mode == TransferMode.CONFERENCE:
        return _done(message, _conference(pbx, held, active).handle)
    one, two = held.peer, active.peer
    held.peer = active.peer = None
    pbx.enter(held, _S.IDLE)
    pbx.enter(active, _S.IDLE)
    if one is not None and two is not None:
        one.peer, two.peer = two, one
        one.other, two.other = two.number, one.number
        for end in (one, two):
            pbx.enter(end, end.state)
    return _done(message)


def _conference(pbx: FakePbx, *members: End) -> End:
    line = members[0].line
    assert line is not None
    conference = pbx.made(line)
    conference.origin = Origin.CONFERENCE
    pbx.enter(conference, _S.CONNECTED)
    for end in members:
        end.conference = conference
        pbx.enter(end, _S.CONFERENCED)
    return conference


def _setup_conference(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    end = _end(pbx, message, _S.CONNECTED)
    conference = _conference(pbx, end)
    assert end.line is not None
    consult = pbx.made(end.line)
    pbx.enter(conference, _S.ONHOLDPENDCONF)
    pbx.enter(consult, _S.DIALTONE)
    return _done(message, conference.handle, consult.handle)


def _add_to_conference(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    conference, end = _end(pbx, message), _end(pbx, message, *_TALKING, other=True)
    end.conference = conference
    pbx.enter(conference, _S.CONNECTED)
    pbx.enter(end, _S.CONFERENCED)
    return _done(message)


def _remove_from_conference(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    pbx.drop(_end(pbx, message, _S.CONFERENCED))
    return _done(message)


def _redirect(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    return _send_elsewhere(pbx, message, _S.OFFERING)


def _blind_transfer(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    return _send_elsewhere(pbx, message, _S.CONNECTED)


def _send_elsewhere(pbx: FakePbx, message: protocol.Do, state: CallState) -> protocol.Reply:
    end, number = _end(pbx, message, state), _to(message)
    peer, end.peer = end.peer, None
    pbx.enter(end, _S.IDLE)
    if peer is not None:
        pbx.reach(peer, number)
    return _done(message)


def _pickup(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    line = _line(pbx, message)
    ringing = next((end for end in pbx.ends_of(_to(message)) if end.state is _S.OFFERING), None)
    if ringing is None:
        raise Refusal(Error.TARGETNOTFOUND)
    end = pbx.made(line)
    end.origin, end.other, end.callid = ringing.origin, ringing.other, ringing.callid
    end.peer, ringing.peer = ringing.peer, None
    if end.peer is not None:
        end.peer.peer, end.peer.other = end, line.number
    pbx.enter(ringing, _S.IDLE)
    pbx.connect(end)
    return _done(message, end.handle)


def _forward(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    line = _line(pbx, message)
    line.forwards = message.forwards if isinstance(message.forwards, tuple) else ()
    line.rings = message.rings if message.rings is not UNSET else 0
    pbx.changed(line)
    return _done(message)


def _digits(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    end = _end(pbx, message, _S.CONNECTED)
    if end.peer is not None:
        end.peer.heard += _to(message)
    return _done(message)


def _complete_call(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    end = _end(pbx, message, _S.BUSY, _S.RINGBACK)
    assert end.line is not None
    completion = pbx.order_callback(end.line, end)
    pbx.drop(end)
    return _done(message, 0, completion)


def _dev_specific(_pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    return _done(message)


FUNCTIONS: Final[Mapping[str, Callable[[FakePbx, protocol.Do], protocol.Reply]]] = {
    "lineSetCallPrivilege": _set_privilege,
    "lineMakeCall": _make_call,
    "lineSetupTransfer": _setup_transfer,
    "lineDial": _dial,
    "lineAnswer": _answer,
    "lineDrop": _drop,
    "lineHold": _hold,
    "lineUnhold": _unhold,
    "lineSwapHold": _swap,
    "lineCompleteTransfer": _complete_transfer,
    "lineSetupConference": _setup_conference,
    "lineAddToConference": _add_to_conference,
    "lineRemoveFromConference": _remove_from_conference,
    "lineRedirect": _redirect,
    "lineBlindTransfer": _blind_transfer,
    "linePickup": _pickup,
    "lineForward": _forward,
    "lineGenerateDigits": _digits,
    "lineCompleteCall": _complete_call,
    "lineDevSpecific": _dev_specific,
}


def carry_out(pbx: FakePbx, message: protocol.Do) -> protocol.Reply:
    """Do what a function does: a reply with the error, or with what it made."""
    if message.f not in FUNCTIONS:
        return protocol.Reply(message.id, Error.OPERATIONUNAVAIL.result)
    try:
        return FUNCTIONS[message.f](pbx, message)
    except Refusal as refusal:
        return protocol.Reply(message.id, refusal.error.result)
