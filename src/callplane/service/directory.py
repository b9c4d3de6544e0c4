"""The view of users, lines and rights that every operation reads: in memory, never the database.

It is replaced as a whole by a newer snapshot of the store; `replace` tells what that means for users who are logged on.
It knows nothing of live lines: a line named here may be away, and a live line may not be named here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import islice

from callplane.service.rights import Rights
from callplane.store.records import LineRecord, Snapshot, UserRecord, user_key


@dataclass(frozen=True, slots=True)
class UserChange:
    """What changed for one user, by line URIs: lines that he sees now, sees no longer, or sees with other rights.

    `order_changed`: those of his own lines that he had before stand in another order, or another one is the primary.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    order_changed: bool = False


@dataclass(frozen=True, slots=True)
class DirectoryChange:
    """What a newer snapshot changed.

    `users`: those for whom anything did; `ended`: users whose sessions must end, because they were removed or disabled
    or have another password; `renamed`: lines (URIs) that have another display name.
    """

    users: Mapping[str, UserChange] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    renamed: frozenset[str] = frozenset()


class Directory:
    """Users, lines and rights of the latest snapshot. Names of users are taken in any case."""

    def __init__(self, snapshot: Snapshot | None = None) -> None:
        self._load(snapshot or Snapshot())

    def _load(self, snapshot: Snapshot) -> None:
        self.revision = snapshot.revision
        self._users = {user.name: user for user in snapshot.users}
        self._lines = {line.uri: line for line in snapshot.lines}
        self._own = snapshot.ownership
        self._rights = _rights_by_user(snapshot)
        self._users_of = _users_by_line(self._rights)
        self._answering = {user: _controlled(rights) for user, rights in self._rights.items()}
        self._owners = _owners_by_line(snapshot.ownership)
        self._by_number: dict[str, list[str]] = defaultdict(list)
        for line in snapshot.lines:
            self._by_number[line.number].append(line.uri)

    def replace(self, snapshot: Snapshot) -> DirectoryChange:
        """Take over a newer snapshot and tell what changed."""
        before = copy(self)
        self._load(snapshot)
        names = {user.name for user in (*before.users(), *self.users())}
        changes = {name: _user_change(before, self, name) for name in sorted(names)}
        return DirectoryChange(
            users={name: change for name, change in changes.items() if change != UserChange()},
            ended=frozenset(user.name for user in before.users() if _must_end(user, self.user(user.name))),
            renamed=frozenset(uri for uri in self._lines if before.display_name(uri) != self.display_name(uri)),
        )

    def user(self, name: str) -> UserRecord | None:
        """The user with this name, enabled or not."""
        return self._users.get(user_key(name))

    def users(self) -> tuple[UserRecord, ...]:
        """All users, by name."""
        return tuple(self._users.values())

    def lines(self) -> tuple[LineRecord, ...]:
        """All lines that the store knows, by URI."""
        return tuple(self._lines.values())

    def rights(self, user: str, line: str) -> Rights:
        """What a user may do on a line (URI), with all that is implied. NONE: the line does not exist for him."""
        return self._rights.get(user_key(user), _NOTHING).get(line, Rights.NONE)

    def own_lines(self, user: str) -> tuple[str, ...]:
        """The URIs of a user's own lines in his configured order, the primary first."""
        return self._own.get(user_key(user), ())

    def answering_lines(self, user: str) -> tuple[str, ...]:
        """Lines (URIs) on which a user can answer calls of others: one or two of those that he controls, if there are any."""
        return self._answering.get(user_key(user), ())

    def visible_lines(self, user: str) -> tuple[str, ...]:
        """The URIs of all lines that exist for a user: his own in their order, then the others by URI."""
        own = self.own_lines(user)
        return own + tuple(sorted(self._rights.get(user_key(user), _NOTHING).keys() - set(own)))

    def users_of(self, line: str) -> tuple[str, ...]:
        """The names of all users for whom a line (URI) exists."""
        return self._users_of.get(line, ())

    def owner(self, line: str) -> UserRecord | None:
        """The user whose line (URI) it is; of several owners the one who has it further to the front."""
        return self._users.get(self._owners.get(line, ""))

    def display_name(self, line: str) -> str:
        """The display name of a line's (URI) owner, empty where it has none."""
        owner = self.owner(line)
        return owner.display_name if owner else ""

    def display_name_of_number(self, number: str) -> str:
        """The display name of the user who is reached under a supercanonic number, empty where nobody is known."""
        return next(filter(None, map(self.display_name, self._by_number.get(number, ()))), "")


_NOTHING: Mapping[str, Rights] = {}


def _rights_by_user(snapshot: Snapshot) -> dict[str, dict[str, Rights]]:
    rights: dict[str, dict[str, Rights]] = defaultdict(dict)
    for (user, line), flags in snapshot.grants.items():
        rights[user][line] = Rights(flags).implied()
    for user, own in snapshot.ownership.items():
        for line in own:
            rights[user][line] = Rights.OWNER.implied()
    return dict(rights)


def _controlled(rights: Mapping[str, Rights]) -> tuple[str, ...]:
    return tuple(islice((line for line, flags in rights.items() if flags & Rights.CONTROL), 2))


def _users_by_line(rights: Mapping[str, Mapping[str, Rights]]) -> dict[str, tuple[str, ...]]:
    users: dict[str, tuple[str, ...]] = {}
    for user in sorted(rights):
        for line in rights[user]:
            users[line] = (*users.get(line, ()), user)
    return users


def _owners_by_line(ownership: Mapping[str, Sequence[str]]) -> dict[str, str]:
    ranked = sorted((position, user, line) for user, own in ownership.items() for position, line in enumerate(own))
    owners: dict[str, str] = {}
    for _, user, line in ranked:
        owners.setdefault(line, user)
    return owners


def _must_end(before: UserRecord, after: UserRecord | None) -> bool:
    if after is None or after.created != before.created:
        return True
    return after.password_serial != before.password_serial or (before.enabled and not after.enabled)


def _user_change(before: Directory, after: Directory, user: str) -> UserChange:
    old, new = dict.fromkeys(before.visible_lines(user)), dict.fromkeys(after.visible_lines(user))  # ordered sets
    own_before, own_after = before.own_lines(user), after.own_lines(user)
    reordered = [uri for uri in own_before if uri in new] != [uri for uri in own_after if uri in old]
    return UserChange(
        added=tuple(uri for uri in new if uri not in old),
        removed=tuple(uri for uri in old if uri not in new),
        rights=tuple(uri for uri in new if uri in old and before.rights(user, uri) != after.rights(user, uri)),
        order_changed=reordered or (own_before[:1] != own_after[:1] and bool(own_before and own_after)),
    )
