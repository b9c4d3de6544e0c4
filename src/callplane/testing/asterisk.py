"""An Asterisk for tests: a manager interface on loopback that plays recordings and checks what the driver asks for.

Knows the form of the manager interface and of recordings; no driver, no model and no test runner. A recording has one JSON
object a line: `t` seconds, `src` (`ami...` for the manager interface), `dir` (`>` sent to Asterisk, `<` received), `raw` the
exact block; `note` rows have a `text`.

::

    async with ReplayServer() as pbx:
        ...                                          # start a driver with host 127.0.0.1 and port pbx.port
        playing = asyncio.create_task(pbx.play(read_recording(path, begin="hold", end="swap")))
        ...                                          # tell the driver to do what was done then
        await playing                                # raises AssertionError where it did something else
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from callplane.testing.ami import LISTS, PATIENCE, Action, AmiServer, Block, Field, read_block

__all__ = ["Action", "AmiServer", "Block", "Field", "ReplayServer", "Step", "read_recording"]


@dataclass(frozen=True)
class Step:
    """A row of a recording: a block that was sent to Asterisk, or came from it."""

    sent: bool
    fields: tuple[Field, ...]

    @property
    def action(self) -> Action:
        return Action(self.fields)


def read_recording(path: Path, begin: str = "", end: str = "", source: str = "ami") -> list[Step]:
    """The steps of a recording, from the note that holds `begin` up to the one that holds `end`."""
    steps: list[Step] = []
    inside = not begin
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["src"] == "note" and inside and end and end in row["text"]:
            break
        if row["src"] == "note":
            inside = inside or begin in row["text"]
        elif inside and row["src"] == source and "raw" in row:
            steps.append(Step(row["dir"] == ">", read_block(row["raw"])))
    return steps


_LEFT_OUT = frozenset(
    {*LISTS, "Login", "Logoff", "Ping", "CoreSettings", "Command", "ExtensionState"}
    | {"Getvar", "Setvar", "DBGet", "DBGetTree", "DBPut", "DBDel"}
)
"""Recorded actions that only look: they are left out, with what follows them."""

_COMPARED = (
    "Channel",
    "Channel1",
    "Channel2",
    "ExtraChannel",
    "Application",
    "Digit",
    "Receive",
    "Family",
    "Key",
    "Val",
    "Value",
)
_CONTEXTS = {"cti-wait": "callplane-wait", "cti-hold": "callplane-hold", "cti-conf": "callplane-conference"}


class ReplayServer(AmiServer):
    """Plays a recording: sends what Asterisk sent, and waits where the recorder acted until the driver does the same.

    Ids that the recorder chose (channels that it made, conference rooms, contexts) become those that the driver chooses.
    """

    def __init__(self, phones: Mapping[str, str] | None = None) -> None:
        super().__init__(phones)
        self._due: asyncio.Queue[tuple[Action, asyncio.Future[list[Block]]]] = asyncio.Queue()
        self._names: dict[str, str] = dict(_CONTEXTS)
        self._expected: list[tuple[Action, list[Block]]] = []
        self._next = 0
        self._wrong: list[str] = []
        self._chosen: set[str] = set()

    def act(self, action: Action) -> list[Block] | None:
        """The answer that was recorded, where this action is the next one."""
        if action.name in _LEFT_OUT or self._next >= len(self._expected):
            return None
        recorded, answer = self._expected[self._next]
        if recorded.name != action.name:
            return None
        self._next += 1
        self._wrong += self._compared(recorded, action)
        self._news.set()
        return [[(key, value) for key, value in answer[0] if key != "ActionID"]]

    def _compared(self, recorded: Action, action: Action) -> list[str]:
        own = recorded["ChannelId"]
        if own:
            self._names[own] = action["ChannelId"]
            self._chosen.add(own)
        for exten, context in (("Exten", "Context"), ("ExtraExten", "ExtraContext")):
            if recorded[context] in _CONTEXTS and recorded[exten] != "s":
                self._names[recorded[exten]] = action[exten]
        keys: list[str] = [*_COMPARED, "Context", "ExtraContext"]
        if recorded["Context"] not in _CONTEXTS:
            keys.append("Exten")
        expected = {key: self._names.get(recorded[key], recorded[key]) for key in keys if recorded[key] not in self._chosen}
        wrong = [f"{key} is {action[key]!r}, not {value!r}" for key, value in expected.items() if value != action[key]]
        if recorded.name == "PJSIPNotify" and recorded.all("Variable") != action.all("Variable"):
            wrong.append(f"Variable is {action.all('Variable')}")
        return [f"{action.name}: {text} ({action})" for text in wrong]

    async def play(self, steps: Sequence[Step]) -> None:
        """Play it to its end. Raises AssertionError where the driver did something else, or nothing."""
        self._expected = [
            (step.action, self._answer_to(step, steps)) for step in steps if step.sent and step.action.name not in _LEFT_OUT
        ]
        self._next = 0
        done = 0
        for step in steps:
            if step.sent and step.action.name not in _LEFT_OUT:
                done += 1
                await self._acted(done)
            elif not step.sent and step.fields[0][0] == "Event" and not Action(step.fields)["EventList"]:
                self._happens(step)
        assert not self._wrong, "\n".join(self._wrong)

    def _answer_to(self, step: Step, steps: Sequence[Step]) -> list[Block]:
        """What Asterisk answered to a recorded action."""
        for other in steps:
            fields = Action(other.fields)
            if not other.sent and fields["Response"] and not fields["Event"] and fields["ActionID"] == step.action["ActionID"]:
                return [other.fields]
        return [[("Response", "Success")]]

    async def _acted(self, count: int) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while self._next < count:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            expected, last = self._expected[count - 1][0], self.actions[-1]
            raise AssertionError(f"the driver does not do what was recorded: {expected}; its last action: {last}") from None
        await asyncio.sleep(0)  # the answer goes out before what follows from it

    def _happens(self, step: Step) -> None:
        if step.fields[0][1] in LISTS.values() and Action(step.fields)["ActionID"]:
            return
        self.send([(key, self._names.get(value, value)) for key, value in step.fields])
