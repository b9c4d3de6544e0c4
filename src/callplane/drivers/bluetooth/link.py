"""A socket to a phone, with the hands-free dialogue on it. Knows the loop; no AT command, no D-Bus."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable

from callplane.drivers.bluetooth.backend import Action
from callplane.drivers.bluetooth.protocol import HandsFree, ProtocolFailed

log = logging.getLogger(__name__)

_CHUNK = 4096


class Link:
    """`changed(link)` is called when the phone may have changed, and at the end, when the link is not `open` any more.

    `ready` gives whether the phone has told everything, False when the link ended before.
    """

    def __init__(self, connection: socket.socket, patience: float, changed: Callable[[Link], None]) -> None:
        self.talk = HandsFree(patience)
        self.open = True
        self._socket = connection
        self._changed = changed
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self.ready: asyncio.Future[bool] = self._loop.create_future()
        self._answers = {self.ready}
        self._unsent = b""
        connection.setblocking(False)
        self._loop.add_reader(connection, self._readable)
        self._do(self.talk.begin)

    async def perform(self, action: Action) -> bool:
        """Whether the phone accepts it; False also when the link ends."""
        answer: asyncio.Future[bool] = self._loop.create_future()
        self._answers.add(answer)
        answer.add_done_callback(self._answers.discard)

        def answered(ok: bool) -> None:
            if not answer.done():
                answer.set_result(ok)

        self._do(lambda now: self.talk.perform(action, answered, now))
        return await answer

    def close(self) -> None:
        """End the link; its phone counts as lost."""
        if not self.open:
            return
        self.open = False
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._socket.close()
        if self._timer is not None:
            self._timer.cancel()
        for answer in self._answers:
            if not answer.done():
                answer.set_result(False)
        self._changed(self)

    def _readable(self) -> None:
        try:
            data = self._socket.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._do(lambda now: self.talk.receive(data, now))
        else:
            self.close()

    def _do(self, step: Callable[[float], None]) -> None:
        """Let the dialogue go on, send what comes of it, and see to it that time passes."""
        try:
            step(self._loop.time())
        except ProtocolFailed as error:
            log.warning("the link to a phone is given up: %s", error)
            self.close()
            return
        self._unsent += self.talk.take()
        self._send()
        if not self.open:
            return
        if self._timer is not None:
            self._timer.cancel()
        deadline = self.talk.next_deadline()
        self._timer = None if deadline is None else self._loop.call_at(deadline, self._do, self.talk.advance)
        if self.talk.ready and not self.ready.done():
            self.ready.set_result(True)
        self._changed(self)

    def _send(self) -> None:
        try:
            if self._unsent:
                self._unsent = self._unsent[self._socket.send(self._unsent) :]
        except BlockingIOError:
            pass
        except OSError:
            self.close()
            return
        if self._unsent:
            self._loop.add_writer(self._socket, self._send)
        else:
            self._loop.remove_writer(self._socket)
