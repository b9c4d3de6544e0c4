"""baresip, a SIP phone for the command line, driven over its control port (netstrings with JSON)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.components import needs
from tests.components.sip.processes import WAIT, Program, free_port, running

PACKAGE = "baresip-core"
MODULES = "/usr/lib/baresip/modules"
_MODULES = ("account", "aufile", "ausine", "ctrl_tcp", "g711", "menu", "sndfile", "uuid")


class Baresip:
    """A phone that has been started. `events` are all that it told, each a mapping with `type` and more."""

    def __init__(self, program: Program, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, directory: Path) -> None:
        self.program = program
        self.directory = directory
        self.events: list[Mapping[str, Any]] = []
        self._reader = reader
        self._writer = writer
        self._news = asyncio.Event()
        self._answers: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()

    async def listen(self) -> None:
        try:
            while True:
                length = int((await self._reader.readuntil(b":"))[:-1])
                message = json.loads((await self._reader.readexactly(length + 1))[:-1])
                if message.get("response"):
                    self._answers.put_nowait(message)
                else:
                    self.events.append(message)
                    self._news.set()
        except asyncio.IncompleteReadError:
            self._news.set()

    async def do(self, command: str, parameters: str = "") -> str:
        """Give a command, such as `dial` or `hangup`; gives its answer."""
        text = json.dumps({"command": command, "params": parameters}).encode()
        self._writer.write(b"%d:%s," % (len(text), text))
        async with asyncio.timeout(WAIT):
            answer = await self._answers.get()
        assert answer["ok"], f"{command} {parameters}: {answer['data']}"
        return str(answer["data"])

    async def hears(self, kind: str, condition: Callable[[Mapping[str, Any]], object] = lambda _: True, after: int = 0) -> Any:
        """Wait for an event such as CALL_INCOMING; one that came before counts too, from the `after`th on."""
        try:
            async with asyncio.timeout(WAIT):
                while True:
                    for event in self.events[after:]:
                        if event["type"] == kind and condition(event):
                            return event
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            told = [event["type"] for event in self.events]
            raise AssertionError(
                f"{self.program.log.name} did not tell {kind}; it told {told}\n{self.program.said[-1500:]}"
            ) from None

    async def dial(self, number: str) -> None:
        await self.do("dial", number)

    async def answer(self) -> None:
        await self.do("accept")

    async def hang_up(self) -> None:
        await self.do("hangup")

    def sounds(self) -> list[Path]:
        """What it heard in each call, as WAV files."""
        return sorted(self.directory.glob("dump-*-dec.wav"))


def _configuration(port: int, control: int, tone: int, rtp: int, codecs: str) -> str:
    lines = [
        f"sip_listen 127.0.0.1:{port}",
        "net_interface 127.0.0.1",
        f"ctrl_tcp_listen 127.0.0.1:{control}",
        f"audio_source ausine,{tone}",
        "audio_player aufile,/dev/null",
        "audio_alert aufile,/dev/null",
        "ausrc_srate 48000",
        "auplay_srate 48000",
        "ausrc_channels 2",
        "auplay_channels 2",
        "call_local_timeout 120",
        "call_max_calls 4",
        "rtp_timeout 0",
        f"rtp_ports {rtp}-{rtp + 40}",
        f"audio_codecs {codecs}",
        f"module_path {MODULES}",
        "snd_path .",
        *(f"module{'_app' if name in ('account', 'menu', 'ctrl_tcp') else ''} {name}.so" for name in _MODULES),
    ]
    return "\n".join(lines) + "\n"


@asynccontextmanager
async def baresip(
    directory: Path, account: str, *, tone: int = 440, codecs: str = "PCMA/8000/1,PCMU/8000/1", register: bool = True
) -> AsyncIterator[Baresip]:
    """Start a phone with this account line (`<sip:101@host>;auth_pass=...`) and wait until it is registered."""
    program = needs.program("baresip", PACKAGE)
    directory.mkdir(parents=True)
    port, control, rtp = free_port(2), free_port(), free_port(40)
    (directory / "config").write_text(_configuration(port, control, tone, rtp, codecs))
    (directory / "accounts").write_text(account + "\n")
    (directory / "contacts").write_text("")
    async with running(directory / "log", program, "-f", str(directory), "-v") as started:
        await started.says("baresip is ready")
        reader, writer = await asyncio.open_connection("127.0.0.1", control)
        phone = Baresip(started, reader, writer, directory)
        listening = asyncio.create_task(phone.listen())
        try:
            if register:
                await started.says(" binding")  # said, not told: it may be registered before anybody listens
            yield phone
        finally:
            listening.cancel()
            writer.close()
