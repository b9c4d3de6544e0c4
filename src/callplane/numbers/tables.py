"""Reading a table of the configuration into a dataclass: knows kinds of values, not what a field means.

Every error is a ConfigurationError that begins with the place, names the key and says what to write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from callplane.errors import ConfigurationError
from callplane.numbers.rules import ProjectRule, Rule, RuleSet

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

K = TypeVar("K", bound="DataclassInstance")


def read_table(kind: type[K], table: object, where: str) -> K:
    """The dataclass that a table describes; keys are its field names."""
    if not isinstance(table, Mapping):
        raise ConfigurationError(f"{where} is {table!r}; write a table")
    known = {field.name: str(field.type) for field in fields(kind)}
    for key in table:
        if key not in known:
            raise ConfigurationError(f"{where}: {key!r} is unknown; {_suggestion(str(key), known)}")
    values = {key: _value(known[key], value, f"{where}: {key}") for key, value in table.items()}
    try:
        return kind(**values)
    except ConfigurationError as error:
        raise ConfigurationError(f"{where}: {error}") from error
    except TypeError as error:
        required = ", ".join(name for name in list(known)[:1] if name not in values)
        raise ConfigurationError(f"{where} has no {required}; write one") from error


def _suggestion(key: str, known: Mapping[str, str]) -> str:
    close = get_close_matches(key, known, 1)
    return f"did you mean {close[0]!r}?" if close else f"use one of {', '.join(known)}"


def _value(annotation: str, value: object, where: str) -> object:
    if annotation in _SIMPLE:
        expected, example = _SIMPLE[annotation]
        if type(value) is not expected:
            raise ConfigurationError(f"{where} is {value!r}; write {example}")
        return value
    return _COMPOUND[annotation](value, where)


def _rule_set(value: object, where: str) -> RuleSet:
    if isinstance(value, list):
        value = {"rules": value}
    return read_table(RuleSet, value, where)


def _list_of(kind: type[K]) -> Callable[[object, str], tuple[K, ...]]:
    def read(value: object, where: str) -> tuple[K, ...]:
        if not isinstance(value, list):
            raise ConfigurationError(f"{where} is {value!r}; write a list of tables")
        return tuple(read_table(kind, item, f"{where}[{index}]") for index, item in enumerate(value))

    return read


_SIMPLE: Mapping[str, tuple[type, str]] = {
    "str": (str, "a text in quotes"),
    "bool": (bool, "true or false"),
    "int": (int, "a whole number"),
}
_COMPOUND: Mapping[str, Callable[[object, str], object]] = {
    "RuleSet": _rule_set,
    "tuple[Rule, ...]": _list_of(Rule),
    "tuple[ProjectRule, ...]": _list_of(ProjectRule),
}
