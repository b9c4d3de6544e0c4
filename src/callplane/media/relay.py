"""The media relay: opens endpoints, connects, records. The one place that makes the parts of `media`; see the package's text."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from callplane import metrics
from callplane.media.bridge import Bridge
from callplane.media.endpoint import Endpoint, Statistics
from callplane.media.pacing import Pacer
from callplane.media.ports import PortRange
from callplane.media.recorder import Recorder
from callplane.media.rtp import Stream

_FLUSH_SECONDS = 1.0
_REPORT_TURNS = 5
"""Every so many flushes the parties get a report (RTCP)."""

_log = logging.getLogger(__name__)


class Recording:
    """A recording of one endpoint under way. The relay makes it."""

    def __init__(self, endpoint: Endpoint, recorder: Recorder, ended: Callable[[Recording], None]) -> None:
        self.recorder = recorder
        self._endpoint = endpoint
        self._ended = ended

    async def stop(self) -> float:
        """End it; gives its length in seconds when the file is complete. Raises OSError."""
        now = asyncio.get_running_loop().time()
        self._endpoint.stop_recording(self.recorder)
        self._ended(self)
        return await self.recorder.stop(now)


class Relay:
    """Sound of calls on one address. Everything in the thread of the running loop; `clock` tells seconds since the epoch."""

    def __init__(self, address: str, ports: tuple[int, int], clock: Callable[[], float]) -> None:
        self._loop = asyncio.get_running_loop()
        self._ports = PortRange(address, *ports)
        self._clock = clock
        self._pacer = Pacer(self._loop)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="media-recordings")
        self._endpoints: dict[Endpoint, Statistics | None] = {}
        self._recordings: dict[Recording, None] = {}
        self._turn = 0
        self._timer = self._loop.call_later(_FLUSH_SECONDS, self._housekeeping)

    def open(self) -> Endpoint:
        """An endpoint on a free pair of ports. Raises CommandFailed when there is none."""
        stream = Stream(secrets.randbits(32), secrets.randbits(16), secrets.randbits(32))
        endpoint = Endpoint(self._ports.take(), stream, self._pacer, self._loop)
        self._endpoints[endpoint] = None
        return endpoint

    def release(self, endpoint: Endpoint) -> Statistics:
        """Close an endpoint and give its ports back; it leaves its bridge. Its last figures."""
        if isinstance(endpoint.company, Bridge):
            endpoint.company.remove(endpoint)
        self._count(endpoint)
        self._endpoints.pop(endpoint, None)
        endpoint.close(self._clock())
        return endpoint.statistics()

    def bridge(self, *members: Endpoint) -> Bridge:
        """Connect these endpoints, so that each hears the others."""
        bridge = Bridge(self._pacer)
        for member in members:
            bridge.add(member)
        return bridge

    def record(self, endpoint: Endpoint, file: Path, *, mirrored: bool = False) -> Recording:
        """Record what the party says (left) and what it hears (right); `mirrored`: the other way round."""
        recorder = Recorder(file, self._loop.time(), self._writer)
        recording = Recording(endpoint, recorder, lambda ended: self._recordings.pop(ended, None))
        self._recordings[recording] = None
        endpoint.record(recorder, mirrored=mirrored)
        return recording

    async def close(self) -> None:
        """End everything; recordings under way are completed."""
        self._timer.cancel()
        for outcome in await asyncio.gather(*(recording.stop() for recording in tuple(self._recordings)), return_exceptions=True):
            if isinstance(outcome, BaseException):
                _log.error("A recording could not be completed: %s", outcome)
        for endpoint in tuple(self._endpoints):
            self.release(endpoint)
        self._pacer.close()
        self._writer.shutdown()

    def _housekeeping(self) -> None:
        now = self._loop.time()
        for recording in self._recordings:
            recording.recorder.flush(now)
        self._turn += 1
        if self._turn % _REPORT_TURNS == 0:
            for endpoint in self._endpoints:
                endpoint.report(self._clock())
        for endpoint in self._endpoints:
            self._count(endpoint)
        self._timer = self._loop.call_later(_FLUSH_SECONDS, self._housekeeping)

    def _count(self, endpoint: Endpoint) -> None:
        """Add to the metrics what is new since the last time."""
        before, figures = self._endpoints.get(endpoint), endpoint.statistics()
        self._endpoints[endpoint] = figures
        for kind in ("received", "sent", "lost", "strangers", "malformed"):
            new = getattr(figures, kind) - (getattr(before, kind) if before else 0)
            if new > 0:
                metrics.MEDIA_PACKETS.add(new, kind)
