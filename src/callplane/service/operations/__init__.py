"""The operations of the interface: finds the handler of each, keeps the order of invokes on one line, names refusals on the wire.

One module per ASN.1 module holds the handlers. Knows sessions, no connection and no encoding.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from msgspec import Struct

from callplane import metrics
from callplane.errors import AccessDenied, InvalidLine, LogonRefused, Refusal
from callplane.service.audit import DONE, Audit
from callplane.service.operations.commands import COMMANDS, Commands
from callplane.service.operations.handler import Handler, Handlers
from callplane.service.sessions import Session
from callplane.wire.operations import AnyOperation
from callplane.wire.types.common import AsnRequestError

__all__ = ["Operations", "refusal_error"]

_FIRST_WORD = re.compile(r"\A[a-z]+(?![\w])")
GENERAL_ERROR, ACCESS_DENIED, INVALID_LINE = 1, 2, 3
CALLS: Final = ("u8sConnectionID", "u8sConnectionID1")
_TARGETS: Final = ("u8sPhoneNumberTo", "u8sPhoneNumber", "u8sContactID")


def refusal_error(refusal: Refusal) -> AsnRequestError:
    """The error that tells a client of a refusal; `iErrorDetail` is one of the interface's own three, or of a failed log-on."""
    detail = GENERAL_ERROR
    if isinstance(refusal, AccessDenied):
        detail = ACCESS_DENIED
    elif isinstance(refusal, InvalidLine):
        detail = INVALID_LINE
    elif isinstance(refusal, LogonRefused):
        detail = refusal.detail
    return AsnRequestError(iErrorDetail=detail, u8sErrorString=_sentence(str(refusal)))


def _sentence(text: str) -> str:
    """A text as a client shows it: a sentence with a full stop and a capital letter, unless it begins with a member's name."""
    return _FIRST_WORD.sub(lambda word: word[0].capitalize(), text.rstrip(".")) + "."


@dataclass(slots=True)
class _Lane:
    """Keeps one session's invokes on one line in order."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Operations:
    """`lines` names the line that an argument is about; `audit` is told of every command; `clock`: seconds, how long answers to
    commands are kept."""

    def __init__(
        self, handlers: Iterable[Handlers], lines: LineFinder, audit: Audit, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._commands = Commands(clock)
        self._audit = audit
        self._handlers: dict[int, Handler] = {number: h for group in handlers for number, h in group.handlers.items()}
        self._lines = lines
        self._lanes: dict[tuple[str, str], _Lane] = {}

    def serves(self, operation: AnyOperation) -> bool:
        """Whether there is a handler for it."""
        return operation.id in self._handlers

    def needs_events(self, operation: AnyOperation) -> bool:
        """Whether it only makes sense for a client that can get events."""
        return self._handlers[operation.id].needs_events

    async def invoke(self, session: Session, operation: AnyOperation, argument: Struct, command_id: str = "") -> Struct | None:
        """Carry an operation out for a session's user. Raises Refusal.

        Invokes of one session on one line take effect in the order in which they are made. A command with an id that the user
        gave before is not done again: its first answer is given.
        """
        perform = partial(self._counted, session, operation, argument)
        if command_id and operation in COMMANDS:
            return await self._commands.once(session.user, command_id, operation, argument, perform)
        return await perform()

    async def _counted(self, session: Session, operation: AnyOperation, argument: Struct) -> Struct | None:
        line = self._lines.line_of(session, argument)
        outcome, text, result = "failed", "", None
        try:
            result = await self._in_turn(session, operation, argument, line)
            outcome = "result"
        except Refusal as refusal:
            outcome, text = refusal.code, str(refusal)
            raise
        finally:
            metrics.ANSWERS.inc(operation.name, outcome)
            if operation in COMMANDS:
                self._note(session, operation, argument, result, line, DONE if outcome == "result" else outcome, text)
        return result

    def _note(
        self,
        session: Session,
        operation: AnyOperation,
        argument: Struct,
        result: Struct | None,
        line: str,
        outcome: str,
        text: str,
    ) -> None:
        """Put a command into the audit: the call that it was about or that it made, and the number that it named."""
        call = next((found for name in CALLS if (found := getattr(argument, name, ""))), getattr(result, CALLS[0], ""))
        target = next((found for name in _TARGETS if (found := getattr(argument, name, ""))), "")
        self._audit.note(
            session.user, session.name, operation.name, line=line, call=call, target=target, outcome=outcome, text=text
        )

    async def _in_turn(self, session: Session, operation: AnyOperation, argument: Struct, line: str) -> Struct | None:
        handler = self._handlers[operation.id]
        if not line:
            return await handler.function(session, argument)
        key = (session.id, line)
        lane = self._lanes.setdefault(key, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                return await handler.function(session, argument)
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[key]


class LineFinder:
    """Finds the line that an operation is about, by the members that name lines and calls in arguments."""

    _LINES = ("u8sLinePhoneNumber", "u8sPhoneNumberFrom", "u8sLineDescriptor")

    def __init__(self, lines: Any, core: Any) -> None:
        self._lines = lines
        self._core = core

    def line_of(self, session: Session, argument: Any) -> str:
        """The line's URI; empty where none can be told."""
        for name in self._LINES:
            text = getattr(argument, name, None)
            if text:
                try:
                    return str(self._lines.line(session.user, text).uri)
                except Refusal:
                    return ""
        for name in CALLS:
            found = self._core.find_call(getattr(argument, name, None) or "")
            if found is not None:
                return str(found[0].uri)
        return ""
