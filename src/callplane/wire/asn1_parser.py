"""Reads the subset of ASN.1 in which the modules in `wire/asn1` are written. Knows nothing of what is generated from it.

The subset: one module per file; SEQUENCE, CHOICE, ENUMERATED, INTEGER with named numbers, SEQUENCE OF, references;
context-specific tags; OPTIONAL; a trailing extension marker; operations in this notation::

    asnCtiDropCall OPERATION ARGUMENT Type RESULT Type ERROR Type ::= 1203      -- without RESULT: an event

Comment lines right before a definition are its documentation. `-- values: Name` behind a member names the enumeration
whose numbers an INTEGER carries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = re.compile(r"--(?P<comment>[^\n]*)|(?P<mark>::=|\.\.\.|[{}()\[\],;])|(?P<word>-?\w[\w-]*)|(?P<space>\s+)")


class Asn1Error(Exception):
    """The text is not in the subset. The message names file and line."""


@dataclass(frozen=True)
class Member:
    """A member of a SEQUENCE or an alternative of a CHOICE."""

    name: str
    type: str
    tag: int | None
    explicit: bool
    optional: bool
    values: str | None = None


@dataclass(frozen=True)
class Definition:
    """A type. `kind`: SEQUENCE, CHOICE, ENUMERATED, INTEGER (named numbers), LIST or ALIAS (of `target`)."""

    name: str
    kind: str
    doc: str
    members: tuple[Member, ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()
    extensible: bool = False
    target: str = ""


@dataclass(frozen=True)
class OperationDefinition:
    """An operation; without a result it is an event."""

    name: str
    number: int
    doc: str
    argument: str
    result: str | None
    error: str | None


@dataclass
class Module:
    """One file."""

    name: str
    doc: str
    explicit_tags: bool
    imports: dict[str, tuple[str, ...]] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    operations: dict[str, OperationDefinition] = field(default_factory=dict)


def parse_folder(folder: Path) -> list[Module]:
    """All modules of a folder, in the order of their file names; raises Asn1Error."""
    return [_Parser(path.name, path.read_text(encoding="utf-8")).module() for path in sorted(folder.glob("*.asn1"))]


class _Parser:
    """Recursive descent over tokens; comments are kept aside with the index of the token that follows them."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.tokens: list[tuple[str, int]] = []
        self.comments: dict[int, list[str]] = {}
        self.at = 0
        self._tokenise(text)

    def _tokenise(self, text: str) -> None:
        position = 0
        while position < len(text):
            match = TOKEN.match(text, position)
            line = text.count("\n", 0, position) + 1
            if match is None:
                raise Asn1Error(f"{self.file}:{line}: cannot read {text[position : position + 20]!r}")
            if match["comment"] is not None:
                self.comments.setdefault(len(self.tokens), []).append(match["comment"].strip())
            elif match["space"] is None:
                self.tokens.append((match[0], line))
            position = match.end()

    # Small steps -----------------------------------------------------------------------------------------------------

    def peek(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.tokens[index][0] if index < len(self.tokens) else ""

    def take(self, *expected: str) -> str:
        token = self.peek()
        if not token or (expected and token not in expected):
            line = self.tokens[min(self.at, len(self.tokens) - 1)][1]
            wanted = " or ".join(expected) or "more"
            raise Asn1Error(f"{self.file}:{line}: {wanted} expected, {token or 'the end'!r} found")
        self.at += 1
        return token

    def accept(self, *tokens: str) -> bool:
        found = tuple(self.peek(i) for i in range(len(tokens))) == tokens
        if found:
            self.at += len(tokens)
        return found

    def doc(self) -> str:
        return " ".join(text for text in self.comments.get(self.at, []) if not text.startswith("values:"))

    # The grammar -----------------------------------------------------------------------------------------------------

    def module(self) -> Module:
        doc, name = self.doc(), self.take()
        self.take("DEFINITIONS")
        explicit = self.take("EXPLICIT", "IMPLICIT") == "EXPLICIT"
        for token in ("TAGS", "::=", "BEGIN"):
            self.take(token)
        module = Module(name, doc, explicit)
        if self.accept("IMPORTS"):
            self._imports(module)
        while not self.accept("END"):
            if self.peek(1) == "OPERATION":
                operation = self._operation()
                module.operations[operation.name] = operation
            else:
                definition = self._definition(explicit)
                module.definitions[definition.name] = definition
        return module

    def _imports(self, module: Module) -> None:
        while not self.accept(";"):
            names = [self.take()]
            while self.accept(","):
                names.append(self.take())
            self.take("FROM")
            module.imports[self.take()] = tuple(names)

    def _operation(self) -> OperationDefinition:
        doc, name = self.doc(), self.take()
        self.take("OPERATION")
        self.take("ARGUMENT")
        argument = self.take()
        result = self.take() if self.accept("RESULT") else None
        error = self.take() if self.accept("ERROR") else None
        self.take("::=")
        return OperationDefinition(name, int(self.take()), doc, argument, result, error)

    def _definition(self, explicit: bool) -> Definition:
        doc, name = self.doc(), self.take()
        self.take("::=")
        if self.accept("SEQUENCE", "OF"):
            return Definition(name, "LIST", doc, target=self._type_name())
        if self.peek(1) != "{":
            return Definition(name, "ALIAS", doc, target=self._type_name())
        kind = self.take("SEQUENCE", "CHOICE", "ENUMERATED", "INTEGER")
        self.take("{")
        if kind in ("ENUMERATED", "INTEGER"):
            return Definition(name, kind, doc, numbers=self._numbers())
        members, extensible = self._members(explicit)
        return Definition(name, kind, doc, members=members, extensible=extensible)

    def _numbers(self) -> tuple[tuple[str, int], ...]:
        numbers = []
        while not self.accept("}"):
            name = self.take()
            self.take("(")
            numbers.append((name, int(self.take())))
            self.take(")")
            self.accept(",")
        return tuple(numbers)

    def _members(self, explicit: bool) -> tuple[tuple[Member, ...], bool]:
        members: list[Member] = []
        while self.peek() not in ("}", "..."):
            members.append(self._member(explicit))
        extensible = self.accept("...")
        self.take("}")
        return tuple(members), extensible

    def _member(self, explicit: bool) -> Member:
        name, tag = self.take(), None
        if self.accept("["):
            tag = int(self.take())
            self.take("]")
            if self.peek() in ("EXPLICIT", "IMPLICIT"):
                explicit = self.take() == "EXPLICIT"
        type_name = self._type_name()
        optional = self.accept("OPTIONAL")
        self.accept(",")
        noted = [text.removeprefix("values:").strip() for text in self.comments.get(self.at, []) if "values:" in text]
        return Member(name, type_name, tag, explicit, optional, noted[0] if noted else None)

    def _type_name(self) -> str:
        return "OCTET STRING" if self.accept("OCTET", "STRING") else self.take()
