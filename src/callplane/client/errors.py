"""What can go wrong for a program that uses the client library. Knows nothing of sockets or of the server's inside.

::

    CallplaneError
    ├── LogonRefused            wrong user, password or token, locked, ... (`detail` is a number of AsnLogonErrorEnum)
    └── ClientError
        ├── ConnectionFailed        no connection could be made: nobody answers there, or not a server of this interface
        ├── ConnectionLost          the connection has ended or broke; what was under way may or may not have happened
        ├── SessionEnded            the session id is unknown or has ended: log in again
        ├── OperationRefused        the server refused the operation (`detail` 1 general, 2 access denied, 3 invalid line; `text`)
        ├── OperationRejected       the server could not read or serve the request (`problem`, `details`)
        ├── AnswerTimeout           no answer in time; the operation may still take effect (also a TimeoutError)
        └── EventsMissed            an event iterator was read too slowly and its queue ran over

Texts are for people; programs look at the class and the numbers.
"""

from __future__ import annotations

from enum import IntEnum

from callplane.errors import CallplaneError, LogonRefused

__all__ = [
    "AnswerTimeout",
    "CallplaneError",
    "ClientError",
    "ConnectionFailed",
    "ConnectionLost",
    "EventsMissed",
    "LogonRefused",
    "OperationRefused",
    "OperationRejected",
    "SessionEnded",
]


class ClientError(CallplaneError):
    """Base of what the client library raises by itself."""


class ConnectionFailed(ClientError):
    """No connection could be made. The text says what to do."""


class ConnectionLost(ClientError):
    """The connection has ended. Whether an operation under way took effect is unknown."""


class SessionEnded(ClientError):
    """The server does not know this session (any more): log in again."""


class OperationRefused(ClientError):
    """The server understood the operation and refused it (interface: AsnRequestError).

    `detail`: 1 general error, 2 access denied, 3 invalid line. `text`: the server's sentence about what is wrong.
    """

    def __init__(self, detail: int, text: str) -> None:
        super().__init__(text)
        self.detail = detail
        self.text = text


class OperationRejected(ClientError):
    """The server could not read or serve the request (interface: ROSEReject).

    `problem`: a member of InvokeProblem, GeneralProblem, ReturnResultProblem or ReturnErrorProblem, or the bare number
    of one that is not known here; None when the server named none. `details`: the server's text, may be empty.
    """

    def __init__(self, problem: IntEnum | int | None, details: str) -> None:
        name = problem.name if isinstance(problem, IntEnum) else f"problem {problem}"
        super().__init__(f"{name}: {details}" if details else name)
        self.problem = problem
        self.details = details


class AnswerTimeout(ClientError, TimeoutError):
    """The server did not answer in time. The operation may still take effect."""


class EventsMissed(ClientError):
    """Events came faster than the iterator was read, and its queue ran over. Start the monitor again for a fresh state."""
