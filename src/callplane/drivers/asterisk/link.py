"""The socket to the manager interface: connects, logs in, keeps alive, comes back. Knows sockets, TLS and time; no calls.

One connection at a time. It is lost when the PBX closes it, breaks the form, or answers no keep-alive; the next attempt follows
after a back-off that grows to MAX_BACKOFF and is drawn at random, so that many servers do not come back at the same moment.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import random
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress

from callplane.drivers.asterisk.options import Options
from callplane.drivers.asterisk.protocol import Field, Message, Reply, Session
from callplane.errors import CallplaneError, ConfigurationError, LinkDown

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 4.0
"""How long an action may take to be answered."""

KEEP_ALIVE_SECONDS = 4.0
"""So often the link is tried; with ANSWER_SECONDS a dead one is noticed within LINK_SECONDS of the contract."""

BOOT_SECONDS = 60.0
"""How long a PBX that starts may take until it is fully booted."""

BOOT_NEWS_SECONDS = 2.0
MIN_BACKOFF, MAX_BACKOFF = 0.5, 30.0
_READ_BYTES = 64 * 1024
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

EVENT_CLASSES = "system,call,agent,user,dtmf"
"""Not `dialplan` (every step of every call) and not `reporting` (RTCP): together they are two thirds of all bytes."""

FILTERS = ("SoftHangupRequest", "MusicOnHoldStart", "MusicOnHoldStop", "QueueMemberStatus", "BridgeCreate", "BridgeDestroy")
"""Events of these classes that tell nothing which is not known otherwise; the PBX is asked to leave them out."""


class LoginRefused(CallplaneError):
    """The PBX does not let us in."""


class Link:
    """The link to one PBX. `ready` is awaited on every link that is up, `events` gets what comes, in order, `lost` the reason."""

    def __init__(
        self,
        options: Options,
        wanted: Iterable[str],
        events: Callable[[Sequence[Message]], None],
        ready: Callable[[], Awaitable[None]],
        lost: Callable[[str, bool], None],
    ) -> None:
        self._options = options
        self._wanted = frozenset({*wanted, "FullyBooted", "Shutdown"})
        self._events = events
        self._ready = ready
        self._lost = lost
        self._session = Session(self._wanted)
        self._writer: asyncio.StreamWriter | None = None
        self._answers: dict[str, asyncio.Future[Reply]] = {}
        self._booted = asyncio.Event()
        self._was_up = False

    # -- the life of the link

    async def run(self) -> None:
        """Connect, and connect again, until cancelled."""
        backoff = MIN_BACKOFF
        while True:
            try:
                await self._once()
            except LoginRefused as refusal:
                self._lost(str(refusal), True)
                backoff = MAX_BACKOFF / 3
            except (OSError, EOFError, CallplaneError, TimeoutError) as error:
                self._lost(reason_of(error), False)
            up, self._was_up = self._was_up, False
            backoff = MIN_BACKOFF if up else min(backoff * 2, MAX_BACKOFF)
            await asyncio.sleep(backoff * random.uniform(0.5, 1.0))  # noqa: S311 (no secret)

    async def _once(self) -> None:
        """One connection, from its beginning to its end. Raises what ended it."""
        reader, writer = await connect(self._options)
        self._writer, self._session = writer, Session(self._wanted)
        self._booted.clear()
        tasks = [asyncio.ensure_future(self._read(reader)), asyncio.ensure_future(self._live())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(0)  # a refused log-in is answered and closed in one moment: the answer is the reason
            for task in reversed(tasks):
                if task.done():
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._writer = None
            self._fail_answers()
            writer.close()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(1):
                    await writer.wait_closed()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while data := await reader.read(_READ_BYTES):
            events: list[Message] = []
            for message in self._session.receive(data):
                if isinstance(message, Reply):
                    self._answered(message)
                elif message.name == "FullyBooted":
                    self._booted.set()
                else:
                    events.append(message)
            if events:
                self._events(events)
            if any(event.name == "Shutdown" for event in events):
                raise EOFError("the PBX shuts down")
        raise EOFError("the PBX has closed the connection")

    async def _live(self) -> None:
        await self._log_in()
        await self._wait_for_boot()
        await self.ask("Events", ("EventMask", EVENT_CLASSES))
        for name in FILTERS:
            await self.ask("Filter", ("Operation", "Add"), ("Filter", f"!Event: {name}"))
        await self._ready()
        self._was_up = True
        while True:
            await asyncio.sleep(KEEP_ALIVE_SECONDS)
            await self.ask("Ping")

    async def _log_in(self) -> None:
        options = self._options
        if options.tls or options.host in _LOOPBACK:
            proof: tuple[Field, ...] = (("Secret", options.secret),)
        else:  # the secret does not travel
            challenge = (await self.ask("Challenge", ("AuthType", "MD5")))["Challenge"]
            key = hashlib.md5((challenge + options.secret).encode(), usedforsecurity=False).hexdigest()
            proof = (("AuthType", "MD5"), ("Key", key))
        answer = await self.ask("Login", ("Username", options.username), *proof)
        if not answer.success:
            raise LoginRefused(f"the PBX refuses the log-in of {options.username}: check username and secret in manager.conf")

    async def _wait_for_boot(self) -> None:
        """A user without the class `system` is never told that the PBX is booted; then it is asked."""
        try:
            async with asyncio.timeout(BOOT_NEWS_SECONDS):
                await self._booted.wait()
        except TimeoutError:
            if not (await self.ask("CoreStatus")).success:
                async with asyncio.timeout(BOOT_SECONDS):
                    await self._booted.wait()

    # -- actions

    async def ask(self, action: str, *fields: Field) -> Message:
        """The answer to an action. Raises LinkDown."""
        return (await self.request(action, *fields)).answer

    async def request(self, action: str, *fields: Field) -> Reply:
        """The answer to an action, with the list that follows it. Raises LinkDown."""
        writer = self._writer
        if writer is None:
            raise LinkDown("the link to the PBX is lost")
        action_id, data = self._session.action(action, fields)
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._answers[action_id] = answer
        writer.write(data)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except TimeoutError:
            self._session.forget(action_id)
            raise LinkDown(f"the PBX did not answer {action} within {ANSWER_SECONDS:g} seconds") from None
        finally:
            self._answers.pop(action_id, None)

    def _answered(self, reply: Reply) -> None:
        answer = self._answers.get(reply.action_id)
        if answer is not None and not answer.done():
            answer.set_result(reply)

    def _fail_answers(self) -> None:
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(LinkDown("the link to the PBX is lost"))
                answer.exception()  # whoever has given up waiting is not to be warned of


async def connect(options: Options) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the manager interface. Raises OSError, TimeoutError or ConfigurationError."""
    async with asyncio.timeout(CONNECT_SECONDS):
        return await asyncio.open_connection(options.host, options.port, ssl=tls_of(options))


def tls_of(options: Options) -> ssl.SSLContext | None:
    """How the PBX proves who it is, with TLS. Raises ConfigurationError."""
    if not options.tls:
        return None
    try:
        return ssl.create_default_context(cafile=options.tls_ca or None)
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(f"tls_ca: {options.tls_ca} cannot be read as certificates: {error}") from error


def reason_of(error: BaseException) -> str:
    """Why a link is lost, for administrators."""
    if isinstance(error, ssl.SSLError):
        return f"the certificate or TLS of the PBX is not accepted: {error.reason or error}"
    if isinstance(error, TimeoutError):
        return "the PBX does not answer: check host, port and network"
    if isinstance(error, OSError):
        return f"the PBX cannot be reached: {os.strerror(error.errno) if error.errno else error}"
    return str(error) or type(error).__name__
