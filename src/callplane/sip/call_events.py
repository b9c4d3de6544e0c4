"""What happens on a call, as its owner hears it, and how calls end. Knows the words only, see `call`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from callplane.sip.grammar import BadMessage
from callplane.sip.message import Request, Response

if TYPE_CHECKING:
    from callplane.sip.call import Call

SDP = "application/sdp"
Respond = Callable[[int], None]
"""Answer a request with this status."""


class Phase(Enum):
    INVITING = auto()
    INVITED = auto()
    ANSWERED = auto()
    ACTIVE = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ended: the status of the refusal (200: by BYE; 487: by CANCEL; 408: silence; 503: the way is broken).

    `contacts` are the addresses of a redirection (3xx), the best first.
    """

    status: int
    reason: str = ""
    contacts: tuple[str, ...] = ()


class CallEvents:
    """What happens on a call. Override what matters; the defaults refuse offers and requests and ignore the rest."""

    def on_progress(self, call: Call, response: Response) -> None:
        """A provisional answer (180, 183) to our INVITE."""

    def on_late_offer(self, call: Call, sdp: bytes) -> bytes:  # noqa: ARG002
        """Our INVITE had no offer, so the peer's answer has one: gives the answer to it, for the ACK."""
        del sdp
        return b""

    def on_active(self, call: Call, sdp: bytes) -> None:
        """It is answered and acknowledged. `sdp`: the peer's, or empty when it was there before."""

    def on_offer(self, call: Call, sdp: bytes) -> None:
        """The peer offers anew (re-INVITE or UPDATE; empty: it wants an offer). Call `accept` or `refuse`, now or later."""
        del sdp
        call.refuse(488)

    def on_agreed(self, call: Call, sdp: bytes) -> None:
        """An offer is settled: ours was answered, or the peer acknowledged the answer to its (then `sdp` is mostly empty)."""

    def on_refused(self, call: Call, status: int) -> None:
        """Our offer was refused, the call goes on as it was. 491: both offered at once; it can be tried again now."""

    def on_request(self, call: Call, request: Request, respond: Respond) -> None:
        """INFO, REFER, NOTIFY and the like in this call."""
        del call, request
        respond(501)

    def on_ended(self, call: Call, ending: Ending) -> None:
        """The peer ended it, or the way to it is lost. Not told for what we end ourselves."""


def ending_of(response: Response) -> Ending:
    """What a refusal says."""
    contacts: tuple[str, ...] = ()
    if 300 <= response.status < 400:
        try:
            found = sorted(response.contacts, key=lambda contact: -_quality(contact.parameters.get("q", "1")))
            contacts = tuple(str(contact.uri) for contact in found)
        except BadMessage:
            contacts = ()
    return Ending(response.status, response.reason, contacts)


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
