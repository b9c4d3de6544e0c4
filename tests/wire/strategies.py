"""Hypothesis strategies for every type of the interface, derived from the generated schema. For the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from hypothesis import strategies as st

from callplane.wire import times
from callplane.wire.schema import Alternatives, ListOf, Member, Members, Numbers
from callplane.wire.types.schema import SCHEMA

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.just("ä" * 200)
INTEGER = st.integers(-(2**63), 2**63 - 1)
TIME = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)) | st.none()  # noqa: DTZ001
SIMPLE: dict[str, st.SearchStrategy[Any]] = {
    "UTF8String": TEXT,
    "INTEGER": INTEGER,
    "BOOLEAN": st.booleans(),
    "OCTET STRING": st.binary(max_size=150),
    "NULL": st.none(),
    "AsnSystemTime": TIME.map(lambda when: times.normalise(when and when.isoformat())),
    "AsnOptionalParameters": st.dictionaries(TEXT, TEXT | INTEGER | st.binary(max_size=20), max_size=4),
}


@cache
def values(type_name: str) -> st.SearchStrategy[Any]:
    """Values of a type, as Python sees them. ANY has none."""
    if type_name in SIMPLE:
        return SIMPLE[type_name]
    match SCHEMA[type_name]:
        case Numbers(kind, enumerated):
            return st.sampled_from(list(kind)) if enumerated else INTEGER
        case ListOf(element):
            return st.lists(values(element), max_size=2)
        case Alternatives(structure, members):
            one = [st.fixed_dictionaries({member.name: values(member.type)}) for member in members]
            return st.one_of(one).map(lambda found: structure(**found))
        case Members(structure, members):
            return _fields(members).map(lambda found: structure(**found))


def _fields(members: list[Member]) -> st.SearchStrategy[dict[str, Any]]:
    required = {member.name: values(member.type) for member in members if not member.optional}
    optional = {member.name: values(member.type) for member in members if member.optional}
    few = st.dictionaries(st.sampled_from(sorted(optional)), st.none(), max_size=4) if optional else st.just({})
    return few.flatmap(lambda chosen: st.fixed_dictionaries(required | {name: optional[name] for name in chosen}))
