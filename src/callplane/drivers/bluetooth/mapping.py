"""The model's words in a phone's and back: lines, capabilities, what a command means for the calls of the phone. Pure.

Knows ledgers, phones and commands; no D-Bus, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import reduce
from operator import or_

from callplane.drivers import commands as c
from callplane.drivers.bluetooth import backend as b
from callplane.drivers.bluetooth.backend import CallStatus, Phone, PhoneForward, Skill
from callplane.drivers.bluetooth.ledger import OUTGOING, RINGING, Entry, Ledger
from callplane.drivers.bluetooth.options import KnownPhone
from callplane.errors import CommandFailed, InvalidNumber, NotCapable
from callplane.model.call import CallReport
from callplane.model.line import Capability, Forward, ForwardMode, LineReport, LineSettings, LineStatus
from callplane.numbers.location import Location
from callplane.numbers.parsing import Source, to_supercanonic

_ALWAYS = Capability.MAKE_CALL | Capability.DROP | Capability.ANSWER | Capability.DIGITS
_SKILLS = {
    Skill.HOLD: Capability.HOLD | Capability.SWAP | Capability.CONSULTATION,
    Skill.JOIN: Capability.CONFERENCE,
    Skill.TRANSFER: Capability.MERGE,
    Skill.HIDE_NUMBER: Capability.HIDE_CALLER_ID,
}
MOST = reduce(or_, _SKILLS.values(), _ALWAYS)
"""What a phone can do when it has every skill."""
_NEEDS: Mapping[type, Capability] = {
    c.MakeCall: Capability.MAKE_CALL,
    c.Drop: Capability.DROP,
    c.Answer: Capability.ANSWER,
    c.Hold: Capability.HOLD,
    c.Retrieve: Capability.HOLD,
    c.SwapHold: Capability.SWAP,
    c.Merge: Capability.MERGE,
    c.Conference: Capability.CONFERENCE,
    c.SendDigits: Capability.DIGITS,
}
_DIALLABLE = re.compile(r"\+?[0-9*#]{1,80}")
_REPORTED = re.compile(r"\+?[0-9*#]+")
_MAX_NO_ANSWER_SECONDS = 30


# -- lines


def digits_of(phone_id: str) -> str:
    """What stands for the number of a phone that nobody knows: its Bluetooth address as a number of 15 decimal digits,
    or a modem's serial number."""
    digits = phone_id.replace(":", "")
    return f"{int(digits, 16):015d}" if ":" in phone_id else re.sub(r"[^0-9]", "", digits) or "0"


def line_uri(phone: Phone, known: KnownPhone | None, pbx: str) -> str:
    """The line's address: by the number of the configuration, so that it stays the same whatever the phone says."""
    return f"tel:{known.number if known and known.number else digits_of(phone.id)}@{pbx}"


def line_report(phone: Phone, known: KnownPhone | None, pbx: str, location: Location) -> LineReport:
    own = number_of(phone.number, location, outbound=False)
    return LineReport(
        uri=line_uri(phone, known, pbx),
        number=(known.number if known else "") or own or digits_of(phone.id),
        descriptor=(known.name if known else "") or phone.name or phone.id,
        location_id=location.id,
        capabilities=capabilities_of(phone.skills),
        forward_modes=phone.forward_modes,
        status=LineStatus.OPEN if phone.connected else LineStatus.NO_PHONE,
        settings=settings_of(phone, location),
        busy_on_busy=Skill.HOLD not in phone.skills,
    )


def capabilities_of(skills: Skill) -> Capability:
    can = _ALWAYS
    for skill, capability in _SKILLS.items():
        if skill in skills:
            can |= capability
    return can


def settings_of(phone: Phone, location: Location) -> LineSettings:
    rules = (Forward(rule.mode, number_of(rule.number, location, outbound=True), rule.seconds) for rule in phone.forwards)
    return LineSettings(forwards=tuple(rules))


def number_of(text: str, location: Location, *, outbound: bool) -> str:
    """The supercanonic number that a phone means; what cannot be read stays as it is, a withheld one is empty."""
    cleaned = re.sub(r"[\s()/.-]", "", text)
    if not _REPORTED.fullmatch(cleaned):
        return ""
    try:
        return to_supercanonic(cleaned, location, Source.DIALLED if outbound else Source.CALLER)
    except InvalidNumber:
        return cleaned


# -- commands


def check_capable(command: c.Command, report: LineReport) -> None:
    """Raises NotCapable for what the line does not declare."""
    if isinstance(command, c.SetForward):
        able = bool(command.forward.mode & report.forward_modes)
    elif isinstance(command, c.RemoveForward):
        able = bool(report.forward_modes)
    else:
        able = bool(_NEEDS.get(type(command), Capability.NONE) & report.capabilities)
    if not able:
        raise NotCapable("this mobile phone does not offer that to a hands-free kit: do it on the phone itself")


def action_for(command: c.Command, ledger: Ledger, skills: Skill) -> b.Action:
    """What the phone is to be told. Raises CommandFailed where its calls (or its skills) do not allow it now."""
    match command:
        case c.MakeCall():
            return _dial(command, ledger)
        case c.Answer(call_id=call_id):
            return _answer(_entry(ledger, call_id), ledger)
        case c.Drop(call_id=call_id):
            return _hang_up(call_id, ledger, skills)
        case c.Hold(call_id=call_id):
            return _hold(call_id, ledger)
        case c.Retrieve(call_id=call_id):
            _require(_status(ledger, call_id) is CallStatus.HELD, "only a call on hold can be retrieved")
            _require(not ledger.having(CallStatus.ACTIVE), "another call is active: swap the two calls")
            return _swap(ledger)
        case c.SwapHold(held_id=held_id, active_id=active_id):
            _require_pair(ledger, active_id, held_id, "swapping")
            return _swap(ledger)
        case c.Merge(active_id=active_id, held_id=held_id):
            _require_pair(ledger, active_id, held_id, "connecting two parties")
            return b.Transfer()
        case c.Conference(first_id=first_id, second_id=second_id):
            return _join(first_id, second_id, ledger)
        case c.SendDigits():
            _require(not command.pulse, "a mobile phone sends tones only: ask for DTMF")
            _require(_status(ledger, command.call_id) is CallStatus.ACTIVE, "digits can be sent into an active call only")
            return b.SendTones(command.digits)
        case _:
            raise NotCapable("this mobile phone does not offer that to a hands-free kit: do it on the phone itself")


def ending(command: c.Command, action: b.Action, ledger: Ledger) -> list[str]:
    """The ids of the calls that end because of an action."""
    match action:
        case b.HangUp():
            return [command.call_id] if isinstance(command, c.Drop) else []
        case b.HangUpGroup():
            return [report.call_id for report in ledger.reports if report.controller_id]
        case b.Transfer():
            return [report.call_id for report in ledger.reports]
        case b.ReleaseAndAnswer():
            return [entry.report.call_id for entry in ledger.having(CallStatus.ACTIVE)]
        case _:
            return []


def forward_actions(command: c.SetForward | c.RemoveForward, phone: Phone, location: Location) -> list[b.Forward]:
    """What the network is to be told, with numbers in full, as a phone may be abroad.

    Raises CommandFailed for rules that a mobile network does not have.
    """
    if isinstance(command, c.RemoveForward):
        destinations = {rule.mode: rule.destination for rule in settings_of(phone, location).forwards}
        return [
            b.Forward(PhoneForward(rule.mode, ""))
            for rule in phone.forwards
            if command.mode in (ForwardMode.NONE, rule.mode) and command.destination in ("", destinations[rule.mode])
        ]
    rule = command.forward
    _require(not rule.callers, "a mobile network forwards all callers alike: leave out the callers")
    seconds = rule.no_answer_seconds if rule.mode is ForwardMode.NO_ANSWER else 0
    _require(seconds <= _MAX_NO_ANSWER_SECONDS, f"a mobile network waits {_MAX_NO_ANSWER_SECONDS} seconds at most for an answer")
    return [b.Forward(PhoneForward(rule.mode, rule.destination, seconds))]


def _dial(command: c.MakeCall, ledger: Ledger) -> b.Dial:
    number = re.sub(r"[\s()/.-]", "", command.number)
    _require(bool(_DIALLABLE.fullmatch(number)), "a mobile phone dials digits, * and # only, with a + before them where needed")
    _require(not ledger.having(*OUTGOING), "the phone is dialling already: wait for an answer or drop that call first")
    _require(not ledger.having(*RINGING), "the phone rings: answer or drop that call first")
    busy = ledger.having(CallStatus.ACTIVE) and ledger.having(CallStatus.HELD)
    _require(not busy, "a mobile phone has one active and one held call at most: drop one of them first")
    return b.Dial(number, command.hide_caller_id)


def _answer(entry: Entry, ledger: Ledger) -> b.Action:
    _require(entry.phone.status in RINGING, "only a call that rings can be answered")
    if entry.phone.status is CallStatus.INCOMING:
        return b.AnswerIncoming(entry.phone.handle)
    if ledger.having(CallStatus.ACTIVE) and ledger.having(CallStatus.HELD):
        return b.ReleaseAndAnswer()
    return b.HoldAndAnswer()


def _hang_up(call_id: str, ledger: Ledger, skills: Skill) -> b.Action:
    if _is_controller(ledger, call_id):
        return b.HangUpGroup()
    entry = _entry(ledger, call_id)
    if entry.report.controller_id:
        group = {other.phone.status for other in ledger.having(*CallStatus) if other.report.controller_id}
        _require(len(group) == 1, "the conference is just being held or retrieved: try again in a moment")
        _require(Skill.RELEASE_ONE in skills, "this phone cannot drop one party of a conference: drop the conference")
    elif entry.phone.status in (CallStatus.HELD, CallStatus.WAITING):
        _require(
            Skill.RELEASE_HELD in skills, "this phone drops active calls only: make this one active, or drop it on the phone"
        )
    return b.HangUp(entry.phone.handle)


def _hold(call_id: str, ledger: Ledger) -> b.Action:
    _require(_status(ledger, call_id) is CallStatus.ACTIVE, "only an active call can be put on hold")
    _require(not ledger.having(CallStatus.HELD), "the phone holds another call already: swap the two calls, or drop one")
    return _swap(ledger)


def _swap(ledger: Ledger) -> b.Action:
    _require(not ledger.having(CallStatus.WAITING), "another call waits: answer or drop it first")
    return b.Swap()


def _join(first_id: str, second_id: str, ledger: Ledger) -> b.Action:
    statuses = [_status(ledger, call_id, member=True) for call_id in (first_id, second_id)]
    _require(first_id != second_id, "a conference takes two calls")
    talking = all(status in (CallStatus.ACTIVE, CallStatus.HELD) for status in statuses)
    both = ledger.having(CallStatus.ACTIVE) and ledger.having(CallStatus.HELD)
    _require(talking and bool(both), "a conference takes one active and one held call")
    return b.Join()


def _require_pair(ledger: Ledger, active_id: str, held_id: str, what: str) -> None:
    pair = (_status(ledger, active_id), _status(ledger, held_id))
    _require(pair == (CallStatus.ACTIVE, CallStatus.HELD), f"{what} takes one active and one held call")


def _status(ledger: Ledger, call_id: str, *, member: bool = False) -> CallStatus:
    """The status of a call, or of the group that a conference's controller stands for. A member cannot be acted on by itself."""
    if _is_controller(ledger, call_id):
        group = [entry for entry in ledger.having(*CallStatus) if entry.report.controller_id]
        return group[0].phone.status
    entry = _entry(ledger, call_id)
    _require(member or not entry.report.controller_id, "the call is part of a conference: act on the conference's own call")
    return entry.phone.status


def _is_controller(ledger: Ledger, call_id: str) -> bool:
    controller: CallReport | None = ledger.controller
    return controller is not None and controller.call_id == call_id


def _entry(ledger: Ledger, call_id: str) -> Entry:
    entry = ledger.find(call_id)
    if entry is None:
        raise CommandFailed("the phone has no such call any more: take a new snapshot of the line")
    return entry


def _require(condition: object, otherwise: str) -> None:
    if not condition:
        raise CommandFailed(otherwise)
