"""Where a command's id is found."""

from __future__ import annotations

import pytest
from msgspec import Struct

from callplane.wire.command_id import command_id_of
from callplane.wire.types import cti
from callplane.wire.types.sipcti_common import AsnCtiNewCallParams, AsnProjectPinRule

ANSWER = cti.AsnCtiAnswerCallArgument(u8sConnectionID="{C}")
FORWARD = cti.AsnCtiSetForwardArgument(u8sPhoneNumberFrom="1", u8sPhoneNumberTo="2", optionalParams={"CommandID": "f"})


def make_call(**parameters: str | int | bytes) -> Struct:
    wishes = AsnCtiNewCallParams(projectPinRule=AsnProjectPinRule(), bHideMyCallerID=False, optionalParams=parameters)
    return cti.AsnCtiMakeCallArgument(u8sPhoneNumberFrom="1", u8sPhoneNumberTo="2", iNumberFormat=0, newCallParams=wishes)


@pytest.mark.parametrize(
    ("argument", "json", "found"),
    [
        (FORWARD, None, "f"),
        (make_call(CommandID="m"), None, "m"),
        (make_call(CommandID=7), None, "7"),
        (make_call(CommandID=b"7"), None, ""),
        (make_call(Address="m"), None, ""),
        (make_call(), b'{"optionalParams":{"CommandID":"outer"}}', "outer"),
        (ANSWER, None, ""),
        (ANSWER, b'{"optionalParams":{"CommandID":"a"}}', "a"),
        (ANSWER, b'{"optionalParams":[{"key":"CommandID","value":{"integerdata":5}}]}', "5"),
        (ANSWER, b'{"optionalParams":{"commandid":"a"}}', ""),
        (ANSWER, b'{"optionalParams":null,"u8sNote":"\\"CommandID\\"","CommandID":1}', ""),
        (ANSWER, b'{"optionalParams":"CommandID","CommandID":1}', ""),
        (ANSWER, b'{"CommandID":', ""),
        (cti.AsnCtiRemoveForwardArgument(u8sPhoneNumberFrom="1"), b'{"optionalParams":{},"CommandID":1}', ""),
    ],
)
def test_places(argument: Struct, json: bytes | None, found: str) -> None:
    assert command_id_of(argument, json) == found
