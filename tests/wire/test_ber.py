from __future__ import annotations

import msgspec
import pytest
from tests.wire import samples

from callplane.wire import operations, tlv
from callplane.wire.ber import BerCodec
from callplane.wire.codec import EVENT_ID, Encoding, Invoke, Limits, MistypedValue, Reject, Result, UndecodableMessage
from callplane.wire.types import cti
from callplane.wire.types.common import AsnJSONWebTokenPayLoad, AsnNetDatabaseContact
from callplane.wire.types.main import AsnKeepAliveArgument
from callplane.wire.types.rose import RejectProblem
from callplane.wire.types.sipcti_common import AsnCtiNewCallParams

CODEC = BerCodec()


def hexed(text: str) -> bytes:
    return bytes.fromhex(text)


# Messages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "problem", "invoke_id"),
    [
        ("", 0, None),
        ("30 00", 0, None),
        ("a5 00", 0, None),
        ("a1 03 02", 2, None),
        ("a1 80 020107", 2, None),
        ("a1 00 00", 2, None),
        ("a1 00", 1, None),
        ("a1 03 020107", 1, 7),
        ("a1 03 810161", 1, None),
        ("a1 06 810161 020107", 1, 7),
        ("a1 05 a103 0c0161", 1, None),
        ("a1 0b 0209 000000000000000001", 1, None),
        ("a1 03 0c0161", 1, None),
        ("a1 02 0200", 1, None),
        ("a3 03 020107", 1, 7),
        ("a4 03 0c0161", 1, None),
    ],
)
def test_what_is_no_message(data: str, problem: int, invoke_id: int | None) -> None:
    with pytest.raises(UndecodableMessage) as raised:
        CODEC.read(hexed(data))
    assert raised.value.problem == RejectProblem(generalProblem=problem)
    assert raised.value.invoke_id == invoke_id


def test_a_text_frame_is_no_message() -> None:
    with pytest.raises(UndecodableMessage):
        CODEC.read("\u00a1")


def test_the_size_is_limited() -> None:
    data = CODEC.result(1, cti.AsnCtiMakeCallResult(u8sConnectionID="x" * 100))
    assert len(BerCodec(Limits(size=len(data))).read(data)) == 1
    with pytest.raises(UndecodableMessage):
        BerCodec(Limits(size=len(data) - 1)).read(data)


@pytest.mark.parametrize(
    "data",
    [
        "a1 0f 020102 020204ec 3006 0a0100 020101",
        "a1 81 0f 020102 020204ec 3006 0a0100 020101",
        "a1 84 00000012 020102 020204ec 30 83 000006 0a0100 020101",
        "a1 80 020102 020204ec 3080 0a0100 020101 0000 0000",
        "a1 80 a1800c01780000 020102 800105 a2800c01610000 020204ec 3006 0a0100 020101 0000",
        "a1 15 810178 020102 820161 020204ec 3006 0a0100 020101",
        "a1 13 020102 020204ec 300a 0a0100 020101 0c0266 66",
        "a1 15 020102 020204ec 3006 0a0100 020101 bf7f03 020101",
    ],
)
def test_every_form_of_the_same_invoke(data: str) -> None:
    [message] = CODEC.read(hexed(data))
    assert isinstance(message, Invoke)
    assert (message.invoke_id, message.operation_id) == (2, 1260)
    argument = CODEC.read_value(message.argument, operations.CTI_ENUM_PHONE_LINES.argument)
    assert argument == cti.AsnCtiEnumPhoneLinesArgument(
        typeofLines=cti.AsnCtiEnumPhoneLinesArgumentEnum.userOwnLines, attachChangeNotify=1
    )


def test_a_result_without_value() -> None:
    assert CODEC.result(5, None) == hexed("a2 03 020105")
    assert CODEC.read(CODEC.result(5, None)) == [Result(5, None)]


def test_a_reject_of_nothing_in_particular() -> None:
    problem = RejectProblem(generalProblem=2)
    data = CODEC.reject(None, problem, None)
    assert data == hexed("a4 05 0500 800102")
    assert CODEC.read(data) == [Reject(None, problem, None)]


@pytest.mark.parametrize("cross_ref_id", ["", "MON-1", "\u00e4" * 100])
def test_a_template_is_the_event_with_another_id(cross_ref_id: str) -> None:
    operation = operations.CTI_NOTIFY_LINE_SORT_ORDER_CHANGED
    argument = operation.argument(u8sMonitorCrossRefID="placeholder", u8sLineURISortOrder=["x" * 100])
    template = CODEC.event(operation, argument)
    expected = msgspec.structs.replace(argument, u8sMonitorCrossRefID=cross_ref_id)
    assert template.frame(cross_ref_id) == CODEC.invoke(EVENT_ID, operation, expected)
    assert CODEC.encoding is Encoding.BER


@pytest.mark.parametrize("length", [1, 12, 127, 128, 300])
def test_what_stands_around_an_id_makes_the_same_event(length: int) -> None:
    operation = operations.CTI_NOTIFY_LINE_SORT_ORDER_CHANGED
    template = CODEC.event(operation, operation.argument(u8sMonitorCrossRefID="", u8sLineURISortOrder=["x" * 100]))
    start, rest = template.around(length)
    assert start + b"7" * length + rest == template.frame("7" * length)


def test_an_event_without_id_has_no_template() -> None:
    operation = operations.CTI_NOTIFY_MAKE_CALL_RESULT
    with pytest.raises(ValueError, match="no cross-reference id"):
        CODEC.event(operation, operation.argument(u8sLinePhoneNumber="", u8sConnectionID="", success=1))


# Values --------------------------------------------------------------------------------------------------------------


def test_any_true_and_texts_in_segments() -> None:
    value = CODEC.read_value(hexed("300d 010101 2c80 0c0161 040162 0000"), cti.AsnCtiHoldArgument)
    assert value == cti.AsnCtiHoldArgument(bHold=True, u8sConnectionID="ab")


def test_unknown_elements_at_the_end_are_skipped() -> None:
    assert CODEC.read_value(hexed("3009 0101ff 0c0161 800100"), cti.AsnCtiHoldArgument).u8sConnectionID == "a"


def test_members_that_older_clients_leave_out_are_filled() -> None:
    assert CODEC.read_value(hexed("3000"), AsnCtiNewCallParams) == AsnCtiNewCallParams()
    assert CODEC.read_value(None, AsnKeepAliveArgument) == AsnKeepAliveArgument()
    assert CODEC.read_value(hexed("3004 9f3601ff"), AsnNetDatabaseContact) == AsnNetDatabaseContact(bValid=True)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ("3000", "bHold"),
        ("3003 0101ff", "u8sConnectionID"),
        ("3006 0101ff 020101", "u8sConnectionID"),
        ("3007 0102ffff 0c0161", "bHold"),
        ("3006 0101ff 0c01ff", "u8sConnectionID"),
        ("3008 0101ff 2c03 020161", "u8sConnectionID"),
        ("3005 0101ff 0c", "."),
        ("3006 0101ff 0c0561", "."),
        ("3106 0101ff 0c0161", "."),
        ("3006 0101ff 0c0161 00", "."),
        ("", "."),
    ],
)
def test_wrong_values_are_named(data: str, named: str) -> None:
    with pytest.raises(MistypedValue, match=named):
        CODEC.read_value(hexed(data), cti.AsnCtiHoldArgument)


def test_paths_lead_into_lists_and_structures() -> None:
    name = "07_event_asnCtiNotifyLineCallInformationChanged.cpp.ber.hex"
    [message] = CODEC.read(samples.load(name))
    assert isinstance(message, Invoke)
    damaged = (message.argument or b"").replace(hexed("0c056f72646572"), hexed("0c05ff72646572"))
    with pytest.raises(MistypedValue, match=r"^callinformation\.callDataList\[0\]\.key: "):
        CODEC.read_value(damaged, cti.AsnCtiNotifyLineCallInformationChangedArgument)


def test_lists_are_limited() -> None:
    items = tlv.wrap(b"\x30", b"\x0c\x00" * (1 << 16))
    data = tlv.wrap(b"\x30", b"\x0c\x00" + items)
    kind = cti.AsnCtiNotifyLineSortOrderChangedArgument
    assert len(CODEC.read_value(data, kind).u8sLineURISortOrder) == 1 << 16
    longer = tlv.wrap(b"\x30", b"\x0c\x00" + tlv.wrap(b"\x30", b"\x0c\x00" * ((1 << 16) + 1)))
    with pytest.raises(MistypedValue, match="u8sLineURISortOrder"):
        CODEC.read_value(longer, kind)


def test_nesting_is_limited() -> None:
    deep = hexed("3080") * 40 + hexed("0000") * 40
    with pytest.raises(MistypedValue):
        CODEC.read_value(deep, cti.AsnCtiHoldArgument)


@pytest.mark.parametrize("number", [0, 127, 128, 255, 256, -1, -128, -129, 2**63 - 1, -(2**63)])
def test_integers(number: int) -> None:
    value = cti.AsnCtiEnumPhoneLinesArgument(
        typeofLines=cti.AsnCtiEnumPhoneLinesArgumentEnum.systemLocalLines, attachChangeNotify=number
    )
    operation = operations.CTI_ENUM_PHONE_LINES
    [message] = CODEC.read(CODEC.invoke(1, operation, value))
    assert isinstance(message, Invoke)
    assert CODEC.read_value(message.argument, operation.argument) == value


@pytest.mark.parametrize("data", ["3006 0a0109 020101", "300e 0a0100 0209 000000000000000000", "3005 0a00 020101"])
def test_numbers_out_of_range(data: str) -> None:
    with pytest.raises(MistypedValue):
        CODEC.read_value(hexed(data), cti.AsnCtiEnumPhoneLinesArgument)


def test_null_and_times_have_their_lengths() -> None:
    with pytest.raises(MistypedValue, match="dummy"):
        CODEC.read_value(hexed("3003 050100"), AsnKeepAliveArgument)
    with pytest.raises(MistypedValue, match="utcEXP"):
        CODEC.read_value(hexed("3023 8321" + "80" * 33), AsnJSONWebTokenPayLoad)
