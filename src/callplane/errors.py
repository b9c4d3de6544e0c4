"""The error tree: knows who is at fault and what the caller can do, nothing of transports or drivers.

::

    CallplaneError
    ├── ConfigurationError      the administrator: a file, an option, a missing right of the process
    ├── Refusal                 the caller: an operation that is not accepted now (has a `code` and a remedy in its text)
    │   ├── AccessDenied            the line or scope is there, the right is not
    │   ├── InvalidLine             no such line for this user
    │   ├── InvalidNumber           a text that cannot be read as a telephone number
    │   ├── UnknownObject           no such call, monitor, recording, ...
    │   ├── WrongState              the object is there, but not in a state that allows it
    │   ├── NotCapable              this line's PBX and the server together cannot do it
    │   ├── Busy                    a limit or an operation already under way
    │   ├── CommandFailed           the PBX said no, or did not answer in time
    │   └── LogonRefused            not logged on, or by a bad password or token (`detail`: a number of AsnLogonErrorEnum)
    ├── ProtocolError           the peer: bytes or messages that break the interface (see `wire`)
    ├── LinkDown                the PBX: its link is lost
    └── IllegalTransition       us or a driver: a fact that cannot follow the present state; nothing was changed

`Refusal.code` names the kind for programs (the wire number is chosen in `service.operations`); texts are for people and never
compared.
"""

from __future__ import annotations


class CallplaneError(Exception):
    """Base of everything that callplane raises on purpose."""


class ConfigurationError(CallplaneError):
    """The configuration cannot be used. The text names file, line and remedy where they are known."""


class Refusal(CallplaneError):
    """An operation is refused; the text tells the caller in one sentence what is wrong and what to do."""

    code = "refused"


class AccessDenied(Refusal):
    code = "access-denied"


class InvalidLine(Refusal):
    code = "invalid-line"


class InvalidNumber(Refusal):
    code = "invalid-number"


class UnknownObject(Refusal):
    code = "unknown-object"


class WrongState(Refusal):
    code = "wrong-state"


class NotCapable(Refusal):
    code = "not-capable"


class Busy(Refusal):
    code = "busy"


class CommandFailed(Refusal):
    code = "command-failed"


class LogonRefused(Refusal):
    """Credentials are refused. `detail` is a number of AsnLogonErrorEnum (101 wrong user or password, 107, 130, ...)."""

    code = "logon-refused"

    def __init__(self, detail: int, text: str) -> None:
        super().__init__(text)
        self.detail = detail


class ProtocolError(CallplaneError):
    """The peer sent something that the interface does not allow."""


class LinkDown(CallplaneError):
    """The link to the PBX is lost."""


class IllegalTransition(CallplaneError):
    """A fact that cannot follow the present state of a call. Nothing was changed."""
