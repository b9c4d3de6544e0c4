"""A network in memory: agents with a clock of their own, and a phone that does what a test says. Fakes socket and clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from callplane.sip.agent import Agent, Application
from callplane.sip.call import Call
from callplane.sip.call_events import CallEvents, Ending, Respond
from callplane.sip.message import Message, Request, Response, read_message
from callplane.sip.transactions import Flow
from callplane.sip.uri import Address

SDP = b"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8 0\r\n"
ANSWER = SDP.replace(b"4000", b"5000")


@dataclass(eq=False)
class Network:
    """`sent` are all messages in their order; what `lose` says is lost on its way."""

    now: float = 1000.0
    agents: dict[str, Agent] = field(default_factory=dict)
    sent: list[tuple[str, Message]] = field(default_factory=list)
    lose: Callable[[Message], bool] = lambda _: False
    waiting: deque[tuple[str, str, bytes, str]] = field(default_factory=deque)

    def run(self) -> None:
        """Deliver all that is on its way."""
        while self.waiting:
            source, target, data, transport = self.waiting.popleft()
            if target in self.agents:
                self.agents[target].receive(data, Flow(transport, source, 5060), self.now)

    def wait(self, seconds: float) -> None:
        """Let time go by."""
        end = self.now + seconds
        while (when := min((w for a in self.agents.values() if (w := a.next_deadline()) is not None), default=end + 1)) <= end:
            self._advance(max(self.now, when))
        self._advance(end)

    def _advance(self, now: float) -> None:
        self.now = now
        for agent in self.agents.values():
            agent.advance(now)
        self.run()

    def summary(self) -> list[str]:
        """What was sent, in short."""
        return [f"{source} {m.method if isinstance(m, Request) else m.status}" for source, m in self.sent]


@dataclass(eq=False)
class Wire:
    """An agent's transport."""

    network: Network
    host: str

    def send(self, data: bytes, flow: Flow) -> None:
        message = read_message(data)
        self.network.sent.append((self.host, message))
        if not self.network.lose(message):
            self.network.waiting.append((self.host, flow.host, data, flow.transport))

    def local(self, flow: Flow) -> tuple[str, int]:
        return self.host, 5060


@dataclass(eq=False)
class Peer(Application, CallEvents):
    """An agent that notes what it hears. `on_call` says what it does with an INVITE."""

    network: Network
    host: str
    on_call: Callable[[Call], None] = lambda call: call.answer(ANSWER)
    heard: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    endings: list[Ending] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    status_for_requests: int = 200

    def __post_init__(self) -> None:
        numbers = count(1)
        self.agent = Agent(Wire(self.network, self.host), self, lambda: f"{self.host[-1]}{next(numbers)}")
        self.agent.advance(self.network.now)
        self.network.agents[self.host] = self.agent

    def call(self, host: str, transport: str = "UDP", **more: object) -> Call:
        local, remote = (Address.read(f"<sip:me@{at}>") for at in (self.host, host))
        flow = Flow(transport, host, 5060)
        sdp = more.pop("sdp", SDP)
        assert isinstance(sdp, bytes)
        call = self.agent.invite(
            f"sip:me@{host}",
            flow,
            local=local,
            remote=remote,
            sdp=sdp,
            events=self,
            **more,  # type: ignore[arg-type]
        )
        self.calls.append(call)
        return call

    def on_invite(self, call: Call) -> None:
        self.calls.append(call)
        call.events = self
        self.on_call(call)

    def on_progress(self, call: Call, response: Response) -> None:
        self.heard.append(str(response.status))

    def on_active(self, call: Call, sdp: bytes) -> None:
        self.heard.append("active")

    def on_offer(self, call: Call, sdp: bytes) -> None:
        self.heard.append("offer")
        call.accept(ANSWER)

    def on_agreed(self, call: Call, sdp: bytes) -> None:
        self.heard.append("agreed")

    def on_refused(self, call: Call, status: int) -> None:
        self.heard.append(f"refused {status}")

    def on_request(self, *arguments: object) -> None:
        first, *_, respond = arguments
        if isinstance(first, Call):
            self.requests.append(arguments[1])  # type: ignore[arg-type]
            respond(self.status_for_requests)  # type: ignore[operator]
        else:
            assert isinstance(first, Request)
            self.requests.append(first)
            respond(self.agent.answer(first, self.status_for_requests))  # type: ignore[operator]

    def on_ended(self, call: Call, ending: Ending) -> None:
        self.heard.append("ended")
        self.endings.append(ending)


__all__ = ["ANSWER", "SDP", "Network", "Peer", "Respond", "Wire"]
