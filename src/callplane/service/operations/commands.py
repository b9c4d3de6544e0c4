"""Commands that are done once, however often a client repeats them. Knows users, ids and answers; not what commands do.

A client whose connection broke does not know whether its last command was done. When it gives every command an id of its own
(`CommandID`) and repeats it, it gets the answer of the first: from any session of the same user, for KEEP_SECONDS, also while
the first is under way. Limits: the newest PER_USER ids of a user and TOTAL of all are remembered; beyond that the
oldest are forgotten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from callplane.errors import Refusal
from callplane.wire import operations
from callplane.wire.operations import AnyOperation

KEEP_SECONDS: Final = 600.0
PER_USER: Final = 1_000
TOTAL: Final = 50_000
LONGEST_ID: Final = 128

COMMANDS: Final = frozenset(
    {
        operations.CTI_MAKE_CALL,
        operations.CTI_DROP_CALL,
        operations.CTI_LINE_DROP_CALL,
        operations.CTI_ANSWER_CALL,
        operations.CTI_REDIRECT_CALL,
        operations.CTI_PICKUP_CALL,
        operations.CTI_HOLD,
        operations.CTI_SWAP_HOLD,
        operations.CTI_MERGE_CALLS,
        operations.CTI_CONFERENCE,
        operations.CTI_COMPLETE_CALL,
        operations.CTI_DIAL_DIGITS,
        operations.CTI_START_CALL_RECORDING,
        operations.CTI_STOP_CALL_RECORDING,
        operations.CTI_SET_CALL_DATA,
        operations.CTI_SET_FORWARD,
        operations.CTI_REMOVE_FORWARD,
        operations.CTI_LINE_SET_DO_NOT_DISTURB,
        operations.CTI_LINE_SET_REMOTE_OFFICE,
    }
)
"""What acts. To repeat anything else does no harm, or belongs to one session."""

Answer = asyncio.Future[Struct | None]


@dataclass(frozen=True, slots=True)
class _Command:
    operation: AnyOperation
    argument: Struct
    answer: Answer
    at: float


class Commands:
    """The answers of late commands. `clock`: seconds that only go forward."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._commands: dict[tuple[str, str], _Command] = {}  # oldest first
        self._by_user: dict[str, dict[str, None]] = {}

    def __len__(self) -> int:
        return len(self._commands)

    async def once(
        self,
        user: str,
        command_id: str,
        operation: AnyOperation,
        argument: Struct,
        perform: Callable[[], Awaitable[Struct | None]],
    ) -> Struct | None:
        """The answer to a user's command: what `perform` gives or raises, unless the command was given before."""
        if len(command_id) > LONGEST_ID:
            raise Refusal(f"CommandID may have {LONGEST_ID} characters: make a shorter one")
        known = self._find(user, command_id)
        if known is None:
            return await self._first(user, command_id, _Command(operation, argument, _new_answer(), self._clock()), perform)
        if (known.operation, known.argument) != (operation, argument):
            raise Refusal("this CommandID was given to another command: give each command its own")
        return await asyncio.shield(known.answer)

    async def _first(
        self, user: str, command_id: str, command: _Command, perform: Callable[[], Awaitable[Struct | None]]
    ) -> Struct | None:
        self._remember(user, command_id, command)
        try:
            result = await perform()
        except asyncio.CancelledError:
            command.answer.set_exception(Refusal("the session that gave this command ended meanwhile: see what became of it"))
            raise
        except Exception as error:
            command.answer.set_exception(error)
            raise
        command.answer.set_result(result)
        return result

    def _find(self, user: str, command_id: str) -> _Command | None:
        """The living command of that id; what is too old goes."""
        too_old = self._clock() - KEEP_SECONDS
        while self._commands and next(iter(self._commands.values())).at <= too_old:
            self._forget(*next(iter(self._commands)))
        return self._commands.get((user, command_id))

    def _remember(self, user: str, command_id: str, command: _Command) -> None:
        if len(self._by_user.get(user, ())) >= PER_USER:
            self._forget(user, next(iter(self._by_user[user])))
        elif len(self._commands) >= TOTAL:
            self._forget(*next(iter(self._commands)))
        self._commands[user, command_id] = command
        self._by_user.setdefault(user, {})[command_id] = None

    def _forget(self, user: str, command_id: str) -> None:
        del self._commands[user, command_id]
        mine = self._by_user[user]
        del mine[command_id]
        if not mine:
            del self._by_user[user]


def _new_answer() -> Answer:
    answer: Answer = asyncio.get_running_loop().create_future()
    answer.add_done_callback(asyncio.Future.exception)  # often nobody asks again
    return answer
