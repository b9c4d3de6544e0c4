"""A call between us and one peer: invited, ringing, answered, offered anew, ended. Knows offers and answers; no sound, no PBX.

Descriptions (SDP) are bytes here, and empty where there is none. Whoever owns the call hears of it by `CallEvents`. What he does
not expect is refused: a call never tells of an offer while one of its own is under way (491, RFC 3261, 14.1).

::

    we invite:       INVITING -> ACTIVE -> ENDED        (or ENDED by a refusal, CANCEL, silence)
    we are invited:  INVITED -> ANSWERED (200 sent, ACK awaited) -> ACTIVE -> ENDED
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from callplane.deadlines import Deadline
from callplane.sip.call_events import CallEvents, Ending, Phase, Respond, ending_of
from callplane.sip.dialog import Dialog
from callplane.sip.digest import Login
from callplane.sip.grammar import BadMessage
from callplane.sip.message import Request, Response
from callplane.sip.transaction_tables import State
from callplane.sip.transactions import GIVE_UP_SECONDS, T1, T2, Flow, Transaction

if TYPE_CHECKING:
    from callplane.sip.agent import Agent


@dataclass(eq=False, slots=True)
class _Confirmation:
    """A 2xx of ours that is repeated until its ACK comes (RFC 3261, 13.3.1.4)."""

    transaction: Transaction
    response: Response
    offered: bool
    timers: list[Deadline] = field(default_factory=list)

    def stop(self) -> None:
        for timer in self.timers:
            timer.cancel()
        self.timers.clear()


class Call:
    """See the module's text. Made by `Agent`; `dialog` is there once both sides are known to each other.

    `invite` is the INVITE with which it began; `remote_sdp` what the peer described last.
    `asserted` goes with what we describe from now on: who is at our side, say (RFC 3325).
    """

    def __init__(self, agent: Agent, invite: Request, phase: Phase, events: CallEvents) -> None:
        self.invite = invite
        self.phase = phase
        self.events = events
        self.dialog: Dialog | None = None
        self.remote_sdp = invite.body if phase is Phase.INVITED else b""
        self.rings = False
        self.asserted: tuple[tuple[str, str], ...] = ()
        self._placed = phase is Phase.INVITING
        self._agent = agent
        self._login: Login | None = None
        self._invitation: Transaction | None = None
        self._offering: Transaction | None = None
        self._asked: Transaction | None = None
        self._confirmation: _Confirmation | None = None
        self._hung_up = self._cancelled = False
        self._early: Dialog | None = None
        self._acks: dict[int, Request] = {}
        self._waiting: Deadline | None = None
        self._last_words: tuple[tuple[str, str], ...] = ()

    @property
    def busy(self) -> bool:
        """Whether an offer is under way in either direction, so that another one must wait."""
        return (
            self.phase is not Phase.ACTIVE
            or self._offering is not None
            or self._asked is not None
            or self._confirmation is not None
            or self._waiting is not None
        )

    @property
    def crossed(self) -> bool:
        """Whether an offer of ours waits that met one of the peer's: the peer has not heard yet what we want."""
        return self._waiting is not None

    @property
    def flow(self) -> Flow:
        """The way to the peer."""
        if self.dialog is not None:
            return self.dialog.flow
        assert self._invitation is not None
        return self._invitation.flow

    # We invite

    def begin(self, transaction: Transaction, login: Login | None) -> None:
        """For the agent: the INVITE is on its way."""
        self._invitation, self._login = transaction, login

    def on_invite_response(self, response: Response) -> None:
        """For the agent: an answer to our INVITE."""
        if response.status < 200:
            self._progress(response)
        elif response.status < 300:
            self._accepted(response)
        elif self.phase is Phase.INVITING:
            if (
                response.status in (401, 407)
                and not self._hung_up
                and (again := self._agent.authorize(self, response, self._login))
            ):
                self._login = None
                self.invite, self._invitation = again.request, again
                return
            self._end(ending_of(response))

    def _progress(self, response: Response) -> None:
        if self._hung_up:
            self._cancel()
        elif self.phase is Phase.INVITING and response.status > 100:
            self._take_early(response)
            self.rings = self.rings or response.status in (180, 183)
            self.remote_sdp = response.body or self.remote_sdp
            self.events.on_progress(self, response)

    def _take_early(self, response: Response) -> None:
        """A provisional answer with a tag makes an early dialog (12.1); the last one counts."""
        if response.target.tag and (self._early is None or self._early.remote.tag != response.target.tag):
            with suppress(BadMessage):
                self._early = Dialog.answered(self.invite, response, self.flow)

    def _accepted(self, response: Response) -> None:
        number = response.cseq[0]
        dialog = self.dialog
        if dialog is not None and response.target.tag == dialog.remote.tag:
            if ack := self._acks.get(number):  # the 2xx came again: so must its ACK
                self._agent.send_in(dialog, ack)
            return
        try:
            found = Dialog.answered(self.invite, response, self.flow)
        except BadMessage:
            self._end(Ending(502, "an answer without Contact"))
            return
        if self.phase is not Phase.INVITING or self._hung_up:  # another branch of a fork, or we had given up
            self._agent.send_in(found, found.request("ACK", cseq=number))
            self._agent.request_in(found, "BYE")
            return
        if self._early is not None and self._early.id == found.id:
            found.sent = self._early.sent
        self.dialog = found
        self._agent.enter(self)
        self.remote_sdp = response.body or self.remote_sdp
        late = bool(response.body) and not self.invite.body
        self._acknowledge(number, self.events.on_late_offer(self, response.body) if late else b"")
        self.phase = Phase.ACTIVE
        self.events.on_active(self, response.body)

    def _acknowledge(self, number: int, sdp: bytes = b"") -> None:
        assert self.dialog is not None
        ack = self._agent.described(self.dialog.request("ACK", cseq=number), sdp)
        self._acks[number] = self._agent.send_in(self.dialog, ack)
        while len(self._acks) > 4:
            del self._acks[next(iter(self._acks))]

    def _cancel(self) -> None:
        """A CANCEL must wait for a first answer (RFC 3261, 9.1); an INVITE without any goes on in vain until it gives up."""
        invitation = self._invitation
        if invitation is not None and invitation.state is State.PROCEEDING and not self._cancelled:
            self._cancelled = True
            self._agent.cancel(invitation, self._last_words)

    # We are invited

    def invited(self, transaction: Transaction, dialog: Dialog) -> None:
        """For the agent: the peer's INVITE has come."""
        self._asked, self.dialog = transaction, dialog

    def ring(self, status: int = 180, sdp: bytes = b"") -> None:
        """Tell the peer that it rings here (180), or how it sounds meanwhile (183 with a description)."""
        if self.phase is Phase.INVITED and self._asked is not None:
            self._asked.respond(self._answer(self._asked.request, status, sdp))

    def answer(self, sdp: bytes) -> None:
        """Accept. The description answers the peer's; where the INVITE had none, it is an offer that the ACK answers."""
        if self.phase is Phase.INVITED and self._asked is not None:
            self.phase = Phase.ANSWERED
            self._confirm(sdp, offered=not self._asked.request.body)

    def reject(self, status: int, *headers: tuple[str, str]) -> None:
        """Refuse, with further headers such as a Retry-After."""
        if self.phase is Phase.INVITED and self._asked is not None:
            self._asked.respond(self._agent.answer(self._asked.request, status, self.dialog, *headers))
            self._close()

    def cancelled(self) -> None:
        """For the agent: the peer gave up before we answered."""
        if self.phase is Phase.INVITED and self._asked is not None:
            self._asked.respond(self._agent.answer(self._asked.request, 487, self.dialog))
            self._end(Ending(487))

    def _answer(self, request: Request, status: int, sdp: bytes) -> Response:
        return self._agent.answer(request, status, self.dialog, *self.asserted, sdp=sdp)

    def _confirm(self, sdp: bytes, *, offered: bool) -> None:
        """Send a 2xx to an INVITE, until its ACK comes."""
        transaction, self._asked = self._asked, None
        assert transaction is not None
        confirmation = self._confirmation = _Confirmation(transaction, self._answer(transaction.request, 200, sdp), offered)
        later = self._agent.transactions.later

        def again(interval: float) -> None:
            transaction.respond(confirmation.response)
            confirmation.timers.append(later(interval, lambda: again(min(2 * interval, T2))))

        confirmation.timers.append(later(GIVE_UP_SECONDS, self._unconfirmed))
        again(T1)

    def _unconfirmed(self) -> None:
        """No ACK: the peer cannot be there (13.3.1.4)."""
        self._bye()
        self._end(Ending(408, "no ACK"))

    def acknowledged(self, ack: Request) -> None:
        """For the agent: an ACK of a 2xx."""
        confirmation = self._confirmation
        if confirmation is None or ack.cseq[0] != confirmation.transaction.request.cseq[0]:
            return
        confirmation.stop()
        self._confirmation = None
        if self._hung_up:
            self._bye()
            self._close()
            return
        sdp = ack.body if confirmation.offered else b""
        self.remote_sdp = sdp or self.remote_sdp
        if self.phase is Phase.ANSWERED:
            self.phase = Phase.ACTIVE
            self.events.on_active(self, sdp)
        elif self.phase is Phase.ACTIVE:
            self.events.on_agreed(self, sdp)

    # Both

    def offer(self, sdp: bytes) -> None:
        """Offer anew by a re-INVITE; not while `busy`."""
        assert self.dialog is not None
        assert not self.busy
        request = self._agent.described(self.dialog.request("INVITE"), sdp)
        for name, value in self.asserted:
            request.headers.add(name, value)
        self._offering = self._agent.begin_in(self.dialog, request, self._offer_answered)

    def _offer_answered(self, response: Response) -> None:
        if response.status < 200:
            return
        if response.status < 300:
            number = response.cseq[0]
            if self._offering is None:
                if self.dialog is not None and (ack := self._acks.get(number)):
                    self._agent.send_in(self.dialog, ack)
                return
            if self.dialog is not None:
                self.dialog.refresh(response)
                self._acknowledge(number)
            self._offering = None
            if self.phase is Phase.ACTIVE:
                self.remote_sdp = response.body or self.remote_sdp
                self.events.on_agreed(self, response.body)
            return
        self._offering = None
        if self.phase is not Phase.ACTIVE:
            return
        if response.status in (408, 481, 503):  # nobody is there any more (12.2.1.2)
            self._bye()
            self._end(ending_of(response))
        elif response.status == 491:
            self._waiting = self._agent.transactions.later(self._agent.glare_seconds(ours=self._placed), self._retry)
        else:
            self.events.on_refused(self, response.status)

    def _retry(self) -> None:
        self._waiting = None
        if self.phase is Phase.ACTIVE:
            self.events.on_refused(self, 491)

    def accept(self, sdp: bytes) -> None:
        """Answer the peer's offer. That settles an offer of our own that waited because the two had crossed."""
        if self.phase is not Phase.ACTIVE or self._asked is None:
            return
        self._stop_waiting()
        if self._asked.request.method == "INVITE":
            self._confirm(sdp, offered=not self._asked.request.body)
        else:
            asked, self._asked = self._asked, None
            asked.respond(self._answer(asked.request, 200, sdp))

    def refuse(self, status: int) -> None:
        """Refuse the peer's offer; the call goes on as it was."""
        asked, self._asked = self._asked, None
        if asked is not None:
            asked.respond(self._agent.answer(asked.request, status, self.dialog))

    def received(self, request: Request, transaction: Transaction) -> None:
        """For the agent: a request in this call."""
        assert self.dialog is not None
        if request.method == "BYE":
            transaction.respond(self._agent.answer(request, 200, self.dialog))
            if self._asked is not None:
                self._asked.respond(self._agent.answer(self._asked.request, 487, self.dialog))
            self._end(Ending(200))
        elif not self.dialog.in_order(request):
            transaction.respond(self._agent.answer(request, 500, self.dialog))
        elif request.method in ("INVITE", "UPDATE"):
            self._offered(request, transaction)
        else:
            self.events.on_request(self, request, self._once(request, transaction))

    def _once(self, request: Request, transaction: Transaction) -> Respond:
        return lambda status: transaction.respond(self._agent.answer(request, status, self.dialog))

    def _offered(self, request: Request, transaction: Transaction) -> None:
        assert self.dialog is not None
        if self._asked is not None or self._confirmation is not None or self.phase is not Phase.ACTIVE:
            early = request.method == "UPDATE" and not request.body
            headers = () if early else (("retry-after", "1"),)
            transaction.respond(self._agent.answer(request, 200 if early else 500, self.dialog, *headers))
            return
        if self._offering is not None:
            transaction.respond(self._agent.answer(request, 491, self.dialog))
            return
        self.dialog.refresh(request)
        if request.method == "UPDATE" and not request.body:  # it only says that it is still there
            transaction.respond(self._agent.answer(request, 200, self.dialog))
            return
        self._asked = transaction
        self.remote_sdp = request.body or self.remote_sdp
        self.events.on_offer(self, request.body)

    def request(
        self, method: str, *headers: tuple[str, str], body: bytes = b"", on_response: Callable[[Response], None] = lambda _: None
    ) -> None:
        """Send INFO, REFER, NOTIFY or the like; `headers` include the Content-Type of a body."""
        dialog = self.dialog or self._early
        if dialog is not None and self.phase is not Phase.ENDED:
            request = dialog.request(method)
            for name, value in headers:
                request.headers.add(name, value)
            self._agent.begin_in(dialog, replace(request, body=body), on_response)

    def hang_up(self, status: int = 480, *headers: tuple[str, str]) -> None:
        """End it, whatever its phase; `status` is what an INVITE of the peer's that is not answered yet gets.

        `headers` are for the refusal or the CANCEL, such as a Reason (RFC 3326).
        """
        self._last_words = headers
        match self.phase:
            case Phase.INVITING:
                self._hung_up = True
                self._cancel()
                self._close()
            case Phase.INVITED:
                self.reject(status, *headers)
            case Phase.ANSWERED:  # a BYE must wait for the ACK (15)
                self._hung_up = True
            case Phase.ACTIVE:
                self._bye()
                self._close()

    def _bye(self) -> None:
        if self.dialog is not None:
            self._agent.request_in(self.dialog, "BYE")

    def _end(self, ending: Ending) -> None:
        if self.phase is not Phase.ENDED:
            self._close()
            if not self._hung_up:
                self.events.on_ended(self, ending)

    def _close(self) -> None:
        self.phase = Phase.ENDED
        self._asked = None
        if self._confirmation is not None:
            self._confirmation.stop()
            self._confirmation = None
        self._stop_waiting()
        self._agent.leave(self)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
