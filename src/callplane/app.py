"""The composition root: builds the server from a configuration, starts it and stops it. The only place that constructs.

Knows every layer; decides nothing that a layer could decide.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from callplane.console import pages as console
from callplane.console.pages import Offer
from callplane.drivers.base import DriverContext
from callplane.drivers.registry import check_driver, driver_class
from callplane.errors import ConfigurationError
from callplane.gateway.control import ControlSocket
from callplane.gateway.gateway import Gateway
from callplane.gateway.tls import Tls
from callplane.model.line import LineSettings
from callplane.service.configuration import Configuration, check_configuration, load_configuration
from callplane.service.directory import Directory
from callplane.service.key_set import KeySet, loader
from callplane.service.locations import Locations
from callplane.service.logon import Logon
from callplane.service.openid import Provider
from callplane.service.service import Service, Surroundings
from callplane.service.sessions import Sessions
from callplane.service.tokens import Tokens
from callplane.settings import Problem, ServerSettings
from callplane.sip.gate import Account
from callplane.store.phones import load_phones
from callplane.store.store import Store
from callplane.store.webhooks import load_webhooks
from callplane.store.worker import AsyncStore
from callplane.webhooks.delivery import Means
from callplane.webhooks.dispatcher import Dispatcher
from callplane.webhooks.keeper import Keeper
from callplane.webhooks.targets import Targets
from callplane.wire.ber import BerCodec
from callplane.wire.codec import Codec, Limits
from callplane.wire.json_codec import JsonCodec

log = logging.getLogger(__name__)

_SWEEP_SECONDS = 5.0
_LAST_WORK_SECONDS = 1.0


def new_id() -> str:
    """A GUID as the interface writes it."""
    return f"{{{str(uuid.uuid4()).upper()}}}"


class App:
    """One server. `async with App(configuration) as app:` it serves; `app.urls` says where.

    `prepare(store)` is called with the store before anything reads it. `config_file` is read again on `reload`.
    `offer`: log-ons that the web console offers by name.
    """

    def __init__(
        self,
        configuration: Configuration,
        config_file: Path | None = None,
        prepare: Callable[[Store], object] = lambda _: None,
        offer: Offer | None = None,
    ) -> None:
        self._configuration = configuration
        self._config_file = config_file
        self._prepare = prepare
        self._offer = offer
        self._stack = AsyncExitStack()
        self._tasks: set[asyncio.Task[None]] = set()
        self.service: Service
        self.urls: tuple[str, ...] = ()
        self._tls: Tls | None = None
        self._phones: dict[str, dict[str, Account]] = {}
        self._load_phones: Callable[[], Awaitable[None]]

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await self._start(stack)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._stack.__aexit__(kind, error, trace)

    async def _start(self, stack: AsyncExitStack) -> None:
        settings = self._configuration.settings
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o750)
        plain_store = Store(settings.store_url, create=True)
        store = AsyncStore(plain_store)
        stack.push_async_callback(store.close)
        await store.run(self._prepare)
        stack.push_async_callback(self._end_tasks)
        self.service = await self._service(stack, store)
        control = ControlSocket(settings.data, {"refresh": self._refresh, "reload": self.reload})
        await control.start()  # from here on the data directory is ours alone
        stack.push_async_callback(control.stop)
        await asyncio.to_thread(self.service.recordings.load)
        await self.service.announcements.load(time.time())
        await self._start_webhooks(stack, store)
        self._load_phones = partial(self._read_phones, store)
        await self._load_phones()
        self._add_pbxs(await store.run(Store.line_settings))
        await self.service.pbxs.start()
        stack.push_async_callback(self.service.pbxs.stop)
        await self.service.refresh()
        sweeper = asyncio.get_running_loop().create_task(self._sweep())
        stack.callback(sweeper.cancel)
        if settings.tls.certificate:
            self._tls = Tls(settings.directory / settings.tls.certificate, settings.directory / settings.tls.key)
        pages = console.pages(self._offer) if settings.server.console else {}
        gateway = Gateway(self.service, settings.server, self._tls, require_tls=settings.tls.required, pages=pages)
        stack.push_async_callback(gateway.stop)
        await self._listen(gateway, settings.server)
        stack.enter_context(self.service.condition.listening())

    async def _start_webhooks(self, stack: AsyncExitStack, store: AsyncStore) -> None:
        settings = self._configuration.settings.webhooks
        targets = await stack.enter_async_context(Targets(settings.timeout_seconds, settings.allowed_hosts, time.time))
        means = Means(targets.post, asyncio.sleep, settings.max_attempts, settings.max_waiting)
        dispatcher = Dispatcher(means, Keeper(store), lambda: uuid.uuid4().hex)
        stack.push_async_callback(dispatcher.stop)
        hooks = await store.run(load_webhooks)
        await dispatcher.start(hooks)
        self.service.webhooks.outlet = dispatcher
        self.service.webhooks.replace(hooks)

    async def _read_phones(self, store: AsyncStore) -> None:
        """The SIP phones of each PBX, as the store has them now."""
        self._phones.clear()
        for phone in await store.run(load_phones):
            secrets = {"MD5": phone.ha1_md5, "SHA-256": phone.ha1_sha256}
            account = Account(phone.name, phone.extension, secrets, phone.auto_answer, phone.serial)
            self._phones.setdefault(phone.pbx, {})[phone.name] = account

    async def _listen(self, gateway: Gateway, server: ServerSettings) -> None:
        listeners = [(gateway.start, server.http_port), (gateway.start_tcp, server.tcp_port)]
        if self._tls is not None:
            listeners.insert(1, (gateway.start_https, server.tls_port))
        for start, port in listeners:
            try:
                self.urls += tuple(await start(server.host, port))
            except OSError as error:
                text = f"cannot listen on {server.host} port {port} ({error.strerror})"
                raise ConfigurationError(f"{text}: stop what listens there, or choose another address or port") from error

    async def _service(self, stack: AsyncExitStack, store: AsyncStore) -> Service:
        settings = self._configuration.settings
        limits = Limits(size=settings.server.max_message_bytes)
        directory = Directory(await store.run(Store.snapshot))
        tokens = self._tokens_of(directory, store)
        await tokens.load(time.time())
        logon = Logon(directory, store, settings.logon, tokens)
        stack.callback(logon.close)
        await logon.load()
        loop = asyncio.get_running_loop()
        sessions = Sessions(
            loop.time,
            idle_seconds=settings.server.session_idle_seconds,
            grace_seconds=settings.server.session_grace_seconds,
            queue_bytes=settings.server.max_waiting_bytes,
            limit=settings.server.max_sessions,
        )
        around = Surroundings(
            clock=time.time,
            schedule=loop.call_later,
            spawn=self._spawn,
            in_thread=asyncio.to_thread,
            new_id=new_id,
            store=store,
            stored=await store.run(Store.line_settings),
            recordings=settings.data / "recordings",
            check_configuration=self._check_configuration,
            follow=self._refresh,
        )
        codecs: dict[str, Codec] = {"json": JsonCodec(limits), "ber": BerCodec(limits)}
        locations = Locations(self._configuration.locations)
        return Service(around, directory, logon, sessions, locations, codecs, settings.server.ucsid)

    def _check_configuration(self) -> list[Problem]:
        return check_configuration(self._config_file, check_driver) if self._config_file else []

    def _tokens_of(self, directory: Directory, store: AsyncStore) -> Tokens:
        settings = self._configuration.settings
        provider = None
        if settings.oidc.issuer:
            provider = Provider(settings.oidc, KeySet(loader(settings.oidc.jwks, settings.directory)))
        return Tokens(directory, store, settings.tokens, f"callplane:{settings.server.ucsid}", provider)

    def _add_pbxs(self, stored: dict[str, LineSettings]) -> None:
        settings = self._configuration.settings
        for name, pbx in settings.pbxes.items():
            context = DriverContext(
                pbx=name,
                location=self._configuration.locations[pbx.location],
                options=pbx.options,
                report=partial(self.service.core.report, name),
                clock=time.time,
                new_id=new_id,
                settings=stored,
                recordings=settings.data / "recordings",
                phones=partial(self._phones_of, name),
                state=settings.driver_state(name),
                locations=self._configuration.locations,
            )
            self.service.pbxs.add(name, driver_class(pbx.driver)(context))

    def _phones_of(self, pbx: str) -> dict[str, Account]:
        return self._phones.get(pbx, {})

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        """Run something in the background: a failure is logged and disturbs nothing else."""

        async def guarded() -> None:
            try:
                await work
            except Exception:
                log.exception("work in the background failed")

        task = asyncio.get_running_loop().create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _end_tasks(self) -> None:
        """Let the work in the background come to its end, such as what is being written to the store."""
        if self._tasks:
            _done, endless = await asyncio.wait(self._tasks, timeout=_LAST_WORK_SECONDS)
            for task in endless:
                task.cancel()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            self.service.sessions.expire()

    async def _refresh(self) -> None:
        """A command has changed the store, or what a driver keeps."""
        await self.service.refresh()
        await self._load_phones()
        await self.service.pbxs.refresh()

    async def reload(self) -> None:
        """Read the configuration again: locations and certificates take effect at once, the rest at the next start.

        Raises ConfigurationError, and goes on with what it has.
        """
        if self._config_file is None:
            raise ConfigurationError("this server runs without a configuration file: there is nothing to read again")
        fresh = await asyncio.to_thread(load_configuration, self._config_file, check_driver)
        old, new = self._configuration.settings, fresh.settings
        if replace(new, locations=old.locations) != old:
            log.warning("some of what changed in %s takes effect at the next start only", self._config_file)
        if self._tls is not None:
            await asyncio.to_thread(self._tls.reload)
        self._configuration = Configuration(old, fresh.locations)
        self.service.locations_changed(fresh.locations)
