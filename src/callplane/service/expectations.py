"""What the server knows of calls that commands are about to make, until their PBX reports them or says no. Knows no live line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from callplane.model.call import ClientContact, Project


@dataclass(frozen=True, slots=True)
class Expected:
    """What the server knows of a call before its PBX reports it. `asked_by`: the id of the session that wants it;
    `callback_of`: the tracker id of the call that it calls back for; `line`: the URI of the line that is to make it."""

    asked_by: str = ""
    contact: ClientContact | None = None
    project: Project = Project()
    callback_of: str = ""
    line: str = ""


class Expectations:
    """Expected calls by id, each until it is met; whether the PBX takes them on, each until it is decided."""

    def __init__(self) -> None:
        self._coming: dict[str, Expected] = {}
        self._undecided: dict[str, Expected] = {}

    def add(self, call_id: str, expected: Expected) -> None:
        self._coming[call_id] = self._undecided[call_id] = expected

    def forget(self, call_id: str) -> None:
        self._coming.pop(call_id, None)
        self._undecided.pop(call_id, None)

    def meet(self, call_id: str) -> Expected:
        """The call is there: what was known of it."""
        return self._coming.pop(call_id, Expected())

    def is_undecided(self, call_id: str) -> bool:
        return call_id in self._undecided

    def decide(self, call_id: str) -> str:
        """The PBX has decided: who asked, empty for nobody."""
        return self._undecided.pop(call_id, Expected()).asked_by

    def undecided(self, lines: Collection[str]) -> list[tuple[str, str]]:
        """The calls of these lines that were not decided yet: line and id."""
        return [(expected.line, call_id) for call_id, expected in self._undecided.items() if expected.line in lines]
