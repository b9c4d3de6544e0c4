"""Which hook is told of which change, and as what: a hook sees what a monitor of its user would see.

Knows hooks, rights and views; nothing of how a target is told (`Outlet`), of sockets or of encodings' insides.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from msgspec import Struct

from callplane.errors import Refusal
from callplane.model import changes
from callplane.model.changes import Change, ChangeReason
from callplane.service.directory import Directory
from callplane.service.present import Presenter
from callplane.service.views import View, view_of
from callplane.store.records import WebhookRecord

log = logging.getLogger(__name__)

_CALL_KINDS: Final = {reason: f"call.{reason.name.lower().replace('_', '-')}" for reason in ChangeReason}
_LINE_KINDS: Final = {
    changes.FeaturesChanged: "features",
    changes.ConferenceChanged: "conference",
    changes.LineChanged: "line",
    changes.DoNotDisturbChanged: "do-not-disturb",
    changes.ForwardsChanged: "forwarding",
    changes.RemoteOfficeChanged: "remote-office",
}
KINDS: Final = (*_CALL_KINDS.values(), *_LINE_KINDS.values())
"""The kinds of events. `call` stands for all that begin with `call.`."""
USUAL: Final = frozenset(KINDS) - {"features"}
"""The kinds that a hook is told when it names none: all but those that follow nearly every other one."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What a hook is told: the event's interface name and number, its kind, its line (URI) and its argument as JSON.

    `time`: UTC seconds since the epoch.
    """

    name: str
    operation_id: int
    kind: str
    line: str
    argument: bytes
    time: float


class Outlet(Protocol):
    """Where happenings go. None of these waits for anything."""

    def configure(self, hooks: Sequence[WebhookRecord]) -> None:
        """These are the hooks now."""

    def tell(self, hook: WebhookRecord, happening: Happening) -> None:
        """Take an event for a hook."""

    def waiting(self) -> Mapping[str, int]:
        """How many events wait, by hook."""


def expand_kinds(kinds: Sequence[str]) -> frozenset[str]:
    """The kinds that these words stand for; none: the usual ones. Raises Refusal for a word that stands for none."""
    found: set[str] = set()
    for word in kinds:
        fitting = {kind for kind in KINDS if kind == word or kind.startswith(f"{word}.") or word == "all"}
        if not fitting:
            raise Refusal(f"'{word}' is no kind of event: use all, call, or one of {', '.join(KINDS)}")
        found |= fitting
    return frozenset(found) or USUAL


@dataclass(frozen=True, slots=True)
class _Watcher:
    """A hook that is told of a line, and how it sees that line."""

    hook: WebhookRecord
    kinds: frozenset[str]
    view: View


class Webhooks:
    """All hooks. `encode` writes an event's argument as JSON; `clock` tells UTC seconds since the epoch."""

    def __init__(
        self, directory: Directory, presenter: Presenter, encode: Callable[[Struct], bytes], clock: Callable[[], float]
    ) -> None:
        self._directory = directory
        self._presenter = presenter
        self._encode = encode
        self._clock = clock
        self._hooks: tuple[tuple[WebhookRecord, frozenset[str]], ...] = ()
        self._watchers: dict[str, tuple[_Watcher, ...]] = {}  # by line, as the directory is now
        self.outlet: Outlet | None = None

    def replace(self, hooks: Sequence[WebhookRecord]) -> None:
        """These are the hooks now, and users, lines or rights may have changed."""
        self._hooks = tuple((hook, expand_kinds(hook.kinds)) for hook in hooks)
        self._watchers.clear()
        if self.outlet is not None:
            self.outlet.configure(hooks)

    def waiting(self) -> Mapping[str, int]:
        """How many events wait, by hook."""
        return self.outlet.waiting() if self.outlet is not None else {}

    def publish(self, change: Change) -> None:
        """Subscriber of the core."""
        if not self._hooks or self.outlet is None:
            return
        kind = _CALL_KINDS[change.reason] if isinstance(change, changes.CallChanged) else _LINE_KINDS.get(type(change), "")
        line = change.line.uri
        if line not in self._watchers:
            self._watchers[line] = tuple(self._watching(line))
        seen: dict[int, Happening | None] = {}
        for watcher in self._watchers[line]:
            if kind in watcher.kinds:
                view = id(watcher.view)  # views are made once
                if view not in seen:
                    seen[view] = self._happening(change, kind, watcher.view)
                if (happening := seen[view]) is not None:
                    self.outlet.tell(watcher.hook, happening)

    def _watching(self, line: str) -> Iterator[_Watcher]:
        for hook, kinds in self._hooks:
            user = self._directory.user(hook.user)
            if user is None or not user.enabled or not self._directory.rights(hook.user, line):
                continue
            if line in hook.lines or (not hook.lines and (hook.all_lines or line in self._directory.own_lines(hook.user))):
                yield _Watcher(hook, kinds, view_of(self._directory, hook.user, line))

    def _happening(self, change: Change, kind: str, view: View) -> Happening | None:
        presented = self._presenter.event(change, view, "")
        if presented is None:
            return None
        operation, argument = presented
        log.debug("%s for webhooks", operation.name)
        return Happening(operation.name, operation.id, kind, change.line.uri, self._encode(argument), self._clock())
