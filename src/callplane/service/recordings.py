"""Recordings: which there are, and who may hear them. Knows files in one directory, lines and rights; no transport.

Beside each WAV file `NAME.wav` lies `NAME.json` with what is known of the call, so that the list survives a restart.
"""

from __future__ import annotations

import json
import logging
import wave
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import asdict, dataclass
from pathlib import Path

from callplane.errors import UnknownObject
from callplane.model.call import Call
from callplane.model.changes import Change, RecordingStored
from callplane.service.directory import Directory
from callplane.service.rights import Rights

log = logging.getLogger(__name__)

_REMEMBERED_STARTERS = 10_000


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording. Times in UTC seconds since the epoch; `user` is who started it, empty where the phone did."""

    id: str
    line: str
    call: str
    tracker: str
    remote_number: str
    user: str
    started: float
    seconds: float


class Recordings:
    """`spawn(coroutine)` runs something beside the present turn of the loop; `in_thread(function)` away from it."""

    def __init__(
        self,
        directory: Path,
        users: Directory,
        spawn: Callable[[Coroutine[object, object, None]], object],
        in_thread: Callable[[Callable[[], None]], Coroutine[object, object, None]],
    ) -> None:
        self._directory = directory
        self._users = users
        self._spawn = spawn
        self._in_thread = in_thread
        self._started: OrderedDict[str, tuple[str, Call]] = OrderedDict()
        self._recordings: dict[str, Recording] = {}

    def load(self) -> None:
        """Find the recordings of earlier runs. Files that cannot be read are left out, and named in the log.

        What a run left half-written when it was killed is removed. A whole recording without anything known of its call is for
        administrators: that run did not come to writing it down.
        """
        self._directory.mkdir(parents=True, exist_ok=True)
        for path in self._directory.glob("*.part"):
            log.warning("%s was not finished and is removed", path.name)
            path.unlink()
        for path in self._directory.glob("*.json"):
            try:
                recording = Recording(**json.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError) as error:
                log.warning("recording %s is left out: %s", path.name, error)
                continue
            self._recordings[recording.id] = recording
        for path in self._directory.glob("*.wav"):
            if path.stem not in self._recordings:
                self._adopt(path)

    def _adopt(self, path: Path) -> None:
        try:
            with wave.open(str(path)) as file:
                seconds = file.getnframes() / file.getframerate()
            recording = Recording(path.stem, "", "", "", "", "", path.stat().st_mtime - seconds, seconds)
            self._write(recording)
        except (OSError, EOFError, wave.Error) as error:
            log.warning("recording %s is left out: %s", path.name, error)
            return
        self._recordings[recording.id] = recording

    def started_by(self, user: str, call: Call) -> None:
        """Remember who asked for the recording of a call."""
        self._started[call.id] = (user, call)
        if len(self._started) > _REMEMBERED_STARTERS:
            self._started.popitem(last=False)

    def observe(self, change: Change) -> None:
        """Subscriber of the core: a recording is complete."""
        if not isinstance(change, RecordingStored):
            return
        user, call = self._started.pop(change.call_id, ("", None))
        recording = Recording(
            id=Path(change.file).stem,
            line=change.line.uri,
            call=change.call_id,
            tracker=call.tracker_id if call else "",
            remote_number=call.facts.remote.number if call else "",
            user=user,
            started=change.started,
            seconds=change.seconds,
        )
        self._recordings[recording.id] = recording
        self._spawn(self._in_thread(lambda: self._write(recording)))

    def list_for(self, user: str) -> list[dict[str, object]]:
        """What a user may hear, newest first, in the form that JSON shows."""
        allowed = [recording for recording in self._recordings.values() if self._may_hear(user, recording)]
        return [asdict(recording) for recording in sorted(allowed, key=lambda r: r.started, reverse=True)]

    def open_file(self, user: str, recording_id: str) -> Path:
        """The WAV file of a recording. Raises UnknownObject, also where the user may not hear it."""
        recording = self._recordings.get(recording_id)
        path = self._directory / f"{recording_id}.wav" if recording else None
        if recording is None or path is None or not self._may_hear(user, recording) or not path.is_file():
            raise UnknownObject("there is no such recording for you: /recordings lists those that there are")
        return path

    def _may_hear(self, user: str, recording: Recording) -> bool:
        person = self._users.user(user)
        if person is None:
            return False
        controls = Rights.CONTROL in self._users.rights(user, recording.line)
        return person.administrator or controls or person.name == recording.user

    def _write(self, recording: Recording) -> None:
        path = self._directory / f"{recording.id}.json"
        partial = path.with_suffix(".part")
        partial.write_text(json.dumps(asdict(recording)), encoding="utf-8")
        partial.replace(path)
