"""The exchange's control interface: knows its paths, fields and HTTP statuses; not who may use it, and no telephony.

::

    GET  phones                                    all phones with their calls
    POST phones/EXT/answer|hangup|hold|retrieve    the obvious call, or the one of {"call": id}
    POST phones/EXT/plug|unplug
    POST phones/EXT/dial    {"number"}             -> {"call": id}
    GET  outside                                   the parties outside
    POST outside            {"from", "to"}         201; an empty "from" withholds the number
    GET  outside/ID
    POST outside/ID/hangup
    POST outside/ID/digits  {"digits"}
    link, faults, ...                              see `link_control`

Refusals have a body {"error": text}: 400 a field is wrong, 404 nothing there, 405 another method, 409 not possible now
(nothing is changed then), 503 the exchange is not running.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from callplane.drivers.base import ControlReply, ControlRequest
from callplane.drivers.exchange.control_fields import RequestRefused, allow, text
from callplane.drivers.exchange.control_routes import ROUTES
from callplane.drivers.exchange.link import Link
from callplane.drivers.exchange.link_control import PATHS, Act, LinkControl
from callplane.drivers.exchange.phones import OutsideParty, Phone, PhoneCall
from callplane.drivers.exchange.switch import Switch
from callplane.errors import InvalidNumber, LinkDown, Refusal, UnknownObject
from callplane.model.call import CallState
from callplane.model.events import Fact

_OUTSIDE_STATES = {
    CallState.CONNECTED: "connected",
    CallState.BUSY: "busy",
    CallState.DISCONNECTED: "ended",
}


class ExchangeControl:
    """See the module's text."""

    prefix = "exchange/v1"
    routes = ROUTES

    def __init__(self, switch: Switch, link: Link, act: Act) -> None:
        self._switch = switch
        self._act = act
        self._link = LinkControl(link, act, switch.restart)
        self._on_phone = {
            "answer": switch.phone_answer,
            "hangup": switch.phone_hangup,
            "hold": switch.phone_hold,
            "retrieve": switch.phone_retrieve,
        }
        self._plugging = {"plug": switch.phone_plug, "unplug": switch.phone_unplug}

    async def __call__(self, request: ControlRequest) -> ControlReply:
        try:
            return self._reply(request)
        except RequestRefused as refused:
            return ControlReply(refused.status, {"error": str(refused)})
        except InvalidNumber as refusal:
            return ControlReply(400, {"error": str(refusal)})
        except UnknownObject as refusal:
            return ControlReply(404, {"error": str(refusal)})
        except Refusal as refusal:
            return ControlReply(409, {"error": str(refusal)})
        except LinkDown as down:
            return ControlReply(503, {"error": str(down)})

    def _reply(self, request: ControlRequest) -> ControlReply:
        match request.path:
            case ("phones",):
                allow(request, "GET")
                return ControlReply(200, [_phone(phone) for phone in self._switch.phones()])
            case ("phones", extension, action) if action in self._on_phone or action in self._plugging or action == "dial":
                allow(request, "POST")
                return self._phone_action(extension, action, request.body)
            case ("outside",):
                return self._outside(request)
            case ("outside", identity):
                allow(request, "GET")
                return ControlReply(200, _party(self._switch.outside_party(identity)))
            case ("outside", identity, "hangup" | "digits" as action):
                allow(request, "POST")
                return self._outside_action(identity, action, request.body)
            case (first, *_) if first in PATHS:
                return self._link.reply(request)
        raise RequestRefused(404, f"There is nothing at {'/'.join(request.path)}; see phones, outside, link and faults.")

    def _phone_action(self, extension: str, action: str, body: Mapping[str, object]) -> ControlReply:
        if action == "dial":
            return self._dial(extension, text(body, "number", 'such as "102"'))
        if action in self._plugging:
            self._act(lambda now: self._plugging[action](extension, now))
        else:
            call = text(body, "call", "the id of one of the phone's calls", default="")
            self._act(lambda now: self._on_phone[action](extension, now, call))
        return ControlReply(200, _phone(self._switch.phone(extension)))

    def _dial(self, extension: str, number: str) -> ControlReply:
        call = ""

        def dial(now: float) -> Sequence[Fact]:
            nonlocal call
            call, facts = self._switch.phone_dial(extension, number, now)
            return facts

        self._act(dial)
        return ControlReply(200, {"call": call})

    def _outside(self, request: ControlRequest) -> ControlReply:
        allow(request, "GET", "POST")
        if request.method == "GET":
            return ControlReply(200, [_party(party) for party in self._switch.outside()])
        caller = text(request.body, "from", "a number, or an empty text to withhold it", default="")
        called = text(request.body, "to", 'an extension such as "101", or its full number')
        identity = ""

        def call(now: float) -> Sequence[Fact]:
            nonlocal identity
            identity, facts = self._switch.outside_call(caller, called, now)
            return facts

        self._act(call)
        return ControlReply(201, _party(self._switch.outside_party(identity)))

    def _outside_action(self, identity: str, action: str, body: Mapping[str, object]) -> ControlReply:
        if action == "hangup":
            self._act(lambda now: self._switch.outside_hangup(identity, now))
        else:
            digits = text(body, "digits", 'such as "123#"')
            self._act(lambda now: self._switch.outside_digits(identity, digits, now))
        return ControlReply(200, _party(self._switch.outside_party(identity)))


def _phone(phone: Phone) -> dict[str, object]:
    return {
        "extension": phone.extension,
        "number": phone.number,
        "name": phone.name,
        "plugged": phone.plugged,
        "do_not_disturb": phone.do_not_disturb,
        "calls": [_call(call) for call in phone.calls],
    }


def _call(call: PhoneCall) -> dict[str, object]:
    report = call.report
    return {
        "id": report.call_id,
        "state": report.state.name.lower(),
        "type": report.type.name.lower(),
        "direction": "out" if report.outbound else "in",
        "remote": report.remote.number,
        "remote_name": report.remote.name,
        "recording": report.recording.name.lower(),
        "heard": call.heard,
    }


def _party(party: OutsideParty) -> dict[str, object]:
    return {
        "id": party.id,
        "number": party.number,
        "direction": "in" if party.inbound else "out",
        "state": _OUTSIDE_STATES.get(party.state, "ringing"),
        "heard": party.heard,
    }
