"""The shapes in which generated `types.schema` describes ASN.1 types. Knows no encoding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a SEQUENCE or an alternative of a CHOICE: Python name, ASN.1 type, context-specific tag."""

    name: str
    type: str
    tag: int | None = None
    explicit: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Members:
    """A SEQUENCE. All but the ROSE envelope are extensible; a decoder may treat all alike."""

    structure: type[Any]
    members: list[Member]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """A CHOICE."""

    structure: type[Any]
    members: list[Member]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A SEQUENCE OF."""

    element: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """An ENUMERATED, or an INTEGER with named numbers (which stays a plain int)."""

    names: type[IntEnum]
    enumerated: bool


Schema = Members | Alternatives | ListOf | Numbers
