"""A running server does what its OpenAPI document says, for every documented operation and generated requests of all kinds."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import CheckFunction
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import ignored_auth

from callplane.app import App
from callplane.cli.templates import demo_toml
from callplane.drivers.registry import check_driver
from callplane.service.configuration import load_configuration
from callplane.store import demo

ALICE, ADMIN = ("alice", demo.PASSWORD), ("admin", demo.PASSWORD)
EXAMPLES = 5
PARTS = ("/ws/client/", "/ws/direct/", "/exchange/v1/", "/")
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            # 501: known, not served here. 502: another server's id. The exchange's 503 cannot happen while it runs.
            "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "501", "502"]},
            # A request can be well-formed and yet be refused (400): there is no such call, the text is no number.
            "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "400", "401", "403", "404", "409", "426", "501"]},
            # The interface is read loosely: unknown members, null for an absent one, 0 and 1 for false and true.
            "negative_data_rejection": {"enabled": False},
        },
        "warnings": False,
    }
)


class Running:
    """A demo server on a thread of its own."""

    def __init__(self, data: Path) -> None:
        config = data / "callplane.toml"
        config.write_text(demo_toml(str(data), http_port=0, tcp_port=0, tls_port=0), encoding="utf-8")
        self._configuration = load_configuration(config, check_driver)
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))
        self.url = ""

    async def _serve(self) -> None:
        async with App(self._configuration, prepare=lambda store: demo.populate(store, 0)) as app:
            self.url = app.urls[0]
            self._ready.set()
            await self._stop.wait()

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(30)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(30)
        self._loop.close()

    def new_session(self) -> str:
        answer = requests.post(f"{self.url}/ws/client/createsession", auth=ALICE, timeout=10)
        return str(answer.json()["sessionid"])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("server"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def session(running: Running) -> str:
    return running.new_session()


@pytest.fixture
def described(running: Running) -> schemathesis.BaseSchema:
    """The document as it is served. Read here: an operation that schemathesis reads its document with is left out by it."""
    schema = schemathesis.openapi.from_dict(requests.get(f"{running.url}/api/openapi.json", timeout=10).json(), config=CONFIG)
    schema.config.update(base_url=running.url)
    return schema


@pytest.mark.parametrize("part", PARTS)
def test_the_server_keeps_what_the_document_promises(
    part: str, described: schemathesis.BaseSchema, running: Running, session: str
) -> None:
    every = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
    chosen = [one for one in every if part == next(known for known in PARTS if one.path.startswith(known))]
    assert chosen
    assert len(every) == sum(len(item) for item in described.raw_schema["paths"].values())
    broken: list[FailureGroup] = []
    for operation, mode in itertools.product(chosen, GenerationMode):
        try:
            try_operation(operation, mode, running, session)
        except FailureGroup as failures:
            broken.append(failures)
    if broken:
        raise BaseExceptionGroup(f"{len(broken)} promises are broken", broken)


def try_operation(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, running: Running, session: str) -> None:
    """Generated requests, well-formed ones or others; none where the operation takes nothing that could be wrong."""

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy(generation_mode=mode))
    def run(case: schemathesis.Case[Any]) -> None:
        headers = credentials(operation.path, running, session)
        case.call_and_validate(headers=headers, timeout=10, excluded_checks=excluded(operation.path))

    with contextlib.suppress(Unsatisfiable):
        run()


def excluded(path: str) -> list[CheckFunction]:
    """Wrong credentials are answered by 400 where clients log on, and not by the 401 that this check wants."""
    return [ignored_auth] if path.startswith("/ws/direct/") or path.endswith("/createsession") else []


def credentials(path: str, running: Running, session: str) -> dict[str, str]:
    """Alice's session or password, an administrator's for the control interface."""
    if path.startswith("/ws/client/") and not path.endswith("/createsession"):
        return {"x-ucsessionid": running.new_session() if path.endswith("asnLogoff") else session}
    user, password = ADMIN if path.startswith("/exchange/") else ALICE
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}
