"""What one viewer sees of a line: the same facts look alike to all who have the same view. Pure; knows no session, no wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from callplane.model.call import Call
from callplane.model.features import Feature
from callplane.service.directory import Directory
from callplane.service.rights import Rights


@dataclass(frozen=True, slots=True)
class View:
    """`rights`: with all that they imply. `place`: 1 the viewer's primary line, 2 a further own one, 0 somebody else's.
    `picks_up`: he has another line on which he could answer this one's calls."""

    rights: Rights
    place: int
    picks_up: bool
    _usable: int = field(init=False, repr=False, compare=False)
    _numbers: tuple[bool, bool, bool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out beforehand what every event asks for: flags are slow."""
        allowed = Feature.NONE
        if self.rights & Rights.CONTROL:
            allowed = ~Feature.PICKUP
        elif self.rights & Rights.PICKUP:
            allowed = Feature.REDIRECT
        if self.picks_up and self.rights & Rights.PICKUP:
            allowed |= Feature.PICKUP
        needed = (Rights.NUMBERS_INBOUND, Rights.NUMBERS_OUTBOUND, Rights.NUMBERS_REDIRECTED)
        object.__setattr__(self, "_usable", int(allowed))
        object.__setattr__(self, "_numbers", tuple(bool(self.rights & right) for right in needed))

    def features(self, features: int) -> int:
        """Those of a call's features that the viewer may use."""
        return features & self._usable

    def shows_numbers(self, call: Call) -> bool:
        """Whether the viewer sees who is at the other end."""
        inbound, outbound, redirected = self._numbers
        if call.facts.redirecting is not None:
            return redirected
        return outbound if call.facts.outbound else inbound


def view_of(directory: Directory, user: str, line: str) -> View:
    """How `user` sees `line` (URI) at the moment."""
    rights = directory.rights(user, line)
    place = 0
    if rights & Rights.OWNER:
        place = 1 if directory.own_lines(user)[:1] == (line,) else 2
    elsewhere = any(uri != line for uri in directory.answering_lines(user))
    return _view(rights, place, bool(rights & Rights.PICKUP) and elsewhere)


@cache
def _view(rights: Rights, place: int, picks_up: bool) -> View:
    """Each view is made once: thousands of monitors have the same few."""
    return View(rights, place, picks_up)


class Views:
    """Views by user and line, as the directory has them now."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def of(self, user: str, line: str) -> View:
        return view_of(self._directory, user, line)
