"""The schemas are valid, and fit every recorded message and all that our codec writes."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.wire import samples, strategies

from callplane.description import json_schema
from callplane.wire import operations
from callplane.wire.json_codec import JsonCodec
from callplane.wire.schema import Alternatives, Members
from callplane.wire.types.schema import SCHEMA

CODEC = JsonCodec()
STRUCTURES = [name for name, entry in SCHEMA.items() if isinstance(entry, Members | Alternatives)]
WRITTEN = sorted({kind.__name__ for o in operations.ALL for kind in (o.argument, o.result, o.error) if kind})


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json_schema.document(name), format_checker=Draft202012Validator.FORMAT_CHECKER)


def fits(name: str, value: object) -> bool:
    return bool(validator(name).is_valid(value))


@pytest.mark.parametrize("name", json_schema.type_names())
def test_each_type_has_a_valid_schema_that_stands_alone(name: str) -> None:
    document = json_schema.document(name)
    Draft202012Validator.check_schema(document)
    assert document["$schema"] == json_schema.DIALECT
    text = json.dumps(document)
    for target in json_schema.reachable([name]) - {name}:
        assert f"#/$defs/{target}" in text
        assert target in document["$defs"]


def test_every_schema_says_what_the_modules_say() -> None:
    assert json_schema.document("AsnRequestError")["description"].startswith("Why a request was refused")


@pytest.mark.parametrize("name", samples.names("*.json") + samples.names("*browser*.txt"))
def test_recorded_messages_fit(name: str) -> None:
    message = json.loads(samples.load(name).decode().partition("\r\n\r\n")[2] or samples.load(name))
    for found in message if isinstance(message, list) else [message]:
        validator("ROSEMessage").validate(found)
        inner = _inner(found, name)
        if inner is not None:
            kind, value = inner
            validator(kind).validate(value)


def _inner(message: dict[str, Any], name: str) -> tuple[str, object] | None:
    """The type and the value of the argument, result or error in a message."""
    match message:
        case {"invoke": {"argument": argument} as invoke}:
            operation = operations.find(invoke.get("operationID", 0), invoke.get("operationName"))
            assert operation is not None
            return operation.argument.__name__, argument
        case {"result": {"result": {"result": value}}}:
            kind = samples.RESULT_OF[name[:2]]
            assert kind is not None
            return kind.__name__, value
        case {"error": {"error": value}}:
            return "AsnRequestError", value
    return None


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_what_the_codec_writes_fits(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(WRITTEN))
    value = data.draw(strategies.values(name))
    message = json.loads(CODEC.invoke(1, operations.CTI_HOLD, value))
    assert message["invoke"]["argument"]["_type"] == name
    validator("ROSEMessage").validate(message)
    validator(name).validate(message["invoke"]["argument"])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", True),
        ("2030-05-17T08:30:00Z", True),
        ("2030-05-17T08:30:00.125+02:00", True),
        (44000.5, True),
        (None, True),
        (True, False),
        (3e9, False),
    ],
)
def test_times(value: object, expected: bool) -> None:
    assert fits("AsnSystemTime", value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, True),
        ({"Key": 1, "Other": "text", "Flag": True, "Gone": None, "Blob": {"binarydata": "AQI"}}, True),
        ([{"key": "Key", "value": {"integerdata": 1}}], True),
        ({"Key": 1.5}, False),
        ({"Blob": {"binarydata": "A"}}, False),
        ([{"key": "Key"}], False),
        ("text", False),
    ],
)
def test_optional_parameters(value: object, expected: bool) -> None:
    assert fits("AsnOptionalParameters", value) is expected


def test_a_choice_has_exactly_one_member() -> None:
    kind = "AsnLoginV2Token"
    assert fits(kind, {"u8sJwt": "a"})
    assert not fits(kind, {"u8sJwt": "a", "u8sToken": "b"})
    assert not fits(kind, {})


def test_an_unknown_type_has_no_schema() -> None:
    with pytest.raises(KeyError):
        json_schema.document("AsnUnheardOf")
