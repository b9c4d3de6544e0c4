"""Rules that an administrator writes: knows regular expressions and project rules, nothing of locations or countries.

A pattern, a replacement and the text they work on are limited, and a repeated group with repetitions or
alternatives is refused: such a pattern can need minutes for a text of forty characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from callplane.errors import ConfigurationError

MAX_PATTERN = 256
MAX_INPUT = 64

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,\d*\}|.", re.DOTALL)


def _can_explode(pattern: str) -> bool:
    """Whether a repeated group holds a repetition or alternatives: matching may then take exponential time."""
    pieces = _PIECE.findall(pattern)
    varies = [False]  # for each open group: whether it can match in several ways
    for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
        if piece == "(":
            varies.append(False)
        elif piece == ")" and len(varies) > 1:
            inner = varies.pop()
            if inner and _repeats(following):
                return True
            varies[-1] |= inner
        elif piece == "|" or _repeats(piece):
            varies[-1] = True
    return False


def _repeats(piece: str) -> bool:
    return piece in {"*", "+"} or (piece.startswith("{") and piece != "{")


@dataclass(frozen=True)
class Rule:
    r"""A regular expression and what takes the place of its match (AsnNumberFormatRegExpression2).

    `replace` uses `\1` for groups. With `match_replace` off the rule only recognises a text and leaves it as it is.
    Raises ConfigurationError when the pattern or the replacement cannot be used.
    """

    search: str
    replace: str = ""
    match_replace: bool = True

    def __post_init__(self) -> None:
        if not 0 < len(self.search) <= MAX_PATTERN or len(self.replace) > MAX_PATTERN:
            raise ConfigurationError(f"search and replace may have up to {MAX_PATTERN} characters, search at least one")
        if _can_explode(self.search):
            raise ConfigurationError(f"{self.search!r} repeats a group with repetitions or alternatives; write it flat")
        try:
            self._compiled.sub(self.replace, "")
        except (re.error, IndexError, RecursionError, OverflowError) as error:
            raise ConfigurationError(f"{self.search!r} -> {self.replace!r} is no regular expression: {error}") from error

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.search, re.ASCII)

    def apply(self, text: str) -> str | None:
        """The text after this rule, or None when it does not match (or the text is too long to be tried)."""
        if len(text) > MAX_INPUT or self._compiled.search(text) is None:
            return None
        return self._compiled.sub(self.replace, text) if self.match_replace else text


@dataclass(frozen=True)
class RuleSet:
    """Rules in the order in which they are tried; the first that matches is used (AsnNumberFormatRegExpressions2).

    `read_only` tells clients that the rules come from a file and cannot be edited.
    """

    rules: tuple[Rule, ...] = ()
    read_only: bool = True

    def apply(self, text: str) -> tuple[Rule, str] | None:
        """The rule that matched and the text after it, or None."""
        for rule in self.rules:
            if (after := rule.apply(text)) is not None:
                return rule, after
        return None


NO_RULES = RuleSet()


@dataclass(frozen=True)
class ProjectRule:
    """A project that a call can be booked on, and its PIN (AsnProjectPinRule). `kind` is a value of EnumProjectType."""

    name: str
    pin: str = ""
    kind: int = 0
    private: bool = False
    location_id: str = ""
    entered_pin: str = ""
    entered_user_id: str = ""
