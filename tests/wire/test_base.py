from __future__ import annotations

from typing import Any

import msgspec
import pytest

from callplane.wire import base
from callplane.wire.types import cti
from callplane.wire.types.auth_common import AsnAuthBasicCredential, AsnAuthBearer, AsnLoginV2ChoiceArgument
from callplane.wire.types.rose import ROSERejectChoice


def test_exactly_one_member_of_a_choice_is_set() -> None:
    basic = AsnAuthBasicCredential(credential="x")
    assert AsnLoginV2ChoiceArgument(authBasic=basic).chosen == ("authBasic", basic)
    with pytest.raises(ValueError, match="Exactly one"):
        AsnLoginV2ChoiceArgument()
    with pytest.raises(ValueError, match="Exactly one"):
        AsnLoginV2ChoiceArgument(authBasic=basic, authBearer=AsnAuthBearer(u8sJWT="x"))


def test_null_can_be_chosen() -> None:
    assert ROSERejectChoice(invokednull=None).chosen == ("invokednull", None)
    assert ROSERejectChoice(invokedID=0).chosen == ("invokedID", 0)


def test_parameters_take_their_written_form() -> None:
    result = cti.AsnCtiMakeCallResult(u8sConnectionID="", optionalParams={"a": b"\xff", "b": True, "c": "x", "d": 5})
    assert msgspec.json.encode(result.optionalParams, enc_hook=base.write_scalar) == (
        b'{"a":{"binarydata":"/w=="},"b":1,"c":"x","d":5}'
    )
    assert cti.AsnCtiMakeCallResult(u8sConnectionID="").optionalParams is None


class Name(str):
    __slots__ = ()


def test_other_values_are_not_written() -> None:
    assert base.write_scalar(Name("x")) == "x"
    with pytest.raises(TypeError):
        base.write_scalar(object())


@pytest.mark.parametrize("text", ["", "AA==", "AA", "AAE=", "AAH+/w", "AAH+/w=="])
def test_base64_with_and_without_padding(text: str) -> None:
    assert base.read_base64(text) == base.read_base64(text.rstrip("="))


@pytest.mark.parametrize("raw", ["A", "AA H", "AAH_", "ä", 5, None, "=A"])
def test_what_is_no_base64(raw: object) -> None:
    with pytest.raises(ValueError, match="Expected base64"):
        base.read_scalar(base.OctetString, raw)


@pytest.mark.parametrize(
    "raw",
    [
        {"n": 1, "t": "x", "b": {"binarydata": "/w"}, "y": True, "absent": None},
        [
            {"key": "n", "value": {"integerdata": 1}},
            {"_type": "AsnOptionalParam", "key": "t", "value": {"_type": "AsnOptionalParamChoice", "stringdata": "x"}},
            {"key": "b", "value": {"binarydata": "/w=="}},
            {"key": "y", "value": {"integerdata": True}},
        ],
    ],
)
def test_both_forms_of_parameters(raw: Any) -> None:
    assert base.read_scalar(base.OptionalParameters, raw) == {"n": 1, "t": "x", "b": b"\xff", "y": 1}


@pytest.mark.parametrize(
    "raw",
    [
        5,
        "x",
        {"n": 1.5},
        {"n": 2**63},
        {"n": []},
        {"n": {"binarydata": 5}},
        {"n": {"other": 5}},
        ["x"],
        [{"key": "n"}],
        [{"key": 5, "value": {"integerdata": 1}}],
        [{"key": "n", "value": {"integerdata": 1, "stringdata": "x"}}],
        [{"key": "n", "value": {"realdata": 1}}],
        [{"key": "n", "value": {"integerdata": "1"}}],
        [{"key": "n", "value": {"stringdata": 1}}],
        [{"key": "n", "value": {}}],
    ],
)
def test_what_are_no_parameters(raw: Any) -> None:
    with pytest.raises(ValueError, match=r"[Ee]xpected"):
        base.read_scalar(base.OptionalParameters, raw)


def test_values_of_the_interfaces_own_types() -> None:
    assert base.read_scalar(base.SystemTime, 0) == ""
    assert isinstance("", base.SystemTime)
    assert not isinstance(5, base.SystemTime)
