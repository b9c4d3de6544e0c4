"""The sound of phones and trunks that passes the relay: an endpoint for each end that needs one, rooms, tones, recordings.

Knows the relay and ends; no SIP message. An endpoint belongs to an end, not to a phone: what is recorded of one call can
never hold the sound of another one.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from callplane.drivers.exchange.legs import End
from callplane.drivers.exchange.recording import SPEECH, Tape
from callplane.drivers.exchange.sip.plan import Plan, Sound
from callplane.media import tones
from callplane.media.bridge import Bridge
from callplane.media.clips import Clip
from callplane.media.endpoint import Endpoint
from callplane.media.g711 import Law
from callplane.media.relay import Recording, Relay
from callplane.sip.sdp import EVENTS, PCMA, PCMU, Audio, Direction

_LAWS = {codec.kind: law for codec, law in ((PCMA, Law.PCMA), (PCMU, Law.PCMU))}
CODECS = (PCMA, PCMU, EVENTS)


@cache
def clip_of(sound: Sound) -> Clip:
    """What a sound is made of."""
    frequency, amplitude = SPEECH[1]
    samples: dict[Sound, Callable[[], array[int]]] = {
        Sound.RINGING: tones.ringback,
        Sound.BUSY: tones.busy,
        Sound.MUSIC: tones.hold_music,
        Sound.SPEECH: lambda: tones.speech(frequency, amplitude),
    }
    return Clip(samples[sound]())


def prepare() -> None:
    """Make all sounds, which takes a quarter of a second the first time: not for the loop's thread."""
    for sound in Sound:
        if sound is not Sound.NOTHING:
            clip = clip_of(sound)
            for law in Law:
                clip.frame(0, law)


class _Channel:
    """An end's endpoint with what it was last told to do."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.sound = Sound.NOTHING
        self.tapes: dict[str, Recording] = {}


class Studio:
    """See the module's text. `pressed(end, digit)` is told keys that come as telephone events.

    `music` is for who waits; without it there is some.
    """

    def __init__(self, relay: Relay, recordings: Path, pressed: Callable[[End, str], None], music: Clip | None = None) -> None:
        self._relay = relay
        self._recordings = recordings
        self._pressed = pressed
        self._music = music
        self._channels: dict[End, _Channel] = {}
        self._rooms: dict[Hashable, Bridge] = {}

    async def close(self) -> None:
        await self._relay.close()

    def audio(self, end: End, host: str) -> Audio:
        """Where the end's phone is to send its sound. Raises CommandFailed when there is no port."""
        return Audio(host, self._channel(end).endpoint.local[1], CODECS)

    def _channel(self, end: End) -> _Channel:
        channel = self._channels.get(end)
        if channel is None:
            channel = self._channels[end] = _Channel(self._relay.open())
            channel.endpoint.on_digit = lambda digit: self._pressed(end, digit)
        return channel

    def apply(self, end: End, plan: Plan, remote: Audio | None, seen: str) -> None:
        """Let the end's phone, which listens at `remote`, hear what the plan says; `seen` is where its messages come from."""
        if plan.sound is None and plan.room is None:
            if channel := self._channels.get(end):
                self._leave(channel)
                self._play(channel, Sound.NOTHING)
                channel.endpoint.muted = True
            return
        channel = self._channel(end)
        law = law_of(remote) if remote else None
        if remote is not None and law is not None:
            events = remote.events
            host = remote.host if is_address(remote.host) else seen  # a name would have to be looked up
            channel.endpoint.aim((host, remote.port), law, events.type if events else None, also=seen)
        channel.endpoint.muted = remote is None or not remote.direction & Direction.RECVONLY
        if plan.room is not None:
            self._play(channel, Sound.NOTHING)
            self._room(plan.room).add(channel.endpoint)
        else:
            self._leave(channel)
            self._play(channel, plan.sound or Sound.NOTHING)

    def _room(self, key: Hashable) -> Bridge:
        room = self._rooms.get(key)
        if room is None:
            self._rooms = {known: bridge for known, bridge in self._rooms.items() if bridge.members}
            room = self._rooms[key] = self._relay.bridge()
        return room

    def _leave(self, channel: _Channel) -> None:
        company = channel.endpoint.company
        if isinstance(company, Bridge):
            company.remove(channel.endpoint)

    def _play(self, channel: _Channel, sound: Sound) -> None:
        if sound is not channel.sound:
            channel.sound = sound
            if sound is Sound.NOTHING:
                channel.endpoint.stop_playing()
            else:
                own = self._music if sound is Sound.MUSIC else None
                channel.endpoint.play(own or clip_of(sound), repeat=True)

    def send_digits(self, end: End, digits: str) -> bool:
        """Let the end's phone hear digits; False where its sound does not pass here."""
        channel = self._channels.get(end)
        if channel is None or channel.endpoint.muted:
            return False
        return channel.endpoint.send_digits(digits)

    def record(self, end: End, tape: Tape, *, mirrored: bool) -> None:
        """Record the end's sound on this tape; the left channel is the tape's own line."""
        channel = self._channel(end)
        if tape.file not in channel.tapes:
            self._recordings.mkdir(parents=True, exist_ok=True)
            channel.tapes[tape.file] = self._relay.record(channel.endpoint, self._recordings / tape.file, mirrored=mirrored)

    def take_recording(self, tape: Tape) -> Recording | None:
        """The recording of a tape that has ended; None where no phone was recorded."""
        return next((found for channel in self._channels.values() if (found := channel.tapes.pop(tape.file, None))), None)

    def release(self, end: End) -> None:
        """The end is over."""
        channel = self._channels.pop(end, None)
        if channel is not None:
            self._leave(channel)
            self._relay.release(channel.endpoint)


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def law_of(audio: Audio) -> Law | None:
    """By which law the relay speaks to a phone: its first codec that the relay knows."""
    return next((law for codec in audio.speech if (law := _LAWS.get(codec.kind))), None)
