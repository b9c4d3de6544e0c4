"""The stage of a conversation: programs that talk to a demo server over WebSockets, and a record of who said what, in order.

Knows messages as JSON; not what the operations mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.scenarios.demo import Demo
from tests.scenarios.raw_client import RawClient

from callplane.wire.operations import BY_NAME, CHECK_CONNECTION

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said: `who` names the program, `message` is None for what somebody did at a telephone."""

    who: str
    message: Message | None
    received: bool = True
    deed: str = ""


class Stage:
    """Records from `record()` on; before that the scene is set."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.said: list[Said] = []
        self.programs: list[Program] = []
        self._recording = False

    async def program(self, user: str, *extensions: str) -> Program:
        """Somebody's program logs on and monitors lines."""
        program = Program(self, user)
        self.programs.append(program)
        await program.log_on(user)
        for extension in extensions:
            await program.monitor(extension)
        return program

    async def record(self) -> None:
        """What was said until now was only to set the scene."""
        await self.settle()
        self._recording = True

    def note(self, said: Said) -> None:
        if self._recording:
            self.said.append(said)

    async def phone(self, extension: str, action: str, deed: str, **body: str) -> None:
        """Somebody does something at a telephone."""
        self.note(Said(extension, None, deed=deed))
        await self.demo.phone(extension, action, **body)

    async def settle(self) -> None:
        """Everybody takes what was told so far."""
        for program in self.programs:
            await program.catch_up()


class Program(RawClient):
    """One client program. What it receives is recorded in the order in which it reads."""

    def __init__(self, stage: Stage, user: str) -> None:
        super().__init__(stage.demo, stage.demo.url)
        self.user = user
        self._stage = stage
        self._noted = 0

    async def do(self, name: str, **argument: Any) -> Any:
        """Ask for an operation; gives its result."""
        operation = BY_NAME[name]
        invoke = {"invokeID": self.next_id, "operationID": operation.id, "operationName": name, "argument": argument}
        self._stage.note(Said(self.user, {"invoke": invoke}, received=False))
        answer = await self.ask(operation.id, **argument)
        self._note()
        return answer["result"]["result"]["result"]

    async def hears(self, fits: Callable[[Message], object]) -> Message:
        """Take messages until there is an event whose argument fits; gives that argument."""
        seen = 0
        while True:
            for event in self.events()[seen:]:
                seen += 1
                if fits(event):
                    self._note()
                    return event
            assert await self.receive(), "the connection ended"

    async def call(self, state: int, *, but: str = "") -> str:
        """Wait until a call is told in a state, other than `but`; gives its id."""
        told = await self.hears(
            lambda event: (
                event.get("callinformation", {}).get("iCallState") == state and event["callinformation"]["u8sConnectionID"] != but
            )
        )
        return str(told["callinformation"]["u8sConnectionID"])

    async def catch_up(self) -> None:
        """Take all events that were sent so far: they come before the answer to a question asked now."""
        answer = await self.ask(CHECK_CONNECTION.id)
        self.messages.remove(answer)
        self._note()

    def _note(self) -> None:
        for message in self.messages[self._noted :]:
            self._stage.note(Said(self.user, message))
        self._noted = len(self.messages)
