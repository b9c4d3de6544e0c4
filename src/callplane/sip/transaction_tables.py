"""The four transactions of SIP as tables (RFC 3261, clause 17, as corrected by RFC 6026). Pure data.

A transaction is one request with its answers. Each table says, for a state and an input, the next state and what is done. An
input that is not in the table changes nothing. Timers are inputs: A, E and G are RESEND; B, F and H are GIVE_UP; D, I, J, K, L
and M are LINGER, the time in which repetitions may still arrive.

Client (we asked)::

    INVITE: CALLING -> PROCEEDING -> COMPLETED (refused, ACK sent) or ACCEPTED (2xx, which the call acknowledges) -> gone
    other:  TRYING -> PROCEEDING -> COMPLETED -> gone

Server (we were asked)::

    INVITE: PROCEEDING -> COMPLETED (refused, ACK awaited) -> CONFIRMED -> gone, or ACCEPTED (2xx) -> gone
    other:  TRYING -> PROCEEDING -> COMPLETED -> gone
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto


class Kind(Enum):
    INVITE_CLIENT = auto()
    CLIENT = auto()
    INVITE_SERVER = auto()
    SERVER = auto()


class State(Enum):
    CALLING = auto()
    TRYING = auto()
    PROCEEDING = auto()
    COMPLETED = auto()
    CONFIRMED = auto()
    ACCEPTED = auto()
    GONE = auto()


class Input(Enum):
    """What a transaction hears: responses (received by a client, sent by a server's user), requests, timers, the transport."""

    PROVISIONAL = auto()
    SUCCESS = auto()
    FAILURE = auto()
    REPEATED = auto()  # the request came again
    ACK = auto()
    RESEND = auto()
    GIVE_UP = auto()
    LINGER = auto()
    BROKEN = auto()  # what was sent cannot be delivered


class Action(Enum):
    """What is done. SEND: what was sent last, again; TELL: hand the message to the user of the transaction."""

    SEND = auto()
    SEND_ACK = auto()
    TELL = auto()
    TELL_TIMEOUT = auto()
    TELL_BROKEN = auto()
    START_RESEND = auto()
    START_GIVE_UP = auto()
    START_LINGER = auto()
    STOP_TIMERS = auto()


Table = Mapping[tuple[State, Input], tuple[State, tuple[Action, ...]]]

_S, _I, _A = State, Input, Action
_END_TIMEOUT = (_S.GONE, (_A.TELL_TIMEOUT,))
_END_BROKEN = (_S.GONE, (_A.TELL_BROKEN,))
_END = (_S.GONE, ())
_REFUSED = (_S.COMPLETED, (_A.STOP_TIMERS, _A.SEND_ACK, _A.TELL, _A.START_LINGER))
_TAKEN = (_S.ACCEPTED, (_A.STOP_TIMERS, _A.TELL, _A.START_LINGER))
_DONE = (_S.COMPLETED, (_A.STOP_TIMERS, _A.TELL, _A.START_LINGER))
_ANSWERED = (_S.COMPLETED, (_A.SEND, _A.START_LINGER))

INVITE_CLIENT: Table = {
    (_S.CALLING, _I.RESEND): (_S.CALLING, (_A.SEND, _A.START_RESEND)),
    (_S.CALLING, _I.PROVISIONAL): (_S.PROCEEDING, (_A.STOP_TIMERS, _A.TELL)),
    (_S.CALLING, _I.SUCCESS): _TAKEN,
    (_S.CALLING, _I.FAILURE): _REFUSED,
    (_S.CALLING, _I.GIVE_UP): _END_TIMEOUT,
    (_S.CALLING, _I.BROKEN): _END_BROKEN,
    (_S.PROCEEDING, _I.PROVISIONAL): (_S.PROCEEDING, (_A.TELL,)),
    (_S.PROCEEDING, _I.SUCCESS): _TAKEN,
    (_S.PROCEEDING, _I.FAILURE): _REFUSED,
    (_S.PROCEEDING, _I.BROKEN): _END_BROKEN,
    (_S.COMPLETED, _I.FAILURE): (_S.COMPLETED, (_A.SEND_ACK,)),
    (_S.COMPLETED, _I.BROKEN): _END_BROKEN,
    (_S.COMPLETED, _I.LINGER): _END,
    (_S.ACCEPTED, _I.SUCCESS): (_S.ACCEPTED, (_A.TELL,)),
    (_S.ACCEPTED, _I.LINGER): _END,
}

CLIENT: Table = {
    (_S.TRYING, _I.RESEND): (_S.TRYING, (_A.SEND, _A.START_RESEND)),
    (_S.TRYING, _I.PROVISIONAL): (_S.PROCEEDING, (_A.TELL,)),
    (_S.TRYING, _I.SUCCESS): _DONE,
    (_S.TRYING, _I.FAILURE): _DONE,
    (_S.TRYING, _I.GIVE_UP): _END_TIMEOUT,
    (_S.TRYING, _I.BROKEN): _END_BROKEN,
    (_S.PROCEEDING, _I.RESEND): (_S.PROCEEDING, (_A.SEND, _A.START_RESEND)),
    (_S.PROCEEDING, _I.PROVISIONAL): (_S.PROCEEDING, (_A.TELL,)),
    (_S.PROCEEDING, _I.SUCCESS): _DONE,
    (_S.PROCEEDING, _I.FAILURE): _DONE,
    (_S.PROCEEDING, _I.GIVE_UP): _END_TIMEOUT,
    (_S.PROCEEDING, _I.BROKEN): _END_BROKEN,
    (_S.COMPLETED, _I.LINGER): _END,
}

INVITE_SERVER: Table = {
    (_S.PROCEEDING, _I.REPEATED): (_S.PROCEEDING, (_A.SEND,)),
    (_S.PROCEEDING, _I.PROVISIONAL): (_S.PROCEEDING, (_A.SEND,)),
    (_S.PROCEEDING, _I.SUCCESS): (_S.ACCEPTED, (_A.SEND, _A.START_LINGER)),
    (_S.PROCEEDING, _I.FAILURE): (_S.COMPLETED, (_A.SEND, _A.START_RESEND, _A.START_GIVE_UP)),
    (_S.PROCEEDING, _I.BROKEN): _END_BROKEN,
    (_S.COMPLETED, _I.REPEATED): (_S.COMPLETED, (_A.SEND,)),
    (_S.COMPLETED, _I.RESEND): (_S.COMPLETED, (_A.SEND, _A.START_RESEND)),
    (_S.COMPLETED, _I.ACK): (_S.CONFIRMED, (_A.STOP_TIMERS, _A.START_LINGER)),
    (_S.COMPLETED, _I.GIVE_UP): _END_TIMEOUT,
    (_S.COMPLETED, _I.BROKEN): _END_BROKEN,
    (_S.CONFIRMED, _I.LINGER): _END,
    # The 2xx is repeated by the call until its ACK comes, which is no part of this transaction (RFC 6026, 7.1).
    (_S.ACCEPTED, _I.SUCCESS): (_S.ACCEPTED, (_A.SEND,)),
    (_S.ACCEPTED, _I.BROKEN): (_S.ACCEPTED, (_A.TELL_BROKEN,)),
    (_S.ACCEPTED, _I.LINGER): _END,
}

SERVER: Table = {
    (_S.TRYING, _I.PROVISIONAL): (_S.PROCEEDING, (_A.SEND,)),
    (_S.TRYING, _I.SUCCESS): _ANSWERED,
    (_S.TRYING, _I.FAILURE): _ANSWERED,
    (_S.PROCEEDING, _I.REPEATED): (_S.PROCEEDING, (_A.SEND,)),
    (_S.PROCEEDING, _I.PROVISIONAL): (_S.PROCEEDING, (_A.SEND,)),
    (_S.PROCEEDING, _I.SUCCESS): _ANSWERED,
    (_S.PROCEEDING, _I.FAILURE): _ANSWERED,
    (_S.PROCEEDING, _I.BROKEN): _END_BROKEN,
    (_S.COMPLETED, _I.REPEATED): (_S.COMPLETED, (_A.SEND,)),
    (_S.COMPLETED, _I.BROKEN): _END_BROKEN,
    (_S.COMPLETED, _I.LINGER): _END,
}

TABLES: Mapping[Kind, tuple[State, Table]] = {
    Kind.INVITE_CLIENT: (_S.CALLING, INVITE_CLIENT),
    Kind.CLIENT: (_S.TRYING, CLIENT),
    Kind.INVITE_SERVER: (_S.PROCEEDING, INVITE_SERVER),
    Kind.SERVER: (_S.TRYING, SERVER),
}
"""The first state and the table of each kind."""
