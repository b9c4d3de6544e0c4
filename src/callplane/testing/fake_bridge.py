"""A bridge without Windows: a small simulated PBX that speaks the bridge's protocol, for tests of what stands on TAPI lines.

::

    bridge = FakeBridge(["101", "102"])
    bridge.connect(driver.entrance, token)                         # in the process, or
    await bridge.dial("ws://127.0.0.1:7224/drivers/hall/bridge", token)
    bridge.pbx.call_in("101", "+4989123450")

What the PBX does is what TAPI tells: states, not happenings. `faults` makes it as bad as telephony service providers can be.
Knows the protocol and TAPI's numbers; nothing of the driver's insides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from callplane.drivers.base import Entrance, Peer
from callplane.drivers.tapi import protocol
from callplane.testing.fake_functions import carry_out
from callplane.testing.fake_pbx import FakePbx


@dataclass
class Faults:
    """What is wrong with the telephony service provider.

    `fail`: functions that return an error, by name; `late`: those whose reply is an error. `stuck`: for so many milliseconds a
    function has been running, and nothing else is answered or told. `repeat`: everything is told twice; `reverse`: what happens
    at one moment is told from its end; `keep_replies`: replies wait for `release`.
    """

    fail: dict[str, int] = field(default_factory=dict)
    late: dict[str, int] = field(default_factory=dict)
    stuck: int = 0
    repeat: bool = False
    reverse: bool = False
    keep_replies: bool = False


class FakeBridge:
    """One bridge. `said` are the functions that were called, in order; `refused` is why the server sent it away."""

    def __init__(self, numbers: Iterable[str], pbx: FakePbx | None = None) -> None:
        self.pbx = pbx or FakePbx(numbers)
        self.pbx.tell = self._tell
        self.faults = Faults()
        self.run = "run-1"
        self.epoch = 1
        self.said: list[protocol.Do] = []
        self.refused: protocol.Refused | None = None
        self.enrolled: protocol.Enrolled | None = None
        self.welcome = asyncio.Event()
        self.kept: list[protocol.FromBridge] = []
        self._waiting: list[protocol.FromBridge] = []
        self._held: list[protocol.Do] = []
        self._send: Callable[[str], None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._link: _InProcess | None = None
        self._socket: ClientConnection | None = None

    # -- connections

    def connect(self, entrance: Entrance, token: str, version: int = protocol.VERSION) -> None:
        """Connect to an entrance in this process."""
        self._link = _InProcess(self, entrance)
        self._send = self._link.to_server
        self._write(protocol.Hello(version, "fake", token, self.run, "fake-host"))

    async def dial(self, url: str, token: str = "", code: str = "") -> None:
        """Connect to a server, with a token or a code, and serve it in a task until `hang_up`."""
        self._socket = await connect(url, ping_interval=None, max_size=None)
        outgoing: asyncio.Queue[str] = asyncio.Queue()
        self._send = outgoing.put_nowait
        hello = protocol.Hello(protocol.VERSION, "fake", token, self.run, "fake-host")
        self._write(protocol.Enrol(protocol.VERSION, "fake", code, "fake-host") if code else hello)
        self._task = asyncio.create_task(self._serve(self._socket, outgoing))

    def cut(self) -> None:
        """The connection in this process breaks at once."""
        if self._link is not None:
            self._link.cut()

    async def hang_up(self) -> None:
        """End a connection that was dialled."""
        if self._socket is not None and self._task is not None:
            await self._socket.close()
            await self._task

    async def _serve(self, socket: ClientConnection, outgoing: asyncio.Queue[str]) -> None:
        async def send() -> None:
            while True:
                await socket.send(await outgoing.get())

        sender = asyncio.create_task(send())
        try:
            async for text in socket:
                self.received(str(text))
        except ConnectionClosed:
            pass
        finally:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)
            self.disconnected()

    def disconnected(self) -> None:
        """The connection is gone; the PBX goes on."""
        self._send = None
        self.welcome.clear()

    # -- what the server says

    def received(self, text: str) -> None:
        """A text of the server."""
        for message in protocol.read_server(text):
            match message:
                case protocol.Welcome():
                    self.welcome.set()
                    self.tell_all()
                case protocol.Sync():
                    self.tell_all()
                case protocol.Beat():
                    self.beat()
                case protocol.Refused():
                    self.refused = message
                case protocol.Enrolled():
                    self.enrolled = message
                case protocol.Do():
                    self._do(message)

    def beat(self) -> None:
        """The heartbeat thread lives, whatever the other one does."""
        self._write(protocol.Beat(self.faults.stuck))

    def tell_all(self) -> None:
        """Everything there is, in one text."""
        if self.faults.stuck:
            return
        lines = [self.pbx.described(line) for line in self.pbx.lines.values()]
        calls = [self.pbx.call_of(end) for line in self.pbx.lines.values() for end in line.ends.values()]
        self._write(protocol.Ready(self.epoch, len(lines)), *lines, *calls, protocol.Truth())

    def reinitialise(self) -> None:
        """REINIT: all handles are void, and everything is told again."""
        self.epoch += 1
        self.pbx.renumber()
        self.tell_all()

    def unstick(self) -> None:
        """The function that blocked has returned."""
        self.faults.stuck = 0
        self.beat()
        self._flush()
        held, self._held = self._held, []
        for message in held:
            self._do(message)

    def release(self) -> None:
        """Replies that were kept come at last."""
        kept, self.kept = self.kept, []
        self._write(*kept)

    # -- inside

    def _do(self, message: protocol.Do) -> None:
        if self.faults.stuck:
            self._held.append(message)
            return
        self.said.append(message)
        if message.f in self.faults.fail:
            self._write(protocol.Result(message.id, self.faults.fail[message.f]))
            return
        if message.f in self.faults.late:
            self._write(protocol.Result(message.id, 1), protocol.Reply(message.id, self.faults.late[message.f]))
            return
        done = carry_out(self.pbx, message)
        if done.r < 0:
            self._write(protocol.Result(message.id, done.r))
            self._flush()
            return
        reply = protocol.Reply(message.id, 0, done.call, done.value)
        self._write(protocol.Result(message.id, 0x10000 + message.id))
        if self.faults.keep_replies:
            self.kept.append(reply)
            self._flush()
        else:
            self._flush(reply)

    def _tell(self, message: protocol.FromBridge) -> None:
        """What happens in the PBX is told in one text, at the end of the turn."""
        if not self._waiting and self._send is not None:
            asyncio.get_running_loop().call_soon(self._flush)
        self._waiting.append(message)

    def _flush(self, *first: protocol.FromBridge) -> None:
        waiting, self._waiting = self._waiting, []
        if self.faults.stuck:
            self._waiting = waiting
            return
        if self.faults.reverse:
            waiting.reverse()
        if self.faults.repeat:
            waiting = [message for message in waiting for _ in range(2)]
        if first or waiting:
            self._write(*first, *waiting)

    def _write(self, *messages: protocol.FromBridge) -> None:
        if self._send is not None:
            self._send(protocol.write(messages))


class _InProcess:
    """A connection to an entrance in this process: the `PeerLink` on its side. Texts arrive in later turns of the loop."""

    address = "in this process"

    def __init__(self, bridge: FakeBridge, entrance: Entrance) -> None:
        self._bridge = bridge
        self._loop = asyncio.get_running_loop()
        self._open = True
        self._peer: Peer = entrance.admit(self)

    def send(self, text: str) -> None:
        if self._open:
            self._loop.call_soon(self._bridge.received, text)

    def close(self, reason: str) -> None:
        del reason
        if self._open:
            self._loop.call_soon(self.cut)

    def cut(self) -> None:
        """The end, for both sides."""
        if self._open:
            self._open = False
            self._bridge.disconnected()
            self._peer.lost()

    def to_server(self, text: str) -> None:
        if self._open:
            self._loop.call_soon(self._peer.received, text)
