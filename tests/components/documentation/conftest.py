"""The demo's server, for what the documents put in front of it."""

from tests.scenarios.conftest import demo, populated, pytest_asyncio_loop_factories

__all__ = ["demo", "populated", "pytest_asyncio_loop_factories"]
