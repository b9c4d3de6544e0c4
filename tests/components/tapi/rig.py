"""The bridge as a program, with the fake TAPI behind it: under Wine as it is installed, or for this system with AddressSanitizer.

The fake TAPI's simulated PBX is moved over its control socket (`bridge/fake/control.c` has the commands).
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from aiohttp import web
from tests.components import needs

from callplane.drivers.base import Entrance, Peer, PeerLink
from callplane.gateway.credentials import Authenticator
from callplane.gateway.peers import Peers

ROOT = Path(__file__).resolve().parents[3]
BUILD = ROOT / "build/bridge"
PATIENCE = 30.0
"""Seconds of real time within which a program must do something: Wine starts slowly on a loaded machine."""

NO_LEAKS_OF_OTHERS = "detect_leaks=1:abort_on_error=0:exitcode=99"


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Other workers of this run, and other runs, wait here."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@cache
def built(target: str) -> Path:
    """A target of `bridge/Makefile`, made where it is not there or old."""
    compiler = "gcc" if target in ("bridge-asan", "fuzz-json") else "x86_64-w64-mingw32-gcc"
    needs.program(compiler, "gcc libc6-dev" if compiler == "gcc" else "gcc-mingw-w64-x86-64-win32")
    make = needs.program("make", "make")
    command = [make, "-s", "-C", str(ROOT / "bridge"), f"OUT={BUILD}", str(BUILD / target)]
    with one_at_a_time(BUILD / "lock"):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return BUILD / target


# --- how the program is started


@dataclass(frozen=True)
class Program:
    """A way to run the bridge. `command` begins its command line, `path` gives a path as the program writes it."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    scheme: str
    path: Callable[[Path], str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        return subprocess.run(
            [*self.command, *arguments], env={**self.environment}, capture_output=True, text=True, timeout=PATIENCE, check=False
        )


def with_sanitizer() -> Program:
    """Built for this system, with the fake TAPI inside: texts travel as lines over TCP."""
    environment = {"PATH": os.environ["PATH"], "ASAN_OPTIONS": NO_LEAKS_OF_OTHERS, "UBSAN_OPTIONS": "print_stacktrace=1"}
    return Program((str(built("bridge-asan")),), environment, "tcp", str)


def wine_prefix() -> Path:
    """Wine's world of its own, kept from run to run outside of the repository; made once, which takes some 20 seconds."""
    cache_home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache_home / "callplane/wine"


def wine_environment() -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/root"),
        "WINEPREFIX": str(wine_prefix()),
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=;tapi32=n",
    }


@contextmanager
def under_wine(directory: Path) -> Iterator[Program]:
    """The program that users install, in a directory with the fake tapi32.dll.

    The prefix is ours alone meanwhile, for in the end everything in it is ended. A shell stays open: where nobody is logged on,
    Wine ends its services.
    """
    wine, wineserver = needs.program("wine", "wine wine64"), needs.program("wineserver", "wine")
    exe, dll = built("callplane-bridge.exe"), built("fake/tapi32.dll")
    shutil.copy(exe, directory)
    shutil.copy(dll, directory)
    environment, prefix = wine_environment(), wine_prefix()
    with one_at_a_time(prefix.with_suffix(".lock")):
        try:
            _make_prefix(wine, prefix, environment)
            shell = subprocess.Popen([wine, "cmd"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
            yield Program((wine, str(directory / exe.name)), environment, "ws", lambda path: f"Z:{path}".replace("/", "\\"))
            shell.communicate(timeout=60)
        finally:
            subprocess.run([wineserver, "-k"], env=environment, timeout=60, check=False)


def _make_prefix(wine: str, prefix: Path, environment: Mapping[str, str]) -> None:
    """Make Wine's world where there is none, or where making it was interrupted."""
    complete = prefix / "complete"
    if not complete.exists():
        shutil.rmtree(prefix, ignore_errors=True)
        subprocess.run([wine, "wineboot", "-i"], env=environment, capture_output=True, timeout=240, check=True)
        complete.touch()


# --- a running bridge


@dataclass
class Bridge:
    """The program with its configuration, and the control socket of the fake TAPI behind it."""

    program: Program
    directory: Path
    lines: str
    process: subprocess.Popen[bytes] | None = None
    port: int = 0
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None, repr=False)

    @property
    def data(self) -> str:
        return self.program.path(self.directory / "data")

    @property
    def log(self) -> str:
        path = self.directory / "data/bridge.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def configure(self, url: str, token: str, pin: str = "") -> None:
        """As `enrol` does it."""
        (self.directory / "data").mkdir(exist_ok=True)
        (self.directory / "data/bridge.conf").write_text(f"url={url}\ntoken={token}\npin={pin}\nname=test\n", encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        port_file = self.program.path(self.directory / "port")
        return {**self.program.environment, "FAKE_TAPI_LINES": self.lines, "FAKE_TAPI_PORT_FILE": port_file}

    def start(self) -> None:
        """Start it; its output goes to a file."""
        (self.directory / "port").unlink(missing_ok=True)
        with (self.directory / "output").open("ab") as output:
            command = [*self.program.command, "run", "--data", self.data]
            self.process = subprocess.Popen(command, env=self.environment, stdout=output, stderr=output, stdin=subprocess.DEVNULL)

    def end(self) -> int:
        """End it as Ctrl-C or the system does, and wait; gives its exit code."""
        assert self.process is not None
        self._hang_up()
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End it as a crash does."""
        assert self.process is not None
        self._hang_up()
        self.process.kill()
        self.process.wait(PATIENCE)

    def _hang_up(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def ask(self, *words: object) -> str:
        """A command to the fake TAPI; gives what stands behind "ok"."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", await self._control_port())
        reader, writer = self._streams
        writer.write((" ".join(map(str, words)) + "\n").encode())
        answer = (await asyncio.wait_for(reader.readline(), PATIENCE)).decode().strip()
        assert answer.startswith("ok"), f"{words}: {answer}"
        return answer[2:].strip()

    async def _control_port(self) -> int:
        """The port, once TAPI has been initialised."""
        path = self.directory / "port"
        async with asyncio.timeout(PATIENCE):
            while not path.exists():
                assert self.process is None or self.process.poll() is None, (self.directory / "output").read_text()
                await asyncio.sleep(0.01)
        return int(path.read_text())


# --- what it connects to


class Turnstile:
    """An entrance at an address that stays the same while drivers behind it come and go."""

    name = "bridge"
    max_bytes = 1 << 20

    def __init__(self) -> None:
        self.entrance: Entrance | None = None

    def admit(self, link: PeerLink) -> Peer:
        if self.entrance is None:
            link.close("nobody is here")
            return Nobody()
        return self.entrance.admit(link)

    def peers(self) -> Mapping[str, bool]:
        return {}


class Nobody:
    """Behind a closed door."""

    def received(self, text: str) -> None:
        """Nothing."""

    def lost(self) -> None:
        """Nothing."""


class Door:
    """A connection over TCP on which each line is a text: the `PeerLink` for builds that have no WebSocket."""

    address = "127.0.0.1"

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    def send(self, text: str) -> None:
        self._writer.write(text.encode() + b"\n")

    def close(self, reason: str) -> None:
        del reason
        self._writer.close()


async def serve_lines(entrance: Turnstile, port: int = 0) -> tuple[asyncio.Server, int]:
    """Serve an entrance over TCP. Gives the port."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = entrance.admit(Door(writer))
        try:
            while line := await reader.readline():
                peer.received(line.decode().rstrip("\n"))
        except (OSError, ValueError):
            pass
        finally:
            writer.close()
            peer.lost()

    server = await asyncio.start_server(carry, "127.0.0.1", port, limit=entrance.max_bytes)
    return server, server.sockets[0].getsockname()[1]


async def serve_websocket(entrance: Turnstile) -> tuple[web.AppRunner, int]:
    """Serve an entrance as the gateway does. Gives the port."""
    app = web.Application()
    authenticator = Authenticator.__new__(Authenticator)
    authenticator._require_tls = False
    Peers({"hall": entrance}, authenticator).add_to(app)
    runner = web.AppRunner(app, shutdown_timeout=2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, runner.addresses[0][1]
