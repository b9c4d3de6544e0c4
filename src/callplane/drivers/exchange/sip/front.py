"""What SIP phones begin: they register, dial, ask. Lets in who knows a password, and hands the rest to desk and switch.

Knows accounts, requests and their answers; not what a call becomes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from callplane import metrics
from callplane.drivers.exchange import sip_phones, trunk_calls
from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.legs import End, Leg, Outside, SipPhones, Station
from callplane.drivers.exchange.sip.desk import Act, Desk
from callplane.drivers.exchange.sip.session import Session
from callplane.drivers.exchange.sip.trunk import Trunk
from callplane.drivers.exchange.sip.trunk_desk import TrunkDesk
from callplane.errors import CommandFailed
from callplane.sip.agent import ALLOW, Agent, Application, Silence
from callplane.sip.call import Call
from callplane.sip.call_events import Respond
from callplane.sip.gate import Account, Gate
from callplane.sip.grammar import parameters
from callplane.sip.message import Request, Response
from callplane.sip.registrar import Binding, Registrar
from callplane.sip.transactions import Flow, answer_to
from callplane.sip.uri import Address, SipUri

PING_SECONDS = 30.0
"""How often a phone is asked whether it is still there."""

_DIGIT = re.compile(r"\s*Signal\s*=\s*(?P<digit>[0-9A-D*#])\s*$", re.IGNORECASE | re.MULTILINE)
_SENT_DIGITS = re.compile(r"\s*[0-9A-D*#]\s*", re.IGNORECASE)
_NOTIFIED = (
    ("event", "refer"),
    ("subscription-state", "terminated;reason=noresource"),
    ("content-type", "message/sipfrag;version=2.0"),
)


class Front(Application):
    """See the module's text. `now` is the clock; `station` finds an extension; the parts below are set before it is used."""

    agent: Agent
    desk: Desk
    trunks: TrunkDesk

    def __init__(
        self,
        gate: Gate,
        registrar: Registrar,
        accounts: Callable[[], Mapping[str, Account]],
        station: Callable[[str], Station | None],
        act: Act,
        now: Callable[[], float],
    ) -> None:
        self._gate = gate
        self._registrar = registrar
        self._accounts = accounts
        self._station = station
        self._act = act
        self._now = now
        self._admitted: Account | None = None
        self._trunk: Trunk | None = None

    # Who is let in

    def screen(self, request: Request, flow: Flow) -> Response | Silence | None:
        metrics.SIP_REQUESTS.inc(request.method if request.method in _METHODS else "other")
        self._trunk = self.trunks.trunk_of(request, flow) if request.method == "INVITE" else None
        if self._trunk is not None:
            return None
        if request.method == "OPTIONS":  # phones and monitoring ask so whether we are there
            return Silence.KEPT if self._gate.silenced(flow.host, self._now()) else None
        outcome = self._gate.admit(request, flow, self._now())
        if isinstance(outcome, Account):
            self._admitted = outcome
            return None
        return outcome

    def on_malformed(self, flow: Flow, text: str) -> None:
        del flow, text
        metrics.SIP_DROPPED.inc("malformed")

    def on_answer_sent(self, response: Response) -> None:
        metrics.SIP_ANSWERS.inc(f"{response.status // 100}xx")

    # Outside calls

    def on_request(self, request: Request, flow: Flow, respond: Callable[[Response], None]) -> None:
        match request.method:
            case "REGISTER":
                respond(self._register(request, flow))
            case "OPTIONS":
                answer = self.agent.answer(request, 200)
                answer.headers.add("allow", ALLOW)
                answer.headers.add("accept", "application/sdp")
                respond(answer)
            case "SUBSCRIBE" | "PUBLISH":
                respond(self.agent.answer(request, 489))
            case _:
                respond(self.agent.answer(request, 405, None, ("allow", ALLOW)))

    def _register(self, request: Request, flow: Flow) -> Response:
        account = self._admitted
        assert account is not None
        if request.target.uri.user not in (account.extension, account.name) or self._station(account.extension) is None:
            return answer_to(request, 403, tag="registrar", reason="Register your own extension")
        return self._registrar.register(request, flow, account.extension, account.name, self._now())

    def registered(self, extension: str) -> None:
        """For the registrar: the contacts of an extension changed."""
        station = self._station(extension)
        if station is None:
            return
        bindings = self._registrar.bindings(extension)
        accounts = self._accounts()
        answers = any(known.talks or self._automatic(accounts.get(known.phone)) for known in bindings)
        phones = SipPhones(bool(bindings), bool(bindings) and answers)
        self._act(lambda board: sip_phones.registered(board, station, phones))

    @staticmethod
    def _automatic(account: Account | None) -> bool:
        return account is not None and account.auto_answer

    # Whether they are still there

    def ping(self) -> None:
        """Ask all phones; who does not answer has vanished."""
        for extension, binding in tuple(self._registrar.all()):
            self._ping(extension, binding)

    def _ping(self, extension: str, binding: Binding) -> None:
        def answered(response: Response) -> None:
            if response.status in (408, 503):
                self.vanished(lambda known: known.contact == binding.contact and known.call_id == binding.call_id)

        host = self.agent.local_host(binding.flow)
        here, there = Address(SipUri(host, "callplane")), Address(SipUri(host, extension))
        self.agent.request("OPTIONS", binding.contact, binding.flow, local=here, remote=there, on_response=answered)

    def vanished(self, gone: Callable[[Binding], bool]) -> None:
        """Phones cannot be reached any more: forget them, and end their calls."""
        lost = [binding for _, binding in self._registrar.all() if gone(binding)]
        self._registrar.remove(gone)
        for binding in lost:
            self.desk.lose(binding)

    # Calls

    def on_invite(self, call: Call) -> None:
        if self._trunk is not None:
            self.trunks.invited(call, self._trunk)
            return
        account = self._admitted
        assert account is not None
        station = self._station(account.extension)
        if station is None:
            call.reject(403)
            return
        session = self.desk.open_session(station, account.name, call)
        if call.invite.body:
            session.hear(call.invite.body)
        if "replaces" in call.invite.headers:
            self._take_over(session, call)
            return
        number = SipUri.read(call.invite.uri).user
        try:
            self._act(lambda board: self._dial(board, session, station, number))
        except CommandFailed:
            call.reject(486)

    def _dial(self, board: Board, session: Session, station: Station, number: str) -> None:
        leg = sip_phones.dial(board, station, number, hide_caller_id=_hides(session.call.invite))
        self.desk.placed(session, leg)

    def _take_over(self, session: Session, call: Call) -> None:
        """Another phone of the same extension goes on with a call (RFC 3891)."""
        other = self._replaced(call.invite.headers.get("replaces"))
        if other is None or other.leg is None:
            call.reject(481)
        elif other.station is not session.station:
            call.reject(403)
        else:
            leg, other.leg = other.leg, None
            self.desk.placed(session, leg)
            self._act(lambda board: board.touch(leg))

    def _replaced(self, text: str) -> Session | None:
        """The call that a Replaces names; phones do not agree on which of the two tags is whose."""
        call_id, _, rest = text.partition(";")
        tags = parameters(f";{rest}")
        one, other = tags.get("to-tag", ""), tags.get("from-tag", "")
        call = self.agent.call_of(call_id.strip(), one, other) or self.agent.call_of(call_id.strip(), other, one)
        return next((session for session in self.desk.sessions() if session.call is call), None) if call else None

    # In calls

    def on_call_request(self, session: Session, request: Request, respond: Respond) -> None:
        """INFO, REFER and the like."""
        match request.method:
            case "INFO":
                self._info(session, request, respond)
            case "REFER":
                self._refer(session, request, respond)
            case "NOTIFY" | "OPTIONS":
                respond(200)
            case _:
                respond(405)

    def _info(self, session: Session, request: Request, respond: Respond) -> None:
        kind = request.headers.get("content-type").partition(";")[0].strip().lower()
        text = request.body.decode("utf-8", "replace")
        if kind not in ("application/dtmf-relay", "application/dtmf"):
            respond(200 if not request.body else 415)
            return
        match = _DIGIT.search(text)
        digit = match["digit"] if match else text.strip() if _SENT_DIGITS.fullmatch(text) else ""
        if not digit or session.leg is None:
            respond(400)
            return
        leg = session.leg
        try:
            self._act(lambda board: sip_phones.digits(board, leg, digit.upper()))
        except CommandFailed:
            respond(403)
        else:
            respond(200)

    def _refer(self, session: Session, request: Request, respond: Respond) -> None:
        target, leg = Address.read(request.headers.get("refer-to")).uri, session.leg
        if leg is None:
            respond(481)
            return
        other = self._replaced(target.headers["replaces"]) if "replaces" in target.headers else None
        if "replaces" in target.headers and (other is None or other.leg is None):
            respond(404)
            return

        def move(board: Board) -> None:
            if other is not None and other.leg is not None:
                sip_phones.join(board, leg, other.leg)
            else:
                sip_phones.transfer(board, leg, target.user)
            respond(202)  # now, as what follows hangs this call up
            session.call.request("NOTIFY", *_NOTIFIED, body=b"SIP/2.0 200 OK\r\n")

        try:
            self._act(move)
        except CommandFailed:
            respond(603)

    def pressed(self, end: End, digit: str) -> None:
        """A key was pressed, and came as a telephone event."""
        if isinstance(end, Outside):
            self._act(lambda board: trunk_calls.digits(board, end, digit))
            return
        assert isinstance(end, Leg)
        try:
            self._act(lambda board: sip_phones.digits(board, end, digit))
        except CommandFailed:
            metrics.SIP_DROPPED.inc("digit")


def _hides(invite: Request) -> bool:
    """Whether the caller does not want his number to be shown (RFC 3323)."""
    privacy = {value.strip().lower() for value in invite.headers.get("privacy").split(";")}
    return bool(privacy & {"id", "user", "header"}) or invite.sender.uri.user.lower() == "anonymous"


_METHODS = frozenset((*ALLOW.split(", "), "REGISTER", "SUBSCRIBE", "PUBLISH", "MESSAGE"))
