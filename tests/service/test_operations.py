"""Operations: the handler of each, the order of invokes on one line, refusals on the wire, optional parameters."""

from __future__ import annotations

import asyncio

import pytest
from msgspec import Struct

from callplane.errors import (
    AccessDenied,
    Busy,
    CommandFailed,
    InvalidLine,
    InvalidNumber,
    LogonRefused,
    NotCapable,
    Refusal,
    UnknownObject,
    WrongState,
)
from callplane.service.audit import Audit
from callplane.service.operations import LineFinder, Operations, refusal_error
from callplane.service.operations.handler import Handlers
from callplane.service.operations.parameters import flag_of, number_of, text_of
from callplane.service.sessions import Session, Sessions
from callplane.wire import operations as op
from callplane.wire.types import cti

DETAILS = [
    (Refusal("what to do"), 1),
    (AccessDenied("what to do"), 2),
    (InvalidLine("what to do"), 3),
    (InvalidNumber("what to do"), 1),
    (UnknownObject("what to do"), 1),
    (WrongState("what to do"), 1),
    (NotCapable("what to do"), 1),
    (Busy("what to do"), 1),
    (CommandFailed("what to do"), 1),
    (LogonRefused(130, "what to do"), 130),
]


@pytest.mark.parametrize(("refusal", "detail"), DETAILS)
def test_each_refusal_has_its_detail(refusal: Refusal, detail: int) -> None:
    error = refusal_error(refusal)
    assert error.iErrorDetail == detail
    assert "what to do" in error.u8sErrorString.lower()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a line is busy: try again", "A line is busy: try again."),
        ("'102' is no line", "'102' is no line."),
        ("iDigitMode must be 0", "iDigitMode must be 0."),
        ("calledNumber: write digits.", "calledNumber: write digits."),
    ],
)
def test_a_refusal_is_a_sentence_that_leaves_names_alone(text: str, sentence: str) -> None:
    assert refusal_error(Refusal(text)).u8sErrorString == sentence


# -- one after the other, line by line


class Slow(Handlers):
    """Hangs up when the test says so, and writes down what began and what ended."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.serve(op.CTI_DROP_CALL, self._drop)
        self.serve(op.CTI_LINE_MONITOR_STOP, self._drop, needs_events=True)

    async def _drop(self, _session: Session, argument: cti.AsnCtiDropCallArgument) -> cti.AsnCtiDropCallResult:
        call_id = argument.u8sConnectionID
        self.log.append(f"{call_id} begins")
        await self.gates.setdefault(call_id, asyncio.Event()).wait()
        self.log.append(f"{call_id} ends")
        if call_id.endswith("!"):
            raise InvalidLine("no")
        return cti.AsnCtiDropCallResult(bSuccess=True)


class ByFirstLetter(LineFinder):
    """The first letter of a call's id is its line; `-` is none."""

    def line_of(self, session: Session, argument: Struct) -> str:
        return str(argument.u8sConnectionID)[0].strip("-")  # type: ignore[attr-defined]


class Bench:
    """Operations with slow handlers, and one session."""

    def __init__(self) -> None:
        self.slow = Slow()
        self.operations = Operations([self.slow], ByFirstLetter(None, None), Audit(lambda: 0.0))
        self.session = Sessions(lambda: 0.0, idle_seconds=60, grace_seconds=120, queue_bytes=100, limit=10).open("alice")

    async def begin(self, call_id: str) -> asyncio.Task[Struct | None]:
        argument = cti.AsnCtiDropCallArgument(u8sConnectionID=call_id)
        task = asyncio.ensure_future(self.operations.invoke(self.session, op.CTI_DROP_CALL, argument))
        await self.turns()
        return task

    def let(self, call_id: str) -> None:
        self.slow.gates.setdefault(call_id, asyncio.Event()).set()

    @staticmethod
    async def turns() -> None:
        for _ in range(5):
            await asyncio.sleep(0)


@pytest.fixture
async def bench() -> Bench:
    return Bench()


async def test_invokes_on_one_line_take_effect_in_their_order(bench: Bench) -> None:
    first, second = await bench.begin("a1"), await bench.begin("a2")
    assert bench.slow.log == ["a1 begins"]
    bench.let("a2")
    bench.let("a1")
    await asyncio.gather(first, second)
    assert bench.slow.log == ["a1 begins", "a1 ends", "a2 begins", "a2 ends"]


async def test_invokes_on_several_lines_do_not_wait_for_each_other(bench: Bench) -> None:
    tasks = [await bench.begin(call_id) for call_id in ("a1", "b1", "-1", "-2")]
    assert bench.slow.log == ["a1 begins", "b1 begins", "-1 begins", "-2 begins"]
    for call_id in ("a1", "b1", "-1", "-2"):
        bench.let(call_id)
    await asyncio.gather(*tasks)


async def test_a_refused_or_cancelled_invoke_lets_the_next_one_go(bench: Bench) -> None:
    refused, cancelled, last = [await bench.begin(call_id) for call_id in ("a1!", "a2", "a3")]
    bench.let("a1!")
    with pytest.raises(InvalidLine):
        await refused
    await bench.turns()
    cancelled.cancel()
    bench.let("a3")
    assert await last == cti.AsnCtiDropCallResult(bSuccess=True)
    assert not bench.operations._lanes


async def test_what_is_served_and_what_needs_events(bench: Bench) -> None:
    assert bench.operations.serves(op.CTI_DROP_CALL)
    assert not bench.operations.serves(op.CTI_MAKE_CALL)
    assert bench.operations.needs_events(op.CTI_LINE_MONITOR_STOP)
    assert not bench.operations.needs_events(op.CTI_DROP_CALL)


# -- optional parameters

GIVEN: dict[str, str | int | bytes] = {
    "text": "t",
    "number": 7,
    "digits": "12",
    "bytes": b"5",
    "junk": b"\xff",
    "empty": "",
    "zero": 0,
}


@pytest.mark.parametrize(("key", "text"), [("text", "t"), ("number", "7"), ("none", ""), ("empty", "")])
def test_texts(key: str, text: str) -> None:
    assert text_of(GIVEN, key) == text


@pytest.mark.parametrize(
    ("key", "number"), [("number", 7), ("digits", 12), ("bytes", 5), ("none", None), ("empty", None), ("zero", 0)]
)
def test_numbers(key: str, number: int | None) -> None:
    assert number_of(GIVEN, key) == number
    assert flag_of(GIVEN, key) is bool(number)


@pytest.mark.parametrize("key", ["text", "junk"])
def test_what_is_no_number_is_refused(key: str) -> None:
    with pytest.raises(Refusal):
        number_of(GIVEN, key)


def test_bytes_are_no_text() -> None:
    with pytest.raises(Refusal):
        text_of(GIVEN, "bytes")


def test_there_may_be_no_parameters() -> None:
    assert text_of(None, "k") == ""
    assert number_of(None, "k") is None
