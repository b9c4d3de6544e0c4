"""`python -m scripts.conversations`: record all conversations and write them into the document."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from scripts.conversations.record import DOCUMENT, record, with_parts
from scripts.conversations.scenes import SCENES
from tests.scenarios.demo import CERTIFICATE, KEY

from callplane.gateway.tls import make_self_signed
from callplane.store import demo
from callplane.store.store import Store


def prepare(place: Path) -> None:
    """Make the demo's store and certificate."""
    store = Store(f"sqlite:///{place / 'callplane.db'}", create=True)
    demo.populate(store, time.time())
    store.close()
    make_self_signed(place / CERTIFICATE, place / KEY, ["localhost", "127.0.0.1"], time.time())


async def record_all(populated: Path, work: Path) -> dict[str, str]:
    return {name: await record(name, populated, work / name) for name in SCENES}


def main() -> None:
    """Write the document."""
    with tempfile.TemporaryDirectory() as populated, tempfile.TemporaryDirectory() as work:
        prepare(Path(populated))
        recorded = asyncio.run(record_all(Path(populated), Path(work)))
    DOCUMENT.write_text(with_parts(DOCUMENT.read_text(encoding="utf-8"), recorded), encoding="utf-8")


main()
