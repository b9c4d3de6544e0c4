"""What is fuzzed of SIP: messages, streams, descriptions, and an agent that hears anything. See `targets`."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from callplane.sip.agent import Agent, Application
from callplane.sip.call import Call
from callplane.sip.call_events import CallEvents
from callplane.sip.framing import StreamReader
from callplane.sip.grammar import BadMessage
from callplane.sip.message import MAX_BYTES, Request, read_message
from callplane.sip.sdp import Description, write
from callplane.sip.transactions import Flow
from callplane.sip.uri import Address, SipUri

FLOW = Flow("UDP", "192.0.2.1", 5060)


def sip_message(data: bytes) -> None:
    """Bytes are a message or are refused; what is read is written so that it reads as the same."""
    for read in (read_message, Description.read, lambda data: SipUri.read(data.decode("utf-8", "replace"))):
        try:
            value = read(data)
        except BadMessage:
            continue
        if isinstance(value, Description) and value.audio is not None:
            again = Description.read(write(value.audio, session=1, version=1, shape=value.shape, place=value.place))
            assert again.shape == value.shape
        elif isinstance(value, SipUri):
            str(value)
        elif not isinstance(value, Description) and len(bytes(value)) <= MAX_BYTES:
            message = read_message(bytes(value))
            assert (message.sender, message.cseq, message.body) == (value.sender, value.cseq, value.body)


def sip_stream(data: bytes) -> None:
    """A stream gives the same messages, however it is cut."""
    step, stream = (data[0] % 16 + 1, data[1:]) if data else (1, b"")
    assert _messages([stream]) == _messages([stream[at : at + step] for at in range(0, len(stream), step)])


def sip_agent(data: bytes) -> None:
    """An agent that accepts everything raises nothing, whatever it hears, and forgets it in time."""
    agent = Agent(_Nowhere(), _Willing(), _texts())
    for now, part in enumerate(data.split(b"\n\n\n")):
        agent.receive(part, FLOW, float(now))
    agent.advance(1000.0)
    assert len(agent.transactions) == 0


def _messages(pieces: list[bytes]) -> list[bytes]:
    reader = StreamReader()
    found: list[bytes] = []
    for piece in pieces:
        try:
            found += reader.feed(piece)
        except BadMessage:
            break
    return found


class _Nowhere:
    """A transport that drops all, having seen that it can be read."""

    def send(self, data: bytes, flow: Flow) -> None:
        del flow
        if len(data) <= MAX_BYTES:
            read_message(data)

    def local(self, flow: Flow) -> tuple[str, int]:
        del flow
        return "192.0.2.2", 5060


class _Accepting(CallEvents):
    def on_offer(self, call: Call, sdp: bytes) -> None:
        call.accept(sdp)


class _Willing(Application):
    def on_invite(self, call: Call) -> None:
        call.events = _Accepting()
        call.ring()
        call.answer(b"v=0\r\n")

    def screen(self, request: Request, flow: Flow) -> None:
        del flow
        for contact in request.contacts:
            Address.read(str(contact))


def _texts() -> Callable[[], str]:
    numbers = count()
    return lambda: f"t{next(numbers)}"
